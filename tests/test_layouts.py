"""Layouts: 2024 and 2023 as data, a designer's own folder without Python, CLREQ's way of composing."""

from __future__ import annotations

import pytest

from bulletin.build import build_issue
from bulletin.errors import BulletinError

from .conftest import SERIES, MakeWorkspace
from .pdftext import Line, read_lines

TEXT = "今年以来，“蒙科聚”（创新驱动平台）全力推进“强首府”工程，《若干措施》，着力打造全区科技创新中心。" * 30
ARTICLE = {"issues/2024-09/01.md": f"# 甲\n\n{TEXT}\n"}


def count_lines(lines: list[Line], page: int) -> int:
    return sum(1 for line in lines if line.page == page and not line.text.startswith("—"))


@pytest.mark.parametrize(("layout", "count"), [("", 20), ("2024", 20), ("2023", 21)])
def test_lines_to_a_page(make_workspace: MakeWorkspace, layout: str, count: int) -> None:
    head = f"---\n版式: {layout}\n---\n" if layout else ""
    workspace = make_workspace({**ARTICLE, "issues/2024-09/issue.md": head})
    lines = read_lines(build_issue(workspace, workspace.find_issue("2024-09")).pdf)
    assert count_lines(lines, 2) == count


def test_a_designers_folder(make_workspace: MakeWorkspace) -> None:
    """A layout sets the lines of a page, overrides colours, and may have a template of its own."""
    css = ":root { --lines: 25; --red: #00f; font-size: 14pt }\nh2 { text-align: left }\n"
    workspace = make_workspace(
        {
            **ARTICLE,
            "bulletin.yaml": f"{SERIES}版式: 本局\n",
            "templates/本局/layout.css": css,
            "templates/web.html": "<title>{{ issue.title }}</title>{{ articles[0].title }}",
        }
    )
    pdf = build_issue(workspace, workspace.find_issue("2024-09")).pdf
    lines = read_lines(pdf)
    assert count_lines(lines, 2) == 25
    assert lines[[line.page for line in lines].index(2)].left == pytest.approx(56.7, abs=1)
    assert (pdf.parent / "index.html").read_text("utf-8") == "<title>滨江科技通讯</title>甲"


def test_clreq_narrows_adjacent_marks(make_workspace: MakeWorkspace) -> None:
    css = ":root { --composition: clreq }\n"
    first = {}
    for layout in ("2024", "中文排版需求"):
        files = {**ARTICLE, "templates/中文排版需求/layout.css": css}
        workspace = make_workspace({**files, "bulletin.yaml": f"{SERIES}版式: {layout}\n"})
        lines = read_lines(build_issue(workspace, workspace.find_issue("2024-09")).pdf)
        assert all(line.text[0] not in "，。、）》”" for line in lines if line.page > 1)
        first[layout] = next(line.text for line in lines if line.page == 2 and len(line.text) > 9)
    assert "”（" in first["2024"]
    assert len(first["中文排版需求"]) > len(first["2024"])


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("print.html", "{% if %}", r"templates/print\.html:1：.*L102"),
        ("print.html", "第一行\n{{ nothing }}", r"templates/print\.html:2：.*L102"),
        ("print.css", "p { color: nonsense }", "L103"),
    ],
)
def test_a_broken_template_says_where(
    make_workspace: MakeWorkspace, name: str, text: str, message: str
) -> None:
    workspace = make_workspace({**ARTICLE, f"templates/{name}": text})
    with pytest.raises(BulletinError, match=message):
        build_issue(workspace, workspace.find_issue("2024-09"))
