"""A block too wide for the page → laid out along the page's height, and turned with its head to the left.

`--turn: left` on a block says so; the style sheet turns what stands in it by a `transform`, which moves no
page's end. Here the page ends for it where the measure does, so that it is split, head repeated, like any
other. The page and its number stay upright (GB/T 9704-2012 chapter 8).
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

from bulletin.pdf.engine import BLOCK, Hook, hook
from bulletin.pdf.properties import declares


def turn_blocks() -> AbstractContextManager[None]:
    """Let blocks laid out inside this block that are turned end where the measure does."""
    return hook({BLOCK: _layout_block})


def is_turned(box: Any) -> bool:
    """Whether the style sheet turns what stands in a block."""
    return declares(box, "turn", "left")


def _layout_block(original: Hook, context: Any, box: Any, *args: Any, **kwargs: Any) -> Any:
    if not is_turned(box):
        return original(context, box, *args, **kwargs)
    _, skip_stack, around, *rest = args
    bottom = box.position_y + around.width
    saved, context.page_bottom = context.page_bottom, bottom
    try:
        return original(context, box, 0, skip_stack, around, *rest, **kwargs)
    finally:
        # Notes that were called inside have taken their room meanwhile.
        context.page_bottom += saved - bottom
