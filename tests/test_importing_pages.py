"""Lines with their places on pages → paragraphs: what an indent tells, and which lines tell no edge."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bulletin.importing.model import PageLine, Run
from bulletin.importing.read.pdf.notes import take_notes
from bulletin.importing.recognise.paragraphs.pages import join_page_lines

EM = 16.0
LEFT, RIGHT = 90.0, 506.0


def line(
    text: str, y: float, *, indent: float = 0.0, right: float = RIGHT, size: float = EM, page: int = 1
) -> PageLine:
    return PageLine(page, text, LEFT + indent * EM, right, y, size, False, (Run(text),), sheet=596.0)


def texts_of(lines: list[PageLine]) -> list[str]:
    return [block.text for block in join_page_lines(lines)]


def test_a_line_at_the_left_edge_goes_on_a_paragraph_that_is_indented() -> None:
    """Beside lines whose last mark hangs over the edge, others look as if a word had found room on them."""
    full = [line("市" * 26, 700 - 28 * i, right=RIGHT + 14) for i in range(4)]
    own = [
        line(
            "截至去年底，全县共完成督导检查九十一次，涉及线路三百条，整改问", 500, indent=2, right=RIGHT - 12
        ),
        line("题二十一个，整改率达到七成。", 472, right=300),
        line("今年以来，全县再接再厉。", 444, indent=2, right=280),
    ]
    found = texts_of([*full, *own])[-2:]
    assert found == [own[0].text + own[1].text, own[2].text]


def test_lines_of_a_poem_tell_no_edge() -> None:
    verses = ["我们把足迹写在堤上，", "汗水滴进滚烫的泥土，", "星光替远行的人照亮，", "炊烟慢慢升起又散去。"]
    made = [line(verse, 700 - 28 * i, indent=8, right=378) for i, verse in enumerate(verses * 3)]
    assert texts_of(made) == verses * 3


def test_items_with_numbers_are_paragraphs_of_their_own() -> None:
    items = [
        "一、认真做好整治，自觉接受监督。",
        "二、认真做好公开，自觉接受监督。",
        "三、认真做好摸底，自觉接受监督。",
    ]
    made = [line(item, 700 - 28 * i, indent=2, right=390) for i, item in enumerate(items)]
    assert texts_of(made) == items


def test_labels_below_one_another_are_lines_of_their_own() -> None:
    labels = [
        "联系人：某某某",
        "联系电话：000-5134956",
        "电子邮箱：abc@example.com",
        "通讯地址：某市建设路2号",
    ]
    body = [line("市" * 26, 700 - 28 * i) for i in range(5)]
    made = [line(text, 500 - 28 * i, indent=2, right=300 + 30 * i) for i, text in enumerate(labels)]
    assert texts_of([*body, *made])[-4:] == labels


def test_a_list_of_sources_in_small_print_is_no_notes() -> None:
    body = [line("市" * 26, 700 - 28 * i) for i in range(6)]
    sources = [line(f"[{n}] 某人. 某文[J]. 某刊, 2020, ({n}): 1-8.", 400 - 20 * n, size=10) for n in (1, 2)]
    kept, notes, left = take_notes([*body, line("参考文献", 420), *sources])
    assert ([item.text for item in kept[-2:]], notes, left) == ([item.text for item in sources], {}, ())


@pytest.mark.parametrize("marks", [("i.", "ii.", "iii."), ("a)", "b)", "c)"), ("（1）", "（2）", "（3）")])
def test_items_that_end_without_a_mark_are_told_by_their_numbers(marks: tuple[str, ...]) -> None:
    body = [line("市" * 26, 700 - 28 * i) for i in range(5)]
    items = [line(f"{mark}{'每周检查一次设备' * 3}"[:26], 500 - 28 * i) for i, mark in enumerate(marks)]
    assert texts_of([*body, *items])[-3:] == [item.text for item in items]


def test_a_heading_with_points_and_a_dot_opens_a_page() -> None:
    body = [line("市" * 26, 700 - 28 * i, indent=0 if i else 2) for i in range(6)]
    last = line("市" * 24 + "度。", 532, right=RIGHT - 1.5 * EM)
    heading = line("3.2.2. 改造计划", 700, right=200, page=2)
    assert texts_of([*body, last, heading, line("市" * 26, 670, indent=2, page=2)])[1] == heading.text


def test_lines_that_few_others_reach_tell_the_edge() -> None:
    """Among the short lines of steps and code most of a page ends far from its edge."""
    steps = [line(f"{i}）重启服务器并查看日志", 760 - 20 * i, right=260) for i in range(1, 21)]
    full = [line("市" * 26, 340 - 40 * i, right=RIGHT - 8) for i in range(4)]
    rest = [line("区的网站。", 320 - 40 * i, right=170) for i in range(4)]
    pairs = [item for pair in zip(full, rest, strict=True) for item in pair]
    assert texts_of([*steps, *pairs])[-4:] == ["市" * 26 + "区的网站。"] * 4


def heavy(text: str, y: float, *, right: float = RIGHT, page: int = 1) -> PageLine:
    return replace(line(text, y, right=right, page=page), heavy=True, runs=(Run(text, True),))


def test_a_heavy_paragraph_goes_on_overleaf_and_ends_with_its_face() -> None:
    body = [line("市" * 26, 760 - 28 * i, indent=0 if i % 2 else 2) for i in range(8)]
    asked = [
        heavy("问题一、有人说这里的规定只约束单位，不约束个人，所以个人", 90, right=RIGHT - 6),
        heavy("不必申报，也不必公开，更不必接受检查，这种说法对吗？", 760, right=RIGHT - 12, page=2),
    ]
    note = line("（注：以本年的规定为准，往年的规定在这里都不再", 732, page=2)
    found = join_page_lines([*body, *asked, note, line("有效）", 704, right=150, page=2)])[-2:]
    assert [block.text for block in found] == [asked[0].text + asked[1].text, note.text + "有效）"]
    assert found[0].look.align == "left"


def test_a_line_of_an_abstract_that_begins_like_a_field_goes_on() -> None:
    body = [line("市" * 26, 760 - 28 * i, indent=0 if i % 2 else 2) for i in range(8)]
    own = [
        line("摘要：本文研究了某某模型，并且做了一些实验，实验结果", 400, indent=1.5, right=RIGHT - EM),
        line("表明：与条件独立性假设相比，独立性假设是过强的，因而", 372, indent=1.5, right=RIGHT - EM),
        line("不可取。", 344, indent=1.5, right=200),
    ]
    assert texts_of([*body, *own])[-1] == "".join(item.text for item in own)


def test_a_sentence_goes_on_in_small_letters_behind_a_bracket() -> None:
    body = [line("市" * 26, 760 - 28 * i, indent=0 if i % 2 else 2) for i in range(8)]
    own = [
        line("We compare the models of the text with hidden Markov models (HMM)", 400, indent=2),
        line("under the same conditions of the tests that were made before.", 372, indent=2, right=450),
    ]
    assert texts_of([*body, *own])[-1] == f"{own[0].text} {own[1].text}"
