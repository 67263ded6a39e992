"""The pieces of contents lines that a program has taken apart → one EntryLine an entry.

A program that takes the text out of a PDF may write the bullet, the words, the leaders and the page number of
an entry on lines of their own, in the order in which they were drawn.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from bulletin.hanzi import join_lines
from bulletin.importing.fields import parse_fields
from bulletin.importing.model import Origin
from bulletin.importing.patterns import squeeze
from bulletin.importing.recognise.contents.line import MARKS, EntryLine

_DOTS = ".…·．‥⋯_"
_MARKS = rf"[{MARKS}{re.escape(_DOTS)}\s]*"
_PAGE = r"[，,]?\s*(?:第\s*)?(?P<page>[0-9０-９]{1,3})?\s*页?\s*"
_PIECE = re.compile(_MARKS + _PAGE)
_TAIL = re.compile(rf"\s*(?:…|[{re.escape(_DOTS)}]{{2}}){_MARKS}{_PAGE}$")
_BARE_PAGE = re.compile(r"(?P<words>.*[^\s0-9])\s*(?P<page>[0-9]{1,3})")
_HEAD = re.compile(rf"^[\s\-]*(?P<mark>[{MARKS}])\s*")
_LEAST_PIECES = 2
_MOST_LINES = 3  # of a title
_BEGINNING = 5  # characters that tell one title from another
_MOST_TRIED = 8  # places where a list may begin


@dataclass
class _Group:
    """The lines of one entry: their indexes, its words, its page, whether its leaders have come."""

    lines: list[int] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    mark: str = ""
    page: str = ""
    led: bool = False

    def make_line(self, rows: Sequence[EntryLine]) -> EntryLine:
        """The entry as one line of a list."""
        title = join_lines(self.words)
        lines = tuple(k for i in self.lines for k in rows[i].lines)
        sure = bool(self.page)
        return EntryLine(lines, title, self.mark, title, self.page, title, sure, self.led, whole=True)


def join_entry_lines(rows: Sequence[EntryLine]) -> list[EntryLine]:
    """The lines `rows`, those of a contents list that was taken apart joined to one an entry.

    Where half of the entries do not come again as titles it is no contents list, and all stays as it is.
    """
    texts = [row.text for row in rows]
    first = 0
    for _ in range(_MOST_TRIED):
        start = next((i for i in range(first, len(texts)) if _is_part(texts[i])), -1)
        groups, first = _find_groups(texts, start) if start >= 0 else ([], 0)
        if groups or not first or first - start > _MOST_LINES:
            break
    known = sum(_comes_again(group, texts, groups[-1].lines[-1]) for group in groups)
    if not groups or 2 * known < len(groups):
        return list(rows)
    start, last = groups[0].lines[0], groups[-1].lines[-1]
    return [*rows[:start], *(group.make_line(rows) for group in groups), *rows[last + 1 :]]


def _find_groups(texts: Sequence[str], start: int) -> tuple[list[_Group], int]:
    """The entries of the list whose first part is line `start`, of which at least two pieces stand alone, or
    one where two entries have bullets; and the line behind all that was looked at."""
    star_first = _is_piece(texts[start]) and _has(texts[start], MARKS) and not _is_title(texts, start - 1)
    if not star_first and not (_HEAD.match(texts[start]) and not _is_piece(texts[start])):
        first = start
        while start > max(0, first - _MOST_LINES) and _is_title(texts, start - 1):
            start -= 1
    groups: list[_Group] = []
    group = _Group()
    pages: list[str] = []  # of all entries in order, where the numbers come apart from the words
    pieces = 0
    i = start
    for i in range(start, len(texts)):
        text = texts[i].strip()
        if not text:
            continue
        if _is_piece(text) or (_is_number(text) and group.words and (star_first or not group.page)):
            pieces += 1
            if star_first and _has(text, MARKS) and group.words:
                groups.append(group)
                group = _Group()
            group.lines.append(i)
            group.mark = next((char for char in text if char in MARKS), group.mark)
            group.led |= _has(text, _DOTS)
            match = _PIECE.fullmatch(text)
            page = (match["page"] if match else None) or ""
            if star_first and page:
                pages.append(page)
            else:
                group.page = page or group.page
            continue
        starred, tail = _HEAD.match(text), _TAIL.search(text)
        led = not star_first and (group.led or group.page)
        if group.words and (starred or led or len(group.words) >= _MOST_LINES):
            groups.append(group)
            group = _Group()
        goes_on = starred or tail or (group.words and not (star_first and group.led)) or _leads_on(texts, i)
        if not goes_on:
            break
        group.lines.append(i)
        group.mark = starred["mark"] if starred else group.mark
        group.words.append(_TAIL.sub("", _HEAD.sub("", text)).strip())
        if not tail and (bare := _split_bare_page(group.words, texts[i + 1 :])):
            group.words[-1], group.page = bare
        if tail:
            group.led, group.page = True, tail["page"] or ""
            pieces += _has(tail[0], MARKS)  # it was drawn behind the leaders
    if group.words and (group.led or group.page):
        groups.append(group)
    stars = sum(bool(_HEAD.match(texts[group.lines[0]])) for group in groups)
    if not groups or (pieces < _LEAST_PIECES and not (pieces and stars >= _LEAST_PIECES)):
        return [], i + 1
    if star_first:
        _take_column(groups, texts, pages)
    return groups, i + 1


def _split_bare_page(words: Sequence[str], later: Sequence[str]) -> tuple[str, str] | None:
    """The last line of an entry and the page number right behind it, where the title comes again without."""
    match = _BARE_PAGE.fullmatch(words[-1])
    if not match:
        return None
    whole, title = squeeze("".join(words)), squeeze("".join((*words[:-1], match["words"])))
    following = squeeze("".join(later))
    return (match["words"], match["page"]) if title in following and whole not in following else None


def _take_column(groups: list[_Group], texts: Sequence[str], pages: list[str]) -> None:
    """Give the entries their page numbers in order, those that stand below them all among them."""
    i = groups[-1].lines[-1] + 1
    while i < len(texts) and (not texts[i].strip() or _is_number(texts[i].strip())):
        if texts[i].strip():
            groups[-1].lines.append(i)
            pages.append(texts[i].strip())
        i += 1
    if len(pages) == len(groups):
        for group, page in zip(groups, pages, strict=True):
            group.page = page


def _comes_again(group: _Group, texts: Sequence[str], last: int) -> bool:
    beginning = squeeze("".join(group.words))[:_BEGINNING]
    return any(squeeze(text)[:_BEGINNING] == beginning for text in texts[last + 1 :])


def _has(text: str, marks: str) -> bool:
    return any(mark in text for mark in marks)


def _is_number(text: str) -> bool:
    return text.isdecimal() and len(text) <= 3


def _is_piece(text: str) -> bool:
    """Whether a line holds bullets, leaders or a page number only; a bare number may be anything."""
    text = text.strip()
    return bool(text) and not text.isdecimal() and bool(_PIECE.fullmatch(text))


def _is_part(text: str) -> bool:
    """Whether a line holds any part of an entry but its words alone."""
    return bool(_is_piece(text) or _TAIL.search(text) or _HEAD.match(text))


def _is_title(texts: Sequence[str], i: int) -> bool:
    """Whether a line comes again further down, as a title that the list has does."""
    words = squeeze(texts[i]) if i >= 0 and not parse_fields(texts[i], Origin())[0] else ""
    # The title may be broken at another place there.
    return len(words) >= 2 and words in squeeze("".join(texts[i + 1 :]))


def _leads_on(texts: Sequence[str], i: int) -> bool:
    """Whether leaders or a bullet follow within the lines of a title."""
    following = [text for text in texts[i + 1 :] if text.strip()][:_MOST_LINES]
    for text in following:
        if _is_piece(text) or _TAIL.search(text):
            return True
        if _HEAD.match(text):
            return False
    return False
