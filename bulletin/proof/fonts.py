"""The proof of the letters: every font is inside the file and is ours, every character has its glyph."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import uharfbuzz as hb

from bulletin.proof.glyphs import Glyph, PdfFont
from bulletin.proof.model import PrintedCopy, Proof, differs


def prove_fonts(copy: PrintedCopy) -> Proof:
    """Every font is embedded, and each glyph that it shows is drawn as one of the issue's faces draws it."""
    shown: dict[PdfFont, set[int]] = {}
    for glyph in copy.pdf.glyphs:
        shown.setdefault(glyph.font, set()).add(glyph.code)
    problems = []
    for font in copy.pdf.fonts:
        if font.program is None:
            problems.append(differs(copy.place, "V108", f"字体 {font.name} 没有嵌入"))
        elif font.family not in copy.fonts:
            problems.append(differs(copy.place, "V108", f"嵌入了本刊没有的字体 {font.name}"))
        elif changed := _count_changed(font.program, copy.fonts[font.family], shown.get(font, set())):
            message = f"嵌入的字体 {font.name} 有{changed}个字形与本刊的字体不同"
            problems.append(differs(copy.place, "V108", message))
    return Proof(len(copy.pdf.fonts), tuple(problems))


def _count_changed(program: hb.Font, face: hb.Font, codes: set[int]) -> int:
    """How many glyphs of a cut font are not those of its face: a cut keeps their numbers."""
    return sum(_measure(program, code) != _measure(face, code) for code in codes)


def _measure(font: hb.Font, code: int) -> tuple[float, ...]:
    extents = font.get_glyph_extents(code)
    em = font.face.upem
    box = (extents.x_bearing, extents.y_bearing, extents.width, extents.height) if extents else ()
    return tuple(round(value / em, 3) for value in (*box, font.get_glyph_h_advance(code)))


def prove_glyphs(copy: PrintedCopy) -> Proof:
    """Every character on a page has a glyph of its own: none is .notdef, none that has ink is blank."""
    problems = [differs(copy.place, "V109", _explain(glyph)) for glyph in _find_missing(copy)]
    return Proof(len(copy.pdf.glyphs), tuple(dict.fromkeys(problems)))


def _find_missing(copy: PrintedCopy) -> Iterator[Glyph]:
    good: set[tuple[PdfFont, int]] = set()
    for glyph in copy.pdf.glyphs:
        if (glyph.font, glyph.code) in good:
            continue
        if _is_drawn(glyph):
            good.add((glyph.font, glyph.code))
        else:
            yield glyph


def _is_drawn(glyph: Glyph) -> bool:
    program = glyph.font.program
    if program is None or not 0 < glyph.code < program.face.glyph_count or "\ufffd" in glyph.text:
        return False
    left, bottom, right, top = glyph.font.find_ink(glyph.code)
    has_ink = right > left and top > bottom
    return has_ink or all(unicodedata.category(char) in {"Zs", "Cc", "Cf"} for char in glyph.text)


def _explain(glyph: Glyph) -> str:
    char = "".join(f"“{c}”（U+{ord(c):04X}）" for c in glyph.text)
    return f"第{glyph.page}页的{char or '一个字'}没有字形"
