"""An issue → its passages: each unit of text as it is printed, with where each character was typed."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import unescape

from markdown_it.token import Token

from bulletin.errors import Problem, Severity
from bulletin.model import Article, Issue, Source

# What may stand ahead of the text of a block: quotation marks, a list's marker, a heading's, a note's label.
_AHEAD = re.compile(
    r"[ \t\u3000]*(?:>[ \t]?|[-*+][ \t]+|\d{1,9}[.)][ \t]+)*"
    r"[ \t\u3000]*(?:#{1,6}[ \t]+)?(?:\[\^[^\]\s]+\]:[ \t]*)?"
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_LINK_END = re.compile(r"\]\((?:[^()\\]|\\.|\([^()]*\))*\)")
_NOTE = re.compile(r"\[\^[^\]\s]+\]")
_IMAGE = re.compile(r"!\[(?:[^\]\\]|\\.)*\]\((?:[^()\\]|\\.|\([^()]*\))*\)")
# An address may hold Chinese; it ends at a space or a Chinese mark.
_URL = re.compile(
    r"(?:https?://|ftp://|www\.)[^\s，。；、：！？（）“”《》]+|[A-Za-z0-9_.+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}"
)
_ROLES = {"th_open": "TH", "td_open": "TD", "caption_open": "Caption", "figcaption_open": "Caption"}


@dataclass(frozen=True)
class Passage:
    """A paragraph, heading, cell, caption, note or title: its text, and its place in the source.

    `article` counts from 0. `places` holds for each character of `text` its line and column from 1.
    `urls` are the ranges of `text` that are addresses: their characters are not punctuation.
    """

    text: str
    role: str
    article: int
    file: Source
    places: Sequence[tuple[int, int]]
    level: int = 0  # of a heading, as typed: 2 for ##
    urls: Sequence[range] = field(default_factory=tuple)
    is_plain: bool = True  # typed as it is printed: a front-matter value may be folded or escaped

    @property
    def line(self) -> int:
        """The line of its first character."""
        return self.places[0][0] if self.places else 0

    def is_address(self, at: int) -> bool:
        """Whether the character at `at` belongs to an address."""
        return any(at in inside for inside in self.urls)

    def problem(
        self,
        start: int,
        end: int,
        code: str,
        severity: Severity,
        message: str,
        hint: str,
        fix: str | None = None,
    ) -> Problem:
        """A problem of the characters from `start` to before `end`.

        A fix is kept only where the source has these very characters: no markup, entity or line's end
        between them.
        """
        line, column = self.places[start]
        last_line, last = self.places[max(start, end - 1)]
        source = self.file.lines[line - 1]
        if last_line != line:
            last = len(source)
        if not self.is_plain or source[column - 1 : last] != self.text[start:end]:
            fix = None
        return Problem(
            code, message, hint, self.file.path, line, source, severity, column, max(last, column) + 1, fix
        )


def _find_urls(text: str) -> tuple[range, ...]:
    return tuple(range(*match.span()) for match in _URL.finditer(text))


def list_passages(issue: Issue) -> tuple[Passage, ...]:
    """Every passage of the articles that are printed, in reading order, notes after their article."""
    passages: list[Passage] = []
    for number, article in enumerate(issue.articles):
        passages.append(_locate_title(article, number))
        passages += _Locator(article, number).list_passages()
    return tuple(passages)


def _locate_title(article: Article, number: int) -> Passage:
    line = article.file.lines[article.line - 1]
    start = line.find(article.title)
    places = [(article.line, start + 1 + i) for i in range(len(article.title))]
    if start < 0:  # there is markup in it, or a quotation mark doubled
        pen, places = 0, []
        for char in article.title:
            found = line.find(char, pen)
            pen = found + 1 if found >= 0 else pen
            places.append((article.line, max(pen, 1)))
    return Passage(article.title, "Title", number, article.file, tuple(places), is_plain=start >= 0)


class _Locator:
    """Follows the tokens of an article through its source."""

    def __init__(self, article: Article, number: int) -> None:
        self._article = article
        self._number = number
        self._lines = article.file.lines
        self._raw = "\n".join(self._lines)
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line) + 1)
        self._pen = 0

    def list_passages(self) -> Iterator[Passage]:
        role, level, previous_line = "P", 0, -1
        for token in self._article.tokens:
            if token.type == "heading_open":
                level = int(token.meta["look"])
                role = f"H{level}"
            elif token.type == "paragraph_open":
                role, level = "P", 0
            elif token.type == "footnote_open":
                role = "Note"
            elif token.type in _ROLES:
                role = _ROLES[token.type]
            elif token.type == "inline" and token.map:
                line = token.map[0]
                if line != previous_line or role not in {"TH", "TD"}:
                    self._pen = self._skip_ahead(token, line)
                previous_line = line
                passage = self._locate(token, role, level)
                if passage.text.strip():
                    yield passage

    def _skip_ahead(self, token: Token, line: int) -> int:
        """Where the text of a block begins: behind its markers, unless these are its text."""
        start = self._starts[line]
        match = _AHEAD.match(self._raw, start)
        behind = match.end() if match else start
        first = next((c.content[:1] for c in token.children or () if c.content), "")
        return behind if not first or self._raw[behind : behind + 1] in (first, *"*_[!\\&") else start

    def _locate(self, token: Token, role: str, level: int) -> Passage:
        text: list[str] = []
        places: list[tuple[int, int]] = []
        for child in token.children or ():
            if child.type == "image":
                self._skip(_IMAGE)
            elif child.type == "footnote_ref":
                self._skip(_NOTE)
            elif child.type == "link_close":
                if child.markup != "autolink":
                    self._skip(_LINK_END)
            elif child.type in {"strong_open", "strong_close", "em_open", "em_close"}:
                found = self._raw.find(child.markup, self._pen)
                self._pen = found + len(child.markup) if 0 <= found < self._pen + 80 else self._pen
            elif child.content:
                for char in child.content:
                    text.append(char)
                    places.append(self._take(char))
        whole = "".join(text)
        stripped = whole.strip()
        start = whole.find(stripped) if stripped else 0
        kept = places[start : start + len(stripped)]
        return Passage(
            stripped, role, self._number, self._article.file, tuple(kept), level, _find_urls(stripped)
        )

    def _skip(self, pattern: re.Pattern[str]) -> None:
        match = pattern.search(self._raw, self._pen)
        if match:
            self._pen = match.end()

    def _take(self, char: str) -> tuple[int, int]:
        """The place of the next character of the text, which the source may say as an entity."""
        raw, pen = self._raw, self._pen
        if char == " " and raw[pen : pen + 1] == "\n":
            found = pen
        else:
            found = raw.find(char, pen, pen + 400)
            entity = _ENTITY.search(raw, pen, found + 1 if found >= 0 else pen + 40)
            if entity and unescape(entity[0]) == char and (found < 0 or entity.start() < found):
                self._pen = entity.end()
                return self._place(entity.start())
        if found < 0:
            return self._place(pen)
        self._pen = found + 1
        return self._place(found)

    def _place(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1
