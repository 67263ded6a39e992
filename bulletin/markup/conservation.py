"""An article's source beside its tree: every character that was typed is in the tree, or a mark of it, or is
told of with its line.

What the rules of the parser say is believed as little as can be: what neither a text of the tree nor a mark
claims got lost, and a mark that holds a letter, a digit or a Chinese character took it, unless it is one of
the few that may: an address, a note's label, a list's number that is printed as it was typed. A mark of which
nothing can be seen (seen) is not believed either.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from bulletin.document.tree import Caption, Document, Item, Link, List, Picture, Text
from bulletin.document.walk import list_texts, walk_blocks, walk_document, walk_inlines
from bulletin.errors import Problem, Severity
from bulletin.markup.seen import find_unseen
from bulletin.model import Source

_MOST_SHOWN = 12
# What may stand in a mark besides punctuation: an address behind its text, the width of a picture, the label
# of a note, a page break, a line's end in a cell, a number of a list.
_WORDS_OF_MARKS = re.compile(
    r"\]\(.*|\[\^[^\]\s]+\]:?"
    r"|【\s*分\s*页\s*】|[\[［〔]\s*分\s*页\s*[\]］〕]|<(?i:br)\s*/?>"
    r"|\)[ ]?[{｛][^{}｛｝]*[}｝]|[0-9]{1,9}[.)]",
    re.DOTALL,
)


def check_conservation(document: Document, source: Source, first_line: int) -> Iterator[Problem]:
    """Find every character of the body, from `first_line`, that is not white space and got lost (M111), and
    what is in the tree but printed nowhere, or otherwise (M122, M123, M125)."""
    yield from _check_titles(document, source)
    yield from _check_numbers(document, source)
    text = "\n".join(source.lines)
    claimed = bytearray(len(text))
    for mark in document.marks:
        for offset in _list_claims(text, mark):
            claimed[offset] = 1
    for offset in find_unseen(document, text):
        claimed[offset] = 0
    titles = (inline.title for inline in walk_document(document) if isinstance(inline, Picture))
    for kept in (*list_texts(document), *titles):
        for offset in kept.offsets:
            claimed[offset] = 1
    start = document.starts[first_line - 1] if first_line <= len(document.starts) else len(text)
    seen = 0
    for offset in range(start, len(text)):
        if claimed[offset] or text[offset].isspace():
            continue
        line, column = document.find_place(offset)
        if line == seen:  # one problem a line says enough
            continue
        seen = line
        end = offset
        while end < len(text) and not claimed[end] and not text[end].isspace():
            end += 1
        lost, last = text[offset:end][:_MOST_SHOWN], column + end - offset
        hint = "这里的某个符号被当作了 Markdown 的记号；在它前面加“\\”，或另起一行写"
        problem = source.problem(line, "M111", f"“{lost}”没有进入版面", hint)
        yield replace(problem, column=column, end_column=last)


def _list_claims(text: str, mark: range) -> Iterator[int]:
    """The offsets of a mark that it may claim: punctuation, and words where marks have such."""
    position = mark.start
    for match in _WORDS_OF_MARKS.finditer(text, mark.start, mark.stop):
        yield from (offset for offset in range(position, match.start()) if not text[offset].isalnum())
        yield from range(*match.span())
        position = match.end()
    yield from (offset for offset in range(position, mark.stop) if not text[offset].isalnum())


def _check_numbers(document: Document, source: Source) -> Iterator[Problem]:
    """The number of a list is printed as a number: `01.` would print as `1.`"""
    for blocks in (document.blocks, *(note.blocks for note in document.notes.values())):
        for node in walk_blocks(blocks):
            if isinstance(node, List) and node.ordered:
                yield from (
                    _explain_number(item, node.mark, source)
                    for item in node.items
                    if str(int(item.number)) != item.number
                )


def _explain_number(item: Item, mark: str, source: Source) -> Problem:
    message = f"编号“{item.number}”会印成“{int(item.number)}”"
    hint = f"要照样印出，在后面的“{mark}”前加“\\”：{item.number}\\{mark}"
    return source.problem(item.lines.start, "M125", message, hint, Severity.WARNING)


def _check_titles(document: Document, source: Source) -> Iterator[Problem]:
    """A link's title shows under a mouse alone; a picture's is its caption, unless it has another."""
    captions = _list_caption_offsets(document)
    for inline in walk_document(document):
        if isinstance(inline, Link) and inline.title:
            hint = "要印出来，写进正文；不要，就删去引号和里面的字"
            line = document.find_line(inline.offset)
            yield source.problem(line, "M122", f"链接里的“{inline.title}”不会印出来", hint, Severity.WARNING)
        elif (
            isinstance(inline, Picture)
            and inline.title.content.strip()
            and inline.title.offsets[0] not in captions
        ):
            hint = "图下面已经写了图题，或图夹在文字里；要印出来，写进图题，不要就删去"
            line = document.find_line(inline.offset)
            message = f"图片的题目“{inline.title.content}”不会印出来"
            yield source.problem(line, "M123", message, hint, Severity.WARNING)


def _list_caption_offsets(document: Document) -> set[int]:
    found: set[int] = set()
    for blocks in (document.blocks, *(note.blocks for note in document.notes.values())):
        for node in walk_blocks(blocks):
            if isinstance(node, Caption):
                texts = [inline for inline in walk_inlines(node.children) if isinstance(inline, Text)]
                found |= {text.offsets[0] for text in texts if text.offsets}
    return found
