"""Blocks of a page that were laid out → those that stand apart from the text, with like air above and below.

The lines of text stand on a grid, so all that a figure or a table lacks to whole lines is left below it.
`--air: even` on a block shares it. The block alone is moved, inside the room that it has: no line is
(CSS Rhythmic Sizing 1 §3, block-step-align: center).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from bulletin.pdf.properties import declares


@dataclass(frozen=True, slots=True)
class _Strip:
    """Ink from `top` to `bottom`, in px; `box` where it may be moved."""

    top: float
    bottom: float
    box: Any = None


def even_air(root: Any) -> None:
    """Move each block with even air, and each row of such blocks, to the middle between the texts around it
    in its section; what begins a page or ends it stays."""
    for parent in _walk_sections(root):
        strips = [strip for child in parent.children for strip in _list_strips(child)]
        texts = [-1, *(index for index, strip in enumerate(strips) if strip.box is None), len(strips)]
        for first, last in pairwise(texts):
            if first >= 0 and last < len(strips) and last - first > 1:
                _share(strips[first : last + 1])


def find_end(root: Any) -> float:
    """Where the text of a page ends, in px from the page's top; what stands at its foot is none of it."""
    return max((strip.bottom for strip in _list_strips(root)), default=0.0)


def _share(strips: Sequence[_Strip]) -> None:
    """Let the gaps between these, of which the first and the last do not move, be alike."""
    gaps = [below.top - above.bottom for above, below in pairwise(strips)]
    even = sum(gaps) / len(gaps)
    way = 0.0
    for strip, gap in zip(strips[1:-1], gaps, strict=False):
        way += even - gap
        strip.box.translate(dy=way)


def _walk_sections(box: Any) -> Iterator[Any]:
    """Every box that blocks with even air stand in."""
    children = [child for child in getattr(box, "children", ()) if child.is_in_normal_flow()]
    if any(declares(child, "air", "even") for child in children):
        yield box
    for child in children:
        yield from _walk_sections(child)


def _list_strips(box: Any) -> Iterator[_Strip]:
    """The ink of a block, from its top: its lines, pictures, tables; blocks that may move as one."""
    from weasyprint.formatting_structure import boxes

    if not box.is_in_normal_flow() or declares(box, "place", "foot"):
        return
    top = box.border_box_y()
    if declares(box, "air", "even"):
        yield _Strip(top, top + box.border_height(), box)
    elif isinstance(box, boxes.LineBox):
        yield _Strip(box.position_y, box.position_y + box.height)
    elif not isinstance(box, boxes.BlockBox) or box.is_table_wrapper or box.border_top_width:
        yield _Strip(top, top + box.border_height())
    else:
        for child in box.children:
            yield from _list_strips(child)
