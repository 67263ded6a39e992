"""Runs and a measure in, lines out: fill each, narrow it rather than leave it short."""

from bisect import bisect_right
from collections.abc import Sequence

from bulletin.typography.balance import balance_lines
from bulletin.typography.breaks import Break
from bulletin.typography.divide import divide_piece, tear_piece
from bulletin.typography.justify import justify_line
from bulletin.typography.model import Advance, Cohesion, Hyphenate, Line, Run
from bulletin.typography.paragraph import EPSILON, Paragraph
from bulletin.typography.style import Style

Spans = list[tuple[int, int]]


def compose_paragraph(
    runs: Sequence[Run],
    measure: float,
    style: Style,
    advance: Advance,
    *,
    indent: float = 0.0,
    hyphenate: Hyphenate | None = None,
    cohesion: Cohesion | None = None,
) -> tuple[Line, ...]:
    """Compose one paragraph; `measure` and the first line's `indent` are in em of the paragraph.

    Words are divided only where there is `hyphenate`; balanced lines break where `cohesion` is least.
    """
    paragraph = Paragraph(tuple(runs), style, advance)
    spans = fill_lines(paragraph, measure, indent, hyphenate)
    if style.balance:
        spans = balance_lines(paragraph, spans, measure, indent, cohesion)
    spans = mend_last_lines(paragraph, spans, measure, indent)
    return tuple(
        justify_line(
            paragraph,
            first,
            end,
            measure,
            0.0 if number else indent,
            is_last=paragraph.is_last(end),
        )
        for number, (first, end) in enumerate(spans)
    )


def fill_lines(
    paragraph: Paragraph, measure: float, indent: float = 0.0, hyphenate: Hyphenate | None = None
) -> Spans:
    """First fit, as the originals were set: a line that is full is not looked at again."""
    spans: Spans = []
    first = 0
    while first < paragraph.count:
        end = _find_end(paragraph, first, measure - (0.0 if spans else indent), hyphenate)
        spans.append((first, end))
        first = end
    return spans


def _find_end(paragraph: Paragraph, first: int, measure: float, hyphenate: Hyphenate | None) -> int:
    stops, breaks = paragraph.stops, paragraph.breaks
    best = 0
    for number in range(bisect_right(stops, first), len(stops)):
        end = stops[number]
        if breaks[end - 1] is Break.HYPHEN and end not in paragraph.hyphens:
            paragraph.hyphens[end] = paragraph.measure_hyphen(end)
        if not paragraph.holds(first, end, measure):
            if _pulls_in(paragraph, first, best, end, measure):
                return end
            best = divide_piece(paragraph, first, best, end, measure, hyphenate) or best
            return best or tear_piece(paragraph, first, end, measure)
        best = end
        if breaks[end - 1] is Break.FORCED:
            break
    return best


def _pulls_in(paragraph: Paragraph, first: int, best: int, end: int, measure: float) -> bool:
    """Whether the line takes in the piece from `best` to `end` by narrowing its marks.

    CLREQ, Prohibition Rules for Line Start and Line End: first pull in, then push out. The
    originals do so where the line would else come out a whole character short; short of that,
    only the blank between two adjacent marks is given up for one more character.
    """
    pairs = paragraph.find_pair_room(first, end)
    if pairs and paragraph.holds(first, end, measure, pairs):
        return True
    short = measure - (paragraph.count_reach(first, best) if best else 0.0)
    if short < paragraph.style.pull_in_from - EPSILON:
        return False
    if best and paragraph.tail[end] - best == 1:
        return False  # one character that kinsoku has no part in: it just starts the next line
    return paragraph.holds(first, end, measure, paragraph.find_room(first, end))


def mend_last_lines(paragraph: Paragraph, spans: Spans, measure: float, indent: float) -> Spans:
    """CLREQ, Handling of Widows and Orphans: where the text ends, and at each forced break, the line before
    gives to a character alone."""
    out: Spans = []
    begins = True  # no line stands before this one that could give
    for span in spans:
        width = measure - (indent if len(out) == 1 else 0.0)
        out.append(span)
        is_last = paragraph.is_last(span[1])
        if is_last and not begins and paragraph.is_orphan(*span):
            out[-2:] = _mend_line(paragraph, out[-2], span, (width, measure))
        begins = is_last
    return out


def _mend_line(
    paragraph: Paragraph, before: tuple[int, int], last: tuple[int, int], widths: tuple[float, float]
) -> Spans:
    """The last two lines, or one, so that no character is alone; as they were where that cannot be."""
    (first, middle), (_, end), style = before, last, paragraph.style
    if paragraph.breaks[middle - 1] is not Break.ALLOWED:
        return [before, last]
    has_leader = any(
        paragraph.is_leader(i) for i in range(middle, end)
    )  # which may become wider than it counts
    if not has_leader and paragraph.holds(first, end, widths[0], paragraph.find_room(first, end)):
        return [(first, end)]
    stops = paragraph.stops
    for at in reversed(stops[bisect_right(stops, first) : bisect_right(stops, middle - 1)]):
        if style.justify and widths[0] - paragraph.count_width(first, at) > style.badly_loose:
            break
        if paragraph.breaks[at - 1] is Break.ALLOWED and not paragraph.is_orphan(at, end):
            return [(first, at), (at, end)] if paragraph.holds(at, end, widths[1]) else [before, last]
    return [before, last]
