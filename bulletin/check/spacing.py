"""Blanks beside marks, where print has none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bulletin.check.passages import Passage
from bulletin.check.rule import Finding

_BLANK = "[ \u00a0\u3000\t]+"
_WHITE = re.compile("\\s")
_AHEAD = re.compile(
    rf"(?<=[\u4e00-\u9fff”》）%])({_BLANK})(?=[，。；！？、])|(?<=[\u4e00-\u9fff]{{3}})({_BLANK})(?=：[\u4e00-\u9fff“])"
)
_AROUND = re.compile(
    rf"(?<=[“《（‘])({_BLANK})(?=[\u4e00-\u9fff\d])|(?<=[\u4e00-\u9fff\d，。])({_BLANK})(?=[”》’])"
)
_PERCENT = re.compile("(?<=[0-9])( +)(?=[%％‰](?![A-Za-z0-9]))")


def check_blank_beside_mark(passage: Passage) -> Iterator[Finding]:
    """A blank ahead of a stop or a pause, or inside quotation marks, brackets and 《》 (GB/T 15834 5.1)."""
    text = passage.text
    if passage.role in {"Title", "Field"} or not _WHITE.search(text):
        return
    for pattern, message in (
        (_AHEAD, "标点前面有空格"),
        (_AROUND, "成对的标点里面有空格"),
        (_PERCENT, "数和百分号之间有空格"),
    ):
        for match in pattern.finditer(text):
            span = match.span(1) if match[1] else match.span(2)
            if not _is_blank_to_fill(text, *span):
                yield Finding(*span, message, "删去空格", "")


def _is_blank_to_fill(text: str, start: int, end: int) -> bool:
    """Whether something is to be written there: （　　）, “    ”, 年   月."""
    return end - start > 2 or text[start - 1 : start] in "年月日" or text[end : end + 1] in "）年月日"
