"""The accepted Markdown: readable cases, and no character lost whatever is typed."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it.utils import read_fixture_file

from bulletin.document.fragment import Image, Notes, RenderContext
from bulletin.document.html import render_document
from bulletin.errors import Problem
from bulletin.hanzi import is_han
from bulletin.markup import parse_markdown
from bulletin.model import Source

FIXTURES = Path(__file__).parent / "fixtures"
CASES = [
    case for name in ("markup.md", "forms.md") for case in read_fixture_file(FIXTURES / name)
]  # what stands in paragraphs, lists and tables; the forms of offices
IMAGE = Image("images/a.png", 3, 2)


def render(text: str, notes: Notes = Notes.AT_END) -> tuple[str, list[Problem]]:
    problems: list[Problem] = []
    document = parse_markdown(Source("a.md", tuple(text.split("\n"))), 1, problems)
    context = RenderContext(1, notes, {"a.png": IMAGE})
    return "".join(part.render() for part in render_document(document, context)), problems


@pytest.mark.parametrize(("line", "title", "text", "expected"), CASES, ids=[case[1] for case in CASES])
def test_fixture(line: int, title: str, text: str, expected: str) -> None:
    html, problems = render(text)
    assert not problems
    assert html.strip() == expected.strip()


def test_print_puts_each_note_where_it_is_called() -> None:
    html, _ = render("甲[^a]乙[^a]\n\n[^a]: 注文\n", Notes.AT_FOOT)
    assert '甲<span class="footnote" id="a1-n1" data-number="1">注文</span>乙<sup' in html
    assert "doc-endnotes" not in html


def test_lines_of_problems_count_the_front_matter() -> None:
    problems: list[Problem] = []
    source = Source("a.md", ("---", "标题: 甲", "---", "", "正文", "<b>粗</b>"))
    parse_markdown(source, 4, problems)
    assert [(p.line, p.code) for p in problems] == [(6, "M101"), (6, "M101")]


MARKS = [*"，。“”*_#|[]()!`~\\<>&:：=+{}\t　\n ", "**", "## ", "- ", "1. ", "2024. ", "> ", "---", "]("]
BLOCKS = ["\n\n", "    ", "\n| 甲 | 乙 |\n| - | - |\n", "[^1]", "\n[^1]: 注", "&amp;", "表1", "图2"]
FORMS = [
    "\n　　　　　　",
    "\n            ",
    "附件：",
    "1.",
    "\n2.",
    "问：",
    "\n答：",
    "[1]",
    "\n[2]",
    "参考文献：",
]
FORMS += [
    "2025年1月2日",
    "||",
    "\n| ^^ || 丙 |",
    "| ^^ |",
    "<br>",
    "\n【分页】\n",
    "\n注：",
    "\n单位：元",
    "\\\n",
]
PIECES = st.sampled_from(["汉", "字", "科技", "12", "a", *MARKS, *BLOCKS, *FORMS])


@given(st.lists(PIECES, max_size=40).map("".join))
@settings(max_examples=400, deadline=None)
def test_no_character_is_lost(text: str) -> None:
    """Whatever is typed, its Han characters are on the page, or a problem names the line."""
    html, problems = render(text)
    if problems:
        assert all(p.code and p.hint and p.line for p in problems)
        return
    typed = Counter(filter(is_han, text.replace("【分页】", "")))  # which breaks the page where it is alone
    printed = Counter(filter(is_han, html))
    assert not typed - printed, text


def test_english_is_marked() -> None:
    html, _ = render("用R&D与open source <1> A级，[https://a.cn/bc](https://a.cn/bc)。")
    assert '<span lang="en">open source</span>' in html
    assert "R&amp;D" in html
    assert "&lt;1&gt; A级" in html
    assert "lang" not in html.partition("<a")[2]


def test_print_counts_to_the_numbers_that_were_typed() -> None:
    html, _ = render("3. 甲\n5. 乙\n6. 丙\n\n   2. 丁\n   4. 戊\n\n7. 己", Notes.AT_FOOT)
    counted = re.findall(r'list-item (-?\d+)">(?:<p>)?(.)', html)
    assert [f"{step}{text}" for step, text in counted] == ["3甲", "2乙", "1丙", "2丁", "2戊", "1己"]
