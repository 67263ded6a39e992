"""A table → how small it has to be set, and which of its cells must not be broken."""

from __future__ import annotations

from dataclasses import dataclass

from bulletin.document.tree import Table

_LONGEST_SHORT_CELL, _SHORTEST = 10, 4  # characters


@dataclass(frozen=True, slots=True)
class TableSizes:
    """The sizes that a table may be set in, the largest first: the name of each, and how many ems of text fit
    side by side in the measure. `padding` is the white of a cell, in em, left and right of its text."""

    rooms: tuple[tuple[str, float], ...] = (("", float("inf")),)
    padding: float = 0.0


def fit_table(table: Table, sizes: TableSizes) -> tuple[str, int]:
    """The size that sets a table small enough, and how long a cell may be to stay on one line.

    A browser or WeasyPrint may break Chinese anywhere, so beside a column of sentences it would give
    a column of names one character's room.
    """
    columns: list[list[int]] = [[] for _ in range(table.columns)]
    for row in (*table.head, *table.rows):
        for cell in row.cells:
            if cell.colspan == 1:  # one over several columns has their room
                columns[cell.column].append(cell.typed)
    for name, room in sizes.rooms:
        for short in range(_LONGEST_SHORT_CELL, _SHORTEST - 1, -1):
            widths = (max((n for n in column if n <= short), default=2) for column in columns)
            if sum(widths) + sizes.padding * len(columns) <= room:
                return name, short
    return sizes.rooms[-1][0], 2
