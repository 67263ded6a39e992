"""Word and WPS documents made by hand in many manners: titles by look, numbers written out, nothing lost."""

from __future__ import annotations

import contextlib
import io
import random
import re
import zipfile
from collections.abc import Callable
from functools import partial

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt
from PIL import Image

from bulletin.build import build_issue
from bulletin.errors import BulletinError
from bulletin.importing.model import Kind, Nature
from bulletin.importing.read.docx import read_docx
from bulletin.importing.read.docx.numbering import write_count
from bulletin.importing.recognise.stages import recognise
from bulletin.importing.run import import_files
from bulletin.importing.write.report import check_balance
from bulletin.importing.write.tables import list_unmerged
from bulletin.model import IssueId

from . import drafts
from .conftest import MakeWorkspace
from .drafts import articles_of, markdown_of
from .extractions import Articles, extract_lines
from .hostile import rezip
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
from .offices import OFFICES, Office, read_back_issue

INDENT = '<w:ind w:firstLineChars="200" w:firstLine="640"/>'
CHINESE = (
    ("chineseCountingThousand", "%1、"),
    ("chineseCounting", "（%2）"),
    ("decimal", "%3."),
    ("decimal", "（%4）"),
)


draft_of = partial(drafts.draft_of, name="稿.docx")


def article(*body: str, **parts: str) -> bytes:
    """A document of one title and this body."""
    return make_docx(title("我市推进科技成果转化"), paragraph(TEXT), *body, parts=parts)


def added(data: bytes) -> str:
    """What stands below the first paragraph."""
    return markdown_of(draft_of(data)).removeprefix(TEXT).strip()


# Whole issues


def cover(articles: Articles, entries: str, office: Office) -> list[str]:
    """A cover with its contents typed as tabs, leaders or dots, or as a field, or without page numbers."""
    head = [
        paragraph(run(office.series, size=48, bold=True, font="方正小标宋简体"), align="center"),
        paragraph(run("2024年第9期"), align="center"),
        paragraph(f"{office.publisher}　编", align="center"),
        paragraph(run("目　录", size=18, bold=True), align="center"),
    ]
    forms = {"tab": "{1}\t{0}", "leader": "★ {1}……………{0}", "dots": "{0}. {1} ............ {0}", "bare": "{1}"}
    titles = [name for name, _ in articles]
    if entries != "field":
        return head + [paragraph(forms[entries].format(i + 2, name)) for i, name in enumerate(titles)]
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    code = '<w:r><w:instrText> TOC \\o "1-3" </w:instrText></w:r>'
    begin = f"{mark.format('begin')}{code}{mark.format('separate')}"
    rows = [
        paragraph(begin if i == 0 else "<w:r/>", run(f"{name}\t"), field("PAGEREF _Toc1", str(i + 2)))
        for i, name in enumerate(titles)
    ]
    end = paragraph(mark.format("end"))
    return [*head, f"<w:sdt><w:sdtContent>{''.join(rows)}{end}</w:sdtContent></w:sdt>"]


def break_title(text: str) -> list[str]:
    """Two lines of a title, parted near its middle and not inside a word."""
    middle = len(text) // 2
    while text[middle] in "，：”、" or text[middle - 1] in "“" or text[middle - 1 : middle + 1].isascii():
        middle += 1
    return [text[:middle].strip(), text[middle:].strip()]


def make_issue(articles: Articles, manner: str, office: Office = OFFICES["2024-09"]) -> bytes:
    """An issue as people make it by hand."""
    body: list[str] = []
    colophon = [paragraph(line) for line in office.colophon]
    parts: dict[str, str] = {}
    makers: dict[str, Callable[[str], str]] = {
        "centred, bold, big; tabs; text box": title,
        "two lines by a soft break; leaders; footer": lambda text: title("\n".join(break_title(text))),
        "two paragraphs; footer": lambda text: "".join(map(title, break_title(text))),
        "a heading style; contents field": lambda text: paragraph(
            run(text, size=22, bold=True), extra='<w:outlineLvl w:val="0"/>'
        ),
        "bold and bigger at the left": lambda text: paragraph(run(text, size=18, bold=True)),
        "centred alone": lambda text: paragraph(text, align="center"),
        "centred with blanks": lambda text: paragraph(
            run("　" * max(3, (28 - len(text)) // 2) + text, bold=True)
        ),
        "no look at all": paragraph,
        "bold alone": lambda text: paragraph(run(text, bold=True)),
        "a title face; colophon in a table; dots": lambda text: paragraph(
            run(text, size=22, font="方正小标宋_GBK"), align="center"
        ),
        "contents without numbers": title,
    }
    entries = {
        "centred, bold, big; tabs; text box": "tab",
        "two lines by a soft break; leaders; footer": "leader",
        "a heading style; contents field": "field",
        "a title face; colophon in a table; dots": "dots",
        "contents without numbers": "bare",
    }
    if manner in entries:
        body += cover(articles, entries[manner], office)
    for name, paragraphs in articles:
        body += [makers[manner](name), *(paragraph(text, extra=INDENT) for text in paragraphs)]
    if "text box" in manner:
        body.append(paragraph(text_box(*colophon)))
    elif "footer" in manner:
        parts["footer1"] = paragraph(field("PAGE", "1")) + "".join(colophon)
    elif "table" in manner:
        body.append(table(office.colophon[1:]))
    else:
        body += colophon
    return make_docx(*body, parts=parts)


MANNERS = [
    "centred, bold, big; tabs; text box",
    "two lines by a soft break; leaders; footer",
    "two paragraphs; footer",
    "a heading style; contents field",
    "bold and bigger at the left",
    "centred alone",
    "centred with blanks",
    "no look at all",
    "bold alone",
    "a title face; colophon in a table; dots",
    "contents without numbers",
]


@pytest.mark.parametrize("manner", MANNERS)
@pytest.mark.parametrize("issue", OFFICES)
def test_an_issue_made_by_hand(issue: str, manner: str) -> None:
    articles = read_back_issue(issue)
    draft = draft_of(make_issue(articles, manner, OFFICES[issue]))
    assert articles_of(draft) == articles
    fields = {found.name: found.text for found in draft.fields}
    assert (fields["editor"], fields["phone"]) == (OFFICES[issue].editor, OFFICES[issue].phone)
    assert not {remark.code for remark in draft.remarks} & {"I121", "I122", "I123"}


@pytest.mark.parametrize("issue", OFFICES)
def test_lines_pasted_from_a_page(issue: str) -> None:
    """Each line of the page became a paragraph; those of one look are joined as in a text file."""
    articles = read_back_issue(issue)
    data = make_docx(*(paragraph(line) for line, _ in extract_lines(articles, 30)))
    found = draft_of(data).articles
    assert [article.title for article in found] == [name for name, _ in articles]
    wanted = {text for _, texts in articles for text in texts}
    assert len(wanted - {block.text for article in found for block in article.blocks}) <= 2


def test_a_document_of_python_docx() -> None:
    """Styles that are inherited, fonts of the theme, a table and a picture by another program."""
    document = docx.Document()
    heading = document.add_paragraph()
    heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
    made = heading.add_run("我市推进科技成果转化")
    made.bold, made.font.size = True, Pt(22)
    made._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "黑体")
    document.add_paragraph(TEXT)
    document.add_heading("工作成效", 2)
    document.add_paragraph(TEXT)
    document.add_paragraph("第一项", style="List Bullet")
    rows = document.add_table(2, 2)
    cells = [*rows.rows[0].cells, *rows.rows[1].cells]
    for cell, text in zip(cells, ["领域", "数量", "新材料", "19"], strict=True):
        cell.text = text
    document.add_picture(io.BytesIO(make_png()))
    buffer = io.BytesIO()
    document.save(buffer)
    assert markdown_of(draft_of(buffer.getvalue())) == (
        f"{TEXT}\n\n## 工作成效\n\n{TEXT}\n\n- 第一项\n\n"
        "| 领域 | 数量 |\n| --- | --- |\n| 新材料 | 19 |\n\n![](图1.png)"
    )


# Numbers


@pytest.mark.parametrize(
    ("count", "form", "text"),
    [
        (3, "chineseCountingThousand", "三"),
        (10, "chineseCounting", "十"),
        (12, "chineseCounting", "十二"),
        (20, "chineseCountingThousand", "二十"),
        (105, "chineseCountingThousand", "一百零五"),
        (120, "chineseCounting", "一百二十"),
        (10, "ideographDigital", "一〇"),
        (12, "chineseLegalSimplified", "壹拾贰"),
        (2, "ideographTraditional", "乙"),
        (3, "ideographZodiac", "寅"),
        (28, "lowerLetter", "bb"),
        (3, "upperLetter", "C"),
        (14, "upperRoman", "XIV"),
        (4, "lowerRoman", "iv"),
        (3, "decimalEnclosedCircleChinese", "③"),
        (12, "decimalFullWidth", "１２"),
        (7, "decimalZero", "07"),
        (7, "unheardOf", "7"),
    ],
)
def test_number_formats(count: int, form: str, text: str) -> None:
    assert write_count(count, form) == text


def test_numbers_of_all_levels_are_written_out() -> None:
    body = [
        paragraph(f"{TEXT}甲", number=(1, 0)),
        paragraph(f"{TEXT}乙", number=(1, 1)),
        paragraph(f"{TEXT}丙", number=(1, 2)),
        paragraph(f"{TEXT}丁", number=(1, 2)),
        paragraph(f"{TEXT}戊", number=(1, 3)),
        paragraph(f"{TEXT}己", number=(1, 1)),
        paragraph(f"{TEXT}庚", number=(1, 2)),
        paragraph(f"{TEXT}辛", number=(1, 0)),
        paragraph(f"{TEXT}壬", number=(1, 1)),
    ]
    text = added(article(*body, numbering=numbering(levels(*CHINESE))))
    assert [line.replace(TEXT, "") for line in text.split("\n\n")] == [
        "一、甲",
        "（一）乙",
        "1.丙",
        "2.丁",
        "（1）戊",
        "（二）己",
        "1.庚",
        "二、辛",
        "（一）壬",
    ]


def test_lists_start_anew_where_they_are_told_to() -> None:
    override = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    numbers = [
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>',
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num>',
        f'<w:num w:numId="3"><w:abstractNumId w:val="0"/>{override}</w:num>',
    ]
    body = [paragraph(f"{TEXT}甲", number=(number, 0)) for number in (1, 1, 2, 3, 3)]
    text = added(article(*body, numbering=numbering(levels(*CHINESE), numbers=numbers)))
    assert [line[:2] for line in text.split("\n\n")] == ["一、", "二、", "三、", "五、", "六、"]


def test_levels_within_levels_and_legal_numbers() -> None:
    forms = levels(("chineseCounting", "第%1章"), ("decimal", "%1.%2"), extra={1: "<w:isLgl/>"})
    body = [paragraph(f"{TEXT}甲", number=(1, 0)), paragraph(f"{TEXT}乙", number=(1, 1))]
    text = added(article(*body, numbering=numbering(forms)))
    assert text == f"第一章 {TEXT}甲\n\n1.1{TEXT}乙"


def test_a_comma_that_a_code_page_lacks() -> None:
    forms = levels(("chineseCounting", "%1?"))
    body = paragraph(f"{TEXT}甲", number=(1, 0))
    assert added(article(body, numbering=numbering(forms))) == f"一、{TEXT}甲"


def test_a_number_that_a_style_brings() -> None:
    styles = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="b"><w:basedOn w:val="a"/><w:pPr><w:numPr><w:numId w:val="1"/>'
        "</w:numPr></w:pPr></w:style>"
    )
    forms = levels(*CHINESE, extra={1: '<w:pStyle w:val="b"/>'})
    body = [paragraph(f"{TEXT}甲", extra='<w:pStyle w:val="b"/>') for _ in range(2)]
    text = added(article(*body, numbering=numbering(forms), styles=styles))
    assert [line[:3] for line in text.split("\n\n")] == ["（一）", "（二）"]


def test_headings_with_automatic_numbers() -> None:
    body = [
        paragraph(run("工作成效", bold=True), number=(1, 0)),
        paragraph("强化政策", number=(1, 1)),
        paragraph(TEXT),
        paragraph("下一步打算", number=(1, 0)),
        paragraph(TEXT),
    ]
    text = added(article(*body, numbering=numbering(levels(*CHINESE))))
    assert text == f"## 一、工作成效\n\n### （一）强化政策\n\n{TEXT}\n\n## 二、下一步打算\n\n{TEXT}"


def test_a_bulleted_list() -> None:
    forms = levels(("bullet", "\uf06c"))
    body = [paragraph("加强领导；", number=(1, 0)), paragraph("强化保障。", number=(1, 0))]
    assert added(article(*body, numbering=numbering(forms))) == "- 加强领导；\n\n- 强化保障。"


# Runs


def test_bold_is_kept_where_it_means_something() -> None:
    lead = paragraph(run("一是加强", bold=True), run("领导。", bold=True), TEXT)
    whole = paragraph(run(TEXT, bold=True))
    marks = paragraph(TEXT, run("，", bold=True), TEXT)
    face = paragraph(run("二是强化保障。", font="黑体"), TEXT)
    assert added(article(lead, whole, marks, face)) == (
        f"**一是加强领导。**{TEXT}\n\n{TEXT}\n\n{TEXT}，{TEXT}\n\n**二是强化保障。**{TEXT}"
    )


def test_soft_breaks() -> None:
    assert added(article(paragraph(f"{TEXT}\n第二段。"))) == f"{TEXT}\n\n第二段。"
    assert added(article(paragraph(f"{TEXT[:20]}\n{TEXT[20:]}{TEXT}"))) == f"{TEXT}{TEXT}"
    assert added(article(paragraph(f"{TEXT}接口对应的网址\n\n \n再对项目说明：{TEXT}"))) == (
        f"{TEXT}接口对应的网址\n\n再对项目说明：{TEXT}"
    )
    assert (
        added(article(paragraph(f"{TEXT}（没有尝试）\n      其中的{TEXT}")))
        == f"{TEXT}（没有尝试）\n\n其中的{TEXT}"
    )


def test_symbols_tabs_and_special_hyphens() -> None:
    symbol = '<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>'
    unknown = '<w:r><w:sym w:font="Odd" w:char="F0AA"/></w:r>'
    hyphen = "<w:r><w:noBreakHyphen/></w:r>"
    assert (
        added(article(paragraph(symbol, "完成", hyphen, "验收", unknown, f"\t{TEXT}")))
        == f"√完成-验收□{TEXT}"
    )


def test_footnotes_and_endnotes() -> None:
    def note(kind: str, label: str, text: str) -> str:
        return f'<w:{kind} w:id="{label}"><w:p><w:r><w:{kind}Ref/></w:r>{run(text)}</w:p></w:{kind}>'

    call = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    end = '<w:r><w:endnoteReference w:id="2"/></w:r>'
    data = article(
        paragraph(TEXT[:-1], call, "。", end),
        footnotes='<w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>'
        + note("footnote", "2", "据统计公报。")
        + note("footnote", "3", "没有用到。"),
        endnotes=f'<w:endnote w:type="separator" w:id="0">{paragraph("参考文献：")}</w:endnote>'
        + note("endnote", "2", "尾注。"),
    )
    assert added(data) == f"{TEXT[:-1]}[^1]。[^2]\n\n[^1]: 据统计公报。\n\n[^2]: 尾注。"
    left = [(item.text, item.why[:4]) for item in draft_of(data).left]
    assert left == [("参考文献：", "脚注或尾"), ("没有用到。", "没有用到")]
    assert check_balance(draft_of(data)) == []


def test_a_note_on_a_title_moves_to_the_text() -> None:
    heading = paragraph(
        run("我市推进科技成果转化", size=22, bold=True),
        '<w:r><w:footnoteReference w:id="2"/></w:r>',
        align="center",
    )
    notes = f'<w:footnote w:id="2">{paragraph("本文有删节。")}</w:footnote>'
    data = make_docx(heading, paragraph(TEXT), paragraph(TEXT), parts={"footnotes": notes})
    assert markdown_of(draft_of(data)) == f"{TEXT}[^1]\n\n{TEXT}\n\n[^1]: 本文有删节。"
    assert "I130" in {remark.code for remark in draft_of(data).remarks}


def test_tracked_changes_are_accepted_and_reported() -> None:
    inserted = f'<w:ins w:id="1" w:author="a">{run("新加的")}</w:ins>'
    deleted = '<w:del w:id="2" w:author="a"><w:r><w:delText>删去的</w:delText></w:r></w:del>'
    data = article(paragraph(inserted, deleted, TEXT))
    assert added(data) == f"新加的{TEXT}"
    draft = draft_of(data)
    assert ("删去的", "修订中删去的字") in {(item.text, item.why) for item in draft.left}
    assert sum("修订" in remark.message for remark in draft.remarks) == 2


def test_what_is_in_the_file_and_not_on_the_page_is_left_over() -> None:
    hidden = run("隐藏的字", extra="<w:vanish/>")
    ruby = f"<w:r><w:ruby><w:rt>{run('pīn')}</w:rt><w:rubyBase>{run('拼')}</w:rubyBase></w:ruby></w:r>"
    comments = f'<w:comment w:id="0">{paragraph("请再核一下")}</w:comment>'
    data = article(paragraph(hidden, ruby, TEXT), comments=comments)
    assert added(data) == f"拼{TEXT}"
    left = {(item.text, item.why) for item in draft_of(data).left}
    assert left == {("隐藏的字", "隐藏的字"), ("pīn", "注音"), ("请再核一下", "批注")}


def test_fields() -> None:
    assert (
        added(article(paragraph("第", field("PAGE", "3"), "页是", field("SEQ 图", "7"), TEXT)))
        == f"第页是7{TEXT}"
    )
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    code = "<w:r><w:instrText>EQ \\o\\ac(○,优)</w:instrText></w:r>"
    ringed = f"{mark.format('begin')}{code}{mark.format('end')}"
    data = article(paragraph(ringed, TEXT))
    assert added(data) == TEXT
    assert [item.why for item in draft_of(data).left] == ["域"]


# Boxes, margins, tables, pictures


def test_a_text_box_is_read_once() -> None:
    draft = draft_of(article(paragraph(text_box(paragraph("编者按：值得一读。")))))
    assert [block.text for block in draft.articles[0].blocks].count("编者按：值得一读。") == 1


def test_word_art_is_the_masthead() -> None:
    art = '<w:r><w:pict><v:shape><v:textpath string="滨江科技通讯"/></v:shape></w:pict></w:r>'
    data = make_docx(paragraph(art), paragraph("2024年第9期"), title("我市推进科技成果转化"), paragraph(TEXT))
    assert {found.name: found.text for found in draft_of(data).fields} == {
        "title": "滨江科技通讯",
        "number": "2024-9",
    }


def test_headers_of_every_kind() -> None:
    parts = {
        "header1": paragraph("内部资料　注意保存"),
        "header2": paragraph("学习资料"),
        "footer1": paragraph("编辑：李涛"),
        "footer2": paragraph("电话：4366683"),
    }
    draft = draft_of(article(paragraph(TEXT), **parts))
    assert {found.name: found.text for found in draft.fields} == {
        "mark": "内部资料　注意保存",
        "editor": "李涛",
        "phone": "4366683",
    }
    assert ("学习资料", "页眉") in {(item.text, item.why) for item in draft.left}


@pytest.mark.parametrize(
    ("heads", "known", "name", "guessed"),
    [
        (["滨江科技通讯"], "", "滨江科技通讯", True),
        (["滨 江 科 技 通 讯", "内部资料"], "滨江科技通讯", "滨江科技通讯", False),
        (["塞上月谈", "每月一期"], "塞上月谈", "塞上月谈", False),
        (["滨江科技通讯", "科技动态"], "", None, False),
        (["每月一期"], "", None, False),
    ],
)
def test_the_name_of_the_series_in_the_heads_of_the_pages(
    heads: list[str], known: str, name: str | None, guessed: bool
) -> None:
    parts = {f"header{i}": paragraph(head) for i, head in enumerate(heads, 1)}
    draft = recognise(read_docx(article(paragraph(TEXT), **parts), "稿.docx"), known, nature=Nature.ISSUE)
    assert {found.name: found.text for found in draft.fields}.get("title") == name
    assert any(remark.code == "I137" for remark in draft.remarks) == guessed
    assert check_balance(draft) == []


def test_tables() -> None:
    merged = '<w:tcPr><w:gridSpan w:val="2"/></w:tcPr>' + paragraph("合计")
    rows = table(["领域", "数量"], ["新材料", paragraph("19") + paragraph("（含重点）")], [merged])
    data = article(rows)
    assert added(data) == "| 领域 | 数量 |\n| --- | --- |\n| 新材料 | 19<br>（含重点） |\n| 合计 ||"
    assert [remark.guess for remark in draft_of(data).remarks if "合并" in remark.message] == [False]


def test_merged_cells_are_merged_again() -> None:
    def cell(text: str, *, across: int = 1, down: str = "") -> str:
        properties = f'<w:gridSpan w:val="{across}"/>' if across > 1 else ""
        properties += f'<w:vMerge w:val="{down}"/>' if down == "restart" else "<w:vMerge/>" if down else ""
        return f"<w:tcPr>{properties}</w:tcPr>{paragraph(text)}"

    rows = table(
        [cell("地区", down="restart"), cell("2024年", across=2)],
        [cell("", down="goes on"), "数量", "占比"],
        ["青山", paragraph("1.甲") + paragraph("2.乙"), "3%"],
        [cell("合计", across=2, down="restart"), "5%"],
        [cell("", across=2, down="goes on"), "6%"],
    )
    assert added(article(rows)).splitlines() == [
        "| 地区 | 2024年 ||",
        "| --- | --- | --- |",
        "| ^^ | 数量 | 占比 |",
        "| 青山 | 1.甲<br>2.乙 | 3% |",
        "| 合计 || 5% |",
        "| ^^ | ^^ | 6% |",
    ]


def test_what_is_merged_to_no_rectangle_keeps_its_cells() -> None:
    goes_on = "<w:tcPr><w:vMerge/></w:tcPr>" + paragraph("")
    wide = '<w:tcPr><w:gridSpan w:val="2"/><w:vMerge w:val="restart"/></w:tcPr>' + paragraph("甲")
    rows = table(["一", "二", "三"], [wide, "1"], [goes_on, "2", "3"])
    data = article(rows)
    assert added(data).splitlines()[2:] == ["| 甲 | | 1 |", "| | 2 | 3 |"]
    (said,) = list_unmerged(draft_of(data).articles[0])
    assert ("不成方块" in said.message, said.guess) == (True, True)


def test_what_stands_at_the_right_stays_there() -> None:
    signed = [paragraph("青山市科学技术局", align="right"), paragraph("2025年1月20日", align="right")]
    lines = markdown_of(draft_of(article(*signed, paragraph(TEXT)))).split("\n\n")[1:3]
    assert [line.lstrip("\u3000") for line in lines] == ["青山市科学技术局", "2025年1月20日"]
    assert all(line.startswith("\u3000" * 6) for line in lines)


def test_attachments_are_no_headings() -> None:
    listed = [paragraph("附件：1.回执"), paragraph("2.名单"), paragraph("3.办法"), paragraph(TEXT)]
    assert added(article(*listed)).split("\n\n")[:3] == ["附件：1.回执", "2.名单", "3.办法"]


def test_a_frame_is_no_table() -> None:
    assert (
        added(article(table([paragraph("编者按：值得一读。") + paragraph(TEXT)])))
        == f"编者按：值得一读。\n\n{TEXT}"
    )


def test_captions_in_the_cells_below_pictures() -> None:
    """A grid that only puts pictures side by side; what Word made up of one is no description."""
    made_up = "图表, 折线图\n\nAI 生成的内容可能不正确。"
    rows = [
        [paragraph(picture("rId7", made_up)), paragraph(picture("rId7"))],
        [paragraph(run("一阶模型的曲线", bold=True)), paragraph("二阶模型的曲线")],
        [paragraph(picture("rId7", made_up)), paragraph(picture("rId7"))],
        [paragraph("如上图所示。"), paragraph("残差的分布")],
    ]
    body = [title("我市推进科技成果转化"), paragraph(TEXT), table(*rows), paragraph(TEXT)]
    draft = draft_of(make_docx(*body, media={"rId7": make_png()}))
    images = [block.alt for block in draft.articles[0].blocks if block.kind is Kind.IMAGE]
    assert images == ["一阶模型的曲线", "二阶模型的曲线", "", "残差的分布"]
    assert sum(remark.code == "I132" for remark in draft.remarks) == 1


def test_pictures() -> None:
    data = make_docx(
        title("我市推进科技成果转化"),
        paragraph(TEXT),
        paragraph(picture("rId7", "对接会现场，人很多")),
        paragraph(picture("rId7")),
        paragraph("图1　对接会现场", align="center"),
        paragraph(picture("rId7", "图片 1"), TEXT),
        paragraph(picture("rId8")),
        media={"rId7": make_png(), "rId8": b"\x01\0\0\0" + b"\0" * 36 + b" EMF"},
    )
    draft = draft_of(data)
    blocks = draft.articles[0].blocks
    assert [(block.kind, block.alt) for block in blocks if block.kind is not Kind.PARAGRAPH] == [
        (Kind.IMAGE, "对接会现场，人很多"),
        (Kind.IMAGE, "对接会现场"),
        (Kind.IMAGE, ""),
    ]
    assert len(draft.images) == 1
    assert sum(remark.code == "I132" for remark in draft.remarks) == 1
    (lost,) = [remark.message for remark in draft.remarks if remark.code == "I135"]
    assert lost.endswith(
        "下面的一张图没有收进：是 WMF 或 EMF 格式，要有 LibreOffice 才能转换，这次没有转成；请另存为 PNG"
    )


def test_the_strict_namespace() -> None:
    data = article(paragraph(TEXT))

    main = make_docx(title("我市推进科技成果转化"), paragraph(TEXT))
    assert markdown_of(draft_of(main)) == TEXT
    text = zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml").decode()
    strict = text.replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    assert added(rezip(data, {"word/document.xml": strict.encode()})) == TEXT


def test_automatic_numbers_are_counted_apart() -> None:
    manuscript = read_docx(
        article(paragraph(TEXT, number=(1, 0)), numbering=numbering(levels(*CHINESE))), "a.docx"
    )
    assert manuscript.added == {"一": 1}


def test_import_then_build(make_workspace: MakeWorkspace, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Headings, bold, a table, a picture, a list and a note on paper: the proofs of a build find them all."""
    call = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    forms = numbering(levels(*CHINESE), levels(("bullet", "\uf06c")))
    data = make_docx(
        title("我市推进科技成果转化"),
        paragraph(TEXT, call),
        paragraph("工作成效", number=(1, 0)),
        paragraph(run("一是加强领导。", bold=True), f"{TEXT}*[附]*<b> 1. # | 2024. {TEXT}"),
        paragraph("加强领导；", number=(2, 0)),
        paragraph("强化保障。", number=(2, 0)),
        paragraph("表1　需求", align="center"),
        table(["领域", "数|量"], ["新材料", "19"]),
        paragraph(picture("rId7")),
        paragraph("图1　对接会现场", align="center"),
        paragraph(text_box(paragraph("编辑：李　涛"), paragraph("电话：4366683"))),
        parts={
            "numbering": forms,
            "footnotes": f'<w:footnote w:id="2">{paragraph("据统计公报。")}</w:footnote>',
        },
        media={"rId7": make_png(600, 400)},
    )
    path = tmp_path_factory.mktemp("files") / "稿.docx"
    path.write_bytes(data)
    workspace = make_workspace({})
    done = import_files(workspace, [path], IssueId(2024, 9))
    assert done.problems == ()
    built = build_issue(workspace, IssueId(2024, 9))
    assert built.problems == ()
    assert (workspace.root / "issues/2024-09/01-图1.png").read_bytes() == make_png(600, 400)


def test_random_damage_is_borne() -> None:
    """Elements repeated, dropped, emptied: no crash, and every character is accounted for all the same."""
    good = article(
        paragraph(TEXT), table(["甲", "乙"], ["丙", "丁"]), paragraph(text_box(paragraph("编辑：李涛")))
    )
    archive = zipfile.ZipFile(io.BytesIO(good))
    for seed in range(60):
        chance = random.Random(seed)
        name = chance.choice(["word/document.xml", "word/document.xml", "word/styles.xml"])
        tokens = re.findall("<[^>]*>|[^<]+", archive.read(name).decode())
        for _ in range(chance.randint(1, 9)):
            at, other = chance.randrange(len(tokens)), chance.choice(tokens)
            if tokens[at].endswith("/>"):
                tokens[at] = chance.choice(["", tokens[at] * 2, other if other.endswith("/>") else ""])
            elif not tokens[at].startswith("<"):
                tokens[at] = chance.choice(["", "一、", "\u202e", "2024年第9期", "……3", "编辑：王芳"])
            else:
                value = chance.choice(["", "-1", "999999999", "一", "true"])
                tokens[at] = re.sub('val="[^"]*"', f'val="{value}"', tokens[at])
        with contextlib.suppress(BulletinError):
            draft_of(rezip(good, {name: "".join(tokens).encode()}))


@pytest.mark.parametrize("form", ["BMP", "GIF", "TIFF", "WEBP"])
def test_pictures_of_other_formats_become_png(form: str) -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (120, 80), (200, 30, 30)).save(buffer, form)
    data = make_docx(
        title("我市推进科技成果转化"),
        paragraph(TEXT),
        paragraph(picture("rId7")),
        media={"rId7": buffer.getvalue()},
    )
    manuscript = read_docx(data, "稿.docx")
    (made,) = manuscript.images.values()
    assert made.startswith(b"\x89PNG")
    pixel = Image.open(io.BytesIO(made)).convert("RGB").getpixel((60, 40))
    assert isinstance(pixel, tuple)
    assert abs(pixel[0] - 200) < 8
    assert f"有一张图是 {form} 格式，转成了 PNG" in [remark.message for remark in manuscript.remarks]
    assert read_docx(data, "稿.docx").images == manuscript.images


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "BMP"])
def test_half_a_picture_is_not_taken(form: str) -> None:
    buffer = io.BytesIO()
    Image.effect_noise((300, 200), 90).convert("RGB").save(buffer, form)
    whole = buffer.getvalue()
    data = make_docx(
        title("我市推进科技成果转化"),
        paragraph(TEXT),
        paragraph(picture("rId7")),
        media={"rId7": whole[: len(whole) // 2]},
    )
    manuscript = read_docx(data, "稿.docx")
    assert manuscript.images == {}
    assert any(remark.message.endswith("一张图没有收进：已损坏") for remark in manuscript.remarks)


def test_a_colophon_set_as_a_table() -> None:
    data = make_docx(
        title("我市推进科技成果转化"),
        paragraph(TEXT),
        table(["编辑：李涛", "电话：4366683"], ["单位：某市科技局", "印数：100"]),
    )
    draft = recognise(read_docx(data, "稿.docx"), nature=Nature.ISSUE)
    assert {found.name: found.text for found in draft.fields} == {"editor": "李涛", "phone": "4366683"}
    assert [block.kind for block in draft.articles[0].blocks] == [Kind.PARAGRAPH]


def test_titles_behind_the_same_blanks() -> None:
    words = [
        "天津滨海新区",
        "以“揭榜挂帅”破题以“赛马”机制提速的合肥市科技攻关新模式观察与启示",
        "南京市推进成果转化",
    ]
    parts = [part for text in words for part in (paragraph(run(" " * 8 + text, bold=True)), paragraph(TEXT))]
    draft = recognise(read_docx(make_docx(*parts), "稿.docx"), nature=Nature.ISSUE)
    assert [article.title for article in draft.articles] == words
