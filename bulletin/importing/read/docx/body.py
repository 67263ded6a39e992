"""The elements of a story (a body, a header, a note, a cell) → blocks in reading order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lxml.etree import _Element as Element

from bulletin.hanzi import is_han
from bulletin.importing.model import BULLET, Area, Block, Kind, Leftover, Look, Origin, Reason, Run
from bulletin.importing.read.docx.inline import Inline, InlineReader, join_inlines
from bulletin.importing.read.docx.numbering import Numbering
from bulletin.importing.read.docx.styles import ParagraphLook, Styles
from bulletin.importing.read.docx.xml import attr, child, is_on, pick_alternative, tag, value

# What may stand between two paragraphs and holds no text.
_BETWEEN = frozenset(
    f"{name}{end}"
    for name in ("bookmark", "moveFromRange", "moveToRange", "commentRange", "permission")
    for end in ("Start", "End")
) | {"proofErr"}
_MOST_COLUMNS = 60
_MOST = 0.8  # of a paragraph, that makes it bold: a quotation mark may be of another face
_NAMED_BY_PROGRAM = re.compile(
    r"(?:图片|图像|图形|image|picture|img|微信图片|截图|IMG|DSC)[\s_\-]*[0-9a-z_\-.]*|.*\.(?:png|jpe?g|bmp|gif)",
    re.IGNORECASE,
)


@dataclass
class Story:
    """Blocks, what was left out of them, automatic numbers as text, how often what else was met."""

    blocks: list[Block] = field(default_factory=list)
    left: list[Leftover] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    met: Counter[str] = field(default_factory=Counter)


class BodyReader:
    """Reads the stories of one document; lists are counted through all of them."""

    def __init__(self, styles: Styles, numbering: Numbering) -> None:
        self._styles = styles
        self._numbering = numbering
        self._inline = InlineReader(styles)
        self._story = Story()
        self._paragraphs = 0
        self._open: Inline | None = None
        self._in_cell = False

    def read_body(self, root: Element) -> Story:
        """Read the main part of a document."""
        body = child(root, "body")
        return self.read_story(body) if body is not None else self._story

    def read_story(self, element: Element) -> Story:
        """Read the blocks of one story."""
        self._story = Story()
        self._read_blocks(element, Area.BODY)
        return self._story

    def _read_blocks(self, element: Element, area: Area) -> None:
        for inner in element:
            name = tag(inner)
            if name == "p":
                self._read_paragraph(inner, area)
            elif name == "tbl":
                self._read_table(inner, area)
            elif name in {"sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo"}:
                self._read_blocks(inner, area)
            elif name == "AlternateContent":
                for choice in pick_alternative(inner):
                    if tag(choice) == "p":
                        self._read_paragraph(choice, area)
                    elif tag(choice) == "tbl":
                        self._read_table(choice, area)
            elif name == "altChunk":
                self._story.met["altChunk"] += 1
            elif not name.endswith("Pr"):  # whatever may stand around paragraphs
                self._read_blocks(inner, area)

    def _read_paragraph(self, paragraph: Element, area: Area) -> None:
        self._paragraphs += 1
        origin = Origin.at_paragraph(self._paragraphs)
        properties = child(paragraph, "pPr")
        stands = self._styles.look_of_paragraph(properties)
        inline = self._inline.read(paragraph, stands)
        if self._open is not None:
            inline, self._open = join_inlines(self._open, inline), None
        if (_has_mark_deleted(properties) or _is_drop_cap(properties)) and _goes_on(paragraph):
            self._open = inline
            return
        self._story.met += inline.met
        self._story.left += [Leftover(text, why, origin) for text, why in inline.left if text.strip()]
        runs = inline.runs
        number = self._numbering.number(stands)  # an empty paragraph has one as well, and may be a whole cell
        if not self._in_cell and not "".join(run.text for run in runs).strip():
            number = ""
        if number and number != BULLET:
            self._story.numbers.append(number)
            runs = [Run(number, bool(runs and runs[0].bold)), *_strip_start(runs)]
        look = _look_of(inline, stands)
        if runs:
            self._story.blocks.append(Block(tuple(runs), look=look, origin=origin, area=area, number=number))
        for picture, described in inline.pictures:
            alt = "" if _NAMED_BY_PROGRAM.fullmatch(described.strip()) else " ".join(described.split())
            has_words = sum(map(is_han, alt)) >= 2
            self._story.blocks.append(
                Block(
                    kind=Kind.IMAGE,
                    image=picture,
                    alt=alt if has_words else "",
                    origin=origin,
                    area=Area.BODY,
                )
            )
        for box in inline.boxes:
            self._read_box(box, origin)

    def _read_box(self, box: Element, origin: Origin) -> None:
        if tag(box) == "textpath":  # WordArt
            look = Look(size=36.0, bold=True, align="center")
            self._story.blocks.append(
                Block((Run(attr(box, "string")),), look=look, origin=origin, area=Area.BOX)
            )
        else:
            self._read_blocks(box, Area.BOX)

    def _read_table(self, table: Element, area: Area) -> None:
        rows: list[list[list[Block]]] = []
        joins: list[list[str]] = []
        outer, was_in_cell = self._story.blocks, self._in_cell
        self._in_cell = True
        for row in _find(table, "tr"):
            cells: list[list[Block]] = [[] for _ in range(_read_count(child(row, "trPr"), "gridBefore", 0))]
            joined = [""] * len(cells)
            for cell in _find(row, "tc"):
                self._story.blocks = []
                self._read_blocks(cell, area)
                properties = child(cell, "tcPr")
                vertical = child(properties, "vMerge")
                width = _read_count(properties, "gridSpan", 1)
                goes_on = vertical is not None and attr(vertical, "val") != "restart"  # §17.4.84
                goes_on = goes_on and not _has_words(self._story.blocks)
                cells += [self._story.blocks, *([] for _ in range(width - 1))]
                joined += ["^^"] * width if goes_on else ["", *["||"] * (width - 1)]
            deleted = is_on(row, "trPr", "del")
            if deleted:
                text = "".join(block.all_text() for cell in cells for block in cell)
                self._story.left.append(Leftover(text, Reason.DELETED_ROW))
            elif cells:
                rows.append(cells)
                joins.append(joined)
        self._story.blocks, self._in_cell = outer, was_in_cell
        self._add_table(rows, joins, area)

    def _add_table(
        self, rows: Sequence[Sequence[Sequence[Block]]], joins: Sequence[Sequence[str]], area: Area
    ) -> None:
        """Add a table; one that only puts text side by side or in a frame is taken for its paragraphs."""
        merged = any(any(row) for row in joins)
        filled = [row for row in rows if any(cell for cell in row)]
        columns = max((len(row) for row in rows), default=0)
        if not filled:
            return
        if columns == 1 or len(filled) == 1:
            for row in filled:
                for cell in row:
                    self._story.blocks += cell
            return
        if pictured := _pair_pictures(filled):
            self._story.blocks += pictured
            return
        self._story.met["merged"] += merged
        filled = [*rows] if merged else filled  # each row that a cell reaches over
        pictures = [block for row in filled for cell in row for block in cell if block.image]
        self._story.met["nested"] += any(block.cells for row in filled for cell in row for block in cell)
        cells = tuple(tuple(_join_cell(cell) for cell in row) for row in filled)
        origin = next((block.origin for row in filled for cell in row for block in cell), Origin())
        joined = tuple(map(tuple, joins)) if merged else ()
        self._story.blocks.append(Block(kind=Kind.TABLE, cells=cells, joins=joined, origin=origin, area=area))
        self._story.blocks += pictures


def _has_mark_deleted(properties: Element | None) -> bool:
    """Whether a tracked change takes the end of a paragraph away: the next goes on with it (§17.13.5)."""
    mark = child(properties, "rPr")
    return child(mark, "del") is not None or child(mark, "moveFrom") is not None


def _is_drop_cap(properties: Element | None) -> bool:
    """Whether a paragraph is the big first letter of the next, which has a frame of its own (§17.3.1.11)."""
    return attr(child(properties, "framePr"), "dropCap") in {"drop", "margin"}


def _goes_on(paragraph: Element) -> bool:
    """Whether a paragraph follows in the same place, that this one can go on in."""
    following = paragraph.getnext()
    while following is not None and tag(following) in _BETWEEN:
        following = following.getnext()
    return following is not None and tag(following) == "p"


def _pair_pictures(rows: Sequence[Sequence[Sequence[Block]]]) -> list[Block]:
    """The pictures of a table that only puts them side by side, each with the words below it; else none."""
    paired: list[Block] = []
    words = {(i, k) for i, row in enumerate(rows) for k, cell in enumerate(row) if _has_words(cell)}
    for i, row in enumerate(rows):
        for k, cell in enumerate(row):
            if not any(block.image for block in cell):
                continue
            paired += cell
            if not _has_words(cell) and (i + 1, k) in words and not any(b.image for b in rows[i + 1][k]):
                words.remove((i + 1, k))
                paired += rows[i + 1][k]
            words.discard((i, k))
    return paired if not words else []


def _has_words(cell: Sequence[Block]) -> bool:
    return any(block.all_text().strip() for block in cell)


def _read_count(properties: Element | None, name: str, otherwise: int) -> int:
    """How many columns of the grid a cell or a gap takes up, within reason."""
    text = value(properties, name)
    return min(int(text), _MOST_COLUMNS) if text.isdecimal() and len(text) < 4 else otherwise


def _find(element: Element, name: str) -> Iterator[Element]:
    """The rows of a table or the cells of a row, through the wrappers that may stand between."""
    for inner in element:
        if tag(inner) == name:
            yield inner
        elif tag(inner) in {"sdt", "sdtContent", "customXml", "ins", "moveTo", "AlternateContent", "Choice"}:
            yield from _find(inner, name)


def _join_cell(blocks: Sequence[Block]) -> str:
    parts = [
        "\n".join("；".join(filter(None, row)) for row in block.cells) if block.cells else block.text
        for block in blocks
    ]
    return "\n".join(filter(str.strip, parts))


def _strip_start(runs: Sequence[Run]) -> list[Run]:
    """The runs without blanks at the start, for a number to stand in front."""
    out = list(runs)
    for i, run in enumerate(out):
        text = run.text.lstrip(" \t\u3000\u00a0")
        out[i] = Run(text, run.bold, run.note)
        if text or run.note:
            break
    return out


def _look_of(inline: Inline, stands: ParagraphLook) -> Look:
    ink = inline.sizes.total()
    size = inline.sizes.most_common(1)[0][0] if ink else 0.0
    align = stands.align if stands.align in {"left", "center", "right"} else ""
    return Look(size, ink > 0 and inline.heavy >= _MOST * ink, align or "left", stands.level)
