"""Problems found in a workspace or a machine → what the editor reads, with an exit code."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import IO, Any

import click

# Exit codes, a promise to CI jobs: 0 done, 2 wrong usage (click's own) and these.
CONTENT_AT_FAULT = 1
USAGE_AT_FAULT = 2
MACHINE_AT_FAULT = 3
WORKSPACE_BUSY = 4


_AROUND = 16  # characters shown on either side of what is meant
_LONGEST_SOURCE = 76  # characters of a source line that is shown
LONGEST_NAME = 60  # characters of a file's name in a message


class Severity(StrEnum):
    """How much a problem matters: an error stops the command."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def label(self) -> str:
        """The word the editor reads: 错误, 警告 or 提示."""
        return {"error": "错误", "warning": "警告", "info": "提示"}[self.value]


@dataclass(frozen=True, slots=True)
class Spot:
    """Characters of a line of a source, from `column` to before `end_column` (from 1), and what belongs in
    their place where that is certain."""

    line: int
    column: int
    end_column: int
    fix: str | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: what, where, and what to do about it.

    `path` is relative to the workspace, with `/`; `line` counts from 1, and 0 means the
    whole file. `source` is the text of that line, shown under the message. `column` and
    `end_column` (in characters, from 1; the end is behind the last) say which part of it is
    meant, and `fix` what belongs in its place, where that is certain; `also` are other places of
    the file that the same message is about. `code` stands in docs/错误代码.md or, of `check`, in
    docs/校对规则.md.
    """

    code: str
    message: str
    hint: str
    path: str = ""
    line: int = 0
    source: str = ""
    severity: Severity = Severity.ERROR
    column: int = 0
    end_column: int = 0
    fix: str | None = None
    also: tuple[Spot, ...] = ()

    @property
    def spots(self) -> tuple[Spot, ...]:
        """Every place that the message is about."""
        return (Spot(self.line, self.column, self.end_column, self.fix), *self.also)

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        lines = [f"{self.severity.label}：{place}{'：' if place else ''}{self.message} [{self.code}]"]
        if self.source.strip() and self.column:
            lines += _point_out(self.source, self.column - 1, self.end_column - 1)
        elif self.source.strip():
            lines.append(f"    {shorten(self.source.strip(), _LONGEST_SOURCE)}")
        lines.append(f"提示：{self.hint}")
        return "\n".join(lines)


def _point_out(source: str, start: int, end: int) -> list[str]:
    """The part of a line around `start` to `end`, and carets under it; a wide character takes two."""
    first = max(0, start - _AROUND)
    shown = (
        ("…" if first else "") + source[first : end + _AROUND] + ("…" if end + _AROUND < len(source) else "")
    )
    ahead = measure_columns(("…" if first else "") + source[first:start])
    width = max(1, measure_columns(source[start:end]))
    return [f"    {shown}", f"    {' ' * ahead}{'^' * width}"]


def measure_columns(text: str) -> int:
    """Columns on a terminal: East Asian Width W, F and, as Chinese fonts have it, A take two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)


def shorten(text: str, limit: int) -> str:
    """At most `limit` characters of `text`, the last of them … where that is not all."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


class BulletinError(click.ClickException):
    """All problems of one run; click shows it and ends with its exit code."""

    def __init__(self, problems: Iterable[Problem], exit_code: int = CONTENT_AT_FAULT) -> None:
        self.problems = sort_problems(problems)
        self.exit_code = exit_code  # type: ignore[misc]  # click types it as the class's
        super().__init__("\n\n".join(map(str, self.problems)))

    def show(self, file: IO[Any] | None = None) -> None:
        """Write every problem to `file`, by default standard error, in the order of the sources."""
        click.echo(self.message, file=file, err=file is None)


def fail(code: str, message: str, hint: str, *, path: str = "", exit_code: int) -> BulletinError:
    """Make the error of a run that ends on one problem which no line of a source carries."""
    return BulletinError([Problem(code, message, hint, path)], exit_code)


def sort_problems(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Put problems in reading order and drop repeats: files as they are printed, then lines."""
    return tuple(sorted(dict.fromkeys(problems), key=lambda p: (_reading_order(p.path), p.line, p.column)))


def _reading_order(path: str) -> tuple[bool, str, bool, list[tuple[bool, int, str]]]:
    folder, _, name = path.rpartition("/")
    return bool(folder), folder, name != "issue.md", natural_key(name)


def natural_key(name: str) -> list[tuple[bool, int, str]]:
    """Sort key of a file name: numbers as numbers and before words, as Windows' Explorer does."""
    parts = re.split(r"([0-9]+)", name)
    return [(False, int(part), "") if part.isdecimal() else (True, 0, part) for part in parts if part]


def errors_of(problems: Iterable[Problem]) -> list[Problem]:
    """Keep the problems that stop a command."""
    return [problem for problem in problems if problem.severity is Severity.ERROR]
