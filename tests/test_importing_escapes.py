"""Whatever a paragraph, a heading, a cell or a note holds: the draft says the same words, and builds."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bulletin.document.walk import list_inlines, read_text, walk_blocks
from bulletin.errors import errors_of
from bulletin.frontmatter import split_front_matter
from bulletin.importing.model import BULLET, INSET, Block, DraftArticle, Kind, Look, Run
from bulletin.importing.spacing import tidy_spaces
from bulletin.importing.write.longcells import divide_long_cells
from bulletin.importing.write.longtables import divide_long_tables
from bulletin.importing.write.markdown import check_article, lay_out_article
from bulletin.markup import parse_markdown
from bulletin.markup.check import MAX_CELL_LENGTH
from bulletin.markup.refuse import MAX_CELLS
from bulletin.model import Source

PIECES = (
    "＃ # ## ＃＃ * ** ＊＊ _ __ > - -- --- + | || ｜ ~ ~~ ^ ^^ $ $$ \\ \\\\ [ ] 【 】 < & &nbsp; <br> </a> "
    "<!-- ( ) （ ） 1. 1) 12. 2024. a 字 文字 说明 。 ， ： : ! ！ ` ``` ~~~ === [^1] [^1]: [1] "
    "http://a.cn x.png {宽=50%} % 3.5% “ ” • [x] D:\\甲 H2O ^2^ ~2~ \\( \\) ++ ！【图】（a.png） "
    "！【掌声】（全场） ![a](b.png) [附件](名单.xlsx) [字](http://a.cn) |甲|乙| ｜甲｜乙｜"
)
PIECE = st.sampled_from([*PIECES.split(" "), " "])
WORDS = st.lists(PIECE, min_size=1, max_size=6).map("".join).filter(str.strip)

PLACES: dict[str, Callable[[str], Block]] = {
    "paragraph": lambda text: Block((Run(text),)),
    "bold": lambda text: Block((Run("甲", bold=True), Run(text), Run("乙", bold=True))),
    "right": lambda text: Block((Run(text),), look=Look(align="right")),
    "item": lambda text: Block((Run(text),), number=BULLET),
    "heading": lambda text: Block((Run(text),), kind=Kind.HEADING, level=1),
    "cell": lambda text: Block(kind=Kind.TABLE, cells=(("甲", "乙"), (text, "丙"))),
    "head": lambda text: Block(kind=Kind.TABLE, cells=((text, "甲"), ("乙", f"丙\n{text}"))),
}


def read_back(block: Block, notes: dict[str, tuple[Run, ...]] | None = None) -> str:
    """What the draft of an article with this block says; it has no error."""
    article = DraftArticle("题", blocks=(block, Block((Run("正文。"),))), notes=notes or {})
    text, _ = lay_out_article(article, {})
    assert not errors_of(check_article(text, "01.md", article)), text
    source = Source("01.md", tuple(text.split("\n")))
    document = parse_markdown(source, split_front_matter(source, []).body, [])
    stories = [document.blocks, *(note.blocks for note in document.notes.values())]
    return "".join(read_text(list_inlines(node)) for blocks in stories for node in walk_blocks(blocks))


def squeeze(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("place", [*PLACES])
@given(WORDS)
@example("＃＃现场直播＃")
@example("！【图】（a.png）")
@example("|甲|乙|丙|")
@example("甲\\")
@example("甲 ##")
@example("甲\\\\(乙")
@example("`甲` ^2^ 乙~2~")
def test_words_of_any_kind_read_back(place: str, words: str) -> None:
    block = PLACES[place](words)
    mark = "•" if place == "item" else ""  # before what - would be a sign of
    assert squeeze(read_back(block)).replace(mark, "") == squeeze(block.all_text() + "正文。").replace(
        mark, ""
    )


@given(WORDS)
@example("＃＃现场直播")
def test_words_of_a_note_read_back(words: str) -> None:
    called = Block((Run("甲"), Run(note="f1")))
    assert squeeze(read_back(called, {"f1": (Run(words),)})) == squeeze(f"甲正文。{words}")


LONG = "活动从三月开始，分三个阶段进行。" * 200


def divide(*rows: tuple[str, ...], joins: tuple[tuple[str, ...], ...] = ()) -> list[Block]:
    table = Block(kind=Kind.TABLE, cells=rows, joins=joins)
    article = DraftArticle("题", blocks=(table,))
    divided, remarks = divide_long_cells(article)
    assert len(remarks) == 1
    text, _ = lay_out_article(divided, {})
    assert not errors_of(check_article(text, "01.md", divided)), text
    said = "".join(block.all_text() for block in divided.blocks)
    assert sorted(squeeze(said)) == sorted(squeeze(table.all_text()))
    return list(divided.blocks)


def test_the_prose_of_a_form_stands_below_its_label() -> None:
    made = divide(
        ("姓名", "张三", "单位", "甲局"),
        ("主要\n事迹", f"{LONG}\n{LONG}", "", ""),
        ("意见", "", "", ""),
        ("签字", "", "", ""),
    )
    assert [block.kind for block in made] == [Kind.TABLE, *[Kind.PARAGRAPH] * 3, Kind.TABLE]
    assert made[1].runs == (Run("主要事迹", bold=True),)
    assert [block.text for block in made[2:4]] == [LONG, LONG]


def test_a_label_over_several_rows_is_said_once() -> None:
    joins = (("", ""), ("", ""), ("^^", ""), ("^^", ""))
    made = divide(("甲", "乙"), ("计划", f"{LONG}\n{LONG}"), ("", f"{LONG}\n{LONG}"), ("", "完"), joins=joins)
    assert [block.text for block in made if block.runs and block.runs[0].bold] == ["甲", "计划"]


def test_a_long_cell_of_a_list_goes_on_in_a_row_below() -> None:
    (made,) = divide(("序号", "做法", "单位"), ("1", f"{LONG}\n{LONG}", "甲局"), ("2", "略", "乙局"))
    assert made.joins[1:3] == (("", "", ""), ("^^", "", "^^"))
    assert [row[1] for row in made.cells] == ["做法", LONG, LONG, "略"]


def test_a_table_of_too_many_cells_goes_on_in_another_between_its_rows() -> None:
    """The head is that of both, its note called once; rows with a merged cell stay together."""
    rows = [("课程", f"教材{INSET}"), *((f"第{i // 3}门", f"第{i}册") for i in range(2600))]
    joins = (("", ""), *(("^^" if i % 3 else "", "") for i in range(2600)))
    table = Block(kind=Kind.TABLE, cells=tuple(rows), joins=joins, insets=(Run(note="f1"),))
    article = DraftArticle("题", blocks=(table,), notes={"f1": (Run("注文。"),)})
    divided, remarks = divide_long_tables(article)
    first, second = divided.blocks
    assert len(remarks) == 1
    assert len(first.cells) + len(second.cells) == len(rows) + 1
    assert (first.cells[0][1], second.cells[0][1]) == (f"教材{INSET}", "教材")
    assert len(first.cells) * 2 <= MAX_CELLS
    assert second.joins[1] == ("", "")
    text, _ = lay_out_article(divided, {})
    assert not errors_of(check_article(text, "01.md", divided))
    assert divide_long_tables(divided) == (divided, [])


def test_a_long_paragraph_of_a_list_is_cut_behind_a_sentence() -> None:
    (made,) = divide(("序号", "做法", "单位"), ("1", LONG * 4, "甲局"))
    assert all(len(cell) <= MAX_CELL_LENGTH for row in made.cells for cell in row)
    assert all(row[1].endswith("。") for row in made.cells[1:])


@pytest.mark.parametrize(
    ("text", "tidied"),
    [
        ("甲方：\t\t\t联系电话：", "甲方：　联系电话："),
        ("甲方：　　　　联系电话：", "甲方：　联系电话："),
        ("时间： 2024年3月", "时间：2024年3月"),
        ("他说：  我们都去", "他说：我们都去"),
    ],
)
def test_room_between_two_labels_is_kept(text: str, tidied: str) -> None:
    assert tidy_spaces(text) == tidied == tidy_spaces(tidied)
