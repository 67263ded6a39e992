"""Blanks in a line → whether they stand for something: room to write in, or the room between two things.

Who types a form, a test or a list side by side has no other means than blanks: （    ）, 年    月    日,
A．甲    B．乙, 单位：某局 电话：0000.
"""

from __future__ import annotations

import re

from bulletin.importing.patterns import BOXES, heading_level

GAP = "\u3000"
ROOM = GAP * 2  # what is written in brackets to be filled in
_WIDTHS = {"\t": 8, "\u3000": 2, "\u2001": 2, "\u2003": 2}  # in half-width characters; of others 1
_LEAST = 4  # half-width characters: no slip of the hand
_BRACKETS = {"（": "）", "(": ")", "【": "】", "〔": "〕"}
_NEVER_BEFORE = "，。、；：！？（《〈【〔「『“‘…"  # marks that nothing stands apart behind
_NEVER_AFTER = "，。、；：！？）》〉】〕」』”’…%％"  # and those that nothing stands apart ahead of
# What opens one of several things in a line: 地址：, 1.2 建设地点：, and the choices A．, （B）.
_LABEL = re.compile(r"(?:[0-9]{1,2}(?:\.[0-9]{1,2})+ ?)?[\u4e00-\u9fff（）]{2,10}：")
_LEAST_LABELS = 3  # in a line, to be a list of them
_CHOICE = re.compile(
    r"(?:^|(?<=[\s（()）？?。：:_]))[（(]?(?P<letter>[A-Ha-h])(?P<mark>[.．、:：)）]|(?=[\u4e00-\u9fff<《]))"
)
_LEAST_BARE = 3  # choices in a row without a mark behind their letters: A甲 B乙 C丙
_ITEM = re.compile(r"[（(]?[0-9a-zA-Z]{1,3}[.．、)）]*")
_NUMBERED = re.compile(r"(?:^|\s)[0-9]{1,2}(?:\.[0-9]{1,2})+$")


def write_gap(text: str, start: int, end: int) -> str:
    """What stands for the blanks from `start` to `end` of `text`, where they mean something; else ""."""
    before, after = text[:start], text[end : end + 1]
    if not before or not after:
        return ""
    if _BRACKETS.get(before[-1]) == after:
        return ROOM if before[-1] != "(" or not before[-2:-1].isascii() or len(before) < 2 else ""
    if before[-1].isascii() and after.isascii() and "_" not in (before[-1], after):  # words of Latin letters
        return ""
    if (before[-1] in "年月" and after.isdigit()) or (before[-1].isdigit() and after in "年月日"):
        return ""  # a date that was filled in
    if before[-1] in BOXES and not _LABEL.match(text, end):  # what it stands for
        return ""
    if after in _NEVER_AFTER or before[-1] in _NEVER_BEFORE or _is_number(before):
        return ""
    width = sum(_WIDTHS.get(char, 1) for char in text[start:end])
    if width >= _LEAST or after in BOXES:
        return GAP
    return GAP if _opens_choice(text, end) or _opens_label(text, end) else ""


def _is_number(text: str) -> bool:
    """Whether `text` is only the number of a heading or an item, or its bullet, with what follows."""
    words = text.strip()
    if not any(char.isalnum() or char == "_" for char in words):
        return True
    return bool(_ITEM.fullmatch(words)) or (len(words) <= 6 and heading_level(words) > 0)


def _opens_choice(text: str, end: int) -> bool:
    """Whether one of several choices in a row begins at `end`."""
    if not _CHOICE.match(text, end):
        return False
    found = [*_CHOICE.finditer(text)]
    first = found[0]["letter"]
    row = [chr(ord(first) + i) for i in range(len(found))]
    least = 2 if all(choice["mark"] for choice in found) else _LEAST_BARE
    return first in "Aa" and len(found) >= least and [choice["letter"] for choice in found] == row


def _opens_label(text: str, end: int) -> bool:
    """Whether one of several labels in a row, each with what it says, begins at `end`."""
    if not _LABEL.match(text, end) or _NUMBERED.search(text[:end].rstrip()):
        return False
    places = (0, *(match.end() for match in re.finditer(r"\s+", text)))
    return sum(bool(_LABEL.match(text, place)) for place in places) >= _LEAST_LABELS
