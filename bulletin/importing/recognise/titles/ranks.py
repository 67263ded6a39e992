"""Paragraphs → how much each stands out, and whether its words can be a title at all."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from enum import IntEnum
from itertools import zip_longest

from bulletin.importing.model import Block, Kind, Look
from bulletin.importing.patterns import (
    ends_sentence,
    heading_level,
    is_caption,
    is_credit,
    is_enumerated,
    is_page_number,
    is_question,
    parse_author,
    parse_source,
)
from bulletin.importing.recognise.tuning import TUNING


class Rank(IntEnum):
    """How much a paragraph stands out from the text, as titles do."""

    NONE = 0
    BARE = 1  # nothing is known of looks: its words may be a title's
    BOLD = 2  # or in some heading style
    CENTRED_OR_BIGGER = 3
    AT_LEFT = 4  # bigger and bold, at the left
    CENTRED = 5  # in the middle, and bigger or bold
    STYLE = 6  # in the heading style of titles


_DATE = re.compile(
    r"[（(]?[0-9〇零一二三四五六七八九]{4}\s*年(?:[0-9一二三四五六七八九十]{1,2}\s*[月日]\s*)*[）)]?"
)
_NUMBER = re.compile(r"[-+]?[0-9][0-9.,]*[%％]?")
_BRACKETED = re.compile(r"[（(][^（()）]+[）)]")
_QUALIFIER = re.compile(
    r"[（(](?:[0-9]{4}(?:[-~～—–至]+[0-9]{4})?年度?|试行|暂行|草案|征求意见稿|(?:[0-9]{4}年)?修订[版稿]?|"
    r"节选|摘要|摘编|摘登|[上中下]篇?|[续之]?[一二三四五六七八九])[）)]"
)
_COLUMN = re.compile(r"[【〔\[◆◇●■★☆▲※]+[ 　]*\S.{1,10}?[】〕\]◆◇●■★☆▲※]*")


def find_body_look(blocks: Sequence[Block]) -> Look:
    """The look that most of the text has."""
    weights: Counter[tuple[float, bool, str]] = Counter()
    for block in blocks:
        if block.kind is Kind.PARAGRAPH:
            weights[(block.look.size, block.look.bold, block.look.align)] += len(block.text)
    if not weights:
        return Look()
    size, bold, align = weights.most_common(1)[0][0]
    return Look(size, bold, align)


def stands_out(block: Block, body: Look) -> bool:
    look = block.look
    return (
        is_bigger(look, body)
        or (look.align == "center" and body.align != "center")
        or (look.bold and not body.bold)
        or look.level > 0
    )


def is_bigger(look: Look, body: Look) -> bool:
    return bool(look.size and body.size and look.size >= body.size * TUNING.title_bigger)


def may_be_title(text: str) -> bool:
    """Tell whether `text` reads as the title of an article: short, one phrase, no number in front."""
    text = text.strip()
    if (
        not TUNING.title_shortest <= len(text) <= TUNING.title_longest
        or "。" in text
        or text[-1] in "，、；：,;:"
    ):
        return False
    if ends_sentence(text) and text[-1] not in "！？!?”’）》":
        return False
    if heading_level(text) or is_caption(text) or is_page_number(text) or _is_row(text):
        return False
    if parse_author(text) or parse_source(text) or is_credit(text) or is_question(text):
        return False
    return sum(char.isalpha() for char in text) >= TUNING.title_shortest and not is_date(text)


def _is_row(text: str) -> bool:
    """Whether a line is a row of a table as text: its last cell is a number, or all of them are short."""
    cells = text.split()
    if len(cells) > 1 and _NUMBER.fullmatch(cells[-1]):
        return True
    return len(cells) > 2 and all(len(cell) <= TUNING.row_cell for cell in cells) and not text.isascii()


def is_date(text: str) -> bool:
    """Tell whether all of `text` is a date: 2023年8月15日."""
    return bool(_DATE.fullmatch(text.strip()))


def is_bracketed(text: str) -> bool:
    """Tell whether all of `text` is one pair of brackets: （试行）, （市科技局供稿）."""
    return bool(_BRACKETED.fullmatch(text.strip()))


def is_qualifier(text: str) -> bool:
    """Tell whether `text` is what a title has in brackets at its end: （试行）, （2023年度）, （上）."""
    return bool(_QUALIFIER.fullmatch(text.strip()))


def is_column(text: str) -> bool:
    """Tell whether `text` names a column, over the articles of one kind: 【区内动态】, ◆ 政策速递."""
    return bool(_COLUMN.fullmatch(text.strip()))


def find_top_level(blocks: Sequence[Block]) -> int:
    """The highest level of heading styles that titles are in; 0 where they are made by hand.

    Who makes titles by hand, bigger and centred or bold, may still use styles for the headings below.
    """
    found = [block for block in blocks if block.look.level and may_be_title(block.text)]
    top = min((block.look.level for block in found), default=0)
    size = max((block.look.size for block in found if block.look.level == top), default=0.0)
    by_hand = [
        block.look.size
        for block in blocks
        if not block.look.level
        and (block.look.align == "center" or block.look.bold)
        and may_be_title(block.text)
    ]
    return 0 if any(other > size for other in by_hand) else top


def rank_block(block: Block, body: Look, looks_differ: bool, top: int) -> Rank:
    """How much a block is like a title, compared with the others of its manuscript."""
    if block.kind is not Kind.PARAGRAPH or not may_be_title(block.text):
        return Rank.NONE
    look = block.look
    if not looks_differ:
        return Rank.NONE if is_enumerated(block.text) else Rank.BARE
    if top and look.level == top:
        return Rank.STYLE
    bigger, centred = is_bigger(look, body), look.align == "center" and body.align != "center"
    bold = look.bold and not body.bold
    if centred and (bigger or bold):
        return Rank.CENTRED
    if bigger and bold:
        return Rank.AT_LEFT
    if centred or bigger:
        return Rank.CENTRED_OR_BIGGER
    return Rank.BOLD if bold or look.level else Rank.NONE


def lower_headings(blocks: Sequence[Block], ranks: Sequence[Rank]) -> list[Rank]:
    """The ranks, less where what stands out in one manner comes in two sizes: the smaller are headings.

    At the left one smaller line may be a title all the same. In the middle titles are of many looks; there
    every title must have two headings or more, all alike, as the titles are.
    """
    lowered = list(ranks)
    for rank in (Rank.AT_LEFT, Rank.CENTRED):
        found = [i for i, own in enumerate(ranks) if own == rank]
        # A bigger line right above a smaller one is no title: no text stands below it.
        alone = [
            i
            for i, below in zip_longest(found, found[1:], fillvalue=-1)
            if below != i + 1 or blocks[below].look.size >= blocks[i].look.size
        ]
        small = max((blocks[i].look.size for i in alone), default=0.0) / TUNING.title_bigger
        headings = [i for i in found if blocks[i].look.size <= small]
        if len(headings) > 1 and (rank == Rank.AT_LEFT or _are_below(blocks, found, headings)):
            for i in headings:
                lowered[i] = Rank.CENTRED_OR_BIGGER
    return lowered


def _are_below(blocks: Sequence[Block], found: Sequence[int], headings: Sequence[int]) -> bool:
    """Whether `headings` stand below the others of `found` as headings do below titles."""
    small = set(headings)
    counts: list[int] = []  # of the headings below each title
    for i in found:
        if i not in small:
            counts.append(0)
        elif counts:
            counts[-1] += 1
        else:
            return False
    titles = [i for i in found if i not in small]
    alike = all(len({blocks[i].look for i in group}) == 1 for group in (titles, headings))
    return len(titles) > 1 and alike and all(count > 1 for count in counts)
