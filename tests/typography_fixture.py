"""Reads fixtures/typography.md: cases an editor can read, and what the composer makes of them.

A case is: its title, naming the rule; a point; [style measure ...] and the paragraph; a point; the
lines expected; a point. ␣ is a space at a line's end; \\uXXXX and \\n stand for what cannot be
seen. Behind a line, {after 3 0.25} is the space behind its third character, {before 0} ahead of
its first one, {shared -1}, {left 2} and {width 10} are figures of the line, and {hyphen} says that
it ends in one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bulletin.typography import BUREAU, CELL, CLREQ, TITLE, Kind, Line, Run, Style, compose_paragraph

from .advances import plain_advance

FILE = Path(__file__).parent / "fixtures" / "typography.md"
_STYLES = {style.name: style for style in (BUREAU, CLREQ, TITLE, CELL)}
_SYLLABLES = {"information": (2, 5, 7)}  # in-for-ma-tion


@dataclass(frozen=True, slots=True)
class Case:
    """One case of the file."""

    title: str
    style: Style
    measure: float
    options: tuple[str, ...]
    text: str
    lines: tuple[tuple[str, tuple[str, ...]], ...]  # text, facts


def read_cases() -> list[Case]:
    """All cases, in order."""
    return list(_read_blocks(FILE.read_text(encoding="utf8")))


def _read_blocks(text: str) -> Iterator[Case]:
    block: list[list[str]] = [[]]
    for row in text.splitlines():
        if row == ".":
            block.append([])
            if len(block) == 4:
                title = next(r for r in reversed(block[0]) if r and not r.startswith("#"))
                yield parse_case(title, "\n".join(block[1]), "\n".join(block[2]))
                block = [[]]
        else:
            block[-1].append(row)


def parse_case(title: str, given: str, expected: str) -> Case:
    """One case from its three parts."""
    found = re.match(r"\[(\S+) ([\d.]+) ?([^\]]*)\] (.*)", given)
    assert found, given
    lines = []
    for row in expected.split("\n"):
        body, *facts = row.split(" {")
        lines.append((_unescape(body.replace("␣", " ")), tuple(f.rstrip("}") for f in facts)))
    return Case(
        title,
        _STYLES[found[1]],
        float(found[2]),
        tuple(found[3].split()),
        _unescape(found[4]),
        tuple(lines),
    )


def _unescape(text: str) -> str:
    text = text.replace("\\n", "\n")
    return re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), text)


def compose_case(case: Case) -> list[str]:
    """What is wrong with the composer's lines; nothing if all is as expected."""
    indent = float(case.options[1]) if "indent" in case.options else 0.0
    hyphenate = (lambda word: _SYLLABLES.get(word, ())) if "hyphenate" in case.options else None
    lines = compose_paragraph(
        _make_runs(case),
        case.measure,
        case.style,
        plain_advance,
        indent=indent,
        hyphenate=hyphenate,
    )
    got = [case.text[line.start : line.end] for line in lines]
    want = [w.removesuffix("-") if "hyphen" in f else w for w, f in case.lines]
    if got != want:
        return [f"lines {got}, expected {want}"]
    return [
        f"{text!r}: expected {fact}, got {line}"
        for line, (text, facts) in zip(lines, case.lines, strict=True)
        for fact in facts
        if not check_fact(line, fact)
    ]


def _make_runs(case: Case) -> list[Run]:
    if "url" in case.options:
        return [Run(case.text, kind=Kind.URL)]
    if "note" in case.options:
        head, note, tail = re.split(r"(\[\d\])", case.text)
        return [Run(head), Run(note, size=0.6, kind=Kind.NOTE), Run(tail)]
    if "leader" in case.options:
        head, number = case.text.split("\ufffc")
        return [Run(head), Run("\ufffc", kind=Kind.LEADER, width=1.0), Run(number)]
    if "box" in case.options:
        head, tail = case.text.split("\ufffc")
        width = float(case.options[case.options.index("box") + 1])
        return [Run(head), Run("\ufffc", kind=Kind.BOX, width=width), Run(tail)]
    return [Run(case.text)]


def check_fact(line: Line, fact: str) -> bool:
    """Whether a line is as a fact says."""
    name, *numbers = fact.split()
    if name == "hyphen":
        return line.hyphen
    if name == "after":
        return abs(line.after[int(numbers[0]) - 1] - float(numbers[1])) < 1e-3
    return abs(float(getattr(line, name)) - float(numbers[0])) < 1e-3
