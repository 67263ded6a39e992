"""A PDF → a Manuscript: its characters by their positions, put together to the lines of its pages.

The stages: `glyphs` and `drawn` read a page, `captioned`, `figures` and `tables` take their own out of it,
`lines` and `notes` order the rest. What of it is a paragraph is for `recognise.paragraphs.pages` to say.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import pypdfium2

from bulletin.errors import BulletinError, Problem
from bulletin.importing.model import (
    Block,
    Float,
    Kind,
    Leftover,
    Look,
    Manuscript,
    Origin,
    PageLine,
    Reason,
    Remark,
    Run,
    Unit,
    count_han,
)
from bulletin.importing.read.pdf.browser import take_browser_lines
from bulletin.importing.read.pdf.bullets import add_bullets
from bulletin.importing.read.pdf.captioned import find_captioned, find_formulas, leave_out
from bulletin.importing.read.pdf.charts import find_charts
from bulletin.importing.read.pdf.columns import Region, split_columns
from bulletin.importing.read.pdf.continued import PageTable, join_tables
from bulletin.importing.read.pdf.drawn import read_drawn
from bulletin.importing.read.pdf.figures import (
    Figure,
    FigureDrawer,
    Passed,
    drop_repeated,
    find_figures,
    is_whole_page,
    make_figure,
)
from bulletin.importing.read.pdf.furniture import split_furniture
from bulletin.importing.read.pdf.geometry import Box, Turn
from bulletin.importing.read.pdf.glyphs import find_turn, read_glyphs
from bulletin.importing.read.pdf.imprint import take_imprint
from bulletin.importing.read.pdf.legible import SCANNED, VERTICAL, find_illegible, is_unmapped, is_vertical
from bulletin.importing.read.pdf.lines import lighten_text, make_lines, mend_bullets
from bulletin.importing.read.pdf.notes import take_notes
from bulletin.importing.read.pdf.rows import Glyph
from bulletin.importing.read.pdf.tables import take_grids, take_loose_tables
from bulletin.importing.read.pdf.wrapped import part_beside
from bulletin.importing.read.pictures import take_picture
from bulletin.importing.refusals import refuse_broken, refuse_encrypted

_FORMULA = "公式"  # what a picture of one shows
_MAX_PAGES = 400
_MAX_CHARACTERS = 1_000_000


@dataclass
class _Pages:
    """What was found on the pages so far."""

    texts: list[str] = field(default_factory=list)
    lines: list[PageLine] = field(default_factory=list)
    tables: list[PageTable] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    passed: list[Passed] = field(default_factory=list)
    turns: dict[int, Turn] = field(default_factory=dict)
    gutters: list[float] = field(default_factory=list)
    watermarks: list[str] = field(default_factory=list)
    browser: list[Leftover] = field(default_factory=list)
    scanned: set[int] = field(default_factory=set)
    vertical: list[int] = field(default_factory=list)


def read_pdf(data: bytes, file: str) -> Manuscript:
    """Read a PDF; raises BulletinError where it is damaged, asks for a password or holds no text."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise refuse_encrypted(file) from error
        raise refuse_broken(file, "不是完整的 PDF") from error
    with document:
        if len(document) > _MAX_PAGES:
            hint = "用阅读器把要用的几页另存成一个 PDF，再导入"
            raise BulletinError([Problem("I104", f"有 {len(document)} 页，太长", hint, file)])
        pages = _Pages()
        for number in range(1, len(document) + 1):
            try:
                _read_page(document[number - 1], number, pages)
            except pypdfium2.PdfiumError as error:
                raise refuse_broken(file, f"第{number}页读不出来") from error
            if sum(map(len, pages.texts)) > _MAX_CHARACTERS:
                hint = "用阅读器把要用的几页另存成一个 PDF，再导入"
                raise BulletinError([Problem("I104", "字太多，读不完", hint, file)])
        written = [text for text in pages.texts if text.strip()]
        if all(map(is_unmapped, written)):  # or there are none
            hint = "用带文字识别（OCR）的软件转成 Word 或文本，核对后再导入"
            why = "的字读不出来，只有标点：字体里没有写明是什么字" if written else "是扫描的图，里面没有文字"
            raise BulletinError([Problem("I110", f"这个 PDF {why}", hint, file)])
        kept, margins, left = split_furniture(mend_bullets(lighten_text(pages.lines)))
        kept, imprint = take_imprint(kept)
        kept, notes, lost = take_notes(kept)
        tables, kept, heads = join_tables(pages.tables, kept)
        figures, repeated = drop_repeated(pages.figures, len(document))
        images, floats, failed = _draw_figures(document, figures, pages.turns)
    floats += [_float(table.page, table.box, block) for table in tables for block in _make_blocks(table)]
    labels = [
        Leftover(figure.words, Reason.ON_FIGURE, Origin.at_page(figure.page))
        for figure in pages.figures
        if figure.words.strip()
    ]
    watermarks = [
        Leftover(words, Reason.WATERMARK, Origin.at_page(number))
        for number, words in enumerate(pages.watermarks, 1)
        if words.strip()
    ]
    remarks = [Remark(f"PDF，{len({line.page for line in pages.lines})} 页有字")]
    remarks += _explain([*pages.passed, *repeated, *failed], tables)
    illegible = [
        Passed(number, SCANNED)
        for number, text in enumerate(pages.texts, 1)
        if not text.strip() and number in pages.scanned
    ]
    illegible += [Passed(number, VERTICAL) for number in pages.vertical]
    illegible += find_illegible(pages.lines, dict(enumerate(pages.texts, 1)))
    remarks += _tell(illegible, "I147")
    return Manuscript(
        file,
        printed=tuple(kept),
        floats=tuple(sorted(floats, key=lambda item: (item.page, -item.top))),
        blocks=(*imprint, *margins),
        images=images,
        notes=notes,
        left=(*pages.browser, *left, *lost, *heads, *watermarks, *labels),
        remarks=tuple(remarks),
        words=count_han([*pages.texts, *pages.watermarks]),
    )


def _read_page(page: pypdfium2.PdfPage, number: int, pages: _Pages) -> None:
    text_page = page.get_textpage()
    turn = find_turn(page, text_page)
    glyphs, watermark = read_glyphs(text_page, turn)
    drawn = read_drawn(page, turn)
    if is_vertical(glyphs):
        pages.vertical.append(number)
    pages.turns[number] = turn
    pages.texts.append("".join(glyph.text for glyph in glyphs))
    pages.watermarks.append(watermark)
    glyphs, said = take_browser_lines(glyphs, turn.size[1])
    pages.browser += [Leftover(words, Reason.RUNNING, Origin.at_page(number)) for words in said]
    glyphs, drawn = add_bullets(glyphs, drawn)
    if any(is_whole_page(picture.box, turn) for picture in drawn.pictures):
        pages.scanned.add(number)
    rest, tables = take_grids(glyphs, drawn, number)
    boxes = [table.box for table in tables]
    regions, gutters = split_columns(rest, boxes, drawn.across, pages.gutters)
    captioned = find_captioned(glyphs, regions, drawn)
    charts = find_charts(glyphs, drawn, turn)
    captioned += [box for box in charts if not any(box.meets(other) for other in captioned)]
    if captioned:  # their boxes and words are no tables, nor columns
        pages.figures += [make_figure(number, box, glyphs, drawn) for box in captioned]
        glyphs = [glyph for glyph in glyphs if not any(box.holds(*glyph.centre) for box in captioned)]
        drawn = leave_out(drawn, captioned)
        rest, tables = take_grids(glyphs, drawn, number)
        boxes = [*(table.box for table in tables), *captioned]
        regions, gutters = split_columns(rest, boxes, drawn.across, pages.gutters)
    rest, loose = take_loose_tables(regions, drawn, boxes, number)
    tables = sorted(tables + loose, key=lambda table: -table.box.top)
    rest, figures, passed = find_figures(rest, drawn, [table.box for table in tables], turn, number)
    pages.tables += tables
    pages.figures += figures
    pages.passed += passed
    if loose or figures:  # they part columns
        boxes = [table.box for table in tables] + [figure.box for figure in figures] + captioned
        regions, gutters = split_columns(rest, boxes, drawn.across, pages.gutters)
    formulas = [formula for region in regions for formula in find_formulas(region)]
    if formulas:
        pages.figures += [
            replace(make_figure(number, box, own, drawn), alt=_FORMULA) for box, own in formulas
        ]
        regions = _take_out(regions, [glyph for _, own in formulas for glyph in own])
    pages.gutters += [gutter.middle for gutter in gutters]
    parts = (part for region in regions for part in part_beside(region, boxes))
    for region in parts:
        pages.lines += make_lines(region.glyphs, number, region.column, turn.size[0])


def _take_out(regions: Sequence[Region], glyphs: Sequence[Glyph]) -> list[Region]:
    """The regions without some of their characters."""
    out = set(map(id, glyphs))
    return [
        replace(region, glyphs=tuple(glyph for glyph in region.glyphs if id(glyph) not in out))
        for region in regions
    ]


def _make_blocks(table: PageTable) -> Iterator[Block]:
    """A table as a block; one of a single row only puts text side by side."""
    origin = Origin.at_page(table.page, table.last_page)
    if len(table.cells) > 1:
        yield Block(kind=Kind.TABLE, cells=table.cells, joins=table.joins, origin=origin, printed=True)
    else:
        for line in (line for cell in table.cells[0] for line in cell.split("\n") if line):
            yield Block((Run(line),), look=Look(align="left"), origin=origin)


def _draw_figures(
    document: pypdfium2.PdfDocument, figures: Sequence[Figure], turns: dict[int, Turn]
) -> tuple[dict[str, bytes], list[Float], list[Passed]]:
    """The image files of the figures, the blocks that show them, and what could not be drawn."""
    drawer = FigureDrawer()
    images: dict[str, bytes] = {}
    floats: list[Float] = []
    failed: list[Passed] = []
    for count, figure in enumerate(figures, 1):
        data, reason = drawer.draw(document[figure.page - 1], figure, turns[figure.page])
        reason = reason or take_picture(data).reason
        if reason:
            failed.append(Passed(figure.page, f"有一张图没有收进：{reason}"))
            continue
        name = f"{count}"
        images[name] = data
        block = Block(kind=Kind.IMAGE, image=name, alt=figure.alt, origin=Origin.at_page(figure.page))
        floats.append(_float(figure.page, figure.box, block))
    return images, floats, failed


def _float(page: int, box: Box, block: Block) -> Float:
    return Float(page, box.left, box.bottom, box.right, box.top, block)


def _tell(passed: Sequence[Passed], code: str) -> Iterator[Remark]:
    """What was passed, each reason once with all its pages."""
    for why in dict.fromkeys(item.why for item in passed):
        pages = dict.fromkeys(item.page for item in passed if item.why == why)
        yield Remark(why, Origin(Unit.PAGE, tuple((page, page) for page in pages)), guess=True, code=code)


def _explain(passed: Sequence[Passed], tables: Sequence[PageTable]) -> Iterator[Remark]:
    yield from _tell(passed, "I135")
    for table in (table for table in tables if len(table.cells) > 1):
        if table.guessed:
            yield Remark(
                "表格没有竖线，按文字的位置分了列，请对照原稿",
                Origin.at_page(table.page),
                guess=True,
                code="I136",
            )
        if table.merged:
            message = "有合并的单元格，写成了“||”（并入左边）和“^^”（并入上面）"
            yield Remark(message, Origin.at_page(table.page), guess=table.guessed, code="I136")
