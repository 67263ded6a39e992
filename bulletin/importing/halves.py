"""Lines that are paragraphs → the same with the halves joined that a new page has parted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bulletin.importing.model import Block, Line, Origin, Run
from bulletin.importing.patterns import NO_START, ends_open, heading_level, is_enumerated
from bulletin.importing.spacing import join_printed

_ENOUGH = 8  # lines that tell whether a paragraph breaks off
_LONG = 46  # characters; a title is shorter, half a paragraph of two lines is longer


@dataclass(frozen=True, slots=True)
class Joined:
    """Paragraphs of a text; which of them were parted without a sure sign, and which were put together from
    two halves; the measure in em at which lines were broken, 0 where they were not."""

    blocks: tuple[Block, ...]
    doubtful: tuple[Block, ...] = ()
    mended: tuple[Block, ...] = ()
    measure: float = 0.0


def make_block(lines: Sequence[Line]) -> Block:
    """The paragraph that `lines` make, with its place."""
    first, last = lines[0].number, lines[-1].number
    place = f"第{first}行" if first == last else f"第{first}—{last}行"
    return Block((Run(join_printed(line.text for line in lines)),), origin=Origin(place=place))


def is_indented(line: Line) -> bool:
    """Whether a line stands in by about two characters."""
    return "\u3000" in line.lead or "\t" in line.lead or len(line.lead) >= 2


def join_halves(lines: Sequence[Line], spans: Sequence[range], singles: frozenset[int]) -> Joined:
    """Join the halves of paragraphs that a new page has parted; every other line is a paragraph."""
    known = {i: span for span in spans for i in span}
    parts: list[range] = []
    mended: set[int] = set()
    for i, line in enumerate(lines):
        if i in known:
            if i == known[i].start:
                parts.append(known[i])
            continue
        before = parts[-1] if parts and parts[-1].stop == i else None
        if (
            before is not None
            and i not in singles
            and before.start not in known
            and before.start not in singles
            and _is_half(join_printed(lines[k].text for k in before[-_ENOUGH:]), line.text, bool(spans))
            and not heading_level(line.text)
            and not is_indented(line)
        ) or (before is not None and i not in singles and line.text[0] in NO_START):
            parts[-1] = range(before.start, i + 1)
            mended.add(before.start)
        else:
            parts.append(range(i, i + 1))
    blocks = [make_block(lines[part.start : part.stop]) for part in parts]
    marked = tuple(block for block, part in zip(blocks, parts, strict=True) if part.start in mended)
    return Joined(tuple(blocks), mended=marked)


def _is_half(text: str, following: str, listed: bool) -> bool:
    """Tell whether `text` breaks off within a sentence, and is no title, item or note in brackets.

    Where the titles are `listed` in the contents, what has a comma is none of them.
    """
    if ends_open(text):
        return len(text) >= _LONG or "。" in text or text[-1] in "，、" or (listed and "，" in text)
    if text[-1] in "；;":
        return len(text) >= _LONG and not is_enumerated(following)
    return text[-1] in "）)】" and len(text) >= _LONG and text[0] not in "（(【"
