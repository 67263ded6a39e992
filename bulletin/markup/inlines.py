"""Rules of inlines where ours differ from CommonMark's: text, addresses and paths, backslashes, pictures."""

from __future__ import annotations

import re
import unicodedata

from markdown_it.rules_inline import StateInline, autolink, escape, image

from bulletin.markup.literals import Literal
from bulletin.markup.located import LocatedState

# The marks that our Markdown knows, or that one may take for such: before others a backslash is one. Of the
# wide ones those that are refused at the start of a line unless a backslash says that they are meant.
ESCAPABLE = frozenset("\\`*_{}[]()#＃+-.!|｜<>~^&=:$")
_FORMULA = re.compile(r"\\\([^\n\\]{1,80}?\\\)")  # \(a\), LaTeX's
_ATTRIBUTES = re.compile(
    r"[{｛](?P<text>[^{}｛｝\n]{0,80})[}｝]"
    r"| [{｛](?P<apart>\s*(?:宽|width)[^{}｛｝\n]{0,80})[}｝]",
    re.IGNORECASE,
)
_WIDTH = re.compile(r"\s*(?:宽|宽度|width)\s*[=:]\s*([0-9]{1,3})\s*%\s*", re.IGNORECASE)
_LEAST_WIDTH, _FULL_WIDTH = 10, 100  # per cent of the measure


def read_text(state: StateInline, silent: bool) -> bool:
    """CommonMark's text, up to the next address or path."""
    start = state.pos
    found = state.md.inline.terminator_re.search(state.src, start)
    end = min(found.start() if found else state.posMax, state.posMax)
    if isinstance(state, LocatedState):
        end = min(end, state.find_next_literal(start))
    if end <= start:
        return False
    if not silent:
        state.append_pending(state.src[start:end])
    state.pos = end
    return True


def read_literal(state: StateInline, silent: bool) -> bool:
    """An address, which becomes a link, or a path: no mark is understood inside it."""
    literal = state.literals.get(state.pos) if isinstance(state, LocatedState) else None
    if literal is None:
        return False
    end = min(literal.end, state.posMax)
    if not silent:
        if literal.target and not state.linkLevel:
            _push_link(state, literal, end)
        else:
            state.append_pending(state.src[state.pos : end])
    state.pos = end
    return True


def _push_link(state: StateInline, literal: Literal, end: int) -> None:
    token = state.push("link_open", "a", 1)
    token.attrs = {"href": state.md.normalizeLink(literal.target)}
    token.info = "auto"
    token = state.push("text", "", 0)
    token.content = state.src[literal.start : end]
    token.meta["at"] = [*range(literal.start, end)]
    state.push("link_close", "a", -1).info = "auto"


def read_autolink(state: StateInline, silent: bool) -> bool:
    """CommonMark's autolink (§6.5); its text is the address as it was typed, where markdown-it would decode
    %E6%96%87."""
    start = state.pos
    if not autolink(state, silent):
        return False
    if not silent:
        state.tokens[-2].content = state.src[start + 1 : state.pos - 1]
    return True


def read_backslash(state: StateInline, silent: bool) -> bool:
    """CommonMark's backslash escape (§2.4) before the marks that we know; any other backslash is printed. Two
    are, too, for who types them means a path or another program's line end, unless a mark follows them."""
    src, pos = state.src, state.pos
    if src[pos] != "\\" or pos + 1 >= state.posMax:
        return False
    if src[pos + 1] == "\n":
        return escape(state, silent)
    if match := _FORMULA.match(src, pos, state.posMax):
        return _push_special(state, match[0], match[0], silent=silent)
    if src[pos + 1] == "\\":
        return _read_backslashes(state, silent)
    if src[pos + 1] not in ESCAPABLE:
        return False
    return _push_special(state, src[pos : pos + 2], src[pos + 1], silent=silent)


def _read_backslashes(state: StateInline, silent: bool) -> bool:
    """Several backslashes: before a mark each but the last stands for half of one."""
    end = state.pos
    while end < state.posMax and state.src[end] == "\\":
        end += 1
    length = end - state.pos
    if end < state.posMax and state.src[end] in ESCAPABLE:
        pairs = length // 2
        return _push_special(state, "\\" * pairs * 2, "\\" * pairs, silent=silent, doubt="backslashes")
    return _push_special(state, "\\" * length, "\\" * length, silent=silent, doubt="backslashes")


def _push_special(state: StateInline, typed: str, said: str, *, silent: bool, doubt: str = "") -> bool:
    if not silent:
        token = state.push("text_special", "", 0)
        token.content, token.markup, token.info = said, typed, "escape"
        if doubt:
            token.meta["doubt"] = doubt
    state.pos += len(typed)
    return True


def read_picture(state: StateInline, silent: bool) -> bool:
    """CommonMark's image, with its width behind it: `![说明](图.png){宽=50%}`."""
    if not image(state, silent):
        return False
    if match := _ATTRIBUTES.match(state.src, state.pos, state.posMax):
        if not silent:
            token, typed = state.tokens[-1], match["text"] or match["apart"] or ""
            width = _WIDTH.fullmatch(unicodedata.normalize("NFKC", typed))
            if width and _LEAST_WIDTH <= int(width[1]) <= _FULL_WIDTH:
                token.meta["width"] = int(width[1]) / 100
            else:
                token.meta["doubt"] = "attributes"
        state.pos = match.end()
    return True
