"""Lines or paragraphs → the printed contents list among them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bulletin.importing.colophon import parse_fields
from bulletin.importing.entrylines import join_entry_lines
from bulletin.importing.model import Entry, Origin
from bulletin.importing.patterns import squeeze
from bulletin.importing.ranks import is_column, may_be_title
from bulletin.importing.spacing import close_spread, join_printed, tidy_spaces

_HEADING = re.compile(r"(?:本期)?(?:目录|要目|导读|内容提要)|CONTENTS", re.IGNORECASE)
_BULLET = re.compile(r"^[\s\-•·*●■◆▲►○□◇※]*[★☆●■◆▲►○□◇※•][\s★☆]*|^\s*-\s+(?=\S)")
_HAN = "[一二三四五六七八九十]{1,3}"
_NUMBER = re.compile(
    rf"\s*(?:[0-9０-９]{{1,2}}(?:、|[.．](?![0-9]))|{_HAN}[、.．]|[（(](?:[0-9]{{1,2}}|{_HAN})[）)])\s*(?=\S)"
)
_LEADER = r"[.…·．‥⋯_。\-—―]"
_PAGE = r"[（(]?\s*(?P<page>[0-9０-９]{1,3})\s*[）)]?"
_NUMBERED = re.compile(rf"^(?P<title>.*?\S)\s*(?:…|(?:{_LEADER}\s*){{2,}})(?:{_LEADER}\s*)*{_PAGE}\s*$")
_SPACED = re.compile(rf"^(?P<title>.*?\S)(?:\t+|\s{{2,}}|　+){_PAGE}\s*$")
_BARE = re.compile(rf"^(?P<title>.*?\S)\s*{_PAGE}\s*$")
_TRAILING_LEADER = re.compile(rf"\s*(?:…|{_LEADER}{{2}}){_LEADER}*$")
_STAR = re.compile(r"[\s\-]*[★☆]")
# What is left of an entry whose words fill their line.
_LEADERS = re.compile(rf"(?:{_LEADER}|\s)*{_PAGE}|(?:{_LEADER}|\s)+")
_LEADER_ALONE = re.compile(rf"(?:…|(?:{_LEADER}\s*){{2,}})(?:{_LEADER}|\s)*{_PAGE}")
_BEGINNING = 5  # characters that tell one title from another
_LONGEST = 120  # characters of a contents line, leaders and all
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
    alone = len(block) == 1 and _has_star(texts[block[0].start]) and _has_page(texts[block[0].start])
    if len(block) < (1 if heading >= 0 or alone else 2):
        return Contents()
    end = _find_end(texts, block[-1].stop)
    if _has_star(texts[block[-1].start]):
        end += _count_rest(texts, block[-1], end)
    below = squeeze("".join(texts[end:]))
    start = block[0].start
    if heading >= 0 and start - heading <= _REACH:
        start = heading + 1
    elif not _find_mark(texts[start]):
        start = _find_first_line(texts, block[0], below)
    marks = Counter(filter(None, (_find_mark(texts[span.start]) for span in block)))
    mark, count = marks.most_common(1)[0] if marks else ("", 0)
    if 2 * count < len(block) or count < 2:
        mark = ""
    columns = _find_columns(texts, range(max(heading, start - 2, -1) + 1, end), end)
    start = min((start, *columns))
    ends = {span.stop - 1 for span in block} | {i for i in range(start, end) if _closes(texts[i])}
    groups = _group_entry_lines(texts, [i for i in range(start, end) if i not in columns], ends, mark)
    entries: list[Entry] = []
    for group in groups:
        pieces = [_split_entry(texts[i], i == group[-1] or _has_page(texts[i])) for i in group]
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
    if not any(_closes(texts[i]) for i in lines):
        return set()
    later = {squeeze(text) for text in texts[end:]}
    found: set[int] = set()
    for i in lines:
        if _find_mark(texts[i]) not in ("", texts[i].strip()[:1]) or _has_star(texts[i]) or _closes(texts[i]):
            continue
        words = squeeze(texts[i])
        alone = _LEADERS.fullmatch(texts[i + 1].strip()) if i + 1 < len(texts) else None
        short = 2 <= len(words) <= _COLUMN and not _TRAILING_LEADER.search(texts[i]) and not alone
        if (is_column(texts[i]) and not alone) or (
            short and words in later and not parse_fields(texts[i], Origin())[0]
        ):
            found.add(i)
    return found


def _count_rest(texts: Sequence[str], last: range, end: int) -> int:
    """How many lines below the last entry, a starred one, are its own: with them its title comes again."""
    title = squeeze("".join(_split_entry(texts[i], True)[0] for i in last))
    for count in range(1, min(_MOST_LINES, len(texts) - end + 1)):
        rest = texts[end : end + count]
        whole = title + squeeze("".join((*rest[:-1], _split_entry(rest[-1], True)[0])))
        if whole in squeeze("".join(texts[end + count :])):
            return count
    return 0


def _find_mark(text: str) -> str:
    """The kind of mark that an entry begins with: ★, another bullet, a number of some form; "" without."""
    text = text.strip()
    if _STAR.match(text):
        return "★"
    if match := _BULLET.match(text):
        return match[0].strip()[:1]
    if match := _NUMBER.match(text):
        return re.sub(r"[0-9０-９]+", "1", re.sub(_HAN, "一", match[0].strip()))
    return ""


def _find_spans(texts: Sequence[str], heading: int) -> list[range]:
    """The lines of each entry, as far as these can be told one by one.

    Behind a heading, where no line has a star or a page number, what comes again further down is an entry.
    """
    spans: list[range] = []
    i, whole = heading + 1, squeeze("".join(texts)) if heading >= 0 else ""
    while i < len(texts):
        stop = _find_stop(texts, i)
        bare = _BARE.match(texts[i]) if whole and not stop else None
        if bare and may_be_title(bare["title"]) and whole.count(squeeze(bare["title"])) > 1:
            stop = i + 1
        if stop:
            spans.append(range(i, stop))
        i = max(stop, i + 1)
    if heading < 0 or any(span.start - heading <= _REACH for span in spans):
        return spans
    later = _count_later(texts)
    words = [squeeze(_split_entry(text, True)[0]) for text in texts]
    return [
        range(i, i + 1)
        for i in range(heading + 1, len(texts))
        if may_be_title(_split_entry(texts[i], True)[0]) and later.get(words[i], -1) > i
    ]


def _find_stop(texts: Sequence[str], i: int) -> int:
    """Where the entry that begins with line `i` stops, by its page number or its star; 0 where it is none."""
    text = texts[i]
    if len(text) > _LONGEST:
        return 0
    if _has_page(text):
        return i + 1
    if i + 1 < len(texts) and _LEADER_ALONE.fullmatch(texts[i + 1].strip()) and not _closes(text):
        return i + 2
    if not _find_mark(text) and not _TRAILING_LEADER.search(text):
        return 0
    for k in range(i + 1, min(i + 1 + _MOST_LINES, len(texts))):
        if len(texts[k]) > _LONGEST or _find_mark(texts[k]):
            break
        if _closes(texts[k]):
            return k + 1
    return i + 1 if _has_star(text) and not text.endswith("。") else 0


def _has_page(text: str) -> bool:
    """Whether a line has words and, behind leaders or a gap, a page number."""
    match = _NUMBERED.match(text) or _SPACED.match(text)
    return bool(match and any(map(str.isalpha, match["title"])))


def _closes(text: str) -> bool:
    """Whether an entry ends with a line: it has words and a page number, or nothing but the number."""
    alone = _LEADERS.fullmatch(text.strip())
    return _has_page(text) or bool(alone and alone["page"])


def _find_end(texts: Sequence[str], end: int) -> int:
    """Where the list ends whose last sure entry ends at `end`: behind what is left of that entry, and behind
    one more whose page number stands alone."""
    while end < len(texts):
        alone = _LEADERS.fullmatch(texts[end].strip())
        after = _LEADERS.fullmatch(texts[end + 1].strip()) if end + 1 < len(texts) else None
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
    words = "".join(_split_entry(texts[i], True)[0] for i in first)
    for i in range(start - 1, max(-1, start - _MOST_LINES), -1):
        if len(texts[i]) > _LONGEST:
            break
        if _LEADERS.fullmatch(texts[i].strip()):  # the page number of an entry above
            words = ""
            continue
        words = _split_entry(texts[i], False)[0] + words
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
            goes_on = _find_mark(texts[i]) != mark
        else:
            goes_on = bool(groups) and (groups[-1][-1] not in ends or bool(_LEADERS.fullmatch(texts[i])))
        if groups and goes_on:
            groups[-1].append(i)
        else:
            groups.append([i])
    return groups


def _has_star(text: str) -> bool:
    return bool(_STAR.match(text))


def _come_again(entries: Sequence[Entry], below: str) -> bool:
    """Whether half of the entries are titles further down: else it is a table with numbers at its right."""
    known = sum(squeeze(entry.title) in below for entry in entries)
    return 2 * known >= len(entries)


def _count_later(texts: Sequence[str]) -> dict[str, int]:
    """The last index at which a text stands, squeezed."""
    return {squeeze(text): i for i, text in enumerate(texts) if squeeze(text)}


def _first_block(texts: Sequence[str], found: Sequence[range], heading: int) -> list[range]:
    """The first entries that stand together; those of another place are no contents list, and one that comes
    again is the title of its article."""
    block: list[range] = []
    seen: set[str] = set()
    for span in found:
        title = squeeze("".join(_split_entry(texts[i], True)[0] for i in span))
        if title in seen:
            break
        seen.add(title)
        if block and span.start - block[-1].stop >= _REACH:
            if len(block) > 1 or heading >= 0:
                break
            block = []
        block.append(span)
    return block


def _split_entry(text: str, whole: bool) -> tuple[str, str]:
    """The title and the page number of a contents line; a line that goes on has no number."""
    text = _drop_number(_BULLET.sub("", text)).strip()
    if len(text) > _LONGEST:
        return text, ""
    if (alone := _LEADERS.fullmatch(text)) and not any(map(str.isalpha, text)):
        return "", alone["page"] or ""
    for pattern in (_NUMBERED, _SPACED, _BARE) if whole else ():
        if match := pattern.match(text):
            return match["title"].strip(), match["page"]
    return _TRAILING_LEADER.sub("", text).strip(), ""


def _drop_number(text: str) -> str:
    match = _NUMBER.match(text)
    return text[match.end() :] if match else text
