"""Issues of a workspace → everything wrong or doubtful in their sources; and what is certain, mended."""

from __future__ import annotations

import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bulletin.check import check_issue
from bulletin.check.fix import MendedFile
from bulletin.check.neighbours import check_neighbours
from bulletin.check.register import REGISTER_FILE, Word, parse_register
from bulletin.errors import MACHINE_AT_FAULT, BulletinError, Problem, Severity, fail, sort_problems
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
            if issue_id in chosen:
                problems += error.problems
                hint = "改好上面的错误，再校对一遍"
                message = "这一期还有错，没有校对文字"
                problems.append(Problem("X104", message, hint, f"issues/{issue_id}", severity=Severity.INFO))
            continue
        issues.append(issue)
        problems += found if issue_id in chosen else ()
    beside = list(check_neighbours(issues, workspace.list_issues()))
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
    if not path.exists() and not path.is_symlink():
        return []
    reader = Reader(workspace)
    source = reader.read_source(path)
    problems += reader.problems
    return parse_register(source, problems) if source else []


def write_mended(workspace: Workspace, mended: Sequence[MendedFile], sources: Mapping[str, bytes]) -> None:
    """Write mended files, all or none; refused where one has changed since it was read."""
    root = workspace.root.resolve()
    targets: dict[str, bytes] = {}
    for file in mended:
        path = (root / file.path).resolve()  # a link stays a link
        if path.read_bytes() != sources[file.path]:
            hint = "存好文件，再运行一次"
            raise fail("E306", f"“{file.path}”刚刚改过，没有动它", hint, exit_code=MACHINE_AT_FAULT)
        if not path.stat().st_mode & stat.S_IWUSR:
            hint = "去掉它的“只读”，再运行一次"
            raise fail("E307", f"“{file.path}”是只读的，没有动它", hint, exit_code=MACHINE_AT_FAULT)
        targets[path.relative_to(root).as_posix()] = file.data
    modes = {name: stat.S_IMODE((root / name).stat().st_mode) for name in targets}
    write_files(root, targets)
    for name, mode in modes.items():
        (root / name).chmod(mode)
