"""A line that begins with >, -, + or * → whether that is a sign of its own: >90%, - 3.5%, a star of a note.

Asked by the rules of quotations and lists before they take the mark, and by doubts, which says what was.
"""

from __future__ import annotations

import re

from markdown_it.rules_block import StateBlock

_FIGURE = r"[0-9０-９]+(?:[,，][0-9]{3})*(?:[.．][0-9０-９]+)?"
_NUMBER = rf"[+-]?[¥￥$＄€£]?{_FIGURE}(?:[%％]?[~～—–-]{_FIGURE})?"
# What a figure is measured in where nothing else can be meant.
_UNIT = (
    r"(?:[%％‰]|℃|°C?|个百分点|[十百千万亿]*(?:元|美元|欧元|倍|吨|公里|千米|平方米|平方公里|立方米|亩|公顷|千瓦时?|兆瓦)"
    r"|[十百千]?[万亿](?![\u4e00-\u9fff])|(?:k?m|cm|mm|kg|t|kW|MW|dB|㎡|m²|m³)(?![A-Za-z]))"
)
_MEASURE = r"[分岁人家项个件户次天名位]"
_END = r"\s*(?:$|[，,。；;、）)（(！？])"
# >90%, >=60分: without a blank, or with = , nothing else is written so.
_COMPARED = re.compile(rf">+(?:\s*[=＝]|{_NUMBER})")
_COMPARED_APART = re.compile(rf">\s+{_NUMBER}\s*(?:(?P<unit>{_UNIT})|{_MEASURE}{{0,2}}(?={_END}))")
_YEAR = re.compile(r">\s*(?:19|20)[0-9]{2}(?:年|\s*(?:$|[-—/.]))")
# A quotation that begins with a quantity, which its > may compare; no date, no time and no number of an item.
_QUANTITY = re.compile(rf">\s*{_NUMBER}(?![\d.．,，]|\s*(?:[年月日号时点、:：)）-]|$))")
_SIGNED = re.compile(rf"[-*]\s+{_NUMBER}\s*(?:{_UNIT}|{_MEASURE}{{0,2}})(?={_END})|\+\s+{_NUMBER}")
_BULLET = re.compile(r"\s*([-+*])(?:\s+(\S)|\s*$)")
_SENTENCE_ENDS = tuple("。；：！？”）…")
_FAR = 60  # lines around in which another item of a list is looked for


def read_line(state: StateBlock, line: int) -> str:
    """The text of `line` behind its white space and the marks read so far; empty where there is none."""
    if not 0 <= line < state.lineMax:
        return ""
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def is_comparison(text: str, before: str = "", after: str = "") -> bool:
    """Whether the > of the line `text` means “more than”. One of several lines that all begin with > quotes,
    unless all of them compare."""
    return compares(text) and all(not other.startswith(">") or compares(other) for other in (before, after))


def compares(text: str) -> bool:
    """Whether a line that begins with > reads as a comparison by itself: a figure with what it is measured in
    or up to the end of a clause; 2024年 is a date."""
    if not text.startswith(">") or _YEAR.match(text):
        return False
    return bool(_COMPARED.match(text) or _COMPARED_APART.match(text))


def may_compare(text: str) -> bool:
    """Whether a line that begins with > may mean “more than”: a quantity follows, whatever stands behind."""
    return compares(text) or bool(_QUANTITY.match(text) and not _YEAR.match(text))


def compares_surely(text: str) -> bool:
    """Whether nobody would write a quotation so: no blank stands between > and the figure, or the clause ends
    behind it."""
    if _COMPARED.match(text):
        return True
    match = _COMPARED_APART.match(text)
    return bool(match and re.match(_END, text[match.end() :]))


def is_signed(text: str) -> bool:
    """Whether a line is a figure with its sign (- 3.5%), or goes on behind one with a mark."""
    return bool(_SIGNED.match(text))


def parts_by_sign(before: str, here: str) -> bool:
    """Whether a line is a figure with its sign (- 3.5%, >90%) behind another such line or a whole one;
    it is a paragraph of its own, then."""
    before = before.rstrip()
    if is_signed(here):
        return is_signed(before) or before.endswith(_SENTENCE_ENDS)
    return compares(here) and (compares(before) or before.endswith(_SENTENCE_ENDS))


def opens_bullet(state: StateBlock, line: int) -> bool:
    """Whether a line that begins like the item of a list may be one: not a figure with its sign, not a mark
    without text, and no single line behind * or +, which is a note's or a sum's."""
    text = read_line(state, line)
    match = _BULLET.match(text)
    if not match or state.sCount[line] < state.blkIndent:  # behind an item, another one
        return True
    if is_signed(text) or not match[2] or _BULLET.match(text[1:].lstrip()):  # - - 沿此线剪开 - -
        return False
    if text.rstrip().endswith((f" {match[1]}", f"\t{match[1]}")):  # - 完 -
        return False
    return match[1] == "-" or _has_neighbour(state, line, match[1])


def _has_neighbour(state: StateBlock, line: int, mark: str) -> bool:
    return any(_find_neighbour(state, range(line + step, line + step * _FAR, step), mark) for step in (1, -1))


def _find_neighbour(state: StateBlock, lines: range, mark: str) -> bool:
    blank = False
    for line in lines:
        text = state.src[state.bMarks[line] : state.eMarks[line]] if 0 <= line < state.lineMax else ""
        match = _BULLET.match(text)
        if match and match[2]:
            return match[1] == mark
        if blank and (not text.strip() or not text[0].isspace()):
            return False
        blank = not text.strip()
    return False
