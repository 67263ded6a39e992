"""Normalized text of issues → postings: where each pair of neighbouring characters stands, cut into shards.

Postings map a pair to one string: for each issue that has it, in order, the issue's number as one character
and its places there in digits. So they are merged, and an issue is replaced in them, without being decoded.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

Postings = dict[str, str]
Shard = Mapping[str, Sequence[str]]  # first character → [second characters, postings between spaces]

# One request brings a shard whole: small enough for a phone, large enough not to make a file of every pair.
SHARD_BYTES = 16_384
END = "\n"  # of a field or paragraph: no pair reaches across it; it does not stand in normalized text
_BETWEEN_PAIRS = "\t"  # nor does this
_FIRST_ISSUE = 0xA1  # above every digit
_MOST_ISSUES = 0xD800 - _FIRST_ISSUE  # below the surrogates
# The digits of a place: 92 characters that JSON writes as themselves, in one byte each. The first 46 end a
# number, the others go on: a (46, 46)-dense code (Brisaboa et al., 2003), one or two bytes for most.
_DIGITS = "".join(map(chr, range(35, 127))).replace("\\", "!")
_HALF = len(_DIGITS) // 2


def place_pairs(text: str) -> tuple[str, str]:
    """The distinct pairs of `text`, between tabs; where each stands, in characters, between spaces.

    The last character of a paragraph pairs with its END, so that each character begins a pair.
    """
    places: defaultdict[str, list[int]] = defaultdict(list)
    for place, (first, second) in enumerate(pairwise(text)):
        if first != END:
            places[first + second].append(place)
    return _BETWEEN_PAIRS.join(places), " ".join(map(encode_places, places.values()))


def encode_places(places: Sequence[int]) -> str:
    """Rising numbers as the first of them and the steps between, less one, each in digits of its own."""
    return _encode_number(places[0]) + "".join(_encode_number(b - a - 1) for a, b in pairwise(places))


@lru_cache(maxsize=20_000)
def _encode_number(number: int) -> str:
    digits = _DIGITS[number % _HALF]
    number //= _HALF
    while number > 0:
        number -= 1
        digits = _DIGITS[_HALF + number % _HALF] + digits
        number //= _HALF
    return digits


def merge_postings(issues: Sequence[tuple[str, str]]) -> Postings:
    """The postings of all issues, each as `place_pairs` gives it; ValueError for more than 55,000 of them."""
    if len(issues) > _MOST_ISSUES:
        raise ValueError(f"more than {_MOST_ISSUES} issues")
    merged: defaultdict[str, str] = defaultdict(str)  # lists to be joined take twice as long
    for number, (pairs, places) in enumerate(issues):
        for pair, marked in _mark_places(number, pairs, places):
            merged[pair] += marked
    return merged


def replace_issue(postings: Postings, number: int, pairs: str, places: str) -> None:
    """Put another issue, or a first one, in the place of issue `number`."""
    mark = chr(_FIRST_ISSUE + number)
    old = re.compile(f"{mark}[^{chr(_FIRST_ISSUE)}-\\uffff]*")
    for pair in [pair for pair, data in postings.items() if mark in data]:
        postings[pair] = old.sub("", postings[pair])
        if not postings[pair]:
            del postings[pair]
    later = re.compile(f"[{chr(_FIRST_ISSUE + number + 1)}-\\uffff]")
    for pair, marked in _mark_places(number, pairs, places):
        data = postings.get(pair, "")
        after = later.search(data)
        at = after.start() if after else len(data)
        postings[pair] = data[:at] + marked + data[at:]


def _mark_places(number: int, pairs: str, places: str) -> Iterable[tuple[str, str]]:
    mark = chr(_FIRST_ISSUE + number)
    marked = f"{mark}{places.replace(' ', f' {mark}')}".split(" ")
    return zip(pairs.split(_BETWEEN_PAIRS), marked, strict=True) if pairs else ()


def cut_shards(postings: Mapping[str, str]) -> tuple[list[Shard], list[str]]:
    """The postings by code points, cut into shards of about SHARD_BYTES; and the first pair of each."""
    shards: list[Shard] = []
    first_pairs: list[str] = []
    shard: dict[str, tuple[list[str], list[str]]] = {}
    size = SHARD_BYTES

    def close() -> None:
        if shard:
            shards.append({first: ["".join(row[0]), " ".join(row[1])] for first, row in shard.items()})
            shard.clear()

    for pair in sorted(postings):
        data = postings[pair]
        if size + len(data) > SHARD_BYTES:
            close()
            first_pairs.append(pair)
            size = 0
        seconds, lists = shard.setdefault(pair[0], ([], []))
        seconds.append(pair[1])
        lists.append(data)
        size += len(data) + 4
    close()
    return shards, first_pairs


def join_shards(shards: Iterable[Shard]) -> Postings:
    """The postings that were cut into `shards`."""
    return {
        first + second: data
        for shard in shards
        for first, (seconds, lists) in shard.items()
        for second, data in zip(seconds, lists.split(" "), strict=True)
    }
