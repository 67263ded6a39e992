"""A cleaned drawing → its bytes, the same for the same elements."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape

from bulletin.svg.model import SVG, Element

_IN_TEXT = {"\r": "&#13;"}
_IN_VALUE = {'"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}


def write_svg(root: Element) -> bytes:
    """The drawing as UTF-8, without declaration, comments, or any namespace but SVG's and `xml:`."""
    return "".join(_write(root, f' xmlns="{SVG}"')).encode()


def _write(element: Element, first: str = "") -> Iterator[str]:
    values = (f' {name}="{escape(value, _IN_VALUE)}"' for name, value in element.attributes.items())
    yield f"<{element.name}{first}{''.join(values)}"
    if not element.children:
        yield "/>"
        return
    yield ">"
    for child in element.children:
        if isinstance(child, str):
            yield escape(child, _IN_TEXT)
        else:
            yield from _write(child)
    yield f"</{element.name}>"
