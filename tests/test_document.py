"""The tree of an article: every character has its place, and none is lost on the way from the keyboard."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bulletin.document.fragment import Image, Notes, RenderContext
from bulletin.document.html import render_document
from bulletin.document.notes import order_notes
from bulletin.document.plain import list_units
from bulletin.document.tree import Block, Document, Figure, Heading, Paragraph, Picture, Strong, Table, Text
from bulletin.document.walk import list_texts, walk_document
from bulletin.errors import Problem, errors_of
from bulletin.markup import parse_markdown
from bulletin.markup.arrange import arrange_blocks
from bulletin.markup.grow import grow_tree
from bulletin.markup.typed import Typed
from bulletin.model import Source

# What Markdown knows, what clerks type and paste, and halves of both.
PIECES = r"""
甲乙 长*宽*高 *斜* **粗** **粗*混*粗** _a_ a_b_c 5*3*2 ***三*** [链](https://a.cn)
[**粗**](mailto:a@b.cn) <https://a.cn/中文> <a@b.cn> ![图](a.png)
![图](a.png·'题&amp;\"x') ![](a.png) ![·图·](a.png) [![内](a.png)](https://b.cn) [^1]
[^2] [^注] &amp; &nbsp; &#8212; &hellip; &ngE; \* \\ \甲 `码` ~~删~~ H~2~O m^2^ 1.· 2.·
10)· -· *· +· >· > #· ##· ###· ####· #·题·# | || a|b \| |·a·|·b·| |---|:-:| |·1·|·2·|
|·1\|2·|·**3**·| --- *** -·-·- ···· 图1·说明 图2·x 表1·说明
 （一） 一、 1、 ① English·words open·source www.a.cn/b?c=1 2024.·年 。 ； “
” ~ ^ = $ { } [TOC] [ ] ( ) ![ ]( ' & < > 0 12 3.5% 20―30
""".replace("·", "\x00").split()
PIECES = [*(piece.replace("\x00", " ") for piece in PIECES), "\u3000\u3000", "\t", "甲\u200b乙", "\u00a0"]
ENDS = ["", "", "", "\n", "\n", "\n\n", "\n\n", "  \n", "\\\n"]
PARTS = st.tuples(st.sampled_from(PIECES), st.sampled_from(ENDS)).map("".join)
# Every note is there and called, so that what is refused is rare.
NOTES = "\n\n末段[^1][^2][^注]\n\n[^1]: 注一\n\n[^2]: 注二[^注]\n\n[^注]: 注三"
TEXTS = st.lists(PARTS, max_size=16).map(lambda parts: "".join(parts) + NOTES)
REFUSED = {
    "M113",
    "M114",
    "M115",
    "M105",
    "M119",
    "M110",
    "M102",
    "M104",
    "M166",
}  # what is told of, and never printed


def parse(text: str, first_line: int = 1) -> tuple[Document, list[Problem]]:
    problems: list[Problem] = []
    document = parse_markdown(Source("a.md", tuple(text.split("\n"))), first_line, problems)
    return document, problems


def list_said(document: Document) -> list[Text]:
    """What pictures say and are called, which their captions repeat."""
    pictures = [inline for inline in walk_document(document) if isinstance(inline, Picture)]
    return [text for picture in pictures for text in (picture.alt, picture.title)]


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_what_is_typed_is_in_the_tree(text: str) -> None:
    document, problems = parse(text)
    assert {problem.code for problem in errors_of(problems)} <= REFUSED
    assume(not errors_of(problems))
    typed = {offset for offset, char in enumerate(text) if not char.isspace()}
    marks = {offset for mark in document.marks for offset in mark}
    printed = {offset for said in (*list_texts(document), *list_said(document)) for offset in said.offsets}
    assert typed <= marks | printed
    assert not marks & printed


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_every_character_stands_where_it_was_typed(text: str) -> None:
    document, problems = parse(text)
    twice = {offset for said in list_said(document) for offset in said.offsets}
    seen: set[int] = set()
    for said in list_texts(document):
        assert len(said.content) == len(said.offsets)
        for char, offset in zip(said.content, said.offsets, strict=True):
            assert text[offset] == char or (text[offset], char) == ("\n", " ")
            line, column = document.find_place(offset)
            assert f"{text}\n".split("\n")[line - 1][column - 1 : column] in {text[offset], ""}
        assert not seen & {*said.offsets} - twice
        seen |= {*said.offsets}
    assert {problem.code for problem in errors_of(problems)} <= REFUSED


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_what_is_in_the_tree_is_on_the_page(text: str) -> None:
    document, problems = parse(text)
    assume(not errors_of(problems))
    body, notes = render_document(document, RenderContext(1, Notes.AT_END))
    shown = unescape(re.sub("<[^>]*>", "", body.render() + notes.render()))
    pictures = {inline.alt.content for inline in walk_document(document) if isinstance(inline, Picture)}
    for said in list_texts(document):
        assert said.content in shown or said.content in pictures


def test_front_matter_counts_in_offsets() -> None:
    text = "---\n标题: 春\n---\n一**二**"
    document, problems = parse(text, 4)
    (block,) = document.blocks
    assert isinstance(block, Paragraph)
    first, strong = block.children
    assert isinstance(first, Text)
    assert isinstance(strong, Strong)
    assert (first.offsets, strong.offset) == (range(14, 15), 15)
    assert document.find_place(strong.offset) == (4, 2)
    assert document.marks == (range(15, 17), range(18, 20))
    assert problems == []


@pytest.mark.parametrize(
    "text", ["正文\n\n1. [^1]: 2024", "正文\n\n> [^a]: 注", "正文\n\n    [^a]: 注", "正文\n\n[^a]: 注"]
)
def test_a_note_that_nobody_calls_is_told_of_wherever_it_stands(text: str) -> None:
    assert [(problem.code, problem.line) for problem in parse(text)[1]] == [("M107", 3)]


@pytest.mark.parametrize("lost", [Paragraph, Figure, Table, Heading])
def test_whatever_loses_a_block_is_caught(lost: type[Block], monkeypatch: pytest.MonkeyPatch) -> None:
    def lose(blocks: Sequence[Block], typed: Typed) -> tuple[Block, ...]:
        return tuple(block for block in arrange_blocks(blocks, typed) if not isinstance(block, lost))

    text = "段，12%\n\n![图](a.png)\n\n| 甲 |\n|---|\n| 3 |\n\n## 题"
    assert parse(text)[1] == []
    monkeypatch.setattr("bulletin.markup.grow.arrange_blocks", lose)
    assert {problem.code for problem in parse(text)[1]} == {"M111"}


@pytest.mark.parametrize("lost", ["甲", "7", "A"])
def test_what_a_rule_calls_a_mark_is_not_believed(lost: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule that drops a word and says that it was a mark."""
    original = grow_tree

    def swallow(tokens: Any, env: dict[str, Any], typed: Typed) -> Document:
        document = original(tokens, env, typed)
        return replace(document, blocks=document.blocks[:1], marks=(*document.marks, range(3, 4)))

    assert parse(f"甲\n\n{lost}")[1] == []
    monkeypatch.setattr("bulletin.markup.parser.grow_tree", swallow)
    assert [(problem.code, problem.line) for problem in parse(f"甲\n\n{lost}")[1]] == [("M111", 3)]


@pytest.mark.parametrize("address", ["a(b(c)).png", "<a)b (1).png>", "a.png 'x)y'", "图.png"])
def test_an_address_may_hold_what_it_likes(address: str) -> None:
    assert "M111" not in {
        problem.code for problem in parse(f"![图]({address})[链](https://a.cn/{address})")[1]
    }


def test_list_numbers_are_printed_as_numbers() -> None:
    assert [(p.code, p.line) for p in parse("01. 甲\n02. 乙\n\n段\n\n007) 丙\n\n段\n\n0. 丁")[1]] == [
        ("M125", 1),
        ("M125", 2),
        ("M125", 6),
    ]


def test_notes_above_the_text_are_called_where_a_reader_meets_them() -> None:
    """Definitions first, each citing the other: the text still calls both, once each."""
    document, problems = parse("[^1]: 甲[^2]\n\n[^2]: 乙[^1]\n\n正文[^2]，又[^1]，再[^2]。")
    assert problems == []
    assert order_notes(document, 5).numbers == {"2": 5, "1": 6}
    body, _ = render_document(document, RenderContext(1, Notes.AT_FOOT, first_note=5))
    assert body.render().count('class="footnote"') == 2
    assert [unit.text for unit in list_units(document, 5) if unit.role == "Note"] == ["乙6", "甲5"]


def test_captions_go_to_one_figure_each() -> None:
    """Two captions under one picture: the first is its caption, the second stays a paragraph."""
    document, problems = parse("![车间](a.png)\n\n图1　车间\n\n图2　厂房")
    figure, paragraph = document.blocks
    assert isinstance(figure, Figure)
    assert figure.caption
    assert isinstance(paragraph, Paragraph)
    assert problems == []


def test_a_note_beside_a_picture_is_called() -> None:
    document, problems = parse("![车间](a.png)[^1]\n\n[^1]: 摄于去年。")
    body, _ = render_document(document, RenderContext(1, Notes.AT_END))
    assert 'href="#a1-n1"' in body.render()
    assert problems == []


def test_a_fragment_is_set_into_several_pages() -> None:
    document, _ = parse("## 一\n\n#### 二\n\n![图](a.png)")
    body, _ = render_document(document, RenderContext(1, Notes.AT_END, {"a.png": Image("i/a.png", 1, 2)}))
    page = body.render()
    assert '<h3 id="a1-h1">一</h3>' in page
    assert '<h4 class="level-5" id="a1-h2">二</h4>' in page
    assert 'src="i/a.png"' in page
    article = body.render(title_level=1, base='../"')
    assert '<h2 id="a1-h1">一</h2>' in article
    assert 'src="../&quot;i/a.png"' in article
