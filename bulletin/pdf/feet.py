"""A page that is laid out → what its style sheet places at the foot stands there, with the notes above it.

`--place: foot` on a block says so. It is laid out in the flow, so that it has the room that its own lines
take and none of it is counted beforehand; here it is moved down to the end of the type area, and the page's
notes up by its height. A page behind it that notes alone fill takes it over: the 版记 closes the last page
(GB/T 9704-2012 §7.4.1).
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

from bulletin.pdf.air import even_air, find_end
from bulletin.pdf.engine import SETTLED, Hook, hook
from bulletin.pdf.properties import declares, walk_inside
from bulletin.pdf.splitting import end_tables

_AIR = 11.0  # px between the notes and the foot below them


def settle_pages() -> AbstractContextManager[None]:
    """Let pages laid out inside this block get their feet and their even air, before their backgrounds."""
    waiting: list[Any] = []  # the foot of a page whose notes go on, for a page behind it

    def settle(original: Hook, page: Any, *args: Any) -> Any:
        end_tables(page.children[0])
        even_air(page.children[0])
        _settle_feet(page, waiting)
        return original(page, *args)

    return hook({SETTLED: settle})


def _settle_feet(page: Any, waiting: list[Any]) -> None:
    root = page.children[0]
    parents = list(walk_inside(root))
    feet = [(parent, box) for parent in parents for box in parent.children if declares(box, "place", "foot")]
    if getattr(page, "hands_on_notes", False):
        for parent, box in feet:
            parent.children = [child for child in parent.children if child is not box]
            waiting.append(box)
        return
    root.children = [*root.children, *waiting]
    boxes = [*waiting, *(box for _, box in feet)]
    waiting.clear()
    bottom = page.content_box_y() + page.height
    for box in reversed(boxes):
        bottom -= box.margin_height()
        box.translate(dx=page.content_box_x() - box.position_x, dy=bottom - box.position_y)
    if boxes:
        _lift_notes(page, bottom)


def _lift_notes(page: Any, bottom: float) -> None:
    """Let the notes of a page end above `bottom`, in px from its top, with some air below them where the text
    leaves it."""
    from weasyprint.formatting_structure.boxes import FootnoteAreaBox

    for area in page.children:
        if isinstance(area, FootnoteAreaBox):
            top = bottom - area.margin_height()
            free = top - find_end(page.children[0])
            area.translate(dy=top - max(0.0, min(free, _AIR)) - area.position_y)
