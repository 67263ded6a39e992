"""Tokens of markdown-it → the tree of an article, each character with the offset where it was typed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from markdown_it.helpers import parseLinkDestination, parseLinkTitle
from markdown_it.token import Token

from bulletin.document.tree import (
    Block,
    Break,
    Cell,
    Document,
    Emphasis,
    Heading,
    Inline,
    Inlines,
    Item,
    Link,
    List,
    Note,
    NoteMark,
    Paragraph,
    Picture,
    Quote,
    Rule,
    Strong,
    Sub,
    Sup,
    Table,
    Text,
)
from bulletin.hanzi import is_chinese
from bulletin.markup.arrange import arrange_blocks
from bulletin.markup.citations import cite_sources
from bulletin.markup.inlines import ESCAPABLE
from bulletin.markup.merging import TypedCell, TypedRow, make_table
from bulletin.markup.typed import Typed

_SPACES = " \t\u3000"  # what a clerk indents a line by
_BREAKS = ("softbreak", "hardbreak", "cell_break")
CELL_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)  # HTML that a cell alone may hold
_ABOVE = ("^^", "＾＾")  # a cell that is one with the one above
_EMPTY = Text("", range(0))


def grow_tree(tokens: Sequence[Token], env: dict[str, Any], typed: Typed) -> Document:
    """The tree of the tokens of a whole file, its notes in the order of their first calls.

    What was found on the way is added to `typed`. What refuse.refuse_tokens refuses has no place in the tree.
    """
    typed.marks += env.get("marks", ())
    grower = _Grower(iter(tokens), typed)
    blocks = grower.grow_blocks()
    called = [str(note["label"]) for note in env.get("footnotes", {}).get("list", {}).values()]
    notes = {label: grower.notes[label] for label in called if label in grower.notes}
    document = cite_sources(Document(blocks, notes, typed.starts), typed)
    return replace(document, marks=tuple(_settle_marks(typed.marks)))


def _settle_marks(marks: Sequence[range]) -> list[range]:
    """Marks in the order of the file, each once; single characters side by side become one."""
    singles = _join_ranges(sorted({mark.start for mark in marks if len(mark) == 1}))
    return sorted({*singles, *(mark for mark in marks if len(mark) > 1)}, key=lambda mark: mark.start)


def _lines(token: Token) -> range:
    """The lines of a block, from 1; markdown-it counts from 0, and gives one that is empty no line."""
    if not token.map:
        return range(0)
    return range(token.map[0] + 1, max(token.map) + 1)


@dataclass
class _Grower:
    """Takes the tokens one after the other, each block with all that it holds."""

    tokens: Iterator[Token]
    typed: Typed
    notes: dict[str, Note] = field(default_factory=dict)
    levels: list[int] = field(default_factory=list)  # of the headings that the next one may stand under

    def grow_blocks(self, end: str = "", *, in_note: bool = False) -> tuple[Block, ...]:
        """The blocks up to the token `end`, arranged; those of a note are set in one run, as they stand."""
        blocks: list[Block] = []
        for token in self.tokens:
            if token.type == end:
                break
            if token.type == "footnote_reference_open":
                label = str(token.meta["label"])
                self.notes[label] = Note(label, self.grow_blocks("footnote_reference_close", in_note=True))
            elif (block := self._grow_block(token)) is not None:
                blocks.append(block)
        return tuple(blocks) if in_note else arrange_blocks(blocks, self.typed)

    def _grow_block(self, token: Token) -> Block | None:
        lines = _lines(token)
        match token.type:
            case "paragraph_open":
                return Paragraph(self._grow_inlines(), lines, tight=token.hidden)
            case "heading_open":
                look = int(token.tag[1:])
                return Heading(self._grow_inlines(), self._nest_heading(look), look, lines)
            case "blockquote_open":
                return Quote(self.grow_blocks("blockquote_close"), lines)
            case "bullet_list_open" | "ordered_list_open":
                return self._grow_list(token)
            case "table_open":
                return self._grow_table(lines)
            case "hr":
                return Rule(lines)
            case _:
                return None  # the end of a paragraph; what is refused

    def _nest_heading(self, look: int) -> int:
        """The level that a heading's place among the others has: none is skipped (WCAG 2.2 §1.3.1, PDF/UA-1
        §7.4.2)."""
        while self.levels and self.levels[-1] >= look:
            self.levels.pop()
        self.levels.append(look)
        return min(len(self.levels) + 1, look)

    def _grow_list(self, opening: Token) -> List:
        items = []
        for token in self.tokens:
            if token.type != "list_item_open":
                break
            items.append(Item(self.grow_blocks("list_item_close"), token.info, _lines(token)))
        return List(tuple(items), opening.tag == "ol", opening.markup, _lines(opening))

    def _grow_table(self, lines: range) -> Table:
        rows: list[TypedRow] = []
        cells: list[TypedCell] = []
        for token in self.tokens:
            if token.type == "table_close":
                break
            if token.type == "tr_open":
                cells, at = [], _lines(token)
            elif token.type == "tr_close":
                rows.append(TypedRow(tuple(cells), at))
            elif token.type in {"th_open", "td_open"}:
                align = str(token.attrs.get("style", "")).removeprefix("text-align:")
                cells.append(self._grow_cell(next(self.tokens), align))
        return make_table(rows, lines, self.typed)

    def _grow_cell(self, inline: Token, align: str) -> TypedCell:
        if inline.content in _ABOVE:
            self.typed.marks += _join_ranges(inline.meta["at"])
            return TypedCell(Cell((), align), joins_above=True)
        for child in inline.children or ():
            if child.type == "html_inline" and CELL_BREAK.fullmatch(child.content):
                child.type = "cell_break"  # so that refuse_tokens lets it pass
        longest = max(map(len, CELL_BREAK.split(inline.content)))
        joins_left = bool(inline.meta.get("joins_left"))
        children = [*self._grow_text(inline)]
        while children and isinstance(children[-1], Break):
            children.pop()
        return TypedCell(Cell(tuple(children), align, longest), joins_left)

    def _grow_inlines(self) -> Inlines:
        return self._grow_text(next(self.tokens))

    def _grow_text(self, token: Token) -> Inlines:
        at: Sequence[int] = token.meta.get("at", ())
        for child in token.children or () if token.meta.get("verse") else ():
            child.type = "hardbreak" if child.type == "softbreak" else child.type
        pieces = _join_breaks(_read_pieces(token, at, self.typed.marks))
        return _nest_inlines(pieces)


@dataclass
class _Piece:
    """An inline token with its text and the offsets of that; `offset` is where it was typed. The text of a
    picture is what it shows."""

    token: Token
    offset: int
    text: str = ""
    at: list[int] = field(default_factory=list)
    title: Text = _EMPTY

    @property
    def is_text(self) -> bool:
        return self.token.type in {"text", "text_special"}


def _read_pieces(inline: Token, at: Sequence[int], marks: list[range]) -> list[_Piece]:
    """The children of an inline token, neighbouring texts joined; what was a mark goes to `marks`."""
    pieces: list[_Piece] = []
    for token in inline.children or ():
        if token.type in {"text", "text_special"}:
            text, offsets = _read_token(token, inline.content, at, marks)
            if not text:
                continue
            if pieces and pieces[-1].is_text:
                pieces[-1].text += text
                pieces[-1].at += offsets
            else:
                pieces.append(_Piece(token, offsets[0], text, offsets))
            continue
        span: Sequence[int] = token.meta.get("at", token.meta.get("span", ()))
        where = [at[i] for i in span]
        piece = _Piece(token, where[0] if where else -1)
        if token.info == "auto" or (token.type in _BREAKS and inline.content[span[0]] == "\n"):
            where = []  # the text of the token between says what is a mark; a line's end is none
        elif token.type == "html_inline":  # refused, but still what was typed
            piece.text, piece.at, where = token.content, where, []
        elif token.type == "image":
            start = span[0] + len("![")
            end = start + len(token.content)
            piece.text, piece.at = _unescape(inline.content, start, end, at)
            piece.title = _read_title(inline.content, end, at)
            kept = {*piece.at, *piece.title.offsets}
            where = [offset for offset in where if offset not in kept]
        marks += _join_ranges(where)
        pieces.append(piece)
    return pieces


def _join_ranges(offsets: Sequence[int]) -> Iterator[range]:
    """Offsets as ranges."""
    first = 0
    for i in range(1, len(offsets) + 1):
        if i == len(offsets) or offsets[i] != offsets[i - 1] + 1:
            yield range(offsets[first], offsets[i - 1] + 1)
            first = i


def _read_token(token: Token, typed: str, at: Sequence[int], marks: list[range]) -> tuple[str, list[int]]:
    """A token of text and its offsets; what of it is a mark (a backslash, the rest of an entity, an asterisk
    that found its partner) goes to `marks`."""
    if "at" in token.meta:
        where = [at[i] for i in token.meta["at"]]
        if not token.content:  # the other half of a pair
            marks += _join_ranges(where)
        return token.content, where if token.content else []
    span: range = token.meta["span"]
    where = [at[i] for i in span]
    if token.content == typed[span.start : span.stop]:
        return token.content, where
    inner = typed.find(token.content, span.start, span.stop)
    if inner >= 0:  # a character behind its backslash, an address in < >
        text = where[inner - span.start :][: len(token.content)]
        marks += _join_ranges(where[: inner - span.start])
        marks += _join_ranges(where[inner - span.start + len(text) :])
        return token.content, text
    return token.content, where[:1] * len(token.content)


def _read_title(typed: str, label_end: int, at: Sequence[int]) -> Text:
    """The title of an image whose description ends before `label_end`: `](address "title")`."""
    pos = _skip_spaces(typed, label_end + len("]("))
    destination = parseLinkDestination(typed, pos, len(typed))
    pos = _skip_spaces(typed, destination.pos if destination.ok else pos)
    title = parseLinkTitle(typed, pos, len(typed))
    if not title.ok:
        return _EMPTY
    text, offsets = _unescape(typed, pos + 1, title.pos - 1, at)
    return Text(text, tuple(offsets))


def _unescape(typed: str, start: int, end: int, at: Sequence[int]) -> tuple[str, list[int]]:
    """What is typed from `start` to before `end` less the backslashes of its escapes, and where each of its
    characters stands."""
    kept: list[int] = []
    position = start
    while position < end:
        escapes = typed[position] == "\\" and position + 1 < end and typed[position + 1] in ESCAPABLE
        kept.append(position + escapes)
        position += 1 + escapes
    return "".join(typed[i] for i in kept), [at[i] for i in kept]


def _skip_spaces(text: str, pos: int) -> int:
    while pos < len(text) and text[pos] in " \t\n":
        pos += 1
    return pos


def _join_breaks(pieces: Sequence[_Piece]) -> list[_Piece]:
    """Drop a line break beside a Chinese character, and the indent a clerk types after it.

    CSS Text 4 §4.1.3 for two wide neighbours; one is enough here, see hanzi.join_lines. Any other is a space.
    """
    following = " "
    after: list[str] = []  # for each piece, the first character behind it that is no white space
    for piece in reversed(pieces):
        after.append(following)
        following = piece.text.lstrip(_SPACES)[0] if piece.text.strip() else following
    after.reverse()
    joined: list[_Piece] = []
    last = " "  # the last character so far that is none of white space
    for i, piece in enumerate(pieces):
        if i and pieces[i - 1].token.type in _BREAKS and piece.is_text:
            indent = len(piece.text) - len(piece.text.lstrip(_SPACES))
            piece.text, piece.at = piece.text[indent:], piece.at[indent:]
        if piece.token.type == "softbreak":
            if is_chinese(last) or is_chinese(after[i]):
                continue
            piece.text, piece.at = " ", [piece.offset]
        elif piece.text.strip():
            last = piece.text.rstrip()[-1]
        joined.append(piece)
    return joined


def _nest_inlines(pieces: Sequence[_Piece]) -> Inlines:
    """Pieces as a tree: what stands between an opening and its end is its children."""
    open_pieces: list[tuple[_Piece | None, list[Inline]]] = [(None, [])]
    for piece in pieces:
        token = piece.token
        if token.nesting == 1:
            open_pieces.append((piece, []))
        elif token.nesting == -1:
            opening, children = open_pieces.pop()
            if opening is not None:
                open_pieces[-1][1].append(_make_span(opening, tuple(children)))
        elif (inline := _make_leaf(piece)) is not None:
            open_pieces[-1][1].append(inline)
    return tuple(open_pieces[0][1])


def _make_span(opening: _Piece, children: Inlines) -> Inline:
    token = opening.token
    if token.tag == "strong":
        return Strong(children, opening.offset)
    if token.tag == "em":
        return Emphasis(children, opening.offset)
    if token.tag in {"sub", "sup"}:
        return (Sub if token.tag == "sub" else Sup)(children, opening.offset)
    return Link(children, str(token.attrs["href"]), opening.offset, str(token.attrs.get("title", "")))


def _make_leaf(piece: _Piece) -> Inline | None:
    token = piece.token
    match token.type:
        case "text" | "text_special" | "softbreak" | "html_inline":
            return Text(piece.text, _pack(piece.at)) if piece.text else None
        case "hardbreak" | "cell_break":
            return Break(piece.offset)
        case "footnote_ref":
            return NoteMark(str(token.meta["label"]), piece.offset)
        case "image":
            alt = Text(piece.text, _pack(piece.at))
            width = token.meta.get("width")
            return Picture(str(token.attrs["src"]), alt, piece.title, piece.offset, width)
        case _:
            return None


def _pack(offsets: list[int]) -> Sequence[int]:
    """Offsets as a range where they lie side by side, as nearly all do."""
    if offsets and all(after == before + 1 for before, after in pairwise(offsets)):
        return range(offsets[0], offsets[-1] + 1)
    return tuple(offsets)
