"""The text of an issue and its fonts → the characters that cannot be printed, each with its line."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from bulletin.document.walk import list_texts
from bulletin.errors import Problem, Severity
from bulletin.fonts import FontSet
from bulletin.hanzi import is_invisible
from bulletin.model import Article, Issue, Place
from bulletin.svg import read_svg_text

# Marks that reorder what is read (UAX #9 §2): nobody types them, and a title could lie with them.
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def check_characters(issue: Issue, fonts: FontSet) -> list[Problem]:
    """Find every character of `issue` that no font draws, or that nobody can see; once a file."""
    problems = []
    seen: set[tuple[str, str]] = set()
    for text, place in walk_text(issue):
        # HarfBuzz composes a letter and its accent where the font has them as one.
        for char in fonts.find_missing(unicodedata.normalize("NFC", text)):
            if (place.path, char) not in seen:
                seen.add((place.path, char))
                problems.append(explain_character(char, place, text))
    return problems


def walk_text(issue: Issue) -> Iterator[tuple[str, Place]]:
    """Every text of `issue` that is printed, with its place."""
    for name, text in (
        ("title", issue.title),
        ("publisher", issue.publisher),
        ("editor", "".join(issue.editor)),
        ("phone", issue.phone),
    ):
        yield text, issue.places.get(name, Place("bulletin.yaml"))
    for article in issue.articles:
        yield article.title, article.file.place(article.line)
        for text in (*article.author, article.source):
            yield text, article.file.place(_find_line(article, text))
        for asset in article.assets.values():
            if asset.name.endswith(".svg"):
                yield read_svg_text(asset.data), Place(asset.path)
        for said in list_texts(article.document):
            yield said.content, article.file.place(article.document.find_line(said.offsets[0]))


def _find_line(article: Article, text: str) -> int:
    """The line of the front matter that holds `text`, whose spaces may have been dropped since."""
    lines = enumerate(article.file.lines, 1)
    return next((number for number, line in lines if set(text) <= set(line)), article.line)


def explain_character(char: str, place: Place, text: str) -> Problem:
    """The problem of a character that no font draws."""
    code = f"U+{ord(char):04X}"
    near = _neighbours(char, text)
    if char in _BIDI:
        hint = "它会改变文字的先后顺序；把这几个字删去重打"
        return place.problem("T105", f"{near}里有看不见的方向控制符 {code}", hint)
    if is_invisible(char):
        hint = "多半是从网页或微信粘贴来的；把这几个字删去重打"
        message = f"{near}里有看不见的字符 {code}"
        return place.problem("T106", message, hint, Severity.WARNING)
    if char == "\ufffd" or unicodedata.category(char) in {"Co", "Cc", "Cn"}:
        hint = "对照原稿，把这个字重打一遍"
        return place.problem("T107", f"{near}里有乱码 {code}", hint)
    hint = "核对是不是这个字；确实要用，请技术人员在 fonts/ 里加一款有它的字体（见 docs/编辑手册.md）"
    return place.problem("T101", f"“{char}”（{code}）没有字体能排", hint)


def _neighbours(char: str, text: str) -> str:
    at = max(text.find(char), 0)
    before, after = text[max(0, at - 4) : at], text[at + 1 : at + 5]
    visible = "".join(c if c.isprintable() else "□" for c in f"{before}□{after}")
    return f"“{visible}”"
