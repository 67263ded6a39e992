"""The web page in a real browser, from file:// and without a network, narrow to wide, light and dark."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Browser, Page, sync_playwright

from bulletin.build import build_issue

from .conftest import MakeWorkspace

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
if not CHROMIUM and not os.environ.get("CI"):
    pytest.skip("Chromium is not installed: `./run test` installs it where it may", allow_module_level=True)

RICH = """\
---
标题: 关于进一步加强全市科技创新平台建设推动高新技术企业高质量发展的若干政策措施（试行）解读
作者: [李涛, 王小明]
来源: 科技日报
---

正文**加粗**与*强调*，[市科技局](https://kj.example.gov.cn/)，脚注[^1]。https://example.gov.cn/a/very/long/path/that/has/no/space/at/all/in/it

## 一、总体情况

### （一）指标

表1　企业数量

| 地区 | 数量（家） | 同比 | 占比 | 备注 | 其他 | 更多 |
| --- | ---: | ---: | ---: | --- | --- | --- |
| 新城区高新技术产业开发区 | 120 | 5.3% | 12% | 无 | 无 | 这是一段比较长的说明文字 |

> 引文

1. 甲
2. 乙

[^1]: 注文。
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    flags = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield browser
        browser.close()


def open_page(browser: Browser, file: Path, width: int, scheme: str = "light") -> tuple[Page, list[str]]:
    """Open `file` offline; returns the page and every address it asked for."""
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,  # type: ignore[arg-type]
        offline=True,
    )
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("requestfailed", lambda request: asked.append(f"failed {request.url}"))
    page.on("console", lambda message: asked.append(f"console {message.text}"))
    page.goto(file.as_uri())
    page.evaluate("document.fonts.ready")
    return page, asked


@pytest.fixture
def rich_page(make_workspace: MakeWorkspace) -> Path:
    workspace = make_workspace({"issues/2024-09/01.md": RICH, "issues/2024-09/02.md": "# 二\n\n文\n"})
    return build_issue(workspace, workspace.find_issue("2024-09")).pdf.parent / "index.html"


def test_it_needs_nothing_but_its_folder(browser: Browser, real_issue: Path) -> None:
    page, asked = open_page(browser, real_issue / "index.html", 1440)
    assert not [entry for entry in asked if not entry.startswith(real_issue.as_uri())]
    loaded = page.evaluate("[...document.fonts].filter(f => f.status === 'loaded').map(f => f.family)")
    assert {name.strip('"') for name in loaded} >= {"Bulletin Fang", "Bulletin Title", "Bulletin Latin"}
    page.context.close()


@pytest.mark.parametrize("width", [320, 360, 768, 1440])
def test_nothing_runs_over_the_side(browser: Browser, rich_page: Path, width: int) -> None:
    page, _ = open_page(browser, rich_page, width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    outside = page.evaluate(
        """width => [...document.querySelectorAll('body *:not(.skip)')]
        .filter(e => !e.closest('table') && e.getBoundingClientRect().right > width + 1)
        .map(e => e.outerHTML)""",
        width,
    )
    assert not outside
    page.context.close()


def test_dark_is_dark_and_paper_is_white(browser: Browser, real_issue: Path) -> None:
    page, _ = open_page(browser, real_issue / "index.html", 800, "dark")
    background = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(background) == "rgb(23, 24, 26)"
    page.emulate_media(media="print", color_scheme="light")
    assert page.evaluate(background) == "rgb(255, 255, 255)"
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate(background) == "rgb(255, 255, 255)"
    page.context.close()


def test_the_keyboard_reaches_the_text_first(browser: Browser, real_issue: Path) -> None:
    page, _ = open_page(browser, real_issue / "index.html", 800)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    assert page.evaluate("document.activeElement.getBoundingClientRect().top >= 0")
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#main"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('article') !== null")
    page.context.close()


def test_details_that_browsers_do_natively(browser: Browser, real_issue: Path) -> None:
    page, _ = open_page(browser, real_issue / "index.html", 800)
    details = {"text-autospace": "normal", "line-break": "strict", "orphans": "2"}
    for name, value in details.items():
        script = "name => getComputedStyle(document.querySelector('main p')).getPropertyValue(name)"
        assert page.evaluate(script, name) == value
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("name", ["real", "rich"])
def test_axe_finds_nothing(
    browser: Browser, real_issue: Path, rich_page: Path, name: str, width: int, scheme: str
) -> None:
    """WCAG 2.2 AA and best practices, as axe-core checks them."""
    file = real_issue / "index.html" if name == "real" else rich_page
    page, _ = open_page(browser, file, width, scheme)
    page.evaluate(Path(AXE_FILE_PATH).read_text("utf-8"))
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = page.evaluate("tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", tags)
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found["violations"]] == []
    page.context.close()
