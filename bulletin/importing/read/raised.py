"""Text set above or below its line → the characters that Unicode has for it (m², 10⁻⁶, CO₂), or its mark.

10 with a raised 6 that loses it reads as 106.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

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


def place_text(text: str, place: str) -> tuple[str, str]:
    """`text` as it is written at `place`, and the mark around it; neither changes where there is no way."""
    found = set_script(text, place)
    return found or text, "" if found else find_script_mark(text, place)


class RaisedRuns:
    """The runs of a paragraph that are raised or lowered, by their index, with their own words: programs part
    what is one, [ and 3], and no part of it alone may have a mark."""

    def __init__(self) -> None:
        self._runs: dict[int, tuple[str, str]] = {}

    def add(self, index: int, text: str, place: str) -> None:
        """Remember run `index`, of `text` at `place`."""
        self._runs[index] = (text, place)

    def join(self, runs: list[Run]) -> int:
        """Write those as one in `runs` that adjoin, the others of them empty; the number of places that are
        plain text now, for want of a way."""
        plain, at = 0, 0
        while at < len(runs):
            text, place = self._runs.get(at, ("", ""))
            end = at + 1
            while place and self._runs.get(end, ("", ""))[1] == place:
                text += self._runs[end][0]
                end += 1
            joined, mark = place_text(text, place)
            if end > at + 1 and (mark or joined != text):
                runs[at:end] = [
                    replace(runs[at], text=joined, script=mark),
                    *(replace(run, text="", script="") for run in runs[at + 1 : end]),
                ]
            elif any(map(str.isalnum, text)) and not any(
                runs[i].script or runs[i].text != self._runs[i][0] for i in range(at, end)
            ):
                plain += 1
            at = end
        return plain


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
