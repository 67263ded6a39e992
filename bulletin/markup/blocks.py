"""Block rules that read a page as a clerk types it."""

from __future__ import annotations

import re

from markdown_it.rules_block import StateBlock, list_block

_YEAR_MARKER = re.compile(r"\d{4,}[.)]")
_IDEOGRAPHIC_SPACE = "\u3000"
_NUMBERED = re.compile(
    r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})[、．]|[（(](?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）]|[①-⑳·•●○]"
)
_SENTENCE_ENDS = tuple("。；：！？”）…")


def list_without_years(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """CommonMark's list, except that `2024. ` opens a sentence, not item number 2024."""
    head = state.bMarks[start] + state.tShift[start]
    if _YEAR_MARKER.match(state.src, head):
        return False
    return list_block(state, start, end, silent)


def paragraph_by_indent(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """CommonMark's paragraph, which an indented or a numbered line ends: it begins the next one.

    Clerks indent each paragraph by two full-width or four half-width spaces, or number it 1、 （一） ①,
    and leave no blank line between; CommonMark would run such lines together.
    """
    terminators = state.md.block.ruler.getRules("paragraph")
    outer, state.parentType = state.parentType, "paragraph"
    line = start + 1
    while line < end and not state.isEmpty(line):
        if _opens_by_indent(state, line) or _opens_by_number(state, line):
            break
        # A lazy continuation of a block quote has a negative indent and ends nothing.
        if state.sCount[line] >= 0 and any(rule(state, line, end, True) for rule in terminators):
            break
        line += 1
    content = state.getLines(start, line, state.blkIndent, False).strip()
    state.line = line
    token = state.push("paragraph_open", "p", 1)
    token.map = [start, line]
    token = state.push("inline", "", 0)
    token.content, token.map, token.children = content, [start, line], []
    state.push("paragraph_close", "p", -1)
    state.parentType = outer
    return True


def _opens_by_number(state: StateBlock, line: int) -> bool:
    """Whether `line` starts with a number and the one before it is whole, or numbered itself.

    In text with hard line ends a line may begin with 二、 by chance: 第一、⏎二、三季度.
    """
    before, here = (
        state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]].rstrip()
        for number in (line - 1, line)
    )
    return bool(_NUMBERED.match(here)) and bool(_NUMBERED.match(before) or before[-1:] in _SENTENCE_ENDS)


def _opens_by_indent(state: StateBlock, line: int) -> bool:
    first = state.src[state.bMarks[line] + state.tShift[line]]
    return first == _IDEOGRAPHIC_SPACE or state.sCount[line] - state.blkIndent >= 4
