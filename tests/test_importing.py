"""`bulletin import`: text of every manner becomes the articles it was; nothing of it is lost."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bulletin.build import build_issue
from bulletin.chinese import translate_click
from bulletin.cli import cli
from bulletin.document.walk import list_inlines
from bulletin.document.walk import read_text as read_inlines
from bulletin.errors import BulletinError
from bulletin.importing.fields import parse_fields
from bulletin.importing.model import (
    Area,
    Block,
    Draft,
    DraftArticle,
    Entry,
    Found,
    Kind,
    Look,
    Manuscript,
    Nature,
    Origin,
    Run,
    count_han,
)
from bulletin.importing.read.text import read_text, split_lines
from bulletin.importing.recognise.contents.find import find_contents
from bulletin.importing.recognise.contents.match import find_title_spans
from bulletin.importing.recognise.facts import may_be_title
from bulletin.importing.recognise.paragraphs.breaks import tidy_runs
from bulletin.importing.recognise.paragraphs.viterbi import join_broken_lines
from bulletin.importing.recognise.stages import recognise
from bulletin.importing.recognise.titles.articles import divide_articles
from bulletin.importing.recognise.titles.titles import mark_titles
from bulletin.importing.run import import_files
from bulletin.importing.spacing import close_spread, tidy_spaces
from bulletin.importing.write import report
from bulletin.importing.write.draft import choose_name, render_issue_file
from bulletin.importing.write.markdown import check_article, render_article, render_value
from bulletin.importing.write.report import check_balance, count_output
from bulletin.model import IssueId, Source
from bulletin.scaffold import parse_new_id
from bulletin.source import read_issue
from bulletin.source.articles import parse_article_file
from bulletin.workspace import Workspace

from .conftest import REPOSITORY, MakeWorkspace
from .drafts import articles_of, draft_of
from .extractions import (
    extract_by_pages,
    extract_lines,
    extract_with_hints,
    read_articles,
    space_out,
)
from .offices import OFFICES, read_back_issue

SEEDS = REPOSITORY.parent / "shared" / "seeds"
COVER = OFFICES["2024-09"].cover


def run(*args: str | Path) -> Result:
    translate_click()
    return CliRunner().invoke(cli, ["import", *map(str, args)], prog_name="bulletin")


# Text taken out of print


@pytest.mark.parametrize("issue", OFFICES)
def test_text_with_hints(issue: str) -> None:
    articles = read_back_issue(issue)
    draft = draft_of(extract_with_hints(articles))
    assert articles_of(draft) == articles
    assert draft.page_lines == 21
    assert not [remark for remark in draft.remarks if remark.guess]


@pytest.mark.parametrize("issue", OFFICES)
def test_text_by_pages(issue: str) -> None:
    articles = read_back_issue(issue)
    office = OFFICES[issue]
    draft = draft_of(extract_by_pages(articles, office.cover, office.colophon))
    assert articles_of(draft) == articles
    assert {found.name: found.text for found in draft.fields} == office.fields
    assert [entry.title for entry in draft.entries] == [title for title, _ in articles]
    assert not [remark for remark in draft.remarks if remark.guess]


@pytest.mark.parametrize("issue", OFFICES)
@pytest.mark.parametrize("manner", ["strip", "no-blank", "no-lead", "gb18030", "utf-16", "utf-8-sig"])
def test_degraded_hints(issue: str, manner: str) -> None:
    articles = read_back_issue(issue)
    text = extract_with_hints(articles)
    data = text.encode()
    if manner == "strip":
        data = "\n".join(map(str.strip, text.split("\n"))).encode()
    elif manner == "no-blank":
        data = "\n".join(line.strip() for line in text.split("\n") if line.strip()).encode()
    elif manner == "no-lead":
        data = "\n".join(map(str.lstrip, text.split("\n"))).encode()
    else:
        data = text.replace("\n", "\r\n").encode(manner)
    found = articles_of(draft_of(data))
    assert [title for title, _ in found] == [title for title, _ in articles]
    if manner in {"strip", "no-blank"}:  # what ends with a full line is a guess
        wanted = {part for _, parts in articles for part in parts}
        assert len(wanted - {part for _, parts in found for part in parts}) <= 2
    else:
        assert found == articles


@pytest.mark.parametrize("issue", OFFICES)
@pytest.mark.parametrize("measure", [28, 35, 40])
@pytest.mark.parametrize("manner", ["indents", "gaps"])
def test_pasted_with_hard_breaks(
    issue: str, measure: int, manner: str, request: pytest.FixtureRequest
) -> None:
    if (issue, measure) == ("schools", 40):
        reason = "the first line of a paragraph that begins with 1. is taken for a heading where it is full"
        request.applymarker(pytest.mark.xfail(strict=True, reason=reason))
    articles = read_back_issue(issue)
    text = ""
    for line, kind in extract_lines(articles, measure):
        if manner == "gaps":
            text += ("\n" if kind in "tf" else "") + space_out(line) + "\n"
        else:
            text += {"f": "　　", "t": "　　　　　　", "u": "　　　　　　", "c": ""}[kind] + line + "\n"
    found = articles_of(draft_of(text))
    assert [re.sub(r"\s", "", title) for title, _ in found] == [
        re.sub(r"\s", "", title) for title, _ in articles
    ]
    # A space that is meant is lost where it fell on a line's end; nothing else is.
    assert [re.sub(r"\s", "", part) for _, parts in found for part in parts] == [
        re.sub(r"\s", "", part) for _, parts in articles for part in parts
    ]


@pytest.mark.parametrize("issue", OFFICES)
@pytest.mark.parametrize("gap", ["\n", "\n\n", "\n　　"])
def test_a_paragraph_a_line(issue: str, gap: str) -> None:
    articles = read_back_issue(issue)
    text = "\n".join(gap.join([title, *parts]) for title, parts in articles)
    assert articles_of(draft_of(text)) == articles


@pytest.mark.parametrize("issue", OFFICES)
def test_page_numbers_and_running_heads(issue: str) -> None:
    articles = read_back_issue(issue)
    lines: list[str] = []
    for i, (line, _) in enumerate(extract_lines(articles, 30)):
        if i and i % 20 == 0:
            lines += [f"— {i // 20} —", f"{OFFICES[issue].series}　2024年第3期"]
        lines.append(line)
    draft = draft_of("\n".join(lines))
    assert [title for title, _ in articles_of(draft)] == [title for title, _ in articles]
    assert {item.why for item in draft.left} == {"页码", "页眉或页脚，每页都有"}
    assert {found.name: found.text for found in draft.fields} == {"number": "2024-3"}


def test_headings_that_come_again_are_no_running_heads() -> None:
    long = "科技创新引领产业发展，同比增长14.6%。" * 3
    parts = [f"{name}推进科技成果转化工作\n一、基本情况\n{long}\n工作成效明显\n{long}" for name in "甲乙丙丁"]
    draft = draft_of("\n".join(parts))
    assert draft.left == ()


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the seed texts are not beside this checkout")
@pytest.mark.parametrize(
    ("seed", "issue"),
    [
        ("000_4faf4ce9d4d6a8b1", "2023-a"),
        ("001_50b0b65ae0e5ba88", "2023-b"),
        ("003_3231920850ce857c", "2024-09"),
    ],
)
def test_the_seeds(seed: str, issue: str, make_workspace: MakeWorkspace) -> None:
    """The issues taken from them, which test_seed holds to these texts, are what this command makes."""
    workspace = make_workspace({})
    done = import_files(workspace, [SEEDS / f"{seed}.txt"], parse_new_id(issue))
    made, kept = read_folder(done.folder), read_folder(REPOSITORY / "issues" / issue)
    made.pop("_导入报告.md")
    if issue == "2024-09":  # its files have names of their own, and the series' fields are left out
        bodies = [made[name].partition(b"---\n\n")[2] for name in sorted(made) if name != "issue.md"]
        assert bodies == [kept[name].partition(b"---\n\n")[2] for name in sorted(kept) if name != "issue.md"]
    else:
        waived = "忽略:\n(?:  - .*\n)+".encode()  # what an editor has looked at since
        kept["issue.md"] = re.sub(waived, b"", kept["issue.md"])
        assert made == kept


COVERS = [
    "★ {}……{} ",
    "{} ............... {} ",
    "★{}{} ",
    "{}\t{} ",
    "{}……………………（{}） ",
    "◆ {} …… {}",
    "{0}",
]


@pytest.mark.parametrize("form", COVERS)
@pytest.mark.parametrize("issue", OFFICES)
def test_a_cover_of_lines(issue: str, form: str) -> None:
    """Cover, contents in many forms, and colophon, as they are extracted line by line."""
    articles = read_back_issue(issue)
    office = OFFICES[issue]
    lines = [
        f" {office.series} ",
        "2023 年 第 8 期 ",
        "（总第 188 期） ",
        f"{office.publisher} 编辑 ",
        "2023 年 8 月 31 日 ",
        "目  录 ",
    ]
    lines += [form.format(title, i + 2) for i, (title, _) in enumerate(articles)]
    end = [f"编辑：{office.editor} ", f"电话：{office.phone} ", " "]
    text = "\n\n".join(lines) + f"\n{extract_with_hints(articles).rstrip()} \n\n" + "\n\n".join(end)
    draft = draft_of(text)
    assert articles_of(draft) == articles
    fields = {found.name: found.text for found in draft.fields if found.name != "total"}
    assert fields == {**office.fields, "number": "2023-8", "date": "2023-08-31"}
    assert not [remark for remark in draft.remarks if remark.guess]


def take_apart(entries: Sequence[tuple[str, str]], manner: str) -> list[str]:
    """A contents list as programs write it that take text out of a PDF: its parts where they were drawn."""
    halves = [[title[:22], title[22:]] if len(title) > 24 else [title] for title, _ in entries]
    pages = [page for _, page in entries]
    rows: list[str] = []
    for lines, page in zip(halves, pages, strict=True):
        whole = [*lines[:-1], f"{lines[-1]} ………………"]
        rows += {
            "page below": [f"★ {whole[0]}", *whole[1:], page],
            "star behind": [*whole[:-1], f"{whole[-1]}★ {page}"],
            "all behind": [*lines, *"………", "★", f"，第{page}页"],
            "star ahead": ["★", *lines, "………………", page],
            "column of pages": ["★", *lines, "………………"],
            "no pages": [f"★ {lines[0]}", *lines[1:]],
        }[manner]
    return [*rows, *(pages if manner == "column of pages" else ())]


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
@pytest.mark.parametrize(
    "manner", ["page below", "star behind", "all behind", "star ahead", "column of pages", "no pages"]
)
@pytest.mark.parametrize("issue", OFFICES)
def test_contents_that_a_program_has_taken_apart(issue: str, manner: str, gap: str) -> None:
    articles = read_back_issue(issue)
    articles[1] = ("科技特派员如何把论文写在草原上？", articles[1][1])
    office = OFFICES[issue]
    entries = [(title, str(2 + i)) for i, (title, _) in enumerate(articles)]
    lines = [*office.cover, *take_apart(entries, manner)]
    lines += [line for title, paragraphs in articles for line in (title, *paragraphs)]
    surname = 1 if len(office.editor) < 4 else 4  # a longer name is not parted
    names = [f"编辑：{office.editor[:surname]}", *filter(None, [office.editor[surname:]])]
    draft = draft_of(gap.join([*lines, *names, f"电话：{office.phone}"]))
    assert articles_of(draft) == articles
    assert [entry.title for entry in draft.entries] == [title for title, _ in articles]
    if manner in {"star behind", "all behind"}:  # elsewhere the numbers count upwards, as those of pages do
        assert [entry.page for entry in draft.entries] == [page for _, page in entries]
    assert {found.name: found.text for found in draft.fields} == office.fields


def test_page_numbers_without_leaders_end_an_entry() -> None:
    texts = [
        "目 录",
        "★ 我市推进科技成果转化 2",
        "★ 天津滨海新区",
        "3",
        "★ 科技特派员走进草原4",
        "我市推进科技",
    ]
    texts += [
        "成果转化",
        "今年以来，成效显著。",
        "天津滨海新区",
        "经验如下。",
        "科技特派员走进草原",
        "近日启动。",
    ]
    contents = find_contents(texts, [Origin()] * len(texts))
    assert [(entry.title, entry.page) for entry in contents.entries] == [
        ("我市推进科技成果转化", "2"),
        ("天津滨海新区", "3"),
        ("科技特派员走进草原", "4"),
    ]
    assert contents.taken == set(range(5))


@pytest.mark.parametrize("star", ["★ ", ""])
def test_page_numbers_right_behind_the_words(star: str) -> None:
    titles = ["我市推进科技成果转化", "天津滨海新区", "西安交通大学国家技术转移中心服务模式成效明显"]
    texts = [
        "目录",
        f"{star}{titles[0]} 2",
        f"{star}{titles[1]}3",
        f"{star}{titles[2][:-2]}",
        f"{titles[2][-2:]}5",
    ]
    texts += [text for title in titles for text in (title, "今年以来，成效显著，各项工作有序推进。")]
    contents = find_contents(texts, [Origin()] * len(texts))
    assert [(entry.title, entry.page) for entry in contents.entries][:2] == [
        (titles[0], "2"),
        (titles[1], "3"),
    ]
    assert contents.taken >= {0, 1, 2}
    if star:
        assert contents.entries[2] == Entry(titles[2], "5")
        assert contents.taken == set(range(5))


def test_a_title_broken_behind_a_number_is_no_entry() -> None:
    title = "辽宁沈阳市攻克“卡脖子”技术32项"
    texts = [
        "目录",
        f"● {title}……2",
        "● 县区动态……5",
        title[:-1],
        title[-1:],
        "今年以来，成效显著。",
        "县区动态",
    ]
    assert find_contents(texts, [Origin()] * len(texts)).taken == {0, 1, 2}


def test_a_sentence_that_comes_again_is_no_entry() -> None:
    again = "具体来看，主要有以下几个方面："
    texts = [
        "目录",
        "★ 我市推进科技成果转化\t2",
        "★ 县区动态\t5",
        "我市推进科技成果转化",
        again,
        "县区动态",
        again,
    ]
    assert find_contents(texts, [Origin()] * len(texts)).taken == {0, 1, 2}


@pytest.mark.parametrize("issue", OFFICES)
def test_the_colophon_at_the_foot_of_every_page(issue: str) -> None:
    articles = read_back_issue(issue)
    lines = [line for line, _ in extract_lines(articles, 30)]
    pages = [lines[i : i + 20] for i in range(0, len(lines), 20)]
    office = OFFICES[issue]
    foot = f"编辑：{office.editor} 电话：{office.phone}"
    text = "\n".join("\n".join([*page, foot, str(number)]) for number, page in enumerate(pages, 1))
    draft = draft_of(text)
    assert [title for title, _ in articles_of(draft)] == [title for title, _ in articles]
    assert {found.name: found.text for found in draft.fields} == {
        "editor": office.editor,
        "phone": office.phone,
    }


@pytest.mark.parametrize("at", [3, 6, 9, 14, 16])
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_a_publisher_that_a_narrow_line_has_parted(at: int, gap: str) -> None:
    office = "某市科学技术局科技情报研究中心"
    line = f"{office}  编"
    cover = ["滨江科技通讯", f"2023年第8期　{line[:at]}", line[at:]]
    draft = draft_of(gap.join([*cover, "我市推进科技成果转化", "今年以来，我市成效显著，值得学习推广。"]))
    assert {found.name: found.text for found in draft.fields} == {
        "title": "滨江科技通讯",
        "number": "2023-8",
        "publisher": office,
    }
    assert [title for title, _ in articles_of(draft)] == ["我市推进科技成果转化"]


def test_a_colophon_with_what_nobody_knows() -> None:
    text = ["我市推进科技成果转化", "今年以来，成效显著。", "编辑：李涛", "单位：某市科技局综合保障", "中心"]
    draft = draft_of("\n\n".join([*text, "电话：4366683", "印数：100"]))
    assert [block.text for block in draft.articles[0].blocks] == ["今年以来，成效显著。"]
    assert [item.text for item in draft.left][-4:] == [
        "单位：某市科技局综合保障",
        "中心",
        "电话：4366683",
        "印数：100",
    ]


def test_bylines_and_captions_are_no_part_of_titles() -> None:
    articles = read_articles("2023-a")
    lines = [line for line, _ in extract_lines(articles, 30)]
    second = lines.index(articles[1][0])
    lines[second:second] = ["图1 蒙科聚发布会现场"]
    lines.insert(second + 2, "（来源：科技日报）")
    draft = draft_of("\n".join(lines))
    assert [article.title for article in draft.articles] == [title for title, _ in articles]
    assert draft.articles[0].blocks[-1].text == "图1 蒙科聚发布会现场"
    assert draft.articles[1].source == "科技日报"


@pytest.mark.parametrize("latin", [0.5, 0.56, 0.64])
def test_digits_of_any_width(latin: float) -> None:
    """Lines full of digits are short where a digit is wide: 0.64 em in DejaVu Sans."""
    figures = "企业20173家、合同金额1292.5万元、专利2698件、技术成果1444项、培训28461人次，"
    paragraphs = [f"第{i}季度，{figures * 3}各项任务按期完成。" for i in "一二三四五六"]
    lines: list[str] = []
    for paragraph in paragraphs:
        line, width = "", 2.0
        for piece in re.findall(r"[0-9.]+|.", paragraph):
            step = latin * len(piece) if piece.isascii() else 1.0
            if width + step > 28 and piece not in "，、。":
                lines.append(line)
                line, width = "", 0.0
            line, width = line + piece, width + step
        lines.append(line)
    draft = draft_of("\n".join(["我市公布年度科技统计数据", *lines]))
    assert [block.text for block in draft.articles[0].blocks] == paragraphs


def test_the_office_alone_on_the_cover_edits_the_series() -> None:
    text = [
        "滨江科技通讯",
        "2024年第9期",
        "某市科学技术局",
        "我市推进科技成果转化",
        "今年以来，成效显著，各项工作有序推进。",
    ]
    fields = {found.name: found.text for found in draft_of("\n\n".join(text)).fields}
    assert fields == {"title": "滨江科技通讯", "number": "2024-9", "publisher": "某市科学技术局"}


def test_an_office_that_begins_a_title_stays_in_it() -> None:
    text = [
        *COVER,
        "西安交通大学国家技术转移中心",
        "“线上+线下”服务模式成效明显",
        "今年以来，成效显著，各项工作有序推进。" * 4,
    ]
    draft = draft_of("\n".join(text))
    assert [article.title for article in draft.articles] == [
        "西安交通大学国家技术转移中心“线上+线下”服务模式成效明显"
    ]


def test_short_lines_in_a_row_are_no_titles_among_long_ones() -> None:
    articles = read_articles("2023-a")
    articles[2][1][1:1] = ["攻关：驯化草种", "草种繁育已有成果，各项工作有序推进。", "示范：修复草原"]
    text = "\n\n".join(line for title, paragraphs in articles for line in (title, *paragraphs))
    draft = draft_of(text)
    assert [article.title for article in draft.articles] == [title for title, _ in articles]


def test_a_title_with_a_comma_is_no_half_where_none_is_parted() -> None:
    articles = read_articles("2024-09")
    articles[1] = ("广东深圳出台新型研发机构管理办法，最高支持1000万元", articles[1][1])
    text = "\n".join(line for title, paragraphs in articles for line in (title, *paragraphs))
    assert articles_of(draft_of(text)) == articles


def test_a_space_that_a_title_lost_at_a_line_end_comes_from_the_contents() -> None:
    title = "广东佛山：民营企业当“主角” 创新平台唱“大戏”"
    lines = [
        *COVER,
        "目录",
        f"★ {title}……2",
        "★ 我市推进科技成果转化……5",
        *title.split(),
        "今年以来，成效显著。" * 6,
    ]
    draft = draft_of("\n".join([*lines, "我市推进科技成果转化", "今年以来，各项工作有序推进。" * 6]))
    assert draft.articles[0].title == title


def test_a_contents_list_of_one_entry() -> None:
    texts = [*COVER, "★ 我市推进科技成果转化……2", "我市推进科技成果转化", "今年以来，成效显著。"]
    assert [entry.page for entry in find_contents(texts, [Origin()] * len(texts)).entries] == ["2"]


def test_contents_are_compared() -> None:
    text = "\n\n".join(
        [
            *COVER,
            "目　录\n\n★ 我市推进科技成果转化工作……2\n\n★ 我市召开座谈会……5",
            "我市推进科技成果转化",
            "今年以来，我市推进科技成果转化，取得成效。",
            "县区动态三则值得关注",
            "近日，各县区开展科技活动。",
        ]
    )
    draft = draft_of(text)
    codes = Counter(remark.code for remark in draft.remarks if remark.guess)
    assert codes["I121"] == 1  # 座谈会 has no article
    assert codes["I122"] == 1  # 工作
    assert draft.articles[0].title == "我市推进科技成果转化"


def test_a_wrapped_contents_line_is_one_entry() -> None:
    texts = [
        "目录",
        "★ 我市推进科技成果转化取得积",
        "极成效……2",
        "★ 县区动态……5",
        "我市推进科技成果转化取得积极成效",
    ]
    contents = find_contents(texts, [Origin()] * len(texts))
    assert [(entry.title, entry.page) for entry in contents.entries] == [
        ("我市推进科技成果转化取得积极成效", "2"),
        ("县区动态", "5"),
    ]
    assert contents.taken == {0, 1, 2, 3}


def test_a_title_with_a_slip_is_looked_for_between_its_neighbours() -> None:
    entries = [Entry("甲市推进科技成果转化"), Entry("乙市推进科技成果转换"), Entry("丙市召开座谈会")]
    texts = [
        "甲市推进科技",
        "成果转化",
        "正文。",
        "乙市推进科技成果转化",
        "丙市召开座谈会",
        "乙市推进科技成果转换的经验",
    ]
    spans = find_title_spans(entries, texts, frozenset())
    assert spans == {0: range(2), 1: range(3, 4), 2: range(4, 5)}


def test_a_listed_title_may_go_over_five_lines() -> None:
    lines = ["关于进一步加快推进", "科技成果转化和", "产业化的若干措施", "及其任务分工方案", "（征求意见稿）"]
    entries = (Entry("".join(lines), "1"),)
    assert find_title_spans(entries, [*lines, "正文。"], frozenset()) == {0: range(5)}


def test_a_table_of_numbers_is_no_contents_list() -> None:
    texts = ["各县区高新技术企业数", "新城区  12", "回民区  31", "赛罕区  44", "合计  87"]
    assert find_contents(texts, [Origin()] * len(texts)).entries == ()


def test_no_lines_no_paragraphs() -> None:
    assert join_broken_lines([], [], frozenset()).blocks == ()


# Fields


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("编辑：李 涛", {"editor": "李涛"}),
        ("编辑：李　涛　　电话：4366683", {"editor": "李涛", "phone": "4366683"}),
        (
            "责任编辑: 李涛、王小芳  联系电话：0471-4366683",
            {"editor": "李涛、王小芳", "phone": "0471-4366683"},
        ),
        ("编 辑：李涛 王小芳", {"editor": "李涛、王小芳"}),
        ("编辑：李   涛", {"editor": "李涛"}),
        ("编辑：李　　涛　　王　芳", {"editor": "李涛、王芳"}),
        ("编辑：欧阳 修 李 小芳", {"editor": "欧阳修、李小芳"}),
        ("编辑：乌云其其格、阿拉坦仓", {"editor": "乌云其其格、阿拉坦仓"}),
        ("（编辑：李涛　电话：4366683）", {"editor": "李涛", "phone": "4366683"}),
        ("本期责任编辑：李涛 4366683", {"editor": "李涛", "phone": "4366683"}),
        ("电话/传真：（0471）4366683", {"phone": "(0471)4366683"}),
        ("编辑单位：某市科技局　2024年9月30日印发", {"publisher": "某市科技局", "date": "2024-09-30"}),
        ("2024年9月30日（星期一）", {"date": "2024-09-30"}),
        ("总编辑：赵建国　责任校对：王芳", {}),
        ("编辑 李 涛　电话 4366683", {"editor": "李涛", "phone": "4366683"}),
        ("联系电话（传真）：４３６６６８３", {"phone": "4366683"}),
        ("呼和浩特市科学技术局综合保障中心 编辑", {"publisher": "呼和浩特市科学技术局综合保障中心"}),
        ("某市科技局　　编", {"publisher": "某市科技局"}),
        ("主办单位：某市科技局", {"publisher": "某市科技局"}),
        ("2024年第9期", {"number": "2024-9"}),
        ("２０２４年第９期（总第189期）", {"number": "2024-9", "total": "（总第189期）"}),
        ("第十二期　二〇二四年九月三十日", {"number": "12", "date": "2024-09-30"}),
        ("2024 年 9 月 30 日", {"date": "2024-09-30"}),
        ("（总第 189 期）", {"total": "（总第 189 期）"}),
        ("第34期专题发布会暨2024年成果发布会", {}),
        ("今年以来，编辑：李涛。", {}),
        ("我市编辑出版工作再上新台阶", {}),
        ("电话：请留言", {}),
        ("2024年2月31日", {}),
    ],
)
def test_fields_of_a_line(line: str, fields: dict[str, str]) -> None:
    assert {found.name: found.text for found in parse_fields(line, Origin())[0]} == fields


def test_what_is_no_field_is_reported() -> None:
    draft = draft_of(
        f"我市推进科技成果转化\n\n{'科技创新，' * 20}。\n\n编辑：李涛　地址：新华大街1号\n\n电话：4366683"
    )
    assert {found.name: found.text for found in draft.fields} == {"editor": "李涛", "phone": "4366683"}
    assert any(remark.code == "I127" and "新华大街" in remark.message for remark in draft.remarks)


# Spaces


@pytest.mark.parametrize(
    ("text", "tidy"),
    [
        ("拥有 4个项目，5 个 EDA 工具", "拥有4个项目，5个EDA工具"),
        ("“蒙科聚 强首府”", "“蒙科聚 强首府”"),
        ("播撒科技“金种子” 深耕沃土", "播撒科技“金种子” 深耕沃土"),
        ("HCV NS5B RNA 依赖性", "HCV NS5B RNA依赖性"),
        ("占 80%以上， 其中", "占80%以上，其中"),
        ("Nature  Communications", "Nature Communications"),
        ("提质进位　促优培育", "提质进位　促优培育"),
        ("图1　对接会现场", "图1　对接会现场"),
        ("表 2 需求", "表2 需求"),
        ("（ EDA ）在", "（EDA）在"),
        ("（  ）1. 计算机是（ ）", "（　　）1.计算机是（　　）"),
        ("函数 main( ) 在", "函数main( )在"),
        ("A．甲    B．乙", "A．甲　B．乙"),
        ("联系电话 13305197258", "联系电话　13305197258"),
        ("某局，联系电话 0000", "某局，联系电话　0000"),
        ("我们用了很长的时间 3 个月", "我们用了很长的时间3个月"),
        ("选择 A.甲 B.乙 C.丙", "选择　A.甲　B.乙　C.丙"),
        ("维生素 A、B 和 C", "维生素A、B和C"),
        ("（a.甲国 b.乙国）", "（a.甲国　b.乙国）"),
        ("是 A伏尔泰 B赫尔德 C罗素", "是　A伏尔泰　B赫尔德　C罗素"),
        ("乘 A座 电梯", "乘A座 电梯"),
        ("Ａ）章太炎 Ｂ）Whorf Ｃ）赵元任", "Ａ）章太炎　Ｂ）Whorf　Ｃ）赵元任"),
        ("A)Li B)Whorf", "A)Li　B)Whorf"),
        ("2020年    7 月    5日", "2020年7月5日"),
        ("类别：■      编号：3", "类别：■　编号：3"),
        ("      年    月    日", "年　月　日"),
        ("姓名：____      年级：____", "姓名：____　年级：____"),
        ("婚姻：未婚\t\tE-Mail：a@b.cn", "婚姻：未婚　E-Mail：a@b.cn"),
        ("□例会 □评审会", "□例会　□评审会"),
        ("单位：某局 代码：913 地址：某市", "单位：某局　代码：913　地址：某市"),
        ("名称：甲 1.2 地点：乙 1.3 规模：丙", "名称：甲　1.2地点：乙　1.3规模：丙"),
        ("会议要求：在 2024 年底前：完成", "会议要求：在2024年底前：完成"),
        ("1.    总则", "1.总则"),
        ("★    总则", "★总则"),
        ("b.\t总则", "b.总则"),
        ("int    unit    = 1;", "int unit = 1;"),
        ("□  是    □  否", "□是　□否"),
        ("电话：      0000", "电话：0000"),
        ("结束。    其次", "结束。其次"),
    ],
)
def test_spaces(text: str, tidy: str) -> None:
    assert tidy_spaces(text) == tidy == tidy_spaces(tidy)


def test_spread_words_are_closed() -> None:
    assert close_spread("滨 江 科 技 通 讯") == "滨江科技通讯"
    assert close_spread("目　录") == "目录"
    assert close_spread("提质进位 促优培育") == "提质进位 促优培育"


# Titles and headings


def block(text: str, size: float = 16, bold: bool = False, align: str = "left", level: int = 0) -> Block:
    return Block((Run(text, bold),), look=Look(size, bold, align, level))


BODY = block("今年以来，我市全力推进创新驱动发展，取得积极成效，高新技术企业达到215家。")


@pytest.mark.parametrize(
    "title",
    [
        block("我市推进成果转化", 22, True, "center"),
        block("我市推进成果转化", 22, False, "center"),
        block("我市推进成果转化", 16, True, "center"),
        block("我市推进成果转化", 22, True),
        block("我市推进成果转化", 16, False, "center"),
        block("我市推进成果转化", 16, True),
        block("我市推进成果转化", level=1),
    ],
)
def test_titles_by_look(title: Block) -> None:
    inner = block("一、强化政策保障", 16, True)
    blocks, _ = mark_titles([title, BODY, inner, BODY, title, BODY], ())
    assert [found.kind is Kind.TITLE for found in blocks] == [True, False, False, False, True, False]


def test_a_bold_line_under_centred_titles_is_a_heading() -> None:
    centred, bold = block("我市推进成果转化", 22, True, "center"), block("工作成效", 16, True)
    blocks, _ = mark_titles([centred, BODY, bold, BODY], ())
    assert [found.kind is Kind.TITLE for found in blocks] == [True, False, False, False]


def test_titles_of_several_lines_and_a_subtitle() -> None:
    lines = [block(text, 22, True, "center") for text in ("内蒙古自治区", "“提质进位", "促优培育”显成效")]
    under = block("——以高新区为例", 16, False, "center")
    blocks, _ = mark_titles([*lines, under, BODY], ())
    assert blocks[0].text == "内蒙古自治区“提质进位促优培育”显成效\n——以高新区为例"
    articles, _, _ = divide_articles(blocks, BODY.look, "稿", {})
    assert [(article.title, article.subtitle) for article in articles] == [
        ("内蒙古自治区“提质进位促优培育”显成效", "以高新区为例")
    ]


SENT = """\
内部资料　注意保存

青山工作简报

2025年第3期（总第131期）

青山市人民政府办公室编　　2025年3月10日

春耕备耕全面展开
——全市春耕备耕情况综述

编者按：春耕时节，各地行动早、动作快。现予编发。

今年以来，全市上下紧扣年度目标任务，狠抓各项政策落地见效，主要经济指标稳中有进，民生实事加快推进。

报送：省政府办公厅，市委、市人大常委会。　送：市政协。
抄送：各县（区）人民政府，市政府各部门、各直属机构。（共印200份）
"""


def test_what_an_office_says_around_its_articles_becomes_keys() -> None:
    draft = draft_of(SENT)
    assert render_issue_file(draft.fields, IssueId(2025, 3)).splitlines()[1:-1] == [
        "期号: 3",
        "总期号: 131",
        "刊名: 青山工作简报",
        "日期: 2025-03-10",
        "标识: 内部资料　注意保存",
        "编辑单位: 青山市人民政府办公室",
        "报送: 省政府办公厅，市委、市人大常委会",
        "抄送: 市政协，各县（区）人民政府，市政府各部门、各直属机构",
        "印数: 200",
    ]
    (article,) = draft.articles
    assert (article.title, article.subtitle) == ("春耕备耕全面展开", "全市春耕备耕情况综述")
    assert article.editor_note == "春耕时节，各地行动早、动作快。现予编发。"
    text = render_article(article, {})
    assert "\n副标题: 全市春耕备耕情况综述\n编者按: 春耕时节" in text
    assert not list(check_article(text, "01.md", article))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("报送：省委办公厅。", {"report_to": "省委办公厅"}),
        ("抄 送：各县人民政府，市直单位。共印 80 份", {"copy_to": "各县人民政府，市直单位", "copies": "80"}),
        ("共印350份", {"copies": "350"}),
        ("内部刊物，请勿外传", {"mark": "内部刊物，请勿外传"}),
        ("报送材料要及时。", {}),
        ("内部资料整理工作全面完成", {}),
        ("抄送：甲局。请各单位认真落实。", {}),
    ],
)
def test_lines_of_offices(text: str, found: dict[str, str]) -> None:
    fields, _ = parse_fields(text, Origin())
    assert {field.name: field.text for field in fields} == found


def test_a_column_over_titles_is_no_article() -> None:
    centred, column = block("我市推进成果转化", 22, True, "center"), block("【区内动态】", 24, True, "center")
    blocks, _ = mark_titles([column, centred, BODY, column, centred, BODY], ())
    articles, left, _ = divide_articles(blocks, BODY.look, "稿", {})
    assert [article.title for article in articles] == ["我市推进成果转化"] * 2
    assert [(item.text, item.why) for item in left] == [("【区内动态】", "栏目名")] * 2
    text = f"【区内动态】\n我市推进成果转化工作\n{BODY.text}\n【区外经验】\n外地推进成果转化工作\n{BODY.text}"
    draft = draft_of(text)
    assert articles_of(draft) == [
        ("我市推进成果转化工作", [BODY.text]),
        ("外地推进成果转化工作", [BODY.text]),
    ]
    assert [item.text for item in draft.left] == ["【区内动态】", "【区外经验】"]


def test_a_column_of_any_look_is_no_part_of_an_article() -> None:
    blocks = [
        block("【区内动态】", 18),
        block("我市推进成果转化", 22, align="center"),
        block("今年以来，成效显著。"),
    ]
    blocks += [block("【他山之石】", 18), block("某市做法", 22, align="center"), block("经验如下。")]
    draft = recognise(Manuscript("a.docx", blocks=tuple(blocks)), nature=Nature.ISSUE)
    assert articles_of(draft) == [
        ("我市推进成果转化", ["今年以来，成效显著。"]),
        ("某市做法", ["经验如下。"]),
    ]
    assert [item.text for item in draft.left] == ["【区内动态】", "【他山之石】"]


@pytest.mark.parametrize("numbers", ["一、|二、", "1.|2.", "（一）|（二）"])
def test_titles_with_typed_numbers(numbers: str) -> None:
    first, second = numbers.split("|")
    one, two = f"{first}引领创新", f"{second}转化成果"
    blocks = [block(one, 22, align="center"), block("主要做法", bold=True), block("今年以来，成效显著。")]
    blocks += [block(two, 22, align="center"), block("一、经验", bold=True), block("经验如下。")]
    draft = recognise(Manuscript("a.docx", blocks=tuple(blocks)), nature=Nature.ISSUE)
    assert [article.title for article in draft.articles] == [one, two]


def test_styles_of_headings() -> None:
    """The highest level is the titles'; below a title made by hand, styles make headings."""
    upper, lower = block("我市推进成果转化", level=2), block("工作成效", level=3)
    blocks, _ = mark_titles([upper, BODY, lower, BODY], ())
    assert [found.kind is Kind.TITLE for found in blocks] == [True, False, False, False]
    by_hand = block("我市推进成果转化", 22, True, "center")
    blocks, _ = mark_titles([by_hand, BODY, lower, BODY, lower, BODY], ())
    assert [found.kind is Kind.TITLE for found in blocks] == [True, *[False] * 5]


@pytest.mark.parametrize(
    "text",
    [
        "一、强化保障",
        "（一）强化",
        "1.强化",
        "图1 现场",
        "今年以来。",
        "强化保障，",
        "2024年9月",
        "来源：新华社",
    ],
)
def test_what_is_no_title(text: str) -> None:
    assert not may_be_title(text)


def test_headings_of_plain_text() -> None:
    long = "科技创新引领产业发展，同比增长14.6%。" * 3
    parts = ["我市推进科技成果转化", "一、工作成效", "（一）企业", "1.新材料", f"二、下一步。{long}"]
    text = f"\n{long}\n".join(parts)
    article = draft_of(text).articles[0]
    assert [(found.level, found.text) for found in article.blocks if found.kind is Kind.HEADING] == [
        (1, "一、工作成效"),
        (2, "（一）企业"),
        (3, "1.新材料"),
    ]


def test_items_of_a_list_are_no_headings() -> None:
    long = "科技创新，" * 20
    text = f"我市推进科技成果转化\n{long}如下：\n1.新材料\n2.生物医药\n3.大数据\n{long}。\n"
    assert not [found for found in draft_of(text).articles[0].blocks if found.kind is Kind.HEADING]


def test_byline_and_source() -> None:
    text = f"我市推进科技成果转化\n作者：王 芳\n{'科技创新，' * 20}。\n（来源：市科技局）\n"
    article = draft_of(text).articles[0]
    assert (article.author, article.source, len(article.blocks)) == (("王芳",), "市科技局", 1)


# Markdown

MARKS = [
    *"*_#>|-+.)([]!<&`~\\^:=$'\"{}@%1",
    "**",
    "1. ",
    "- ",
    "# ",
    "[^1]",
    "[a](b)",
    "![a](b)",
    "<b>",
    "&amp;",
]
MARKS += [
    "<!-- -->",
    "http://a.cn",
    "```",
    "~~~",
    "---",
    "***",
    "| a | b |",
    "2024. ",
    "（一）",
    "甲乙",
    "，",
    "“",
    "AI",
]
letters = st.characters(
    codec="utf-8", exclude_categories=("Cc", "Cs", "Cf", "Zl", "Zp", "Co", "Cn", "Mn", "Me")
)
words = st.lists(st.one_of(st.sampled_from(MARKS), st.text(letters, max_size=3)), min_size=1, max_size=9)
phrases = words.map("".join)


@given(
    phrases,
    st.lists(st.lists(st.tuples(phrases, st.booleans()), min_size=1, max_size=3), min_size=1, max_size=3),
)
@settings(max_examples=150, deadline=None)
def test_every_article_reads_back_as_the_same_words(title: str, parts: list[list[tuple[str, bool]]]) -> None:
    title = "".join(run.text for run in tidy_runs([Run(title)]))
    blocks = [Block(tidy_runs([Run(text, bold) for text, bold in part])) for part in parts]
    blocks = [block for block in blocks if block.text]
    if not title or not blocks:
        return
    text = render_article(DraftArticle(title, tuple(blocks)), {})
    workspace = Workspace(Path("/nowhere"), Path("/nowhere"))
    article, _ = parse_article_file(workspace, Source("a.md", tuple(text.split("\n"))), Path("/nowhere"))
    found = [read_inlines(list_inlines(block)) for block in article.document.blocks]
    assert (article.title, found) == (title, [block.text for block in blocks]), text


def test_notes_tables_and_headings_are_written() -> None:
    article = DraftArticle(
        "我市推进: 转化 #1",
        (
            Block((Run("一、成效"),), kind=Kind.HEADING, level=1),
            Block((Run("今年", True), Run("以来"), Run(note="f7"), Run("。"))),
            Block(kind=Kind.TABLE, cells=(("领域", "数|量"), ("新材料", ""), ("合计",))),
        ),
        author=("王芳", "李小明"),
        source="市科技局",
        notes={"f7": (Run("据*统计*。"),)},
    )
    assert render_article(article, {}) == (
        "---\n标题: '我市推进: 转化 #1'\n作者: 王芳、李小明\n来源: 市科技局\n---\n\n"
        "## 一、成效\n\n**今年**以来[^1]。\n\n"
        "| 领域 | 数\\|量 |\n| --- | --- |\n| 新材料 | |\n| 合计 | |\n\n[^1]: 据\\*统计\\*。\n"
    )


def test_values_and_names() -> None:
    assert render_value("“双创”周启动：23家企业亮相") == "“双创”周启动：23家企业亮相"
    assert render_value("专题: 青山") == "'专题: 青山'"
    assert render_value("it's #1") == "'it''s #1'"
    assert (
        choose_name("“蒙科聚”创新驱动平台全力推进“强首府”工程", 1, frozenset())
        == "01-蒙科聚创新驱动平台全力推.md"
    )
    assert choose_name("甲", 2, frozenset({"02-甲.md"})) == "02-甲-2.md"
    assert (
        render_issue_file([Found("phone", ("04366683",))], IssueId(2023, 0, "a"))
        == "---\n期号: 不详\n电话: 04366683\n---\n"
    )


# Encodings


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("科技创新。".encode(), "UTF-8"),
        ("科技创新。\n".encode("gb18030") * 3, "GB18030"),
        ("科技创新。".encode("utf-16"), "UTF-16"),
        ("科技创新。\n".encode("utf-16-be"), "没有标记"),
    ],
)
def test_the_encoding_is_said(data: bytes, said: str) -> None:
    remarks = read_text(data, "a.txt").remarks
    assert said in remarks[0].message


def test_two_plausible_encodings_are_a_doubt() -> None:
    """小 in GB 18030 is С in UTF-8: where both make sense, an editor is asked."""
    data = "小".encode("gb18030")
    assert data.decode() == "С"
    assert [remark.code for remark in read_text(data, "a.txt").remarks if remark.guess] == ["I120"]


# Counting


CHARACTERS = st.text(st.sampled_from("甲乙丙丁一二三，。、：；（）“”★… 　\t1.2"), max_size=40)
PHRASES = st.sampled_from(
    [
        *(
            "滨江科技通讯",
            "2023年第8期",
            "某市科学技术局综合保障中",
            "心 编",
            "编辑：李",
            "涛",
            "电话：4366683",
        ),
        *(
            "目 录",
            "★ 我市科技成果……2",
            "我市科技成果",
            "——来自某市的调查",
            "（试行）",
            "（市局供稿）",
            "【动态】",
        ),
        *(
            "一、主要做法",
            "（一）抓好落实",
            "- 一是强化。",
            "## 做法",
            "**重点**",
            "今年以来，我市全力推进",
            "，成效显著。",
        ),
        *(
            "— 2 —",
            "2",
            "\f",
            "图1　会场",
            "表1 情况",
            "（来源：某报）",
            "作者：王小明",
            "2023年8月15日",
            "　　",
            " ",
        ),
    ]
)


@given(st.lists(CHARACTERS | st.lists(PHRASES, max_size=3).map("".join), max_size=30))
@example(["【动态】", "（试行）", "（总第12期）领域 数量", "（来源：某报） "])
@example(["心 编", "第3页（一）抓好落实", "★ 我市科技成果……2", "（试行）", "注：无", "目 录…… "])
@settings(max_examples=300, deadline=None)
def test_no_character_is_ever_lost(lines: list[str]) -> None:
    """Whatever is made of a text, each of its Han characters is in an article or among what was left over."""
    text = "\n".join(lines)
    if not text.strip("\0 \r\n\t"):
        return
    draft = recognise(read_text(text.encode(), "a.txt"), nature=Nature.ISSUE)
    assert check_balance(draft) == []


def make_table(*cells: str) -> Block:
    return Block(kind=Kind.TABLE, cells=((cells[0], cells[1]), (cells[2], cells[3])))


LOOKS = [
    *(Look(16, bold, align) for bold in (False, True) for align in ("left", "center", "right")),
    *(Look(22, True, "center"), Look(22, True, "center", 2), Look(12, False, "left")),
]
BLOCKS = st.builds(
    lambda words, look, area: Block((Run(words),), look=look, area=area),
    st.lists(PHRASES, min_size=1, max_size=3).map("".join),
    st.sampled_from(LOOKS),
    st.sampled_from([*[Area.BODY] * 9, Area.HEADER, Area.FOOTER, Area.BOX]),
)
TABLES = st.builds(make_table, PHRASES, PHRASES, PHRASES, PHRASES)


@given(st.lists(BLOCKS | BLOCKS | BLOCKS | TABLES, max_size=20), st.sampled_from(["", "滨江科技通讯"]))
@example(
    [make_table("某市", "科技成果", "领域", "数量"), Block((Run("目 录"),)), Block((Run("单位：某市"),))] * 2,
    "",
)
@settings(max_examples=300, deadline=None)
def test_no_character_of_a_document_is_ever_lost(blocks: list[Block], known: str) -> None:
    words = count_han(block.all_text() for block in blocks)
    draft = recognise(Manuscript("a.docx", blocks=tuple(blocks), words=words), known, nature=Nature.ISSUE)
    assert check_balance(draft) == []


def test_a_title_from_the_name_of_a_file_is_counted_apart() -> None:
    draft = draft_of(f"{BODY.text}\n{BODY.text}\n", "旧刊.txt")
    assert [article.title for article in draft.articles] == ["旧刊"]
    assert draft.added == {"旧": 1, "刊": 1}


def test_an_imbalance_is_reported() -> None:
    draft = Draft("a.txt", words=count_han(["甲乙丙"]), articles=(DraftArticle("甲", ()),))
    problem = check_balance(draft)[0]
    assert (problem.code, "乙丙" in problem.message) == ("I141", True)
    assert count_output(draft) == {"甲": 1}


def test_empty_lines_are_counted() -> None:
    lines = split_lines(" 甲 \n\n\u200b乙\n")
    assert [(line.text, line.lead, line.trail, line.gap, line.number) for line in lines] == [
        ("甲", " ", " ", 0, 1),
        ("乙", "", "", 1, 3),
    ]


# The command


@pytest.fixture
def text_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("files") / "旧刊.txt"
    path.write_text(extract_by_pages(read_articles("2024-09"), COVER, OFFICES["2024-09"].colophon), "utf-8")
    return path


def read_folder(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def test_import_then_build(make_workspace: MakeWorkspace, text_file: Path) -> None:
    workspace = make_workspace({})
    result = run(text_file, "--issue", "2024-09", "--root", workspace.root)
    assert result.exit_code == 0, result.output
    first, _, lost = result.output.split("\n")[:3]
    assert "成了 6 篇文章，在 " in first
    assert re.fullmatch(r"没有收进的：没有，原稿的 \d+ 个汉字都在（.*由程序重新做）。", lost)
    issue, problems = read_issue(workspace, workspace.find_issue("2024-09"))
    assert problems == []
    assert (issue.editor, issue.phone, issue.publisher) == (
        ("李涛",),
        "4366683",
        "呼和浩特市科学技术局综合保障中心",
    )
    assert [article.title for article in issue.articles] == [title for title, _ in read_articles("2024-09")]
    assert build_issue(workspace, issue.id).pages > 6
    report = (workspace.root / "issues/2024-09/_导入报告.md").read_text("utf-8")
    assert re.search(
        r"原稿 (\d+) 个汉字；进文章 (\d+) 个，写成各项 (\d+) 个，没有收进 (\d+) 个$", report, re.M
    )


def test_an_existing_issue_is_left_alone(make_workspace: MakeWorkspace, text_file: Path) -> None:
    workspace = make_workspace({"issues/2024-09/01-a.md": "# 甲\n\n文\n"})
    before = read_folder(workspace.root)
    result = run(text_file, "--issue", "2024-09", "--root", workspace.root)
    assert (result.exit_code, "[W105]" in result.output) == (1, True)
    assert read_folder(workspace.root) == before


def test_force_keeps_the_old_files(make_workspace: MakeWorkspace, text_file: Path) -> None:
    workspace = make_workspace({})
    args = (text_file, "--issue", "2024-09", "--root", workspace.root)
    assert run(*args).exit_code == 0
    folder = workspace.root / "issues/2024-09"
    head = folder / "issue.md"
    for turn, text in enumerate(("---\n期号: 9\n---\n旧的一\n", "---\n期号: 9\n---\n旧的二\n")):
        head.write_text(text, "utf-8")
        result = run(*args, "--force")
        assert result.exit_code == 0, result.output
        assert "电话" in head.read_text("utf-8")
        names = ["issue.md.bak", "issue.md.2.bak"][: turn + 1]
        assert (folder / names[-1]).read_text("utf-8") == text
        assert names[-1] in result.output
    assert (folder / "issue.md.bak").read_text("utf-8").endswith("旧的一\n")
    assert len(list(folder.glob("*.bak"))) == 2  # files that were the same are left alone


def test_articles_are_added(make_workspace: MakeWorkspace, text_file: Path) -> None:
    workspace = make_workspace(
        {"issues/2024-09/issue.md": "---\n期号: 9\n---\n", "issues/2024-09/07-a.md": "# 甲\n\n文\n"}
    )
    before = read_folder(workspace.root)
    result = run(text_file, "--issue", "2024-09", "--article", "--root", workspace.root)
    assert result.exit_code == 0, result.output
    after = read_folder(workspace.root)
    assert before.items() <= after.items()
    added = sorted(name for name in after.keys() - before.keys() if "_" not in name)
    assert [name[:17] for name in added] == ["issues/2024-09/08"]  # a file is one article, whatever it holds
    assert run(text_file, "--issue", "2023-01", "--article", "--root", workspace.root).exit_code == 1


def test_what_matters_comes_first(make_workspace: MakeWorkspace, text_file: Path) -> None:
    """The screen names the articles, then the doubts by cost, each with what to do."""
    workspace = make_workspace({})
    doubt = text_file.with_name("疑2.txt")
    doubt.write_text(text_file.read_text("utf-8").replace("★ 江西", "★ 江苏省"), "utf-8")
    output = run(doubt, "--issue", "2023-08", "--root", workspace.root).output
    other, title = (output.index(text) for text in ("[I134]。看是不是写错了", "[I122]"))
    assert 0 < output.index("01-") < other < title
    assert re.match(r"有 \d+ 处请对照原稿看，先看：原稿上印的是2024年第9期", output.split("\n")[1])
    assert "疑2.txt" not in output  # there is only one source
    again = run(doubt, text_file, "--issue", "2023-08", "--article", "--root", workspace.root).output
    assert "疑2.txt：" in again  # here there are two
    assert "写进 issue.md 的" not in again
    lacking = run(doubt, "--issue", "2020-01", "--article", "--root", workspace.root)
    assert (lacking.exit_code, "[W103]" in lacking.output, "去掉 --article" in lacking.output) == (
        1,
        True,
        True,
    )


def test_every_doubt_says_what_to_do() -> None:
    """Each warning of docs/错误代码.md has a hint of its own, and a place in the order."""
    listed = (REPOSITORY / "docs/错误代码.md").read_text("utf-8")
    codes = set(re.findall(r"^\| (I1[2-9]\d) \|", listed, re.MULTILINE))
    assert codes == set(report._HINTS)
    assert all(re.search("[\u4e00-\u9fff]", hint) for hint in report._HINTS.values())


def test_strict_writes_nothing(make_workspace: MakeWorkspace, text_file: Path) -> None:
    workspace = make_workspace({"bulletin.yaml": "刊名: 科技情报参考\n"})
    doubt = text_file.with_name("疑.txt")
    doubt.write_text(text_file.read_text("utf-8").replace("★ 江西", "★ 江苏省"), "utf-8")
    result = run(doubt, "--issue", "2024-09", "--strict", "--root", workspace.root)
    assert (result.exit_code, "[I122]" in result.output) == (1, True)
    assert "什么也没有写 [I100]" in result.output
    assert not (workspace.root / "issues").exists()
    assert run(text_file, "--issue", "2024-09", "--strict", "--root", workspace.root).exit_code == 0


def test_several_files_make_one_issue(
    make_workspace: MakeWorkspace, tmp_path_factory: pytest.TempPathFactory
) -> None:
    workspace, folder = make_workspace({}), tmp_path_factory.mktemp("files")
    paths = []
    for name in ("甲", "乙"):
        paths.append(folder / f"{name}.txt")
        paths[-1].write_text(f"{name}地推进科技成果转化工作\n\n{'科技创新，' * 20}。\n", "utf-8")
    assert run(*paths, "--issue", "2024年第3期", "--root", workspace.root).exit_code == 0
    names = sorted(path.name for path in (workspace.root / "issues/2024-03").glob("[0-9]*"))
    assert names == ["01-甲地推进科技成果转化工作.md", "02-乙地推进科技成果转化工作.md"]


def test_one_bad_file_stops_all(make_workspace: MakeWorkspace, text_file: Path) -> None:
    workspace = make_workspace({})
    bad = text_file.with_name("坏.docx")
    bad.write_bytes(b"PK\x03\x04nothing")
    result = run(text_file, bad, "--issue", "2024-09", "--root", workspace.root)
    assert (result.exit_code, "坏.docx" in result.output, "[I103]" in result.output) == (1, True, True)
    assert not (workspace.root / "issues").exists()


def test_wrong_usage(make_workspace: MakeWorkspace, text_file: Path) -> None:
    workspace = make_workspace({})
    assert run("--issue", "2024-09", "--root", workspace.root).exit_code == 2
    assert run(text_file, "--root", workspace.root).exit_code == 2
    assert run(text_file, "--issue", "九月", "--root", workspace.root).exit_code == 2
    missing = run(text_file.with_name("没有.txt"), "--issue", "2024-09", "--root", workspace.root)
    assert (missing.exit_code, "没有这个文件" in missing.output) == (2, True)
    folder = run(text_file.parent, "--issue", "2024-09", "--root", workspace.root)
    assert (folder.exit_code, "是文件夹" in folder.output) == (2, True)


def test_a_folder_that_leads_outside_is_refused(
    make_workspace: MakeWorkspace, text_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    workspace, outside = make_workspace({"issues/x.txt": ""}), tmp_path_factory.mktemp("outside")
    (workspace.root / "issues/2024-09").symlink_to(outside)
    for option in ("--force", "--article"):
        result = run(text_file, "--issue", "2024-09", option, "--root", workspace.root)
        assert (result.exit_code, "[I115]" in result.output) == (1, True)
    assert list(outside.iterdir()) == []


def test_a_full_disk_leaves_nothing(
    make_workspace: MakeWorkspace, text_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import errno

    from bulletin import files

    def refuse(target: Path, data: bytes, **options: bool) -> Path:
        if target.name.startswith("03"):
            raise OSError(errno.ENOSPC, "full", str(target))
        return write(target, data, **options)

    write = files._write_temporary
    monkeypatch.setattr(files, "_write_temporary", refuse)
    workspace = make_workspace({"issues/2024-08/01.md": "# 甲\n\n文\n"})
    before = read_folder(workspace.root)
    result = run(text_file, "--issue", "2024-09", "--root", workspace.root)
    assert (result.exit_code, "[E302]" in result.output, "磁盘满了" in result.output) == (3, True, True)
    assert ".bulletin-" not in result.output
    assert read_folder(workspace.root) == before
    result = run(text_file, "--issue", "2024-08", "--force", "--root", workspace.root)
    assert result.exit_code == 3
    assert read_folder(workspace.root) == before


def test_our_own_fault_is_a_traceback(text_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from bulletin.importing import worker

    monkeypatch.setattr(worker, "_START", "raise SystemExit(5)")
    with pytest.raises(RuntimeError):
        worker.read_drafts([worker.Job(text_file.read_bytes(), "a.txt")])


def test_a_child_that_hangs_is_ended(text_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from bulletin.importing import worker

    monkeypatch.setattr(worker, "_START", "import time; time.sleep(60)")
    monkeypatch.setattr(worker, "SECONDS", 0.5)
    with pytest.raises(BulletinError, match="I108"):
        worker.read_drafts([worker.Job(text_file.read_bytes(), "a.txt")])
