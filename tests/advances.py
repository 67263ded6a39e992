"""Advance widths for the tests: a plain model of the bulletin's fonts, and the font files."""

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

# Times metrics in 1/1000 em, enough for the tests to say by hand how wide a word is.
_TIMES = {
    " ": 250, ".": 250, ",": 250, "-": 333, "%": 833, "+": 564, "/": 278, ":": 278, "(": 333,
    ")": 333, "A": 722, "B": 667, "C": 667, "D": 722, "E": 611, "F": 556, "G": 722, "H": 722,
    "I": 333, "J": 389, "K": 722, "L": 611, "M": 889, "N": 722, "O": 722, "P": 556, "Q": 722,
    "R": 667, "S": 556, "T": 611, "U": 722, "V": 722, "W": 944, "X": 722, "Y": 722, "Z": 611,
    "a": 444, "c": 444, "e": 444, "f": 333, "i": 278, "j": 278, "l": 278, "m": 778, "r": 333,
    "s": 389, "t": 278, "w": 722, "z": 444,
}  # fmt: skip


def plain_advance(text: str, font: str) -> list[float]:
    """Han and marks 1 em, digits and Latin as in Times; combining signs and joiners nothing."""
    widths = [_plain_width(char) for char in text]
    flag = False
    for i, char in enumerate(text):
        flag = not flag if "\U0001f1e6" <= char <= "\U0001f1ff" else False
        if (i and text[i - 1] == "\u200d") or ("\U0001f1e6" <= char <= "\U0001f1ff" and not flag):
            widths[i] = 0.0
    return widths


@cache
def _plain_width(char: str) -> float:
    code = ord(char)
    if code in (0x200B, 0x200D, 0x2060, 0xAD) or 0x300 <= code < 0x370 or 0xFE00 <= code < 0xFE10:
        return 0.0
    if 0xE0020 <= code <= 0xE01EF or 0x1F3FB <= code <= 0x1F3FF or code < 0x20 or code == 0x20E3:
        return 0.0
    if char in _TIMES:
        return _TIMES[char] / 1000
    if 0x2070 <= code <= 0x209F:
        return 0.3  # superscripts and subscripts
    return 0.5 if code < 0x2000 else 1.0


def load_advance(folder: Path) -> Callable[[str, str], Sequence[float]]:
    """Advances as the body's font stack has them."""
    from fontTools.ttLib import TTFont

    tables = []
    for name in ("BulletinLatin-Regular", "BulletinFang-Regular", "BulletinRare-Light"):
        with TTFont(folder / f"{name}.ttf", lazy=True) as font:
            tables.append((font.getBestCmap(), font["hmtx"].metrics, font["head"].unitsPerEm))

    @cache
    def width(char: str) -> float:
        for cmap, metrics, units in tables:
            if ord(char) in cmap:
                return float(metrics[cmap[ord(char)]][0] / units)
        return 1.0

    return lambda text, font: [width(char) for char in text]
