"""A formula of Word (OMML, ECMA-376 §22.1) → the runs of a line that says the same: x²+y², (a+b)/c, √(x)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from unicodedata import normalize

from lxml.etree import _Element as Element

from bulletin.importing.model import Run
from bulletin.importing.read.docx.xml import attr, child, is_on, tag, value
from bulletin.importing.read.raised import enclose_terms, raise_part

_SCRIPTS = {
    "sSup": ("sup",),
    "sSub": ("sub",),
    "sSubSup": ("sub", "sup"),
    "sPre": ("sub", "sup"),
    "limLow": ("lim",),
    "limUpp": ("lim",),
}
_NARY = "∫"  # the sign of a sum without a name (§22.1.2.70)
# Accents as they stand behind what they belong to, and the mark of letters where formulas have another.
_ACCENTS = {
    "\u0302": "ˆ",
    "\u0303": "˜",
    "\u0304": "¯",
    "\u0305": "¯",
    "\u0307": "˙",
    "\u0308": "¨",
    "\u030c": "ˇ",
    "\u0332": "_",
    "\u20d7": "→",
}
_AS_LETTER = {"\u0305": "\u0304"}
_PRINTED = re.compile("[\u00c0-\u017f\u1e00-\u1eff]")  # letters with an accent that the fonts have
_SCRIPTED = frozenset("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ₀₁₂₃₄₅₆₇₈₉₊₋")
_ROWS, _CELLS = "；", "，"  # as the web's formulas have them


def read_formula(formula: Element) -> tuple[Run, ...]:
    """The runs of a formula: its letters in reading order, with the marks that its layout stands for."""
    return tuple(run for run in _read(formula) if run.text)


def has_loose_accent(runs: Sequence[Run]) -> bool:
    """Whether a formula has an accent that stands behind its letter."""
    return any(run.text in _ACCENTS.values() for run in runs)


def _read(element: Element | None) -> Iterator[Run]:
    name = tag(element) if element is not None else ""
    if element is None or name.endswith("Pr"):
        return
    if name == "t":
        yield Run(element.text or "")
    elif name == "f":
        yield from _enclose(child(element, "num"))
        yield Run("" if value(element, "fPr", "type") == "noBar" else "/")
        yield from _enclose(child(element, "den"))
    elif name in _SCRIPTS:
        yield from _read_scripts(element, _SCRIPTS[name])
    elif name == "rad":
        if not is_on(element, "radPr", "degHide"):
            yield from raise_part(_write(child(element, "deg")), "sup")
        yield Run("√")
        yield from _enclose(child(element, "e"))
    elif name == "d":
        yield from _read_brackets(element)
    elif name == "nary":
        yield from _read_sum(element)
    elif name in {"acc", "bar"}:
        yield from _read_accent(element, name)
    elif name in {"m", "eqArr", "mr"}:
        parts = [part for part in element if tag(part) in {"mr", "e"}]
        for i, part in enumerate(parts):
            yield Run((_CELLS if name == "mr" else _ROWS) if i else "")
            yield from _read(part)
    else:
        for part in element:
            yield from _read(part)


def _read_scripts(element: Element, places: tuple[str, ...]) -> Iterator[Run]:
    yield from _read(child(element, "e"))
    for place in places:
        upper = place == "sup" or tag(element) == "limUpp"
        yield from raise_part(_write(child(element, place)), "sup" if upper else "sub")


def _read_accent(element: Element, name: str) -> Iterator[Run]:
    """A letter with its accent, ŷ: as one character where the fonts of an issue draw that, else the accent
    behind it; without it the letter is another variable."""
    below = name == "bar" and value(element, "barPr", "pos") != "top"
    mark = "\u0332" if below else "\u0305" if name == "bar" else value(element, "accPr", "chr") or "\u0302"
    letters = [run for run in _read(child(element, "e")) if run.text]
    scripts = all(run.script or run.text in _SCRIPTED for run in letters[1:])
    own, behind = letters[: 1 if scripts else None], letters[1:] if scripts else []
    composed = normalize("NFC", "".join(run.text for run in own) + _AS_LETTER.get(mark, mark))
    if _PRINTED.fullmatch(composed):
        yield Run(composed)
    else:
        yield from own
        yield Run(_ACCENTS.get(mark, ""))
    yield from behind


def _read_sum(element: Element) -> Iterator[Run]:
    """A sum, a product, an integral, with its limits behind the sign."""
    yield Run(value(element, "naryPr", "chr") or _NARY)
    for place in ("sub", "sup"):
        yield from raise_part(_write(child(element, place)), place)
    yield Run(" ")
    yield from _read(child(element, "e"))


def _enclose(element: Element | None) -> Iterator[Run]:
    """What stands above or below a line, in brackets where it has more than one term."""
    runs = [*_read(element)]
    text = "".join(run.text for run in runs)
    bracketed = enclose_terms(text) != text
    yield Run("(" if bracketed else "")
    yield from runs
    yield Run(")" if bracketed else "")


def _read_brackets(element: Element) -> Iterator[Run]:
    """What stands in brackets; a sign that is set to nothing is left away (§22.1.2.24)."""
    properties = child(element, "dPr")
    opening, between, closing = (
        attr(found, "val") if found is not None else usual
        for found, usual in (
            (child(properties, name), usual)
            for name, usual in (("begChr", "("), ("sepChr", "|"), ("endChr", ")"))
        )
    )
    yield Run(opening)
    for i, part in enumerate(part for part in element if tag(part) == "e"):
        yield Run(between if i else "")
        yield from _read(part)
    yield Run(closing)


def _write(element: Element | None) -> str:
    """A part of a formula that is raised, or above or below a line, as bare text."""
    return "".join(f"{run.script}{run.text}" for run in _read(element))
