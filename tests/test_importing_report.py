"""What an import says of itself: three lines first, then by cost, on one screen; where the words are now."""

from __future__ import annotations

from bulletin.importing.model import (
    Block,
    Draft,
    DraftArticle,
    Judgement,
    Kind,
    Leftover,
    Nature,
    Origin,
    Reason,
    Remark,
    Run,
    count_han,
)
from bulletin.importing.read.text import read_text
from bulletin.importing.recognise.stages import recognise
from bulletin.importing.write.draft import render_drafts
from bulletin.importing.write.report import find_doubts, make_report, render_report
from bulletin.importing.write.summary import list_doubts, render_screen, say_first
from bulletin.model import IssueId


def test_a_screen_holds_twenty_lines() -> None:
    """However much there is to say of one article; the whole of it stands in the report."""
    remarks = [Remark(f"第{n}处", guess=True, code="I126") for n in range(30)]
    left = [Leftover("甲乙", reason) for reason in Reason]
    draft = Draft(
        "a.txt",
        articles=(DraftArticle("甲", ()),),
        left=tuple(left),
        remarks=tuple(remarks),
        judgement=Judgement(Nature.MANUSCRIPT, "没有期号"),
    )
    written = render_drafts([draft], IssueId(2024, 9), "issues/2024-09")
    report = make_report([draft], written, find_doubts([draft], written), IssueId(2024, 9))
    shown = render_screen(report, "issues/2024-09/")
    assert len(shown.split("\n")) <= 20 - 4  # the command says where the report is, and what to do next
    assert "issue.md" not in shown  # of a manuscript nobody expects 刊名 or 编辑
    assert shown.startswith(
        "按一篇稿子导入（没有期号），成了 1 篇文章《甲》，在 issues/2024-09/01-甲.md。\n有 31 处"
    )
    assert (shown.count("[I126]"), "还有 26 处" in shown, "第29处" in shown) == (4, True, False)
    assert render_report([draft], written, report, IssueId(2024, 9)).count("[I126]") == 30


def test_a_doubt_leads_to_the_line_of_its_words() -> None:
    """Of a text by its line, of a page by the words that the remark quotes, else to the file alone."""
    blocks = [Block((Run(text),), origin=Origin.at_page(2)) for text in ("甲说明。", "乙说明。")]
    table = Block(kind=Kind.TABLE, cells=(("丙", "丁"), ("1", "2")), origin=Origin.at_paragraph(3))
    last = Block((Run("戊说明。"),), origin=Origin.at_paragraph(4))
    article = DraftArticle("标题", (table, *blocks, last), author=("王芳",))
    remarks = [
        Remark(message, origin, guess=True, code="I136")
        for message, origin in [
            ("表格", Origin.at_paragraph(3)),
            ("“乙说……”是猜的", Origin.at_page(2)),
            ("这一页", Origin.at_page(2)),
            ("“戊”", Origin.at_paragraph(4)),
            ("一张图", Origin.at_paragraph(9)),
            ("别处", Origin()),
        ]
    ]
    draft = Draft("a.docx", articles=(article,), remarks=tuple(remarks))
    written = render_drafts([draft], IssueId(2024, 9), "issues/2024-09")
    places = {doubt.problem.message[:2]: (doubt.name, doubt.line) for doubt in find_doubts([draft], written)}
    lines = written.files["01-标题.md"].decode().split("\n")
    assert {what: line and lines[line - 1] for what, (_, line) in places.items()} == {
        "表格": "| 丙 | 丁 |",
        "“乙": "乙说明。",
        "这一": 0,
        "“戊": "戊说明。",
        "一张": "戊说明。",
        "别处": 0,
        "汉字": 0,
    }
    assert (places["这一"][0], places["别处"][0]) == ("01-标题.md", "")
    report = make_report([draft], written, find_doubts([draft], written), IssueId(2024, 9))
    shown = "\n".join(list_doubts(report))
    assert not report.is_whole
    assert f"表格（原稿第3段，草稿第{places['表格'][1]}行） [I136]" in shown
    assert f"一张图（原稿第9段，草稿第{places['一张'][1]}行之后） [I136]" in shown


def test_an_issue_that_is_added_as_one_article_is_told_of() -> None:
    """Whoever drops a whole issue on the preview says no option, and hears how to part it."""
    text = "甲市科技简报\n2023年第8期\n\n甲市推进成果转化\n\n今年以来，甲市推进成果转化，取得成效。\n"
    for nature, said in ((Nature.MANUSCRIPT, True), (Nature.ISSUE, False)):
        draft = recognise(read_text(text.encode(), "简报.txt"), nature=nature)
        written = render_drafts([draft], IssueId(2023, 8), "issues/2023-08")
        report = make_report([draft], written, [], IssueId(2023, 8))
        assert report.taken.startswith(f"照您说的按{nature}导入")
        assert ("看上去像一期刊物" in report.taken, "--whole-issue" in report.taken) == (said, said)


def test_pictures_without_words_and_running_heads_are_said_first() -> None:
    """A logo that is left out has no words, and is told of all the same; so is what is made anew."""
    block = Block((Run("甲说明。"),), origin=Origin.at_paragraph(3))
    logo = Leftover("", Reason.COVER_IMAGE, Origin.at_paragraph(1))
    line, head = Leftover("====", Reason.RULE), Leftover("甲市简报", Reason.RUNNING)
    article = DraftArticle("标题", (block,))
    words = count_han(["标题", "甲说明。", head.text])
    draft = Draft("a.docx", articles=(article,), left=(logo, line, head), words=words)
    written = render_drafts([draft], IssueId(2024, 9), "issues/2024-09")
    report = make_report([draft], written, [], IssueId(2024, 9))
    missing = say_first(report, "")[2]
    assert missing == "没有收进的：封面上的图片 1 处，用符号画的线 1 处（页眉或页脚由程序重新做）。"
    assert "封面上的图片 1 处，如图（原稿第1段）" in render_screen(report, "")
