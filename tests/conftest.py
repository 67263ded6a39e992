"""Shared by the tests: how they run, workspaces made of text, and what is made once for all of them."""

from __future__ import annotations

import io
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest
from filelock import FileLock
from PIL import Image

from bulletin.workspace import Workspace, open_workspace

from . import patience
from .capacity import count_workers
from .libreoffice import LibreOffice, write_font_settings
from .surroundings import explain_encoding, settle_environment

if TYPE_CHECKING:
    from playwright.sync_api import Browser

REPOSITORY = Path(__file__).resolve().parent.parent
FIXTURES = Path(__file__).parent / "fixtures"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="20"><text y="15">图中文字</text></svg>'
SERIES = "刊名: 滨江科技通讯\n编辑单位: 某市科技局\n编辑: 李涛\n电话: 04366683\n"

MakeWorkspace = Callable[[Mapping[str, str | bytes]], Workspace]

settle_environment()  # ahead of the workers, which inherit it

# Random examples are the same in each run; `--hypothesis-profile random` tries others. None has to be quick.
hypothesis.settings.register_profile("random", deadline=None, database=None)
hypothesis.settings.register_profile("same", hypothesis.settings.get_profile("random"), derandomize=True)
hypothesis.settings.load_profile("same")


def pytest_collection() -> None:
    """Only who runs tests collects: a worker, or the one process there is."""
    if fault := explain_encoding():
        pytest.exit(fault, returncode=3)


def pytest_xdist_auto_num_workers() -> int | None:
    """What `-n auto` of pyproject.toml means, unless the variable of pytest-xdist says how many."""
    return None if "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ else count_workers()


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
def common(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of this run that all of its workers share."""
    folder = tmp_path_factory.getbasetemp()
    return folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder


@contextmanager
def make_once(folder: Path) -> Iterator[bool]:
    """Hold `folder`; True for the first that comes, and for the next where that one failed. The others, in
    whatever worker of this run, wait and find it made."""
    made = folder.with_name(f"{folder.name}.made")
    with FileLock(f"{folder}.lock"):
        yield not made.exists()
        made.touch()


@pytest.fixture(scope="session")
def real_issue(common: Path) -> Path:
    """The folder of 2024年第9期 as `bulletin build` makes it."""
    from bulletin.build import build_issue

    workspace = open_workspace(REPOSITORY, common / "dist")
    with make_once(workspace.out) as first:
        issue = workspace.find_issue("2024-09")
        return build_issue(workspace, issue).pdf.parent if first else workspace.output_folder(issue)


@pytest.fixture(scope="session")
def stress(common: Path) -> Workspace:
    """An issue of tables over pages, footnotes, nested lists, images, rare characters and 60 pages."""
    root = common / "stress"
    with make_once(root) as first:
        if first:
            write_stress(root)
    return open_workspace(root, None)


def write_stress(root: Path) -> None:
    folder = root / "issues" / "2024-09"
    folder.mkdir(parents=True, exist_ok=True)
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


@pytest.fixture(scope="session")
def stress_pdf(stress: Workspace) -> Path:
    """The PDF of the stress issue, its manifest and web page beside it."""
    from bulletin.build import build_issue

    issue = stress.find_issue("2024-09")
    with make_once(stress.out) as first:
        if first:
            assert build_issue(stress, issue).pages >= 60
    return stress.output_folder(issue) / f"{issue}.pdf"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; without it a test is skipped, saying so, but in CI it fails."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=patience.SECONDS * 1000)
    program = shutil.which("chromium") or shutil.which("chromium-browser") or ""
    if not program and not os.environ.get("CI"):
        pytest.skip("Chromium is not installed: `./run test` installs it where it may")
    flags = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"]
    # It takes a busy machine, or one without a network, for a slow line, and says so in the console.
    flags += ["--force-effective-connection-type=4G"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=flags)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def git() -> None:
    """Git is there; without it a test is skipped, saying so, but in CI it fails."""
    if not shutil.which("git") and not os.environ.get("CI"):
        pytest.skip("git is not installed")


@pytest.fixture
def libreoffice(tmp_path: Path, common: Path, monkeypatch: pytest.MonkeyPatch) -> LibreOffice:
    """LibreOffice with our fonts; without it a test is skipped, saying so, but in CI it fails."""
    from bulletin.importing.read import office

    program = office.find_office()
    if not program and not os.environ.get("CI"):
        pytest.skip("LibreOffice is not installed: apt-get install libreoffice-writer-nogui")
    with make_once(common / "fonts") as first:
        settings = write_font_settings(common / "fonts") if first else common / "fonts" / "fonts.conf"
    monkeypatch.setenv("FONTCONFIG_FILE", str(settings))
    monkeypatch.setattr(office, "SECONDS", patience.SECONDS)
    return LibreOffice(program, tmp_path / "profile")


@pytest.fixture
def python() -> str:
    """The interpreter that runs the tests."""
    return sys.executable
