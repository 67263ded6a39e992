"""The lines of pages → the pages whose words or marks the file keeps to itself, each with what to be told."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise

from bulletin.hanzi import is_han
from bulletin.importing.model import PageLine
from bulletin.importing.read.pdf.figures import Passed
from bulletin.importing.read.pdf.rows import Glyph

_LEAST_HAN = 300  # characters of running text on a page, that have a mark among them
_LINE = 15  # of a line of running text
_RARE = 0.01  # marks for each of them; there are seven in a hundred
_MARKS = frozenset("。，、；：？！“”（）《》…,.;:?!()")
_LOST = 3  # characters of no meaning on a page, more than this
_PRIVATE = ("\ue000", "\uf8ff")

SCANNED = "是扫描的图，里面没有文字，没有收进；先用文字识别（OCR）软件认出字来，再导入"
UNMAPPED = "里面的字读不出来，只有标点：字体里没有写明是什么字；请用原稿，或者先用文字识别（OCR）软件认出字来"
_LEAST_MARKS = 60  # on a page of which nearly nothing else came …
_MOST_MARKS = 0.6  # … marks for each letter, more than this; in any text there are far fewer
_LEADERS = re.compile(r"[.…·．-]{3,}|(?:[.…·．]\s){3,}")  # of a contents list
VERTICAL = "有竖排的字，没有按竖排读，先后多半不对，请对照原稿改正"
_LEAST_VERTICAL = 40  # Han characters right below the one before, on a page that is set from top to bottom


def is_vertical(glyphs: Sequence[Glyph]) -> bool:
    """Whether most of a page is set from top to bottom: its characters, in the order of the file, stand one
    below the other."""
    below = beside = 0
    for one, other in pairwise(glyphs):
        if is_han(one.text[:1] or " ") and is_han(other.text[:1] or " "):
            across, down = other.x - one.x, one.y - other.y
            below += abs(across) < 0.3 * one.width and 0.7 * one.width < down < 2 * one.width
            beside += abs(down) < 0.3 * one.width and 0.7 * one.width < across < 2 * one.width
    return below >= _LEAST_VERTICAL and below > beside


def is_unmapped(text: str) -> bool:
    """Whether nearly all that came of a page are marks: its fonts do not tell which characters they draw."""
    text = _LEADERS.sub("", text)
    marks = sum(char in _MARKS or char in "\"'<>-" for char in text)
    return marks >= _LEAST_MARKS and marks > _MOST_MARKS * sum(map(str.isalnum, text))


def find_illegible(lines: Sequence[PageLine], texts: Mapping[int, str]) -> list[Passed]:
    """What of the pages cannot be read: no mark in a page of text, or characters without a meaning.

    `texts` are all characters of each page, with or without a line.
    """
    found: list[Passed] = []
    han: Counter[int] = Counter()
    marks: Counter[int] = Counter()
    for line in lines:
        count = sum(map(is_han, line.text))
        if count >= _LINE:
            han[line.page] += count
            marks[line.page] += sum(char in _MARKS for char in line.text)
    for page, text in texts.items():
        lost = text.count("\ufffd") + sum(_PRIVATE[0] <= char <= _PRIVATE[1] for char in text)
        if han[page] >= _LEAST_HAN and marks[page] < _RARE * han[page]:
            found.append(Passed(page, "字里几乎没有标点，多半是字体里没有写明，请对照原稿补上"))
        if is_unmapped(text):
            found.append(Passed(page, UNMAPPED))
        if lost > _LOST:
            found.append(Passed(page, "有些符号字体里没有写明是什么字，请对照原稿改正"))
    return found
