"""The search page in a real Chromium, over HTTP and from a folder, under the policy a site would send."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from random import Random
from urllib.parse import quote, urlencode

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Browser, Dialog, Page, Route, expect

from bulletin.site import postings
from bulletin.site.search import SearchIssue, normalize

from .patience import rest_of, wait_until
from .search_site import list_texts, make_article, write_site

ENDED = re.compile("找到|字句")
HTML = "<img src=x onerror=alert(1)>"
LONG = "本文说的是科技创新引领产业发展。" * 6


def _make_issues() -> list[SearchIssue]:
    fillers = [
        SearchIssue(
            f"{year}-{number:02d}",
            f"{year}年第{number}期",
            f"{year}-{number:02d}-28",
            tuple(
                make_article(n, f"第{number}期短讯之{n}", LONG, issue=f"{year}-{number:02d}", tags=("短讯",))
                for n in range(1, 4)
            ),
        )
        for year in (2022, 2023)
        for number in range(1, 6)  # with the newest more issues than one page of results shows
    ]
    newest = SearchIssue(
        "2024-09",
        "2024年第9期",
        "",
        (
            make_article(
                1,
                "“蒙科聚”播撒科技“金种子” 深耕生物医药产业沃土",
                LONG + "7月30日，“蒙科聚 强首府”专题发布会在呼和浩特成功举办。",
                "南京市智能计算中心揭牌，建立“宁科贷”“科创债”。",
                byline=("李涛", "王𬍛"),
                tags=("成果转化",),
            ),
            make_article(
                2,
                "高新区概况",
                "一、概念验证中心",
                "Many people like open source software.\u3000Ａ类企业２６９８家，发布 NEST2.0。café",
                headings=(0,),
                tags=("平台",),
            ),
            make_article(3, f"标题里有{HTML}", f"正文里也有{HTML}和</script>与&amp;。", "平台 2024"),
            make_article(4, "第四篇", "发布会之后，蒙地与科聚两家，同到呼和浩特。概念与验证。"),
        ),
    )
    ranks = SearchIssue(
        "2021-01",
        "2021年第1期",
        "2021-01-28",
        (
            make_article(1, "正文", "这里说次序。", "绿色金融港湾。", issue="2021-01"),
            make_article(2, "小标题", "前言。", "一、次序", "正文。", headings=(1,), issue="2021-01"),
            make_article(3, "次序：绿色金融与港湾", "正文。", issue="2021-01"),
            make_article(4, "作者", "正文。", byline=("次序",), issue="2021-01"),
            make_article(5, "罕用字", "王𬍛与\ufffd，写信到 e-mail@example.gov.cn。", issue="2021-01"),
        ),
    )
    return [ranks, *fillers, newest]


ISSUES = _make_issues()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(postings, "SHARD_BYTES", 8)  # as many shards as a large archive has
        write_site(folder, ISSUES)
    return folder


class _Handler(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    """The site as a plain static host serves it, under a sub-path."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=site.parent))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/{site.name}/search.html"
    server.shutdown()
    thread.join()
    server.server_close()


Open = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Open]:
    """Open an address; whatever the console or a dialog says fails the test."""
    pages: list[Page] = []
    said: list[str] = []

    def dismiss(dialog: Dialog) -> None:
        said.append(dialog.message)
        dialog.dismiss()

    def open_page(address: str, width: int = 1000, wait: bool = True, **options: str) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)  # type: ignore[arg-type]
        page = context.new_page()
        page.on("console", lambda message: said.append(f"{message.text} {message.location['url']}"))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("dialog", dismiss)
        page.goto(address)
        pages.append(page)
        if wait and "?q=" in address:
            expect(page.locator(".search-status")).to_have_text(ENDED)
        return page

    yield open_page
    for page in pages:
        page.context.close()
    said = [words for words in said if not words.startswith("Slow network is detected")]
    assert not [words for words in said if not words.endswith("favicon.ico")]


@pytest.fixture(params=["http", "file"])
def either(request: pytest.FixtureRequest, site: Path, address: str) -> str:
    """The search page's address, over HTTP and from the folder."""
    return address if request.param == "http" else (site / "search.html").as_uri()


def list_titles(page: Page) -> list[str]:
    return page.locator(".search-results h2").all_inner_texts()


def search(page: Page, query: str) -> list[str]:
    """Type `query`, press Enter, wait for what is found."""
    page.get_by_role("searchbox").fill(query)
    status = page.locator(".search-status")
    status.evaluate("element => (element.textContent = '')")  # what it said of another search
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(re.escape(urlencode({"q": query.strip()})) + "$"))
    expect(status).to_have_text(ENDED)
    return list_titles(page)


MENG, GAO, TAG, FOUR = (article.title for article in ISSUES[-1].articles)


FINDS = [
    ("智能计算", [MENG]),  # a word inside an article
    ("科聚", [MENG, FOUR]),  # part of a name; the title before the text
    ("蒙科聚强首府", [MENG]),  # whatever space was typed between
    ("呼和浩特 概念", [FOUR]),  # both
    ("南京 NEST2.0", []),
    ("open source", [GAO]),
    ('"open source software"', [GAO]),
    ('"source open"', []),
    ("OPEN", [GAO]),
    ("a类", [GAO]),  # width and case
    ("2698", [GAO]),
    ("cafe\u0301", [GAO]),  # é in two characters
    ("𬍛", [MENG, "罕用字"]),  # one character, beyond the first plane
    ("债", [MENG]),
    ("平台", [GAO, TAG]),  # a tag before the text
    ("概念验证", [GAO, FOUR]),  # whole before apart
    ("“概念验证”", [GAO]),  # in quotation marks nothing apart
    ("智能科创债", [MENG]),  # its words stand apart
    ("没有的词", []),
    (HTML, [TAG]),
    ("</script>", [TAG]),
    ("&amp;", [TAG]),
    ("\\", []),
    ("\ufffd", ["罕用字"]),  # before 𬍛 by code points, after it in UTF-16
    ("次序", ["次序：绿色金融与港湾", "小标题", "作者", "正文"]),
    (
        "次序 绿色金融港湾",
        ["正文", "次序：绿色金融与港湾"],
    ),  # a term whole in the text before one apart in the title
]


def test_what_is_found(open_page: Open, either: str) -> None:
    page = open_page(either)
    found = []
    for query, _ in FINDS:
        page.goto(f"{either}?q={quote(query)}")
        expect(page.get_by_role("status")).to_have_text(ENDED)
        found.append((query, list_titles(page)))
    assert found == FINDS


def test_it_finds_what_is_there_and_counts_it(open_page: Open, address: str) -> None:
    """Any piece of any text, and pieces joined by chance: as a search through all texts would say."""
    page = open_page(address)
    random = Random(7)
    texts = {
        (i, a): [normalize(text) for text in list_texts(article)]
        for i, issue in enumerate(ISSUES)
        for a, article in enumerate(issue.articles)
    }
    pool = sorted({line for lines in texts.values() for line in lines})
    pieces = []
    for _ in range(300):
        line, other = random.choice(pool), random.choice(pool)
        at = random.randrange(len(line))
        piece = line[at : at + random.choice([1, 2, 3, 4, 6, 9, 14, 25, 60])]
        pieces.append(piece + other[: random.choice([0, 0, 0, 1])])
        cut = random.randrange(len(piece))  # the same but for one character
        pieces.append(piece[:cut] + random.choice(other) + piece[cut + 1 :])
    found = page.evaluate(
        """async pieces => {
          const folder = document.getElementById("search").dataset.index;
          const index = { ...(await bulletinSearch.load(folder, "index")), folder };
          const find = text => bulletinSearch.search(index, [{ text, quoted: true }]);
          return Promise.all(pieces.map(async piece =>
            (await find(piece)).results.map(result => [result.issue, result.article])));
        }""",
        pieces,
    )
    for piece, keys in zip(pieces, found, strict=True):
        expected = {key for key, lines in texts.items() if any(piece in line for line in lines)}
        assert set(map(tuple, keys)) == expected, piece


def test_both_languages_fold_alike(open_page: Open, address: str) -> None:
    """Every character that Python's Unicode knows, alone and after each kind of neighbour."""
    page = open_page(address)
    points = [*range(1, 0xD800), *range(0xE000, 0x11000), *range(0x1D400, 0x1F700), *range(0x20000, 0x20100)]
    texts = [
        f"a {char} a，{char}科 {char}" for char in map(chr, points) if unicodedata.category(char) != "Cn"
    ]
    folded = page.evaluate("texts => texts.map(bulletinText.normalize)", texts)
    assert [(t, f) for t, f in zip(texts, folded, strict=True) if normalize(t) != f] == []


def test_a_result_says_where_it_is(open_page: Open, either: str) -> None:
    page = open_page(f"{either}?q={quote('强首府')}")
    result = page.locator(".search-results li")
    assert result.count() == 1
    assert result.locator(".where span").all_inner_texts() == [
        "2024年第9期",
        "第2页",
        "李涛",
        "王𬍛",
        "#成果转化",
    ]
    assert result.locator("mark").all_inner_texts() == ["强首府"]
    passage = result.locator(".passage").inner_text()
    assert passage.startswith("……本文说的是")
    assert "“蒙科聚 强首府”专题发布会" in passage
    assert 40 <= len(passage) <= 80
    href = result.locator("a").get_attribute("href")
    page_file = "index.html" if either.startswith("file") else ""
    assert href == f"2024-09/01/{page_file}#:~:text={quote('强首府')}"


def test_a_link_leads_to_the_words(open_page: Open, address: str) -> None:
    """A hyphen would end the text of a fragment directive (WICG scroll-to-text-fragment §3.3)."""
    page = open_page(f"{address}?q=E-MAIL@")
    href = page.locator(".search-results a").get_attribute("href")
    assert href == "2021-01/05/#:~:text=e%2Dmail%40"


def test_an_answer_that_comes_late_is_not_shown(open_page: Open, address: str) -> None:
    page = open_page(address)
    held: list[Route] = []
    page.route("**/2021-01.*.js", lambda route: held.append(route))
    page.get_by_role("searchbox").fill("罕用")
    page.keyboard.press("Enter")
    wait_until(lambda: held, rest_of(page))
    assert search(page, "智能计算") == [MENG]
    assert len(held) == 1
    held[0].continue_()
    page.wait_for_timeout(300)
    assert list_titles(page) == [MENG]
    expect(page.get_by_role("status")).to_have_text("找到 1 篇")


def test_newer_first_and_more_of_them(open_page: Open, address: str) -> None:
    page = open_page(f"{address}?q={quote('产业发展')}")
    expect(page.locator(".search-status")).to_have_text("找到 31 篇")
    where = page.locator(".search-results .where span:first-child").all_inner_texts()
    assert where[:5] == ["2024年第9期", *["2023年第5期"] * 3, "2023年第4期"]
    assert len(where) == 10
    more = page.get_by_role("button", name="更多（还有 21 篇）")
    more.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".search-results li")).to_have_count(20)
    assert page.evaluate("[...document.querySelectorAll('h2 a')].indexOf(document.activeElement)") == 10
    page.get_by_role("button", name="更多（还有 11 篇）").click()
    expect(page.locator(".search-results li")).to_have_count(30)
    page.reload()  # as many as were shown
    expect(page.locator(".search-results li")).to_have_count(30)
    page.get_by_role("button", name="更多（还有 1 篇）").click()
    expect(page.locator(".search-results li")).to_have_count(31)
    expect(page.locator(".search-more")).to_be_hidden()


def test_years_and_tags(open_page: Open, address: str) -> None:
    page = open_page(f"{address}?q={quote('产业发展')}")
    page.get_by_label("年份").select_option("2022")
    expect(page.locator(".search-status")).to_have_text("找到 15 篇")
    assert "year=2022" in page.url
    page.get_by_label("标签").select_option("短讯")
    expect(page.locator(".search-status")).to_have_text("找到 15 篇")
    page.get_by_label("年份").select_option("")
    expect(page.locator(".search-status")).to_have_text("找到 30 篇")
    page.go_back()
    expect(page.locator(".search-status")).to_have_text("找到 15 篇")
    page.reload()
    expect(page.locator(".search-status")).to_have_text("找到 15 篇")
    assert page.get_by_label("年份").input_value() == "2022"


def test_the_address_keeps_the_query(open_page: Open, either: str) -> None:
    page = open_page(f"{either}?q={quote('智能计算')}")
    assert page.get_by_role("searchbox").input_value() == "智能计算"
    assert search(page, "科聚") == [MENG, FOUR]
    assert search(page, " 平台 ") == [GAO, TAG]
    page.go_back()
    expect(page.get_by_role("searchbox")).to_have_value("科聚")
    expect(page.locator(".search-results h2")).to_have_text([MENG, FOUR])
    page.go_back()
    expect(page.locator(".search-results h2")).to_have_text([MENG])
    page.go_forward()
    expect(page.locator(".search-results h2")).to_have_text([MENG, FOUR])


def test_typing_searches_by_itself(open_page: Open, address: str) -> None:
    """One entry of the history for all that is typed in one go, none for an empty field."""
    page = open_page(address)
    before = page.evaluate("history.length")
    page.get_by_role("searchbox").press_sequentially("智能计算", delay=20)
    expect(page.locator(".search-results h2")).to_have_text([MENG])
    page.get_by_role("searchbox").press_sequentially("中心")
    expect(page.locator(".search-status")).to_have_text("找到 1 篇")
    expect(page).to_have_url(f"{address}?q={quote('智能计算中心')}")
    assert page.evaluate("history.length") == before + 1
    page.get_by_role("searchbox").fill("")
    expect(page.locator(".search-results li")).to_have_count(0)
    expect(page.locator(".search-status")).to_have_text("")
    page.go_back()
    expect(page.locator(".search-status")).to_have_text("")


def test_pinyin_is_not_searched(open_page: Open, address: str) -> None:
    page = open_page(address)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_role("searchbox").focus()
    session = page.context.new_cdp_session(page)
    for pinyin in ("z", "zh", "zhi", "zhi'neng"):
        session.send("Input.imeSetComposition", {"text": pinyin, "selectionStart": 9, "selectionEnd": 9})
        page.wait_for_timeout(120)
    page.wait_for_timeout(400)
    assert page.get_by_role("searchbox").input_value() == "zhi'neng"
    assert asked == []
    assert page.url == address
    session.send("Input.insertText", {"text": "智能计算"})
    expect(page.locator(".search-results h2")).to_have_text([MENG])
    assert page.locator(".search-results mark").all_inner_texts() == ["智能计算"]


def test_the_keyboard_goes_through_the_results(open_page: Open, either: str) -> None:
    page = open_page(either)
    page.get_by_role("searchbox").focus()
    page.keyboard.insert_text("科聚")
    page.keyboard.press("Enter")
    expect(page.locator(".search-results h2")).to_have_text([MENG, FOUR])
    reached = []
    for _ in range(3):  # 搜索 and the two results
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.closest('li')?.innerText.split('\\n')[0]"))
    assert reached == [None, MENG, FOUR]
    page.keyboard.press("Enter")
    expect(page).to_have_title(FOUR)
    page.go_back()
    expect(page.locator(".search-results h2")).to_have_text([MENG, FOUR])


def test_words_apart_are_announced(open_page: Open, address: str) -> None:
    page = open_page(f"{address}?q={quote('概念验证')}")
    expect(page.get_by_role("status")).to_have_text("找到 2 篇，其中 1 篇有原样的字句")
    assert page.locator("li:nth-child(2) .search-apart").count() == 1
    page = open_page(f"{address}?q={quote('智能科创债')}")
    expect(page.get_by_role("status")).to_have_text("没有原样的字句；含有其中各个词的，找到 1 篇")
    assert page.locator(".search-apart").count() == 0
    page = open_page(f"{address}?q={quote('南京 查无此词')}")
    expect(page.get_by_role("status")).to_contain_text("没有“查无此词”")


def test_a_term_is_taken_apart_into_words(open_page: Open, address: str) -> None:
    """As far as Chromium's dictionary knows them; what it does not know is kept together."""
    words = {
        "蒙科聚发布会": ["蒙科聚", "发布会"],
        "呼和浩特市的企业": ["呼和浩特市", "企业"],
        "企业和市的发展": ["企业", "市", "发展"],
        "科技、债与人才": ["科技", "债", "人才"],
        "5g网络在南京南京": ["5g", "网络", "南京"],
        "的": [],
    }
    page = open_page(address)
    assert page.evaluate("terms => terms.map(bulletinText.splitTerm)", list(words)) == list(words.values())


def test_without_a_dictionary_pairs_are_words(open_page: Open, address: str) -> None:
    page = open_page(address)
    page.evaluate("delete Intl.Segmenter")
    assert search(page, "概念验证中") == [GAO]
    assert search(page, "概念验收") == []


def test_data_that_does_not_come_is_said_and_tried_again(browser: Browser, address: str) -> None:
    page = browser.new_context().new_page()
    page.route(re.compile(r"/p\d+\.js$"), lambda route: route.abort())
    page.goto(f"{address}?q={quote('科聚')}")
    expect(page.get_by_role("status")).to_contain_text("没有取到搜索用的数据")
    page.unroute_all()
    assert search(page, "科聚") == [MENG, FOUR]
    page.context.close()


def test_a_query_of_any_length_ends(open_page: Open, address: str) -> None:
    page = open_page(f"{address}?q={quote('科技创新引领产业发展。本文说的是' * 200)}")
    expect(page.get_by_role("status")).to_have_text("没有原样的字句；含有其中各个词的，找到 31 篇")


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (320, "light"), (1280, "light")])
@pytest.mark.parametrize("query", ["", "概念验证", "产业发展"])
def test_axe_finds_nothing(open_page: Open, address: str, width: int, query: str, scheme: str) -> None:
    """WCAG 2.2 AA and best practices, and nothing runs over the side."""
    page = open_page(f"{address}?q={quote(query)}" if query else address, width, color_scheme=scheme)
    page.wait_for_load_state("networkidle")  # without a query nothing says that the filters are filled
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate(Path(AXE_FILE_PATH).read_text("utf-8"))
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = page.evaluate("tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", tags)
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found["violations"]] == []


def test_without_scripts_it_says_so(address: str, browser: Browser) -> None:
    """Without JavaScript, and where one of the scripts does not come or is not understood."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}?q={quote('科聚')}")
    expect(page.get_by_text("搜索要用 JavaScript")).to_be_hidden()  # not at once, where it will go again
    expect(page.get_by_text("搜索要用 JavaScript")).to_be_visible()
    context.close()
    page = browser.new_context().new_page()
    page.route(
        "**/search-index.js", lambda route: route.fulfill(body="a ?.= b", content_type="text/javascript")
    )
    page.goto(address)
    expect(page.get_by_text("搜索要用 JavaScript")).to_be_visible()
    page.context.close()


def test_it_asks_for_little(open_page: Open, address: str) -> None:
    """A word: a shard for each two characters, the texts of the issues that are shown; nothing twice."""
    page = open_page(address)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    assert search(page, "智能计算") == [MENG]
    assert search(page, "智能计算中心") == [MENG]
    assert len(asked) == len(set(asked))
    shards = [name for name in asked if re.fullmatch(r"p\d+\.js", name)]
    assert 0 < len(shards) <= 3
    assert [name.partition(".")[0] for name in asked if name not in shards] == ["2024-09"]
