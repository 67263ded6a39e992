"""The characters of a region of a page → its lines, each with its runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bulletin.hanzi import is_chinese
from bulletin.importing.model import PageLine, Run
from bulletin.importing.read.pdf.rows import (
    COLUMN_GAP,
    RAISED_SIZE,
    Glyph,
    find_ratio,
    find_size,
    make_rows,
    split_row,
)

_WORD_GAP = 0.18  # em between two words of Latin letters
_HAN_GAP = 0.9  # em between two Han characters that a space parts; justified lines have less


def make_lines(
    glyphs: Sequence[Glyph], page: int, column: tuple[float, float] | None = None
) -> list[PageLine]:
    """Put the characters of one column of a page together to lines, from the top.

    `column` are its edges in pt; none where it takes the whole width, or is a cell of a table.
    """
    ratio = find_ratio(glyphs)
    made = ((_make_line(row, page, ratio), sum(1 for _ in split_row(row))) for row in make_rows(glyphs))
    return [replace(line, pieces=count, column=column) for line, count in made if line]


def _make_line(row: Sequence[Glyph], page: int, ratio: float) -> PageLine | None:
    inked = [glyph for glyph in row if glyph.text.strip()]
    if not inked:
        return None
    size = round(find_size(inked, ratio) * 2) / 2
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
            if gap > size * COLUMN_GAP:
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
    return glyph.height <= RAISED_SIZE * tallest.height and glyph.y - tallest.y > 0.1 * tallest.height
