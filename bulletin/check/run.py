"""Issues of a workspace → everything wrong or doubtful in their sources; and what is certain, mended."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bulletin import disk
from bulletin.characters import check_characters, read_printed_text
from bulletin.check import check_issue
from bulletin.check.earlier import find_earlier
from bulletin.check.fix import MendedFile
from bulletin.check.neighbours import check_neighbours
from bulletin.check.register import REGISTER_FILE, Word, parse_register
from bulletin.errors import MACHINE_AT_FAULT, BulletinError, Problem, Severity, errors_of, fail, sort_problems
from bulletin.files import write_files
from bulletin.fitting import check_tables
from bulletin.fonts import load_fonts
from bulletin.model import Issue, IssueId
from bulletin.source import Reading, read_outline
from bulletin.source.reader import Reader
from bulletin.templates import find_issue_templates
from bulletin.workspace import Workspace


@dataclass(frozen=True)
class Findings:
    """What was found, in reading order, and the sources it was found in (path → bytes)."""

    problems: tuple[Problem, ...]
    sources: Mapping[str, bytes]


def check_workspace(
    reading: Reading, chosen: Sequence[IssueId], known: Sequence[IssueId] | None = None
) -> Findings:
    """Check the issues `chosen`, beside all others of the workspace: `known`, where the caller has listed
    them already.

    What cannot be read has its problems among the rest; the other articles are checked all the same.
    Raises BulletinError, the machine's fault, where the issues cannot be listed or a folder not be read.
    """
    workspace = reading.workspace
    problems: list[Problem] = []
    known = workspace.list_issues() if known is None else known
    sound: dict[IssueId, Issue] = {}
    for issue_id in known:
        if issue_id in chosen:
            sound[issue_id], found, broken = _survey_sound(reading, issue_id)
            problems += found
            left_out = [path for path in sound[issue_id].sources if path in broken and path.endswith(".md")]
            problems += map(_explain_left_out, left_out)
    # Of the others, 日期 and 总期号 are looked at, and the articles that may have come again.
    earlier = find_earlier(
        workspace, known, list(sound.values()), lambda other: _survey_sound(reading, other)[0], problems
    )
    sound |= {issue.id: issue for issue in earlier}
    sound |= {issue_id: read_outline(workspace, issue_id) for issue_id in known if issue_id not in sound}
    issues = [sound[issue_id] for issue_id in known]
    beside = list(check_neighbours(issues, known))
    words = _read_register(workspace, problems)
    sources: dict[str, bytes] = {}
    for issue in issues:
        if issue.id in chosen:
            folder = f"issues/{issue.id}"
            own = [p for p in beside if p.path == folder or p.path.startswith(f"{folder}/")]
            own += _check_print(workspace, issue)
            problems += check_issue(issue, own, words)
            sources |= issue.sources
    return Findings(sort_problems(problems), sources)


def _survey_sound(reading: Reading, issue_id: IssueId) -> tuple[Issue, list[Problem], set[str]]:
    """An issue with the articles that are as they were typed; its problems, and the files of the others."""
    issue, found = reading.survey(issue_id)
    broken = {problem.path for problem in errors_of(found) if _spoils_text(problem)}
    sound = tuple(article for article in issue.articles if article.file.path not in broken)
    return replace(issue, articles=sound), found, broken


def _check_print(workspace: Workspace, issue: Issue) -> Iterator[Problem]:
    """What an issue's fonts cannot draw and its layout cannot set, or what keeps them from being used."""
    checks = (
        lambda: check_characters(issue, load_fonts(workspace, issue.series, read_printed_text(issue))),
        lambda: check_tables(issue, find_issue_templates(workspace, issue)),
    )
    for check in checks:
        try:
            yield from check()
        except BulletinError as error:
            if error.exit_code == MACHINE_AT_FAULT:
                raise
            yield from error.problems


# What is wrong with an article beside its text: its fields, its pictures, its place in the issue.
_BESIDE_TEXT = re.compile("[AP]|Y1(?!01|02|16)")


def _spoils_text(problem: Problem) -> bool:
    """Whether an article with this error may be less than was typed, or something else."""
    return not _BESIDE_TEXT.match(problem.code)


def _explain_left_out(path: str) -> Problem:
    message, hint = "这个文件还有错，没有校对它的文字", "改好这个文件里的错误，再校对一遍"
    return Problem("X104", message, hint, path, severity=Severity.INFO)


def _read_register(workspace: Workspace, problems: list[Problem]) -> list[Word]:
    path = workspace.root / REGISTER_FILE
    if not workspace.look(disk.look_at, path):
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
