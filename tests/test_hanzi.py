"""Chinese text: what is set at full width, what nobody can see, names, numbers, days."""

from __future__ import annotations

import pytest

from bulletin.hanzi import (
    FOREIGN,
    count_words,
    format_day,
    is_chinese,
    is_han,
    is_invisible,
    join_lines,
    parse_number,
    parse_numeral,
    settle_characters,
    space_name,
    squeeze_text,
)


def test_classes() -> None:
    assert all(map(is_han, "汉〇𠮷﨎\uf900\ufaff"))  # the first and the last compatibility ideograph
    assert not any(map(is_han, "a1，“ー\uf8ff\ufb00"))
    assert all(map(is_chinese, "汉，。“”‘’—…·（ａ가"))
    assert not any(map(is_chinese, "a1.,(-\uff71"))  # half-width kana


def test_what_nobody_can_see() -> None:
    assert all(map(is_invisible, "\u200b\u200d\u2060\ufeff\ufe0f\U000e0100"))
    assert not any(map(is_invisible, "a汉 \u00ad\u0300\u0301\u3000"))


@pytest.mark.parametrize(
    ("text", "settled"),
    [
        ("科\u200b技\ufe0f", "科技"),
        ("e\u0301 cafe\u0301", "é café"),
        ("\u0301", "\u0301"),  # an accent of nothing stays
        ("A\u030a\u0301", "Ǻ"),
        ("调\u00ad整 ½ ①", "调\u00ad整 ½ ①"),  # no compatibility character becomes another
    ],
)
def test_characters_as_fonts_draw_them(text: str, settled: str) -> None:
    assert settle_characters(text) == settled


def test_text_to_compare() -> None:
    assert squeeze_text(" 科 技\u3000创\n新\u200b re\u00adsearch e\u0301") == "科技创新researché"


@pytest.mark.parametrize(
    ("text", "words"),
    [("", 0), ("科技创新，", 5), ("R&D and AI", 3), ("有2024个GDP指标", 6), ("一，\n two  three", 4)],
)
def test_words_are_counted_as_word_does(text: str, words: int) -> None:
    assert count_words(text) == words


@pytest.mark.parametrize(
    ("iso", "day"), [("2024-09-30", "2024年9月30日"), ("2024-12-01", "2024年12月1日"), ("", "")]
)
def test_days(iso: str, day: str) -> None:
    assert format_day(iso) == day


def test_words_of_another_language() -> None:
    found = [match[0] for match in FOREIGN.finditer("用don’t和state-of-the-art，A级，Nature Energy刊，R2。")]
    assert found == ["don’t", "state-of-the-art", "Nature Energy"]


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        ([], ""),
        (["甲", "乙"], "甲乙"),
        (["a", "b"], "a b"),
        (["甲", "b"], "甲b"),
        (["a", "甲"], "a甲"),
        (["a", "，"], "a，"),
        (["甲", "", "乙"], "甲乙"),
        (["a", " ", "b"], "a b"),
        (["", "a "], "a"),
    ],
)
def test_join_lines(lines: list[str], joined: str) -> None:
    assert join_lines(lines) == joined


def test_names_of_two_characters_are_spread() -> None:
    assert space_name("李涛") == space_name(" 李涛 ") == "李　涛"
    others = ("王小明", "Li", "欧阳娜娜", "李A", "李")
    assert [space_name(name) for name in others] == list(others)


NUMBERS = {
    "9": 9,
    "09": 9,
    " 999 ": 999,
    "９": 9,
    "九": 9,
    "十": 10,
    "十二": 12,
    "二十": 20,
    "九十九": 99,
    "一百": 100,
    "一百零三": 103,
    "二百五十六": 256,
    "1000": None,
    "不详": None,
    "9a": None,
    "零": None,
    "两": None,
}
NUMERALS = {
    "12": 12,
    "１２": 12,
    "20240": 20240,
    "一二": 12,
    "二〇二四": 2024,
    "一零三": 103,
    "十二": 12,
    "九": 9,
}
NO_NUMERALS = ["", "零", "〇", "两", "一两", "a", "二十年"]


@pytest.mark.parametrize(("text", "number"), [*NUMBERS.items(), ("", None)])
def test_parse_number(text: str, number: int | None) -> None:
    assert parse_number(text) == number


@pytest.mark.parametrize(("text", "number"), [*NUMERALS.items(), *((text, None) for text in NO_NUMERALS)])
def test_parse_numeral(text: str, number: int | None) -> None:
    assert parse_numeral(text) == number
