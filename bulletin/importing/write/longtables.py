"""An article with tables → the same, one that a build would refuse for its length (M112) in several tables.

Each has the head of the whole; the table ends between two rows that no merged cell holds together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bulletin.importing.model import INSET, Block, DraftArticle, Remark
from bulletin.importing.write.heads import has_head
from bulletin.markup.refuse import MAX_CELLS

_SHOWN = 12  # characters of a table that a remark shows


def divide_long_tables(article: DraftArticle) -> tuple[DraftArticle, list[Remark]]:
    """The article with no table that has too many cells, and what is to be said of that."""
    blocks: list[Block] = []
    remarks: list[Remark] = []
    for block in article.blocks:
        parts = list(_divide(block))
        blocks += parts
        if len(parts) > 1:
            words = next((cell for row in block.cells for cell in row if cell.strip()), "")
            shown = " ".join(words.replace(INSET, "").split())[:_SHOWN]
            message = f"“{shown}”那张表格太长，分成了 {len(parts)} 张，每张都有表头"
            remarks.append(Remark(message, block.origin))
    return (replace(article, blocks=tuple(blocks)) if remarks else article), remarks


def _divide(block: Block) -> Iterator[Block]:
    columns = max((len(row) for row in block.cells), default=0)
    if columns * len(block.cells) <= MAX_CELLS:
        yield block
        return
    joins = block.joins or tuple(("",) * len(row) for row in block.cells)
    head = next((i for i in range(1, len(joins)) if "^^" not in joins[i]), 1) if has_head(block) else 0
    insets = iter(block.insets)
    start, most = head, max(MAX_CELLS // columns - head, 1)
    while start < len(block.cells):
        end = _find_end(joins, start, start + most)
        first = start == head
        rows = [*range(head), *range(start, end)]
        cells = [
            block.cells[i] if first or i >= head else [cell.replace(INSET, "") for cell in block.cells[i]]
            for i in rows
        ]
        marks = [_part(joins[i]) if i == start else joins[i] for i in rows]
        held = sum(cell.count(INSET) for row in cells for cell in row)
        yield replace(
            block,
            cells=tuple(map(tuple, cells)),
            joins=tuple(map(tuple, marks)) if any(map(any, marks)) else (),
            insets=tuple(next(insets) for _ in range(held)),
            page=block.page and first,
        )
        start = end


def _find_end(joins: Sequence[Sequence[str]], start: int, most: int) -> int:
    """Where the rows from `start` end, at `most`: where no cell is one with that above it, if any is so."""
    if most >= len(joins):
        return len(joins)
    return next((i for i in range(most, start, -1) if "^^" not in joins[i]), most)


def _part(marks: Sequence[str]) -> Sequence[str]:
    """The marks of a row that begins a table, where none is above it."""
    return ["" if mark == "^^" else mark for mark in marks]
