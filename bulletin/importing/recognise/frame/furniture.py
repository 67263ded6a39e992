"""Lines of a text → the same without page numbers and running heads, and what was dropped."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from bulletin.importing.model import Area, Block, Kind, Leftover, Line, Reason
from bulletin.importing.patterns import (
    ends_sentence,
    heading_level,
    is_bare_number,
    is_credit,
    is_page_number,
    squeeze,
)
from bulletin.importing.recognise.tuning import TUNING

_DIGITS = re.compile(r"[0-9０-９]+")
_ISSUE = re.compile(r"第\s*[0-9０-９一二三四五六七八九十]+\s*期")


def drop_furniture(lines: Sequence[Line]) -> tuple[tuple[Line, ...], tuple[Leftover, ...]]:
    """Drop what stands on every page of the printed text and belongs to none of it.

    A number alone on its line is a page number where such numbers count upwards. The first of the running
    heads stays where it is at the very beginning: it is the masthead.
    """
    numbers = _find_page_numbers(lines)
    heads = _find_heads(lines, numbers)
    kept: list[Line] = []
    left: list[Leftover] = []
    page = False
    for i, line in enumerate(lines):
        if i in numbers or i in heads:
            why = Reason.PAGE_NUMBER if i in numbers else Reason.RUNNING
            left.append(Leftover(line.text, why, line.origin))
            page = page or i in numbers or line.page
        else:
            kept.append(replace(line, page=True) if page and not line.page else line)
            page = False
    return tuple(kept), tuple(left)


def drop_typed_folios(blocks: Sequence[Block]) -> tuple[list[Block], list[Leftover]]:
    """Drop the page numbers that stand in the text of a document, in the middle or at the right: somebody
    typed them, or a program made it of pages. They count upwards; 1, 2, 3 alone on their lines may part a
    text, too: bare numbers are taken for some only where they leave one out."""
    spots = [i for i, block in enumerate(blocks) if _may_be_folio(block)]
    values = [int(_DIGITS.findall(blocks[i].text)[0]) for i in spots]
    steps = [after - before for before, after in pairwise(values)]
    bare = any(is_bare_number(blocks[i].text) for i in spots)
    counts = len(spots) > 1 and all(step > 0 for step in steps)
    if not counts or (bare and all(step == 1 for step in steps) and values[0] == 1):
        return list(blocks), []
    left = [Leftover(blocks[i].text, Reason.PAGE_NUMBER, blocks[i].origin) for i in spots]
    return [block for i, block in enumerate(blocks) if i not in set(spots)], left


def _may_be_folio(block: Block) -> bool:
    text = block.text.strip()
    if block.kind is not Kind.PARAGRAPH or block.area is not Area.BODY or block.number or block.look.bold:
        return False
    placed = block.look.align in {"center", "right"}
    return placed and not block.look.level and (is_page_number(text) or is_bare_number(text))


def _find_page_numbers(lines: Sequence[Line]) -> set[int]:
    found = {i for i, line in enumerate(lines) if is_page_number(line.text)}
    bare = [(i, int(line.text)) for i, line in enumerate(lines) if is_bare_number(line.text)]
    # Where they run 2, 3, 4 … they are page numbers; a lone 5 may be a cell of a table.
    for (i, value), (k, following) in pairwise(bare):
        if following == value + 1 and k - i > TUNING.folio_apart:
            found |= {i, k}
    return found


def _find_heads(lines: Sequence[Line], numbers: set[int]) -> set[int]:
    """The lines that come again and again where pages begin or end.

    A heading may come again in every article (一、基本情况): only a place beside a page number, the words of
    the masthead or the number of an issue make a line a running head.
    """
    forms = [_DIGITS.sub("0", squeeze(line.text)) for line in lines]
    places: dict[str, list[int]] = {}
    for i, line in enumerate(lines):
        if i not in numbers and forms[i] and _may_run(line.text):
            places.setdefault(forms[i], []).append(i)
    cover = {form for form in forms[: TUNING.masthead_lines] if form}
    near = range(-TUNING.head_reach, TUNING.head_reach + 1)
    found: set[int] = set()
    for form, own in places.items():
        beside = sum(any(i + k in numbers for k in near) for i in own)
        named = (form in cover or bool(_ISSUE.search(lines[own[0]].text))) and not _counts(lines, own)
        if len(own) >= TUNING.head_often and (named or beside >= TUNING.head_share * len(own)):
            found |= {i for i in own if i > TUNING.head_cover or i != own[0]}
    return found


def _counts(lines: Sequence[Line], own: Sequence[int]) -> bool:
    """Whether lines that are alike but for a number count what the text tells of (编号 1, 编号 2), and no
    pages: a running head says the same on each, but for 第3页."""
    numbers = [[int(number) for number in _DIGITS.findall(lines[i].text)] for i in own]
    lone = [found[-1] for found in numbers if len(found) == 1]
    counted = all(after == before + 1 for before, after in pairwise(lone))
    return counted and len(lone) >= TUNING.head_often - 1 and "页" not in lines[own[-1]].text


def _may_run(text: str) -> bool:
    if (
        heading_level(text)
        or text[-1] in "、："
        or re.search("[，；]", text)
        or ends_sentence(text)
        or is_credit(text)
    ):
        return False
    return TUNING.title_shortest <= len(text) <= TUNING.head_longest
