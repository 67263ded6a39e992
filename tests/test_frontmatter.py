"""Front matter: every scalar is text as typed, every field knows its line."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bulletin.errors import Problem
from bulletin.frontmatter import Field, parse_fields, split_front_matter
from bulletin.model import ARTICLE, ISSUE, KEYS, SERIES, Key, Source, keys_for


def parse(text: str, place: str = SERIES) -> tuple[dict[str, Field], list[Problem]]:
    source = Source("x.yaml", tuple(text.split("\n")))
    problems: list[Problem] = []
    return parse_fields(source, range(1, len(source.lines) + 1), place, problems), problems


TYPED = (
    "04366683 0471 否 no yes 1_000 1e3 +86 12:30 2024.10 2024-09-01 null ~ 0x1F “引号”和《书名》 "
    "安徽：多举措 10% 3.14 a#b -5 1:2 true"
)


@pytest.mark.parametrize("value", TYPED.split())
def test_a_scalar_is_text(value: str) -> None:
    fields, problems = parse(f"电话: {value}")
    assert not problems
    assert fields["phone"].text == value


@given(st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=20))
@settings(max_examples=300)
def test_a_quoted_scalar_is_text(value: str) -> None:
    fields, problems = parse(f"电话: '{value.replace(chr(39), chr(39) * 2)}'")
    assert not problems
    assert fields["phone"].text == value


@pytest.mark.parametrize("key", KEYS, ids=lambda key: f"{key.chinese}-{key.places[0]}")
def test_both_names_of_a_key(key: Key) -> None:
    for name in (key.chinese, key.name):
        fields, problems = parse(f"{name}: 值", key.places[0])
        assert not problems
        assert fields[key.name].text == "值"


@pytest.mark.parametrize("key", KEYS, ids=lambda key: f"{key.chinese}-{key.places[0]}")
@pytest.mark.parametrize("value", ["", " ", " |-", ' ""', "\n  -"])
def test_a_key_without_a_value_may_stand_last(key: Key, value: str) -> None:
    for text in (f"{key.chinese}:{value}", f"{key.chinese}:{value}\n"):
        fields, _ = parse(text, key.places[0])
        assert key.name not in fields or not fields[key.name].text.strip()


def test_names_are_unique_at_every_place() -> None:
    for place in (SERIES, ISSUE, ARTICLE):
        keys = [key for key in KEYS if place in key.places]
        assert len(keys_for(place)) == sum(len({key.chinese, key.name}) for key in keys)


@pytest.mark.parametrize(
    "text",
    [
        "编辑: 李涛、王芳",
        "编辑: 李涛，王芳",
        "编辑: [李涛, 王芳]",
        "编辑:\n- 李　涛\n- 王 芳",
        "editor: 李涛/王芳",
    ],
)
def test_editors(text: str) -> None:
    fields, problems = parse(text)
    assert not problems
    assert fields["editor"].values == ("李涛", "王芳")


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("李 涛 王小芳", ("李涛", "王小芳")),
        ("王小芳 李 涛", ("王小芳", "李涛")),
        ("阿 王小芳", ("阿", "王小芳")),
        ("王 芳 李 涛 欧", ("王芳", "李涛", "欧")),
        ("欧阳修 王芳", ("欧阳修", "王芳")),
        ("Li Tao、王 芳; 赵六", ("Li Tao", "王芳", "赵六")),
    ],
)
def test_names_that_were_spread(typed: str, names: tuple[str, ...]) -> None:
    """Two single characters in a row are one name; a longer one stands for itself."""
    assert parse(f"编辑: {typed}")[0]["editor"].values == names


@pytest.mark.parametrize("text", ["- 甲\n- 乙", "甲乙丙", "{a: b}", "[a, b]"])
def test_what_is_no_row_of_fields(text: str) -> None:
    fields, problems = parse(text)
    assert fields == {}
    assert [(problem.code, problem.line) for problem in problems] == [("Y103", 1)]


def test_the_last_line_of_a_value() -> None:
    """Blank lines behind it are not part of it."""
    fields, _ = parse("编辑:\n- 李涛\n- 王芳\n\n\n电话: 1\n\n")
    assert {name: (field.line, field.last) for name, field in fields.items()} == {
        "editor": (1, 3),
        "phone": (6, 6),
    }


# The lines, the lines of the fields, the first of the body, and what is said of it
FENCES = [
    ("---|标题: 甲|———|正文", [2], 4, "Y102", "把这一行改成"),
    ("标题: 甲|---|正文", [1], 3, "Y102", "在这一行上面加一行“---”"),
    ("标题: 甲|正文", [1], 2, "Y102", "再在第 1 行下面加一行"),
    ("标题: 甲|# 注释||作者: 乙||正文|作者: 丙", [1, 2, 3, 4], 5, "Y102", "再在第 4 行下面加一行"),
    ("---|标题: 甲|# 注|作者: 乙|正文", [2, 3, 4], 5, "Y101", "在第 4 行下面加一行"),
    ("---|标题: 甲|  续|作者:|- 乙|正文", [2, 3, 4, 5], 6, "Y101", "在第 5 行下面加一行"),
    ("---|正文", [], 2, "Y101", "正文写在第二行“---”下面"),
]


@pytest.mark.parametrize(("text", "block", "body", "code", "hint"), FENCES)
def test_fences_that_are_missing_or_wrong(
    text: str, block: list[int], body: int, code: str, hint: str
) -> None:
    problems: list[Problem] = []
    front = split_front_matter(Source("a.md", tuple(text.split("|"))), problems)
    assert (list(front.block), front.body, front.is_open) == (block, body, code == "Y101")
    assert [problem.code for problem in problems] == [code]
    assert hint in problems[0].hint


@pytest.mark.parametrize("style", ["摘要: 第一行\n  第二行", "摘要: >\n  第一行\n  第二行"])
def test_folded_chinese_has_no_space(style: str) -> None:
    fields, problems = parse(style, ARTICLE)
    assert not problems
    assert fields["summary"].text == "第一行第二行"


def test_lines_and_body() -> None:
    source = Source("a.md", ("", "---", "标题: 甲", "---", "正文"))
    problems: list[Problem] = []
    front = split_front_matter(source, problems)
    assert (list(front.block), front.body, front.is_open) == ([3], 5, False)
    assert parse_fields(source, front.block, ARTICLE, problems)["title"].line == 3
    assert not problems
