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
from bulletin.importing.recognise.tuning import TUNING
from bulletin.importing.spacing import tidy_spaces

_WORD = re.compile(r"[A-Za-z0-9.,%+\-/@&’']+")
_OPENING = "（《〈「『【〔“‘(["
_BLANKS = {"\u3000": TUNING.wide_blank, "\t": TUNING.tab}


def measure_blanks(lead: str) -> float:
    """How far in the blanks `lead` put a line, in em."""
    return sum(_BLANKS.get(char, TUNING.narrow_blank) for char in lead)


def measure_text(text: str, latin: float = TUNING.latin_widths[0]) -> float:
    """The width of `text` in em, where a Latin letter or digit is `latin` wide."""
    wide, narrow, gaps = (_count_line if len(text) <= TUNING.kept_longest else _count_widths)(text)
    return wide + latin * narrow + TUNING.latin_gap * gaps


@lru_cache(maxsize=30_000)
def _count_line(text: str) -> tuple[int, int, int]:
    return _count_widths(text)


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


def measure_first(text: str, latin: float = TUNING.latin_widths[0]) -> float:
    """The width of what a break cannot part at the start of `text`: a word or a character, with its marks."""
    text = text.strip()
    end = 0
    while end < len(text) and text[end] in _OPENING:
        end += 1
    word = _WORD.match(text, end)
    end = word.end() if word else end + 1
    gap = TUNING.latin_gap if word else 0.0
    marks = 0
    while end + marks < len(text) and text[end + marks] in NO_START:
        marks += 1
    # A mark may be narrowed to keep the line (docs/line-breaking.md), so it asks for half its width.
    return measure_text(text[:end], latin) + marks * TUNING.narrowed_mark + gap


def find_measure(texts: Sequence[str], latin: float = TUNING.latin_widths[0]) -> float:
    """The measure in em that `texts` were broken at; 0 where each is a whole paragraph."""
    widths = sorted(measure_text(text, latin) for text in texts if text.strip())
    if len(widths) < TUNING.measure_least_lines:
        return 0.0
    many = len(widths) >= TUNING.measure_many_lines
    top = widths[int(len(widths) * TUNING.measure_quantile)] if many else widths[-1]
    if widths[-1] > TUNING.measure_widest or top < TUNING.measure_narrowest:
        return 0.0
    full = [
        text
        for text in texts
        if top - TUNING.measure_near <= measure_text(text, latin) <= top + TUNING.measure_beyond
    ]
    if len(full) < max(TUNING.measure_full_lines, TUNING.measure_share * len(widths)):
        return 0.0
    # Lines broken at a measure mostly end within a sentence; paragraphs of one length do not.
    if sum(map(ends_open, full)) < TUNING.measure_open_share * len(full):
        return 0.0
    near = sorted(
        width for text in full if (width := measure_text(text, latin)) >= top - TUNING.measure_close
    )
    return near[len(near) // 2]
