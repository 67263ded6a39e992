"""A workspace and an address → the site in place there: check, build, prove, put in place, record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from bulletin.build import stop_on_problems
from bulletin.check.run import check_workspace
from bulletin.errors import Problem, errors_of
from bulletin.files import write_files
from bulletin.model import IssueId
from bulletin.publish.manifest import Changes, Manifest
from bulletin.publish.records import Revision, fill_files, revise_record
from bulletin.publish.release import format_time, read_release
from bulletin.publish.target import Outcome, Report, Target, ignore_progress, open_target
from bulletin.record import (
    FOLDER,
    Record,
    describe_record,
    parse_record,
    read_record,
    render_record,
)
from bulletin.site.build import BuiltSite, build_site, hold_site
from bulletin.source import read_series
from bulletin.workspace import Workspace, parse_issue_id

_CHINA = timezone(timedelta(hours=8))
_RECORDS = "records"  # the facts of a manifest


@dataclass(frozen=True)
class Published:
    """How a publish ended, None where nothing was to be put in place: what changed or would change for
    readers, the records of issues that are new or corrected, and notices."""

    target: str
    outcome: Outcome | None
    changes: Changes
    revised: tuple[Record, ...]
    site: BuiltSite
    problems: tuple[Problem, ...]


def publish_site(
    workspace: Workspace,
    address: str,
    *,
    reviews: Mapping[str, str],
    dry_run: bool = False,
    strict: bool = False,
    report: Report = ignore_progress,
) -> Published:
    """Publish the site to `address`, whole or not at all; with `dry_run` leave the tree in dist/site and only
    say what would change. `reviews` (by model.REVIEW_KEYS) are of the issues that are new or have new words.

    Raises BulletinError with every error that `check` finds in those issues, or what keeps the site from
    being built or put in place; then readers see what they saw.
    """
    started = datetime.now(UTC)
    with hold_site(workspace), _open(address) as target:
        report("看网上现在的样子")
        live = target.read_live()
        _adopt_records(workspace, live)
        built, revisions = _build(workspace, reviews, started.astimezone(_CHINA), report)
        problems = [*built.problems, *(problem for r in revisions for problem in r.problems)]
        problems += _check(workspace, revisions, report)
        stop_on_problems(problems, strict=strict)
        records = [fill_files(revision.record, built.files) for revision in revisions]
        release = read_release(built.folder, format_time(started), {_RECORDS: _describe(records)})
        changes = target.compare(release)
        outcome = None if dry_run else target.put(release, live, report)
        if outcome is Outcome.SUPERSEDED:
            _adopt_records(workspace, target.read_live())
        elif outcome:
            _write_records(workspace, records)
    return Published(
        target=target.label,
        outcome=outcome,
        changes=changes,
        revised=tuple(revision.record for revision in revisions if revision.is_new),
        site=built,
        problems=tuple(problems),
    )


def roll_back_site(workspace: Workspace, address: str, *, report: Report = ignore_progress) -> Manifest:
    """Put the release before the live one in place again; raises BulletinError where there is none."""
    with hold_site(workspace), _open(address) as target:
        return target.roll_back(report)


@contextmanager
def _open(address: str) -> Iterator[Target]:
    target = open_target(address)
    try:
        yield target
    finally:
        target.close()


def _build(
    workspace: Workspace, reviews: Mapping[str, str], now: datetime, report: Report
) -> tuple[BuiltSite, list[Revision]]:
    """Build the site, find out which words are new, and build again with what their records make it say."""

    def tell(done: int, total: int) -> None:
        report("生成网站", done, total)

    built = build_site(workspace, report=tell)
    needs = read_series(workspace)[0].needs_reviews
    revisions = []
    for part in built.parts:
        record = read_record(workspace, _parse_id(part.issue.id))
        revisions.append(revise_record(part.issue, record, reviews, now, needs_reviews=needs))
    if any(revision.is_new for revision in revisions):
        records = {_parse_id(revision.record.issue): revision.record for revision in revisions}
        built = build_site(workspace, records=records, report=tell)
    return built, revisions


def _check(workspace: Workspace, revisions: Sequence[Revision], report: Report) -> list[Problem]:
    """What `check` says of the issues whose words are new: its errors stop a publish, its doubts do not."""
    new = [_parse_id(revision.record.issue) for revision in revisions if revision.is_new]
    if not new:
        return []
    report("校对新的和改过的各期")
    return errors_of(check_workspace(workspace, new).problems)


def _parse_id(text: str) -> IssueId:
    issue_id = parse_issue_id(text)
    assert issue_id is not None  # the site's own
    return issue_id


def _describe(records: Sequence[Record]) -> dict[str, Any]:
    """The records as a manifest carries them: the files' digests it has itself."""
    return {record.issue: describe_record(replace(record, files={})) for record in records}


def _adopt_records(workspace: Workspace, live: Manifest | None) -> None:
    """Take over records that the target has and the workspace has not: a publish that ended before it
    wrote them, or one from another machine."""
    found = live.facts.get(_RECORDS) if live else None
    adopted = []
    for name, values in (found if isinstance(found, dict) else {}).items():
        issue_id = parse_issue_id(name)
        try:
            record = parse_record(values)
        except (ValueError, TypeError, LookupError, AttributeError):
            continue  # from a later version, or not ours: what the workspace has holds
        if issue_id is None or record.issue != str(issue_id) or live is None:
            continue
        own = read_record(workspace, issue_id)
        if own is None or datetime.fromisoformat(own.time) < datetime.fromisoformat(record.time):
            adopted.append(fill_files(record, {name: file.sha256 for name, file in live.files.items()}))
    _write_records(workspace, adopted)


def _write_records(workspace: Workspace, records: Sequence[Record]) -> None:
    """Write published/…json, all or none."""
    files = {f"{record.issue}.json": render_record(record) for record in records}
    if files:
        write_files(workspace.root / FOLDER, files)
