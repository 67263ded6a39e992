"""Paragraphs → which of them are titles of articles, and which are headings within one.

Where the look of the paragraphs is known, a title is what stands out: centred, bigger, bolder, or in a
heading style. In bare text a title is what is short, ends without a mark, has no number, and has a text
below it. A printed contents list, where there is one, decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bulletin.importing.fields import find_office
from bulletin.importing.model import Block, Entry, Kind, Look, Remark, Run
from bulletin.importing.patterns import drop_number, ends_sentence, heading_level, is_enumerated, squeeze
from bulletin.importing.recognise.contents.match import find_title_spans
from bulletin.importing.recognise.paragraphs.measure import measure_text
from bulletin.importing.recognise.titles.ranks import (
    Rank,
    find_body_look,
    find_top_level,
    is_bigger,
    is_bracketed,
    is_column,
    is_date,
    is_qualifier,
    lower_headings,
    rank_block,
    stands_out,
)
from bulletin.importing.recognise.tuning import TUNING
from bulletin.importing.spacing import close_spread, join_printed

_BULLETS = "★☆●■◆▲►○□◇※• "  # as in front of a contents line
_SUBTITLE = ("——", "—", "－－", "--", "──")


def mark_titles(
    blocks: Sequence[Block], entries: Sequence[Entry]
) -> tuple[tuple[Block, ...], tuple[Remark, ...]]:
    """Mark the titles and headings among `blocks`; say which were guessed, and why."""
    body = find_body_look(blocks)
    looks_differ = any(stands_out(block, body) for block in blocks)
    top = find_top_level(blocks)
    ranks = lower_headings(blocks, [rank_block(block, body, looks_differ, top) for block in blocks])
    by_contents = _match_entries(blocks, entries)
    remarks: list[Remark] = []
    if by_contents:
        chosen = set(by_contents)
        extra = _find_extra(blocks, ranks, chosen)
        chosen |= extra | _find_openings(blocks, extra, body)
    else:
        least = _find_title_rank(blocks, ranks)
        chosen = {
            i for i, rank in enumerate(ranks) if least and rank >= least and _has_text_below(blocks, i, ranks)
        }
        if least < Rank.CENTRED_OR_BIGGER:  # none but bold lines, which may be headings
            chosen = _find_numbered(blocks, body, looks_differ, top) or chosen
        chosen |= _find_openings(blocks, chosen, body)
        if not looks_differ:
            chosen -= _find_items(blocks, chosen) | _find_notes(blocks, chosen)
    groups = _group_lines(blocks, sorted(chosen), ranks, by_contents)
    if not by_contents and not looks_differ:
        groups = _drop_series(blocks, groups)
    marked = _apply(blocks, groups, body, looks_differ, remarks, bool(by_contents))
    printed = {squeeze(entry.title): entry.title for entry in entries}
    return tuple(_restore_blanks(block, printed) for block in marked), tuple(remarks)


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


def _find_title_rank(blocks: Sequence[Block], ranks: Sequence[Rank]) -> Rank:
    """The least rank of a title: a heading within an article stands out less than its title does."""
    found = {rank for i, rank in enumerate(ranks) if rank and _has_text_below(blocks, i, ranks)}
    if not found:
        return Rank.NONE
    best = max(found)
    # By hand, one title is centred and bold, the next centred and bigger: those are one kind.
    return Rank.CENTRED if Rank.CENTRED in found else best


def _find_numbered(blocks: Sequence[Block], body: Look, looks_differ: bool, top: int) -> set[int]:
    """Titles with typed numbers, where no others are centred or bigger than the text: 一、……, 二、……"""
    bare = {
        i: replace(block, runs=(Run(drop_number(block.text)),))
        for i, block in enumerate(blocks)
        if block.kind is Kind.PARAGRAPH and heading_level(block.text)
    }
    ranks = {i: rank_block(block, body, looks_differ, top) for i, block in bare.items()}
    best = max(ranks.values(), default=Rank.NONE)
    if not looks_differ or best < Rank.CENTRED_OR_BIGGER:
        return set()
    first = min(i for i, rank in ranks.items() if rank == best)
    level = heading_level(blocks[first].text)
    chosen = {i for i, rank in ranks.items() if rank == best and heading_level(blocks[i].text) == level}
    return chosen if len(chosen) > 1 else set()


def _has_text_below(blocks: Sequence[Block], i: int, ranks: Sequence[Rank]) -> bool:
    """Whether a paragraph, a table or an image follows before the manuscript ends."""
    return any(
        block.kind is not Kind.PARAGRAPH or not ranks[k] or len(block.text) > TUNING.title_longest
        for k, block in enumerate(blocks[i + 1 :], i + 1)
    )


def _match_entries(blocks: Sequence[Block], entries: Sequence[Entry]) -> dict[int, int]:
    """Block index → index of the contents line that it is the title of, or a line of it."""
    skip = frozenset(
        i
        for i, block in enumerate(blocks)
        if block.kind is not Kind.PARAGRAPH or len(block.text) > TUNING.title_longest
    )
    spans = find_title_spans(entries, [block.text for block in blocks], skip)
    return {i: number for number, span in spans.items() for i in span}


def _find_openings(blocks: Sequence[Block], chosen: set[int], body: Look) -> set[int]:
    """First lines of titles that end with a mark, as a line broken by hand may: 激活产、城、人、⏎创融合."""
    found: set[int] = set()
    for i in chosen:
        before = blocks[i - 1] if i else None
        if before is None or i - 1 in chosen or before.kind is not Kind.PARAGRAPH:
            continue
        alike = before.look == blocks[i].look and stands_out(before, body)
        if (
            alike
            and len(before.text) <= TUNING.title_longest
            and not ends_sentence(before.text)
            and not is_enumerated(before.text)
        ):
            found.add(i - 1)
    return found


def _find_items(blocks: Sequence[Block], chosen: set[int]) -> set[int]:
    """Lines that follow a colon: the items of a list, however short and bare they are."""
    items: set[int] = set()
    for i in sorted(chosen):
        if i and (i - 1 in items or blocks[i - 1].text.rstrip()[-1:] in ("：", ":")):
            items.add(i)
    return items


def _find_notes(blocks: Sequence[Block], chosen: set[int]) -> set[int]:
    """Notes in brackets that follow a text, （市科技局供稿）, and an office with the date below it; behind a
    title, （试行） is a line of it."""
    notes = {i for i in chosen if is_bracketed(blocks[i].text) and i - 1 not in chosen}
    dated = {
        i
        for i in chosen
        if find_office(blocks[i].text) and i + 1 < len(blocks) and is_date(blocks[i + 1].text)
    }
    return notes | dated


def _drop_series(blocks: Sequence[Block], groups: Sequence[list[int]]) -> list[list[int]]:
    """Less those that are very short two or more in a row, where most are long: those are the headings of one
    article, which in bare text look as titles do."""
    widths = [sum(measure_text(blocks[i].text) for i in group) for group in groups]
    usual = sorted(widths)[int(len(widths) * TUNING.series_usual)] if widths else 0.0
    most = min(TUNING.series_short, usual * TUNING.series_far_shorter)
    short = [i > 0 and width <= most for i, width in enumerate(widths)]
    alone = [not (any(short[max(0, i - 1) : i]) or any(short[i + 1 : i + 2])) for i in range(len(short))]
    return [group for i, group in enumerate(groups) if not short[i] or alone[i]]


def _find_extra(blocks: Sequence[Block], ranks: Sequence[Rank], chosen: set[int]) -> set[int]:
    """Titles that the contents list has left out: they stand out as those that it has do. Ahead of the first
    of those, where the rest of a cover may stand, they have a text below them."""
    known = [ranks[i] for i in chosen if ranks[i]]
    if not known or min(known) < Rank.CENTRED_OR_BIGGER:
        return set()
    looks = {blocks[i].look for i in chosen}
    alike = {
        i
        for i, rank in enumerate(ranks)
        if i not in chosen and rank >= min(known) and blocks[i].look in looks
    }
    first = min(chosen)
    texts = [i for i in range(first) if blocks[i].kind is Kind.PARAGRAPH and ends_sentence(blocks[i].text)]
    return {i for i in alike if i > first or any(_are_one(alike, i, text) for text in texts)}


def _are_one(titles: set[int], i: int, text: int) -> bool:
    """Whether all from block `i` to the one ahead of `text` are lines of a title."""
    return i < text <= i + TUNING.title_most_lines and all(k in titles for k in range(i, text))


def _group_lines(
    blocks: Sequence[Block], chosen: Sequence[int], ranks: Sequence[Rank], by_contents: dict[int, int]
) -> list[list[int]]:
    """Put the lines of one title together: neighbours of one look, a subtitle after a dash, （试行）."""
    groups: list[list[int]] = []
    for i in chosen:
        last = groups[-1] if groups else []
        if (
            last
            and last[-1] == i - 1
            and len(last) < TUNING.title_most_lines
            and _continues(blocks, last, i, by_contents)
        ):
            last.append(i)
        else:
            groups.append([i])
    for group in groups:
        following = group[-1] + 1
        text = blocks[following].text.strip() if following < len(blocks) else ""
        subtitle = (
            text.startswith(_SUBTITLE) and len(text) <= TUNING.title_longest and not ends_sentence(text)
        )
        if subtitle or is_qualifier(text):
            group.append(following)
    taken = {group[-1] for group in groups if len(group) > 1}
    groups = [group[1:] if group[0] in taken else group for group in groups]  # it began a title of its own
    return [group for group in groups if group]


def _continues(blocks: Sequence[Block], group: Sequence[int], i: int, by_contents: dict[int, int]) -> bool:
    if is_column(blocks[i].text) or is_column(blocks[group[-1]].text):
        return False
    if i in by_contents or group[-1] in by_contents:
        return by_contents.get(i) == by_contents.get(group[-1])
    length = sum(len(blocks[k].text) for k in (*group, i))
    first, second = blocks[group[-1]].look, blocks[i].look
    return length <= TUNING.title_longest and (first.size, first.align) == (second.size, second.align)


def _apply(
    blocks: Sequence[Block],
    groups: Sequence[Sequence[int]],
    body: Look,
    looks_differ: bool,
    remarks: list[Remark],
    sure: bool,
) -> list[Block]:
    first = {group[0]: group for group in groups}
    rest = {i for group in groups for i in group[1:]}
    marked: list[Block] = []
    for i, block in enumerate(blocks):
        if i in rest:
            continue
        if i in first:
            group = first[i]
            text = _join_title([blocks[k].text for k in group])
            calls = tuple(run for k in group for run in blocks[k].runs if run.note)
            marked.append(replace(block, kind=Kind.TITLE, runs=(Run(text), *calls)))
            if not sure and not is_column(text):
                following = blocks[group[-1] + 1] if group[-1] + 1 < len(blocks) else Block()
                remarks.append(_explain(text, block, following, body, looks_differ, len(group)))
        else:
            marked.append(block)
    return marked


def _join_title(lines: Sequence[str]) -> str:
    """The lines of one title as one, without a bullet in front; a subtitle keeps its dash."""
    text = join_printed(line for line in lines)
    text = text if is_column(text) else text.lstrip(_BULLETS)
    return close_spread(text) if len(squeeze(text)) <= TUNING.title_spread else text


def _explain(text: str, block: Block, following: Block, body: Look, looks_differ: bool, lines: int) -> Remark:
    """Say by what a title was known; a guess where that could be something else."""
    reasons = []
    look = block.look
    if looks_differ:
        reasons += ["用了标题样式"] * (look.level > 0)
        reasons += ["居中"] * (look.align == "center" and body.align != "center")
        reasons += ["字大"] * is_bigger(look, body)
        reasons += ["加粗或黑体"] * (look.bold and not body.bold)
        guess = len(reasons) < 2 and not look.level
    else:
        reasons += ["单独一行", "末尾没有标点", "下面有正文"]
        usual = TUNING.bare_title_least < measure_text(text) <= TUNING.bare_title_most
        guess = not usual or len(following.text) < TUNING.bare_title_text
        guess |= lines > 1
    joined = f"，{lines}段合成一个" if lines > 1 else ""
    return Remark(f"“{text}”是文章标题：{'、'.join(reasons)}{joined}", block.origin, guess=guess, code="I124")
