"""One text, every output: sources, PDF and web page say the same words in the same order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pypdfium2
import pytest

from bulletin.build import build_issue
from bulletin.document.notes import count_notes
from bulletin.document.plain import Unit, list_units
from bulletin.hanzi import dash_subtitle, is_han, squeeze_text
from bulletin.model import Issue
from bulletin.proof.readback import Block, read_pdf
from bulletin.source import read_issue
from bulletin.workspace import Workspace, open_workspace

from .conftest import REPOSITORY, MakeWorkspace

ISSUES = ["2024-09", "2024-03", "2023-a", "2023-b", "2023-c", "stress"]


@pytest.fixture(scope="module")
def built(
    tmp_path_factory: pytest.TempPathFactory, stress: Workspace, stress_pdf: Path
) -> dict[str, tuple[Issue, Path]]:
    """Every issue at hand with its folder, as built."""
    workspace = open_workspace(REPOSITORY, tmp_path_factory.mktemp("out"))
    found = {}
    for name in ISSUES[:-1]:
        issue, _ = read_issue(workspace, workspace.find_issue(name))
        found[name] = issue, build_issue(workspace, issue.id).pdf
    issue, _ = read_issue(stress, stress.find_issue("2024-09"))
    return {**found, "stress": (issue, stress_pdf)}


def say_sources(issue: Issue) -> list[str]:
    """What each article says: title, subtitle, authors, 编者按, text, credit, then its notes."""
    said = []
    first = 1
    for article in issue.articles:
        units = list_units(article.document, first)
        first += count_notes(article.document)
        credit = f"（来源：{article.source}）" if article.source else ""
        subtitle = dash_subtitle(article.subtitle)
        note = "编者按" if article.editor_note else ""
        head = [article.title, subtitle, *article.author, note, *article.editor_note]
        said.append(join_units([*head, *texts_of(units), credit, *texts_of(units, notes=True)]))
    return said


def texts_of(units: Sequence[Unit | Block], *, notes: bool = False) -> list[str]:
    if notes:  # in the order of their numbers, as the web page has them
        labels = [int(re.sub(r"\D", "", b.text)) for a, b in pairwise(units) if a.role == "Note"]
        found = zip(labels, (unit.text for unit in units if unit.role == "Note"), strict=True)
        return [text for _, text in sorted(found)]
    silent = {"Lbl", "Figure", "TOCI", "Note"}
    return [unit.text for unit in units if unit.role not in silent]


def join_units(texts: list[str]) -> str:
    return squeeze_text("".join(texts))


def say_pdf(data: bytes, issue: Issue) -> list[str]:
    """The same of the PDF, from its tag tree."""
    blocks = list(read_pdf(data).blocks)
    starts = [i for i, block in enumerate(blocks) if block.role == "H2"]
    colophon = squeeze_text(f"{issue.publisher}编辑")
    last = max(i for i, block in enumerate(blocks) if squeeze_text(block.text).startswith(colophon))
    ends = [*starts[1:], last - bool(issue.report_to) - bool(issue.copy_to)]
    columns = [article.column for article in issue.articles[1:]]
    for i, column in enumerate(columns):  # a layout may set 栏目 above a title
        ends[i] -= bool(column) and squeeze_text(blocks[ends[i] - 1].text) == squeeze_text(column)
    parts = [blocks[a:b] for a, b in zip(starts, ends, strict=True)]
    return [join_units([*texts_of(part), *texts_of(part, notes=True)]) for part in parts]


class WebText(HTMLParser):
    """The text of each article of a web page, without ways back to where one came from, the lists of 栏目
    and files and, as of every list, the numbers of entries."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.articles: list[str] = []
        self._inside = False
        self._silent = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = (dict(attrs).get("class") or "").split()
        if tag == "article":
            self._inside = True
            self.articles.append("")
        if self._silent or {"back", "to-contents", "n", "column", "downloads"} & set(names):
            self._silent += tag not in {"wbr", "img", "br", "hr"}

    def handle_endtag(self, tag: str) -> None:
        self._silent = max(0, self._silent - 1)
        self._inside = self._inside and tag != "article"

    def handle_data(self, data: str) -> None:
        if self._inside and not self._silent:
            self.articles[-1] += data


@pytest.mark.parametrize("name", ISSUES)
def test_pdf_and_web_page_say_what_the_sources_say(built: dict[str, tuple[Issue, Path]], name: str) -> None:
    issue, pdf = built[name]
    typed = say_sources(issue)
    assert say_pdf(pdf.read_bytes(), issue) == typed
    web = WebText((pdf.parent / "index.html").read_text("utf-8"))
    assert [squeeze_text(text) for text in web.articles] == typed


@pytest.mark.parametrize("name", ISSUES[:-1])
def test_the_sources_say_what_was_typed(built: dict[str, tuple[Issue, Path]], name: str) -> None:
    """Without our reading of Markdown: these issues hold paragraphs and headings alone."""
    issue, _ = built[name]
    for article, said in zip(issue.articles, say_sources(issue), strict=True):
        text = "\n".join(article.file.lines)
        title, _, body = text.removeprefix("---\n标题: ").partition("\n---\n")
        typed = re.sub(r"^#+ |[\\*]", "", f"{title}\n{body}", flags=re.MULTILINE)
        assert squeeze_text(typed.replace("'", "").replace('"', "")) == said.replace('"', "").replace("'", "")


@pytest.mark.parametrize("name", ISSUES)
def test_another_reader_finds_the_same_characters(built: dict[str, tuple[Issue, Path]], name: str) -> None:
    """pdfium knows no tags and reads page by page: the Han of every article, whatever their order."""
    issue, pdf = built[name]
    document = pypdfium2.PdfDocument(pdf)
    found = Counter(c for page in document for c in page.get_textpage().get_text_range() if is_han(c))
    document.close()
    typed = Counter(filter(is_han, "".join(say_sources(issue))))
    assert not typed - found


def test_words_of_a_foreign_language_stay_apart(make_workspace: MakeWorkspace) -> None:
    """Text whose lines are justified keeps its spaces, and a divided word is one word again."""
    text = "平台采用OpenAI API接口与open source software，internationalization和characterization。" * 12
    workspace = make_workspace({"issues/2024-09/01.md": f"# 甲\n\n{text}\n"})
    pdf = build_issue(workspace, workspace.find_issue("2024-09")).pdf
    paragraph = next(b for b in read_pdf(pdf.read_bytes()).blocks if b.text.startswith("平台"))
    assert "\u00ad" in paragraph.text
    said = paragraph.text.replace("\u00ad", "")
    for phrase in ("OpenAI API", "open source software", "internationalization", "characterization"):
        assert len(re.findall(phrase.replace(" ", " ?"), said)) == 12
        # A space at a line's end is not drawn; everywhere else it is.
        assert said.count(phrase) >= 10
