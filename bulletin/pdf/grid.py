"""A paragraph about to be laid out on a page → how far down its first line must move to be on the grid."""

from __future__ import annotations

from typing import Any

# What stands at its figure or in its table keeps its distance there.
_OFF_GRID = {"figcaption", "caption", "td", "th"}
_HAIR = 0.01  # px of floating error
_SLACK = 0.15  # of a line: what lines of mixed sizes are too high by is taken back, not made up for


def find_grid_step(context: Any, line_box: Any, position_y: float) -> float:
    """The way in px from `position_y` to its line of the page's grid, up by a hair or down to the next.

    The grid is the root's line height from the top of the type area, so that the lines of both
    sides of a sheet register after a figure or a table of any height (CSS Rhythmic Sizing calls it
    block-step). Text of another line height, such as a footnote, has no part in it.
    """
    from weasyprint.text.line_break import strut

    if line_box.element_tag in _OFF_GRID or context.current_footnote_area is None:
        return 0.0
    pitch, _ = strut(line_box.style.root_style)
    own, _ = strut(line_box.style)
    if abs(own - pitch) > _HAIR:
        return 0.0
    over = (position_y - context.current_footnote_area.page.content_box_y()) % pitch
    return float(-over if over < _SLACK * pitch else pitch - over)
