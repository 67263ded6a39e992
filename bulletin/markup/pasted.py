"""The tree of an article beside its source → tables pasted as lines, headings without their marks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from bulletin.document.tree import Block, Document, Paragraph
from bulletin.document.walk import read_text
from bulletin.errors import Problem, Severity, Spot
from bulletin.hanzi import HAN_NUMBER
from bulletin.markup.measure import GAP
from bulletin.markup.openings import Ending, find_ending
from bulletin.model import Source

_MOST_ROWS_SHOWN, _MOST_COLUMNS = 12, 20
# Of the rows, this share has as many cells as the longest: the others have merged ones.
_LIKE_ROWS = 0.6
_FIGURE = re.compile(r"[-+]?[0-9][0-9.,]*(?:[%％‰]|[万亿千]?[元家项个人件名次]?)|[-—–/]")
_NUMBER = re.compile(r"[（(]?(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})[）)]?[.．、]?|[·•●○■□◆◇★※▪√-]")

# GB/T 9704—2012 7.3.3; an import sets the same levels. Deeper numbers are as often items of a list.
_LEVELS = ((2, re.compile(rf"{HAN_NUMBER}、")), (3, re.compile(rf"[（(]{HAN_NUMBER}[）)]、?")))
_LONGEST_HEADING = 40
_SHOWN = 14
_BLANKS = " \t\u3000"


def check_pasted(document: Document, source: Source) -> Iterator[Problem]:
    """Find what was a table or a heading in Word (M151, M152)."""
    yield from _check_tables(document, source)
    yield from _check_headings(document.blocks, source)


# Tables


def _check_tables(document: Document, source: Source) -> Iterator[Problem]:
    lines = [line for block in document.blocks if isinstance(block, Paragraph) for line in block.lines]
    group: list[int] = []
    for line in [*lines, 0]:
        if group and (line == 0 or not _follows(group[-1], line, source)):
            yield from _check_rows(group, source)
            group = []
        if line:
            group.append(line)


def _follows(line: int, after: int, source: Source) -> bool:
    """Whether two lines may be rows of one table: as cells, with nothing but one empty line between."""
    between = source.lines[line : after - 1]
    if len(between) > 1 or any(map(str.strip, between)):
        return False
    return ("\t" in source.lines[line - 1]) == ("\t" in source.lines[after - 1])


def _check_rows(group: Sequence[int], source: Source) -> Iterator[Problem]:
    typed = [source.lines[line - 1] for line in group]
    if all("\t" in text.strip() for text in typed):
        rows = _split_tabs(typed)
        found = [range(len(group))] if _are_rows(rows) else []
    else:
        rows = [GAP.split(text.strip()) for text in typed]
        found = list(_find_columns(rows))
    for part in found:
        yield _explain_table(group[part.start : part.stop], rows[part.start : part.stop], source)


def _split_tabs(lines: Sequence[str]) -> list[list[str]]:
    """The cells of each line, without a column of nothing at their end."""
    rows = [[cell.strip(" \u3000") for cell in line.rstrip("\r\n \u3000").split("\t")] for line in lines]
    columns = max(map(len, rows))
    while columns > 1 and all(len(row) == columns and not row[-1] for row in rows):
        columns -= 1
        rows = [row[:columns] for row in rows]
    return rows


def _are_rows(rows: Sequence[Sequence[str]]) -> bool:
    columns = max(map(len, rows))
    like = sum(len(row) == columns for row in rows)
    if len(rows) < 2 or not 1 < columns <= _MOST_COLUMNS:
        return False
    if like < max(2, _LIKE_ROWS * len(rows)) and not _is_form(rows):
        return False
    # 时间：⇥3月1日, and Word's own numbers: 1.⇥甲
    firsts = [row[0] for row in rows]
    return columns > 2 or not all(not cell or cell[-1] in "：:" or _NUMBER.fullmatch(cell) for cell in firsts)


def _is_form(rows: Sequence[Sequence[str]]) -> bool:
    """Whether rows of unlike length are those of a form: three or more, each with a name in front, one of
    them with more than one field."""
    firsts = [row[0] for row in rows]
    named = all(cell and not _NUMBER.fullmatch(cell) and cell[-1] not in "：:。；，" for cell in firsts)
    return len(rows) > 2 and named and max(map(len, rows)) > 2


def _find_columns(rows: Sequence[Sequence[str]]) -> Iterator[range]:
    """Rows that blanks align: three or more cells on each, a column of them figures."""
    start = 0
    for i in range(1, len(rows) + 1):
        if i < len(rows) and len(rows[i]) == len(rows[start]):
            continue
        part = rows[start:i]
        if len(part) > 2 and 2 < len(part[0]) <= _MOST_COLUMNS and _has_figures(part[1:]):
            yield range(start, i)
        start = i


def _has_figures(rows: Sequence[Sequence[str]]) -> bool:
    return any(all(map(_FIGURE.fullmatch, column)) for column in list(zip(*rows, strict=True))[1:])


def _explain_table(lines: Sequence[int], rows: Sequence[Sequence[str]], source: Source) -> Problem:
    columns = max(map(len, rows))
    written = [_write_row(row) for row in _merge_cells(rows, columns)]
    written[0] += f"\n|{' --- |' * columns}"
    fixes = [*written]
    if lines[0] > 1 and source.lines[lines[0] - 2].strip():
        fixes[0] = "\n" + fixes[0]
    if lines[-1] < len(source.lines) and source.lines[lines[-1]].strip():
        fixes[-1] += "\n"
    spots = [
        Spot(line, 1, len(source.lines[line - 1]) + 1, fix) for line, fix in zip(lines, fixes, strict=True)
    ]
    shown = "\n".join(written[:_MOST_ROWS_SHOWN])
    shown += f"\n……（共{len(rows)}行）" if len(rows) > _MOST_ROWS_SHOWN else ""
    hint = f"写成这样，上下各空一行（bulletin check --fix 会照此改好）：\n{shown}"
    message = f"第{lines[0]}—{lines[-1]}行像是从 Word 粘贴的表格，会印成一行一段"
    problem = source.problem(lines[0], "M151", message, hint, Severity.WARNING)
    return replace(problem, also=tuple(spots))


def _merge_cells(rows: Sequence[Sequence[str]], columns: int) -> list[list[str | None]]:
    """The rows, each of `columns` cells: None is one with the cell on its left. The head's merged cells, and
    the last field of a row in a form, go to the end of what is theirs."""
    full: list[list[str | None]] = [[*row, *[""] * (columns - len(row))] for row in rows]
    if sum(len(row) == columns for row in rows) < _LIKE_ROWS * len(rows) and _is_form(rows):
        return [[*row, *[None] * (columns - len(row))] for row in rows]
    if len(rows) < 3 or len(rows[1]) != columns:
        return full
    under = rows[1]
    names = _spread_names(rows[0], under)
    if names is None or under[0] or any(map(_FIGURE.fullmatch, filter(None, under))):
        return full
    return [names, [cell or "^^" for cell in under], *full[2:]]


def _spread_names(names: Sequence[str], under: Sequence[str]) -> list[str | None] | None:
    """The first row of a head of two, each name over the cells `under` it that are its own; None where they
    cannot be told: Excel leaves a merged cell empty, Word leaves it out."""
    if len(names) < len(under):
        single = [i for i, cell in enumerate(under) if not cell]
        groups, parts = len(names) - len(single), len(under) - len(single)
        last = max(single) + 1
        if any(not cell for cell in names) or groups < 1 or parts % groups or single != [*range(last)]:
            return None
        size = parts // groups
        spread: list[str | None] = [*names[:last]]
        for name in names[last:]:
            spread += [name, *[None] * (size - 1)]
        return spread if size > 1 else None
    if not names[0] or all(names):
        return None
    return [name or (None if cell else "") for name, cell in zip(names, under, strict=True)]


def _write_row(cells: Sequence[str | None]) -> str:
    escaped = (cell if cell is None else cell.replace("|", "\\|") for cell in cells)
    return "|" + "".join("|" if cell is None else f" {cell} |" if cell else " |" for cell in escaped)


# Headings


def _check_headings(blocks: Sequence[Block], source: Source) -> Iterator[Problem]:
    """One notice for all of an article."""
    numbered = list(_list_numbered(blocks))
    found = []
    for series in _list_series(numbered):
        # Where one says a whole sentence, or most stand one right under another, they are items.
        apart = [one for one in series if one.is_followed]
        if all(one.is_phrase for one in series) and 2 * len(apart) >= len(series):
            found += apart
    if not found:
        return
    spots = [_mark_heading(one, source) for one in sorted(found, key=lambda one: one.line)]
    first, *others = spots
    text = source.lines[first.line - 1].strip(_BLANKS).replace("**", "")
    shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
    marks = (first.fix or "").partition(" ")[0]
    which = f"第{'、'.join(str(spot.line) for spot in spots)}行" if others else f"“{shown}”"
    message = f"{which}像是小标题，前面没有井号，会印成正文"
    hint = f"是小标题，就写成“{marks} {shown}”（bulletin check --fix 会改好）；不是，不用管"
    problem = source.problem(first.line, "M152", message, hint, Severity.INFO)
    yield replace(
        problem, column=first.column, end_column=first.end_column, fix=first.fix, also=tuple(others)
    )


@dataclass(frozen=True, slots=True)
class _Numbered:
    """A paragraph with a number in front: its line, the level of its number, whether it is one phrase on one
    line, and whether text of another kind follows."""

    line: int
    level: int
    is_phrase: bool
    is_followed: bool


def _list_numbered(blocks: Sequence[Block]) -> Iterator[_Numbered]:
    for block, after in pairwise([*blocks, None]):
        if block and (level := _read_level(block)):
            followed = after is not None and _read_level(after) != level
            yield _Numbered(block.lines.start, level, _is_phrase(block), followed)


def _list_series(numbered: Sequence[_Numbered]) -> Iterator[list[_Numbered]]:
    """Those of one level under one of the level above."""
    for level, _ in _LEVELS:
        series: list[_Numbered] = []
        for one in numbered:
            if one.level == level:
                series.append(one)
            elif one.level < level:
                yield series
                series = []
        yield series


def _read_level(block: Block) -> int:
    """The level that the number in front of a paragraph gives; 0 of any other block."""
    text = read_text(block.children).lstrip() if isinstance(block, Paragraph) else ""
    return next((level for level, pattern in _LEVELS if pattern.match(text)), 0)


def _is_phrase(block: Block) -> bool:
    """Whether a paragraph is one phrase on one line, without a mark at its end."""
    text = read_text(block.children).strip() if isinstance(block, Paragraph) else ""
    long = len(text) > _LONGEST_HEADING or len(block.lines) != 1
    return not long and not any(mark in text for mark in "。；！？：") and find_ending(text) is Ending.OPEN


def _mark_heading(one: _Numbered, source: Source) -> Spot:
    """Where its marks belong: in place of an indent, and of the stars of bold text around it."""
    text = source.lines[one.line - 1]
    bare = text.strip(_BLANKS)
    column = len(text) - len(text.lstrip(_BLANKS)) + 1
    marks = f"{'#' * one.level} "
    if bare.startswith("**") and bare.endswith("**") and bare.count("**") == 2:
        return Spot(one.line, 1, column + len(bare), marks + bare.strip("*"))
    return Spot(one.line, 1, column, marks)
