"""Lines that stand right under one another → at which of their ends a paragraph ends.

CommonMark joins them all. Text that some program or hand broke at a measure wants that; lines pasted from
Word, each a paragraph, do not. Every line end is weighed, in units of the logarithm of how much likelier it
makes an end of a paragraph: how the line ends, how the next one begins, and whether the next word would have
had room. What is neither likely nor unlikely is asked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from bulletin.markup.measure import NARROW, SLACK, WIDEST, Line, Measure, limit_measure
from bulletin.markup.openings import (
    PAIRS,
    Ending,
    Opening,
    are_neighbours,
    goes_on_figure,
    is_dated,
    is_file,
    is_heading,
    is_named,
)
from bulletin.markup.verses import find_verses, is_free_verse


class Verdict(Enum):
    """What becomes of a line's end: lines are joined, or parted, or kept as verses; or joined, and asked."""

    JOIN = "join"
    PART = "part"
    ASK = "ask"
    VERSE = "verse"


# Above, the line ends a paragraph; below, it does not; between the two somebody has to say.
PART_FROM, ASK_FROM = 1.0, -0.5

_ENDINGS = {
    Ending.STOP: 3.0,
    Ending.SEMICOLON: 2.0,
    Ending.COLON: 2.5,
    Ending.BRACKET: 0.0,
    Ending.OPEN: -1.5,
    Ending.LEANING: -4.5,
    Ending.COMMA: -6.0,
    Ending.OPENER: -9.0,
    Ending.PICTURE: -9.0,
}
_OPENINGS = {
    Opening.BULLET: 4.0,
    Opening.CHAPTER: 6.0,
    Opening.NUMBER: 4.0,
    Opening.LABEL: 4.0,
    Opening.CAPTION: 2.5,
    Opening.SOURCE: 4.0,
    Opening.COMMAND: 4.0,
    Opening.DATE: 4.0,
    Opening.FILED: 4.0,
    Opening.CLOCK: 2.0,
    Opening.DASH: 1.0,
    Opening.BRACKETED: 1.5,
    Opening.OWN_LABEL: 0.5,
    Opening.SERIES: 1.5,
    Opening.WORDS: 0.0,
    Opening.LEANING: -2.0,
    Opening.NO_START: -18.0,
    Opening.PICTURE: -9.0,  # it is lifted out of the paragraph, with what stands beside it in it
}
_LABELS = (Opening.LABEL, Opening.OWN_LABEL)
_NUMBERS = (Opening.CHAPTER, Opening.NUMBER)
_SIGNATURES = (Opening.DATE, Opening.FILED, Opening.BRACKETED, Opening.COMMAND)
# The line behind the next one has the next number: both are items, whatever mark stands ahead of them.
_NUMBERS_TOGETHER = 3.0
# A row of cells, and a line without any.
_ROW_AND_TEXT = 3.0
# A figure goes on, or its unit stands on the next line.
_FIGURE_GOES_ON = -2.5
# Two lines of a run that begin with a label make each of them a label; the more so where they are neighbours.
_LABELS_TOGETHER, _LABELS_NEAR, _FIELD = 2.5, 1.5, 1.0
# A line that begins with a number, has no mark at its end and is one phrase: a heading.
# A date, or words in brackets: a signature.
_HEADING, _SIGNED = 3.0, 3.0
# Nothing in two lines, or in more, reads as a sentence does: a list of names, not text.
_NO_SENTENCE, _FEW = (3.0, 4.0), 2
# A colon or a semicolon, then a number: a list.
_LISTED = 3.0
# An item that is the name of a file.
_FILE = 4.0
# Lines of a chronicle, each with its day; of names, each with what one is; behind the last of these.
_CHRONICLE, _NAMES, _BEHIND_NAMES = 4.0, 6.0, 3.0
# A quotation mark is open, which may span paragraphs; a bracket; bold text.
_IN_QUOTATION, _IN_BRACKETS, _IN_BOLD = -4.0, -8.0, -9.0
# Cells of a table as Word copies it: as many tabs on both lines, or as many wide gaps.
_ROWS, _COLUMNS = 9.0, 3.0
# Rows of a table that is none for want of a mark, which is told of all of it.
_BARS = -18.0
# A paragraph of several lines ends with a mark.
_OPEN_BEHIND_OTHERS = -1.5
# No room for the next word, at a measure that none, one, two … other lines show.
_FULL = (-1.0, -2.5, -3.5, -4.5)
# So many line ends of one run show one by themselves.
_LEAST_ENDS = 3
# As little room, as a share of the measure, as a hand leaves that ends lines where it likes; more; much more.
_NEAR, _NEAR_BY_HAND, _NEAR_SHARE = -0.5, -3.5, 0.12
_ROOM, _ROOM_SHARE = 1.5, 0.3
_MUCH_ROOM = 3.5
# Without a measure: too short or too long for one; the next line shows that there was room; or it does not.
_FAR_TOO_SHORT, _TOO_SHORT, _TOO_LONG = 3.0, 2.0, 3.0
_FAR_TOO_NARROW, _NARROW, _LIKELY = 20, 36, 40
_NEXT_IS_LONGER, _LONGER = 1.0, 1.12
_NEXT_IS_FAR_LONGER, _FAR = 2.5, 1.5
_NEXT_IS_SHORTER = -1.0
# All other line ends of the article: most end sentences, or few; paragraphs are apart by empty lines, or not.
_MANY_STOPS, _FEW_STOPS = 0.6, 0.25
_MOSTLY_STOPS, _SELDOM_STOPS = 2.2, -0.5
_APART, _NOT_APART = -0.5, 0.5


_BRACKETS = str.maketrans("()", "（）")
_BOLD_MARK = re.compile(r"(?<!\*)\*\*(?!\*)")  # not the stars that mask a number


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the rest of an article shows: its measures, and what share of the ends of its lines, among those
    with another right under them, end a sentence (-1: there are too few); whether it is a poem."""

    measures: tuple[Measure, ...] = ()
    stops: float = -1.0
    apart: bool = False
    poem: bool = False


def judge_ends(run: Sequence[Line], around: Surroundings) -> list[Verdict]:
    """The verdict on the end of each line of `run` but the last."""
    verdicts = [
        Verdict.PART if score >= PART_FROM else Verdict.ASK if score > ASK_FROM else Verdict.JOIN
        for score in weigh_ends(run, around)
    ]
    verses = find_verses([line.bare for line in run])
    is_list = not around.poem and all(verdict is Verdict.PART for verdict in verdicts)
    if not verses and not is_list and is_free_verse(run, in_poem=around.poem):
        return [Verdict.VERSE] * len(verdicts)
    for verse in verses:
        verdicts[verse.start : verse.stop - 1] = [Verdict.VERSE] * (len(verse) - 1)
        for end in (verse.start - 1, verse.stop - 1):
            if 0 <= end < len(verdicts):
                verdicts[end] = Verdict.PART
    return verdicts


def weigh_ends(run: Sequence[Line], around: Surroundings) -> list[float]:
    """How much likelier than not, as a logarithm, each line of `run` but the last ends a paragraph."""
    labels = sum(line.opening in _LABELS for line in run)
    sentence = any(line.has_stop or "，" in line.text or line.text.count("、") > _FEW for line in run)
    listed = 0.0 if sentence else _NO_SENTENCE[len(run) > 2]
    measure = _choose_measure(run, around.measures)
    scores: list[float] = []
    open_pairs = dict.fromkeys(PAIRS, 0)
    first, stars = True, 0
    for at, (line, after) in enumerate(pairwise(run)):
        _count_pairs(open_pairs, line.text)
        score = _ENDINGS[line.ending] + _OPENINGS[after.opening]
        score += _FIGURE_GOES_ON * goes_on_figure(line.bare, after.bare)
        score += _SIGNED * (line.opening in _SIGNATURES)
        if after.opening in _LABELS and labels > 1:
            score += _LABELS_TOGETHER + _LABELS_NEAR * (line.opening in _LABELS)
        if at + 2 < len(run) and are_neighbours(after.bare, run[at + 2].bare):
            score += _NUMBERS_TOGETHER
        if line.ending in (Ending.OPEN, Ending.BRACKET):
            score += listed + _HEADING * (first and is_heading(line.bare))
            score += _FIELD * (first and line.opening in _LABELS and line.widths[0] < _LIKELY)
            score += _OPEN_BEHIND_OTHERS * (not first and not listed)
        stars = _count_stars(line.text, stars)
        score += _IN_BOLD * (stars % 2) + _IN_QUOTATION * (open_pairs["“"] > 0)
        score += _IN_BRACKETS * any(count for mark, count in open_pairs.items() if mark != "“")
        score += _LISTED * (line.ending in (Ending.COLON, Ending.SEMICOLON) and after.opening in _NUMBERS)
        score += _CHRONICLE * (is_dated(line.bare) and is_dated(after.bare))
        if is_named(line.bare) and line.ending in (Ending.OPEN, Ending.BRACKET):
            score += _NAMES if is_named(after.bare) else _BEHIND_NAMES * (after.opening is not Opening.WORDS)
        score += _FILE * (line.opening in (*_NUMBERS, Opening.LABEL) and is_file(line.bare))
        score += _BARS * (line.bars > 1 and after.bars > 1)
        score += _ROW_AND_TEXT * (line.tabs > 0 and not after.tabs)
        score += _ROWS * _is_alike(line.tabs, after.tabs) + _COLUMNS * _is_alike(line.gaps, after.gaps)
        score += _weigh_room(line, after, measure, around)
        scores.append(score)
        first = score > ASK_FROM
        if first:
            stars = 0
            open_pairs = dict.fromkeys(PAIRS, 0)
    return scores


def _count_stars(text: str, before: int) -> int:
    """How many marks of bold text stand in `text` and `before` it, without the stars that mask a name (王**):
    nothing opens ahead of a blank."""
    count = before
    for mark in _BOLD_MARK.finditer(text):
        count += bool(count % 2 or text[mark.end() :][:1].strip())
    return count


def _count_pairs(counts: dict[str, int], text: str) -> None:
    text = text.translate(_BRACKETS)  # half of a pair is often typed in half width
    for opening, closing in PAIRS.items():
        counts[opening] = max(0, counts[opening] + text.count(opening) - text.count(closing))


def _is_alike(cells: int, after: int) -> bool:
    return cells > 0 and cells == after


def _choose_measure(run: Sequence[Line], measures: Sequence[Measure]) -> Measure | None:
    """The measure at which the most lines of `run` are full; none where more end in the middle of a sentence
    far short of it."""
    best: tuple[int, Measure | None] = (0, None)
    for measure in measures:
        rooms = [
            (line, _find_room(line, after, measure) / measure.width)
            for line, after in pairwise(run)
            if _fits(measure, line, after)
        ]
        full = sum(room <= 0 for _, room in rooms)
        short = sum(room > _ROOM_SHARE for line, room in rooms if line.ending is Ending.OPEN)
        if full > short:
            best = max(best, (full, measure), key=lambda pair: pair[0])
    return best[1] or _read_measure(run)


def _read_measure(run: Sequence[Line]) -> Measure | None:
    """The measure that every line end of `run` allows, where they are several, whatever ends with them."""
    ends = list(pairwise(run))
    for unit in range(len(NARROW)) if len(ends) >= _LEAST_ENDS else ():
        limits = [limit_measure(line, after, unit) for line, after in ends]
        width = max(least for least, _ in limits)
        found = Measure(width, unit, len(ends) - 1)
        if _LIKELY <= width <= min(most for _, most in limits) and _fits(found, *ends[-1]):
            return found
    return None


def _fits(measure: Measure, line: Line, after: Line) -> bool:
    """Whether neither line is longer than the measure."""
    return max(line.widths[measure.unit], after.widths[measure.unit]) <= measure.width + 2 * SLACK


def _find_room(line: Line, after: Line, measure: Measure) -> int:
    """How many half Han the measure had left when the next word stood on the line; up to 0, none."""
    return measure.width - limit_measure(line, after, measure.unit)[1] - SLACK


def _weigh_room(line: Line, after: Line, measure: Measure | None, around: Surroundings) -> float:
    if measure and _fits(measure, line, after):
        return _weigh_by_measure(line, after, measure, around)
    width, following = line.widths[0], after.widths[0]
    if width > WIDEST:
        return _TOO_LONG
    score = _FAR_TOO_SHORT if width < _FAR_TOO_NARROW else _TOO_SHORT * (width < _NARROW)
    score += _MOSTLY_STOPS * (around.stops > _MANY_STOPS)
    room = limit_measure(line, after, 0)[1] + SLACK
    if following > max(room, width * _LONGER):
        return score + (_NEXT_IS_FAR_LONGER if following > width * _FAR else _NEXT_IS_LONGER)
    return score + _NEXT_IS_SHORTER * (width >= _LIKELY)


def _weigh_by_measure(line: Line, after: Line, measure: Measure, around: Surroundings) -> float:
    few = 0.0 <= around.stops < _FEW_STOPS
    score = (_APART if around.apart else _NOT_APART) + _SELDOM_STOPS * few
    room = _find_room(line, after, measure)
    if room <= 0:
        others = measure.support - (line.ending in (Ending.OPEN, Ending.LEANING, Ending.COMMA))
        return score + _FULL[min(others, len(_FULL) - 1)]
    if room <= measure.width * _NEAR_SHARE:
        return score + (_NEAR_BY_HAND if few and measure.support > 2 and around.apart else _NEAR)
    return score + (_ROOM if room <= measure.width * _ROOM_SHARE else _MUCH_ROOM)
