"""The sure lines of a contents list → all of its entries, each with title and page, and its columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bulletin.importing.fields import parse_fields
from bulletin.importing.model import Entry, Origin
from bulletin.importing.patterns import squeeze
from bulletin.importing.recognise.contents.again import Lines
from bulletin.importing.recognise.contents.line import (
    EntryLine,
    announces,
    parse_line,
    part_author,
)
from bulletin.importing.recognise.facts import is_column
from bulletin.importing.recognise.tuning import TUNING
from bulletin.importing.spacing import join_printed, tidy_spaces

_HEAD_CELLS = {"序号", "题目", "标题", "篇名", "文章", "作者", "单位", "页码", "页次"}  # of a list in columns


@dataclass(frozen=True, slots=True)
class Text:
    """The lines that are searched: what each may be of a list, where its words stand again, its place."""

    rows: tuple[EntryLine, ...]
    lines: Lines
    places: tuple[Origin, ...]

    def __len__(self) -> int:
        return len(self.rows)


@dataclass(frozen=True, slots=True)
class EntryList:
    """A list as it was read from lines `start` to `end`: its entries, the lines that name its columns, and
    whether most entries are `sure` to have page numbers, behind leaders or gaps."""

    entries: tuple[Entry, ...]
    start: int
    end: int
    columns: frozenset[int]
    sure: bool


def read_entries(text: Text, block: Sequence[range], heading: int) -> EntryList:
    """Read the list whose sure entries stand on the lines `block`; `heading` is the line right above it that
    says 目录, -1 where there is none."""
    rows = text.rows
    end = _find_end(text, block[-1].stop)
    if rows[block[-1].start].mark:
        end = _find_end(text, end + _count_rest(text, block[-1], end))
    start = block[0].start
    mark = _find_common_mark(text, block)
    if heading >= 0:
        start = heading + 1
    elif not rows[start].mark and not rows[start].whole:
        start = _find_first_line(text, block[0], end)
    columns = _find_columns(text, range(max(heading, start - 2, -1) + 1, end), start, mark)
    start = min((start, *columns))
    if not any(rows[i].mark == mark for i in range(start, end) if i not in columns):
        mark = ""  # it was that of the columns
    ends = {span.stop - 1 for span in block} | {i for i in range(start, end) if rows[i].closes}
    groups = _group_entry_lines(text, [i for i in range(start, end) if i not in columns], ends, mark)
    made = [(group[0], entry) for group in groups if (entry := _make_entry(text, group, end))]
    entries = _take_pages_ahead([rows[i] for i, _ in made], [entry for _, entry in made])
    sure = 2 * sum(any(rows[i].sure for i in group) for group in groups) > len(groups)
    return EntryList(tuple(entries), start, end, frozenset(columns), sure)


def _find_common_mark(text: Text, block: Sequence[range]) -> str:
    """The mark that the entries begin with, where most have the same one; of a list with page numbers, those
    that have one are counted, for a column may have a bullet, too."""
    paged = [span for span in block if any(text.rows[i].closes for i in span)]
    counted = paged if 2 * len(paged) >= len(block) else list(block)
    marks = Counter(filter(None, (text.rows[span.start].mark for span in counted)))
    mark, count = marks.most_common(1)[0] if marks else ("", 0)
    return mark if 2 * count >= len(counted) and count > 1 else ""


def _find_columns(text: Text, places: range, start: int, mark: str) -> set[int]:
    """The lines at `places` that name a column of the contents list whose entries begin at `start` and have
    this `mark`, or are the head of a list in columns."""
    rows, end = text.rows, places.stop
    paged = any(rows[i].closes or rows[i].page for i in places)
    found: set[int] = set()
    for i in places:
        row, below = rows[i], rows[i + 1] if i + 1 < len(rows) else EntryLine((), "")
        if row.text.strip() and set(row.text.split()) <= _HEAD_CELLS:
            found.add(i)
        elif (
            row.closes or row.led or below.rest or announces(row.text) or parse_fields(row.text, Origin())[0]
        ):
            continue
        elif _is_set_apart(row, mark) and (paged or not row.bulleted):
            found.add(i)
        elif TUNING.title_shortest <= len(squeeze(row.title)) <= TUNING.column_longest:
            opens = i in (start, places.start) or i - 1 in found or bool(rows[i - 1].page)
            if _stands_over(text, i, places, end) or (paged and _is_extra(text, i, end, mark, opens=opens)):
                found.add(i)
    return found


def _is_set_apart(row: EntryLine, mark: str) -> bool:
    """Whether a line is set as the names of columns are, 【区内动态】, and as entries with `mark` are not."""
    return is_column(row.text) and (not mark or row.mark != mark) and (row.bulleted or not row.mark)


def _stands_over(text: Text, i: int, places: range, end: int) -> bool:
    """Whether line `i` stands again behind `end`, by itself and over the title of one of the next entries."""
    row = text.rows[i]
    over = text.lines.find_single_line(row.text, end)
    over = text.lines.find_single_line(row.title, end) if over < 0 else over
    if not 0 <= over < len(text) - 1:
        return False
    words = squeeze(text.rows[over + 1].text)
    last = min(i + 1 + TUNING.listed_most_lines, places.stop)
    titles = [squeeze(row.title) for row in text.rows[i + 1 : last]]
    # Either may be broken over lines.
    return any(title and words and (title.startswith(words) or words.startswith(title)) for title in titles)


def _is_extra(text: Text, i: int, end: int, mark: str, *, opens: bool) -> bool:
    """Whether line `i` of a list with page numbers is no part of the entry below it: without a mark it stands
    again by itself, or it `opens` what does without it, and is no title."""
    row, below = text.rows[i], text.rows[i + 1] if i + 1 < len(text) else EntryLine((), "")
    if not row.mark and text.lines.find_single_line(row.text, end) >= 0:
        return True
    if not opens or text.lines.fills_lines(row.title, end):
        return False
    return below.mark == mark if mark else text.lines.opens_lines(below.title, end)


def _count_rest(text: Text, last: range, end: int) -> int:
    """How many lines below the last entry, one with a mark, are its own: with them it comes again."""
    title = "".join(text.rows[i].title for i in last)
    for count in range(1, min(TUNING.listed_most_lines, len(text) - end + 1)):
        rest = text.rows[end : end + count]
        whole = "".join((title, *(row.text for row in rest[:-1]), rest[-1].title))
        if not rest[-1].title:  # a paragraph, and no line of a list
            break
        if text.lines.opens_lines(whole, end + count):
            return count
    return 0


def _find_end(text: Text, end: int) -> int:
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
            and text.lines.opens_lines(rows[end].text, end + 2)
        ):
            end += 2
        else:
            break
    return end


def _find_first_line(text: Text, first: range, end: int) -> int:
    """Where the first entry begins: its words may fill lines above the one with its page number."""
    start = first.start
    words = "".join(text.rows[i].title for i in first)
    for i in range(start - 1, max(-1, start - TUNING.listed_most_lines), -1):
        row = text.rows[i]
        if len(row.text) > TUNING.entry_longest:
            break
        if row.rest:  # the page number of an entry above
            words = ""
            continue
        words = row.words + words
        if text.lines.opens_lines(words, end):
            start = i
    return start


def _group_entry_lines(text: Text, lines: Sequence[int], ends: set[int], mark: str) -> list[list[int]]:
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


def _make_entry(text: Text, group: Sequence[int], end: int) -> Entry | None:
    """The entry that the lines `group` are; None where they have no words."""
    rows = [text.rows[i] for i in group]
    last = rows[-1]
    whole = parse_line(join_printed(row.text for row in rows), 0)
    if len(rows) > 1 and not last.whole and whole.sure and text.lines.opens_lines(whole.title, end):
        return Entry(tidy_spaces(whole.title), whole.page, text.places[group[0]])
    parts = [row.title if row is last or row.sure else row.words for row in rows]
    page = next((row.page for row in reversed(rows) if row.page and (row is last or row.sure)), "")
    if page and not last.sure and not last.rest:  # is the number behind the words the last of these?
        longer = [*parts[:-1], last.words]
        if text.lines.fills_lines("".join(longer), end) and not text.lines.fills_lines("".join(parts), end):
            parts, page = longer, ""
    parts = _drop_columns(text, [part for part in parts if part], end)
    if not parts:
        return None
    entry = Entry(tidy_spaces(join_printed(parts)), page, origin=text.places[group[0]])
    words, names = part_author(entry.title)
    if names and text.lines.fills_lines(words, end) and text.lines.find_single_line(entry.title, end) < 0:
        return replace(entry, title=words)
    return entry


def _drop_columns(text: Text, parts: Sequence[str], end: int) -> list[str]:
    """The lines of an entry less the name of a column above it: the title comes again below, both do not."""
    for i in range(len(parts)):
        words = "".join(parts[i:])
        if len(squeeze(words)) >= TUNING.title_distinct and text.lines.opens_lines(words, end):
            return list(parts[i:])
    return list(parts)
