"""document.xml → its sections in order: how wide their text is set, whether they begin a page (§17.6)."""

from __future__ import annotations

from dataclasses import dataclass

from lxml.etree import _Element as Element

from bulletin.importing.read.docx.xml import attr, child, tag, value, walk

_PAGE, _MARGIN = 11_906, 1_800  # twips: A4, and Word's margins, where a document does not say


@dataclass(frozen=True, slots=True)
class Section:
    """The width of the text in pt, and whether the section begins on a page of its own."""

    measure: float
    page: bool


def list_sections(root: Element) -> list[Section]:
    """The sections of a document; at least one."""
    return [_read_section(element) for element in walk(root) if tag(element) == "sectPr"] or [
        _read_section(None)
    ]


def _read_section(element: Element | None) -> Section:
    size, margins, columns = (child(element, name) for name in ("pgSz", "pgMar", "cols"))
    width = _read_twips(size, "w", _PAGE) - _read_twips(margins, "left", _MARGIN)
    width -= _read_twips(margins, "right", _MARGIN)
    count = attr(columns, "num")
    width //= int(count) if count in {"2", "3", "4"} else 1
    return Section(max(width, 1) / 20, value(element, "type") not in {"continuous", "nextColumn"})


def _read_twips(element: Element | None, name: str, otherwise: int) -> int:
    text = attr(element, name)
    return int(text) if text.isdecimal() and len(text) < 6 else otherwise
