"""Lines of a text file → paragraphs: lines that print has broken are joined again.

Every reading of the lines (where a paragraph begins, what is a title) has a price; the cheapest of all is
found by Viterbi's algorithm. What counts: how full a line is, whether its first line lacks the indent of two
characters, how it ends, and the hints that some extractions keep (a space at the end of a paragraph, an
indent, an empty line).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from bulletin.importing.model import Line
from bulletin.importing.patterns import NO_START
from bulletin.importing.recognise.facts import Facts, Words, classify_lines
from bulletin.importing.recognise.paragraphs.halves import Joined, join_halves, make_block
from bulletin.importing.recognise.paragraphs.measure import find_measure
from bulletin.importing.recognise.tuning import TUNING
from bulletin.importing.verdicts import Because, Rule

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
    facts = classify_lines(lines)
    hints = _find_hints(facts, measure)
    singles |= _find_names(facts, measure)
    best: _Reading | None = None
    for latin in TUNING.latin_widths:
        if best and best.price <= TUNING.well_read * len(lines):
            break
        for indent in (TUNING.first_indent, 0.0):
            reading = _Reading(facts, spans, singles, indent, latin, hints)
            best = reading if best is None or reading.price < best.price else best
    assert best is not None
    told = hints.trail or hints.lead or hints.gap
    doubtful = [] if told else best.doubtful
    becauses = best.explain(told) if any(line.traces for line in lines) else []
    blocks = [
        make_block(lines[part.start : part.stop], becauses[part.start : part.stop]) for part in best.parts
    ]
    marked = tuple(
        block for block, part in zip(blocks, best.parts, strict=True) if part.stop - 1 in set(doubtful)
    )
    unsure = () if told else tuple(lines[i] for i in best.unsure)
    return Joined(tuple(blocks), marked, unsure=unsure, measure=measure)


def _find_hints(facts: Sequence[Facts], measure: float) -> _Hints:
    """See which signs are kept: one is believed where nearly all lines that lack it are full, and nearly all
    that plainly end a paragraph have it."""
    count = len(facts)
    full = {i for i, own in enumerate(facts) if own.words.width() >= measure - TUNING.hint_full}

    def explains(marked: Sequence[int]) -> bool:
        """Whether `marked` are the indexes of the last lines of paragraphs."""
        rest = set(range(count - 1)) - set(marked)
        short = set(range(count - 1)) - full
        return (
            0 < len(marked) < count * TUNING.hint_most
            and len(rest & full) >= TUNING.hint_full_share * len(rest)
            and len(short & set(marked)) >= TUNING.hint_short_share * len(short)
        )

    trail = [i for i, own in enumerate(facts) if own.trail]
    lead = [i - 1 for i, own in enumerate(facts) if i and own.indented]
    gap = [i - 1 for i, own in enumerate(facts) if i and own.gap]
    return _Hints(explains(trail), explains(lead), explains(gap))


def _find_names(facts: Sequence[Facts], measure: float) -> set[int]:
    """The lines of a list of offices or companies that a colon announces."""
    found: set[int] = set()
    for i, (before, own) in enumerate(pairwise(facts), 1):
        announced = i - 1 in found or before.words.text[-1] in "：:"
        if announced and own.words.office and own.words.width() < measure - TUNING.plainly_short:
            found.add(i)
    return found


class _Reading:
    """The cheapest way to part `lines` into paragraphs where first lines are indented by `indent` em and a
    digit is `latin` em wide."""

    def __init__(
        self,
        facts: Sequence[Facts],
        spans: Sequence[range],
        singles: frozenset[int],
        indent: float,
        latin: float,
        hints: _Hints,
    ) -> None:
        self._facts = facts
        self._words = [own.words for own in facts]
        free = [words.text for i, words in enumerate(self._words) if i not in singles]
        self._measure = find_measure(free, latin)
        self._indent = indent
        self._hints = hints
        self._widths = [words.width(latin) for words in self._words]
        self._firsts = [words.first_width(latin) for words in self._words]
        self._span_of = {i: span for span in spans for i in span}
        self._singles = singles
        self.doubtful: list[int] = []
        self.unsure: list[int] = []
        self.parts: list[range] = []
        self._kinds = [_BODY] * len(self._words)
        self.price = self._solve()

    def _solve(self) -> float:
        """Dynamic programming over (kind, whether this is its first line)."""
        states = [(kind, first) for kind in (_BODY, _TITLE, _HEADING, _SINGLE) for first in (True, False)]
        prices = [{state: self._enter(0, *state) for state in states if state[1]}]
        came: list[dict[tuple[int, bool], tuple[int, bool]]] = [{}]
        for i in range(1, len(self._words)):
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
            prices[-1], key=lambda state: prices[-1][state] + self._end(len(self._words) - 1, state[0])
        )
        self._trace(came, last)
        return prices[-1][last]

    def _trace(
        self, came: Sequence[dict[tuple[int, bool], tuple[int, bool]]], last: tuple[int, bool]
    ) -> None:
        state, end = last, len(self._words)
        for i in range(len(self._words) - 1, -1, -1):
            self._kinds[i] = state[0]
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
        return last + 1 < len(self._words) and len(part) > 1 and self._room(last, False) <= TUNING.full_room

    def _may_end(self, i: int, start: int) -> bool:
        """Whether a paragraph might end within one: a sentence does, and its line is full."""
        words, following = self._words[i], self._words[i + 1]
        return (
            i not in self._span_of
            and words.ends_sentence
            and not words.unclosed
            and following.text[0] not in NO_START
        ) and self._room(i, i == start) <= TUNING.full_room

    def explain(self, told: bool) -> list[Because]:
        """Why each line begins a paragraph or goes on; `told`: the file keeps a sign of paragraphs."""
        found: list[Because] = []
        ends = frozenset(() if told else (*self.doubtful, *self.unsure))
        before = range(0)
        for part in self.parts:
            found.append(self._explain_start(part.start, len(before) == 1, ends))
            found += [self._explain_rest(i, i - 1 == part.start, ends) for i in part[1:]]
            for i in part:
                first = len(before) == 1 if i == part.start else i - 1 == part.start
                if self._is_close(i, first, i == part.start):
                    found[i] = replace(found[i], doubt=True)
            before = part
        return found

    def _is_close(self, i: int, first: bool, begins: bool) -> bool:
        """Whether line `i` might as well have gone on, or begun a paragraph: the other reading costs little
        more. The line above is the `first` of its paragraph or not."""
        if not i or self._kinds[i] != _BODY or self._kinds[i - 1] != _BODY:
            return False
        before = (_BODY, first)
        chosen, other = (
            self._step(i - 1, before, (_BODY, start)) + self._enter(i, _BODY, start)
            for start in (begins, not begins)
        )
        return other - chosen < TUNING.close_call

    def _explain_start(self, i: int, first: bool, doubts: frozenset[int]) -> Because:
        """The surest sign that a paragraph begins with line `i`; the line above is the `first` of its own or
        not."""
        if not i:
            return Because(Rule.FIRST)
        if i in self._singles:
            return Because(Rule.FIELD_LINE)
        if self._kinds[i - 1] in (_TITLE, _HEADING):
            return Because(Rule.BEHIND_TITLE)
        if i - 1 in self._singles:
            return Because(Rule.BEHIND_SINGLE)
        own, hints = self._facts[i], self._hints
        if self._ends_by_trail(i - 1):
            return Because(Rule.TRAIL)
        if hints.lead and own.indented:
            return Because(Rule.LEAD)
        if hints.gap and own.gap > 0 and not own.page:
            return Because(Rule.GAP)
        left = self._measure - self._widths[i - 1] - (self._indent if first else 0.0)
        if self._room(i - 1, first) > TUNING.full_room and left >= 1:
            return Because(Rule.SHORT_ABOVE, str(int(left)))
        if self._words[i - 1].ends_sentence:
            return Because(Rule.SENTENCE_ABOVE, doubt=i - 1 in doubts)
        return Because(Rule.READS_BEST, doubt=True)

    def _explain_rest(self, i: int, first: bool, doubts: frozenset[int]) -> Because:
        """The sign that line `i` goes on from the one above, which is the `first` of its paragraph or not."""
        before, text = self._words[i - 1], self._words[i].text
        if text[0] in NO_START:
            return Because(Rule.NO_START, text[0])
        if self._kinds[i] == _TITLE:
            return Because(Rule.GOES_ON)
        if self._kinds[i] == _HEADING:
            return Because(Rule.NUMBERED_LINES)
        full = self._room(i - 1, first) <= TUNING.full_room
        if before.ends_open or before.unclosed:
            return Because(Rule.FULL_OPEN_ABOVE if full else Rule.OPEN_ABOVE)
        return (
            Because(Rule.FULL_ABOVE, doubt=i - 1 in doubts) if full else Because(Rule.READS_BEST, doubt=True)
        )

    def _room(self, i: int, first: bool) -> float:
        """The em left at the end of line `i` beyond what the next line begins with."""
        slack = self._measure - self._widths[i] - (self._indent if first else 0.0)
        return slack - self._firsts[i + 1] if i + 1 < len(self._words) else slack

    def _enter(self, i: int, kind: int, first: bool) -> float:
        """The price of taking line `i` for this part of a paragraph of this kind."""
        own, span = self._facts[i], self._span_of.get(i)
        words, text = own.words, own.words.text
        if span is not None:
            return 0.0 if kind == _TITLE and first == (i == span.start) else _IMPOSSIBLE
        if i in self._singles or kind == _SINGLE:
            return 0.0 if kind == _SINGLE and first and i in self._singles else _IMPOSSIBLE
        if first and text[0] in NO_START:
            return _IMPOSSIBLE
        price = 0.0
        if first and self._hints.lead and kind == _BODY and not own.indented:
            price += TUNING.unindented
        free = TUNING.overfull_free - (self._indent if first and kind == _BODY else 0.0)
        price += TUNING.overfull * max(0.0, self._widths[i] - self._measure - free)
        if kind == _TITLE:
            price += TUNING.title_line if first else TUNING.title_next_line
            price += TUNING.title_stop * ("。" in text) + TUNING.title_comma * text.count("，")
            price += TUNING.title_enumerated * (first and (words.enumerated or words.bracketed))
            price += TUNING.title_indented * (first and self._hints.lead and own.indented)
        elif kind == _HEADING:
            if first and not words.level:
                return _IMPOSSIBLE
            price += TUNING.heading_line if first else TUNING.heading_next_line
            price += TUNING.title_stop * ("。" in text)
        elif first and words.enumerated:
            price += TUNING.enumerated_begins
        return price

    def _step(self, i: int, before: tuple[int, bool], after: tuple[int, bool]) -> float:
        """The price of the gap between line `i` and the next."""
        kind, first = before
        if after[1]:
            follow = TUNING.title_after_title if kind == _TITLE and after[0] == _TITLE else 0.0
            if after[0] == _TITLE and i + 1 not in self._span_of and self._words[i].text[-1] in "：:":
                follow += TUNING.title_after_colon  # what a colon announces is no title
            # A paragraph of several lines is no title that ends without a mark.
            broken = TUNING.broken_off * (kind == _BODY and not first and self._words[i].ends_open)
            price = self._end(i, kind) + follow + broken
            return price + self._fullness(i, kind, first) + self._silence(i)
        if after[0] != kind or kind == _SINGLE:
            return _IMPOSSIBLE
        price = TUNING.passed_trail * self._ends_by_trail(i)
        price += TUNING.passed_sign * self._starts_by_sign(i + 1)
        if kind == _BODY:
            room = self._room(i, first)
            price += _price_room(room)
            price += 0.0 if self._words[i].ends_open else _price_opening(self._words[i + 1])
        elif self._words[i].ends_sentence:
            price += TUNING.title_goes_on_past_stop
        return price

    def _end(self, i: int, kind: int) -> float:
        """The price of a paragraph of this kind ending with line `i`."""
        words, text = self._words[i], self._words[i].text
        if kind == _SINGLE:
            return 0.0
        if words.unclosed and i not in self._span_of:
            return TUNING.ends_in_quotation
        if kind in (_TITLE, _HEADING):
            if i in self._span_of:
                return 0.0 if i == self._span_of[i].stop - 1 else _IMPOSSIBLE
            hasty = TUNING.title_ends_sentence * (words.ends_sentence and text[-1] not in "！？!?")
            return hasty + TUNING.title_ends_in_mark * (text[-1] in "，、；：,;:")
        if words.ends_open:
            return TUNING.ends_open
        return 0.0 if words.ends_sentence else TUNING.ends_unclear

    def _fullness(self, i: int, kind: int, first: bool) -> float:
        """A last line is full by chance alone, once in thirty."""
        return TUNING.ends_full if kind == _BODY and self._room(i, first) <= TUNING.full_room else 0.0

    def _silence(self, i: int) -> float:
        """The price of ending a paragraph where a sign that the file keeps is missing."""
        hints, after = self._hints, self._facts[i + 1]
        price = TUNING.unsigned_trail * (hints.trail and not self._ends_by_trail(i))
        price += TUNING.unsigned_gap * (hints.gap and not (after.gap or after.page))
        unsigned = hints.lead and not after.indented and not after.words.ends_open
        return price + TUNING.unsigned_lead * unsigned

    def _ends_by_trail(self, i: int) -> bool:
        """Whether a space behind line `i` ends its paragraph; behind Latin or a digit it may be a gap."""
        own = self._facts[i]
        if not (self._hints.trail and own.trail):
            return False
        last, after = own.words.text[-1], self._words[i + 1].text[:1] if i + 1 < len(self._words) else ""
        latin = (last.isascii() and last.isalnum()) or (after.isascii() and after.isalnum())
        return not (latin and own.words.ends_open and self._room(i, False) <= TUNING.trail_room)

    def _starts_by_sign(self, i: int) -> bool:
        own = self._facts[i]
        return (self._hints.lead and own.indented) or (self._hints.gap and own.gap > 0 and not own.page)


def _price_room(room: float) -> float:
    """The price of a line that goes on though `room` em were left; narrowed marks explain a bit."""
    if room <= TUNING.full_room:
        return 0.0
    if room < TUNING.room_small:
        return TUNING.goes_on_tiny if room <= TUNING.room_tiny else TUNING.goes_on_small
    short = TUNING.goes_on_short if room < TUNING.plainly_short else TUNING.goes_on_plainly_short
    return short + TUNING.goes_on_by_em * min(room, TUNING.goes_on_most_room)


def _price_opening(words: Words) -> float:
    """The price of going on with a line that begins as paragraphs do: a number, a question, a note."""
    if words.level or words.bracketed or words.question:
        return TUNING.goes_on_opening
    return TUNING.goes_on_enumerated if words.enumerated else 0.0
