"""Chosen issues of a workspace → the earlier ones that hold what came again in them, few others parsed."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from bulletin.check.neighbours import LEAST, NOT_HAN, SHINGLE, cut_shingles, encode, is_repeat, list_texts
from bulletin.disk import explain_os_error
from bulletin.encoding import decode_text
from bulletin.errors import Problem, Severity
from bulletin.model import Issue, IssueId, Place
from bulletin.source import is_source_name
from bulletin.workspace import ISSUE_FILE, Workspace

# Of eight characters in a row, every third place begins six that lie in them: nothing is overlooked where
# only these are looked at first, and most of a text that has nothing in common is passed over by them.
_PROBE = 6
_STEP = SHINGLE - _PROBE + 1
# How much of what two texts share shows where one of them is as it was typed: the rest may lie across what is
# not printed in its place (an address, a note), and shows only where the text is parsed. As much of a file,
# at least, is printed.
_SHOWN = 0.5
# What is typed between two characters of a sentence, and not printed there.
_BETWEEN = re.compile(r"!\[[^\]\n]*\]\([^()\n]*\)|(?<=\])\([^()\n]*\)|<!--.*?-->", re.DOTALL)


@dataclass
class _Search:
    """The shingles of the chosen articles for which no earlier one was found yet."""

    sizes: list[int] = field(default_factory=list)  # shingles of each article
    issues: list[IssueId] = field(default_factory=list)
    found: set[int] = field(default_factory=set)
    having: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    probes: set[str] = field(default_factory=set)

    def add(self, issue: Issue) -> None:
        """Look for what came before each article of `issue`."""
        for _, text in list_texts(issue):
            shingles = cut_shingles(text)
            for code in shingles:
                self.having[code].append(len(self.sizes))
            for at in range(len(text) - SHINGLE + 1):
                if encode(text[at : at + SHINGLE]) in shingles:
                    self.probes.update(text[at + step : at + step + _PROBE] for step in range(_STEP))
            self.sizes.append(len(shingles))
            self.issues.append(issue.id)

    def count(self, shingles: set[int], before: IssueId) -> Counter[int]:
        """How many of `shingles` each article has that is looked for and is later than `before`."""
        counts = Counter(number for code in shingles for number in self.having.get(code, ()))
        return Counter(
            {n: count for n, count in counts.items() if n not in self.found and self.issues[n] > before}
        )

    def may_be_in(self, text: str, issue_id: IssueId, *, is_one: bool) -> bool:
        """Whether Han as typed have enough of an article; `is_one` says that they are of one article."""
        shingles: set[int] = set()
        for at in range(0, len(text) - _PROBE + 1, _STEP):
            if text[at : at + _PROBE] in self.probes:
                starts = range(max(at - _STEP + 1, 0), at + 1)
                shingles.update(encode(text[start : start + SHINGLE]) for start in starts)
        counts = self.count(shingles, issue_id)
        if not counts:
            return False
        size = max(LEAST, int(_SHOWN * len(cut_shingles(text)))) if is_one else LEAST
        return any(is_repeat(count / _SHOWN, self.sizes[n], size) for n, count in counts.items())

    def look_in(self, issue: Issue) -> None:
        """Take off what came before in `issue`."""
        for _, text in list_texts(issue):
            shingles = cut_shingles(text)
            if len(shingles) >= LEAST:
                counts = self.count(shingles, issue.id)
                self.found |= {n for n, c in counts.items() if is_repeat(c, self.sizes[n], len(shingles))}


def find_earlier(
    workspace: Workspace,
    known: Sequence[IssueId],
    chosen: Sequence[Issue],
    survey: Callable[[IssueId], Issue],
    problems: list[Problem],
) -> Iterator[Issue]:
    """Of `known`, issues in their order, those in which an article of the issues `chosen` ran for the first
    time, and few others; `survey` reads an issue whole. Of the rest, no Markdown is parsed.

    What could not be compared goes into `problems`. Raises BulletinError, the machine's fault, where a folder
    cannot be read.
    """
    search = _Search()
    for issue in chosen:
        search.add(issue)
    own = {issue.id for issue in chosen}
    for issue_id in known:
        if issue_id in own or not any(issue_id < other for other in own):
            continue
        typed = _read_typed(workspace, issue_id, problems)
        if any(search.may_be_in(text, issue_id, is_one=is_one) for text, is_one in typed):
            issue = survey(issue_id)
            search.look_in(issue)
            yield issue


def _read_typed(
    workspace: Workspace, issue_id: IssueId, problems: list[Problem]
) -> Iterator[tuple[str, bool]]:
    """The Han of each file that may hold articles, as typed, and whether it holds one."""
    try:
        paths = sorted(workspace.issue_folder(issue_id).iterdir())
    except OSError as error:
        raise workspace.explain_issues(error, workspace.issue_folder(issue_id)) from error
    for path in paths:
        if is_source_name(path.name):
            try:
                data = path.read_bytes()
            except FileNotFoundError:  # it was taken away meanwhile
                continue
            except OSError as error:
                problems.append(_explain_left_out(workspace.relative(path), error))
                continue
            text, _ = decode_text(data, path.name)
            is_one = path.name.lower() != ISSUE_FILE
            if _BETWEEN.search(text):
                yield NOT_HAN.sub("", _BETWEEN.sub("", text)), is_one
            yield NOT_HAN.sub("", text), is_one and "<!--" not in text


def _explain_left_out(path: str, error: OSError) -> Problem:
    message = f"这个文件读不出来（{explain_os_error(error)}），没有和它比有没有重复的文章"
    return Place(path).problem("H107", message, "检查文件的权限，或者磁盘", Severity.WARNING)
