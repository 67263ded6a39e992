"""The lines of an article → those that a word and a number in front make headings: 问题1、…, 案例二：…."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bulletin.hanzi import HAN_NUMBER, parse_numeral
from bulletin.importing.model import Look
from bulletin.importing.recognise.facts import Facts
from bulletin.importing.recognise.titles.ranks import stands_out
from bulletin.importing.recognise.tuning import TUNING

_LABELLED = re.compile(
    rf"(?P<label>[\u3400-\u9fffA-Z]{{1,4}}?)\s?(?P<number>[0-9]{{1,3}}|{HAN_NUMBER})(?P<mark>[、.．:：\s\u3000])\s*\S"
)


def find_labelled(facts: Sequence[Facts], body: Look) -> frozenset[int]:
    """The lines that stand out in one manner and begin with one word and the numbers from 1 on, each with a
    text below: they are headings, though they may be long or ask something."""
    series: dict[tuple[Look, str, str], list[int]] = {}
    counts: dict[int, int] = {}
    for i, own in enumerate(facts):
        words = own.words
        if not own.is_text or words.caption or words.level or not stands_out(own.look, body):
            continue
        match = _LABELLED.match(words.text.strip())
        if match and len(words.text) <= TUNING.labelled_longest:
            series.setdefault((own.look, match["label"], match["mark"]), []).append(i)
            counts[i] = parse_numeral(match["number"]) or 0
    found: set[int] = set()
    for members in series.values():
        rising = [counts[i] for i in members] == list(range(1, len(members) + 1))
        over = all(
            i + 1 < len(facts) and not (facts[i + 1].is_text and facts[i + 1].look == facts[i].look)
            for i in members
        )
        if len(members) >= TUNING.labelled_least and rising and over:
            found |= set(members)
    return frozenset(found)
