"""The blocks of a cell → its text, a line for each paragraph, and what of it is no text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bulletin.importing.model import BULLET, INSET, Block, Picture, Run
from bulletin.importing.spacing import LINE_END


def join_cell(blocks: Sequence[Block], insets: list[Run | Picture]) -> str:
    """The text of a cell; its pictures, calls of notes and raised text go to `insets`, and `INSET` stands in
    the text for each."""
    lines = (line for block in blocks for line in _list_lines(block, insets))
    return "\n".join(line for line in lines if line.strip())


def _list_lines(block: Block, insets: list[Run | Picture]) -> Iterator[str]:
    if block.cells:  # a table within the cell: a line for each row
        insets += block.insets
        yield from ("；".join(filter(None, row)) for row in block.cells)
    elif block.image:
        insets.append(Picture(block.image, block.alt))
        yield INSET
    else:
        insets += [run for run in block.runs if run.note or run.script]
        item = BULLET if block.number == BULLET else ""
        text = "".join(INSET if run.note or run.script else run.text for run in block.runs)
        yield from (item + text).split(LINE_END)
