"""The web page in a real browser, from file:// and without a network, narrow to wide, light and dark."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Literal

import pypdfium2
import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Browser, Page

from bulletin.build import build_issue
from bulletin.workspace import open_workspace

from .conftest import FIXTURES, SERIES, MakeWorkspace

Scheme = Literal["light", "dark"]


RICH = """\
---
标题: 关于进一步加强全市科技创新平台建设推动高新技术企业高质量发展的若干政策措施（试行）解读
副标题: 兼谈2024年全市科技创新平台建设与高新技术企业培育的进展情况（2022—2024年）
栏目: 政策解读
编者按: |-
  第一段按语，说明为什么编发这一篇。

  第二段按语。
作者: [李涛, 王小明]
来源: 科技日报
---

名单见[入选名单（2024年全市高新技术企业）](名单.csv)，做法见本期《二：一份很长很长的办法》。

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


RICH_FILES = {
    "issues/2024-09/issue.md": (
        "---\n总期号: 128\n标识: 内部资料　注意保存\n报送: 省科学技术厅，市委办公室、市人民政府办公室\n"
        "抄送: 各县（区）人民政府，市直各单位\n印数: 200\n---\n"
    ),
    "issues/2024-09/01.md": RICH,
    "issues/2024-09/02.md": "---\n标题: 二：一份很长很长的办法\n---\n\n文\n",
    "issues/2024-09/03.md": "---\n标题: 三\n栏目: 政策解读\n---\n\n文\n",
    "issues/2024-09/名单.csv": "甲,乙\n",
}


def open_page(browser: Browser, file: Path, width: int, scheme: Scheme = "light") -> tuple[Page, list[str]]:
    """Open `file` offline; returns the page and every address it asked for."""
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
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
    workspace = make_workspace(RICH_FILES)
    return build_issue(workspace, workspace.find_issue("2024-09")).pdf.parent / "index.html"


@pytest.fixture(scope="module")
def wild_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An issue that was written at random once: headings that skip levels, empty cells, lists in lists."""
    root = tmp_path_factory.mktemp("wild")
    shutil.copytree(FIXTURES / "odd", root / "issues" / "2024-09")
    (root / "bulletin.yaml").write_text(SERIES, "utf-8")
    workspace = open_workspace(root, None)
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
@pytest.mark.parametrize("name", ["real", "rich", "wild"])
def test_axe_finds_nothing(
    browser: Browser,
    real_issue: Path,
    rich_page: Path,
    wild_page: Path,
    name: str,
    width: int,
    scheme: Scheme,
) -> None:
    """WCAG 2.2 AA and best practices, as axe-core checks them."""
    file = {"real": real_issue / "index.html", "rich": rich_page, "wild": wild_page}[name]
    page, _ = open_page(browser, file, width, scheme)
    page.evaluate(Path(AXE_FILE_PATH).read_text("utf-8"))
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = page.evaluate("tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", tags)
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found["violations"]] == []
    page.context.close()


# Every letter stands on the page, or in a box that scrolls and takes the keyboard's focus; none is cut off.
LOST_TEXT = """() => {
  const lost = [], width = document.documentElement.clientWidth;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode());) {
    const parent = node.parentElement;
    if (!node.data.trim() || parent.closest('script, .skip')) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const scrolls = parent.closest('.table');
    for (const box of range.getClientRects()) {
      if (!box.width) continue;
      const outside = box.left < -0.5 || box.right > width + 0.5;
      if (outside && !scrolls) lost.push([node.data, 'outside']);
      for (let outer = parent; outer !== document.body; outer = outer.parentElement) {
        const cut = getComputedStyle(outer);
        if (cut.overflowX === 'visible' || outer === scrolls) continue;
        const frame = outer.getBoundingClientRect();
        if (box.right > frame.right + 0.5 || box.bottom > frame.bottom + 0.5) lost.push([node.data, 'cut']);
      }
    }
  }
  return lost;
}"""
ZOOMED = "html { font-size: 200% !important }"  # text alone, WCAG 2.2 §1.4.4
# What readers with dyslexia set, §1.4.12.
SPACED = (
    "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }"
)
SPACED += " p { margin-bottom: 2em !important }"


@pytest.mark.parametrize("style", ["html {}", ZOOMED, SPACED], ids=["plain", "text at 200 %", "spaced"])
@pytest.mark.parametrize("width", [320, 640, 1280])  # 1280 px at 400 %, at 200 %, at 100 % (§1.4.10)
@pytest.mark.parametrize("name", ["real", "rich", "wild"])
def test_enlarged_nothing_is_lost(
    browser: Browser, real_issue: Path, rich_page: Path, wild_page: Path, name: str, width: int, style: str
) -> None:
    file = {"real": real_issue / "index.html", "rich": rich_page, "wild": wild_page}[name]
    page, _ = open_page(browser, file, width)
    page.add_style_tag(content=style)
    assert page.evaluate(LOST_TEXT) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.context.close()


def test_the_keyboard_alone_reaches_everything(browser: Browser, rich_page: Path) -> None:
    page, _ = open_page(browser, rich_page, 800)
    meant = page.evaluate(
        """[...document.querySelectorAll('a[href], [tabindex="0"]')].map(e => e.outerHTML.slice(0, 60))"""
    )
    reached, hidden = [], []
    for _ in range(len(meant)):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.outerHTML.slice(0, 60)"))
        seen = page.evaluate(
            """() => {
            const box = document.activeElement.getBoundingClientRect();
            const style = getComputedStyle(document.activeElement);
            return box.bottom > 0 && box.top < innerHeight && parseFloat(style.outlineWidth) >= 2
              && style.outlineStyle !== 'none'; }"""
        )
        hidden += [] if seen else [reached[-1]]
    assert reached == meant
    assert hidden == []
    page.context.close()


def test_what_can_be_pressed_is_large_enough(browser: Browser, rich_page: Path) -> None:
    """WCAG 2.2 §2.5.8: 24 by 24 px, unless it is a word in a sentence."""
    page, _ = open_page(browser, rich_page, 360)
    small = page.evaluate(
        """[...document.querySelectorAll('nav a, .download a, .to-contents a, .back, .skip, .colophon a')]
        .filter(e => { const b = e.getBoundingClientRect(); return b.width < 24 || b.height < 24 })
        .map(e => e.outerHTML)"""
    )
    assert small == []
    page.context.close()


def test_it_prints_from_the_browser(browser: Browser, real_issue: Path) -> None:
    page, _ = open_page(browser, real_issue / "index.html", 1000, "dark")
    document = pypdfium2.PdfDocument(page.pdf(format="A4", margin={"top": "20mm", "bottom": "20mm"}))
    text = "".join("".join(sheet.get_textpage().get_text_range().split()) for sheet in document)
    document.close()
    written = page.evaluate("document.querySelector('main').textContent").replace("回到目录", "")
    assert "".join(written.split())[:2000] in text.replace("\x02", "-").replace("\ufffe", "-")
    assert "跳到正文" not in text
    assert "回到目录" not in text
    page.context.close()
