"""What a clerk types is what prints: every character is on the page, a mark that can be seen, or told of."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it.rules_inline import StateInline

from bulletin.document.plain import list_units
from bulletin.document.tree import (
    Document,
    Emphasis,
    Heading,
    Inline,
    Link,
    List,
    NoteMark,
    PageBreak,
    Picture,
    Quote,
    Rule,
    Speech,
    Strong,
    Sub,
    Sup,
    Table,
)
from bulletin.document.walk import list_all_inlines, walk_blocks, walk_document, walk_inlines
from bulletin.errors import Problem
from bulletin.markup import parse_markdown
from bulletin.markup.parser import make_parser
from bulletin.model import Source

CASES = Path(__file__).parent / "fixtures" / "ink.md"


def parse(text: str) -> tuple[Document, list[Problem]]:
    problems: list[Problem] = []
    return parse_markdown(Source("a.md", tuple(text.split("\n"))), 1, problems), problems


def print_text(document: Document) -> str:
    """What stands on the page, unit by unit, without white space."""
    return "".join("".join(unit.text.split()) for unit in list_units(document, 1))


@pytest.mark.parametrize("name", ["IMG_0001_a.jpg", "a-b=c.png", "100%~1.jpg"])
def test_the_name_of_a_picture_without_a_description_is_not_lost(name: str) -> None:
    assert not parse(f"![]({name})")[1]
    assert not parse(f"现场![]({name})如图")[1]


def read_cases() -> Iterator[tuple[str, str, str, str]]:
    """Section, what is typed, what of it is printed, the codes of what is said about it."""
    section = ""
    for line in CASES.read_text(encoding="utf-8").split("\n"):
        if line.startswith("## "):
            section = line[3:]
        elif line.startswith("    "):
            typed, _, rest = line[4:].partition(" → ")
            printed, _, codes = rest.partition(" ! ")
            same = printed in {"", "="}
            yield section, typed.replace("⏎", "\n"), typed.replace("⏎", "") if same else printed, codes


@pytest.mark.parametrize(("section", "typed", "printed", "codes"), [*read_cases()])
def test_what_is_typed_is_printed(section: str, typed: str, printed: str, codes: str) -> None:
    document, problems = parse(typed)
    if printed != "×":  # an error: what would be printed does not matter
        assert print_text(document) == "".join(printed.split())
    assert " ".join(sorted({problem.code for problem in problems})) == codes
    assert all(problem.line and problem.hint for problem in problems)


HEADS = ["> ", ">", "- ", "+ ", "* ", "# ", "## ", "1. ", "    ", "　　", "\\", "---", "****", "____"]
MARKS = [
    *"*_~^>#=$`+-\\&;:!|[](){}<%",
    "**",
    "****",
    "__",
    "~~",
    "==",
    "\\\\",
    "D:\\",
    "\\*",
    "](",
    "{宽=50%}",
]
WORDS = [
    "甲",
    "科技",
    "号",
    "和",
    "有限公司",
    "，",
    "。",
    "（",
    "）",
    "“",
    "”",
    "5",
    "3.5%",
    "万元",
    "x",
    "H~2~O",
    "m^2^",
]
BLOCKS = [
    "\n\n| 甲 | **乙** |\n| --- | --- |\n| CO~2~ | 10^6^ |\n\n",
    "\n\n**问：**甲**乙**？\n\n答：*丙*。\n\n",
    "【分页】",
]
SPANS = ["**重点**", "*楷体*", "www.a.cn", "b@a.cn", "https://a.cn/_x*y", "[字](https://a.cn)", "[^1]"]
PIECES = st.sampled_from([*WORDS, *WORDS, *MARKS, *HEADS, *SPANS, *BLOCKS, " ", "\n", "\n\n"])
# The characters of a mark, each counted once a mark; what belongs to blocks, at most so often.
_OF_SPANS: dict[type[Inline], str] = {Strong: "****", Emphasis: "**", Sub: "~~", Sup: "^^"}
_OF_SPANS |= {Link: "[](https://a.cn)<>", NoteMark: "[^1]"}


def count_marks(document: Document, text: str) -> Counter[str]:
    """The characters that may be missing on the page, because what they mean is to be seen there."""
    counted = Counter("[^1]:" * 2)  # of the note, and its call at the end
    for inline in walk_document(document):
        counted.update(_OF_SPANS.get(type(inline), ""))
    for blocks in (document.blocks, *(note.blocks for note in document.notes.values())):
        for node in walk_blocks(blocks):
            match node:
                case Heading():
                    # One without words is told of: here, or where its file is read (A105, M102).
                    counted["#"] += node.look * 2 if node.children else text.count("#")
                case Quote():
                    counted[">"] += len(node.lines)
                case Rule():
                    counted["-"] += text.count("-")
                case Table() | Speech() | PageBreak():
                    counted.update("|-*【分页】" * 20)
                case List():
                    counted[node.mark] += len(node.items)
                case _:
                    pass
    for char in "\\*_{}[]()#+-.!|<>~^&=:$`":  # a backslash before a mark
        counted["\\"] += text.count(f"\\{char}")
    counted["\\"] += text.count("\\\n")
    return counted


@settings(max_examples=600, deadline=None)
@given(st.lists(PIECES, max_size=14).map("".join))
def test_nothing_is_swallowed(text: str) -> None:
    """Counted without what the parser says of itself: each character is on the page, or one of a mark that
    can be seen there, or something is said."""
    text += "\n\n末段[^1]\n\n[^1]: 注"
    document, problems = parse(text)
    assert "M111" not in {problem.code for problem in problems}
    if not problems:
        lost = Counter("".join(text.split())) - Counter(print_text(document))
        assert not lost - count_marks(document, text), lost


def swallow_stars(state: StateInline) -> None:
    """A rule that takes stars for marks and makes nothing of them."""
    for token in state.tokens:
        if "stars" in token.meta:
            token.content = ""


def test_a_mark_of_which_nothing_is_seen_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    make_parser.cache_clear()
    monkeypatch.setattr("bulletin.markup.parser.pair_stars", swallow_stars)
    found = parse("**甲**\n\n长*宽")[1]
    make_parser.cache_clear()
    assert [(problem.code, problem.line) for problem in found] == [("M111", 1), ("M111", 3)]


@pytest.mark.parametrize(
    "mark", ["*甲", "**甲*乙 ", "~2", "x^2+", "\\(a", "甲\\", "a_", "$a", "==a", "&a;", "\n- 3%", "\n* 甲"]
)
def test_long_lines_of_marks_are_quick(mark: str) -> None:
    start = time.perf_counter()
    parse(mark * (20_000 // len(mark)))
    assert time.perf_counter() - start < 20


def test_addresses_are_links_and_hold_no_marks() -> None:
    document, problems = parse(
        "见https://a.cn/_x_?a=1&copy=2，**b_c@a.cn**，[字](https://b.cn)，D:\\a.cn\\*。"
    )
    links = [inline.address for inline in walk_document(document) if isinstance(inline, Link)]
    assert links == ["https://a.cn/_x_?a=1&copy=2", "mailto:b_c@a.cn", "https://b.cn"]
    assert problems == []


def test_a_picture_may_have_a_width() -> None:
    document, problems = parse(
        "![甲](a.png){宽=50%}\n\n![乙](b.png) {width=100%}\n\n![丙](c.png)｛宽：７５％｝\n\n![丁](d.png)"
    )
    pictures = [inline for inline in walk_inlines(list_all_inlines(document)) if isinstance(inline, Picture)]
    assert [picture.width for picture in pictures] == [0.5, 1.0, 0.75, None]
    assert problems == []


def test_a_line_under_a_caption_is_no_part_of_it() -> None:
    document, _ = parse("![车间](a.png)\n图1　车间\n会后参观了车间。")
    assert [unit.text for unit in list_units(document, 1)] == ["车间", "图1　车间", "会后参观了车间。"]


def test_conflicts_are_named_by_their_lines_and_by_nothing_else() -> None:
    text = "甲\n\n<<<<<<< HEAD\n##乙\n=======\n**丙\n>>>>>>> 分支\n\n~~丁~~"
    assert [(problem.code, problem.line) for problem in parse(text)[1]] == [("M161", 9), ("M160", 3)]
    assert "第 3 行到第 7 行" in parse(text)[1][-1].message


def test_marks_are_pointed_out() -> None:
    (problem,) = parse("见 ~~作废~~。")[1]
    assert (problem.column, problem.end_column) == (3, 9)


def test_a_mark_all_over_an_article_is_told_once() -> None:
    """One message for the code of a whole manual; a few marks are told each on its line."""
    lines = "\n\n".join(f"运行`命令{n}`。" for n in range(5))
    (problem,) = parse(f"{lines}\n\n写成==要点==。\n\n又==一处==。")[1][:1]
    assert (problem.code, problem.line, len(problem.also)) == ("M161", 1, 4)
    assert "共5处，在第1、3、5、7、9行" in problem.message
    found = parse(f"{lines}\n\n写成==要点==。\n\n又==一处==。")[1]
    assert [one.line for one in found] == [1, 11, 13]
