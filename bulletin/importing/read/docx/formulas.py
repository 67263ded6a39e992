"""A formula of Word (OMML, ECMA-376 §22.1) → the runs of a line that says the same: x²+y², (a+b)/c, √(x)."""

from __future__ import annotations

from collections.abc import Iterator

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
_ROWS, _CELLS = "；", "，"  # as the web's formulas have them


def read_formula(formula: Element) -> tuple[Run, ...]:
    """The runs of a formula: its letters in reading order, with the marks that its layout stands for."""
    return tuple(run for run in _read(formula) if run.text)


def _read(element: Element | None) -> Iterator[Run]:
    name = tag(element) if element is not None else ""
    if element is None or name.endswith("Pr"):
        return
    if name == "t":
        yield Run(element.text or "")
    elif name == "f":
        bar = "" if value(element, "fPr", "type") == "noBar" else "/"
        yield Run(bar.join(enclose_terms(_write(child(element, part))) for part in ("num", "den")))
    elif name in _SCRIPTS:
        yield from _read_scripts(element, _SCRIPTS[name])
    elif name == "rad":
        if not is_on(element, "radPr", "degHide"):
            yield from raise_part(_write(child(element, "deg")), "sup")
        yield Run(f"√{enclose_terms(_write(child(element, 'e')))}")
    elif name == "d":
        yield from _read_brackets(element)
    elif name == "nary":
        yield from _read_sum(element)
    elif name in {"m", "eqArr"}:
        rows = [part for part in element if tag(part) in {"mr", "e"}]
        yield Run(_ROWS.join(_write(row) for row in rows))
    elif name == "mr":
        yield Run(_CELLS.join(_write(cell) for cell in element))
    else:
        for part in element:
            yield from _read(part)


def _read_scripts(element: Element, places: tuple[str, ...]) -> Iterator[Run]:
    yield from _read(child(element, "e"))
    for place in places:
        upper = place == "sup" or tag(element) == "limUpp"
        yield from raise_part(_write(child(element, place)), "sup" if upper else "sub")


def _read_sum(element: Element) -> Iterator[Run]:
    """A sum, a product, an integral: ∑_(i=1)^n i; our Markdown has no marks behind such a sign."""
    yield Run(value(element, "naryPr", "chr") or _NARY)
    for place, mark in (("sub", "_"), ("sup", "^")):
        if text := _write(child(element, place)):
            yield Run(f"{mark}{enclose_terms(text)}")
    yield Run(" ")
    yield from _read(child(element, "e"))


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
