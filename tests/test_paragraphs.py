"""Lines right under one another: joined where text was broken at a measure, else apart, or asked."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bulletin.check.fix import mend_sources
from bulletin.document.tree import Break, List, Paragraph, Quote
from bulletin.document.walk import read_text, walk_document, walk_inlines
from bulletin.errors import Problem
from bulletin.markup import parse_markdown
from bulletin.markup.lineends import Surroundings, Verdict, judge_ends
from bulletin.markup.measure import Line
from bulletin.model import Source

from .conftest import MakeWorkspace
from .test_check import run_check

# A text of an office with figures, names, quotations and a foreign word, to be broken anywhere.
TEXT = (
    "6月12日，市农业农村局会同气象、水利等部门召开夏粮收购调度会，研究部署收购、仓储和资金保障工作。会议指出，今年夏粮"
    "丰收在望，预计总产量达到86.4万吨，比上年增加2.3万吨。会议要求，各乡镇要提前腾仓，备足器材，组织好“一卡通”结算，"
    "不打白条、不压级压价；要运用GIS系统掌握墒情，确保颗粒归仓。据了解，全市已落实收购资金12亿元，检修烘干设备430台套。"
)
ASKED = {"M150"}


def parse(text: str) -> tuple[list[str], list[Problem]]:
    """The blocks of `text` as plain words, and the problems."""
    problems: list[Problem] = []
    document = parse_markdown(Source("a.md", tuple(text.split("\n"))), 1, problems)
    return [
        read_text(block.children) if isinstance(block, Paragraph) else type(block).__name__
        for block in document.blocks
    ], problems


def codes(problems: list[Problem]) -> list[str]:
    return [problem.code for problem in problems]


@pytest.mark.parametrize(
    "text",
    [
        "1 陈** 文学院 68\n2 刘** 信息学院 61\n3 赵** 法学院 55",
        "查实的，\n（1）取消收购资格；\n（2）依法处理。",
        "合计\t12\t3\t5\n注：不含流动网点。",
        "附后：\n1、2025年收购网点表\n2、质量标准",
        "地点：市民中心二楼\n时间：6月12日下午3点\n参加人员：各乡镇分管负责人",
        "要求：\n1.收购网点一览表\n2.质量标准",
        "问：今年补贴怎么领？\n答：带身份证到镇农技站登记",
        "主持人：请介绍一下情况。\n陈芳：好的。",
        "任命：\n陈芳为市农业农村局局长；\n刘洋为市水利局副局长。",
        "防汛物资清单\n编织袋　20000条\n救生衣　500件",
        "（1）腾仓\n（2）验质\n（3）结算",
        "1）腾仓\n2）验质",
        "①腾仓\n②验质\n③结算",
        "★夏粮收购启动\n★首批早稻开镰",
        "第三条　收购企业应当公示价格\n第四条　本办法自印发之日起施行。",
        "特此通知。\n青江市农业农村局\n2025年6月12日",
        "青江粮油有限公司\n北渡米业有限公司\n东升农机合作社",
        "加强组织领导\n成立夏粮收购专班，由分管副市长任组长，农业农村、水利、气象等部门为成员，每周调度一次。",
        "粮食安全是“国之大者”。\n——摘自《粮食安全保障法释义》",
        "08:30　集合\n09:00　出发",
        "Dear Sir,\nWe have the honour to inform you that the granary is open.\nBest regards,\nChen Fang",
        "各乡镇人民政府：\n为做好夏粮收购工作，现就有关事项通知如下。",
        "图1　收购网点分布\n注：不含流动网点",
        "联系电话：0123-4567\n电子邮箱：a@b.gov.cn",
        "第一章　总则\n第一条　为了保障粮食安全，制定本办法。",
        "姓名\t单位\n陈芳\t农业农村局\n刘洋\t水利局",
        "3幢101　钱某　证件：3201**********1357\n4幢202　孙某　证件：3201**********246X",
        "教材分为几部分\nⅠ.绪论\nⅡ.实验\nⅢ.习题",
        "关于做好夏粮收购工作的通知\n青农发〔2025〕12号\n各乡镇人民政府：",
        "青江市农业农村局办公室\n2025年6月12日印发",
        "陈　芳　　市农业农村局局长\n欧阳文　　市水利局副局长\n刘　洋　　市气象局局长\n（二）专家组",
        "2024年3月1日　第一次会议通过\n2025年4月22日　起施行",
        "2.网点一览表.xlsx\n青江市农业农村局",
        "6月12日，收购启动\n6月20日，首船新麦外运",
        "收购网点名单\n附件1 网点一览表\n附件2 质量标准",
        "申报网址https://a.gov.cn/nongye/shenbao/rukou\n二、一次性扩岗补助",
        "新增一条：“下列粮食不得收购：\n（一）霉变的；\n（二）掺杂的。”",
        "登录系统（http://a.gov.cn/sy)，按提示办理，逾期不予受理。\n申报材料由各乡镇初审，初审以后报送市农业农村局；市局自收到之日起五个工作日内办结。",
        "1998年9月—2002年7月　某大学农学院学习\n2002年8月—2010年3月　市种子站技术员",
    ],
)
def test_lines_that_are_paragraphs_each(text: str) -> None:
    blocks, problems = parse(text)
    assert len(blocks) == text.count("\n") + 1
    assert not ASKED & {*codes(problems)}


@pytest.mark.parametrize(
    "text",
    [
        "各乡镇要摸清底数，\n备足仓容。",
        "会前征集意见41条，集中在\n**仓容**和**资金**两个方面。",
        "第一、\n二、三季度",
        "**腾仓\n验质**同步推进。",
        "《夏粮收购\n工作方案》已经印发。",
        "据了解，为做好今年的夏粮收购，全市已落实收购资金\n12亿元。",
        "The bureau has signed a memorandum with three\nuniversities on drought-resistant wheat.",
        "text\n![图](a.png)",
        "一行到此为止\\\n下一行",
    ],
)
def test_lines_that_go_on(text: str) -> None:
    """Whatever stands between the two, neither is a paragraph of its own."""
    problems: list[Problem] = []
    document = parse_markdown(Source("a.md", tuple(text.split("\n"))), 1, problems)
    lines = {line for block in document.blocks[:1] for line in block.lines}
    assert lines == {1, 2} or "![" in text
    assert not ASKED & {*codes(problems)}


def break_text(text: str, measure: int, *, by_columns: bool) -> list[str]:
    """`text` broken at `measure` half Han, no mark at the start of a line, no word in two."""
    lines, line, width = [], "", 0
    for char in text:
        wide = 2 if not by_columns or not char.isascii() else 1
        if (
            line
            and width + wide > measure
            and char not in "，。、；：”"
            and not (char.isascii() and line[-1].isascii())
        ):
            lines.append(line)
            line, width = "", 0
        line, width = line + char, width + wide
    return [*lines, line]


@settings(max_examples=200, deadline=None)
@given(st.integers(50, 90), st.booleans(), st.integers(0, 60), st.integers(60, len(TEXT)))
def test_text_broken_at_a_measure_is_one_paragraph(
    measure: int, by_columns: bool, start: int, length: int
) -> None:
    typed = TEXT[start : start + length]
    lines = break_text(typed, measure, by_columns=by_columns)
    # Where a sentence ends with its line, other lines have to show the measure: see the next test.
    assume(len(lines) > 4 or not any(line.endswith("。") for line in lines[:-1]))
    blocks, problems = parse("\n".join(lines))
    assert blocks == [typed]
    assert not problems


def test_a_sentence_that_ends_with_a_full_line_goes_on() -> None:
    lines = break_text(TEXT + TEXT, 64, by_columns=True)
    lines[1] = f"{lines[1][:-1]}。"
    blocks, problems = parse("\n".join(lines))
    assert blocks == ["".join(lines)]
    assert not problems
    # So do those of one paragraph alone: nobody writes four sentences of one length.
    assert len(parse(f"{'全市夏粮收购工作有序推进。' * 3}\n" * 3 + "预计月底结束。")[0]) == 1


def test_sentences_of_different_lengths_are_paragraphs() -> None:
    lines = ["全市夏粮收购工作有序推进，库点全部开秤。" * n for n in (2, 1, 3, 2)]
    assert len(parse("\n".join(lines))[0]) == 4


def test_a_broken_text_among_paragraphs_of_one_line_is_one_paragraph() -> None:
    broken = "\n".join(break_text(TEXT, 68, by_columns=True))
    blocks, problems = parse(f"{TEXT}\n\n{broken}\n\n{TEXT}{TEXT}")
    assert blocks == [TEXT, TEXT, TEXT + TEXT]
    assert not problems


def test_a_doubtful_end_is_asked_with_both_lines() -> None:
    blocks, problems = parse(
        "二、压实工作责任，切实把夏粮收购各项保障措施落到实处见到成效\n各乡镇要每周报送一次收购进度。"
    )
    assert len(blocks) == 1
    (problem,) = (problem for problem in problems if problem.code == "M150")
    assert problem.line == 1
    assert "落到实处见到成效”“各乡镇" in problem.message
    assert "第1行与第2行之间空一行" in problem.hint


PIECES = st.sampled_from(
    [
        "汉",
        "字词",
        "，",
        "。",
        "：",
        "；",
        "、",
        "（一）",
        "1.",
        "问：",
        "“",
        "”",
        "《",
        "2025年",
        "ab ",
        "**",
        "|",
        "\t",
        "　",
    ]
)
LINES = st.lists(PIECES, min_size=1, max_size=12).map("".join).filter(str.strip)


@settings(max_examples=400, deadline=None)
@given(st.lists(LINES, min_size=1, max_size=8), st.booleans(), st.sampled_from([-1.0, 0.0, 0.5, 1.0]))
def test_what_no_line_end_may_do(texts: list[str], apart: bool, stops: float) -> None:
    """Behind a comma, ahead of a mark that begins no line and inside of bold nothing is parted, but cells and
    verses."""
    run = [Line(text, text) for text in texts]
    verdicts = judge_ends(run, Surroundings((), stops, apart))
    assert len(verdicts) == len(run) - 1
    for verdict, (line, after) in zip(verdicts, pairwise(run), strict=True):
        cells = line.tabs or line.gaps or after.opening.value in {"number", "label"}
        if not cells and (line.bare[-1:] == "，" or after.bare[:1] in ("，", "。")):
            assert verdict is not Verdict.PART


def test_verses_stay_lines() -> None:
    for text in (
        "千里莺啼绿映红，\n水村山郭酒旗风。\n南朝四百八十寺，\n多少楼台烟雨中。",
        "两个黄鹂鸣翠柳，一行白鹭上青天。\n窗含西岭千秋雪，门泊东吴万里船。",
        "镰刀磨亮了，麦子黄了，\n风从北渡一直吹到青江。\n娘说，天亮就开镰，\n趁着露水，趁着凉。",
        "我们走在大路上，\n意气风发斗志昂扬，\n领导革命队伍，\n披荆斩棘奔向前方。",
    ):
        problems: list[Problem] = []
        document = parse_markdown(Source("a.md", ("绝句", *text.split("\n"))), 1, problems)
        title, verse = document.blocks
        assert isinstance(title, Paragraph)
        assert isinstance(verse, Paragraph)
        assert sum(isinstance(inline, Break) for inline in walk_inlines(verse.children)) == text.count("\n")
        assert not problems


@pytest.mark.parametrize(
    "text",
    [
        "收麦的人走了，剩下\n场院里，一只石磙和\n月亮说话，说到\n天亮",
        "我在河堤上\n等一条没有名字的船，它驮着\n雨水、旧信\n和整个春天的泥泞\n慢慢地\n转过弯来",
        "——渡口还在\n渡船却换了人，那年夏天撑篙的老人\n把篙插在门前\n长成了一棵柳",
    ],
)
def test_free_verse_stays_lines(text: str) -> None:
    problems: list[Problem] = []
    document = parse_markdown(Source("a.md", tuple(text.split("\n"))), 1, problems)
    (verse,) = document.blocks
    assert isinstance(verse, Paragraph)
    assert sum(isinstance(inline, Break) for inline in walk_inlines(verse.children)) == text.count("\n")
    assert not problems


def test_two_lines_are_a_stanza_in_a_poem() -> None:
    stanzas = "麦子黄了，布谷鸟\n还在\n对岸", "它叫一声，天就\n低一寸", "我们弯下腰，像\n欠着\n谁一句话"
    blocks, problems = parse("\n\n".join(stanzas))
    assert (len(blocks), problems) == (3, [])
    typed = Source("a.md", tuple("\n\n".join(stanzas).split("\n")))
    breaks = [isinstance(one, Break) for one in walk_document(parse_markdown(typed, 1, []))]
    assert sum(breaks) == 5


@settings(max_examples=200, deadline=None)
@given(st.integers(26, 44), st.integers(0, 60), st.integers(80, len(TEXT)))
def test_text_broken_at_a_narrow_measure_is_no_verse(measure: int, start: int, length: int) -> None:
    lines = break_text(TEXT[start : start + length], measure, by_columns=True)
    run = [Line(text, text) for text in lines]
    assert Verdict.VERSE not in judge_ends(run, Surroundings())


def test_a_line_behind_a_list_a_quotation_or_a_note() -> None:
    document = parse_markdown(
        Source(
            "a.md",
            ("1. 腾仓", "2. 验质", "以上工作请于6月底前完成。", "", "> 民以食为天。", "这句话是老话。"),
        ),
        1,
        [],
    )
    assert [type(block) for block in document.blocks] == [List, Paragraph, Quote, Paragraph]
    # There is no way back into a note, so it is never left unasked.
    problems: list[Problem] = []
    text = "正文[^1]\n\n[^1]: 见《统计年鉴》。\n数据截至5月底。"
    document = parse_markdown(Source("a.md", tuple(text.split("\n"))), 1, problems)
    assert len(document.notes["1"].blocks) == 1
    assert codes(problems) == ["M150"]


def mend(text: str) -> str:
    """`text` as --fix makes it of what parse_markdown finds."""
    problems = parse(text.replace("\r\n", "\n"))[1]
    (file,) = mend_sources({"a.md": text.encode()}, problems)
    return file.data.decode()


def test_a_pasted_table_is_written_as_one() -> None:
    text = "收购进度如下：\n\t小麦\t油菜\n青江\t12\t3\n北渡\t28\t\n合计见上。\n"
    problem = parse(text)[1][0]
    assert (problem.code, problem.line) == ("M151", 2)
    assert problem.hint.endswith("| | 小麦 | 油菜 |\n| --- | --- | --- |\n| 青江 | 12 | 3 |\n| 北渡 | 28 | |")
    mended = mend(text)
    blocks, problems = parse(mended)
    assert blocks == ["收购进度如下：", "Table", "合计见上。"]
    assert not problems
    assert mend(text.replace("\n", "\r\n")) == mended.replace("\n", "\r\n")


def test_a_long_pasted_table_shows_its_first_rows() -> None:
    text = "\n".join(f"{i}镇\t{i}\t{i}%" for i in range(1, 41))
    (problem,) = parse(text)[1]
    assert problem.hint.count("\n") == 14
    assert problem.hint.endswith("（共40行）")
    assert mend(text).count("\n") == 40


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        (  # as Excel copies merged cells, and as Word does
            "县区\t收购\t\t库存\t\n\t小麦\t油菜\t小麦\t油菜\n青江\t1\t2\t3\t4",
            "| 县区 | 收购 || 库存 ||\n| --- | --- | --- | --- | --- |\n| ^^ | 小麦 | 油菜 | 小麦 | 油菜 |\n",
        ),
        (
            "县区\t收购\t库存\n\t小麦\t油菜\t小麦\t油菜\n青江\t1\t2\t3\t4\n北渡\t1\t2\t3\t4",
            "| 县区 | 收购 || 库存 ||\n| --- | --- | --- | --- | --- |\n| ^^ | 小麦 | 油菜 | 小麦 | 油菜 |\n",
        ),
        (  # a form
            "单位名称\t____\n负责人\t\t电话\t\n数量\t____吨",
            "| 单位名称 | ____ |||\n| --- | --- | --- | --- |\n| 负责人 | | 电话 | |\n| 数量 | ____吨 |||",
        ),
        ("品种\t数量\n小麦\t1\n  #强筋\t2", "| 品种 | 数量 |\n| --- | --- |\n| 小麦 | 1 |\n| #强筋 | 2 |"),
    ],
)
def test_merged_cells_of_a_pasted_table(typed: str, written: str) -> None:
    (problem,) = parse(typed)[1]
    assert written in problem.hint
    blocks, problems = parse(mend(typed))
    assert (blocks, problems) == (["Table"], [])


@pytest.mark.parametrize(
    "text",
    [
        "时间：\t6月12日\n地点：\t市民中心",
        "1.\t腾仓\n2.\t验质",
        "陈　芳　　刘　洋　　赵大海\n钱　多　　孙　礼　　周小舟",
        "联系人：陈芳　　联系电话：0123",
        "收购\t进度",
    ],
)
def test_what_is_no_pasted_table(text: str) -> None:
    assert not codes(parse(text)[1])


def test_headings_without_marks_are_one_notice_and_mended_at_once() -> None:
    text = "一、主要做法\n\n（一）抓腾仓\n\n腾出仓容三万吨。\n\n　　（二）抓验质\n\n设验质员十名。\n\n"
    text += "**二、下一步**\n\n抓好结算。\n"
    (problem,) = parse(text)[1]
    assert (problem.code, problem.severity.value, problem.line) == ("M152", "info", 1)
    assert "第1、3、7、11行" in problem.message
    mended = mend(text)
    assert mended.splitlines()[::2][:4] == [
        "## 一、主要做法",
        "### （一）抓腾仓",
        "腾出仓容三万吨。",
        "### （二）抓验质",
    ]
    assert "\n\n## 二、下一步\n\n" in mended
    assert not parse(mended)[1]


@pytest.mark.parametrize(
    "text",
    [
        "一、腾仓\n\n二、验质\n\n三、结算",
        "一、腾仓。各乡镇要提前腾仓。\n\n二、验质\n\n要配齐人员。",
        "（一）提前腾仓；\n\n（二）配齐人员。\n\n以上请落实。",
        "一、甲公司\n二、乙公司\n三、丙公司\n以上为名单。",
    ],
)
def test_items_are_no_headings(text: str) -> None:
    assert not codes(parse(text)[1])


@pytest.mark.parametrize("behind", ["", "\n（此件公开发布）", "\n\n附件1\n\n明细表"])
def test_a_signature_at_the_left_is_told_of_and_mended(behind: str) -> None:
    text = f"请遵照执行。\n\n青江市农业农村局\n\n青江市水利局\n2025年6月12日{behind}"
    (problem,) = parse(text)[1]
    assert (problem.code, problem.severity.value, problem.line) == ("M153", "info", 3)
    blocks, problems = parse(mend(text))
    assert blocks[:2] == ["请遵照执行。", "Signature"]
    assert not problems


@pytest.mark.parametrize(
    "text",
    [
        "请遵照执行。\n\n　　　　　　青江市农业农村局\n　　　　　　2025年6月12日",
        "收购公告\n\n青江市农业农村局\n\n2025年6月12日\n\n今年夏粮收购如下。",
        "收购从哪天开始？\n\n开镰之后\n\n2025年6月12日",
        "青江市农业农村局\n\n2025年6月12日",
        "成立时间见下。\n\n青江市农业农村局\n\n2025年6月",
    ],
)
def test_what_is_no_signature_at_the_left(text: str) -> None:
    assert not codes(parse(text)[1])


def test_check_writes_tables_and_headings(make_workspace: MakeWorkspace) -> None:
    text = "# 夏收\n\n一、进度\n青江\t12\t3\n北渡\t28\t5\n两地合计见上。\n"
    workspace = make_workspace({"issues/2024-09/01.md": text})
    _, output, _ = run_check(workspace.root, "--format", "json")
    assert {found["code"] for found in json.loads(output)["problems"]} >= {"M151", "M152"}
    _, output, _ = run_check(workspace.root, "--format", "github")
    assert "%0A| 青江 | 12 | 3 |%0A| --- |" in output
    run_check(workspace.root, "--fix")
    mended = (workspace.root / "issues/2024-09/01.md").read_text("utf-8")
    assert mended == (
        "# 夏收\n\n## 一、进度\n\n| 青江 | 12 | 3 |\n| --- | --- | --- |\n| 北渡 | 28 | 5 |\n"
        "\n两地合计见上。\n"
    )
