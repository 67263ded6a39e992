"""The site in a real Chromium, from its folder: every kind of page, narrow and wide, light and dark."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Browser, expect

from bulletin.site.build import BuiltSite, build_site
from bulletin.workspace import open_workspace

from .test_browser import RICH_FILES, Scheme, open_page
from .test_site import FILES

PAGES = (
    "index.html",
    "2024/index.html",
    "2024-01/index.html",
    "2024-01/01/index.html",
    "2024-05/index.html",
    "2024-05/01/index.html",
    "columns/政策解读/index.html",
    "tags/index.html",
    "tags/湖北/index.html",
    "search.html",
    "404.html",
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    root = tmp_path_factory.mktemp("site")
    for name, text in {
        **FILES,
        **{name.replace("09", "05"): text for name, text in RICH_FILES.items()},
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(text.encode() if isinstance(text, str) else text)
    return build_site(open_workspace(root, None))


@pytest.mark.parametrize("width", [320, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_kind_of_page(browser: Browser, site: BuiltSite, width: int, scheme: Scheme) -> None:
    for name in PAGES:
        page, asked = open_page(browser, site.folder / name, width, scheme)
        if name == "search.html":
            page.wait_for_load_state("networkidle")  # its filters are filled when the index has come
        strange = [entry for entry in asked if not entry.startswith(site.folder.as_uri())]
        assert not strange, (name, strange)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        page.add_script_tag(path=AXE_FILE_PATH)
        found = page.evaluate(
            "axe.run({runOnly: ['wcag2a','wcag2aa','wcag21aa','wcag22aa','best-practice']})"
        )
        assert not [(v["id"], [n["html"] for n in v["nodes"]]) for v in found["violations"]], name
        page.context.close()


def test_reading_from_the_home_page_to_the_last_article(browser: Browser, site: BuiltSite) -> None:
    page, _ = open_page(browser, site.folder / "index.html", 1440)
    page.get_by_role("link", name="2024年第5期").first.click()
    page.get_by_role("link", name="上一期").click()
    page.get_by_role("link", name="上一期").click()
    page.get_by_role("link", name="从头读起").click()
    assert page.locator("h1").inner_text() == "春天的科技"
    page.get_by_role("link", name="下一篇").click()
    assert page.locator("h1").inner_text() == "夏天的科技"
    loaded = page.evaluate(
        "document.fonts.ready.then(f => [...f].filter(x => x.status === 'loaded').map(x => x.family))"
    )
    assert "Bulletin Fang Common" in {family.strip('"') for family in loaded}
    page.context.close()


def test_search_from_any_page(browser: Browser, site: BuiltSite) -> None:
    page, _ = open_page(browser, site.folder / "2024-01/01/index.html", 1440)
    page.get_by_role("searchbox").fill("天的科")
    page.keyboard.press("Enter")
    expect(page.locator("[role=status]")).to_contain_text("找到 2 篇")
    page.locator(".search-results a").first.click()
    assert page.locator("h1").inner_text() in {"春天的科技", "夏天的科技"}
    page.context.close()


def test_a_wrong_address_deep_in_the_site_still_leads_home(browser: Browser, site: BuiltSite) -> None:
    """A server shows 404.html at whatever address was asked for: its links must not depend on that."""
    text = (site.folder / "404.html").read_text("utf-8")
    context = browser.new_context()
    page = context.new_page()
    root = "http://site.invalid/qk/"

    def answer(route, request) -> None:  # type: ignore[no-untyped-def]
        path = Path(site.folder / request.url.removeprefix(root).partition("?")[0])
        found = request.url.startswith(root) and path.is_file()
        route.fulfill(status=200 if found else 404, body=path.read_bytes() if found else text)

    context.route("**/*", answer)
    page.goto(f"{root}2024-01/99/nothing.html")
    page.get_by_role("link", name="回到首页").click()
    assert page.url == f"{root}index.html"
    assert page.locator("h1").inner_text() == "滨江科技通讯"
    context.close()
