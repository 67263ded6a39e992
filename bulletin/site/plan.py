"""A workspace → which issues the site has, what each part is made of, which have to be made anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bulletin.errors import BulletinError, Problem, Severity, errors_of
from bulletin.fonts import load_fonts
from bulletin.model import IssueId, Series
from bulletin.record import Record
from bulletin.site.addresses import number_articles
from bulletin.site.edition import Neighbours
from bulletin.site.keys import check_inputs, digest_all, digest_issue_inputs, digest_shared_inputs
from bulletin.site.model import Site
from bulletin.site.shared import describe_site
from bulletin.site.store import Part, read_part
from bulletin.source import Reading, read_series
from bulletin.templates import find_site_templates
from bulletin.workspace import SERIES_FILE, Workspace


@dataclass(frozen=True)
class Task:
    """An issue's part that has to be made anew: all that a worker needs, in this process or another."""

    workspace: Workspace
    issue: IssueId
    inputs: Mapping[str, str]
    source: str
    key: str
    site: Site
    neighbours: Neighbours
    record: Record | None


@dataclass(frozen=True)
class Plan:
    """The issues of the site, the oldest first, and a task for each whose part is not as it should be.

    `drafts` are issues that are left out: how many articles each has, all of them drafts. `shared` and
    `inputs` are digests of what was read: all that follows has to be made of just that.
    """

    series: Series
    site: Site
    issues: tuple[IssueId, ...]
    tasks: tuple[Task, ...]
    parts: Mapping[IssueId, Part]  # of the other issues
    drafts: Mapping[IssueId, int]
    shared: str
    inputs: Mapping[IssueId, Mapping[str, str]]
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class _Sighting:
    """What a first look says of an issue."""

    inputs: Mapping[str, str]
    source: str
    part: Part | None
    title: str
    publisher: str
    is_tagged: bool
    numbered: tuple[tuple[str, str, str], ...]  # number, title and file of each article


def plan_site(reading: Reading, known: Sequence[IssueId], records: Mapping[IssueId, Record]) -> Plan:
    """Look at the issues `known`, all of the workspace; `records` are those of issues that were published.
    What changed is read by `reading`, as all that follows will.

    An issue all of whose articles are drafts is left out, with a notice. Raises BulletinError with every
    problem of every issue that changed, and where any of it cannot be read or changes meanwhile.
    """
    workspace = reading.workspace
    series, problems = read_series(workspace)
    shared = digest_shared_inputs(workspace)
    seen: dict[IssueId, _Sighting] = {}
    drafts: dict[IssueId, int] = {}
    for issue_id in known:
        inputs = digest_issue_inputs(workspace, issue_id)
        source = digest_all(shared, inputs)
        part = read_part(workspace, issue_id)
        if part and part.source == source:
            numbered = tuple((a.number, a.title, a.path) for a in part.issue.articles)
            seen[issue_id] = _Sighting(
                inputs, source, part, part.issue.title, part.issue.publisher, part.issue.is_tagged, numbered
            )
            continue
        issue, said = reading.survey(issue_id)
        is_unwritten = issue.is_unwritten and len(errors_of(said)) == 1  # which says just that
        if is_unwritten or not errors_of(said):
            check_inputs(issue, inputs)
        if is_unwritten:
            drafts[issue_id] = issue.drafts
            problems.append(_explain_absence(issue_id))
            continue
        problems += said
        numbers = zip(number_articles(issue, None), issue.articles, strict=True)
        numbered = tuple((number, a.title, a.file.path) for number, a in numbers)
        seen[issue_id] = _Sighting(
            inputs,
            source,
            None,
            issue.title,
            issue.publisher,
            any(a.tags or a.column for a in issue.articles),
            numbered,
        )
    if errors_of(problems):
        raise BulletinError(problems)
    problems += _remind_of_address(series)
    series = _complete_series(series, list(seen.values()))
    is_tagged = any(sighting.is_tagged for sighting in seen.values())
    fonts = load_fonts(workspace, series, series.title)
    site = describe_site(series, find_site_templates(workspace), fonts, is_tagged)
    issues = tuple(seen)
    tasks, parts = [], {}
    for neighbours, issue_id in zip(_list_neighbours(issues), issues, strict=True):
        record = records.get(issue_id)
        key = digest_all(seen[issue_id].source, site, neighbours, _find_influence(record, seen[issue_id]))
        part = seen[issue_id].part
        if part and part.key == key:
            parts[issue_id] = part
        else:
            found = seen[issue_id]
            tasks.append(Task(workspace, issue_id, found.inputs, found.source, key, site, neighbours, record))
    return Plan(
        series=series,
        site=site,
        issues=issues,
        tasks=tuple(tasks),
        parts=parts,
        drafts=drafts,
        shared=shared,
        inputs={issue_id: sighting.inputs for issue_id, sighting in seen.items()},
        problems=tuple(problems),
    )


def _complete_series(series: Series, seen: Sequence[_Sighting]) -> Series:
    """A series whose issues say themselves what it is called is called what the newest says."""
    newest = seen[-1] if seen else None
    title, publisher = (newest.title, newest.publisher) if newest else ("", "")
    return replace(series, title=series.title or title, publisher=series.publisher or publisher)


def _find_influence(record: Record | None, sighting: _Sighting) -> tuple[object, ...]:
    """What a record says that its issue's pages would not say without it: where the articles stand where
    their files say, that they do is no news."""
    if record is None:
        return ((), ())
    known = tuple((article.address, article.title, article.path) for article in record.articles)
    return (() if known == sighting.numbered else known, record.corrections)


def _list_neighbours(issues: Sequence[IssueId]) -> list[Neighbours]:
    around = [None, *issues, None]
    return [Neighbours(before, after) for before, after in zip(around, around[2:], strict=False)]


def _explain_absence(issue_id: IssueId) -> Problem:
    message, hint = f"{issue_id.label}还没有写好的文章，没有放进网站", "写好以后删去文章里“状态: 草稿”那一行"
    return Problem("G104", message, hint, f"issues/{issue_id}", severity=Severity.INFO)


def _remind_of_address(series: Series) -> list[Problem]:
    if series.url:
        return []
    hint = f"在 {SERIES_FILE} 里写“网址: https://……/”，网站放在哪里就写哪里"
    message = "没有写网址：网站地图、订阅和分享的图片里没有完整的地址"
    return [Problem("G101", message, hint, SERIES_FILE, severity=Severity.WARNING)]
