"""Lines of a text → the same without page numbers and running heads, and what was dropped."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from bulletin.importing.model import Leftover, Line, Origin
from bulletin.importing.patterns import ends_sentence, is_bare_number, is_page_number, squeeze

_OFTEN = 3  # times that a head runs before it is one
_COVER = 5  # lines that may be the masthead
_LONGEST = 40  # characters of a running head
_DIGITS = re.compile(r"[0-9０-９]+")


def drop_furniture(lines: Sequence[Line]) -> tuple[tuple[Line, ...], tuple[Leftover, ...]]:
    """Drop what stands on every page of the printed text and belongs to none of it.

    A number alone on its line is a page number where such numbers count upwards; a line is a running head
    where it comes again and again and no sentence ends with it. One at the very beginning stays: it is the
    masthead.
    """
    numbers = _find_page_numbers(lines)
    heads = _find_heads(lines, numbers)
    kept: list[Line] = []
    left: list[Leftover] = []
    gap = 0
    for i, line in enumerate(lines):
        if i in numbers or i in heads:
            why = "页码" if i in numbers else "页眉或页脚，每页都有"
            left.append(Leftover(line.text, why, Origin(place=f"第{line.number}行")))
            gap = max(gap, line.gap)
        else:
            kept.append(line)
    return tuple(kept), tuple(left)


def _find_page_numbers(lines: Sequence[Line]) -> set[int]:
    found = {i for i, line in enumerate(lines) if is_page_number(line.text)}
    bare = [(i, int(line.text)) for i, line in enumerate(lines) if is_bare_number(line.text)]
    # Where they run 2, 3, 4 … they are page numbers; a lone 5 may be a cell of a table.
    for (i, value), (k, following) in pairwise(bare):
        if following == value + 1 and k - i > 2:
            found |= {i, k}
    return found


def _find_heads(lines: Sequence[Line], numbers: set[int]) -> set[int]:
    forms = [_DIGITS.sub("0", squeeze(line.text)) for line in lines]
    counts = Counter(form for form, line in zip(forms, lines, strict=True) if _may_run(line.text))
    running = {form for form, count in counts.items() if form and count >= _OFTEN}
    found: set[int] = set()
    seen: set[str] = set()
    for i, form in enumerate(forms):
        if form in running and i not in numbers and _may_run(lines[i].text):
            if form in seen or i > _COVER:
                found.add(i)
            seen.add(form)
    return found


def _may_run(text: str) -> bool:
    return 2 <= len(text) <= _LONGEST and not ends_sentence(text) and text[-1] not in "，、；："
