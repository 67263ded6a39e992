"""A piece that a line cannot hold in, where to divide it out: a word by a hyphen, a code without one."""

from collections.abc import Iterator

from bulletin.typography.classes import NO_END, NO_START, Class
from bulletin.typography.model import Hyphenate, Kind
from bulletin.typography.paragraph import Paragraph

_SHORTEST_WORD = 5
_SHORTEST_CODE = 12  # characters; a shorter one begins the next line whole
_SHORTEST_PART = 3  # characters of a code on either side
# A code's own marks, behind which it parts best; at a hyphen nobody knows whose it is.
CODE_MARKS = "/\\_.@=&#?,;:"
# em between the characters of a line from which on the code behind it is parted; between two letters later.
_LOOSE, _LOOSE_FOR_CODE = 0.1, 0.2
_LEAST_ROOM = 1.0  # em; what is less, any line may have to share
_RAGGED = 4.0  # em that may stay empty at the end of a line in which it cannot be shared
_DOUBLED = frozenset({Class.DASH, Class.ELLIPSIS})


def divide_piece(
    paragraph: Paragraph, first: int, best: int, beyond: int, measure: float, hyphenate: Hyphenate | None
) -> int:
    """Where in the piece from `best` to `beyond` the line that begins at `first` ends, as late as it fits;
    0 if it had better end at `best`, which is 0 where the piece begins the line."""
    room = measure - paragraph.count_reach(first, best) if best else measure
    if room < _LEAST_ROOM:
        return 0
    kinds = paragraph.clusters.kind
    start = best or first
    while not paragraph.codes[start] and kinds[start] is not Class.LETTER:
        start += 1
        if start == beyond or not paragraph.holds(first, start, measure):
            return 0
    if paragraph.codes[start]:
        return _divide_code(paragraph, first, best, beyond, measure) if best else 0
    if not hyphenate or room < paragraph.style.badly_loose:
        return 0
    return _divide_word(paragraph, first, start, beyond, measure, hyphenate)


def _divide_word(
    paragraph: Paragraph, first: int, start: int, beyond: int, measure: float, hyphenate: Hyphenate
) -> int:
    clusters, hyphens = paragraph.clusters, paragraph.hyphens
    end = start
    while end < beyond and clusters.kind[end] is Class.LETTER:
        end += 1
    word = clusters.text[clusters.start[start] : clusters.start[end]]
    if end - start < _SHORTEST_WORD or len(word) != end - start:
        return 0
    for position in reversed(hyphenate(word)):
        at = start + position
        if not start < at < end:
            continue
        hyphens[at] = paragraph.measure_hyphen(at)
        if paragraph.holds(first, at, measure):
            return at
        del hyphens[at]
    return 0


def _divide_code(paragraph: Paragraph, first: int, best: int, beyond: int, measure: float) -> int:
    """Behind a mark of its own, else between any two characters: only in a line that would else show it."""
    clusters, codes = paragraph.clusters, paragraph.codes
    begin, end = best, beyond
    while begin > first and codes[begin - 1]:
        begin -= 1
    while not codes[begin]:
        begin += 1
    if end - begin < _SHORTEST_CODE or Class.LETTER not in clusters.kind[begin:end]:
        return 0  # telephones, dates and sums stay whole
    if _is_set_well(paragraph, first, best, measure, _LOOSE):
        return 0
    places = [
        at
        for at in find_places_to_tear(paragraph, first, beyond, measure)
        if at > best and at - begin >= _SHORTEST_PART and end - at >= _SHORTEST_PART and codes[at - 1]
        if not is_behind_mark(paragraph, at + 1)
    ]
    marked = max((at for at in places if is_behind_mark(paragraph, at)), default=0)
    is_address = paragraph.runs[clusters.run[begin]].kind is Kind.URL
    loose = _LOOSE if is_address else _LOOSE_FOR_CODE
    if _is_set_well(paragraph, first, marked or best, measure, loose):
        return marked
    return max(places, default=0)


def _is_set_well(paragraph: Paragraph, first: int, end: int, measure: float, loose: float) -> bool:
    """Whether a line that ends at `end` does not show that a code begins the next one, by characters that
    stand more than `loose` apart or by a ragged edge."""
    style = paragraph.style
    room = measure - paragraph.count_reach(first, end)
    if room < _LEAST_ROOM or not style.justify:
        return True
    places = sum(place is not None for place in paragraph.places[first : end - 1])
    return room <= (loose * places if room <= style.loosest * places else _RAGGED)


def tear_piece(paragraph: Paragraph, first: int, beyond: int, measure: float) -> int:
    """A piece wider than the measure is broken anywhere, at a lawful place if there is one; a code behind one
    of its marks, where that leaves the line half full."""
    lawful = marked = 0
    for at in find_places_to_tear(paragraph, first, beyond, measure):
        lawful = at
        if paragraph.codes[at - 1] and is_behind_mark(paragraph, at):
            marked = at
    if marked and paragraph.count_width(first, marked) >= measure / 2:
        return marked
    if lawful:
        return lawful
    fitting = first + 1
    while fitting + 1 < beyond and paragraph.holds(first, fitting + 1, measure):
        fitting += 1
    return fitting


def find_places_to_tear(paragraph: Paragraph, first: int, beyond: int, measure: float) -> Iterator[int]:
    """Where a line that begins at `first` may end inside a piece, as far as it fits."""
    clusters = paragraph.clusters
    kinds, text, start = clusters.kind, clusters.text, clusters.start
    for at in range(first + 1, beyond):
        if not paragraph.holds(first, at, measure):
            return
        before, following = kinds[at - 1], kinds[at]
        if following in NO_START or before in NO_END or paragraph.tail[at] != at:
            continue
        if before is following and before in _DOUBLED:
            continue
        if paragraph.codes[at - 1] and (
            text[start[at - 1]] in "-%" or text[start[at] - 2 : start[at] - 1] == "%"
        ):
            continue  # %E4 is one character; a hyphen at a line's end might be none of the code's
        yield at


def is_behind_mark(paragraph: Paragraph, at: int) -> bool:
    """Whether a code has a mark of its own before `at`, other than one inside a number."""
    clusters = paragraph.clusters
    inside = clusters.kind[at - 2 : at - 1] == [Class.DIGIT] == clusters.kind[at : at + 1]
    return clusters.text[clusters.start[at - 1]] in CODE_MARKS and not inside
