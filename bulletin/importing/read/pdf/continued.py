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
_RUNNING = 10  # characters of a cell that a page may break


@dataclass(frozen=True, slots=True)
class PageTable:
    """A table on a page: its rows of cells, the left edges of its columns in pt, which cells are one with
    those on their left (||) or above (^^), whether its columns are a guess."""

    page: int
    box: Box
    cells: tuple[tuple[str, ...], ...]
    columns: tuple[float, ...]
    joins: tuple[tuple[str, ...], ...] = ()
    guessed: bool = False
    last_page: int = 0

    @property
    def merged(self) -> bool:
        """Whether any of its cells are merged."""
        return any(map(any, self.joins))

    def spread(self, columns: tuple[float, ...]) -> PageTable:
        """The same table in columns of which its own are some: a cell reaches over those that it has not."""
        own = _find_places(self.columns, columns)
        at = {column: k for k, column in enumerate(own)}
        joins = self.joins or tuple(("",) * len(row) for row in self.cells)
        cells: list[tuple[str, ...]] = []
        marks: list[tuple[str, ...]] = []
        for row, marked in zip(self.cells, joins, strict=True):
            cells.append(tuple(row[at[i]] if i in at else "" for i in range(len(columns))))
            spread: list[str] = []
            for i in range(len(columns)):
                spread.append(marked[at[i]] if i in at else "^^" if spread[-1] == "^^" else "||")
            marks.append(tuple(spread))
        return replace(self, cells=tuple(cells), joins=tuple(marks), columns=columns)


def _find_places(few: Sequence[float], many: Sequence[float]) -> list[int]:
    """Which of the edges `many` is nearest to each of `few`."""
    return [min(range(len(many)), key=lambda i: abs(many[i] - edge)) for edge in few]


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
        if len(table.columns) != len(before.columns):
            columns = max(table.columns, before.columns, key=len)
            table, before = table.spread(columns), before.spread(columns)
        joined[-1], head = _append(before, table)
        left += [Leftover(head, Reason.TABLE_HEAD, Origin.at_page(table.page))] if head else []
    return joined, kept, left


def _append(before: PageTable, table: PageTable) -> tuple[PageTable, str]:
    """A table with its part on the next page, and the head that came again there."""
    head = ""
    rows, marks = list(table.cells), list(table.joins or [("",) * len(row) for row in table.cells])
    if rows[0] == before.cells[0] and len(rows) > 1:
        head = "　".join(filter(None, rows.pop(0)))
        marks.pop(0)
    cells = list(before.cells)
    if rows and not rows[0][0] and _goes_on(cells[-1], rows[0]):
        cells[-1] = tuple(
            join_lines(list(filter(None, pair))) for pair in zip(cells[-1], rows.pop(0), strict=True)
        )
        marks.pop(0)
    above = before.joins or tuple(("",) * len(row) for row in before.cells)
    joins = (*above, *marks)
    whole = replace(
        before,
        cells=(*cells, *rows),
        joins=joins if any(map(any, joins)) else (),
        guessed=before.guessed or table.guessed,
        last_page=table.page,
    )
    return whole, head


def _goes_on(above: Sequence[str], below: Sequence[str]) -> bool:
    """Whether a row that begins with an empty cell is the rest of the last one of the page before: what
    stands in both is text that breaks off, and of some length where it is in several columns: of names each
    row has its own."""
    both = [one for one, other in zip(above, below, strict=True) if one and other]
    least = _RUNNING if len(both) > 1 else 1
    return bool(both) and all(ends_open(one) and len(one) >= least for one in both)


def _continues(before: PageTable, table: PageTable, lines: Sequence[PageLine]) -> bool:
    if table.page != before.last_page + 1:
        return False
    above = _find_above(table, lines)
    told = above or table.cells[0] == before.cells[0]
    slack = _TOLD_SLACK if told else _SLACK
    few, many = sorted((before.columns, table.columns), key=len)
    places = _find_places(few, many)
    if len(few) == len(many):
        alike = all(abs(one - other) <= slack for one, other in zip(few, many, strict=True))
    else:  # a part without the rows that have most cells
        alike = (
            not (before.guessed or table.guessed)
            and abs(before.box.right - table.box.right) <= slack
            and all(abs(many[i] - edge) <= _SLACK for i, edge in zip(places, few, strict=True))
            and places[0] == 0
            and len(set(places)) == len(places)
        )
    if not alike:
        return False
    last = before.box.bottom if before.page == before.last_page else 0.0
    below = any(line.page == before.last_page and line.y < last for line in lines)
    return not below and all(_CONTINUED.fullmatch(line.text.strip()) for line in above)


def _find_above(table: PageTable, lines: Sequence[PageLine]) -> list[PageLine]:
    """The lines above a table on its page."""
    return [line for line in lines if line.page == table.page and line.y > table.box.top]
