"""What opens a manuscript and is no title: its first chapter, a part of a text, a form, lines of a cover."""

from __future__ import annotations

import pytest

from bulletin.importing.model import Block, DraftArticle, Kind, Look, Manuscript, Reason, Run, count_han
from bulletin.importing.recognise.stages import recognise
from bulletin.importing.recognise.titles.numbers import read_loose_ordinal
from bulletin.importing.recognise.titles.ranks import find_body_look

TEXT = "为做好今年的各项工作，各单位要按照统一安排，认真组织，按时完成，有关情况及时报送办公室，并做好总结。"
BODY = Look(12, align="left")
TITLE = Look(22, bold=True, align="center")
CENTRED = Look(15, bold=True, align="center")
CHAPTER = Look(16, bold=True, align="left", level=2)


def line(text: str, look: Look = BODY) -> Block:
    return Block((Run(text),), look=look)


def article_of(*blocks: Block | str) -> DraftArticle:
    made = tuple(line(block) if isinstance(block, str) else block for block in blocks)
    words = count_han(block.all_text() for block in made)
    (article,) = recognise(Manuscript("来稿.docx", blocks=made, words=words)).articles
    return article


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("1变量的命名", "2方法的命名"),
        ("一数据结构", "二并发"),
        ("1.概述", "2.技术"),
        ("第一章 总则", "第二章 职责"),
        ("A基本情况", "B实践计划"),
    ],
)
def test_the_first_of_several_chapters_is_no_title(first: str, second: str) -> None:
    article = article_of(line(first, CHAPTER), TEXT, line(second, CHAPTER), TEXT)
    assert article.untitled
    assert [block.text for block in article.blocks if block.kind is Kind.HEADING] == [first, second]


@pytest.mark.parametrize("text", ["第三章 创新平台", "2024年工作总结", "三个平台的做法"])
def test_a_number_that_nothing_goes_on_from_may_open_a_title(text: str) -> None:
    article = article_of(line(text, CHAPTER), TEXT, line("主要成效", CHAPTER), TEXT)
    assert article.title == text


@pytest.mark.parametrize(
    ("text", "ordinal"),
    [("1变量", 1), ("二并发", 2), ("2.方法", 2), ("2024年", 0), ("一是", 0), ("3月底", 0), ("变量", 0)],
)
def test_numbers_that_nothing_parts_from_the_words(text: str, ordinal: int) -> None:
    assert read_loose_ordinal(text) == ordinal


@pytest.mark.parametrize("text", ["目录", "引　言", "绪 论"])
def test_a_part_of_a_text_is_no_title(text: str) -> None:
    assert article_of(line(text, TITLE), TEXT, TEXT).untitled


def test_a_part_in_brackets_that_looks_as_text_is_no_title() -> None:
    assert article_of("【自我介绍】", TEXT, TEXT).untitled
    assert article_of(line("【自我介绍】", TITLE), TEXT, TEXT).title == "【自我介绍】"


def test_a_form_is_called_after_what_it_names_where_it_has_no_title() -> None:
    fields = ("参赛组别：创新类", "作品名称：移动充电站的设计", "参赛单位：某大学")
    assert article_of(*fields, TEXT, TEXT).title == "移动充电站的设计"
    assert article_of(line("作品申报书", TITLE), *fields, TEXT, TEXT).title == "作品申报书"


def test_the_version_on_a_cover_parts_no_title_from_its_byline() -> None:
    version, author = line("版本1.0", CENTRED), line("作者：王芳", CENTRED)
    article = article_of(line("设计说明书", TITLE), version, author, TEXT, TEXT)
    assert article.author == ("王芳",)
    contents: tuple[Block | str, ...] = (line("目录", CENTRED), "一、概述\t1", "二、设计\t2", "三、打算\t3")
    chapters: list[Block | str] = []
    for name in ("一、概述", "二、设计", "三、打算"):
        chapters += [line(name, CHAPTER), TEXT]
    whole = [line("设计说明书", TITLE), version, author, *contents, *chapters]
    article = article_of(*whole)
    assert article.author == ("王芳",)
    assert [block.text for block in article.blocks][:1] == ["一、概述"]


def test_a_form_has_the_end_of_its_title_on_every_page() -> None:
    again = line("开 题 报 告 书", Look(15, align="center"))
    parts: list[Block | str] = [TEXT, again, TEXT, again, TEXT]
    article = article_of(line("某学院毕业论文开题报告书", TITLE), *parts)
    assert [block.text for block in article.blocks] == [TEXT] * 3


def test_a_label_is_no_office_in_front_of_a_name() -> None:
    article = article_of(
        line("会议记录", TITLE), line("记录人：业务组 王芳", Look(12, align="right")), TEXT, TEXT
    )
    assert (article.source, article.author) == ("", ())


def test_code_does_not_tell_how_the_text_looks() -> None:
    code = line("public static void main(String[] arguments) throws Exception;" * 2, Look(7.5, align="left"))
    assert find_body_look([line(TEXT), code]) == BODY


def test_what_is_left_out_of_a_form_is_said() -> None:
    again = line("开题报告书", Look(15, align="center"))
    blocks = (line("某学院毕业论文开题报告书", TITLE), line(TEXT), again, line(TEXT))
    draft = recognise(Manuscript("来稿.docx", blocks=blocks))
    assert [(item.text, item.why) for item in draft.left] == [("开题报告书", Reason.TITLE_AGAIN)]


def test_a_thesis_is_called_after_its_subject_and_not_after_its_kind() -> None:
    kind, subject = line("本科毕业论文（设计）", Look(26, bold=True, align="center")), "社团检测算法的研究"
    article = article_of(kind, line(f"论文题目（中文）{subject}", CENTRED), TEXT, TEXT)
    assert article.title == subject
    assert (
        article_of(line("毕业论文开题报告", TITLE), f"题目：{subject}", TEXT, TEXT).title
        == "毕业论文开题报告"
    )


def test_a_label_with_others_behind_it_names_no_title() -> None:
    article = article_of("题 目：实习周报学 号：041801姓 名：王芳", line("企业实践周报", TITLE), TEXT, TEXT)
    assert article.title == "企业实践周报"


def test_several_sentences_are_no_title() -> None:
    assert article_of("非常荣幸您能接受采访！先向您拜个早年！", TEXT, TEXT).untitled
    assert article_of(line("干起来！向前走！", TITLE), TEXT, TEXT).title == "干起来！向前走！"


@pytest.mark.parametrize("credit", ["通讯员：梁艳", "（作者：梁艳）"])
def test_a_credit_at_the_end_names_the_author(credit: str) -> None:
    article = article_of(line("某院开展实践活动", TITLE), TEXT, TEXT, credit)
    assert (article.author, [block.text for block in article.blocks]) == (("梁艳",), [TEXT, TEXT])
    article = article_of(line("某院开展实践活动", TITLE), "作者：王芳", TEXT, credit)
    assert (article.author, article.blocks[-1].text) == (("王芳",), credit)


def test_an_office_at_the_end_is_no_author() -> None:
    article = article_of(line("某院开展实践活动", TITLE), TEXT, TEXT, "作者：某市科技局")
    assert article.author == ()


@pytest.mark.parametrize("below", ["学　号：041803101", "姓名：王芳", "版本历史", "修订记录", "文档信息"])
def test_what_a_cover_says_below_a_title_is_none_of_it(below: str) -> None:
    look = Look(22, bold=True, align="left")
    article = article_of(line("题　目：实习周报", look), line(below, look), TEXT, TEXT)
    assert (article.title, article.blocks[0].text) == ("实习周报", below)


def test_a_log_of_changes_has_its_title() -> None:
    assert article_of(line("更新日志", TITLE), TEXT, TEXT).title == "更新日志"


def test_the_column_above_a_title_is_no_line_of_it() -> None:
    blocks = (line("·综　述·", TITLE), line("数字乡村的研究进展", TITLE), line(TEXT), line(TEXT))
    draft = recognise(Manuscript("来稿.docx", blocks=blocks))
    (article,) = draft.articles
    assert (article.title, [block.text for block in article.blocks]) == ("数字乡村的研究进展", [TEXT, TEXT])
    assert [(item.text, item.why) for item in draft.left] == [("·综　述·", Reason.COLUMN)]
    assert article_of(line("★志愿服务方案★", TITLE), TEXT, TEXT).title == "★志愿服务方案★"


def test_the_kind_of_a_paper_above_its_title_is_none_of_it() -> None:
    blocks = (line("实 习 报 告", TITLE), line("会计助理工作实习报告", TITLE), line(TEXT), line(TEXT))
    draft = recognise(Manuscript("来稿.docx", blocks=blocks))
    (article,) = draft.articles
    assert (article.title, [block.text for block in article.blocks]) == ("会计助理工作实习报告", [TEXT, TEXT])
    assert [item.why for item in draft.left] == [Reason.TITLE_AGAIN]


def test_a_line_among_those_of_a_form_is_no_title() -> None:
    fields = ("会议时间：3月1日", "会议地点：某楼", "缺席人员 无", "主要议题：安排任务")
    assert article_of(*fields, TEXT, TEXT).untitled
    assert article_of("会议名称：第二次会议", *fields, TEXT, TEXT).title == "第二次会议"


def test_a_thesis_is_called_after_the_lines_below_its_kind() -> None:
    cover = [line("本科毕业设计（论文）", Look(26, bold=True, align="center"))]
    cover += [line("基于残差学习的甲状腺", TITLE), line("超声图像分类器", TITLE)]
    names = [line("姓　名　王芳", BODY), line("学　号　2012212724", BODY)]
    article = article_of(*cover, *names, line("摘 要", CHAPTER), TEXT, TEXT)
    assert article.title == "基于残差学习的甲状腺超声图像分类器"
    assert article_of(cover[0], *names, TEXT, TEXT).title == "本科毕业设计（论文）"
    school = [line("Some University", TITLE), line("本 科 毕 业 设 计（论文）", TITLE)]
    article = article_of(
        line("无线路由器延迟的测量", Look(28, bold=True, align="center")), *school, *names, TEXT
    )
    assert [block.text for block in article.blocks if block.kind is Kind.HEADING] == []


def test_an_abstract_is_no_title() -> None:
    assert article_of(line("ABSTRACT", TITLE), TEXT, TEXT).untitled


def test_a_notice_is_named_below_whom_it_is_sent_to() -> None:
    office = Look(16, bold=True, align="center")
    address = (
        "210000某市某区中山路一百九十八号国际大厦一千九百一十二室" + "某某商标事务所（普通合伙）王小明" * 3
    )
    sent = (address, "申请人：某某大学", "发明名称：一种检测的方法")
    article = article_of(
        line("某某知识产权局", office),
        *sent,
        line("专利申请审查合格通知书", Look(14, bold=True, align="center")),
        TEXT,
    )
    assert article.title == "专利申请审查合格通知书"
    assert [block.text for block in article.blocks] == ["某某知识产权局", *sent, TEXT]


def test_the_title_of_a_paper_is_above_its_abstract_and_not_on_the_form_ahead() -> None:
    form = (line("某某杯数学建模竞赛", Look(14, align="center")), line("承诺书", Look(16, align="center")))
    title = line("货物运输计划问题", Look(22, bold=True, align="center"))
    article = article_of(*form, TEXT, TEXT, title, line("摘要", Look(14, bold=True)), TEXT)
    assert article.title == "货物运输计划问题"
    assert "承诺书" in [block.text for block in article.blocks]


@pytest.mark.parametrize(
    ("above", "title"),
    [
        ("某某智能问答系统", "某某智能问答系统技术报告"),
        ("某某研究院", "技术报告"),
        ("某某系统使用手册", "技术报告"),
    ],
)
def test_the_kind_of_a_paper_in_larger_letters_ends_its_title(above: str, title: str) -> None:
    article = article_of(
        line(above, Look(26, align="center")), line("技术报告", Look(36, align="center")), TEXT, TEXT
    )
    assert article.title == title
