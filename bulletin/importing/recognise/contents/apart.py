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
from bulletin.importing.patterns import BULLETS, squeeze
from bulletin.importing.recognise.contents.again import Lines
from bulletin.importing.recognise.contents.line import EntryLine, is_sentence, parse_line
from bulletin.importing.recognise.tuning import TUNING

_DOTS = ".…·．‥⋯_"
_MARKS = rf"[{BULLETS}{re.escape(_DOTS)}\s]*"
_PAGE = r"[，,]?\s*(?:第\s*)?(?P<page>[0-9０-９]{1,3})?\s*页?\s*"
_PIECE = re.compile(_MARKS + _PAGE)
_TAIL = re.compile(rf"\s*(?:…|[{re.escape(_DOTS)}]{{2}}){_MARKS}{_PAGE}$")
_BARE_PAGE = re.compile(r"(?P<words>.*[^\s0-9])\s*(?P<page>[0-9]{1,3})")
_HEAD = re.compile(rf"^[\s\-]*(?P<mark>[{BULLETS}])\s*")
_LEADERS_LEFT = re.compile(rf"\s*[{re.escape(_DOTS)}—-]+$")


@dataclass
class _Group:
    """The lines of one entry: their indexes, its words, its page, whether its leaders have come."""

    lines: list[int] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    mark: str = ""
    page: str = ""
    led: bool = False

    def make_lines(self, rows: Sequence[EntryLine]) -> list[EntryLine]:
        """The entry as one line of a list; words with no more than a bullet stay as they are."""
        if not (self.page or self.led):
            return [rows[i] for i in self.lines]
        title = _LEADERS_LEFT.sub("", join_lines(self.words)) if self.led else join_lines(self.words)
        lines = tuple(k for i in self.lines for k in rows[i].lines)
        sure = bool(self.page)
        return [EntryLine(lines, title, self.mark, title, self.page, title, sure, self.led, whole=True)]


def join_entry_lines(rows: Sequence[EntryLine], lines: Lines) -> list[EntryLine]:
    """The lines `rows`, those of a contents list that was taken apart joined to one an entry; `lines` are the
    same, for asking where words stand again.

    Where half of the entries do not come again as titles it is no contents list, and all stays as it is.
    """
    first = 0
    texts = [row.text for row in rows]
    for _ in range(TUNING.contents_most_tried):
        start = next((i for i in range(first, len(texts)) if _is_part(texts[i])), -1)
        groups, first = _find_groups(rows, lines, start) if start >= 0 else ([], 0)
        if groups or not first or first - start > TUNING.title_most_lines:
            break
    last = groups[-1].lines[-1] if groups else 0
    beginnings = {squeeze(text)[: TUNING.title_distinct] for text in texts[last + 1 :]} if groups else set()
    known = sum(squeeze("".join(group.words))[: TUNING.title_distinct] in beginnings for group in groups)
    if not groups or 2 * known < len(groups):
        return list(rows)
    start = groups[0].lines[0]
    joined = [row for group in groups for row in group.make_lines(rows)]
    return [*rows[:start], *joined, *rows[last + 1 :]]


def _find_groups(rows: Sequence[EntryLine], lines: Lines, start: int) -> tuple[list[_Group], int]:
    """The entries of the list whose first part is line `start`, of which at least two pieces stand alone, or
    one where two entries have bullets; and the line behind all that was looked at."""
    texts = [row.text for row in rows]
    star_first = (
        _is_piece(texts[start]) and _has(texts[start], BULLETS) and not _is_title(texts, lines, start - 1)
    )
    if not star_first and not (_HEAD.match(texts[start]) and not _is_piece(texts[start])):
        first = start
        while start > max(0, first - TUNING.title_most_lines) and _is_title(texts, lines, start - 1):
            start -= 1
    groups: list[_Group] = []
    group = _Group()
    pages: list[str] = []  # of all entries in order, where the numbers come apart from the words
    pieces = 0
    seen: set[str] = set()  # the words of the list, line by line
    i = start
    for i in range(start, len(texts)):
        text = texts[i].strip()
        if not text:
            continue
        if _is_piece(text) or (_is_number(text) and group.words and (star_first or not group.page)):
            pieces += 1
            if star_first and _has(text, BULLETS) and group.words:
                groups.append(group)
                group = _Group()
            group.lines.append(i)
            group.mark = next((char for char in text if char in BULLETS), group.mark)
            group.led |= _has(text, _DOTS)
            match = _PIECE.fullmatch(text)
            page = (match["page"] if match else None) or ""
            if star_first and page:
                pages.append(page)
            else:
                group.page = page or group.page
            continue
        words = squeeze(_HEAD.sub("", text))
        again = len(words) >= TUNING.title_distinct and words in seen
        if is_sentence(text) or again:  # of the text below the list
            break
        starred, tail = _HEAD.match(text), _TAIL.search(text)
        row = rows[i] if rows[i].sure else None
        led = not star_first and (group.led or group.page)
        if group.words and (starred or led or len(group.words) >= TUNING.title_most_lines):
            groups.append(group)
            group = _Group()
        goes_on = (
            starred or tail or row or (group.words and not (star_first and group.led)) or _leads_on(texts, i)
        )
        if not goes_on:
            break
        seen.add(words)
        group.lines.append(i)
        group.mark = starred["mark"] if starred else group.mark
        piece = parse_line(_TAIL.sub("", text), i) if tail else rows[i]
        group.words.append(row.title if row else piece.words)
        if row:
            group.led, group.page = True, row.page
        elif not tail and (bare := _split_bare_page(group.words, lines, i + 1)):
            group.words[-1], group.page = bare
        if tail:
            group.led, group.page = True, tail["page"] or group.page
            pieces += _has(tail[0], BULLETS)  # it was drawn behind the leaders
    if group.words and (group.led or group.page):
        groups.append(group)
    stars = sum(bool(_HEAD.match(texts[group.lines[0]])) for group in groups)
    if not groups or (pieces < TUNING.apart_pieces and not (pieces and stars >= TUNING.apart_pieces)):
        return [], i + 1
    if star_first:
        _take_column(groups, texts, pages)
    return groups, i + 1


def _split_bare_page(words: Sequence[str], lines: Lines, after: int) -> tuple[str, str] | None:
    """The last line of an entry and the page number right behind it, where the title comes again without."""
    match = _BARE_PAGE.fullmatch(words[-1])
    if not match:
        return None
    title = "".join((*words[:-1], match["words"]))
    known = lines.opens_lines(title, after) and not lines.opens_lines("".join(words), after)
    return (match["words"], match["page"]) if known else None


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


def _has(text: str, marks: str) -> bool:
    return any(mark in text for mark in marks)


def _is_number(text: str) -> bool:
    return text.isdecimal() and len(text) <= TUNING.page_digits


def _is_piece(text: str) -> bool:
    """Whether a line holds bullets, leaders or a page number only; a bare number may be anything."""
    text = text.strip()
    return bool(text) and not text.isdecimal() and bool(_PIECE.fullmatch(text))


def _is_part(text: str) -> bool:
    """Whether a line holds any part of an entry but its words alone."""
    return bool(_is_piece(text) or _TAIL.search(text) or _HEAD.match(text))


def _is_title(texts: Sequence[str], lines: Lines, i: int) -> bool:
    """Whether a line comes again further down, as a title that the list has does, or a part of one."""
    words = squeeze(texts[i]) if i >= 0 and not parse_fields(texts[i], Origin())[0] else ""
    # The title may be broken at another place there.
    return len(words) >= TUNING.title_shortest and lines.occurs(words, i + 1)


def _leads_on(texts: Sequence[str], i: int) -> bool:
    """Whether leaders or a bullet follow within the lines of a title."""
    following = [text for text in texts[i + 1 : i + 1 + TUNING.apart_near] if text.strip()]
    for text in following[: TUNING.title_most_lines]:
        if _is_piece(text) or _TAIL.search(text):
            return True
        if _HEAD.match(text):
            return False
    return False
