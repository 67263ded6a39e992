"""A cleaned drawing → its size in pixels, and whether it can be drawn in reasonable time."""

from __future__ import annotations

import re
from collections import Counter

from bulletin.svg.model import SAVE_HINT, Element, SvgError
from bulletin.svg.references import Drawn, Reference, list_drawn

_MAX_DRAWN = 50_000  # elements, copies made by <use> counted
_MAX_TOUCHED = 200_000  # elements, those that gradients, masks and markers are made of counted, too
_MAX_CHAIN = 100
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


def check_limits(root: Element) -> int:
    """How many elements are drawn; raises SvgError for too many, or for parts that are made of each other."""
    count = _Count()
    for drawn in list_drawn(root):
        count.add(drawn)
    touched = count.touched()
    if count.drawn() > _MAX_DRAWN or touched > _MAX_TOUCHED:
        raise SvgError("的图形太多", SAVE_HINT)
    return touched


class _Count:
    """Elements as drawn: each reference adds its target, the references in it included."""

    def __init__(self) -> None:
        self._elements = 0
        self._own: Counter[str] = Counter()  # elements below each id
        self._copies: dict[str, Counter[str]] = {}  # ids that are copied below each id
        self._parts: dict[str, Counter[Reference]] = {}  # references below each id, copies included
        self._all_copies: Counter[str] = Counter()
        self._all_parts: Counter[Reference] = Counter()
        self._drawn: dict[str, int] = {}
        self._touched: dict[str, int] = {}

    def add(self, drawn: Drawn) -> None:
        """Count one element, by what it stands in and refers to."""
        self._elements += drawn.weight
        owners = set(drawn.owners)
        for owner in owners:
            self._own[owner] += drawn.weight
        if drawn.copies:
            self._all_copies[drawn.copies] += 1
            for owner in owners:
                self._copies.setdefault(owner, Counter())[drawn.copies] += 1
        for part in (*drawn.parts, *([Reference(drawn.copies)] if drawn.copies else [])):
            self._all_parts[part] += 1
            for owner in owners:
                self._parts.setdefault(owner, Counter())[part] += 1

    def drawn(self) -> int:
        """All elements with the copies of <use>; raises SvgError for one that copies itself."""
        found = (times * self._count_copies(name, ()) for name, times in self._all_copies.items())
        return self._elements + sum(found)

    def touched(self) -> int:
        """All elements with all they are drawn with; raises SvgError for a part of itself."""
        found = (times * self._count_part(part, ()) for part, times in self._all_parts.items())
        return self._elements + sum(found)

    def _count_copies(self, target: str, path: tuple[str, ...]) -> int:
        _check_path(target, path)
        if target not in self._drawn:
            total = self._own.get(target, 1)
            for inner, times in self._copies.get(target, {}).items():
                total += times * self._count_copies(inner, (*path, target))
            self._drawn[target] = min(total, _MAX_DRAWN + 1)
        return self._drawn[target]

    def _count_part(self, part: Reference, path: tuple[str, ...]) -> int:
        times = part.times * (self._count_copies(part.inside, ()) if part.inside else 1)
        return min(times * self._count_target(part.target, path), _MAX_TOUCHED + 1)

    def _count_target(self, target: str, path: tuple[str, ...]) -> int:
        _check_path(target, path)
        if target not in self._touched:
            total = self._own.get(target, 1)
            for part, times in self._parts.get(target, {}).items():
                total += times * self._count_part(part, (*path, target))
            self._touched[target] = min(total, _MAX_TOUCHED + 1)
        return self._touched[target]


def _check_path(target: str, path: tuple[str, ...]) -> None:
    if target in path or len(path) > _MAX_CHAIN:
        raise SvgError("里的图形互相引用", SAVE_HINT)
