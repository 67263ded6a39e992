"""What WPS and old programs write into Word documents: nothing lost, nothing doubled."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from bulletin.importing.model import Draft, Nature, Reason
from bulletin.importing.read.docx import read_docx
from bulletin.importing.recognise.stages import recognise

from . import drafts
from .drafts import markdown_of
from .manuscripts import (
    TEXT,
    field,
    levels,
    make_docx,
    make_png,
    numbering,
    paragraph,
    picture,
    run,
    table,
    text_box,
    title,
)

NAME = "我市推进科技成果转化"


def draft_of(
    *body: str, parts: Mapping[str, str] | None = None, media: Mapping[str, bytes] | None = None
) -> Draft:
    return drafts.draft_of(make_docx(*body, parts=parts, media=media), "稿.docx")


def added(
    *body: str, parts: Mapping[str, str] | None = None, media: Mapping[str, bytes] | None = None
) -> list[str]:
    """The blocks of Markdown that `body` becomes below a title and a paragraph."""
    draft = draft_of(title(NAME), paragraph(TEXT), *body, parts=parts, media=media)
    assert [article.title for article in draft.articles] == [NAME]
    return markdown_of(draft).removeprefix(TEXT).strip().split("\n\n")


@pytest.mark.parametrize(
    ("numbers", "align", "left"),
    [
        (("1", "3"), "center", True),
        (("- 1 -", "- 2 -"), "center", True),
        (("1", "2"), "center", False),  # they part the text
        (("3", "1"), "center", False),
        (("1", "3"), "left", False),
    ],
)
def test_page_numbers_within_a_document(numbers: tuple[str, str], align: str, *, left: bool) -> None:
    body = [text for number in numbers for text in (paragraph(number, align=align), paragraph(TEXT))]
    draft = draft_of(title(NAME), paragraph(TEXT), *body)
    assert [item.text for item in draft.left] == ([*numbers] if left else [])
    assert len(draft.articles[0].blocks) == (3 if left else 5)


def remarks_of(*body: str) -> list[str]:
    return [remark.message for remark in draft_of(title(NAME), paragraph(TEXT), *body).remarks]


# Paragraphs

GONE = '<w:rPr><w:{} w:id="9" w:author="张三"/></w:rPr>'
DROP = '<w:framePr w:dropCap="{}" w:lines="2" w:wrap="around"/>'


@pytest.mark.parametrize("mark", [GONE.format("del"), GONE.format("moveFrom"), DROP.format("drop")])
def test_a_paragraph_that_goes_on_in_the_next(mark: str) -> None:
    """A tracked change took the end of the first away; or it is its big first letter."""
    between = '<w:bookmarkEnd w:id="3"/><w:moveFromRangeEnd w:id="4"/>'
    assert added(paragraph(run(TEXT[:5]), extra=mark), between, paragraph(TEXT[5:])) == [TEXT]


@pytest.mark.parametrize(
    "lines", [["我市推进", "科技成果转化"], ["我市：", "推进科技成果转化"], ["我市推进科技成果转化"]]
)
def test_a_first_title_that_the_contents_have_lost(lines: list[str]) -> None:
    """It stands out as those that they have, with a text below it; what else does there is of the cover."""
    others = ["甲市科技创新取得进展", "乙县科技服务乡村振兴"]
    contents = [paragraph(f"{name}……{i}") for i, name in enumerate(others, 3)]
    cover = [title("滨江科技通讯"), paragraph("2024年第9期"), *contents, title("内部资料"), paragraph("注意")]
    body = [*(title(line) for line in lines), paragraph(TEXT)]
    body += [part for name in others for part in (title(name), paragraph(TEXT))]
    titles = [article.title for article in draft_of(*cover, *body).articles]
    assert titles[-3:] == ["".join(lines), *others]
    assert "内部资料" not in titles


SUPER, SUB = (f'<w:vertAlign w:val="{place}script"/>' for place in ("super", "sub"))


def test_raised_and_lowered_characters() -> None:
    """10 with a raised 6 is no 106."""
    content = [
        "产量10",
        run("-6", extra=SUPER),
        "克，CO",
        run("2", extra=SUB),
        "减少，面积3m",
        run("2", extra=SUPER),
    ]
    assert added(paragraph(*content, "。")) == ["产量10⁻⁶克，CO₂减少，面积3m²。"]
    assert not any("上标" in message for message in remarks_of(paragraph(*content, "。")))
    content = ["见附注", run("[甲]", extra=SUPER), "。"]
    assert added(paragraph(*content)) == ["见附注[甲]。"]
    assert any("上标" in message for message in remarks_of(paragraph(*content)))


def test_what_is_struck_out_is_kept_and_said() -> None:
    content = ["产量增长", run("三成", extra="<w:strike/>"), run("两成", extra='<w:strike w:val="0"/>'), "。"]
    assert added(paragraph(*content)) == ["产量增长三成两成。"]
    assert ["删除线" in message and "1 处" in message for message in remarks_of(paragraph(*content))].count(
        True
    ) == 1


@pytest.mark.parametrize("at", [TEXT.index("，"), TEXT.index("。")])
def test_no_paragraph_begins_with_a_closing_mark(at: int) -> None:
    """LibreOffice parts a paragraph where a page break stands within it."""
    assert added(paragraph(TEXT[:at]), paragraph(TEXT[at:])) == [TEXT]


@pytest.mark.parametrize("text", ["”是他的口头禅。", "%s", "）"])
def test_a_paragraph_that_begins_with_a_mark(text: str) -> None:
    """Behind a sentence's end, and where it is a slip of the keyboard, it stays."""
    assert added(paragraph(TEXT), paragraph(text)) == [TEXT, text]


def test_a_paragraph_without_its_end_before_a_table() -> None:
    rows = table(["甲", "乙"], ["丙", "丁"])
    assert added(paragraph(run(TEXT), extra=GONE.format("del")), rows)[0] == TEXT


@pytest.mark.parametrize("indent", ["　　", "    ", "\t", ""])
def test_soft_breaks_part_a_heading_from_its_text(indent: str) -> None:
    lines = ("一、组建总医院", TEXT, "二、推行年薪制", TEXT, "三、改革的成效")
    text = "\n".join(indent + line for line in (*lines, TEXT))
    assert added(paragraph(run(text))) == [
        *("## 一、组建总医院", TEXT, "## 二、推行年薪制", TEXT, "## 三、改革的成效", TEXT)
    ]


@pytest.mark.parametrize("indent", ["　　", "    ", "\t"])
def test_soft_breaks_part_lines_that_are_indented(indent: str) -> None:
    lines = (TEXT[:-1], "各旗县区也有相应的安排", TEXT)
    assert added(paragraph(run("\n".join(indent + line for line in lines)))) == list(lines)


@pytest.mark.parametrize(
    "lines",
    [
        ["报名时间", "即日起至九月三十日", "报名地点", "市科技局一楼大厅"],
        ["参加人员：各局代表", "乘车地点：北门"],
        ["国家级平台三家", "省级平台十二家", TEXT],
    ],
)
def test_soft_breaks_part_lines_that_end_ahead_of_the_edge(lines: list[str]) -> None:
    assert added(paragraph("\n".join(lines))) == lines


def test_soft_breaks_part_labels_however_they_look() -> None:
    lines = ["地点：大礼堂", "主持：李涛"]
    assert added(paragraph(run("\n".join(lines), bold=True))) == lines


@pytest.mark.parametrize("lines", [["各位来宾，", "大家好！"], [TEXT[:24], TEXT[24:]]])
def test_soft_breaks_within_a_sentence_are_none(lines: list[str]) -> None:
    assert added(paragraph("\n".join(lines))) == ["".join(lines)]


# Characters


@pytest.mark.parametrize(
    ("font", "char", "shown"),
    [("Symbol", "\uf0b1", "±"), ("Wingdings", "\uf0fc", "√"), ("某字体", "\uf0b1", "□")],
)
def test_characters_of_symbol_fonts_in_the_text(font: str, char: str, shown: str) -> None:
    """LibreOffice and old programs write them as code points for private use, not as w:sym."""
    odd = f'<w:r><w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}"/></w:rPr><w:t>{char}</w:t></w:r>'
    body = paragraph(run("误差"), odd, run("5%以内。"))
    assert added(body) == [f"误差{shown}5%以内。"]
    assert ("有符号字体里的字认不出，写成了“□”（1 处）" in remarks_of(body)) == (shown == "□")


@pytest.mark.parametrize("code", ["D800", "DFFF", "0001", "-5", "FFFFFFFFFF", "甲", ""])
def test_symbols_that_are_no_characters(code: str) -> None:
    (text,) = added(paragraph(run("甲"), f'<w:r><w:sym w:font="某字体" w:char="{code}"/></w:r>', run("乙。")))
    assert text in {"甲乙。", "甲□乙。"}


def test_the_mark_of_a_note_is_printed_once() -> None:
    call = '<w:r><w:footnoteReference w:customMarkFollows="1" w:id="2"/><w:t>*</w:t></w:r>'
    notes = f'<w:footnote w:id="2">{paragraph("* 数据来自统计公报。")}</w:footnote>'
    assert added(paragraph(run("成效明显"), call, run("。")), parts={"footnotes": notes}) == [
        *("成效明显[^1]。", "[^1]: 数据来自统计公报。")
    ]


@pytest.mark.parametrize(
    ("needs", "read"), [("wps", "新"), ("w14 wps", "新"), ("cx1", "旧"), ("wpi", "旧"), ("wps cx1", "旧")]
)
def test_the_alternative_that_can_be_read(needs: str, read: str) -> None:
    """A chart of a new kind, ink, an emoji: what older programs show of it is what can be read."""
    body = f'<mc:Choice Requires="{needs}"><w:t>新</w:t></mc:Choice><mc:Fallback><w:t>旧</w:t></mc:Fallback>'
    odd = f"<w:r><mc:AlternateContent>{body}</mc:AlternateContent></w:r>"
    assert added(paragraph(run("这是"), odd, run("的写法。"))) == [f"这是{read}的写法。"]


def test_a_choice_without_a_fallback() -> None:
    only = '<mc:Choice Requires="cx1"><w:t>新</w:t></mc:Choice>'
    odd = f"<w:r><mc:AlternateContent>{only}</mc:AlternateContent></w:r>"
    assert added(paragraph(run("这是"), odd, run("的写法。"))) == ["这是新的写法。"]


# Numbers, tables

LIST = {"numbering": numbering(levels(("decimal", "%1")), levels(("chineseCounting", "%1、")))}


def test_serial_numbers_in_cells_that_hold_nothing_else() -> None:
    rows = [["序号", "泊位"], *([paragraph(number=(1, 0)), name] for name in ("北仑", "穿山"))]
    assert added(table(*rows), parts=LIST)[0].splitlines()[2:] == ["| 1 | 北仑 |", "| 2 | 穿山 |"]


def test_an_empty_paragraph_uses_its_number_up() -> None:
    """As the page shows it: 一、 stands alone, the next is 二、."""
    empty = paragraph(number=(2, 0))
    assert added(empty, paragraph("强化保障", number=(2, 0)), paragraph(TEXT), parts=LIST) == [
        "## 二、强化保障",
        TEXT,
    ]


def test_a_row_that_begins_in_a_later_column() -> None:
    cell = "<w:tc>{}</w:tc>".format
    rows = table(["旗县", "面积"]).replace(
        "</w:tbl>",
        f'<w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr>{cell(paragraph("1860万亩"))}</w:tr></w:tbl>',
    )
    assert added(rows)[0].splitlines()[2:] == ["| | 1860万亩 |"]


# Pictures

MEDIA = {f"rId{i}": make_png(60 + i, 40) for i in (7, 8, 9)}


def test_pictures_side_by_side_keep_their_captions() -> None:
    cells = [[paragraph(picture("rId7")), paragraph(picture("rId8"))], ["图1　庐阳店", "图2　包河店"]]
    assert added(table(*cells), media=MEDIA) == [
        *("![庐阳店](图1.png)", "图1　庐阳店", "![包河店](图2.png)", "图2　包河店")
    ]


@pytest.mark.parametrize(
    ("described", "shown"),
    [("微信截图_20240903", ""), ("QQ截图20240903", ""), ("屏幕截图(3)", ""), ("对接会现场", "对接会现场")],
)
def test_a_name_that_a_program_gave_a_picture_is_no_caption(described: str, shown: str) -> None:
    (made,) = added(paragraph(picture("rId7", described)), media=MEDIA)
    assert made.startswith(f"![{shown}](")


def test_a_table_that_holds_a_picture_among_its_words_stays_one() -> None:
    made = added(table(["店", "外景"], ["庐阳店", paragraph(picture("rId7"))], ["包河店", "缺"]), media=MEDIA)
    assert made[0].splitlines()[2:] == ["| 庐阳店 | ![](图1.png) |", "| 包河店 | 缺 |"]
    assert len(made) == 1


@pytest.mark.parametrize("place", ["", ' r:embed=""', ' r:embed="rId99"'])
def test_a_picture_that_is_not_there(place: str) -> None:
    """LibreOffice leaves the place of a picture it could not load; the report says where it was."""
    gone = paragraph(picture("rId7").replace(' r:embed="rId7"', place))
    assert "“今年以来，我市科技局全力……”下面的一张图没有收进：文件里没有这张图" in remarks_of(gone)


# Titles


def test_titles_at_the_left_are_bigger_than_headings() -> None:
    """Nothing is centred, and the headings are in a style while the titles are not."""
    level = '<w:outlineLvl w:val="1"/>'
    body: list[str] = []
    for name in ("南江县推进农村供水", "台州市破解融资难题", "斗南做大花卉产业"):
        body += [paragraph(run(name, size=18, bold=True)), paragraph(run(TEXT, size=12))]
        for heading in ("摸清家底", "创新机制"):
            body += [
                paragraph(run(heading, size=14, font="黑体"), extra=level),
                paragraph(run(TEXT, size=12)),
            ]
    draft = draft_of(*body)
    assert [article.title for article in draft.articles] == [
        "南江县推进农村供水",
        "台州市破解融资难题",
        "斗南做大花卉产业",
    ]
    assert [block.level for block in draft.articles[0].blocks] == [0, 1, 0, 1, 0]


@pytest.mark.parametrize(("size", "count"), [(16, 2), (16, 1), (21, 2)])
def test_centred_headings_below_bigger_titles(size: int, count: int) -> None:
    """Where each title has two or more of them; otherwise they may be titles of another manner."""
    names = ["南江县推进农村供水", "台州市破解融资难题"]
    body: list[str] = []
    for name in names:
        body += [title(name), paragraph(TEXT)]
        for heading in ("摸清家底", "创新机制")[:count]:
            body += [title(heading, size=size, bold=False, font="黑体"), paragraph(TEXT)]
    found = [article.title for article in draft_of(*body).articles]
    assert (found == names) == (size == 16 and count == 2)
    assert set(names) <= set(found)


def test_a_big_line_right_above_a_title_is_not_the_only_title() -> None:
    names = ["南江县推进农村供水", "台州市破解融资难题"]
    body = [part for name in names for part in (paragraph(run(name, size=18, bold=True)), paragraph(TEXT))]
    draft = draft_of(paragraph(run("近期工作动态", size=26, bold=True)), *body)
    assert [article.title for article in draft.articles] == names


@pytest.mark.parametrize("marks", [("", ""), ("◆", "（{}）"), ("1. ", "{}")])
def test_a_contents_list_set_as_a_table(marks: tuple[str, str]) -> None:
    names = ["南江县推进农村供水", "台州市破解融资难题", "斗南做大花卉产业"]
    before, page = marks
    rows = [[before + name, page.format(i)] if page else [name, str(i)] for i, name in enumerate(names, 2)]
    body = [part for name in names for part in (title(name), paragraph(TEXT))]
    draft = draft_of(paragraph(run("本期要目", font="黑体"), align="center"), table(*rows), *body)
    assert [entry.title for entry in draft.entries] == names
    assert [entry.page for entry in draft.entries] == ["2", "3", "4"]
    assert [article.title for article in draft.articles] == names


@pytest.mark.parametrize("lost", ["错误！未定义书签。", "Error: Reference source not found", "3"])
def test_a_contents_field_whose_page_numbers_are_lost(lost: str) -> None:
    names = ["南江县推进农村供水", "台州市破解融资难题"]
    rows = [paragraph(run(f"{name}\t"), field("PAGEREF _Toc1", lost)) for name in names]
    body = [part for name in names for part in (title(name), paragraph(TEXT))]
    draft = draft_of(paragraph("目录"), *rows, *body)
    assert [entry.title for entry in draft.entries] == names
    assert [article.title for article in draft.articles] == names


def test_what_word_keeps_as_a_contents_list_is_no_text() -> None:
    """Though no heading says the same: it was not made anew. A page that a sentence names stays."""
    rows = [
        paragraph(run(f"{name}\t"), field("PAGEREF _Toc1", "3")) for name in ("一、成效", "附表", "二、打算")
    ]
    named = paragraph("详见本文第", field("PAGEREF _Toc1", "3"), "页。")
    draft = recognise(
        read_docx(make_docx(title(NAME), *rows, paragraph(TEXT), named), "稿.docx"), nature=Nature.MANUSCRIPT
    )
    assert [block.text for block in draft.articles[0].blocks] == [TEXT, "详见本文第3页。"]
    assert {item.why for item in draft.left} == {Reason.OWN_CONTENTS}


def test_a_page_field_that_never_ends_swallows_no_other_paragraph() -> None:
    open_field = field("PAGEREF _Toc1", "3").rsplit("<w:r>", 1)[0]
    assert added(paragraph(run("见第"), open_field), paragraph(TEXT))[-1] == TEXT


@pytest.mark.parametrize("known", [True, False])
def test_a_masthead_whose_text_box_comes_behind_the_rest_of_the_cover(known: bool) -> None:
    cover = [
        paragraph(text_box(paragraph("2023年第8期", align="center"))),
        paragraph(text_box(paragraph(run("青山科技通讯", size=40, bold=True), align="center"))),
    ]
    data = make_docx(*cover, title(NAME), paragraph(TEXT))
    draft = recognise(read_docx(data, "稿.docx"), "青山科技通讯" if known else "", nature=Nature.ISSUE)
    assert {found.name: found.text for found in draft.fields} == {"number": "2023-8", "title": "青山科技通讯"}
    assert [article.title for article in draft.articles] == [NAME]


@pytest.mark.parametrize("mark", ["◆", "", "1. "])
def test_a_contents_list_without_pages_whose_last_title_is_over_two_lines(mark: str) -> None:
    names = ["南江县推进农村供水", "台州市破解融资难题", "斗南花卉：小花卉做成大产业"]
    body = [part for name in names[:2] for part in (title(name), paragraph(TEXT))]
    body += [title("斗南花卉："), title("小花卉做成大产业"), paragraph(TEXT)]
    draft = draft_of(paragraph("目录"), *(paragraph(mark + name) for name in names), *body)
    assert [entry.title for entry in draft.entries] == names
    assert [article.title for article in draft.articles] == names


def test_a_table_of_figures_that_names_what_articles_are_about_stays_a_table() -> None:
    rows = [["呼和浩特市", "12"], ["乌兰察布市", "34"], ["锡林郭勒盟", "56"]]
    body = [part for name, _ in rows for part in (title(f"{name}推进成果转化"), paragraph(TEXT))]
    draft = draft_of(title(NAME), paragraph(TEXT), table(["地区", "个数"], *rows), *body)
    assert draft.articles[0].blocks[1].cells == (("地区", "个数"), *map(tuple, rows))


@pytest.mark.parametrize(
    ("text", "belongs"),
    [
        ("（试行）", True),
        ("（2023年度）", True),
        ("（下）", True),
        ("（市科技局供稿）", False),
        ("（二）", True),
    ],
)
def test_brackets_under_a_title(text: str, belongs: bool) -> None:
    draft = draft_of(title(NAME), paragraph(text, align="center"), paragraph(TEXT))
    assert draft.articles[0].title == NAME + text * belongs


@pytest.mark.parametrize(
    ("content", "printed"),
    [
        (("{}", "图为签约现场\n"), ["{}", "图为签约现场"]),
        (("流程如下：", "{}", "\n图1 流程图"), ["流程如下：", "{}", "图1 流程图"]),
        (("流程如下：\n", "{}", "\n图1 流程图"), ["流程如下：", "{}", "图1 流程图"]),
        (
            ("点击", "{}", "按钮，系统打开窗口。\n再点击“确定”。"),
            ["点击按钮，系统打开窗口。", "再点击“确定”。", "{}"],
        ),
        (("图1 甲", "{}", "{}"), ["图1 甲", "{}", "{}"]),
    ],
)
def test_a_picture_stands_in_its_paragraph_where_its_line_is(
    content: tuple[str, ...], printed: list[str]
) -> None:
    """One in the middle of a line follows the paragraph."""
    shown = picture("rId7", "办事大厅全景")
    made = added(paragraph(*(part.format(shown) for part in content)), media={"rId7": make_png(300, 200)})
    assert made == [part.format("![办事大厅全景](图1.png)") for part in printed]


def test_a_picture_that_floats_follows_its_paragraph() -> None:
    shown = picture("rId7", "办事大厅全景").replace("wp:inline", "wp:anchor")
    made = added(paragraph(shown, TEXT), media={"rId7": make_png(300, 200)})
    assert made == [TEXT, "![办事大厅全景](图1.png)"]


def test_the_words_of_a_drawing_made_of_text_boxes_are_left_out() -> None:
    boxes = [paragraph(text_box(paragraph(word))) for word in ("课程", "课程号", "课程名")]
    boxes.insert(1, paragraph(" "))
    draft = draft_of(title(NAME), paragraph(TEXT), *boxes, paragraph("图1 课程实体图"))
    assert markdown_of(draft).split("\n\n") == [TEXT, "图1 课程实体图"]
    assert [item.text for item in draft.left] == ["课程 课程号 课程名"]
    assert added(*boxes) == ["课程", "课程号", "课程名"]
