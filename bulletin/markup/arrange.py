"""Blocks as typed → blocks as set: pictures out of their paragraphs, captions and notes to what they name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from bulletin.captions import compile_caption
from bulletin.document.tree import (
    Block,
    Break,
    Caption,
    Figure,
    Figures,
    Inline,
    Inlines,
    Paragraph,
    Picture,
    Strong,
    Table,
    Text,
)
from bulletin.document.walk import find_offset, read_text, walk_inlines
from bulletin.markup.blocks import opens_table_note
from bulletin.markup.forms import find_forms
from bulletin.markup.typed import Typed, cut_text, strip_text

_TABLE_CAPTION = compile_caption("表")
_FIGURE_CAPTION = compile_caption("图")
_NEXT_CAPTION = re.compile(rf"(?<=[\s\u3000；;，、]){_FIGURE_CAPTION.pattern}")
_CAPTION_LENGTH = 60
_SENTENCE_ENDS = ("。", "：", "；", "！", "？", "”", "）")
_UNIT = re.compile(  # what the figures count; not an office, whose name would be a form's
    r"[（(]?\s*(?:计量|金额|数量)?单\s*位\s*[：:](?!.{2,}[局委厅处部院所办站校科]$|.*(?:公司|中心|大学|协会|集团)$)[^。；]{1,30}"
)
_UNIT_BEHIND = re.compile(rf"(?:\s{{2,}}|\u3000)\s*(?={_UNIT.pattern}$)")
# A note whose parts are numbered goes on with the next number.
_NOTE_PART = re.compile(r"\s*(?:[2-9２-９][.．、]|[（(][2-9][)）]|[②-⑩])")
_NUMBERED_NOTE = re.compile(r"[^：:]*[：:]\s*(?:[1１][.．、]|[（(]1[)）]|①)")


def arrange_blocks(blocks: Sequence[Block], typed: Typed) -> tuple[Block, ...]:
    """Arrange blocks that follow each other: pictures, their captions, what belongs to a table, and the forms
    of offices."""
    lifted: list[Block] = []
    for block in blocks:
        if isinstance(block, Paragraph) and any(map(_is_picture, walk_inlines(block.children))):
            lifted += _lift_pictures(block, typed)
        else:
            lifted.append(block)
    figured = [*_adopt_figure_captions(lifted)]
    return find_forms([*_adopt_notes([*_adopt_table_captions(figured, typed)], typed)], typed)


def _is_picture(inline: Inline) -> bool:
    return isinstance(inline, Picture)


# Pictures


def _lift_pictures(paragraph: Paragraph, typed: Typed) -> Iterator[Block]:
    """Lift the images of a paragraph out of it, into figures, side by side where nothing stands between them;
    one may touch text without a blank line."""
    text: list[Inline] = []
    figures: list[Figure] = []
    for inline in paragraph.children:
        if isinstance(inline, Picture):
            if made := [*_make_paragraphs(paragraph, text, typed)]:
                yield from _join_figures(figures)
                figures = []
                yield from made
            text = []
            figures.append(_make_figure(inline, typed.find_line(inline.offset)))
        else:
            text.append(inline)
    yield from _join_figures(figures)
    yield from _make_paragraphs(paragraph, text, typed)


def _make_paragraphs(whole: Paragraph, children: Sequence[Inline], typed: Typed) -> Iterator[Paragraph]:
    """What stands between pictures; its first line is a paragraph of its own where that is a caption."""
    lines = [typed.find_line(find_offset(child)) for child in children]
    first = next((line for line, child in zip(lines, children, strict=True) if not _is_blank(child)), 0)
    behind = next((i for i, line in enumerate(lines) if line > first > 0), 0)
    for made in _make_paragraph(whole, children[:behind], typed) if behind else ():
        if _is_caption(made, _FIGURE_CAPTION):
            yield made
            children = children[behind:]
    yield from _make_paragraph(whole, children, typed)


def _join_figures(figures: Sequence[Figure]) -> Iterator[Block]:
    if len(figures) > 1:
        yield Figures((*figures,), range(figures[0].lines.start, figures[-1].lines.stop))
    else:
        yield from figures


def _make_paragraph(whole: Paragraph, children: Sequence[Inline], typed: Typed) -> Iterator[Paragraph]:
    """What of a paragraph stands before, between or behind its pictures, where it says anything."""
    kept = [*children]
    while kept and isinstance(kept[-1], Break):
        kept.pop()
    while kept and isinstance(kept[0], Break):
        kept.pop(0)
    if all(map(_is_blank, kept)):
        return
    offsets = [offset for child in walk_inlines(kept) if (offset := find_offset(child)) >= 0]
    lines = range(typed.find_line(min(offsets)), typed.find_line(max(offsets)) + 1)
    yield replace(whole, children=tuple(kept), lines=lines)


def _is_blank(inline: Inline) -> bool:
    return isinstance(inline, Break) or (isinstance(inline, Text) and not inline.content.strip())


def _make_figure(picture: Picture, line: int) -> Figure:
    """A figure whose caption is the image's title, else what it shows."""
    said = picture.title if picture.title.content else strip_text(picture.alt)
    lines = range(line, line + 1)
    return Figure(picture, lines, Caption((said,), lines) if said.content else None)


def _adopt_figure_captions(blocks: Sequence[Block]) -> Iterator[Block]:
    """Make a paragraph `图1 …` right under a figure its caption, in place of the one it has. Under figures
    side by side, as many of them are theirs; a single one is that of all."""
    at = 0
    while at < len(blocks):
        block = blocks[at]
        at += 1
        if not isinstance(block, Figure | Figures):
            yield block
            continue
        most = len(block.figures) if isinstance(block, Figures) else 1
        captions: list[Caption] = []
        while len(captions) < most and at < len(blocks) and _is_caption(blocks[at], _FIGURE_CAPTION):
            captions.append(_make_caption(blocks[at]))
            at += 1
        if len(captions) == 1 and most > 1:
            captions = _part_caption(captions[0], most)
        if isinstance(block, Figure):
            yield replace(block, caption=captions[0]) if captions else block
        elif len(captions) == 1:
            yield replace(block, caption=captions[0])
        else:
            own = [
                replace(figure, caption=caption)
                for figure, caption in zip(block.figures, captions, strict=False)
            ]
            yield replace(block, figures=(*own, *block.figures[len(own) :]))


def _part_caption(caption: Caption, count: int) -> list[Caption]:
    """The captions of as many figures on one line, `图1 甲　　图2 乙`; itself where it is one."""
    text = caption.children[0]
    if len(caption.children) > 1 or not isinstance(text, Text):
        return [caption]
    starts = [match.start() for match in _NEXT_CAPTION.finditer(text.content)]
    if len(starts) != count - 1:
        return [caption]
    parts = [cut_text(text, start, end) for start, end in pairwise([0, *starts, len(text.content)])]
    return [Caption((strip_text(part),), caption.lines) for part in parts]


def _is_caption(block: Block, pattern: re.Pattern[str]) -> bool:
    return isinstance(block, Paragraph) and _calls(block.children, pattern)


def _calls(inlines: Inlines, pattern: re.Pattern[str]) -> bool:
    if not inlines or not isinstance(inlines[0], Text | Strong):  # **表1　…**, as Word's captions are pasted
        return False
    text = read_text(inlines)
    return bool(pattern.match(text)) and len(text) <= _CAPTION_LENGTH and text[-1] not in "。；，："


def _make_caption(block: Block) -> Caption:
    children: Inlines = block.children if isinstance(block, Paragraph) else ()
    return Caption(children, block.lines)


# Tables


def _adopt_table_captions(blocks: Sequence[Block], typed: Typed) -> Iterator[Block]:
    """Make a short paragraph `表1 …` right above a table its caption, and a line `单位：…` the unit of its
    figures, below the caption, behind it, or alone."""
    waiting: list[Paragraph] = []  # what may belong to the table that comes
    for block in blocks:
        if isinstance(block, Table) and waiting:
            caption, unit, kept = _read_caption(waiting, typed)
            yield from kept
            yield replace(block, caption=caption, unit=unit)
            waiting = []
        elif isinstance(block, Paragraph) and not block.tight:
            if len(waiting) == 2:
                yield waiting.pop(0)
            waiting.append(block)
        else:
            yield from waiting
            waiting = []
            yield block
    yield from waiting


def _read_caption(
    above: Sequence[Paragraph], typed: Typed
) -> tuple[Caption | None, Caption | None, list[Paragraph]]:
    """The caption and the unit of a table, and what the paragraphs above it say besides."""
    kept = [*above]
    unit = caption = None
    last, lines = _take_last_line(kept, typed)
    if _UNIT.fullmatch(read_text(last)):
        unit = _make_line(last, typed)
        kept = [*kept[:-1], *_keep(lines[:-1], typed)]
    if not kept:
        return None, unit, kept
    # A caption may go on in a second line; a sentence above it in the same paragraph is none of it.
    lines = typed.split_lines(kept[-1].children)
    first = next((at for at, line in enumerate(lines) if _calls(line, _TABLE_CAPTION)), len(lines))
    whole = kept[-1].children if first == 0 else typed.join_lines(lines[first:])
    parted, behind = _part_unit(whole) if unit is None and whole else (whole, ())
    if _calls(parted, _TABLE_CAPTION) and (first == 0 or read_text(lines[first - 1])[-1:] in _SENTENCE_ENDS):
        caption = _make_line(parted, typed)
        unit = _make_line(behind, typed) if behind else unit
        kept = [*kept[:-1], *_keep(lines[:first], typed)]
    return caption, unit, kept


def _take_last_line(above: Sequence[Paragraph], typed: Typed) -> tuple[Inlines, list[Inlines]]:
    lines = typed.split_lines(above[-1].children)
    return (lines[-1] if lines else (), lines)


def _keep(lines: Sequence[Inlines], typed: Typed) -> Iterator[Paragraph]:
    if lines:
        yield Paragraph(joined := typed.join_lines(lines), typed.locate(joined))


def _make_line(line: Inlines, typed: Typed) -> Caption:
    return Caption(line, typed.locate(line))


def _part_unit(line: Inlines) -> tuple[Inlines, Inlines]:
    """A caption and the unit that stands behind it, parted by white space."""
    if isinstance(last := line[-1], Text) and (match := _UNIT_BEHIND.search(last.content)):
        before, behind = cut_text(last, 0, match.start()), cut_text(last, match.end(), len(last.content))
        return (*line[:-1], *((before,) if before.content else ())), (behind,)
    return line, ()


def _adopt_notes(blocks: Sequence[Block], typed: Typed) -> Iterator[Block]:
    """Give a table the paragraphs right below it that are notes on it: `注：…`, `数据来源：…`."""
    table: Table | None = None
    for block in blocks:
        if table is not None and isinstance(block, Paragraph) and _is_note(block, table):
            table = replace(table, notes=(*table.notes, *_part_notes(block, typed)))
            continue
        if table is not None:
            yield table
        table = block if isinstance(block, Table) else None
        if table is None:
            yield block
    if table is not None:
        yield table


def _is_note(block: Paragraph, table: Table) -> bool:
    text = read_text(block.children)
    if opens_table_note(text):
        return True
    return bool(table.notes and _NOTE_PART.match(text)) and any(
        _NUMBERED_NOTE.match(read_text(note.children)) for note in table.notes
    )


def _part_notes(block: Paragraph, typed: Typed) -> Iterator[Paragraph]:
    """Notes line by line, where each begins as one."""
    lines = typed.split_lines(block.children)
    starts = [at for at, line in enumerate(lines) if not at or opens_table_note(read_text(line))]
    if len(starts) < 2:
        yield block
        return
    for start, end in pairwise([*starts, len(lines)]):
        yield from _keep(lines[start:end], typed)
