#!/usr/bin/env python3
"""Texts, a list of phrases and a dictionary → bulletin/check/phrases.xz: what the proofreader knows of set
phrases. The data ships; this script is for who counts anew.

usage: python benchmarks/make_phrases.py TEXT PHRASES.tsv WORDS.txt

TEXT holds paragraphs, one a line: laws (github.com/LawRefBook/Laws) and work reports;
WORDS is the dictionary of jieba 0.42.1 (MIT): word, frequency, class.
"""

from __future__ import annotations

import lzma
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from bulletin.check.phrases import ALONE, drop, swap

OUT = Path(__file__).resolve().parent.parent / "bulletin" / "check" / "phrases.xz"
_HAN = re.compile("[\u4e00-\u9fff]+")
OPTIONAL = frozenset("的和与及了新重大不总全各式化型加以")
WORD = 100
# How often something must stand to be known.
PAIR, WORD_PAIR, GRAM, PHRASE = 4, 10, 90, 10


def list_by_head(pairs: Iterable[str]) -> Iterator[str]:
    """Each first character of `pairs`, and behind it all second ones."""
    by_head: dict[str, list[str]] = defaultdict(list)
    for pair in pairs:
        by_head[pair[0]].append(pair[1])
    yield from (head + "".join(sorted(tails)) for head, tails in sorted(by_head.items()))


def is_swapped(phrase: str, at: int, dictionary: Mapping[str, int]) -> bool:
    """Whether the two characters from `at` in each other's place are a slip: no word, and no two words."""
    first, second = phrase[at], phrase[at + 1]
    return first != second and second + first not in dictionary and not {first, second} <= ALONE


def is_dropped(phrase: str, at: int, dictionary: Mapping[str, int]) -> bool:
    """Whether the phrase cannot lack the character at `at`: a word would be broken."""
    if len(phrase) < 5 or phrase[at] in OPTIONAL:
        return False
    return any(
        dictionary.get(phrase[start : start + 2], 0) >= WORD and phrase[2 * start + 1 - at] not in ALONE
        for start in (at - 1, at)
    )


def main() -> None:
    """Count, and write."""
    text, listed, words = map(Path, sys.argv[1:])
    counts: list[Counter[str]] = [Counter() for _ in range(5)]
    for line in text.open(encoding="utf-8"):
        for run in _HAN.findall(line):
            for size in (2, 4):
                counts[size].update(run[at : at + size] for at in range(len(run) - size + 1))
    pairs: Counter[str] = Counter()
    dictionary: dict[str, int] = {}
    for line in words.open(encoding="utf-8"):
        word, frequency, *_ = line.split(" ")
        dictionary[word] = int(frequency)
        for at in range(len(word) - 1):
            pairs[word[at : at + 2]] += int(frequency)
    common = {pair for pair, count in counts[2].items() if count >= PAIR}
    common |= {pair for pair, count in pairs.items() if count >= WORD_PAIR and _HAN.fullmatch(pair)}
    phrases = {}
    for line in listed.open(encoding="utf-8"):
        if not line.startswith("#"):
            phrase, uses, _ = line.split("\t")
            if int(uses) >= PHRASE:
                phrases[phrase] = int(uses)
    for gram, count in counts[4].items():
        if count >= GRAM:
            phrases.setdefault(gram, 0)
    whole = "\n".join(phrases)

    def is_new(form: str) -> bool:
        grams = [form[at : at + 4] for at in range(len(form) - 3)]
        return form not in whole and any(counts[4][gram] == 0 for gram in grams)

    lines = []
    for phrase in sorted(phrases):
        swaps = [at for at in range(len(phrase) - 1) if is_swapped(phrase, at, dictionary)]
        drops = [at for at in range(1, len(phrase) - 1) if is_dropped(phrase, at, dictionary)]
        told = ["".join(str(at) for at in swaps if is_new(swap(phrase, at)))]
        told.append("".join(str(at) for at in drops if is_new(drop(phrase, at))))
        lines.append("\t".join((phrase, *told)))
    two = {
        word
        for word, count in dictionary.items()
        if len(word) == 2 and count >= WORD and _HAN.fullmatch(word)
    }
    parts = ["\n".join(list_by_head(common)), "\n".join(lines), "\n".join(list_by_head(two))]
    data = "\n\n".join(parts).encode("utf-16-le")
    OUT.write_bytes(lzma.compress(data, preset=9 | lzma.PRESET_EXTREME))
    print(f"{len(common)} pairs, {len(phrases)} phrases: {OUT.stat().st_size} bytes")


if __name__ == "__main__":
    main()
