"""The two ends of a manuscript, its cover and its colophon → where they begin and end, and the masthead."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bulletin.hanzi import is_han
from bulletin.importing.colophon import parse_fields
from bulletin.importing.model import Block, Origin, Run
from bulletin.importing.patterns import is_bare_number, is_page_number, squeeze
from bulletin.importing.spacing import close_spread

COVER = 14  # blocks that a cover may have ahead of its contents
COLOPHON = 12  # blocks of a colophon
_MOST_PASSED = 3  # lines of a colophon in a row that nobody knows
# A label that nobody knows, or a few words without a mark.
_MAY_BELONG = re.compile(r"[\u3400-\u9fff]{2,6}[ \u3000]*[：:][^。]{1,40}|[^，。；：！？]{1,12}")


def find_masthead(blocks: Sequence[Block], number_at: int, known: str) -> int:
    """The index of the block that is the name of the series; -1 where there is none.

    It has the name that the series is known by, or it is the largest one on the cover, or the one
    above the number of the issue.
    """
    for i, block in enumerate(blocks):
        if known and squeeze(block.text) == squeeze(known):
            return i
    ahead = [i for i in range(max(0, number_at)) if may_be_masthead(blocks[i].text)]
    if not ahead:
        return -1
    return max(ahead, key=lambda i: (blocks[i].look.size, i))


def may_be_masthead(text: str) -> bool:
    """Tell whether `text` can be the name of a series: a few Han characters, no mark."""
    name = close_spread(text.strip())
    return (
        2 <= len(name) <= 20
        and sum(map(is_han, name)) >= len(name) * 0.6
        and not re.search("[，。：；]", name)
    )


def find_field_lines(texts: Sequence[str]) -> set[int]:
    """The lines at both ends of a text that hold fields: nothing is joined to them."""
    found = {i for i in range(min(COVER, len(texts))) if parse_fields(texts[i], Origin())[0]}
    return found | set(range(find_colophon([[text] for text in texts]), len(texts)))


def find_colophon(blocks: Sequence[Sequence[str] | None]) -> int:
    """Where the colophon begins: the index of its first block, each given as its lines (a picture has none),
    a table as None. A label that nobody knows, or a few words without a mark, belong to it below a field."""
    start, passed = len(blocks), 0
    for i in range(len(blocks) - 1, max(-1, len(blocks) - COLOPHON - 1), -1):
        block = blocks[i]
        if block is None:
            break
        lines = [line.strip() for line in block if line.strip()]
        if lines and all(map(_is_colophon_line, lines)):
            start, passed = i, 0
        elif lines:
            passed += 1
            if passed > _MOST_PASSED or not all(map(_MAY_BELONG.fullmatch, lines)):
                break
    return start


def _is_colophon_line(text: str) -> bool:
    fields, rest = parse_fields(text, Origin())
    return bool(fields) or rest != text.strip() or is_bare_number(text) or is_page_number(text)


def open_field_tables(blocks: Sequence[Block]) -> list[Block]:
    """Make paragraphs of the cells of tables at both ends that put fields side by side."""
    opened: list[Block] = []
    for i, block in enumerate(blocks):
        near = i < COVER or i >= len(blocks) - COLOPHON
        cells = [cell for row in block.cells for cell in row if cell.strip()]
        named = sum(bool(parse_fields(cell, Origin())[0]) for cell in cells)
        if near and cells and 2 * named >= len(cells):
            opened += [Block((Run(cell),), origin=block.origin) for cell in cells]
        else:
            opened.append(block)
    return opened
