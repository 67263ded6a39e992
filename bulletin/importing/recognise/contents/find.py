"""Lines or paragraphs → the printed contents list among them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from bulletin.importing.fields import parse_fields
from bulletin.importing.model import Entry, Origin
from bulletin.importing.patterns import squeeze
from bulletin.importing.recognise.contents.apart import join_entry_lines
from bulletin.importing.recognise.contents.line import (
    LONGEST_LINE,
    closes,
    ends_with_leaders,
    find_mark,
    has_page,
    has_star,
    is_leader_and_page,
    match_rest,
    split_entry,
)
from bulletin.importing.recognise.titles.ranks import is_column, may_be_title
from bulletin.importing.spacing import close_spread, join_printed, tidy_spaces

_HEADING = re.compile(r"(?:本期)?(?:目录|要目|导读|内容提要)|CONTENTS", re.IGNORECASE)
_NAMES = {"目录", "本期目录", "要目", "本期要目"}  # of no article: a program has lost the list below
_BEGINNING = 5  # characters that tell one title from another
_COLUMN = 10  # characters of the name of a column
_MOST_LINES = 4  # of an entry, beyond its first
_REACH = 4  # lines between two entries that belong to the first


@dataclass(frozen=True, slots=True)
class Contents:
    """A contents list: its entries, the indexes of the lines it takes up, and of those further down that only
    name one of its columns (区内动态)."""

    entries: tuple[Entry, ...] = ()
    taken: frozenset[int] = frozenset()
    columns: frozenset[int] = frozenset()


def find_contents(texts: Sequence[str], places: Sequence[Origin]) -> Contents:
    """Find the contents list among `texts`, each with its place; empty where there is none.

    An entry has a star, or leaders (a tab) and a page number; behind a heading 目录 it is enough that its
    words come again further down. A long title may go over several lines, with its page number on the last.
    """
    texts, own = join_entry_lines(texts)
    places = [places[lines[0]] for lines in own]
    heading = next((i for i, text in enumerate(texts) if _HEADING.fullmatch(close_spread(text.strip()))), -1)
    block = _first_block(texts, _find_spans(texts, heading), heading)
    alone = len(block) == 1 and has_star(texts[block[0].start]) and has_page(texts[block[0].start])
    if len(block) < (1 if heading >= 0 or alone else 2):
        lost = heading >= 0 and squeeze(texts[heading]) in _NAMES
        return Contents(taken=frozenset(own[heading])) if lost else Contents()
    end = _find_end(texts, block[-1].stop)
    if has_star(texts[block[-1].start]):
        end = _find_end(texts, end + _count_rest(texts, block[-1], end))
    below = squeeze("".join(texts[end:]))
    start = block[0].start
    if heading >= 0 and start - heading <= _REACH:
        start = heading + 1
    elif not find_mark(texts[start]):
        start = _find_first_line(texts, block[0], below)
    marks = Counter(filter(None, (find_mark(texts[span.start]) for span in block)))
    mark, count = marks.most_common(1)[0] if marks else ("", 0)
    if 2 * count < len(block) or count < 2:
        mark = ""
    columns = _find_columns(texts, range(max(heading, start - 2, -1) + 1, end), end)
    start = min((start, *columns))
    ends = {span.stop - 1 for span in block} | {i for i in range(start, end) if closes(texts[i])}
    groups = _group_entry_lines(texts, [i for i in range(start, end) if i not in columns], ends, mark)
    entries: list[Entry] = []
    for group in groups:
        pieces = [split_entry(texts[i], i == group[-1] or has_page(texts[i])) for i in group]
        page = next((page for _, page in reversed(pieces) if page), "")
        lines = _drop_columns([title for title, _ in pieces if title], below)
        if lines:
            entries.append(Entry(tidy_spaces(join_printed(lines)), page, places[group[0]]))
    if heading < 0 and (mark != "★" or alone) and not _come_again(entries, below):
        return Contents()
    taken = {i for lines in own[start:end] for i in lines} | set(own[heading] if heading >= 0 else ())
    names = {squeeze(texts[i]) for i in columns}
    named = {k for i in range(end, len(texts)) if squeeze(texts[i]) in names for k in own[i]}
    return Contents(tuple(entries), frozenset(taken), frozenset(named))


def _find_columns(texts: Sequence[str], lines: range, end: int) -> set[int]:
    """The lines of a contents list that name a column: short, without a page number, and by themselves again
    behind `end`, over the articles."""
    if not any(closes(texts[i]) for i in lines):
        return set()
    later = {squeeze(text) for text in texts[end:]}
    found: set[int] = set()
    for i in lines:
        if find_mark(texts[i]) not in ("", texts[i].strip()[:1]) or has_star(texts[i]) or closes(texts[i]):
            continue
        words = squeeze(texts[i])
        alone = match_rest(texts[i + 1]) if i + 1 < len(texts) else None
        short = 2 <= len(words) <= _COLUMN and not ends_with_leaders(texts[i]) and not alone
        if (is_column(texts[i]) and not alone) or (
            short and words in later and not parse_fields(texts[i], Origin())[0]
        ):
            found.add(i)
    return found


def _count_rest(texts: Sequence[str], last: range, end: int) -> int:
    """How many lines below the last entry, a starred one, are its own: with them its title comes again."""
    title = squeeze("".join(split_entry(texts[i], True)[0] for i in last))
    for count in range(1, min(_MOST_LINES, len(texts) - end + 1)):
        rest = texts[end : end + count]
        whole = title + squeeze("".join((*rest[:-1], split_entry(rest[-1], True)[0])))
        if whole in squeeze("".join(texts[end + count :])):
            return count
    return 0


def _find_spans(texts: Sequence[str], heading: int) -> list[range]:
    """The lines of each entry, as far as these can be told one by one.

    Behind a heading, where no line has a star or a page number, what comes again further down is an entry.
    """
    spans: list[range] = []
    words = [squeeze(text) for text in texts]
    whole, ends = "".join(words), list(accumulate(map(len, words)))
    i = heading + 1
    while i < len(texts):
        stop = _find_stop(texts, i)
        if heading >= 0 and not stop:
            title, page = split_entry(texts[i], True)
            if page and may_be_title(title) and whole.find(squeeze(title), ends[i]) >= 0:
                stop = i + 1
        if stop:
            spans.append(range(i, stop))
        i = max(stop, i + 1)
    if heading < 0 or any(span.start - heading <= _REACH for span in spans):
        return spans
    later = _count_later(texts)
    titles = [split_entry(text, True)[0] for text in texts]
    return [
        range(i, i + 1)
        for i in range(heading + 1, len(texts))
        if may_be_title(titles[i]) and later.get(squeeze(titles[i]), -1) > i
    ]


def _find_stop(texts: Sequence[str], i: int) -> int:
    """Where the entry that begins with line `i` stops, by its page number or its star; 0 where it is none."""
    text = texts[i]
    if len(text) > LONGEST_LINE:
        return 0
    if has_page(text):
        return i + 1
    if i + 1 < len(texts) and is_leader_and_page(texts[i + 1]) and not closes(text):
        return i + 2
    if not find_mark(text) and not ends_with_leaders(text):
        return 0
    for k in range(i + 1, min(i + 1 + _MOST_LINES, len(texts))):
        if len(texts[k]) > LONGEST_LINE or find_mark(texts[k]):
            break
        if closes(texts[k]):
            return k + 1
    return i + 1 if has_star(text) and not text.endswith("。") else 0


def _find_end(texts: Sequence[str], end: int) -> int:
    """Where the list ends whose last sure entry ends at `end`: behind what is left of that entry, and behind
    one more whose page number stands alone."""
    while end < len(texts):
        alone = match_rest(texts[end])
        after = match_rest(texts[end + 1]) if end + 1 < len(texts) else None
        if alone:
            end += 1
        elif after and after["page"] and squeeze(texts[end]) in squeeze("".join(texts[end + 2 :])):
            end += 2
        else:
            break
    return end


def _find_first_line(texts: Sequence[str], first: range, below: str) -> int:
    """Where the first entry begins: its words may fill lines above the one with its page number."""
    start = first.start
    words = "".join(split_entry(texts[i], True)[0] for i in first)
    for i in range(start - 1, max(-1, start - _MOST_LINES), -1):
        if len(texts[i]) > LONGEST_LINE:
            break
        if match_rest(texts[i]):  # the page number of an entry above
            words = ""
            continue
        words = split_entry(texts[i], False)[0] + words
        if squeeze(words) in below:
            start = i
    return start


def _drop_columns(lines: Sequence[str], below: str) -> list[str]:
    """The lines of an entry less the name of a column above it: the title comes again below, both do not."""
    for i in range(len(lines)):
        words = squeeze("".join(lines[i:]))
        if len(words) >= _BEGINNING and words in below:
            return list(lines[i:])
    return list(lines)


def _group_entry_lines(
    texts: Sequence[str], lines: Sequence[int], ends: set[int], mark: str
) -> list[list[int]]:
    """The lines of each entry: it begins with a mark where they have marks, else ends with a page number."""
    groups: list[list[int]] = []
    for i in lines:
        if mark:
            goes_on = find_mark(texts[i]) != mark
        else:
            goes_on = bool(groups) and (groups[-1][-1] not in ends or bool(match_rest(texts[i])))
        if groups and goes_on:
            groups[-1].append(i)
        else:
            groups.append([i])
    return groups


def _come_again(entries: Sequence[Entry], below: str) -> bool:
    """Whether half of the entries are titles further down: else it is a table with numbers at its right."""
    known = sum(squeeze(entry.title) in below for entry in entries)
    return 2 * known >= len(entries)


def _count_later(texts: Sequence[str]) -> dict[str, int]:
    """The last index at which a text stands, squeezed, on one line or over several: as a title may there."""
    words = [squeeze(text) if len(text) <= LONGEST_LINE else "" for text in texts]
    later: dict[str, int] = {}
    for i in range(len(words)):
        for stop in range(i + 1, min(i + _MOST_LINES, len(words)) + 1):
            if not all(words[i:stop]):
                break
            later["".join(words[i:stop])] = i
    return later


def _first_block(texts: Sequence[str], found: Sequence[range], heading: int) -> list[range]:
    """The first entries that stand together; those of another place are no contents list, and one that comes
    again is the title of its article."""
    block: list[range] = []
    seen: set[str] = set()
    for span in found:
        title = squeeze("".join(split_entry(texts[i], True)[0] for i in span))
        if title in seen:
            break
        seen.add(title)
        if block and span.start - block[-1].stop >= _REACH:
            if len(block) > 1 or heading >= 0:
                break
            block = []
        block.append(span)
    return block
