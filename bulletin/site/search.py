"""Articles of the archive → the files of its search: postings of character pairs, and texts to quote.

For each pair of neighbouring characters the postings say where it stands. A phrase is found by
intersecting its pairs, exactly and without any text at hand; so hits are counted and ranked before the
texts of those that are shown are fetched. Every file is a script that calls one function, defined in
templates/site/search-index.js: a page opened from a folder may load scripts and nothing else.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from bulletin.errors import natural_key
from bulletin.site.postings import (
    END,
    Postings,
    cut_shards,
    join_shards,
    merge_postings,
    place_pairs,
    replace_issue,
)

CALLBACK = "bulletinSearch"
ROOT = "search"
FORMAT = 1  # of the files; another one is not read back
_FEW = 1 / 8  # of the issues: to replace more takes longer than to merge all
_SPACES = frozenset(" \t\n\x0b\x0c\r\x1c\x1d\x1e\x1f\x85\u1680\u2028\u2029")
_WIDE = 0x2000  # from here on no word is written with spaces: general punctuation, Han, kana


@dataclass(frozen=True, slots=True)
class SearchArticle:
    """What is found of an article: its address from the root of the site, its words, its printed page.

    `headings` are the numbers, from 0, of those paragraphs that are headings: they rank above the text.
    """

    address: str
    title: str
    byline: tuple[str, ...]
    tags: tuple[str, ...]
    page: int
    paragraphs: tuple[str, ...]
    headings: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchIssue:
    """An issue as search sees it; `date` is ISO or empty."""

    id: str
    label: str
    date: str
    articles: tuple[SearchArticle, ...]


@dataclass(frozen=True, slots=True)
class IndexedIssue:
    """What one issue adds to the index, independent of all others: keep it, and index only what changed.

    `text` is the issue's text file; `pairs` and `places` are what `place_pairs` says of its normalized text.
    `lengths` of each article: title; byline and tags; then text and headings in turn, all by characters.
    """

    id: str
    text: str
    pairs: str
    places: str
    lengths: tuple[tuple[int, ...], ...]
    tags: tuple[tuple[str, ...], ...]


def index_issue(issue: SearchIssue) -> IndexedIssue:
    """Index one issue; the slow part, and the one that can be kept."""
    pieces: list[str] = []
    lengths = []
    for article in issue.articles:
        runs = [[article.title], [*article.byline, *article.tags], *_list_runs(article)]
        texts = ["".join(normalize(words) + END for words in run) for run in runs]
        lengths.append(tuple(map(len, texts)))
        pieces += texts
    pairs, places = place_pairs("".join(pieces))
    return IndexedIssue(
        issue.id,
        _render_text(issue),
        pairs,
        places,
        tuple(lengths),
        tuple(tuple(map(_compose, article.tags)) for article in issue.articles),
    )


def render_indexed(indexed: IndexedIssue) -> bytes:
    """An indexed issue as JSON, to be kept between runs."""
    return json.dumps(asdict(indexed), ensure_ascii=False, separators=(",", ":")).encode()


def parse_indexed(data: bytes) -> IndexedIssue:
    """The indexed issue that `render_indexed` wrote; whoever kept it knows that the bytes are the same."""
    fields = json.loads(data)
    lengths, tags = (tuple(map(tuple, fields.pop(name))) for name in ("lengths", "tags"))
    return IndexedIssue(**fields, lengths=lengths, tags=tags)


def render_search(
    indexed: Sequence[IndexedIssue], previous: Mapping[str, bytes] | None = None
) -> dict[str, bytes]:
    """All files of the search by name, for the issues in order of publication, oldest first.

    The first is `search/DIGEST/index.js`; DIGEST is that of everything, so that a page never meets an index
    it was not made with. Texts are named by their own digest: one changed article renames one of them.
    `previous`: the files of an earlier run below search/, for the same to come out sooner where few differ.
    """
    names = [f"{issue.id}.{_digest_parts(issue.text, issue.pairs, issue.places)}" for issue in indexed]
    postings = _update_postings(previous or {}, names, indexed)
    if postings is None:
        postings = merge_postings([(issue.pairs, issue.places) for issue in indexed])
    shards, first_pairs = cut_shards(postings)
    tags = sorted({tag for issue in indexed for article in issue.tags for tag in article})
    number_of = {tag: number for number, tag in enumerate(tags)}
    index = {
        "format": FORMAT,
        "shards": first_pairs,
        "tags": tags,
        "issues": [
            {
                "year": issue.id.partition("-")[0],
                "text": name,
                "lengths": issue.lengths,
                "tags": [[number_of[tag] for tag in article] for article in issue.tags],
            }
            for issue, name in zip(indexed, names, strict=True)
        ],
    }
    inside = {"index.js": _render_call("index", _render_json(index))}
    inside |= {f"p{n}.js": _render_call(f"p{n}", _render_json(shard)) for n, shard in enumerate(shards)}
    folder = _name_folder(inside)
    return {f"{folder}{name}": data for name, data in inside.items()} | {
        f"{ROOT}/text/{name}.js": _render_call(name, issue.text)
        for issue, name in zip(indexed, names, strict=True)
    }


def read_index_files(site: Path) -> dict[str, bytes]:
    """What the last run left of the index in folder `site`: `previous` for `render_search`, which looks
    whether it is whole. What glob cannot see is made again."""
    found = {}
    for path in sorted(site.glob(f"{ROOT}/*/*.js"), key=lambda path: natural_key(path.name)):
        if path.parent.name != "text":
            found[path.relative_to(site).as_posix()] = path.read_bytes()
    return found


def _update_postings(
    previous: Mapping[str, bytes], names: Sequence[str], indexed: Sequence[IndexedIssue]
) -> Postings | None:
    """The postings of `previous`, changed where an issue's name differs; None where merging all is better.

    An issue's name stands for all it adds to the index, and the folder's for every byte that is read.
    """
    folder = find_index(previous)
    inside = {name.removeprefix(folder): data for name, data in previous.items() if name.startswith(folder)}
    if not folder or _name_folder(inside) != folder:
        return None
    index = _parse_call(inside.pop("index.js"))
    known = [issue["text"] for issue in index["issues"]]
    changed = [n for n, name in enumerate(names) if n >= len(known) or known[n] != name]
    if index["format"] != FORMAT or len(known) > len(names) or len(changed) > _FEW * len(names):
        return None
    postings = join_shards(map(_parse_call, inside.values()))
    for number in changed:
        replace_issue(postings, number, indexed[number].pairs, indexed[number].places)
    return postings


def find_index(files: Mapping[str, bytes]) -> str:
    """The `data-index` of the page that searches in `files`: search/DIGEST/; empty where there is none."""
    return next((name.removesuffix("index.js") for name in files if name.endswith("/index.js")), "")


def normalize(text: str) -> str:
    """`text` as it is compared: one width, one case, spaces between Latin words only, nothing invisible.

    Character by character after NFC (UAX #15), so that search-text.js, which does the same, can tell which
    characters of a text a hit covers.
    """
    kept: list[str] = []
    pending = False
    for char in _compose(text):
        for part in _fold_character(char):
            if part == " ":
                pending = bool(kept)
                continue
            if pending and ord(kept[-1]) < _WIDE and ord(part) < _WIDE:
                kept.append(" ")
            pending = False
            kept.append(part)
    return "".join(kept)


def _compose(text: str) -> str:
    return unicodedata.normalize("NFC", text)


@lru_cache(maxsize=20_000)
def _fold_character(char: str) -> str:
    """NFKC and lower case of one character; every white space is a space, what cannot be seen is nothing."""
    folded = "".join(part.lower() for part in unicodedata.normalize("NFKC", char))
    return "".join(" " if part in _SPACES else part for part in folded if not _is_invisible(part))


def _is_invisible(char: str) -> bool:
    selector = "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"
    return selector or unicodedata.category(char) == "Cf"


def _list_runs(article: SearchArticle) -> Iterator[list[str]]:
    """The paragraphs in runs: text, headings, text, headings …; the first may be empty."""
    in_heading = False
    run: list[str] = []
    for number, paragraph in enumerate(article.paragraphs):
        if (number in article.headings) != in_heading:
            yield run
            run, in_heading = [], not in_heading
        run.append(paragraph)
    yield run


def _render_text(issue: SearchIssue) -> str:
    """The JSON of what is shown of an issue's articles: composed, for search.js folds it by characters."""
    articles = [
        {
            "address": article.address,
            "title": _compose(article.title),
            "byline": list(map(_compose, article.byline)),
            "tags": list(map(_compose, article.tags)),
            "page": article.page,
            "paragraphs": list(map(_compose, article.paragraphs)),
        }
        for article in issue.articles
    ]
    return _render_json({"label": issue.label, "date": issue.date, "articles": articles})


def _render_json(value: object) -> str:
    """JSON that is JavaScript too: these two end a line in the scripts of old browsers (ES2019)."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _render_call(name: str, value: str) -> bytes:
    return f"{CALLBACK}({json.dumps(name)},{value});\n".encode()


def _parse_call(data: bytes) -> Any:
    arguments = data.decode().removeprefix(f"{CALLBACK}(").removesuffix(");\n")
    return json.loads(f"[{arguments}]")[1]


def _name_folder(inside: Mapping[str, bytes]) -> str:
    return f"{ROOT}/{_digest(part for name in sorted(inside) for part in (name.encode(), inside[name]))}/"


def _digest_parts(*parts: str) -> str:
    return _digest(part.encode() for part in parts)


def _digest(parts: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()[:16]
