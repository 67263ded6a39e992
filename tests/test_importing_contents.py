"""Contents lists in the manners of many offices are found, with any mark or none; lists of awards, prices,
hours and scores are none, however much they look alike."""

from __future__ import annotations

import pytest

from bulletin.importing.model import Draft, Nature, Origin, Reason
from bulletin.importing.read.docx import read_docx
from bulletin.importing.read.text import read_text
from bulletin.importing.recognise.contents.find import Contents, find_contents
from bulletin.importing.recognise.stages import recognise
from bulletin.importing.write.report import check_balance

from .manuscripts import make_docx, paragraph, table
from .manuscripts import title as heading

TITLES = (
    "清河县推行“一窗受理”破解办事难题",
    "临江市建设数字粮库守住大国粮仓",
    "我省出台养老服务管理办法",
    "东山区组建老旧小区改造专班",
    "白鹿乡以林下经济带动村民增收",
    "市档案馆开放一批民国档案",
)
AUTHORS = ("王海燕", "李 强", "赵建国", "欧阳明", "周 敏", "吴晓东")
TEXTS = tuple(
    f"今年以来，{place}坚持问题导向，梳理出群众反映集中的事项，逐项明确责任单位和完成时限。截至目前，已经办结的事项"
    f"占到八成以上，群众的满意度明显提高。下一步，{place}将继续完善机制，巩固已有的成果。"
    for place in ("清河县", "临江市", "我省", "东山区", "白鹿乡", "市档案馆")
)
PREFACE = "各县区的工作各有特点，进展情况很不平衡，现将有关的数字公布出来，供参考。"
COVER = ("工作动态", "2025年第6期", "某某市人民政府办公室 编")


def draft_of_text(*lines: str) -> Draft:
    draft = recognise(read_text("\n".join(lines).encode(), "来稿.txt"), nature=Nature.ISSUE)
    assert check_balance(draft) == []
    return draft


def draft_of_document(*body: str) -> Draft:
    draft = recognise(read_docx(make_docx(*body), "来稿.docx"), nature=Nature.ISSUE)
    assert check_balance(draft) == []
    return draft


def list_body(*, authors: bool = False) -> list[str]:
    """The articles a paragraph a line, each under its title, with its author where they are told."""
    lines: list[str] = []
    for title, author, text in zip(TITLES, AUTHORS, TEXTS, strict=True):
        lines += [title, *([f"作者：{author}"] if authors else []), text, "各地要结合实际抓好落实。"]
    return lines


# The contents lists of other offices: lines as they are typed; what stands above them, if anything


def fill(form: str, first: int = 1) -> list[str]:
    """A contents line for each title: {n} its number, {t} its words, {a} its author, {p} its page."""
    han = "一二三四五六"
    return [
        form.format(n=i + 1, h=han[i], t=title, a=author, p=first + 3 * i)
        for i, (title, author) in enumerate(zip(TITLES, AUTHORS, strict=True))
    ]


def group(form: str, *columns: str) -> list[str]:
    """Contents lines under the names of columns, two or more to each."""
    lines = fill(form)
    each = len(lines) // len(columns)
    return [part for i, column in enumerate(columns) for part in (column, *lines[i * each : (i + 1) * each])]


CONTENTS = {
    "numbered, leaders": ["目  录", *fill("{n}．{t}………………{p}")],
    "numbered in Han, dots, no heading": fill("{h}、{t} .................. {p}"),
    "tabs, no heading": fill("{t}\t{p}"),
    "tabs, two to a line's end": ["本期目录", *fill("{t}\t\t{p}")],
    "grouped by columns in brackets": [
        "目　录",
        *group("{t}……{p}", "【政策速递】", "【基层实践】"),
    ],
    "grouped by columns with a bullet": ["本期要目", *group("{t}（{p}）", "◆ 政策速递", "◆ 基层实践")],
    "grouped by columns with a number": ["目录", *group("{t}……{p}", "一、领导讲话", "二、经验交流")],
    "columns and entries with one bullet": group("◆ {t}……{p}", "◆ 政策速递", "◆ 基层实践"),
    "numbered, no pages, no heading": fill("{n}. {t}"),
    "numbered, the last page lost": [*fill("{n}、{t}　　{p}")[:5], f"6、{TITLES[5]}"],
    "broken lines": ["目录", *(part for row in fill("● {t}……{p}") for part in (row[:12], row[12:]))],
    "pages in brackets": fill("{t}……………（{p}）"),
    "pages in square marks": ["目录", *fill("● {t}　〔{p}〕")],
    "neither pages nor marks": ["要  目", *fill("{t}")],
    "bullets without pages": ["本期导读", *fill("▲{t}")],
    "bullets without pages, no heading": fill("■ {t}"),
    "diamonds, no heading": fill("◇{t}……{p}"),
    "stars, no heading": fill("★ {t}……{p}"),
    "middle dots": fill("· {t} ······ {p}"),
    "第…页": ["目录", *fill("{t}（第{p}页）")],
    "第…页, no heading": fill("{t}（第{p}页）"),
    "slash": ["目 录 CONTENTS", *fill("{t} / {p}")],
    "page ahead": ["目录", *fill("{p}　{t}")],
    "page ahead in two digits, no heading": fill("0{n}  {t}"),
    "spaces": fill("{t}    {p}"),
    "P.": ["本期目录", *fill("{t}  P{p}")],
}
WITH_AUTHORS = {
    "author behind a gap": ["目录", *fill("{t}　　{a}……{p}")],
    "author in brackets": ["目录", *fill("{t}（{a}）……{p}")],
    "author behind a slash": ["目录", *fill("{t} / {a} …… {p}")],
    "author in brackets, no heading": fill("{n}. {t}（{a}）……{p}"),
    "author behind a gap, no page": ["要目", *fill("{t}　　{a}")],
}


@pytest.mark.parametrize("manner", CONTENTS)
def test_contents_in_the_manner_of_other_offices(manner: str) -> None:
    draft = draft_of_text(*COVER, *CONTENTS[manner], *list_body(), "编辑：王海燕")
    assert [entry.title for entry in draft.entries] == list(TITLES)
    assert [article.title for article in draft.articles] == list(TITLES)
    assert [len(article.blocks) for article in draft.articles] == [2] * 6
    assert not draft.contents_differ


@pytest.mark.parametrize("manner", CONTENTS)
def test_contents_of_a_document(manner: str) -> None:
    body = [heading(COVER[0], size=36), *map(paragraph, COVER[1:]), *map(paragraph, CONTENTS[manner])]
    for title, text in zip(TITLES, TEXTS, strict=True):
        body += [heading(title), paragraph(text)]
    draft = draft_of_document(*body)
    assert [entry.title for entry in draft.entries] == list(TITLES)
    assert [article.title for article in draft.articles] == list(TITLES)


@pytest.mark.parametrize("manner", WITH_AUTHORS)
@pytest.mark.parametrize("told", [True, False])
def test_contents_that_name_the_authors(manner: str, told: bool) -> None:
    draft = draft_of_text(*COVER, *WITH_AUTHORS[manner], *list_body(authors=told), "编辑：王海燕")
    assert [entry.title for entry in draft.entries] == list(TITLES)
    assert [article.title for article in draft.articles] == list(TITLES)
    assert not draft.contents_differ


# What is no contents list, in an article

LISTS = {
    "prizes with stars": ["★ 一等奖……3", "★ 二等奖……5", "★ 三等奖……8"],
    "prizes with stars and no numbers": ["★ 一等奖", "张伟、刘洋", "★ 二等奖", "陈静、杨帆、黄磊"],
    "winners by rank": ["★ 清河县政务服务中心", "★ 临江市粮食储备库", "★ 白鹿乡林业站", "★ 市档案馆"],
    "shares of a budget": ["●教育支出……………32", "●卫生健康支出……………21", "●农林水支出……………47"],
    "prices": ["大米（每公斤）\t6", "面粉（每公斤）\t5", "鸡蛋（每公斤）\t10", "猪肉（每公斤）\t28"],
    "rising prices": ["■ 青菜......3", "■ 鸡蛋......10", "■ 猪肉......28", "■ 牛肉......80"],
    "hours": ["1. 开幕式……9", "2. 领导致辞……10", "3. 参观展览……14", "4. 座谈交流……16"],
    "scores": ["清河县代表队    98", "临江市代表队    95", "东山区代表队    91", "白鹿乡代表队    88"],
    "scores that rise": ["一、白鹿乡代表队……88", "二、东山区代表队……91", "三、临江市代表队……95"],
    "a duty roster": ["◆ 周一值班……1", "◆ 周二值班……2", "◆ 周三值班……3"],
    "seats": ["第一排  1", "第二排  12", "第三排  24", "第四排  36"],
    "telephones in short": ["办公室\t101", "人事科\t102", "财务科\t103", "信访室\t110"],
    "documents to hand in": ["★ 申请表……1", "★ 营业执照复印件……2", "★ 法人身份证明……3"],
    "prizes behind a colon": [
        "决定表彰下列单位：",
        "★ 一等奖……3",
        "★ 二等奖……5",
        "一等奖",
        "甲队",
        "二等奖",
        "乙队",
    ],
    "prizes that come again": [
        "★ 一等奖……3",
        "★ 二等奖……5",
        "一等奖",
        "张伟、刘洋、王芳",
        "二等奖",
        "陈静、杨帆",
    ],
}


@pytest.mark.parametrize("manner", LISTS)
@pytest.mark.parametrize("first", [True, False])
def test_a_list_within_an_article_is_no_contents_list(manner: str, first: bool) -> None:
    """In the article that comes first, in one behind others, and though its words come again in the text."""
    title, rows = "关于表彰先进集体和先进个人的通报", LISTS[manner]
    known = "清河县政务服务中心获得一等奖。大米价格稳定。"
    own = [title, f"经研究，现将有关情况通报如下：{known}", *rows, "希望受到表彰的单位再接再厉。"]
    body = list_body()
    lines = [*own, *body] if first else [*body, *own]
    draft = draft_of_text(*COVER, *lines)
    assert draft.entries == ()
    assert not [item for item in draft.left if item.why is Reason.CONTENTS]


@pytest.mark.parametrize("manner", LISTS)
def test_a_list_within_an_article_of_a_document(manner: str) -> None:
    title, rows = "关于表彰先进集体和先进个人的通报", LISTS[manner]
    body = [heading(title), paragraph(f"现将有关情况通报如下：{TEXTS[0]}"), *map(paragraph, rows)]
    for name, text in zip(TITLES, TEXTS, strict=True):
        body += [heading(name), paragraph(text)]
    draft = draft_of_document(*body)
    assert draft.entries == ()
    assert [article.title for article in draft.articles] == [title, *TITLES]


@pytest.mark.parametrize("manner", LISTS)
def test_a_list_beside_a_contents_list(manner: str) -> None:
    """The contents list is found, and what looks like one in an article stays there."""
    rows = LISTS[manner]
    body = list_body()
    body[2:2] = ["现将有关情况通报如下：", *rows, "希望受到表彰的单位再接再厉。"]
    draft = draft_of_text(*COVER, *fill("● {t}……{p}"), *body)
    assert [entry.title for entry in draft.entries] == list(TITLES)
    assert [article.title for article in draft.articles] == list(TITLES)


@pytest.mark.parametrize(
    "above",
    [
        ["★ 清河县政务服务中心……5", "★ 临江市粮食储备库……3"],  # its numbers fall
        ["决定表彰下列单位：", "★ 清河县政务服务中心……3", "★ 临江市粮食储备库……5"],
        ["具体安排如下", "清河县政务服务中心\t3", "临江市粮食储备库\t5"],
        [PREFACE, "★ 清河县政务服务中心……3", "★ 临江市粮食储备库……50"],  # more pages than there is text
    ],
)
def test_a_list_whose_words_stand_again_over_texts(above: list[str]) -> None:
    """As sections of one article, and not as its neighbours."""
    names = ["清河县政务服务中心", "临江市粮食储备库"]
    texts = [*above, *(part for name in names for part in (name, "工作成效明显。"))]
    assert find_contents(texts, [Origin()] * len(texts)) == Contents()


def test_a_sentence_ends_a_contents_list() -> None:
    texts = [*fill("● {t}……{p}")[:2], "有关情况如下。", "● 甲……9", "● 乙……9"]
    found = find_contents([*texts, *TITLES[:2]], [Origin()] * 7)
    assert [entry.title for entry in found.entries] == list(TITLES[:2])
    assert found.taken == {0, 1}


def test_a_table_of_contents_in_a_table_with_numbers_of_its_own() -> None:
    rows = [["序号", "题目", "页码"], *([str(i + 1), t, str(2 + 3 * i)] for i, t in enumerate(TITLES))]
    body = [part for t, text in zip(TITLES, TEXTS, strict=True) for part in (heading(t), paragraph(text))]
    draft = draft_of_document(heading("目录"), table(*rows[1:]), *body)
    assert [(entry.title, entry.page) for entry in draft.entries] == [
        (t, str(2 + 3 * i)) for i, t in enumerate(TITLES)
    ]
    assert [article.title for article in draft.articles] == list(TITLES)


def test_contents_of_a_manuscript_that_its_text_words_otherwise() -> None:
    """No page numbers, no marks: from 目录 to where its first entry stands again all is the list."""
    entries = ("第一部分 单位概况", "一、主要职能", "二、人员构成", "第二部分 决算报表", "一、收入总表")
    body = (
        "第一部分 单位概况",
        "一、职能简述",
        TEXTS[0],
        "二、人员情况",
        TEXTS[1],
        "第二部分 报表",
        TEXTS[2],
    )
    texts = ["某某中心年度决算", "目 录", *entries, *body]
    assert find_contents(texts, [Origin()] * len(texts)).taken == frozenset(range(1, 7))
    texts = ["某某中心年度决算", "目 录", entries[0], TEXTS[3], *entries[1:], *body]
    assert len(find_contents(texts, [Origin()] * len(texts)).taken) < 3
