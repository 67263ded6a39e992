"""What a rule of the proofreader is, and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bulletin.check.passages import Passage
from bulletin.errors import Severity
from bulletin.model import Issue


@dataclass(frozen=True, slots=True)
class Finding:
    """Characters of a passage, from `start` to before `end`: what is wrong, what to do, and what
    belongs there where that is certain; `also` are others that the same is said of. `severity` is that of a
    finding that is less sure than its rule."""

    start: int
    end: int
    message: str
    hint: str
    fix: str | None = None
    also: tuple[tuple[int, int, str], ...] = ()
    severity: Severity | None = None


@dataclass(frozen=True)
class Checked:
    """An issue with its passages: what the rules look at."""

    issue: Issue
    passages: Sequence[Passage]
    names: tuple[str, ...] = ()  # how the office writes its own names
    settled: frozenset[str] = frozenset()  # whatever else its register speaks of

    def list_articles(self) -> list[list[Passage]]:
        """The passages of each article."""
        found: list[list[Passage]] = [[] for _ in self.issue.articles]
        for passage in self.passages:
            found[passage.article].append(passage)
        return found


CheckPassage = Callable[[Passage], Iterator[Finding]]
CheckWhole = Callable[[Checked], Iterator[tuple[Passage, Finding]]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its code, how much it matters, the clause it stands on, its function.

    `check` looks at one passage; `check_whole` at all of an issue.
    """

    code: str
    severity: Severity
    basis: str
    check: CheckPassage | None = None
    check_whole: CheckWhole | None = None
