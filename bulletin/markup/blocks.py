"""Block rules that read a page as a clerk types it, and that note where its text and its marks stand.

The text of an `inline` token has `meta["at"]`, the offset in the source of each of its characters.
`env["marks"]` gathers the ranges of offsets that a rule took for marks: what is neither text nor mark in
the end was lost (see conservation).
"""

from __future__ import annotations

import re
from collections.abc import Callable

from markdown_it.common.utils import MD_TRIM_CHARS
from markdown_it.rules_block import StateBlock, blockquote, heading, hr, list_block, table
from mdit_py_plugins.footnote.index import footnote_def

from bulletin.markup.paragraphs import paragraph_by_lines
from bulletin.markup.signs import is_comparison, opens_bullet, read_line

_TABLE_NOTE = re.compile(
    r"\s*[*＊]{0,2}[（(]?(?:[备附]?\s*注\s*[0-9０-９一二三四五]{0,2}|说\s*明|(?:数据|资料|材料)?来\s*源|数据说明)\s*[：:]"
)

BlockRule = Callable[[StateBlock, int, int, bool], bool]

_YEAR_MARKER = re.compile(r"\d{4,}[.)]")


def list_without_years(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """CommonMark's list, except that `2024. ` opens a sentence, not item number 2024, and that a figure with
    its sign (- 3.5%) and a single line behind a star are no items."""
    made = len(state.tokens)
    if _YEAR_MARKER.match(state.src, find_head(state, start)) or not opens_bullet(state, start):
        return False
    outer = state.listIndent
    if silent:
        state.listIndent = -1  # items that are indented by four blanks or a tab are items still
    is_list = list_block(state, start, end, silent)
    state.listIndent = outer
    if not is_list:
        return False
    if not silent:
        level = state.tokens[made].level + 1
        for token in state.tokens[made:]:
            if token.type == "list_item_open" and token.level == level and token.map:
                head = find_head(state, token.map[0])
                add_mark(state, head, head + len(token.info) + 1)
    return True


def opens_table_note(text: str) -> bool:
    """Whether a text right below a table is a note on it: 注：… 数据来源：…"""
    return bool(_TABLE_NOTE.match(text))


def find_head(state: StateBlock, line: int) -> int:
    """The offset of the first character of `line` behind its white space, as far as it is not yet read."""
    return int(state.bMarks[line] + state.tShift[line])


def add_mark(state: StateBlock, start: int, end: int) -> None:
    """Note that the characters from `start` to before `end` were understood as a mark."""
    if end > start:
        state.env.setdefault("marks", []).append(range(start, end))


def located_heading(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """CommonMark's heading; its marks stand before and may stand behind it."""
    if not heading(state, start, end, silent):
        return False
    if not silent:
        opening, inline, _ = state.tokens[-3:]
        head, last = find_head(state, start), state.eMarks[start]
        behind = state.src[head + len(opening.markup) : last]
        first = last - len(behind.lstrip(MD_TRIM_CHARS))
        inline.meta["at"] = range(first, first + len(inline.content))
        add_mark(state, head, head + len(opening.markup))
        add_mark(state, first + len(inline.content), last)
    return True


def located_quote(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """CommonMark's block quote; a line of it that has no mark of its own goes on with the one above. `>90%`
    is none, nor is > alone."""
    text = read_line(state, start)
    if text.startswith(">"):
        before, after = read_line(state, start - 1), read_line(state, start + 1)
        if is_comparison(text, before, after) or (text.strip() == ">" and not after.startswith(">")):
            return False
    if not blockquote(state, start, end, silent):
        return False
    if not silent:
        for line in range(start, state.line):
            head = find_head(state, line)
            if state.src[head : head + 1] == ">":
                add_mark(state, head, head + 1)
    return True


def located_rule(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """CommonMark's thematic break, of hyphens alone: ____ is a blank to fill in, *** stars."""
    if not read_line(state, start).startswith("-") or not hr(state, start, end, silent):
        return False
    if not silent:
        add_mark(state, find_head(state, start), state.eMarks[start])
    return True


def located_note(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A footnote's definition, `[^label]: …`."""
    head, made = find_head(state, start), len(state.tokens)
    if not footnote_def(state, start, end, silent):
        return False
    if not silent:
        add_mark(state, head, head + len(state.tokens[made].meta["label"]) + len("[^]:"))
    return True


def located_table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """GitHub's table, which a line of notes on it ends. The opening token of a row has `meta["cells"]`, how
    many cells were typed in it; the text of a cell, whether it is two bars without a space: `joins_left`."""
    made = len(state.tokens)
    if not table(state, start, end, True):
        return False
    if silent:
        return True
    table(state, start, _find_table_end(state, start, end), False)
    add_mark(state, find_head(state, start + 1), state.eMarks[start + 1])
    cells: list[tuple[str, list[int]]] = []
    column = 0
    for token in state.tokens[made:]:
        if token.type == "tr_open" and token.map:
            cells, column = _split_row(state, token.map[0]), 0
            token.meta["cells"] = len(cells)
        elif token.type == "inline":
            text, at = cells[column] if column < len(cells) else ("", [])
            token.content = text.strip(MD_TRIM_CHARS)
            token.meta["at"] = at[len(text) - len(text.lstrip(MD_TRIM_CHARS)) :][: len(token.content)]
            token.meta["joins_left"] = 0 < column < len(cells) and not text
            column += 1
    return True


def _find_table_end(state: StateBlock, start: int, end: int) -> int:
    """The first line below the head that is a note on the table; `end` where there is none."""
    for line in range(start + 2, end):
        text = state.src[find_head(state, line) : state.eMarks[line]]
        if not text.strip():
            break
        if "|" not in text and opens_table_note(text):
            return line
    return end


def _split_row(state: StateBlock, line: int) -> list[tuple[str, list[int]]]:
    """The cells of a row, as the table rule splits it, each with the offsets of its characters."""
    cells: list[tuple[str, list[int]]] = []
    text = ""
    at: list[int] = []
    head = find_head(state, line)
    typed = state.src[head : state.eMarks[line]]
    head += len(typed) - len(typed.lstrip(MD_TRIM_CHARS))
    escaped = False
    for offset, char in enumerate(typed.strip(MD_TRIM_CHARS), head):
        if char == "|" and not escaped:
            add_mark(state, offset, offset + 1)
            cells.append((text, at))
            text, at = "", []
        else:
            # Its backslash goes; of two, both stay for the rule of backslashes.
            if char == "|" and text[-2:] != "\\\\":
                add_mark(state, at[-1], at[-1] + 1)
                text, at = text[:-1], at[:-1]
            text += char
            at.append(offset)
        escaped = char == "\\"
    cells.append((text, at))
    # What stands ahead of the first mark and behind the last, where a row has them.
    return cells[not cells[0][0] : len(cells) - (not cells[-1][0] and len(cells) > 1)]


# markdown-it's name of each block rule → ours in its place, and the blocks that it may end.
RULES: dict[str, tuple[BlockRule, tuple[str, ...]]] = {
    "table": (located_table, ("paragraph", "reference")),
    "blockquote": (located_quote, ("paragraph", "reference", "blockquote", "list")),
    "hr": (located_rule, ("paragraph", "reference", "blockquote", "list")),
    "list": (list_without_years, ("paragraph", "reference", "blockquote")),
    "footnote_def": (located_note, ("paragraph", "reference")),
    "heading": (located_heading, ("paragraph", "reference", "blockquote")),
    "paragraph": (paragraph_by_lines, ()),
}
