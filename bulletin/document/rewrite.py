"""Blocks of an article → the same with their inlines changed: citations and links are put in this way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from bulletin.document.tree import (
    Attachments,
    Block,
    Caption,
    Figure,
    Figures,
    Heading,
    Inlines,
    List,
    Paragraph,
    Quote,
    References,
    Row,
    Signature,
    Speech,
    Table,
)

Change = Callable[[Inlines], Inlines]


def change_blocks(
    blocks: Sequence[Block], change: Change, *, kept: type[Block] | None = None
) -> tuple[Block, ...]:
    """`blocks` with `change` made of each run of inlines, labels and units of tables excepted; blocks of the
    class `kept` stay."""
    return tuple(
        block if kept and isinstance(block, kept) else _change(block, change, kept) for block in blocks
    )


def _change(block: Block, change: Change, kept: type[Block] | None) -> Block:
    match block:
        case Paragraph():
            return _change_paragraph(block, change)
        case Heading() | Speech():
            return replace(block, children=change(block.children))
        case List():
            items = (
                replace(item, blocks=change_blocks(item.blocks, change, kept=kept)) for item in block.items
            )
            return replace(block, items=tuple(items))
        case Quote():
            return replace(block, blocks=change_blocks(block.blocks, change, kept=kept))
        case Signature():
            return replace(block, paragraphs=tuple(_change_paragraph(p, change) for p in block.paragraphs))
        case Attachments() | References():
            entries = (replace(entry, children=change(entry.children)) for entry in block.entries)
            return replace(block, entries=tuple(entries))
        case Table():
            return replace(
                block,
                head=tuple(_change_row(row, change) for row in block.head),
                rows=tuple(_change_row(row, change) for row in block.rows),
                caption=_change_caption(block.caption, change),
                notes=tuple(_change_paragraph(note, change) for note in block.notes),
            )
        case Figure():
            return replace(block, caption=_change_caption(block.caption, change))
        case Figures():
            figures = (
                replace(figure, caption=_change_caption(figure.caption, change)) for figure in block.figures
            )
            return replace(block, figures=tuple(figures), caption=_change_caption(block.caption, change))
        case _:
            return block


def _change_paragraph(paragraph: Paragraph, change: Change) -> Paragraph:
    return replace(paragraph, children=change(paragraph.children))


def _change_row(row: Row, change: Change) -> Row:
    return replace(row, cells=tuple(replace(cell, children=change(cell.children)) for cell in row.cells))


def _change_caption(caption: Caption | None, change: Change) -> Caption | None:
    return caption and replace(caption, children=change(caption.children))
