"""Paragraphs and how they stand → which is only the rest of the one above, broken by hand at a line's end.

Who wants to see where a line ends, or pastes lines out of an e-mail, presses Enter within a sentence: the
line above is full, and what follows has no indent, where the paragraphs of the document have one; where none
has, the line shows by a mark within it that it is of a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bulletin.hanzi import is_chinese
from bulletin.importing.model import Area, Block, Kind
from bulletin.importing.patterns import ATTACHMENTS, ends_open, ends_sentence, heading_level, is_enumerated

_BLANKS = " \t\u00a0\u2002\u3000"
_ROOM = 1.7  # em at the end of a full line that a character and a mark behind it do not fit in
_BEYOND = 2.5  # em over it: marks are narrowed, letters and characters may be set tighter
_SHORTEST = 10  # characters of a paragraph that was broken
_WITHIN = re.compile("[，。；、：]")  # what a sentence has, and a title hardly
_MOST_LINES = 3  # of a paragraph, beyond which its width does not tell where its last line ends
_LONG = 20  # characters of a paragraph that shows by its indent how the document sets them
_MOST_BARE = 0.3  # share of these that have no indent
_INDENT = 0.5  # em: less is none


@dataclass(frozen=True, slots=True)
class Stand:
    """How a paragraph stands: the indent of its first line and of the others, the size, the width of the text
    (all in pt); whether it has an automatic number; its alignment."""

    first: float
    left: float
    size: float
    measure: float
    numbered: bool
    align: str


def mark_rests(blocks: Sequence[Block], stands: Mapping[int, Stand]) -> list[Block]:
    """The blocks, those marked that go on with the paragraph above; `stands` are those of some, by place."""
    out = list(blocks)
    long = [stand for i, stand in stands.items() if len(blocks[i].text) >= _LONG and not stand.numbered]
    bare = sum(stand.first < _INDENT * stand.size for stand in long) > _MOST_BARE * len(long)
    for i, stand in stands.items():
        before = stands.get(i - 1)
        if before is None or not _goes_on(stand, out[i]) or not _follows(out[i - 1], out[i]):
            continue
        text = out[i - 1].text
        if out[i].page:  # it filled its page, and so the line; how wide a program set that does not matter
            off = not bare and _is_parted(text, out[i].text)
        elif bare:  # no indent tells: the line has to be full, of a sentence
            off = bool(_WITHIN.search(text)) and _breaks_off(text, before, by_mark=False)
        else:
            indented = before.first >= _INDENT * before.size or out[i - 1].rest
            off = indented and _breaks_off(text, before, by_mark=True)
        if off and before.size == stand.size:
            out[i] = replace(out[i], rest=True)
    return out


def _goes_on(stand: Stand, block: Block) -> bool:
    """Whether a paragraph may be the rest of another: it has neither an indent nor a number."""
    text = block.text
    bare = stand.first < _INDENT * stand.size and not stand.numbered and stand.align == "left"
    return (
        bare
        and text[:1] not in _BLANKS
        and not heading_level(text)
        and not is_enumerated(text)
        and not ATTACHMENTS.match(text)
    )


def _follows(before: Block, after: Block) -> bool:
    """Whether two blocks are paragraphs of the text, one right below the other."""
    both = all(block.kind is Kind.PARAGRAPH and block.area is Area.BODY for block in (before, after))
    return both and before.origin.spans[-1][-1] + 1 == after.origin.first


def _is_parted(before: str, after: str) -> bool:
    """Whether a new page parts a sentence: one ends on it that has begun on the page before."""
    words = before.strip(_BLANKS)
    within = len(words) >= _LONG and bool(_WITHIN.search(words)) and is_chinese(words[-1])
    return within and ends_open(words) and bool(_WITHIN.search(after)) and ends_sentence(after)


def _breaks_off(text: str, stand: Stand, *, by_mark: bool) -> bool:
    """Whether a paragraph that stands so ends within a sentence: where its last line is full and has no mark,
    or `by_mark`, the last, alone."""
    words = text.strip(_BLANKS)
    if "\n" in words or len(words) < _SHORTEST:
        return False
    if by_mark and words[-1] in "，、":
        return True
    if not ends_open(words):
        return False
    length = sum(stand.size if is_chinese(char) else stand.size / 2 for char in words)
    start, lines = stand.first, 1
    while length > stand.measure - start + _BEYOND * stand.size and lines <= _MOST_LINES:
        length -= stand.measure - start
        start, lines = stand.left, lines + 1
    return lines <= _MOST_LINES and length >= stand.measure - start - _ROOM * stand.size
