"""One manuscript is one article: what tells it from an issue, where its title is, what stays in its text."""

from __future__ import annotations

import pytest

from bulletin.importing.dates import is_date, is_date_line
from bulletin.importing.model import Block, Draft, Kind, Look, Manuscript, Nature, Reason, Run, count_han
from bulletin.importing.recognise.stages import recognise
from bulletin.importing.recognise.titles.bylines import Byline, parse_byline
from bulletin.importing.recognise.titles.labels import Label, find_label
from bulletin.importing.write.report import check_balance

TEXT = "为做好今年的各项工作，各单位要按照统一安排，认真组织，按时完成，有关情况及时报送办公室，并做好总结。"
BODY = Look(16, align="left")
TITLE = Look(22, bold=True, align="center")
SMALL = Look(16, align="center")
RIGHT = Look(16, align="right")


def line(text: str, look: Look = BODY) -> Block:
    return Block((Run(text),), look=look)


def draft_of(*blocks: Block | str, nature: Nature | None = None, name: str = "来稿.docx") -> Draft:
    made = tuple(line(block) if isinstance(block, str) else block for block in blocks)
    words = count_han(block.all_text() for block in made)
    draft = recognise(Manuscript(name, blocks=made, words=words), nature=nature, explain=True)
    assert check_balance(draft) == []
    assert all(verdict.because.rule.name != "LOST" for verdict in draft.verdicts)
    return draft


def only(draft: Draft) -> tuple[str, list[str]]:
    (article,) = draft.articles
    return article.title, [block.text for block in article.blocks]


def test_headings_larger_than_the_title_are_headings() -> None:
    heading = Look(18, bold=True, align="left")
    parts: list[Block | str] = [line("某院举办系列活动", Look(16, bold=True, align="left")), TEXT]
    for name in ("家校互联第一课", "授业引领第一课", "探访解惑第一课"):
        parts += [line(name, heading), TEXT]
    draft = draft_of(*parts)
    (article,) = draft.articles
    assert article.title == "某院举办系列活动"
    assert sum(block.kind is Kind.HEADING for block in article.blocks) == 3
    assert not [remark for remark in draft.remarks if remark.guess]  # they vouch for one another


@pytest.mark.parametrize(
    "label",
    [
        "附件2",
        "附件1：",
        "学字〔2018〕14号",
        "某府办发[2023]5号",
        "签发人：王某",
        "某市科学技术局文件",
        "机密★1年",
        "000123",
        "特急",
    ],
)
def test_what_stands_above_a_title_stays_in_the_text(label: str) -> None:
    title, texts = only(
        draft_of(line(label, Look(16, align="center")), line("关于做好评审工作的通知", TITLE), TEXT, TEXT)
    )
    assert (title, texts) == ("关于做好评审工作的通知", [label, TEXT, TEXT])


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (
            ["关于申报年度访学项目—", "“未来计划”访学体验项目", "的 通 知"],
            "关于申报年度访学项目—“未来计划”访学体验项目的通知",
        ),
        (["某市人民政府", "关于加强创新工作的", "意见"], "某市人民政府关于加强创新工作的意见"),
        (["2023年工作总结", "和2024年工作计划"], "2023年工作总结和2024年工作计划"),
        (["某项目管理办法", "（试行）"], "某项目管理办法（试行）"),
    ],
)
def test_the_lines_of_a_title_are_joined(lines: list[str], title: str) -> None:
    assert only(draft_of(*(line(text, TITLE) for text in lines), TEXT, TEXT)) == (title, [TEXT, TEXT])


def test_the_first_line_alone_in_a_style() -> None:
    title = only(
        draft_of(
            line("2018年度访学项目—", Look(18, True, "center", 3)),
            line("“计划”申请表", Look(18, True, "center")),
            TEXT,
        )
    )
    assert title == ("2018年度访学项目—“计划”申请表", [TEXT])


def test_a_subtitle_below_the_byline() -> None:
    below = [line("来源：某市日报", SMALL), line("——某镇工作纪实", SMALL)]
    article = draft_of(line("小平台带来大变化", TITLE), *below, TEXT, TEXT).articles[0]
    assert (article.title, article.subtitle, article.source) == (
        "小平台带来大变化",
        "某镇工作纪实",
        "某市日报",
    )


def test_a_label_in_front_of_the_title_is_none_of_it() -> None:
    draft = draft_of("题　目：智慧农业的几点思考", "作者：张某", TEXT, TEXT)
    assert only(draft) == ("智慧农业的几点思考", [TEXT, TEXT])
    assert draft.articles[0].author == ("张某",)


def test_a_title_one_character_below_the_other() -> None:
    assert only(draft_of(*(line(char, TITLE) for char in "策划书"), TEXT, TEXT))[0] == "策划书"


@pytest.mark.parametrize(
    ("below", "author", "source", "kept"),
    [
        ("张 某", ("张某",), "", []),
        ("李小明　王芳", ("李小明", "王芳"), "", []),
        ("某市科学技术局", (), "某市科学技术局", []),
        ("某市科学技术局　张建国", ("张建国",), "某市科学技术局", []),
        ("（某市科学技术局　2023年5月6日）", (), "某市科学技术局", ["2023年5月6日"]),
        ("（2023年5月6日）", (), "", ["（2023年5月6日）"]),
        ("作者：张某　来源：某市日报", ("张某",), "某市日报", []),
        ("本报记者 张建国", ("张建国",), "", []),
        ("□　韩若水", ("韩若水",), "", []),
        ("王芳1，李强2*，张建国1,2", ("王芳", "李强", "张建国"), "", []),
        ("王芳、李强、周小媛颖", ("王芳", "李强", "周小媛颖"), "", []),
        ("约翰·里奥", ("约翰·里奥",), "", []),
        ("（计算机卷·初稿）", (), "", ["（计算机卷·初稿）"]),
        ("2013级 高飞", ("高飞",), "", []),
        ("115040100224 15机设2班 王芳", ("王芳",), "", []),
        ("成效显著、问题突出", (), "", ["成效显著、问题突出"]),
    ],
)
def test_the_byline_is_no_part_of_the_title(
    below: str, author: tuple[str, ...], source: str, kept: list[str]
) -> None:
    draft = draft_of(line("智能时代，谁来负责？", TITLE), line(below, SMALL), TEXT, TEXT)
    assert only(draft) == ("智能时代，谁来负责？", [*kept, TEXT, TEXT])
    assert (draft.articles[0].author, draft.articles[0].source) == (author, source)


def test_an_office_and_a_name_under_a_title_look_as_the_text_does() -> None:
    draft = draft_of(line("智能时代，谁来负责？", TITLE), "某市科学技术局 张建国", TEXT, TEXT)
    assert (draft.articles[0].author, draft.articles[0].source) == (("张建国",), "某市科学技术局")
    assert draft_of(line("智能时代，谁来负责？", TITLE), "参会代表 张建国", TEXT).articles[0].author == ()


def test_signatures_stay_in_the_text_at_the_right_and_fill_no_field() -> None:
    draft = draft_of(
        line("关于开展活动的通知", TITLE),
        "各单位：",
        TEXT,
        TEXT,
        "某市科学技术局",
        "2020年7月8日",
        "附件：1.名单",
    )
    (article,) = draft.articles
    assert [(block.text, block.look.align) for block in article.blocks[-3:]] == [
        ("某市科学技术局", "right"),
        ("2020年7月8日", "right"),
        ("附件：1.名单", "left"),
    ]
    assert draft.fields == ()
    assert not [block for block in article.blocks if block.kind is Kind.HEADING]


def test_a_contact_and_an_imprint_fill_no_field() -> None:
    end = [
        "联系人：李某，联系电话：5551234",
        "抄送：某市人民政府办公室",
        "某市科学技术局办公室　2023年5月6日印发",
    ]
    draft = draft_of(line("关于开展活动的通知", TITLE), TEXT, *end)
    assert (draft.fields, only(draft)[1]) == ((), [TEXT, *end])


def test_chapters_with_a_contents_list_are_one_article() -> None:
    entries = ["目录", "一、项目简介\t1", "二、项目依据\t2", "三、项目目标\t3"]
    cover = [line("项目立项报告", TITLE), line("某单位", SMALL), line("二〇二〇年七月", SMALL)]
    names = ["一、项目简介", "二、项目依据", "三、项目目标"]
    body = [part for name in names for part in (line(name, Look(16, True, "left")), TEXT, TEXT)]
    draft = draft_of(*cover, *entries, *body)
    (article,) = draft.articles
    assert article.title == "项目立项报告"
    assert [block.text for block in article.blocks if block.kind is Kind.HEADING] == names
    assert [item.text for item in draft.left if "目录" in item.why] == entries
    assert draft.judgement.nature is Nature.MANUSCRIPT
    assert (draft.fields, draft.entries) == ((), ())


def test_what_stands_before_a_contents_list_stays() -> None:
    table = Block(kind=Kind.TABLE, cells=(("姓名", "张某"), ("电话", "5551234")))
    entries = ["目录", "一、项目简介\t1", "二、项目依据\t2"]
    body = [
        part
        for name in ("一、项目简介", "二、项目依据")
        for part in (line(name, Look(16, True, "left")), TEXT)
    ]
    draft = draft_of(
        line("项目申报书", TITLE), table, Block(kind=Kind.IMAGE, image="图.png"), TEXT, *entries, *body
    )
    kinds = [block.kind for block in draft.articles[0].blocks]
    assert kinds[:3] == [Kind.TABLE, Kind.IMAGE, Kind.PARAGRAPH]


ISSUE = [
    line("工作动态", Look(36, True, "center")),
    line("2023年第8期", SMALL),
    *(
        part
        for name in ("甲县推进科技成果转化", "乙县建设创新平台")
        for part in (line(name, TITLE), TEXT, TEXT)
    ),
]


def test_a_masthead_makes_an_issue() -> None:
    draft = draft_of(*ISSUE)
    assert [article.title for article in draft.articles] == ["甲县推进科技成果转化", "乙县建设创新平台"]
    assert draft.judgement.why == "开头有期号“2023年第8期”"


def test_an_office_under_a_title_of_an_issue_is_its_source() -> None:
    head, number, title, *rest = ISSUE
    first, *_ = draft_of(head, number, title, line("某县科学技术局", SMALL), *rest).articles
    assert (first.source, [block.text for block in first.blocks]) == ("某县科学技术局", [TEXT, TEXT])


def test_who_says_so_decides() -> None:
    assert len(draft_of(*ISSUE, nature=Nature.MANUSCRIPT).articles) == 1
    two = [
        part
        for name in ("甲县推进科技成果转化", "乙县建设创新平台")
        for part in (line(name, TITLE), TEXT, TEXT)
    ]
    assert len(draft_of(*two).articles) == 1
    assert len(draft_of(*two, nature=Nature.ISSUE).articles) == 2
    assert "I142" in [remark.code for remark in draft_of(*two).remarks if remark.guess]


@pytest.mark.parametrize(
    "above",
    [
        ["第3期培训班开班通知"],
        ["关于举办讲座（第3期）的通知"],
        ["科技管理研究", "2019年第3期", "摘要：本文研究创新。"],
    ],
)
def test_a_number_within_a_title_or_over_a_paper_makes_none(above: list[str]) -> None:
    draft = draft_of(*(line(text, TITLE) for text in above), TEXT, line("甲县", TITLE), TEXT)
    assert draft.judgement.nature is Nature.MANUSCRIPT


def test_chapters_sections_and_numbers_have_levels_of_their_own() -> None:
    names = ["第一章 总体要求", "第一节 指导思想", "一、基本原则", "第二章 主要任务", "第一节 创新平台"]
    parts = [part for name in names for part in (line(name, Look(16, True, "left")), TEXT)]
    article = draft_of(line("发展规划", TITLE), *parts).articles[0]
    levels = [block.level for block in article.blocks if block.kind is Kind.HEADING]
    assert levels == [1, 2, 3, 1, 2]


def test_numbers_with_points_have_levels() -> None:
    names = ["1　引言", "1.1　背景", "1.1.1　来源", "2　方法"]
    parts = [part for name in names for part in (line(name, Look(16, True, "left")), TEXT)]
    article = draft_of(line("某课题研究", TITLE), *parts).articles[0]
    assert [block.level for block in article.blocks if block.kind is Kind.HEADING] == [1, 2, 3, 1]


def test_without_a_title_the_name_of_the_file_is_one() -> None:
    draft = draft_of(TEXT, TEXT)
    assert only(draft) == ("来稿", [TEXT, TEXT])
    assert [remark.code for remark in draft.remarks if remark.guess] == ["I129"]


@pytest.mark.parametrize("greeting", ["各位领导、同志们：", "尊敬的朋友：", "大家上午好！"])
def test_a_greeting_is_no_title(greeting: str) -> None:
    assert only(draft_of(line(greeting, TITLE), TEXT, TEXT)) == ("来稿", [greeting, TEXT, TEXT])


def test_a_picture_has_one_caption() -> None:
    below = [line("会议现场", SMALL), line("某市科学技术局", SMALL)]
    blocks: list[Block | str] = [
        line("关于召开会议的报道", TITLE),
        TEXT,
        Block(kind=Kind.IMAGE, image="图.png"),
        *below,
        TEXT,
    ]
    article = draft_of(*blocks).articles[0]
    assert [block.alt or block.text for block in article.blocks[1:3]] == ["会议现场", "某市科学技术局"]


def test_digits_of_another_face_are_not_bold() -> None:
    runs = (
        Run("截至"),
        Run("2023", bold=True),
        Run("年底，"),
        Run("全市", bold=True),
        Run("12", bold=True),
        Run("家"),
    )
    block = draft_of(line("工作总结", TITLE), Block(runs, look=BODY), TEXT).articles[0].blocks[0]
    assert [run.text for run in block.runs if run.bold] == ["全市12"]


def test_a_line_without_a_text_is_no_title() -> None:
    assert only(draft_of(line("关于开展活动的通知", TITLE))) == ("来稿", ["关于开展活动的通知"])


def test_a_title_that_comes_again_is_printed_once() -> None:
    draft = draft_of(line("建设方案", TITLE), line("某单位", SMALL), "目录", "一、总则\t1", "二、附则\t2",
                     line("建设方案", TITLE), "一、总则", TEXT, "二、附则", TEXT)  # fmt: skip
    assert "建设方案" not in only(draft)[1]
    assert [item.text for item in draft.left if "又印了一遍" in item.why] == ["建设方案"]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("二〇二〇年七月", Label.DATE),
        ("2023-05-06 11:52:00", Label.DATE),
        ("各县（市、区）人民政府，市直各部门：", Label.ADDRESSEE),
        ("（2018年3月11日第十三届会议通过）", Label.NOTE),
        ("某学校项目建设办公室（盖章)", Label.FIELD),
        ("摘　要：本文", Label.ABSTRACT),
        ("图1　现场", Label.CAPTION),
        ("——", Label.MARK),
        ("2023年工作总结", None),
        ("某市人民政府", None),
        ("活动安排：", None),
    ],
)
def test_labels(text: str, label: Label | None) -> None:
    assert find_label(text) is label


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "点击次数:178次 时间:2020-07-24 11:52:00 作者:校团委",
            Byline(("校团委",), "", ("点击次数:178次", "时间:2020-07-24 11:52:00"), labelled=True),
        ),
        ("2023-05-06　来源：某市日报", Byline((), "某市日报", ("2023-05-06",), labelled=True)),
        ("实施方案", Byline()),
        ("（请先阅读“全国大学生竞赛论文格式规范”）", Byline()),
        ("我们来源：不明。的话", Byline()),
    ],
)
def test_bylines(text: str, found: Byline) -> None:
    assert parse_byline(text, apart=True) == found


def test_a_timetable_of_what_the_text_tells_of_stays_a_table() -> None:
    """As a contents list it would be opened; nothing of it is a contents list."""
    rows = (("9:00", "图形化编程入门"), ("10:00", "智能小车的组装"), ("14:00", "绘本故事的创作"))
    lines = [
        text
        for _, title in rows
        for text in (title, "跟随老师一步一步完成，学习其中的方法，展示自己的作品。")
    ]
    draft = draft_of("夏令营课程安排", "本次夏令营安排如下。", Block(kind=Kind.TABLE, cells=rows), *lines)
    assert [block.cells for block in draft.articles[0].blocks if block.kind is Kind.TABLE] == [rows]


@pytest.mark.parametrize(
    ("text", "plain", "whole"),
    [
        ("2024年9月30日", True, True),
        ("二〇二四年九月三十日", True, True),
        ("（2024年9月）", True, True),
        ("2024年", True, False),
        ("2024-9-30 08:30", False, True),
        ("2024年×月×日", False, True),
        ("2024年9月30日印发", False, False),
        ("第30期", False, False),
    ],
)
def test_dates_are_known_as_they_are_written(text: str, plain: bool, whole: bool) -> None:
    assert (is_date(text), is_date_line(text)) == (plain, whole)


def headings_of(draft: Draft) -> list[str]:
    return [block.text for block in draft.articles[0].blocks if block.kind is Kind.HEADING]


LARGE = Look(18, bold=True, align="left")


def test_the_lines_of_a_title_page_are_no_headings() -> None:
    """They stand out as headings do, with a colon or without one."""
    lines = ["姓    名      张 宁 宇", "所在学院  环境科学学院", "学    号  2019832", "指导教师：李思莉"]
    page = [line(text, LARGE) for text in lines]
    date = line("二〇二〇年六月", Look(18, bold=True, align="center"))
    badge = Block(kind=Kind.IMAGE, image="校徽")
    draft = draft_of(badge, line("学生干部考核档案", TITLE), *page, date, line("填表说明", LARGE), TEXT)
    assert not any(block.image for block in draft.articles[0].blocks)
    assert [item.why for item in draft.left] == [Reason.COVER_IMAGE]
    assert headings_of(draft) == ["填表说明"]
    assert not any(run.bold for block in draft.articles[0].blocks[:5] for run in block.runs)


def test_headings_that_only_begin_like_a_label_stay() -> None:
    parts = (part for name in ("学院概况", "专业设置") for part in (line(name, LARGE), TEXT))
    assert headings_of(draft_of(line("学校情况介绍", TITLE), *parts)) == ["学院概况", "专业设置"]
