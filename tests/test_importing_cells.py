"""Tables of Word documents: what stands in a cell stays there, forms keep their order, frames are none."""

from __future__ import annotations

import pytest

from bulletin.importing.model import Block, Kind
from bulletin.importing.write.heads import has_head
from bulletin.importing.write.tables import render_table

from .drafts import markdown_of
from .manuscripts import TEXT, levels, make_png, numbering, paragraph, picture, run, table
from .test_importing_word import added, draft_of, remarks_of

MEDIA = {f"rId{i}": make_png(60 + i, 40) for i in (7, 8, 9)}
RULED = '<w:tblPr><w:tblBorders><w:top w:val="single"/></w:tblBorders></w:tblPr>'
SENTENCE = "该项目面向本市中小企业，提供检测、认证和咨询服务，运行情况良好。"


def ruled(*rows: list[str]) -> str:
    return table(*rows).replace("<w:tbl>", f"<w:tbl>{RULED}")


def wide(*content: str, span: int = 2) -> str:
    """The raw content of a cell over `span` columns."""
    return f'<w:tcPr><w:gridSpan w:val="{span}"/></w:tcPr>{"".join(content)}'


def rows_of(made: str) -> list[str]:
    head, _, *rows = made.splitlines()
    return [head, *rows]


@pytest.mark.parametrize(
    ("content", "printed"),
    [
        (paragraph("内存：1G以上") + paragraph("硬盘：1G以上"), "内存：1G以上<br>硬盘：1G以上"),
        (paragraph("高新") + paragraph("技术企业"), "高新<br>技术企业"),
        (paragraph("男\n女"), "男<br>女"),
        (paragraph("基") + paragraph("本") + paragraph("情") + paragraph("况"), "基本情况"),
        (paragraph("甲市") + paragraph("") + paragraph("乙县"), "甲市<br>乙县"),
    ],
)
def test_paragraphs_of_a_cell_stay_apart(content: str, printed: str) -> None:
    """A word that is written downwards is one word."""
    assert rows_of(added(table(["项目", content], ["甲市", "乙县"]))[0])[0] == f"| 项目 | {printed} |"


def test_a_list_in_a_cell() -> None:
    item = paragraph("甲类企业", number=(1, 0))
    made = draft_of(
        paragraph(TEXT),
        table(["条件", "材料"], ["一", item + paragraph("乙类企业", number=(1, 0))]),
        parts={"numbering": numbering(levels(("bullet", "·")))},
    )
    assert made.articles[0].blocks[-1].cells[1][1] == "•甲类企业\n•乙类企业"


def test_pictures_and_notes_and_raised_letters_stay_in_their_cell() -> None:
    call = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    raised = run("a+b", extra='<w:vertAlign w:val="superscript"/>')
    shown = paragraph(picture("rId7", "厂房外景|正面")) + paragraph("正面")
    made = draft_of(
        paragraph(TEXT),
        table(
            ["名称", "说明"],
            [paragraph("甲", call, "厂"), paragraph("x", raised, "吨")],
            [shown, paragraph("无", picture("rId99"))],
        ),
        parts={"footnotes": f'<w:footnote w:id="2">{paragraph("统计数据。")}</w:footnote>'},
        media=MEDIA,
    )
    (article,) = made.articles
    assert article.notes["f2"][0].text == "统计数据。"
    rows = markdown_of(made).split("\n\n")[1].splitlines()[2:]
    assert rows == ["| 甲[^1]厂 | x^a+b^吨 |", "| ![厂房外景\\|正面](图1.png)<br>正面 | 无 |"]
    lost = [remark for remark in made.remarks if "那张表格里的一张图没有收进" in remark.message]
    assert [remark.code for remark in lost] == ["I135"]
    assert [picture.image for picture in article.blocks[-1].pictures] == ["rId7"]


def test_a_form_keeps_its_blank_cells_and_its_order() -> None:
    rows = [["姓名", "", "性别", ""], ["单位", wide(paragraph(""), span=3)], ["", "", "", ""]]
    assert rows_of(added(ruled(*rows))[0]) == [
        "| | | | |",
        "| 姓名 | | 性别 | |",
        "| 单位 | |||",
        "| | | | |",
    ]


def test_a_row_to_be_filled_in_is_a_table_and_one_of_words_is_not() -> None:
    assert added(ruled(["姓名", "", "性别", ""])) == ["| 姓名 | | 性别 | |\n| --- | --- | --- | --- |"]
    assert added(ruled(["甲方：某公司", "乙方：某单位"])) == ["甲方：某公司", "乙方：某单位"]


def test_cells_merged_in_the_manner_of_older_programs() -> None:
    first = '<w:tcPr><w:hMerge w:val="restart"/></w:tcPr>' + paragraph("合计")
    rest = "<w:tcPr><w:hMerge/></w:tcPr>" + paragraph("")
    assert rows_of(added(table(["甲", "乙"], [first, rest]))[0])[1] == "| 合计 ||"


def test_a_lonely_cell_is_as_wide_as_its_table() -> None:
    assert rows_of(added(table(["一", "二", "三"], ["说明：略"], ["4", "5", "6"]))[0])[1] == "| 说明：略 |||"


def test_prose_as_wide_as_a_table_is_text_of_the_page() -> None:
    prose = wide(*(paragraph(SENTENCE) for _ in range(4)))
    made = added(ruled(["项目名称", "检测平台"], ["负责人", "张三"], [prose], ["意见", ""], ["日期", ""]))
    assert made == [
        "| 项目名称 | 检测平台 |\n| --- | --- |\n| 负责人 | 张三 |",
        *[SENTENCE] * 4,
        "| | |\n| --- | --- |\n| 意见 | |\n| 日期 | |",
    ]


def over(text: str, *, bold: bool = False, size: float = 16, span: int = 2) -> str:
    """The raw content of a cell over `span` columns, with its look."""
    return wide(paragraph(run(text, bold=bold, size=size), align="center"), span=span)


@pytest.mark.parametrize(("bold", "size"), [(True, 16), (False, 22)])
def test_the_title_and_the_notes_of_a_table_leave_its_rows(bold: bool, size: float) -> None:
    note = wide(paragraph("备注：本表一式两份，一份存档。"))
    figures = [["甲局", "12"], ["乙局", "34"]]
    head = [over("经费汇总表", bold=bold, size=size)]
    rows = [head, [over("单位：万元")], *figures, [note], [over("青山市财政局监制")]]
    assert added(ruled(*rows)) == [
        "## 经费汇总表",
        "单位：万元",
        "| 甲局 | 12 |\n| --- | --- |\n| 乙局 | 34 |",
        "备注：本表一式两份，一份存档。",
        "青山市财政局监制",
    ]


def test_rows_that_name_the_parts_of_a_form_stay_in_it() -> None:
    rows = [[over("基本情况", bold=True)], ["姓名", ""], [over("工作经历", bold=True)], ["单位", ""]]
    assert len(added(ruled(*rows, [over("备注：")]))) == 1
    assert len(added(ruled([over("1.基本情况", bold=True)], ["姓名", ""], ["单位", ""]))) == 1


def test_a_row_that_only_makes_the_cells_above_higher_is_none() -> None:
    def merged(text: str, kind: str) -> str:
        return f"<w:tcPr><w:vMerge{kind}/></w:tcPr>{paragraph(text)}"

    begun = [merged(text, ' w:val="restart"') for text in ("简历", "略")]
    made = added(ruled(["姓名", "张三"], begun, [merged("", ""), merged("", "")], ["意见", ""]))
    assert rows_of(made[0]) == ["| 姓名 | 张三 |", "| 简历 | 略 |", "| 意见 | |"]


def test_columns_of_text_without_a_line_are_no_table() -> None:
    left, right = ("".join(paragraph(f"{name}{SENTENCE}") for _ in range(3)) for name in "甲乙")
    rows = [["左栏", "右栏"], [left, right]]
    assert len(added(table(*rows))) == 8
    assert rows_of(added(ruled(*rows))[0])[1].count("<br>") == 4


def test_a_table_within_a_cell_keeps_its_place() -> None:
    inner = paragraph("附表：") + table(["甲", "1"], ["乙", "2"]) + paragraph("完")
    made = added(ruled(["项目", "内容"], ["一", inner]))
    assert rows_of(made[0])[1] == "| 一 | 附表：<br>甲；1<br>乙；2<br>完 |"
    assert [message for message in remarks_of(ruled(["项目", "内容"], ["一", inner])) if "套着" in message]
    framed = added(ruled([paragraph("附表：") + table(["甲", "1"], ["乙", "2"])]))
    assert framed == ["附表：", "| 甲 | 1 |\n| --- | --- |\n| 乙 | 2 |"]


@pytest.mark.parametrize(
    ("rows", "joins", "head"),
    [
        ((("地区", "数量"), ("甲县", "3"), ("乙县", "5")), (), True),
        ((("", "去年", "今年"), ("甲县", "3", "4")), (), True),  # a corner
        ((("姓名", "", "性别"), ("单位", "", "职务")), (), False),
        ((("主要内容", SENTENCE), ("预期成果", "略")), (), False),
        ((("第1天", "报到"), ("第2天", "参观"), ("第3天", "返程")), (), False),
        ((("基本情况", ""), ("姓名", "张三"), ("单位", "甲局")), (("", "||"), ("", ""), ("", "")), False),
        ((("项", "甲", "乙"),) * 3, (("", "", ""), ("", "", "||"), ("", "||", "||")), False),
        ((("项", "甲", ""), ("丙", "1", "2"), ("丁", "3", "4")), (("", "", "||"), *(("",) * 3,) * 2), True),
        ((("组", "甲"), *(("", "乙"),) * 4), (("", ""), *(("^^", ""),) * 4), False),
        ((("姓名", "张三"), ("性别", ""), ("单位", "")), (("", ""), ("", "^^"), ("", "")), False),
        (
            (("组", "数", ""), ("", "甲", "乙"), ("1", "2", "3")),
            (("", "", "||"), ("^^", "", ""), ("", "", "")),
            True,
        ),
    ],
)
def test_which_tables_have_a_head(
    rows: tuple[tuple[str, ...], ...], joins: tuple[tuple[str, ...], ...], head: bool
) -> None:
    block = Block(kind=Kind.TABLE, cells=rows, joins=joins)
    assert has_head(block) == head
    assert render_table(block).startswith("| | ") == (not head or not rows[0][0])


def test_a_table_of_several_rows_beside_its_label_leaves_the_cell() -> None:
    inner = paragraph("本人承诺如下。") + table(["姓名", "学号"], ["张三", "1"], ["李四", "2"])
    made = added(ruled(["意见", "同意"], ["签字", "甲"], ["承诺", inner]))
    assert [block.splitlines()[0] for block in made] == [
        "| 意见 | 同意 |",
        "承诺",
        "本人承诺如下。",
        "| 姓名 | 学号 |",
    ]


def test_a_picture_in_a_cell_is_described_by_its_words_or_those_below() -> None:
    rows = [
        ["名称", "实景"],
        [paragraph(picture("rId7")), paragraph("昆西市场") + paragraph(picture("rId8"))],
        ["哈佛商学院", paragraph(picture("rId9"))],
    ]
    made = draft_of(paragraph(TEXT), ruled(*rows), media=MEDIA)
    assert [picture.alt for picture in made.articles[0].blocks[-1].pictures] == ["哈佛商学院", "昆西市场", ""]
    assert [remark.code for remark in made.remarks if "没有说明" in remark.message] == ["I132"]
