"""Paragraphs → which of them are titles of articles, and of each why, or why not.

Where the look of the paragraphs is known, a title is what stands out: centred, bigger, bolder, or in a
heading style. In bare text a title is what is short, ends without a mark, has no number, and has a text
below it. A printed contents list, where there is one, decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from bulletin.importing.model import Block, Entry, Kind, Look, Remark, Run
from bulletin.importing.patterns import BULLETS, squeeze
from bulletin.importing.recognise.contents.match import find_title_spans
from bulletin.importing.recognise.facts import Facts, classify_blocks, classify_words
from bulletin.importing.recognise.titles.ranks import (
    Rank,
    describe_look,
    find_body_look,
    find_top_level,
    lower_headings,
    rank_look,
    stands_out,
)
from bulletin.importing.recognise.tuning import TUNING
from bulletin.importing.spacing import close_spread, join_printed
from bulletin.importing.verdicts import Because, Role, Rule


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a block is a title, or a line of one, and the rule that said so."""

    title: bool
    because: Because


@dataclass(frozen=True, slots=True)
class _Survey:
    """What all of a manuscript tells about its titles.

    `named` are the blocks that the contents list names, each with the number of its entry. `least` is the
    rank of a title at least where there is no contents list, `numbered` are blocks with typed numbers that
    are titles because no other is. `known` and `looks` are the least rank and the looks of the titles that
    the contents list has, `opening` is where the first of them stands. `last_text` is the last
    paragraph, table or image that is no title: what stands above it has a text below; -1 where there is none.
    """

    facts: tuple[Facts, ...]
    body: Look
    looks_differ: bool
    ranks: tuple[Rank, ...]
    named: Mapping[int, int]
    last_text: int
    least: Rank = Rank.NONE
    numbered: frozenset[int] = frozenset()
    known: Rank = Rank.NONE
    looks: frozenset[Look] = frozenset()
    opening: int = 0


def mark_titles(
    blocks: Sequence[Block], entries: Sequence[Entry]
) -> tuple[tuple[Block, ...], tuple[Remark, ...]]:
    """Mark the titles among `blocks`; say which were guessed, and why. Each block that is none carries the
    reason with its place."""
    survey = _survey(blocks, entries)
    judged = [_judge(survey, i) for i in range(len(blocks))]
    decisions = _object(survey, _find_openings(survey, judged))
    groups = _group_lines(survey, decisions)
    if not survey.named and not survey.looks_differ:
        groups = _drop_series(survey, groups, decisions)
    remarks: list[Remark] = []
    marked = _apply(blocks, survey, groups, decisions, remarks)
    printed = {squeeze(entry.title): entry.title for entry in entries}
    return tuple(_restore_blanks(block, printed) for block in marked), tuple(remarks)


def _survey(blocks: Sequence[Block], entries: Sequence[Entry]) -> _Survey:
    facts = classify_blocks(blocks)
    body = find_body_look(blocks)
    looks_differ = any(stands_out(own.look, body) for own in facts)
    top = find_top_level(facts)
    looks = [own.look for own in facts]
    ranks = lower_headings(looks, [rank_look(own, body, looks_differ, top) for own in facts])
    named = _match_entries(facts, entries)
    survey = _Survey(facts, body, looks_differ, tuple(ranks), named, _find_last_text(facts, ranks))
    if named:
        known = min((ranks[i] for i in named if ranks[i]), default=Rank.NONE)
        return replace(
            survey, known=known, looks=frozenset(looks[i] for i in named), opening=min(named, default=0)
        )
    least = _find_title_rank(survey)
    # None but bold lines, which may be headings: their numbers may tell titles.
    numbered = _find_numbered(survey, top) if least < Rank.CENTRED_OR_BIGGER else frozenset()
    return replace(survey, least=least, numbered=numbered)


def _match_entries(facts: Sequence[Facts], entries: Sequence[Entry]) -> dict[int, int]:
    """Block index → index of the contents line that it is the title of, or a line of it."""
    long = TUNING.title_longest
    skip = frozenset(i for i, own in enumerate(facts) if not own.is_text or len(own.words.text) > long)
    spans = find_title_spans(entries, [own.words.text for own in facts], skip)
    return {i: number for number, span in spans.items() for i in span}


def _find_title_rank(survey: _Survey) -> Rank:
    """The least rank of a title: a heading within an article stands out less than its title does."""
    found = {rank for i, rank in enumerate(survey.ranks) if rank and i < survey.last_text}
    if not found:
        return Rank.NONE
    # By hand, one title is centred and bold, the next centred and bigger: those are one kind.
    return Rank.CENTRED if Rank.CENTRED in found else max(found)


def _find_numbered(survey: _Survey, top: int) -> frozenset[int]:
    """Titles with typed numbers, where no others are centred or bigger than the text: 一、……, 二、……"""
    facts, ranks = survey.facts, dict[int, Rank]()
    for i, own in enumerate(facts):
        if own.is_text and own.words.level:
            bare = replace(own, words=classify_words(own.words.text.lstrip()[len(own.words.number) :]))
            ranks[i] = rank_look(bare, survey.body, survey.looks_differ, top)
    best = max(ranks.values(), default=Rank.NONE)
    if not survey.looks_differ or best < Rank.CENTRED_OR_BIGGER:
        return frozenset()
    level = facts[min(i for i, rank in ranks.items() if rank == best)].words.level
    chosen = frozenset(i for i, rank in ranks.items() if rank == best and facts[i].words.level == level)
    return chosen if len(chosen) > 1 else frozenset()


def _find_last_text(facts: Sequence[Facts], ranks: Sequence[Rank]) -> int:
    """The last block that is no title: a paragraph by its look or length, a table, an image; -1 for none."""
    for i in range(len(facts) - 1, -1, -1):
        if not facts[i].is_text or not ranks[i] or len(facts[i].words.text) > TUNING.title_longest:
            return i
    return -1


def _judge(survey: _Survey, i: int) -> Decision:
    """Whether block `i` is a title by itself, and the first rule that says so."""
    own = survey.facts[i]
    if i in survey.named:
        return Decision(True, Because(Rule.IN_CONTENTS))
    if survey.named and _is_like_entries(survey, i):
        return Decision(True, Because(Rule.LIKE_ENTRIES))
    if i in survey.numbered:
        return Decision(True, Because(Rule.NUMBERED_TITLE))
    flaw = own.words.flaw
    if survey.named and flaw in (None, Rule.NUMBERED):
        return Decision(False, Because(Rule.NOT_IN_CONTENTS))
    if flaw:
        return Decision(False, Because(flaw, _show_flaw(flaw, own)))
    rank = survey.ranks[i]
    if not rank:
        if not survey.looks_differ and own.words.enumerated:
            return Decision(False, Because(Rule.ENUMERATED, own.words.text.strip()[:2]))
        return Decision(False, Because(Rule.LIKE_TEXT))
    if rank < survey.least or survey.numbered:
        return Decision(False, Because(Rule.LESS_THAN_TITLES))
    if i >= survey.last_text:
        return Decision(False, Because(Rule.NO_TEXT_BELOW))
    looks = describe_look(own.look, survey.body)
    if survey.looks_differ:
        return Decision(True, Because(Rule.LOOKS, "、".join(looks)))
    return Decision(True, Because(Rule.STANDS_ALONE))


def _show_flaw(flaw: Rule, own: Facts) -> str:
    """What the rule saw that found a flaw."""
    if flaw is Rule.NUMBERED:
        return own.words.number.strip()
    return str(TUNING.title_longest) if flaw is Rule.TOO_LONG else own.words.last


def _is_like_entries(survey: _Survey, i: int) -> bool:
    """Whether the contents list has left block `i` out: it stands out as the titles that it has do. Ahead of
    the first of those, where the rest of a cover may stand, it has a text below it."""
    if not _is_alike(survey, i):
        return False
    if i > survey.opening:
        return True
    for text in range(i + 1, min(i + TUNING.title_most_lines + 1, survey.opening)):
        own = survey.facts[text]
        if own.is_text and own.words.ends_sentence and all(_is_alike(survey, k) for k in range(i, text)):
            return True
    return False


def _is_alike(survey: _Survey, i: int) -> bool:
    rank = survey.ranks[i]
    known = survey.known >= Rank.CENTRED_OR_BIGGER and rank >= survey.known
    return known and i not in survey.named and survey.facts[i].look in survey.looks


def _find_openings(survey: _Survey, judged: Sequence[Decision]) -> list[Decision]:
    """The first lines of titles that end with a mark, as one broken by hand may: 推进产、学、⏎研合作."""
    found = list(judged)
    for i, (own, following) in enumerate(pairwise(survey.facts)):
        if judged[i].title or not judged[i + 1].title or i + 1 in survey.named or not own.is_text:
            continue
        alike = own.look == following.look and stands_out(own.look, survey.body)
        words = own.words
        short = len(words.text) <= TUNING.title_longest
        if alike and short and not words.ends_sentence and not words.enumerated:
            found[i] = Decision(True, Because(Rule.OPENS_TITLE))
    return found


def _object(survey: _Survey, decisions: Sequence[Decision]) -> list[Decision]:
    """The decisions, less what in bare text looks like a title and stands where none does: an item of a list
    behind a colon, however short and bare; a note in brackets that follows a text, （宣传科供稿） (behind
    a title, （试行） is a line of it); an office with the date below it."""
    if survey.named or survey.looks_differ:
        return list(decisions)
    found: list[Decision] = []
    for i, (own, decision) in enumerate(zip(survey.facts, decisions, strict=True)):
        reason = None
        if decision.title and i:
            before = survey.facts[i - 1].words
            if found[-1].because.rule is Rule.ITEM or before.last in ("：", ":"):
                reason = Rule.ITEM
        if decision.title and not reason:
            following = survey.facts[i + 1].words if i + 1 < len(survey.facts) else None
            if own.words.bracketed and not (i and decisions[i - 1].title):
                reason = Rule.NOTE
            elif own.words.office and following and following.date:
                reason = Rule.SIGNATURE
        found.append(Decision(False, Because(reason)) if reason else decision)
    return found


def _drop_series(survey: _Survey, groups: Sequence[list[int]], decisions: list[Decision]) -> list[list[int]]:
    """Less those that are very short two or more in a row, where most are long: those are the headings of one
    article, which in bare text look as titles do."""
    widths = [sum(survey.facts[i].words.width() for i in group) for group in groups]
    usual = sorted(widths)[int(len(widths) * TUNING.series_usual)] if widths else 0.0
    most = min(TUNING.series_short, usual * TUNING.series_far_shorter)
    short = [i > 0 and width <= most for i, width in enumerate(widths)]
    kept: list[list[int]] = []
    for i, group in enumerate(groups):
        if short[i] and (any(short[max(0, i - 1) : i]) or any(short[i + 1 : i + 2])):
            for k in group:
                decisions[k] = Decision(False, Because(Rule.SERIES))
        else:
            kept.append(group)
    return kept


def _group_lines(survey: _Survey, decisions: list[Decision]) -> list[list[int]]:
    """Put the lines of one title together: neighbours of one look, a subtitle after a dash, （试行）."""
    groups: list[list[int]] = []
    for i in (i for i, decision in enumerate(decisions) if decision.title):
        last = groups[-1] if groups else []
        near = last and last[-1] == i - 1 and len(last) < TUNING.title_most_lines
        if near and _continues(survey, last, i):
            last.append(i)
        else:
            groups.append([i])
    for group in groups:
        following = group[-1] + 1
        if following < len(survey.facts) and (reason := _find_addition(survey.facts[following])):
            group.append(following)
            decisions[following] = Decision(True, Because(reason))
    taken = {group[-1] for group in groups if len(group) > 1}
    groups = [group[1:] if group[0] in taken else group for group in groups]  # it began a title of its own
    return [group for group in groups if group]


def _find_addition(own: Facts) -> Rule | None:
    """What makes a line behind a title a line of it, whatever it looks like."""
    words = own.words
    if words.dash and len(words.text.strip()) <= TUNING.title_longest and not words.ends_sentence:
        return Rule.SUBTITLE
    return Rule.QUALIFIER if words.qualifier else None


def _continues(survey: _Survey, group: Sequence[int], i: int) -> bool:
    named, first, second = survey.named, survey.facts[group[-1]], survey.facts[i]
    if first.words.column or second.words.column:
        return False
    if i in named or group[-1] in named:
        return named.get(i) == named.get(group[-1])
    length = sum(len(survey.facts[k].words.text) for k in (*group, i))
    alike = (first.look.size, first.look.align) == (second.look.size, second.look.align)
    return length <= TUNING.title_longest and alike


def _apply(
    blocks: Sequence[Block],
    survey: _Survey,
    groups: Sequence[Sequence[int]],
    decisions: Sequence[Decision],
    remarks: list[Remark],
) -> list[Block]:
    first = {group[0]: group for group in groups}
    rest = {i for group in groups for i in group[1:]}
    marked: list[Block] = []
    for i, block in enumerate(blocks):
        if i in rest:
            continue
        if i not in first:
            marked.append(block.deny(Role.TITLE, decisions[i].because))
            continue
        lines = [blocks[k] for k in first[i]]
        text = join_title([line.text for line in lines])
        at = next((k for k in first[i][1:] if _find_addition(survey.facts[k]) is Rule.SUBTITLE), None)
        whole = text
        if at is not None and not classify_words(text).column:
            parts = (
                [blocks[k].text for k in first[i] if k < at],
                [blocks[k].text for k in first[i] if k >= at],
            )
            whole = "\n".join(map(join_title, parts))
        calls = tuple(run for line in lines for run in line.runs if run.note)
        because = decisions[i].because
        if not survey.named and not classify_words(text).column:
            end = first[i][-1] + 1
            below = len(blocks[end].text) if end < len(blocks) else 0
            remarks.append(_explain(text, block, survey, below, len(lines)))
            because = replace(because, doubt=remarks[-1].guess)
        origin = block.origin.explain(because)
        for k in first[i][1:]:
            rule = _find_addition(survey.facts[k]) or Rule.GOES_ON
            origin = origin.add(blocks[k].origin.explain(Because(rule)))
        marked.append(replace(block, kind=Kind.TITLE, runs=(Run(whole), *calls), origin=origin))
    return marked


def join_title(lines: Sequence[str]) -> str:
    """The lines of one title as one, without a bullet in front; a subtitle keeps its dash."""
    text = join_printed(line for line in lines)
    text = text if classify_words(text).column else text.lstrip(f"{BULLETS} ")
    return close_spread(text) if len(squeeze(text)) <= TUNING.title_spread else text


def _explain(text: str, block: Block, survey: _Survey, below: int, lines: int) -> Remark:
    """Say by what a title was known; a guess where that could be something else. `below` is the length of the
    text below it."""
    if survey.looks_differ:
        reasons = describe_look(block.look, survey.body)
        guess = len(reasons) < TUNING.title_clear_looks and not block.look.level
    else:
        reasons = ["单独一行", "末尾没有标点", "下面有正文"]
        width = classify_words(text).width()
        usual = TUNING.bare_title_least < width <= TUNING.bare_title_most
        guess = not usual or below < TUNING.bare_title_text or lines > 1
    joined = f"，{lines}段合成一个" if lines > 1 else ""
    return Remark(f"“{text}”是文章标题：{'、'.join(reasons)}{joined}", block.origin, guess=guess, code="I124")


def _restore_blanks(block: Block, printed: Mapping[str, str]) -> Block:
    """A title as its contents line prints it, where that has a space that the title lost at a line's end."""
    if block.kind is not Kind.TITLE:
        return block
    other = printed.get(squeeze(block.text), "")
    if other.count(" ") + other.count("\u3000") <= block.text.count(" ") + block.text.count("\u3000"):
        return block
    if "".join(other.split()) != "".join(block.text.split()):
        return block
    return replace(block, runs=(Run(other), *(run for run in block.runs if run.note)))
