"""The numbers along an axis that stand level with the lines of a grid → the charts of a page.

Bars and the lines behind them cross as the rules of a table do; the axis tells them apart: its numbers rise
by equal steps from below, outside the grid, each beside its line.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from bulletin.importing.read.pdf.drawn import Drawn, Rule
from bulletin.importing.read.pdf.geometry import Box, Turn
from bulletin.importing.read.pdf.rows import Glyph, find_size, make_rows, split_row

_NUMBER = re.compile(r"[-−]?[0-9]{1,3}(?:,?[0-9]{3})*(?:\.[0-9]+)?[%％]?")
_LEAST = 4  # numbers of an axis
_EDGE = 3.0  # pt that the right edges of its numbers differ
_LEVEL = 0.5  # em between the middle of a number and its line
_NEAR = 2.5  # em between a number and its line
_STEP = 0.1  # of a step, that steps differ
_BELOW = 2.4  # em below the grid, that its labels take where no frame tells
_FRAME = 0.7  # of a page, that the frame of a chart takes at most


def find_charts(glyphs: Sequence[Glyph], drawn: Drawn, turn: Turn) -> list[Box]:
    """The boxes of the charts of a page that have an axis with numbers on their left."""
    edges: dict[int, list[list[Glyph]]] = defaultdict(list)
    for row in make_rows([glyph for glyph in glyphs if glyph.text.strip()]):
        for piece in split_row(row):
            if _NUMBER.fullmatch("".join(glyph.text for glyph in piece)):
                edges[round((piece[-1].x + piece[-1].width) / _EDGE)].append(piece)
    boxes: list[Box] = []
    for edge in sorted(edges):
        near = sorted([*edges[edge], *edges.get(edge + 1, ())], key=lambda piece: -piece[0].y)
        for axis in _part_axes(near):
            box = _find_box(axis, drawn, turn)
            if box and not any(box.meets(other) for other in boxes):
                boxes.append(box)
    return boxes


def _part_axes(pieces: Sequence[list[Glyph]]) -> Iterator[list[list[Glyph]]]:
    """The runs of numbers, from above, that fall by one step and stand one step apart."""
    run: list[list[Glyph]] = []
    for piece in [*pieces, None]:
        if piece is not None and (len(run) < 2 or _goes_on(run, piece)):
            run.append(piece)
            continue
        if len(run) >= _LEAST and _value(run[0]) > _value(run[1]):
            yield run
        run = [run[-1], piece] if run and piece is not None else []


def _goes_on(run: Sequence[list[Glyph]], piece: list[Glyph]) -> bool:
    step, own = _value(run[0]) - _value(run[1]), _value(run[-1]) - _value(piece)
    pitch, down = run[0][0].y - run[1][0].y, run[-1][0].y - piece[0].y
    return abs(step - own) <= _STEP * abs(step) and abs(pitch - down) <= _STEP * pitch


def _value(piece: Sequence[Glyph]) -> float:
    text = "".join(glyph.text for glyph in piece).replace(",", "").replace("−", "-")
    return float(text.rstrip("%％"))


def _find_box(axis: Sequence[list[Glyph]], drawn: Drawn, turn: Turn) -> Box | None:
    """What the chart of an axis takes: its frame, or the lines with the numbers and the labels below."""
    em = find_size([glyph for piece in axis for glyph in piece])
    levels = [rule for piece in axis if (rule := _find_level(piece, drawn.across, em))]
    if len(levels) < _LEAST - 1:
        return None
    box = Box(
        min(piece[0].x for piece in axis),
        min([axis[-1][0].y, *(rule.at for rule in levels)]) - _BELOW * em,
        max(rule.end for rule in levels),
        max([axis[0][0].y + em, *(rule.at for rule in levels)]),
    )
    plot = Box(box.left, box.bottom + _BELOW * em, box.right, box.top)
    width, height = turn.size
    frames = [
        panel
        for panel in drawn.panels
        if panel.covers(plot, em) and panel.width * panel.height <= _FRAME * width * height
    ]
    return max(frames, key=lambda panel: panel.width * panel.height, default=box).grow(1.0)


def _find_level(piece: Sequence[Glyph], across: Sequence[Rule], em: float) -> Rule | None:
    """The longest line of the grid that begins beside a number, at its height."""
    right, middle = piece[-1].x + piece[-1].width, piece[0].y + 0.36 * em
    level = [
        rule
        for rule in across
        if abs(rule.at - middle) <= _LEVEL * em and -1.0 <= rule.start - right <= _NEAR * em
    ]
    return max(level, key=lambda rule: rule.end - rule.start, default=None)
