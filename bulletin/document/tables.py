"""A table → how it is set on paper: its size, its columns, what stays together; or that it is too wide."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bulletin.document.columns import (
    Column,
    break_columns,
    count_lines,
    measure_columns,
    read_lines,
    share_width,
)
from bulletin.document.tree import Cell, NoteMark, Picture, Row, Table
from bulletin.document.walk import walk_inlines
from bulletin.document.widths import estimate_width
from bulletin.hanzi import squeeze_text

TURNED = ("turned", "minute")  # the sizes of a table that is set along the page's height
_AIR = 1.6  # em that a column asks besides its text
_LEAST_SHARE = 0.62  # of the measure: a narrower table looks lost in it
_MOST_WHOLE_ROWS = 8
_HIGHEST_WHOLE = 20  # lines: more might leave half a page empty
_LEFT = 10.0  # em; a column with longer lines is set flush left
_LEFT_SPANNER = 20.0  # em; so is a cell over several columns, which else is a head in the middle of them
_HIGHEST_ROW = 15  # lines: a higher one may part at a page's end, or it would leave much of the page empty
_HIGHEST_PAIR = 15  # lines of two rows that stay together, so that none stands alone on a page
_PICTURE = 16  # lines that a picture is taken for: it may be as high as half a page
_HAIR = 0.01  # em of floating error
_SHORT = 10  # characters of a cell that a screen does not break
_TOTAL = re.compile(r"(?:合|总|共)计|总数|总和|合计数")


@dataclass(frozen=True, slots=True)
class TableSize:
    """A size that a table may be set in: its name, how many ems of it fit side by side in the measure (of
    TURNED, in the depth of the page), and the white of a cell, in em, left and right of its text."""

    name: str
    room: float
    padding: float = 0.0


ANY_SIZE = (TableSize("", float("inf")),)


@dataclass(frozen=True, slots=True)
class TablePlan:
    """How a table is set: the name of its `size`; how much of the room it takes, of 1, and each column of
    that; the width of the figures in each, in em, 0 where it is none of figures, and the white at the right
    of them; the columns set flush left; for each row, from the head on, whether it may part at a page's end
    (`parting`), and stays with the next one, if it is the first of the body, or the one before (`kept`).

    `is_turned`: along the page's height. `is_wordy`: cells have several lines. `is_whole`: on one page.
    `is_broken`: words and figures are, or it would be too wide; `fits` is false where it is even so.
    `repeats`: its head, on each page.
    """

    size: str
    share: float
    columns: tuple[float, ...]
    figures: tuple[float, ...]
    white: tuple[float, ...]
    left: tuple[bool, ...]
    parting: tuple[bool, ...]
    kept: tuple[bool, ...]
    is_turned: bool
    is_wordy: bool
    is_whole: bool
    is_broken: bool
    repeats: bool
    fits: bool


def plan_table(table: Table, sizes: Sequence[TableSize]) -> TablePlan:
    """How `table` is set in one of `sizes`, the largest first: in that in which its columns are read with
    ease, else in the smallest with columns as narrow as their words allow, else turned (GB/T 9704-2012
    chapter 8), else with its words broken."""
    columns = measure_columns(table)
    upright = [size for size in sizes if size.name not in TURNED]
    turned = [] if _has_notes(table) else [size for size in sizes if size.name in TURNED]
    tried = [
        *((size, sum(column.comfort for column in columns)) for size in upright),
        *((size, sum(column.whole for column in columns)) for size in (upright[-1], *turned)),
    ]
    fitting = (size for size, needed in tried if needed + size.padding * table.columns <= size.room)
    found = next(fitting, None)
    if found:
        return _make_plan(table, columns, found)
    size = [*upright, *turned][-1]
    if broken := break_columns(columns, size.room - size.padding * table.columns):
        return _make_plan(table, broken, size, is_broken=True)
    return _make_plan(table, columns, upright[-1], fits=False)


def _make_plan(
    table: Table, columns: Sequence[Column], size: TableSize, *, is_broken: bool = False, fits: bool = True
) -> TablePlan:
    widths = share_width(table, columns, size.room - size.padding * table.columns)
    counts = [_count_row(row, widths) for row in (*table.head, *table.rows)]
    is_wordy = any(count > 1 for count in counts[len(table.head) :])
    least = sum(widths) + size.padding * len(widths)
    asked = (
        least
        if size.room == float("inf")
        else max(sum(widths) + _AIR * len(widths), _LEAST_SHARE * size.room)
    )
    total = max(least, size.room if is_wordy or asked > size.room else asked)
    air = (total - sum(widths)) / len(widths)  # of each column, left and right of its text
    return TablePlan(
        size=size.name,
        share=min(1.0, total / size.room) if size.room < float("inf") else 1.0,
        columns=tuple((width + air) / total for width in widths),
        figures=tuple(column.figures for column in columns),
        white=tuple(
            max(0.0, (width + air - column.figures) / 2)
            for column, width in zip(columns, widths, strict=True)
        ),
        left=tuple(
            not column.figures and (column.natural > width + _HAIR or column.natural > _LEFT)
            for column, width in zip(columns, widths, strict=True)
        ),
        parting=tuple(count > _HIGHEST_ROW for count in counts),
        kept=_find_kept(counts, len(table.head)),
        is_turned=size.name in TURNED,
        is_wordy=is_wordy,
        is_whole=len(table.rows) <= _MOST_WHOLE_ROWS and sum(counts) <= _HIGHEST_WHOLE,
        is_broken=is_broken,
        repeats=sum(counts[: len(table.head)]) <= _HIGHEST_ROW,
        fits=fits,
    )


def _find_kept(counts: Sequence[int], heads: int) -> tuple[bool, ...]:
    """Which rows stay with their neighbour: high ones would find no page for both."""
    first, last = heads, len(counts) - 1
    return tuple(
        first < last
        and row in (first, last)
        and sum(counts[row : row + 2] if row == first else counts[row - 1 :]) <= _HIGHEST_PAIR
        for row in range(len(counts))
    )


def _count_row(row: Row, widths: Sequence[float]) -> int:
    """How many lines a row has."""
    return max((_count_cell(cell, widths) for cell in row.cells if cell.rowspan == 1), default=1)


def _count_cell(cell: Cell, widths: Sequence[float]) -> int:
    width = sum(widths[cell.column : cell.column + cell.colspan])
    pictures = sum(isinstance(inline, Picture) for inline in walk_inlines(cell.children))
    return _PICTURE * pictures + sum(
        count_lines(estimate_width(line), width + _HAIR) for line in read_lines(cell.children)
    )


def _has_notes(table: Table) -> bool:
    """Whether cells call notes: these stand at the foot of a page that is not turned."""
    cells = (cell for row in (*table.head, *table.rows) for cell in row.cells)
    return any(isinstance(inline, NoteMark) for cell in cells for inline in walk_inlines(cell.children))


def merge_rows(rows: Sequence[Row]) -> list[Row]:
    """`rows`, none of whose cells reaches over one that cells above take whole: an engine leaves out a row
    without cells, and lets what should end there reach into the next."""
    kept = [bool(row.cells) for row in rows]
    return [
        replace(
            row,
            cells=tuple(
                replace(cell, rowspan=sum(kept[number : number + cell.rowspan])) for cell in row.cells
            ),
        )
        for number, row in enumerate(rows)
    ]


def is_total(row: Row) -> bool:
    """Whether a row sums up those above it."""
    first = next(iter(row.cells), None)
    return first is not None and bool(_TOTAL.fullmatch(squeeze_text("".join(read_lines(first.children)))))


def is_sentence(cell: Cell) -> bool:
    """Whether a cell over several columns holds lines to be read, and no head of theirs."""
    return any(estimate_width(line) > _LEFT_SPANNER for line in read_lines(cell.children))


def is_short(cell: Cell) -> bool:
    """Whether a screen sets a cell on one line: beside a column of sentences it would break a column of names
    after each character."""
    return cell.typed <= _SHORT
