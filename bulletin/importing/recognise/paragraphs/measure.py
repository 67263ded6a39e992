"""Lines of a text file → how wide each was in print, and the measure they were broken at.

Widths are in em, by the rules that the printed issues show (docs/line-breaking.md): Han and full-width marks
1, Latin 1/2, a gap of 1/4 between the two.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from bulletin.hanzi import is_chinese
from bulletin.importing.patterns import NO_START, ends_open
from bulletin.importing.spacing import tidy_spaces

# The width of a digit in em: in 仿宋, Times New Roman, Calibri; in Arial; in DejaVu Sans and the like.
LATIN = (0.5, 0.56, 0.64)
_WORD = re.compile(r"[A-Za-z0-9.,%+\-/@&’']+")
_OPENING = "（《〈「『【〔“‘(["
_NEAR = 2.6  # em below the measure that a line broken at it may be: an indent and what did not fit
_WIDEST = 64.0  # em; no page has longer lines
_SHARE = 0.3  # of the lines, that a measure must explain


def measure_text(text: str, latin: float = LATIN[0]) -> float:
    """The width of `text` in em, where a Latin letter or digit is `latin` wide."""
    wide, narrow, gaps = _count_widths(text)
    return wide + latin * narrow + 0.25 * gaps


@lru_cache(maxsize=30_000)
def _count_widths(text: str) -> tuple[int, int, int]:
    """How many full-width and how many narrow characters, and how many gaps between Han and Latin."""
    wide = narrow = gaps = 0
    before, before_wide = "", False
    for char in tidy_spaces(text.strip()):
        is_wide = is_chinese(char)
        wide += is_wide
        narrow += not is_wide
        gaps += bool(before) and is_wide != before_wide and char.isalnum() and before.isalnum()
        before, before_wide = char, is_wide
    return wide, narrow, gaps


def measure_first(text: str, latin: float = LATIN[0]) -> float:
    """The width of what a break cannot part at the start of `text`: a word or a character, with its marks."""
    text = text.strip()
    end = 0
    while end < len(text) and text[end] in _OPENING:
        end += 1
    word = _WORD.match(text, end)
    end = word.end() if word else end + 1
    gap = 0.25 if word else 0.0
    marks = 0
    while end + marks < len(text) and text[end + marks] in NO_START:
        marks += 1
    # A mark may be narrowed to keep the line (docs/line-breaking.md), so it asks for half its width.
    return measure_text(text[:end], latin) + marks * 0.5 + gap


def find_measure(texts: Sequence[str], latin: float = LATIN[0]) -> float:
    """The measure in em that `texts` were broken at; 0 where each is a whole paragraph."""
    widths = sorted(measure_text(text, latin) for text in texts if text.strip())
    if len(widths) < 3:
        return 0.0
    top = widths[int(len(widths) * 0.95)] if len(widths) >= 20 else widths[-1]
    if widths[-1] > _WIDEST or top < 12:
        return 0.0
    full = [text for text in texts if top - _NEAR <= measure_text(text, latin) <= top + 1.5]
    if len(full) < max(2, _SHARE * len(widths)):
        return 0.0
    # Lines broken at a measure mostly end within a sentence; paragraphs of one length do not.
    if sum(map(ends_open, full)) < 0.5 * len(full):
        return 0.0
    near = sorted(width for text in full if (width := measure_text(text, latin)) >= top - 1.1)
    return near[len(near) // 2]
