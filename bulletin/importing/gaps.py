"""Blanks in a line → whether they stand for something: room to write in, or the room between two things.

Who types a form, a test or a list side by side has no other means than blanks: （    ）, 年    月    日,
A．甲    B．乙, 单位：某局 电话：0000.
"""

from __future__ import annotations

import re
from functools import lru_cache

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
# A label of a form in front of what was filled in, with no colon: 联系电话 13305197258.
_FILLED = re.compile(
    r"(?<![^\s，,；;])[\u4e00-\u9fff]{0,4}"
    r"(?:电话|手机号?码?|传真|邮编|邮箱|邮政编码|网址|[学工编证账帐]号|身份证号码?|QQ|微信|日期|时间|版本)$"
)
_LABEL_LONGEST = 10  # characters of such a label
_LEAST_LABELS = 3  # in a line, to be a list of them
_CHOICE = re.compile(
    r"(?:^|(?<=[\s（()）？?。：:_]))[（(]?(?P<letter>[A-Ha-hＡ-Ｈ])(?P<mark>[.．、:：)）]|(?=[\u4e00-\u9fff<《]))"
)
_MOST_CHOICES = 8
_LEAST_BARE = 3  # choices in a row without a mark behind their letters: A甲 B乙 C丙
_BLANKS = re.compile(r"\s+")
_ITEM = re.compile(r"[（(]?[0-9a-zA-Z]{1,3}[.．、)）]*")
_NUMBERED = re.compile(r"(?:^|\s)[0-9]{1,2}(?:\.[0-9]{1,2})+$")


def write_gap(text: str, start: int, end: int) -> str:
    """What stands for the blanks from `start` to `end` of `text`, where they mean something; else ""."""
    before, after = text[:start], text[end : end + 1]
    if not before or not after:
        return ""
    if _BRACKETS.get(before[-1]) == after:
        return ROOM if before[-1] != "(" or not before[-2:-1].isascii() or len(before) < 2 else ""
    if end in _find_choices(text):
        return GAP if before[-1] not in _NEVER_BEFORE else ""
    if before[-1].isascii() and after.isascii() and "_" not in (before[-1], after):  # words of Latin letters
        return ""
    if (before[-1] in "年月" and after.isdigit()) or (before[-1].isdigit() and after in "年月日"):
        return ""  # a date that was filled in
    if before[-1] in BOXES and not _LABEL.match(text, end):  # what it stands for
        return ""
    if after in _NEVER_AFTER or before[-1] in _NEVER_BEFORE or _is_number(before):
        return ""
    if after.isascii() and after.isalnum() and _FILLED.search(text, max(0, start - _LABEL_LONGEST), start):
        return GAP
    width = sum(_WIDTHS.get(char, 1) for char in text[start:end])
    if width >= _LEAST or after in BOXES:
        return GAP
    return GAP if end in _find_labels(text) else ""


def _is_number(text: str) -> bool:
    """Whether `text` is only the number of a heading or an item, or its bullet, with what follows."""
    words = text.strip()
    if not any(char.isalnum() or char == "_" for char in words):
        return True
    return bool(_ITEM.fullmatch(words)) or (len(words) <= 6 and heading_level(words) > 0)


@lru_cache(maxsize=8)
def _find_choices(text: str) -> frozenset[int]:
    """Where one of several choices in a row begins."""
    found = [*_CHOICE.finditer(text)]
    first = found[0]["letter"] if found else ""
    row = [chr(ord(first) + i) for i in range(min(len(found), _MOST_CHOICES))]
    least = 2 if all(choice["mark"] for choice in found) else _LEAST_BARE
    if not first or first not in "AaＡ" or len(found) < least or [one["letter"] for one in found] != row:
        return frozenset()
    return frozenset(choice.start() for choice in found)


@lru_cache(maxsize=8)
def _find_labels(text: str) -> frozenset[int]:
    """Where one of several labels in a row, each with what it says, begins."""
    places = (0, *(match.end() for match in _BLANKS.finditer(text)))
    found = [place for place in places if _LABEL.match(text, place)]
    if len(found) < _LEAST_LABELS:
        return frozenset()
    # 1.2 建设地点： begins with its number, whatever blank is behind that.
    return frozenset(
        place for place in found if not _NUMBERED.search(text[max(0, place - 12) : place].rstrip())
    )
