"""The characters of a page → those that stand on one level, from left to right, and how large they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from bulletin.hanzi import is_han
from bulletin.importing.read.pdf.geometry import Box

COLUMN_GAP = 1.6  # em between two cells, or two words that stand apart
_SAME_LINE = 0.35  # em between the baselines of a line and of what stands in it
_RAISED_REACH = 0.7  # em that a raised mark may stand above its line; below the line above it stands lower
RAISED_SIZE = 0.8  # of the others' size, that it is set in
RATIO = 0.75  # of a size to the height of a line, where nothing tells


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character: where it stands, in pt from the page's lower left, how wide and high, how heavy; the size
    of its type in pt, 0 where that is not known; whether it is an ideograph that is set aslant."""

    text: str
    x: float
    y: float
    width: float
    height: float
    heavy: bool
    size: float = 0.0
    aslant: bool = False

    @property
    def centre(self) -> tuple[float, float]:
        """The middle of its ink."""
        return self.x + self.width / 2, self.y + 0.3 * self.height

    @property
    def em(self) -> float:
        """The size of its type in pt: as it says itself, or by its width, or else by its height, which the
        font decides: a small raised letter may have the box of the large ideograph beside it."""
        if self.size:
            return self.size
        if self.text and is_han(self.text[0]):
            return self.width
        # A mark of full width, maybe the first of a line behind a raised number, is as wide as it is high.
        return max(self.height * RATIO, self.width if self.text >= "\u3000" else 0.0)

    @property
    def box(self) -> Box:
        """What it covers, in pt, with the room a line has."""
        foot = self.y - 0.25 * self.height
        return Box(self.x, foot, self.x + self.width, foot + self.height)


def make_rows(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """The characters that stand on one level, from the top; each row from left to right."""
    rows: list[list[Glyph]] = []
    tallest: Glyph | None = None  # of the last row
    for glyph in sorted(glyphs, key=lambda glyph: -glyph.y):
        if tallest and _is_level(tallest, glyph):
            rows[-1].append(glyph)
            tallest = glyph if glyph.em > tallest.em else tallest
        else:
            rows.append([glyph])
            tallest = glyph
    return [sorted(row, key=lambda glyph: glyph.x) for row in rows]


def _is_level(tallest: Glyph, glyph: Glyph) -> bool:
    """Whether a character stands on the line whose `tallest` is given and is no lower, or on that which a
    small one raised above it has begun."""
    large, small = (tallest, glyph) if tallest.em >= glyph.em else (glyph, tallest)
    drop = tallest.y - glyph.y
    # A mark that hangs below its line hangs less than a raised one rises.
    raised = large is glyph and small.em <= RAISED_SIZE * large.em
    return drop <= (_RAISED_REACH if raised else _SAME_LINE) * max(large.em, 1.0)


def split_row(row: Sequence[Glyph]) -> Iterator[list[Glyph]]:
    """The parts of a row that wide gaps part."""
    piece: list[Glyph] = []
    for glyph in row:
        if piece and glyph.text.strip():
            gap = glyph.x - (piece[-1].x + piece[-1].width)
            # Most gaps are narrower than that of the smallest type: no size is worked out for them.
            if gap > COLUMN_GAP and gap > COLUMN_GAP * max(find_size([*piece, glyph]), 1.0):
                yield piece
                piece = []
        if glyph.text.strip() or piece:
            piece.append(glyph)
    if piece:
        yield piece


def find_size(glyphs: Sequence[Glyph], ratio: float = RATIO) -> float:
    """The size of type in pt: a Han character is as wide as it is high; where there is none, what the others
    say of themselves, or their height by `ratio`."""
    widths = [glyph.width for glyph in glyphs if glyph.text and is_han(glyph.text[0])]
    if widths:
        return float(median(widths))
    return float(median([glyph.size or glyph.height * ratio for glyph in glyphs])) if glyphs else 0.0


def find_ratio(glyphs: Sequence[Glyph]) -> float:
    """What the height of a character is to be multiplied by for its size, as the Han characters show."""
    han = [glyph for glyph in glyphs if glyph.height and is_han(glyph.text[:1] or " ")]
    return float(median(glyph.width / glyph.height for glyph in han)) if han else RATIO
