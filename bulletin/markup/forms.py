"""Paragraphs that follow each other → the forms of offices: page breaks, attachments, sources, questions and
answers, poems, signatures.

What is certain by itself is taken at once (`【分页】`, an indent of six characters); what any text may say is
taken in company alone: `问：` where there is a `答：`, `[1]` under 参考文献 or ahead of `[2]`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from bulletin.document.tree import (
    Block,
    Break,
    Inline,
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
from bulletin.markup.typed import Typed, cut_inlines, cut_text

_FLUSH_RIGHT = 12  # half-width characters of white space ahead of a line that is set flush right
_PAGE_BREAK = re.compile(r"\s*[【\[［〔]\s*分\s*页\s*[】\]］〕]\s*")
_ASKING = re.compile(r"\s*(?:【?\s*问\s*】?|Q)\s*[0-9０-９]{0,2}\s*[：:]|\s*【\s*问\s*】")
_ANSWERING = re.compile(r"\s*(?:【?\s*答\s*】?|A)\s*[0-9０-９]{0,2}\s*[：:]|\s*【\s*答\s*】")
_SPEAKER = re.compile(r"\s*([\u3400-\u9fff·]{2,8})\s*[：:]")
_INTERVIEWER = re.compile(r".*(?:记者|主持人|编辑|编者|本刊|问)")
_LINE_LENGTH = 22  # characters of a line of a poem


def find_forms(blocks: Sequence[Block], typed: Typed) -> tuple[Block, ...]:
    """Take the forms out of `blocks`, which stand in one place of the text."""
    found: list[Block] = []
    for article in split_articles(blocks):
        part = [_find_page_break(_find_poem(block, typed), typed) for block in article]
        part = gather_attachments(part, typed)
        part = gather_sources(part, typed)
        found += _gather_signatures(_find_speeches(part), typed)
    return tuple(found)


def _say(block: Block) -> str:
    return read_text(block.children) if isinstance(block, Paragraph) else ""


def _find_page_break(block: Block, typed: Typed) -> Block:
    if not isinstance(block, Paragraph) or len(block.children) != 1 or block.tight:
        return block
    text = block.children[0]
    if not isinstance(text, Text) or not _PAGE_BREAK.fullmatch(text.content):
        return block
    typed.claim(text)
    return PageBreak(block.lines)


# Poems


def _find_poem(block: Block, typed: Typed) -> Block:
    """A quotation whose lines were ended by hand, none of them long."""
    if not isinstance(block, Quote) or not block.blocks:
        return block
    stanzas: list[Paragraph] = []
    for stanza in block.blocks:
        if not isinstance(stanza, Paragraph) or stanza.tight:
            return block
        stanzas.append(_drop_last_backslash(stanza, typed))
    lines = [line for stanza in stanzas for line in typed.split_lines(stanza.children)]
    breaks = sum(isinstance(inline, Break) for stanza in stanzas for inline in stanza.children)
    if not breaks or breaks + len(stanzas) != len(lines):
        return block
    if any(len(read_text(line)) > _LINE_LENGTH for line in lines):
        return block
    return replace(block, blocks=tuple(stanzas), is_poem=True)


def _drop_last_backslash(stanza: Paragraph, typed: Typed) -> Paragraph:
    """Without the `\\` that ends a stanza's last line as it ended the others: there it breaks nothing."""
    if not any(isinstance(inline, Break) for inline in stanza.children):
        return stanza
    last = stanza.children[-1]
    if not isinstance(last, Text) or not last.content.endswith("\\"):
        return stanza
    end = len(last.content) - 1
    typed.claim(cut_text(last, end, end + 1))
    return replace(stanza, children=(*stanza.children[:-1], cut_text(last, 0, end)))


# Questions and answers


def _find_speeches(blocks: Sequence[Block]) -> list[Block]:
    """Paragraphs that open with 问： and 答：, where there are both, or with two names by turns."""
    asking = [_match_speech(_ASKING, block) for block in blocks]
    answering = [_match_speech(_ANSWERING, block) for block in blocks]
    if any(asking) and any(answering):
        return [
            _make_speech(block, ask or answer, is_question=bool(ask))
            for block, ask, answer in zip(blocks, asking, answering, strict=True)
        ]
    return _find_interview(blocks)


def _find_interview(blocks: Sequence[Block]) -> list[Block]:
    """An interviewer and another who speak by turns, two times each at least."""
    matches = [_match_speech(_SPEAKER, block) for block in blocks]
    turns = [(at, "".join(match[1].split())) for at, match in enumerate(matches) if match]
    names = [name for _, name in turns]
    is_by_turns = all(before != after for before, after in pairwise(names))
    if len(names) < 4 or len({*names}) != 2 or not is_by_turns or not _INTERVIEWER.fullmatch(names[0]):
        return [*blocks]
    return [
        _make_speech(block, match, is_question=bool(match) and _say(block).strip().startswith(names[0]))
        for block, match in zip(blocks, matches, strict=True)
    ]


def _match_speech(pattern: re.Pattern[str], block: Block) -> re.Match[str] | None:
    if not isinstance(block, Paragraph) or block.tight or not block.children:
        return None
    first = block.children[0]
    if isinstance(first, Strong):
        return match_text(pattern, first.children)
    return match_text(pattern, block.children)


def _make_speech(block: Block, match: re.Match[str] | None, *, is_question: bool) -> Block:
    if match is None or not isinstance(block, Paragraph):
        return block
    first = block.children[0]
    inside = first.children if isinstance(first, Strong) else block.children
    assert isinstance(inside[0], Text)
    label = cut_text(inside[0], match.start(), match.end())
    words = cut_inlines(inside, match.end())
    if isinstance(first, Strong):
        kept: Sequence[Inline] = (replace(first, children=words),) if words else ()
        words = (*kept, *block.children[1:])
    return Speech(label, words, is_question, block.lines)


# Signatures


def _gather_signatures(blocks: Sequence[Block], typed: Typed) -> list[Block]:
    """Lines far to the right, those that follow each other in one; a date ends it."""
    found: list[Block] = []
    lines: list[Paragraph] = []

    def close(*, is_dated: bool = False) -> None:
        if lines:
            where = range(lines[0].lines.start, lines[-1].lines.stop)
            found.append(Signature((*lines,), is_dated and len(lines) > 1, where))
            lines.clear()

    for block in blocks:
        if is_plain(block) and typed.measure_indent(block.children) >= _FLUSH_RIGHT:
            lines.append(block)
            if is_date(_say(block)):
                close(is_dated=True)
            continue
        close()
        found.append(block)
    close()
    return found
