"""Where what is shown was typed: the same bytes with and without, and a block for every line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from random import Random

import pytest

from bulletin.build import typeset_issue
from bulletin.document.fragment import Notes
from bulletin.document.walk import list_texts
from bulletin.html import PrintedIssue, render_bodies, render_web
from bulletin.prepare import Prepared, prepare
from bulletin.preview.web import locate_titles
from bulletin.source import Reading
from bulletin.workspace import Workspace

from .conftest import MakeWorkspace
from .wild import write_issue


def render_page(prepared: Prepared, page_of: Mapping[str, int], *, located: bool = True) -> str:
    issue, templates = prepared.issue, prepared.templates
    bodies = render_bodies(issue, templates, Notes.AT_END, located=located)
    return render_web(issue, templates, bodies, PrintedIssue("a.pdf", 1, 1, page_of), located=located)


def check_places(workspace: Workspace) -> None:
    prepared = prepare(Reading(workspace), *workspace.list_issues())
    issue = prepared.issue
    printed = typeset_issue(prepared)
    assert printed.data == typeset_issue(prepared).data
    page = render_page(prepared, printed.page_of)
    for sources in ([block.source for block in printed.blocks], re.findall('data-source="([^"]*)"', page)):
        covered = set()
        for source in sources:
            if not source.startswith("#"):
                path, first, last = re.fullmatch(r"(.+):(\d+)-(\d+)", source).groups()  # type: ignore[union-attr]
                covered |= {(path, line) for line in range(int(first), int(last) + 1)}
        for article in issue.articles:
            for text in list_texts(article.document):
                assert (article.file.path, article.document.find_line(text.offsets[0])) in covered
    assert {f"#a{n}" for n in range(1, len(issue.articles) + 1)} <= {block.source for block in printed.blocks}
    for block in printed.blocks:
        assert 1 <= block.page <= printed.pages
        assert block.width > 0
        assert block.height >= 0


def test_every_line_has_its_place(stress: Workspace) -> None:
    check_places(stress)


@pytest.mark.parametrize("seed", range(3))
def test_random_issues_have_places(make_workspace: MakeWorkspace, seed: int) -> None:
    check_places(make_workspace(write_issue(Random(seed))))


SERIES = """刊名: 科技情报参考
编辑单位: 呼和浩特市科学技术局
编辑:
  - 李涛
  - 王小芳
电话: >
  4366683
"""
HEAD = """---
期号: 9
日期: 2024-09-30
电话:
---
"""
FIELDS = """---
标题: 很长的
  标题
作者:
  - 张三
  - 李四

来源: 《科技日报》
---

正文。
"""
# Where each field is shown: on which page, from which lines. What issue.md leaves empty is the series'.
SHOWN = [
    (1, "bulletin.yaml:1-1"),
    (1, "issues/2024-09/issue.md:2-2"),
    (1, "bulletin.yaml:2-2"),
    (1, "issues/2024-09/issue.md:3-3"),
    (2, "#a1"),
    (2, "issues/2024-09/01.md:4-6"),
    (2, "issues/2024-09/01.md:11-11"),
    (2, "issues/2024-09/01.md:8-8"),
    (2, "bulletin.yaml:2-2"),
    (2, "bulletin.yaml:3-5"),
    (2, "bulletin.yaml:6-7"),
]


def test_fields_have_their_places(make_workspace: MakeWorkspace) -> None:
    files = {"bulletin.yaml": SERIES, "issues/2024-09/issue.md": HEAD, "issues/2024-09/01.md": FIELDS}
    workspace = make_workspace(files)
    prepared = prepare(Reading(workspace), workspace.find_issue("2024-09"))
    assert prepared.problems == ()
    printed = typeset_issue(prepared)
    assert [(block.page, block.source) for block in printed.blocks] == SHOWN
    assert locate_titles(prepared.issue) == {"a1": "issues/2024-09/01.md:2-3"}
    assert printed.data == typeset_issue(prepared).data
    page = render_page(prepared, printed.page_of)
    assert re.findall('data-source="([^"]*)"', page) == [source for _, source in SHOWN if source != "#a1"]
    plain = render_page(prepared, printed.page_of, located=False)
    assert re.sub(' data-source="[^"]*"', "", page) == plain
