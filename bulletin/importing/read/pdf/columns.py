"""The characters of a page and what stands between them → its regions, each of one column, as they are read.

A gutter is a white river: it runs down between lines that are full to its left and begin at its right, over
several lines. What crosses it (a title, a picture, a table, a rule across the page) ends it; above and below
the page has other columns, or one. So a page is a pile of zones, each read column after column.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import inf
from statistics import median

from bulletin.hanzi import is_han
from bulletin.importing.read.pdf.drawn import Rule
from bulletin.importing.read.pdf.geometry import Box
from bulletin.importing.read.pdf.rows import Glyph, find_size, make_rows
from bulletin.importing.read.pdf.spans import join_spans, join_spread

_NARROWEST = 0.75  # em of a gutter; the gaps of a justified line are narrower, or not above one another
_LEAST_LINES = 4  # that a gutter has on either side; no table of a few rows makes two columns
_KNOWN_LINES = 2  # where another part of the file has a gutter at the same place
_COLUMN = 7.0  # em of the narrowest column; what is narrower is a number, a label, a cell
_LABELS = 10.0  # em of labels that are all alike: 1990.07—1993.04
_FULL_ROOM = 1.6  # em that a full line may leave: a mark or a character that did not fit
_FULL_ROOM_LATIN = 4.5  # em, of lines that break between words
_FULL_SHARE = 0.4  # of the lines of a column, that are full
_INDENT = 2.7  # em that the first line of a paragraph may begin farther in
_ALIGNED_SHARE = 0.7  # of the lines of a column, that begin at its edge or an indent from it
_AT_EDGE_SHARE = 0.4  # of them, that begin right at the edge
_EDGE = 0.7  # em that they may be off it
_APART = 2.2  # pitches between a column and a head, foot or title that stands alone above or below
_DISPLAY = 1.15  # of the text's size, above which a line may be spread out: 通　知
_SPREAD = 14  # characters of such a line at most
_HEAD_PITCH = 1.3  # em, of its own, of a head that is set solid
_PADDING = 0.7  # em that the frame of a table may reach out of its column
_MOST_RIVERS = 400  # that run side by side; a page with more is a table or a drawing

_Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Gutter:
    """A white river between two columns: its left and right edge and where it ends, in pt."""

    left: float
    right: float
    bottom: float
    top: float

    @property
    def middle(self) -> float:
        """The x halfway between the columns."""
        return (self.left + self.right) / 2


@dataclass(frozen=True, slots=True)
class Region:
    """A part of a page that is read line by line: its characters, and the edges in pt of its column, none
    where it takes the whole width."""

    glyphs: tuple[Glyph, ...]
    column: _Span | None = None


@dataclass(frozen=True, slots=True)
class _Row:
    """What stands on one level: its inked spans from the left, those of them that are text, its size in
    pt."""

    y: float
    spans: tuple[_Span, ...]
    size: float
    text: tuple[_Span, ...] = ()
    up: float = 0.0  # pt from `y` to the highest baseline on the level, or the upper edge of a picture
    down: float = 0.0  # the same to the lowest

    @property
    def head(self) -> float:
        """Its highest baseline, or upper edge."""
        return self.y + self.up

    @property
    def foot(self) -> float:
        """Its lowest baseline, or lower edge."""
        return self.y - self.down


@dataclass(frozen=True, slots=True)
class _River:
    """What is white over rows `first` to `last`, with a column on each side: from `low`, up to `high`."""

    left: float
    right: float
    first: int
    last: int
    low: float = -inf
    high: float = inf


def split_columns(
    glyphs: Sequence[Glyph],
    boxes: Sequence[Box] = (),
    rules: Sequence[Rule] = (),
    known: Sequence[float] = (),
) -> tuple[list[Region], list[Gutter]]:
    """The regions of a page in reading order, and its gutters.

    `boxes` are its tables and pictures, `rules` what is drawn across; `known` are the middles of the gutters
    of other pages.
    """
    inked = [glyph for glyph in glyphs if glyph.text.strip()]
    gutters = _find_gutters(inked, boxes, rules, known) if inked else []
    if not gutters:
        return ([Region(tuple(glyphs))] if inked else []), []
    low, high = min(glyph.x for glyph in inked), max(glyph.x + glyph.width for glyph in inked)
    regions = list(_part(list(glyphs), gutters, low, high))
    whole = [Region(region.glyphs) if region.column == (low, high) else region for region in regions]
    return [region for region in whole if any(glyph.text.strip() for glyph in region.glyphs)], gutters


def _part(glyphs: list[Glyph], gutters: Sequence[Gutter], left: float, right: float) -> Iterator[Region]:
    """The regions of a block between the edges `left` and `right` as they are read: what stands above and
    below its longest gutter, and between them first all that is to the left of it."""
    if not gutters or not glyphs:
        yield Region(tuple(glyphs), (left, right))
        return
    longest = max(gutters, key=lambda gutter: (round(gutter.top - gutter.bottom), -gutter.left))
    middle = longest.middle
    above = [glyph for glyph in glyphs if glyph.centre[1] > longest.top]
    below = [glyph for glyph in glyphs if glyph.centre[1] < longest.bottom]
    within = [glyph for glyph in glyphs if longest.bottom <= glyph.centre[1] <= longest.top]
    if above:
        rest = [replace(one, bottom=longest.top) for one in gutters if one.top > longest.top]
        yield from _part(above, rest, left, right)
    beside = [
        replace(one, top=min(one.top, longest.top), bottom=max(one.bottom, longest.bottom))
        for one in gutters
        if one is not longest and one.bottom < longest.top and one.top > longest.bottom
    ]
    first = [glyph for glyph in within if glyph.centre[0] <= middle]
    yield from _part(first, [one for one in beside if one.middle < middle], left, longest.left)
    second = [glyph for glyph in within if glyph.centre[0] > middle]
    yield from _part(second, [one for one in beside if one.middle > middle], longest.right, right)
    if below:
        rest = [replace(one, top=longest.bottom) for one in gutters if one.bottom < longest.bottom]
        yield from _part(below, rest, left, right)


def _find_gutters(
    glyphs: Sequence[Glyph], boxes: Sequence[Box], rules: Sequence[Rule], known: Sequence[float]
) -> list[Gutter]:
    latin = 2 * sum(is_han(glyph.text[0]) for glyph in glyphs) < len(glyphs)
    # Half as wide as it is high is a Latin letter, more or less; how high its box is depends on the font.
    em = 2 * median(glyph.width for glyph in glyphs) if latin else find_size(glyphs)
    em = max(em, 1.0)
    rows = _list_rows(glyphs, boxes, rules, em)
    pitch = _find_pitch(rows, em)
    room = (_FULL_ROOM_LATIN if latin else _FULL_ROOM) * em
    found = []
    for one in _find_rivers(rows, _NARROWEST * em, _KNOWN_LINES if known else _LEAST_LINES):
        river = _trim(one, rows, em, pitch)
        river = _bound(river, rows, em, room) if river else None
        # One column may be long where the other, beside its title, is short.
        if (
            river
            and min(river.left - river.low, river.high - river.right) >= _COLUMN * em
            and (
                _is_gutter(river, rows, em, room, known)
                or _is_gutter(_extend(river, rows, em, pitch), rows, em, room, known)
            )
        ):
            found.append(river)
    kept: list[_River] = []
    for river in sorted(found, key=lambda river: river.first - river.last):
        if not any(_meet(river, other) for other in kept):
            kept.append(river)
    grown: list[_River] = []
    for river in kept:
        river = _extend(river, rows, em, pitch)
        for other in [other for other in grown if _meet(river, other)]:  # it goes on in this one
            grown.remove(other)
            river = replace(
                river,
                left=max(river.left, other.left),
                right=min(river.right, other.right),
                first=min(river.first, other.first),
                last=max(river.last, other.last),
            )
        grown.append(river)
    gutters = [
        Gutter(river.left, river.right, rows[river.last].foot - 0.4 * em, rows[river.first].head + em)
        for river in grown
    ]
    return _level(gutters, em)


def _level(gutters: Sequence[Gutter], em: float) -> list[Gutter]:
    """The gutters with ends that are nearly level made level: they part one zone."""
    ends = sorted({gutter.top for gutter in gutters} | {gutter.bottom for gutter in gutters})
    places: dict[float, float] = {}
    for end in ends:
        near = [place for place in places.values() if abs(place - end) < 0.9 * em]
        places[end] = near[0] if near else end
    return [replace(gutter, top=places[gutter.top], bottom=places[gutter.bottom]) for gutter in gutters]


def _list_rows(glyphs: Sequence[Glyph], boxes: Sequence[Box], rules: Sequence[Rule], em: float) -> list[_Row]:
    """What stands on each level of the page, from the top; a picture stands on all levels that it covers."""
    rows: list[_Row] = []
    levels = [(row, find_size(row), join_spans(row, _NARROWEST * em)) for row in make_rows(glyphs)]
    edges = Counter(round(start) for _, size, spans in levels if size <= _DISPLAY * em for start, _ in spans)
    for row, size, spans in levels:
        if size > _DISPLAY * em and len(row) <= _SPREAD:
            spans = join_spread(spans, size, edges)
        y = row[0].y
        up, down = max(glyph.y for glyph in row) - y, y - min(glyph.y for glyph in row)
        beside = [box for box in boxes if box.bottom <= y <= box.top]
        # The frame of a table reaches out of its column as far as its cells are padded.
        pads = [(box, min(_PADDING * em, box.width / 4)) for box in beside]
        covered = [(box.left + pad, box.right - pad) for box, pad in pads]
        up, down = (
            max([up, *(box.top - y for box in beside)]),
            max([down, *(y - box.bottom for box in beside)]),
        )
        rows.append(_Row(y, tuple(sorted([*spans, *covered])), size, tuple(spans), up, down))
    for box in boxes:
        if not any(box.bottom <= row.y <= box.top for row in rows):
            half = (box.top - box.bottom) / 2
            pad = min(_PADDING * em, box.width / 4)
            rows.append(_Row(box.bottom + half, ((box.left + pad, box.right - pad),), em, (), half, half))
    for rule in rules:
        inner = any(box.grow(2.0).holds((rule.start + rule.end) / 2, rule.at) for box in boxes)
        pad = _PADDING * em if inner else 0.0
        if rule.end - rule.start > _COLUMN * em:
            rows.append(_Row(rule.at, ((rule.start + pad, rule.end - pad),), em))
    return sorted(rows, key=lambda row: -row.y)


def _find_pitch(rows: Sequence[_Row], em: float) -> float:
    """How far apart the lines of the text are, in pt: two columns need not stand level."""
    steps = [one.y - other.y for one, other in pairwise(row for row in rows if row.text)]
    near = [step for step in steps if em <= step < 4 * em]
    return median(near) if near else 1.6 * em


def _find_rivers(rows: Sequence[_Row], narrowest: float, least: int) -> Iterator[_River]:
    """Every white rectangle over `least` rows that can be grown no farther, between ink on both sides of some
    row."""
    if not rows:
        return
    left = min(row.spans[0][0] for row in rows)
    right = max(end for row in rows for _, end in row.spans)
    running: dict[_Span, int] = {}
    for i, row in enumerate([*rows, _Row(0.0, ((left, right),), 0.0)]):
        free = list(_list_gaps(row.spans, left, right, narrowest))
        after: dict[_Span, int] = {}
        for span, first in running.items():
            whole = False
            for low, high in free:
                cut = max(span[0], low), min(span[1], high)
                if cut[1] - cut[0] >= narrowest:
                    after[cut] = min(first, after.get(cut, first))
                    whole |= cut == span
            if not whole and left < span[0] and span[1] < right and i - first >= least:
                yield _River(*span, first, i - 1)
        for gap in free:
            after.setdefault(gap, i)
        if len(after) > _MOST_RIVERS:
            return
        running = after


def _list_gaps(spans: Sequence[_Span], left: float, right: float, narrowest: float) -> Iterator[_Span]:
    """What is white on a level, the margins included."""
    reach = left - 1.0
    for start, end in spans:
        if start - reach >= narrowest or reach < left:
            yield reach, start
        reach = max(reach, end)
    yield reach, right + 1.0


def _sides(row: _Row, river: _River) -> tuple[_Span | None, _Span | None]:
    """The text of a row that stands nearest to a river on its left and on its right."""
    left = next((span for span in reversed(row.text) if span[1] <= river.left + 0.1), None)
    right = next((span for span in row.text if span[0] >= river.right - 0.1), None)
    left = left if left and left[1] > river.low else None  # that before it is of the column before
    right = right if right and right[0] < river.high else None
    return left, right


def _trim(river: _River, rows: Sequence[_Row], em: float, pitch: float) -> _River | None:
    """A river as far as it has text on both its sides, less what stands alone above and below."""
    sided = [
        (i, left is not None, right is not None)
        for i in range(river.first, river.last + 1)
        if rows[i].text
        for left, right in (_sides(rows[i], river),)
    ]
    on_left, on_right = [i for i, left, _ in sided if left], [i for i, _, right in sided if right]
    if not on_left or not on_right:
        return None
    first, last = max(on_left[0], on_right[0]), min(on_left[-1], on_right[-1])
    while first > river.first and rows[first - 1].y - rows[first].y < 0.9 * em:
        first -= 1
    while last < river.last and rows[last].y - rows[last + 1].y < 0.9 * em:
        last += 1
    for _ in range(2):  # a head has two lines at most
        for step in (1, 2):
            if last - first > step and rows[first + step - 1].y - rows[first + step].y > _APART * pitch:
                first += step
            if last - first > step and rows[last - step].y - rows[last - step + 1].y > _APART * pitch:
                last -= step
    return replace(river, first=first, last=last) if last > first else None


def _bound(river: _River, rows: Sequence[_Row], em: float, room: float) -> _River:
    """A river with how far its columns reach: where the lines that are full begin and end. Beside a line of
    the third column there may be none of the second, but one of the first."""
    beside = [_sides(row, river) for row in rows[river.first : river.last + 1] if row.text]
    starts = sorted(span[0] for span, _ in beside if span and span[1] >= river.left - room)
    edge = min((span[0] for _, span in beside if span), default=0.0) + _INDENT * em
    ends = sorted(span[1] for _, span in beside if span and span[0] <= edge)
    return replace(
        river,
        low=starts[len(starts) // 10] if starts else -inf,
        high=ends[-1 - len(ends) // 10] if ends else inf,
    )


def _is_gutter(river: _River, rows: Sequence[_Row], em: float, room: float, known: Sequence[float]) -> bool:
    """Whether what stands beside a river are the lines of two columns, and not the cells of a table, numbers
    that hang, labels, or lines that happen to end alike."""
    beside = [_sides(row, river) for row in rows[river.first : river.last + 1] if row.text]
    left = [span for span, _ in beside if span]
    right = [span for _, span in beside if span]
    middle = (river.left + river.right) / 2
    is_known = any(abs(middle - place) < em for place in known)
    if min(len(left), len(right)) < (_KNOWN_LINES if is_known else _LEAST_LINES):
        return False
    paired = len(left) == len(right) == sum(any(sides) for sides in beside)
    if not is_known and paired and _is_labels(left, em):
        return False
    return all(
        _is_column(spans, edge, em, room, is_known) for spans, edge in ((left, river.left), (right, None))
    )


def _is_labels(spans: Sequence[_Span], em: float) -> bool:
    """Whether the spans are narrow and all alike: the years of a career, before what was done in them."""
    widths = [end - start for start, end in spans]
    return max(widths) < _LABELS * em and max(widths) - min(widths) < em / 2


def _is_column(spans: Sequence[_Span], end: float | None, em: float, room: float, known: bool) -> bool:
    """Whether the spans beside a river are lines of a column, which reaches to `end` or as far as they do."""
    starts, ends = sorted(start for start, _ in spans), sorted(end for _, end in spans)
    low = starts[len(starts) // 10]
    if end is None:  # what stands farther in may be of the column after the next gutter
        ends = sorted(stop for start, stop in spans if start <= low + _INDENT * em)
    high = ends[-1 - len(ends) // 10] if end is None else end
    if high - low < _COLUMN * em:
        return False
    count = len(spans)
    if known:
        return sum(start <= low + _INDENT * em for start in starts) >= 0.5 * count
    return (
        sum(stop >= high - room for stop in ends) >= _FULL_SHARE * count
        and sum(start <= low + _INDENT * em for start in starts) >= _ALIGNED_SHARE * count
        and sum(start <= low + _EDGE * em for start in starts) >= _AT_EDGE_SHARE * count
        and median(stop - start for start, stop in spans) >= _COLUMN * em
    )


def _meet(one: _River, other: _River) -> bool:
    """Whether two rivers share rows and stand within one another, or touch."""
    return (
        one.first <= other.last
        and other.first <= one.last
        and one.left < other.right
        and other.left < one.right
    )


def _extend(river: _River, rows: Sequence[_Row], em: float, pitch: float) -> _River:
    """A river with the lines above and below that only one of its columns has."""
    left = [span for row in rows[river.first : river.last + 1] for span in _sides(row, river)[:1] if span]
    right = [span for row in rows[river.first : river.last + 1] for span in _sides(row, river)[1:] if span]
    if not left or not right:
        return river
    edges = (min(start for start, _ in left), min(start for start, _ in right))
    size = median(row.size for row in rows[river.first : river.last + 1] if row.text)

    def reach(near: int, step: int) -> _River:
        """The river as far as lines at the edges go on in the direction `step`, past lines set right."""
        kept, now, i = river, river, near + step
        while 0 <= i < len(rows):
            row = rows[i]
            if _measure_step(rows[near], row) > _APART * max(pitch, _HEAD_PITCH * row.size):
                break
            low = max([now.left, *(stop for start, stop in row.spans if start < now.left < stop)])
            high = min([now.right, *(start for start, stop in row.spans if start < now.right < stop)])
            if high - low < _NARROWEST * em or any(a < high and low < b for a, b in row.spans):
                break
            now = replace(now, left=low, right=high)
            sides = _sides(row, now)
            fits = [
                edge - _EDGE * em <= span[0] <= edge + _INDENT * em
                for span, edge in zip(sides, edges, strict=True)
                if span
            ]
            if row.size > _DISPLAY * size:  # two heads side by side, the left one maybe centred
                fits = [
                    sides[0] is not None and sides[1] is not None and abs(sides[1][0] - edges[1]) < em / 3
                ]
            if all(fits):
                kept = replace(now, first=min(now.first, i), last=max(now.last, i))
                now = kept
            near, i = i, i + step
        return kept

    river = reach(river.first, -1)
    return reach(river.last, 1)


def _measure_step(one: _Row, other: _Row) -> float:
    """How far apart two rows are in pt, a picture from its edge."""
    upper, lower = (one, other) if one.y >= other.y else (other, one)
    return max(upper.foot - lower.head, 0.0)
