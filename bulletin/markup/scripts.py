"""`H~2~O`, `m^2^` → tokens of sub- and superscripts; a ~ or ^ that means something else stays as typed."""

from __future__ import annotations

import re
from typing import Literal

from markdown_it.rules_inline import StateInline

from bulletin.hanzi import is_han

_WORD = r"[0-9A-Za-z\u0370-\u03ff]"
_HAN = re.compile(r"[\u3400-\u9fff]{1,6}")
# 2, 2-, -3, n+1, max, [1], *
_SCRIPT = re.compile(
    rf"(?P<open>[\[(（])?[-+−±]?{_WORD}+(?:(?P<inner>[-+−=.,/]){_WORD}+)*[-+−*′]?[\])）]?|[-+−*′①-⑳]"
)
_MARKED = {
    "~": re.compile(r"~([^~^*\s]{1,16})~(?!~)"),
    "^": re.compile(r"\^([^~^\s]{1,16})\^(?!\^)"),
}
# Behind a letter, its accent where no character has both (x¯); signs with limits.
_BASE = re.compile("[A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0370-\u03ff\u1e00-\u1effˆ˜¯˙¨ˇ→]")
_SIGNS = "∑∏∫∮⋃⋂"
_TYPES = {"~": "sub", "^": "sup"}


def read_script(state: StateInline, silent: bool) -> bool:
    """A subscript between two `~`, a superscript between two `^`, no blanks inside (Pandoc's rule), where
    what stands inside looks like one: 3~5天 is a span of days."""
    start, marker = state.pos, state.src[state.pos]
    if marker not in _MARKED or (start and state.src[start - 1] == marker):
        return False
    match = _MARKED[marker].match(state.src, start, state.posMax)
    if not match:
        return False
    before = state.src[start - 1] if start else "\n"
    after = state.src[match.end()] if match.end() < state.posMax else "\n"
    if not _is_script(marker, before, match[1], after):
        return False
    if not silent:
        _push_end(state, marker, 1, start)
        token = state.push("text", "", 0)
        token.content, token.meta["at"] = match[1], [*range(match.start(1), match.end(1))]
        _push_end(state, marker, -1, match.end() - 1)
    state.pos = match.end()
    return True


def _push_end(state: StateInline, marker: str, nesting: Literal[-1, 1], at: int) -> None:
    tag = _TYPES[marker]
    token = state.push(f"{tag}_{'open' if nesting == 1 else 'close'}", tag, nesting)
    token.meta["span"] = range(at, at + 1)


def _is_script(marker: str, before: str, text: str, after: str) -> bool:
    """Whether `text` between two marks is one: not 3~5天…9~11时, x^2+y^2, A~B~C."""
    if _HAN.fullmatch(text):
        return _is_letter(before) and not is_han(after)
    match = _SCRIPT.fullmatch(text)
    if not match:
        return False
    runs_on = after.isascii() and after.isalnum()
    if runs_on and match["inner"]:
        return False
    if marker == "~":
        if not (_is_letter(before) or before in f")]）^{_SIGNS}") or (after.isdigit() and text[-1].isdigit()):
            return False
        return not (runs_on and text[0].isupper())
    # ^o^ is a face
    return not text[0].isalpha() or before.isalnum() or before in f")]）~{_SIGNS}"


def _is_letter(char: str) -> bool:
    return _BASE.fullmatch(char) is not None
