"""Core rules that arrange tokens: source lines, joined lines, figures, captions of tables."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from bulletin.hanzi import is_chinese

_BREAKS = ("softbreak", "hardbreak")
_NUMBER = r"\s*[0-9０-９一二三四五六七八九十]+"
_TABLE_CAPTION = re.compile(rf"[附]?表{_NUMBER}(?![0-9季月年日个件项第])")
_FIGURE_CAPTION = re.compile(rf"[附]?图{_NUMBER}(?![0-9季月年日个件项第])")
_CAPTION_LENGTH = 60


def locate_lines(state: StateCore) -> None:
    """Give every inline child the line it stands on; markdown-it gives lines to blocks alone."""
    for token in state.tokens:
        if token.type == "inline" and token.map and token.children:
            line = token.map[0]
            for child in token.children:
                child.map = [line, line + 1]
                line += (child.type in _BREAKS) + child.content.count("\n")


def join_line_breaks(state: StateCore) -> None:
    """Drop a line break beside a Chinese character, and the indent a clerk types after it.

    CSS Text 4 §4.1.3 for two wide neighbours; one is enough here, see hanzi.join_lines.
    """
    for token in state.tokens:
        if token.type == "inline" and token.children:
            token.children = list(_join_children(token.children))


def _join_children(children: list[Token]) -> Iterator[Token]:
    for i, child in enumerate(children):
        if i and children[i - 1].type in _BREAKS and child.type == "text":
            child.content = child.content.lstrip(" \t\u3000")
        if child.type == "softbreak":
            before, after = _last_char(children[:i]), _first_char(children[i + 1 :])
            if is_chinese(before) or is_chinese(after):
                continue
            child.type, child.tag, child.content = "text", "", " "
        yield child


def _last_char(children: list[Token]) -> str:
    return next((c.content.rstrip()[-1] for c in reversed(children) if c.content.strip()), " ")


def _first_char(children: list[Token]) -> str:
    return next((c.content.lstrip(" \t\u3000")[0] for c in children if c.content.strip()), " ")


def nest_headings(state: StateCore) -> None:
    """Give each heading the level that its place among the others has: none is skipped (WCAG 2.2 §1.3.1,
    PDF/UA-1 §7.4.2). `meta["look"]` keeps the level as typed, by which it is set."""
    around: list[int] = []
    for i, token in enumerate(state.tokens):
        if token.type == "heading_open":
            typed = int(token.tag[1:])
            while around and around[-1] >= typed:
                around.pop()
            around.append(typed)
            token.meta["look"] = typed
            token.tag = state.tokens[i + 2].tag = f"h{min(len(around) + 1, typed)}"


def arrange_figures(state: StateCore) -> None:
    """Lift images out of their paragraph into figures with captions.

    An image may touch text without a blank line: the paragraph is split there. Its caption is a
    following paragraph `图1 …`, else the image's title, else its alternative text.
    """
    tokens: list[Token] = []
    source = state.tokens
    i = 0
    while i < len(source):
        if _is_paragraph(source, i) and any(c.type == "image" for c in source[i + 1].children or ()):
            tokens.extend(_split_paragraph(source[i : i + 3]))
            i += 3
        else:
            tokens.append(source[i])
            i += 1
    state.tokens = _adopt_figure_captions(tokens)


def _is_paragraph(tokens: list[Token], i: int) -> bool:
    return i + 2 < len(tokens) and tokens[i].type == "paragraph_open" and tokens[i + 1].type == "inline"


def _split_paragraph(paragraph: list[Token]) -> Iterator[Token]:
    opening, inline, closing = paragraph
    text: list[Token] = []
    depth = 0
    for child in inline.children or ():
        depth += child.nesting
        if child.type == "image" and depth == 0:
            yield from _make_paragraph(opening, inline, closing, text)
            text = []
            yield from _make_figure(child, opening.level)
        else:
            text.append(child)
    yield from _make_paragraph(opening, inline, closing, text)


def _make_paragraph(opening: Token, inline: Token, closing: Token, children: list[Token]) -> Iterator[Token]:
    if any(child.content.strip() for child in children):
        while children[-1].type in _BREAKS:
            children.pop()
        while children[0].type in _BREAKS:
            children.pop(0)
        yield opening
        text = "".join(child.content for child in children)
        yield inline.copy(children=children, map=children[0].map, content=text)
        yield closing


def _make_figure(image: Token, level: int) -> Iterator[Token]:
    caption = str(image.attrs.get("title", "")) or image.content.strip()
    yield Token("figure_open", "figure", 1, block=True, level=level, map=image.map)
    yield Token("inline", "", 0, level=level + 1, map=image.map, children=[image])
    if caption:
        text = Token("text", "", 0, content=caption, map=image.map)
        yield Token("figcaption_open", "figcaption", 1, block=True, level=level + 1, map=image.map)
        yield Token("inline", "", 0, level=level + 2, map=image.map, children=[text], content=caption)
        yield Token("figcaption_close", "figcaption", -1, block=True, level=level + 1)
    yield Token("figure_close", "figure", -1, block=True, level=level)


def _adopt_figure_captions(tokens: list[Token]) -> list[Token]:
    """Make a paragraph `图1 …` right under a figure its caption, in place of the one it has."""
    arranged: list[Token] = []
    i = 0
    while i < len(tokens):
        under_figure = arranged and arranged[-1].type == "figure_close"
        if under_figure and _is_paragraph(tokens, i) and _is_caption(tokens[i + 1], _FIGURE_CAPTION):
            closing = arranged.pop()
            if arranged[-1].type == "figcaption_close":
                del arranged[-3:]
            level, place = closing.level + 1, tokens[i + 1].map
            arranged.append(Token("figcaption_open", "figcaption", 1, block=True, level=level, map=place))
            arranged.append(tokens[i + 1])
            arranged.append(Token("figcaption_close", "figcaption", -1, block=True, level=level))
            arranged.append(closing)
            i += 3
        else:
            arranged.append(tokens[i])
            i += 1
    return arranged


def arrange_table_captions(state: StateCore) -> None:
    """Make a short paragraph `表1 …` right above a table its caption."""
    tokens = state.tokens
    for i in range(len(tokens) - 4, -1, -1):
        if (
            _is_paragraph(tokens, i)
            and i + 3 < len(tokens)
            and tokens[i + 3].type == "table_open"
            and _is_caption(tokens[i + 1], _TABLE_CAPTION)
        ):
            table, place = tokens[i + 3], tokens[i].map
            tokens[i : i + 4] = [
                table,
                Token("caption_open", "caption", 1, block=True, level=table.level + 1, map=place),
                tokens[i + 1],
                Token("caption_close", "caption", -1, block=True, level=table.level + 1),
            ]


def _is_caption(inline: Token, pattern: re.Pattern[str]) -> bool:
    text = inline.content
    return bool(pattern.match(text)) and len(text) <= _CAPTION_LENGTH and text[-1] not in "。；，："
