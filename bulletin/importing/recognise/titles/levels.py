"""The headings of one article → the same with their levels, of which none skips one.

Headings are of kinds: of one heading style, of one sort of numbers, of one look. A kind that comes for the
first time stands below the heading above it or not, by what is surest of: the levels of their styles; the
rank of their numbers (GB/T 9704—2012 7.3.3; 1.2 below 1, GB/T 7713.2—2022); numbers that begin anew below
each heading of the other kind, or go on across them; and how much each stands out. Where a kind is open
already, a heading of it stands beside the last one, so siblings are alike.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from bulletin.importing.model import Block, Kind, Look
from bulletin.importing.recognise.titles.numbers import (
    HIGHEST_ITEM,
    count_points,
    rank_bare,
    rank_number,
    read_mark,
    read_ordinal,
    read_points,
)
from bulletin.importing.recognise.tuning import TUNING

# The parts that close a text and have no number: they stand beside its chapters, however they look.
_CLOSING = re.compile(r"(?:主\s*要\s*)?参\s*考\s*(?:文\s*献|资\s*料)[：:]?|致\s*谢|附\s*录")


@dataclass(frozen=True, slots=True)
class _Sort:
    """What headings of one kind have in common: the level of their style (0: none), the rank of their numbers
    (0: none; in a style, of those below others of the same), and the look of those that have neither."""

    style: int
    rank: int
    look: Look | None = None


@dataclass(frozen=True, slots=True)
class _Heading:
    sort: _Sort
    rank: int
    ordinal: int
    look: Look


def settle_levels(blocks: Sequence[Block]) -> list[Block]:
    """Give each heading its level, 1 the highest below the title."""
    found = [i for i, block in enumerate(blocks) if block.kind is Kind.HEADING]
    headings = _sort_headings([blocks[i] for i in found])
    out = list(blocks)
    open_sorts: list[_Sort] = []
    is_below = cache(lambda own, above: _is_below(own, above, headings))  # of each two kinds once
    for i, own in zip(found, headings, strict=True):
        if open_sorts and not (own.sort.style or own.rank) and _CLOSING.fullmatch(blocks[i].text.strip()):
            del open_sorts[1:]
        elif own.sort in open_sorts:
            del open_sorts[open_sorts.index(own.sort) + 1 :]
        else:
            while open_sorts and not is_below(own.sort, open_sorts[-1]):
                open_sorts.pop()
            open_sorts.append(own.sort)
        level = min(len(open_sorts), TUNING.heading_levels)
        out[i] = replace(out[i], level=level)
    return out


def _sort_headings(blocks: Sequence[Block]) -> list[_Heading]:
    """Each heading with its kind. One without a style is of the kind of a style where it goes on with the
    numbers of those that are in it, or looks as they do; one that is in the style of another level by a slip
    is of the level of its series."""
    ranks = _rank_all([block.text for block in blocks])
    ordinals = [read_ordinal(block.text) for block in blocks]
    styles = [block.look.level for block in blocks]
    styles = _settle_points([block.text for block in blocks], ranks, styles)
    often = Counter(zip(ranks, styles, strict=True))
    looks = {_strip(block.look): block.look.level for block in blocks if block.look.level and block.look.size}
    last: dict[int, int] = {}  # rank → its last heading
    own_last: dict[tuple[int, int], int] = {}
    for i, (rank, ordinal) in enumerate(zip(ranks, ordinals, strict=True)):
        if not rank:
            if not styles[i]:
                styles[i] = looks.get(blocks[i].look, 0)
            continue
        before, same = last.get(rank), own_last.get((rank, styles[i]))
        if (
            before is not None
            and styles[before] != styles[i]
            and _goes_on(blocks[before].text, blocks[i].text)
        ):
            goes_on = same is not None and ordinals[same] + 1 == ordinal
            if not goes_on and (not styles[i] or often[rank, styles[i]] < often[rank, styles[before]]):
                styles[i] = styles[before]
            elif not goes_on and same is None:
                styles[before] = styles[i]
        for other in [other for other in last if other > rank]:
            del last[other]
        last[rank] = own_last[rank, styles[i]] = i
    parted = _part_styles(styles, ranks, ordinals)
    return [
        _Heading(_sort(style, rank, block.look, within), rank, ordinal, block.look)
        for block, style, rank, ordinal, within in zip(blocks, styles, ranks, ordinals, parted, strict=True)
    ]


def _part_styles(styles: Sequence[int], ranks: Sequence[int], ordinals: Sequence[int]) -> list[int]:
    """The rank of each heading within its style; 0 of those that are the highest there. Where somebody set
    all in one style, 第一条 is below 第一章 all the same, if it is the first right below one of these."""
    out = [0] * len(styles)
    for style in {style for style in styles if style}:
        members = [i for i, own in enumerate(styles) if own == style]
        known = [ranks[i] for i in members if ranks[i]]
        top = min(known, default=0)
        lower = {
            ranks[i] for before, i in pairwise(members) if ordinals[i] == 1 and 0 < ranks[before] < ranks[i]
        }
        for i in members:
            out[i] = ranks[i] if ranks[i] > top and ranks[i] in lower else 0
    return out


def _goes_on(before: str, text: str) -> bool:
    """Whether the number of a heading is the next one, and written as that of the one before."""
    return read_ordinal(before) + 1 == read_ordinal(text) and read_mark(before) == read_mark(text)


def _settle_points(texts: Sequence[str], ranks: Sequence[int], styles: Sequence[int]) -> list[int]:
    """The styles, where those of 1.1, 1.2 … below one heading are the one that most of them have; where that
    is no lower than the heading's, the one that most with as many points have."""
    out = list(styles)
    groups: dict[tuple[int, str], list[int]] = {}
    last: dict[str, int] = {}
    for i, (text, rank) in enumerate(zip(texts, ranks, strict=True)):
        parts = read_points(text) if rank else ()
        if len(parts) > 1:
            prefix = ".".join(parts[:-1])
            groups.setdefault((last.get(prefix, -1), prefix), []).append(i)
        if parts:
            last[".".join(parts)] = i
    for (parent, _), members in groups.items():
        above = out[parent] if parent >= 0 else 0
        usual = Counter(styles[i] for i, rank in enumerate(ranks) if rank == ranks[members[0]])
        for counts in (Counter(styles[i] for i in members), usual):
            known = Counter({style: count for style, count in counts.items() if style > above})
            if known:
                for i in members:
                    out[i] = known.most_common(1)[0][0]
                break
    return out


def _sort(style: int, rank: int, look: Look, within: int) -> _Sort:
    if style:
        return _Sort(style, within)
    return _Sort(0, rank) if rank else _Sort(0, 0, look)


def _rank_all(texts: Sequence[str]) -> list[int]:
    """The rank of each; a number alone is that of a chapter where the others have points."""
    pointed = any(rank_number(text) and count_points(text) > 0 for text in texts)
    ranks: list[int] = []
    last: dict[int, int] = {}  # rank → the number of its last heading
    for text in texts:
        rank, ordinal = rank_number(text), read_ordinal(text)
        bare = rank_bare(text)
        if not rank and (pointed or last.get(bare, 0) + 1 == ordinal > 1):
            rank = bare
        if rank:
            last[rank] = ordinal
        ranks.append(rank)
    return ranks


def _strip(look: Look) -> Look:
    return replace(look, level=0)


def _is_below(own: _Sort, above: _Sort, headings: Sequence[_Heading]) -> bool:
    """Whether headings of the kind `own` stand below one of the kind `above`."""
    if own.style and above.style:
        return (own.style, own.rank) > (above.style, above.rank)
    weights = _weigh(own, headings), _weigh(above, headings)
    if above.look and sum(heading.sort == above for heading in headings) == 1:
        # One line in a look of its own is no part of a text with chapters; but （1） is no chapter.
        low = own.rank > HIGHEST_ITEM and all(size for size, *_ in weights) and weights[0] < weights[1]
        return low and _count_below(own, above, headings) > 0
    anew, on = _count_series(own, above, headings)
    plain = all(size for size, *_ in weights) and weights[0] < weights[1]
    if above.style and plain and not own.style and on <= anew:
        return True
    if own.style and above.look and not anew and _count_below(own, above, headings) < 2:
        return False
    ranks = _find_rank(own, headings), _find_rank(above, headings)
    if all(ranks):
        one, other = ranks
        return one > other or anew > on or (one == other and above.style > 0)
    if anew != on:
        return anew > on
    anew, on = _count_series(above, own, headings)
    if anew != on:
        return on > anew
    if all(size for size, *_ in weights) and weights[0] != weights[1]:
        return weights[0] < weights[1]
    return above.style > 0 and (any(ranks) or not own.style)


def _count_below(own: _Sort, above: _Sort, headings: Sequence[_Heading]) -> int:
    """How many headings of one kind stand right below one of another."""
    return sum(one.sort == above and other.sort == own for one, other in pairwise(headings))


def _find_rank(sort: _Sort, headings: Sequence[_Heading]) -> int:
    """The rank of the numbers that most headings of a kind have."""
    return Counter(own.rank for own in headings if own.sort == sort).most_common(1)[0][0]


def _count_series(numbered: _Sort, between: _Sort, headings: Sequence[_Heading]) -> tuple[int, int]:
    """How often the numbers of one kind begin anew behind a heading of another, and how often they go on."""
    anew = on = before = 0
    parted = False
    for own in headings:
        if own.sort == between:
            parted = True
        if own.sort == numbered and own.ordinal:
            if parted and before:
                anew += own.ordinal == 1
                on += own.ordinal == before + 1
            before, parted = own.ordinal, False
    return anew, on


def _weigh(sort: _Sort, headings: Sequence[_Heading]) -> tuple[float, bool, bool]:
    """How much the look of most headings of a kind stands out."""
    look = Counter(own.look for own in headings if own.sort == sort).most_common(1)[0][0]
    return look.size, look.align == "center", look.bold
