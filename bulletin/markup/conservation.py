"""An article's source beside its tree: every character that was typed is in the tree, or a mark of it, or is
told of with its line.

The parser is not asked: what a rule of Markdown, or one of ours, dropped on its way is what neither claims.
"""

from __future__ import annotations

from collections.abc import Iterator

from bulletin.document.tree import Caption, Document, Link, Picture, Text
from bulletin.document.walk import list_texts, walk_blocks, walk_document, walk_inlines
from bulletin.errors import Problem, Severity
from bulletin.model import Source

_MOST_SHOWN = 12


def check_conservation(document: Document, source: Source, first_line: int) -> Iterator[Problem]:
    """Find every character of the body, from `first_line`, that is not white space and got lost (M111), and
    what is in the tree but printed nowhere (M122, M123)."""
    yield from _check_titles(document, source)
    text = "\n".join(source.lines)
    claimed = bytearray(len(text))
    for mark in document.marks:
        claimed[mark.start : mark.stop] = b"\x01" * len(mark)
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
        lost = text[offset:end][:_MOST_SHOWN]
        hint = "这里的某个符号被当作了 Markdown 的记号；在它前面加“\\”，或另起一行写"
        place = source.place(line)
        yield Problem(
            "M111", f"“{lost}”没有进入版面", hint, place.path, line, place.source, Severity.ERROR, column
        )


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
