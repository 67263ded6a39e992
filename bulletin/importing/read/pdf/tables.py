"""The characters and rules of a PDF page → its tables, and the characters that stand outside them.

Three kinds of table are known: cells with rules around them, rules across alone (三线表), and rows whose
pieces stand in columns with no rule at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from bulletin.hanzi import join_lines
from bulletin.importing.fields import parse_fields
from bulletin.importing.model import Origin
from bulletin.importing.patterns import BULLETS, is_bare_number, is_enumerated
from bulletin.importing.read.pdf.columns import Region
from bulletin.importing.read.pdf.continued import PageTable
from bulletin.importing.read.pdf.drawn import Drawn
from bulletin.importing.read.pdf.geometry import Box
from bulletin.importing.read.pdf.grid import Grid, find_grids, find_rule_stacks
from bulletin.importing.read.pdf.lines import make_lines
from bulletin.importing.read.pdf.rows import Glyph, find_size, make_rows, split_row

_LEAST_FILLED = 0.3  # of the cells of a table, that hold something
_BLANK = 24.0  # pt of a cell that is left to be filled in; what is narrower lies between double rules
_INNER_ROWS, _INNER_SHARE = (
    4,
    0.75,
)  # lines in cells of a grid, and of them in pieces, that are rows of a table
_LEAST_ROWS = 3  # of a table without any rule
_WHITE_ROWS = 4  # of a table, down which white does not run by chance …
_WHITE = 0.3  # em … if it is as wide as this, more than the blanks of justified words
_SHORT = 1.8  # em that the last line of an item in a cell leaves empty, more than this
_CELL_ENDS = tuple("。；;！？!?")
_SEALED = ("（盖章）", "（公章）", "（签字）", "（签章）", "（签名）")
_CELL_DATE = re.compile(r"[\d\s]*年[\d\s]*月[\d\s]*日")  # that signs an opinion, filled in or not
_NUMERAL = re.compile(r"[-−]?[0-9]{1,3}(?:,[0-9]{3})*\.[0-9]*|[-−]?[0-9]{1,3}(?:,[0-9]{0,3})+")
_CODE_NAME = re.compile(r"[A-Za-z0-9]_[A-Za-z0-9_]*$")
_NAME_REST = re.compile(r"[A-Za-z0-9_]+")
_COMMENTS = ("#", "//", "/*", "--", "%%")
_CHART = 3  # shapes in a grid that make it a chart

_Cell = list[Glyph]


def take_grids(glyphs: Sequence[Glyph], drawn: Drawn, page: int) -> tuple[list[Glyph], list[PageTable]]:
    """Take the tables that stand in rules out of the characters of a page, whatever its columns."""
    rest = list(glyphs)
    tables: list[PageTable] = []
    for grid in find_grids(drawn.across, drawn.down):
        if sum(grid.box.covers(mark) for mark in drawn.marks) < _CHART:
            rest = _take(rest, grid.box, _read_grid(rest, grid, page), tables)
    return rest, tables


def take_loose_tables(
    regions: Sequence[Region], drawn: Drawn, taken: Sequence[Box], page: int
) -> tuple[list[Glyph], list[PageTable]]:
    """Take the tables that have no rule down out of the regions of a page: each stands in one of them.
    `taken` are the tables that are known already."""
    rest: list[Glyph] = []
    tables: list[PageTable] = []
    stacks = find_rule_stacks(drawn.across, taken)
    for region in regions:
        own: list[Glyph] = list(region.glyphs)
        for stack in stacks:
            for box, zones in _find_booktabs(own, stack):
                own = _take(own, box, _read_zones(own, box, zones, page), tables)
        for box in _find_aligned(own):
            own = _take(own, box, _read_aligned(own, box, page), tables)
        rest += own
    return rest, tables


def _take(glyphs: list[Glyph], box: Box, table: PageTable | None, tables: list[PageTable]) -> list[Glyph]:
    if table is None:
        return glyphs
    tables.append(table)
    return [glyph for glyph in glyphs if not box.holds(*glyph.centre)]


def _within(glyphs: Sequence[Glyph], box: Box) -> list[Glyph]:
    return [glyph for glyph in glyphs if box.holds(*glyph.centre)]


def _is_table(cells: Sequence[Sequence[str]]) -> bool:
    """Whether the cells make a table, and not frames around text, one below the other. One row may be a part
    of a table on the next page."""
    rows = [row for row in cells if any(row)]
    if not any(sum(map(bool, row)) > 1 for row in rows):
        return False
    columns = sum(any(row[i] for row in rows) for i in range(len(rows[0]))) if rows else 0
    filled = sum(bool(cell) for row in rows for cell in row)
    return columns > 1 and filled >= _LEAST_FILLED * len(rows) * len(rows[0])


def _has_fields(cells: Sequence[Sequence[str]]) -> bool:
    """Whether the rows are the lines of a colophon, side by side."""
    labelled = sum(bool(parse_fields("　".join(filter(None, row)), Origin())[0]) for row in cells)
    return 2 * labelled >= len(cells)


def _join_cell(glyphs: Sequence[Glyph], page: int, span: tuple[float, float] | None = None) -> str:
    """The text of a cell, whose lines are one paragraph; what stands apart where one ends short of the edge
    of the cell, an item or what is behind a sentence, has a line of its own."""
    lines = make_lines(glyphs, page)
    texts = ["".join(run.text or run.note for run in line.runs).strip() for line in lines]
    kept = texts[:1]
    for before, text in zip(lines, texts[1:], strict=False):
        short = span is not None and span[1] - before.right > _SHORT * before.size
        apart = is_enumerated(text) or text[:1] in tuple(BULLETS) or kept[-1].endswith(_CELL_ENDS)
        dated = bool(_CELL_DATE.fullmatch(text))
        apart |= dated
        short |= dated and kept[-1].endswith(_SEALED)  # at the right, where a seal is put over both
        if (short and apart) or ("：" in kept[-1] and "：" in text):
            kept.append(text)
        else:
            kept[-1] = _join_broken(kept[-1], text)
    return "\n".join(kept)


def _join_broken(above: str, text: str) -> str:
    """Two lines of a cell as one. A narrow cell breaks numbers and names of programs anywhere: 1,547.7|2,
    USE_HF_OFFLI|NE."""
    number = _NUMERAL.fullmatch(above) and text.isdecimal()
    name = _CODE_NAME.search(above) and _NAME_REST.fullmatch(text) and " " not in above
    return above + text if number or name else join_lines([above, text])


# Cells with rules around them


def _read_grid(glyphs: Sequence[Glyph], grid: Grid, page: int) -> PageTable | None:
    places: dict[tuple[int, int], _Cell] = {}
    for glyph in _within(glyphs, grid.box):
        places.setdefault(grid.find_cell(*glyph.centre), []).append(glyph)
    if any(_has_columns([places.get((row, i), []) for i in range(grid.columns)]) for row in range(grid.rows)):
        return None  # rules across, with a short one down between them: it is read by where its pieces stand
    texts: list[tuple[str, ...]] = []
    anchors: list[tuple[tuple[int, int], ...]] = []
    for row in range(grid.rows):
        cells = {column: places.get((row, column), []) for column in range(grid.columns)}
        spans = {column: grid.span_of(row, column) for column in range(grid.columns)}
        parts = _part_by_lines(cells, spans) if grid.rows <= 2 and not grid.merged else [cells]
        for part in parts:
            texts.append(tuple(_join_cell(part[i], page, spans[i]) for i in range(grid.columns)))
            anchors.append(grid.anchors[row])
    used = [i for i in range(grid.columns) if any(text[i] for text in texts) or _has_blanks(grid, i)]
    kept = [k for k, text in enumerate(texts) if any(text)]
    rows = tuple(tuple(texts[k][i] for i in used) for k in kept)
    if not rows or not _is_table(rows):
        return None
    joins = _mark_joins([tuple(anchors[k][i] for i in used) for k in kept]) if grid.merged else ()
    return PageTable(page, grid.box, rows, tuple(grid.xs[i] for i in used), joins, last_page=page)


def _has_blanks(grid: Grid, column: int) -> bool:
    """Whether a column without words has cells of its own, wide enough to be filled in."""
    own = (row for row in range(grid.rows) if grid.anchors[row][column] == (row, column))
    return any(right - left >= _BLANK for left, right in (grid.span_of(row, column) for row in own))


def _has_columns(cells: Sequence[_Cell]) -> bool:
    """Whether the cells of a row of a grid hold rows of a table themselves: as many lines each, at the same
    levels, and most of them in pieces."""
    lines = [make_rows([glyph for glyph in cell if glyph.text.strip()]) for cell in cells if cell]
    first = lines[0] if lines else []
    if len(lines) < 2 or len(first) < _INNER_ROWS or any(len(own) != len(first) for own in lines):
        return False
    level = all(abs(own[i][0].y - first[i][0].y) < 2.0 for own in lines for i in range(len(first)))
    parted = sum(any(len(list(split_row(own[i]))) > 1 for own in lines) for i in range(len(first)))
    return level and parted >= _INNER_SHARE * len(first)


def _mark_joins(anchors: Sequence[Sequence[tuple[int, int]]]) -> tuple[tuple[str, ...], ...]:
    """For each cell whether it is one with the cell on its left (||) or the one above (^^), as `anchors` say:
    the first of those with the same anchor stands for all."""
    rows: list[tuple[str, ...]] = []
    above: set[tuple[int, int]] = set()
    for row in anchors:
        marks = [
            "^^" if anchor in above else "||" if anchor in row[:i] else "" for i, anchor in enumerate(row)
        ]
        above |= set(row)
        rows.append(tuple(marks))
    return tuple(rows)


def _part_by_lines(cells: dict[int, _Cell], spans: dict[int, tuple[float, float]]) -> list[dict[int, _Cell]]:
    """The rows of a table that has a rule under its head only: each line of its first column begins one."""
    first = make_rows(cells[0]) if cells else []
    width = spans[0][1] - spans[0][0] if spans else 0.0
    full = any(_reach(row) > 0.8 * width for row in first)
    upright = all(len(row) == 1 for row in first)  # a label that is set from top to bottom
    if (
        len(first) < 2
        or full
        or upright
        or not any(len(make_rows(cells[i])) >= len(first) for i in cells if i)
    ):
        return [cells]
    levels = [row[0].y for row in first]
    parts: list[dict[int, _Cell]] = [{column: [] for column in cells} for _ in levels]
    for column, own in cells.items():
        for row in make_rows(own):
            y = row[0].y + 0.3 * row[0].height  # a line begins no row that lies above it
            place = max((i for i, level in enumerate(levels) if y <= level + 0.6 * row[0].height), default=0)
            parts[place][column] += row
    return parts


def _reach(row: Sequence[Glyph]) -> float:
    return max(glyph.x + glyph.width for glyph in row) - row[0].x


# Rules across alone


def _find_booktabs(
    glyphs: Sequence[Glyph], stack: Sequence[Box]
) -> Iterator[tuple[Box, list[list[list[_Cell]]]]]:
    """The runs of zones between rules whose rows fall into columns; each zone as rows of pieces."""
    run: list[tuple[Box, list[list[_Cell]]]] = []
    for zone in [*stack, None]:
        rows = [list(split_row(row)) for row in make_rows(_within(glyphs, zone))] if zone else []
        wide = sum(len(pieces) > 1 for pieces in rows)
        if zone and rows and 2 * wide >= len(rows):
            run.append((zone, rows))
            continue
        if len(run) > 1:
            box = run[0][0].join(run[-1][0])
            yield box, [rows for _, rows in run]
        run = []


def _read_zones(
    glyphs: Sequence[Glyph], box: Box, zones: Sequence[list[list[_Cell]]], page: int
) -> PageTable | None:
    columns = _find_columns([row for rows in zones for row in rows])
    white = _find_white_columns([row for rows in zones for row in rows])
    if len(white) > 1 and len(white) >= len(columns):  # nearer to one another than columns of the text
        columns = white
        zones = [[_part_row(row, columns) for row in rows] for rows in zones]
    if len(columns) < 2:
        return None
    ruled = len(zones) > 2 and max(len(rows) for rows in zones[1:]) <= 2  # a rule under each row
    rows: list[list[_Cell]] = []
    for zone in zones:
        fresh = True
        for pieces in zone:
            cells: list[_Cell] = [[] for _ in columns]
            for piece in pieces:
                cells[_place_piece(piece, columns)] += piece
            if not fresh and (ruled or not cells[0]):
                rows[-1] = [one + other for one, other in zip(rows[-1], cells, strict=True)]
            else:
                rows.append(cells)
            fresh = False
    return _make_table(rows, columns, box, page)


def _make_table(
    rows: Sequence[Sequence[_Cell]], columns: Sequence[tuple[float, float]], box: Box, page: int
) -> PageTable | None:
    cells = tuple(tuple(_join_cell(cell, page) for cell in row) for row in rows)
    if not _is_table(cells) or _has_fields(cells):
        return None
    return PageTable(page, box, cells, tuple(left for left, _ in columns), guessed=True, last_page=page)


def _find_columns(rows: Sequence[Sequence[_Cell]]) -> list[tuple[float, float]]:
    """Where the columns stand: the left and right of what the rows with most pieces cover, piece by piece."""
    most = max((len(row) for row in rows), default=0)
    full = [row for row in rows if len(row) == most]
    columns = [
        (min(row[i][0].x for row in full), max(glyph.x + glyph.width for row in full for glyph in row[i]))
        for i in range(most)
    ]
    apart = all(one[1] <= other[0] for one, other in pairwise(columns))
    return columns if apart else []


def _find_white_columns(rows: Sequence[Sequence[_Cell]]) -> list[tuple[float, float]]:
    """What the rows of a table cover between the white that runs down all of them."""
    if len(rows) < _WHITE_ROWS:
        return []
    glyphs = [glyph for row in rows for piece in row for glyph in piece if glyph.text.strip()]
    em = find_size(glyphs)
    columns: list[tuple[float, float]] = []
    for left, right in sorted((glyph.x, glyph.x + glyph.width) for glyph in glyphs):
        if columns and left - columns[-1][1] < _WHITE * em:
            columns[-1] = columns[-1][0], max(columns[-1][1], right)
        else:
            columns.append((left, right))
    return columns


def _part_row(row: Sequence[_Cell], columns: Sequence[tuple[float, float]]) -> list[_Cell]:
    """The pieces of a row parted where the columns are."""
    parts: dict[int, _Cell] = {}
    for glyph in (glyph for piece in row for glyph in piece):
        parts.setdefault(_place_piece([glyph], columns), []).append(glyph)
    return [parts[i] for i in sorted(parts)]


def _place_piece(piece: _Cell, columns: Sequence[tuple[float, float]]) -> int:
    """The column that a piece stands in most of, else the nearest."""
    left, right = piece[0].x, max(glyph.x + glyph.width for glyph in piece)
    return max(
        range(len(columns)),
        key=lambda i: (min(right, columns[i][1]) - max(left, columns[i][0]), -i),
    )


# No rules at all


def _find_aligned(glyphs: Sequence[Glyph]) -> Iterator[Box]:
    """The runs of rows that have several pieces each."""
    run: list[list[Glyph]] = []
    rows = make_rows(glyphs)
    pitch = min((one[0].y - other[0].y for one, other in pairwise(rows)), default=0.0)
    for row in [*rows, []]:
        far = bool(run and row) and run[-1][0].y - row[0].y > 4 * max(pitch, row[0].height)
        if row and len(list(split_row(row))) > 1 and not far:
            run.append(row)
            continue
        if len(run) >= _LEAST_ROWS and not _is_code(run):
            yield _bound_rows(run)
        run = [row] if row and len(list(split_row(row))) > 1 else []


def _is_code(rows: Sequence[Sequence[Glyph]]) -> bool:
    """Whether rows are lines of a program, a tree of folders or a drawing made of characters: what stands
    apart in them are comments and blanks."""
    drawn = sum(any("\u2500" <= glyph.text <= "\u257f" for glyph in row) for row in rows)
    noted = sum(
        any(
            "".join(glyph.text for glyph in part[:2]).startswith(_COMMENTS)
            for part in list(split_row(row))[1:]
        )
        for row in rows
    )
    return 2 * max(drawn, noted) >= len(rows)


def _bound_rows(rows: Sequence[Sequence[Glyph]]) -> Box:
    boxes = [glyph.box for row in rows for glyph in row]
    box = boxes[0]
    for other in boxes[1:]:
        box = box.join(other)
    return box


def _read_aligned(glyphs: Sequence[Glyph], box: Box, page: int) -> PageTable | None:
    rows = [list(split_row(row)) for row in make_rows(_within(glyphs, box))]
    columns = _find_columns(rows)
    most = len(columns)
    if most < 2 or sum(len(row) == most for row in rows) < 0.6 * len(rows):
        return None
    cells: list[list[_Cell]] = []
    for row in rows:
        cells.append([[] for _ in columns])
        for piece in row:
            cells[-1][_place_piece(piece, columns)] += piece
    table = _make_table(cells, columns, box, page)
    if table is None or _is_contents(table.cells):
        return None
    return table


def _is_contents(cells: Sequence[Sequence[str]]) -> bool:
    """Whether the rows are a contents list: a title and the number of a page, which never falls."""
    pages = [row[-1] for row in cells if row[-1]]
    if len(cells[0]) > 2 or not pages or not all(map(is_bare_number, pages)):
        return any("……" in cell or "...." in cell for row in cells for cell in row)
    return all(int(one) <= int(other) for one, other in pairwise(pages))
