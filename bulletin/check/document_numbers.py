"""发文字号 in running text → brackets, years and numbers that are not as GB/T 9704 7.2.5 has them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bulletin.check.passages import Passage
from bulletin.check.rule import Finding

# An office's sign ends in one of these, ahead of the year: 国发, 厅字, 科函, 政办规.
_SIGN = (
    r"(?<=[\u4e00-\u9fff])"
    "(?<=[发字函办政规委厅局党府组财教科工文通电令呈报批复秘督审纪人农建市省县区综知监社])"
)
_NUMBER = re.compile(
    rf"{_SIGN}(?P<open>[〔\[［【（(])(?P<year>(?:19|20)?\d\d)(?P<close>[〕\]］】）)])\s?"
    r"(?P<ordinal>第?)(?P<zeros>0*)(?P<number>[1-9]\d{0,4})\s?号"
)


def check_document_number(passage: Passage) -> Iterator[Finding]:
    """Brackets other than 〔〕 around the year, a year of two digits, 第 or a nought ahead of the number."""
    for match in _NUMBER.finditer(passage.text):
        if (match["open"], match["close"]) != ("〔", "〕"):
            message = f"发文字号的年份用了“{match['open']}{match['close']}”"
            closing = (*match.span("close"), "〕")
            yield Finding(*match.span("open"), message, "改成六角括号“〔〕”", "〔", (closing,))
        if len(match["year"]) == 2:
            yield Finding(*match.span("year"), "发文字号的年份写成了两位", "年份写全四位")
        if match["ordinal"]:
            message = "发文字号的号前面加了“第”"
            yield Finding(*match.span("ordinal"), message, f"写成“{match['number']}号”", "")
        if match["zeros"]:
            message = f"发文字号的号编了虚位：“{match['zeros']}{match['number']}号”"
            yield Finding(*match.span("zeros"), message, f"写成“{match['number']}号”", "")
