"""Lines of pages → those that go on an item whose number or mark hangs out to their left."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bulletin.importing.model import PageLine
from bulletin.importing.patterns import BULLETS, is_enumerated
from bulletin.importing.recognise.facts import classify_words
from bulletin.importing.recognise.paragraphs.frames import Frame
from bulletin.importing.recognise.paragraphs.measure import measure_first
from bulletin.importing.recognise.tuning import TUNING

# What an item may begin with, beside the numbers of headings: [1], 1) , A. , 12 , 第一条, — , • , 注：.
_MARK = re.compile(
    r"[\[［〔【][0-9０-９A-Za-z]{1,3}[\]］〕】]|[（(]?[0-9０-９A-Za-z]{1,2}(?:\.[0-9]{1,2})*[）)．.、:：]"
    r"|[—–\-·*]{1,2}\s*(?=\S)|[0-9]{1,3}\s+(?=\S)|第[0-9一二三四五六七八九十百]{1,5}[条款项章节]|\w{1,6}[:：]|[\u2776-\u2793\u3251-\u325f]"
)


def find_hanging(lines: Sequence[PageLine], frames: Sequence[Frame]) -> frozenset[int]:
    """The lines that go on an item: they begin farther in than its first line, all at one place, and what
    stands above each is full.

    The first line of a paragraph is set in, too, below a heading with a number that happens to fill its line;
    but the second is not.
    """
    found: set[int] = set()
    for i, line in enumerate(lines):
        if i not in found and _hangs(line.text):
            rest = _find_rest(i, lines, frames)
            if rest and _is_hanging(i, rest, lines, frames):
                found |= set(rest)
    return frozenset(found)


def _hangs(text: str) -> bool:
    return is_enumerated(text) or text[:1] in tuple(BULLETS) or bool(_MARK.match(text))


def _find_rest(first: int, lines: Sequence[PageLine], frames: Sequence[Frame]) -> list[int]:
    """The lines below an item's first that begin at one place, farther in than it, under full ones."""
    em = frames[first].size
    rest: list[int] = []
    start = 0.0
    for i in range(first + 1, len(lines)):
        before, line = lines[i - 1], lines[i]
        place = line.left - frames[i].left
        inset = place - (lines[first].left - frames[first].left)
        if not rest:
            start = place
        if (
            not TUNING.hang_least * em < inset < TUNING.hang_most * em
            or abs(place - start) > TUNING.page_same_indent * em
            or abs(before.size - line.size) > TUNING.page_other_size * em
            or not _is_near(before, line, frames[i])
            or frames[i - 1].right - before.right > (measure_first(line.text) + TUNING.hang_room) * em
            or (
                (_hangs(line.text) or line.heavy != lines[first].heavy)
                and classify_words(before.text).ends_sentence
            )
        ):
            break
        rest.append(i)
    return rest


def _is_near(before: PageLine, line: PageLine, frame: Frame) -> bool:
    """Whether a line is the next below, or the first of the next column or page."""
    if before.page != line.page or before.column != line.column:
        return True
    return 0 < before.y - line.y <= TUNING.page_gap * frame.pitch


def _is_hanging(first: int, rest: Sequence[int], lines: Sequence[PageLine], frames: Sequence[Frame]) -> bool:
    """Whether the lines `rest` go on the item, and are no paragraphs of their own below it."""
    if not classify_words(lines[rest[0] - 1].text).ends_open and len(rest) < TUNING.hang_many:
        last = lines[rest[-1]]
        follows = rest[-1] + 1
        full = frames[rest[-1]].right - last.right <= TUNING.hang_room * frames[first].size
        return not full and (follows == len(lines) or _hangs(lines[follows].text))
    follows = rest[-1] + 1
    if follows == len(lines) or len(rest) > 1:
        return True
    after, last = lines[follows], lines[rest[0]]
    em = frames[first].size
    # A paragraph goes on at the edge, behind a full first line that ends within a sentence.
    at_edge = after.left - frames[follows].left < TUNING.hang_least * em
    full = frames[rest[0]].right - last.right <= (measure_first(after.text) + TUNING.hang_room) * em
    return not (at_edge and full and not _hangs(after.text))
