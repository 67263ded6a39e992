"""`bulletin import` on whole issues of our own, set and then taken out of print as several programs do."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from random import Random

import pytest

from bulletin.importing.fields import has_label, parse_fields
from bulletin.importing.model import Kind, Line, Nature, Origin, Reason
from bulletin.importing.read.text import read_text, split_lines
from bulletin.importing.recognise.contents.find import find_contents
from bulletin.importing.recognise.stages import recognise
from bulletin.importing.spacing import join_printed

from . import drafts
from .conftest import REPOSITORY
from .extractions import measure, space_out, wrap

SERIES, OFFICE = "滨江科技通讯", "呼和浩特市科学技术局综合保障中心"


@dataclass
class Truth:
    """An article as it was written: its paragraphs, which of them are headings or may be taken for one."""

    title: str
    author: str = ""
    source: str = ""
    blocks: list[str] = field(default_factory=list)
    headings: set[str] = field(default_factory=set)
    either: set[str] = field(default_factory=set)


def read_truths() -> list[Truth]:
    text = (REPOSITORY / "tests" / "fixtures" / "back-issues.md").read_text("utf-8")
    found: list[Truth] = []
    for line in text.partition("-->\n")[2].splitlines():
        if line.startswith("# "):
            found.append(Truth(line[2:]))
        elif line.startswith("@作者 "):
            found[-1].author = line[4:]
        elif line.startswith("@来源 "):
            found[-1].source = line[4:]
        elif match := re.fullmatch(r"（来源：(.*)）", line):
            found[-1].source = match[1]
        elif line:
            words = line.removeprefix("## ")
            found[-1].blocks.append(words)
            if words != line or re.match("（[一二三四]）", line):
                found[-1].headings.add(words)
            elif line[-1] not in "。；：，！？）":
                found[-1].either.add(words)
    return found


TRUTHS = read_truths()


def choose_articles(seed: int) -> list[Truth]:
    return Random(seed).sample(TRUTHS, 7)


def print_pages(articles: list[Truth], width: int, lines: int) -> Iterator[list[tuple[str, str, bool]]]:
    """Pages of lines, each with its kind (title, credit, first, rest), and whether its paragraph ends."""
    page: list[tuple[str, str, bool]] = []
    for article in articles:
        title = wrap(article.title, width * 0.75) if measure(article.title) > width - 6 else [article.title]
        set_ = [("title", line, i + 1 == len(title)) for i, line in enumerate(title)]
        set_ += [("credit", f"作者：{article.author}", True)] * bool(article.author)
        set_ += [("credit", f"（来源：{article.source}）", True)] * bool(article.source)
        if len(page) + len(set_) >= lines:  # no title at the foot of a page
            yield page
            page = []
        for text in article.blocks:
            broken = wrap(text, width, 2)
            set_ += [("rest" if i else "first", line, i + 1 == len(broken)) for i, line in enumerate(broken)]
        for line in set_:
            if len(page) == lines:
                yield page
                page = []
            page.append(line)
    yield page


def list_contents(articles: list[Truth], form: str, width: float = 99.0) -> list[str]:
    lines: list[str] = []
    for i, article in enumerate(articles):
        lines += wrap(form.format(title=article.title, page=2 * i + 2, number=i + 1), width)
    return lines


def by_lines(articles: list[Truth], random: Random) -> str:
    """An empty line between lines, a space behind each paragraph and before each page."""
    return lay_lines(articles, random, [], [], "")


def by_lines_with_cover(articles: list[Truth], random: Random) -> str:
    number = random.choice(["— {} —", "- {} -", "第{}页", "{}"])
    form = random.choice(["★ {title}……{page}", "{number}. {title}……………………{page}", "◆{title}......（{page}）"])
    cover = [SERIES, "2023 年第 8 期（总第156期）", f"{OFFICE}　编辑　　2023-08-15", "目　录"]
    cover += list_contents(articles, form, 27)
    colophon = [
        "报：市委、市政府领导",
        "编辑：乌日娜  李　涛 审核：赵建国 电话：（0471）4366683",
        "（共印80份）",
    ]
    return lay_lines(articles, random, cover, colophon, number)


def lay_lines(
    articles: list[Truth], random: Random, cover: list[str], colophon: list[str], number: str
) -> str:
    out = "\n\n".join(f"{line} " for line in cover) + "\n" * bool(cover)
    pages = list(print_pages(articles, random.randint(24, 30), random.randint(17, 23)))
    for i, page in enumerate(pages):
        out += " " * (i > 0 or bool(cover))
        out += "\n\n".join(space_out(line) + " " * ends for _, line, ends in page)
        out += f"\n\n{number.format(i + 1)} \n" if number else "\n"
    return out + "\n" + "\n\n".join(f"{line} " for line in colophon) + "\n "


def by_halves(articles: list[Truth], random: Random) -> str:
    """A paragraph a line, but parted where a page ends within a sentence; cover, contents, colophon."""
    parts = [
        "",
        SERIES,
        "2023年第8期",
        f"{OFFICE} 编辑",
        "\n".join(list_contents(articles, "- ★ {title} …… {page}")),
    ]
    whole = ""
    for page in print_pages(articles, random.randint(24, 30), random.randint(17, 23)):
        for kind, line, ends in page:
            whole = join_printed((whole, line)) if kind == "rest" else whole + line
            if ends:
                parts.append(space_out(whole))
                whole = ""
        if whole and whole[-1] not in "。？！；：”" and kind != "title":
            parts.append(space_out(whole))
            whole = ""
    return "\n\n".join([*parts, f"{OFFICE}编辑", "编辑：乌日娜、李涛", "电话：（0471）4366683"])


def by_form_feeds(articles: list[Truth], random: Random) -> str:
    """Lines with their indents, a form feed and a running head on each page, as pdftotext -layout writes."""
    width = random.randint(24, 30)
    cover = [
        SERIES,
        "第八期",
        f"{OFFICE}　　二〇二三年八月十五日",
        *list_contents(articles, "{title} ......{page}", width),
    ]
    out = "\n".join(f"  {line}" for line in cover) + "\n"
    for i, page in enumerate(print_pages(articles, width, random.randint(18, 24))):
        out += f"\f{SERIES}\n\n"
        for kind, line, _ in page:
            blank = {"first": 4, "rest": 0}.get(kind, int(width - measure(line)))
            out += " " * blank + space_out(line) + "\n"
        out += f"\n{' ' * width}— {i + 1} —\n"
    return out + "  电话：（0471）4366683\n  编辑：乌日娜 李涛\n  地　　址：新华大街1号\n"


def by_hand(articles: list[Truth], random: Random) -> str:
    """A paragraph a line, as somebody types or pastes it."""
    indent, blank = random.choice([("　　", ""), ("", "\n"), ("\t", "")])
    out = f"{SERIES}\n2023年第8期\n{OFFICE} 主办\n2023年8月15日\n\n" + "\n".join(
        list_contents(articles, "{title}\t{page}")
    )
    for article in articles:
        out += f"\n\n{'　' * 6 * bool(indent)}{article.title}\n{blank}"
        out += f"作者：{article.author}\n{blank}" * bool(article.author)
        out += "".join(f"{indent}{text}\n{blank}" for text in article.blocks)
        out += f"{indent}（来源：{article.source}）\n{blank}" * bool(article.source)
    return out + "\n责任编辑：乌日娜　李涛\n校　　对：赵建国\n联系电话：0471—4366683\n"


MANNERS = [by_lines, by_lines_with_cover, by_halves, by_form_feeds, by_hand]
CODECS = ["utf-8", "gb18030", "utf-16", "utf-8-sig"]


draft_of = partial(drafts.draft_of, name="旧刊.txt", series=SERIES)


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("manner", MANNERS)
def test_an_issue_comes_back(manner: Callable[[list[Truth], Random], str], seed: int) -> None:
    articles, random = choose_articles(seed), Random(seed)
    bare = manner is by_lines
    if bare:  # without a contents list, nobody can tell a title so short from a heading
        articles = [article for article in articles if measure(article.title) > 11]
    text = manner(articles, random).replace("\n", random.choice(["\n", "\r\n"]))
    draft = draft_of(text.encode(CODECS[seed % 4]))
    titles = [article.title for article in draft.articles]
    if bare:  # a title over two lines has lost its space, which only a contents list keeps
        assert list(map(squeezed, titles)) == [squeezed(article.title) for article in articles]
    else:
        assert titles == [article.title for article in articles]
    for found, truth in zip(draft.articles, articles, strict=True):
        assert [block.text for block in found.blocks] == truth.blocks
        assert found.source == truth.source
        assert found.author == ((truth.author,) if truth.author else ())
        headings = {block.text for block in found.blocks if block.kind is Kind.HEADING}
        assert headings - truth.either == truth.headings
    if not bare:
        fields = {found.name: found.values for found in draft.fields}
        assert fields["title"] == (SERIES,)
        assert fields["publisher"] == (OFFICE,)
        assert fields["editor"] == ("乌日娜", "李涛")
        assert re.sub(r"\D", "", fields["phone"][0]) == "04714366683"
        assert fields["number"][0].rpartition("-")[2] == "8"
        assert fields.get("date", ("2023-08-15",)) == ("2023-08-15",)


# Fields


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("电话：（0471）4366683", {"phone": ("(0471)4366683",)}),
        ("电话/传真：0471-4606683转801", {"phone": ("0471-4606683转801",)}),
        ("值班电话：4366683、4606117", {"phone": ("4366683、4606117",)}),
        ("（编辑：李涛  电话：4366683）", {"editor": ("李涛",), "phone": ("4366683",)}),
        ("编辑：李涛 13800001234", {"editor": ("李涛",), "phone": ("13800001234",)}),
        ("编辑：乌日娜 李 涛", {"editor": ("乌日娜", "李涛")}),
        ("编辑：李 涛 王 芳", {"editor": ("李涛", "王芳")}),
        ("编辑：欧 阳 明", {"editor": ("欧阳明",)}),
        ("本期责任编辑：李涛", {"editor": ("李涛",)}),
        (f"{OFFICE}　编辑　　2023-06-04", {"publisher": (OFFICE,), "date": ("2023-06-04",)}),
        (f"{OFFICE}　　2023年8月15日印发", {"publisher": (OFFICE,), "date": ("2023-08-15",)}),
        (f"编辑单位：{OFFICE} 2023年8月15日", {"publisher": (OFFICE,), "date": ("2023-08-15",)}),
        (f"2023年第8期　　{OFFICE} 编辑", {"number": ("2023-8",), "publisher": (OFFICE,)}),
        ("2023年第8期/总第156期", {"number": ("2023-8",), "total": ("总第156期",)}),
        ("总第156期　2023年8月15日", {"total": ("总第156期",), "date": ("2023-08-15",)}),
        ("2023年8月15日　星期二", {"date": ("2023-08-15",)}),
        (
            f"编 辑：李涛　王小明　　联系电话：0436-6683188{OFFICE}　　2023年8月18日印发",
            {
                "editor": ("李涛", "王小明"),
                "phone": ("0436-6683188",),
                "publisher": (OFFICE,),
                "date": ("2023-08-18",),
            },
        ),
        ("联系电话：4366683转李涛", {}),
        (f"2 0 2 3 年 第 8 期　　{OFFICE} 编", {"number": ("2023-8",), "publisher": (OFFICE,)}),
        ("（摘自《科技日报》2023年8月2日）", {}),
        ("地　　址：新华大街1号", {}),
        ("发展改革委：加快项目建设", {}),
    ],
)
def test_fields_of_a_line(line: str, wanted: dict[str, tuple[str, ...]]) -> None:
    assert {found.name: found.values for found in parse_fields(line, Origin())[0]} == wanted


def test_labels() -> None:
    assert all(
        map(
            has_label,
            ["地　　址：新华大街1号", "审 核：赵建国", "报：市委", "（共印80份）", "欢迎来稿，邮箱：a@b"],
        )
    )
    assert not any(map(has_label, ["发展改革委：加快项目建设", "报道称：", "共印证"]))


LONG = "今年以来，全市上下深入实施创新驱动发展战略，区域创新能力持续提升，各项工作取得了积极的成效。"
BODY = [
    "甲市推进科技成果转化工作\n\n今年以来，甲市推进科技成果转化，取得了积极的成效，完成了全年的任务。",
    "乙市科技创新取得新的进展\n\n近年来，乙市深入实施创新驱动发展战略，区域创新能力持续提升，成效明显。",
]


def test_an_office_alone_is_the_publisher() -> None:
    """It stands on the cover, or above the names of the colophon; a label says more than its place."""
    cover = [SERIES, "2023年第8期", OFFICE]
    draft = draft_of("\n\n".join([*cover, *BODY, "编辑：李涛"]))
    assert {found.name: found.text for found in draft.fields}["publisher"] == OFFICE
    draft = draft_of("\n\n".join([*cover[:2], *BODY, OFFICE, "编辑：李涛", "电话：4366683"]))
    assert {found.name: found.text for found in draft.fields}["publisher"] == OFFICE
    draft = draft_of("\n\n".join([*cover, *BODY, "编辑单位：某某研究所", "编辑：李涛"]))
    assert {found.name: found.text for found in draft.fields}["publisher"] == "某某研究所"


# Contents


@pytest.mark.parametrize(
    "text",
    [
        "甲市推进科技成果转化取得积极成效\n········2\n八、2023年乙市交易额\n突破30亿元\n…… 5",
        "目录\n区内动态\n甲市推进科技成果转化取得积\n极成效………2\n区外动态\n2023年乙市交易额突破30亿元……… 5",
        "◆甲市推进科技成果转化取得积极成效……\n（2）\n◆2023年乙市交易额突破30\n亿元……（5）",
        "1. 甲市推进科技成果转化取\n得积极成效\n…………2\n2. 2023年乙市交易额突破30亿元\t5",
    ],
)
def test_entries_over_several_lines(text: str) -> None:
    titles = ["甲市推进科技成果转化取得积极成效", "2023年乙市交易额突破30亿元"]
    texts = [*text.replace("八、", "").split("\n"), *titles]
    contents = find_contents(texts, [Origin()] * len(texts))
    assert [(entry.title, entry.page) for entry in contents.entries] == [(titles[0], "2"), (titles[1], "5")]
    assert contents.taken == set(range(len(texts) - 2))


def test_a_leader_is_no_page_number() -> None:
    draft = draft_of(
        "\n\n".join(["甲市推进科技成果转化工作", "······2", "乙市科技创新取得新的进展", "······3", *BODY])
    )
    assert [entry.page for entry in draft.entries] == ["2", "3"]


def test_a_title_has_the_space_of_its_contents_line() -> None:
    contents = "★ 甲市深化科技体制改革 人员不再为报销发愁……2\n\n★ 乙市科技创新取得新的进展……3"
    body = BODY[0].replace("甲市推进科技成果转化工作", "甲市深化科技体制改革人员不再为报销发愁")
    draft = draft_of(f"{contents}\n\n{body}\n\n{BODY[1]}")
    assert draft.articles[0].title == "甲市深化科技体制改革 人员不再为报销发愁"
    assert not [remark for remark in draft.remarks if remark.guess]


@pytest.mark.parametrize(("first", "second"), [("区内动态", "区外动态"), ("【区内动态】", "【区外动态】")])
@pytest.mark.parametrize("form", ["{}……2", "★ {}……2", "★ {}\n······2"])
def test_columns_of_the_contents_are_no_titles(first: str, second: str, form: str) -> None:
    titles = [part.partition("\n")[0] for part in BODY]
    contents = [SERIES, "2023年第8期", first, form.format(titles[0]), second, form.format(titles[1])]
    draft = draft_of("\n\n".join([*contents, first, BODY[0], second, BODY[1], "编辑：李涛"]))
    assert [entry.title for entry in draft.entries] == titles
    assert [(article.title, len(article.blocks)) for article in draft.articles] == [
        (title, 1) for title in titles
    ]
    assert [item.text for item in draft.left if item.why == "栏目名"] == [first, second]


# Pages


HALVES = [
    ("支持龙头企业牵头组建创新联合体，联合内蒙古大学、江南大学等", "高校院所开展协同攻关。"),
    ("设立总规模43亿元的科技创新母基金，首期到位资金", "60.1亿元，已投项目82个。"),
    ("1.编制完成《佛山市南海区“十四五”科技创新规", "划》，明确到2025年全社会研发投入强度达到33.7%以上。"),
    ("（一）集聚创新人才。“一网四平台”活动累计举办", "51期，发布成果413项，促成签约80项。"),
    ("四、加大基本科研业务费对职业早期青年科技人才稳定", "支持力度。"),
]
WHOLES = [
    ("“揭榜挂帅”，帅从哪里来？——来自武汉东湖高新区的调查", "2021年以来，武汉东湖高新区共发布榜单4批、76项。"),
    ("（三）抓人：“龙城英才计划”升级到6.0", "对顶尖人才项目“一事一议”，最高给予1亿元资助。"),
    ("一、扎根一线，把论文写在大地上", "“刚来的时候，农民不相信我们。”第一批驻院学生回忆。"),
    ("常州：“新能源之都”是怎样炼成的", "常州，这座常住人口530多万的城市，聚集了31个环节。"),
    ("内蒙古中环领先半导体材料有限公司", "内蒙古金达威药业有限公司"),
]


@pytest.mark.parametrize("pair", [*HALVES, *WHOLES])
def test_halves_of_a_paragraph(pair: tuple[str, str]) -> None:
    draft = draft_of("\n\n".join([*BODY, "主要情况如下：", *pair, LONG]))
    texts = [block.text for article in draft.articles for block in article.blocks]
    texts += [article.title for article in draft.articles]
    assert ("".join(pair) in texts) == (pair in HALVES)
    assert (pair[0] in texts) == (pair in WHOLES)
    assert any("一页如果" in remark.message for remark in draft.remarks) == (pair in HALVES)


def test_lines_of_a_form_and_behind_an_empty_line_begin_anew() -> None:
    """A text that somebody typed has no pages: what ends open above an empty line, or a line of a form, is
    whole; a line that goes on behind a comma, with the indent of the one above, is not."""
    lines = [
        "会议纪要",
        "会议的议题是下一步的工作安排与各个小组的人员分工",
        "[编号] 1",
        "[时间] 2019年9月30日上午十点",
        "会议的流程：全体成员先评审需求文档，再由设计人员商讨数据库和前后端的接口设计与分工以及进度安排",
        "问题记录：",
        "[编号] 2",
        "[会后任务]制作展示用的幻灯片，准备正式开展项目，把每个人的工作写进计划书，按周报告工作的进展情况",
        "[编号] 3",
        "  数据库的设计包括科目、凭证、分录三张核心的表，以及库存、薪资、审计日志等等",
        "",
        "架构演进的过程：",
        "  每一个模块只做一件事情：凭证模块只管理凭证，",
        "  薪资模块只管理薪资。",
    ]
    draft = recognise(read_text("\n".join(lines).encode(), "纪要.txt"), nature=Nature.MANUSCRIPT)
    texts = [block.text for block in draft.articles[0].blocks]
    assert texts == [
        *(line.strip() for line in lines[1:10]),
        lines[11],
        "每一个模块只做一件事情：凭证模块只管理凭证，薪资模块只管理薪资。",
    ]
    assert not draft.left


def test_data_that_a_program_wrote_above_a_text_are_left_out() -> None:
    """Down to a rule; the title and the author are read from them. A form without a rule is text."""
    data = [
        "标题: 甲市促进条例",
        "类型：法规",
        "作者：王小芳",
        "状态：现行有效",
        "来源: https://甲.example/1",
    ]
    text = "第一条　为了促进科技成果转化，制定本条例。"
    for rule, kept in (("=" * 20, False), ("", True)):
        draft = recognise(
            read_text("\n".join([*data, rule, text]).encode(), "条例.txt"), nature=Nature.MANUSCRIPT
        )
        article = draft.articles[0]
        assert (article.title, article.author) == ("甲市促进条例", () if kept else ("王小芳",))
        assert [block.text for block in article.blocks] == ([*data[1:], text] if kept else [text])
        left = [item.text for item in draft.left if item.why is Reason.PUBLICATION]
        assert left == ([] if kept else [data[1], data[3], data[4]])


PARTED = [  # behind two, three and four lines of 22.5 em
    ("各旗县区围绕主导产业，组织企业与高校院所对接。征集技术难题三百余项，已促成合作项目六", "十多项。"),
    (
        "截至目前，累计服务企业五百家，解决技术难题一百余项，带动企业投入研发经费三亿元，成果转"
        "化提速，企业获得感增强。下一步，我市将健全服务",
        "体系。",
    ),
    (
        "我市出台支持政策十二条，设立专项资金，对认定的高新技术企业给予奖励，推动企业成为创新主体，"
        "培育科技型中小企业二百家，组建联合体九家，攻克关键共性技术四十余项，实现了产业链上下",
        "游协同。",
    ),
]


@pytest.mark.parametrize(
    ("line", "below", "is_half"),
    [
        ("积极推动企业与高校院所开展技术攻关和成果转", "化，取得了积极的成效。", True),
        (
            "积极推动高校院所技术攻关和成果转",
            "化，取得了积极的成效。",
            False,
        ),  # the line is not full
        ("内蒙古某某高新技术产业开发区创新能力居前列", "日前，科技部公布了评价的结果。", False),
    ],
)
def test_one_line_at_the_foot_of_a_page(line: str, below: str, is_half: bool) -> None:
    """It fills the line that others were broken at, and the characters on both sides stand side by side
    elsewhere: else it is a title."""
    body = [part for pair in PARTED for part in pair]
    draft = draft_of("\n\n".join([*body, line, below]))
    blocks = [block.text for article in draft.articles for block in article.blocks]
    assert ["".join(pair) for pair in PARTED] == blocks[:3]
    assert (blocks[3:] == [line + below]) == is_half
    assert [article.title for article in draft.articles[1:]] == ([] if is_half else [line])


def test_items_of_a_list_are_no_halves_of_each_other() -> None:
    """Though a page ends between them, and a contents list says that they are no titles."""
    items = ["内蒙古中环领先半导体材料有限公司", "内蒙古金达威药业有限公司"]
    contents = ["★ 甲市推进科技成果转化工作……2", "★ 乙市科技创新取得新的进展……3"]
    draft = draft_of("\n\n".join([*contents, *BODY, f"{LONG}分别是：", items[0], "— 2 —", items[1], LONG]))
    assert [block.text for block in draft.articles[1].blocks[2:4]] == items


def test_no_line_of_a_title_ends_within_quotation_marks() -> None:
    """Where lines are broken and no sign of a paragraph is left."""
    title = "科技小院何以成为乡村振兴的“大引擎”？"
    lines = [
        title[:16],
        title[16:],
        *wrap(LONG * 3, 26, 2),
        "乙市科技创新取得新的进展",
        *wrap(LONG * 3, 26, 2),
    ]
    assert draft_of("\n".join(lines)).articles[0].title == title


def test_a_form_feed_begins_a_page() -> None:
    assert split_lines("甲\n\n\f乙\f丙\n丁") == (
        Line("甲", 1),
        Line("乙", 3, gap=1, page=True),
        Line("丙", 3, page=True),
        Line("丁", 4),
    )


def test_a_credit_is_no_running_head() -> None:
    parts = [
        f"{title}\n\n{text}\n\n（来源：科技部网站）\n\n— {i} —"
        for i, (title, text) in enumerate(
            (part.replace("市", f"市{i}区").split("\n\n") for i, part in enumerate(BODY * 2)), 1
        )
    ]
    assert [article.source for article in draft_of("\n\n".join(parts)).articles] == ["科技部网站"] * 4


def test_a_line_of_the_text_is_no_running_head() -> None:
    """Though it comes again and again beside page numbers."""
    line = "落实研发费用加计扣除等优惠政策，为企业减税"
    text = "\n\n".join(f"{LONG}\n\n{line}\n\n— {i} —\n\n{i}00万元。" for i in range(1, 6))
    draft = draft_of(f"甲市推进科技成果转化工作\n\n{text}")
    assert [block.text for block in draft.articles[0].blocks[1::2]] == [
        f"{line}{i}00万元。" for i in range(1, 6)
    ]


# Titles and headings of bare text


def test_short_lines_in_a_row_are_headings() -> None:
    text = "\n\n".join(
        [
            *("长三角科创走廊“科技创新策源”的九城实践", LONG),
            *("从“源头”到“龙头”", LONG, "从“跟跑”到“领跑”", LONG),
            *("武汉东湖高新区：从一束光到一座城的跨越", LONG),
            *("我区新增2家国家重点实验室", LONG),
        ]
    )
    draft = draft_of(text)
    assert [len(article.blocks) for article in draft.articles] == [5, 1, 1]
    kinds = [block.kind for block in draft.articles[0].blocks]
    assert kinds == [Kind.PARAGRAPH, Kind.HEADING, Kind.PARAGRAPH, Kind.HEADING, Kind.PARAGRAPH]
    assert sum(remark.code == "I125" for remark in draft.remarks) == 2


def test_items_and_notes_are_no_titles() -> None:
    items = [
        "内蒙古中环领先半导体材料有限公司",
        "内蒙古金达威药业有限公司",
        "呼和浩特市欣源石墨烯科技有限公司",
    ]
    parts = ["我市三家企业入选国家级专精特新企业", f"{LONG}分别是：", *items, LONG, "（市科技局供稿）"]
    draft = draft_of("\n\n".join([*parts, *BODY]))
    assert [len(article.blocks) for article in draft.articles] == [6, 1, 1]
    assert [block.text for block in draft.articles[0].blocks[1:4]] == items


def test_a_full_line_that_ends_a_sentence_is_said_to_be_a_guess() -> None:
    """Where nothing but the sense tells, whichever way it is read."""
    lines = wrap("今年以来，全市深入实施创新驱动发展战略，成绩很突出。" + LONG, 28, 2)
    assert lines[0][-1] == "。"
    text = "\n".join(["甲市推进科技成果转化工作", *lines, *wrap(LONG, 28, 2), *wrap(LONG * 2, 28, 2)])
    remarks = [remark for remark in draft_of(text).remarks if remark.code == "I126"]
    assert "成绩很突出。" in remarks[0].message


def test_marks_that_tie() -> None:
    assert (
        join_printed(["日元/", "Nm³，“1+", "N”计划，Journal of", "Alloys"])
        == "日元/Nm³，“1+N”计划，Journal of Alloys"
    )


def test_rows_of_a_table_are_no_titles() -> None:
    rows = ["表1　各县区高新技术企业数", "县区 数量 增长", "新城区 12 3%", "回民区 31 5%"]
    draft = draft_of("\n\n".join([BODY[0], *rows, LONG, BODY[1]]))
    assert [len(article.blocks) for article in draft.articles] == [6, 1]


def test_marks_of_lists() -> None:
    """A program puts them before numbered paragraphs, too; there they say nothing."""
    draft = draft_of("\n\n".join([BODY[0], f"- 一是强化保障。{LONG}", f"- 强化指导。{LONG}", BODY[1]]))
    blocks = draft.articles[0].blocks[1:]
    assert [(block.text[:5], block.number) for block in blocks] == [("一是强化保", ""), ("强化指导。", "•")]


def test_an_office_with_a_date_signs_an_article() -> None:
    draft = draft_of("\n\n".join([BODY[0], "内蒙古自治区科技厅", "2023年8月15日", BODY[1]]))
    assert [len(article.blocks) for article in draft.articles] == [3, 1]


def test_a_title_that_ends_as_an_office_does_is_none() -> None:
    title = "我区再添两家全国重点实验室"
    draft = draft_of("\n\n".join([SERIES, "2023年第8期", title, LONG, BODY[1]]))
    assert draft.articles[0].title == title


def test_the_name_of_a_contents_list_that_is_lost() -> None:
    """As a program does that cannot make the list anew; it is no article."""
    draft = draft_of("\n\n".join([SERIES, "2023年第8期", "目　录", *BODY]))
    assert [article.title for article in draft.articles] == [part.partition("\n")[0] for part in BODY]
    assert ("目　录", "目录，由程序重新生成") in {(item.text, item.why) for item in draft.left}


def test_the_leaders_of_the_last_entry_belong_to_the_contents() -> None:
    """A program has put stars, leaders and page numbers on lines of their own, and lost the last number."""
    titles = [
        "青海省盐湖化工科学研究中心揭牌",
        "成都高新区打造“中试+”生态 破解转化难题",
        "《促进条例》正式施行",
    ]
    contents = [
        titles[0],
        "3",
        titles[1],
        "…………",
        "重庆：推动企业“双倍",
        "增”",
        "10",
        "★ ",
        titles[2],
        "…………",
    ]
    texts = [*contents, titles[0], "八是强化科技服务。", titles[2], "与徽商银行达成协议。"]
    found = find_contents(texts, [Origin()] * len(texts))
    assert found.taken == frozenset(range(len(contents)))
    assert found.entries[-1].title == titles[2]


@pytest.mark.parametrize(("first", "second"), [("★ ", "◆"), ("➤ ", "▶")])
def test_a_title_leaves_its_bullet_behind(first: str, second: str) -> None:
    draft = draft_of("\n\n".join(["13", f"{first}{BODY[0]}", f"{second}{BODY[1]}"]))
    assert [(item.text, item.why) for item in draft.left] == [("13", "页码")]
    assert [article.title for article in draft.articles] == [part.partition("\n")[0] for part in BODY]


@pytest.mark.parametrize(
    "contents", ["", "## 目录\n\n- 甲市推进科技成果转化工作……2\n- 乙市科技创新取得新的进展……3\n\n"]
)
def test_marks_of_markdown(contents: str) -> None:
    parts = [f"## {BODY[0]}", "### 一、强化保障", f"**强化政策保障。**{LONG}", f"## {BODY[1]}", "编辑：李涛"]
    draft = draft_of(f"# {SERIES}\n\n2023年第8期\n\n{contents}" + "\n\n".join(parts))
    assert [article.title for article in draft.articles] == [part.partition("\n")[0] for part in BODY]
    blocks = draft.articles[0].blocks
    assert [block.kind for block in blocks] == [Kind.PARAGRAPH, Kind.HEADING, Kind.PARAGRAPH]
    assert blocks[1].text == "一、强化保障"
    assert blocks[2].text == f"强化政策保障。{LONG}"
    assert {found.name: found.text for found in draft.fields}["title"] == SERIES


def test_a_signature_stays_at_the_right_and_attachments_are_no_title() -> None:
    lines = ["关于征集需求的通知", "", "　　为做好2025年度成果对接工作，现征集企业技术需求，请按时报送。", ""]
    lines += [
        "　　附件：1.明细表",
        "　　　　　2.管理办法",
        "",
        "　" * 16 + "青山市科学技术局",
        "　" * 17 + "2025年2月20日",
    ]
    lines += [
        "",
        "青山市启动成果转化活动",
        "",
        "　　2月18日，市科技局、市财政局联合印发指引，首批支持5家，三年内完成评估。",
    ]
    draft = draft_of("\n".join(lines))
    assert [article.title for article in draft.articles] == ["关于征集需求的通知", "青山市启动成果转化活动"]
    written = drafts.markdown_of(draft).split("\n\n")[1:]
    assert [text.lstrip("\u3000") for text in written] == [
        "附件：1.明细表",
        "2.管理办法",
        "青山市科学技术局",
        "2025年2月20日",
    ]
    assert [text[:6].isspace() for text in written] == [False, False, True, True]
