"""An article with tables → the same, what no page has room for in a cell put below its label or in more rows.

A row of a table cannot be divided in print (M120). The prose of a form, beside a label, is text of the page
and stands there better; the cells of a list go on in a row below.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bulletin.importing.model import INSET, Block, DraftArticle, Kind, Picture, Remark, Run
from bulletin.markup.check import MAX_CELL_LENGTH

_LABEL = 20  # characters of the words beside a cell that only name it
_SENTENCE = re.compile(r"(?<=[。；！？])")
_SHOWN = 12

_Insets = tuple[Run | Picture, ...]


@dataclass(frozen=True, slots=True)
class _Cell:
    """The text of a cell, what stands in it, and whether it is one with the cell on the left or above."""

    text: str = ""
    insets: _Insets = ()
    join: str = ""

    @property
    def is_long(self) -> bool:
        return len(self.text.replace("\n", "")) > MAX_CELL_LENGTH


_Row = Sequence[_Cell]


def divide_long_cells(article: DraftArticle) -> tuple[DraftArticle, list[Remark]]:
    """The article with no cell that a build would stop at, and what is to be said of that."""
    blocks: list[Block] = []
    remarks: list[Remark] = []
    for block in article.blocks:
        rows = _list_rows(block)
        if not any(cell.is_long for row in rows for cell in row):
            blocks.append(block)
            continue
        blocks += _divide(block, rows)
        words = next((cell.text for cell in rows[0] if cell.text), "").replace(INSET, "").replace("\n", "")
        message = f"“{words[:_SHOWN]}”那张表格有的格子字太多，一页排不下，写到了表格外面，或分成了几行"
        remarks.append(Remark(message, block.origin))
    return (replace(article, blocks=tuple(blocks)) if remarks else article), remarks


def _list_rows(block: Block) -> list[_Row]:
    waiting = iter(block.insets)
    return [
        [
            _Cell(
                text,
                tuple(next(waiting) for _ in range(text.count(INSET))),
                block.joins[i][k] if block.joins and k < len(block.joins[i]) else "",
            )
            for k, text in enumerate(row)
        ]
        for i, row in enumerate(block.cells)
    ]


def _divide(block: Block, rows: Sequence[_Row]) -> Iterator[Block]:
    part: list[_Row] = []
    for row in rows:
        if _is_labelled(row):
            yield from _make_part(block, part)
            part = []
            yield from _list_paragraphs(block, row)
        else:
            part += _spread(row, is_head=not part)
    yield from _make_part(block, part)


def _is_labelled(row: _Row) -> bool:
    """Whether a row is one long cell, with nothing beside it but what it is called, ahead of it."""
    filled = [cell for cell in row if cell.text.strip()]
    labels = all(len(cell.text) <= _LABEL and not cell.insets for cell in filled[:-1])
    return bool(filled) and filled[-1].is_long and labels


def _make_part(block: Block, rows: Sequence[_Row]) -> Iterator[Block]:
    """The rows between two that became text, as a table; a single one with a label only, as text as well."""
    if len(rows) == 1 and sum(bool(cell.text.strip()) for cell in rows[0]) <= 2:
        yield from _list_paragraphs(block, rows[0])
    elif rows:
        first = [replace(cell, join="") if cell.join == "^^" else cell for cell in rows[0]]
        rows = [first, *rows[1:]]
        cells = tuple(tuple(cell.text for cell in row) for row in rows)
        joins = tuple(tuple(cell.join for cell in row) for row in rows)
        insets = tuple(inset for row in rows for cell in row for inset in cell.insets)
        yield replace(
            block, cells=cells, joins=joins if any(map(any, joins)) else (), insets=insets, page=False
        )


def _list_paragraphs(block: Block, row: _Row) -> Iterator[Block]:
    """A row as text: what it is called in bold, and the paragraphs of its last cell."""
    filled = [cell for cell in row if cell.text.strip()]
    label = "　".join("".join(cell.text.split("\n")) for cell in filled[:-1])
    if label:
        yield Block((Run(label, bold=True),), origin=block.origin)
    for cell in filled[-1:]:
        waiting = iter(cell.insets)
        for line in cell.text.split("\n"):
            yield from _make_paragraphs(block, line, [next(waiting) for _ in range(line.count(INSET))])


def _make_paragraphs(block: Block, line: str, insets: Sequence[Run | Picture]) -> Iterator[Block]:
    first, *rest = line.split(INSET)
    runs = [Run(first)]
    for inset, text in zip(insets, rest, strict=True):
        runs += [inset, Run(text)] if isinstance(inset, Run) else [Run(text)]
    if any(run.text.strip() or run.note for run in runs):
        yield Block(tuple(run for run in runs if run.text or run.note), origin=block.origin)
    for inset in insets:
        if isinstance(inset, Picture):
            yield Block(kind=Kind.IMAGE, image=inset.image, alt=inset.alt, origin=block.origin)


def _spread(row: _Row, *, is_head: bool) -> list[_Row]:
    """A row with its long cells going on in rows below it, in which the other cells are one with themselves;
    what is one with the head of a table would be of the head."""
    pieces = {k: list(_cut(cell)) for k, cell in enumerate(row) if cell.is_long}
    rows: list[_Row] = []
    for number in range(max((len(found) for found in pieces.values()), default=1)):
        made: list[_Cell] = []
        owner = 0
        for k, cell in enumerate(row):
            owner = owner if cell.join == "||" else k
            found = pieces.get(k)
            if found:
                made.append(found[number] if number < len(found) else _Cell())
            elif not number:
                made.append(cell)
            elif is_head or owner in pieces:
                made.append(_Cell(join="||" if cell.join == "||" else ""))
            else:
                made.append(_Cell(join="^^"))
        rows.append(made)
    return rows


def _cut(cell: _Cell) -> Iterator[_Cell]:
    """The cell in pieces that a page has room for: whole paragraphs where they are, else whole sentences."""
    waiting = iter(cell.insets)
    piece = ""
    for line in _list_lines(cell.text):
        if piece and len(piece.replace("\n", "")) + len(line) > MAX_CELL_LENGTH:
            yield _Cell(piece, tuple(next(waiting) for _ in range(piece.count(INSET))), cell.join)
            piece = ""
        piece = f"{piece}\n{line}" if piece else line
    yield _Cell(piece, tuple(waiting), cell.join)


def _list_lines(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        piece = ""
        for sentence in _SENTENCE.split(line):
            if piece and len(piece) + len(sentence) > MAX_CELL_LENGTH:
                yield piece
                piece = ""
            piece += sentence
            while len(piece) > MAX_CELL_LENGTH:
                yield piece[:MAX_CELL_LENGTH]
                piece = piece[MAX_CELL_LENGTH:]
        yield piece
