"""A checked SVG image → the same image with its lettering in the series' fonts, for paper."""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.etree import ElementTree

_TEXT_TAGS = {"text", "tspan", "textPath"}
_FAMILY = re.compile(r"font-family\s*:[^;}]*;?")
_SHORTHAND = re.compile(r"\bfont\s*:\s*([^;}]*);?")
_SIZE = re.compile(r"[\d.]+(?:px|pt|em|rem|%|mm)")


def set_svg_fonts(data: bytes, families: Iterable[str]) -> bytes:
    """Put every text of the SVG `data` in `families`, so that no font of the machine is drawn.

    An image without text is returned as it is. The document type is dropped; images.read_image has
    refused entities before this parser sees them.
    """
    root = ElementTree.fromstring(data)
    texts = [element for element in root.iter() if _local_name(element) in _TEXT_TAGS]
    if not texts:
        return data
    for element in root.iter():
        if _local_name(element) == "style" and element.text:
            element.text = _drop_families(element.text)
        if style := element.get("style"):
            element.set("style", _drop_families(style))
        element.attrib.pop("font-family", None)
    for element in texts:
        element.set("font-family", ", ".join(families))
    return ElementTree.tostring(root, encoding="unicode").encode()


def _drop_families(css: str) -> str:
    """`css` without families; the size and weight of a `font` shorthand are kept."""

    def keep_size(match: re.Match[str]) -> str:
        size = _SIZE.search(match[1])
        weight = "font-weight:bold;" if "bold" in match[1] else ""
        return (f"font-size:{size[0]};" if size else "") + weight

    return _SHORTHAND.sub(keep_size, _FAMILY.sub("", css))


def read_svg_text(data: bytes) -> str:
    """All lettering of the SVG `data`, for the check that the fonts have its characters."""
    texts = (element for element in ElementTree.fromstring(data).iter() if _local_name(element) == "text")
    return "".join("".join(element.itertext()) for element in texts)


def _local_name(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
