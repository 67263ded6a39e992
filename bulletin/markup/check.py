"""The tree of an article → what in its Markdown would be printed otherwise than it was meant."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import unquote, urlsplit

from bulletin.document.tree import (
    Block,
    Cell,
    Document,
    Figure,
    Heading,
    Link,
    List,
    NoteMark,
    Paragraph,
    Quote,
    Rule,
    Table,
    Text,
)
from bulletin.document.walk import list_inlines, read_text, walk_blocks, walk_document, walk_inlines
from bulletin.downloads import is_file_address
from bulletin.errors import Problem
from bulletin.model import Source

# What cannot be divided must leave room on its page: a table's row, and a note with its line.
MAX_CELL_LENGTH, _MAX_NOTE_LENGTH = 5000, 500
_LINK_SCHEMES = ("http", "https", "ftp", "ftps", "mailto", "tel")
_FOOTNOTE = re.compile(r"\[\^([^\[\]\s]+)\]")
_WIDE_DEFINITION = re.compile(r"\s{0,3}\[\^([^\]\s]+)\]：")

Definition = tuple[str, int]


def check_document(
    document: Document, defined: Sequence[Definition], source: Source, first_line: int
) -> Iterator[Problem]:
    """Find links that lead nowhere, notes that are not called or not there, and what no page has room for.

    `defined` are the notes of the file, those that nobody calls included: label, and line.
    """
    yield from _check_inlines(document, source)
    yield from _check_definitions(document, defined, source, first_line)
    yield from _check_lengths(document, source)
    yield from _check_note_blocks(document, source)


def _check_inlines(document: Document, source: Source) -> Iterator[Problem]:
    wide = {match[1] for match in map(_WIDE_DEFINITION.match, source.lines) if match}
    for inline in walk_document(document):
        if isinstance(inline, Link):
            if is_file_address(inline.address):
                continue  # looked for when the article is read
            yield from _check_link(inline.address, source, document.find_line(inline.offset))
        elif isinstance(inline, Text):
            for match in _FOOTNOTE.finditer(inline.content):
                line, column = document.find_place(inline.offsets[match.start()])
                if match[1] in wide or source.lines[line - 1][column - 2 : column - 1] == "\\":
                    continue
                hint = f"另起一行写“[^{match[1]}]: 注文”，或删去这个标记"
                yield source.problem(line, "M106", f"脚注 [^{match[1]}] 没有注文", hint)


def _check_link(href: str, source: Source, line: int) -> Iterator[Problem]:
    try:
        address = urlsplit(href)
    except ValueError:
        address = urlsplit("")
    if address.scheme.lower() not in _LINK_SCHEMES or not (address.netloc or address.path):
        typed = unquote(href)
        hint = "链接以 https://、http://、mailto: 或 tel: 开头；不要链接的话，只写文字"
        if typed.startswith("www."):
            hint = f"把地址写全：https://{typed}"
        elif typed.lower().endswith((".png", ".jpg", ".jpeg", ".svg")):
            hint = f"如是图片，前面加半角叹号：![图上有什么]({typed})"
        yield source.problem(line, "M104", f"链接“{typed}”打不开" if typed else "链接没有写地址", hint)


def _list_calls(blocks: Sequence[Block]) -> list[str]:
    nodes = (list_inlines(node) for node in walk_blocks(blocks))
    return [mark.label for inlines in nodes for mark in walk_inlines(inlines) if isinstance(mark, NoteMark)]


def _find_called_notes(document: Document) -> set[str]:
    """The labels that the text calls, or a note that the text calls: the others are never printed."""
    called: set[str] = set()
    waiting = _list_calls(document.blocks)
    while waiting:
        label = waiting.pop()
        if label not in called:
            called.add(label)
            waiting += _list_calls(document.notes[label].blocks)
    return called


def _check_definitions(
    document: Document, defined: Sequence[Definition], source: Source, first_line: int
) -> Iterator[Problem]:
    called = _find_called_notes(document)
    seen: dict[str, int] = {}
    for number, text in enumerate(source.lines[first_line - 1 :], first_line):
        if match := _WIDE_DEFINITION.match(text):
            hint = f"改用半角冒号并空一格：[^{match[1]}]: {text[match.end() :].strip()}"
            yield source.problem(number, "M118", f"注文 [^{match[1]}] 后面是全角冒号", hint)
    for label, number in defined:
        if label in seen:
            hint = "给两条注文起不同的名字"
            message = f"脚注 [^{label}] 的注文写了两遍，第 {seen[label]} 行已有"
            yield source.problem(number, "M108", message, hint)
        elif label not in called:
            hint = f"在正文要加注的地方写“[^{label}]”，或删去这条注文"
            yield source.problem(number, "M107", f"注文 [^{label}] 在正文里没有用到", hint)
        elif not document.notes[label].blocks:
            hint = f"把注文写在“[^{label}]: ”后面"
            yield source.problem(number, "M106", f"脚注 [^{label}] 没有注文", hint)
        seen.setdefault(label, number)


def _check_lengths(document: Document, source: Source) -> Iterator[Problem]:
    for node in walk_blocks(document.blocks):
        if isinstance(node, Cell) and len(read_text(node.children)) > MAX_CELL_LENGTH:
            hint = f"最多 {MAX_CELL_LENGTH} 个字；分成几行"
            yield source.problem(_find_line(document, node), "M120", "单元格里的文字太长，一页排不下", hint)
    for note in document.notes.values():
        inlines = [inline for node in walk_blocks(note.blocks) for inline in list_inlines(node)]
        if len(read_text(inlines)) > _MAX_NOTE_LENGTH:
            hint = f"最多 {_MAX_NOTE_LENGTH} 个字；移到正文里，或分成几条"
            yield source.problem(note.lines.start, "M120", "注文太长，一页排不下", hint)


def _find_line(document: Document, cell: Cell) -> int:
    offsets = (inline.offsets for inline in walk_inlines(cell.children) if isinstance(inline, Text))
    return next((document.find_line(found[0]) for found in offsets if found), 0)


def _check_note_blocks(document: Document, source: Source) -> Iterator[Problem]:
    """A note is set in one run (document.html): a list or a table in it would land in the text."""
    for note in document.notes.values():
        block = next((block for block in note.blocks if not isinstance(block, Paragraph)), None)
        if block is not None:
            hint = "注文里只写文字；列表、表格、图片移到正文里"
            message = f"注文里有{_name_block(block)}，排不下"
            yield source.problem(block.lines.start, "M121", message, hint)


def _name_block(block: Block) -> str:
    match block:
        case List():
            return "列表"
        case Table():
            return "表格"
        case Quote():
            return "引文"
        case Heading():
            return "小标题"
        case Figure():
            return "图片"
        case Rule():
            return "分隔线"
        case _:
            return ""
