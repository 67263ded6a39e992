"""The first page of a paper in a journal → the same without its running head, and what stands at its foot:
when it was received, by whom it was funded, who wrote it. That follows the text: it is in the middle of a
sentence else.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from bulletin.hanzi import join_lines
from bulletin.importing.model import Area, Block, Origin, PageLine, Run

_HEAD_LINES = 3  # the highest of the first page, that the running head of a journal is among
_VOLUME = re.compile(r"第\s*[0-9]{1,3}\s*卷|Vol\.?\s*[0-9]{1,3}", re.IGNORECASE)
_MONTH = re.compile(r"[0-9]{4}\s*年\s*[0-9]{1,2}\s*月|[A-Z][a-z]{2,8}\.?,?\s*[0-9]{4}")
_SMALL = 0.92  # of the text's size, that the foot is set in at most
_LABEL = re.compile(
    r"[*＊†‡△\s]*[\[【（(]?(?:收稿日期|修回日期|投稿日期|基金项目|资助项目|项目来源|作者简介|第一作者|通[信讯]作者"
    r"|(?:Received|Corresponding\s+author|Foundation\s+items?|Biography|Author\s+introduction)\b)",
    re.IGNORECASE,
)


def take_imprint(lines: Sequence[PageLine]) -> tuple[list[PageLine], tuple[Block, ...]]:
    """Take the running head of a journal off the first page, and what stands at the feet of pages about a
    paper and its authors. Returns the other lines, and blocks of these: a head is one of the margin, what
    was at the feet is text."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    body = sizes.most_common(1)[0][0] if sizes else 0.0
    head = _find_head(lines, body)
    blocks = [_make_block([line], Area.FOOTER) for line in head]
    taken = set(map(id, head))
    for page in sorted({line.page for line in lines}):
        foot = _find_foot([line for line in lines if line.page == page], body)
        taken |= set(map(id, foot))
        starts = [i for i, line in enumerate(foot) if not i or _LABEL.match(line.text)]
        for start, stop in pairwise([*starts, len(foot)]):
            blocks.append(_make_block(foot[start:stop], Area.BODY))
    return [line for line in lines if id(line) not in taken], tuple(blocks)


def _make_block(lines: Sequence[PageLine], area: Area) -> Block:
    text = join_lines(["".join(run.text or run.note for run in line.runs).strip() for line in lines])
    return Block((Run(text),), area=area, origin=Origin.at_page(lines[0].page))


def _find_head(lines: Sequence[PageLine], body: float) -> list[PageLine]:
    """The running head: it names the volume, and maybe the month on a line of its own."""
    first = min((line.page for line in lines), default=0)
    highest = sorted((line for line in lines if line.page == first), key=lambda line: -line.y)[:_HEAD_LINES]
    small = [line for line in highest if line.size <= body and line.pieces > 1]
    if not any(_VOLUME.search(line.text) for line in small):
        return []
    return [line for line in small if _VOLUME.search(line.text) or _MONTH.search(line.text)]


def _find_foot(own: Sequence[PageLine], body: float) -> list[PageLine]:
    """The lowest lines of a page or a column of it, set small, from the first that says what it is."""
    small = sorted((line for line in own if line.size <= _SMALL * body), key=lambda line: -line.y)
    opening = next((line for line in small if _LABEL.match(line.text)), None)
    if opening is None:
        return []
    beside = [line for line in own if line.left < opening.right and opening.left < line.right]
    if any(line.y < opening.y and line.size > _SMALL * body for line in beside):
        return []
    foot = [line for line in small if line.y <= opening.y]
    return [line for line in foot if line in beside or line.column in (None, opening.column)]
