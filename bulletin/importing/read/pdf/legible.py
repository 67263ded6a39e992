"""The lines of pages → the pages whose words or marks the file keeps to itself, each with what to be told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from bulletin.hanzi import is_han
from bulletin.importing.model import PageLine
from bulletin.importing.read.pdf.figures import Passed

_LEAST_HAN = 300  # characters of running text on a page, that have a mark among them
_LINE = 15  # of a line of running text
_RARE = 0.01  # marks for each of them; there are seven in a hundred
_MARKS = frozenset("。，、；：？！“”（）《》…,.;:?!()")
_LOST = 3  # characters of no meaning on a page, more than this
_PRIVATE = ("\ue000", "\uf8ff")

SCANNED = "是扫描的图，里面没有文字，没有收进；先用文字识别（OCR）软件认出字来，再导入"


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
        if lost > _LOST:
            found.append(Passed(page, "有些符号字体里没有写明是什么字，请对照原稿改正"))
    return found
