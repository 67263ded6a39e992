"""The headings of one article → the same with the levels that their numbers give them, one among the others.

第一章 stands above 第一节, and that above 一、; where there is no chapter, 一、 is the highest (GB/T
9704—2012 7.3.3). 1.2 stands below 1 by its points (GB/T 7713.2—2022).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bulletin.hanzi import HAN_NUMBER
from bulletin.importing.model import Block, Kind
from bulletin.importing.patterns import HEADING_LEVELS, heading_level
from bulletin.importing.recognise.tuning import TUNING

_DIVISIONS = tuple(
    re.compile(rf"\s*第\s*(?:{HAN_NUMBER}|[0-9]{{1,3}})\s*(?:{unit})")
    for unit in ("[编篇部卷]|单元", "[章讲]", "节")
)
_DECIMAL = re.compile(
    r"\s*[0-9]{1,2}(?P<points>(?:[.．][0-9]{1,2}){0,3})[.．、]?[\s\u3000]*(?=[^\s0-9.．%％])"
)

# 3.5万元, 1.2倍: no number of a heading.
_QUANTITY = re.compile(
    r"\s*[0-9.．]+\s*(?:[万亿千百元角公米吨倍个家人年月日亩度小分秒斤克升天次条项平立]|[kKmMgGtT℃％%～~—-])"
)


def rank_number(text: str) -> int:
    """How high the number in front of `text` stands, 1 the highest: 编, 章, 节, 一、 （一） 1. （1） 1.1; 0
    where it has none."""
    for rank, pattern in enumerate(_DIVISIONS, 1):
        if pattern.match(text):
            return rank
    level = heading_level(text)
    if not level and _count_points(text) > 0 and not _QUANTITY.match(text):
        return len(_DIVISIONS) + HEADING_LEVELS + _count_points(text)
    return level + len(_DIVISIONS) if level else 0


def settle_levels(blocks: Sequence[Block]) -> list[Block]:
    """Level the headings by their numbers, those of a style but for which it is known."""
    typed = [block for block in blocks if block.kind is Kind.HEADING and not block.look.level]
    ranks = {rank for block in typed if (rank := rank_number(block.text))}
    divided = any(rank <= len(_DIVISIONS) for rank in ranks)
    decimal = any(_count_points(block.text) > 0 for block in typed)
    order = sorted(ranks)
    out: list[Block] = []
    for block in blocks:
        level = block.level
        if block.kind is Kind.HEADING and not block.look.level:
            rank, points = rank_number(block.text), _count_points(block.text)
            if decimal and points >= 0:
                level = points + 1
            elif divided and rank in order:
                level = order.index(rank) + 1
        out.append(replace(block, level=min(level, TUNING.heading_levels)) if level != block.level else block)
    return out


def _count_points(text: str) -> int:
    """The points within a number of digits in front of `text`: 1 of 1.2; -1 where there is no such number."""
    match = _DECIMAL.match(text)
    return len(re.findall("[.．]", match["points"])) if match else -1
