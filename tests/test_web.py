"""index.html of 2024年第9期: structure, tags, links, weight; parsed with the standard library."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from bulletin.build import build_issue

from .conftest import MakeWorkspace


class Page(HTMLParser):
    """Collects the elements of a page: (tag, attributes), and the text of each tag."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text: dict[str, list[str]] = {}
        self._open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in {"meta", "link", "img", "br", "hr"}:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        for tag in set(self._open):
            self.text.setdefault(tag, []).append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.elements if name == tag]

    def meta(self, name: str) -> str | None:
        return next((a["content"] for a in self.all("meta") if a.get("name") == name), None)


@pytest.fixture(scope="module")
def page(real_issue: Path) -> Page:
    return Page((real_issue / "index.html").read_text("utf-8"))


def test_structure(page: Page) -> None:
    assert page.all("html")[0]["lang"] == "zh-CN"
    assert len(page.all("h1")) == 1
    assert [tag for tag, _ in page.elements if tag in {"header", "nav", "main", "footer"}] == [
        "header",
        "nav",
        "main",
        "footer",
    ]
    assert len(page.all("article")) == 6
    assert any(a.get("class") == "skip" and a["href"] == "#main" for a in page.all("a"))
    assert any(a["href"] == "tel:4366683" for a in page.all("a"))


def test_contents_link_to_the_articles_and_say_the_printed_page(page: Page) -> None:
    ids = [attrs["id"] for _, attrs in page.elements if "id" in attrs]
    assert len(ids) == len(set(ids))
    targets = [a["href"] for a in page.all("a") if (a["href"] or "").startswith("#")]
    assert {target[1:] for target in targets if target} <= set(ids)
    assert re.findall(r"第(\d+)页", "".join(page.text["nav"])) == ["2", "3", "4", "5", "6", "10"]


def test_everything_it_needs_lies_beside_it(page: Page, real_issue: Path) -> None:
    style = (real_issue / "style.css").read_text("utf-8")
    names = [a["href"] for a in page.all("link")] + re.findall(r'url\("([^"]+)"\)', style)
    assert len(names) >= 6
    for name in names:
        assert name is not None
        assert (real_issue / name).is_file(), name
    assert "http" not in style


def test_weight(real_issue: Path) -> None:
    parts = [real_issue / "index.html", real_issue / "style.css", *real_issue.glob("fonts/*.woff2")]
    assert sum(part.stat().st_size for part in parts) < 700_000


def test_linked_data(page: Page) -> None:
    data = json.loads("".join(page.text["script"]))
    assert data["@type"] == "PublicationIssue"
    assert data["issueNumber"] == "9"
    assert [part["pageStart"] for part in data["hasPart"]] == ["2", "3", "4", "5", "6", "10"]


def test_government_tags_and_hostile_text(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace(
        {
            "bulletin.yaml": "刊名: 甲</script><b>\n编辑单位: 某局\n网址: https://kj.example.gov.cn/a\n"
            "网站名称: 某市科技局\n网站标识码: '0150100012'\n电话: (0471) 4366683转801\n",
            "issues/2024-09/issue.md": "---\n日期: 2024年9月30日\n---\n# 乙 & {{ 7*7 }}\n\n正文\n",
        }
    )
    folder = build_issue(workspace, workspace.find_issue("2024-09")).pdf.parent
    text = (folder / "index.html").read_text("utf-8")
    page = Page(text)
    assert page.meta("SiteName") == "某市科技局"
    assert page.meta("SiteDomain") == "kj.example.gov.cn"
    assert page.meta("SiteIDCode") == "0150100012"
    assert page.meta("ArticleTitle") == "甲</script><b> 2024年第9期"
    assert page.meta("PubDate") == "2024-09-30 00:00"
    assert page.meta("ContentSource") == "某局"
    assert json.loads("".join(page.text["script"]))["isPartOf"]["name"] == "甲</script><b>"
    assert "<b>" not in text
    assert "{{ 7*7 }}" in text
    assert any(a["href"] == "tel:04714366683;ext=801" for a in page.all("a"))
