"""Characters with their places on pages → lines in reading order, less what stands on every page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

from bulletin.hanzi import is_chinese, is_han
from bulletin.importing.model import Area, Block, Leftover, Origin, PageLine, Reason, Run
from bulletin.importing.patterns import ends_sentence, is_bare_number, is_page_number, squeeze
from bulletin.importing.read.pdf.geometry import Box

_SAME_LINE = 0.35  # em between the baselines of a line and of a raised mark in it
_RAISED_REACH = 0.6  # em that a raised mark may stand above its line
_RAISED_SIZE = 0.8  # of the others' size, that it is set in
_WORD_GAP = 0.18  # em between two words of Latin letters
_HAN_GAP = 0.9  # em between two Han characters that a space parts; justified lines have less
_COLUMN_GAP = 1.6  # em between two columns
_EDGE_LINES = 4
_WITHIN = tuple("，、；：,;")  # a head or a foot does not break off
_RATIO = 0.75  # of a size to the height of a line, where nothing tells
_DIGITS = re.compile(r"[0-9０-９]+")


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character: where it stands, in pt from the page's lower left, how wide and high, how heavy."""

    text: str
    x: float
    y: float
    width: float
    height: float
    heavy: bool

    @property
    def centre(self) -> tuple[float, float]:
        """The middle of its ink."""
        return self.x + self.width / 2, self.y + 0.3 * self.height

    @property
    def box(self) -> Box:
        """What it covers, in pt, with the room a line has."""
        foot = self.y - 0.25 * self.height
        return Box(self.x, foot, self.x + self.width, foot + self.height)


def make_lines(glyphs: Sequence[Glyph], page: int, columns: bool = True) -> list[PageLine]:
    """Put the characters of a page together to lines in reading order, column after column.

    Without `columns` each row is one line, as in a cell of a table.
    """
    rows = make_rows(glyphs)
    ratio = _find_ratio(glyphs)
    split = [list(split_row(row)) for row in rows]
    gutter = find_gutter(split) if columns else None
    if gutter is None:
        made = ((_make_line(row, page, ratio), len(pieces)) for row, pieces in zip(rows, split, strict=True))
        return [replace(line, pieces=count) for line, count in made if line]
    left: list[PageLine] = []
    right: list[PageLine] = []
    for pieces in split:
        for piece in pieces:
            line = _make_line(piece, page, ratio)
            if line:
                (left if line.left < gutter else right).append(line)
    return [*left, *right]


def make_rows(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """The characters that stand on one level, from the top; each row from left to right."""
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda glyph: -glyph.y):
        if rows and _is_level(rows[-1], glyph):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    return [sorted(row, key=lambda glyph: glyph.x) for row in rows]


def _is_level(row: Sequence[Glyph], glyph: Glyph) -> bool:
    """Whether a character stands on the line of a row, or is a small one raised above it."""
    tallest = max(row, key=lambda other: other.height)
    size = max(tallest.height, glyph.height) * 0.75
    reach = _SAME_LINE
    if min(tallest.height, glyph.height) <= _RAISED_SIZE * max(tallest.height, glyph.height):
        reach = _RAISED_REACH
    return abs(tallest.y - glyph.y) <= reach * max(size, 1.0)


def split_row(row: Sequence[Glyph]) -> Iterator[list[Glyph]]:
    """The parts of a row that wide gaps part."""
    piece: list[Glyph] = []
    for glyph in row:
        if piece and glyph.text.strip():
            last = piece[-1]
            if glyph.x - (last.x + last.width) > _COLUMN_GAP * max(_size_of([*piece, glyph]), 1.0):
                yield piece
                piece = []
        if glyph.text.strip() or piece:
            piece.append(glyph)
    if piece:
        yield piece


def find_gutter(rows: Sequence[Sequence[Sequence[Glyph]]]) -> float | None:
    """Where the right column begins; None on a page of one column. A table has shorter cells than columns."""
    starts: list[float] = []
    wide = 0
    for pieces in rows:
        if len(pieces) == 2 and all(len(piece) >= 8 for piece in pieces):
            starts.append(pieces[1][0].x)
        elif len(pieces) == 1 and len(pieces[0]) > 24:
            wide += 1
    if len(starts) < 6 or len(starts) < 2 * wide:
        return None
    edge = min(starts)
    ends = [piece[-1].x + piece[-1].width for pieces in rows for piece in pieces[:1] if len(pieces) == 2]
    return edge - 1 if sum(end < edge for end in ends) >= 0.9 * len(ends) else None


def _size_of(glyphs: Sequence[Glyph], ratio: float = _RATIO) -> float:
    """The size of type in pt: a Han character is as wide as it is high; where there is none, the height of
    the others by `ratio`."""
    widths = [glyph.width for glyph in glyphs if glyph.text and is_han(glyph.text[0])]
    if widths:
        return float(median(widths))
    return float(median([glyph.height for glyph in glyphs]) * ratio) if glyphs else 0.0


def _find_ratio(glyphs: Sequence[Glyph]) -> float:
    """What the height of a character is to be multiplied by for its size, as the Han characters show."""
    han = [glyph for glyph in glyphs if glyph.height and is_han(glyph.text[:1] or " ")]
    return float(median(glyph.width / glyph.height for glyph in han)) if han else _RATIO


def _make_line(row: Sequence[Glyph], page: int, ratio: float) -> PageLine | None:
    inked = [glyph for glyph in row if glyph.text.strip()]
    if not inked:
        return None
    size = round(_size_of(inked, ratio) * 2) / 2
    runs: list[Run] = []
    last: Glyph | None = None
    tallest = max(inked, key=lambda glyph: glyph.height)
    for glyph in row:
        text = glyph.text
        if text.isdecimal() and _is_raised(glyph, tallest):
            if runs and runs[-1].note and last and _is_raised(last, tallest):
                runs[-1] = Run(note=runs[-1].note + text)
            else:
                runs.append(Run(note=text))
            last = glyph
            continue
        if last and last.text.strip() and text.strip():
            gap = glyph.x - (last.x + last.width)
            latin = not is_chinese(last.text[-1]) and not is_chinese(text[0])
            if gap > size * _COLUMN_GAP:
                text = f"\u3000{text}"
            elif gap > size * (_WORD_GAP if latin else _HAN_GAP):
                text = f" {text}"
        if runs and not runs[-1].note and runs[-1].bold == glyph.heavy:
            runs[-1] = Run(runs[-1].text + text, glyph.heavy)
        else:
            runs.append(Run(text, glyph.heavy))
        last = glyph if glyph.text else last
    text = "".join(run.text for run in runs).strip()
    heavy = sum(glyph.heavy for glyph in inked) >= 0.9 * len(inked)
    right = max(glyph.x + glyph.width for glyph in inked)
    return PageLine(page, text, inked[0].x, right, tallest.y, size, heavy, tuple(runs))


def _is_raised(glyph: Glyph, tallest: Glyph) -> bool:
    return glyph.height <= _RAISED_SIZE * tallest.height and glyph.y - tallest.y > 0.1 * tallest.height


def split_furniture(
    lines: Sequence[PageLine],
) -> tuple[list[PageLine], tuple[Block, ...], tuple[Leftover, ...]]:
    """Take out page numbers and the heads and feet that come again at one height of the pages.

    Each head or foot is kept once, as a block: it may name the issue, or its editor.
    """
    pages = {line.page for line in lines}
    edges: dict[int, list[PageLine]] = {}
    for line in lines:
        edges.setdefault(line.page, []).append(line)
    outer = {id(line) for own in edges.values() for line in _outer_lines(own)}
    forms = Counter(
        (_DIGITS.sub("0", squeeze(line.text)), round(line.y / 4)) for line in lines if id(line) in outer
    )
    kept: list[PageLine] = []
    left: list[Leftover] = []
    margins: list[Block] = []
    seen: set[str] = set()
    for line in lines:
        form = (_DIGITS.sub("0", squeeze(line.text)), round(line.y / 4))
        near = sum(forms[form[0], form[1] + step] for step in (-1, 0, 1))
        repeated = near >= max(2, 0.3 * len(pages)) and len(line.text) <= 60
        repeated &= not ends_sentence(line.text) and line.text[-1:] not in _WITHIN
        numbered = is_page_number(line.text) or (is_bare_number(line.text) and near > 1)
        if id(line) in outer and (repeated or numbered):
            is_number = numbered or not squeeze(_DIGITS.sub("", line.text))
            origin = Origin.at_page(line.page)
            if is_number or form[0] in seen:
                left.append(Leftover(line.text, Reason.PAGE_NUMBER if is_number else Reason.RUNNING, origin))
            else:
                seen.add(form[0])
                margins.append(Block((Run(line.text),), origin=origin, area=Area.FOOTER))
        else:
            kept.append(line)
    return kept, tuple(margins), tuple(left)


def _outer_lines(own: Sequence[PageLine]) -> list[PageLine]:
    """The highest and the lowest lines of a page, as many as a head or a foot may have."""
    by_height = sorted(own, key=lambda line: -line.y)
    return [*by_height[:_EDGE_LINES], *by_height[-_EDGE_LINES:]]
