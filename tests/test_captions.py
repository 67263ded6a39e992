"""The numbers of captions, which writing, printing and importing know by one pattern."""

from __future__ import annotations

import pytest

from bulletin.captions import compile_caption
from bulletin.importing.patterns import drop_caption_number
from bulletin.importing.spacing import tidy_spaces
from bulletin.markup.openings import Opening, find_opening


@pytest.mark.parametrize(
    ("text", "kind", "number"),
    [
        ("表2　甲", "表", "2"),
        ("附表 三　甲", "附表", "三"),
        ("图3-1 现场", "图", "3-1"),
        ("图A.2　流程", "图", "A.2"),
        ("图1.2024年产值", "图", "1"),
        ("表12—3：甲", "表", "12—3"),
    ],
)
def test_a_caption_has_a_kind_and_a_number(text: str, kind: str, number: str) -> None:
    match = compile_caption().match(text)
    assert match
    assert (match["kind"], match["number"]) == (kind, number)


@pytest.mark.parametrize("text", ["表2季度完成情况", "图3个", "表现突出", "图书10万册", "图A座", "表12月"])
def test_what_counts_or_dates_is_no_number(text: str) -> None:
    assert not compile_caption().match(text)


def test_a_pattern_knows_the_kinds_it_was_asked_for() -> None:
    assert not compile_caption("表").match("图1　甲")


@pytest.mark.parametrize("caption", ["图2-1　会场", "图A.1　会场", "附图三　会场"])
def test_every_room_knows_the_same_numbers(caption: str) -> None:
    assert find_opening(caption) is Opening.CAPTION
    assert drop_caption_number(caption) == "会场"
    spaced = caption.replace("\u3000", " ")
    assert tidy_spaces(spaced) == spaced
