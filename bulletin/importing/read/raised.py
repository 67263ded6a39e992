"""Text set above or below its line → the characters that Unicode has for it: m², 10⁻⁶, CO₂.

Markdown has no sign for either (CommonMark 0.31), and 10 with a raised 6 that loses it reads as 106.
"""

from __future__ import annotations

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
