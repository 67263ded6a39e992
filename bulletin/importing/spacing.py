"""Text as it was extracted from print → the same text without the spaces that extraction put in.

A quarter-em gap between Han and Latin is not a space in the source, but programs that read a page take it
for one. A space between two Han characters is meant (“守正 创新”), and so is one between two words
of Latin letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from bulletin.captions import compile_caption
from bulletin.hanzi import is_han, is_invisible, join_lines
from bulletin.importing.gaps import GAP, write_gap

LINE_END = "\u2028"  # of a line in a paragraph that stays one, as one of code does (Unicode 5.8)
_BLANK = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
# Marks with room of their own: a space beside one is never meant …
_MARKS = "，。、；：！？（）《》〈〉【】〔〕「」『』—…％‰℃～·＋－＝"
# … but for a closing quotation mark before words, and an opening one behind them.
_OPENING_QUOTES, _CLOSING_QUOTES = "“‘", "”’"
_ROOM = 2  # blanks behind a label that are left to write in, ahead of another label
_LABEL = re.compile(r"[\u4e00-\u9fff（）]{2,10}：")
_TIES = tuple("/+-&@=<>~_(")
_CAPTION = compile_caption()
# A word set wide: one Han character, a space, another, all through.
_SPREAD = re.compile(r"(?:[^\W\da-zA-Z_][ \u3000]+){2,}[^\W\da-zA-Z_]")


def tidy_spaces(text: str) -> str:
    """Remove the spaces that nobody typed; of those that were, keep one, wide where it was wide or means
    something."""
    out: list[str] = []
    end = 0
    for match in _BLANK.finditer(text):
        out.append(text[end : match.start()])
        before, after = text[: match.start()][-1:], text[match.end() :][:1]
        wide = "\u3000" in match[0]  # no program puts in a wide one
        gap = write_gap(text, match.start(), match.end())
        caption = _CAPTION.fullmatch(text[: match.start()].strip())
        if before == "：" and (wide or len(match[0]) >= _ROOM) and _LABEL.match(text, match.end()):
            out.append(GAP)  # 甲方：　联系电话：
        elif gap:
            out.append(gap)
        elif before and after and (caption or _is_meant(before, after, wide)):
            out.append("\u3000" if wide else " ")
        end = match.end()
    out.append(text[end:])
    return "".join(out)


def join_printed(lines: Iterable[str]) -> str:
    """Join lines that print has broken: a space between two words of Latin letters, none where the break fell
    behind or before a mark that ties them (N/⏎m³, 1+⏎N)."""
    joined = ""
    for line in lines:
        tied = joined[-1:] in _TIES or line.strip()[:1] in _TIES
        joined = joined + line.strip() if tied else join_lines((joined, line))
    return joined


def _is_meant(before: str, after: str, wide: bool) -> bool:
    if before in _MARKS or after in _MARKS:
        return False
    if wide:
        return True
    if before in _OPENING_QUOTES or after in _CLOSING_QUOTES:
        return False
    before_wide = is_han(before) or before in _CLOSING_QUOTES
    after_wide = is_han(after) or after in _OPENING_QUOTES
    return before_wide == after_wide  # Han beside Han, Latin beside Latin


def drop_invisible(text: str) -> str:
    """`text` without characters that have neither ink nor width: a build would refuse them."""
    return "".join(char for char in text if char != "\u00ad" and not is_invisible(char))


def close_spread(text: str) -> str:
    """Close up a word that was spread with spaces: 工 作 简 报 → 工作简报, 目　录 → 目录.

    For mastheads, titles and names alone: in running text such a row may be a list.
    """
    parts = text.split()
    if len(parts) > 1 and all(len(part) == 1 and is_han(part) for part in parts):
        return "".join(parts)
    return _SPREAD.sub(lambda match: "".join(match[0].split()), text)
