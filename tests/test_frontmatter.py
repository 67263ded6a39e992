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
