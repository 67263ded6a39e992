"""An article with every form of an office: validators, the tag tree, paper and web beside the sources."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from pathlib import Path

import page as page_validation
import pikepdf
import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Browser

from bulletin.build import build_issue
from bulletin.document.html_forms import LABEL, NUMBER, SOURCE_NUMBER
from bulletin.hanzi import squeeze_text
from bulletin.model import Issue
from bulletin.source import read_issue
from bulletin.workspace import Workspace, open_workspace

from .conftest import FIXTURES, REPOSITORY
from .test_archive import walk
from .test_one_text import WebText, say_pdf, say_sources
from .test_places import check_places

WIDTHS = (320, 1280)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory, stress: Workspace) -> Workspace:
    root = tmp_path_factory.mktemp("offices")
    folder = root / "issues" / "2024-09"
    folder.mkdir(parents=True)
    for path in (stress.root / "issues" / "2024-09").glob("[ab].*"):
        shutil.copy(path, folder)
    shutil.copy(stress.root / "bulletin.yaml", root)
    (folder / "issue.md").write_text("---\n日期: 2024-09-30\n---\n", "utf-8")
    shutil.copy(FIXTURES / "offices.md", folder / "01.md")
    return open_workspace(root, None)


@pytest.fixture(scope="module")
def issue(workspace: Workspace) -> Issue:
    issue, problems = read_issue(workspace, workspace.find_issue("2024-09"))
    assert problems == []
    return issue


@pytest.fixture(scope="module")
def pdf(workspace: Workspace) -> Path:
    return build_issue(workspace, workspace.find_issue("2024-09")).pdf


def test_paper_and_web_say_what_was_typed(pdf: Path, issue: Issue) -> None:
    typed = say_sources(issue)
    assert say_pdf(pdf.read_bytes(), issue) == typed
    web = WebText(pdf.with_name("index.html").read_text("utf-8"))
    assert [squeeze_text(text) for text in web.articles] == typed


@pytest.mark.parametrize("sheet", ["print.css", "content.css"])
def test_style_sheets_leave_the_room_that_html_says_only_where_it_is_more(sheet: str) -> None:
    text = (REPOSITORY / "templates" / sheet).read_text("utf-8")
    for name, room in ((".qa", LABEL), (".attachments", NUMBER), (".references", SOURCE_NUMBER)):
        rule = text.partition(f"\n{name} {{")[2].partition("}")[0]
        assert re.search(rf"--(?:label|number): {room:g}em;", rule), (name, rule)


@pytest.mark.parametrize("profile", ["PDF_UA_1", "PDF_A_3A"])
def test_a_validator_finds_nothing(pdf: Path, profile: str) -> None:
    profile = getattr(page_validation.ValidationProfile, profile)
    report = page_validation.validate_pdf_bytes(pdf.read_bytes(), profile=profile)
    assert report.is_compliant, list(report.failures)[:5]


def test_tags_are_what_an_author_would_draw(pdf: Path) -> None:
    with pikepdf.open(pdf) as opened:
        tree = list(walk(opened.Root.StructTreeRoot))
        paths = {path for path, _ in tree}
        cells = [node for path, node in tree if path[-1] in {"TH", "TD"} and "/A" in node]
        spans = Counter(
            (str(node.S), int(node.A.get("/ColSpan", 1)), int(node.A.get("/RowSpan", 1))) for node in cells
        )
    assert (spans["/TH", 2, 1], spans["/TH", 1, 2], spans["/TD", 2, 1], spans["/TD", 1, 2]) == (2, 2, 2, 2)
    article = ("Document", "Part", "Art")
    for path in (
        (*article, "L", "LI", "Lbl"),
        (*article, "L", "LI", "LBody"),
        (*article, "Sect", "L", "LI", "Lbl"),
        (*article, "P", "Link"),
        (*article, "Div", "Figure", "Caption"),
        (*article, "Div", "Caption"),
        (*article, "BlockQuote", "P"),
    ):
        assert path in paths, path


def test_every_line_has_its_place(workspace: Workspace) -> None:
    check_places(workspace)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_web_page_is_accessible_and_fits(browser: Browser, pdf: Path, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(pdf.with_name("index.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.add_script_tag(path=AXE_FILE_PATH)
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = page.evaluate("tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", tags)
    assert [violation["id"] for violation in found["violations"]] == []
    page.close()


def test_pictures_side_by_side_are_as_high_and_stand_below_each_other_on_a_phone(
    browser: Browser, pdf: Path
) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(pdf.with_name("index.html").as_uri())
    measure = "[...document.querySelectorAll('.side-by-side img')].map(i => i.getBoundingClientRect())"
    first, second = page.evaluate(f"{measure}.slice(0, 2).map(r => [r.top, r.height, r.left])")
    assert abs(first[1] - second[1]) < 2
    assert first[0] == second[0]
    page.set_viewport_size({"width": 360, "height": 900})
    first, second = page.evaluate(f"{measure}.slice(0, 2).map(r => [r.top, r.bottom, r.width])")
    assert second[0] > first[1]
    page.close()
