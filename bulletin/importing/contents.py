"""Lines or paragraphs → the printed contents list among them, and what it says beside the articles found."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bulletin.importing.entrylines import join_entry_lines
from bulletin.importing.model import Entry, Origin, Remark
from bulletin.importing.patterns import ends_sentence, squeeze
from bulletin.importing.ranks import may_be_title
from bulletin.importing.spacing import close_spread, tidy_spaces

_HEADING = re.compile(r"(?:本期)?(?:目录|要目|导读|内容提要)|CONTENTS", re.IGNORECASE)
_BULLET = re.compile(r"^[\s\-•·*●■◆▲►○□◇※]*[★☆●■◆▲►○□◇※•][\s★☆]*|^\s*-\s+(?=\S)")
_HAN = "[一二三四五六七八九十]{1,3}"
_NUMBER = re.compile(
    rf"\s*(?:[0-9０-９]{{1,2}}[.．、]|{_HAN}[、.．]|[（(](?:[0-9]{{1,2}}|{_HAN})[）)])\s*(?=\D)"
)
_LEADER = r"[.…·．‥⋯_。\-—―]"
_NUMBERED = re.compile(
    rf"^(?P<title>.*?\S)\s*(?:…|(?:{_LEADER}\s*){{2,}})(?:{_LEADER}\s*)*[（(]?\s*(?P<page>[0-9０-９]{{1,3}})\s*[）)]?\s*$"
)
_SPACED = re.compile(r"^(?P<title>.*?\S)(?:\t+|\s{2,}|　+)[（(]?(?P<page>[0-9]{1,3})[）)]?\s*$")
_BARE = re.compile(r"^(?P<title>.*?\S)\s*[（(]?(?P<page>[0-9]{1,3})[）)]?\s*$")
_TRAILING_LEADER = re.compile(rf"\s*(?:…|{_LEADER}{{2}}){_LEADER}*$")
_STAR = re.compile(r"[\s\-]*[★☆]")
# What is left of an entry whose words fill their line.
_LEADERS = re.compile(rf"(?:{_LEADER}|\s)*[（(]?[0-9０-９]{{1,3}}[）)]?|(?:{_LEADER}|\s)+")
_BEGINNING = 5  # characters that tell one title from another
_SAME = 0.75  # of their characters, that a title and its contents line share
_LONGEST = 120  # characters of a contents line, leaders and all
_MOST_LINES = 3  # of a title
_REACH = 3  # lines between two entries that belong to the first


@dataclass(frozen=True, slots=True)
class Contents:
    """A contents list: its entries, and the indexes of the lines it takes up."""

    entries: tuple[Entry, ...] = ()
    taken: frozenset[int] = frozenset()


def find_contents(texts: Sequence[str], places: Sequence[Origin]) -> Contents:
    """Find the contents list among `texts`, each with its place; empty where there is none.

    An entry has a star, or leaders (a tab) and a page number; behind a heading 目录 it is enough that its
    words come again further down. A long title may go over two lines.
    """
    texts, lines = join_entry_lines(texts)
    places = [places[own[0]] for own in lines]
    heading = next((i for i, text in enumerate(texts) if _HEADING.fullmatch(close_spread(text.strip()))), -1)
    later = _count_later(texts)
    found = [i for i in range(len(texts)) if _is_entry(texts[i], heading >= 0 and i > heading, later, i)]
    found = [i for i in found if i > heading]
    block = _first_block(texts, found, heading)
    if not block:
        return Contents()
    start = heading + 1 if heading >= 0 and block[0] - heading <= _REACH else block[0]
    end = block[-1] + 1
    while end < len(texts) and _LEADERS.fullmatch(texts[end].strip()):
        end += 1
    starred = _has_star(texts[block[0]]) and sum(_has_star(texts[i]) for i in block) > 1
    alone = heading < 0 and len(block) == 1
    if alone and not (_has_star(texts[block[0]]) and _NUMBERED.match(texts[block[0]])):
        return Contents()
    if starred:
        end += _count_rest(texts, block[-1], end)
    entries: list[Entry] = []
    for group in _group_entry_lines(texts, range(start, end), set(block), starred):
        pieces = [_split_entry(texts[i], i == group[-1] or i in block) for i in group]
        page = next((page for _, page in reversed(pieces) if page), "")
        title = "".join(title for title, _ in pieces)
        if title:
            entries.append(Entry(tidy_spaces(title), page, places[group[0]]))
    if heading < 0 and not starred and not _come_again(entries, texts[end:]):
        return Contents()
    taken = {i for own in lines[start:end] for i in own} | set(lines[heading] if heading >= 0 else ())
    return Contents(tuple(entries), frozenset(taken))


def _group_entry_lines(texts: Sequence[str], lines: range, found: set[int], starred: bool) -> list[list[int]]:
    """The lines of each entry: it begins with a star where they have stars, else ends with a page number."""
    groups: list[list[int]] = []
    for i in lines:
        if starred:
            goes_on = not _has_star(texts[i])
        else:
            goes_on = bool(groups) and (groups[-1][-1] not in found or bool(_LEADERS.fullmatch(texts[i])))
        if groups and goes_on:
            groups[-1].append(i)
        else:
            groups.append([i])
    return groups


def _count_rest(texts: Sequence[str], last: int, end: int) -> int:
    """How many lines below the last entry of a starred list belong to it: with them its title comes again."""
    title = squeeze(_split_entry(texts[last], True)[0])
    for count in range(1, _MOST_LINES):
        rest = texts[end : end + count]
        if len(rest) < count:
            break
        whole = title + squeeze("".join((*rest[:-1], _split_entry(rest[-1], True)[0])))
        if title and whole in squeeze("".join(texts[end + count :])):
            return count
    return 0


def _has_star(text: str) -> bool:
    return bool(_STAR.match(text))


def _come_again(entries: Sequence[Entry], later: Sequence[str]) -> bool:
    """Whether half of the entries are titles further down: else it is a table with numbers at its right."""
    starts = {squeeze(text)[:_BEGINNING] for text in later}
    known = sum(squeeze(entry.title)[:_BEGINNING] in starts for entry in entries)
    return 2 * known >= len(entries)


def _count_later(texts: Sequence[str]) -> dict[str, int]:
    """The last index at which a text stands, squeezed."""
    return {squeeze(text): i for i, text in enumerate(texts) if squeeze(text)}


def _is_entry(text: str, under_heading: bool, later: dict[str, int], i: int) -> bool:
    if len(text) > _LONGEST or text.endswith("。"):
        return False
    if _has_star(text):
        return True
    if ends_sentence(text):
        return False
    if _NUMBERED.match(text) or _SPACED.match(text):
        return True
    title = _split_entry(text, True)[0]
    return under_heading and may_be_title(title) and later.get(squeeze(title), -1) > i


def _first_block(texts: Sequence[str], found: Sequence[int], heading: int) -> list[int]:
    """The first entries that stand together; those of another place are no contents list, and one that
    comes again is the title of its article."""
    block: list[int] = []
    seen: set[str] = set()
    for i in found:
        title = squeeze(_split_entry(texts[i], True)[0])
        if title in seen:
            break
        seen.add(title)
        if block and i - block[-1] > _REACH:
            if len(block) > 1 or heading >= 0:
                break
            block = []
        block.append(i)
    return block


def _split_entry(text: str, whole: bool) -> tuple[str, str]:
    """The title and the page number of a contents line; a line that goes on has no number."""
    text = _drop_number(_BULLET.sub("", text)).strip()
    if len(text) > _LONGEST:
        return text, ""
    for pattern in (_NUMBERED, _SPACED, _BARE) if whole else ():
        if match := pattern.match(text):
            return match["title"].strip(), match["page"]
    return _TRAILING_LEADER.sub("", text).strip(), ""


def _drop_number(text: str) -> str:
    match = _NUMBER.match(text)
    return text[match.end() :] if match else text


def is_same_title(first: str, second: str) -> bool:
    """Tell whether two titles are the same but for a slip."""
    one, other = squeeze(first), squeeze(second)
    if not one or not other:
        return False
    return one == other or difflib.SequenceMatcher(None, one, other, autojunk=False).ratio() >= _SAME


def find_title_spans(
    entries: Sequence[Entry], texts: Sequence[str], skip: frozenset[int]
) -> dict[int, range]:
    """Where the title of each entry (its index) stands among `texts`: one line, or up to three in a row.

    Titles that are the same come first; one with a slip is looked for between its neighbours, so that a
    title like it elsewhere is not taken for it.
    """
    found: dict[int, range] = {}
    start = 0
    for number, entry in enumerate(entries):
        best = _find_best(squeeze(entry.title), texts, range(start, len(texts)), skip, 1.0)
        if best:
            found[number] = best
            start = best.stop
    for number, entry in enumerate(entries):
        if number not in found:
            first = max((span.stop for other, span in found.items() if other < number), default=0)
            last = min((span.start for other, span in found.items() if other > number), default=len(texts))
            best = _find_best(squeeze(entry.title), texts, range(first, last), skip, _SAME)
            if best:
                found[number] = best
    return found


def _find_best(
    wanted: str, texts: Sequence[str], places: range, skip: frozenset[int], least: float
) -> range | None:
    """The lines among `places` that are most like the title `wanted`, and at least as much as `least`."""
    best, reached = None, least - 1e-9
    for i in places:
        joined = ""
        for size in range(1, _MOST_LINES + 1):
            if i + size > places.stop or i + size - 1 in skip:
                break
            joined += squeeze(texts[i + size - 1])
            if len(joined) > len(wanted) * 1.5 + 6:
                break
            ratio = difflib.SequenceMatcher(None, wanted, joined, autojunk=False)
            if min(ratio.real_quick_ratio(), ratio.quick_ratio()) > reached and ratio.ratio() > reached:
                best, reached = range(i, i + size), ratio.ratio()
        if reached >= 1.0:
            break
    return best


def compare_contents(entries: Sequence[Entry], titles: Sequence[str]) -> Iterator[Remark]:
    """Say where the printed contents and the articles differ; the article is what is kept."""
    free = list(titles)
    for entry in entries:
        match = next((title for title in free if squeeze(title) == squeeze(entry.title)), None)
        match = match or next((title for title in free if is_same_title(title, entry.title)), None)
        if match is None:
            message = f"目录里有“{entry.title}”，正文里没有找到这一篇"
            yield Remark(message, entry.origin, guess=True, code="I121")
            continue
        free.remove(match)
        if squeeze(match) != squeeze(entry.title):
            message = f"目录写的是“{entry.title}”，正文的标题是“{match}”，按正文"
            yield Remark(message, entry.origin, guess=True, code="I122")
    if entries:
        for title in free:
            yield Remark(f"“{title}”不在目录里", guess=True, code="I123")
