"""What was decided of each line of an article by itself → the same, with the lines of one series alike.

A series is a run of numbers of one sort (一、二、三 below one heading), or all lines without a number that
stand out in one manner. Most of its lines say what all are: a list whose last item has a paragraph below it
is a list, and a chapter with nothing but a table below it is a chapter.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bulletin.importing.model import Look
from bulletin.importing.patterns import drop_number
from bulletin.importing.recognise.facts import Facts
from bulletin.importing.recognise.titles.labelled import find_labelled
from bulletin.importing.recognise.titles.labels import Label, find_label, is_field
from bulletin.importing.recognise.titles.numbers import rank_bare, rank_number, read_ordinal
from bulletin.importing.recognise.titles.ranks import stands_out
from bulletin.importing.recognise.tuning import TUNING
from bulletin.importing.verdicts import Because, Rule


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a line is a heading, and the rule that spoke; `fixed` where its like say nothing of it."""

    heading: bool
    because: Because
    fixed: bool = False


def settle_series(facts: Sequence[Facts], decisions: Sequence[Decision], body: Look) -> list[Decision]:
    """Make the lines of each series alike."""
    out = list(decisions)
    for members in _find_numbered(facts, out, body):
        _settle_numbered(members, facts, out, body)
    asked = find_labelled(facts, body)
    for i in asked:
        out[i] = Decision(True, Because(Rule.SERIES_HEADINGS), fixed=True)
    for members in _find_alike(facts, body):
        _settle_announced(members, facts, out, body)
        _settle_offices(members, facts, out)
        _settle_alike([i for i in members if i not in asked], facts, out)
    _settle_bracketed(facts, out)
    return out


def _settle_bracketed(facts: Sequence[Facts], out: list[Decision]) -> None:
    """Take lines that are all in 【…】, several and each with a text of its own below, for headings: so a
    text without looks shows its parts."""
    found = [i for i, own in enumerate(facts) if own.is_text and _BRACKETED.fullmatch(own.words.text.strip())]
    found = [i for i in found if not out[i].fixed and not find_label(facts[i].words.text)]
    stacked = any(i + 1 in found for i in found)
    names = {facts[i].words.text.strip() for i in found}
    if stacked or len(names) < len(found) or len(found) < TUNING.headings_announced:
        return
    for i in found:
        if i + 1 < len(facts) and not out[i].heading:
            out[i] = Decision(True, Because(Rule.LIKE_HEADINGS))


_BRACKETED = re.compile(r"【[^【】]{2,30}】")


def _find_numbered(facts: Sequence[Facts], decisions: Sequence[Decision], body: Look) -> Iterator[list[int]]:
    """The lines of each run of numbers of one sort. It ends where a number of a higher sort or a heading in a
    style stands, or where it begins anew; but a list of the same numbers below one of several lines that
    stand out is within their run."""
    running: dict[int, list[int]] = {}
    outer: dict[int, list[int]] = {}
    for i, own in enumerate(facts):
        if not own.is_text:
            continue
        if own.look.level and decisions[i].heading and not _goes_on(i, facts, running):
            yield from (*running.values(), *outer.values())
            running.clear()
            outer.clear()
        shown = stands_out(own.look, body)
        rank = rank_number(own.words.text) or _rank_loose(
            i, facts, (*running.values(), *outer.values()), body
        )
        if not rank or (own.look.level and not decisions[i].heading):
            continue
        for runs in (running, outer):
            for lower in [other for other in runs if other > rank]:
                yield runs.pop(lower)
        ordinal = read_ordinal(own.words.text)
        above = facts[outer[rank][-1]] if rank in outer else None
        goes_on = above and shown and ordinal == read_ordinal(above.words.text) + 1
        if above and goes_on and not _is_lower(own.look, above.look, body):
            if rank in running:
                yield running[rank]
            running[rank] = outer.pop(rank)
        elif rank in running and ordinal == 1:
            if rank not in outer and _is_lower(own.look, facts[running[rank][-1]].look, body):
                outer[rank] = running.pop(rank)
            else:
                yield running.pop(rank)
        running.setdefault(rank, []).append(i)
    yield from (*running.values(), *outer.values())


def _is_lower(look: Look, other: Look, body: Look) -> bool:
    """Whether a line of a list looks less than the line above it, which stands out."""
    if not stands_out(other, body) or not stands_out(look, body):
        return stands_out(other, body)
    return look.level == other.level == 0 and (look.bold, look.size) < (other.bold, other.size)


def _rank_loose(i: int, facts: Sequence[Facts], runs: Sequence[Sequence[int]], body: Look) -> int:
    """The rank of a line that stands out and goes on with the numbers of others that do, though no mark parts
    its number from the words: 3本项目的特色 behind 2．…; 0 where it does not."""
    if not runs or not stands_out(facts[i].look, body):
        return 0
    text = facts[i].words.text
    ordinal = read_ordinal(text)
    for run in runs if ordinal > 1 else ():
        before = facts[run[-1]]
        rank = rank_number(before.words.text)
        goes_on = rank == rank_bare(text) and read_ordinal(before.words.text) + 1 == ordinal
        if goes_on and stands_out(before.look, body):
            return rank
    return 0


def _goes_on(i: int, facts: Sequence[Facts], running: Mapping[int, Sequence[int]]) -> bool:
    """Whether a heading in a style goes on with the numbers of a series."""
    text = facts[i].words.text
    before = running.get(rank_number(text))
    if not before:
        return False
    return read_ordinal(facts[before[-1]].words.text) + 1 == read_ordinal(text)


def _settle_numbered(members: Sequence[int], facts: Sequence[Facts], out: list[Decision], body: Look) -> None:
    heads = [i for i in members if out[i].heading]
    short = [i for i in members if _is_short(facts[i])]
    others = [i for i in short if i not in heads]
    announced = {drop_number(facts[i].words.text) for i in members if _is_announced(i, facts, body)}
    bold = all(stands_out(facts[i].look, body) for i in members)
    least = 2 if bold else TUNING.headings_announced
    if len(announced) == len(members) >= least and not any(out[i].fixed for i in members):
        for i in members:
            out[i] = Decision(True, Because(Rule.SERIES_HEADINGS))
        return
    if heads and all(_is_over_field(i, facts, body) for i in members):
        for i in members:
            out[i] = Decision(False, Because(Rule.LIST_ITEM))
        return
    if not heads or len(heads) == len(members):
        return
    shown = [i for i in heads if stands_out(facts[i].look, body)]
    looks = {facts[i].look for i in shown}
    whole = len(members) - len(short)  # paragraphs with a number
    if looks and all(facts[i].look in looks for i in short):
        listed = len(heads) <= TUNING.series_shown * len(short)
    else:
        listed = len(heads) <= TUNING.series_heads * len(short)
    if not shown:
        listed |= len(heads) < whole or (len(heads) == 1 and (whole > 0 or _is_list(others, out)))
        told = sum(is_field(drop_number(facts[i].words.text)) for i in heads)
        listed |= whole > 0 and 2 * told > len(heads)  # （2）上诉期：10天, below a sentence with （1）
    if listed:
        kept = shown if all(facts[i].look not in looks for i in others) else []
        for i in heads:
            if i not in kept and not facts[i].look.level and not _is_above(i, facts, out):
                out[i] = Decision(False, Because(Rule.LIST_ITEM))
        return
    alike = {facts[i].look for i in heads} if len(heads) > 1 or not shown else looks
    for i in others:
        joins = _may_join(facts[i]) or _is_announced(i, facts, body)
        if not out[i].fixed and facts[i].look in alike and joins:
            out[i] = Decision(True, Because(Rule.SERIES_HEADINGS))
    for i in members:
        if i not in short and facts[i].look in looks and _is_one_phrase(facts[i]):
            out[i] = Decision(True, Because(Rule.SERIES_HEADINGS))


def _is_one_phrase(own: Facts) -> bool:
    """Whether a line that is long for a heading may be one that looks as the others of its series do."""
    text = own.words.text.strip()
    return len(text) <= TUNING.title_longest and not set("，。；！") & set(text) and _may_join(own)


def _is_over_field(i: int, facts: Sequence[Facts], body: Look) -> bool:
    """Whether a sentence with the number of an item, which looks as text does, is over what was filled in."""
    own = facts[i]
    plain = (
        "，" in own.words.text
        and own.words.level > 2
        and not own.look.level
        and not stands_out(own.look, body)
    )
    return plain and i + 1 < len(facts) and is_field(facts[i + 1].words.text)


def _is_list(others: Sequence[int], decisions: Sequence[Decision]) -> bool:
    """Whether the others of a series are items, and none has just nothing below."""
    return any(decisions[i].because.rule is not Rule.NOTHING_BELOW for i in others)


def _is_above(i: int, facts: Sequence[Facts], decisions: Sequence[Decision]) -> bool:
    """Whether a heading with a number of a lower sort stands below a line, ahead of the next of its own sort
    or a higher one."""
    own = rank_number(facts[i].words.text)
    for k in range(i + 1, len(facts)):
        rank = rank_number(facts[k].words.text)
        if 0 < rank <= own or (decisions[k].heading and facts[k].look.level):
            return False
        if rank > own and decisions[k].heading:
            return True
    return False


def _find_alike(facts: Sequence[Facts], body: Look) -> Iterator[list[int]]:
    """The lines without a number or a style that stand out in one manner."""
    groups: dict[Look, list[int]] = {}
    for i, own in enumerate(facts):
        if own.is_text and not own.look.level and stands_out(own.look, body):
            groups.setdefault(own.look, []).append(i)
    for members in groups.values():
        yield [i for i in members if not rank_number(facts[i].words.text)]


def _settle_announced(
    members: Sequence[int], facts: Sequence[Facts], out: list[Decision], body: Look
) -> None:
    """Take labels that stand each on a line of its own over a text, 活动目的：, for headings. Turns of an
    interview come again."""
    like = set(members)
    found = [i for i in members if _is_announced(i, facts, body) and i + 1 not in like]
    names = {facts[i].words.text.strip() for i in found}
    heads = sum(out[i].heading for i in members)
    if len(names) == len(found) and len(found) + heads >= TUNING.headings_announced:
        for i in found:
            out[i] = Decision(True, Because(Rule.LIKE_HEADINGS))


def _is_announced(i: int, facts: Sequence[Facts], body: Look) -> bool:
    """Whether a line is a label that ends with a colon, over a text; or a phrase with a number that ends with
    a stop, where it is bold or in the middle."""
    own, below = facts[i], facts[i + 1] if i + 1 < len(facts) else None
    text = own.words.text.strip()
    stopped = text[-1:] == "。" and stands_out(own.look, body) and rank_number(text) > 0
    if not (text[-1:] in tuple("：:") or stopped) or not own.is_text or own.words.caption or find_label(text):
        return False
    if len(text) > TUNING.heading_alone_longest or any(mark in text[:-1] for mark in "，。；"):
        return False
    if any(mark in drop_number(text)[:-1] for mark in "：:"):
        return False
    return below is not None and below.is_text and len(below.words.text) > len(text)


def _settle_offices(members: Sequence[int], facts: Sequence[Facts], out: list[Decision]) -> None:
    """Take the names of offices that stand each over a text of its own for headings: none of them signs."""
    like = set(members)
    denied = [i for i in members if out[i].because.rule is Rule.OFFICE]
    over = [i for i in denied if _may_be_alike(i, facts, like) and facts[i + 1].words.ends_sentence]
    if len(over) > 1 and len(over) == len(denied):
        for i in over:
            out[i] = Decision(True, Because(Rule.LIKE_HEADINGS))


def _settle_alike(members: Sequence[int], facts: Sequence[Facts], out: list[Decision]) -> None:
    """Deny those of which most have no text below, but the next of their like; and where most of what looks
    so are whole sentences."""
    parts = [i for i in members if _is_over_chapter(i, facts, out)]
    for i in parts if len(parts) > 1 else ():
        if out[i].because.rule is Rule.NO_PARAGRAPH_BELOW:
            out[i] = Decision(True, Because(Rule.LIKE_HEADINGS))
    heads = [i for i in members if out[i].heading]
    if not heads:
        return
    like = set(members)
    stacked = sum(i + 1 in like for i in heads)
    said = sum(not _is_short(facts[i]) for i in members)
    denied = len(heads) > 1 and 2 * stacked >= len(heads) and not _are_pairs(members, facts)
    if denied or said >= TUNING.series_said * len(heads):
        for i in heads:
            out[i] = Decision(False, Because(Rule.NO_PARAGRAPH_BELOW))
        return
    more = [i for i in members if out[i].because.rule in _DOUBTS and _may_be_alike(i, facts, like)]
    if len(heads) > 1 and len(more) <= len(heads):
        for i in more:
            out[i] = Decision(True, Because(Rule.LIKE_HEADINGS))


def _are_pairs(members: Sequence[int], facts: Sequence[Facts]) -> bool:
    """Whether lines stand by two, or alone, each time over a whole sentence: headings that papers set in
    two lines, what it is about and what is said of it."""
    like = set(members)
    ends = [i for i in members if i + 1 not in like]
    pairs = sum(i - 1 in like for i in ends)
    said = all(i + 1 < len(facts) and facts[i + 1].words.ends_sentence for i in ends)
    return pairs > 1 and said and not any(i - 1 in like and i - 2 in like for i in ends)


def _is_over_chapter(i: int, facts: Sequence[Facts], decisions: Sequence[Decision]) -> bool:
    """Whether the first of several chapters stands right below a line: below the last line of a cover, too,
    but below several of one look only where they are parts."""
    below = i + 1 < len(facts) and decisions[i + 1].heading
    return below and read_ordinal(facts[i + 1].words.text) == 1


# What speaks against a line by itself, and not against one that looks as other headings do.
_DOUBTS = {Rule.FIELD, Rule.OFFICE, Rule.NO_PARAGRAPH_BELOW, Rule.LABEL_LINE}


def _may_be_alike(i: int, facts: Sequence[Facts], like: Container[int]) -> bool:
    """Whether a line that looks as headings do may be one: with a text below that looks otherwise."""
    words = facts[i].words
    short = _is_short(facts[i]) and _may_join(facts[i]) and not words.ends_sentence and not words.date
    short = short and find_label(words.text) in (None, Label.MARK) and any(map(str.isalnum, words.text))
    below = i + 1 < len(facts) and i + 1 not in like and facts[i + 1].look.align != "right"
    return short and below and len(facts[i + 1].words.text) > len(words.text)


def _is_short(own: Facts) -> bool:
    """Whether a line may be a heading by its length: 一、…… of one phrase, or an item of a list."""
    text = own.words.text.strip()
    return len(text) <= TUNING.heading_longest and "。" not in text[:-1]


def _may_join(own: Facts) -> bool:
    """Whether a line may be a heading because those are which its number goes on from."""
    words = own.words
    filled = words.last == "。" and is_field(drop_number(words.text))  # 五、有效期：自2023年起。
    return words.last not in tuple("，、；,;：:") and not words.caption and not filled
