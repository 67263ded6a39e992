"""Blocks → the same with a contents list that is set as a table opened to its rows, each read as an entry."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bulletin.importing.model import Block, Kind, Run
from bulletin.importing.names import split_names
from bulletin.importing.patterns import squeeze
from bulletin.importing.recognise.contents.line import NUMBERED_AHEAD, EntryLine, parse_line
from bulletin.importing.recognise.tuning import TUNING

_ORDER = re.compile(r"[0-9０-９]{1,3}[.．、]?|[一二三四五六七八九十]{1,3}、?")


def open_contents_tables(blocks: Sequence[Block]) -> tuple[list[Block], dict[int, EntryLine]]:
    """Make a paragraph of each row of a table that holds the contents list: its titles come again below.

    Returns the blocks, and what each row is of the list by the index of its block.
    """
    opened: list[list[tuple[Block, Sequence[str]]]] = []
    later: dict[str, set[str]] = {}  # lines further down, by their beginnings
    for block in reversed(blocks):
        rows = [row for cells in block.cells if (row := [" ".join(c.split()) for c in cells if c.strip()])]
        if block.kind is Kind.TABLE and not block.insets and _lists_titles(rows, later):
            lines = ["\t".join(row) for row in rows]
            parts = [
                replace(
                    block, kind=Kind.PARAGRAPH, cells=(), runs=(Run(line),), origin=block.origin.part(line, i)
                )
                for i, line in enumerate(lines)
            ]
            opened.append(list(zip(parts, rows, strict=True)))
            continue
        opened.append([(block, ())])
        words = squeeze(block.text) if len(block.text) <= TUNING.entry_longest else ""
        if len(words) >= TUNING.title_distinct:
            later.setdefault(words[: TUNING.title_distinct], set()).add(words)
    out = [item for group in reversed(opened) for item in group]
    known = {i: read_row(row, i) for i, (_, row) in enumerate(out) if row}
    return [block for block, _ in out], known


def _lists_titles(rows: Sequence[Sequence[str]], later: Mapping[str, set[str]]) -> bool:
    """Whether most rows hold the title of an article that comes again, as a whole or its first line alone."""
    known = 0
    for row in rows:
        title = squeeze(parse_line(max(row, key=len), 0).title)
        known += any(title.startswith(words) for words in later.get(title[: TUNING.title_distinct], ()))
    return len(rows) > 1 and 2 * known > len(rows)


def read_row(row: Sequence[str], index: int) -> EntryLine:
    """What a row of cells is of a contents list: 1 | title | author | 3, any but the title left out."""
    cells = list(row)
    text = "\t".join(row)
    order = cells.pop(0) if len(cells) > 1 and _ORDER.fullmatch(cells[0]) else ""
    last = parse_line(cells[-1], index) if len(cells) > 1 else None
    page = last.page if last and last.rest else ""
    if page:
        cells.pop()
    names = cells.pop() if len(cells) > 1 and split_names(cells[-1]) else ""
    if len(cells) != 1:
        return parse_line(text, index)
    own = parse_line(cells[0], index)
    title = f"{own.title if page or own.sure else own.words}{'　' * bool(names)}{names}"
    mark = own.mark or NUMBERED_AHEAD * bool(order)
    found = page or (own.page if own.sure else "")
    if not page and not own.sure and order and not names and not own.mark:
        return EntryLine((index,), text, mark, title, words=title, ahead=order.rstrip(".．、"))
    return EntryLine((index,), text, mark, title, found, title, bool(found), whole=bool(found))
