"""The characters of a row → the spans of ink that gaps as wide as a gutter part."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from bulletin.importing.read.pdf.rows import Glyph

_SPREAD_GAP = 3.0  # em, of its own, between two of them
_BLANKED = 2.5  # em, of its own, of the longest part of such a line: 工作　简报
_HALF_INK = frozenset("，。、；：！？）》」』】〕”’")  # marks whose ink is in their left half
_HUNG = 0.3  # of the empty half of a mark, that counts as ink before a gap: it may hang into a gutter
_LEAST_LINES = 4  # that begin where a column does
_NUMBER = re.compile(r"[\[［（(]?[0-9]{1,3}[\])）］.．、]?")  # that may hang before an item
_HANGING = 1.25  # em between it and the item; a gutter is wider, and has it on its left

Span = tuple[float, float]


def join_spans(row: Sequence[Glyph], gap: float) -> list[Span]:
    """The ink of a row, parted where it has gaps: a mark at the end of a line may hang out of the column with
    its empty half, and a number that hangs before an item belongs to it."""
    spans: list[Span] = []
    reach = 0.0
    words = ""  # of the last span
    for glyph in row:
        start, end = glyph.x, glyph.x + glyph.width
        ink = end - glyph.width / 2 if glyph.text in _HALF_INK else end
        room = _HANGING * glyph.em if _NUMBER.fullmatch(words) else gap
        if spans and start - reach < room:
            spans[-1] = spans[-1][0], max(ink, spans[-1][1])
            words += glyph.text
        else:
            spans.append((start, ink))
            words = glyph.text
        reach = max(ink + (end - ink) * _HUNG, reach)
    return spans


def join_spread(spans: Sequence[Span], size: float, edges: Mapping[int, int]) -> list[Span]:
    """The spans of a display line with those that a blank parts made one, if the second does not begin where
    lines of the text do: those are lines of two columns."""
    joined = list(spans[:1])
    for start, end in spans[1:]:
        lines = sum(edges.get(round(start) + off, 0) for off in (-1, 0, 1))
        words = min(joined[-1][1] - joined[-1][0], end - start) > _BLANKED * size
        if start - joined[-1][1] < _SPREAD_GAP * size and not (words and lines >= _LEAST_LINES):
            joined[-1] = joined[-1][0], end
        else:
            joined.append((start, end))
    return joined
