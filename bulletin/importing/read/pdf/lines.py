"""The characters of a region of a page → its lines, each with its runs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from bulletin.hanzi import is_chinese, is_han
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
_CLEAR_GAP = 0.4  # em between two words of a line whose other characters stand close …
_CLOSE = 0.1  # … em between these
_MOST_GAPS = 0.7  # share of them
_PAGE_GAP = 0.5  # em between an entry of a contents list and the number of its page, with nothing between
_PAGE_DIGITS = 3
_MOSTLY = 0.6  # of the characters of a file, by which a heavy face is that of its text
_LEADERS = re.compile(r"((?:([.．·…])\s?)(?:\2\s?){7})(?:\2\s?)+")  # as many as the width of a page asks for
_ICON = re.compile(
    r"[\ue000-\uefff\uf100-\uf8ff]\s"
)  # without those of Symbol and Wingdings, which are known
_BULLET = "•"
RINGED = {chr(0x2460 + i): str(i + 1) for i in range(20)}  # ① to ⑳, as marks of notes
RAISED = {char: str(i) for i, char in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")}  # characters of their own for raised digits


def make_lines(
    glyphs: Sequence[Glyph], page: int, column: tuple[float, float] | None = None, sheet: float = 0.0
) -> list[PageLine]:
    """Put the characters of one column of a page together to lines, from the top.

    `column` are its edges in pt; none where it takes the whole width, or is a cell of a table; `sheet` is
    the width of the page.
    """
    ratio = find_ratio(glyphs)
    made = ((_make_line(row, page, ratio), sum(1 for _ in split_row(row))) for row in make_rows(glyphs))
    return [replace(line, pieces=count, column=column, sheet=sheet) for line, count in made if line]


def lighten_text(lines: Sequence[PageLine]) -> list[PageLine]:
    """The lines of a file, none of them heavy where most of its text is: that is the face of its text."""
    heavy = sum(len(run.text) for line in lines for run in line.runs if run.bold)
    if heavy <= _MOSTLY * sum(len(line.text) for line in lines):
        return list(lines)
    return [
        replace(line, heavy=False, runs=_join_runs([replace(run, bold=False) for run in line.runs]))
        for line in lines
    ]


def mend_bullets(lines: Sequence[PageLine]) -> list[PageLine]:
    """The lines of a file, • where they begin with a sign of a font of icons that stands nowhere else."""
    starts = Counter(line.text[0] for line in lines if _ICON.match(line.text))
    within = {char for line in lines for char in line.text[1:] if char in starts}
    icons = {char for char, count in starts.items() if count > 1 and char not in within}
    return [_mend_bullet(line) if line.text[:1] in icons and line.text else line for line in lines]


def _mend_bullet(line: PageLine) -> PageLine:
    icon = line.text[0]
    runs = [replace(run, text=run.text.replace(icon, _BULLET, 1)) for run in line.runs[:1]]
    return replace(line, text=_BULLET + line.text[1:], runs=(*runs, *line.runs[1:]))


def _join_runs(runs: Sequence[Run]) -> tuple[Run, ...]:
    joined: list[Run] = []
    for run in runs:
        if joined and not run.note and not joined[-1].note:
            joined[-1] = Run(joined[-1].text + run.text)
        else:
            joined.append(run)
    return tuple(joined)


def _make_line(row: Sequence[Glyph], page: int, ratio: float) -> PageLine | None:
    row = _drop_underlines(row)
    inked = [glyph for glyph in row if glyph.text.strip()]
    if not inked:
        return None
    size = round(find_size(inked, ratio) * 2) / 2
    runs: list[Run] = []
    last: Glyph | None = None
    ink = ""  # the last character that is no blank
    tallest = max(inked, key=lambda glyph: glyph.em)
    apart = _find_page_number(row, size)
    han_gap = _CLEAR_GAP if _is_close(inked, size) else _HAN_GAP
    for glyph in row:
        text = glyph.text
        if text in RAISED or ((text.isdecimal() or text in RINGED) and _is_raised(glyph, tallest)):
            if runs and runs[-1].note and last and (last.text in RAISED or _is_raised(last, tallest)):
                runs[-1] = Run(note=runs[-1].note + text)
            else:
                runs.append(Run(note=text))
            last = glyph
            continue
        if last and text.strip():
            gap = glyph.x - (last.x + last.width)
            words = last.text.strip() != ""
            latin = not is_chinese(ink[-1:]) and not is_chinese(text[0])
            letters = last.text[-1:].isalnum() and text[0].isalnum()
            if (gap > size * COLUMN_GAP and (words or not latin)) or (words and glyph is apart):
                text = f"\u3000{text}"
                if not words and runs and not runs[-1].note:  # the blank that a tab stands behind
                    runs[-1] = replace(runs[-1], text=runs[-1].text.rstrip())
            elif words and gap > size * (_WORD_GAP if latin else han_gap if letters else _HAN_GAP):
                text = f" {text}"
        if runs and not runs[-1].note and runs[-1].bold == glyph.heavy:
            runs[-1] = Run(runs[-1].text + text, glyph.heavy)
        else:
            runs.append(Run(text, glyph.heavy))
        last = glyph if glyph.text else last
        ink = glyph.text if glyph.text.strip() else ink
    runs = [replace(run, text=_LEADERS.sub(r"\1", run.text)) if run.text else run for run in runs]
    text = "".join(run.text for run in runs).strip()
    # Digits and marks come from a face of Latin letters, a plain one where the other is heavy itself.
    lettered = [glyph for glyph in inked if not glyph.text.isascii() or glyph.text.isalpha()] or inked
    heavy = sum(glyph.heavy for glyph in lettered) >= 0.9 * len(lettered)
    han = [glyph for glyph in inked if is_han(glyph.text[0])]
    heavy |= len(han) > 1 and all(glyph.aslant for glyph in han)  # stressed as a heavy one is
    right = max(glyph.x + glyph.width for glyph in inked)
    return PageLine(page, text, inked[0].x, right, tallest.y, size, heavy, tuple(runs))


def _is_close(inked: Sequence[Glyph], size: float) -> bool:
    """Whether the ideographs of a line stand side by side, neither spread nor stretched to its edge."""
    gaps = sorted(
        right.x - (left.x + left.width)
        for left, right in pairwise(inked)
        if is_han(left.text[-1:] or " ") and is_han(right.text[:1] or " ")
    )
    return bool(gaps) and gaps[int(len(gaps) * _MOST_GAPS)] < _CLOSE * size


def _is_raised(glyph: Glyph, tallest: Glyph) -> bool:
    return glyph.em <= RAISED_SIZE * tallest.em and glyph.y - tallest.y > 0.1 * tallest.em


def _drop_underlines(row: Sequence[Glyph]) -> Sequence[Glyph]:
    """A row without the low lines that are set under other characters; those of a blank to fill in stay."""
    if not any(glyph.text == "_" for glyph in row):
        return row
    words = [glyph for glyph in row if glyph.text.strip(" \u3000_")]
    return [
        glyph
        for glyph in row
        if glyph.text != "_" or not any(other.x < glyph.centre[0] < other.x + other.width for other in words)
    ]


def _find_page_number(row: Sequence[Glyph], size: float) -> Glyph | None:
    """The first digit of a number at the end of a line, where it stands apart as nothing else in the line
    does: a tab without leaders."""
    count = len(row)
    while count and not row[count - 1].text.strip():
        count -= 1
    first = count
    while first and row[first - 1].text.isdecimal():
        first -= 1
    before = first
    while before and not row[before - 1].text.strip():
        before -= 1
    if not before or not 0 < count - first <= _PAGE_DIGITS:
        return None
    own = row[first].x - (row[before - 1].x + row[before - 1].width)
    others = (right.x - (left.x + left.width) for left, right in pairwise(row[:before]))
    return row[first] if own > _PAGE_GAP * size and own > 2 * max(others, default=0.0) else None
