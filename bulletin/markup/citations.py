"""An article that lists its sources: `[1]`, `[2-3]`, `[1,3]` in its text → citations of them.

In an article without a list, `[1]` is text. A file may hold several articles, each with its own list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bulletin.document.rewrite import change_blocks
from bulletin.document.tree import (
    ArticleLink,
    Block,
    Citation,
    Document,
    Entry,
    Heading,
    Inline,
    Inlines,
    Link,
    NoteMark,
    References,
    Span,
    Text,
)
from bulletin.document.walk import list_inlines, walk_blocks, walk_inlines
from bulletin.errors import Severity
from bulletin.markup.typed import Typed, cut_text

_NUMBER = r"[0-9０-９]{1,3}"
_CITATION = re.compile(
    rf"(?P<opening>[\[［〔])\s*(?P<numbers>{_NUMBER}(?:\s*[-—–－~～,，、]\s*{_NUMBER}){{0,19}})\s*[\]］〕](?![(（])"
)
_PART = re.compile(rf"({_NUMBER})(?:\s*[-—–－~～]\s*({_NUMBER}))?")
_MOST = 100  # sources of one citation


def split_articles(blocks: Sequence[Block]) -> Iterator[tuple[Block, ...]]:
    """The blocks of each article of a file: one begins at a heading `#`."""
    part: list[Block] = []
    for block in blocks:
        if part and isinstance(block, Heading) and block.look == 1:
            yield tuple(part)
            part = []
        part.append(block)
    if part:
        yield tuple(part)


def cite_sources(document: Document, typed: Typed) -> Document:
    """The document with the citations of each article that lists its sources, in its text and its notes."""
    blocks: list[Block] = []
    notes = dict(document.notes)
    for article in split_articles(document.blocks):
        lists = [block for block in walk_blocks(article) if isinstance(block, References)]
        if not lists:
            blocks += article
            continue
        change = _Citer([entry for block in lists for entry in block.entries], typed).cite
        blocks += change_blocks(article, change, kept=References)
        for label in {*_list_calls(article)}:
            notes[label] = replace(notes[label], blocks=change_blocks(notes[label].blocks, change))
    return replace(document, blocks=tuple(blocks), notes=notes)


def _list_calls(blocks: Sequence[Block]) -> Iterator[str]:
    for node in walk_blocks(blocks):
        for inline in walk_inlines(list_inlines(node)):
            if isinstance(inline, NoteMark):
                yield inline.label


class _Citer:
    """Finds citations of the `entries` that an article lists. 〔2〕 is one where the list writes it so; else
    it is part of a document's number."""

    def __init__(self, entries: Sequence[Entry], typed: Typed) -> None:
        self._numbers = {entry.number for entry in entries}
        self._has_shells = any(entry.label.content.startswith("〔") for entry in entries)
        self._typed = typed

    def cite(self, inlines: Inlines) -> Inlines:
        """`inlines` with their citations; none inside a link, which leads elsewhere."""
        made: list[Inline] = []
        for inline in inlines:
            if isinstance(inline, Text):
                made += self._cite_text(inline)
            elif isinstance(inline, Span) and not isinstance(inline, Link | ArticleLink | Citation):
                made.append(replace(inline, children=self.cite(inline.children)))
            else:
                made.append(inline)
        return tuple(made)

    def _cite_text(self, text: Text) -> Iterator[Inline]:
        at = 0
        for match in _CITATION.finditer(text.content):
            offset = text.offsets[match.start()]
            if match["opening"] == "〔" and not self._has_shells:
                continue
            if offset and self._typed.text[offset - 1] == "\\":  # said to be text
                continue
            numbers = _read_numbers(match["numbers"])
            known = tuple(number for number in numbers if number in self._numbers)
            if len(known) < len(numbers):
                self._warn(match[0], offset)
            if not known:
                continue
            if match.start() > at:
                yield cut_text(text, at, match.start())
            yield Citation((cut_text(text, match.start(), match.end()),), known, offset)
            at = match.end()
        if at < len(text.content):
            yield cut_text(text, at, len(text.content))

    def _warn(self, said: str, offset: int) -> None:
        line, column = self._typed.find_line(offset), 0
        column = offset - self._typed.starts[line - 1] + 1
        hint = "改成文献表里有的序号，或在文献表里补上；不是引用的话，在“[”前加“\\”"
        message = f"引用了“{said}”，文后的文献表里没有这个序号"
        problem = self._typed.source.problem(line, "M141", message, hint, Severity.WARNING)
        self._typed.problems.append(replace(problem, column=column, end_column=column + len(said)))


def _read_numbers(said: str) -> list[int]:
    """The numbers of `1,3-5`."""
    numbers: list[int] = []
    for match in _PART.finditer(said):
        first, last = int(match[1]), int(match[2] or match[1])
        numbers += range(first, min(last, first + _MOST) + 1) if first <= last else [first, last]
    return numbers
