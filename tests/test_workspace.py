"""Ids, paths and the search for the workspace."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bulletin.errors import BulletinError
from bulletin.model import IssueId
from bulletin.workspace import open_workspace, parse_issue_id

from .conftest import MakeWorkspace


@pytest.mark.parametrize(
    "text",
    ["2024-09", "2024-9", "2024年第9期", "2024年第09期", "２０２４－９", " 2024 年第 9 期 ", "2024年9期"],
)
def test_spellings_of_an_id(text: str) -> None:
    assert parse_issue_id(text) == IssueId(2024, 9)


@pytest.mark.parametrize(("text", "label"), [("2023-a", "2023年"), ("2024-12", "2024年第12期")])
def test_label(text: str, label: str) -> None:
    issue_id = parse_issue_id(text)
    assert issue_id is not None
    assert issue_id.label == label
    assert str(issue_id) == text


@pytest.mark.parametrize("text", ["", "2024", "2024-00", "24-09", "../2024-09", "2024-09/..", "2024-ab", "x"])
def test_not_an_id(text: str) -> None:
    assert parse_issue_id(text) is None


YEARS = st.sampled_from(["2024", "２０２４", "1999", "0009", "202", "20245", "..", "二〇二四"])
MARKS = st.sampled_from(["-", "年", "年第", " 年 第 ", "/", "-.", "\n", ""])
REST = st.sampled_from(["9", "09", "12", "００", "a", "B", "ａ", "../x", "123", "a1"])
ENDS = st.sampled_from(["", "期", " 期 ", "\n", "/", "\0"])


@given(st.tuples(YEARS, MARKS, REST, ENDS).map("".join))
@example("２０２４年第９期")
@settings(max_examples=500)
def test_an_id_is_always_a_plain_folder_name(text: str) -> None:
    issue_id = parse_issue_id(text)
    if issue_id:
        assert re.fullmatch("[0-9]{4}-([0-9]{2,3}|[a-z])", str(issue_id))
        assert parse_issue_id(str(issue_id)) == issue_id


def test_the_nearest_parent_is_the_workspace(
    make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = make_workspace({"issues/2024-09/issue.md": ""})
    monkeypatch.chdir(workspace.issue_folder(IssueId(2024, 9)))
    assert open_workspace(None, None).root == workspace.root


def test_no_workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(BulletinError) as caught:
        open_workspace(None, None)
    assert caught.value.exit_code == 2


def test_issues_in_order_and_other_folders_left_alone(make_workspace: MakeWorkspace) -> None:
    names = ["2024-10", "2024-09", "2023-a", "2024-9", "notes", "2024-100"]
    workspace = make_workspace({f"issues/{name}/issue.md": "" for name in names})
    assert list(map(str, workspace.list_issues())) == ["2023-a", "2024-09", "2024-10", "2024-100"]


def test_templates_and_fonts_are_overridden_file_by_file(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace({"templates/print.css": "/* own */"})
    own = workspace.find_file("templates", "print.css")
    shipped = workspace.find_file("templates", "web.css")
    assert own is not None
    assert own.is_relative_to(workspace.root)
    assert shipped is not None
    assert not shipped.is_relative_to(workspace.root)
    assert workspace.find_file("templates", "../bulletin.yaml") is None
    # A link out of the workspace is not passed over in silence.
    (workspace.root / "templates/2023").mkdir()
    (workspace.root / "templates/2023/web.css").symlink_to("../print.css")
    assert workspace.find_file("templates/2023", "web.css")
    (workspace.root / "templates/web.css").symlink_to(__file__)
    with pytest.raises(BulletinError, match="F107"):
        workspace.find_file("templates", "web.css")
