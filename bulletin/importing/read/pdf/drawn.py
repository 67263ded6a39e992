"""A page of a PDF → what is drawn on it beside its characters: straight rules, panels, shapes, pictures."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import pypdfium2
import pypdfium2.raw as pdfium

from bulletin.importing.read.pdf.geometry import Box, Turn, bound_points

_MAX_OBJECTS = 20_000  # of a page; a map may have more, and is no table
_MAX_SEGMENTS = 2_000  # of a path
_MAX_POINTS = 200_000  # of all paths of a page
_MAX_CLIPS = 50  # of a picture
_MAX_DEPTH = 6  # of forms in forms
_THICKEST = 3.2  # pt of a rule that is drawn as a filled rectangle
_SHORTEST = 4.0  # pt of a rule
_SLANT = 0.5  # pt between the ends of a straight rule
_WHITE = 250  # of 255

_Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight rule, in pt: `at` is the y of one that goes across, the x of one that goes down."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as the page shows it, the object that holds it, and what tells it from others."""

    box: Box
    object: pypdfium2.PdfImage
    form: tuple[int, int, int]  # width and height in pixels, length of the data


@dataclass(frozen=True, slots=True)
class Drawn:
    """All that is drawn on a page: rules across and down, rectangles (`panels`; `tints` are those with a
    colour of their own), other shapes (`marks`), pictures; `whole` is false where there was too much."""

    across: tuple[Rule, ...] = ()
    down: tuple[Rule, ...] = ()
    panels: tuple[Box, ...] = ()
    tints: tuple[Box, ...] = ()
    marks: tuple[Box, ...] = ()
    pictures: tuple[Picture, ...] = ()
    whole: bool = True


@dataclass(slots=True)
class _Found:
    """What has been found on a page so far."""

    across: list[Rule] = field(default_factory=list)
    down: list[Rule] = field(default_factory=list)
    panels: list[Box] = field(default_factory=list)
    tints: list[Box] = field(default_factory=list)
    marks: list[Box] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    points: int = 0

    def add_rule(self, box: Box) -> None:
        """Add a rule that `box` is the ink of."""
        if box.width >= box.height:
            self.across.append(Rule((box.bottom + box.top) / 2, box.left, box.right))
        else:
            self.down.append(Rule((box.left + box.right) / 2, box.bottom, box.top))


def read_drawn(page: pypdfium2.PdfPage, turn: Turn) -> Drawn:
    """Read what a page draws; raises PdfiumError where its objects cannot be listed."""
    found = _Found()
    wanted = [pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE]
    for count, item in enumerate(page.get_objects(wanted, max_depth=_MAX_DEPTH)):
        if count >= _MAX_OBJECTS or found.points > _MAX_POINTS:
            return Drawn(pictures=tuple(found.pictures), whole=False)
        if isinstance(item, pypdfium2.PdfImage):
            _add_picture(item, turn, found)
        else:
            _add_path(item, turn, found)
    return Drawn(
        tuple(found.across),
        tuple(found.down),
        tuple(found.panels),
        tuple(found.tints),
        tuple(found.marks),
        tuple(found.pictures),
    )


def _add_picture(picture: pypdfium2.PdfImage, turn: Turn, found: _Found) -> None:
    box = _bound_picture(picture, turn)
    if box:
        width, height = picture.get_px_size()
        length = pdfium.FPDFImageObj_GetImageDataRaw(picture, None, 0)
        found.pictures.append(Picture(box, picture, (width, height, length)))


def _add_path(path: pypdfium2.PdfObject, turn: Turn, found: _Found) -> None:
    filled, stroked, white = _read_paint(path)
    if not filled and not stroked:
        return
    parts = list(_read_subpaths(path, turn))
    found.points += sum(len(points) for points, _ in parts)
    ring = _find_ring(parts) if filled else None
    if ring:
        for side in ring:
            found.add_rule(side)
        return
    for points, curved in parts:
        box = bound_points(points)
        if not box:
            continue
        slim = min(box.width, box.height) <= _THICKEST
        if curved:
            found.marks.append(box)
        elif filled and slim and max(box.width, box.height) >= _SHORTEST:
            if not white:
                found.add_rule(box)
        elif stroked:
            slanted = _add_edges(points, found)
            (found.marks if slanted else found.panels).append(box)
        elif _is_rectangle(points):
            found.panels.append(box)
            if not white:
                found.tints.append(box)
        elif not slim:
            found.marks.append(box)


def _read_paint(path: pypdfium2.PdfObject) -> tuple[bool, bool, bool]:
    """Whether a path is filled, is stroked, and is white."""
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(path, mode, stroke)
    channels = [ctypes.c_uint() for _ in range(4)]
    read = pdfium.FPDFPageObj_GetStrokeColor if stroke.value else pdfium.FPDFPageObj_GetFillColor
    known = read(path, *channels)
    red, green, blue, alpha = (channel.value for channel in channels)
    if known and alpha == 0:
        return False, False, False
    return mode.value != 0, stroke.value != 0, bool(known) and min(red, green, blue) >= _WHITE


def _read_subpaths(path: pypdfium2.PdfObject, turn: Turn) -> Iterator[tuple[list[_Point], bool]]:
    """The corners of each part of a path, in pt of the turned page, and whether it has curves."""
    count = pdfium.FPDFPath_CountSegments(path)
    if count > _MAX_SEGMENTS:
        box = _bound_object(path, turn)
        if box:
            yield [(box.left, box.bottom), (box.right, box.top)], True
        return
    place = _place_of(path, turn)
    points: list[_Point] = []
    curved = False
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(path, index)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO and points:
            yield points, curved
            points, curved = [], False
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        point = place(x.value, y.value)
        if not all(map(math.isfinite, point)):
            continue
        points.append(point)
        curved |= kind == pdfium.FPDF_SEGMENT_BEZIERTO
        if pdfium.FPDFPathSegment_GetClose(segment) and points[0] != point:
            points.append(points[0])
    if points:
        yield points, curved


class _Place:
    """Puts a point of an object where the turned page shows it."""

    def __init__(self, matrices: Iterable[pypdfium2.PdfMatrix], turn: Turn) -> None:
        whole = pypdfium2.PdfMatrix()
        for matrix in matrices:
            whole = whole.multiply(matrix)
        self._matrix = whole
        self._turn = turn

    def __call__(self, x: float, y: float) -> _Point:
        matrix = self._matrix
        return self._turn(
            matrix.a * x + matrix.c * y + matrix.e,
            matrix.b * x + matrix.d * y + matrix.f,
        )


def _list_containers(found: pypdfium2.PdfObject) -> Iterator[pypdfium2.PdfMatrix]:
    container = found.container
    while container is not None:
        yield container.get_matrix()
        container = container.container


def _place_of(found: pypdfium2.PdfObject, turn: Turn) -> _Place:
    return _Place((found.get_matrix(), *_list_containers(found)), turn)


def _bound_object(found: pypdfium2.PdfObject, turn: Turn) -> Box | None:
    left, bottom, right, top = found.get_bounds()
    place = _Place(_list_containers(found), turn)
    points = [place(x, y) for x in (left, right) for y in (bottom, top)]
    return bound_points(points) if all(map(math.isfinite, (*points[0], *points[-1]))) else None


def _bound_picture(picture: pypdfium2.PdfImage, turn: Turn) -> Box | None:
    """What is seen of a picture: a program cuts one by a clip path and keeps the whole."""
    box = _bound_object(picture, turn)
    clip = pdfium.FPDFPageObj_GetClipPath(picture)
    place = _Place(_list_containers(picture), turn)
    x, y = ctypes.c_float(), ctypes.c_float()
    for path in range(min(max(pdfium.FPDFClipPath_CountPaths(clip), 0), _MAX_CLIPS)):
        points: list[_Point] = []
        for index in range(min(max(pdfium.FPDFClipPath_CountPathSegments(clip, path), 0), _MAX_SEGMENTS)):
            segment = pdfium.FPDFClipPath_GetPathSegment(clip, path, index)
            pdfium.FPDFPathSegment_GetPoint(segment, x, y)
            points.append(place(x.value, y.value))
        seen = bound_points(point for point in points if all(map(math.isfinite, point)))
        if box and seen and box.meets(seen):
            box = box.cut(seen)
    return box


def _add_edges(points: list[_Point], found: _Found) -> bool:
    """Add the edges of a stroked shape as rules; tells whether one of them is slanted."""
    slanted = False
    for (x, y), (other_x, other_y) in pairwise(points):
        width, height = abs(x - other_x), abs(y - other_y)
        if min(width, height) > _SLANT:
            slanted = True
        elif max(width, height) >= _SHORTEST:
            found.add_rule(Box(min(x, other_x), min(y, other_y), max(x, other_x), max(y, other_y)))
    return slanted


def _find_ring(parts: Sequence[tuple[list[_Point], bool]]) -> list[Box] | None:
    """The sides of a frame that is painted as what lies between two rectangles; None where it is none."""
    if len(parts) != 2 or any(curved or not _is_rectangle(points) for points, curved in parts):
        return None
    inner, outer = sorted(
        (box for points, _ in parts if (box := bound_points(points))), key=lambda box: box.width * box.height
    )
    if not outer.covers(inner):
        return None
    sides = (
        Box(outer.left, inner.top, outer.right, outer.top),
        Box(outer.left, outer.bottom, outer.right, inner.bottom),
        Box(outer.left, outer.bottom, inner.left, outer.top),
        Box(inner.right, outer.bottom, outer.right, outer.top),
    )
    return [side for side in sides if 0.05 < min(side.width, side.height) <= _THICKEST]


def _is_rectangle(points: list[_Point]) -> bool:
    return len(points) in {4, 5} and all(
        min(abs(x - other_x), abs(y - other_y)) <= _SLANT for (x, y), (other_x, other_y) in pairwise(points)
    )
