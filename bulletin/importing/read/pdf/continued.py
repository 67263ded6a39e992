"""Tables of single pages → tables that go on over several pages, whole."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bulletin.hanzi import join_lines
from bulletin.importing.model import Leftover, Origin, PageLine, Reason
from bulletin.importing.patterns import ends_open
from bulletin.importing.read.pdf.geometry import Box

# pt that an edge of one part and the same edge of the next may differ; where the next says that it goes on,
# or has the same head: without lines between the columns an edge is that of the widest cell.
_SLACK, _TOLD_SLACK = 3.0, 24.0
# What stands over a part but the first: 续表, 续表2, 表2（续）, （续）.
_CONTINUED = re.compile(
    r"续(?:附?表)?\s*[\w.．-]{0,6}|附?表\s*[\w.．-]{0,6}\s*[（(]?续表?[）)]?|[（(]续表?[）)]"
)


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
) -> tuple[list[PageTable], list[PageLine], list[Leftover]]:
    """Put together the parts of a table that goes over pages; a head that comes again, and 续表, are dropped.

    `lines` are the text of all pages beside the tables, without running heads and feet; what is left of them
    is given back.
    """
    joined: list[PageTable] = []
    left: list[Leftover] = []
    kept = list(lines)
    for table in tables:
        before = joined[-1] if joined else None
        if before is None or not _continues(before, table, lines):
            joined.append(table)
            continue
        for line in _find_above(table, lines):
            kept.remove(line)
            left.append(Leftover(line.text.strip(), Reason.TABLE_HEAD, Origin.at_page(table.page)))
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
    return joined, kept, left


def _continues(before: PageTable, table: PageTable, lines: Sequence[PageLine]) -> bool:
    if table.page != before.last_page + 1 or len(table.columns) != len(before.columns):
        return False
    above = _find_above(table, lines)
    slack = _TOLD_SLACK if above or table.cells[0] == before.cells[0] else _SLACK
    if any(abs(one - other) > slack for one, other in zip(table.columns, before.columns, strict=True)):
        return False
    last = before.box.bottom if before.page == before.last_page else 0.0
    below = any(line.page == before.last_page and line.y < last for line in lines)
    return not below and all(_CONTINUED.fullmatch(line.text.strip()) for line in above)


def _find_above(table: PageTable, lines: Sequence[PageLine]) -> list[PageLine]:
    """The lines above a table on its page."""
    return [line for line in lines if line.page == table.page and line.y > table.box.top]
