"""A PDF → its lines of text with their positions, read with pypdfium2 as a reader's program would."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium

_SKIPPED = "\x02\ufeff\ufffe"
_SAME_LINE = 6  # pt between the baselines of a line and of a raised mark in it


@dataclass(frozen=True)
class Line:
    """A visual line: its page from 1, its baseline, left and right in pt from the page's lower left."""

    page: int
    baseline: float
    left: float
    right: float
    text: str


def read_lines(path: Path) -> list[Line]:
    """Every visual line of the PDF, top to bottom, without white space."""
    lines: list[Line] = []
    document = pypdfium2.PdfDocument(path)
    for number, page in enumerate(document, 1):
        text_page = page.get_textpage()
        rows: list[tuple[float, list[tuple[float, float, str]]]] = []
        for index in range(text_page.count_chars()):
            char = text_page.get_text_range(index, 1)
            if not char.strip() or char in _SKIPPED:
                continue
            x, y = ctypes.c_double(), ctypes.c_double()
            pdfium.FPDFText_GetCharOrigin(text_page.raw, index, x, y)
            right = text_page.get_charbox(index, loose=True)[2]
            row = next((row for row in rows if abs(row[0] - y.value) < _SAME_LINE), None)
            if row is None:
                row = (y.value, [])
                rows.append(row)
            row[1].append((x.value, right, char))
        for baseline, chars in sorted(rows, key=lambda row: -row[0]):
            chars.sort()
            text = "".join(char for _, _, char in chars)
            lines.append(Line(number, baseline, chars[0][0], max(right for _, right, _ in chars), text))
    document.close()
    return lines


def squeeze(text: str) -> str:
    """`text` without white space."""
    return "".join(text.split())
