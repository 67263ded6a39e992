"""The examination by manners: a right draft is clean, each fault is found; and a sample of it is passed."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from .manners.drafts import read_outcome
from .manners.examine import examine, import_here
from .manners.formats import Tools, can_make
from .manners.manner import Manner
from .manners.paper import IMAGE, LEFT, UP, Paper, Part, Role, squeeze
from .manners.scoring import Grade, Truth, find_faults, grade
from .manners.table import MANNERS

# What falls short in some way, of the formats that need no other program. All others come out clean.
NOT_YET = {
    "appeal-account",
    "border-chapters",
    "border-materials",
    "feature-portal",
    "issue-word-html",
    "mail-wrapped",
    "news-account",
    "news-square-author",
    "news-txt-mail",
    "notice-gbk",
    "public-mht",
    "thesis-docx",
}


def list_manners() -> Sequence[Manner]:
    """All there are; those that are kept from tuning may lie elsewhere."""
    try:
        kept: Sequence[Manner] = importlib.import_module("tests.manners.kept").KEPT
    except ModuleNotFoundError:
        kept = ()
    return [*MANNERS, *kept]


def write_right(paper: Paper, folder: Path) -> None:
    """The draft of a paper as it should be."""
    folder.mkdir(parents=True)
    fields = "".join(
        f"{key}: {value.split('|')[0]}\n" for key, value in paper.fields.items() if not key.endswith("?")
    )
    (folder / "issue.md").write_text(f"---\n{fields}---\n", "utf-8")
    for number in range(paper.articles):
        parts = [part for part in paper.parts if part.article == number]
        head = {
            "标题": "".join(squeeze(part.text) for part in parts if part.role is Role.TITLE),
            "副标题": "".join(part.text for part in parts if part.role is Role.SUBTITLE),
            "作者": "、".join(part.text for part in parts if part.role is Role.BYLINE),
        }
        top = "".join(f"{key}: '{value}'\n" for key, value in head.items() if value)
        body = "\n\n".join(text for part in parts for text in say_right(part))
        (folder / f"{number + 1:02}-文章.md").write_text(f"---\n{top}---\n\n{body}\n", "utf-8")


def say_right(part: Part) -> Iterator[str]:
    """The Markdown of a part."""
    if part.role in (Role.TITLE, Role.SUBTITLE, Role.BYLINE, Role.OUT, Role.FREE):
        return
    if part.role is Role.PICTURE:
        yield f"![](图{part.picture}.png)"
    elif part.rows:
        lines = ["|" + "|".join(map(say_cell, row)) + "|" for row in part.rows]
        yield "\n".join([lines[0], "|" + " --- |" * len(part.rows[0]), *lines[1:]])
    else:
        mark = {Role.HEADING: "#" * (part.level + 1) + " ", Role.RIGHT: "\u3000" * 16}.get(part.role, "")
        call = "[^1]" if part.note else ""
        yield mark + part.said.replace("＿", "____").replace("~", "\\~") + call
        if part.note:
            yield f"[^1]: {part.note}"


def say_cell(cell: str) -> str:
    if cell in (LEFT, UP):
        return "" if cell == LEFT else " ^^ "
    return f" ![]({cell}.png) " if cell.startswith(IMAGE) else f" {cell.replace(chr(10), '<br>')} "


@pytest.mark.parametrize("manner", list_manners(), ids=lambda manner: manner.name)
def test_what_is_right_is_clean(manner: Manner, tmp_path: Path) -> None:
    paper = manner.write(7)
    write_right(paper, tmp_path / "期")
    assert find_faults(Truth(paper), read_outcome(tmp_path / "期")) == []


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("标题: '", "标题: '附件1", Grade.BAD),
        ("作者: '", "作者: '某某", Grade.BAD),
        ("## ", "", Grade.PARTLY),
        ("\u3000" * 16, "", Grade.PARTLY),
        ("。\n\n", "。", Grade.PARTLY),
        ("。\n\n", "。\n\n首页\n\n", Grade.PARTLY),
        ("。\n\n", "\n\n", Grade.PARTLY),
        ("附件：1.", "附件1.", Grade.PARTLY),
        ("月底", "月", Grade.BAD),
        ("到位；<br>", "到位；", Grade.PARTLY),
        ("| ^^ |", "| |", Grade.PARTLY),
        ("|||", "| |||", Grade.PARTLY),
        ("![](图1.png)", "", Grade.BAD),
        ("[^1]: 一条注。", "", Grade.BAD),
    ],
)
def test_a_fault_is_found(old: str, new: str, wanted: Grade, tmp_path: Path) -> None:
    of = {manner.name: manner for manner in list_manners()}
    parts = [
        *of["notice-libre"].write(1).parts,
        Part(Role.BYLINE, "李明"),
        Part(Role.PICTURE, picture=1),
        Part(Role.TEXT, "结尾一段。", note="一条注。"),
        Part(Role.TABLE, rows=(("任务", LEFT, LEFT), ("1.查看到位；\n2.月底", "甲", "乙"), ("丙", UP, "丁"))),
    ]
    paper = Paper(tuple(parts))
    folder = tmp_path / "期"
    write_right(paper, folder)
    assert find_faults(Truth(paper), read_outcome(folder)) == []
    path = folder / "01-文章.md"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    assert grade(find_faults(Truth(paper), read_outcome(folder))) is wanted


def test_another_article_or_a_field_is_bad(tmp_path: Path) -> None:
    paper = list_manners()[0].write(1)
    write_right(replace(paper, fields={"编辑": "李明"}), tmp_path / "一")
    assert grade(find_faults(Truth(paper), read_outcome(tmp_path / "一"))) is Grade.BAD
    write_right(paper, tmp_path / "二")
    (tmp_path / "二" / "02-文章.md").write_text("---\n标题: 甲\n---\n\n乙\n", "utf-8")
    assert grade(find_faults(Truth(paper), read_outcome(tmp_path / "二"))) is Grade.BAD


def test_all_others_come_out_clean(tmp_path: Path) -> None:
    tools = Tools(weasyprint=False)  # and no LibreOffice, no Chromium
    manners = [manner for manner in MANNERS if manner.name not in NOT_YET and can_make(manner.format, tools)]
    marks = list(examine(manners, 1, tmp_path, tools, import_here))
    assert {mark.manner.name: [fault.reason for fault in mark.faults] for mark in marks if mark.faults} == {}
    assert len(marks) > 40
    assert not NOT_YET - {manner.name for manner in MANNERS}
