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
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from itertools import pairwise

CALLBACK = "bulletinSearch"
ROOT = "search"
# One request brings a shard whole: small enough for a phone, large enough not to make a file of every pair.
SHARD_BYTES = 16_384

# Between fields and paragraphs, so that no pair reaches across; neither stands in normalized text.
_END, _BETWEEN_PAIRS = "\n", "\t"
_FIRST_ISSUE = 0xA1  # an issue's number as one character, above every digit of a position
_MOST_ISSUES = 0xD800 - _FIRST_ISSUE  # below the surrogates
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

    `text` is the issue's text file. `pairs` are its distinct pairs, in the order of `places`: where each
    stands, by characters of normalized text from the beginning of the issue, as `encode_gaps` writes.
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
        texts = ["".join(normalize(words) + _END for words in run) for run in runs]
        lengths.append(tuple(map(len, texts)))
        pieces += texts
    places = _place_pairs("".join(pieces))
    return IndexedIssue(
        issue.id,
        _render_text(issue),
        _BETWEEN_PAIRS.join(places),
        " ".join(map(encode_gaps, places.values())),
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


def render_search(indexed: Sequence[IndexedIssue]) -> dict[str, bytes]:
    """All files of the search by name, for the issues in order of publication, oldest first.

    The first is `search/DIGEST/index.js`; DIGEST is that of everything, so that a page never meets an index
    it was not made with. Texts are named by their own digest: one changed article renames one of them.
    """
    if len(indexed) > _MOST_ISSUES:
        raise ValueError(f"more than {_MOST_ISSUES} issues")
    shards, first_pairs = _render_shards(_merge_postings(indexed))
    texts = [f"{issue.id}.{_digest([issue.text.encode()])}" for issue in indexed]
    tags = sorted({tag for issue in indexed for article in issue.tags for tag in article})
    number_of = {tag: number for number, tag in enumerate(tags)}
    index = {
        "shards": first_pairs,
        "tags": tags,
        "issues": [
            {
                "year": issue.id.partition("-")[0],
                "text": text,
                "lengths": issue.lengths,
                "tags": [[number_of[tag] for tag in article] for article in issue.tags],
            }
            for issue, text in zip(indexed, texts, strict=True)
        ],
    }
    inside = {"index.js": _render_call("index", _render_json(index)), **shards}
    folder = f"{ROOT}/{_digest(part for name, data in inside.items() for part in (name.encode(), data))}"
    return {f"{folder}/{name}": data for name, data in inside.items()} | {
        f"{ROOT}/text/{text}.js": _render_call(text, issue.text)
        for issue, text in zip(indexed, texts, strict=True)
    }


def find_index(files: Mapping[str, bytes]) -> str:
    """The `data-index` of the page that searches in `files`: search/DIGEST/."""
    return next(iter(files)).removesuffix("index.js")


def normalize(text: str) -> str:
    """`text` as it is compared: one width, one case, spaces between Latin words only, nothing invisible.

    Character by character after NFC (UAX #15), so that search-index.js, which does the same, can tell which
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


def _place_pairs(text: str) -> dict[str, list[int]]:
    """Each pair of characters in `text` and where it begins; the last of a paragraph pairs with its end."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for place, (first, second) in enumerate(pairwise(text)):
        if first != _END:
            places[first + second].append(place)
    return places


# The digits of a position: 92 characters that JSON writes as themselves, in one byte each. The first 46
# end a number, the others go on: a (46, 46)-dense code (Brisaboa et al., 2003), one or two bytes for most.
_DIGITS = "".join(map(chr, range(35, 127))).replace("\\", "!")
_HALF = len(_DIGITS) // 2


@lru_cache(maxsize=20_000)
def _encode_number(number: int) -> str:
    digits = _DIGITS[number % _HALF]
    number //= _HALF
    while number > 0:
        number -= 1
        digits = _DIGITS[_HALF + number % _HALF] + digits
        number //= _HALF
    return digits


def encode_gaps(places: Sequence[int]) -> str:
    """Rising numbers as the first of them and the steps between, less one, each in digits of its own."""
    return _encode_number(places[0]) + "".join(_encode_number(b - a - 1) for a, b in pairwise(places))


def _merge_postings(indexed: Sequence[IndexedIssue]) -> dict[str, str]:
    """Every pair of the archive: for each issue that has it, the issue's number as one character, its places.

    Nothing is decoded: this runs over all issues whenever one has changed.
    """
    merged: defaultdict[str, str] = defaultdict(str)  # lists to be joined take twice as long
    for number, issue in enumerate(indexed):
        mark = chr(_FIRST_ISSUE + number)
        places = mark + issue.places.replace(" ", f" {mark}")
        if issue.pairs:
            for pair, marked in zip(issue.pairs.split(_BETWEEN_PAIRS), places.split(" "), strict=True):
                merged[pair] += marked
    return merged


def _render_shards(postings: Mapping[str, str]) -> tuple[dict[str, bytes], list[str]]:
    """The postings by code points, cut into files of about SHARD_BYTES; and the first pair of each file."""
    shards: dict[str, bytes] = {}
    first_pairs: list[str] = []
    shard: dict[str, tuple[list[str], list[str]]] = {}
    size = 0

    def close() -> None:
        name = f"p{len(shards)}"
        parts = {first: ["".join(seconds), " ".join(lists)] for first, (seconds, lists) in shard.items()}
        shards[f"{name}.js"] = _render_call(name, _render_json(parts))
        shard.clear()

    for pair in sorted(postings):
        data = postings[pair]
        if size and size + len(data) > SHARD_BYTES:
            close()
            size = 0
        if not size:
            first_pairs.append(pair)
        seconds, lists = shard.setdefault(pair[0], ([], []))
        seconds.append(pair[1])
        lists.append(data)
        size += len(data) + 4
    if shard:
        close()
    return shards, first_pairs


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


def _digest(parts: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()[:16]
