"""Lines of a title in, as many of like length out, broken at a pause where there is one."""

from bisect import bisect_right
from itertools import pairwise

from bulletin.typography.classes import Class
from bulletin.typography.model import Cohesion
from bulletin.typography.paragraph import EPSILON, Paragraph

_PAUSE = frozenset({Class.SPACE, Class.NEWLINE, Class.COMMA, Class.STOP})
_OPENING = frozenset({Class.OPEN, Class.LATIN_OPEN})
_CLOSING = frozenset({Class.CLOSE, Class.LATIN_CLOSE})
# GB/T 9704-2012 §7.3.1: where a title breaks, words stay whole. We know pauses, not words; what a break costs
# is in em², as the square of how far a line is off the others' length.
_NO_PAUSE = 16.0  # a break where there is no pause, as much as two lines each 2.8 em off
_WORD = 16.0  # more inside what stands together wherever it is seen
_BESIDE = 8.0  # beside a bracket or a quotation mark
_LISTED = 14.0  # behind 、, which parts what is one list
_INSIDE = 60.0  # inside brackets or quotation marks
_ORPHAN = 1000.0
_MOST_LINES = 8  # a title; anything longer is text, and balancing it would take long

Spans = list[tuple[int, int]]


def balance_lines(
    paragraph: Paragraph, spans: Spans, measure: float, indent: float, cohesion: Cohesion | None
) -> Spans:
    """Break each stretch between forced breaks into as many lines as first fit did, but evenly."""
    prices = _price_breaks(paragraph, cohesion)
    out: Spans = []
    group: Spans = []
    for span in spans:
        group.append(span)
        if paragraph.is_last(span[1]):
            out += _balance_group(paragraph, prices, group, measure, 0.0 if out else indent)
            group = []
    return out


def _balance_group(
    paragraph: Paragraph, prices: list[float], spans: Spans, measure: float, indent: float
) -> Spans:
    first, end = spans[0][0], spans[-1][1]
    if not 1 < len(spans) <= _MOST_LINES:
        return spans
    stops = paragraph.stops[bisect_right(paragraph.stops, first) : bisect_right(paragraph.stops, end)]
    if not {stop for _, stop in spans} <= set(stops):
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
                price = prices[stop - 1] if stop < end else _ORPHAN * paragraph.is_orphan(start, end)
                total = cost + (width - target) ** 2 + price
                if stop not in following or total < following[stop][0] - EPSILON:
                    following[stop] = total, (*path, stop)
        best = following
    if end not in best:
        return spans
    path = first, *best[end][1]
    return list(pairwise(path))


def _price_breaks(paragraph: Paragraph, cohesion: Cohesion | None) -> list[float]:
    """What a break behind each cluster costs, but for the length of its lines."""
    clusters = paragraph.clusters
    kinds, text, start = clusters.kind, clusters.text, clusters.start
    out: list[float] = []
    depth = 0
    for i, kind in enumerate(kinds[:-1]):
        following = kinds[i + 1]
        depth = max(0, depth + (kind in _OPENING) - (kind in _CLOSING))
        price = _INSIDE if depth else 0.0
        if text[start[i]] == "、":
            price += _LISTED
        elif following is Class.OPEN or kind is Class.CLOSE:
            price += _BESIDE
        elif kind not in _PAUSE:
            # The pair is the last character of one cluster and the first of the next.
            together = cohesion(text[start[i + 1] - 1], text[start[i + 1]]) if cohesion else 0.0
            price += _NO_PAUSE + _WORD * together
        out.append(price)
    return [*out, 0.0]
