"""Emphasis that works beside Chinese marks, where CommonMark's flanking rule refuses it."""

from __future__ import annotations

from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter

from bulletin.hanzi import is_chinese


def emphasis_in_chinese(state: StateInline, silent: bool) -> bool:
    """Tokenize a run of `*` or `_` like CommonMark §6.2, with a Chinese neighbour counted as a space.

    The flanking rule takes ” before `**` for the inside of a word and prints the asterisks of
    `**“引”**后`. A space before or after a mark in Chinese is never written, so a Chinese
    character there says as much as a space does.
    """
    start, marker = state.pos, state.src[state.pos]
    if silent or marker not in "*_":
        return False
    end = start
    while end < state.posMax and state.src[end] == marker:
        end += 1
    before = state.src[start - 1] if start > 0 else " "
    after = state.src[end] if end < state.posMax else " "
    left, right = _flanks(before, after), _flanks(after, before)
    inside_word = marker == "_" and not (is_chinese(before) or is_chinese(after))
    can_open = left and (not inside_word or not right or _is_punctuation(before))
    can_close = right and (not inside_word or not left or _is_punctuation(after))
    if before.isdigit() and after.isdigit():
        can_open = can_close = False  # 5*3*2 is a product
    for at in range(start, end):
        token = state.push("text", "", 0)
        token.content = marker
        token.meta["at"] = [at]
        state.delimiters.append(
            Delimiter(
                marker=ord(marker),
                length=end - start,
                token=len(state.tokens) - 1,
                end=-1,
                open=can_open,
                close=can_close,
            )
        )
    state.pos = end
    return True


def _flanks(outer: str, inner: str) -> bool:
    """Whether a delimiter run between `outer` and `inner` can belong to the text on `inner`'s side."""
    if isWhiteSpace(ord(inner)):
        return False
    apart = isWhiteSpace(ord(outer)) or _is_punctuation(outer) or is_chinese(outer)
    return apart or is_chinese(inner) or not _is_punctuation(inner)


def _is_punctuation(char: str) -> bool:
    return isMdAsciiPunct(ord(char)) or isPunctChar(char)
