"""A cleaned drawing → what each of its elements is drawn with: copies, gradients, masks, markers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from xml.etree import ElementTree

import cssselect2
import tinycss2

from bulletin.svg.model import Element
from bulletin.svg.vocabulary import REFERRING_PROPERTIES, TEXTS

_COPYING = {"use", "feImage"}
_INHERITED = {"fill", "stroke", "marker", "marker-start", "marker-mid", "marker-end"}
_AT_EVERY_POINT = {"marker", "marker-mid"}
_PAINTED = {"path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "use", *TEXTS}
_URL = re.compile(r"""url\((?:#([^()"']+)|"#([^"]+)")\)""")
_POINT = re.compile(r"[0-9.]+[^0-9.]+[0-9.]+|[A-Za-z]")

_Style = Mapping[str, str]  # property → value, of those that can refer to a part


@dataclass(frozen=True, slots=True)
class Reference:
    """One part that an element is drawn with: its id, how often, and whether each copy of `inside` is."""

    target: str
    times: int = 1
    inside: str = ""


@dataclass(frozen=True, slots=True)
class Drawn:
    """An element: the ids of those it stands in, its weight, the id it copies, what it is drawn with."""

    owners: tuple[str, ...]
    weight: int
    copies: str
    parts: tuple[Reference, ...]


def list_drawn(root: Element) -> Iterator[Drawn]:
    """Every element of the drawing, in order, with what it refers to."""
    yield from _walk(root, (), {}, _match_rules(root))


def _walk(
    element: Element, owners: tuple[str, ...], inherited: _Style, matched: Iterator[_Style] | None
) -> Iterator[Drawn]:
    own = {name: element.attributes[name] for name in REFERRING_PROPERTIES & element.attributes.keys()}
    own |= next(matched) if matched else {}
    if "style" in element.attributes:
        own |= _read_style(element.attributes["style"])
    style = {**inherited, **own}
    if name := element.attributes.get("id"):
        owners = (*owners, name)
    address = element.attributes.get("href", "")
    target = address[1:] if address.startswith("#") else ""
    copies = target if element.name in _COPYING else ""
    # What is inherited is drawn by the shapes below, what is not by the element as a whole.
    shown = style if element.name in _PAINTED else {k: v for k, v in own.items() if k not in _INHERITED}
    parts = [] if copies or not target else [Reference(target)]
    parts += [part for name, value in shown.items() for part in _list_parts(element, name, value, copies)]
    yield Drawn(owners, element.weight, copies, tuple(parts))
    below = {name: value for name, value in style.items() if name in _INHERITED}
    for child in element.elements():
        yield from _walk(child, owners, below, matched)


def _list_parts(element: Element, name: str, value: str, copies: str) -> Iterator[Reference]:
    times = 1
    if name in _AT_EVERY_POINT and "url(" in value:
        shape = element.attributes.get("d") or element.attributes.get("points", "")
        times = max(1, len(_POINT.findall(shape)))
    for plain, quoted in _URL.findall(value):
        yield Reference(plain or quoted, times, copies if name in _INHERITED else "")


def _match_rules(root: Element) -> Iterator[_Style] | None:
    """For every element, in order, what the style sheets say of it; None where they refer to nothing."""
    sheets = [style.text() for style in _find_styles(root)]
    if not any("url(" in sheet for sheet in sheets):
        return None
    matcher = cssselect2.Matcher()
    for sheet in sheets:
        for rule in tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True):
            if rule.type == "qualified-rule" and (found := _read_declarations(rule.content)):
                for selector in cssselect2.compile_selector_list(rule.prelude):
                    matcher.add_selector(selector, found)
    return _match_all(matcher, root)


def _match_all(matcher: Any, root: Element) -> Iterator[_Style]:
    for wrapper in cssselect2.ElementWrapper.from_xml_root(_convert(root)).iter_subtree():
        style: dict[str, str] = {}
        for *_, found in matcher.match(wrapper):
            style |= found
        yield style


def _find_styles(element: Element) -> Iterator[Element]:
    if element.name == "style":
        yield element
    for child in element.elements():
        yield from _find_styles(child)


def _convert(element: Element) -> ElementTree.Element:
    converted = ElementTree.Element(f"{{{element.space}}}{element.name}", element.attributes)
    converted.extend(map(_convert, element.elements()))
    return converted


@lru_cache(maxsize=1000)  # charts repeat a few styles thousands of times
def _read_style(css: str) -> _Style:
    return _read_declarations(css)


def _read_declarations(css: Any) -> dict[str, str]:
    parsed = tinycss2.parse_blocks_contents(css, skip_comments=True, skip_whitespace=True)
    return {
        item.lower_name: tinycss2.serialize(item.value)
        for item in parsed
        if item.type == "declaration" and item.lower_name in REFERRING_PROPERTIES
    }
