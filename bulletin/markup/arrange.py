"""Blocks as typed → blocks as set: pictures out of their paragraphs, captions to what they name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from bulletin.document.tree import (
    Block,
    Break,
    Caption,
    Figure,
    Inline,
    Inlines,
    Paragraph,
    Picture,
    Table,
    Text,
)
from bulletin.document.walk import find_offset, read_text, walk_inlines

_NUMBER = r"\s*[0-9０-９一二三四五六七八九十]+"
_TABLE_CAPTION = re.compile(rf"[附]?表{_NUMBER}(?![0-9季月年日个件项第])")
_FIGURE_CAPTION = re.compile(rf"[附]?图{_NUMBER}(?![0-9季月年日个件项第])")
_CAPTION_LENGTH = 60


FindLine = Callable[[int], int]


def arrange_blocks(blocks: Sequence[Block], find_line: FindLine) -> tuple[Block, ...]:
    """Arrange blocks that follow each other: pictures, their captions, the captions of tables.

    `find_line` gives the line of an offset.
    """
    lifted: list[Block] = []
    for block in blocks:
        if isinstance(block, Paragraph) and any(map(_is_picture, walk_inlines(block.children))):
            lifted += _lift_pictures(block, find_line)
        else:
            lifted.append(block)
    return tuple(_adopt_captions(lifted))


def _is_picture(inline: Inline) -> bool:
    return isinstance(inline, Picture)


def _lift_pictures(paragraph: Paragraph, find_line: FindLine) -> Iterator[Block]:
    """Lift the images of a paragraph out of it, into figures; one may touch text without a blank line."""
    text: list[Inline] = []
    for inline in paragraph.children:
        if isinstance(inline, Picture):
            yield from _make_paragraph(paragraph, text, find_line)
            text = []
            yield _make_figure(inline, find_line(inline.offset))
        else:
            text.append(inline)
    yield from _make_paragraph(paragraph, text, find_line)


def _make_paragraph(whole: Paragraph, children: Sequence[Inline], find_line: FindLine) -> Iterator[Paragraph]:
    """What of a paragraph stands before, between or behind its pictures, where it says anything."""
    kept = [*children]
    while kept and isinstance(kept[-1], Break):
        kept.pop()
    while kept and isinstance(kept[0], Break):
        kept.pop(0)
    if all(map(_is_blank, kept)):
        return
    offsets = [offset for child in walk_inlines(kept) if (offset := find_offset(child)) >= 0]
    lines = range(find_line(min(offsets)), find_line(max(offsets)) + 1)
    yield replace(whole, children=tuple(kept), lines=lines)


def _is_blank(inline: Inline) -> bool:
    return isinstance(inline, Break) or (isinstance(inline, Text) and not inline.content.strip())


def _make_figure(picture: Picture, line: int) -> Figure:
    """A figure whose caption is the image's title, else what it shows."""
    said = picture.title if picture.title.content else _strip(picture.alt)
    lines = range(line, line + 1)
    return Figure(picture, lines, Caption((said,), lines) if said.content else None)


def _strip(text: Text) -> Text:
    content = text.content.strip()
    start = text.content.find(content)
    return Text(content, text.offsets[start : start + len(content)])


def _adopt_captions(blocks: Sequence[Block]) -> Iterator[Block]:
    """Make a paragraph `图1 …` right under a figure its caption, in place of the one it has, and a short one
    `表1 …` right above a table the caption of that."""
    waiting: Block | None = None
    adopted = False
    for block in blocks:
        if isinstance(waiting, Figure) and not adopted and _is_caption(block, _FIGURE_CAPTION):
            waiting, adopted = replace(waiting, caption=_make_caption(block)), True
            continue
        if isinstance(block, Table) and waiting is not None and _is_caption(waiting, _TABLE_CAPTION):
            waiting, adopted = replace(block, caption=_make_caption(waiting)), False
            continue
        if waiting is not None:
            yield waiting
        waiting, adopted = block, False
    if waiting is not None:
        yield waiting


def _is_caption(block: Block, pattern: re.Pattern[str]) -> bool:
    if not isinstance(block, Paragraph) or not block.children or not isinstance(block.children[0], Text):
        return False
    text = read_text(block.children)
    return bool(pattern.match(text)) and len(text) <= _CAPTION_LENGTH and text[-1] not in "。；，："


def _make_caption(block: Block) -> Caption:
    children: Inlines = block.children if isinstance(block, Paragraph) else ()
    return Caption(children, block.lines)
