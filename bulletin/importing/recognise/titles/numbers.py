"""A line of text → the number in front of it: how high its kind stands, and which of its series it is."""

from __future__ import annotations

import re
import unicodedata
from enum import IntEnum

from bulletin.hanzi import HAN_NUMBER, parse_numeral
from bulletin.importing.patterns import heading_level

_DIVISIONS = tuple(
    re.compile(rf"\s*第\s*(?:{HAN_NUMBER}|[0-9]{{1,3}}|(?!X[^IVX])[IVXⅠ-Ⅻ]{{1,4}})\s*(?:{unit})")
    for unit in ("[编篇部卷]|单元", "[章讲]", "节", "条(?!例)")
)
_DECIMAL = re.compile(
    r"\s*[0-9]{1,2}(?P<points>(?:[.．][0-9]{1,2}){0,3})[.．、]?[\s\u3000]*(?=[^\s0-9.．%％])"
)
# 3.5万元, 1.2倍, 1.5公里, 2.4GHz: no number of a heading; 1.2公司简介, 1.3人员 and 1.2 MIRAI are, and so is
# each with more than one point, 1.2.6 or 3.
_QUANTITY = re.compile(
    r"\s*[0-9]+(?:[.．][0-9]+)?\s*(?:[万亿千百吨倍亩秒斤克]"
    r"|[kKmMgGtT](?:[gmBbWVA]|Hz|Pa|Wh|bps)?(?![A-Za-z])|[℃％%～~—-]|公[里斤顷分尺]|元(?!素)|角(?!色)|米(?!粉)"
    r"|个(?!人|体|性|案)|家(?!庭|长|具|校)|人(?![员才力口物文工们机民格均])|年(?![度级代])|月(?!度)|日(?!常|志|程)"
    r"|度(?!量)|小时|分钟?(?![析类布工组配项支部级层解享期])|升(?!级)|天(?!然|气)|次(?!要|序)|条(?![件例款])"
    r"|平[方米]|立方|项(?!目))"
)
_COLONED = re.compile(rf"\s*{HAN_NUMBER}[：:](?=[^\s0-9])")  # 五：详细设计
_ROMAN = re.compile(r"\s*第\s*(?P<roman>[IVXⅠ-Ⅻ]+)")
_CIRCLED = re.compile(r"\s*[①-⑳]")
# 1变量的命名 and 二并发, as the headings of programs are numbered: no year, no date, no count.
_LOOSE = re.compile(
    rf"\s*(?:({HAN_NUMBER})(?!{HAN_NUMBER}|[是种类年月日期])|([0-9]{{1,2}})(?![0-9年月日％%]))"
)
_MARKED = re.compile(rf"\s*[（(第]?(?:{HAN_NUMBER}|[0-9０-９]+)(?P<mark>[^\w\s]?)")
_DIGITS = re.compile(rf"{HAN_NUMBER}|[0-9]+")


class _Rank(IntEnum):
    """The kinds of numbers, the highest first."""

    NONE = 0
    PART = 1  # 第一编
    CHAPTER = 2  # 第一章
    SECTION = 3  # 第一节
    ARTICLE = 4  # 第一条
    HAN = 5  # 一、
    BRACKETED_HAN = 6  # （一）
    DIGITS = 7  # 1.
    POINT = 8  # 1.1
    POINTS = 9  # 1.1.1
    MORE_POINTS = 10  # 1.1.1.1
    BRACKETED_DIGITS = 11  # （1）
    CIRCLED = 12  # ①


HIGHEST_ITEM = int(_Rank.DIGITS)  # what is lower numbers no chapters of a text
_LEVELS = (_Rank.NONE, _Rank.HAN, _Rank.BRACKETED_HAN, _Rank.DIGITS, _Rank.BRACKETED_DIGITS)


def rank_number(text: str) -> int:
    """How high the number in front of `text` stands, 1 the highest: 编, 章, 节, 条, 一、 （一） 1. 1.1
    1.1.1 （1） ①; 0 where it has none."""
    for rank, pattern in enumerate(_DIVISIONS, 1):
        if pattern.match(text):
            return rank
    if _CIRCLED.match(text):
        return _Rank.CIRCLED
    if _COLONED.match(text):
        return _Rank.HAN
    level = heading_level(text)
    if not level and (points := count_points(text)) > 0 and not _QUANTITY.match(text):
        return _Rank.DIGITS + points
    return _LEVELS[level]


def rank_bare(text: str) -> int:
    """The same, where 1 引言 and 2方法 have the number of a chapter, too: so it is beside 1.1."""
    bare = count_points(text) == 0 and not _QUANTITY.match(text)
    return rank_number(text) or (_Rank.DIGITS if bare else _Rank.NONE)


def count_points(text: str) -> int:
    """The points within a number of digits in front of `text`: 1 of 1.2; -1 where there is no such number."""
    match = _DECIMAL.match(text)
    return len(re.findall("[.．]", match["points"])) if match else -1


def read_ordinal(text: str) -> int:
    """Which of its series the number in front is: 2 of 二、 （2） ② 第二章 and 1.2; 0 where there is none."""
    if not rank_bare(text):
        return 0
    if roman := _ROMAN.match(text):
        return _read_roman(unicodedata.normalize("NFKC", roman["roman"]))
    points = max(count_points(text), 0)
    found = _DIGITS.findall(unicodedata.normalize("NFKC", text))
    return parse_numeral(found[points]) or 0 if len(found) > points else 0


def _read_roman(text: str) -> int:
    values = [int(unicodedata.numeric({"I": "Ⅰ", "V": "Ⅴ", "X": "Ⅹ"}.get(char, "〇"))) for char in text]
    return sum(-own if own < after else own for own, after in zip(values, [*values[1:], 0], strict=True))


def read_loose_ordinal(text: str) -> int:
    """The same, of numbers that no mark or blank parts from the words, too; 0 where there is none. Only where
    others go on from it such a number is one."""
    match = _LOOSE.match(text)
    return read_ordinal(text) or (parse_numeral(match[1] or match[2]) or 0 if match else 0)


def read_mark(text: str) -> str:
    """The mark behind the number in front of `text`: 、 of 一、; "" where there is none."""
    match = _MARKED.match(text)
    return unicodedata.normalize("NFKC", match["mark"]) if match else ""


def read_points(text: str) -> tuple[str, ...]:
    """The numbers between the points of 1.2 in front of `text`; none where there is no such number."""
    match = _DECIMAL.match(text)
    return tuple(re.findall("[0-9]+", text[: match.end()])) if match else ()
