"""The preview in a real Chromium: pages and web page follow a save and stay where they are."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Browser, Page, Route, expect

from .patience import wait_until, wait_until_steady
from .test_preview import ARTICLE, Server, make_root, start_server, stop_server

LONG = "这一段很长，说的是科技创新引领产业发展。" * 12
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = start_server(make_root(tmp_path_factory.mktemp("preview")), "2024-09")
    yield server
    errors = stop_server(server)
    assert not errors, errors


@pytest.fixture
def article(server: Server) -> Path:
    """The first article, long, as each test finds it."""
    path = server.root / "issues" / "2024-09" / "01.md"
    paragraphs = "\n\n".join(f"第{number}段。{LONG}" for number in range(1, 13))
    path.write_text(f"{ARTICLE}\n{paragraphs}\n", "utf-8")
    return path


@pytest.fixture
def open_app(browser: Browser, server: Server, article: Path) -> Iterator[Open]:
    """Open the preview, wait until it shows the article; nothing may have been said in the console."""
    pages: list[Page] = []
    said: list[str] = []

    def open_page(path: str = "/2024-09", wait: bool = True, width: int = 1400, **options: str) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)  # type: ignore[arg-type]
        page = context.new_page()
        page.on("console", lambda message: said.append(f"{message.text} {message.location['url']}"))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on(
            "request", lambda request: said.append(request.url) if server.host not in request.url else None
        )
        page.goto(f"http://{server.host}{path}?token={server.token}")
        pages.append(page)
        if wait:
            expect(page.locator(".sheet:nth-child(5)")).to_be_attached()
            expect(page.locator("#state")).to_have_text("已是最新")
        return page

    yield open_page
    for page in pages:
        page.context.close()
    # A 409 is what a file that changed meanwhile is answered with.
    known = ("blob:", "data:", "Slow network is detected")
    assert [text for text in said if not text.startswith(known) and "409" not in text] == []


def count_drawn(page: Page) -> dict[str, str]:
    """What each page picture shows: the page's label → digest and width."""
    found = page.eval_on_selector_all(
        ".sheet", "all => all.map(s => [s.ariaLabel, s.querySelector('canvas').dataset.drawn ?? ''])"
    )
    return dict(found)


def rest_a_frame(page: Page) -> None:
    """Wait until the page has drawn what it knows, and has heard of what was scrolled."""
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def test_a_save_changes_what_changed_and_nothing_jumps(open_app: Open, article: Path) -> None:
    page = open_app()
    page.evaluate("document.querySelector('.sheet:nth-child(4)').scrollIntoView()")
    frame = page.frame_locator("#page")
    frame.locator("text=第5段。").first.evaluate("element => element.scrollIntoView({ block: 'start' })")
    wait_until(lambda: sum(map(bool, count_drawn(page).values())) >= 2)
    rest_a_frame(page)
    before, top = count_drawn(page), page.evaluate("document.querySelector('#sheets').scrollTop")
    inner = frame.locator("html").evaluate("root => root.scrollTop")
    kept = frame.locator("text=第3段。").first.evaluate("e => (e.kept = true)")
    assert kept
    # The paragraph's page is in view, and so is the paragraph on the web page: neither scrolls.
    article.write_text(article.read_text("utf-8").replace("第5段。这一段", "第5段。那一段", 1), "utf-8")
    expect(frame.locator("text=第5段。那一段")).to_have_count(1)
    wait_until(lambda: any(count_drawn(page)[name] not in ("", old) for name, old in before.items() if old))
    time.sleep(0.5)  # what did not change might be drawn anew
    after = count_drawn(page)
    changed = {name: (old, after[name]) for name, old in before.items() if old and old != after[name]}
    assert len(changed) == 1, changed
    assert abs(page.evaluate("document.querySelector('#sheets').scrollTop") - top) < 2
    assert frame.locator("html").evaluate("root => root.scrollTop") == inner
    assert frame.locator("text=第3段。").first.evaluate("e => e.kept === true")  # not made anew


def test_the_saved_paragraph_comes_into_view(open_app: Open, article: Path) -> None:
    page = open_app()
    page.evaluate("document.querySelector('#sheets').scrollTop = 0")
    page.frame_locator("#page").locator("html").evaluate("root => (root.scrollTop = 0)")
    article.write_text(article.read_text("utf-8").replace("第11段。", "第十一段。", 1), "utf-8")
    expect(page.frame_locator("#page").locator("text=第十一段。")).to_be_in_viewport()
    wait_until(lambda: page.evaluate("document.querySelector('#sheets').scrollTop") > 1000)
    lit = page.evaluate(
        "() => document.getAnimations().map(a => a.effect.target.dataset.source ?? '').filter(Boolean)"
    )
    assert all(source.startswith("issues/2024-09/01.md:") for source in lit)


WATCH_FLASHES = """() => {
  window.lit = [];
  for (const realm of [window, document.querySelector('#page').contentWindow]) {
    const animate = realm.Element.prototype.animate;
    realm.Element.prototype.animate = function (...args) {
      const where = this.dataset.source ?? this.id;
      window.lit.push((realm === window ? 'print ' : 'web ') + where);
      return animate.apply(this, args);
    };
  }
}"""


IS_IN_VIEW = """element => {
  const [box, frame] = [element, document.getElementById('sheets')].map((one) => one.getBoundingClientRect());
  return box.bottom > frame.top && box.top < frame.bottom;
}"""


@pytest.mark.parametrize(("gone", "lit"), [("第9段。", 25), ("第12段。", 29)])
def test_where_a_paragraph_was_taken_out_its_neighbour_is_shown(
    open_app: Open, article: Path, gone: str, lit: int
) -> None:
    page = open_app()
    page.evaluate(WATCH_FLASHES)
    text = article.read_text("utf-8")
    article.write_text(text.replace(f"{gone}{LONG}\n", "", 1).replace("\n\n\n", "\n\n"), "utf-8")
    source = f"issues/2024-09/01.md:{lit}-{lit}"
    wait_until(lambda: set(page.evaluate("window.lit")) == {f"web {source}", f"print {source}"})
    shown = page.frame_locator("#page").locator(f'[data-source="{source}"]')
    expect(shown).to_be_in_viewport()
    # The paragraph may run over two pages: one part of it is in view.
    parts = page.locator(f'.sheet button[data-source="{source}"]')
    wait_until(lambda: any(part.evaluate(IS_IN_VIEW) for part in parts.all()))


def test_an_article_that_is_taken_out_leaves_the_others_as_they_were(
    open_app: Open, article: Path, server: Server
) -> None:
    (article.parent / "03.md").write_text(ARTICLE.replace("湖北咸宁", "第三篇"), "utf-8")
    second = article.parent / "02.md"
    good = second.read_text("utf-8")
    page = open_app()
    third = page.frame_locator("#page").locator("h2", has_text="第三篇")
    third.evaluate("element => (element.kept = true)")
    page.evaluate(WATCH_FLASHES)
    second.unlink()
    wait_until(lambda: page.evaluate("window.lit.some(place => place.startsWith('print '))"))
    assert third.evaluate("element => [element.kept, element.id]") == [True, "a2"]
    assert {place for place in page.evaluate("window.lit") if "web" in place} == {"web a2"}
    second.write_text(good, "utf-8")
    (article.parent / "03.md").unlink()


def test_only_what_changed_is_lit_up(open_app: Open, article: Path) -> None:
    page = open_app()
    sixth = page.frame_locator("#page").locator("text=第6段。").first
    sixth.evaluate("element => (element.kept = true)")
    page.evaluate(WATCH_FLASHES)
    text = (
        article.read_text("utf-8")
        .replace("第3段。", "第三段。\n\n新的一段。\n\n")
        .replace("第9段。", "第九段。")
    )
    article.write_text(text.replace(f"第5段。{LONG}\n\n", ""), "utf-8")
    lit = {f"issues/2024-09/01.md:{line}-{line}" for line in (13, 15, 17, 27)}
    expected = {f"{view} {source}" for view in ("web", "print") for source in lit}
    wait_until(lambda: set(page.evaluate("window.lit")) == expected)
    assert sixth.evaluate("element => [element.kept, element.dataset.source]") == [
        True,
        "issues/2024-09/01.md:21-21",
    ]


def test_an_article_that_is_new_is_shown(open_app: Open, article: Path) -> None:
    page = open_app()
    page.evaluate(WATCH_FLASHES)
    third = article.parent / "03.md"
    third.write_text(ARTICLE.replace("湖北咸宁", "第三篇"), "utf-8")
    wait_until(lambda: set(page.evaluate("window.lit")) == {"web a3", "print issues/2024-09/03.md:2-2"})
    expect(page.frame_locator("#page").locator("h2", has_text="第三篇")).to_be_in_viewport()
    expect(page.locator('.sheet button[data-source^="issues/2024-09/03.md:2"]')).to_be_in_viewport()
    third.unlink()


def read_top(page: Page) -> tuple[str, str]:
    """The paragraph at the top of the web page, and the page at the top of the printed ones."""
    web = (
        page.frame_locator("#page")
        .locator("html")
        .evaluate(
            "root => [...root.querySelectorAll('article p')].find(p => p.getBoundingClientRect().bottom > 30)"
            ".textContent.slice(0, 5)"
        )
    )
    sheet = page.evaluate(
        "() => { const top = document.querySelector('#sheets').getBoundingClientRect().top;"
        "const all = [...document.querySelectorAll('.sheet')];"
        "return all.find(s => s.getBoundingClientRect().bottom > top + 20)?.ariaLabel ?? ''; }"
    )
    return web, sheet


def test_what_is_read_stays_where_it_is(open_app: Open, article: Path) -> None:
    page = open_app()
    page.evaluate("document.querySelector('.sheet:nth-child(4)').scrollIntoView()")
    page.frame_locator("#page").locator("text=第7段。").first.evaluate("element => element.scrollIntoView()")

    def settles(web: str | None = "第7段。这", sheet: str | None = "第4页") -> None:
        def is_there() -> bool:
            now = read_top(page)
            return web in (None, now[0]) and sheet in (None, now[1])

        wait_until_steady(is_there)

    settles()
    for width in ("375", "768", "1280", "0"):
        page.locator(f'[data-width="{width}"]').click()
        settles()
    for way in ("in", "in", "out", "fit"):
        page.locator(f'[data-zoom="{way}"]').click()
        settles()
    page.locator("#spread").click()
    settles(sheet=None)
    assert page.locator(".sheet:nth-child(4)").evaluate("s => Math.abs(s.getBoundingClientRect().top) < 400")
    page.locator("#spread").click()
    settles()
    for wide, high in ((900, 900), (1400, 600), (1100, 900), (1400, 900)):
        page.set_viewport_size({"width": wide, "height": high})
        settles()
    for name in ("check", "both", "print", "both", "web", "both"):
        page.locator(f'button[data-view="{name}"]').click()
    settles()
    # One after the other: what is read in the one is read on in the other.
    page.locator('button[data-view="web"]').click()
    page.frame_locator("#page").locator("text=第10段。").first.evaluate("element => element.scrollIntoView()")
    rest_a_frame(page)
    page.locator('button[data-view="print"]').click()
    tenth = page.locator('.sheet button[aria-label*="01.md 第27行"]').first
    from_top = "e => e.getBoundingClientRect().top - e.closest('.sheets').getBoundingClientRect().top"
    wait_until(lambda: abs(tenth.evaluate(from_top)) < 40)
    page.locator('button[data-view="web"]').click()
    settles("第10段。", None)
    page.locator('button[data-view="both"]').click()


def test_fields_are_corrected_too(open_app: Open, article: Path, server: Server) -> None:
    page = open_app()
    page.frame_locator("#page").locator(".colophon", has_text="电话").locator("a").click()
    expect(page.locator("#editor-place")).to_have_text(re.compile(r"^bulletin\.yaml:\d+$"))
    expect(page.locator("#editor-text")).to_have_value(re.compile("^电话"))
    page.keyboard.press("Escape")
    expect(page.locator("#editor")).to_be_hidden()
    page.locator('.sheet button[data-source^="bulletin.yaml"]').first.click()
    expect(page.locator("#editor-text")).to_have_value(re.compile("^刊名"))
    page.keyboard.press("Escape")


def test_an_error_lies_over_the_last_good_pages(open_app: Open, article: Path) -> None:
    page = open_app()
    good = article.read_text("utf-8")
    article.write_text(good + "\n![图](没有.png)\n", "utf-8")
    panel = page.locator("#panel")
    expect(panel).to_contain_text("没有.png")
    expect(panel).to_contain_text("P103")
    expect(page.locator("#state")).to_contain_text("上一次的样子")
    assert page.locator(".sheet").count() >= 5
    expect(page.frame_locator("#page").locator("text=第3段。").first).to_be_attached()
    # It can be put aside, and stays so until there is something else to say.
    hint = panel.locator(".hint").first
    expect(hint).to_be_visible()
    panel.locator("summary").click()
    expect(hint).to_be_hidden()
    article.write_text(good + "\n![图](也没有.png)\n", "utf-8")
    expect(panel).to_contain_text("也没有.png")
    expect(hint).to_be_hidden()
    article.write_text(good, "utf-8")
    expect(panel).to_be_hidden()
    article.write_text(good + "\n![图](没有.png)\n", "utf-8")
    expect(hint).to_be_visible()
    article.write_text(good, "utf-8")
    expect(panel).to_be_hidden()


def test_a_paragraph_is_corrected_and_the_correction_undone(open_app: Open, article: Path) -> None:
    page = open_app()
    before = article.read_bytes()
    page.frame_locator("#page").locator("text=第2段。").first.click()
    box = page.locator("#editor-text")
    expect(box).to_be_focused()
    expect(box).to_have_value(re.compile(r"^第2段。"))
    expect(page.locator("#editor-place")).to_have_text(re.compile(r"^issues/2024-09/01\.md:\d+$"))
    box.fill("第二段，改过了。")
    box.press("Control+Enter")
    expect(page.locator("#editor")).to_be_hidden()
    expect(page.frame_locator("#page").locator("text=第二段，改过了。")).to_be_visible()
    assert article.read_bytes() == before.replace(f"第2段。{LONG}".encode(), "第二段，改过了。".encode())
    page.locator("#undo").click()
    expect(page.frame_locator("#page").locator("text=第2段。").first).to_be_attached()
    assert article.read_bytes() == before


def test_nothing_that_was_typed_is_lost_on_the_way(open_app: Open, article: Path) -> None:
    page = open_app()
    box = page.locator("#editor-text")
    page.frame_locator("#page").locator("text=第2段。").first.click()
    expect(box).to_have_value(re.compile(r"^第2段。"))
    # It is asked again whether to throw it away, once more has been typed.
    box.fill("改了")
    page.keyboard.press("Escape")
    box.press_sequentially("又改")
    page.keyboard.press("Escape")
    expect(page.locator("#editor-said")).to_contain_text("还没有存")
    expect(box).to_be_visible()
    # Another paragraph, asked for before that, comes late.
    held: list[Route] = []
    page.route("**/api/source?*", lambda route: held.append(route))
    box.fill("")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.locator("#editor")).to_be_hidden()
    for number in (3, 4):
        page.frame_locator("#page").locator(f"text=第{number}段。").first.click()
    wait_until(lambda: page.evaluate("true") and len(held) == 2)
    held[0].continue_()
    expect(box).to_have_value(re.compile(r"^第3段。"))
    box.fill("第三段，改了")
    held[1].continue_()
    expect(page.locator("#editor-said")).to_contain_text("还没有存")
    expect(box).to_have_value("第三段，改了")
    # While it is being saved nothing more is typed, and it is saved once.
    posted: list[Route] = []
    page.route("**/api/source", lambda route: posted.append(route))
    box.press("Control+Enter")
    box.press("Control+Enter")
    box.press_sequentially("，多打的")
    wait_until(lambda: page.evaluate("true") and len(posted) == 1)
    expect(box).to_have_value("第三段，改了")
    posted[0].continue_()
    expect(page.locator("#editor")).to_be_hidden()
    assert "\n第三段，改了\n" in article.read_text("utf-8")
    assert len(posted) == 1


def test_a_file_that_changed_meanwhile_is_not_overwritten(open_app: Open, article: Path) -> None:
    page = open_app()
    page.frame_locator("#page").locator("text=第2段。").first.click()
    expect(page.locator("#editor-text")).to_have_value(re.compile(r"^第2段。"))
    article.write_text(article.read_text("utf-8") + "\n别处添的一段。\n", "utf-8")
    page.locator("#editor-text").fill("晚了一步")
    page.locator("#editor-save").click()
    expect(page.locator("#editor-said")).to_contain_text("刚刚在别处改过")
    expect(page.locator("#editor-text")).to_have_value("晚了一步")
    assert "晚了一步" not in article.read_text("utf-8")


def test_a_finding_is_mended_with_one_click(open_app: Open, article: Path) -> None:
    page = open_app()
    article.write_text(article.read_text("utf-8").replace("第一段，", "第一段,"), "utf-8")
    page.locator('button[data-view="check"]').click()
    finding = page.locator(".problem", has_text="B101")
    expect(finding).to_have_count(1)
    expect(finding.locator("mark")).to_have_text(",")
    finding.get_by_role("button", name="改成“，”").click()
    expect(finding).to_have_count(0)
    assert "第一段，说" in article.read_text("utf-8")


def test_the_keyboard_reaches_paragraphs(open_app: Open, article: Path) -> None:
    page = open_app()
    page.locator("#sheets").focus()
    page.keyboard.press("Tab")
    first = page.evaluate("document.activeElement.dataset.source")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    second = page.evaluate("document.activeElement.dataset.source")
    assert first
    assert second
    assert first != second
    page.keyboard.press("Enter")
    expect(page.locator("#editor-text")).to_be_focused()
    page.locator("#editor-text").press_sequentially("打了几个字")
    page.keyboard.press("Escape")
    expect(page.locator("#editor-said")).to_contain_text("还没有存")
    page.keyboard.press("Escape")
    expect(page.locator("#editor")).to_be_hidden()
    assert page.evaluate("document.activeElement.dataset.source") == second


def test_zoom_and_spread(open_app: Open, article: Path) -> None:
    page = open_app()
    page.locator('button[data-view="print"]').click()
    page.locator('[data-zoom="in"]').click()
    expect(page.locator("#zoom")).to_contain_text("%")
    # One pixel of the picture is one of the screen.
    measure = """() => [...document.querySelectorAll('.sheet > canvas')].filter(c => c.dataset.drawn)
        .map(c => c.width - c.getBoundingClientRect().width * devicePixelRatio)"""
    wait_until(lambda: bool(page.evaluate(measure)) and all(abs(d) < 1 for d in page.evaluate(measure)))
    page.locator("#spread").click()
    boxes = [page.locator(f".sheet:nth-child({n})").bounding_box() for n in (2, 3)]
    assert boxes[0]
    assert boxes[1]
    assert boxes[0]["y"] == boxes[1]["y"]
    page.locator("#spread").click()
    page.locator('[data-zoom="fit"]').click()
    page.locator('button[data-view="both"]').click()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1400])
def test_the_furniture_is_accessible(open_app: Open, article: Path, scheme: str, width: int) -> None:
    article.write_text(article.read_text("utf-8").replace("第一段，", "第一段,") + "\n![](没.png)\n", "utf-8")
    page = open_app(wait=False, width=width, color_scheme=scheme)
    expect(page.locator("#panel")).to_contain_text("没.png")
    for view in ("print", "check"):
        page.locator(f'button[data-view="{view}"]').click()
        found = run_axe(page)
        assert found == []
        overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert overflow <= 0
    listing = open_app(path="/", wait=False, width=width, color_scheme=scheme)
    expect(listing.locator("#issues li")).to_have_count(1)
    assert run_axe(listing) == []


def test_many_tabs_follow_at_once(open_app: Open, article: Path, server: Server) -> None:
    """A browser opens six connections to a server, and each tab would hold one."""
    first = open_app()
    tabs = [first.context.new_page() for _ in range(7)]
    for tab in tabs:
        tab.goto(f"http://{server.host}/2024-09?token={server.token}")
        expect(tab.frame_locator("#page").locator("text=第3段。").first).to_be_attached()
    for tab in [first, *tabs[:3]]:
        tab.close()
    article.write_text(article.read_text("utf-8").replace("第3段。", "第三段。"), "utf-8")
    for tab in tabs[3:]:
        expect(tab.frame_locator("#page").locator("text=第三段。")).to_be_attached()
        expect(tab.locator("#state")).to_have_text("已是最新")


def test_the_list_says_what_it_cannot_see_and_comes_back(
    open_app: Open, article: Path, server: Server
) -> None:
    folder, away = server.root / "issues", server.root / "away"
    page = open_app(path="/", wait=False)
    expect(page.locator("#issues li")).to_have_count(1)
    folder.rename(away)
    try:
        page.evaluate("dispatchEvent(new Event('focus'))")
        expect(page.locator("#state")).to_contain_text("文件夹“issues”不在了")
    finally:
        away.rename(folder)
    expect(page.locator("#state")).to_have_text("")
    expect(page.locator("#issues li")).to_have_count(1)


DROP = """(kind) => {
  const files = new DataTransfer();
  files.items.add(new File(['今年以来，甲市推进成果转化。\\n'], '来稿.txt'));
  window.dispatchEvent(new DragEvent(kind, { dataTransfer: files, cancelable: true }));
}"""


def test_a_file_that_is_dropped_becomes_an_article_and_is_taken_back(open_app: Open, article: Path) -> None:
    page = open_app()
    page.locator('button[data-view="check"]').click()  # the pages come into view by themselves
    page.evaluate(DROP, "dragenter")
    expect(page.locator("#drop")).to_contain_text("导入到2024年第9期")
    page.evaluate(DROP, "drop")
    expect(page.locator("#drop")).to_be_hidden()
    report, title = page.locator("#report"), page.locator("#report-title")
    expect(title).to_have_text("导入好了")
    expect(title).to_be_focused()
    expect(report.locator(".first li")).to_have_count(3)
    expect(report.locator(".first")).to_contain_text("在 03-来稿.md。")
    heading = page.frame_locator("#page").locator("h2", has_text="来稿")
    expect(heading).to_be_in_viewport()
    # The name of the file stands for a title: the report leads there, and to the box that mends it.
    problem = report.locator(".problem", has_text="I129")
    problem.get_by_role("button", name="看这一段").click()
    problem.get_by_role("button", name="在这里改").click()
    expect(page.locator("#editor-text")).to_have_value("标题: 来稿")
    page.keyboard.press("Escape")
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert run_axe(page) == []
    page.set_viewport_size({"width": 1400, "height": 900})
    page.reload()  # and it is all there still
    expect(report.locator(".problem", has_text="I129")).to_be_visible()
    expect(title).not_to_be_focused()
    report.get_by_role("button", name="撤销导入").press("Enter")
    expect(title).to_have_text("已经撤销")
    expect(heading).to_have_count(0)
    assert sorted(path.name for path in article.parent.iterdir()) == ["01.md", "02.md"]
    page.evaluate(DROP, "drop")
    expect(title).to_have_text("导入好了")
    page.keyboard.press("Escape")
    expect(report).to_be_hidden()
    expect(page.locator("#import")).to_be_focused()
    with page.expect_response("**/api/import?*") as recalled:  # what was put away stays away
        page.reload()
    assert recalled.value.json()["done"]
    page.evaluate("new Promise(requestAnimationFrame)")
    expect(report).to_be_hidden()


def test_a_file_that_is_no_manuscript_is_refused_in_the_words_of_the_command(
    open_app: Open, article: Path, tmp_path: Path
) -> None:
    (tmp_path / "~$来稿.docx").write_bytes(b"x" * 162)
    page = open_app(wait=False)
    with page.expect_file_chooser() as chosen:
        page.get_by_role("button", name="导入稿件").press("Enter")
    chosen.value.set_files(tmp_path / "~$来稿.docx")
    expect(page.locator("#report-title")).to_have_text("没有导入")
    expect(page.locator("#report .problem")).to_contain_text("这是 Word 打开文件时的临时文件 [I101]")
    page.locator("#report-close").click()
    expect(page.locator("#import")).to_be_focused()
    # Where the issues are listed it is said what to do; the browser does not open the file instead.
    listing = open_app(path="/", wait=False)
    expect(listing.locator("#issues li")).to_have_count(1)
    listing.evaluate(DROP, "drop")
    expect(listing.locator("#state")).to_contain_text("先点开一期")


def run_axe(page: Page) -> list[str]:
    """What axe finds, rule by rule; through the debugger, as the page's policy lets no other script in."""
    page.evaluate(AXE_FILE_PATH.read_text("utf-8"))
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    result = page.evaluate(
        "tags => axe.run(document, { runOnly: { type: 'tag', values: tags }, iframes: false })", tags
    )
    return [f"{rule['id']}: {rule['nodes'][0]['html'][:120]}" for rule in result["violations"]]


def test_a_server_that_ends_is_said_to_have_ended(browser: Browser, tmp_path: Path) -> None:
    server = start_server(make_root(tmp_path / "other"), "2024-09")
    page = browser.new_page()
    page.goto(f"http://{server.host}/2024-09?token={server.token}")
    expect(page.locator("#state")).to_have_text("已是最新")
    assert stop_server(server) == ""
    expect(page.locator("#state")).to_contain_text("连接断了")
    assert page.locator(".sheet").count() > 0
    page.close()
