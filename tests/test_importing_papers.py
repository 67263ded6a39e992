"""PDF of periodicals and papers: raised calls, running heads in two columns, diagrams and formulas, and
what their fonts map oddly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pypdfium2
import pytest

from bulletin.importing.model import BULLET, PageLine, Run
from bulletin.importing.read.pdf.captioned import find_captioned, find_formulas, leave_out
from bulletin.importing.read.pdf.columns import Region, split_columns
from bulletin.importing.read.pdf.drawn import Drawn, Rule
from bulletin.importing.read.pdf.furniture import split_furniture
from bulletin.importing.read.pdf.geometry import Box
from bulletin.importing.read.pdf.glyphs import find_turn, read_glyphs
from bulletin.importing.read.pdf.lines import make_lines, mend_bullets
from bulletin.importing.read.pdf.notes import take_notes
from bulletin.importing.read.pdf.rows import Glyph
from bulletin.importing.read.pdf.spans import join_spans
from bulletin.importing.read.pdf.tables import take_loose_tables
from bulletin.importing.read.pdf.wrapped import part_beside
from bulletin.importing.recognise.paragraphs.frames import find_frames
from bulletin.importing.recognise.paragraphs.pages import join_page_lines

_MAP = (
    "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def "
    "1 begincodespacerange <00> <FF> endcodespacerange {} endcmap end end"
)


def make_pdf(content: str, mapped: str = "") -> bytes:
    """A PDF of one page of 600 × 800 pt, with Helvetica as /F, and the lines of its ToUnicode."""
    streams = [content, _MAP.format(mapped)]
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 5 0 R"
        " /Resources << /Font << /F 4 0 R >> >> >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica"
        + (" /ToUnicode 6 0 R" if mapped else "")
        + " >>",
        *(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream" for stream in streams),
    ]
    body = "%PDF-1.4\n"
    places = []
    for number, item in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n{item}\nendobj\n"
    start = len(body)
    body += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n"
    body += "".join(f"{place:010d} 00000 n \n" for place in places)
    body += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    return body.encode("latin-1")


def read_texts(data: bytes) -> list[str]:
    with pypdfium2.PdfDocument(data) as document:
        text_page = document[0].get_textpage()
        glyphs, _ = read_glyphs(text_page, find_turn(document[0], text_page))
        return [line.text for line in make_lines(glyphs, 1)]


def printed(text: str, y: float, page: int = 1, pieces: int = 1, size: float = 10.0) -> PageLine:
    return PageLine(page, text, 60, 540, y, size, False, (Run(text),), pieces=pieces)


def test_narrow_letters_side_by_side_are_no_shadow() -> None:
    assert read_texts(make_pdf("BT /F 10 Tf 50 Tz 60 700 Td (http://all.fill) Tj ET")) == ["http://all.fill"]


def test_a_radical_and_its_ideograph_at_one_place_are_one() -> None:
    mapped = "2 beginbfchar <41> <2F6C76EE> <42> <5F55> endbfchar"
    assert read_texts(make_pdf("BT /F 10 Tf 60 700 Td (AB) Tj ET", mapped)) == ["⽬录"]


def test_what_lies_off_the_sheet_is_not_read() -> None:
    content = "BT /F 10 Tf -200 700 Td (hidden) Tj ET BT /F 10 Tf 60 700 Td (shown) Tj ET"
    assert read_texts(make_pdf(content)) == ["shown"]


def test_a_raised_call_stands_in_its_line_however_high_its_box_is() -> None:
    line = [Glyph(char, 60 + i * 10, 700, 10, 12, False) for i, char in enumerate("方法见文献")]
    call = [Glyph(char, 110 + i * 2, 704.2, 2, 12.5, False, 5.2) for i, char in enumerate("[1]")]
    above = [Glyph(char, 60 + i * 10, 714, 10, 12, False) for i, char in enumerate("上面一行的文字")]
    kept, _, _ = take_notes(make_lines([*line, *call, *above], 1))
    assert [made.text for made in kept] == ["上面一行的文字", "方法见文献[1]"]


def test_a_head_in_two_parts_comes_again_in_two_columns() -> None:
    name = "本地科学杂志2023年第40卷第5期"
    lines: list[PageLine] = []
    for page in range(1, 7):
        if page == 4:
            lines.append(printed(f"{name}\u3000• {page} •", 777, page, pieces=2))
        else:
            lines += [printed(name, 777, page), printed(f"• {page} •", 777.5, page)]
        lines += [printed(f"第{page}页第{i}行的文字，各不相同", 700 - 20 * i, page) for i in range(9)]
    kept, _, _ = split_furniture(lines)
    assert not [line.text for line in kept if name in line.text]


def test_captions_at_the_foot_of_pages_are_no_feet() -> None:
    lines: Sequence[PageLine] = [
        printed(text, y, page)
        for page in range(1, 4)
        for text, y in [*((f"第{page}页第{i}行", 700 - 20 * i) for i in range(8)), (f"图{page}", 90)]
    ]
    kept, _, _ = split_furniture(lines)
    assert [line.text for line in kept if line.y == 90] == ["图1", "图2", "图3"]


def test_a_title_across_two_columns_is_in_the_middle_of_both() -> None:
    columns = ((60.0, 290.0), (310.0, 540.0))
    lines = [PageLine(1, "本市成果转化的路径", 220, 380, 720, 16, False, (Run("本市成果转化的路径"),))]
    # What stands small and short across them, a masthead, does not tell how wide the text is.
    lines += [
        PageLine(1, "刊头的说明文字没有写满一行的", 60, 200, 795 - 12 * i, 10, False, ()) for i in range(6)
    ]
    lines += [
        PageLine(1, "本栏的文字写满一整行，句子没有完", *edges, 680 - 15 * i, 10, False, (), column=edges)
        for edges in columns
        for i in range(8)
    ]
    frame = find_frames(lines)[0]
    assert (frame.left, frame.right) == (60, 540)
    assert join_page_lines(lines)[0].look.align == "center"


def put(text: str, x: float, y: float, size: float = 10.0) -> list[Glyph]:
    return [Glyph(char, x + i * size, y, size, size * 1.2, False, size) for i, char in enumerate(text)]


@pytest.mark.parametrize("caption", ["图3 方法的流程", "图３ 方法的流程", "图2-1：方法的流程"])
def test_a_diagram_with_words_is_a_picture_up_to_the_text_above_it(caption: str) -> None:
    text = "本文的方法分为三步，每一步都有自己的输入和输出，如下图"
    page = [*put(text, 60, 600), *put(text, 60, 585)]
    page += [*put("开始", 150, 550), *put("判断", 150, 510), *put("结束", 150, 470)]
    page += put(caption, 110, 440)
    boxes = [Box(140, y - 8, 200, y + 14) for y in (550, 510, 470)]
    found = find_captioned(page, [Region(tuple(page))], Drawn(panels=tuple(boxes)))
    assert len(found) == 1
    on_it = "".join(glyph.text for glyph in page if found[0].holds(*glyph.centre))
    assert sorted(on_it) == sorted("开始判断结束")
    assert not leave_out(Drawn(panels=tuple(boxes)), found).panels


def test_the_table_above_a_diagram_is_none_of_it() -> None:
    page = [*put("表1 各组的结果", 110, 600), *put("甲组", 60, 580), *put("12", 250, 580)]
    page += [*put("乙组", 60, 565), *put("34", 250, 565)]
    page += [*put("开始", 150, 520), *put("结束", 150, 480), *put("图3 方法的流程", 110, 440)]
    boxes = [Box(140, y - 8, 200, y + 14) for y in (520, 480)]
    rules = tuple(Rule(y, 60, 320) for y in (594, 577, 560))
    found = find_captioned(page, [Region(tuple(page))], Drawn(across=rules, panels=(*boxes, *boxes)))
    assert len(found) == 1
    assert found[0].top < 560


def test_words_about_a_figure_are_no_caption() -> None:
    page = [*put("开始", 150, 550), *put("图3所示的方法分为三步", 60, 440)]
    drawn = Drawn(panels=tuple(Box(140, y, 200, y + 20) for y in (545, 505, 465)))
    assert not find_captioned(page, [Region(tuple(page))], drawn)


def test_a_fraction_is_a_picture_and_a_line_of_a_formula_is_text() -> None:
    text = put("准确率是判断对的占全部的比例，其定义如下，各项的意义见上", 60, 600)
    fraction = [*put("A=", 120, 570), *put("TP", 150, 577), *put("P+N", 145, 563)]
    line = put("y=ax+b", 120, 530)
    found = list(find_formulas(Region((*text, *fraction, *line))))
    assert [sorted(glyph.text for glyph in own) for _, own in found] == [sorted("A=TPP+N")]
    assert not any(found[0][0].holds(*glyph.centre) for glyph in text)


def test_a_fraction_within_a_line_of_text_stays_there() -> None:
    text = [*put("当时间很长的时候人口的数目趋于", 60, 600), *put("a", 230, 606, 6), *put("b=1", 230, 594, 6)]
    assert not list(find_formulas(Region(tuple(text))))


def test_a_small_fraction_is_a_picture_too() -> None:
    text = put("摆的周期由下面的公式给出，各项的意义见上", 60, 600)
    formula = [*put("T=", 120, 570), *put("a", 142, 574, 5), *put("b", 142, 567, 5), *put("+c", 150, 570)]
    found = list(find_formulas(Region((*text, *formula))))
    assert [len(own) for _, own in found] == [6]


def test_a_caption_in_two_languages_is_two_lines() -> None:
    body = [printed("正文的这一行写满了，句子还没有说完的地方", 600 - 15 * i) for i in range(8)]
    heads = [
        PageLine(1, text, 200, 400, y, 10, True, (Run(text, bold=True),))
        for text, y in [("Fig.1 Different ultrasound images", 640), ("图1 多种超声图像", 625)]
    ]
    assert [block.text for block in join_page_lines([*heads, *body])][:2] == [line.text for line in heads]


def test_program_code_is_no_formula() -> None:
    code = [
        glyph
        for i, line in enumerate(("x = a + b", "y = x * 2", "z = f(y)"))
        for glyph in put(line, 80, 600 - 13 * i)
    ]
    assert not list(find_formulas(Region((*put("程序", 60, 620), *code))))


def test_lines_beside_a_picture_are_as_wide_as_it_leaves() -> None:
    page = [glyph for i in range(5) for glyph in put("图旁的文字", 60, 600 - 15 * i)]
    page += put("图下的文字写满了这一页的宽度没有空的地方", 60, 500)
    beside, below = part_beside(Region(tuple(page)), [Box(150, 530, 300, 620)])
    assert (beside.column, below.column) == ((60, 150), None)
    assert len(below.glyphs) == 20


def test_a_caption_beside_its_picture_is_no_signature() -> None:
    lines = [printed("正文的这一行写满了，句子还没有说完的地方", 600 - 15 * i) for i in range(8)]
    lines.append(PageLine(1, "图3", 480, 500, 400, 10, False, (Run("图3"),)))
    assert join_page_lines(lines)[-1].look.align == "center"


def test_the_last_line_of_a_narrower_paragraph_belongs_to_it() -> None:
    full = [printed("正文的这一行写满了，句子还没有说完的地方", 600 - 15 * i) for i in range(8)]
    inset = [
        PageLine(1, text, left, right, 790 - 15 * i, 10, False, (Run(text),))
        for i, (text, left, right) in enumerate(
            [
                ("摘要：本文说明了方法的各个步", 100, 500),
                ("骤，也比较了它们所得到的结果", 80, 500),
                ("和用时。", 80, 160),
            ]
        )
    ]
    assert (
        join_page_lines([*inset, *full])[0].text
        == "摘要：本文说明了方法的各个步骤，也比较了它们所得到的结果和用时。"
    )


def source(text: str, y: float, page: int = 1, size: float = 8.0) -> PageLine:
    return PageLine(page, text, 60, 540, y, size, False, (Run(text),))


def test_a_list_of_sources_in_small_print_is_no_notes() -> None:
    body = [printed(f"第{i}行的正文写满了一整行，没有空的地方" * 3, 700 - 15 * i) for i in range(12)]
    sources = [source(f"{i}) 张三. 第{i}种方法的研究[J]. 本地学报, 2020.", 480 - 12 * i) for i in range(1, 8)]
    more = [
        source(f"{i}) 李四. 第{i}种方法的研究[J]. 本地学报, 2021.", 700 - 12 * i, 2) for i in range(8, 20)
    ]
    kept, notes, left = take_notes([*body, printed("5参考文献", 490), *sources, *more])
    assert [line.text for line in kept][-19:] == [line.text for line in (*sources, *more)]
    assert not notes
    assert not left


def test_leaders_are_as_many_as_they_need_be() -> None:
    line = [*put("一、任务", 60, 600), *put("." * 150, 110, 600, 2), *put("3", 420, 600)]
    assert make_lines(line, 1)[0].text == "一、任务 ........3"


def test_an_ideograph_set_aslant_is_no_larger_and_stresses_its_line() -> None:
    upright = [Glyph(char, 60 + 10 * i, 600, 10, 10, False) for i, char in enumerate("正体的行")]
    aslant = [replace(glyph, y=580, aslant=True) for glyph in upright]
    assert [line.heavy for line in make_lines([*upright, *aslant], 1)] == [False, True]


def test_the_box_of_an_ideograph_set_aslant_is_as_wide_as_its_line_is_told() -> None:
    mapped = "1 beginbfchar <41> <5F55> endbfchar"
    content = "BT /F 10 Tf 150 Tz 1 0 0.4 1 60 700 Tm (AA) Tj ET"
    with pypdfium2.PdfDocument(make_pdf(content, mapped)) as document:
        text_page = document[0].get_textpage()
        glyphs, _ = read_glyphs(text_page, find_turn(document[0], text_page))
    assert glyphs[0].x + glyphs[0].width <= glyphs[1].x + 1


def test_a_number_that_hangs_before_an_item_belongs_to_it() -> None:
    row = [*put("12", 60, 700, 5), *put("条目", 80, 700), *put("右栏", 120, 700)]
    assert join_spans(row, 7.5) == [(60, 100), (120, 140)]


def test_an_item_may_hang_from_a_bare_number() -> None:
    texts = ["12 王一. 一种方法的研究与它在各地的应用情况", "以及它和另外几种方法的比较[J]. 本地学报, 2020."]
    texts += ["13 李四. 另一种方法的研究与它在各地的应用", "情况[J]. 本地学报, 2021."]
    lines = [
        PageLine(1, text, left, right, 700 - 15 * i, 10, False, (Run(text),))
        for i, (text, left, right) in enumerate(
            zip(texts, [60, 80, 60, 80], [300, 290, 300, 180], strict=True)
        )
    ]
    assert [block.text for block in join_page_lines(lines)] == ["".join(texts[:2]), "".join(texts[2:])]


def test_the_last_page_of_columns_may_have_one_only() -> None:
    edges = ((60.0, 200.0), (220.0, 360.0))
    text = "本栏的文字写满一整行句子没有完"
    lines = [
        PageLine(1, text, *column, 700 - 15 * i, 10, False, (Run(text),), column=column)
        for column in edges
        for i in range(9)
    ]
    lines += [PageLine(2, text, 60, 200, 700 - 15 * i, 10, False, (Run(text),)) for i in range(7)]
    lines.append(PageLine(2, "就完了。", 60, 100, 595, 10, False, (Run("就完了。"),)))
    assert {frame.right for line, frame in zip(lines, find_frames(lines), strict=True) if line.page == 2} == {
        200
    }
    assert join_page_lines(lines)[-1].text.endswith(f"{text}就完了。")


def test_a_heading_may_be_broken_in_a_column() -> None:
    body = [printed("正文的这一行写满了，句子还没有说完的地方", 600 - 15 * i) for i in range(8)]
    number, rest = Run("一、"), Run("各单位关于这项工作的主要做法和今后努力的方向", bold=True)
    first = PageLine(1, number.text + rest.text, 60, 536, 660, 20, False, (number, rest))
    second = PageLine(1, "与打算", 60, 120, 630, 20, True, (Run("与打算", bold=True),))
    assert join_page_lines([first, second, *body])[0].text == first.text + second.text


def test_a_heading_with_its_own_number_goes_on_none() -> None:
    body = [printed("正文的这一行写满了，句子还没有说完的地方", 600 - 15 * i) for i in range(8)]
    heads = [
        PageLine(1, text, 200, 400, y, 10, True, (Run(text, bold=True),))
        for text, y in [("3\u3000这项工作的主要做法", 640), ("3.1\u3000存在的困难和问题", 625)]
    ]
    assert [block.text for block in join_page_lines([*heads, *body])][:2] == [line.text for line in heads]


def test_a_table_may_reach_out_of_its_column() -> None:
    page: list[Glyph] = []
    for row in range(24):
        page += put("左栏的文字写满了这一行没有空，", 60, 700 - row * 15)
        page += put("右栏的文字写满了这一行没有空", 225, 700 - row * 15) if row < 10 else []
    table = Box(209, 350, 381, 550)
    rules = [Rule(y, 209, 381) for y in (350, 400, 450, 500, 550)]
    regions, _ = split_columns(page, [table], rules)
    assert len(regions) == 2
    assert len(regions[0].glyphs) == 24 * 15


def test_years_before_what_was_done_in_them_are_no_column() -> None:
    done = (
        "本地水务局工作人员、会计",
        "人民政府办公室工作人员",
        "教育局副局长、工会主席",
        "审计局工作人员与会计",
    )
    page = [
        glyph
        for i, what in enumerate(done * 2)
        for glyph in [*put("一九九〇年至九三", 60, 700 - 15 * i), *put(what, 155, 700 - 15 * i)]
    ]
    assert len(split_columns(page)[0]) == 1


def test_names_of_one_length_below_one_another_are_no_paragraph() -> None:
    body = [printed("正文的这一行写满了，句子还没有说完的地方", 600 - 15 * i) for i in range(8)]
    names = [
        PageLine(1, text, 80, 210, 660 - 15 * i, 10, False, (Run(text),))
        for i, text in enumerate(["姜文静　　东湾区供销合作社", "郑志强　　临溪区社区服务站"])
    ]
    assert [block.text for block in join_page_lines([*names, *body])][:2] == [line.text for line in names]


def test_a_line_that_begins_far_in_goes_on_none() -> None:
    text = ("正文的这一行写满了，句子还没有说完的地方" * 3)[:48]
    body = [printed(text, 600 - 15 * i) for i in range(8)]
    sign = PageLine(1, "承诺单位（盖章）：", 200, 330, 480, 10, False, (Run("承诺单位（盖章）："),))
    assert join_page_lines([*body, sign])[-1].text == sign.text


def test_a_heavy_line_below_an_item_that_hangs_is_none_of_it() -> None:
    texts = [
        ("●各单位把这项工作作为重点任务，逐项建立清单，", 60),
        ("明确责任人和完成的时限，让群众少跑路。", 70),
    ]
    item = [
        PageLine(1, text, x, 540, 700 - 15 * i, 10, False, (Run(text),)) for i, (text, x) in enumerate(texts)
    ]
    head = PageLine(
        1, "以信息报送促养老服务", 70, 170, 670, 10, True, (Run("以信息报送促养老服务", bold=True),)
    )
    assert [block.text for block in join_page_lines([*item, head])][-1] == head.text


def test_a_hollow_bullet_opens_an_item_behind_a_semicolon() -> None:
    texts = [
        "◦宿舍楼两栋，房间整洁明亮，为住宿生提供舒适的环境；",
        "◦其他设施：直饮水设备、公共卫生间、垃圾分类投放点。",
    ]
    lines = [
        PageLine(1, text, 60, 330, 700 - 15 * i, 10, False, (Run(text),)) for i, text in enumerate(texts)
    ]
    found = join_page_lines(lines)
    assert [block.text for block in found] == [text.lstrip("◦") for text in texts]
    assert {block.number for block in found} == {BULLET}


def test_the_columns_of_a_table_of_three_rules_may_stand_near() -> None:
    rows = [("文献", "模型", "准确率"), ("[11]", "甲模型", "97.85"), ("[12]", "联合采样的乙模型", "93.19")]
    rows += [("[13]", "丙模型", "87.30"), ("[14]", "丁模型", "85.02")]
    page = [
        glyph
        for i, row in enumerate(rows)
        for text, x in zip(row, (60, 90, 175), strict=True)
        for glyph in put(text, x, 580 - 15 * i, 10 if text[0] > "\u2e80" else 5)
    ]
    drawn = Drawn(across=tuple(Rule(y, 55, 210) for y in (595, 576, 510)))
    _, tables = take_loose_tables([Region(tuple(page))], drawn, [], 1)
    assert [table.cells for table in tables] == [tuple(rows)]


def test_an_icon_that_begins_lines_is_a_bullet() -> None:
    lines = [
        printed(text, 700 - 15 * i)
        for i, text in enumerate(["\uf101 甲", "\uf101 乙", "丙\uf102", "\uf102 丁"])
    ]
    mended = mend_bullets(lines)
    assert [line.text for line in mended] == ["• 甲", "• 乙", "丙\uf102", "\uf102 丁"]
    assert mended[0].runs[0].text == "• 甲"


def test_an_address_that_a_line_breaks_has_no_blank() -> None:
    text = ("正文的这一行写满了，句子还没有说完的地方" * 3)[:48]
    first = text[:23] + "https://example.com/forests-of-rand-and-many-oth"
    lines = [
        *(printed(text, 700 - 15 * i) for i in range(6)),
        printed(first, 610),
        printed("er-trees.html。", 595),
    ]
    assert join_page_lines(lines)[-1].text.endswith("many-other-trees.html。")


def set_out(text: str, gaps: dict[int, float], step: float) -> list[Glyph]:
    """The characters of a line of 10 pt, with room ahead of those whose index has a gap in pt."""
    glyphs: list[Glyph] = []
    x = 60.0
    for i, char in enumerate(text):
        x += gaps.get(i, 0.0)
        wide = char > "\u2e7f"
        glyphs.append(Glyph(char, x, 700, 10.0 if wide else 5.0, 10, False, 10))
        x += step if wide else 5.0
    return glyphs


@pytest.mark.parametrize(
    ("text", "gaps", "step", "read"),
    [
        ("2023-05-22王小明某某社区", {10: 5.0, 13: 5.0}, 10.0, "2023-05-22 王小明 某某社区"),
        ("某市教育局王小明", {5: 3.0}, 13.5, "某市教育局王小明"),  # stretched all along
        ("某市教育局 2023年5月", {6: 60.0}, 10.0, "某市教育局\u30002023年5月"),  # a blank and a tab
        ("Aa bb 共有20人", {3: 20.0}, 10.0, "Aa bb 共有20人"),  # stretched
        ("共有20人参加会议", {2: 2.5, 4: 2.5}, 10.0, "共有20人参加会议"),
    ],
)
def test_words_that_stand_apart_keep_their_blank(
    text: str, gaps: dict[int, float], step: float, read: str
) -> None:
    assert [line.text for line in make_lines(set_out(text, gaps, step), 1)] == [read]
