"""Entries of a contents list, the text below it → where each title stands, and where the two differ."""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterator, Sequence

from bulletin.importing.model import Entry, Remark
from bulletin.importing.patterns import squeeze
from bulletin.importing.recognise.tuning import TUNING


def is_same_title(first: str, second: str) -> bool:
    """Tell whether two titles are the same but for a slip."""
    one, other = squeeze(first), squeeze(second)
    if not one or not other:
        return False
    matcher = difflib.SequenceMatcher(None, one, other, autojunk=False)
    return one == other or matcher.ratio() >= TUNING.match_same


def find_title_spans(
    entries: Sequence[Entry], texts: Sequence[str], skip: frozenset[int]
) -> dict[int, range]:
    """Where the title of each entry (its index) stands among `texts`: one line, or several in a row, up to
    `TUNING.listed_most_lines`.

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
            best = _find_best(squeeze(entry.title), texts, range(first, last), skip, TUNING.match_same)
            if best:
                found[number] = best
    return found


def _find_best(
    wanted: str, texts: Sequence[str], places: range, skip: frozenset[int], least: float
) -> range | None:
    """The lines among `places` that are most like the title `wanted`, and at least as much as `least`."""
    best, reached = None, math.nextafter(least, 0)
    for i in places:
        joined = ""
        for size in range(1, TUNING.listed_most_lines + 1):
            if i + size > places.stop or i + size - 1 in skip:
                break
            joined += squeeze(texts[i + size - 1])
            if len(joined) > TUNING.match_longer * len(wanted) + TUNING.match_more:
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
