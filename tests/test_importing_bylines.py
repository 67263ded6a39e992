"""Lines under a title without a label: what is certain of them becomes 作者 and 来源."""

from __future__ import annotations

import pytest

from bulletin.importing.model import Block, DraftArticle, Kind, Look, Manuscript, Run, count_han
from bulletin.importing.recognise.stages import recognise
from bulletin.importing.recognise.titles.bylines import Byline, parse_byline

TEXT = "为做好今年的各项工作，各单位要按照统一安排，认真组织，按时完成，有关情况及时报送办公室，并做好总结。"
BODY = Look(12, align="left")
BOLD = Look(12, bold=True, align="left")
COVER = Look(18, align="center")


@pytest.mark.parametrize(
    ("text", "author", "source", "rest"),
    [
        ("Alice 2023/4/19", ("Alice",), "", "2023/4/19"),
        ("原创 2023-05-22 王小明 某某开发者社区", ("王小明",), "某某开发者社区", "2023-05-22"),
        ("原创 王小明 某某开发者社区 2023-05-22", ("王小明",), "某某开发者社区", "2023-05-22"),
        ("某省高级人民法院 某省公安厅　2023年1月30日", (), "某省高级人民法院 某省公安厅", "2023年1月30日"),
        ("2023年5月6日 某市教育局", (), "某市教育局", "2023年5月6日"),
        ("2023年5月6日 某市教育局举行了活动", (), "", ""),
        ("Alice 说，2023/4/19", (), "", ""),
        ("原创 大家都来看这一篇写得很好的文章", (), "", ""),
    ],
)
def test_a_line_with_a_date_that_needs_no_place_of_its_own(
    text: str, author: tuple[str, ...], source: str, rest: str
) -> None:
    found = parse_byline(text, apart=False)
    assert (found.author, found.source, found.rest) == (author, source, rest)


def test_the_number_of_a_student_is_no_name() -> None:
    text = "计算机学院2023级硕士9班 2023123456 王小明"
    assert parse_byline(text, apart=False) == Byline()
    found = parse_byline(text, apart=True)
    assert (found.author, found.source) == (("王小明",), "计算机学院2023级硕士9班")
    assert found.dropped == ("2023123456",)


def test_where_an_affiliation_lies_is_none_of_its_name() -> None:
    found = parse_byline("(某某财经大学 信息学院 数据工程重点实验室，江西 南昌，330013)", apart=False)
    assert found.source == "某某财经大学 信息学院 数据工程重点实验室"
    assert found.dropped == ("，江西 南昌，330013",)


def article_of(*blocks: tuple[str, Look]) -> DraftArticle:
    title = ("某市科技创新调研", Look(22, bold=True, align="center"))
    made = tuple(Block((Run(text),), look=look) for text, look in (title, *blocks))
    words = count_han(block.all_text() for block in made)
    (article,) = recognise(Manuscript("来稿.pdf", blocks=made, words=words)).articles
    return article


def test_the_lines_of_a_group_name_its_members() -> None:
    lines = [("组长：王芳 2023040197", COVER), ("组员：李小强 2022060248", COVER), ("张伟", COVER)]
    article = article_of(*lines[:2], (TEXT, BODY), (TEXT, BODY))
    assert article.author == ("王芳", "李小强")
    assert [block.text for block in article.blocks] == [TEXT, TEXT]


def test_who_is_of_a_group_in_words_is_no_name() -> None:
    assert parse_byline("组员：各部门负责人", apart=True) == Byline()


def test_a_bold_name_with_its_date_is_no_heading() -> None:
    article = article_of(("Alice 2023/4/19", BOLD), (TEXT, BODY), ("工作成效", BOLD), (TEXT, BODY))
    assert article.author == ("Alice",)
    assert [block.text for block in article.blocks if block.kind is Kind.HEADING] == ["工作成效"]
    assert article.blocks[0].text == "2023/4/19"
