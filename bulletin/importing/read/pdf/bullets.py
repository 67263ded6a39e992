"""Small round or square marks that are drawn before lines → the bullets that they are.

Browsers draw the marks of a list: no character stands for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bulletin.importing.read.pdf.drawn import Drawn
from bulletin.importing.read.pdf.geometry import Box
from bulletin.importing.read.pdf.rows import Glyph, make_rows

_BULLET = "•"
_LEAST, _MOST = 0.2, 0.6  # em of the line, that a mark is wide and high
_OBLONG = 1.3  # times as wide as it is high, or as high as it is wide, at most
_MIDDLE, _OFF = 0.36, 0.22  # em above the line that the middle of a mark stands, and how far it may be off
_NEAR, _FAR = 0.2, 2.2  # em between a mark and the line behind it


def add_bullets(glyphs: Sequence[Glyph], drawn: Drawn) -> tuple[list[Glyph], Drawn]:
    """Put a bullet before each line that a mark is drawn before; returns the characters with them, and what
    else is drawn."""
    marks = [box for box in (*drawn.marks, *drawn.tints) if _is_square(box)]
    if not marks:
        return list(glyphs), drawn
    bullets: list[Glyph] = []
    used: list[Box] = []
    for row in make_rows([glyph for glyph in glyphs if glyph.text.strip()]):
        first = row[0]
        fit = [box for box in marks if _stands_before(box, first)]
        if len(fit) == 1:
            used += fit
            bullets.append(replace(first, text=_BULLET, x=fit[0].left, width=fit[0].width, heavy=False))
    drawn = replace(
        drawn,
        marks=tuple(box for box in drawn.marks if box not in used),
        tints=tuple(box for box in drawn.tints if box not in used),
        panels=tuple(box for box in drawn.panels if box not in used),
    )
    return [*bullets, *glyphs], drawn


def _is_square(box: Box) -> bool:
    return 0 < box.width <= _OBLONG * box.height and box.height <= _OBLONG * box.width


def _stands_before(box: Box, first: Glyph) -> bool:
    """Whether a mark stands before the first character of a line, at half the height of its letters."""
    em = max(first.em, 1.0)
    return (
        _LEAST * em <= box.width <= _MOST * em
        and abs((box.bottom + box.top) / 2 - first.y - _MIDDLE * em) <= _OFF * em
        and _NEAR * em <= first.x - box.right <= _FAR * em
    )
