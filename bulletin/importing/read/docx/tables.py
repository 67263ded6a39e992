"""The rows of a table as read → the blocks that it becomes: a table, or paragraphs that it only arranged."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bulletin.importing.model import Area, Block, Kind, Look, Origin, Picture, Run
from bulletin.importing.read.cells import join_cell

_PROSE = 300  # characters of a row as wide as the page that are text of it
_PROSE_PARAGRAPHS, _PROSE_LEAST = 3, 120  # or so many paragraphs that end as sentences, of so many characters
_LAYOUT_PARAGRAPHS = 3  # of sentences in one cell, where no line is drawn: columns of text, no data
_ENDS = tuple("。；！？…”")
_LABEL, _INNER_ROWS = 12, 3  # characters of a label beside a table within a cell, and rows of that
_TITLE = 40  # characters of a title that stands in a row of its table
_BIGGER = 1.1  # times as big as what stands in the other rows, that a title without bold letters is
_LEAST_ROWS = 2  # of a table that is left, without its title and its notes
_NOTE = re.compile(
    r"[（(【]?\s*(?:备\s*注|附\s*注|注|说\s*明|填[表写报]说明|注意事项|(?:资料|数据)?来源)\s*】?\s*"
    r"(?:[：:]|(?=[1１一]\s*[.．、])).*",
    re.DOTALL,
)
_NOTE_LEAST = 6  # characters of such a note with its label; fewer are a cell to fill in
_MAKER = re.compile(r"[\u3400-\u9fff（）()]{4,30}[监印]?制(?:表)?")  # who made a form: 某某委员会制
_UNIT = re.compile(r"[（(]?\s*(?:计量|金额|数量)?单\s*位\s*[：:]\s*[^。；，：:]{1,10}")
_NUMBERED = re.compile(r"\s*[（(]?[0-9０-９一二三四五六七八九十]{1,2}\s*[)）.．、]")


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row by the columns of the grid: the blocks of each cell, the marks of cells that are one with the one
    on the left (`||`) or above (`^^`), and how many columns at its end it leaves out."""

    cells: Sequence[Sequence[Block]]
    joins: Sequence[str]
    after: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether it is one cell, as wide as the table."""
        return bool(self.joins) and not self.joins[0] and all(join == "||" for join in self.joins[1:])


def arrange_table(rows: Sequence[TableRow], *, ruled: bool, area: Area, opens: bool = False) -> list[Block]:
    """The blocks of a table in reading order; `ruled` says whether any of its lines is drawn, `opens` whether
    nothing is ahead of it: then its title is that of the document, else it is a heading at most.

    A table of one column or one row only puts text side by side or in a frame, and one that holds pictures
    and their captions only puts these in place. A title, a unit and notes in rows of their own leave it. A
    row as wide as the table that holds prose is text of the page: the table ends above it, and goes on below.
    """
    columns = max((len(row.cells) for row in rows), default=0)
    rows = [_widen(row, columns) for row in rows if not _is_grown(row)]
    first, last = (_count_ahead(rows), _count_behind(rows)) if columns > 1 else (0, 0)
    if len(rows) - first - last < _LEAST_ROWS:
        first = last = 0
    blocks = [block if opens else _lower(block) for row in rows[:first] for block in row.cells[0]]
    behind = [block for row in rows[len(rows) - last :] for block in row.cells[0]]
    rows = rows[first : len(rows) - last]
    part: list[TableRow] = []
    for i, row in enumerate(rows):
        ends_here = i + 1 == len(rows) or "^^" not in rows[i + 1].joins
        if columns > 1 and ends_here and ((row.is_whole and _is_prose(row.cells[0])) or _frames_table(row)):
            blocks += _arrange_part(part, ruled=ruled, area=area, whole=False)
            blocks += [block for cell in row.cells for block in cell]
            part = []
        else:
            part.append(row)
    return [*blocks, *_arrange_part(part, ruled=ruled, area=area, whole=len(part) == len(rows)), *behind]


def _lower(block: Block) -> Block:
    """A line above a table within a text, that stands out no more than a heading does."""
    look = block.look
    shown = look.bold or look.align == "center"
    return replace(block, look=replace(look, size=0.0, bold=shown, align="left") if shown else look)


def _is_grown(row: TableRow) -> bool:
    """Whether each cell of a row is one with that above: the row only makes those higher."""
    return bool(row.joins) and all(join == "^^" for join in row.joins) and not any(row.cells)


def _count_ahead(rows: Sequence[TableRow]) -> int:
    """How many rows at the top are as wide as the table and stand over it: its title, the unit of its
    figures."""
    if not rows or not _opens_with_title(rows):
        return 0
    count = 1
    while count < len(rows) and rows[count].is_whole and _UNIT.fullmatch(_read_row(rows[count])):
        count += 1
    return 0 if count < len(rows) and "^^" in rows[count].joins else count


def _opens_with_title(rows: Sequence[TableRow]) -> bool:
    """Whether the first row is the title of the table, bigger or bolder than the rest, as no other row is, or
    the unit of its figures. Rows that look alike and are as wide as the table name its parts."""
    if not rows[0].is_whole or not (words := _read_row(rows[0])):
        return False
    if _UNIT.fullmatch(words):
        return True
    title = next(block for block in rows[0].cells[0] if block.text.strip())
    text = title.text.strip()
    if len(text) > _TITLE or text.endswith((*_ENDS, "：", ":")) or _NUMBERED.match(text) or _NOTE.match(text):
        return False
    others = [block for row in rows[1:] for cell in row.cells for block in cell if block.text.strip()]
    sizes = Counter(block.look.size for block in others)
    usual = sizes.most_common(1)[0][0] if sizes else 0.0
    bold = sum(block.look.bold for block in others) > len(others) / 2
    shown = title.look.size >= _BIGGER * usual > 0 or (title.look.bold and not bold)
    parts = (row.cells[0][0] for row in rows[1:] if row.is_whole and row.cells[0])
    return shown and not any(block.look == title.look and block.text.strip() for block in parts)


def _count_behind(rows: Sequence[TableRow]) -> int:
    """How many rows at the bottom are as wide as the table and stand below it: notes, who made the form."""
    count = 0
    for row in reversed(rows):
        words = _read_row(row)
        is_note = _NOTE.fullmatch(words) and len("".join(words.split())) >= _NOTE_LEAST
        if not row.is_whole or not (is_note or _MAKER.fullmatch(words)):
            break
        count += 1
    return count


def _read_row(row: TableRow) -> str:
    """The words of a row that is one cell."""
    blocks = row.cells[0] if row.cells else ()
    return "\n".join(block.all_text() for block in blocks).strip()


def _widen(row: TableRow, columns: int) -> TableRow:
    """The row as wide as the table: one cell that stands alone and leaves nothing out is drawn so."""
    missing = columns - len(row.cells)
    if len(row.cells) != 1 or missing <= 0 or row.after:
        return row
    return TableRow([*row.cells, *([] for _ in range(missing))], [*row.joins, *["||"] * missing])


def _is_prose(cell: Sequence[Block]) -> bool:
    """Whether a cell holds text of the page: much of it, paragraphs of sentences, or a table of its own."""
    length = sum(len(block.all_text()) for block in cell)
    sentences = sum(block.text.rstrip().endswith(_ENDS) for block in cell)
    if any(len(block.cells) > 1 for block in cell):
        return True
    return length >= _PROSE or (sentences >= _PROSE_PARAGRAPHS and length >= _PROSE_LEAST)


def _frames_table(row: TableRow) -> bool:
    """Whether a row is a label and, beside it, a table of its own with several rows."""
    filled = [cell for cell in row.cells if has_words(cell)]
    if len(filled) != 2 or "^^" in row.joins:
        return False
    label = "".join(block.all_text().strip() for block in filled[0])
    inner = max((len(block.cells) for block in filled[1]), default=0)
    return len(label) <= _LABEL and not any(block.cells for block in filled[0]) and inner >= _INNER_ROWS


def _arrange_part(rows: Sequence[TableRow], *, ruled: bool, area: Area, whole: bool) -> list[Block]:
    filled = [row for row in rows if any(row.cells)]
    if not filled:
        return []
    one_column = all(row.is_whole or len(row.cells) == 1 for row in rows)
    one_row = whole and len(filled) == 1 and not (ruled and (len(rows) > 1 or _has_blank(filled[0])))
    if one_column or one_row or (not ruled and _is_layout(filled)):
        return [block for row in filled for cell in row.cells for block in cell]
    if pictured := _pair_pictures(filled):
        return pictured
    return [_make_table(rows, area)]


def _has_blank(row: TableRow) -> bool:
    """Whether a row has a cell to be filled in."""
    return any(not cell and not join for cell, join in zip(row.cells, row.joins, strict=True))


def _is_layout(rows: Sequence[TableRow]) -> bool:
    cells = [cell for row in rows for cell in row.cells if cell]
    return any(
        sum(block.text.rstrip().endswith(_ENDS) for block in cell) >= _LAYOUT_PARAGRAPHS for cell in cells
    )


def _make_table(rows: Sequence[TableRow], area: Area) -> Block:
    insets: list[Run | Picture] = []
    cells = tuple(tuple(join_cell(cell, insets) for cell in row.cells) for row in rows)
    origin = next((block.origin for row in rows for cell in row.cells for block in cell), Origin())
    merged = any(any(row.joins) for row in rows)
    joins = tuple(tuple(row.joins) for row in rows) if merged else ()
    return Block(kind=Kind.TABLE, cells=cells, joins=joins, origin=origin, area=area, insets=tuple(insets))


def _pair_pictures(rows: Sequence[TableRow]) -> list[Block]:
    """The pictures of a table that only puts them side by side, each with the words below it; else none."""
    paired: list[Block] = []
    words = {(i, k) for i, row in enumerate(rows) for k, cell in enumerate(row.cells) if has_words(cell)}
    for i, row in enumerate(rows):
        for k, cell in enumerate(row.cells):
            if not any(block.pictures for block in cell):
                continue
            paired += cell
            below = rows[i + 1].cells[k] if (i + 1, k) in words else []
            if not has_words(cell) and below and not any(block.pictures for block in below):
                words.remove((i + 1, k))
                paired += map(_stand_below, below) if len(row.cells[k]) == 1 else below
            words.discard((i, k))
    return paired if not words else []


def _stand_below(block: Block) -> Block:
    """What stands in the cell below a picture as a caption stands: in the middle, no bolder than the text."""
    words = block.text.strip()
    if not words or len(words) > _TITLE or words.endswith(_ENDS) or block.kind is not Kind.PARAGRAPH:
        return block
    runs = tuple(replace(run, bold=False) for run in block.runs)
    return replace(block, runs=runs, look=Look(align="center"))


def has_words(cell: Sequence[Block]) -> bool:
    """Whether there is any text in a cell."""
    return any(block.all_text().strip() for block in cell)
