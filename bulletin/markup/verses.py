"""Lines right under one another → which of them are verses, whose ends are kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby, pairwise

from bulletin.markup.measure import NARROW, NARROWEST, Line, find_best, limit_measure
from bulletin.markup.openings import Ending, Opening

_VERSE = re.compile(r"(?:[\u4e00-\u9fff]{4,8}[，、])?[\u4e00-\u9fff]{4,8}[，。；！？、]")
_SHORT_VERSE = re.compile(r"(?:[\u4e00-\u9fff]{2,5}[，、])?[\u4e00-\u9fff]{2,12}[，。；！？、]")
_LEAST_SHORT = 4
_MARK = re.compile("[，、]")
# Free verse: so many lines, none wider than this in half Han, few of which end a sentence, and of which such
# a share had room for what stands on the next; where most of an article is such, two lines are a stanza.
_LEAST_FREE, _WIDEST_FREE, _MOST_STOPS, _LEAST_ROOM = 3, 44, 0.4, 0.3
_SLACK = 2
_MOST_FULL = 0.75  # of the ends of lines that a program broke are at one measure
_NARROW_FREE = 24  # half Han: hardly any program breaks text at so little
_MOSTLY_VERSE, _LEAST_LINES = 0.6, 6
_FREE_OPENINGS = (
    Opening.WORDS,
    Opening.LEANING,
    Opening.DASH,
    Opening.SERIES,
    Opening.OWN_LABEL,
    Opening.BRACKETED,
)
_FREE_ENDINGS = (Ending.OPEN, Ending.LEANING, Ending.COMMA)


def find_verses(lines: Sequence[str]) -> list[range]:
    """The verses among lines: four short ones or more, of one phrase each; or couplets of one shape."""
    found: list[range] = []
    for short in _group(lines, lambda line: bool(_SHORT_VERSE.fullmatch(line))):
        commas = sum(lines[i][-1] in "，、" for i in short)
        if len(short) >= _LEAST_SHORT and commas * 3 >= len(short):
            found.append(short)
    taken = {i for verse in found for i in verse}
    for couplets in _group(lines, _shape_verse):
        if taken.isdisjoint(couplets) and _are_couplets([lines[i] for i in couplets]):
            found.append(couplets)
    return sorted(found, key=lambda verse: verse.start)


def _group(lines: Sequence[str], shape: Callable[[str], object]) -> Iterator[range]:
    """Lines side by side that have one shape; none of those that have none."""
    for found, group in groupby(range(len(lines)), lambda i: shape(lines[i])):
        if found:
            first, *others = group
            yield range(first, first + len(others) + 1)


def _are_couplets(lines: Sequence[str]) -> bool:
    """Whether lines of one shape end as couplets do: of one phrase each, every other one ends with a stop."""
    if len(_shape_verse(lines[0])) == 1 and (
        len(lines) % 2 or any(x[-1] not in "。；！？" for x in lines[1::2])
    ):
        return False
    return len(lines) > 1 and any(mark in line for line in lines for mark in "，、")


def _shape_verse(line: str) -> tuple[int, ...]:
    """How many Han each phrase of a verse has; nothing of a line that is none."""
    return tuple(map(len, _MARK.split(line[:-1]))) if _VERSE.fullmatch(line) else ()


def is_poem(runs: Sequence[Sequence[Line]]) -> bool:
    """Whether most lines of an article stand in `runs` of free verse."""
    lines = sum(len(run) for run in runs if len(run) >= _LEAST_FREE)
    verses = sum(len(run) for run in runs if is_free_verse(run))
    speaks = any("，" in line.text or line.has_stop for run in runs for line in run)  # not a list of names
    return speaks and verses >= _LEAST_LINES and verses >= lines * _MOSTLY_VERSE


def is_free_verse(run: Sequence[Line], *, in_poem: bool = False) -> bool:
    """Whether all lines of `run` are verses without a metre: short ones, no items or labels, that end in the
    middle of a sentence where the next word had room, so that no program broke them."""
    if len(run) < (2 if in_poem else _LEAST_FREE) or any(not _may_be_verse(line) for line in run):
        return False
    if in_poem:
        return True
    ends = list(pairwise(run))
    going_on = sum(line.ending in _FREE_ENDINGS for line, _ in ends)
    if going_on < 2 or going_on < len(ends) * (1 - _MOST_STOPS):
        return False
    widest = max(line.widths[0] for line in run)
    if widest <= NARROWEST:
        return True
    if max(find_best(ends, unit).support for unit in range(len(NARROW))) >= len(ends) * _MOST_FULL:
        return False  # a program may have broken them
    limits = [limit_measure(line, after, 0) for line, after in ends]
    room = sum(most + _SLACK < widest for _, most in limits)
    return widest <= _NARROW_FREE or (room >= 2 and room >= len(ends) * _LEAST_ROOM)


def _may_be_verse(line: Line) -> bool:
    is_text = line.opening in _FREE_OPENINGS and line.ending is not Ending.COLON
    return is_text and line.widths[0] <= _WIDEST_FREE and not line.tabs and line.bars < 2
