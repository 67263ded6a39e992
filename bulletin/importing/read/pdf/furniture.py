"""Lines of pages → the same without page numbers and what stands at the head or foot of every page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from bulletin.importing.model import Area, Block, Leftover, Origin, PageLine, Reason, Run
from bulletin.importing.patterns import ends_sentence, is_bare_number, is_page_number, squeeze

_EDGE_LINES = 4
_WITHIN = tuple("，、；：,;")  # a head or a foot does not break off
# A folio that says what it is, beside those that typed texts have: 共3页 第1页, Page 1 of 3, 第一页.
_COUNT = "[0-9０-９一二三四五六七八九十]{1,4}"
_FOLIO = re.compile(
    rf"(?:共{_COUNT}页)?第{_COUNT}页(?:共{_COUNT}页)?|p(?:age)?[0-9]{{1,4}}(?:of[0-9]{{1,4}})?", re.IGNORECASE
)
_ROMAN = re.compile(
    r"[\s—–\-－·]*[IVXivxⅠ-Ⅻⅰ-ⅻ]{1,5}[\s—–\-－·]*"
)  # of the pages ahead of the text, and of forms
# 图3 and 图4 may stand at the foot of two pages.
_CAPTION = re.compile(r"(?:图|表|Fig\.?|Tab(?:le|\.)?)\s*[0-9０-９]{1,3}")
_LONGEST = 80  # characters of a head or foot
_ALONE = 2.5  # em between a number alone at the head or foot of one page and the text
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
    forms = Counter(form for line in lines if id(line) in outer for form in _list_forms(line))
    kept: list[PageLine] = []
    left: list[Leftover] = []
    margins: list[Block] = []
    seen: set[str] = set()
    for line in lines:
        near = min(
            sum(forms[text, height + step] for step in (-1, 0, 1)) for text, height in _list_forms(line)
        )
        repeated = near >= max(2, 0.3 * len(pages)) and len(line.text) <= _LONGEST
        repeated &= not ends_sentence(line.text) and line.text[-1:] not in _WITHIN
        repeated &= not _CAPTION.match(line.text)
        numbered = is_page_number(line.text) or bool(_FOLIO.fullmatch(squeeze(line.text)))
        bare = is_bare_number(line.text) or bool(_ROMAN.fullmatch(line.text))
        numbered |= bare and (near > 1 or _is_alone(line, edges[line.page]))
        form = _DIGITS.sub("0", squeeze(line.text))
        if id(line) in outer and (repeated or numbered):
            is_number = numbered or not squeeze(_DIGITS.sub("", line.text))
            origin = Origin.at_page(line.page)
            if is_number or form in seen:
                left.append(Leftover(line.text, Reason.PAGE_NUMBER if is_number else Reason.RUNNING, origin))
            else:
                seen.add(form)
                margins.append(Block((Run(line.text),), origin=origin, area=Area.FOOTER))
        else:
            kept.append(line)
    return kept, tuple(margins), tuple(left)


def _list_forms(line: PageLine) -> list[tuple[str, int]]:
    """What is to come again, with its height: each part of a line for itself, as a page in columns has the
    name of the periodical and the number of the page in two."""
    parts = line.text.split("\u3000") if line.pieces > 1 else [line.text]
    return [(_DIGITS.sub("0", squeeze(part)), round(line.y / 4)) for part in parts if part.strip()] or [
        ("", round(line.y / 4))
    ]


def _outer_lines(own: Sequence[PageLine]) -> list[PageLine]:
    """The highest and the lowest lines of a page, as many as a head or a foot may have."""
    by_height = sorted(own, key=lambda line: -line.y)
    return [*by_height[:_EDGE_LINES], *by_height[-_EDGE_LINES:]]


def _is_alone(line: PageLine, own: Sequence[PageLine]) -> bool:
    """Whether a line is the highest or the lowest of its page, and far from the next."""
    steps = [other.y - line.y for other in own if other is not line]
    nearest = min(map(abs, steps), default=0.0)
    return nearest > _ALONE * line.size and len({step > 0 for step in steps}) == 1
