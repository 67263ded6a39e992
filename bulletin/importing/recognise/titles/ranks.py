"""Paragraphs → how much each stands out, and whether its words can be a title at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from enum import IntEnum
from itertools import zip_longest

from bulletin.hanzi import is_han
from bulletin.importing.model import Block, Kind, Look
from bulletin.importing.recognise.facts import Facts
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


def find_body_look(blocks: Sequence[Block]) -> Look:
    """The look that most of the text has."""
    weights: Counter[tuple[float, bool, str]] = Counter()
    for block in blocks:
        if block.kind is Kind.PARAGRAPH:
            weights[(block.look.size, block.look.bold, block.look.align)] += _weigh_text(block.text)
    if not weights:
        return Look()
    size, bold, align = weights.most_common(1)[0][0]
    return Look(size, bold, align)


def _weigh_text(text: str) -> int:
    """The characters of a text, those of Han for more than others: code is in a smaller size."""
    return TUNING.body_han * sum(map(is_han, text)) + len(text)


def stands_out(look: Look, body: Look) -> bool:
    """Tell whether a look differs from the text's as those of titles and headings do."""
    return is_bigger(look, body) or is_centred(look, body) or is_bold(look, body) or look.level > 0


def is_centred(look: Look, body: Look) -> bool:
    """Tell whether it is centred, and the text is not."""
    return look.align == "center" and body.align != "center"


def is_bold(look: Look, body: Look) -> bool:
    """Tell whether it is bold or in a heavy face, and the text is not."""
    return look.bold and not body.bold


def is_bigger(look: Look, body: Look) -> bool:
    """Tell whether its characters are bigger than the text's, where both sizes are known."""
    return bool(look.size and body.size and look.size >= body.size * TUNING.title_bigger)


def describe_look(look: Look, body: Look) -> list[str]:
    """What of a look is a title's, in words for an editor."""
    found = ["用了标题样式"] * (look.level > 0)
    found += ["居中"] * is_centred(look, body)
    found += ["字大"] * is_bigger(look, body)
    return found + ["加粗或黑体"] * is_bold(look, body)


def find_top_level(facts: Sequence[Facts]) -> int:
    """The highest level of heading styles that titles are in; 0 where they are made by hand.

    Who makes titles by hand, bigger and centred or bold, may still use styles for the headings below.
    """
    looks = [own.look for own in facts if not own.words.flaw]
    found = [look for look in looks if look.level]
    top = min((look.level for look in found), default=0)
    size = max((look.size for look in found if look.level == top), default=0.0)
    by_hand = [look.size for look in looks if not look.level and (look.align == "center" or look.bold)]
    return 0 if any(other > size for other in by_hand) else top


def rank_look(own: Facts, body: Look, looks_differ: bool, top: int) -> Rank:
    """How much a block is like a title, compared with the others of its manuscript."""
    if not own.is_text or own.words.flaw:
        return Rank.NONE
    look = own.look
    if not looks_differ:
        return Rank.NONE if own.words.enumerated else Rank.BARE
    if top and look.level == top:
        return Rank.STYLE
    bigger, centred, bold = is_bigger(look, body), is_centred(look, body), is_bold(look, body)
    if centred and (bigger or bold):
        return Rank.CENTRED
    if bigger and bold:
        return Rank.AT_LEFT
    if centred or bigger:
        return Rank.CENTRED_OR_BIGGER
    return Rank.BOLD if bold or look.level else Rank.NONE


def lower_headings(looks: Sequence[Look], ranks: Sequence[Rank]) -> list[Rank]:
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
            if below != i + 1 or looks[below].size >= looks[i].size
        ]
        small = max((looks[i].size for i in alone), default=0.0) / TUNING.title_bigger
        headings = [i for i in found if looks[i].size <= small]
        if len(headings) > 1 and (rank == Rank.AT_LEFT or _are_below(looks, found, headings)):
            for i in headings:
                lowered[i] = Rank.CENTRED_OR_BIGGER
    return lowered


def _are_below(looks: Sequence[Look], found: Sequence[int], headings: Sequence[int]) -> bool:
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
    alike = all(len({looks[i] for i in group}) == 1 for group in (titles, headings))
    return len(titles) > 1 and alike and all(count > 1 for count in counts)
