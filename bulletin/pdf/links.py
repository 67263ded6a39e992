"""The boxes that a link is laid out in → one annotation for each link on a page, as an author would draw it.

WeasyPrint makes one of every box: a contents line of a title, a leader and a page number would stop
the Tab key five times.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Rectangle = tuple[float, float, float, float]  # left, top, right, bottom in px from the page's upper left

_SAME_LINE = 0.5  # of the lesser height: boxes that overlap by more stand on one line


def merge_links(document: Any, parents: dict[Any, Any]) -> dict[Any, list[Rectangle]]:
    """Leave one entry in the `links` of each page for each link element, and where it has more than one
    line, return these by the box of the entry."""
    lines_of: dict[Any, list[Rectangle]] = {}
    for page in document.pages:
        groups: dict[Any, list[tuple[Any, ...]]] = {}
        for link in page.links:
            groups.setdefault((link[:2], _find_anchor(link[3].element, parents)), []).append(link)
        merged = []
        for (head, _), links in groups.items():
            lines = merge_lines([link[2] for link in links])
            box = links[0][3]
            merged.append((*head, _unite(lines), box))
            if len(lines) > 1:
                lines_of[box] = lines
        page.links[:] = merged
    return lines_of


def _find_anchor(element: Any, parents: dict[Any, Any]) -> Any:
    anchor = element
    while anchor is not None and not anchor.get("href"):
        anchor = parents.get(anchor)
    return element if anchor is None else anchor


def merge_lines(rectangles: Sequence[Rectangle]) -> list[Rectangle]:
    """Unite the rectangles of each line; lines in the order of their first."""
    lines: list[Rectangle] = []
    for rectangle in rectangles:
        for index, line in enumerate(lines):
            overlap = min(line[3], rectangle[3]) - max(line[1], rectangle[1])
            if overlap > _SAME_LINE * min(line[3] - line[1], rectangle[3] - rectangle[1]):
                lines[index] = _unite([line, rectangle])
                break
        else:
            lines.append(rectangle)
    return lines


def _unite(rectangles: Sequence[Rectangle]) -> Rectangle:
    lefts, tops, rights, bottoms = zip(*rectangles, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)
