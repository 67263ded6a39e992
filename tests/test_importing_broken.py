"""Paragraphs of Word that somebody broke by hand are one; Markdown that was pasted into it is read."""

from __future__ import annotations

import re

import pytest

from bulletin.importing.model import Nature, Reason
from bulletin.importing.read.formats import read_manuscript
from bulletin.importing.recognise.stages import recognise

from . import drafts
from .drafts import markdown_of
from .manuscripts import TEXT, make_docx, paragraph, title

NAME = "我市推进科技成果转化"
INDENT = '<w:ind w:firstLine="640"/>'  # two characters of 16 pt; a line holds 25.9 of them
FULL = "各学院要组建十支健康防疫知识宣讲团面向全校立项鼓"
REST = "励青年学生通过视频、音频等形式，对相关知识进行讲解。"
SHORT = "各学院组建宣讲团"


def lines_of(*body: str) -> list[str]:
    texts = [paragraph(TEXT, extra=INDENT)] * 3
    draft = drafts.draft_of(make_docx(title(NAME), *texts, *body), "稿.docx")
    return markdown_of(draft).split("\n\n")[3:]


def indented(text: str) -> str:
    return paragraph(text, extra=INDENT)


@pytest.mark.parametrize(
    ("first", "second"),
    [(FULL, REST), ("如果学生在邀请信尚未寄到时退团，", "费用可以退回。"), (TEXT[:-1] + FULL[:10], REST)],
)
def test_a_paragraph_broken_by_hand_is_one(first: str, second: str) -> None:
    assert lines_of(indented(first), paragraph(second)) == [first + second]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (indented(FULL), indented(REST)),
        (indented(SHORT), paragraph(REST)),
        (indented(FULL[:-1] + "："), paragraph(REST)),
        (indented(FULL), paragraph("1．" + REST)),
        (indented(FULL), paragraph("附件：" + REST)),
        (indented(FULL), paragraph(REST, align="right")),
        (indented(FULL) + paragraph(""), paragraph(REST)),
        (paragraph(FULL), paragraph(REST)),
    ],
)
def test_what_only_looks_so_stays_apart(first: str, second: str) -> None:
    assert len(lines_of(first, second)) == 2


@pytest.mark.parametrize(
    ("first", "parts"), [(FULL + "正面", 2), ("各学院，" + FULL[:-2], 1), ("各学院，" + SHORT, 2)]
)
def test_where_no_paragraph_has_an_indent_only_a_full_line_of_a_sentence_is_joined(
    first: str, parts: int
) -> None:
    texts = [paragraph(TEXT)] * 3
    data = make_docx(title(NAME), *texts, paragraph(first), paragraph(REST))
    assert len(markdown_of(drafts.draft_of(data, "稿.docx")).split("\n\n")) == 3 + parts


@pytest.mark.parametrize(
    ("first", "is_one"), [(FULL[:-3], True), (FULL[:-3] + "：", False), (FULL[9:15], False)]
)
def test_a_sentence_that_a_page_parts_is_one(first: str, is_one: bool) -> None:
    """As programs make a document of a PDF: the line above filled its page, whatever the document's width."""
    first = "要求如下，" * 4 + first if is_one else first
    section = "<w:sectPr><w:pgSz w:w='11906' w:h='16838'/><w:type w:val='nextPage'/></w:sectPr>"
    parted = lines_of(paragraph(first, extra=INDENT + section), paragraph(REST))
    assert parted == ([first + REST] if is_one else [first, REST])


def test_room_to_fill_in_stays_in_a_paragraph_of_word() -> None:
    assert lines_of(indented("（    ）计算机是（ ）发明的。")) == ["（　　）计算机是（　　）发明的。"]


def test_a_word_of_latin_letters_keeps_its_room() -> None:
    first = FULL[:-3] + "Open"
    assert lines_of(indented(first), paragraph("Source软件的推广。")) == [first + " Source软件的推广。"]


def test_markdown_pasted_into_word_is_read() -> None:
    pasted = [
        "## 总体要求",
        "**重点任务**：加快推进。",
        "- 第一项",
        "* **第二项**要完成",
        "---",
        "1. 甲",
        "### 保障",
        TEXT,
    ]
    assert lines_of(*map(indented, pasted)) == [
        *(
            "## 总体要求",
            "**重点任务**：加快推进。",
            "- 第一项",
            "- **第二项**要完成",
            "1.甲",
            "### 保障",
            TEXT,
        )
    ]


@pytest.mark.parametrize("text", ["# 三号车间共有四名技工。", "成绩为 2**3 分。", "- 第一项", "------"])
def test_a_single_mark_is_text(text: str) -> None:
    assert "".join(lines_of(indented(text))).replace("\\", "").replace(" ", "") == text.replace(" ", "")


def test_comments_of_code_are_no_markdown() -> None:
    """A configuration shown in a manual, or one that is the text: its signs stay, and it has no headings."""
    code = [
        "# SINCE 0.5.0",
        "# RESTART REQUIRED",
        "baseFolder = data",
        "# localhost.",
        "# localhost",
        "# port",
    ]
    for lines in (code, [*code[:2], code[2], "#", code[3]], [code[0], code[2], code[3], code[2]]):
        assert lines_of(*map(indented, lines)) == [line.replace("#", "\\#") for line in lines]
    text = "\n".join([NAME, "", TEXT, *code[:3], "#", *code[3:], TEXT])
    draft = recognise(read_manuscript(text.encode(), "稿.txt"), nature=Nature.MANUSCRIPT)
    written = markdown_of(draft)
    assert "\\# SINCE 0.5.0" in written
    assert not re.search("^#", written, re.MULTILINE)


def test_a_line_of_marks_parts_the_lines_of_a_text() -> None:
    text = f"{NAME}\n=========\n总页数为四十四页\n文本共三万字\n---------\n{TEXT}\n"
    draft = recognise(read_manuscript(text.encode(), "稿.txt"), nature=Nature.MANUSCRIPT)
    assert draft.articles[0].title == NAME
    assert not set("=-") & set(markdown_of(draft))
    assert [item.why for item in draft.left] == [Reason.RULE] * 2
    lined = f"{NAME}\n\n{TEXT}\n-----设置的方法---------\n{TEXT}\n===== 附注 =====\n见 a--b。\n"
    draft = recognise(read_manuscript(lined.encode(), "稿.txt"), nature=Nature.MANUSCRIPT)
    assert [block.text for block in draft.articles[0].blocks] == [
        TEXT,
        "设置的方法",
        TEXT,
        "附注",
        "见a--b。",
    ]
    assert [item.text for item in draft.left] == ["----- ---------", "=====   ====="]


def test_a_signature_that_blanks_put_at_the_right_stays_there() -> None:
    indent = '<w:ind w:firstLineChars="300" w:firstLine="960"/>'  # with the blanks it is at the right
    signed = [" " * 18 + "知情同意人：____", " " * 23 + "2020年    7月"]
    lines = [paragraph(TEXT), *(paragraph(line, extra=indent) for line in signed)]
    data = make_docx(title(NAME), *lines)
    draft = recognise(read_manuscript(data, "稿.docx"), nature=Nature.MANUSCRIPT)
    assert [block.look.align for block in draft.articles[0].blocks] == ["left", "right", "right"]
