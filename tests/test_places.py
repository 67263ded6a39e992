"""Where what is shown was typed: the same bytes with and without, and a block for every line."""

from __future__ import annotations

import re
from random import Random

import pytest

from bulletin.build import typeset_issue
from bulletin.fonts import load_fonts
from bulletin.html import PrintedIssue, render_web
from bulletin.source import read_issue
from bulletin.templates import find_issue_templates
from bulletin.workspace import Workspace

from .conftest import MakeWorkspace
from .wild import write_issue


def check_places(workspace: Workspace) -> None:
    issue, _ = read_issue(workspace, workspace.find_issue("2024-09"))
    fonts, templates = load_fonts(workspace, issue.series), find_issue_templates(workspace, issue)
    printed = typeset_issue(issue, fonts, templates, located=True)
    assert printed.data == typeset_issue(issue, fonts, templates).data
    page = render_web(issue, templates, PrintedIssue("a.pdf", 1, 1, printed.page_of), located=True)
    for sources in ([block.source for block in printed.blocks], re.findall('data-source="([^"]*)"', page)):
        covered = set()
        for source in sources:
            if not source.startswith("#"):
                path, first, last = re.fullmatch(r"(.+):(\d+)-(\d+)", source).groups()  # type: ignore[union-attr]
                covered |= {(path, line) for line in range(int(first), int(last) + 1)}
        for article in issue.articles:
            for token in article.tokens:
                if token.type == "inline" and token.map and token.children:
                    assert (article.file.path, token.map[0] + 1) in covered
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
