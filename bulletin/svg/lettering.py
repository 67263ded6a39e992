"""A cleaned drawing → the same drawing with its lettering in the series' fonts, for paper."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from xml.etree import ElementTree

from bulletin.svg.css import map_declarations
from bulletin.svg.embedded import read_drawing_address, write_drawing_address
from bulletin.svg.vocabulary import NOTES, TEXTS

_WEIGHTS = {"bold", "bolder", "lighter"}
_STYLES = {"italic", "oblique"}


def set_svg_fonts(data: bytes, families: Iterable[str]) -> bytes:
    """Put every text of the SVG `data` in `families`, so that no font of the machine is drawn.

    `data` is what read_svg has made; an image without text is returned as it is.
    """
    root = ElementTree.fromstring(data)
    texts = [element for element in root.iter() if _local_name(element) in TEXTS]
    inner = [
        (image, found) for image in root.iter() if (found := read_drawing_address(image.get("href", "")))
    ]
    if not texts and not inner:
        return data
    families = list(families)
    for image, drawing in inner:
        image.set("href", write_drawing_address(set_svg_fonts(drawing, families)))
    for element in root.iter():
        if _local_name(element) == "style" and element.text:
            element.text = map_declarations(element.text, _drop_family, is_sheet=True)
        if style := element.get("style"):
            element.set("style", map_declarations(style, _drop_family, is_sheet=False))
        element.attrib.pop("font-family", None)
    for element in texts:
        element.set("font-family", ", ".join(families))
    return ElementTree.tostring(root, encoding="unicode").encode()


def _drop_family(name: str, value: list[Any]) -> dict[str, list[Any]]:
    """The declaration without families; the size, weight and slant of a `font` shorthand are kept."""
    if name == "font-family":
        return {}
    if name != "font":
        return {name: value}
    kept: dict[str, list[Any]] = {}
    for token in value:
        is_size = token.type in {"dimension", "percentage"}
        if token.type == "ident" and token.lower_value in _WEIGHTS:
            kept.setdefault("font-weight", [token])
        elif token.type == "ident" and token.lower_value in _STYLES:
            kept.setdefault("font-style", [token])
        elif token.type == "number" and token.value >= 1 and "font-size" not in kept:
            kept.setdefault("font-weight", [token])
        elif is_size and "font-size" not in kept:
            kept["font-size"] = [token]
    return kept


def read_svg_text(data: bytes) -> str:
    """All lettering of the SVG `data`, for the check that the fonts have its characters."""
    parts: list[str] = []
    for element in ElementTree.fromstring(data).iter():
        if _local_name(element) == "text":
            parts += _read_letters(element)
        elif drawing := read_drawing_address(element.get("href", "")):
            parts.append(read_svg_text(drawing))
    return "".join(parts)


def _read_letters(element: ElementTree.Element) -> Iterable[str]:
    yield element.text or ""
    for child in element:
        if _local_name(child) not in NOTES:
            yield from _read_letters(child)
        yield child.tail or ""


def _local_name(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]
