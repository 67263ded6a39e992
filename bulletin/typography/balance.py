"""Lines of a title in, as many of like length out, broken at a pause where there is one."""

from bisect import bisect_right
from itertools import pairwise

from bulletin.typography.classes import MARKS, Class
from bulletin.typography.paragraph import EPSILON, Paragraph

_PAUSE = frozenset({Class.SPACE, Class.NEWLINE}) | MARKS
# GB/T 9704-2012 §7.3.1: where a title breaks, words stay whole. We know pauses, not words: a break elsewhere
# costs as much as two lines each 2.4 em off.
_NO_PAUSE = 12.0
_ORPHAN = 1000.0
_MOST_LINES = 8  # a title; anything longer is text, and balancing it would take long

Spans = list[tuple[int, int]]


def balance_lines(paragraph: Paragraph, spans: Spans, measure: float, indent: float) -> Spans:
    """Break each stretch between forced breaks into as many lines as first fit did, but evenly."""
    out: Spans = []
    group: Spans = []
    for span in spans:
        group.append(span)
        if paragraph.is_last(span[1]):
            out += _balance_group(paragraph, group, measure, 0.0 if out else indent)
            group = []
    return out


def _balance_group(paragraph: Paragraph, spans: Spans, measure: float, indent: float) -> Spans:
    first, end = spans[0][0], spans[-1][1]
    stops = [stop for stop in paragraph.stops if first < stop <= end]
    if not 1 < len(spans) <= _MOST_LINES or not {stop for _, stop in spans} <= set(stops):
        return spans  # nothing to balance, or a piece torn or a word divided
    target = paragraph.real_width(first, end) / len(spans)
    # stop -> (cost, stops) of the cheapest way to set the text up to there in the lines so far
    best: dict[int, tuple[float, tuple[int, ...]]] = {first: (0.0, ())}
    for line in range(len(spans)):
        width_most = measure - (0.0 if line else indent)
        following: dict[int, tuple[float, tuple[int, ...]]] = {}
        for start, (cost, path) in best.items():
            for stop in stops[bisect_right(stops, start) :]:
                width = paragraph.real_width(start, stop)
                if width > width_most + EPSILON:
                    break
                if (line == len(spans) - 1) != (stop == end):
                    continue
                total = cost + (width - target) ** 2 + _price_break(paragraph, start, stop, end)
                if stop not in following or total < following[stop][0] - EPSILON:
                    following[stop] = total, (*path, stop)
        best = following
    if end not in best:
        return spans
    path = first, *best[end][1]
    return list(pairwise(path))


def _price_break(paragraph: Paragraph, start: int, stop: int, end: int) -> float:
    if stop == end:
        return _ORPHAN if paragraph.is_orphan(start, end) else 0.0
    kinds = paragraph.clusters.kind
    return 0.0 if kinds[stop - 1] in _PAUSE or kinds[stop] in MARKS else _NO_PAUSE
