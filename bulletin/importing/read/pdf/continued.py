"""Tables of single pages → tables that go on over several pages, whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bulletin.hanzi import join_lines
from bulletin.importing.model import Leftover, Origin, PageLine, Reason
from bulletin.importing.patterns import ends_open
from bulletin.importing.read.pdf.geometry import Box

_SLACK = 3.0  # pt that an edge of one part and the same edge of the next may differ


@dataclass(frozen=True, slots=True)
class PageTable:
    """A table on a page: its rows of cells, the left edges of its columns in pt, whether cells were merged,
    whether its columns are a guess."""

    page: int
    box: Box
    cells: tuple[tuple[str, ...], ...]
    columns: tuple[float, ...]
    merged: bool = False
    guessed: bool = False
    last_page: int = 0


def join_tables(
    tables: Sequence[PageTable], lines: Sequence[PageLine]
) -> tuple[list[PageTable], list[Leftover]]:
    """Put together the parts of a table that goes over pages; a head that comes again is dropped.

    `lines` are the text of all pages beside the tables, without running heads and feet.
    """
    joined: list[PageTable] = []
    left: list[Leftover] = []
    for table in tables:
        before = joined[-1] if joined else None
        if before is None or not _continues(before, table, lines):
            joined.append(table)
            continue
        rows = list(table.cells)
        if rows[0] == before.cells[0] and len(rows) > 1:
            left.append(
                Leftover("　".join(filter(None, rows.pop(0))), Reason.TABLE_HEAD, Origin.at_page(table.page))
            )
        cells = list(before.cells)
        if (
            rows
            and not rows[0][0]
            and any(one and other and ends_open(one) for one, other in zip(cells[-1], rows[0], strict=True))
        ):
            cells[-1] = tuple(
                join_lines(list(filter(None, pair))) for pair in zip(cells[-1], rows.pop(0), strict=True)
            )
        joined[-1] = replace(
            before,
            cells=(*cells, *rows),
            merged=before.merged or table.merged,
            guessed=before.guessed or table.guessed,
            last_page=table.page,
        )
    return joined, left


def _continues(before: PageTable, table: PageTable, lines: Sequence[PageLine]) -> bool:
    if table.page != before.last_page + 1 or len(table.columns) != len(before.columns):
        return False
    if any(abs(one - other) > _SLACK for one, other in zip(table.columns, before.columns, strict=True)):
        return False
    last = before.box.bottom if before.page == before.last_page else 0.0
    below = any(line.page == before.last_page and line.y < last for line in lines)
    above = any(line.page == table.page and line.y > table.box.top for line in lines)
    return not below and not above
