"""The elements of a story (a body, a header, a note, a cell) → blocks in reading order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from lxml.etree import _Element as Element

from bulletin.captions import compile_caption
from bulletin.hanzi import is_han
from bulletin.importing.model import BULLET, Area, Block, Kind, Leftover, Look, Origin, Reason, Run
from bulletin.importing.read.docx.across import stands_right
from bulletin.importing.read.docx.broken import Stand, mark_rests
from bulletin.importing.read.docx.drawings import Drawing, stands_above
from bulletin.importing.read.docx.inline import (
    LONGEST_LABEL,
    Inline,
    InlineReader,
    join_inlines,
    measure_label,
)
from bulletin.importing.read.docx.numbering import Numbering
from bulletin.importing.read.docx.placing import interleave
from bulletin.importing.read.docx.sections import Section, list_sections
from bulletin.importing.read.docx.styles import ParagraphLook, Styles, has_lines
from bulletin.importing.read.docx.tables import TableRow, arrange_table, has_words
from bulletin.importing.read.docx.xml import attr, child, is_on, pick_alternative, tag, value

# What may stand between two paragraphs and holds no text.
_BETWEEN = frozenset(
    f"{name}{end}"
    for name in ("bookmark", "moveFromRange", "moveToRange", "commentRange", "permission")
    for end in ("Start", "End")
) | {"proofErr"}
_MOST_COLUMNS = 60
_LEAST_DOWNWARDS = 3  # paragraphs of one character that are a word
_FIGURE = compile_caption("图")
_LEAST_LABELS = 3  # lines in text boxes above a caption that are words of its drawing
_MOST = 0.8  # of a paragraph, that makes it bold: a quotation mark may be of another face
_NAMED_BY_PROGRAM = re.compile(
    r"(?:图片|图像|图形|image|picture|img|(?:企业)?微信(?:图片|截图)|QQ(?:图片|截图)|屏幕(?:截图|快照)|截屏|截图|捕获|"
    r"未命名|无标题|IMG|DSC)[\s_\-]*[0-9a-z_\-.()（）]*|.*\.(?:png|jpe?g|bmp|gif)"
    # What Word makes up of a picture, with the words that say so.
    r"|.*(?:AI\s*生成的内容可能不正确|已自动生成|自动生成的?(?:说明|描述)|可信度的说明"
    r"|AI-generated content may be incorrect|automatically generated).*",
    re.IGNORECASE | re.DOTALL,
)


@dataclass
class Story:
    """Blocks, what was left out of them, automatic numbers as text, how often what else was met; the pictures
    by the names that blocks have for them; words that are a link, with its address or relation."""

    blocks: list[Block] = field(default_factory=list)
    drawings: dict[str, Drawing] = field(default_factory=dict)
    left: list[Leftover] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    met: Counter[str] = field(default_factory=Counter)
    links: list[tuple[str, str]] = field(default_factory=list)


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
        self._sections: list[Section] = []  # those that are still to come, the one that is read first
        self._stands: dict[int, Stand] = {}  # of paragraphs of the text, by their places in the story
        self._page = False  # whether a page begins with the next block

    def read_body(self, root: Element) -> Story:
        """Read the main part of a document."""
        body = child(root, "body")
        self._sections = list_sections(root)
        return self.read_story(body) if body is not None else self._story

    def read_story(self, element: Element) -> Story:
        """Read the blocks of one story."""
        self._story = Story()
        self._stands = {}
        self._read_blocks(element, Area.BODY)
        self._story.blocks = mark_rests(self._story.blocks, self._stands)
        self._story.blocks = _join_downwards(self._story.blocks)
        self._leave_labels()
        return self._story

    def _leave_labels(self) -> None:
        """Leave out the words of a drawing that is made of text boxes, above its caption."""
        kept: list[Block] = []
        for block in self._story.blocks:
            labels = _find_labels(kept) if _FIGURE.match(block.text.strip()) else []
            if labels:
                del kept[-len(labels) :]
                words = " ".join(filter(None, (label.text.strip() for label in labels)))
                self._story.left.append(Leftover(words, Reason.DIAGRAM, labels[0].origin))
                self._story.met["shapes"] += 1
            kept.append(block)
        self._story.blocks = kept

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
        self._story.numbers += inline.added
        self._story.links += inline.links
        look = self._look_of(inline, stands)
        blocks: list[Block] = []
        alone = not any(run.text.strip() for run in runs)
        parts: Iterable[Sequence[Run] | Drawing] = (runs, *inline.pictures)
        for part in parts if alone else interleave(runs, inline.pictures):
            if isinstance(part, Drawing):
                blocks += self._show(part, origin, alone=alone)
            elif part:
                block = Block(tuple(part), look=look, origin=origin, area=area, number=number)
                blocks.append(replace(block, listed=inline.listed))
                number = ""
        page = stands.page or inline.opens_page
        if not self._in_cell and area is Area.BODY:
            page = page or self._page
            shows = any(block.image or block.text.strip() for block in blocks)
            self._page = (page and not shows) or inline.ends_page or self._ends_section(properties)
        if blocks:
            blocks[0] = replace(blocks[0], page=page)
        above = [box for box in inline.boxes if stands_above(box)]
        for box in above:
            self._read_box(box, origin)
        if len(blocks) == 1 and not blocks[0].image and area is Area.BODY and not self._in_cell:
            self._stands[len(self._story.blocks)] = self._find_stand(blocks[0], stands)
        self._story.blocks += blocks
        for box in inline.boxes:
            if box not in above:
                self._read_box(box, origin)

    def _show(self, drawing: Drawing, origin: Origin, *, alone: bool) -> list[Block]:
        """The block of a picture; none of a formula that would be torn from its line."""
        if drawing.formula and not alone:
            self._story.met["formula"] += 1
            return []
        name = drawing.relation or "?"
        name = name if drawing.crop.is_none else f"{name} {drawing.crop.name}"
        self._story.drawings[name] = drawing
        alt = _describe(drawing.described)
        return [Block(kind=Kind.IMAGE, image=name, alt=alt, origin=origin, area=Area.BODY)]

    def _ends_section(self, properties: Element | None) -> bool:
        """Whether a paragraph is the last of its section, and the next begins a page (§17.6.22)."""
        if child(properties, "sectPr") is None:
            return False
        self._sections = self._sections[1:]
        return bool(self._sections) and self._sections[0].page

    def _look_of(self, inline: Inline, stands: ParagraphLook) -> Look:
        ink = inline.sizes.total()
        size = inline.sizes.most_common(1)[0][0] if ink else 0.0
        bold = ink > 0 and inline.heavy >= _MOST * ink
        align = stands.align if stands.align in {"left", "center", "right"} else "left"
        if align == "left" and not self._in_cell and self._sections and not stands.number:
            text = "".join(run.text for run in inline.runs)
            if stands_right(text, stands, size, self._sections[0].measure, bold=bold):
                align = "right"
        return Look(size, bold, align, stands.level)

    def _find_stand(self, block: Block, stands: ParagraphLook) -> Stand:
        size = block.look.size or 10.5
        indent = stands.indent
        lead = block.text[: len(block.text) - len(block.text.lstrip(" \t\u00a0\u2002\u3000"))]
        first = indent.measure(size) + sum(size if char == "\u3000" else size / 2 for char in lead)
        left = replace(indent, first=0, first_chars=0).measure(size)
        measure = self._sections[0].measure if self._sections else 0.0
        return Stand(first, left, size, measure, bool(block.number), block.look.align)

    def _read_box(self, box: Element, origin: Origin) -> None:
        if tag(box) == "textpath":  # WordArt
            look = Look(size=36.0, bold=True, align="center")
            self._story.blocks.append(
                Block((Run(attr(box, "string")),), look=look, origin=origin, area=Area.BOX)
            )
        else:
            self._read_blocks(box, Area.BOX)

    def _read_table(self, table: Element, area: Area) -> None:
        rows: list[TableRow] = []
        page, self._page = self._page, False
        outer, was_in_cell = self._story.blocks, self._in_cell
        self._in_cell = True
        for row in _find(table, "tr"):
            read = self._read_row(row, area)
            if is_on(row, "trPr", "del"):
                text = "".join(block.all_text() for cell in read.cells for block in cell)
                self._story.left.append(Leftover(text, Reason.DELETED_ROW))
            elif read.cells:
                rows.append(read)
        self._story.blocks, self._in_cell = outer, was_in_cell
        properties = child(table, "tblPr")
        ruled = self._styles.has_borders(value(properties, "tblStyle"))
        ruled = ruled or any(has_lines(element) for element in _list_borders(table, properties))
        opens = not was_in_cell and not any(block.all_text().strip() for block in outer)
        made = arrange_table(rows, ruled=ruled, area=area, opens=opens)
        if made and not self._in_cell:
            made[0] = replace(made[0], page=page or made[0].page)
        self._page = page and not made
        self._story.blocks += made
        for block in made:
            self._story.met["merged"] += bool(block.joins)
        self._story.met["nested"] += _count_nested(rows, made)

    def _read_row(self, row: Element, area: Area) -> TableRow:
        """One row by the columns of the grid (§17.4.17, §17.4.84; hMerge is that of older programs)."""
        cells: list[list[Block]] = [[] for _ in range(_read_count(child(row, "trPr"), "gridBefore", 0))]
        joins = [""] * len(cells)
        for cell in _find(row, "tc"):
            self._story.blocks = []
            self._read_blocks(cell, area)
            properties = child(cell, "tcPr")
            width = _read_count(properties, "gridSpan", 1)
            above = _goes_on_from(child(properties, "vMerge")) and not has_words(self._story.blocks)
            beside = bool(cells) and _goes_on_from(child(properties, "hMerge"))
            beside = beside and not has_words(self._story.blocks)
            cells += [self._story.blocks, *([] for _ in range(width - 1))]
            joins += ["^^" if above else "||" if beside else "", *["^^" if above else "||"] * (width - 1)]
        return TableRow(cells, joins, _read_count(child(row, "trPr"), "gridAfter", 0))


def _goes_on_from(merge: Element | None) -> bool:
    """Whether a cell is one with that before it in its column or row (§17.4.84, §17.4.22)."""
    return merge is not None and attr(merge, "val") != "restart"


def _list_borders(table: Element, properties: Element | None) -> Iterator[Element | None]:
    yield child(properties, "tblBorders")
    for row in _find(table, "tr"):
        for cell in _find(row, "tc"):
            yield child(cell, "tcPr", "tcBorders")


def _count_nested(rows: Sequence[TableRow], made: Sequence[Block]) -> int:
    """How many tables within cells have become text."""
    within = [block for row in rows for cell in row.cells for block in cell if block.cells]
    return sum(not any(block is kept for kept in made) for block in within)


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


def _strip_start(runs: Sequence[Run]) -> list[Run]:
    """The runs without blanks at the start, for a number to stand in front."""
    out = list(runs)
    for i, run in enumerate(out):
        text = run.text.lstrip(" \t\u3000\u00a0")
        out[i] = Run(text, run.bold, run.note)
        if text or run.note:
            break
    return out


def _join_downwards(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with words that are written downwards, one character a paragraph, as words."""
    out: list[Block] = []
    start = 0
    while start < len(blocks):
        end = start
        while end < len(blocks) and blocks[end].area is blocks[start].area and _is_character(blocks[end]):
            end += 1
        word = blocks[start:end]
        if len(word) >= _LEAST_DOWNWARDS:
            origin = word[0].origin.add(*(block.origin for block in word[1:]))
            runs = tuple(replace(run, text=run.text.strip()) for block in word for run in block.runs)
            out.append(replace(word[0], runs=runs, origin=origin))
        else:
            out += blocks[start : max(end, start + 1)]
        start = max(end, start + 1)
    return out


def _find_labels(blocks: Sequence[Block]) -> list[Block]:
    """The short lines in text boxes that `blocks` end with, and the empty ones between; none of few."""
    start = len(blocks)
    while start and (_is_label(blocks[start - 1]) or _is_empty(blocks[start - 1])):
        start -= 1
    found = list(blocks[start:])
    return found if sum(map(_is_label, found)) >= _LEAST_LABELS else []


def _is_empty(block: Block) -> bool:
    return not block.all_text().strip() and not block.pictures


def _is_label(block: Block) -> bool:
    return block.area is Area.BOX and 0 < measure_label(block.text.strip()) <= LONGEST_LABEL


def _is_character(block: Block) -> bool:
    text = block.text.strip()
    return block.kind is Kind.PARAGRAPH and not block.number and len(text) == 1 and is_han(text)


def _describe(described: str) -> str:
    """What a picture is said to show, where a person said it."""
    alt = "" if _NAMED_BY_PROGRAM.fullmatch(described.strip()) else " ".join(described.split())
    return alt if sum(map(is_han, alt)) >= 2 else ""
