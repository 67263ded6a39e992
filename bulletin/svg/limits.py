"""A cleaned drawing → its size in pixels, and whether it can be drawn in reasonable time."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bulletin.svg.model import SAVE_HINT, Element, SvgError
from bulletin.svg.vocabulary import REFERRING_PROPERTIES

_MAX_DRAWN = 50_000  # elements, copies made by <use> counted
_MAX_TOUCHED = 1_000_000  # elements, those that gradients, masks and markers are made of counted, too
_MAX_CHAIN = 100
_URL = re.compile(r"""url\((?:#([^()"']+)|"#([^"]+)")\)""")
_NUMBER = re.compile(r"-?(?:[0-9]+\.?[0-9]*|\.[0-9]+)")
_LENGTH = re.compile(
    r"\s*\+?([0-9]*\.?[0-9]+(?:e[+-]?[0-9]{1,2})?)(px|pt|mm|cm|in|pc|em|ex|q)?\s*", re.IGNORECASE
)
_UNIT_PIXELS = {
    "": 1.0,
    "px": 1.0,
    "pt": 4 / 3,
    "pc": 16.0,
    "in": 96.0,
    "em": 16.0,
    "ex": 8.0,
    "mm": 96 / 25.4,
    "cm": 96 / 2.54,
    "q": 96 / 101.6,
}


def measure_drawing(root: Element) -> tuple[float, float]:
    """Width and height in CSS pixels, by the root's own or its viewBox; raises SvgError without either."""
    box = [float(part) for part in _NUMBER.findall(root.attributes.get("viewBox", ""))]
    sides = []
    for index, side in enumerate(("width", "height")):
        match = _LENGTH.fullmatch(root.attributes.get(side, ""))
        if match:
            sides.append(float(match[1]) * _UNIT_PIXELS[(match[2] or "").lower()])
        elif len(box) == 4:
            sides.append(box[2 + index])
    if len(sides) < 2 or min(sides) <= 0:
        raise SvgError("没有写宽和高", SAVE_HINT)
    return sides[0], sides[1]


def check_limits(root: Element) -> None:
    """Raise SvgError for a drawing of too many elements, or of parts that are made of each other."""
    copies, parts = _Count(), _Count()
    for element, owners in _walk(root, ()):
        copies.add(element, owners, _list_copies(element))
        parts.add(element, owners, [*_list_copies(element), *_list_parts(element)])
    if copies.total(_MAX_DRAWN) > _MAX_DRAWN or parts.total(_MAX_TOUCHED) > _MAX_TOUCHED:
        raise SvgError("的图形太多", SAVE_HINT)


def _walk(element: Element, owners: tuple[str, ...]) -> Iterator[tuple[Element, tuple[str, ...]]]:
    """Every element with the ids of those it stands in, its own included."""
    if name := element.attributes.get("id"):
        owners = (*owners, name)
    yield element, owners
    for child in element.elements():
        yield from _walk(child, owners)


def _list_copies(element: Element) -> list[str]:
    address = element.attributes.get("href", "")
    return [address[1:]] if element.name in {"use", "feImage"} and address.startswith("#") else []


def _list_parts(element: Element) -> list[str]:
    values = [element.attributes.get(name, "") for name in (*REFERRING_PROPERTIES, "style")]
    names = [plain or quoted for value in values if "url(" in value for plain, quoted in _URL.findall(value)]
    address = element.attributes.get("href", "")
    return [*names, address[1:]] if element.name not in {"use", "feImage"} and address[:1] == "#" else names


class _Count:
    """Elements as drawn: each reference adds a copy of its target, the references in it included."""

    def __init__(self) -> None:
        self._elements = 0
        self._own: dict[str, int] = {}  # elements below each id
        self._below: dict[str, list[str]] = {}  # references below each id
        self._targets: list[str] = []

    def add(self, element: Element, owners: tuple[str, ...], targets: list[str]) -> None:
        """Count `element`, which stands in `owners` and refers to `targets`."""
        self._elements += 1
        self._targets += targets
        for owner in set(owners):
            self._own[owner] = self._own.get(owner, 0) + 1
            self._below.setdefault(owner, []).extend(targets)

    def total(self, limit: int) -> int:
        """All elements, or more than `limit`; raises SvgError for a reference to what it stands in."""
        counted: dict[str, int] = {}

        def count(target: str, path: frozenset[str]) -> int:
            if target in path or len(path) > _MAX_CHAIN:
                raise SvgError("里的图形互相引用", SAVE_HINT)
            if target not in counted:
                total = self._own.get(target, 1)
                for inner in self._below.get(target, ()):
                    total = min(total + count(inner, path | {target}), limit + 1)
                counted[target] = total
            return counted[target]

        return self._elements + sum(count(target, frozenset()) for target in self._targets)
