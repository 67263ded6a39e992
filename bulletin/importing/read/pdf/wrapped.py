"""A region of a page of a PDF → its parts, where lines stand beside a picture or a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from math import inf

from bulletin.importing.read.pdf.columns import Region
from bulletin.importing.read.pdf.geometry import Box
from bulletin.importing.read.pdf.rows import make_rows

_LEAST_LINES = 4  # beside a picture, that are a column of their own


def part_beside(region: Region, boxes: Sequence[Box]) -> Iterator[Region]:
    """A region of the whole width as regions, where lines stand beside a picture or a table: they are as wide
    as what it leaves."""
    if region.column or not boxes:
        yield region
        return
    rows = make_rows(region.glyphs)
    edges: list[tuple[float, float] | None] = []
    for row in rows:
        inked = [glyph for glyph in row if glyph.text.strip()] or row
        left, right = inked[0].x, max(glyph.x + glyph.width for glyph in inked)
        level = [box for box in boxes if box.bottom <= inked[0].centre[1] <= box.top]
        after = min((box.left for box in level if box.left >= right - 1), default=inf)
        before = max((box.right for box in level if box.right <= left + 1), default=-inf)
        edges.append((before, after) if level and (before, after) != (-inf, inf) else None)
    low = min(glyph.x for glyph in region.glyphs)
    high = max(glyph.x + glyph.width for glyph in region.glyphs)
    for edge, own in groupby(range(len(rows)), key=lambda i: edges[i]):
        part = [rows[i] for i in own]
        column = (max(edge[0], low), min(edge[1], high)) if edge and len(part) >= _LEAST_LINES else None
        yield Region(tuple(glyph for row in part for glyph in row), column)
