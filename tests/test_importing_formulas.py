"""Formulas of Word become a line that says the same; words that nobody sees on the page are left out."""

from __future__ import annotations

import pytest

from bulletin.importing.model import Draft, Reason

from . import drafts
from .drafts import markdown_of
from .manuscripts import TEXT, make_docx, paragraph, run, table, title

NAME = "我市推进科技成果转化"


def m(name: str, *content: str, **properties: str) -> str:
    """An element of OMML; words of its content are runs, `properties` its properties by name."""
    inner = "".join(part if part.startswith("<") else f"<m:r><m:t>{part}</m:t></m:r>" for part in content)
    own = "".join(f'<m:{key} m:val="{value}"/>' for key, value in properties.items())
    return f"<m:{name}><m:{name}Pr>{own}</m:{name}Pr>{inner}</m:{name}>"


def e(*content: str) -> str:
    return m("e", *content)


def draft_of(*body: str) -> Draft:
    return drafts.draft_of(make_docx(title(NAME), paragraph(TEXT), *body), "稿.docx")


@pytest.mark.parametrize(
    ("formula", "line"),
    [
        (m("sSup", e("x"), m("sup", "2")) + m("r", "<m:t>+1</m:t>"), "x²+1"),
        (m("sSub", e("a"), m("sub", "n")), "a~n~"),
        (m("sSup", e("e"), m("sup", "−kx+", m("f", m("num", "1"), m("den", "2")))), "e^−kx+1/2^"),
        (m("f", m("num", "a+b"), m("den", "c")), "(a+b)/c"),
        (m("f", m("num", "n"), m("den", "k"), type="noBar"), "nk"),
        (m("rad", "<m:deg/>", e("x+y"), degHide="1"), "√(x+y)"),
        (m("rad", m("deg", "3"), e("8")), "³√8"),
        (m("nary", m("sub", "i=1"), m("sup", "n"), e("i"), chr="∑"), "∑~i=1~ⁿ i"),
        (m("nary", m("sub", "i∈S"), m("sup", "n"), e("i"), chr="∑"), "∑_(i∈S)ⁿ i"),
        (m("f", m("num", m("sSub", e("y"), m("sub", "i")), "-1"), m("den", "n")), "(y~i~-1)/n"),
        (m("sSub", e(m("acc", e("y"))), m("sub", "i")), "ŷ~i~"),
        (m("acc", e(m("sSub", e("y"), m("sub", "i")))), "ŷ~i~"),
        (m("acc", e("x"), chr="\u0304") + m("bar", e("e"), pos="top"), "x¯ē"),
        (m("sSub", e(m("acc", e("AB"), chr="\u20d7")), m("sub", "k")), "AB→~k~"),
        (m("d", e("x"), e("y"), begChr="{", endChr="", sepChr=","), "{x,y"),
        (m("eqArr", e("x=1"), e("y=2")), "x=1；y=2"),
        (m("func", m("fName", "sin"), e("x")), "sinx"),
        (m("limLow", e("lim"), m("lim", "n")), "lim~n~"),
    ],
)
def test_a_formula_is_a_line_that_says_the_same(formula: str, line: str) -> None:
    draft = draft_of(paragraph("其中", f"<m:oMath>{formula}</m:oMath>", "为得分。"))
    assert markdown_of(draft).split("\n\n")[-1] == f"其中{line}为得分。"
    assert sum("有公式" in remark.message for remark in draft.remarks) == 1
    assert any("写在了字母后面" in remark.message for remark in draft.remarks) == bool({*"¯→"} & {*line})


WHITE = '<w:color w:val="FFFFFF"/>'
JUNK = "身秋势辫扼倚所舜没股汾蔡睦束焦蚕"


@pytest.mark.parametrize("junk", [run(JUNK, size=1), run(JUNK, size=0), run(JUNK, extra=WHITE)])
def test_what_nobody_sees_is_left_out_and_said(junk: str) -> None:
    data = make_docx(paragraph(junk), title(NAME), paragraph(TEXT))
    draft = drafts.draft_of(data, "稿.docx")
    assert [article.title for article in draft.articles] == [NAME]
    assert JUNK not in markdown_of(draft)
    assert [item.text for item in draft.left if item.why is Reason.HIDDEN] == [JUNK]


DARK = '<w:shd w:val="clear" w:color="auto" w:fill="1F4E79"/>'


def test_white_words_on_a_dark_ground_are_text() -> None:
    draft = draft_of(
        paragraph(run("科技成果", extra=WHITE), extra=DARK),
        paragraph(run("转化情况", extra=WHITE + DARK)),
        table([paragraph(run("项目名称", extra=WHITE)), "金额"], ["甲", "1"]),
    )
    text = markdown_of(draft)
    assert all(words in text for words in ("科技成果", "转化情况", "项目名称"))
