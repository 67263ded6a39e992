"""PDF: lines, columns, notes, tables and pictures by where they stand on their pages."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from bulletin.build import build_issue
from bulletin.importing.model import Block, Float, Kind, Manuscript, Nature, PageLine, Run
from bulletin.importing.read.formats import read_manuscript
from bulletin.importing.read.pdf.columns import split_columns
from bulletin.importing.read.pdf.continued import PageTable, join_tables
from bulletin.importing.read.pdf.drawn import Drawn, Rule, read_drawn
from bulletin.importing.read.pdf.figures import FigureDrawer, drop_repeated, find_figures
from bulletin.importing.read.pdf.furniture import split_furniture
from bulletin.importing.read.pdf.geometry import Box, Turn
from bulletin.importing.read.pdf.glyphs import find_turn, read_glyphs
from bulletin.importing.read.pdf.imprint import take_imprint
from bulletin.importing.read.pdf.lines import lighten_text, make_lines
from bulletin.importing.read.pdf.notes import take_notes
from bulletin.importing.read.pdf.rows import Glyph
from bulletin.importing.read.pdf.tables import take_grids, take_loose_tables
from bulletin.importing.recognise.paragraphs.pages import join_page_lines, join_pages
from bulletin.importing.recognise.stages import recognise
from bulletin.importing.write.draft import render_issue
from bulletin.importing.write.report import check_balance
from bulletin.model import IssueId

from .conftest import MakeWorkspace

PARAGRAPH = (
    "各地要把科技创新摆在突出位置，完善投入机制，推动企业与高校院所共建研发平台，形成一批有影响的成果。"
)


def glyphs(text: str, x: float, y: float, size: float = 16, heavy: bool = False) -> list[Glyph]:
    return [Glyph(char, x + i * size, y, size, size * 1.2, heavy) for i, char in enumerate(text)]


def read_lines(page: list[Glyph], drawn: Drawn | None = None) -> list[PageLine]:
    regions, _ = split_columns(page, (), drawn.across if drawn else ())
    return [line for region in regions for line in make_lines(region.glyphs, 1, region.column)]


def test_two_columns_are_read_one_after_the_other() -> None:
    page: list[Glyph] = []
    for row in range(12):
        page += glyphs(f"左栏第{row:02d}行的文字在此", 50, 700 - row * 20, 10)
        page += glyphs(f"右栏第{row:02d}行的文字在此", 300, 700 - row * 20, 10)
    assert [line.text[0] for line in read_lines(page)] == ["左"] * 12 + ["右"] * 12


def test_a_table_is_not_two_columns() -> None:
    page: list[Glyph] = []
    for row in range(12):
        page += [*glyphs("新城区", 50, 700 - row * 20, 10), *glyphs("十二", 300, 700 - row * 20, 10)]
    assert [line.text for line in read_lines(page)] == ["新城区　十二"] * 12


def test_paragraphs_by_indent_and_titles_by_size() -> None:
    rows = [("我市推进成果转化", 140, 22.0), ("今年以来，我市全力推进创新驱动发展，取得积", 82, 16.0)]
    rows += [("极成效，高新技术企业达到两百一十五家，各类平", 50, 16.0), ("台三十家。", 50, 16.0)]
    rows += [("一是强化保障。", 82, 16.0)]
    page = [glyph for i, (text, x, size) in enumerate(rows) for glyph in glyphs(text, x, 700 - i * 30, size)]
    blocks = join_page_lines(make_lines(page, 1))
    assert [block.text for block in blocks] == [
        "我市推进成果转化",
        "今年以来，我市全力推进创新驱动发展，取得积极成效，高新技术企业达到两百一十五家，各类平台三十家。",
        "一是强化保障。",
    ]
    assert (blocks[0].look.size, blocks[0].look.align) == (22, "center")


def test_heads_feet_and_page_numbers() -> None:
    lines = []
    for number in range(1, 5):
        page = glyphs("滨江科技通讯", 50, 800, 9)
        for row in range(10):
            words = "甲乙丙丁"[number - 1] * (row + 1)
            page += glyphs(f"第{number}页第{row}行的正文不一样{words}", 50, 700 - row * 30)
        lines += make_lines([*page, *glyphs(f"— {number} —", 250, 40, 9)], number)
    kept, margins, left = split_furniture(lines)
    assert len(kept) == 40
    assert [block.text for block in margins] == ["滨江科技通讯"]
    assert sorted({item.why for item in left}) == ["页眉或页脚，每页都有", "页码"]


def test_notes_at_the_foot_of_a_page() -> None:
    page = glyphs("今年以来，我市推进成果转化", 82, 700)
    page += glyphs("1", 82 + 13 * 16, 706, 8) + glyphs("，取得成效。", 98 + 13 * 16, 700)
    page += (
        glyphs("厂房面积三万m", 50, 670)
        + glyphs("2", 50 + 7 * 16, 676, 8)
        + glyphs("以上，其余各项如上所述。", 170, 670)
    )
    page += glyphs("产量约10", 50, 640) + glyphs("6", 50 + 4 * 16 + 16, 646, 8) + glyphs("吨以上。", 140, 640)
    page += glyphs("1据统计公报，数字为", 50, 80, 10) + glyphs("初步核算数。", 50, 66, 10)
    kept, notes, left = take_notes(make_lines(page, 1))
    assert [line.text for line in kept] == [
        "今年以来，我市推进成果转化，取得成效。",
        "厂房面积三万m²以上，其余各项如上所述。",
        "产量约10⁶吨以上。",
    ]
    assert notes == {"p1-1": (Run("据统计公报，数字为初步核算数。"),)}
    assert left == ()
    assert [run.note for run in kept[0].runs if run.note] == ["p1-1"]


def test_a_text_of_short_items_is_as_wide_as_its_paragraph() -> None:
    """Items of one length tell no edge: 3. below them is no end of the last."""
    page = glyphs("欢迎加入我们的团队，本手册帮助您了解规章制度、工作规范以及各项福利待遇，我", 50, 760, 10)
    page += glyphs("们致力于营造专业、和谐的工作环境，希望每位员工在这里都能实现自我价值和成长", 50, 742, 10)
    y = 700
    for number in range(1, 5):
        for text in (
            f"{number}.团队协作",
            *["•持续学习，不断提升专业能力"] * 3,
            "•积极沟通，主动分享信息与经验",
        ):
            page += glyphs(text, 50, y, 10)
            y -= 22
    texts = [block.text for block in join_page_lines(make_lines(page, 1))]
    assert [text for text in texts if text.endswith("协作")] == [
        f"{number}.团队协作" for number in range(1, 5)
    ]
    assert len(texts) == 21


def test_boxes_in_the_wrong_unit_are_not_believed() -> None:
    """WeasyPrint writes the measures of some fonts a thousand times too large."""
    from weasyprint import HTML

    face = (Path(__file__).parent.parent / "fonts/BulletinFang-Regular.ttf").as_uri()
    page = f"<style>@font-face {{ font-family: F; src: url({face}) }} p {{ font: 12pt F }}</style><p>员工手册"
    data = HTML(string=page).write_pdf(uncompressed_pdf=True)
    scaled = re.sub(rb"/(Ascent|Descent) (-?[0-9]+)", rb"/\1 \g<2>000", data)
    scaled = re.sub(
        rb"/FontBBox \[0 (\S+) (\S+) (\S+)\]", rb"/FontBBox [0 \g<1>000 \g<2>000 \g<3>000]", scaled
    )
    assert len(scaled) > len(data) + 12
    assert read_manuscript(scaled, "a.pdf").printed[0].text == "员工手册"


def test_corners_of_a_table_are_no_drawing() -> None:
    """Word draws a square where rules cross, beside the edge of the outermost by a hair."""
    table = Box(87, 110, 508, 730)
    corners = tuple(Box(508.01, y, 508.5, y + 0.5) for y in (109.9, 300.0, 500.0, 729.9))
    drawn = Drawn(
        across=(Rule(730.3, 87, 508),), down=(Rule(508.2, 110, 730),), panels=corners, tints=corners
    )
    assert find_figures(glyphs("表", 200, 400), drawn, [table], Turn(0, Box(0, 0, 600, 800)), 1)[1] == []


def test_small_print_that_begins_with_a_number_is_no_note() -> None:
    page = glyphs("表一收入支出决算总表", 50, 700) + glyphs("24行等于3行与5行之和；", 50, 80, 10)
    kept, notes, left = take_notes(make_lines(page, 1))
    assert [line.text for line in kept] == ["表一收入支出决算总表", "24行等于3行与5行之和；"]
    assert (notes, left) == ({}, ())


def test_a_raised_mark_before_a_comma_stands_in_its_line() -> None:
    """The comma, which the line is told by, is as large as the ideographs, though its box is no higher."""
    line = [Glyph(char, 50 + 10 * i, 213.4, 10, 10, False) for i, char in enumerate("所谓词性标注，就是根据")]
    mark = [Glyph(char, 109 + 3 * i, 217.9, 3, 7.2, False, 6.5) for i, char in enumerate("[1]")]
    assert len(make_lines([*line, *mark], 1)) == 1


def test_what_a_journal_says_of_a_paper_is_no_part_of_its_sentences() -> None:
    page = [*glyphs("第43卷第8期", 50, 780, 9), *glyphs("某某大学学报", 200, 780, 9)]
    page += [*glyphs("2012年8月", 50, 770, 8), *glyphs("Vol.43", 250, 770, 8)]
    page += glyphs("词性标注方法", 200, 740, 18)
    for row in range(5):
        page += glyphs("人们引入一种统计模型即马", 50, 700 - 15 * row, 10)
    page += glyphs("收稿日期：2011年9月", 50, 70, 8) + glyphs("基金项目：自然科学基金，", 50, 58, 8)
    page += glyphs("项目编号1", 42, 46, 8)
    kept, blocks = take_imprint(make_lines(page, 1))
    assert [line.text for line in kept][-1] == "人们引入一种统计模型即马"
    assert [block.text for block in blocks] == [
        "第43卷第8期　某某大学学报",
        "2012年8月　Vol.43",
        "收稿日期：2011年9月",
        "基金项目：自然科学基金，项目编号1",
    ]


def test_the_volume_on_a_line_of_its_own_is_no_running_head() -> None:
    page = [*glyphs("工作动态第3卷", 50, 780, 10), *glyphs("人们引入一种统计模型", 50, 700, 10)]
    lines = make_lines(page, 1)
    assert take_imprint(lines) == (lines, ())


@pytest.mark.parametrize(
    ("left", "right", "tables"),
    [("一年级", "三百人", 1), ("cp a b", "#抄写", 0), ("├─ab", "甲的", 0)],
)
def test_lines_of_a_program_are_no_table(left: str, right: str, tables: int) -> None:
    page: list[Glyph] = []
    for row in range(4):
        page += [*glyphs(left, 50, 700 - row * 20, 10), *glyphs(right, 200, 700 - row * 20, 10)]
    regions, _ = split_columns(page, (), ())
    assert len(take_loose_tables(regions, Drawn(), (), 1)[1]) == tables


def test_numbers_and_names_that_a_narrow_cell_breaks() -> None:
    rows = [("科目", "金额"), ("1,547.7", "2"), ("USE_OFFLI", "NE"), ("open source", "code")]
    across, down, page = [], [], []
    for i, (above, below) in enumerate(rows):
        top = 700 - 40 * i
        across += [Rule(top, 50, 250), Rule(top - 40, 50, 250)]
        down += [Rule(x, top - 40, top) for x in (50, 100, 250)]
        page += (
            glyphs("一", 60, top - 20, 10) + glyphs(above, 110, top - 15, 9) + glyphs(below, 110, top - 30, 9)
        )
    _, tables = take_grids(page, Drawn(tuple(across), tuple(down)), 1)
    assert [row[1] for row in tables[0].cells] == ["科目金额", "1,547.72", "USE_OFFLINE", "open source code"]


def test_a_roman_number_alone_is_that_of_its_page() -> None:
    page = [
        *glyphs("任务书一份", 50, 700, 10),
        *glyphs("独立完成。", 50, 680, 10),
        *glyphs("- I -", 280, 50, 9),
    ]
    kept, _, left = split_furniture(make_lines(page, 1))
    assert [line.text for line in kept] == ["任务书一份", "独立完成。"]
    assert len(left) == 1


def test_a_row_with_names_of_its_own_is_no_rest_of_the_one_on_the_page_before() -> None:
    """Its first cell is one with those above it: a group that goes over the page."""
    first = make_table(1, 400, [("类别", "职位", "专业"), ("研发", "电控软件设计", "自动化")])
    second = make_table(2, 780, [("", "应用软件设计", "计算机"), ("销售", "客户经理", "不限")])
    lines = make_lines(glyphs("表前的一段。", 50, 500), 1) + make_lines(glyphs("表后的一段。", 50, 40), 2)
    tables, _, _ = join_tables([first, second], lines)
    assert [row[1] for row in tables[0].cells] == ["职位", "电控软件设计", "应用软件设计", "客户经理"]


def test_years_below_the_last_line_of_a_paragraph_are_no_column() -> None:
    page = glyphs("李明远，男，大学学历，现任临溪区科学技术局副主任，", 74, 720, 14) + glyphs(
        "任。", 74, 698, 14
    )
    for row in range(5):
        page += glyphs("一九九〇年七月止", 102, 676 - 22 * row, 14) + glyphs(
            "残疾人联合会工作人员", 228, 676 - 22 * row, 14
        )
    page += glyphs("下一步，将继续强化调度，抓好结对帮扶，做到情况明。", 102, 560, 14)
    assert {line.column for line in read_lines(page)} == {None}


def test_digits_of_a_plain_face_make_no_line_lighter() -> None:
    """Word sets 黑体 with Times New Roman."""
    line = [*glyphs("2023", 50, 700, 8), *glyphs("年第", 82, 700, heavy=True), *glyphs("12.5", 114, 700, 8)]
    assert make_lines([*line, *glyphs("期", 146, 700, heavy=True)], 1)[0].heavy
    assert not make_lines([*line, *glyphs("words", 146, 700, 8)], 1)[0].heavy


def test_a_label_alone_below_a_full_sentence_opens_a_paragraph() -> None:
    page = glyphs("乙方按照约定做好信息报送，打下基础。", 82, 700) + glyphs("甲方（盖章）：", 50, 670)
    page += glyphs("乙方（盖章）：", 50, 640)
    blocks = join_page_lines(make_lines(page, 1))
    assert [block.text[:2] for block in blocks] == ["乙方", "甲方", "乙方"]


def test_a_short_rule_down_makes_no_two_columns_of_five() -> None:
    """三线表: cells of one column have a stroke on their edge; what they hold are rows of the table."""
    across = tuple(Rule(y, x, x + 100) for y in (410, 380, 300) for x in (50, 150))
    down = (Rule(150, 380, 410), Rule(150, 300, 380))
    page = [g for i, x in enumerate((60, 110, 160, 210)) for g in glyphs(f"栏{i}", x, 390, 9)]
    for row in range(4):
        page += [
            g for i, x in enumerate((60, 110, 160, 210)) for g in glyphs(f"{row}{i}", x, 366 - 18 * row, 9)
        ]
    rest, tables = take_grids(page, Drawn(across, down), 1)
    assert (len(rest), tables) == (len(page), [])
    regions, _ = split_columns(rest, (), across)
    (table,) = take_loose_tables(regions, Drawn(across, down), (), 1)[1]
    assert (len(table.cells), len(table.cells[0])) == (5, 4)


def test_words_of_the_head_of_a_table_stand_near_to_one_another() -> None:
    across = tuple(Rule(y, 50, 250) for y in (410, 390, 320))
    page = glyphs("模型", 60, 396, 9) + glyphs("标注的准确率", 120, 396, 9) + glyphs("兼类词", 180, 396, 9)
    for row in range(3):
        y = 376 - 18 * row
        page += glyphs("隐型", 60, y, 9) + glyphs("94", 130, y, 9) + glyphs("93", 190, y, 9)
    regions, _ = split_columns(page, (), across)
    (table,) = take_loose_tables(regions, Drawn(across), (), 1)[1]
    assert table.cells[0] == ("模型", "标注的准确率", "兼类词")


def test_a_sentence_goes_on_past_a_caption_at_the_end_of_a_column() -> None:
    def line(text: str, y: float, column: tuple[float, float], size: float = 10.0) -> PageLine:
        return PageLine(1, text, column[0], column[1], y, size, False, (Run(text),), column=column)

    left, right = (50.0, 290.0), (310.0, 550.0)
    lines = [line("词性标注方法与常规的基于隐马尔可夫模型的方法相比", 700 - 15 * i, left) for i in range(8)]
    lines.append(line("Table 2 Experimental results of tagging and so on a", 560, left, 9.0))
    lines += [line("准确率有明显提高，标注的准确率也有明显提高，提高", 700 - 15 * i, right) for i in range(8)]
    blocks = join_page_lines(lines)
    assert "Table" not in blocks[0].text
    assert blocks[0].text.endswith("提高")


@pytest.mark.parametrize(("end", "bold"), [("（项）：", 0), ("（项）", 4)])
def test_heavy_words_that_open_a_paragraph_may_take_its_first_line(end: str, bold: int) -> None:
    page = glyphs("一般公共服务（类）财政事务" + end, 82, 700, heavy=True)
    text = "反映单位的开支情况和离退休的经费以及其他支出"
    page += glyphs(text[:bold], 50, 670, heavy=True) + glyphs(text[bold:18], 50 + 16 * bold, 670)
    page += glyphs("支出一览，并且反映单位的开支和经费，", 50, 640)
    page += [glyph for row in range(6) for glyph in glyphs(text[:18], 50, 580 - 30 * row)]
    assert join_page_lines(make_lines(page, 1))[0].text.startswith(f"一般公共服务（类）财政事务{end}反映")


@pytest.mark.parametrize(
    ("old", "new", "heavy"),
    [
        (rb"/StemV [0-9]+", b"/StemV 906", False),
        (rb"/StemV [0-9]+", b"/StemV 150", True),
        (rb"BT\n", b"BT\n2 Tr\n", True),
    ],
)
def test_what_is_heavy_by_its_stems_or_its_stroke(old: bytes, new: bytes, heavy: bool) -> None:
    """Skia writes the stems of some fonts a hundred times too wide; what has no heavy face is stroked."""
    from weasyprint import HTML

    face = (Path(__file__).parent.parent / "fonts/BulletinFang-Regular.ttf").as_uri()
    style = f"@font-face {{ font-family: F; src: url({face}) }} p {{ font: 12pt F }}"
    data = HTML(string=f"<style>{style}</style><p>员工手册").write_pdf(uncompressed_pdf=True)
    changed = re.sub(old, new, data)
    assert changed != data
    with pypdfium2.PdfDocument(changed) as document:
        text_page = document[0].get_textpage()
        found, _ = read_glyphs(text_page, find_turn(document[0], text_page))
        assert {glyph.heavy for glyph in found} == {heavy}


def test_columns_to_be_filled_in_stay() -> None:
    edges = (50, 100, 200, 250, 253, 350)
    across = tuple(Rule(y, 50, 350) for y in (700, 670, 640))
    down = tuple(Rule(x, 640, 700) for x in edges)
    page = [g for y in (680, 650) for x in (55, 205) for g in glyphs("姓名", x, y, 10)]
    _, tables = take_grids(page, Drawn(across, down), 1)
    assert tables[0].cells == (("姓名", "", "姓名", ""),) * 2


def test_a_date_below_the_place_of_a_seal_has_a_line_of_its_own() -> None:
    across = tuple(Rule(y, 50, 350) for y in (700, 640))
    down = tuple(Rule(x, 640, 700) for x in (50, 150, 350))
    page = glyphs("单位意见", 60, 670, 10)
    page += (
        glyphs("同意。", 160, 685, 10) + glyphs("（盖章）", 305, 665, 10) + glyphs("年　月　日", 295, 650, 10)
    )
    _, tables = take_grids(page, Drawn(across, down), 1)
    assert tables[0].cells[0][1].split("\n") == ["同意。", "（盖章）", "年　月　日"]


def test_notes_with_characters_for_raised_digits() -> None:
    """Typst writes ¹ for the mark of a note, and sets the note hardly smaller than the text."""
    page = glyphs("这种表示首次引入¹，用于控制流²。", 50, 700)
    page += glyphs("面积三千m²以上", 50, 670) + glyphs("¹见该项目的主页。", 60, 60, 14.5)
    kept, notes, left = take_notes(make_lines(page, 1))
    assert notes == {"p1-1": (Run("见该项目的主页。"),)}
    assert [line.text for line in kept] == ["这种表示首次引入，用于控制流²。", "面积三千m²以上"]
    assert left == ()


def test_bullets_are_items_of_a_list() -> None:
    page = [*glyphs("要求如下：", 50, 700), *glyphs("•灭火器有效", 82, 670), *glyphs("•", 82, 640)]
    blocks = join_page_lines(make_lines(page, 1))
    assert [(block.number, block.text) for block in blocks] == [
        ("", "要求如下："),
        ("•", "灭火器有效"),
        ("", "•"),
    ]


def test_a_heading_below_a_line_that_is_stretched() -> None:
    """Shift+Enter ends a line of a justified paragraph, and Word stretches it to be full."""
    page = glyphs("　　今年以来我市推进科技成果转化取得了积极的进展", 50, 700)
    texts = [
        "区域创新能力持续提升，成效明显。",
        "一、强化科技创新政策保障体系",
        "建成科技成果转化的服务平台。",
    ]
    for row, text in enumerate(texts):
        step = 23 * 16 / (len(text) - 1)
        page += [replace(glyph, x=50 + i * step) for i, glyph in enumerate(glyphs(text, 0, 670 - 30 * row))]
    page += glyphs("区域创新能力持续提升，取得了积极的成效，很好。", 50, 580)
    page += glyphs("二、下一步的打算", 50, 550) + glyphs(
        "2.促成合作，成效明显的经验做法得到全市的推广。", 50, 520
    )
    page += glyphs("3.促成合作，成效", 50, 490)
    blocks = join_page_lines(make_lines(page, 1))
    assert [block.text for block in blocks[1:]] == [
        *texts[1:],
        "区域创新能力持续提升，取得了积极的成效，很好。",
        "二、下一步的打算",
        "2.促成合作，成效明显的经验做法得到全市的推广。",
        "3.促成合作，成效",
    ]


@pytest.mark.parametrize("bullet", ["●", "★", "➤", "►"])
def test_a_bullet_begins_a_paragraph(bullet: str) -> None:
    """The line above is full, and so ends no paragraph by itself."""
    texts = ["今年以来，我市全力推进创新驱动发展，取得积", "极成效，高新技术企业达到两百一十五家，多一倍。"]
    texts += [f"{bullet}强化科技创新政策保障体系，建成公共服务平台三", "十家。"]
    page = glyphs(texts[0], 82, 730)
    page += [glyph for i, text in enumerate(texts[1:]) for glyph in glyphs(text, 50, 700 - i * 30)]
    blocks = join_page_lines(make_lines(page, 1))
    assert [block.text for block in blocks] == ["".join(texts[:2]), "".join(texts[2:])]


@pytest.mark.parametrize("folio", ["- 1 -", "第 1 页 共 3 页", "共3页 第1页", "Page 1 of 3", "第一页", "1"])
def test_a_folio_at_the_foot_of_a_single_page(folio: str) -> None:
    page = glyphs("正文第一行在这里", 50, 700) + glyphs("其余各项如上所述。", 50, 670)
    kept, _, left = split_furniture(make_lines([*page, *glyphs(folio, 250, 40, 9)], 1))
    assert len(kept) == 2
    assert [item.why for item in left] == ["页码"]


def test_a_number_below_the_text_is_no_folio() -> None:
    page = glyphs("以上各项如前所述。", 50, 700) + glyphs("合计", 50, 670) + glyphs("12", 50, 640)
    assert len(split_furniture(make_lines(page, 1))[0]) == 3


@pytest.mark.parametrize("pitch", [20, 30])
def test_a_raised_mark_stays_on_its_line(pitch: float) -> None:
    page = glyphs("上面的一行字在这里", 50, 700) + glyphs("孙亚睿孙震", 50, 700 - pitch)
    page += glyphs("*①", 130, 700 - pitch + 9, 8) + glyphs("下面的一行字在这里", 50, 700 - 2 * pitch)
    lines = take_notes(make_lines(page, 1))[0]
    assert [line.text for line in lines] == ["上面的一行字在这里", "孙亚睿孙震*①", "下面的一行字在这里"]


def test_a_heavy_face_that_all_the_text_is_set_in_is_not_heavy() -> None:
    lines = make_lines(glyphs(PARAGRAPH[:20], 50, 700, 16, True) + glyphs("2023", 400, 700, 8), 1)
    lines += make_lines(glyphs(PARAGRAPH[:20], 50, 670, 16, True), 1)
    light = lighten_text(lines)
    assert [line.heavy for line in light] == [False, False]
    assert [len(line.runs) for line in light] == [1, 1]
    few = make_lines(glyphs(PARAGRAPH[:5], 50, 640, 16, True) + glyphs(PARAGRAPH[:20], 50, 610), 1)
    assert lighten_text(few) == few


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("communi-", "cation", "communication"),
        ("communi\u00ad", "cation", "communication"),
        ("Anglo-", "American", "Anglo-American"),
        ("state-of-", "the-art", "state-of-the-art"),
        ("e-", "mail", "e-mail"),
        ("several", "words", "several words"),
    ],
)
def test_hyphens_at_the_ends_of_lines(first: str, second: str, joined: str) -> None:
    fill = "w" * (40 - len(first) - 1)
    page = glyphs(f"{fill} {first}", 50, 700, 8) + glyphs(f"{second} and so on", 50, 688, 8)
    assert f" {joined} and" in join_page_lines(make_lines(page, 1))[0].text


def test_the_page_of_an_entry_stands_apart_without_leaders() -> None:
    entry, text = make_lines(glyphs("第三章着力抓好", 50, 700) + glyphs("5", 50 + 7 * 16 + 10, 700, 8), 1), []
    text = make_lines(glyphs("发放材料", 50, 700) + glyphs("15", 50 + 4 * 16 + 4, 700, 8), 1)
    assert (entry[0].text, text[0].text) == ("第三章着力抓好　5", "发放材料15")


def test_the_title_of_a_form_is_in_the_middle_of_its_table() -> None:
    page = glyphs("审批表", 250, 700, 22) + glyphs("注：本表一式两份，由申请单位留存。", 50, 300, 12)
    table = Float(1, 49, 320, 520, 690, Block(kind=Kind.TABLE, cells=(("甲", "乙"), ("丙", "丁"))))
    assert join_page_lines(make_lines(page, 1), [table])[0].look.align == "center"
    alone = make_lines(page, 1, None, 566)
    assert join_page_lines(alone)[0].look.align == "center"


# Tables


def draw_grid(xs: list[float], ys: list[float]) -> Drawn:
    """Rules around every cell, each side drawn apart as Word and browsers do."""
    across = [Rule(y, left, right) for y in ys for left, right in pairwise(xs)]
    down = [Rule(x, low, high) for x in xs for high, low in pairwise(ys)]
    return Drawn(tuple(across), tuple(down))


def take_tables(page: list[Glyph], drawn: Drawn, number: int = 1) -> tuple[list[Glyph], list[PageTable]]:
    rest, tables = take_grids(page, drawn, number)
    boxes = [table.box for table in tables]
    regions, _ = split_columns(rest, boxes, drawn.across)
    rest, loose = take_loose_tables(regions, drawn, boxes, number)
    return rest, tables + loose


def cells_of(page: list[Glyph], drawn: Drawn) -> list[tuple[tuple[str, ...], ...]]:
    return [table.cells for table in take_tables(page, drawn, 1)[1]]


def test_a_table_with_rules_around_its_cells() -> None:
    page = glyphs("盟市", 55, 680, 10) + glyphs("算力中心机", 155, 680, 10) + glyphs("架数", 155, 668, 10)
    page += glyphs("乌兰察布", 55, 640, 10) + glyphs("8600", 155, 640, 10)
    page += glyphs("此外各项如上所述。", 50, 580)
    rest, tables = take_tables(page, draw_grid([50, 150, 250], [700, 660, 620]), 1)
    assert [table.cells for table in tables] == [(("盟市", "算力中心机架数"), ("乌兰察布", "8600"))]
    assert (tables[0].merged, tables[0].guessed) == (False, False)
    assert "".join(glyph.text for glyph in rest) == "此外各项如上所述。"


@st.composite
def _grids(draw: st.DrawFn) -> tuple[list[list[str]], set[tuple[int, int]], set[tuple[int, int]]]:
    rows, columns = draw(st.integers(2, 6)), draw(st.integers(2, 6))
    word = st.text("天地玄黄宇宙洪荒日月盈昃", min_size=1, max_size=3)
    cells = [[draw(word) for _ in range(columns)] for _ in range(rows)]
    # Cells that reach over the one at their right, or the one below; none of them meets another.
    spans = draw(
        st.sets(st.tuples(st.integers(0, rows // 2 - 1), st.integers(0, columns // 2 - 1)), max_size=3)
    )
    wide = {span for span in spans if draw(st.booleans())}
    return cells, wide, spans - wide


@settings(max_examples=60, deadline=None)
@given(_grids())
def test_any_table_comes_back(
    drawn: tuple[list[list[str]], set[tuple[int, int]], set[tuple[int, int]]],
) -> None:
    cells, wide, high = drawn
    rows, columns = len(cells), len(cells[0])
    for row, column in wide:
        cells[2 * row][2 * column + 1] = ""
    for row, column in high:
        cells[2 * row + 1][2 * column] = ""
    xs, ys = [50.0 + 60 * i for i in range(columns + 1)], [700.0 - 30 * i for i in range(rows + 1)]
    hidden_down = {(xs[2 * column + 1], ys[2 * row]) for row, column in wide}
    hidden_across = {(ys[2 * row + 1], xs[2 * column]) for row, column in high}
    grid = draw_grid(xs, ys)
    grid = Drawn(
        tuple(rule for rule in grid.across if (rule.at, rule.start) not in hidden_across),
        tuple(rule for rule in grid.down if (rule.at, rule.end) not in hidden_down),
    )
    page: list[Glyph] = []
    for row, texts in enumerate(cells):
        for column, text in enumerate(texts):
            page += glyphs(text, xs[column] + 5, ys[row] - 20, 10)
    rest, tables = take_tables(page, grid, 1)
    assert rest == []
    assert [list(row) for row in tables[0].cells] == cells
    joins = tables[0].joins or tuple(("",) * columns for _ in range(rows))
    joined = {(r, c): mark for r, row in enumerate(joins) for c, mark in enumerate(row) if mark}
    spans = {(2 * row, 2 * column + 1): "||" for row, column in wide}
    assert joined == spans | {(2 * row + 1, 2 * column): "^^" for row, column in high}


def test_a_table_open_at_its_sides() -> None:
    page = [
        glyph
        for i in range(3)
        for glyph in glyphs("指标", 60, 685 - 20 * i, 10) + glyphs("12", 160, 685 - 20 * i, 10)
    ]
    across = tuple(Rule(y, 50, 250) for y in (700, 680, 660, 640))
    assert cells_of(page, Drawn(across, (Rule(150, 640, 700),))) == [(("指标", "12"),) * 3]


def test_a_table_with_three_rules() -> None:
    rows = [("指标", "2022年", "2023年"), ("项目数", "23", "31"), ("到位资金", "1200", "2560")]
    page = [
        glyph
        for i, row in enumerate(rows)
        for k, cell in enumerate(row)
        for glyph in glyphs(cell, 60 + 120 * k + 10 * (i == 0), 680 - 20 * i - 5 * (i > 0), 10)
    ]
    page += glyphs("（万元）", 60, 625, 10)  # a cell's second line
    page += glyphs("此外各项如上所述，此外各项如上所述，此外各项如上所述。", 50, 560, 14)
    across = tuple(Rule(y, 50, 420) for y in (700, 672, 600))
    rest, tables = take_tables(page, Drawn(across), 1)
    assert [table.cells[:2] for table in tables] == [(rows[0], rows[1])]
    assert tables[0].guessed
    assert "".join(glyph.text for glyph in rest).startswith("此外")


def test_rows_that_stand_in_columns() -> None:
    rows = [("赛罕区", "高新企业", "12"), ("新城区", "实验室", "7"), ("玉泉区", "孵化器", "31")]
    page = [
        glyph
        for i, row in enumerate(rows)
        for k, cell in enumerate(row)
        for glyph in glyphs(cell, 60 + 120 * k, 680 - 20 * i, 10)
    ]
    assert cells_of(page, Drawn()) == [tuple(rows)]


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param(
            [("编辑：李涛", "电话：4366683"), ("主办：科技局", "日期：2024年9月30日")] * 2, id="版记"
        ),
        pytest.param([("草原碳汇监测", "2"), ("稀土材料中试", "5"), ("氢能进园区", "9")], id="目录"),
        pytest.param([("左栏的文字在此处排成一栏", "右栏的文字在此处排成一栏")] * 12, id="两栏"),
        pytest.param([("李涛", "王丽")] * 2, id="两行"),
    ],
)
def test_what_is_no_table(rows: list[tuple[str, ...]]) -> None:
    page = [
        glyph
        for i, row in enumerate(rows)
        for k, cell in enumerate(row)
        for glyph in glyphs(cell, 50 + 200 * k, 700 - 20 * i, 10)
    ]
    rest, tables = take_tables(page, Drawn(), 1)
    assert (tables, set(rest)) == ([], set(page))


def test_a_framed_colophon_is_read_cell_by_cell() -> None:
    page = glyphs("编辑：李涛", 55, 680, 10) + glyphs("电话：4366683", 155, 680, 10)
    page += glyphs("单位：某市科技局", 55, 650, 10) + glyphs("印数：100", 155, 650, 10)
    page += glyphs("保障中心", 55, 636, 10)
    (cells,) = cells_of(page, draw_grid([50, 150, 300], [700, 665, 630]))
    blocks = [Block((Run("今年以来，成效显著。"),)), Block(kind=Kind.TABLE, cells=cells)]
    draft = recognise(Manuscript("a.pdf", blocks=(Block((Run("我市科技创新"),)), *blocks)))
    assert {found.name: found.text for found in draft.fields} == {"editor": "李涛", "phone": "4366683"}
    assert [item.text for item in draft.left][-2:] == ["单位：某市科技局保障中心", "印数：100"]


def test_the_grid_of_a_chart_is_no_table() -> None:
    page = glyphs("甲", 55, 680, 10) + glyphs("乙", 155, 650, 10)
    drawn = draw_grid([50, 150, 250], [700, 665, 630])
    bars = tuple(Box(x, 632, x + 20, 660) for x in (60, 110, 180))
    assert cells_of(page, Drawn(drawn.across, drawn.down, marks=bars)) == []


def make_table(page: int, top: float, cells: list[tuple[str, ...]], bottom: float = 60) -> PageTable:
    return PageTable(page, Box(50, bottom, 250, top), tuple(cells), (50, 150), last_page=page)


def test_a_table_over_pages_is_one() -> None:
    head = ("盟市", "说明")
    first = make_table(1, 400, [head, ("呼和浩特", "枢纽节点，承担")])
    second = make_table(2, 780, [head, ("", "东西部协作"), ("包头", "制造基地")])
    lines = make_lines(glyphs("表前的一段。", 50, 500), 1) + make_lines(glyphs("表后的一段。", 50, 40), 2)
    tables, _, left = join_tables([first, second], lines)
    assert [table.cells for table in tables] == [
        (head, ("呼和浩特", "枢纽节点，承担东西部协作"), ("包头", "制造基地"))
    ]
    assert (tables[0].last_page, [item.text for item in left]) == (2, ["盟市　说明"])


def test_two_tables_with_text_between_are_two() -> None:
    first, second = make_table(1, 400, [("甲", "乙")] * 2), make_table(2, 700, [("甲", "乙")] * 2)
    between = make_lines(glyphs("另一段文字。", 50, 750), 2)
    assert len(join_tables([first, second], between)[0]) == 2


@pytest.mark.parametrize("words", ["续表", "续表2", "表2（续）", "续附表1"])
def test_what_says_that_a_table_goes_on_is_none_of_its_text(words: str) -> None:
    first, second = make_table(1, 400, [("甲", "乙")] * 2), make_table(2, 700, [("甲", "乙"), ("丙", "丁")])
    tables, kept, left = join_tables([first, second], make_lines(glyphs(words, 50, 750), 2))
    assert [table.cells for table in tables] == [(("甲", "乙"), ("甲", "乙"), ("丙", "丁"))]
    assert (kept, [item.text for item in left]) == ([], [words, "甲　乙"])


# Pictures


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of pictures: a photograph, the same in CMYK, halves of it, a drawing, a logo."""
    folder = tmp_path_factory.mktemp("pictures")
    photo = Image.new("RGB", (600, 360), "#dde")
    ImageDraw.Draw(photo).rectangle((50, 50, 300, 300), fill="#a33")
    photo.save(folder / "photo.jpg", quality=80)
    photo.convert("CMYK").save(folder / "cmyk.jpg")
    photo.crop((0, 0, 600, 180)).save(folder / "upper.png")
    photo.crop((0, 180, 600, 360)).save(folder / "lower.png")
    seal = Image.new("RGBA", (200, 200), (0, 0, 0, 0))
    ImageDraw.Draw(seal).ellipse((20, 20, 180, 180), fill=(20, 120, 40, 255))
    seal.save(folder / "seal.png")
    Image.new("RGB", (80, 40), "#c00").save(folder / "logo.png")
    return folder


def draw_page(folder: Path, body: str, style: str = "") -> tuple[list[Image.Image], list[bytes], list[str]]:
    """The figures that are found on the pages of an HTML text, as images and as files; what was passed."""
    from bulletin.pdf import import_weasyprint

    import_weasyprint()
    import weasyprint

    base = "@page{size:400pt 600pt;margin:40pt} img{display:block}" + style
    data = weasyprint.HTML(string=f"<style>{base}</style>{body}", base_url=f"{folder}/").write_pdf()
    files: list[bytes] = []
    passed: list[str] = []
    with pypdfium2.PdfDocument(data) as document:
        figures = []
        for number in range(1, len(document) + 1):
            page = document[number - 1]
            turn = find_turn(page, page.get_textpage())
            _, own, why = find_figures([], read_drawn(page, turn), [], turn, number)
            figures += own
            passed += [item.why for item in why]
        kept, repeated = drop_repeated(figures, len(document))
        passed += [item.why for item in repeated]
        drawer = FigureDrawer()
        for figure in kept:
            page = document[figure.page - 1]
            file, reason = drawer.draw(page, figure, find_turn(page, page.get_textpage()))
            assert reason == ""
            files.append(file)
    return [Image.open(io.BytesIO(file)).convert("RGB") for file in files], files, passed


def is_red(image: Image.Image, across: float, down: float) -> bool:
    pixel = image.getpixel((int(image.width * across), int(image.height * down)))
    assert isinstance(pixel, tuple)
    return pixel[0] > 140 and pixel[1] < 110 and pixel[2] < 110


def test_a_photograph_is_the_very_file(pictures: Path) -> None:
    _, files, _ = draw_page(pictures, '<img src="photo.jpg" style="width:300px">')
    assert files == [(pictures / "photo.jpg").read_bytes()]


def test_a_picture_in_strips_is_one(pictures: Path) -> None:
    images, _, _ = draw_page(
        pictures, '<img src="upper.png" style="width:300px"><img src="lower.png" style="width:300px">'
    )
    assert len(images) == 1
    assert images[0].width / images[0].height == pytest.approx(600 / 360, rel=0.02)
    assert is_red(images[0], 0.3, 0.45)
    assert is_red(images[0], 0.3, 0.55)


def test_a_cut_picture_is_what_is_seen_of_it(pictures: Path) -> None:
    frame = "width:90pt;height:60pt;overflow:hidden"
    body = f'<div style="{frame}"><img src="photo.jpg" style="width:200pt;margin-left:-60pt"></div>'
    images, files, _ = draw_page(pictures, body)
    assert files != [(pictures / "photo.jpg").read_bytes()]
    assert images[0].width / images[0].height == pytest.approx(1.5, rel=0.05)
    assert is_red(images[0], 0.2, 0.9)


def test_a_turned_picture_stands_as_it_is_seen(pictures: Path) -> None:
    body = '<img src="photo.jpg" style="width:200pt;margin:60pt;transform:rotate(90deg)">'
    images, files, _ = draw_page(pictures, body)
    assert files != [(pictures / "photo.jpg").read_bytes()]
    assert images[0].height > images[0].width
    assert is_red(images[0], 0.5, 0.3)
    assert not is_red(images[0], 0.5, 0.8)


def test_colours_for_print_become_colours_for_the_screen(pictures: Path) -> None:
    images, files, _ = draw_page(pictures, '<img src="cmyk.jpg" style="width:300px">')
    assert Image.open(io.BytesIO(files[0])).mode == "RGB"
    assert is_red(images[0], 0.3, 0.5)


def test_what_is_clear_shows_the_paper(pictures: Path) -> None:
    images, _, _ = draw_page(pictures, '<img src="seal.png" style="width:200px">')
    assert images[0].getpixel((2, 2)) == (255, 255, 255)


def test_a_chart_is_drawn_with_its_frame(pictures: Path) -> None:
    bars = "".join(
        f'<rect x="{60 + 80 * i}" y="{60 + 20 * i}" width="40" height="{140 - 20 * i}" fill="#a33"/>'
        for i in range(4)
    )
    frame = '<rect x="1" y="1" width="398" height="238" fill="#fff" stroke="#888"/>'
    axis = '<line x1="40" y1="200" x2="390" y2="200" stroke="#000"/>'
    chart = f'<svg width="400" height="240" viewBox="0 0 400 240">{frame}{axis}{bars}</svg>'
    images, _, _ = draw_page(pictures, f"{chart}<hr style='border:0;border-top:1pt solid;margin-top:20pt'>")
    assert len(images) == 1
    assert images[0].width / images[0].height == pytest.approx(400 / 240, rel=0.05)
    assert is_red(images[0], 0.2, 0.5)


def test_a_shape_is_a_drawing_and_a_rule_is_none(pictures: Path) -> None:
    circle = '<svg width="100" height="100"><circle cx="50" cy="50" r="45" fill="#a33"/></svg>'
    images, _, _ = draw_page(pictures, f"<hr>{circle}<hr>")
    assert len(images) == 1
    star = '<svg width="30" height="30"><circle cx="15" cy="15" r="12" fill="#a33"/></svg>'
    assert draw_page(pictures, f"<hr>{star}<hr>")[0] == []


def test_a_logo_on_every_page_is_none_of_the_issue(pictures: Path) -> None:
    style = "@page{@top-left{content:url(logo.png)}} p{break-after:page}"
    images, _, passed = draw_page(pictures, '<p><img src="seal.png" style="width:200px"><p>.<p>.<p>.', style)
    assert len(images) == 1
    assert passed == ["4 页都有的同一张图（如页眉的标志），没有收进"]


def test_the_picture_of_a_whole_page_is_its_paper() -> None:
    turn = Turn(0, Box(0, 0, 400, 600))
    with pypdfium2.PdfDocument.new() as document:
        image = pypdfium2.PdfImage.new(document)
        page = document.new_page(400, 600)
        image.set_matrix(pypdfium2.PdfMatrix().scale(400, 600))
        page.insert_obj(image)
        page.gen_content()
        drawn = read_drawn(page, turn)
        assert len(drawn.pictures) == 1
        _, figures, passed = find_figures(glyphs("识别出来的字", 50, 500), drawn, [], turn, 1)
    assert figures == []
    assert [item.why for item in passed] == ["整页是扫描的图或底图，字按里面的文字层收进，请逐字核对"]


def test_a_picture_behind_text_leaves_the_text() -> None:
    turn = Turn(0, Box(0, 0, 400, 600))
    shapes = tuple(Box(100, 200 + 30 * i, 300, 300 + 30 * i) for i in range(3))
    text = [glyph for i in range(4) for glyph in glyphs(PARAGRAPH[-14:], 110, 240 + 24 * i, 12)]
    rest, figures, passed = find_figures(text, Drawn(marks=shapes), [], turn, 1)
    assert (rest, figures) == (text, [])
    assert [item.why for item in passed] == ["文字下面衬着图，没有收进"]


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_page_that_lies_on_its_side_is_turned_by_its_text(real_issue: Path, degrees: int) -> None:
    data = (real_issue / "2024-09.pdf").read_bytes()
    with pypdfium2.PdfDocument(data) as document:
        for page in document:
            page.set_rotation(degrees)
        buffer = io.BytesIO()
        document.save(buffer)
    turned = join_pages(read_manuscript(buffer.getvalue(), "a.pdf"))
    assert [block.text for block in turned.blocks] == [
        block.text for block in join_pages(read_manuscript(data, "a.pdf")).blocks
    ]


def test_tables_and_pictures_of_a_built_issue_come_back(
    make_workspace: MakeWorkspace, pictures: Path
) -> None:
    rows = [(f"{i}", f"第{i}批风光制氢一体化示范工程", f"{i * 37}.5") for i in range(1, 40)]
    table = "\n".join(f"| {' | '.join(row)} |" for row in [("序号", "项目", "金额"), ("---",) * 3, *rows])
    picture = "![现场](a.jpg)\n\n图1　试验现场\n\n![厂区大门](b.png)"
    text = "\n\n".join([PARAGRAPH, table, PARAGRAPH, picture, PARAGRAPH])
    workspace = make_workspace(
        {
            "issues/2024-09/issue.md": "---\n期号: 9\n---\n",
            "issues/2024-09/01.md": f"---\n标题: 绿色氢能进入工业园区\n---\n\n{text}\n",
            "issues/2024-09/a.jpg": (pictures / "photo.jpg").read_bytes(),
            "issues/2024-09/b.png": (pictures / "seal.png").read_bytes(),
        }
    )
    data = build_issue(workspace, workspace.find_issue("2024-09")).pdf.read_bytes()
    manuscript = join_pages(read_manuscript(data, "a.pdf"))
    found = [
        block for block in manuscript.blocks if block.kind is not Kind.PARAGRAPH or PARAGRAPH in block.text
    ]
    assert [block.kind for block in found] == [
        Kind.PARAGRAPH, Kind.TABLE, Kind.PARAGRAPH, Kind.IMAGE, Kind.IMAGE, Kind.PARAGRAPH,
    ]  # fmt: skip
    assert found[1].cells == (("序号", "项目", "金额"), *rows)
    assert next(iter(manuscript.images.values())) == (pictures / "photo.jpg").read_bytes()
    draft = recognise(manuscript, "滨江科技通讯", nature=Nature.ISSUE)
    assert check_balance(draft) == []
    written = render_issue([draft], IssueId(2024, 9), "2024-09")
    article = written.files[written.names[0][0]].decode()
    assert [line for line in article.split("\n") if line.startswith(("!", "#"))] == [
        "![试验现场](01-图1.jpg)",
        "![厂区大门](01-图2.png)",
    ]
