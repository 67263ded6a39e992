"""A table of a draft → its Markdown: lines of a cell, merged cells, pictures and calls of notes in cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bulletin.errors import Problem
from bulletin.hanzi import is_han, join_lines
from bulletin.importing.model import INSET, Block, Picture, Run
from bulletin.importing.patterns import is_enumerated
from bulletin.importing.write.escapes import escape_text
from bulletin.markup import parse_markdown
from bulletin.model import Source

_ENDS = tuple("。；;！？!?")  # marks of a sentence's end
_GOES_ON = tuple("，,、：:")  # marks behind which an item goes on
_NAME_LENGTH, _LEAST_NAMES = 4, 3
_LEAST_DOWNWARDS = 3  # characters of a word that is written so; two may be 男, 女


def render_table(
    block: Block, images: Mapping[str, str] | None = None, labels: Mapping[str, str] | None = None
) -> str:
    """The rows of a table, the first its head, as Markdown has it; merged where its `joins` make rectangles.

    `images` are the file names of pictures, `labels` the numbers of notes, by their names in the manuscript.
    """
    insets = iter([_render_inset(inset, images or {}, labels or {}) for inset in block.insets])
    split = _join_printed if block.printed else _list_lines
    cells = [[_render_cell(split(cell.split("\n")), insets) for cell in row] for row in block.cells]
    columns = max(len(row) for row in cells)
    text = _join_rows([_render_row(row, (), columns) for row in cells], columns)
    if not block.joins:
        return text
    marked = [_render_row(row, marks, columns) for row, marks in zip(cells, block.joins, strict=True)]
    merged = _join_rows(marked, columns)
    problems: list[Problem] = []
    parse_markdown(Source("", tuple(merged.split("\n"))), 1, problems)
    return text if problems else merged


def _render_row(row: Sequence[str], marks: Sequence[str], columns: int) -> str:
    parts = []
    for column in range(columns):
        mark = marks[column] if column < len(marks) else ""
        cell = row[column] if column < len(row) else ""
        parts.append("" if mark == "||" and not cell else f" {mark if mark == '^^' and not cell else cell} ")
    return f"|{'|'.join(part if part.strip() or not part else ' ' for part in parts)}|"


def _join_rows(rows: Sequence[str], columns: int) -> str:
    return "\n".join([rows[0], f"|{' --- |' * columns}", *rows[1:]])


def _render_cell(lines: Sequence[str], insets: Iterator[str]) -> str:
    rendered = []
    for line in lines:
        first, *rest = (escape_text(part).replace("|", "\\|") for part in line.split(INSET))
        whole = first + "".join(next(insets, "") + part for part in rest)
        if whole.strip():
            rendered.append("\\^^" if whole == "^^" else whole)
    return "<br>".join(rendered)


def _render_inset(inset: Run | Picture, images: Mapping[str, str], labels: Mapping[str, str]) -> str:
    if isinstance(inset, Picture):
        alt = escape_text(inset.alt).replace("|", "\\|")
        return f"![{alt}]({images[inset.image]})" if inset.image in images else ""
    if inset.note:
        return f"[^{labels[inset.note]}]" if inset.note in labels else ""
    return f"{inset.script}{inset.text}{inset.script}"


def _list_lines(lines: Sequence[str]) -> list[str]:
    """The lines of a cell; a word that is written downwards, one character a line, is one."""
    kept = [line.strip() for line in lines if line.strip()]
    downwards = len(kept) >= _LEAST_DOWNWARDS and all(len(line) == 1 and is_han(line) for line in kept)
    return ["".join(kept)] if downwards else kept


def _join_printed(lines: Sequence[str]) -> list[str]:
    """The printed lines of a cell, joined but where they stay apart: items by themselves (1. 甲, 内存：1G),
    sentences, some names; else the line was only broken."""
    kept: list[str] = []
    are_names = len(lines) >= _LEAST_NAMES and all(1 < len(line.strip()) <= _NAME_LENGTH for line in lines)
    for line in lines:
        before = kept[-1].rstrip() if kept else ""
        apart = (
            is_enumerated(line) or ("：" in before and "：" in line) or before.endswith(_ENDS) or are_names
        )
        if before and apart and not before.endswith(_GOES_ON):
            kept.append(line.strip())
        elif before:
            kept[-1] = join_lines([kept[-1], line])
        else:
            kept = [line]
    return kept
