"""A laid-out document → the texts that ran out of the type area of their page.

What a style sheet puts elsewhere is not one of them: the margins' own text, a box that is positioned or
has a negative margin. Those may stand where they like; only running text must keep inside.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bulletin.pdf.turning import is_turned

_HANGING = 0.6  # em; a mark may hang out by its blank


@dataclass(frozen=True)
class _Area:
    """The sides in px, from the page's top left corner, that text must keep."""

    left: float
    top: float
    right: float
    bottom: float

    def turn(self) -> _Area:
        """As it lies before what it holds is turned to the left about its lower left corner."""
        width, height = self.right - self.left, self.bottom - self.top
        return _Area(self.left, self.top, self.left + height, self.top + width)

    def holds(self, text: Any) -> bool:
        """Whether a text box stands inside, but for what may hang."""
        slack = _HANGING * text.style["font_size"]
        # A composed line takes back what its last character has of blank, and a space behind it.
        taken = min(0, text.margin_right) if hasattr(text, "composed_width") else 0
        end = text.position_x + text.width + taken
        across = self.left - 2 * slack <= text.position_x and end <= self.right + slack
        return bool(across and self.top - slack <= text.position_y <= self.bottom)


def find_overflows(document: Any) -> list[tuple[str, str, str]]:
    """The texts that stand outside the type area of their page, each behind the id of its article and the
    `data-source` of what it stands in."""
    outside = []
    for page in document.pages:
        box = page._page_box
        left, top = box.content_box_x(), box.content_box_y()
        area = _Area(left, top, left + box.width, top + box.height)
        outside += [text for child in box.children for text in _walk_outside(child, area)]
    if not outside:
        return []
    parents = {child: parent for parent in document._html.etree_element.iter() for child in parent}
    return [(*_find_origin(text.element, parents), text.text.strip()) for text in outside]


def _walk_outside(box: Any, area: _Area) -> Iterator[Any]:
    """The text boxes below `box` that stand outside `area`, or where their box was put."""
    from weasyprint.formatting_structure import boxes
    from weasyprint.layout.absolute import AbsolutePlaceholder

    if isinstance(box, AbsolutePlaceholder):
        box = box._box
    if isinstance(box, boxes.TextBox):
        if box.element is not None and box.text.strip() and not area.holds(box):
            yield box
        return
    if isinstance(box, boxes.MarginBox):
        return
    if isinstance(box, boxes.BlockLevelBox):
        if is_turned(box):
            area = area.turn()
        if box.style["position"] != "static" and _is_put_outside(box, area):
            return
        if box.margin_left < 0 or box.margin_right < 0:
            left, right = area.left + min(0, box.margin_left), area.right - min(0, box.margin_right)
            area = replace(area, left=left, right=right)
    for child in box.children if isinstance(box, boxes.ParentBox) else ():
        yield from _walk_outside(child, area)


def _is_put_outside(box: Any, area: _Area) -> bool:
    """Whether a positioned box itself stands outside, not only the text that it holds."""
    left, top = box.border_box_x(), box.border_box_y()
    right, bottom = left + box.border_width(), top + box.border_height()
    return bool(left < area.left or right > area.right or top < area.top or bottom > area.bottom)


def _find_origin(element: Any, parents: Mapping[Any, Any]) -> tuple[str, str]:
    """The id of the heading of the article that `element` stands in, empty outside articles, and the nearest
    `data-source` around it."""
    source = ""
    while element is not None:
        source = source or element.get("data-source") or ""
        if element.tag == "article":
            return next((inner.get("id") for inner in element.iter() if inner.get("id")), ""), source
        element = parents.get(element)
    return "", source
