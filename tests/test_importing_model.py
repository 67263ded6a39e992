"""What importing hands on: places in numbers, and reasons that the report's sums are made of."""

from __future__ import annotations

import pytest

from bulletin.importing.fields import parse_fields
from bulletin.importing.model import (
    Area,
    Block,
    Draft,
    DraftArticle,
    Found,
    Leftover,
    Nature,
    Origin,
    Reason,
    Run,
    Unit,
    count_han,
)
from bulletin.importing.read.text import read_text
from bulletin.importing.recognise.stages import recognise
from bulletin.importing.write.draft import render_drafts, render_issue
from bulletin.importing.write.report import check_balance, find_doubts, make_report, render_report
from bulletin.importing.write.summary import render_screen
from bulletin.importing.write.tables import render_table
from bulletin.model import IssueId


@pytest.mark.parametrize(
    ("origin", "place", "first"),
    [
        (Origin(), "", 0),
        (Origin.at_line(3), "第3行", 3),
        (Origin.at_line(3, 5), "第3—5行", 3),
        (Origin.at_page(2, 2), "第2页", 2),
        (Origin.at_page(2, 3), "第2—3页", 2),
        (Origin(Unit.PAGE, ((1, 1), (4, 4))), "第1、4页", 1),
        (Origin.at_paragraph(7), "第7段", 7),
        (Origin(margin=Area.HEADER), "页眉", 0),
    ],
)
def test_a_place_is_numbers_and_its_label_is_made_of_them(origin: Origin, place: str, first: int) -> None:
    assert (origin.place, origin.first) == (place, first)


def report_of(*left: Leftover, existing: frozenset[str] | None = None) -> tuple[str, str]:
    article = DraftArticle("新城区", (Block((Run("今年以来。"),)),))
    words = count_han(["新城区今年以来。", *(item.text for item in left)])
    draft = Draft("稿.txt", (Found("editor", ("李涛",)),), (article,), left=left, words=words)
    written = render_drafts([draft], IssueId(2024, 9), "issues/2024-09", existing)
    assert check_balance(draft) == []
    issue = IssueId(2024, 9)
    report = make_report([draft], written, find_doubts([draft], written), issue)
    return render_report([draft], written, report, issue), render_screen(report, "")


@pytest.mark.parametrize("reason", list(Reason))
def test_each_reason_is_in_the_sum_that_it_says(reason: Reason) -> None:
    report, summary = report_of(Leftover("甲乙丙", reason))
    used = 3 if reason.is_used else 0
    assert f"进文章 7 个，写成各项 {used} 个，没有收进 {3 - used} 个" in report
    assert f"稿.txt：{reason}：“甲乙丙”" in report
    missed = not reason.is_used and not reason.is_made_again
    assert (f"{reason} 1 处，如“甲乙丙”" in summary) == missed


def test_fields_are_left_where_articles_are_added() -> None:
    report, _ = report_of(Leftover("李涛", Reason.FIELDS), existing=frozenset({"issue.md"}))
    assert "写成各项 0 个，没有收进 2 个" in report
    assert "稿.txt：刊头或版记，加文章时不写进 issue.md：“李涛”" in report


def test_the_name_of_a_file_is_counted_where_it_is_a_title() -> None:
    draft = recognise(
        read_text("今年以来，我市推进成果转化，取得成效。".encode(), "来稿.txt"), nature=Nature.ISSUE
    )
    assert [(article.title, article.untitled) for article in draft.articles] == [("来稿", True)]
    assert draft.added == count_han(["来稿"])
    assert check_balance(draft) == []


@pytest.mark.parametrize(
    "line",
    [
        "责任编辑 王 芳　联系电话 5550123",
        "编校 王芳　咨询电话 5550123",
        "值班编辑：王芳办公电话：5550123",
        "（编辑：王芳　热线电话：5550123）",
    ],
)
def test_fields_by_any_label_of_their_kind(line: str) -> None:
    """Without colons, or with nothing between two, not for the commonest labels alone."""
    fields, rest = parse_fields(line, Origin())
    assert {found.name: found.text for found in fields} == {"editor": "王芳", "phone": "5550123"}
    assert rest == ""


@pytest.mark.parametrize(
    ("cell", "printed"),
    [
        ("内存：1G以上\n硬盘：1G以上", "内存：1G以上<br>硬盘：1G以上"),
        ("1.甲\n2.乙", "1.甲<br>2.乙"),
        ("一是强化保障，\n二是抓好落实。", "一是强化保障，二是抓好落实。"),
        ("高新\n技术企业", "高新技术企业"),
        ("张三\n李四\n欧阳明", "张三<br>李四<br>欧阳明"),
        ("已受理。\n正在办理", "已受理。<br>正在办理"),
        ("Open\nAccess", "Open Access"),
        ("类别：\n甲类：乙", "类别：甲类：乙"),
    ],
)
def test_items_in_a_cell_stay_apart(cell: str, printed: str) -> None:
    assert (
        render_table(Block(cells=(("甲", "乙"), ("项目", cell)), printed=True)).splitlines()[-1]
        == f"| 项目 | {printed} |"
    )


def test_an_issue_says_where_it_and_the_series_disagree() -> None:
    found = [("editor", ("王 芳",)), ("phone", ("5550123",)), ("date", ("2020-07-08",))]
    draft = Draft("旧刊.docx", tuple(Found(name, values) for name, values in found))
    known = {"editor": "王芳", "phone": "4366683", "title": "工作参考"}
    written = render_issue([draft], IssueId(2023, 8), "issues/2023-08", known=known)
    assert [remark.code for remark in written.remarks] == ["I144", "I143"]
    assert "原稿上是“5550123”，bulletin.yaml 里是“4366683”" in written.remarks[1].message
    assert "电话: 5550123" in written.files["issue.md"].decode()


@pytest.mark.parametrize(
    ("date", "told"), [("2024-01-10", False), ("2024-05-10", True), ("2023-01-10", False)]
)
def test_the_last_issue_of_a_year_may_come_out_in_the_next(date: str, told: bool) -> None:
    draft = Draft("旧刊.docx", (Found("date", (date,)),))
    assert bool(render_issue([draft], IssueId(2023, 12), "issues/2023-12").remarks) == told
