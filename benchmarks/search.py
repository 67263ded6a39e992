#!/usr/bin/env python3
"""What the search of a 240-issue archive costs: to index, to index again after one change, to ask.

usage: python benchmarks/search.py [RUNS]

The archive is made of the repository's issues: sentences drawn anew, one character in twelve replaced, which
gives as many different pairs of characters as 1.5 million characters of real text have. Chromium asks over
HTTP with gzip, at once and as on a slow phone (150 ms, 1.6 Mbit/s). Pagefind is measured beside it where
`pip install "pagefind[extended]"` has been run; only then are its figures printed.
"""

from __future__ import annotations

import gzip
import html
import importlib.util
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from random import Random
from typing import Any

import jinja2
from playwright.sync_api import Browser, sync_playwright

from bulletin.document.plain import list_units
from bulletin.site.search import (
    SearchArticle,
    SearchIssue,
    find_index,
    index_issue,
    parse_indexed,
    render_indexed,
    render_search,
)
from bulletin.source import read_issue
from bulletin.workspace import open_workspace

ROOT = Path(__file__).resolve().parent.parent
ISSUES, ARTICLES, CHARACTERS = 240, 6, 900
QUERIES = ("科聚", "概念验", "高新技术", "呼和浩特 生物医药", "科")
SLOW = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 90_000}
BASE = (
    '<!DOCTYPE html><html lang="zh-CN"><meta charset="utf-8"><title>{% block title %}{% endblock %}</title>'
    "{% block main %}{% endblock %}"
)
FIRST_RESULT = """new MutationObserver(() => {
  if (!window.shownAt && document.querySelector(".search-results li")) window.shownAt = performance.now();
}).observe(document, { childList: true, subtree: true });"""
PAGEFIND = """<!DOCTYPE html><html lang="zh"><meta charset="utf-8"><title>Pagefind</title>
<script type="module">
import * as pagefind from "/pagefind/pagefind.js";
const found = await pagefind.search(new URLSearchParams(location.search).get("q"));
await Promise.all(found.results.slice(0, 10).map((result) => result.data()));
window.shownAt = performance.now();
</script>"""
PAGEFIND_ALL = """async (query) => {
  const pagefind = await import("/pagefind/pagefind.js");
  const found = await pagefind.search(query);
  return Promise.all(found.results.map(async (result) => (await result.data()).url));
}"""


def make_issues() -> list[SearchIssue]:
    """The archive, the same at each run."""
    random = Random(1)
    workspace = open_workspace(ROOT, None)
    articles = [a for name in workspace.list_issues() for a in read_issue(workspace, name)[0].articles]
    text = "\n".join(unit.text for article in articles for unit in list_units(article.document, 1))
    sentences = re.findall(r"[^。\n]+。", text)
    han = re.findall(r"[\u4e00-\u9fff]", text)
    rare = re.findall(r"[\u4e00-\u9fff]", (ROOT / "fonts" / "tonggui-8105.txt").read_text("utf-8"))[:3500]

    def vary(words: str) -> str:
        return re.sub(
            r"[\u4e00-\u9fff]",
            lambda match: (
                match[0]
                if random.random() > 1 / 12
                else random.choice(han)
                if random.random() < 0.7
                else rare[min(len(rare) - 1, int(random.paretovariate(0.6) * 20))]
            ),
            words,
        )

    def make_article(issue: str, number: int) -> SearchArticle:
        paragraphs: list[str] = []
        while sum(map(len, paragraphs)) < CHARACTERS:
            paragraphs.append("".join(vary(s) for s in random.choices(sentences, k=3)))
        title = vary(random.choice(articles).title)
        return SearchArticle(f"{issue}/{number:02d}/", title, (), (), number + 1, tuple(paragraphs))

    names = [f"{2005 + n // 12}-{n % 12 + 1:02d}" for n in range(ISSUES)]
    return [
        SearchIssue(name, name, f"{name}-28", tuple(make_article(name, n) for n in range(1, ARTICLES + 1)))
        for name in names
    ]


def time_call(runs: int, call: Callable[[], object]) -> float:
    """The median of `runs` calls, in seconds of CPU, this process's and its children's."""
    times = []
    for _ in range(runs):
        start = sum(os.times()[:4])
        call()
        times.append(sum(os.times()[:4]) - start)
    return statistics.median(times)


def write_site(folder: Path, files: dict[str, bytes]) -> None:
    """The search page over `files`."""
    loaders = [jinja2.DictLoader({"site/base.html": BASE}), jinja2.FileSystemLoader(ROOT / "templates")]
    environment = jinja2.Environment(loader=jinja2.ChoiceLoader(loaders), autoescape=True)
    page = environment.get_template("site/search.html").render(search_index=find_index(files))
    for name in ("search.js", "search-index.js", "search-text.js", "search.css"):
        shutil.copy(ROOT / "templates" / "site" / name, folder)
    for name, data in {**files, "search.html": page.encode()}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


def write_pages(folder: Path, issues: list[SearchIssue]) -> None:
    """A page for each article, for Pagefind to read."""
    for article in (article for issue in issues for article in issue.articles):
        body = "".join(f"<p>{html.escape(text)}</p>" for text in article.paragraphs)
        title = html.escape(article.title)
        page = f'<html lang="zh"><title>{title}</title><main data-pagefind-body><h1>{title}</h1>{body}</main>'
        (folder / article.address).mkdir(parents=True)
        (folder / article.address / "index.html").write_text(page, "utf-8")
    (folder / "search.html").write_text(PAGEFIND, "utf-8")


class Handler(SimpleHTTPRequestHandler):
    """A static host that compresses and counts what it sends."""

    protocol_version = "HTTP/1.1"
    sent: list[int]

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        data = path.read_bytes() if path.is_file() else b""
        body = gzip.compress(data, 6, mtime=0)
        self.sent.append(len(body))
        self.send_response(200 if data else 404)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def serve(folder: Path) -> Iterator[tuple[str, list[int]]]:
    """The address of `folder` over HTTP, and the sizes of what was sent."""
    sent: list[int] = []
    handler = type("Counting", (Handler,), {"sent": sent})
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=folder))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", sent
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def ask(browser: Browser, folder: Path, queries: Sequence[str], runs: int) -> None:
    """Print what each query costs a reader who comes for the first time."""
    print("  query: requests, KB as sent, ms to the first results, on a slow phone")
    with serve(folder) as (address, sent):
        for query in queries:
            times: dict[bool, list[float]] = {False: [], True: []}
            for slow in [False, True] * runs:
                context = browser.new_context()
                page = context.new_page()
                page.add_init_script(FIRST_RESULT)
                session: Any = context.new_cdp_session(page)
                if slow:
                    session.send("Network.enable")
                    session.send("Network.emulateNetworkConditions", SLOW)
                sent.clear()
                page.goto(f"{address}/search.html?q={query}")
                page.wait_for_function("window.shownAt")
                times[slow].append(page.evaluate("window.shownAt"))
                context.close()
            fast, phone = (statistics.median(times[slow]) for slow in (False, True))
            print(f"  {query}: {len(sent)}, {sum(sent) / 1000:.0f}, {fast:.0f}, {phone:.0f}")


def measure_ours(issues: list[SearchIssue], runs: int, folder: Path) -> None:
    """Print what our index costs; write it into `folder`."""
    kept = [render_indexed(index_issue(issue)) for issue in issues]
    clean = time_call(runs, lambda: [index_issue(issue) for issue in issues])

    def change_one(previous: dict[str, bytes] | None) -> dict[str, bytes]:
        indexed = [parse_indexed(data) for data in kept]
        title = "改过的标题"
        changed = replace(issues[7].articles[0], title=title)
        indexed[7] = index_issue(replace(issues[7], articles=(changed, *issues[7].articles[1:])))
        return render_search(indexed, previous)

    files = render_search([parse_indexed(data) for data in kept])
    merge = time_call(runs, lambda: change_one(None))
    update = time_call(runs, lambda: change_one(files))
    print(f"CPU: indexed in {clean:.2f} s; merged in {merge:.2f} s; one article replaced in {update:.2f} s")
    print(f"kept between runs: {sum(map(len, kept)) / 1e6:.1f} MB")
    for kind, pattern in {"index": r"/index\.js", "postings": r"/p\d+\.js", "texts": "/text/"}.items():
        found = [data for name, data in files.items() if re.search(pattern, name)]
        size, packed = sum(map(len, found)), sum(len(gzip.compress(data, 6)) for data in found)
        print(f"{kind}: {len(found)} files, {size / 1000:.0f} KB, gzip {packed / 1000:.0f} KB")
    write_site(folder, files)


def measure_pagefind(
    issues: list[SearchIssue], queries: Sequence[str], runs: int, folder: Path, browser: Browser
) -> None:
    """Print what Pagefind costs, and how much of what is there it finds."""
    write_pages(folder, issues)
    command = [sys.executable, "-m", "pagefind", "--site", str(folder), "--force-language", "zh"]
    seconds = time_call(runs, lambda: subprocess.run(command, capture_output=True, check=True))
    files = [path for path in (folder / "pagefind").rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files)
    print(f"Pagefind: {len(files)} files, {size / 1e6:.1f} MB")
    print(f"  indexed in {seconds:.2f} s of CPU, after one change too")
    random = Random(5)
    texts = {
        f"/{article.address}": "\n".join([article.title, *article.paragraphs])
        for issue in issues
        for article in issue.articles
    }
    pieces: list[str] = []
    while len(pieces) < 40:
        text = random.choice(list(texts.values()))
        at = random.randrange(len(text))
        pieces += re.findall(r"^[\u4e00-\u9fff]+$", text[at : at + random.choice([2, 3, 4])])
    right = wrong = missed = 0
    with serve(folder) as (address, _):
        page = browser.new_page()
        page.goto(f"{address}/{issues[0].articles[0].address}index.html")
        for piece in pieces:
            found = set(page.evaluate(PAGEFIND_ALL, piece))
            meant = {name for name, text in texts.items() if piece in text}
            right, wrong, missed = (
                right + len(found & meant),
                wrong + len(found - meant),
                missed + len(meant - found),
            )
        page.close()
    recall, precision = right / (right + missed), right / (right + wrong)
    print(f"  {len(pieces)} pieces of text: recall {recall:.2f}, precision {precision:.2f}")
    ask(browser, folder, queries, runs)


def main() -> None:
    """Run and print."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    issues = make_issues()
    characters = sum(len(text) for i in issues for a in i.articles for text in (a.title, *a.paragraphs))
    print(f"{len(issues)} issues, {characters:,} characters, medians of {runs}")
    with (
        sync_playwright() as playwright,
        tempfile.TemporaryDirectory() as ours,
        tempfile.TemporaryDirectory() as theirs,
    ):
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-background-networking"]
        )
        measure_ours(issues, runs, Path(ours))
        queries = [*QUERIES, issues[99].articles[2].paragraphs[1][5:35]]
        ask(browser, Path(ours), queries, runs)
        if importlib.util.find_spec("pagefind"):
            measure_pagefind(issues, queries, runs, Path(theirs), browser)
        browser.close()


if __name__ == "__main__":
    main()
