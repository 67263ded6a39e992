"""Lines of an article that stand right under one another → the measures at which some program or hand broke
them.

A line is broken where the next word has no room: the end of each such line allows the measures from its own
width up to just below that with the next word on it. Where the ends of several lines allow one measure, and
they do not end as sentences do, text was broken at it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from bulletin.hanzi import is_chinese
from bulletin.markup.openings import (
    NO_START,
    OPENERS,
    Ending,
    Opening,
    find_ending,
    find_opening,
    is_named,
    strip_marks,
)

# A program counts columns (a Han is two, a letter one) or characters (each is two here).
NARROW = (1, 2)
# Half Han; what a hanging mark or a narrowed one (docs/line-breaking.md) may add to a measure, or a gap take.
SLACK = 2
# Measures, in half Han: no text is broken at less than 9 Han, as on telephones, or at more than 64.
NARROWEST, WIDEST = 18, 128
# How many lines show a measure, and a narrow one; and how many measures an article may have.
_LEAST, _LEAST_NARROW, _NARROW = 2, 4, 40
_MOST_MEASURES = 3
# How a line begins that may go on with the one above.
_GOING_ON = (Opening.WORDS, Opening.LEANING, Opening.NO_START, Opening.SERIES, Opening.DASH)
# White space as columns are parted by.
GAP = re.compile(r"(?<=\S)(?: {2,}|[ \u3000]*\u3000[ \u3000]*)(?=\S)")
_WORD = re.compile(r"[A-Za-z0-9.,%+\-/@&’']{1,80}")


@dataclass(frozen=True)
class Line:
    """A line: its text without the marks of a list or a quotation ahead of it, and as it was typed."""

    text: str
    typed: str

    @cached_property
    def bare(self) -> str:
        """Its text as a reader sees it."""
        return strip_marks(self.text)

    @cached_property
    def opening(self) -> Opening:
        """How it begins."""
        return find_opening(self.bare)

    @cached_property
    def ending(self) -> Ending:
        """How it ends."""
        return find_ending(self.bare)

    @cached_property
    def has_stop(self) -> bool:
        """Whether a sentence ends in it."""
        return self.ending is Ending.STOP or any(stop in self.text for stop in "。！？")

    @property
    def tabs(self) -> int:
        """How many tabs part its cells."""
        return self.typed.rstrip("\n\r ").count("\t") if "\t" in self.typed.strip() else 0

    @cached_property
    def bars(self) -> int:
        """How many bars stand in it."""
        return self.text.count("|") + self.text.count("｜")

    @cached_property
    def gaps(self) -> int:
        """How many gaps of two blanks or more stand in it."""
        return len(GAP.findall(self.bare))

    @cached_property
    def widths(self) -> tuple[int, ...]:
        """How wide it is in half Han, for each of NARROW."""
        return _measure_text(self.typed.strip())

    @cached_property
    def firsts(self) -> tuple[int, ...]:
        """How wide is what no break can part at its start: a word or a character, with its marks."""
        text = self.text
        end = 0
        while end < min(len(text), 4) and text[end] in OPENERS:
            end += 1
        word = _WORD.match(text, end)
        end = word.end() if word else end + 1
        last = end
        while last < min(len(text), end + 4) and text[last] in NO_START:
            last += 1
        return _measure_text(text[:last])


def _measure_text(text: str) -> tuple[int, ...]:
    wide = sum(map(is_chinese, text))
    return tuple(2 * wide + narrow * (len(text) - wide) for narrow in NARROW)


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure in half Han, which of NARROW it counts by, and how many lines show it."""

    width: int
    unit: int
    support: int


def limit_measure(line: Line, after: Line, unit: int) -> tuple[int, int]:
    """The least and the most measure at which `line` is broken ahead of `after`."""
    hanging = SLACK if line.text[-1:] in NO_START else 0
    gap = int(line.text[-1:].isascii() and after.text[:1].isascii())
    least = line.widths[unit] - hanging
    return least, max(least, line.widths[unit] + after.firsts[unit] + gap - 1)


def find_measures(runs: Sequence[Sequence[Line]]) -> tuple[Measure, ...]:
    """The measures of an article's `runs` of lines, those of the most lines first."""
    by_text = {  # what stands in an article again and again shows no more than once
        line.text: (line, after)
        for run in runs
        if any(line.has_stop for line in run)
        for line, after in pairwise(run)
        if line.ending in (Ending.OPEN, Ending.LEANING, Ending.COMMA) and after.opening in _GOING_ON
        if not is_named(line.bare)
    }
    ends = list(by_text.values())
    found: list[Measure] = []
    while len(found) < _MOST_MEASURES:
        best = max((find_best(ends, unit) for unit in range(len(NARROW))), key=lambda one: one.support)
        if best.support < _LEAST:
            break
        if best.width >= _NARROW or (best.support >= _LEAST_NARROW and not _is_exceeded(best, runs)):
            found.append(best)
        ends = [end for end in ends if not _allows(best, *end)]
    return tuple(found)


def _is_exceeded(measure: Measure, runs: Sequence[Sequence[Line]]) -> bool:
    """Whether more lines are wider than a measure than show it: these are short ones among paragraphs."""
    widest = measure.width + 2 * SLACK
    return sum(line.widths[measure.unit] > widest for run in runs for line in run) > measure.support


def _allows(measure: Measure, line: Line, after: Line) -> bool:
    least, most = limit_measure(line, after, measure.unit)
    return least <= measure.width <= most


def find_best(ends: Sequence[tuple[Line, Line]], unit: int) -> Measure:
    """The measure that the most line ends allow, the narrowest of such."""
    steps: list[tuple[int, int]] = []
    for line, after in ends:
        least, most = limit_measure(line, after, unit)
        if most >= NARROWEST and least <= WIDEST:
            steps += [(least, -1), (most + 1, 1)]
    best, best_width, now = 0, 0, 0
    for width, step in sorted(steps, key=lambda pair: (pair[0], -pair[1])):
        now -= step
        if now > best:
            best, best_width = now, width
    return Measure(best_width, unit, best)
