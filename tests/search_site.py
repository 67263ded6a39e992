"""A small archive with its search page, and the files of a search read back as their readers read them."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

import jinja2

from bulletin.site.search import SearchArticle, SearchIssue, find_index, index_issue, render_search

from .conftest import REPOSITORY

TEMPLATES = REPOSITORY / "templates"
BASE = """\
<!DOCTYPE html>
<html lang="zh-CN">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self'; style-src 'self'">
<title>搜索</title>
<link rel="stylesheet" href="content.css"><link rel="stylesheet" href="site.css">
<link rel="stylesheet" href="search.css"></head>
<body>{% block main %}{% endblock %}</body>
</html>
"""


def make_article(number: int, title: str, *paragraphs: str, **fields: object) -> SearchArticle:
    """Article `number` of an issue 2024-09, unless `issue` says another."""
    issue = fields.pop("issue", "2024-09")
    values: dict[str, object] = {"byline": (), "tags": (), "page": number + 1, **fields}
    return SearchArticle(f"{issue}/{number:02d}/", title, paragraphs=paragraphs, **values)  # type: ignore[arg-type]


def write_site(folder: Path, issues: Sequence[SearchIssue]) -> None:
    """The search page of `issues` and all it needs, under the policy that a site would send."""
    loader = jinja2.ChoiceLoader(
        [jinja2.DictLoader({"site/base.html": BASE}), jinja2.FileSystemLoader(TEMPLATES)]
    )
    environment = jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined)
    files = render_search([index_issue(issue) for issue in issues])
    scripts = ["search-text.js", "search-index.js", "search.js"]
    template = environment.get_template("site/search.html")
    page = template.render(search_index=find_index(files), scripts=scripts)
    assets = (
        "site/search.css",
        "site/search.js",
        "site/search-index.js",
        "site/search-text.js",
        "site/site.css",
        "content.css",
    )
    named = {Path(name).name: (TEMPLATES / name).read_bytes() for name in assets}
    pages = {
        f"{article.address}index.html": f'<meta charset="utf-8"><title>{escape(article.title)}</title>'
        for issue in issues
        for article in issue.articles
    }
    files |= named | {name: text.encode() for name, text in {**pages, "search.html": page}.items()}
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


def read_value(data: bytes) -> tuple[str, object]:
    """The name and the value that a data file hands over."""
    text = data.decode()
    assert text.startswith("bulletinSearch(")
    assert text.endswith(");\n")
    name, value = json.loads(f"[{text[len('bulletinSearch(') : -3]}]")
    return name, value


def find_articles(files: Mapping[str, bytes], phrase: str) -> set[tuple[int, int]]:
    """(issue, article) of each that holds the normalized `phrase`, from the postings alone."""
    folder = find_index(files)
    inside: list[tuple[str, Any]] = [
        read_value(data) for name, data in files.items() if name.startswith(folder)
    ]
    index = inside[0][1]
    postings: dict[str, dict[int, set[int]]] = {}
    for number, (name, shard) in enumerate(inside[1:]):
        assert name == f"p{number}"
        for first, (seconds, lists) in shard.items():
            for second, data in zip(seconds, lists.split(" "), strict=True):
                postings[first + second] = _decode(data)
    firsts = [next((first + seconds[0] for first, (seconds, _) in shard.items())) for _, shard in inside[1:]]
    assert index["shards"] == firsts == sorted(firsts)
    pairs = [phrase[at : at + 2] for at in range(len(phrase) - 1)]
    lists = [postings.get(pair, {}) for pair in pairs] or [
        places for pair, places in postings.items() if pair[0] == phrase
    ]
    found = set()
    for number, issue in enumerate(index["issues"]):
        if pairs:
            starts = set.intersection(
                *({p - k for p in places.get(number, ())} for k, places in enumerate(lists))
            )
        else:
            starts = set().union(*(places.get(number, ()) for places in lists))
        ends = [sum(map(sum, issue["lengths"][: n + 1])) for n in range(len(issue["lengths"]))]
        found |= {(number, next(n for n, end in enumerate(ends) if start < end)) for start in starts}
    return found


def _decode(data: str) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    places: set[int] = set()
    place, number = -1, 0
    for char in data:
        if ord(char) >= 0xA1:
            places = found[ord(char) - 0xA1] = set()
            place = -1
            continue
        digit = 57 if char == "!" else ord(char) - 35
        if digit >= 46:
            number = number * 46 + digit - 45
        else:
            place += 1 + number * 46 + digit
            places.add(place)
            number = 0
    return found


def list_texts(article: SearchArticle) -> list[str]:
    """Every text of an article that can be searched."""
    return [article.title, *article.byline, *article.tags, *article.paragraphs]


def compose(text: str) -> str:
    """NFC: what is shown."""
    return unicodedata.normalize("NFC", text)
