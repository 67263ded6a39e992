"""Lines of pages → the same without page numbers and what stands at the head or foot of every page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from bulletin.importing.model import Area, Block, Leftover, Origin, PageLine, Reason, Run
from bulletin.importing.patterns import ends_sentence, is_bare_number, is_page_number, squeeze

_EDGE_LINES = 4
_WITHIN = tuple("，、；：,;")  # a head or a foot does not break off
_DIGITS = re.compile(r"[0-9０-９]+")


def split_furniture(
    lines: Sequence[PageLine],
) -> tuple[list[PageLine], tuple[Block, ...], tuple[Leftover, ...]]:
    """Take out page numbers and the heads and feet that come again at one height of the pages.

    Each head or foot is kept once, as a block: it may name the issue, or its editor.
    """
    pages = {line.page for line in lines}
    edges: dict[int, list[PageLine]] = {}
    for line in lines:
        edges.setdefault(line.page, []).append(line)
    outer = {id(line) for own in edges.values() for line in _outer_lines(own)}
    forms = Counter(
        (_DIGITS.sub("0", squeeze(line.text)), round(line.y / 4)) for line in lines if id(line) in outer
    )
    kept: list[PageLine] = []
    left: list[Leftover] = []
    margins: list[Block] = []
    seen: set[str] = set()
    for line in lines:
        form = (_DIGITS.sub("0", squeeze(line.text)), round(line.y / 4))
        near = sum(forms[form[0], form[1] + step] for step in (-1, 0, 1))
        repeated = near >= max(2, 0.3 * len(pages)) and len(line.text) <= 60
        repeated &= not ends_sentence(line.text) and line.text[-1:] not in _WITHIN
        numbered = is_page_number(line.text) or (is_bare_number(line.text) and near > 1)
        if id(line) in outer and (repeated or numbered):
            is_number = numbered or not squeeze(_DIGITS.sub("", line.text))
            origin = Origin.at_page(line.page)
            if is_number or form[0] in seen:
                left.append(Leftover(line.text, Reason.PAGE_NUMBER if is_number else Reason.RUNNING, origin))
            else:
                seen.add(form[0])
                margins.append(Block((Run(line.text),), origin=origin, area=Area.FOOTER))
        else:
            kept.append(line)
    return kept, tuple(margins), tuple(left)


def _outer_lines(own: Sequence[PageLine]) -> list[PageLine]:
    """The highest and the lowest lines of a page, as many as a head or a foot may have."""
    by_height = sorted(own, key=lambda line: -line.y)
    return [*by_height[:_EDGE_LINES], *by_height[-_EDGE_LINES:]]
