"""What an editor has looked at and wants left: 忽略 in the front matter → fewer problems.

`忽略: B112 “科创 惠民” 口号原文如此`: a code, the text that it is about (or none, for all of the article,
the issue or, in bulletin.yaml, the series) and the reason.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from bulletin.errors import Problem, Severity
from bulletin.model import Issue, Place

_ENTRY = re.compile(
    r"(?P<code>[A-Z]\d{3})\s+(?:[“「\"](?P<text>.+)[”」\"]\s+)?(?P<reason>[^\s“”「」\"‘’'].*)"
)
_EXAMPLE = "忽略: B112 “科创 惠民” 口号原文如此"


@dataclass(frozen=True, slots=True)
class _Waiver:
    """An entry of 忽略: where it is typed, and the file it is about; empty for all."""

    entry: str
    place: Place
    path: str
    code: str
    text: str

    def covers(self, problem: Problem) -> bool:
        """Whether it is `problem` that is to be left."""
        here = not self.path or self.path == problem.path
        return here and self.code == problem.code and self._is_about(problem)

    def _is_about(self, problem: Problem) -> bool:
        """Whether the text that was quoted is where the problem is, not elsewhere in its line."""
        if not self.text or not problem.column:
            return self.text in problem.source
        found = (match.start() + 1 for match in re.finditer(re.escape(self.text), problem.source))
        return any(at < problem.end_column and problem.column < at + len(self.text) for at in found)


def drop_ignored(issue: Issue, problems: Sequence[Problem], known: Container[str]) -> list[Problem]:
    """`problems` without those that are to be left, with the entries that leave nothing.

    An entry of bulletin.yaml is about all issues: that this one has no use for it says nothing.
    """
    waivers: list[_Waiver] = []
    kept: list[Problem] = []
    for entry, place, path in _list_entries(issue):
        match = _ENTRY.fullmatch(entry.strip())
        if not match or match["code"] not in known:
            hint = f"写代码、原文和理由，如“{_EXAMPLE}”；代码见 docs/校对规则.md"
            kept.append(place.problem("X101", f"“忽略”里的“{entry}”看不懂", hint))
        else:
            waivers.append(_Waiver(entry, place, path, match["code"], match["text"] or ""))
    used = set()
    for problem in problems:
        covering = [waiver for waiver in waivers if waiver.covers(problem)]
        used.update(covering)
        if not covering:
            kept.append(problem)
    for waiver in waivers:
        if waiver not in used and waiver.place != issue.series.places.get("ignore"):
            message = f"“忽略”里的“{waiver.entry}”没有用到"
            kept.append(waiver.place.problem("X102", message, "改好了就删去它", Severity.WARNING))
    return kept


def _list_entries(issue: Issue) -> Iterator[tuple[str, Place, str]]:
    for entry in issue.series.ignore:
        yield entry, issue.series.places["ignore"], ""
    for entry in issue.ignore:
        yield entry, issue.places["ignore"], ""
    for article in issue.articles:
        for entry in article.ignore:
            lines = enumerate(article.file.lines[article.ignore_line - 1 :], article.ignore_line)
            line = next((number for number, text in lines if entry in text), article.ignore_line)
            yield entry, article.file.place(line), article.file.path
