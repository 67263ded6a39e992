"""A text → the date in it, or whether a date is all of it.

An issue is dated by the day, a line under a title by the day or month, with the time at times, and one that
signs a draft may leave both open. So there is a pattern for each, and none takes what only another should.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from bulletin.hanzi import parse_number

_SP = r"[ \t\u3000]*"
DIGIT = "[0-9０-９〇零一二三四五六七八九]"
NUMERAL = "[0-9０-９〇零一二三四五六七八九十]"
YEAR = rf"(?P<year>{DIGIT}{{4}})"
# Of an issue, on its cover or in its colophon; `read_date` reads its groups.
_MONTH, _DAY = "[0-9０-９]{1,2}|[一二三四五六七八九十]{1,2}", "[0-9０-９]{1,2}|[一二三四五六七八九十]{1,3}"
DATE = re.compile(
    rf"{YEAR}{_SP}[年\-./]{_SP}(?P<month>{_MONTH}){_SP}[月\-./]{_SP}(?P<day>{_DAY}){_SP}[日号]?"
    rf"(?:{_SP}[（(]?星期[一二三四五六日天][）)]?)?"
    rf"(?:{_SP}(?:印发|编印|出版|出刊|印|发|编|刊)(?=$|[ \t\u3000]))?"
)
# All of a line: 2024-9-30, 二〇二四年九月, 2024年×月×日, 2024年9月30日 08:30.
DATE_LINE = re.compile(
    rf"[（(〔\[]?\s*(?:{NUMERAL}{{4}}|二[〇○Ｏ0O零]{NUMERAL}{{1,2}})\s*[年./\-]\s*(?:{NUMERAL}{{1,3}}|[×xX*]{{1,2}}|\s)\s*[月./\-]?"
    rf"\s*(?:(?:{NUMERAL}{{1,3}}|[×xX*]{{1,2}}|\s)\s*[日号]?)?\s*(?:[0-2]?[0-9][:：][0-5][0-9](?:[:：][0-5][0-9])?)?\s*[）)〕\]]?"
)
BLANK_DATE = re.compile(r"[\s_＿0-9]*年[\s_＿0-9]*月(?:[\s_＿0-9]*日)?")  # 　年　月　日, to be filled in
# Of what was published of late, among other words of a line.
PUBLICATION = re.compile(
    r"[（(\[【]?\s*20[0-9]{2}\s*[-/.年]\s*[0-9]{1,2}\s*[-/.月]\s*(?:[0-9]{1,2}\s*日?)?(?:\s+[0-2]?[0-9]:[0-5][0-9](?::[0-5][0-9])?)?\s*[）)\]】]?"
    r"|[（(]?\s*[二一][〇○零九0][〇○零一二三四五六七八九0]{2}年[一二三四五六七八九十]{1,2}月(?:[一二三四五六七八九十]{1,3}日)?\s*[）)]?"
)
# A year, or a month or day with it, as GB/T 9704—2012 (7.3.5.4) has them.
_DATE = re.compile(
    r"[（(]?[0-9〇零一二三四五六七八九]{4}\s*年(?:[0-9一二三四五六七八九十]{1,2}\s*[月日]\s*)*[）)]?"
)


def is_date(text: str) -> bool:
    """Tell whether `text` is a year, a month or a day, in the words 年月日."""
    return bool(_DATE.fullmatch(text))


def is_date_line(text: str) -> bool:
    """Tell whether a date is all of a line."""
    return bool(DATE_LINE.fullmatch(text.strip()))


def read_digits(text: str) -> int:
    """A number digit by digit: ２０２４, 二〇二四; 0 where it is none."""
    digits = ""
    for char in unicodedata.normalize("NFKC", text):
        value = parse_number(char) if not char.isdecimal() else int(char)
        if char in "〇零":
            value = 0
        if value is None:
            return 0
        digits += str(value)
    return int(digits or 0)


def read_date(match: re.Match[str]) -> str:
    """The date of a match as ISO 8601; "" where there is no such day."""
    month, day = parse_number(match["month"]), parse_number(match["day"])
    try:
        return date(read_digits(match["year"]), month or 0, day or 0).isoformat()
    except ValueError:
        return ""
