"""Characters that no other face draws → a small font cut from the reserve, which is packed until then.

It holds the hanzi of GBK and of Extension A that the other faces lack, and some of the later extensions
(fonts/make_reserve.py): twenty thousand, of which most issues print none. It takes a tenth of a second.
"""

from __future__ import annotations

import lzma
import math
from collections.abc import Iterable, Sequence
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any, TypeAlias

import uharfbuzz as hb

from bulletin.errors import MACHINE_AT_FAULT, fail
from bulletin.hanzi import is_han

RESERVE_FILE = "BulletinReserve-Medium.ttf.xz"
# Every name that the sources' licences ask to keep stands in it; see fonts/README.md.
_NAME_IDS = {0, 1, 2, 3, 4, 5, 6, 10, 13, 14}
_FAMILY_NAMES = (1, 4)
# How far a side of an outline is moved at most, in 1/256 em: further, and strokes melt into each other.
_FURTHEST_IN, _FURTHEST_OUT = 5.0, 2.0
_SHARPEST = 0.3  # of a corner that is moved: a sharper one would grow a spike

_Contour: TypeAlias = list[tuple[float, float]]


def list_reserve(path: Path) -> frozenset[int]:
    """The code points that the reserve at `path` draws; raises BulletinError where it is damaged."""
    return _unpack(path)[1]


def cut_reserve(path: Path, characters: Iterable[int], family: str, stroke: float) -> bytes:
    """A TrueType font called `family` with these characters and the space, its strokes about `stroke` wide,
    in 1/256 em; the same bytes for the same characters."""
    from fontTools.ttLib import TTFont

    wanted = hb.SubsetInput()
    wanted.unicode_set.update({0x20, *characters})
    wanted.name_id_set.update(_NAME_IDS)
    cut = hb.subset(_unpack(path)[0], wanted)
    font = TTFont(BytesIO(cut.blob.data), recalcTimestamp=False)
    glyphs, widths = font["glyf"], font["hmtx"]
    order = font.getGlyphOrder()
    hanzi = {name for char, name in font.getBestCmap().items() if is_han(chr(char))}
    parts = {part for name in hanzi for part in glyphs[name].getComponentNames(glyphs)}
    for name in sorted(hanzi | parts):
        if glyphs[name].numberOfContours > 0:
            _set_stroke(glyphs[name], stroke)
    # The box around each glyph is left out of the pack, as it can be told from the outline.
    for name in order:
        glyphs[name].recalcBounds(glyphs)
        widths[name] = (widths[name][0], glyphs[name].xMin if glyphs[name].numberOfContours else 0)
    for name_id in _FAMILY_NAMES:
        font["name"].setName(family, name_id, 3, 1, 0x409)
    buffer = BytesIO()
    font.save(buffer)
    return buffer.getvalue()


@lru_cache(maxsize=1)
def _unpack(path: Path) -> tuple[hb.Face, frozenset[int]]:
    try:
        data = lzma.decompress(path.read_bytes())
    except (lzma.LZMAError, EOFError, OSError) as error:
        hint = "重新安装 bulletin；从源码运行时，检查 fonts/ 文件夹是否完整"
        lost = isinstance(error, OSError)
        message = f"随程序附带的字体 {path.name} {'读不出来' if lost else '损坏了'}"
        raise fail("E301", message, hint, exit_code=MACHINE_AT_FAULT) from error
    face = hb.Face(hb.Blob(data))
    return face, frozenset(face.unicodes)


def _set_stroke(glyph: Any, stroke: float) -> None:
    """Make the strokes of a glyph about `stroke` wide: each side of its outline moves.

    The reserve is as dark as titles are; among the thin strokes of body text it would stand out.
    """
    points, start, contours = list(glyph.coordinates), 0, []
    for end in glyph.endPtsOfContours:
        contours.append(points[start : end + 1])
        start = end + 1
    inwards = (_measure_stroke(contours) - stroke) / 2
    inwards = min(_FURTHEST_IN, max(-_FURTHEST_OUT, inwards))
    moved = [point for contour in contours for point in _move_sides(contour, inwards)]
    for index, (x, y) in enumerate(moved):
        glyph.coordinates[index] = (round(x), round(y))


def _measure_stroke(contours: Sequence[_Contour]) -> float:
    """How wide strokes are in the mean: their ink, spread along half of its outline."""
    area = length = 0.0
    for contour in contours:
        for (x0, y0), (x1, y1) in zip(contour, [*contour[1:], contour[0]], strict=True):
            area += x0 * y1 - x1 * y0
            length += math.hypot(x1 - x0, y1 - y0)
    return abs(area) / length if length else 0.0


def _move_sides(contour: _Contour, inwards: float) -> _Contour:
    """Move each side of a contour towards the ink, which lies on its right."""
    count, found = len(contour), []
    for index, point in enumerate(contour):
        before = next((p for k in range(1, count) if (p := contour[index - k]) != point), point)
        after = next((p for k in range(1, count) if (p := contour[(index + k) % count]) != point), point)
        (ax, ay), (bx, by) = _find_normal(before, point), _find_normal(point, after)
        share = inwards / max(_SHARPEST, 1 + ax * bx + ay * by)
        found.append((point[0] + share * (ax + bx), point[1] + share * (ay + by)))
    return found


def _find_normal(start: tuple[float, float], end: tuple[float, float]) -> tuple[float, float]:
    """The direction, one unit long, to the right of a side; none where it has no length."""
    x, y = end[0] - start[0], end[1] - start[1]
    length = math.hypot(x, y)
    return (y / length, -x / length) if length else (0.0, 0.0)
