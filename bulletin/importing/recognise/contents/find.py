"""Lines or paragraphs → the printed contents list among them.

It is known by what the lists of all offices have in common, whatever mark is in front of their entries, or
none: a heading 目录; page numbers behind leaders or gaps, which do not fall; and titles that stand again
further down, on lines of their own, with the text behind all of them. A list of prizes or prices has at most
the numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from bulletin.importing.model import Entry, Origin
from bulletin.importing.patterns import squeeze
from bulletin.importing.recognise.contents.again import Lines
from bulletin.importing.recognise.contents.apart import join_entry_lines
from bulletin.importing.recognise.contents.entries import EntryList, Text, read_entries
from bulletin.importing.recognise.contents.line import (
    NUMBERED_AHEAD,
    EntryLine,
    announces,
    is_sentence,
    parse_line,
    part_author,
)
from bulletin.importing.recognise.facts import may_be_title
from bulletin.importing.recognise.tuning import TUNING

_HEADING = re.compile(r"(?:本期|本刊)?(?:目录|目次|要目|导读|内容提要)(?:CONTENTS)?|CONTENTS", re.IGNORECASE)
_NAMES = {"目录", "本期目录", "要目", "本期要目"}  # of no article: a program has lost the list below


@dataclass(frozen=True, slots=True)
class Contents:
    """A contents list: its entries, the indexes of the lines it takes up, and of those further down that only
    name one of its columns (区内动态)."""

    entries: tuple[Entry, ...] = ()
    taken: frozenset[int] = frozenset()
    columns: frozenset[int] = frozenset()


def find_contents(
    texts: Sequence[str], places: Sequence[Origin], known: Mapping[int, EntryLine] | None = None
) -> Contents:
    """Find the contents list among `texts`, each with its place; empty where there is none.

    An entry has a bullet, or leaders (a tab) and a page number; behind a heading 目录 it is enough that its
    words come again further down. A long title may go over several lines, with its page number on the last.
    `known` are lines that were read as parts of a list already, as the rows of a table are, by their indexes.
    """
    rows = [(known or {}).get(i) or parse_line(text, i) for i, text in enumerate(texts)]
    lines = Lines(texts)
    found = _search(rows, lines, places)
    joined = join_entry_lines(rows, lines)
    if joined == rows:
        return found
    # A list whose lines are only broken may look as if it had been taken apart: the better reading is it.
    other = _search(joined, Lines([row.text for row in joined]), places)
    return max((found, other), key=lambda contents: _rate(contents, lines))


def _rate(contents: Contents, lines: Lines) -> int:
    """How many entries of a list are titles further down, less those that are none; -1 for no list at all."""
    if not contents.taken:
        return -1
    again = sum(lines.opens_lines(entry.title, max(contents.taken) + 1) for entry in contents.entries)
    return 2 * again - len(contents.entries)


def _search(rows: Sequence[EntryLine], lines: Lines, places: Sequence[Origin]) -> Contents:
    """The contents list among `rows`, which are lines or entries of the text, and the same as `lines`."""
    text = Text(tuple(rows), lines, tuple(places[row.lines[0]] for row in rows))
    headings = [i for i, row in enumerate(rows) if _HEADING.fullmatch(squeeze(row.text))]
    for heading in headings[: TUNING.contents_most_tried]:
        block = next(_part_blocks(text, _find_below_heading(text, heading)), [])
        contents = _read_list(text, block, heading) if block else None
        stretch = _find_stretch(text, heading)
        if len(stretch) * TUNING.contents_stretch > len(contents.taken if contents else ()):
            # That of one manuscript, of its parts: these are no titles of articles.
            taken = frozenset(i for row in rows[heading : stretch[-1].stop] for i in row.lines)
            contents = replace(contents or Contents(), taken=taken)
        if contents:
            return contents
    blocks = [block for block in _part_blocks(text, _find_spans(text, 0)) if _may_be_list(text, block)]
    for block in blocks[: TUNING.contents_most_tried]:
        if contents := _read_list(text, block, -1):
            return contents
    lost = next((i for i in headings if squeeze(rows[i].text) in _NAMES), None)
    return Contents() if lost is None else Contents(taken=frozenset(rows[lost].lines))


def _find_below_heading(text: Text, heading: int) -> list[range]:
    """The lines of each entry below a heading, as far as these can be told one by one.

    Where no line near it has a bullet or a page number, what comes again further down is an entry.
    """
    spans: list[range] = []
    i = heading + 1
    while i < len(text):
        row = text.rows[i]
        stop = _find_stop(text, i)
        if not stop and (row.page or row.ahead) and may_be_title(row.title):
            stop = i + 1 if text.lines.opens_lines(row.title, i + 1) else 0
        if stop:
            spans.append(range(i, stop))
        i = max(stop, i + 1)
    if any(span.start - heading <= TUNING.contents_reach for span in spans):
        return spans
    found = [range(i, i + 1) for i in range(heading + 1, len(text)) if _comes_again(text, i)]
    return found if found and found[0].start - heading <= TUNING.contents_reach else []


def _find_stretch(text: Text, heading: int) -> list[range]:
    """The lines below a heading as far as its first entry stands again, one by one, where none of them is a
    sentence: what the text calls otherwise than the list is an entry, too."""
    first = squeeze(text.rows[heading + 1].title) if heading + 1 < len(text) else ""
    if len(first) < TUNING.title_shortest:
        return []
    for i in range(heading + 2, len(text)):
        row = text.rows[i]
        if squeeze(row.text) == first:
            spans = [range(k, k + 1) for k in range(heading + 1, i)]
            return spans if len(spans) > 1 else []
        if len(row.text) > TUNING.entry_longest or is_sentence(row.text):
            return []
    return []


def _comes_again(text: Text, i: int) -> bool:
    """Whether line `i` is a title that stands again below it, with its author or without."""
    title = text.rows[i].title
    words, names = part_author(title)
    whole = may_be_title(title) and text.lines.fills_lines(title, i + 1)
    return whole or bool(names and may_be_title(words) and text.lines.fills_lines(words, i + 1))


def _find_spans(text: Text, first: int) -> list[range]:
    """The lines of each entry from line `first` on, by marks, leaders and page numbers alone."""
    spans: list[range] = []
    i = first
    while i < len(text):
        stop = _find_stop(text, i)
        if stop:
            spans.append(range(i, stop))
        i = max(stop, i + 1)
    return spans


def _find_stop(text: Text, i: int) -> int:
    """Where the entry that begins with line `i` stops, by its page number or its mark; 0 where it is none."""
    rows, row = text.rows, text.rows[i]
    if row.whole:
        return i + 1
    if len(row.text) > TUNING.entry_longest or (row.rest and not row.led):
        return 0
    if row.sure and not row.rest:
        return i + 1
    if i + 1 < len(rows) and rows[i + 1].rest and rows[i + 1].sure:
        return i + 2
    if not row.mark and not row.led:
        return 0
    if row.mark == NUMBERED_AHEAD:
        return i + 1
    for k in range(i + 1, min(i + TUNING.listed_most_lines, len(rows))):
        if len(rows[k].text) > TUNING.entry_longest or rows[k].mark:
            break
        if rows[k].closes:
            return k + 1
    may_be = row.bulleted and not is_sentence(row.text)
    return i + 1 if may_be or text.lines.fills_lines(row.title, i + 1) else 0


def _part_blocks(text: Text, spans: Sequence[range]) -> Iterator[list[range]]:
    """The entries that stand together. One that comes again is the title of its article, and so is a line
    between two that one of them names; no sentence stands between two."""
    block: list[range] = []
    seen: set[str] = set()
    for span in spans:
        title = squeeze("".join(text.rows[i].title for i in span))
        between = range(block[-1].stop, span.start) if block else range(0)
        apart = len(between) >= TUNING.contents_reach or any(
            is_sentence(text.rows[i].text) or len(text.rows[i].text) > TUNING.entry_longest for i in between
        )
        if block and (apart or title in seen or any(squeeze(text.rows[i].text) in seen for i in between)):
            yield block
            block, seen = [], set()
        block.append(span)
        seen.add(title)
    if block:
        yield block


def _may_be_list(text: Text, block: Sequence[range]) -> bool:
    """Whether a block is worth reading as a list: two entries, or a single one with leaders and a page."""
    return len(block) > 1 or text.rows[block[0].stop - 1].sure or text.rows[block[0].start].whole


def _read_list(text: Text, block: Sequence[range], heading: int) -> Contents | None:
    """The list whose sure entries are `block`, below its `heading` (-1: it has none); None where it is no
    contents list."""
    found = read_entries(text, block, heading if block[0].start - heading <= TUNING.contents_reach else -1)
    if not _is_contents(text, found, headed=heading >= 0):
        return None
    rows = text.rows
    taken = {i for row in rows[found.start : found.end] for i in row.lines}
    taken |= set(rows[heading].lines) if heading >= 0 else set()
    names = {squeeze(rows[i].text) for i in found.columns}
    named = {k for row in rows[found.end :] if squeeze(row.text) in names for k in row.lines}
    return Contents(found.entries, frozenset(taken), frozenset(named))


def _is_contents(text: Text, found: EntryList, *, headed: bool) -> bool:
    """Whether a list is a contents list; `headed` says that 目录 stands above."""
    entries, start, end, sure = found.entries, found.start, found.end, found.sure
    again = [entry for entry in entries if text.lines.opens_lines(entry.title, end)]
    pages = [int(entry.page) for entry in entries if entry.page.isdecimal()]
    falls = sum(one > other for one, other in pairwise(pages))
    rising = falls <= TUNING.contents_falls * len(pages)
    if headed:
        return bool(again) or (sure and rising and len(entries) > 1)
    above = [row.text for row in text.rows[:start] if is_sentence(row.text)]
    within = len(above) >= TUNING.contents_sentences
    within |= any(len(sentence) >= TUNING.contents_sentence for sentence in above)
    within |= start > 0 and announces(text.rows[start - 1].text)
    if not rising or not again:
        return False
    if 2 * len(again) >= len(entries):
        telling = sum(len(squeeze(entry.title)) >= TUNING.title_distinct for entry in again)
        whole = sure and 2 * telling >= len(again) == len(entries) > 1
        return not within or (whole and _holds_pages(text, entries, end))
    return sure and not within and len(entries) >= TUNING.contents_least


def _holds_pages(text: Text, entries: Sequence[Entry], end: int) -> bool:
    """Whether what stands between the first title and the last can fill the pages between theirs."""
    first, last = entries[0], entries[-1]
    if not (first.page.isdecimal() and last.page.isdecimal()):
        return False
    length = text.lines.count_between(first.title, last.title, end)
    return length >= TUNING.contents_page * (int(last.page) - int(first.page)) > 0
