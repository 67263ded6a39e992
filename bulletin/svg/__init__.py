"""An SVG of whatever program → a drawing of nothing but shapes and letters, safe to print and to publish."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from bulletin.svg.clean import clean_drawing
from bulletin.svg.lettering import read_svg_text, set_svg_fonts
from bulletin.svg.limits import check_limits, measure_drawing
from bulletin.svg.model import DamagedSvgError, SvgError
from bulletin.svg.parse import is_svg, parse_svg
from bulletin.svg.write import write_svg

__all__ = ["DamagedSvgError", "Drawing", "SvgError", "is_svg", "read_svg", "read_svg_text", "set_svg_fonts"]

_MAX_DEPTH = 3  # drawings within drawings


@dataclass(frozen=True, slots=True)
class Drawing:
    """An SVG written anew: its bytes, its size in CSS pixels."""

    data: bytes
    width: float
    height: float


@lru_cache(maxsize=16)  # a preview reads its issue anew at every save, and a chart may take a second
def read_svg(data: bytes) -> Drawing:
    """Read the file `data`, keep what is known to draw, and write it anew.

    Reading the result gives the same bytes again. Raises DamagedSvgError for what is no XML, and SvgError
    for what is no drawing, is too much, or holds what cannot be printed or published safely.
    """
    return _read(data, 0)[0]


def _read(data: bytes, depth: int) -> tuple[Drawing, int]:
    """The drawing and how many elements are drawn; `depth` counts the drawings it stands in."""

    def read_inner(data: bytes) -> tuple[bytes, int]:
        if depth >= _MAX_DEPTH:
            raise SvgError("套得太深")
        drawing, weight = _read(data, depth + 1)
        return drawing.data, weight

    drawing = clean_drawing(parse_svg(data), read_inner)
    weight = check_limits(drawing)
    width, height = measure_drawing(drawing)
    return Drawing(write_svg(drawing), width, height), weight
