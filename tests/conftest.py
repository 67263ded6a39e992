"""Shared by the tests: workspaces made of text, and 2024年第9期 built once."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from bulletin.workspace import Workspace, open_workspace

REPOSITORY = Path(__file__).resolve().parent.parent
SERIES = "刊名: 科技情报参考\n编辑单位: 某市科技局\n编辑: 李涛\n电话: 04366683\n"

MakeWorkspace = Callable[[Mapping[str, str | bytes]], Workspace]


@pytest.fixture
def make_workspace(tmp_path: Path) -> MakeWorkspace:
    """Make a workspace of `files` (path → content) with a series unless they bring one."""

    def make(files: Mapping[str, str | bytes]) -> Workspace:
        for name, content in {"bulletin.yaml": SERIES, **files}.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return open_workspace(tmp_path, None)

    return make


@pytest.fixture(scope="session")
def repository() -> Workspace:
    """The repository's own workspace, its real issues."""
    return open_workspace(REPOSITORY, None)


@pytest.fixture(scope="session")
def real_issue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of 2024年第9期 as `bulletin build` makes it."""
    from bulletin.build import build_issue

    workspace = open_workspace(REPOSITORY, tmp_path_factory.mktemp("dist"))
    return build_issue(workspace, workspace.find_issue("2024-09")).pdf.parent


@pytest.fixture
def python() -> str:
    """The interpreter that runs the tests."""
    return sys.executable
