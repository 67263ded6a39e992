"""What was decided of each line of an article by itself → the same, with the lines of one series alike.

A series is a run of numbers of one sort (一、二、三 below one heading), or all lines without a number that
stand out in one manner. Most of its lines say what all are: a list whose last item has a paragraph below it
is a list, and a chapter with nothing but a table below it is a chapter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bulletin.importing.model import Look
from bulletin.importing.recognise.facts import Facts
from bulletin.importing.recognise.titles.numbers import rank_number, read_ordinal
from bulletin.importing.recognise.titles.ranks import stands_out
from bulletin.importing.recognise.tuning import TUNING
from bulletin.importing.verdicts import Because, Rule


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a line is a heading, and the rule that spoke."""

    heading: bool
    because: Because


def settle_series(facts: Sequence[Facts], decisions: Sequence[Decision], body: Look) -> list[Decision]:
    """Make the lines of each series alike."""
    out = list(decisions)
    for members in _find_numbered(facts, out):
        _settle_numbered(members, facts, out, body)
    for members in _find_alike(facts, body):
        _settle_alike(members, facts, out)
    return out


def _find_numbered(facts: Sequence[Facts], decisions: Sequence[Decision]) -> Iterator[list[int]]:
    """The lines of each run of numbers of one sort. It ends where a number of a higher sort or a heading in a
    style stands, or where it begins anew."""
    running: dict[int, list[int]] = {}
    for i, own in enumerate(facts):
        if not own.is_text:
            continue
        if own.look.level:
            if decisions[i].heading:
                yield from running.values()
                running.clear()
            continue
        rank = rank_number(own.words.text)
        if not rank:
            continue
        for lower in [other for other in running if other > rank]:
            yield running.pop(lower)
        if rank in running and read_ordinal(own.words.text) == 1:
            yield running.pop(rank)
        running.setdefault(rank, []).append(i)
    yield from running.values()


def _settle_numbered(members: Sequence[int], facts: Sequence[Facts], out: list[Decision], body: Look) -> None:
    heads = [i for i in members if out[i].heading]
    short = [i for i in members if _is_short(facts[i])]
    others = [i for i in short if i not in heads]
    if not heads or len(heads) == len(members):
        return
    shown = [i for i in heads if stands_out(facts[i].look, body)]
    looks = {facts[i].look for i in shown}
    least = (
        TUNING.series_shown if looks and all(facts[i].look in looks for i in short) else TUNING.series_heads
    )
    if len(heads) <= least * len(short) or (not shown and len(heads) < len(members) - len(short)):
        kept = shown if all(facts[i].look not in looks for i in others) else []
        for i in heads:
            above = i + 1 < len(out) and out[i + 1].heading
            if i not in kept and not above:
                out[i] = Decision(False, Because(Rule.LIST_ITEM))
        return
    for i in others:
        if (facts[i].look in looks or (not shown and len(heads) > 1)) and _may_join(facts[i]):
            out[i] = Decision(True, Because(Rule.SERIES_HEADINGS))


def _find_alike(facts: Sequence[Facts], body: Look) -> Iterator[list[int]]:
    """The lines without a number or a style that stand out in one manner."""
    groups: dict[Look, list[int]] = {}
    for i, own in enumerate(facts):
        if own.is_text and not own.look.level and stands_out(own.look, body):
            groups.setdefault(own.look, []).append(i)
    for members in groups.values():
        yield [i for i in members if not rank_number(facts[i].words.text)]


def _settle_alike(members: Sequence[int], facts: Sequence[Facts], out: list[Decision]) -> None:
    """Deny those of which most have no text below, but the next of their like; and where most of what looks
    so are whole sentences."""
    heads = [i for i in members if out[i].heading]
    if not heads:
        return
    like = set(members)
    stacked = sum(i + 1 in like for i in heads)
    said = sum(not _is_short(facts[i]) for i in members)
    if (len(heads) > 1 and 2 * stacked >= len(heads)) or said >= TUNING.series_said * len(heads):
        for i in heads:
            out[i] = Decision(False, Because(Rule.NO_PARAGRAPH_BELOW))


def _is_short(own: Facts) -> bool:
    """Whether a line may be a heading by its length: 一、…… of one phrase, or an item of a list."""
    text = own.words.text.strip()
    return len(text) <= TUNING.heading_longest and "。" not in text[:-1]


def _may_join(own: Facts) -> bool:
    """Whether a line may be a heading because those are which its number goes on from."""
    return own.words.last not in tuple("，、；,;：:") and not own.words.caption
