"""The proof of the page: no text stands outside it, or over other text.

Text that is turned, or many times as large as what it overlaps, may be a stamp or a watermark: the one
says where its ink is only roughly, the other is asked about.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from unicodedata import combining

from bulletin.proof.glyphs import Glyph
from bulletin.proof.model import PrintedCopy, Proof, differs, doubt

_BEYOND = 0.5  # pt; a hair of ink over the edge is cut by no printer
_OVERLAP = 0.15  # em of the smaller glyph, across and down: less is how letters touch
_STAMP = 3.0  # times the size of what it stands over
_BAND = 24.0  # pt; glyphs that overlap share a band


def prove_layout(copy: PrintedCopy) -> Proof:
    """Every glyph is on its page, and its ink over no other's; what a drawing does inside is its own."""
    glyphs = [
        glyph
        for glyph in copy.pdf.glyphs
        if glyph.ink[2] > glyph.ink[0]
        and not glyph.in_form
        and (glyph.page, glyph.mark) not in copy.pdf.figures
    ]
    messages: dict[str, bool] = {}  # and whether they are certain
    for glyph in glyphs:
        width, height = copy.pdf.sizes[glyph.page - 1]
        left, bottom, right, top = glyph.ink
        if left < -_BEYOND or bottom < -_BEYOND or right > width + _BEYOND or top > height + _BEYOND:
            messages[f"第{glyph.page}页有文字出了纸边：“{_read_mark(glyph, glyphs)}”"] = True
    for first, second in _find_overlaps(glyphs):
        texts = f"“{_read_mark(first, glyphs)}”和“{_read_mark(second, glyphs)}”"
        is_stamp = max(first.size, second.size) >= _STAMP * min(first.size, second.size)
        messages[f"第{first.page}页有文字叠在一起：{texts}"] = not is_stamp
    hint = "是水印，可以不管这条警告；不是，请改模板"
    problems = [
        differs(copy.place, "V110", message) if is_certain else doubt(copy.place, "V110", message, hint)
        for message, is_certain in messages.items()
    ]
    return Proof(len(glyphs), tuple(problems))


def _read_mark(glyph: Glyph, glyphs: Iterable[Glyph]) -> str:
    """The words that `glyph` stands among."""
    text = "".join(other.text for other in glyphs if other[:2] == glyph[:2])
    return text if len(text) <= 20 else text[:20] + "…"


def _find_overlaps(glyphs: Iterable[Glyph]) -> Iterator[tuple[Glyph, Glyph]]:
    bands: dict[tuple[int, int], list[Glyph]] = {}
    for glyph in glyphs:
        if glyph.is_upright and not any(map(combining, glyph.text)):
            for number in range(int(glyph.ink[1] // _BAND), int(glyph.ink[3] // _BAND) + 1):
                bands.setdefault((glyph.page, number), []).append(glyph)
    for band in bands.values():
        band.sort(key=lambda glyph: glyph.ink[0])
        for index, first in enumerate(band):
            right = first.ink[2]
            for second in band[index + 1 :]:
                if second.ink[0] >= right:
                    break
                if _overlap(first, second):
                    yield first, second


def _overlap(first: Glyph, second: Glyph) -> bool:
    least = _OVERLAP * min(first.size, second.size)
    across = min(first.ink[2], second.ink[2]) - max(first.ink[0], second.ink[0])
    down = min(first.ink[3], second.ink[3]) - max(first.ink[1], second.ink[1])
    return across > least and down > least
