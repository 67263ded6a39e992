"""A table of a draft → its Markdown: lines of a cell, merged cells, pictures and calls of notes in cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from bulletin.document.tree import Table
from bulletin.document.walk import read_text
from bulletin.errors import Problem, errors_of
from bulletin.hanzi import is_han, join_lines
from bulletin.importing.model import INSET, Block, DraftArticle, Picture, Remark, Run
from bulletin.importing.patterns import is_enumerated
from bulletin.importing.write.escapes import escape_all, escape_end, escape_text, may_need_escapes
from bulletin.importing.write.heads import has_head
from bulletin.markup import parse_markdown
from bulletin.model import Source

_ENDS = tuple("。；;！？!?")  # marks of a sentence's end
_GOES_ON = tuple("，,、：:")  # marks behind which an item goes on
_NAME_LENGTH, _LEAST_NAMES = 4, 3
_BAR = re.compile(r"(?<!\\)\|")
_OF_LENGTH = {"M112", "M120"}  # nothing that an escape would mend
_NO_RECTANGLE = "M140"
_SHOWN = 12  # characters of a table that a remark shows
_LEAST_DOWNWARDS = 3  # characters of a word that is written so; two may be 男, 女


def render_table(
    block: Block, images: Mapping[str, str] | None = None, labels: Mapping[str, str] | None = None
) -> str:
    """The rows of a table, the first its head (an empty one where none is), as Markdown has it; merged where
    its `joins` make rectangles.

    `images` are the file names of pictures, `labels` the numbers of notes, by their names in the manuscript.
    """
    insets = [_render_inset(inset, images or {}, labels or {}) for inset in block.insets]
    cells = _render_cells(block, insets, escape_text)
    for escape in (escape_all, str) if _has_marks(block) else ():  # str: a path, with its backslashes
        spoilt = _find_spoilt(cells, block)
        other = _render_cells(block, insets, escape) if spoilt else cells
        cells = [
            [other[i][k] if (i, k) in spoilt else cell for k, cell in enumerate(row)]
            for i, row in enumerate(cells)
        ]
    columns = max(len(row) for row in cells)
    ahead = [] if has_head(block) else [_render_row((), (), columns)]
    text = _join_rows([*ahead, *(_render_row(row, (), columns) for row in cells)], columns)
    if not block.joins:
        return text
    marked = [_render_row(row, marks, columns) for row, marks in zip(cells, block.joins, strict=True)]
    merged = _join_rows([*ahead, *marked], columns)
    return merged if _is_rectangular(merged) else text


def list_unmerged(article: DraftArticle) -> list[Remark]:
    """What is to be said of tables whose merged cells `render_table` writes apart."""
    remarks: list[Remark] = []
    for block in article.blocks:
        columns = max((len(row) for row in block.cells), default=0)
        rows = [
            _render_row(["文" if cell.strip() else "" for cell in row], marks, columns)
            for row, marks in zip(block.cells, block.joins, strict=bool(block.joins))
        ]
        if rows and not _is_rectangular(_join_rows(rows, columns)):
            words = next((cell for row in block.cells for cell in row if cell.strip()), "")
            shown = " ".join(words.replace(INSET, "").split())[:_SHOWN]
            message = f"“{shown}”那张表格里合并的格子不成方块，写成了不合并的"
            remarks.append(Remark(message, block.origin, guess=True, code="I136"))
    return remarks


def _is_rectangular(table: str) -> bool:
    """Whether the merged cells of a table are rectangles."""
    problems: list[Problem] = []
    parse_markdown(Source("", tuple(table.split("\n"))), 1, problems)
    return all(problem.code != _NO_RECTANGLE for problem in problems)


def _render_cells(block: Block, insets: Sequence[str], escape: Callable[[str], str]) -> list[list[str]]:
    waiting = iter(insets)
    split = _join_printed if block.printed else _list_lines
    return [[_render_cell(split(cell.split("\n")), waiting, escape) for cell in row] for row in block.cells]


def _has_marks(block: Block) -> bool:
    return any(may_need_escapes(cell) for row in block.cells for cell in row)


def _find_spoilt(cells: Sequence[Sequence[str]], block: Block) -> set[tuple[int, int]]:
    """The rows and columns of the cells that would print other words than those of `block`, or that a build
    would stop at."""
    columns = max(len(row) for row in cells)
    text = _join_rows([_render_row(row, (), columns) for row in cells], columns)
    problems: list[Problem] = []
    found = parse_markdown(Source("", tuple(text.split("\n"))), 1, problems).blocks
    refused = {problem.line for problem in errors_of(problems) if problem.code not in _OF_LENGTH}
    rows = (*found[0].head, *found[0].rows) if len(found) == 1 and isinstance(found[0], Table) else ()
    raised = iter(
        inset.text if isinstance(inset, Run) and not inset.note else INSET for inset in block.insets
    )
    spoilt: set[tuple[int, int]] = set()
    for i, meant in enumerate(block.cells):
        read = {cell.column: read_text(cell.children) for cell in rows[i].cells} if i < len(rows) else {}
        is_refused = not rows or rows[i].lines.start in refused
        for k, cell in enumerate(meant):
            words = "".join(next(raised, "") if char == INSET else char for char in cell)
            differs = INSET not in words and "".join(read.get(k, "").split()) != "".join(words.split())
            if may_need_escapes(cell) and (is_refused or differs):
                spoilt.add((i, k))
    return spoilt


def _render_row(row: Sequence[str], marks: Sequence[str], columns: int) -> str:
    parts = []
    for column in range(columns):
        mark = marks[column] if column < len(marks) else ""
        cell = row[column] if column < len(row) else ""
        parts.append("" if mark == "||" and not cell else f" {mark if mark == '^^' and not cell else cell} ")
    return f"|{'|'.join(part if part.strip() or not part else ' ' for part in parts)}|"


def _join_rows(rows: Sequence[str], columns: int) -> str:
    return "\n".join([rows[0], f"|{' --- |' * columns}", *rows[1:]])


def _render_cell(lines: Sequence[str], insets: Iterator[str], escape: Callable[[str], str]) -> str:
    rendered = []
    for line in lines:
        *parts, last = (_BAR.sub(r"\\|", escape(part)) for part in line.split(INSET))
        whole = "".join(escape_end(part) + next(insets, "") for part in parts) + last
        if whole.strip():
            rendered.append("\\^^" if whole == "^^" else whole)
    return "<br>".join([*map(escape_end, rendered[:-1]), *rendered[-1:]])


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
