"""Rows of a table as typed → a table whose cells are merged where `||` and `^^` say so.

`||` takes the cell into the one on its left, `^^` into the one above. Rows of `^^` right under the head that
reach it belong to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bulletin.document.tree import Cell, Row, Table
from bulletin.errors import Problem
from bulletin.markup.typed import Typed

_Place = tuple[int, int]  # a row and a column, from 0


@dataclass(frozen=True, slots=True)
class TypedCell:
    """A cell as typed, and whether it says that it is one with its neighbour."""

    cell: Cell
    joins_left: bool = False
    joins_above: bool = False


@dataclass(frozen=True, slots=True)
class TypedRow:
    """A row as typed: as many cells as the head has columns."""

    cells: tuple[TypedCell, ...]
    lines: range


def make_table(rows: Sequence[TypedRow], lines: range, typed: Typed) -> Table:
    """The table of `rows`, of which the first is its head, or says by empty cells that there is none; where
    its cells cannot be merged as they say, the cells as they stand, and a problem."""
    columns = len(rows[0].cells)
    is_bare = len(rows) > 1 and all(map(_is_empty, rows[0].cells))
    is_bare = is_bare and not any(cell.joins_above for cell in rows[1].cells)
    rows = rows[1:] if is_bare else rows
    heads = least = 0 if is_bare else 1
    while 0 < heads < len(rows) and any(cell.joins_above for cell in rows[heads].cells):
        heads += 1
    owners = _find_owners(rows, heads)
    areas: dict[_Place, list[_Place]] = {}
    for place, owner in owners.items():
        areas.setdefault(owner, []).append(place)
    found = [*_check_areas(rows, areas, typed)]
    if found:
        typed.problems += found
        areas = {(r, c): [(r, c)] for r in range(len(rows)) for c in range(columns)}
        heads = least
    made: list[Row] = []
    for number, row in enumerate(rows):
        cells = []
        for column, cell in enumerate(row.cells):
            if area := areas.get((number, column)):
                last_row, last_column = area[-1]
                is_spanner = number < heads and last_column > column  # in the middle of what it heads
                cells.append(
                    replace(
                        cell.cell,
                        align="" if is_spanner else cell.cell.align,
                        is_head=number < heads,
                        column=column,
                        colspan=last_column - column + 1,
                        rowspan=last_row - number + 1,
                    )
                )
        made.append(Row(tuple(cells), row.lines))
    return Table(tuple(made[:heads]), tuple(made[heads:]), columns, lines)


def _is_empty(cell: TypedCell) -> bool:
    return not cell.cell.children and not cell.joins_above


def _find_owners(rows: Sequence[TypedRow], heads: int) -> dict[_Place, _Place]:
    """For each place, that of the cell which takes it, in the order of reading."""
    owners: dict[_Place, _Place] = {}
    for r, row in enumerate(rows):
        for c, cell in enumerate(row.cells):
            if cell.joins_above and r:
                owners[r, c] = owners[r - 1, c]
            elif cell.joins_left:
                owners[r, c] = owners[r, c - 1]
            else:
                owners[r, c] = r, c
    return owners


def _check_areas(
    rows: Sequence[TypedRow], areas: dict[_Place, list[_Place]], typed: Typed
) -> Iterator[Problem]:
    """Find what is merged with nothing, and what is no rectangle."""
    if any(cell.joins_above for cell in rows[0].cells):
        line = rows[0].lines.start
        above = typed.source.lines[line - 2] if line > 1 else ""
        hint = "“^^”并入上面一格，第一行上面没有格子：写上字，或留空"
        if "|" in above:
            hint = "表头有几行时，把有“| --- |”的一行移到表头第一行下面"
        yield typed.source.problem(line, "M140", "表格第一行里有“^^”，上面没有可以并入的格", hint)
    for (row, column), area in areas.items():
        last_row, last_column = area[-1]
        whole = {(r, c) for r in range(row, last_row + 1) for c in range(column, last_column + 1)}
        if whole != {*area}:
            line = rows[last_row].lines.start
            hint = "合并的格要成长方形：上一行占几栏，下面的“^^”也要写几栏；空格子在两条竖线间留一个空格"
            yield typed.source.problem(line, "M140", "这里的“||”“^^”合并起来不是长方形", hint)
            return
