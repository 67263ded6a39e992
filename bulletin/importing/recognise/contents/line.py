"""A line of a contents list → its mark, its words, its page number."""

from __future__ import annotations

import re

LONGEST_LINE = 120  # characters of a contents line, leaders and all
_BULLET = re.compile(r"^[\s\-•·*●■◆▲►○□◇※]*[★☆●■◆▲►○□◇※•][\s★☆]*|^\s*-\s+(?=\S)")
_HAN = "[一二三四五六七八九十]{1,3}"
_NUMBER = re.compile(
    rf"\s*(?:[0-9０-９]{{1,2}}(?:、|[.．](?![0-9]))|{_HAN}[、.．]|[（(](?:[0-9]{{1,2}}|{_HAN})[）)])\s*(?=\S)"
)
_LEADER = r"[.…·．‥⋯_。\-—―]"
_PAGE = r"[（(]?\s*(?P<page>[0-9０-９]{1,3})\s*[）)]?"
_NUMBERED = re.compile(rf"^(?P<title>.*?\S)\s*(?:…|(?:{_LEADER}\s*){{2,}})(?:{_LEADER}\s*)*{_PAGE}\s*$")
_SPACED = re.compile(rf"^(?P<title>.*?\S)(?:\t+|\s{{2,}}|　+){_PAGE}\s*$")
_BARE = re.compile(rf"^(?P<title>.*?\S)\s*{_PAGE}\s*$")
_TRAILING_LEADER = re.compile(rf"\s*(?:…|{_LEADER}{{2}}){_LEADER}*$")
_STAR = re.compile(r"[\s\-]*[★☆]")
# What is left of an entry whose words fill their line.
_LEADERS = re.compile(rf"(?:{_LEADER}|\s)*{_PAGE}|(?:{_LEADER}|\s)+")
_LEADER_ALONE = re.compile(rf"(?:…|(?:{_LEADER}\s*){{2,}})(?:{_LEADER}|\s)*{_PAGE}")


def find_mark(text: str) -> str:
    """The kind of mark that an entry begins with: ★, another bullet, a number of some form; "" without."""
    text = text.strip()
    if _STAR.match(text):
        return "★"
    if match := _BULLET.match(text):
        return match[0].strip()[:1]
    if match := _NUMBER.match(text):
        return re.sub(r"[0-9０-９]+", "1", re.sub(_HAN, "一", match[0].strip()))
    return ""


def has_page(text: str) -> bool:
    """Whether a line has words and, behind leaders or a gap, a page number."""
    match = _NUMBERED.match(text) or _SPACED.match(text)
    return bool(match and any(map(str.isalpha, match["title"])))


def closes(text: str) -> bool:
    """Whether an entry ends with a line: it has words and a page number, or nothing but the number."""
    alone = match_rest(text)
    return has_page(text) or bool(alone and alone["page"])


def has_star(text: str) -> bool:
    """Whether a line begins with a star."""
    return bool(_STAR.match(text))


def match_rest(text: str) -> re.Match[str] | None:
    """What is left of an entry whose words fill their line: leaders, a page number (`page`), or both."""
    return _LEADERS.fullmatch(text.strip())


def is_leader_and_page(text: str) -> bool:
    """Whether a line holds leaders and a page number and no word."""
    return bool(_LEADER_ALONE.fullmatch(text.strip()))


def ends_with_leaders(text: str) -> bool:
    """Whether leaders end a line, its page number on another."""
    return bool(_TRAILING_LEADER.search(text))


def split_entry(text: str, whole: bool) -> tuple[str, str]:
    """The title and the page number of a contents line; a line that goes on has no number."""
    text = _drop_number(_BULLET.sub("", text)).strip()
    if len(text) > LONGEST_LINE:
        return text, ""
    if (alone := match_rest(text)) and not any(map(str.isalpha, text)):
        return "", alone["page"] or ""
    for pattern in (_NUMBERED, _SPACED, _BARE) if whole else ():
        if match := pattern.match(text):
            return match["title"].strip(), match["page"]
    return _TRAILING_LEADER.sub("", text).strip(), ""


def _drop_number(text: str) -> str:
    match = _NUMBER.match(text)
    return text[match.end() :] if match else text
