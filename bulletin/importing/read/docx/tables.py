"""The rows of a table as read → the blocks that it becomes: a table, or paragraphs that it only arranged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bulletin.importing.model import Area, Block, Kind, Origin, Picture, Run
from bulletin.importing.read.cells import join_cell

_PROSE = 300  # characters of a row as wide as the page that are text of it
_PROSE_PARAGRAPHS, _PROSE_LEAST = 3, 120  # or so many paragraphs that end as sentences, of so many characters
_LAYOUT_PARAGRAPHS = 3  # of sentences in one cell, where no line is drawn: columns of text, no data
_ENDS = tuple("。；！？…”")


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row by the columns of the grid: the blocks of each cell, the marks of cells that are one with the one
    on the left (`||`) or above (`^^`), and how many columns at its end it leaves out."""

    cells: Sequence[Sequence[Block]]
    joins: Sequence[str]
    after: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether it is one cell, as wide as the table."""
        return bool(self.joins) and not self.joins[0] and all(join == "||" for join in self.joins[1:])


def arrange_table(rows: Sequence[TableRow], *, ruled: bool, area: Area) -> list[Block]:
    """The blocks of a table in reading order; `ruled` says whether any of its lines is drawn.

    A table of one column or one row only puts text side by side or in a frame, and one that holds pictures
    and their captions only puts these in place. A row as wide as the table that holds prose is text of the
    page: the table ends above it, and goes on below.
    """
    columns = max((len(row.cells) for row in rows), default=0)
    rows = [_widen(row, columns) for row in rows]
    blocks: list[Block] = []
    part: list[TableRow] = []
    for i, row in enumerate(rows):
        ends_here = i + 1 == len(rows) or "^^" not in rows[i + 1].joins
        if columns > 1 and row.is_whole and ends_here and _is_prose(row.cells[0]):
            blocks += _arrange_part(part, ruled=ruled, area=area, whole=False)
            blocks += row.cells[0]
            part = []
        else:
            part.append(row)
    return blocks + _arrange_part(part, ruled=ruled, area=area, whole=len(part) == len(rows))


def _widen(row: TableRow, columns: int) -> TableRow:
    """The row as wide as the table: one cell that stands alone and leaves nothing out is drawn so."""
    missing = columns - len(row.cells)
    if len(row.cells) != 1 or missing <= 0 or row.after:
        return row
    return TableRow([*row.cells, *([] for _ in range(missing))], [*row.joins, *["||"] * missing])


def _is_prose(cell: Sequence[Block]) -> bool:
    """Whether a cell holds text of the page: much of it, paragraphs of sentences, or a table of its own."""
    length = sum(len(block.all_text()) for block in cell)
    sentences = sum(block.text.rstrip().endswith(_ENDS) for block in cell)
    if any(len(block.cells) > 1 for block in cell):
        return True
    return length >= _PROSE or (sentences >= _PROSE_PARAGRAPHS and length >= _PROSE_LEAST)


def _arrange_part(rows: Sequence[TableRow], *, ruled: bool, area: Area, whole: bool) -> list[Block]:
    filled = [row for row in rows if any(row.cells)]
    if not filled:
        return []
    one_column = all(row.is_whole or len(row.cells) == 1 for row in rows)
    one_row = whole and len(filled) == 1 and not (ruled and (len(rows) > 1 or _has_blank(filled[0])))
    if one_column or one_row or (not ruled and _is_layout(filled)):
        return [block for row in filled for cell in row.cells for block in cell]
    if pictured := _pair_pictures(filled):
        return pictured
    return [_make_table(rows, area)]


def _has_blank(row: TableRow) -> bool:
    """Whether a row has a cell to be filled in."""
    return any(not cell and not join for cell, join in zip(row.cells, row.joins, strict=True))


def _is_layout(rows: Sequence[TableRow]) -> bool:
    cells = [cell for row in rows for cell in row.cells if cell]
    return any(
        sum(block.text.rstrip().endswith(_ENDS) for block in cell) >= _LAYOUT_PARAGRAPHS for cell in cells
    )


def _make_table(rows: Sequence[TableRow], area: Area) -> Block:
    insets: list[Run | Picture] = []
    cells = tuple(tuple(join_cell(cell, insets) for cell in row.cells) for row in rows)
    origin = next((block.origin for row in rows for cell in row.cells for block in cell), Origin())
    merged = any(any(row.joins) for row in rows)
    joins = tuple(tuple(row.joins) for row in rows) if merged else ()
    return Block(kind=Kind.TABLE, cells=cells, joins=joins, origin=origin, area=area, insets=tuple(insets))


def _pair_pictures(rows: Sequence[TableRow]) -> list[Block]:
    """The pictures of a table that only puts them side by side, each with the words below it; else none."""
    paired: list[Block] = []
    words = {(i, k) for i, row in enumerate(rows) for k, cell in enumerate(row.cells) if has_words(cell)}
    for i, row in enumerate(rows):
        for k, cell in enumerate(row.cells):
            if not any(block.pictures for block in cell):
                continue
            paired += cell
            below = rows[i + 1].cells[k] if (i + 1, k) in words else []
            if not has_words(cell) and below and not any(block.pictures for block in below):
                words.remove((i + 1, k))
                paired += below
            words.discard((i, k))
    return paired if not words else []


def has_words(cell: Sequence[Block]) -> bool:
    """Whether there is any text in a cell."""
    return any(block.all_text().strip() for block in cell)
