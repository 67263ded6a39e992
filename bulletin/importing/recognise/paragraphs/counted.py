"""A line of a page → the number in front of it, and whether it is next to that of the paragraph above."""

from __future__ import annotations

import re

from bulletin.importing.model import PageLine
from bulletin.importing.recognise.facts import classify_words
from bulletin.importing.recognise.paragraphs.frames import Frame
from bulletin.importing.recognise.tuning import TUNING

_DECIMAL = re.compile(r"[0-9]{1,2}(?:\.[0-9]{1,2}){1,3}(?!\.?[0-9]|[%％])")
_COUNT = re.compile(
    r"\s*(?P<open>[（(]?)(?:(?P<digits>[0-9]{1,3})|(?P<roman>[ivx]{1,4})|(?P<letter>[a-hA-H]))(?P<close>[、.．）)])(?![0-9])"
)
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")


def find_number(words: str) -> str:
    """The number that a line begins with, of a heading (一、, 2.1) or an item."""
    match = _DECIMAL.match(words)
    return match[0] if match else classify_words(words).number


def is_numbered(line: PageLine) -> bool:
    """Whether a line is a heading with a number, by its words: no mark parts them."""
    return bool(find_number("".join(line.text.split()))) and not set("，。；") & set(line.text)


def _read_counts(line: PageLine) -> dict[tuple[str, str, str], int]:
    """The sort of the number in front of a line, and which of its series it is; none where it has none."""
    match = _COUNT.match(line.text)
    if not match:
        return {}
    brackets = match["open"], match["close"]
    if match["digits"]:
        return {("digits", *brackets): int(match["digits"])}
    if match["letter"]:
        return {("letter", *brackets): ord(match["letter"].lower()) - ord("a") + 1}
    return {("roman", *brackets): _ROMAN.index(match["roman"]) + 1} if match["roman"] in _ROMAN else {}


def follows_number(opening: PageLine, line: PageLine, frame: Frame) -> bool:
    """Whether a line has the number that is next to that of the paragraph above it, or the same by a slip, at
    the same place."""
    one, other = _read_counts(opening), _read_counts(line)
    next_ = any(0 <= other[sort] - one[sort] <= 1 for sort in one.keys() & other.keys())
    return next_ and abs(opening.left - line.left) < TUNING.page_same_indent * frame.size
