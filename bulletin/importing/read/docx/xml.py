"""Elements of WordprocessingML → their names and attributes, in the transitional and the strict namespace."""

from __future__ import annotations

from collections.abc import Iterator

from lxml.etree import _Element as Element

_MICROSOFT = "http://schemas.microsoft.com/office"
# What a choice may require: shapes, groups and canvases of Word 2010, and what their text is written in.
_UNDERSTOOD = frozenset(
    {
        *(f"{_MICROSOFT}/word/2010/wordprocessing{part}" for part in ("Shape", "Group", "Canvas", "Drawing")),
        *(f"{_MICROSOFT}/word/{year}/wordml" for year in (2006, 2010, 2012)),
        f"{_MICROSOFT}/drawing/2010/main",
        "urn:schemas-microsoft-com:vml",
        # Where the prefix is not bound, by the name that everybody gives it.
        *("wps", "wpg", "wpc", "wp14", "w14", "w15", "a14", "v"),
    }
)


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
    """`element` and all below it in order; of an AlternateContent only the alternative that is read."""
    yield element
    for inner in pick_alternative(element):
        yield from walk(inner)


def pick_alternative(element: Element) -> list[Element]:
    """The children of an element; of mc:AlternateContent those of the one alternative that is read.

    That is the first choice whose namespaces all are understood, else the fallback (ISO/IEC 29500-3):
    there a chart of a newer kind, ink or an emoji is a picture or a character.
    """
    if tag(element) != "AlternateContent":
        return list(element)
    choices = [inner for inner in element if tag(inner) == "Choice"]
    chosen = next((choice for choice in choices if _is_understood(choice)), None)
    fallback = child(element, "Fallback")
    if chosen is None and fallback is not None and len(fallback):
        chosen = fallback
    if chosen is None:
        chosen = choices[0] if choices else fallback
    return list(chosen) if chosen is not None else []


def _is_understood(choice: Element) -> bool:
    names = [choice.nsmap.get(prefix, prefix) for prefix in attr(choice, "Requires").split()]
    return all(name in _UNDERSTOOD for name in names)
