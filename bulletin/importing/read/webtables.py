"""A table of a web page → its rows, whether it holds data or frames text, and the text of its cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lxml.etree import _Element as Element

from bulletin.importing.model import Block, Kind, Picture, Run
from bulletin.importing.read.cells import join_cell

HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
# A table that frames text: more than this many Han characters in one cell, of several paragraphs or of most
# of the table's text.
_LONG_CELL = 150
_MAIN_CELL = 0.6
_TERM_LONGEST = 40
_LEAST_TERMS = 4


def measure(element: Element) -> int:
    """How many Han characters stand in an element."""
    return sum("\u4e00" <= char <= "\u9fff" for char in element.text_content())


def is_frame(table: Element, rows: Sequence[Element]) -> bool:
    """Whether a table frames text, as pages of old are built: one row or column of cells, tables or headings
    inside, or, without a border, one cell with the text."""
    cells = [cell for row in rows for cell in row if cell.tag in {"td", "th"}]
    most = max((sum(cell.tag in {"td", "th"} for cell in row) for row in rows), default=0)
    if most <= 1 or len(rows) <= 1 or table.get("role") in {"presentation", "none"}:
        return True
    if any(inner is not table for inner in table.iter("table")):
        return True
    if _has_border(table, cells):
        return False
    if any(inner.tag in HEADINGS or inner.tag == "form" for cell in cells for inner in cell.iter()):
        return True
    sizes = [measure(cell) for cell in cells]
    longest = max(sizes)
    parts = max(
        (sum(part.tag in {"p", "br", "div", "li"} for part in cell.iter()) for cell in cells), default=0
    )
    return longest > _LONG_CELL and (parts > 3 or longest > _MAIN_CELL * sum(sizes))


def _has_border(table: Element, cells: list[Element]) -> bool:
    if table.get("border", "0").strip(" px") not in {"", "0"}:
        return True
    drawn = re.compile(r"border(?:-[a-z]+)*\s*:[^;]*(?:solid|double|[1-9][0-9.]*p[tx])")
    return any(drawn.search(element.get("style", "").lower()) for element in (table, *cells[:6]))


def read_span(cell: Element, name: str) -> int:
    """How many columns or rows a cell takes up, within reason."""
    span = cell.get(name, "1")
    return max(1, min(int(span), 60)) if span.isdecimal() and len(span) < 4 else 1


def find_rows(table: Element) -> Iterator[Element]:
    """The rows of a table, not those of tables in it."""
    for part in table:
        if part.tag == "tr":
            yield part
        elif part.tag in {"thead", "tbody", "tfoot"}:
            yield from (row for row in part if row.tag == "tr")


def make_table(rows: Sequence[Sequence[Sequence[Block]]], joins: Sequence[Sequence[str]]) -> Block:
    """A table of the blocks of its cells: a line for each paragraph; pictures, calls of notes and raised text
    stay where they are (`Block.insets`)."""
    insets: list[Run | Picture] = []
    cells = tuple(tuple(join_cell(cell, insets) for cell in row) for row in rows)
    merged = tuple(map(tuple, joins)) if any(map(any, joins)) else ()
    return Block(kind=Kind.TABLE, cells=cells, joins=merged, insets=tuple(insets))


def pair_pictures(rows: Sequence[Sequence[Sequence[Block]]]) -> list[tuple[int, int]]:
    """The cells of a table that only puts pictures side by side, in order: each picture, then the words below
    it, which are about it; none where the table holds other words."""
    cells = {(i, k): cell for i, row in enumerate(rows) for k, cell in enumerate(row) if cell}
    pictured = [at for at, cell in cells.items() if any(block.kind is Kind.IMAGE for block in cell)]
    order: list[tuple[int, int]] = []
    for row, column in pictured:
        order.append((row, column))
        below = (row + 1, column)
        alone = not any(block.text.strip() for block in cells[row, column])
        if alone and below in cells and below not in pictured:
            order.append(below)
    return order if pictured and len(order) == len(cells) else []


def pair_terms(terms: Element) -> list[str]:
    """The lines of a list of terms (`dl`) in which each has one short thing said of it, 坝高：46米; none of
    another list."""
    parts = [part for part in terms if isinstance(part.tag, str)]
    texts = [" ".join(part.text_content().split()) for part in parts]
    short = all(text and len(text) <= _TERM_LONGEST for text in texts)
    paired = [part.tag for part in parts] == ["dt", "dd"] * (len(parts) // 2) and len(parts) >= _LEAST_TERMS
    if not (short and paired) or terms.find(".//img") is not None:
        return []
    return [f"{term.rstrip('：:')}：{said}" for term, said in zip(texts[::2], texts[1::2], strict=True)]
