"""The content of a PDF's pages → the glyphs that they show: which, where, and in which marked content.

What a reader's program does with the operators of ISO 32000-1 §8.4.4 (matrices), §9.4 (text) and
§14.6 (marked content); the rest of a page is not text.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

import pikepdf
import uharfbuzz as hb

Matrix = tuple[float, float, float, float, float, float]
Box = tuple[float, float, float, float]  # left, bottom, right, top in pt from the page's lower left

_OPERATORS = "q Q cm BT Tf Tm Td TD T* TL Tc Tz Ts Tj TJ ' \" BDC BMC EMC Do"
_WITHOUT_OPERANDS = {"q", "Q", "BT", "T*", "EMC"}  # reading them is what takes time
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_NOTHING: Box = (0.0, 0.0, 0.0, 0.0)
_CODE_TO_TEXT = re.compile(rb"<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]*)>")
_DEFAULT_WIDTH = 1000.0


class Glyph(NamedTuple):
    """A glyph on a page: `ink` is its bounding box, empty where it has none, `size` its em in pt.

    `mark` is the MCID of its marked content; that of an artifact is negative, each artifact's its own.
    `is_upright`: it stands as in lines from left to right.
    """

    page: int  # from 1
    mark: int
    text: str
    font: PdfFont
    code: int
    ink: Box
    size: float
    in_form: bool
    is_upright: bool


@dataclass(eq=False)
class PdfFont:
    """A font of the PDF: its family, its program if it is embedded, and its codes as text and widths."""

    name: str
    family: str
    program: hb.Font | None
    text_of: Mapping[int, str]
    widths: Mapping[int, float]  # in thousandths of an em
    inks: dict[int, Box] = field(default_factory=dict)  # in em, by code

    def find_ink(self, code: int) -> Box:
        """The bounding box of a glyph in em; nothing where the font has no such glyph, or it is blank.

        The codes are the glyphs' numbers: Identity-H with the identity for CIDToGIDMap (§9.7.4.2).
        """
        if code not in self.inks:
            em = self.program.face.upem if self.program else 1
            extents = self.program.get_glyph_extents(code) if self.program else None
            if extents is None or not extents.width or not extents.height:
                self.inks[code] = _NOTHING
            else:
                right, top = extents.x_bearing + extents.width, extents.y_bearing + extents.height
                x, y = sorted((extents.x_bearing, right)), sorted((extents.y_bearing, top))
                self.inks[code] = (x[0] / em, y[0] / em, x[1] / em, y[1] / em)
        return self.inks[code]


class GlyphReader:
    """Reads pages one after the other; fonts are read once. `margins`: the (page, mark) of artifacts that
    are pagination (§14.8.2.2.2) → their BBox."""

    def __init__(self) -> None:
        self.fonts: dict[tuple[int, int], PdfFont] = {}
        self.margins: dict[tuple[int, int], Box] = {}

    def read_page(self, page: pikepdf.Page, number: int) -> list[Glyph]:
        """The glyphs of page `number` (from 1) in the order they are drawn."""
        return _PageReader(self, number).read(page.obj, page.obj.get("/Resources"), _IDENTITY)

    def find_font(self, resource: Any) -> PdfFont:
        """The font of a resource dictionary's entry."""
        key = resource.objgen
        if key not in self.fonts:
            self.fonts[key] = _read_font(resource)
        return self.fonts[key]


class _PageReader:
    """The text and graphics state of one page, and of the forms drawn on it."""

    def __init__(self, reader: GlyphReader, number: int) -> None:
        self._reader = reader
        self._number = number
        self._glyphs: list[Glyph] = []
        self._marks: list[int] = []
        self._artifacts = 0
        self._depth = 0

    def read(self, content: Any, resources: Any, outer: Matrix) -> list[Glyph]:
        """Follow the operators of a page or a form."""
        resources = pikepdf.Dictionary() if resources is None else resources
        matrix, saved = outer, []
        text = line = _IDENTITY
        fonts: dict[str, PdfFont] = {}
        font: PdfFont | None = None
        size = leading = spacing = rise = 0.0
        stretch = 1.0
        for instruction in pikepdf.parse_content_stream(content, _OPERATORS):
            name = str(instruction.operator)
            operands: Any = () if name in _WITHOUT_OPERANDS else instruction.operands
            if name == "q":
                saved.append((matrix, font, size, leading, spacing, rise, stretch))
            elif name == "Q":
                matrix, font, size, leading, spacing, rise, stretch = saved.pop()
            elif name in {"BDC", "BMC"}:
                self._marks.append(self._read_mark(operands))
            elif name == "EMC":
                self._marks.pop()
            elif name in {"TJ", "Tj", "'", '"'}:
                if name in {"'", '"'}:
                    text = line = _multiply((1.0, 0.0, 0.0, 1.0, 0.0, -leading), line)
                assert font is not None, "text without a font"
                shown = operands[0] if name == "TJ" else [operands[-1]]
                state = (font, size, spacing, rise, stretch)
                moved = self._show(shown, state, _multiply(text, matrix))
                text = _multiply((1.0, 0.0, 0.0, 1.0, moved, 0.0), text)
            elif name == "Tm":
                text = line = _read_matrix(operands)
            elif name == "Tf":
                key = str(operands[0])
                if key not in fonts:
                    fonts[key] = self._reader.find_font(resources["/Font"][key])
                font = fonts[key]
                size = float(operands[1])
            elif name == "BT":
                text = line = _IDENTITY
            elif name == "cm":
                matrix = _multiply(_read_matrix(operands), matrix)
            elif name in {"Td", "TD", "T*"}:
                x, y = (0.0, -leading) if name == "T*" else (float(operands[0]), float(operands[1]))
                leading = -y if name == "TD" else leading
                text = line = _multiply((1.0, 0.0, 0.0, 1.0, x, y), line)
            elif name == "Do":
                self._read_form(resources["/XObject"][str(operands[0])], resources, matrix)
            elif name == "TL":
                leading = float(operands[0])
            elif name == "Tc":
                spacing = float(operands[0])
            elif name == "Tz":
                stretch = float(operands[0]) / 100
            elif name == "Ts":
                rise = float(operands[0])
        return self._glyphs

    def _read_mark(self, operands: Any) -> int:
        properties = operands[1] if len(operands) > 1 else None
        if isinstance(properties, pikepdf.Dictionary) and "/MCID" in properties:
            return int(properties.MCID)
        self._artifacts += 1
        if isinstance(properties, pikepdf.Dictionary) and properties.get("/Type") == "/Pagination":
            left, bottom, right, top = map(float, properties.get("/BBox", _NOTHING))
            self._reader.margins[self._number, -self._artifacts] = (left, bottom, right, top)
        return -self._artifacts

    def _read_form(self, form: Any, resources: Any, matrix: Matrix) -> None:
        if form.get("/Subtype") != pikepdf.Name.Form:
            return
        if "/Matrix" in form:
            matrix = _multiply(_read_matrix(form.Matrix), matrix)
        self._depth += 1
        self.read(form, form.get("/Resources", resources), matrix)
        self._depth -= 1

    def _show(self, shown: Any, state: tuple[PdfFont, float, float, float, float], matrix: Matrix) -> float:
        """Add the glyphs of strings with adjustments between them; how far they move the pen."""
        font, size, spacing, rise, stretch = state
        a, b, c, d, e, f = matrix
        mark = self._marks[-1] if self._marks else -1 - self._artifacts
        em = size * math.sqrt(abs(a * d - b * c))
        across, unit = size * stretch, size * stretch / 1000
        glyphs, page, in_form = self._glyphs, self._number, self._depth > 0
        inks, widths, text_of = font.inks, font.widths, font.text_of
        is_upright = not (b or c or a < 0 or d < 0)
        pen = 0.0
        for item in shown:
            if isinstance(item, Decimal | int):
                pen -= float(item) * unit
                continue
            data = bytes(item)
            for at in range(0, len(data), 2):
                code = data[at] << 8 | data[at + 1]
                left, bottom, right, top = inks[code] if code in inks else font.find_ink(code)
                ink = _NOTHING
                if right > left:
                    x1, x2 = pen + left * across, pen + right * across
                    y1, y2 = rise + bottom * size, rise + top * size
                    if not is_upright:
                        xs = (a * x1 + c * y1, a * x2 + c * y1, a * x1 + c * y2, a * x2 + c * y2)
                        ys = (b * x1 + d * y1, b * x2 + d * y1, b * x1 + d * y2, b * x2 + d * y2)
                        ink = (min(xs) + e, min(ys) + f, max(xs) + e, max(ys) + f)
                    else:
                        ink = (a * x1 + e, d * y1 + f, a * x2 + e, d * y2 + f)
                text = text_of.get(code, "\ufffd")
                glyphs.append(Glyph(page, mark, text, font, code, ink, em, in_form, is_upright))
                pen += widths.get(code, _DEFAULT_WIDTH) * unit + spacing * stretch
        return pen


def _read_matrix(operands: Any) -> Matrix:
    a, b, c, d, e, f = map(float, operands)
    return a, b, c, d, e, f


def _multiply(first: Matrix, second: Matrix) -> Matrix:
    """The matrix that does `first`, then `second` (§8.3.4)."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def _read_font(resource: Any) -> PdfFont:
    """A composite font (§9.7); any other kind has no descendant and counts as not embedded."""
    name = str(resource.get("/BaseFont", "/"))[1:]
    if "/DescendantFonts" not in resource:
        return PdfFont(name, "", None, {}, {})
    descendant = resource.DescendantFonts[0]
    descriptor = descendant.FontDescriptor
    programs = [descriptor[key] for key in ("/FontFile2", "/FontFile3") if key in descriptor]
    program = hb.Font(hb.Face(hb.Blob(programs[0].read_bytes()))) if programs else None
    return PdfFont(
        name,
        str(descriptor.get("/FontFamily", "")),
        program,
        _read_text_of(resource.ToUnicode.read_bytes()) if "/ToUnicode" in resource else {},
        dict(_read_widths(descendant.get("/W", []))),
    )


def _read_text_of(cmap: bytes) -> dict[int, str]:
    return {
        int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be", "replace")
        for code, text in _CODE_TO_TEXT.findall(cmap)
    }


def _read_widths(array: Any) -> Iterator[tuple[int, float]]:
    """The two forms of §9.7.4.3: `first [w w …]` and `first last w`."""
    items = list(array)
    while items:
        first, second = int(items.pop(0)), items.pop(0)
        if isinstance(second, pikepdf.Array):
            yield from ((first + offset, float(width)) for offset, width in enumerate(second))
        else:
            width = float(items.pop(0))
            yield from ((code, width) for code in range(first, int(second) + 1))
