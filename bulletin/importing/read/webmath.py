"""A formula of a web page (MathML Core) → the runs of a line that says the same: x²+y², (a+b)/c, √(x)."""

from __future__ import annotations

from collections.abc import Iterator

from lxml.etree import _Element as Element

from bulletin.importing.model import Run
from bulletin.importing.read.raised import enclose_terms, raise_part

MATH_TAGS = {
    *(
        "math",
        "semantics",
        "mrow",
        "mi",
        "mo",
        "mn",
        "mtext",
        "ms",
        "mstyle",
        "mpadded",
        "mspace",
        "menclose",
    ),
    *("mfrac", "msqrt", "mroot", "msup", "msub", "msubsup", "mover", "munder", "munderover", "mmultiscripts"),
    *("mtable", "mtr", "mtd", "mfenced", "mphantom", "merror", "mspace"),
}
ANNOTATIONS = {"annotation", "annotation-xml"}  # the same formula for programs (MathML Core 4.3)
_PLACES = {
    "msup": ("sup",),
    "msub": ("sub",),
    "msubsup": ("sub", "sup"),
    "mover": ("sup",),
    "munder": ("sub",),
    "munderover": ("sub", "sup"),
}


def read_math(math: Element) -> tuple[Run, ...]:
    """The runs of a formula: its letters in reading order, with the marks that its layout stands for."""
    return tuple(run for run in _read(math) if run.text)


def _read(element: Element) -> Iterator[Run]:
    parts = [part for part in element if isinstance(part.tag, str)]
    name = element.tag
    if name in _PLACES and len(parts) > 1:
        yield from _read(parts[0])
        for place, part in zip(_PLACES[name], parts[1:], strict=False):
            yield from raise_part(_write(part), place)
    elif name == "mfrac" and len(parts) == 2:
        yield Run("/".join(enclose_terms(_write(part)) for part in parts))
    elif name == "mroot" and len(parts) == 2:
        yield from raise_part(_write(parts[1]), "sup")
        yield Run(f"√{enclose_terms(_write(parts[0]))}")
    elif name == "msqrt":
        yield Run(f"√{enclose_terms(''.join(map(_write, parts)) or _own(element))}")
    elif name == "mfenced":
        yield Run(f"({','.join(map(_write, parts))})")
    elif name == "mtable":
        yield Run("；".join(_write(part) for part in parts))
    elif name == "mtr":
        yield Run("，".join(_write(part) for part in parts))
    else:
        yield Run(_own(element))
        for part in parts:
            yield from _read(part)
            yield Run(" ".join((part.tail or "").split()))


def _own(element: Element) -> str:
    """The letters of an element, without the operators that nobody sees (Unicode 23.4.4)."""
    text = " ".join((element.text or "").split())
    return "".join(char for char in text if not "\u2061" <= char <= "\u2064")


def _write(element: Element) -> str:
    """A part of a formula that is raised, or above or below a line, as bare text."""
    return "".join(f"{run.script}{run.text}" for run in _read(element))
