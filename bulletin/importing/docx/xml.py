"""Elements of WordprocessingML → their names and attributes, in the transitional and the strict namespace."""

from __future__ import annotations

from collections.abc import Iterator

from lxml.etree import _Element as Element


def tag(element: Element) -> str:
    """The name of an element without its namespace."""
    name = element.tag
    return name.rpartition("}")[2] if isinstance(name, str) else ""


def attr(element: Element | None, name: str, default: str = "") -> str:
    """An attribute by its name without a namespace."""
    if element is None:
        return default
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return default


def child(element: Element | None, *path: str) -> Element | None:
    """The first descendant along `path`, None where there is none."""
    for name in path:
        if element is None:
            return None
        element = next((inner for inner in element if tag(inner) == name), None)
    return element


def value(element: Element | None, *path: str) -> str:
    """The attribute `val` of the descendant along `path`; "" where there is none."""
    return attr(child(element, *path), "val")


def is_on(element: Element | None, *path: str) -> bool | None:
    """A toggle property (§17.7.3): True, False, or None where it is not set."""
    found = child(element, *path)
    if found is None:
        return None
    return attr(found, "val", "1").lower() not in {"0", "false", "off", "none"}


def walk(element: Element) -> Iterator[Element]:
    """`element` and all below it in order; of an AlternateContent only its first choice (§MCE 9.3)."""
    yield element
    for inner in pick_alternative(element):
        yield from walk(inner)


def pick_alternative(element: Element) -> list[Element]:
    """The children of an element; of mc:AlternateContent those of the one alternative that is read."""
    if tag(element) != "AlternateContent":
        return list(element)
    chosen = child(element, "Choice")
    chosen = chosen if chosen is not None else child(element, "Fallback")
    return list(chosen) if chosen is not None else []
