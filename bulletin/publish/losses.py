"""What was published, beside what is to be published now → the issues that readers lose because it was asked
for; a loss that nobody asked for is an error."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from bulletin import __version__
from bulletin.errors import BulletinError, Problem
from bulletin.model import IssueId
from bulletin.publish.manifest import RECORDS, Manifest
from bulletin.publish.release import parse_time
from bulletin.record import Record
from bulletin.site.plan import Plan
from bulletin.workspace import ISSUES, parse_folder_name


def settle_withdrawals(
    plan: Plan,
    known: Collection[IssueId],
    records: Mapping[IssueId, Record],
    live: Manifest | None,
    asked: Collection[IssueId],
) -> tuple[IssueId, ...]:
    """The issues that this publish takes from their readers: published before, not in `plan`, and `asked`.

    `known` are the issues whose folder is there; `records` those of all that was ever published. Raises
    BulletinError where an issue would be lost that nobody asked for (D203), where one that is asked for
    is still there or was never published (D204), and where no issue would be left (D205).
    """
    published = list_published(records, live)
    lost = published.keys() - set(plan.issues)
    problems = [*_refuse_losses(plan, known, published, lost - set(asked))]
    for issue_id in sorted(set(asked)):
        if issue_id in plan.issues or plan.drafts.get(issue_id) == 0:
            problems.append(_refuse_present(issue_id))
        elif issue_id not in published and issue_id not in records:
            problems.append(_refuse_unpublished(issue_id))
    if not problems and not plan.issues and asked:
        # Nobody means a site without an issue: whoever wants none has the web server to close it.
        message = "撤下以后一期也不剩了，空的网站不发布，网上还是原来的样子"
        hint = "留下至少一期；要关掉整个网站，请在网站的服务器上关"
        problems.append(Problem("D205", message, hint, ISSUES))
    if problems:
        raise BulletinError(problems)
    return tuple(sorted(lost & set(asked)))


def list_published(records: Mapping[IssueId, Record], live: Manifest | None) -> dict[IssueId, str]:
    """The issues that readers have or should have, each with its first publication (ISO 8601, "" where it is
    not known): those with a record that says nothing of a withdrawal, and what is live without a record.

    That a record says it is withdrawn holds whatever is live: another target may not have been told yet.
    """
    found = {issue_id: record.first for issue_id, record in records.items() if not record.withdrawn}
    facts = live.facts.get(RECORDS) if live else None
    names = {name.partition("/")[0] for name in (live.files if live else ()) if "/" in name}
    for name in names | (facts.keys() if isinstance(facts, dict) else set()):
        issue_id = parse_folder_name(name)
        if issue_id and issue_id not in records:
            found[issue_id] = ""
    return dict(sorted(found.items()))


def withdraw_record(issue_id: IssueId, record: Record | None, live: Manifest | None, now: datetime) -> Record:
    """The record of an issue that is withdrawn at `now`: its addresses stay known, and stay its own.

    Of one that has no `record`, all that is known is when what is `live` was published.
    """
    if record is None:
        then = parse_time(live.started).astimezone(now.tzinfo) if live else now
        time = then.isoformat(timespec="seconds")
        record = Record(str(issue_id), time, time, __version__, text="", articles=())
    moment = max(now, record.latest + timedelta(seconds=1))  # whatever the clock says, later than before
    return replace(record, files={}, withdrawn=moment.isoformat(timespec="seconds"))


def _refuse_losses(
    plan: Plan, known: Collection[IssueId], published: Mapping[IssueId, str], lost: Collection[IssueId]
) -> Iterable[Problem]:
    still = "，没有发布，网上还是原来的样子"
    gone = sorted(issue_id for issue_id in lost if issue_id not in known)
    empty = sorted(issue_id for issue_id in lost if plan.drafts.get(issue_id) == 0)
    drafts = sorted(issue_id for issue_id in lost if plan.drafts.get(issue_id, 0) > 0)
    if gone:
        message = f"发布过的 {_name_all(gone, published)}不在了{still}"
        hint = f"把{_name_folders(gone)}放回来（网络盘接好了没有？也可以从版本库、备份里取回），再发布一次；"
        yield Problem("D203", message, f"{hint}确实要从网上撤下，发布时加上 {_show_options(gone)}", ISSUES)
    if empty:
        message = f"发布过的 {_name_all(empty, published)}的文件夹里没有文章了{still}"
        hint = f"把{_name_folders(empty)}里的文章放回来（网络盘接好了没有？），再发布一次；"
        hint += f"确实要从网上撤下，先删去这个文件夹，发布时加上 {_show_options(empty)}"
        yield Problem("D203", message, hint, ISSUES)
    if drafts:
        message = f"发布过的 {_name_all(drafts, published)}现在都是草稿{still}"
        hint = "写好以后删去“状态: 草稿”那一行，再发布一次；"
        yield Problem("D203", message, f"{hint}确实要从网上撤下，发布时加上 {_show_options(drafts)}", ISSUES)


def _name_all(issues: Iterable[IssueId], published: Mapping[IssueId, str]) -> str:
    return "、".join(f"{issue_id}（{_describe_first(published[issue_id])}）" for issue_id in issues)


def _describe_first(time: str) -> str:
    if not time:
        return "首次发布的日期没有记录"
    day = datetime.fromisoformat(time)
    return f"{day.year}年{day.month}月{day.day}日首次发布"


def _name_folders(issues: Iterable[IssueId]) -> str:
    return "、".join(f" {ISSUES}/{issue_id}" for issue_id in issues) + " "


def _show_options(issues: Iterable[IssueId]) -> str:
    return " ".join(f"--withdraw {issue_id}" for issue_id in issues)


def _refuse_present(issue_id: IssueId) -> Problem:
    message = f"要撤下 {issue_id}，可它的文件夹还在，没有发布"
    hint = "要撤下，先把这个文件夹删去或移走，或把文章都写成“状态: 草稿”；"
    hint += "不撤下，去掉 --withdraw（BULLETIN_WITHDRAW）"
    return Problem("D204", message, hint, f"{ISSUES}/{issue_id}")


def _refuse_unpublished(issue_id: IssueId) -> Problem:
    message = f"要撤下 {issue_id}，可它没有发布过，没有发布"
    hint = "核对 --withdraw（BULLETIN_WITHDRAW）后面的期号"
    return Problem("D204", message, hint, f"{ISSUES}/{issue_id}")
