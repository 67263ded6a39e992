"""A text → about how wide it is set, in em: to share a measure among columns, to leave room for a label."""

from __future__ import annotations

import re
from itertools import pairwise
from unicodedata import combining, east_asian_width

_GAP = 0.25  # between Han and what is none (CLREQ §3.2.3)
_WIDE = {"W", "F", "A"}  # UAX #11; what is ambiguous a Chinese face draws wide
_NARROW = re.compile(r"[fijlrt.,:;'|!()\[\]/\\ ]")
_BROAD = re.compile(r"[A-Zmw%&@#]")
_WORD = re.compile(r"[!-~]+")


def estimate_width(text: str) -> float:
    """How wide `text` is on one line; Latin letters as in a serif face, the gaps beside them counted."""
    width = sum(map(_estimate_character, text))
    return width + _GAP * sum(_is_wide(a) != _is_wide(b) for a, b in pairwise(text) if (a + b).isalnum())


def estimate_longest_word(text: str) -> float:
    """How wide the widest stretch of `text` is that has no blank and no Han in it."""
    return max((estimate_width(word) for word in _WORD.findall(text)), default=0.0)


def _is_wide(char: str) -> bool:
    return east_asian_width(char) in _WIDE


def _estimate_character(char: str) -> float:
    if combining(char):
        return 0.0
    if _is_wide(char):
        return 1.0
    if _NARROW.match(char):
        return 0.33
    return 0.75 if _BROAD.match(char) else 0.5
