"""Text set above or below its line → the characters that Unicode has for it (m², 10⁻⁶, CO₂), or its mark.

10 with a raised 6 that loses it reads as 106.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bulletin.importing.model import Run

_SUPERSCRIPTS = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
_SUBSCRIPTS = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
# By the names that Word (ECMA-376 §17.18.94) and web pages give to the places.
_TABLES = {
    "superscript": _SUPERSCRIPTS,
    "subscript": _SUBSCRIPTS,
    "sup": _SUPERSCRIPTS,
    "sub": _SUBSCRIPTS,
}


def set_script(text: str, place: str) -> str:
    """`text` as it stands at `place` (superscript, subscript, sup, sub); "" where Unicode lacks a character
    for some of it."""
    table = _TABLES.get(place, {})
    known = all(ord(char) in table or char.isspace() for char in text)
    return text.translate(table) if known else ""


# What our Markdown takes for such text between two marks (docs/编辑手册.md, 上标和下标): 2, n+1, max, [1], ①.
_MARKABLE = re.compile(
    r"[\[(（]?[-+−±]?[0-9A-Za-z\u0370-\u03ff]+(?:[-+−=.,/][0-9A-Za-z\u0370-\u03ff]+)*[-+−*′]?[\])）]?"
    r"|[-+−*′①-⑳]"
)
_LONGEST = 16  # characters
_MARKS = {"superscript": "^", "sup": "^", "subscript": "~", "sub": "~"}


def find_script_mark(text: str, place: str) -> str:
    """The mark of our Markdown for `text` at `place`: `^` or `~`; "" where it cannot stand between two."""
    fits = len(text) <= _LONGEST and bool(_MARKABLE.fullmatch(text))
    return _MARKS.get(place, "") if fits else ""


def raise_part(text: str, place: str) -> Iterator[Run]:
    """The runs of a part of a formula that stands at `place` (sup, sub): x², aₙ, or x^(n+1) where neither
    Unicode nor our Markdown has a way."""
    found = set_script(text, place)
    mark = "" if found else find_script_mark(text, place)
    if found or mark:
        yield Run(found or text, script=mark)
    elif text:
        yield Run(f"{'^' if place == 'sup' else '_'}{enclose_terms(text)}")


def enclose_terms(text: str) -> str:
    """What has more than one term, in brackets."""
    return text if text.isalnum() or (text[:1], text[-1:]) == ("(", ")") else f"({text})"
