"""A character as a PDF's font has it, where that is none that Unicode knows → the character that it draws.

Three kinds of fonts have codes of their own and say nothing of it: Symbol, whose codes readers hand on in the
Private Use Area; Wingdings, of which Word makes its bullets, and which some programs say to be letters; and
the marks of CAJ files of journals, which are rows 1 and 2 of GB/T 2312 moved down.
"""

from __future__ import annotations

from bulletin.importing.read.docx.symbols import find_symbol

# Adobe's Symbol encoding (PDF 32000-1:2008, D.5), from 0x20; those that are made of parts are left out.
_SYMBOL = " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_\x00αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼"
_SYMBOL_HIGH = (
    "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…\x00\x00↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇\x00\x00\x00∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈\x00\x00\x00∑"
)
_GB_MARKS, _GB_NUMBERS = 0xA1, 0xA2  # rows of GB/T 2312


_CAJ, _SYMBOL_FACE, _DINGBATS = "cajcd fnta", "symbol", ("wingdings 2", "wingdings 3", "wingdings")


def is_coded(face: str) -> bool:
    """Whether a font, by its name in small letters, has codes of its own that we know."""
    return any(name in face for name in (_CAJ, _SYMBOL_FACE, "wingdings"))


def decode_glyph(char: str, face: str) -> str:
    """The character that `char` of the font `face` draws; itself where nothing is known of it."""
    if _CAJ in face:
        return _decode_caj(ord(char)) or char
    if _SYMBOL_FACE in face and "\uf020" <= char <= "\uf0ff":
        return _decode_symbol(ord(char) - 0xF000) or char
    if "wingdings" in face and " " < char <= "\xff":
        font = next(name for name in _DINGBATS if name.replace(" ", "") in face.replace(" ", ""))
        return find_symbol(font, 0xF000 | ord(char)) or char
    return char


def _decode_symbol(code: int) -> str:
    table, start = (_SYMBOL, 0x20) if code < 0xA0 else (_SYMBOL_HIGH, 0xA0)
    char = table[code - start] if code - start < len(table) else ""
    return char.strip("\0")


def _decode_caj(code: int) -> str:
    """0x23 is the 4th mark of row 1, ·, and 0xB9 the first ringed number of row 2, ①."""
    if 0x20 <= code < 0x7E:
        pair = bytes((_GB_MARKS, code + 0x81))
    elif 0x91 <= code < 0xDF:
        pair = bytes((_GB_NUMBERS, code + 0x20))
    else:
        return ""
    return pair.decode("gbk", "ignore")
