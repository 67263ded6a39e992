"""Blocks → the same with a contents list that is set as a table opened to lines, which `contents` reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bulletin.importing.model import Block, Kind, Run
from bulletin.importing.patterns import squeeze
from bulletin.importing.recognise.contents.line import LONGEST_LINE, split_entry

_BEGINNING = 5  # characters that tell one title from another


def open_contents_tables(blocks: Sequence[Block]) -> list[Block]:
    """Make a line of each row of a table that holds the contents list: its titles come again below."""
    opened: list[list[Block]] = []
    later: dict[str, set[str]] = {}  # lines further down, by their beginnings
    for block in reversed(blocks):
        rows = [row for cells in block.cells if (row := [" ".join(c.split()) for c in cells if c.strip()])]
        if block.kind is Kind.TABLE and _lists_titles(rows, later):
            lines = [
                replace(block, kind=Kind.PARAGRAPH, cells=(), runs=(Run(_join_row(row)),)) for row in rows
            ]
            opened.append(lines)
            continue
        opened.append([block])
        words = squeeze(block.text) if len(block.text) <= LONGEST_LINE else ""
        if len(words) >= _BEGINNING:
            later.setdefault(words[:_BEGINNING], set()).add(words)
    return [block for group in reversed(opened) for block in group]


def _lists_titles(rows: Sequence[Sequence[str]], later: Mapping[str, set[str]]) -> bool:
    """Whether most rows hold the title of an article that comes again, as a whole or its first line alone."""
    known = 0
    for row in rows:
        title = squeeze(split_entry(max(row, key=len), True)[0])
        known += any(title.startswith(words) for words in later.get(title[:_BEGINNING], ()))
    return len(rows) > 1 and 2 * known > len(rows)


def _join_row(row: Sequence[str]) -> str:
    """The row 1 | title | 3 as the line “1. title⇥3”."""
    if len(row) > 2 and row[0].isdecimal():
        row = [f"{row[0]}. {row[1]}", *row[2:]]
    return "\t".join(row)
