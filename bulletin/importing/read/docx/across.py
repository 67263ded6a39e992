"""A short line and how far it stands from the left → whether it is at the right of its page, as 落款 is.

Who never found the button for it moves a line there with an indent, with tabs or with blanks.
"""

from __future__ import annotations

import re

from bulletin.hanzi import is_chinese
from bulletin.importing.read.docx.styles import ParagraphLook

_LONGEST = 30  # characters of a line that signs, or dates
_LEAST_START, _LEAST_MIDDLE = 0.35, 0.6  # of the measure: what is centred has its middle at a half
_MOST_END = 1.15  # of the measure, as widths are known: beyond it the line would be broken
_TAB = 21.0  # pt between stops, where a document does not say: w:defaultTabStop 420, as in Chinese templates
_BLANKS = " \t\u00a0\u2002\u3000"
_GAP = re.compile(r"\t|[ \u00a0\u2002]{8,}|\u3000{4,}")  # within a line: it has several things side by side
_ENDS = tuple("。；：，、！？")
# 指导教师签字：, 负责人（盖章）: room for a name, which a line may end with that signs.
_TO_SIGN = re.compile(r".{0,16}(?:签\s*[字名章]|[盖公签]\s*章|签署)\s*[）)]?\s*[：:]?")


def stands_right(text: str, look: ParagraphLook, size: float, measure: float, *, bold: bool) -> bool:
    """Whether each line of `text`, set in `size`, stands at the right of a page with this `measure` (pt).
    Blanks ahead of `bold` words mean to put a heading in the middle, but for room to sign."""
    lines = [line for line in text.split("\n") if line.strip(_BLANKS)]
    if bold and not all(_TO_SIGN.fullmatch(line.strip(_BLANKS)) for line in lines):
        return False
    return bool(lines) and all(_is_right(line, look, size or 10.5, measure) for line in lines)


def _is_right(line: str, look: ParagraphLook, size: float, measure: float) -> bool:
    words = line.strip(_BLANKS)
    open_end = words.endswith(_ENDS) and not _TO_SIGN.fullmatch(words)
    if len(words) > _LONGEST or open_end or _GAP.search(words):
        return False
    start = look.indent.measure(size)
    for char in line[: len(line) - len(line.lstrip(_BLANKS))]:
        if char == "\t" and any(stop / 20 >= _LEAST_MIDDLE * measure for stop in look.right_tabs):
            return True
        if char == "\t":
            start = (start // _TAB + 1) * _TAB
        else:
            start += size if char == "\u3000" else size / 2
    length = sum(size if is_chinese(char) else size / 2 for char in words)
    within = start + length <= _MOST_END * measure
    return within and start >= _LEAST_START * measure and start + length / 2 >= _LEAST_MIDDLE * measure
