"""见本期《…》 leads to the article that it names: found in what offices write, proven in print."""

from __future__ import annotations

import json
import re

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulletin.build import build_issue
from bulletin.document.plain import list_units
from bulletin.document.tree import ArticleLink
from bulletin.document.walk import read_text, walk_document
from bulletin.errors import Problem
from bulletin.fonts import load_fonts
from bulletin.markup import parse_markdown
from bulletin.model import Article, Source
from bulletin.proof import prove_pdf
from bulletin.proof.readback import read_pdf
from bulletin.site.build import build_site
from bulletin.source import read_issue
from bulletin.source.links import link_articles

from .conftest import SERIES, MakeWorkspace
from .pdftext import read_lines

TITLES = ["春耕备耕情况通报", "《中试平台指引》印发", "AI赋能“智慧水利”：三年观察", "统计分析"]


def make_article(title: str, text: str, **more: str) -> Article:
    source = Source("issues/2024-09/01.md", tuple(text.split("\n")))
    return Article(title=title, file=source, line=1, document=parse_markdown(source, 1, []), **more)  # type: ignore[arg-type]


def link(text: str, *drafts: str, column: str = "") -> tuple[list[tuple[str, int]], list[Problem]]:
    """The links of an article of `text` ahead of those of TITLES, and what is told."""
    articles = [make_article("本篇", text), *(make_article(title, "文", column=column) for title in TITLES)]
    problems: list[Problem] = []
    linked = link_articles(articles, [make_article(title, "文") for title in drafts], problems)
    assert [u.text for u in list_units(linked[0].document, 1)] == [
        u.text for u in list_units(articles[0].document, 1)
    ]
    found = [i for i in walk_document(linked[0].document) if isinstance(i, ArticleLink)]
    return [(read_text(inline.children), inline.number) for inline in found], problems


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("详见本期《春耕备耕情况通报》。", [2]),
        ("（参见本期《春耕备耕 情况通报》）", [2]),
        ("有关做法刊于本期《〈中试平台指引〉印发》。", [3]),
        ("见本期《《中试平台指引》印发》", [3]),
        ("参阅本期《AI赋能「智慧水利」：三年观察》", [4]),
        ('参阅本期《ＡＩ赋能"智慧水利":三年观察》', [4]),
        ("见本期《春耕备耕情况通报》、《统计分析》和《〈中试平台指引〉印发》。", [2, 5, 3]),
        ("见本期《统计分析》《春耕备耕情况通报》。", [5, 2]),
        ("本期刊发的《统计分析》一文指出", [5]),
        ("见本期《春耕备耕\n情况通报》。", [2]),
        ("见**本期《统计分析》**。", [5]),
        ("- 见本期《统计分析》\n- 又见本期《春耕备耕情况通报》", [5, 2]),
        ("| 题 | 见 |\n| --- | --- |\n| 甲 | 见本期《统计分析》 |", [5]),
        ("正文[^1]。\n\n[^1]: 见本期《统计分析》。", [5]),
        ("见本期《本篇》。", []),
        ("## 见本期《统计分析》\n\n文", []),
        ("见[本期《统计分析》](https://a.example.cn/)", []),
        ("见《统计分析》。", []),
    ],
)
def test_what_offices_write_is_found(text: str, numbers: list[int]) -> None:
    found, problems = link(text)
    assert [number for _, number in found] == numbers
    assert all(title.startswith("《") and title.endswith("》") for title, _ in found)
    assert not problems


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("见本期《春耕备耕情况的通报》。", "是不是《春耕备耕情况通报》？"),
        ("详见本期《从没有过的一篇》。", "标题要与"),
        ("本期刊发的《春耕备耕的情况通报》一文", "是不是《春耕备耕情况通报》？"),
    ],
)
def test_what_is_not_there_is_told(text: str, hint: str) -> None:
    found, problems = link(text)
    assert not found
    assert [(problem.code, problem.line) for problem in problems] == [("A119", 1)]
    assert problems[0].hint.startswith(hint)


@pytest.mark.parametrize(
    "text",
    [
        "本期《科技参考》共四版。",
        "欢迎关注本期《政策解读》栏目。",
        "见本期《政策解读》栏目。",
        "见本期《政策解读》。",
        "见本期《统计分析》和《中华人民共和国科学技术进步法》。",
        "见上期《春耕备耕的情况通报》。",
        "本期《",
        "见本期《" + "长" * 200 + "》",
        "日本期货《合约》",
    ],
)
def test_ordinary_words_are_left_alone(text: str) -> None:
    _, problems = link(text, column="政策解读")
    assert not problems


def test_a_draft_is_no_article_of_the_issue() -> None:
    found, problems = link("见本期《写到一半》。", "写到一半")
    assert not found
    assert "草稿" in problems[0].message


def test_a_typed_page_number_is_told() -> None:
    found, problems = link("见本期《统计分析》（第12页）。")
    assert found
    assert [problem.code for problem in problems] == ["A120"]


@given(st.text(st.sampled_from("见本期《》〈〉统计分析、和 \n甲"), max_size=60))
def test_no_character_is_lost(text: str) -> None:
    link(f"甲{text}".replace("\n", "甲\n甲"))


@pytest.mark.parametrize("text", ["本期《" * 7000, "见本期《统计分析》、" * 2500, "见本期《" + "《" * 20000])
def test_long_lines_are_read_to_their_end(text: str) -> None:
    link(text)


FILES = {
    "bulletin.yaml": f"{SERIES}网址: https://kj.example.gov.cn/qk/\n",
    "issues/2024-09/01.md": "# 甲\n\n"
    + "一段文字。" * 900
    + "\n\n详见本期《乙的办法》，另见本期《丙：小结》。\n",
    "issues/2024-09/02.md": "# 乙的办法\n\n"
    + "又一段。" * 400
    + "\n\n文，见本期《甲》[^1]。\n\n[^1]: 又见本期《丙：小结》。\n",
    "issues/2024-09/03.md": "# 丙：小结\n\n文。\n",
}


def test_paper_says_the_page_and_proves_it(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace(FILES)
    built = build_issue(workspace, workspace.find_issue("2024-09"), strict=True)
    manifest = json.loads((built.pdf.parent / "manifest.json").read_text("utf-8"))
    page_of = {f"a{n}": article["page"] for n, article in enumerate(manifest["articles"], 1)}
    assert manifest["proofs"]["links"] == {"passed": True, "checked": 4}
    data = built.pdf.read_bytes()
    blocks = read_pdf(data).blocks
    block = next(block for block in blocks if "详见本期" in block.text)
    assert f"《乙的办法》（第{page_of['a2']}页），另见本期《丙：小结》（第{page_of['a3']}页）" in block.drawn
    assert block.text.endswith("详见本期《乙的办法》，另见本期《丙：小结》。")
    assert [found.page for found in block.links] == [page_of["a2"], page_of["a3"]]

    issue, _ = read_issue(workspace, workspace.find_issue("2024-09"))
    faces = {face.family: face.data for face in load_fonts(workspace, issue.series).faces}
    # The number on paper is wrong where the article stands elsewhere.
    moved = prove_pdf(data, issue, faces, {**page_of, "a3": page_of["a3"] + 1})["links"]
    assert {problem.code for problem in moved.problems} == {"V107"}
    damaged = pikepdf.open(built.pdf)
    annotations = [a for page in damaged.pages for a in page.get("/Annots", []) if "/Dest" in a]
    for annotation in annotations:
        if str(annotation.Dest) == "a2" and "《" in str(annotation.Contents):
            annotation.Dest = pikepdf.String("a1")
    path = built.pdf.with_name("damaged.pdf")
    damaged.save(path)
    found = prove_pdf(path.read_bytes(), issue, faces, page_of)["links"].problems
    assert [problem.message for problem in found] == [f"《乙的办法》的链接没有通到第{page_of['a2']}页"]


@pytest.mark.parametrize("length", [120, 520, 1500])
def test_a_paragraph_that_goes_on_says_the_page(make_workspace: MakeWorkspace, length: int) -> None:
    """It is broken into lines where it begins, and the number is filled in on a later page."""
    paragraphs = "字。\n\n" * 16 + "长" * length + "，见本期《乙》，又见本期《丙》。\n"
    files = {"01": f"# 甲\n\n{paragraphs}", "02": "# 乙\n\n文。\n", "03": "# 丙\n\n文。\n"}
    workspace = make_workspace({f"issues/2024-09/{name}.md": text for name, text in files.items()})
    data = build_issue(workspace, workspace.find_issue("2024-09")).pdf.read_bytes()
    block = next(block for block in read_pdf(data).blocks if "见本期" in block.text)
    assert len(set(re.findall(r"第[1-9]页", block.drawn))) in (1, 2)


def test_the_page_is_told_anew_where_its_number_moves_the_article(make_workspace: MakeWorkspace) -> None:
    """With two digits the first paragraph takes another line, which moves the last article to a page more."""
    files = {
        "01": "# 甲\n\n" + "长" * 18 + "见本期《丁》。\n\n" + "字。\n\n" * 20,
        "02": "# 乙\n\n文。\n",
        "03": "# 丙\n\n" + "字。\n\n" * 170,
        "04": "# 丁\n\n文。\n",
    }
    workspace = make_workspace({f"issues/2024-09/{name}.md": text for name, text in files.items()})
    built = build_issue(workspace, workspace.find_issue("2024-09"), strict=True)
    page = json.loads((built.pdf.parent / "manifest.json").read_text("utf-8"))["articles"][3]["page"]
    assert any(f"第{page}页" in block.drawn for block in read_pdf(built.pdf.read_bytes()).blocks)


def test_a_note_of_a_repeated_head_is_printed_once(make_workspace: MakeWorkspace) -> None:
    """Though the second page of its table is made again, for a page number on it."""
    table = "| 甲[^1] | 乙 |\n|---|---|\n" + "| 文字 | 1 |\n" * 30 + "| 见本期《乙》 | 1 |\n"
    text = f"# 甲\n\n{table}\n[^1]: 注文在此。\n"
    workspace = make_workspace({"issues/2024-09/01.md": text, "issues/2024-09/02.md": "# 乙\n\n文。\n"})
    pdf = build_issue(workspace, workspace.find_issue("2024-09")).pdf
    assert [line.page for line in read_lines(pdf) if "注文在此" in line.text] == [2]


def test_an_editors_note_leads_there_too(make_workspace: MakeWorkspace) -> None:
    note = "编者按: |-\n  一段<b>。\n\n  另见本期《丙：小结》、《乙的办法》。\n"
    text = f"---\n标题: 丁\n{note}---\n\n文。\n"
    workspace = make_workspace({**FILES, "issues/2024-09/04.md": text})
    built = build_issue(workspace, workspace.find_issue("2024-09"), strict=True)
    manifest = json.loads((built.pdf.parent / "manifest.json").read_text("utf-8"))
    assert manifest["proofs"]["links"]["checked"] == 6
    blocks = read_pdf(built.pdf.read_bytes()).blocks
    block = next(block for block in blocks if block.text.startswith("另见本期"))
    page = manifest["articles"][2]["page"]
    # In 楷体 the brackets, of another face, are furniture.
    assert f"《丙：小结》第{page}页、《乙的办法》" in re.sub("[（）]", "", block.drawn)
    web = (built.pdf.parent / "index.html").read_text("utf-8")
    assert "一段&lt;b&gt;。</p>" in web
    assert (
        '另见本期<a class="see" href="#a3">《丙：小结》</a>、<a class="see" href="#a2">《乙的办法》</a>。'
        in web
    )
    css = 'a.see::after { content: "（第1页）"; }\n'
    workspace = make_workspace({"templates/2024/layout.css": ":root { --lines: 20 }\n" + css})
    for name in ("01", "02"):  # what is left speaks of others in its note alone
        path = workspace.root / f"issues/2024-09/{name}.md"
        path.write_text(path.read_text("utf-8").replace("见本期", "见"), "utf-8")
    with pytest.raises(Exception, match=r"后面印的是第1页"):
        build_issue(workspace, workspace.find_issue("2024-09"))


def test_a_wrong_number_on_paper_is_an_error(make_workspace: MakeWorkspace) -> None:
    css = 'a.see::after { content: "（第" counter(page) "页）"; }\n'
    workspace = make_workspace({**FILES, "templates/2024/layout.css": ":root { --lines: 20 }\n" + css})
    with pytest.raises(Exception, match=r"后面印的是第\d+页") as caught:
        build_issue(workspace, workspace.find_issue("2024-09"))
    assert "V107" in str(caught.value)


def test_the_web_leads_to_the_article_too(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace(FILES)
    built = build_issue(workspace, workspace.find_issue("2024-09"))
    page = (built.pdf.parent / "index.html").read_text("utf-8")
    assert '<a class="see" href="#a2">《乙的办法》</a>，' in page
    site = build_site(workspace)
    article = (site.folder / "2024-09/01/index.html").read_text("utf-8")
    assert '<a class="see" href="../02/index.html">《乙的办法》</a>' in article
    feed = json.loads((site.folder / "feed.json").read_text("utf-8"))["items"][0]["content_html"]
    assert '<a class="see" href="https://kj.example.gov.cn/qk/2024-09/02/index.html">' in feed
    assert not re.findall(r'href="#a\d+"', feed)
