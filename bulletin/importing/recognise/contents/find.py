"""Lines or paragraphs → the printed contents list among them.

It is known by what the lists of all offices have in common, whatever mark is in front of their entries, or
none: a heading 目录; page numbers behind leaders or gaps, which do not fall; and titles that stand again
further down, on lines of their own, with the text behind all of them. A list of prizes or prices has at most
the numbers.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from bulletin.importing.fields import parse_fields
from bulletin.importing.model import Entry, Origin
from bulletin.importing.patterns import squeeze
from bulletin.importing.recognise.contents.again import Lines
from bulletin.importing.recognise.contents.apart import join_entry_lines
from bulletin.importing.recognise.contents.line import (
    LONGEST_LINE,
    NUMBERED_AHEAD,
    EntryLine,
    is_sentence,
    parse_line,
    part_author,
)
from bulletin.importing.recognise.titles.ranks import is_column, may_be_title
from bulletin.importing.spacing import join_printed, tidy_spaces

_HEADING = re.compile(r"(?:本期|本刊)?(?:目录|目次|要目|导读|内容提要)(?:CONTENTS)?|CONTENTS", re.IGNORECASE)
_NAMES = {"目录", "本期目录", "要目", "本期要目"}  # of no article: a program has lost the list below
_HEAD_CELLS = {"序号", "题目", "标题", "篇名", "文章", "作者", "单位", "页码", "页次"}  # of a list in columns
_DISTINCT = 5  # characters that tell one title from another
_COLUMN = 10  # characters of the name of a column
_MOST_LINES = 4  # of an entry, beyond its first
_REACH = 4  # lines between two entries that belong to the first
_MOST_TRIED = 8  # headings, or places that look like a list, in one text
_LEAST = 3  # entries of a list that is believed for its page numbers
_TEXT, _PARAGRAPH = 2, 30  # sentences above a list, or characters of one, that make it a list within a text


@dataclass(frozen=True, slots=True)
class Contents:
    """A contents list: its entries, the indexes of the lines it takes up, and of those further down that only
    name one of its columns (区内动态)."""

    entries: tuple[Entry, ...] = ()
    taken: frozenset[int] = frozenset()
    columns: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class _Text:
    """The lines that are searched: what each may be of a list, its words, and where they stand again."""

    rows: tuple[EntryLine, ...]
    lines: Lines
    places: tuple[Origin, ...]

    def __len__(self) -> int:
        return len(self.rows)


def find_contents(
    texts: Sequence[str], places: Sequence[Origin], known: Mapping[int, EntryLine] | None = None
) -> Contents:
    """Find the contents list among `texts`, each with its place; empty where there is none.

    An entry has a bullet, or leaders (a tab) and a page number; behind a heading 目录 it is enough that its
    words come again further down. A long title may go over several lines, with its page number on the last.
    `known` are lines that were read as parts of a list already, as the rows of a table are, by their indexes.
    """
    rows = [(known or {}).get(i) or parse_line(text, i) for i, text in enumerate(texts)]
    rows = join_entry_lines(rows)
    text = _Text(tuple(rows), Lines([row.text for row in rows]), tuple(places[row.lines[0]] for row in rows))
    headings = [i for i, row in enumerate(rows) if _HEADING.fullmatch(squeeze(row.text))]
    for heading in headings[:_MOST_TRIED]:
        block = next(_part_blocks(text, _find_below_heading(text, heading)), [])
        if block and (contents := _read_list(text, block, heading)):
            return contents
    blocks = [block for block in _part_blocks(text, _find_spans(text, 0)) if _may_be_list(text, block)]
    for block in blocks[:_MOST_TRIED]:
        if contents := _read_list(text, block, -1):
            return contents
    lost = next((i for i in headings if squeeze(rows[i].text) in _NAMES), None)
    return Contents() if lost is None else Contents(taken=frozenset(rows[lost].lines))


def _find_below_heading(text: _Text, heading: int) -> list[range]:
    """The lines of each entry below a heading, as far as these can be told one by one.

    Where no line near it has a bullet or a page number, what comes again further down is an entry.
    """
    spans: list[range] = []
    i = heading + 1
    while i < len(text):
        row = text.rows[i]
        stop = _find_stop(text, i)
        if not stop and (row.page or row.ahead) and may_be_title(row.title):
            stop = i + 1 if text.lines.find(row.title, i + 1) else 0
        if stop:
            spans.append(range(i, stop))
        i = max(stop, i + 1)
    if any(span.start - heading <= _REACH for span in spans):
        return spans
    found = [range(i, i + 1) for i in range(heading + 1, len(text)) if _comes_again(text, i)]
    return found if found and found[0].start - heading <= _REACH else []


def _comes_again(text: _Text, i: int) -> bool:
    """Whether line `i` is a title that stands again below it, with its author or without."""
    title = text.rows[i].title
    words, names = part_author(title)
    whole = may_be_title(title) and text.lines.find_whole(title, i + 1)
    return whole or bool(names and may_be_title(words) and text.lines.find_whole(words, i + 1))


def _find_spans(text: _Text, first: int) -> list[range]:
    """The lines of each entry from line `first` on, by marks, leaders and page numbers alone."""
    spans: list[range] = []
    i = first
    while i < len(text):
        stop = _find_stop(text, i)
        if stop:
            spans.append(range(i, stop))
        i = max(stop, i + 1)
    return spans


def _find_stop(text: _Text, i: int) -> int:
    """Where the entry that begins with line `i` stops, by its page number or its mark; 0 where it is none."""
    rows, row = text.rows, text.rows[i]
    if row.whole:
        return i + 1
    if len(row.text) > LONGEST_LINE or (row.rest and not row.led):
        return 0
    if row.sure and not row.rest:
        return i + 1
    if i + 1 < len(rows) and rows[i + 1].rest and rows[i + 1].sure:
        return i + 2
    if not row.mark and not row.led:
        return 0
    if row.mark == NUMBERED_AHEAD:
        return i + 1
    for k in range(i + 1, min(i + 1 + _MOST_LINES, len(rows))):
        if len(rows[k].text) > LONGEST_LINE or rows[k].mark:
            break
        if rows[k].closes:
            return k + 1
    return i + 1 if row.bulleted and not is_sentence(row.text) else 0


def _part_blocks(text: _Text, spans: Sequence[range]) -> Iterator[list[range]]:
    """The entries that stand together. One that comes again is the title of its article, and so is a line
    between two that one of them names; no sentence stands between two."""
    block: list[range] = []
    seen: set[str] = set()
    for span in spans:
        title = squeeze("".join(text.rows[i].title for i in span))
        between = range(block[-1].stop, span.start) if block else range(0)
        apart = len(between) >= _REACH or any(
            is_sentence(text.rows[i].text) or len(text.rows[i].text) > LONGEST_LINE for i in between
        )
        if block and (apart or title in seen or any(squeeze(text.rows[i].text) in seen for i in between)):
            yield block
            block, seen = [], set()
        block.append(span)
        seen.add(title)
    if block:
        yield block


def _may_be_list(text: _Text, block: Sequence[range]) -> bool:
    """Whether a block is worth reading as a list: two entries, or a single one with leaders and a page."""
    return len(block) > 1 or text.rows[block[0].stop - 1].sure or text.rows[block[0].start].whole


def _read_list(text: _Text, block: Sequence[range], heading: int) -> Contents | None:
    """The list whose sure entries are `block`, below its `heading` (-1: it has none); None where it is no
    contents list."""
    rows = text.rows
    end = _find_end(text, block[-1].stop)
    if rows[block[-1].start].bulleted:
        end = _find_end(text, end + _count_rest(text, block[-1], end))
    start = block[0].start
    mark = _find_common_mark(text, block)
    if heading >= 0 and start - heading <= _REACH:
        start = heading + 1
    elif not rows[start].mark and not rows[start].whole:
        start = _find_first_line(text, block[0], end)
    columns = _find_columns(text, range(max(heading, start - 2, -1) + 1, end), end, mark)
    start = min((start, *columns))
    ends = {span.stop - 1 for span in block} | {i for i in range(start, end) if rows[i].closes}
    groups = _group_entry_lines(text, [i for i in range(start, end) if i not in columns], ends, mark)
    made = [(group[0], entry) for group in groups if (entry := _make_entry(text, group, end))]
    entries = _take_pages_ahead([rows[i] for i, _ in made], [entry for _, entry in made])
    sure = 2 * sum(any(rows[i].sure for i in group) for group in groups) > len(groups)
    if not _is_contents(text, entries, start, end, sure=sure, headed=heading >= 0):
        return None
    taken = {i for row in rows[start:end] for i in row.lines}
    taken |= set(rows[heading].lines) if heading >= 0 else set()
    names = {squeeze(rows[i].text) for i in columns}
    named = {k for row in rows[end:] if squeeze(row.text) in names for k in row.lines}
    return Contents(tuple(entries), frozenset(taken), frozenset(named))


def _is_contents(
    text: _Text, entries: Sequence[Entry], start: int, end: int, *, sure: bool, headed: bool
) -> bool:
    """Whether the entries read from lines `start` to `end` are those of a contents list.

    `sure` says that most have page numbers behind leaders or gaps, `headed` that 目录 stands above.
    """
    again = [entry for entry in entries if text.lines.find(entry.title, end)]
    pages = [int(entry.page) for entry in entries if entry.page.isdecimal()]
    falls = sum(one > other for one, other in pairwise(pages))
    rising = 4 * falls <= len(pages)
    if headed:
        return bool(again) or (sure and rising and len(entries) > 1)
    above = [row.text for row in text.rows[:start] if is_sentence(row.text)]
    within = len(above) >= _TEXT or any(len(sentence) >= _PARAGRAPH for sentence in above)
    within |= start > 0 and text.rows[start - 1].text.rstrip()[-1:] in ("：", ":")  # it announces a list
    if not rising or not again:
        return False
    if 2 * len(again) >= len(entries):
        distinct = 2 * sum(len(squeeze(entry.title)) >= _DISTINCT for entry in again) >= len(again)
        return not within or (sure and distinct and len(entries) > 1)
    return sure and not within and len(entries) >= _LEAST


def _find_common_mark(text: _Text, block: Sequence[range]) -> str:
    """The mark that the entries begin with, where most have the same one; of a list with page numbers, those
    that have one are counted, for a column may have a bullet, too."""
    paged = [span for span in block if any(text.rows[i].closes for i in span)]
    counted = paged if 2 * len(paged) >= len(block) else list(block)
    marks = Counter(filter(None, (text.rows[span.start].mark for span in counted)))
    mark, count = marks.most_common(1)[0] if marks else ("", 0)
    return mark if 2 * count >= len(counted) and count > 1 else ""


def _find_columns(text: _Text, places: range, end: int, mark: str) -> set[int]:
    """The lines of a contents list that name a column: short, without a page number and without the `mark` of
    the entries, and by themselves again behind `end`, over the articles; or the head of a list in columns."""
    rows = text.rows
    if not any(rows[i].closes or rows[i].page for i in places):
        return set()
    later = {squeeze(row.text) for row in rows[end:]}
    found: set[int] = set()
    for i in places:
        row = rows[i]
        if set(row.text.split()) <= _HEAD_CELLS and row.text.strip():
            found.add(i)
        if (row.mark and (not row.bulleted or row.mark == mark)) or row.closes:
            continue
        words = squeeze(row.text)
        alone = i + 1 < len(rows) and rows[i + 1].rest
        short = 2 <= len(words) <= _COLUMN and not row.led and not alone
        if (is_column(row.text) and not alone) or (
            short and words in later and not parse_fields(row.text, Origin())[0]
        ):
            found.add(i)
    return found


def _count_rest(text: _Text, last: range, end: int) -> int:
    """How many lines below the last entry, one with a bullet, are its own: with them it comes again."""
    title = "".join(text.rows[i].title for i in last)
    for count in range(1, min(_MOST_LINES, len(text) - end + 1)):
        rest = text.rows[end : end + count]
        whole = "".join((title, *(row.text for row in rest[:-1]), rest[-1].title))
        if text.lines.find(whole, end + count):
            return count
    return 0


def _find_end(text: _Text, end: int) -> int:
    """Where the list ends whose last sure entry ends at `end`: behind what is left of that entry, and behind
    one more whose page number stands alone."""
    rows = text.rows
    while end < len(rows):
        if rows[end].rest:
            end += 1
        elif (
            end + 1 < len(rows)
            and rows[end + 1].rest
            and rows[end + 1].page
            and text.lines.find(rows[end].text, end + 2)
        ):
            end += 2
        else:
            break
    return end


def _find_first_line(text: _Text, first: range, end: int) -> int:
    """Where the first entry begins: its words may fill lines above the one with its page number."""
    start = first.start
    words = "".join(text.rows[i].title for i in first)
    for i in range(start - 1, max(-1, start - _MOST_LINES), -1):
        row = text.rows[i]
        if len(row.text) > LONGEST_LINE:
            break
        if row.rest:  # the page number of an entry above
            words = ""
            continue
        words = row.words + words
        if text.lines.find(words, end):
            start = i
    return start


def _group_entry_lines(text: _Text, lines: Sequence[int], ends: set[int], mark: str) -> list[list[int]]:
    """The lines of each entry: it begins with a mark where they have marks, else ends with a page number."""
    groups: list[list[int]] = []
    for i in lines:
        if mark:
            goes_on = text.rows[i].mark != mark
        else:
            goes_on = bool(groups) and (groups[-1][-1] not in ends or text.rows[i].rest)
        if groups and goes_on and not text.rows[i].whole:
            groups[-1].append(i)
        else:
            groups.append([i])
    return groups


def _take_pages_ahead(rows: Sequence[EntryLine], entries: Sequence[Entry]) -> list[Entry]:
    """Give the entries the numbers ahead of their words as pages, where these do not just count them."""
    ahead = [row.ahead for row in rows]
    if not all(ahead) or list(map(int, ahead)) == list(range(1, len(ahead) + 1)):
        return list(entries)
    return [replace(entry, page=entry.page or page) for entry, page in zip(entries, ahead, strict=True)]


def _make_entry(text: _Text, group: Sequence[int], end: int) -> Entry | None:
    """The entry that the lines `group` are; None where they have no words."""
    rows = [text.rows[i] for i in group]
    last = rows[-1]
    parts = [row.title if row is last or row.sure else row.words for row in rows]
    page = next((row.page for row in reversed(rows) if row.page and (row is last or row.sure)), "")
    if page and not last.sure and not last.rest:  # is the number behind the words the last of these?
        whole = [*parts[:-1], last.words]
        if text.lines.find_whole("".join(whole), end) and not text.lines.find_whole("".join(parts), end):
            parts, page = whole, ""
    parts = _drop_columns(text, [part for part in parts if part], end)
    if not parts:
        return None
    entry = Entry(tidy_spaces(join_printed(parts)), page, origin=text.places[group[0]])
    words, names = part_author(entry.title)
    if names and text.lines.find_whole(words, end) and not text.lines.find_line(entry.title, end):
        return replace(entry, title=words)
    return entry


def _drop_columns(text: _Text, parts: Sequence[str], end: int) -> list[str]:
    """The lines of an entry less the name of a column above it: the title comes again below, both do not."""
    for i in range(len(parts)):
        words = "".join(parts[i:])
        if len(squeeze(words)) >= _DISTINCT and text.lines.find(words, end):
            return list(parts[i:])
    return list(parts)
