"""Shared by the tests: workspaces made of text, and 2024年第9期 built once."""

from __future__ import annotations

import io
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from bulletin.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    from playwright.sync_api import Browser

REPOSITORY = Path(__file__).resolve().parent.parent
FIXTURES = Path(__file__).parent / "fixtures"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="20"><text y="15">图中文字</text></svg>'
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


@pytest.fixture(scope="session")
def stress(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """An issue of tables over pages, footnotes, nested lists, images, rare characters and 60 pages."""
    root = tmp_path_factory.mktemp("stress")
    folder = root / "issues" / "2024-09"
    folder.mkdir(parents=True)
    (root / "bulletin.yaml").write_text(SERIES, "utf-8")
    (folder / "issue.md").write_text("---\n日期: 2024-09-30\n---\n", "utf-8")
    picture = io.BytesIO()
    Image.new("RGBA", (300, 200), (200, 0, 0, 128)).save(picture, "PNG")
    (folder / "a.png").write_bytes(picture.getvalue())
    (folder / "b.svg").write_text(SVG, "utf-8")
    rows = "\n".join(f"| {n} | 第{n}区 | {n * 7} | 2024年增加{n}家，占{n}.5% |" for n in range(1, 60))
    paragraphs = "\n\n".join(
        f"第{n}段，" + "科技创新引领产业发展，同比增长14.6%；" * 40 for n in range(1, 46)
    )
    text = (FIXTURES / "stress.md").read_text("utf-8").replace("ROWS", rows).replace("PARAGRAPHS", paragraphs)
    (folder / "01.md").write_text(text, "utf-8")
    (folder / "02.md").write_text("---\n标题: 草稿\n状态: 草稿\n---\n秘密\n", "utf-8")
    (folder / "03-尾篇.md").write_text("# 尾篇\n\n一段。\n", "utf-8")
    return open_workspace(root, None)


@pytest.fixture(scope="session")
def stress_pdf(stress: Workspace) -> Path:
    """The PDF of the stress issue, its manifest and web page beside it."""
    from bulletin.build import build_issue

    built = build_issue(stress, stress.find_issue("2024-09"))
    assert built.pages >= 60
    return built.pdf


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; without it a test is skipped, saying so, but in CI it fails."""
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium") or shutil.which("chromium-browser") or ""
    if not program and not os.environ.get("CI"):
        pytest.skip("Chromium is not installed: `./run test` installs it where it may")
    flags = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=flags)
        yield browser
        browser.close()


@pytest.fixture
def python() -> str:
    """The interpreter that runs the tests."""
    return sys.executable
