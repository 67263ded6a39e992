"""Characters that no print means → those that it does, whoever reads them; their sum stays."""

from __future__ import annotations

import pytest

from bulletin.importing.model import Block, Manuscript, Run, count_han
from bulletin.importing.read.formats import read_manuscript
from bulletin.importing.read.repair import repair_characters

from .drafts import draft_of
from .manuscripts import make_docx, paragraph

TEXT = "领导⼒学院⼆次课，如约⽽⾄。"
RIGHT = "领导力学院二次课，如约而至。"


@pytest.mark.parametrize("kind", ["txt", "html", "docx"])
def test_radicals_are_put_right_in_files_of_all_kinds(kind: str) -> None:
    data = {
        "txt": f"课后作业\n\n{TEXT}\n".encode(),
        "html": f"<html><h1>课后作业</h1><p>{TEXT}</p></html>".encode(),
        "docx": make_docx(paragraph("课后作业") + paragraph(TEXT)),
    }[kind]
    draft = draft_of(data, f"a.{kind}")  # which holds the sums against each other
    assert [block.text for article in draft.articles for block in article.blocks][-1] == RIGHT
    told = [remark.message for remark in draft.remarks if "部首字" in remark.message]
    assert len(told) == 1
    assert told[0].startswith("4个部首字")


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("\uf06c 第一项", "● 第一项"),
        ("\uf0b7 第一项", "• 第一项"),
        ("已完成\uf0fc", "已完成√"),
        ("郎\uf92c凉\uf979", "郎郎凉凉"),
        ("\ue863某", "䶮某"),
        ("\ue81e某", "龴某"),
        ("甲\ue5e5乙", "甲\u3000乙"),
        ("cafe\u0301", "café"),
        ("甲\u200b乙\ufeff丙\u00ad", "甲乙丙"),
        ("全角ＡＢＣ１２３", "全角ＡＢＣ１２３"),
        ("﨎是汉字", "﨎是汉字"),
    ],
)
def test_what_is_put_right(text: str, right: str) -> None:
    manuscript = Manuscript("a", blocks=(Block((Run(text),)),))
    assert repair_characters(manuscript).blocks[0].text == right
    assert count_han([text]) == count_han([right])


def test_a_character_of_an_own_font_is_a_geta_and_told() -> None:
    manuscript = read_manuscript("标题\n\n数据\uf0a3达标，\uf8ff也是，\uf8ff还是。".encode(), "a.txt")
    assert manuscript.lines[1].text.count("〓") == 3
    told = [
        (remark.code, remark.origin.place, remark.message) for remark in manuscript.remarks if remark.guess
    ]
    assert [code for code, _, _ in told] == ["I136", "I136"]
    assert all(place == "第3行" for _, place, _ in told)
    assert ("U+F8FF" in told[1][2], "共2处" in told[1][2]) == (True, True)


def test_unseen_characters_of_a_text_are_told() -> None:
    manuscript = read_manuscript("标题\n\n正\u200b文\ufeff在这里。".encode(), "a.txt")
    assert "去掉了2个看不见的字符" in {remark.message for remark in manuscript.remarks}
