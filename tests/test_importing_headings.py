"""Headings of a manuscript: the lines of one series are alike, and their levels skip none."""

from __future__ import annotations

import pytest

from bulletin.importing.model import BULLET, Block, Draft, Kind, Look, Manuscript, Run, count_han
from bulletin.importing.read.text import split_lines
from bulletin.importing.recognise.stages import recognise
from bulletin.importing.recognise.titles.numbers import rank_number, read_ordinal

TEXT = "为做好今年的各项工作，各单位要按照统一安排，认真组织，按时完成，有关情况及时报送办公室，并做好总结。"
BODY = Look(12, align="left")
BOLD = Look(12, bold=True, align="left")
BIGGER = Look(16, bold=True, align="left")


Part = tuple[str, Look] | str | Block


def styled(level: int, size: float = 16) -> Look:
    return Look(size, bold=True, align="left", level=level)


def import_parts(*parts: Part) -> Draft:
    """The draft of a manuscript with a title and these parts."""
    title = Block((Run("某市推进科技创新的做法"),), look=Look(22, bold=True, align="center"))
    blocks = [title]
    for part in parts:
        text, look = part if isinstance(part, tuple) else (part, BODY)
        blocks.append(part if isinstance(part, Block) else Block((Run(str(text)),), look=look))
    words = count_han(block.all_text() for block in blocks)
    return recognise(Manuscript("来稿.docx", blocks=tuple(blocks), words=words))


def outline(*parts: Part) -> list[str]:
    """The headings of an article of these parts, each with its level in front."""
    (article,) = import_parts(*parts).articles
    return [f"{block.level} {block.text}" for block in article.blocks if block.kind is Kind.HEADING]


@pytest.mark.parametrize(
    ("text", "rank", "ordinal"),
    [
        ("第二章 总则", 2, 2),
        ("第三条 其他", 4, 3),
        ("第三条例", 0, 0),
        ("十二、其他", 5, 12),
        ("（三）其他", 6, 3),
        ("４．其他", 7, 4),
        ("1.5其他", 8, 5),
        ("1.2.3 其他", 9, 3),
        ("（2）其他", 11, 2),
        ("③其他", 12, 3),
        ("1.1公司简介", 8, 1),
        ("1.2人员", 8, 2),
        ("1.2.6. MIRAI的构造", 9, 6),
        ("1.2 Go语言", 8, 2),
        ("3.5万元", 0, 0),
        ("2.4GHz频段", 0, 0),
        ("1.5k", 0, 0),
        ("1.5公里", 0, 0),
        ("1.4人", 0, 0),
        ("1.2.6. MIRAI的用法", 9, 6),
        ("2.1 TensorFlow", 8, 1),
        ("3.5MB", 0, 0),
        ("其他", 0, 0),
    ],
)
def test_numbers(text: str, rank: int, ordinal: int) -> None:
    assert (rank_number(text), read_ordinal(text)) == (rank, ordinal)


@pytest.mark.parametrize("number", ["1.", "（1）", "1.1"])
def test_no_level_is_skipped(number: str) -> None:
    """一、 and 1. right below it, as most clerks write, are ## and ###."""
    parts: list[Part] = [("一、成效", BOLD), TEXT, (f"{number}企业", BOLD), TEXT, ("二、打算", BOLD), TEXT]
    assert outline(*parts) == ["1 一、成效", f"2 {number}企业", "1 二、打算"]


def test_a_look_below_numbers_that_go_on_across_it() -> None:
    parts: list[Part] = []
    for number in "123":
        parts += [(f"{number}.课题", BODY), ("研究目的", BOLD), TEXT, ("研究意义", BOLD), TEXT]
    assert [heading[0] for heading in outline(*parts)] == ["1", "2", "2"] * 3


def test_a_look_above_numbers_that_begin_anew_below_it() -> None:
    parts: list[Part] = []
    for name in ("成效", "打算"):
        parts += [(name + "几何", BOLD), TEXT, ("一、企业", BOLD), TEXT, ("二、人才", BOLD), TEXT]
    assert [heading[0] for heading in outline(*parts)] == ["1", "2", "2"] * 2


def test_a_preface_beside_numbered_chapters() -> None:
    parts: list[Part] = [("引言部分", BOLD), TEXT, ("一、成效", BOLD), TEXT, ("二、打算", BOLD), TEXT]
    assert [heading[0] for heading in outline(*parts)] == ["1", "1", "1"]


def test_headings_without_a_style_beside_those_in_one() -> None:
    """二． goes on with the numbers of a style, 5.3 stands beside 5.2, and 小结 looks as a style does."""
    parts: list[Part] = [("一．工作", styled(2)), TEXT, ("二．感悟", BODY), TEXT, ("1.责任", BODY), TEXT]
    assert [heading[0] for heading in outline(*parts)] == ["1", "1", "2"]
    parts = [TEXT, ("5服务", styled(2, 22)), ("5.2接口", styled(3)), TEXT, ("5.3命名", BIGGER), TEXT]
    assert [heading[0] for heading in outline(*parts)] == ["1", "2", "2"]
    parts = [TEXT, ("服务", styled(2, 22)), ("接口", styled(3)), TEXT, ("小结", BIGGER), TEXT]
    assert [heading[0] for heading in outline(*parts)] == ["1", "2", "2"]


def test_one_line_in_a_look_of_its_own_moves_no_chapter() -> None:
    large = Look(26, bold=True, align="left")
    parts: list[Part] = [
        TEXT,
        ("商业计划", large),
        TEXT,
        ("概述", styled(2)),
        TEXT,
        ("打算", styled(2)),
        TEXT,
    ]
    assert [heading[0] for heading in outline(*parts)] == ["1", "1", "1"]


def test_a_number_of_a_style_says_nothing_of_other_looks() -> None:
    """1.5公里 is no number: what looks otherwise does not take its style."""
    parts: list[Part] = [
        TEXT,
        ("1.5公里跑", styled(3)),
        TEXT,
        ("服务", styled(2, 22)),
        TEXT,
        ("小结", BIGGER),
        TEXT,
    ]
    assert [heading[0] for heading in outline(*parts)][1:] == ["1", "2"]
    parts = [TEXT, ("说明", BOLD), TEXT, ("1.5公里跑", styled(3)), TEXT]
    assert outline(*parts)[0] == "1 说明"


def test_numbers_below_a_style_of_the_same_numbers() -> None:
    parts: list[Part] = [
        ("1.前言", styled(2)),
        TEXT,
        ("1、背景", BODY),
        TEXT,
        ("2、目的", BODY),
        TEXT,
        ("2.正文", styled(2)),
        TEXT,
    ]
    assert [heading[0] for heading in outline(*parts)] == ["1", "2", "2", "1"]


def test_a_number_of_another_form_goes_on_with_no_style() -> None:
    """1概述 is a chapter, and 2、 a number of what stands below it."""
    parts: list[Part] = [
        TEXT,
        ("1概述", styled(2, 22)),
        ("1.1材料", styled(3)),
        f"1、申请表。{TEXT}",
        "2、鉴别材料",
        TEXT,
    ]
    parts += ["3、证明文件", TEXT, ("2打算", styled(2, 22)), TEXT]
    assert [heading[0] for heading in outline(*parts)] == ["1", "2", "3", "3", "1"]


def test_a_slip_in_the_style_of_one_of_a_series() -> None:
    parts: list[Part] = [("1.制度", styled(2)), TEXT]
    for number, name in enumerate(("签到", "规范", "版本"), 2):
        parts += [(f"{number}.{name}", styled(3)), TEXT]
    assert [heading[0] for heading in outline(*parts)] == ["1"] * 4


def test_chapters_without_a_text_below() -> None:
    """The last one, one with a table, and one right above the next are headings as the others are."""
    table = Block(kind=Kind.TABLE, cells=(("资料", "打印"), ("1", "2")))
    parts: list[Part] = [
        ("一、成效", BIGGER),
        TEXT,
        ("二、打算", BIGGER),
        TEXT,
        ("三、成果", BIGGER),
        ("四、经费", BIGGER),
        table,
    ]
    assert len(outline(*parts, ("五、附录", BIGGER))) == 5
    parts = [
        ("成效", styled(2)),
        TEXT,
        ("打算", styled(2)),
        TEXT,
        ("附录：", styled(2)),
        TEXT,
        ("后记", styled(2)),
    ]
    assert len(outline(*parts)) == 4


def test_a_list_with_a_paragraph_behind_it() -> None:
    assert outline("如下：", "1.新材料", "2.生物医药", "3.大数据", TEXT) == []
    assert outline("1.新材料", TEXT, f"2.生物医药。{TEXT}", f"3.大数据。{TEXT}", TEXT) == []


def test_a_series_begins_anew_below_each_heading() -> None:
    """Items in one chapter say nothing of headings in another."""
    items = ("1.新材料", "2.生物医药", "3.大数据", "4.新能源", "5.低空经济")
    parts: list[Part] = [
        ("成效几何", styled(2)),
        *items,
        TEXT,
        ("做法如下", styled(2)),
        "1.强化政策",
        TEXT,
        "2.强化服务",
        TEXT,
    ]
    assert outline(*parts)[-2:] == ["2 1.强化政策", "2 2.强化服务"]


def test_large_lines_one_below_the_other_are_a_list() -> None:
    large = Look(24, align="left")
    names = ("做事比较严谨", "执行力较强", "了解具体流程", "善于沟通")
    assert outline(TEXT, TEXT, TEXT, *((name, large) for name in names), TEXT) == []


def test_a_bullet_is_no_heading_in_any_series() -> None:
    bullets = [
        Block((Run("一、成效"),), look=BOLD, number=BULLET),
        Block((Run("二、打算"),), look=BOLD, number=BULLET),
    ]
    assert outline(bullets[0], TEXT, bullets[1], TEXT) == []


def test_numbers_with_points_tell_more_than_a_slip_of_the_style() -> None:
    parts: list[Part] = [TEXT]
    for name, level in (("3要求", 2), ("3.1功能", 3), ("3.1.1识别", 3), ("3.2环境", 3), ("3.2.1平台", 4)):
        parts += [(name, styled(level)), TEXT]
    parts += [("3.3硬件", styled(4)), TEXT, ("3.3.1主机", styled(4)), TEXT, ("3.10后勤", styled(3)), TEXT]
    assert [heading[0] for heading in outline(*parts)] == ["1", "2", "3", "2", "3", "2", "3", "2"]


def test_plain_numbers_below_a_style_with_points() -> None:
    parts: list[Part] = [TEXT, ("3要求", styled(2, 22)), TEXT, ("3.9培训", styled(3)), TEXT]
    parts += ["1.技术", TEXT, "2.计划", TEXT, ("4打算", styled(2, 22)), TEXT]
    assert [heading[0] for heading in outline(*parts)] == ["1", "2", "3", "3", "1"]


def test_large_lines_within_a_text_move_no_chapter() -> None:
    """As on a second cover, behind a form."""
    large = Look(28, align="left")
    picture = Block(kind=Kind.IMAGE, image="a.png")
    parts: list[Part] = [TEXT, ("某校技术扶贫", large), picture, ("线上实践团", large), TEXT]
    parts += [("一、主题", styled(2)), TEXT, ("二、背景", styled(2)), TEXT]
    assert [heading[0] for heading in outline(*parts)][-2:] == ["1", "1"]


def test_a_line_that_looks_as_headings_do_is_one() -> None:
    """With a colon within, with one letter, over the next in the middle: none is a label or a cover then."""
    names = ("扶贫三部曲", "不足与难点", "短视频：造血式扶贫", "“吴”")
    parts = [part for name in names for part in ((name, BOLD), TEXT)]
    assert len(outline(TEXT, *parts)) == len(names)
    assert outline(TEXT, ("作品名称：移动充电站", BOLD), TEXT) == []


def test_a_filled_in_line_joins_no_headings() -> None:
    parts: list[Part] = [
        ("一、内容", BOLD),
        TEXT,
        ("二、义务", BOLD),
        TEXT,
        ("三、有效期：自今年起至明年止。", BOLD),
        TEXT,
    ]
    assert len(outline(TEXT, *parts)) == 2
    parts[4] = ("三、有效期自今年起至明年止。", BOLD)
    assert len(outline(TEXT, *parts)) == 3


def test_one_item_among_paragraphs_is_no_heading() -> None:
    assert outline(
        ("营销模式", styled(2)), f"①平台。{TEXT}", "②用户达到规模", ("利润分析", styled(2)), TEXT
    ) == [
        "1 营销模式",
        "1 利润分析",
    ]


def test_points_below_one_number_have_the_style_of_their_part() -> None:
    """In another part numbers with as many points may be in another style."""
    parts: list[Part] = [TEXT, ("协议书", styled(2)), ("1概况", styled(3)), ("1.1双方", styled(4)), TEXT]
    parts += [("通用条款", styled(2)), TEXT]
    for number in range(1, 5):
        parts += [(f"{number}.1条款", styled(3)), TEXT]
    assert [heading[0] for heading in outline(*parts)][:3] == ["1", "2", "3"]


def test_parts_with_chapters_right_below() -> None:
    """Each in the middle, and below each 一、 begins anew; a single line, as of a cover, is none."""
    part = Look(14, bold=True, align="center")
    parts: list[Part] = [TEXT]
    for name in ("经典诵读活动", "征文比赛"):
        parts += [(name, part), ("一、背景", BOLD), TEXT, ("二、目的", BOLD), TEXT]
    assert [heading[0] for heading in outline(*parts)] == ["1", "2", "2"] * 2
    assert [heading[0] for heading in outline(*parts[1:])] == ["1", "2", "2"] * 2
    assert outline(("某班某某", part), ("一、背景", BOLD), TEXT) == ["1 一、背景"]
    assert outline(TEXT, ("参考答案", part), ("一、背景", BOLD), TEXT) == ["1 参考答案", "1 一、背景"]


def test_a_series_in_several_looks() -> None:
    """Bold or not, in a style or not: by their numbers they are one series."""
    parts: list[Part] = [("一、背景", BOLD), TEXT, "二、目的", TEXT, ("三、主题", styled(3, 12)), TEXT]
    parts += ["四、时间", "五、地点", "环科楼", "六、主办方", TEXT]
    assert [heading[0] for heading in outline(TEXT, *parts)] == ["1"] * 6


def test_one_of_two_items_is_no_heading() -> None:
    assert outline(TEXT, "附件：1.课程内容", "2.项目日程", "4.实施细则", TEXT) == []


def test_a_label_that_looks_as_headings_do_is_none() -> None:
    parts: list[Part] = [("附件4", BOLD), TEXT, ("第一条 机构", BOLD), TEXT, ("第二条 总额", BOLD), TEXT]
    assert outline(TEXT, *parts) == ["1 第一条 机构", "1 第二条 总额"]


@pytest.mark.parametrize("text", ["指导教师 赵志立", "年 级2019级", "学 院　信息学院"])
def test_a_field_of_a_cover_is_no_heading(text: str) -> None:
    assert outline(TEXT, (text, BIGGER), TEXT) == []


@pytest.mark.parametrize(
    ("text", "look", "guess"),
    [
        ("成效几何", BOLD, True),
        ("成效几何", BIGGER, False),
        ("声　明", BOLD, False),
        ("参考文献", BOLD, False),
        ("1.4调查目的", BODY, False),
        ("成效几何", styled(2), False),
    ],
)
def test_which_headings_are_guesses(text: str, look: Look, *, guess: bool) -> None:
    draft = import_parts(TEXT, (text, look), TEXT)
    assert [block.text for block in draft.articles[0].blocks if block.kind is Kind.HEADING] == [text]
    assert [remark.code for remark in draft.remarks if remark.guess] == ["I125"] * guess


def test_a_line_without_words_is_no_heading() -> None:
    parts: list[Part] = [("成效几何", BOLD), TEXT, ("打算如何", BOLD), TEXT, ("……", BOLD), TEXT]
    assert len(outline(TEXT, *parts)) == 2


def test_an_item_with_a_bullet_joins_no_headings() -> None:
    bullet = Block((Run("三、成果"),), look=BOLD, number=BULLET)
    assert len(outline(("一、成效", BOLD), TEXT, ("二、打算", BOLD), TEXT, bullet, TEXT)) == 2


def test_a_look_of_whole_sentences_makes_no_headings() -> None:
    """Bold is how the writer stresses what is said."""
    said = (f"{TEXT}{TEXT}", BOLD)
    assert outline(TEXT, TEXT, TEXT, TEXT, ("成效几何", BOLD), TEXT, said, TEXT, said, TEXT, TEXT) == []


def test_articles_below_chapters_in_the_same_style() -> None:
    chapters = ("第一章 总则", "第一条 目的", "第二条 范围", "第二章 职责", "第三条 机构")
    parts = [part for name in chapters for part in ((name, styled(1)), TEXT)]
    assert [heading[0] for heading in outline(TEXT, *parts)] == ["1", "2", "2", "1", "2"]
    plain = [part for name in ("一、背景", "（一）现状", "二、目的") for part in ((name, styled(1)), TEXT)]
    assert [heading[0] for heading in outline(TEXT, *plain)] == ["1", "2", "1"]
    apart = [part for name in ("一、背景", "二、目的", "1.现状") for part in ((name, styled(1)), TEXT)]
    assert [heading[0] for heading in outline(TEXT, *apart)] == ["1", "1", "2"]


def test_labels_over_texts_are_headings_without_their_colons() -> None:
    labels = ("活动目的：", "活动时间：", "活动要求：")
    parts = [part for name in labels for part in ((name, BOLD), TEXT)]
    assert outline(TEXT, *parts) == ["1 活动目的", "1 活动时间", "1 活动要求"]
    assert outline(TEXT, *parts[:4]) == []
    turns = [part for name in ("记者：", "专家：", "记者：", "专家：") for part in ((name, BOLD), TEXT)]
    assert outline(TEXT, *turns) == []


def test_numbered_labels_over_texts_are_headings() -> None:
    labels = ("一、活动目的：", "二、活动时间：", "三、活动要求：")
    parts: list[Part] = [part for name in labels for part in (name, TEXT)]
    assert outline(TEXT, *parts) == ["1 一、活动目的", "1 二、活动时间", "1 三、活动要求"]
    sisters: list[Part] = ["一、活动目的", TEXT, "二、活动时间：", TEXT, "三、活动要求", TEXT]
    assert len(outline(TEXT, *sisters)) == 3
    assert outline(TEXT, "一、活动目的：", TEXT, "二、活动时间：", "三、活动要求：", TEXT) == []


def test_two_bold_labels_with_numbers_are_headings() -> None:
    parts = [part for name in ("1.需求评审：", "2.设计评审：") for part in ((name, BOLD), TEXT)]
    assert outline(TEXT, *parts) == ["1 1.需求评审", "1 2.设计评审"]


def test_steps_are_no_labels_that_were_filled_in() -> None:
    steps = ("第一步：下载程序", "第二步：安装程序", "项目一：移动充电站")
    parts = [part for name in steps for part in ((name, BOLD), TEXT)]
    assert outline(TEXT, *parts) == [f"1 {name}" for name in steps]


def test_offices_over_a_text_each_are_headings() -> None:
    offices = ("某市创新发展中心", "某市科学技术局")
    parts = [part for name in offices for part in ((name, BOLD), TEXT)]
    assert outline(TEXT, *parts) == [f"1 {name}" for name in offices]
    assert outline(TEXT, (offices[0], BOLD), "2023年5月6日") == []
    sisters = [part for name in ("成效如何", offices[0], "打算如何") for part in ((name, BOLD), TEXT)]
    assert len(outline(TEXT, *sisters)) == 3


def test_the_stop_behind_a_heading_is_not_printed() -> None:
    parts: list[Part] = [("一、内容", BOLD), TEXT, ("二、义务：", BOLD), TEXT, ("三、自今年起。", BOLD), TEXT]
    assert outline(TEXT, *parts) == ["1 一、内容", "1 二、义务", "1 三、自今年起"]


def test_the_title_of_an_attachment_on_two_lines_is_one_heading() -> None:
    large = Look(18, bold=True, align="center")
    parts: list[Part] = [TEXT, "附件1：", ("某大学成长驿站第十二届", large), ("候选人推荐表", large), TEXT]
    assert outline(*parts) == ["1 某大学成长驿站第十二届候选人推荐表"]


def test_roman_parts_and_numbers_with_a_colon() -> None:
    part = Look(14, bold=True, align="center")
    parts: list[Part] = [TEXT, ("第I部分 本校", part), ("一、内容", BOLD), TEXT]
    parts += [("第II部分 其他", part), ("请另交一份。", BOLD), TEXT]
    assert outline(*parts) == ["1 第I部分 本校", "2 一、内容", "1 第II部分 其他"]
    chapters: list[Part] = [
        ("一、定义", BOLD),
        TEXT,
        ("二：设计", BOLD),
        TEXT,
        ("三：编码、测试。", BOLD),
        TEXT,
    ]
    assert outline(TEXT, *chapters) == ["1 一、定义", "1 二：设计", "1 三：编码、测试"]


def test_bold_phrases_with_numbers_and_stops_are_headings() -> None:
    names = ("（1）生理上的需要。", "（2）安全上的需要。", "（3）情感上的需要。")
    parts = [part for name in names for part in ((name, BOLD), TEXT)]
    assert outline(TEXT, *parts) == [f"1 {name[:-1]}" for name in names]
    plain: list[Part] = [part for name in names for part in (name, TEXT)]
    assert outline(TEXT, *plain) == []
    above = ("需求层次", Look(20, bold=True, align="left"))
    assert outline(TEXT, above, TEXT, *parts) == ["1 需求层次", *(f"2 {name[:-1]}" for name in names)]


def test_a_list_below_a_heading_with_the_same_numbers_is_within_its_series() -> None:
    items = ("1.理论建模的创新点在于统一框架，能够处理多种情况，并给出一般的结论。", "2.数值方法的创新点。")
    parts: list[Part] = []
    for name in ("1．研究内容", "2．拟解决的问题", "3本项目的特色与创新之处", "4．进度安排"):
        parts += [(name, BOLD), *items]
    assert [heading[:3] for heading in outline(TEXT, *parts)] == ["1 1", "1 2", "1 3", "1 4"]


def test_a_path_of_a_program_is_no_heading() -> None:
    assert outline(TEXT, ("api/v1/machines/返回主机信息", BOLD), TEXT) == []


def test_items_over_what_was_filled_in_are_no_headings() -> None:
    parts: list[Part] = ["1.计划，手册", "完成质量：需要整改", "2.代码，测试", "完成质量：仍有异常"]
    assert outline(TEXT, *parts, TEXT) == []


def test_attachments_with_their_titles_are_all_headings_or_none() -> None:
    table = Block(kind=Kind.TABLE, cells=(("姓名", ""), ("班级", "")))
    parts: list[Part] = [TEXT, ("附件2：某校审批表", BOLD), table, "附件3：某院审批表", table]
    assert outline(*parts) == ["1 附件2：某校审批表", "1 附件3：某院审批表"]
    assert outline(TEXT, "附件1：某校审批表", "附件2：某院审批表") == []


def test_lines_in_brackets_are_the_headings_of_a_text_without_looks() -> None:
    parts: list[Part] = [
        part for name in ("【开场】", "【做法】", "【收获】") for part in (name, "第1页：标题")
    ]
    assert outline(TEXT, *parts) == ["1 【开场】", "1 【做法】", "1 【收获】"]
    assert outline(TEXT, "【开场】", TEXT, "【做法】", "【收获】", TEXT) == []


def test_lines_over_rules_are_the_headings_of_a_text() -> None:
    frame, rule = "=" * 20, "-" * 20
    lines = [
        frame,
        "财务系统演讲稿",
        "（六分钟）",
        frame,
        "",
        "开场",
        rule,
        "",
        TEXT,
        "",
        "第一部分：做法",
        rule,
    ]
    lines += ["", TEXT, "", frame, "附录：建议", frame, "", TEXT]
    draft = recognise(Manuscript("来稿.txt", lines=split_lines("\n".join(lines))))
    (article,) = draft.articles
    found = [f"{block.level} {block.text}" for block in article.blocks if block.kind is Kind.HEADING]
    assert (article.title, found) == ("财务系统演讲稿", ["1 开场", "1 第一部分：做法", "1 附录：建议"])
    table = [
        "姓名 年龄",
        rule,
        "王芳 20",
        "李强 30",
        "",
        TEXT,
        "",
        "编号 数量",
        rule,
        "甲 20",
        "乙 30",
        "",
        TEXT,
    ]
    draft = recognise(Manuscript("来稿.txt", lines=split_lines("\n".join([TEXT, "", *table]))))
    assert not [block for block in draft.articles[0].blocks if block.kind is Kind.HEADING]


def test_a_long_heading_in_the_style_of_several_is_one() -> None:
    long = "6.1产品策略——实时更新，为用户提供最方便的服务，让每一位用户在每一天都能找到自己所需要的东西"
    parts: list[Part] = [("6.2渠道策略", styled(3)), TEXT, ("6.3促销策略", styled(3)), TEXT]
    assert len(outline(TEXT, (long, styled(3)), TEXT, *parts)) == 3
    assert len(outline(TEXT, (long, styled(4)), TEXT, *parts)) == 2


def test_questions_with_choices_are_no_headings() -> None:
    parts: list[Part] = []
    for name in ("1．某组织的简称是（　　）", "2．我国加入的组织是（　　）"):
        parts += [name, "A．甲　B．乙　C．丙　D．丁"]
    assert outline(TEXT, *parts) == []
    assert outline(TEXT, "1．下列说法正确的是", "A．甲", "2．下列说法错误的是", "A．甲", TEXT) == []


def test_items_with_letters_below_a_number_leave_it_a_heading() -> None:
    parts: list[Part] = ["1、第一版需求", TEXT, "2、软件最小规模", "A、学校选择页面", "B、学校介绍页面"]
    assert outline(TEXT, *parts, TEXT) == ["1 1、第一版需求", "1 2、软件最小规模"]


def test_a_part_of_a_text_has_a_colon_and_is_a_heading() -> None:
    assert outline(TEXT, ("参考文献：", BOLD), TEXT) == ["1 参考文献"]
    assert outline(TEXT, "参考文献：", TEXT) == []


def test_the_style_of_most_of_a_text_makes_no_headings() -> None:
    style = Look(16, align="left", level=7)
    parts: list[Part] = [
        ("摘要", styled(2)),
        ("日期：8月20日", style),
        (TEXT, style),
        (TEXT, style),
        (TEXT, style),
    ]
    assert outline(*parts) == ["1 摘要"]


LONG = (
    "有人说，这里的规定只约束单位，不约束个人，所以个人不必申报，也不必公开，更不必接受检查。这种说法对吗？"
)


def test_a_word_and_its_numbers_make_long_questions_headings() -> None:
    asked = [f"问题1、{LONG}", "问题2、什么时候申报？", f"问题3、{LONG}"]
    parts = [part for text in asked for part in ((text, BOLD), "答：不对。", TEXT)]
    assert outline(*parts) == [f"1 {text}" for text in asked]


@pytest.mark.parametrize("numbers", ["12", "124", "234"])
def test_numbers_that_miss_one_tell_no_headings(numbers: str) -> None:
    parts = [part for number in numbers for part in ((f"问题{number}、{LONG}", BOLD), TEXT)]
    assert outline(*parts) == []


def test_items_with_what_was_filled_in_are_no_headings() -> None:
    items = ["（2）检察院起诉：2个月", "（3）法院一审：3个月", "（4）上诉期：10天"]
    parts = [part for text in items for part in (text, TEXT)]
    assert outline(("审理的时间", BOLD), f"（1）{TEXT}", *parts) == ["1 审理的时间"]


def test_a_long_line_that_looks_as_the_others_of_its_series_is_a_heading() -> None:
    texts = [
        "4.1数据的收集",
        "4.2数据的清洗（scripts/prepare/cleaner.py + scripts/prepare/check.py）",
        "4.3检索",
    ]
    parts = [part for text in texts for part in ((text, BIGGER), TEXT)]
    assert outline(*parts) == [f"1 {text}" for text in texts]


def test_a_list_between_two_chapters_is_none_of_their_series() -> None:
    items = ["1.规模：八十四部法律", "2.模型：某某模型", "3.指标：相似度"]
    shown: list[Part] = [("1. 项目概述", BIGGER), TEXT, *((item, Look(14, align="left")) for item in items)]
    parts: list[Part] = [*shown, ("2. 系统架构", BIGGER), TEXT, ("3. 目录结构", BIGGER), TEXT]
    assert outline(*parts) == ["1 1.项目概述", "1 2.系统架构", "1 3.目录结构"]


@pytest.mark.parametrize("text", ["Table 1: 依赖项的情况", "Figure 2. 系统的结构", "Tab. 3：结果"])
def test_an_english_caption_is_no_heading(text: str) -> None:
    assert outline(("研究内容", BOLD), TEXT, (text, Look(12, align="center")), TEXT) == ["1 研究内容"]


@pytest.mark.parametrize("text", ["参考文献：", "致谢"])
def test_what_closes_a_text_stands_beside_its_chapters(text: str) -> None:
    parts: list[Part] = [
        ("1 引言", BIGGER),
        TEXT,
        ("2 方法", BIGGER),
        TEXT,
        ("2.1 步骤", BOLD),
        TEXT,
        (text, BOLD),
        TEXT,
    ]
    assert outline(*parts)[-2:] == ["2 2.1步骤", f"1 {text.rstrip('：')}"]


def test_a_bold_item_behind_a_plain_one_is_a_heading() -> None:
    parts: list[Part] = ["1、对象：应届毕业生", ("2、岗位信息", BOLD), TEXT, ("3、站点预告", BOLD), TEXT]
    assert outline(("一、计划", BIGGER), *parts) == ["1 一、计划", "2 2、岗位信息", "2 3、站点预告"]


def test_a_bold_label_keeps_its_face_and_a_bold_paragraph_does_not() -> None:
    bold = Look(12, bold=True, align="left")
    texts = ["附法律条文：", "各单位：", "1、附条文：", TEXT]
    blocks = [Block((Run(text, True),), look=bold) for text in texts]
    parts = [part for block in blocks for part in (block, TEXT, TEXT)]
    (article,) = import_parts(TEXT, *parts).articles
    kept = [block.text for block in article.blocks if any(run.bold for run in block.runs)]
    assert kept == texts[:1]


@pytest.mark.parametrize("text", ["x3 = 0, i = 1, ..., n", "a + b ≤ c"])
def test_a_formula_in_the_middle_is_no_heading(text: str) -> None:
    assert outline(("研究内容", BOLD), TEXT, (text, Look(16, align="center")), TEXT) == ["1 研究内容"]
