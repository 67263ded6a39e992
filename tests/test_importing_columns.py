"""PDF: columns of a page are read one after the other, and paragraphs go on from one to the next."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bulletin.importing.model import Block, Float, Kind, PageLine, Run
from bulletin.importing.read.pdf.columns import split_columns
from bulletin.importing.read.pdf.drawn import Drawn, Rule
from bulletin.importing.read.pdf.geometry import Box
from bulletin.importing.read.pdf.lines import make_lines
from bulletin.importing.read.pdf.notes import take_notes
from bulletin.importing.read.pdf.rows import Glyph
from bulletin.importing.read.pdf.tables import take_loose_tables
from bulletin.importing.recognise.paragraphs.pages import join_page_lines

SENTENCE = "各地要把科技创新摆在突出位置，完善投入机制，推动企业与高校院所共建研发平台，形成一批成果。"


def set_line(text: str, x: float, y: float, size: float = 10) -> list[Glyph]:
    return [Glyph(char, x + i * size, y, size, size * 1.2, False) for i, char in enumerate(text)]


def set_column(
    name: str, x: float, top: float, count: int, width: int = 16, pitch: float = 15
) -> list[Glyph]:
    """`count` lines of a column, the first of a paragraph set in, the last of the column broken off."""
    text = (name + SENTENCE * count)[: width * count - 2]
    page = set_line(text[: width - 2], x + 20, top)
    for i in range(1, count):
        page += set_line(text[width * i - 2 : width * (i + 1) - 2], x, top - 15 * i)
    return page


def read_lines(
    page: Sequence[Glyph], boxes: Sequence[Box] = (), rules: Sequence[Rule] = (), number: int = 1
) -> list[PageLine]:
    regions, _ = split_columns(page, boxes, rules)
    return [line for region in regions for line in make_lines(region.glyphs, number, region.column)]


def read_names(lines: Sequence[PageLine]) -> list[str]:
    """The names of the columns and of what stands between them, in the order they are read."""
    return [line.text[:2] for line in lines if line.text[0] in "甲乙丙题图"]


@pytest.mark.parametrize("gutter", [10, 20, 60])
@pytest.mark.parametrize("offset", [0, 7])
def test_a_title_above_two_columns_however_narrow_their_gutter(gutter: int, offset: int) -> None:
    page = set_line("题目在两栏之上", 50 + 160 + gutter / 2 - 70, 740, 20)
    page += set_column("甲一", 50, 700, 20) + set_column("乙一", 210 + gutter, 700 - offset, 20)
    lines = read_lines(page)
    assert read_names(lines) == ["题目", "甲一", "乙一"]
    assert len(lines) == 41


def test_columns_that_change_within_a_page() -> None:
    """Three columns, a picture under two of them, then two columns."""
    page = [
        glyph for i, name in enumerate(["甲一", "乙一"]) for glyph in set_column(name, 50 + 180 * i, 700, 12)
    ]
    page += set_column("丙一", 410, 700, 22) + set_line("图一　说明在图的下面", 160, 400)
    page += set_line("题目在中间，比栏宽，横着隔开上下", 60, 330, 16)
    page += set_column("甲二", 50, 300, 12, 25) + set_column("乙二", 320, 300, 12, 25)
    lines = read_lines(page, [Box(50, 415, 390, 520)])
    assert read_names(lines) == ["甲一", "乙一", "图一", "丙一", "题目", "甲二", "乙二"]


def test_a_rule_across_the_page_ends_its_columns() -> None:
    page = set_column("甲一", 50, 700, 8) + set_column("乙一", 240, 700, 8)
    page += set_column("甲二", 50, 570, 8) + set_column("乙二", 240, 570, 8)
    assert read_names(read_lines(page)) == ["甲一", "甲二", "乙一", "乙二"]
    lines = read_lines(page, rules=[Rule(587, 50, 400)])
    assert read_names(lines) == ["甲一", "乙一", "甲二", "乙二"]


PAIRS = {
    "悬挂的编号": ([f"{i}．" for i in range(1, 15)], [SENTENCE[:20]] * 14),
    "表单": (["申报单位名称", "所在地区", "联系人"] * 5, [SENTENCE[:20], SENTENCE[:12]] * 7),
    "目录": (["草原碳汇监测的新办法" + "…" * (i % 3) for i in range(14)], [f"{i}" for i in range(14)]),
    "长短不一的格": (
        [SENTENCE[: 8 + i % 5 * 2] for i in range(14)],
        [SENTENCE[: 14 - i % 4 * 3] for i in range(14)],
    ),
}


@pytest.mark.parametrize(("left", "right"), PAIRS.values(), ids=PAIRS)
def test_what_stands_side_by_side_and_is_no_column(left: list[str], right: list[str]) -> None:
    page: list[Glyph] = []
    for i, (one, other) in enumerate(zip(left, right, strict=False)):
        page += set_line(one, 50, 700 - 15 * i) + set_line(other, 260, 700 - 15 * i)
    regions, gutters = split_columns(page)
    assert (len(regions), gutters) == (1, [])


def test_a_table_in_one_column_is_a_table_and_the_columns_stay() -> None:
    page = set_column("甲一", 50, 700, 24)
    page += set_column("乙一", 250, 700, 8)
    for i, cells in enumerate(
        [("地区", "家数", "产值"), ("新城", "12", "30"), ("玉泉", "7", "21"), ("赛罕", "9", "8")]
    ):
        for k, cell in enumerate(cells):
            page += set_line(cell, 255 + 55 * k, 570 - 15 * i)
    page += set_column("乙二", 250, 490, 10)
    rest, tables = take_loose_tables(split_columns(page)[0], Drawn(), [], 1)
    assert [table.cells[1] for table in tables] == [("新城", "12", "30")]
    assert read_names(read_lines(rest, [table.box for table in tables])) == ["甲一", "乙一", "乙二"]


def test_the_last_lines_of_an_article_are_in_columns_as_those_before() -> None:
    page = set_column("甲一", 50, 700, 3) + set_column("乙一", 240, 700, 3)
    _, gutters = split_columns(set_column("甲一", 50, 700, 20) + set_column("乙一", 240, 700, 20))
    assert split_columns(page)[1] == []
    regions, _ = split_columns(page, known=[gutter.middle for gutter in gutters])
    assert [region.glyphs[0].text for region in regions] == ["甲", "乙"]


def test_paragraphs_go_on_into_the_next_column_and_page() -> None:
    text = SENTENCE * 9
    page: list[Glyph] = []
    for i in range(24):
        x, y = (50, 700 - 15 * i) if i < 12 else (240, 700 - 15 * (i - 12))
        page += set_line(text[16 * i : 16 * (i + 1)], x, y)
    lines = read_lines(page)
    following = read_lines(set_column("", 50, 700, 12) + set_column("", 240, 700, 12), number=2)
    rest = [line for line in following if line.page == 2]
    blocks = join_page_lines([*lines, *rest])
    assert blocks[0].text == text[: 16 * 24]
    assert len(blocks) == 3


def test_a_paragraph_goes_on_past_a_picture_and_its_caption() -> None:
    text = SENTENCE * 9
    page: list[Glyph] = []
    for i in range(20):
        x, y = (50, 700 - 15 * i) if i < 10 else (240, 700 - 15 * (i - 10))
        page += set_line(text[16 * i : 16 * (i + 1)], x, y)
    page += set_line("图1　现场", 110, 440, 8)
    picture = Box(60, 455, 200, 550)
    item = Float(
        1, picture.left, picture.bottom, picture.right, picture.top, Block(kind=Kind.IMAGE, image="1")
    )
    blocks = join_page_lines(read_lines(page, [picture]), [item])
    assert [block.text for block in blocks] == [text[: 16 * 20], "", "图1　现场"]


def test_facing_pages_have_edges_of_their_own() -> None:
    lines: list[PageLine] = []
    for number, x in ((1, 50), (2, 90), (3, 50)):
        lines += read_lines(set_column("", x, 700, 12, 30), number=number)
    texts = [block.text for block in join_page_lines(lines)]
    assert [len(text) for text in texts] == [358, 358, 358]


@pytest.mark.parametrize("mark", ["1．", "（1）", "①", "● ", "— ", "一是", "[1]", "附注："])
def test_an_item_is_one_paragraph_whatever_hangs(mark: str) -> None:
    page: list[Glyph] = []
    y = 700.0
    for _ in range(3):
        inset = 10 * len(mark)
        page += set_line(mark + SENTENCE[: 30 - len(mark)], 50, y)
        page += set_line(SENTENCE[30 - len(mark) : 44], 50 + inset, y - 18)
        y -= 36
    blocks = join_page_lines(read_lines(page))
    assert [block.text for block in blocks] == [(mark + SENTENCE[:44]).strip()] * 3


def test_a_paragraph_below_a_heading_that_is_full_hangs_from_nothing() -> None:
    page = set_line("1．" + SENTENCE[:28], 50, 700)
    page += set_line(SENTENCE[:28], 70, 682) + set_line(SENTENCE[28:], 50, 664)
    page += set_line(SENTENCE[:28], 70, 646) + set_line(SENTENCE[28:], 50, 628)
    blocks = join_page_lines(read_lines(page))
    assert [block.text for block in blocks] == ["1．" + SENTENCE[:28], SENTENCE, SENTENCE]


def test_a_signature_and_its_date_are_set_right() -> None:
    page = [glyph for i in range(3) for glyph in set_column("", 50, 700 - 60 * i, 3, 30)]
    page += set_line("某市科学技术局", 230, 500) + set_line("2023年9月30日", 240, 480)
    blocks = join_page_lines(read_lines(page))
    assert [(block.text, block.look.align) for block in blocks[-2:]] == [
        ("某市科学技术局", "right"),
        ("2023年9月30日", "right"),
    ]


def test_what_stands_above_and_below_a_table_stays_there() -> None:
    """单位：元 ends at the right edge, as a full line does; the table goes on over the page."""
    page = set_column("", 50, 700, 4, 30) + set_line("单位：元", 310, 630)
    below = set_line("2.2 股东总数", 50, 500) + set_column("", 50, 480, 4, 30)
    table = Block((Run("表"),), kind=Kind.TABLE, cells=(("甲", "乙"),))
    lines = read_lines(page) + read_lines(below, number=2)
    blocks = join_page_lines(lines, [Float(1, 50, 60, 200, 620, table)])
    assert [block.text[:4] for block in blocks] == [SENTENCE[:4], "单位：元", "表", "2.2 ", SENTENCE[:4]]


def test_items_without_an_indent_are_told_by_their_numbers() -> None:
    page = set_line("2．" + SENTENCE[:27] + "。", 50, 700) + set_line("3．" + SENTENCE[:20] + "。", 50, 682)
    page += set_line(SENTENCE[:30], 50, 664)
    assert [block.text[:2] for block in join_page_lines(read_lines(page))][:2] == ["2．", "3．"]


def test_an_abstract_that_is_narrower_than_the_text_is_one_paragraph() -> None:
    page = set_line("摘要：" + SENTENCE[:23], 90, 700)
    page += set_line(SENTENCE[23:44] + SENTENCE[:7], 70, 685) + set_line(SENTENCE[7:35], 70, 670)
    page += [glyph for i in range(3) for glyph in set_column("", 50, 630 - 60 * i, 4, 32)]
    block = join_page_lines(read_lines(page))[0]
    assert block.text == "摘要：" + SENTENCE[:44] + SENTENCE[:35]
    assert block.look.align == "left"


def test_marks_that_hang_out_of_a_column_close_no_gutter() -> None:
    page: list[Glyph] = []
    for i in range(12):
        text = SENTENCE[i : i + 16] + ("，" if i % 3 == 0 else "")
        page += set_line(f"甲{text}", 50, 700 - 15 * i) + set_line(
            f"乙{SENTENCE[i : i + 16]}", 235, 700 - 15 * i
        )
    assert [line.text[0] for line in read_lines(page)] == ["甲"] * 12 + ["乙"] * 12


def test_a_date_within_a_narrow_column_is_no_field() -> None:
    page = set_line("认真落实各项任务。", 70, 700) + set_line("要严肃处理，不留情面。", 50, 685)
    page += set_line("并截至2024年4月3", 50, 670) + set_line("日共完成任务二百一十次", 50, 655)
    page += [glyph for i in range(6) for glyph in set_line("要严肃处理，不留情面再", 50, 640 - 15 * i)]
    blocks = join_page_lines(make_lines(page, 1, (50, 160)))
    assert any("面。并截至2024年4月3日共" in block.text for block in blocks)


def test_an_item_that_hangs_opens_a_paragraph_below_a_line_that_is_full() -> None:
    page = set_line(SENTENCE[:28], 70, 700) + set_line(SENTENCE[:28] + "：", 50, 682)
    for i, mark in enumerate(("（1）", "（2）")):
        page += set_line(mark + SENTENCE[:27], 50, 664 - 36 * i) + set_line(SENTENCE[27:], 80, 646 - 36 * i)
    texts = [block.text for block in join_page_lines(read_lines(page))]
    assert texts == [SENTENCE[:28] * 2 + "：", "（1）" + SENTENCE, "（2）" + SENTENCE]


def test_a_heading_that_fills_a_narrow_column_is_not_the_first_line_of_its_text() -> None:
    page = set_line("（二）存在的困难和问题", 70, 700)
    page += set_line(SENTENCE[:11], 70, 685)
    page += [glyph for i in range(7) for glyph in set_line(SENTENCE[11:24], 50, 670 - 15 * i)]
    blocks = join_page_lines(make_lines(page, 1, (50, 180)))
    assert blocks[0].text == "（二）存在的困难和问题"


def test_notes_stand_at_the_foot_of_each_column() -> None:
    page = set_column("甲", 50, 700, 12) + set_column("乙", 240, 700, 12)
    mark = page[20]
    page += [Glyph("①", mark.x + 9, mark.y + 4, 5, 6, False)]
    page += set_line("①见统计公报。", 50, 520, 7) + set_line("②见年鉴。", 240, 520, 7)
    kept, notes, left = take_notes(read_lines(page))
    assert {label: runs[0].text for label, runs in notes.items()} == {"p1-1": "见统计公报。"}
    assert [item.text for item in left] == ["见年鉴。"]
    assert not any(line.size < 8 for line in kept)


def set_text(text: str, x: float, y: float, width: int, pitch: float = 15) -> list[Glyph]:
    """`text` set in lines of `width` characters; a comma or stop behind a full line hangs out of it."""
    page: list[Glyph] = []
    while text:
        count = width + (text[width : width + 1] in tuple("，。、"))
        page += set_line(text[:count], x, y)
        text, y = text[count:], y - pitch
    return page


def test_a_mark_that_hangs_into_a_gutter_joins_no_two_lines() -> None:
    """The room between the mark and the next column is that between two words of a justified line."""
    page: list[Glyph] = []
    for i in range(12):
        mark = "，" if i % 5 == 1 else ""
        page += set_line("甲" + SENTENCE[i : i + 15] + mark, 50, 700 - 15 * i)
        page += set_line("乙" + SENTENCE[i : i + 15], 224.4, 700 - 15 * i)
    assert [line.text[0] for line in read_lines(page)] == ["甲"] * 12 + ["乙"] * 12


def test_a_column_goes_on_past_a_head_in_its_middle_below_the_end_of_the_other() -> None:
    page = set_column("甲一", 50, 700, 12) + set_line("丙　结语", 110, 520) + set_column("甲二", 50, 505, 6)
    page += set_column("乙一", 240, 700, 8)
    assert read_names(read_lines(page)) == ["甲一", "丙　", "甲二", "乙一"]


def test_a_picture_in_a_column_ends_no_gutter() -> None:
    page = set_column("甲一", 50, 700, 6) + set_column("甲二", 50, 490, 6) + set_column("乙一", 240, 700, 6)
    page += set_line("丙在右边的栏里，比左边的短", 240, 595) + set_line("也一样", 240, 580)
    assert read_names(read_lines(page, [Box(60, 512, 200, 615)])) == ["甲一", "甲二", "乙一", "丙在"]


def test_a_short_column_beside_the_title_in_a_long_one() -> None:
    page = set_line("题目在左栏里", 70, 700, 18) + set_line("通讯员　甲乙", 90, 670)
    page += set_line("各部门：", 50, 645) + set_text(SENTENCE * 8, 50, 630, 16)
    page += set_column("乙一", 240, 704, 5)
    assert read_names(read_lines(page)) == ["题目", "乙一"]
    assert len(split_columns(page)[1]) == 1


def test_two_heads_side_by_side_are_not_one_title() -> None:
    page = set_line("题目在左栏里面的", 50, 700, 20) + set_line("图书借阅情况", 240, 700, 20)
    page += set_column("甲一", 50, 670, 12) + set_column("乙一", 240, 670, 12)
    assert read_names(read_lines(page)) == ["题目", "甲一", "图书", "乙一"]


def test_a_title_that_is_spread_out_stands_across_the_columns() -> None:
    page = set_line("题", 185, 700, 20) + set_line("目", 240, 700, 20)
    page += set_column("甲一", 50, 670, 12) + set_column("乙一", 240, 670, 12)
    lines = read_lines(page)
    assert [line.text[:2] for line in lines if line.text[0] in "题甲乙"] == ["题\u3000", "甲一", "乙一"]


def test_three_columns_whose_lines_do_not_stand_level() -> None:
    """Beside a line of the third column there may be none of the second, but one of the first."""
    page: list[Glyph] = []
    for i, (name, count) in enumerate((("甲一", 22), ("乙一", 14), ("丙一", 20))):
        page += set_column(name, 50 + 125 * i, 700 - 7 * (i % 2), count, 10)
    assert read_names(read_lines(page)) == ["甲一", "乙一", "丙一"]


def test_a_level_on_which_a_line_stands_higher_than_a_head_is_within_the_gutter() -> None:
    page = set_line("题目在左栏里", 50, 700, 24) + set_text("乙一" + SENTENCE * 4, 240, 708, 16)
    page += set_text("甲一" + SENTENCE * 4, 50, 670, 16)
    assert read_names(read_lines(page)) == ["题目", "甲一", "乙一"]
