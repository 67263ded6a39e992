"""Pictures and drawings on the pages of a PDF → image files, each as the page shows it."""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

import pypdfium2

from bulletin.importing.read.pdf.drawn import Drawn, Picture
from bulletin.importing.read.pdf.geometry import Box, Turn
from bulletin.importing.read.pdf.rows import Glyph, find_size, make_rows, split_row
from bulletin.importing.read.pictures import take_picture

if TYPE_CHECKING:
    from PIL import Image

_TOUCH = 1.5  # pt between strips that one picture was cut into
_HAIR = 0.3  # pt between the edge of a table and what is drawn on it
_REACH = 18.0  # pt between the parts of a drawing
_LEAST_PICTURE = 18.0  # pt; what is smaller is an icon in a line
_LEAST_DRAWING = 40.0  # pt that a drawing is wide and high; what is smaller is an ornament
_MARK = 3  # rectangles that a shape of another kind weighs as much as
_LEAST_PARTS = 3  # rectangles of a drawing
_FRAME_PARTS = 9  # below that, what stands around text is a frame
_WHOLE_PAGE = 0.8  # of a page, that a scan or a background covers
_MARGIN = 2.0  # pt around a drawing: its strokes have a width
_FRAME = 0.7  # of a page, that the frame of a drawing may take
_MOST_WORDS = 40  # characters on a picture that still are its labels
_LONG_LINE = 20  # characters of a line of text; labels are shorter
_RUNNING = 0.6  # of the lines on a drawing, that are such
_BANNER_WIDTH, _BANNER_PLACE = 0.5, 0.5  # of a page, that a picture under a title is wide, and up
_BANNER_SIZE = 1.3  # of the text's size, that a title has on a picture
_RESOLUTION = 300 / 72  # pixels a pt, of what is drawn anew
_MOST_PIXELS = 4_000_000  # of what is drawn anew
_MOST_ACROSS = 100_000  # pixels of the page that it is a part of
_MOST_SOURCE = 20_000_000  # pixels of a picture that has to be decoded for it
_MOST_FIGURES = 100
_MOST_BYTES = 60_000_000  # of all pictures
_ALIKE = 10.0  # of 255, that two views of one picture may differ on average


_Group = tuple[Box, tuple[Picture, ...], int]  # a box, the pictures in it, how many parts it has


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure on a page: what it covers in pt, the pictures in it (none: it is drawn), its labels, what it
    shows where that is known."""

    page: int
    box: Box
    pictures: tuple[Picture, ...] = ()
    words: str = ""
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Passed:
    """Something on a page that is not taken, and why, in the editor's words."""

    page: int
    why: str


def find_figures(
    glyphs: Sequence[Glyph], drawn: Drawn, tables: Sequence[Box], turn: Turn, page: int
) -> tuple[list[Glyph], list[Figure], list[Passed]]:
    """Find the figures of a page; the characters on them are taken out of the others, as their labels."""
    rest = list(glyphs)
    figures: list[Figure] = []
    passed: list[Passed] = []
    pictures: list[Picture] = []
    for picture in drawn.pictures:
        if is_whole_page(picture.box, turn):
            if glyphs:
                passed.append(Passed(page, "整页是扫描的图或底图，字按里面的文字层收进，请逐字核对"))
        elif min(picture.box.width, picture.box.height) >= _LEAST_PICTURE:
            pictures.append(picture)
    shapes = [(box, _MARK) for box in drawn.marks] + [(box, 1) for box in drawn.tints]
    shapes += [(Box(rule.start, rule.at, rule.end, rule.at), 0) for rule in drawn.across]
    shapes += [(Box(rule.at, rule.start, rule.at, rule.end), 0) for rule in drawn.down]
    free = [(box, parts) for box, parts in shapes if not any(table.meets(box, _HAIR) for table in tables)]
    if not drawn.whole:
        passed.append(Passed(page, "有很复杂的图形，没有收进，要用请截图另存"))
    for box, own, parts in _cluster(pictures, free):
        if not own:
            too_small = min(box.width, box.height) < _LEAST_DRAWING
            if too_small or parts < _LEAST_PARTS or _share(box, turn) > _FRAME:
                continue
            box = _find_frame(box, drawn.panels, turn).grow(_MARGIN)
        on_it = [glyph for glyph in rest if box.holds(*glyph.centre)]
        if own:  # lines that reach out of a picture are not on it, it lies over them
            on_it = [glyph for glyph in on_it if not _reaches_out(glyph, box, rest)]
        words = "".join(glyph.text for glyph in on_it)
        many = len("".join(words.split())) > _MOST_WORDS and (own or "。" in words or _is_running(on_it))
        if many or (own and page == 1 and _is_banner(on_it, box, glyphs, turn)):
            if own or parts >= _FRAME_PARTS:
                passed.append(Passed(page, "文字下面衬着图，没有收进"))
            continue
        labels = set(map(id, on_it))
        rest = [glyph for glyph in rest if id(glyph) not in labels]
        figures.append(Figure(page, box, own, words))
    return rest, figures, passed


def make_figure(page: int, box: Box, glyphs: Sequence[Glyph], drawn: Drawn) -> Figure:
    """The figure that a box is known to hold, with its pictures and all the words in it."""
    pictures = tuple(one for one in drawn.pictures if box.covers(one.box, _TOUCH))
    return Figure(page, box, pictures, "".join(g.text for g in glyphs if box.holds(*g.centre)))


def _is_running(on_it: Sequence[Glyph]) -> bool:
    """Whether what is printed on a drawing are lines of text, which a mark or a frame lies under."""
    rows = [list(split_row(row)) for row in make_rows(on_it)]
    long = sum(len(pieces) == 1 and len(pieces[0]) >= _LONG_LINE for pieces in rows)
    return long >= _RUNNING * len(rows)


def _is_banner(on_it: Sequence[Glyph], box: Box, glyphs: Sequence[Glyph], turn: Turn) -> bool:
    """Whether a picture lies under a title: it is wide, in the upper part of the first page, and what is
    printed on it is larger than the text."""
    width, height = turn.size
    return (
        box.width >= _BANNER_WIDTH * width
        and box.bottom >= _BANNER_PLACE * height
        and len(on_it) > 1
        and find_size(on_it) >= _BANNER_SIZE * find_size(glyphs)
    )


def _reaches_out(glyph: Glyph, box: Box, glyphs: Sequence[Glyph]) -> bool:
    """Whether the line of a character on a picture goes on beside it."""
    return any(
        abs(other.y - glyph.y) < 1.0
        and (
            box.left - 2 * other.width <= other.centre[0] < box.left
            or box.right < other.centre[0] <= box.right + 2 * other.width
        )
        for other in glyphs
    )


def is_whole_page(box: Box, turn: Turn) -> bool:
    """Whether a picture is a scan of the page, or its background."""
    return _share(box, turn) >= _WHOLE_PAGE


def _share(box: Box, turn: Turn) -> float:
    width, height = turn.size
    return box.width * box.height / max(width * height, 1.0)


def _cluster(pictures: Sequence[Picture], shapes: Sequence[tuple[Box, int]]) -> list[_Group]:
    """What stands together: the box around it, the pictures in it, how many parts it has.

    Shapes come with how many parts each is: the rules of a chart are none, but hold its bars together.
    """
    items: list[_Group] = [(picture.box, (picture,), 1) for picture in pictures]
    items += [(box, (), parts) for box, parts in shapes]
    done: list[_Group] = []
    groups: list[_Group] = []
    for item in sorted(items, key=lambda item: (-item[0].top, item[0].left)):
        done += [group for group in groups if group[0].bottom > item[0].top + _REACH]
        groups = [group for group in groups if group[0].bottom <= item[0].top + _REACH]
        while near := [group for group in groups if _stand_together(group, item)]:
            groups = [group for group in groups if group not in near]
            for box, own, parts in near:
                item = item[0].join(box), (*own, *item[1]), parts + item[2]
        groups.append(item)
    return [group for group in (*done, *groups) if group[2]]


def _stand_together(one: _Group, other: _Group) -> bool:
    """Whether two groups are one figure; a rule or a picture is only one with what it touches."""
    drawn = all(parts and not pictures for _, pictures, parts in (one, other))
    return one[0].meets(other[0], _REACH if drawn else _TOUCH)


def _find_frame(box: Box, panels: Sequence[Box], turn: Turn) -> Box:
    """The frame that a chart stands in with its labels, else what it covers itself."""
    around = [panel for panel in panels if panel.covers(box, 1.0) and _share(panel, turn) <= _FRAME]
    return max(around, key=lambda panel: panel.width * panel.height, default=box)


def drop_repeated(figures: Sequence[Figure], pages: int) -> tuple[list[Figure], list[Passed]]:
    """Leave out the pictures that come again at one place of the pages: they belong to the paper."""

    def form(figure: Figure) -> tuple[object, ...]:
        box = figure.box
        return (*(picture.form for picture in figure.pictures), round(box.left / 4), round(box.bottom / 4))

    counts = Counter(form(figure) for figure in figures if figure.pictures)
    kept: list[Figure] = []
    seen: set[tuple[object, ...]] = set()
    passed: list[Passed] = []
    for figure in figures:
        own = form(figure)
        if not figure.pictures or counts[own] < max(3, 0.3 * pages):
            kept.append(figure)
        elif own not in seen:
            seen.add(own)
            passed.append(Passed(figure.page, f"{counts[own]} 页都有的同一张图（如页眉的标志），没有收进"))
    return kept, passed


class FigureDrawer:
    """Makes image files of figures, within bounds for all of them together."""

    def __init__(self) -> None:
        self._count = 0
        self._bytes = 0

    def draw(self, page: pypdfium2.PdfPage, figure: Figure, turn: Turn) -> tuple[bytes, str]:
        """PNG or JPEG of a figure, or why there is none, in the editor's words."""
        if any(width * height > _MOST_SOURCE for width, height, _ in (p.form for p in figure.pictures)):
            return b"", "像素太多，太大"
        if self._count >= _MOST_FIGURES or self._bytes >= _MOST_BYTES:
            return b"", "图太多，收不完"
        data = _draw_figure(page, figure, turn)
        self._count += 1
        self._bytes += len(data)
        return data, "" if data else "画不出来"


def _draw_figure(page: pypdfium2.PdfPage, figure: Figure, turn: Turn) -> bytes:
    """The figure as the page shows it; the very file that the PDF holds where it looks the same."""
    from PIL import ImageChops

    width, height = turn.size
    box = figure.box
    box = Box(max(box.left, 0.0), max(box.bottom, 0.0), min(box.right, width), min(box.top, height))
    if box.width < 1 or box.height < 1:
        return b""
    densities = [max(p.form[0], p.form[1]) / max(p.box.width, p.box.height) for p in figure.pictures]
    scale = min(max(densities, default=_RESOLUTION), 2 * _RESOLUTION)
    scale = min(max(scale, 1.0), (_MOST_PIXELS / (box.width * box.height)) ** 0.5)
    if max(width, height) * scale > _MOST_ACROSS or min(box.width, box.height) * scale < 2:
        return b""
    crop = (box.left, box.bottom, width - box.right, height - box.top)
    rotation = (turn.degrees - page.get_rotation()) % 360
    bitmap = page.render(scale=scale, rotation=rotation, crop=crop, rev_byteorder=True)
    drawn = bitmap.to_pil().convert("RGB")
    bitmap.close()
    only = figure.pictures[0] if len(figure.pictures) == 1 and not figure.words else None
    photo = bool(figure.pictures) and all(map(_is_photo, figure.pictures))
    if only and photo:
        original = bytes(only.object.get_data(decode_simple=True))
        if _looks_alike(original, drawn):
            return original
    buffer = BytesIO()
    if photo:
        drawn.save(buffer, "JPEG", quality=90)
    else:
        grey = drawn.convert("L")
        same = ImageChops.difference(grey.convert("RGB"), drawn).getbbox() is None
        (grey if same else drawn).save(buffer, "PNG")
    return buffer.getvalue()


def _is_photo(picture: Picture) -> bool:
    """Whether a picture is kept as a JPEG."""
    try:
        return "DCTDecode" in picture.object.get_filters()
    except UnicodeDecodeError:  # the names of damaged filters
        return False


def _looks_alike(data: bytes, drawn: Image.Image) -> bool:
    """Whether a JPEG, seen from afar, is what the page shows: not cut, turned, masked or of other colours."""
    from PIL import Image, ImageChops, ImageStat

    if take_picture(data).reason:
        return False
    try:
        with Image.open(BytesIO(data)) as image:
            if image.mode not in {"RGB", "L"}:
                return False
            ratio = (image.width / image.height) / (drawn.width / drawn.height)
            image.draft("RGB", (256, 256))
            seen = image.convert("RGB").resize((48, 48), Image.Resampling.BOX)
    except (OSError, SyntaxError, ValueError, struct.error):  # damaged, though its header is not
        return False
    shown = drawn.resize((48, 48), Image.Resampling.BOX)
    apart = ImageStat.Stat(ImageChops.difference(seen, shown)).mean
    return 0.95 < ratio < 1.05 and max(apart) <= _ALIKE
