"""A workspace and an address → the site in place there: check, build, prove, put in place, record."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from bulletin.check.run import check_workspace
from bulletin.errors import Problem, errors_of
from bulletin.files import write_files
from bulletin.model import IssueId
from bulletin.prepare import stop_on_problems
from bulletin.publish import faults
from bulletin.publish.foreign import describe_foreign
from bulletin.publish.known import read_live, remember_target
from bulletin.publish.losses import settle_withdrawals, withdraw_record
from bulletin.publish.manifest import RECORDS, Changes, Manifest
from bulletin.publish.opening import open_target
from bulletin.publish.records import (
    Revision,
    digest_wording,
    fill_files,
    list_wording,
    revise_record,
)
from bulletin.publish.release import Release, format_time, read_release
from bulletin.publish.target import Outcome, Report, Target, ignore_progress
from bulletin.record import FOLDER, Record, describe_record, parse_record, read_records, render_record
from bulletin.site.build import BuiltSite, carry_out, hold_site
from bulletin.site.keys import check_inputs, check_read, refuse_changed
from bulletin.site.plan import Plan, plan_site
from bulletin.source import Reading
from bulletin.workspace import ISSUES, SERIES_FILE, Workspace, parse_issue_id

_CHINA = timezone(timedelta(hours=8))


@dataclass(frozen=True)
class Published:
    """How a publish ended, None where nothing was to be put in place: what changed or would change for
    readers, the records of issues that are new, corrected or (`restored`) back after a withdrawal, the
    issues that are `withdrawn` now, and notices."""

    target: str
    outcome: Outcome | None
    changes: Changes
    revised: tuple[Record, ...]
    restored: frozenset[str]
    withdrawn: tuple[IssueId, ...]
    site: BuiltSite
    problems: tuple[Problem, ...]


def publish_site(
    workspace: Workspace,
    address: str,
    *,
    reviews: Mapping[str, str],
    withdraw: Collection[IssueId] = (),
    dry_run: bool = False,
    strict: bool = False,
    report: Report = ignore_progress,
) -> Published:
    """Publish the site to `address`, whole or not at all; with `dry_run` leave the tree in dist/site and only
    say what would change. `reviews` (by model.REVIEW_KEYS) are of the issues that are new or have new words.
    Of the issues that were published, only those that `withdraw` names may be gone.

    The issues, and the files of each, are those that one look finds: whatever goes, comes or changes while
    this runs ends it. Raises BulletinError with every error that `check` finds in those issues, or what
    keeps the site from being built or put in place; then readers see what they saw.
    """
    started = datetime.now(UTC)
    now = started.astimezone(_CHINA)
    with hold_site(workspace), _open(address) as target:
        reading = Reading(workspace)
        known = workspace.list_issues()
        report("看网上现在的样子")
        live = read_live(workspace, target)
        records = _adopt_records(workspace, live)
        plan = plan_site(reading, known, records)
        going = settle_withdrawals(plan, known, records, live, withdraw)
        records |= {name: withdraw_record(name, records.get(name), live, now) for name in going}
        revised = _revise(reading, plan, records, reviews, now)
        revisions = tuple(revised.values())
        plan = _plan_revised(reading, plan, known, records, revised)
        built = carry_out(reading, plan, report=lambda done, total: report("生成网站", done, total))
        problems = [*built.problems, *(problem for r in revisions for problem in r.problems)]
        problems += _check(reading, plan, known, revisions, report)
        stop_on_problems(problems, strict=strict)
        away = [record for name, record in records.items() if record.withdrawn and name not in plan.issues]
        kept = [*(fill_files(revision.record, built.files) for revision in revisions), *away]
        release = read_release(built.folder, format_time(started), {RECORDS: _describe(kept)})
        _check_release(release, built)
        changes = target.compare(release)
        outcome = None if dry_run else target.put(release, live, report)
        if outcome is Outcome.SUPERSEDED:
            _adopt_records(workspace, target.read_live())
        elif outcome:
            problems += describe_foreign(target.foreign)
            _write_records(workspace, kept, remember_target(workspace, target))
    returned = {str(name) for name, record in records.items() if record.withdrawn}
    renewed = tuple(revision.record for revision in revisions if revision.is_new)
    return Published(
        target=target.label,
        outcome=outcome,
        changes=changes,
        revised=renewed,
        restored=frozenset(record.issue for record in renewed if record.issue in returned),
        withdrawn=going,
        site=built,
        problems=tuple(problems),
    )


def roll_back_site(
    workspace: Workspace, address: str, *, report: Report = ignore_progress
) -> tuple[Manifest, tuple[Problem, ...]]:
    """Put the release before the live one in place again; returns what is live then, and notices. Raises
    BulletinError where there is none."""
    with hold_site(workspace), _open(address) as target:
        return target.roll_back(report), tuple(describe_foreign(target.foreign))


@contextmanager
def _open(address: str) -> Iterator[Target]:
    target = open_target(address)
    try:
        yield target
    finally:
        target.close()


def _revise(
    reading: Reading,
    plan: Plan,
    records: Mapping[IssueId, Record],
    reviews: Mapping[str, str],
    now: datetime,
) -> dict[IssueId, Revision]:
    """What becomes of the record of each issue, by its words: those of its part of the site, or where that is
    not as it should be, those that were read of just the files of `plan`."""
    revisions = {}
    for issue_id in plan.issues:
        record = records.get(issue_id)
        if part := plan.parts.get(issue_id):
            wording = list_wording(part.issue)
        else:
            issue, _ = reading.survey(issue_id)
            check_inputs(issue, plan.inputs[issue_id])
            wording = digest_wording(issue, record)
        needs = plan.series.needs_reviews
        revisions[issue_id] = revise_record(wording, record, reviews, now, needs_reviews=needs)
    return revisions


def _plan_revised(
    reading: Reading,
    plan: Plan,
    known: Sequence[IssueId],
    records: Mapping[IssueId, Record],
    revisions: Mapping[IssueId, Revision],
) -> Plan:
    """The plan of what is to be built: where words are new, pages say what the new records make them say."""
    if not any(revision.is_new for revision in revisions.values()):
        return plan
    revised = {issue_id: revision.record for issue_id, revision in revisions.items()}
    again = plan_site(reading, known, {**records, **revised})
    _compare_plans(plan, again)
    return again


def _compare_plans(first: Plan, second: Plan) -> None:
    """Raise BulletinError where the second look at the sources found others than the first."""
    if first.shared != second.shared:
        raise refuse_changed(SERIES_FILE)
    for name in sorted(first.inputs.keys() | second.inputs.keys()):
        if first.inputs.get(name) != second.inputs.get(name):
            raise refuse_changed(f"{ISSUES}/{name}")


def _check(
    reading: Reading,
    plan: Plan,
    known: Sequence[IssueId],
    revisions: Sequence[Revision],
    report: Report,
) -> list[Problem]:
    """What `check` says of the issues whose words are new: its errors stop a publish, its doubts do not."""
    new = [_parse_id(revision.record.issue) for revision in revisions if revision.is_new]
    if not new:
        return []
    report("校对新的和改过的各期")
    findings = check_workspace(reading, new, known)
    for issue_id in new:
        check_read(issue_id, findings.sources, plan.inputs[issue_id])
    return errors_of(findings.problems)


def _check_release(release: Release, built: BuiltSite) -> None:
    """Raise BulletinError (D102) where dist/site does not hold just what was built: the disk it lies on may
    come and go, too."""
    found = {name: file.sha256 for name, file in release.files.items()}
    if found != dict(built.files):
        names = found.keys() | built.files.keys()
        raise faults.refuse_changed(min(n for n in names if found.get(n) != built.files.get(n)))


def _parse_id(text: str) -> IssueId:
    issue_id = parse_issue_id(text)
    assert issue_id is not None  # the site's own
    return issue_id


def _describe(records: Sequence[Record]) -> dict[str, Any]:
    """The records as a manifest carries them: the files' digests it has itself."""
    return {record.issue: describe_record(replace(record, files={})) for record in records}


def _adopt_records(workspace: Workspace, live: Manifest | None) -> dict[IssueId, Record]:
    """The records of all issues ever published. Those that the target has and the workspace has not (from a
    publish that ended before it wrote them, or from another machine) are written into published/."""
    records = read_records(workspace)
    found = live.facts.get(RECORDS) if live else None
    adopted = {}
    for name, values in (found if isinstance(found, dict) else {}).items():
        issue_id = parse_issue_id(name)
        try:
            record = parse_record(values)
        except (ValueError, TypeError, LookupError, AttributeError):
            continue  # from a later version, or not ours: what the workspace has holds
        if issue_id is None or record.issue != str(issue_id) or live is None:
            continue
        own = records.get(issue_id)
        if own is None or own.latest < record.latest:
            adopted[issue_id] = fill_files(record, {n: file.sha256 for n, file in live.files.items()})
    _write_records(workspace, adopted.values(), {})
    return records | adopted


def _write_records(workspace: Workspace, records: Iterable[Record], more: Mapping[str, bytes]) -> None:
    """Write published/…json and the files `more` beside them, all or none."""
    files = {**{f"{record.issue}.json": render_record(record) for record in records}, **more}
    if files:
        write_files(workspace.root / FOLDER, files)
