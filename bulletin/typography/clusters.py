"""Runs in, grapheme clusters out, with their widths, gaps and the room in their marks."""

from collections.abc import Sequence
from dataclasses import dataclass

from bulletin.typography.classes import GAPPED, LATIN, Class, classify_char, is_extender
from bulletin.typography.model import Advance, Kind, Run
from bulletin.typography.style import Give, Style

_FULL = 0.9  # a mark narrower than this is not full-width and has nothing to give
_HALF = 0.5
_GREEK = 0x370
_PASSAGE = 24  # characters of Latin that may count at the pitch: more would be 2 em off and worse
_SIGNS = frozenset({Class.PREFIX, Class.POSTFIX})
_QUOTES = frozenset("“”‘’")
_ZERO_WIDTH = frozenset({Class.ZERO, Class.SOFT, Class.NEWLINE})
_GIVES = {
    Class.OPEN: Give.BRACKET,
    Class.CLOSE: Give.BRACKET,
    Class.COMMA: Give.COMMA,
    Class.STOP: Give.STOP,
    Class.MIDDLE: Give.MIDDLE,
}
_BOXES = frozenset({Kind.BOX, Kind.LEADER})
_PICTOGRAPH = frozenset({Class.WIDE, Class.LETTER, Class.SYMBOL})


@dataclass(slots=True)
class Clusters:
    """A paragraph as parallel lists, an entry for each grapheme cluster; widths in em of it."""

    text: str
    start: list[int]  # offset into the text; one entry more, the text's length
    kind: list[Class]
    run: list[int]
    size: list[float]
    advance: list[float]  # as the font has it
    width: list[float]  # as it is set: advance, but 0 for a soft hyphen
    counted: list[float]  # as it is counted when lines are broken
    gap: list[float]  # added behind it inside a line: a gap, or below 0 between adjacent marks
    give: list[Give | None]  # what kind of room the mark has
    left: list[float]  # how much of it, before the mark
    right: list[float]  # and behind it
    pair: list[float]  # what it and the next mark have between them, where both are full-width


def measure_clusters(runs: Sequence[Run], style: Style, advance: Advance) -> Clusters:
    """Divide the paragraph into clusters and measure every one of them."""
    out = Clusters("".join(run.text for run in runs), [], [], [], [], [], [], [], [], [], [], [], [])
    offset = 0
    for index, run in enumerate(runs):
        if run.text:
            _measure_run(out, index, run, offset, advance)
        offset += len(run.text)
    out.start.append(offset)
    _settle_quotes(out)
    _count_widths(out, runs, style)
    _measure_marks(out)
    _set_gaps(out, style)
    _measure_pairs(out, style)
    return out


def _measure_run(out: Clusters, index: int, run: Run, offset: int, advance: Advance) -> None:
    if run.kind in _BOXES or (run.kind is Kind.NOTE and run.width is not None):
        kind = Class.BOX if run.kind in _BOXES else Class.NOTE
        _add(out, offset, kind, index, run.size, run.width or 0.0)
        return
    widths = advance(run.text, run.font)
    size = run.size
    if run.kind is Kind.NOTE:
        _add(out, offset, Class.NOTE, index, size, sum(widths) * size)
        return
    previous = ""
    regional = False  # an odd number of regional indicators precedes: the next one completes a flag
    for position, char in enumerate(run.text):
        code = ord(char)
        is_flag = 0x1F1E6 <= code <= 0x1F1FF
        if code >= 0x300 and previous:
            joined = previous == "\u200d" and classify_char(char) in _PICTOGRAPH
            if joined or is_extender(char) or (is_flag and regional):
                out.advance[-1] += widths[position] * size
                out.width[-1] = out.advance[-1]
                regional = False
                previous = char
                continue
        elif char == "\n" and previous == "\r":
            out.advance[-1] += widths[position] * size
            previous = char
            continue
        regional = is_flag
        kind = classify_char(char)
        if run.kind is Kind.URL and kind in _SIGNS:
            kind = Class.SYMBOL  # %20 is part of the address
        if kind is Class.LETTER and code >= _GREEK and widths[position] > _FULL:
            kind = Class.WIDE  # the alphabets of a Chinese font stand in squares
        _add(out, offset + position, kind, index, size, widths[position] * size)
        previous = char


def _add(out: Clusters, start: int, kind: Class, run: int, size: float, advance: float) -> None:
    out.start.append(start)
    out.kind.append(kind)
    out.run.append(run)
    out.size.append(size)
    out.advance.append(advance)
    out.width.append(0.0 if kind in _ZERO_WIDTH else advance)


def _settle_quotes(out: Clusters) -> None:
    """Tell apostrophes from closing marks, and the two sides of a straight quotation mark."""
    is_open = False
    kinds = out.kind
    last = len(kinds) - 1
    for i, kind in enumerate(kinds):
        if kind is Class.CLOSE:
            inside = 0 < i < last and kinds[i - 1] is Class.LETTER and kinds[i + 1] is Class.LETTER
            if inside and out.text[out.start[i]] == "’":
                kinds[i] = Class.LATIN_CLOSE
        elif kind is Class.QUOTE and out.text[out.start[i]] == '"':
            is_open = not is_open
            kinds[i] = Class.LATIN_OPEN if is_open else Class.LATIN_CLOSE


def _count_widths(out: Clusters, runs: Sequence[Run], style: Style) -> None:
    """Count numbers, codes and a word or two of Latin at the style's pitch.

    The office's 仿宋_GB2312 sets all Latin half an em wide. Counted so, a line of ours holds what
    theirs did, although the decimal point of our Latin is narrower and its capitals are wider. A
    longer passage would come out far too loose and counts as it is, and so does a web address.
    """
    out.counted = list(out.width)
    if not style.latin_pitch:
        return
    i, count = 0, len(out.kind)
    while i < count:
        if not _is_half_width(out, i):
            i += 1
            continue
        first = i
        while i < count and (_is_half_width(out, i) or _is_inner_space(out, i)):
            i += 1
        if i - first > _PASSAGE or any(runs[out.run[k]].kind is Kind.URL for k in range(first, i)):
            continue
        for k in range(first, i):
            if out.text[out.start[k]] != "＆":
                out.counted[k] = style.latin_pitch * out.size[k]


def _is_half_width(out: Clusters, i: int) -> bool:
    """Whether a cluster is Latin, or a sign of a number that is not full-width: %, °, ¥."""
    kind = out.kind[i]
    if kind in LATIN:
        return True
    return kind in _SIGNS and out.width[i] < _FULL * out.size[i]


def _is_inner_space(out: Clusters, i: int) -> bool:
    return out.kind[i] is Class.SPACE and i + 1 < len(out.kind) and _is_half_width(out, i + 1)


def _measure_marks(out: Clusters) -> None:
    """CLREQ, Punctuation Adjustment Space: ‘（’ gives on its left, ‘·’ on both, ‘）’ right."""
    count = len(out.kind)
    out.give = [None] * count
    out.left = [0.0] * count
    out.right = [0.0] * count
    for i, kind in enumerate(out.kind):
        give = _GIVES.get(kind)
        if give is None or out.width[i] < _FULL * out.size[i]:
            continue
        room = out.width[i] - _HALF * out.size[i]
        out.give[i] = give
        if kind is Class.OPEN:
            out.left[i] = room
        elif kind is Class.MIDDLE:
            out.left[i] = out.right[i] = room / 2
        else:
            out.right[i] = room


def _set_gaps(out: Clusters, style: Style) -> None:
    """Set the gap between Han and Latin, of which a space typed there is part; close up marks."""
    kinds, count = out.kind, len(out.kind)
    out.gap = gaps = [0.0] * count
    for i in range(count - 1):
        kind, following = kinds[i], kinds[i + 1]
        if kind is Class.HAN:
            if following in GAPPED:
                gaps[i] = style.gap
            elif following is Class.SPACE and i + 2 < count and kinds[i + 2] in GAPPED:
                gaps[i + 1] = style.gap - out.width[i + 1]
                out.counted[i + 1] = out.width[i + 1]
        elif kind in GAPPED:
            if following is Class.HAN:
                gaps[i] = style.gap
            elif following is Class.SPACE and i + 2 < count and kinds[i + 2] is Class.HAN:
                gaps[i + 1] = style.gap - out.width[i + 1]
                out.counted[i + 1] = out.width[i + 1]
        elif style.adjacent and out.give[i] and out.give[i + 1]:
            _close_up(out, i, style.adjacent)


def _close_up(out: Clusters, i: int, amount: float) -> None:
    """CLREQ, Adjustment of adjacent punctuation marks: brackets stay close to what they enclose."""
    side = out.left if out.kind[i + 1] is Class.OPEN else out.right
    at = i + 1 if side is out.left else i
    taken = min(amount * out.size[at], side[at])
    side[at] -= taken
    out.gap[i] -= taken


def _measure_pairs(out: Clusters, style: Style) -> None:
    """Where marks meet, the blank between; “” ‘’, also Latin's, keep theirs in the originals."""
    out.pair = pairs = [0.0] * len(out.kind)
    if not style.pair_room:
        return
    for i in range(len(pairs) - 1):
        if not (out.give[i] and out.give[i + 1]):
            continue
        if out.right[i] and out.text[out.start[i]] not in _QUOTES:
            pairs[i] = min(style.pair_room * out.size[i], out.right[i])
        elif out.left[i + 1] and out.text[out.start[i + 1]] not in _QUOTES:
            pairs[i] = min(style.pair_room * out.size[i + 1], out.left[i + 1])
