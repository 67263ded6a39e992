"""Lines of a text file → paragraphs: lines that print has broken are joined again.

Every reading of the lines (where a paragraph begins, what is a title) has a price; the cheapest of all is
found by Viterbi's algorithm. What counts: how full a line is, whether its first line lacks the indent of two
characters, how it ends, and the hints that some extractions keep (a space at the end of a paragraph, an
indent, an empty line).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bulletin.importing.fields import find_office
from bulletin.importing.model import Line
from bulletin.importing.patterns import (
    NO_START,
    PAIRS,
    ends_open,
    ends_sentence,
    heading_level,
    is_enumerated,
    is_question,
)
from bulletin.importing.recognise.paragraphs.halves import Joined, is_indented, join_halves, make_block
from bulletin.importing.recognise.paragraphs.measure import (
    find_measure,
    measure_first,
    measure_text,
)
from bulletin.importing.recognise.titles.ranks import is_bracketed
from bulletin.importing.recognise.tuning import TUNING

_BODY, _TITLE, _HEADING, _SINGLE = range(4)
_IMPOSSIBLE = 1e6


@dataclass(frozen=True, slots=True)
class _Hints:
    """Which signs of a paragraph this file keeps."""

    trail: bool
    lead: bool
    gap: bool


def join_broken_lines(lines: Sequence[Line], spans: Sequence[range], singles: frozenset[int]) -> Joined:
    """Join `lines` into paragraphs.

    `spans` are the indexes of lines known to be one title, `singles` of lines that are paragraphs by
    themselves, whatever they look like (fields, captions).
    """
    measure = find_measure([line.text for i, line in enumerate(lines) if i not in singles])
    if not measure:
        return join_halves(lines, spans, singles)
    hints = _find_hints(lines, measure)
    singles |= _find_names(lines, measure)
    best: _Reading | None = None
    for latin in TUNING.latin_widths:
        if best and best.price <= TUNING.well_read * len(lines):
            break
        for indent in (TUNING.first_indent, 0.0):
            reading = _Reading(lines, spans, singles, indent, latin, hints)
            best = reading if best is None or reading.price < best.price else best
    assert best is not None
    told = hints.trail or hints.lead or hints.gap
    doubtful = [] if told else best.doubtful
    blocks = [make_block(lines[part.start : part.stop]) for part in best.parts]
    marked = tuple(
        block for block, part in zip(blocks, best.parts, strict=True) if part.stop - 1 in set(doubtful)
    )
    unsure = () if told else tuple(lines[i] for i in best.unsure)
    return Joined(tuple(blocks), marked, unsure=unsure, measure=measure)


def _find_hints(lines: Sequence[Line], measure: float) -> _Hints:
    """See which signs are kept: one is believed where nearly all lines that lack it are full, and nearly all
    that plainly end a paragraph have it."""
    count = len(lines)
    full = {i for i, line in enumerate(lines) if measure_text(line.text) >= measure - TUNING.hint_full}

    def explains(marked: Sequence[int]) -> bool:
        """Whether `marked` are the indexes of the last lines of paragraphs."""
        rest = set(range(count - 1)) - set(marked)
        short = set(range(count - 1)) - full
        return (
            0 < len(marked) < count * TUNING.hint_most
            and len(rest & full) >= TUNING.hint_full_share * len(rest)
            and len(short & set(marked)) >= TUNING.hint_short_share * len(short)
        )

    trail = [i for i, line in enumerate(lines) if line.trail]
    lead = [i - 1 for i, line in enumerate(lines) if i and is_indented(line)]
    gap = [i - 1 for i, line in enumerate(lines) if i and line.gap]
    return _Hints(explains(trail), explains(lead), explains(gap))


def _find_names(lines: Sequence[Line], measure: float) -> set[int]:
    """The lines of a list of offices or companies that a colon announces."""
    found: set[int] = set()
    for i, line in enumerate(lines[1:], 1):
        announced = i - 1 in found or lines[i - 1].text[-1] in "：:"
        if announced and find_office(line.text) and measure_text(line.text) < measure - TUNING.plainly_short:
            found.add(i)
    return found


class _Reading:
    """The cheapest way to part `lines` into paragraphs where first lines are indented by `indent` em and a
    digit is `latin` em wide."""

    def __init__(
        self,
        lines: Sequence[Line],
        spans: Sequence[range],
        singles: frozenset[int],
        indent: float,
        latin: float,
        hints: _Hints,
    ) -> None:
        self._lines = lines
        self._measure = find_measure([line.text for i, line in enumerate(lines) if i not in singles], latin)
        self._indent = indent
        self._hints = hints
        self._widths = [measure_text(line.text, latin) for line in lines]
        self._firsts = [measure_first(line.text, latin) for line in lines]
        self._span_of = {i: span for span in spans for i in span}
        self._singles = singles
        self.doubtful: list[int] = []
        self.unsure: list[int] = []
        self.parts: list[range] = []
        self.price = self._solve()

    def _solve(self) -> float:
        """Dynamic programming over (kind, whether this is its first line)."""
        states = [(kind, first) for kind in (_BODY, _TITLE, _HEADING, _SINGLE) for first in (True, False)]
        prices = [{state: self._enter(0, *state) for state in states if state[1]}]
        came: list[dict[tuple[int, bool], tuple[int, bool]]] = [{}]
        for i in range(1, len(self._lines)):
            row: dict[tuple[int, bool], float] = {}
            back: dict[tuple[int, bool], tuple[int, bool]] = {}
            for state in states:
                enter = self._enter(i, *state)
                if enter >= _IMPOSSIBLE:
                    continue
                choices = [
                    (price + self._step(i - 1, before, state) + enter, before)
                    for before, price in prices[-1].items()
                ]
                row[state], back[state] = min(choices, default=(_IMPOSSIBLE, state))
            prices.append(row)
            came.append(back)
        last = min(
            prices[-1], key=lambda state: prices[-1][state] + self._end(len(self._lines) - 1, state[0])
        )
        self._trace(came, last)
        return prices[-1][last]

    def _trace(
        self, came: Sequence[dict[tuple[int, bool], tuple[int, bool]]], last: tuple[int, bool]
    ) -> None:
        state, end = last, len(self._lines)
        for i in range(len(self._lines) - 1, -1, -1):
            if state[1]:
                self.parts.append(range(i, end))
                end = i
            state = came[i].get(state, state)
        self.parts.reverse()
        self.doubtful = [part.stop - 1 for part in self.parts if self._is_full(part)]
        self.unsure = [i for part in self.parts for i in part[:-1] if self._may_end(i, part.start)]

    def _is_full(self, part: range) -> bool:
        """Whether nothing but the sense tells that a paragraph ends here: its last line is full."""
        last = part.stop - 1
        return last + 1 < len(self._lines) and len(part) > 1 and self._room(last, False) <= TUNING.full_room

    def _may_end(self, i: int, start: int) -> bool:
        """Whether a paragraph might end within one: a sentence does, and its line is full."""
        text, following = self._lines[i].text, self._lines[i + 1].text
        return (
            i not in self._span_of
            and ends_sentence(text)
            and not _is_open(text)
            and following[0] not in NO_START
        ) and self._room(i, i == start) <= TUNING.full_room

    def _room(self, i: int, first: bool) -> float:
        """The em left at the end of line `i` beyond what the next line begins with."""
        slack = self._measure - self._widths[i] - (self._indent if first else 0.0)
        return slack - self._firsts[i + 1] if i + 1 < len(self._lines) else slack

    def _enter(self, i: int, kind: int, first: bool) -> float:
        """The price of taking line `i` for this part of a paragraph of this kind."""
        text, span = self._lines[i].text, self._span_of.get(i)
        if span is not None:
            return 0.0 if kind == _TITLE and first == (i == span.start) else _IMPOSSIBLE
        if i in self._singles or kind == _SINGLE:
            return 0.0 if kind == _SINGLE and first and i in self._singles else _IMPOSSIBLE
        if first and text[0] in NO_START:
            return _IMPOSSIBLE
        price = 0.0
        if first and self._hints.lead and kind == _BODY and not is_indented(self._lines[i]):
            price += TUNING.unindented
        free = TUNING.overfull_free - (self._indent if first and kind == _BODY else 0.0)
        price += TUNING.overfull * max(0.0, self._widths[i] - self._measure - free)
        if kind == _TITLE:
            price += TUNING.title_line if first else TUNING.title_next_line
            price += TUNING.title_stop * ("。" in text) + TUNING.title_comma * text.count("，")
            price += TUNING.title_enumerated * (first and (is_enumerated(text) or is_bracketed(text)))
            price += TUNING.title_indented * (first and self._hints.lead and is_indented(self._lines[i]))
        elif kind == _HEADING:
            if first and not heading_level(text):
                return _IMPOSSIBLE
            price += TUNING.heading_line if first else TUNING.heading_next_line
            price += TUNING.title_stop * ("。" in text)
        elif first and is_enumerated(text):
            price += TUNING.enumerated_begins
        return price

    def _step(self, i: int, before: tuple[int, bool], after: tuple[int, bool]) -> float:
        """The price of the gap between line `i` and the next."""
        kind, first = before
        if after[1]:
            follow = TUNING.title_after_title if kind == _TITLE and after[0] == _TITLE else 0.0
            if after[0] == _TITLE and i + 1 not in self._span_of and self._lines[i].text[-1] in "：:":
                follow += TUNING.title_after_colon  # what a colon announces is no title
            # A paragraph of several lines is no title that ends without a mark.
            broken = TUNING.broken_off * (kind == _BODY and not first and ends_open(self._lines[i].text))
            price = self._end(i, kind) + follow + broken
            return price + self._fullness(i, kind, first) + self._silence(i)
        if after[0] != kind or kind == _SINGLE:
            return _IMPOSSIBLE
        price = TUNING.passed_trail * self._ends_by_trail(i)
        price += TUNING.passed_sign * self._starts_by_sign(i + 1)
        if kind == _BODY:
            room = self._room(i, first)
            price += _price_room(room)
            text, following = self._lines[i].text, self._lines[i + 1].text
            price += _price_opening(following) if not ends_open(text) else 0.0
        elif ends_sentence(self._lines[i].text):
            price += TUNING.title_goes_on_past_stop
        return price

    def _end(self, i: int, kind: int) -> float:
        """The price of a paragraph of this kind ending with line `i`."""
        text = self._lines[i].text
        if kind == _SINGLE:
            return 0.0
        if _is_open(text) and i not in self._span_of:
            return TUNING.ends_in_quotation
        if kind in (_TITLE, _HEADING):
            if i in self._span_of:
                return 0.0 if i == self._span_of[i].stop - 1 else _IMPOSSIBLE
            hasty = TUNING.title_ends_sentence * (ends_sentence(text) and text[-1] not in "！？!?")
            return hasty + TUNING.title_ends_in_mark * (text[-1] in "，、；：,;:")
        if ends_open(text):
            return TUNING.ends_open
        return 0.0 if ends_sentence(text) else TUNING.ends_unclear

    def _fullness(self, i: int, kind: int, first: bool) -> float:
        """A last line is full by chance alone, once in thirty."""
        return TUNING.ends_full if kind == _BODY and self._room(i, first) <= TUNING.full_room else 0.0

    def _silence(self, i: int) -> float:
        """The price of ending a paragraph where a sign that the file keeps is missing."""
        hints, after = self._hints, self._lines[i + 1]
        price = TUNING.unsigned_trail * (hints.trail and not self._ends_by_trail(i))
        price += TUNING.unsigned_gap * (hints.gap and not (after.gap or after.page))
        unsigned = hints.lead and not is_indented(after) and not ends_open(after.text)
        return price + TUNING.unsigned_lead * unsigned

    def _ends_by_trail(self, i: int) -> bool:
        """Whether a space behind line `i` ends its paragraph; behind Latin or a digit it may be a gap."""
        line = self._lines[i]
        if not (self._hints.trail and line.trail):
            return False
        after = self._lines[i + 1].text[:1] if i + 1 < len(self._lines) else ""
        latin = (line.text[-1].isascii() and line.text[-1].isalnum()) or (after.isascii() and after.isalnum())
        return not (latin and ends_open(line.text) and self._room(i, False) <= TUNING.trail_room)

    def _starts_by_sign(self, i: int) -> bool:
        line = self._lines[i]
        return (self._hints.lead and is_indented(line)) or (
            self._hints.gap and line.gap > 0 and not line.page
        )


def _price_room(room: float) -> float:
    """The price of a line that goes on though `room` em were left; narrowed marks explain a bit."""
    if room <= TUNING.full_room:
        return 0.0
    if room < TUNING.room_small:
        return TUNING.goes_on_tiny if room <= TUNING.room_tiny else TUNING.goes_on_small
    short = TUNING.goes_on_short if room < TUNING.plainly_short else TUNING.goes_on_plainly_short
    return short + TUNING.goes_on_by_em * min(room, TUNING.goes_on_most_room)


def _price_opening(text: str) -> float:
    """The price of going on with a line that begins as paragraphs do: a number, a question, a note."""
    if heading_level(text) or is_bracketed(text) or is_question(text):
        return TUNING.goes_on_opening
    return TUNING.goes_on_enumerated if is_enumerated(text) else 0.0


def _is_open(text: str) -> bool:
    """Whether a quotation mark or bracket that the line opens last is not closed in it."""
    return any(text.rfind(opening) > text.rfind(closing) for opening, closing in PAIRS)
