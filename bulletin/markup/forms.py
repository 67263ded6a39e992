"""Paragraphs that follow each other → the forms of offices: page breaks, attachments, sources, questions and
answers, poems, signatures.

What is certain by itself is taken at once (`【分页】`, an indent of six characters); what any text may say is
taken in company alone: `问：` where there is a `答：`, `[1]` under 参考文献 or ahead of `[2]`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from bulletin.document.tree import (
    Block,
    Break,
    Inline,
    Inlines,
    List,
    PageBreak,
    Paragraph,
    Quote,
    Signature,
    Speech,
    Strong,
    Text,
)
from bulletin.document.walk import read_text
from bulletin.markup.citations import split_articles
from bulletin.markup.entries import gather_attachments, gather_sources, is_date, is_plain, match_text
from bulletin.markup.literals import find_literals
from bulletin.markup.typed import Typed, cut_inlines, cut_text, split_at_breaks, strip_text

_FLUSH_RIGHT = 12  # half-width characters of white space ahead of a line that is set flush right
_PAGE_BREAK = re.compile(r"\s*[【\[［〔]\s*分\s*页\s*[】\]］〕]\s*")
_ASKING = re.compile(
    r"\s*(?:[（(]?[0-9０-９一二三四五六七八九十]{1,3}[)）.．、]\s*)?"
    r"(?:(?:【?\s*问\s*】?|Q)\s*[0-9０-９]{0,2}\s*[：:]|【\s*问\s*】)"
)
_ANSWERING = re.compile(r"\s*(?:【?\s*答\s*】?|A)\s*[0-9０-９]{0,2}\s*[：:]|\s*【\s*答\s*】")
_SPEAKER = re.compile(r"\s*([\u3400-\u9fff·]{2,8})\s*[：:]")
_INTERVIEWER = re.compile(r".*(?:记者|主持人|编辑|编者|本刊|问)")
_Parted = tuple[Text, Inlines]  # a label and the words behind it
_LINE_LENGTH = 22  # characters of a line of a poem


def find_forms(blocks: Sequence[Block], typed: Typed) -> tuple[Block, ...]:
    """Take the forms out of `blocks`, which stand in one place of the text."""
    found: list[Block] = []
    for article in split_articles(blocks):
        part = [part for block in article for part in _part_block(block, typed)]
        part = _find_page_breaks([_find_poem(block, typed) for block in part], typed)
        part = gather_attachments(part, typed)
        part = gather_sources(part, typed)
        found += _gather_signatures(_find_speeches(part), typed)
    return tuple(found)


def _find_page_breaks(blocks: Sequence[Block], typed: Typed) -> list[Block]:
    """`blocks` with the lines that ask for a new page; two of them ask for one."""
    found: list[Block] = []
    for block in blocks:
        text = block.children[0] if isinstance(block, Paragraph) and len(block.children) == 1 else None
        if not isinstance(text, Text) or not _PAGE_BREAK.fullmatch(text.content) or not is_plain(block):
            found.append(block)
            continue
        typed.claim(text)
        if not found or not isinstance(found[-1], PageBreak):
            found.append(PageBreak(block.lines))
    return found


# Lines that are paragraphs of their own


def _part_block(block: Block, typed: Typed) -> Iterator[Block]:
    """A paragraph parted where a line far to the right ends and ahead of 问： and 答：; a list and what signs
    it."""
    if isinstance(block, List):
        yield from _part_list(block, typed)
    elif not is_plain(block):
        yield block
    else:
        paragraph = _drop_backslash_between(block, typed)
        if typed.measure_indent(paragraph.children) >= _FLUSH_RIGHT:
            yield from _part_signature(paragraph, typed)
        else:
            yield from _part_speeches(paragraph, typed)


def _part_list(block: List, typed: Typed) -> Iterator[Block]:
    """Half-width spaces make a signature a block of the last item."""
    below: list[Block] = []
    blocks = [*block.items[-1].blocks]
    while len(blocks) > 1:
        match blocks[-1]:
            case Signature():
                below.insert(0, blocks.pop())
            case Paragraph() as last if typed.measure_indent(last.children) >= _FLUSH_RIGHT:
                below.insert(0, replace(last, tight=False))
                blocks.pop()
            case _:
                break
    if not below:
        yield block
        return
    end = below[0].lines.start
    item = replace(block.items[-1], blocks=tuple(blocks), lines=range(block.items[-1].lines.start, end))
    yield replace(block, items=(*block.items[:-1], item), lines=range(block.lines.start, end))
    yield from below


def _drop_backslash_between(paragraph: Paragraph, typed: Typed) -> Paragraph:
    """Without the `\\` at its end, where the next line begins a paragraph already: it asked for no more."""
    following = typed.source.lines[paragraph.lines.stop - 1 :][:1]
    return _drop_backslash(paragraph, typed) if following and following[0].strip() else paragraph


def _drop_backslash(paragraph: Paragraph, typed: Typed) -> Paragraph:
    last = paragraph.children[-1] if paragraph.children else None
    if not isinstance(last, Text) or not last.content.endswith("\\"):
        return paragraph
    end = len(last.content) - 1
    if typed.text[last.offsets[end] + 1 : last.offsets[end] + 2] not in {"", "\n"}:
        return paragraph
    if any(literal.end > end for literal in find_literals(last.content)):  # a folder's: D:\tools\
        return paragraph
    typed.claim(cut_text(last, end, end + 1))
    kept = (cut_text(last, 0, end),) if end else ()
    return replace(paragraph, children=(*paragraph.children[:-1], *kept))


def _part_signature(paragraph: Paragraph, typed: Typed) -> Iterator[Paragraph]:
    """The lines of a paragraph that is set flush right, one by one; what is no more indented is text."""
    for segment in split_at_breaks(paragraph.children):
        lines = typed.split_lines(segment)
        yield from (_make_paragraph(line, typed) for line in lines[:1])
        if rest := lines[1:]:
            yield _make_paragraph(typed.join_lines(rest), typed)


def _part_speeches(paragraph: Paragraph, typed: Typed) -> Iterator[Paragraph]:
    lines = typed.split_lines(paragraph.children)
    opens = [any(_part_words(pattern, line) for pattern in (_ASKING, _ANSWERING)) for line in lines]
    if not any(opens[1:]):
        yield paragraph
        return
    starts = [at for at, is_open in enumerate(opens) if is_open or not at]
    for start, end in pairwise([*starts, len(lines)]):
        yield _make_paragraph(typed.join_lines(lines[start:end]), typed)


def _make_paragraph(children: Inlines, typed: Typed) -> Paragraph:
    return Paragraph(children, typed.locate(children))


# Poems


def _find_poem(block: Block, typed: Typed) -> Block:
    """A quotation whose lines were ended by hand, none of them long."""
    if not isinstance(block, Quote) or not block.blocks:
        return block
    stanzas: list[Paragraph] = []
    for stanza in block.blocks:
        if not isinstance(stanza, Paragraph) or stanza.tight:
            return block
        has_breaks = any(isinstance(inline, Break) for inline in stanza.children)
        stanzas.append(_drop_backslash(stanza, typed) if has_breaks else stanza)
    lines = [line for stanza in stanzas for line in typed.split_lines(stanza.children)]
    breaks = sum(isinstance(inline, Break) for stanza in stanzas for inline in stanza.children)
    if not breaks or breaks + len(stanzas) != len(lines):
        return block
    if any(len(read_text(line)) > _LINE_LENGTH for line in lines):
        return block
    return replace(block, blocks=tuple(stanzas), is_poem=True)


# Questions and answers


def _find_speeches(blocks: Sequence[Block]) -> list[Block]:
    """Paragraphs that open with 问： and 答：, where there are both, or with two names by turns."""
    asking = [_part_label(_ASKING, block) for block in blocks]
    answering = [_part_label(_ANSWERING, block) for block in blocks]
    if any(asking) and any(answering):
        return [
            _make_speech(block, ask or answer, is_question=bool(ask))
            for block, ask, answer in zip(blocks, asking, answering, strict=True)
        ]
    return _find_interview(blocks)


def _find_interview(blocks: Sequence[Block]) -> list[Block]:
    """An interviewer and another who speak by turns, two times each at least."""
    parted = [_part_label(_SPEAKER, block) for block in blocks]
    names = ["".join(found[0].content.split())[:-1] for found in parted if found]
    is_by_turns = all(before != after for before, after in pairwise(names))
    if len(names) < 4 or len({*names}) != 2 or not is_by_turns or not _INTERVIEWER.fullmatch(names[0]):
        return [*blocks]
    return [
        _make_speech(block, found, is_question=found is not None and found[0].content.startswith(names[0]))
        for block, found in zip(blocks, parted, strict=True)
    ]


def _make_speech(block: Block, parted: _Parted | None, *, is_question: bool) -> Block:
    return Speech(*parted, is_question, block.lines) if parted else block


def _part_label(pattern: re.Pattern[str], block: Block) -> _Parted | None:
    return _part_words(pattern, block.children) if is_plain(block) else None


def _part_words(pattern: re.Pattern[str], inlines: Inlines) -> _Parted | None:
    """The label that `pattern` finds at the start of a paragraph, and its words: of `问：`, `**问：**`,
    `**问：…**`, `**问**：`."""
    first = inlines[0] if inlines else None
    if not isinstance(first, Strong):
        match = match_text(pattern, inlines)
        return (_cut_label(inlines[0], match), cut_inlines(inlines, match.end())) if match else None
    if match := match_text(pattern, first.children):
        words = cut_inlines(first.children, match.end())
        bold = (replace(first, children=words),) if words else ()
        return _cut_label(first.children[0], match), (*bold, *inlines[1:])
    inner, behind = first.children[:1], inlines[1:2]
    if len(first.children) == 1 and isinstance(inner[0], Text) and behind and isinstance(behind[0], Text):
        whole = Text(inner[0].content + behind[0].content, (*inner[0].offsets, *behind[0].offsets))
        match = pattern.match(whole.content, 0, len(inner[0].content) + 2)
        if match and match.end() > len(inner[0].content):
            return _cut_label(whole, match), cut_inlines((whole, *inlines[2:]), match.end())
    return None


def _cut_label(text: Inline, match: re.Match[str]) -> Text:
    assert isinstance(text, Text)
    return strip_text(cut_text(text, match.start(), match.end()))


# Signatures

_LONGEST_SIGNED = 20  # characters of a signature with a comma in it


def _is_sentence(text: str) -> bool:
    return any(stop in text for stop in "。！？；") or ("，" in text and len(text) > _LONGEST_SIGNED)


def _gather_signatures(blocks: Sequence[Block], typed: Typed) -> list[Block]:
    """Lines far to the right, those that follow each other in one; a date ends it. Sentences that are
    indented as far are text, and so is what stands among them."""
    found: list[Block] = []
    lines: list[Paragraph] = []

    def close(*, is_dated: bool = False) -> None:
        said = [number for number, line in enumerate(lines, 1) if _is_sentence(read_text(line.children))]
        text = (said[-1] if is_dated else len(lines)) if said else 0
        found.extend(lines[:text])
        del lines[:text]
        if lines:
            where = range(lines[0].lines.start, lines[-1].lines.stop)
            found.append(Signature((*lines,), is_dated and len(lines) > 1, where))
            lines.clear()

    for block in blocks:
        if is_plain(block) and typed.measure_indent(block.children) >= _FLUSH_RIGHT:
            lines.append(block)
            if is_date(read_text(block.children)):
                close(is_dated=True)
            continue
        close()
        found.append(block)
    close()
    return found
