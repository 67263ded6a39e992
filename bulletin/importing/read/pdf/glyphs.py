"""A page of a PDF → the characters that somebody typed, each with its place and weight."""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Iterator
from statistics import median

import pypdfium2
import pypdfium2.raw as pdfium

from bulletin.importing.ideographs import find_meant
from bulletin.importing.read.pdf.encodings import decode_glyph, is_coded
from bulletin.importing.read.pdf.geometry import Box, Turn
from bulletin.importing.read.pdf.rows import RATIO, Glyph

_SOFT_HYPHEN, _NOT_A_CHARACTER = "\x02", ("\ufffe", "\uffff", "\0", "\ufeff")
_HEAVY_WEIGHT, _MOST_WEIGHT = (
    600,
    1000,
)  # a weight beyond is worked out of stems that a program measured wrong
_PLAIN_FACES = ("regular", "light", "thin")
_SAMPLE = 300  # characters that show how a page is turned
_HEAVY_FACES = ("bold", "heavy", "black", "hei", "xiaobiaosong", "xbs", "黑体", "小标宋", "song-heavy")
_NOT_HEAVY = ("yahei", "雅黑", "microhei", "zenhei")
_TWICE = 0.12  # of its height, that a copy of a character lies beside it: a shadow, or weight that is drawn
_TWICE_WIDTH = 0.35  # of its width, that the copy of a narrow one may lie beside it
_CELL = 4.0  # pt of the grid that copies are looked for in
_LARGE = 1.4  # of the height of the others, that a character of a watermark has at least
_HAN = "\u2e80"  # and beyond
_SLOPING = 1.02  # of its height, that the box of an ideograph is wide which is set aslant
_SHEAR = 0.1  # of its height, that such a one leans over
_TALLEST = 4.0  # em of the box of a character that is believed: some programs write the wrong unit into fonts
_LEAST, _MOST = 1.0, 1000.0  # pt of a size that is believed
_PALE, _NO_COLOUR = (160, 245), 24  # of 255: greys of a watermark, and how far apart their channels are
_THIN = 160  # of 255, below which ink is half transparent
_SLANTED = (0.1, 1.47)  # rad that it is turned by, within a quarter


def find_turn(page: pypdfium2.PdfPage, text_page: pypdfium2.PdfTextPage) -> Turn:
    """How a page is to be turned: by the angle of its characters, whatever its /Rotate says."""
    count = text_page.count_chars()
    angles: Counter[int] = Counter()
    for index in range(0, count, count // _SAMPLE + 1):
        angle = pdfium.FPDFText_GetCharAngle(text_page, index)
        if math.isfinite(angle) and angle >= 0:
            angles[round(math.degrees(angle) / 90) * 90 % 360] += 1
    degrees = angles.most_common(1)[0][0] if angles else page.get_rotation()
    return Turn(degrees, Box(*page.get_cropbox()))


def read_glyphs(text_page: pypdfium2.PdfTextPage, turn: Turn) -> tuple[list[Glyph], str]:
    """The characters of a page that somebody typed, with their places on the turned page, in pt, each once;
    and those of a watermark that runs across it."""
    width, height = turn.size
    placed = [  # what lies off the sheet nobody sees: a running head of the page before, left in its file
        (index, glyph)
        for index, glyph in _list_glyphs(text_page, turn)
        if 0 <= glyph.centre[0] <= width and 0 <= glyph.centre[1] <= height
    ]
    if not placed:
        return [], ""
    usual = median(glyph.height for _, glyph in placed)
    kept: list[Glyph] = []
    watermark: list[str] = []
    seen: dict[tuple[str, int, int], Glyph] = {}
    for index, glyph in placed:
        if glyph.height > _LARGE * usual and (_is_slanted(text_page, index) or _is_pale(text_page, index)):
            watermark.append(glyph.text)
        elif not glyph.text.strip() or not _is_twice(glyph, seen):
            kept.append(glyph)
    return kept, "".join(watermark)


def _is_slanted(text_page: pypdfium2.PdfTextPage, index: int) -> bool:
    angle = float(pdfium.FPDFText_GetCharAngle(text_page, index))
    return _SLANTED[0] < angle % (math.pi / 2) < _SLANTED[1]


def _is_stroked(text_page: pypdfium2.PdfTextPage, index: int) -> bool:
    """Whether a character is filled and stroked: so it is made bold where its font has no heavy face."""
    item = pdfium.FPDFText_GetTextObject(text_page, index)
    return bool(item) and pdfium.FPDFTextObj_GetTextRenderMode(item) == pdfium.FPDF_TEXTRENDERMODE_FILL_STROKE


def _is_pale(text_page: pypdfium2.PdfTextPage, index: int) -> bool:
    """Whether a character is half transparent or light grey; white and coloured ones stand on a ground."""
    channels = [ctypes.c_uint() for _ in range(4)]
    if not pdfium.FPDFText_GetFillColor(text_page, index, *channels):
        return False
    *colours, alpha = (channel.value for channel in channels)
    grey = max(colours) - min(colours) <= _NO_COLOUR and _PALE[0] <= min(colours) <= _PALE[1]
    return grey or 0 < alpha < _THIN


def _is_twice(glyph: Glyph, seen: dict[tuple[str, int, int], Glyph]) -> bool:
    """Whether the same character stands at the same place already; else it is remembered."""
    reach = max(min(_TWICE * glyph.em, _TWICE_WIDTH * glyph.width), 0.5)  # ll, // are no shadows
    meant = find_meant(glyph.text) if len(glyph.text) == 1 else ""
    text = meant or glyph.text  # fonts of macOS give 目 as ⽬ and 目 at one place
    across, up = round(glyph.x / _CELL), round(glyph.y / _CELL)
    for step in (-1, 0, 1):
        for rise in (-1, 0, 1):
            other = seen.get((text, across + step, up + rise))
            if other and abs(other.x - glyph.x) < reach and abs(other.y - glyph.y) < reach:
                return True
    seen[text, across, up] = glyph
    return False


def _list_glyphs(text_page: pypdfium2.PdfTextPage, turn: Turn) -> Iterator[tuple[int, Glyph]]:
    """All characters of a page, each with its number in the text page."""
    raw = text_page.raw
    heavy: dict[bytes, bool] = {}
    coded: dict[bytes, str] = {}
    name = ctypes.create_string_buffer(128)
    flags = ctypes.c_int()
    x, y = ctypes.c_double(), ctypes.c_double()
    box = pdfium.FS_RECTF()
    matrix = pdfium.FS_MATRIX()
    high = 0
    for index in range(text_page.count_chars()):
        code = pdfium.FPDFText_GetUnicode(raw, index)
        if 0xD800 <= code < 0xDC00:  # half of a character beyond U+FFFF
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0xFFFD
            high = 0
        char = chr(code) if 0 < code < 0x110000 else ""
        if not char or char in "\r\n" or char in _NOT_A_CHARACTER:
            continue
        if char.isspace() and pdfium.FPDFText_IsGenerated(raw, index) == 1:
            continue
        pdfium.FPDFText_GetCharOrigin(raw, index, x, y)
        pdfium.FPDFText_GetLooseCharBox(raw, index, box)
        pdfium.FPDFText_GetFontInfo(raw, index, name, 128, flags)
        face = name.value
        if face not in heavy:
            lower = face.decode("utf-8", "replace").lower()
            named = any(part in lower for part in _HEAVY_FACES) and not any(
                part in lower for part in _NOT_HEAVY
            )
            weight = pdfium.FPDFText_GetFontWeight(raw, index)
            plain = any(part in lower for part in _PLAIN_FACES)
            heavy[face] = named or (_HEAVY_WEIGHT <= weight <= _MOST_WEIGHT and not plain)
            coded[face] = lower if is_coded(lower) else ""
        text = "\u00ad" if char == _SOFT_HYPHEN else decode_glyph(char, coded[face]) if coded[face] else char
        left, foot = turn(x.value, y.value)
        near, far = turn(box.left, box.bottom), turn(box.right, box.top)
        width, height = abs(far[0] - near[0]), abs(far[1] - near[1])
        shear = 0.0
        if width > _SLOPING * height and char >= _HAN and pdfium.FPDFText_GetMatrix(raw, index, matrix):
            # The box of an ideograph that is set aslant is wider than what it takes of its line.
            shear = abs(matrix.c / matrix.d) if matrix.d and not matrix.b else 0.0
            width = max(width - shear * height, 0.5 * width)
        if math.isfinite(left + foot + width + height):
            size = 0.0
            if char < _HAN or height > _TALLEST * width:  # as wide as it is high is none of these
                size = pdfium.FPDFText_GetFontSize(raw, index)
                known = pdfium.FPDFText_GetMatrix(raw, index, matrix)
                size *= math.hypot(matrix.c, matrix.d) if known else 0.0
                size = size if _LEAST < size < _MOST else 0.0
                if size and height > _TALLEST * size:
                    height = size / RATIO
            thick = heavy[face] or _is_stroked(text_page, index)
            yield index, Glyph(text, left, foot, width, height, thick, size, shear > _SHEAR)
