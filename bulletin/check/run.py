"""Issues of a workspace → everything wrong or doubtful in their sources; and what is certain, mended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bulletin.check import check_issue
from bulletin.check.fix import MendedFile, mend_sources
from bulletin.check.neighbours import check_neighbours
from bulletin.check.register import REGISTER_FILE, Word, parse_register
from bulletin.errors import MACHINE_AT_FAULT, BulletinError, Problem, fail, sort_problems
from bulletin.files import write_files
from bulletin.model import Issue, IssueId
from bulletin.source import read_issue
from bulletin.source.reader import Reader
from bulletin.workspace import Workspace


@dataclass(frozen=True)
class Findings:
    """What was found, in reading order, and the sources it was found in (path → bytes)."""

    problems: tuple[Problem, ...]
    sources: Mapping[str, bytes]


def check_workspace(workspace: Workspace, chosen: Sequence[IssueId]) -> Findings:
    """Check the issues `chosen`, beside all others of the workspace.

    An issue that cannot be read has its problems among the rest.
    """
    problems: list[Problem] = []
    issues: list[Issue] = []
    for issue_id in workspace.list_issues():
        try:
            issue, found = read_issue(workspace, issue_id)
        except BulletinError as error:
            problems += error.problems if issue_id in chosen else ()
            continue
        issues.append(issue)
        problems += found if issue_id in chosen else ()
    beside = list(check_neighbours(issues))
    words = _read_register(workspace, problems)
    sources: dict[str, bytes] = {}
    for issue in issues:
        if issue.id in chosen:
            folder = f"issues/{issue.id}"
            own = [p for p in beside if p.path == folder or p.path.startswith(f"{folder}/")]
            problems += check_issue(issue, own, words)
            sources |= issue.sources
    return Findings(sort_problems(problems), sources)


def _read_register(workspace: Workspace, problems: list[Problem]) -> list[Word]:
    path = workspace.root / REGISTER_FILE
    if not path.is_file():
        return []
    reader = Reader(workspace)
    source = reader.read_source(path)
    problems += reader.problems
    return parse_register(source, problems) if source else []


def mend_findings(findings: Findings) -> list[MendedFile]:
    """What the certain cures of `findings` would change; nothing is written yet."""
    return mend_sources(findings.sources, findings.problems)


def write_mended(workspace: Workspace, mended: Sequence[MendedFile], sources: Mapping[str, bytes]) -> None:
    """Write mended files, all or none; refused where one has changed since it was read."""
    for file in mended:
        if (workspace.root / file.path).read_bytes() != sources[file.path]:
            raise fail(
                "E306", f"“{file.path}”刚刚改过，没有动它", "存好文件，再运行一次", exit_code=MACHINE_AT_FAULT
            )
    write_files(workspace.root, {file.path: file.data for file in mended})
