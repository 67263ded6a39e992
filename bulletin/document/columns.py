"""The cells of a table → how wide its columns want to be, and what they are given of the measure.

Widths are in em of the table's own size, without the white of the cells. Where all columns fit as they are,
they are; else each has what must stay whole, and what is left goes, one em at a time, to the column that
saves most lines: the way of a compositor who casts off a table.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from bulletin.document.tree import Break, Cell, Inlines, NoteMark, Picture, Row, Table, Text
from bulletin.document.walk import walk_inlines
from bulletin.document.widths import estimate_longest_word, estimate_width

_WHOLE = 5.0  # em; a cell up to this is not broken
_LONGEST_WORD = 12.0  # em; a longer one is an address, which breaks
_LEAST = 2.0  # em of a column of nothing
_LEAST_BROKEN = 1.5  # em of a column whose words are broken: a character, or the digits of a month
_NARROW = 4.0  # em; a column of words is no narrower, if its words are not
# em that a column of words has where there is room; one with long lines a fourth of these, up to the second.
_COMFORT, _MOST_COMFORT = 8.0, 14.0
_PICTURE = 6.0  # em that a picture in a cell is taken for
_ALIKE = 1.0  # em by which columns of figures may differ that are set alike
_FILLED = 0.5  # em that a line which is not the last leaves empty
_CELL = 0.2  # of a row's line: what a line of a cell costs that does not make its row higher
_MOST_ROWS = 200  # that are looked at
_FIGURE = re.compile(r"[-－−—–+＋±<>＜＞≤≥≈~～]?[0-9０-９][0-9０-９.,，:∶/／%％‰· \u00a0\u2009]*")
_NO_FIGURE = re.compile(r"[-－—–…·/／*]*|无|空白")


@dataclass(frozen=True, slots=True)
class Column:
    """What a column holds: the width of its widest line, of what must stay whole, and, where its cells are
    figures, of the widest of these, else 0."""

    natural: float
    whole: float
    figures: float

    @property
    def comfort(self) -> float:
        """The width at which it is still read with ease."""
        return max(self.whole, min(self.natural, max(_COMFORT, min(self.natural / 4, _MOST_COMFORT))))


def read_lines(inlines: Inlines) -> list[str]:
    """The text of a cell or a paragraph, line by line as it was ended by hand; a note's mark is a figure, a
    picture has the width of some characters."""
    lines = [""]
    for inline in walk_inlines(inlines):
        match inline:
            case Text():
                lines[-1] += inline.content
            case NoteMark():
                lines[-1] += "1"
            case Picture():
                lines[-1] += "图" * int(_PICTURE)
            case Break():
                lines.append("")
            case _:
                pass
    return [line.strip() for line in lines]


def measure_columns(table: Table) -> tuple[Column, ...]:
    """What each column of `table` holds."""
    columns = []
    for index in range(table.columns):
        cells = [cell for row in _list_rows(table) for cell in row.cells if cell.column == index]
        own = [cell for cell in cells if cell.colspan == 1]
        lines = [line for cell in own for line in read_lines(cell.children)]
        figures = _measure_figures([cell for cell in own if not cell.is_head])
        natural = max(map(estimate_width, lines), default=0.0)
        whole = max(map(_measure_whole, own), default=0.0)
        columns.append(Column(max(natural, _LEAST), max(whole, figures, _LEAST), figures))
    return tuple(_stretch(table, columns))


def _list_rows(table: Table) -> list[Row]:
    """The head, and as many rows as tell what the columns hold, from the first to the last."""
    step = max(1, math.ceil(len(table.rows) / _MOST_ROWS))
    return [*table.head, *table.rows[::step]]


def _measure_whole(cell: Cell) -> float:
    """How wide a cell is at least: one of the head may have its words under each other."""
    whole, narrow = (_LEAST, _LEAST) if cell.is_head else (_WHOLE, _NARROW)
    widest = 0.0
    for line in read_lines(cell.children):
        width = estimate_width(line)
        word = min(estimate_longest_word(line), _LONGEST_WORD)
        widest = max(widest, width if width <= whole else min(width, max(narrow, word)))
    return widest


def _measure_figures(cells: Sequence[Cell]) -> float:
    """The width of the widest figure in a column of figures; 0 where it is none."""
    texts = [line for cell in cells for line in read_lines(cell.children)]
    figures = [text for text in texts if _FIGURE.fullmatch(text)]
    if not figures or not all(_FIGURE.fullmatch(text) or _NO_FIGURE.fullmatch(text) for text in texts):
        return 0.0
    return max(map(estimate_width, texts))


def _stretch(table: Table, columns: Sequence[Column]) -> list[Column]:
    """The columns, as wide as the cells over several of them ask."""
    natural, whole = [c.natural for c in columns], [c.whole for c in columns]
    for row in _list_rows(table):
        for cell in row.cells:
            if cell.colspan > 1:
                span = slice(cell.column, cell.column + cell.colspan)
                lines = read_lines(cell.children)
                _widen(natural, span, max(map(estimate_width, lines)))
                _widen(whole, span, _measure_whole(cell))
    return [
        Column(max(wide, least), least, column.figures)
        for column, wide, least in zip(columns, natural, whole, strict=True)
    ]


def _widen(widths: list[float], span: slice, needed: float) -> None:
    lacking = (needed - sum(widths[span])) / (span.stop - span.start)
    if lacking > 0:
        widths[span] = [width + lacking for width in widths[span]]


def share_width(table: Table, columns: Sequence[Column], room: float) -> list[float]:
    """The width of each of `columns`, at most `room` together where what must stay whole leaves it."""
    return _level_figures(columns, _cast_off(table, columns, room), room)


def break_columns(columns: Sequence[Column], room: float) -> tuple[Column, ...]:
    """`columns` with their longest words broken, the widest first, so that they fit in `room`; none where not
    even that helps."""
    widest = sorted(column.whole for column in columns)
    left = room
    for index, whole in enumerate(widest):
        most = left / (len(widest) - index)  # of this one and each wider one
        if whole > most:
            break
        left -= whole
    else:
        most = widest[-1]
    if most < min(_LEAST_BROKEN, widest[-1]):
        return ()
    return tuple(
        Column(column.natural, min(column.whole, most), column.figures if column.figures <= most else 0.0)
        for column in columns
    )


def _level_figures(columns: Sequence[Column], widths: list[float], room: float) -> list[float]:
    """`widths`, those of figures side by side that differ by less than a character made one: months and years
    stand at like distances."""
    levelled = list(widths)
    start = 0
    while start < len(columns):
        stop = start + 1
        while stop < len(columns) and _are_alike(columns[start : stop + 1]):
            stop += 1
        widest = max(widths[start:stop])
        fits = sum(levelled) + widest * (stop - start) - sum(levelled[start:stop]) <= room
        mean = sum(widths[start:stop]) / (stop - start)
        if fits or mean >= max(column.whole for column in columns[start:stop]):
            levelled[start:stop] = [widest if fits else mean] * (stop - start)
        start = stop
    return levelled


def _are_alike(columns: Sequence[Column]) -> bool:
    naturals = [column.natural for column in columns]
    return all(column.figures for column in columns) and max(naturals) - min(naturals) <= _ALIKE


def _cast_off(table: Table, columns: Sequence[Column], room: float) -> list[float]:
    if sum(column.natural for column in columns) <= room:
        return [column.natural for column in columns]
    has_comfort = sum(column.comfort for column in columns) <= room
    widths = [column.comfort if has_comfort else column.whole for column in columns]
    rows = [
        [(cell, list(map(estimate_width, read_lines(cell.children)))) for cell in row.cells]
        for row in _list_rows(table)
    ]
    heights = [[0] * len(columns) for _ in rows]
    for index, width in enumerate(widths):
        for height, row in zip(heights, rows, strict=True):
            height[index] = _count_in(row, index, width)
    for _ in range(int(room - sum(widths))):
        best, most = -1, (0.0, 0.0)
        for index, column in enumerate(columns):
            if widths[index] < column.natural:
                saved = _count_saved(rows, heights, index, widths[index] + 1)
                if (saved, column.natural / widths[index]) > most:
                    best, most = index, (saved, column.natural / widths[index])
        if best < 0:
            break
        widths[best] += 1
        for height, row in zip(heights, rows, strict=True):
            height[best] = _count_in(row, best, widths[best])
    return widths


def _count_saved(
    rows: Sequence[Sequence[tuple[Cell, list[float]]]], heights: Sequence[list[int]], index: int, width: float
) -> float:
    """How many lines of rows it saves to give column `index` that width, and lines of cells besides."""
    saved = 0.0
    for height, row in zip(heights, rows, strict=True):
        before = height[index]
        after = _count_in(row, index, width)
        if after != before:
            highest = max(height)
            others = max((lines for at, lines in enumerate(height) if at != index), default=0)
            saved += highest - max(after, others) + _CELL * (before - after)
    return saved


def _count_in(row: Sequence[tuple[Cell, list[float]]], index: int, width: float) -> int:
    """How many lines a row's cell in column `index` takes; one over several columns counts for none."""
    for cell, lines in row:
        if cell.column == index:
            return sum(count_lines(line, width) for line in lines) if cell.colspan == cell.rowspan == 1 else 0
    return 0


def count_lines(text: float, width: float) -> int:
    """How many lines text of so many em takes in a column so wide."""
    return 1 if text <= width else math.ceil(text / max(width - _FILLED, 1.0))
