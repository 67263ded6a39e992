"""Chinese text: what is set at full width, names, numbers."""

from __future__ import annotations

import pytest

from bulletin.hanzi import is_chinese, is_han, join_lines, parse_number, space_name


def test_classes() -> None:
    assert all(map(is_han, "汉〇𠮷﨎"))
    assert not any(map(is_han, "a1，“ー"))
    assert all(map(is_chinese, "汉，。“”…—·（ａ"))
    assert not any(map(is_chinese, "a1.,(-"))


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (["甲", "乙"], "甲乙"),
        (["a", "b"], "a b"),
        (["甲", "b"], "甲b"),
        (["a", "，"], "a，"),
        (["甲", "", "乙"], "甲乙"),
    ],
)
def test_join_lines(lines: list[str], joined: str) -> None:
    assert join_lines(lines) == joined


def test_names_of_two_characters_are_spread() -> None:
    assert space_name("李涛") == "李　涛"
    assert [space_name(name) for name in ("王小明", "Li", "欧阳娜娜")] == ["王小明", "Li", "欧阳娜娜"]


NUMBERS = {
    "9": 9,
    "09": 9,
    "９": 9,
    "九": 9,
    "十": 10,
    "十二": 12,
    "二十": 20,
    "一百零三": 103,
    "不详": None,
    "9a": None,
}


@pytest.mark.parametrize(("text", "number"), [*NUMBERS.items(), ("", None)])
def test_parse_number(text: str, number: int | None) -> None:
    assert parse_number(text) == number
