"""The characters of a page → the same without what a browser prints at its edges: when, what, from where."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bulletin.importing.read.pdf.rows import Glyph, find_size, make_rows, split_row

_EDGE = 32.0  # pt between the edge of the sheet and the lines that browsers print: their margins are 0.4 in
_MOST_SIZE = 9.5  # pt of these lines
_TIME = r"[0-9]{1,2}[:：][0-9]{2}(?:[:：][0-9]{2})?(?:[AP]M)?"
# 11/28/26, 2:20 PM or 2017/7/7 or 2024年5月6日 14:03, without its blanks
_WHEN = re.compile(
    rf"(?:[0-9]{{1,4}}[/.-][0-9]{{1,2}}[/.-][0-9]{{1,4}}|[0-9]{{4}}年[0-9]{{1,2}}月[0-9]{{1,2}}日)"
    rf"[,，]?(?:(?:上午|下午|[AP]M)?{_TIME})?"
)
_ADDRESS = re.compile(r"(?:https?://|file:///|about:)[!-~]+|(?:https?://|file:///)\S+")


def take_browser_lines(glyphs: Sequence[Glyph], height: float) -> tuple[list[Glyph], list[str]]:
    """Take the lines off the edges of a page that a browser prints there, whose first or last part is an
    address or says when; `height` is that of the sheet in pt. They stand nearer to the edge than anybody
    writes. Returns what is left of the page, and these lines."""
    edges = [glyph for glyph in glyphs if not _EDGE <= glyph.y <= height - _EDGE]
    taken: set[int] = set()
    said: list[str] = []
    for row in make_rows(edges):
        parts = ["".join(glyph.text for glyph in part).strip() for part in split_row(row)]
        ends = ["".join(part.split()) for part in (parts[:1] + parts[-1:])]
        if find_size(row) <= _MOST_SIZE and any(_WHEN.fullmatch(end) or _ADDRESS.match(end) for end in ends):
            taken |= set(map(id, row))
            said.append("　".join(parts))
    return [glyph for glyph in glyphs if id(glyph) not in taken], said
