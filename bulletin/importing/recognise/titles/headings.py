"""The blocks of one article → the same with its headings marked and levelled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bulletin.importing.fields import find_office
from bulletin.importing.model import Block, Kind, Look, Remark, Run
from bulletin.importing.patterns import ends_sentence, heading_level, is_caption, is_enumerated
from bulletin.importing.recognise.titles.ranks import may_be_title
from bulletin.importing.recognise.tuning import TUNING


def mark_headings(blocks: Sequence[Block], body: Look) -> tuple[tuple[Block, ...], tuple[Remark, ...]]:
    """Mark what is a heading: a short numbered line without a full stop and with a text below it, or a
    line without a number that stands out from the text.

    A number that opens a whole paragraph (一、强化保障。我市……) leaves it a paragraph, as it was printed.
    """
    marked: list[Block] = []
    remarks: list[Remark] = []
    styled = sorted({block.look.level for block in blocks if block.look.level})
    for i, block in enumerate(blocks):
        following = blocks[i + 1] if i + 1 < len(blocks) else None
        level = _find_level(block, body, following, styled)
        bare = not level and _stands_alone(block, body, marked[-1] if marked else None, following)
        level = level or int(bare)
        if level and marked and _is_item(marked[-1], block):
            level = 0
        if not level:
            marked.append(block)
            continue
        runs = (Run(block.text), *(run for run in block.runs if run.note))
        marked.append(replace(block, kind=Kind.HEADING, level=level, runs=runs))
        if not heading_level(block.text):
            why = "单独一行，末尾没有标点" if bare else "与正文的字不同"
            message = f"“{block.text.strip()}”当作小标题（{why}）"
            remarks.append(Remark(message, block.origin, guess=not block.look.level, code="I125"))
    return tuple(marked), tuple(remarks)


def _find_level(block: Block, body: Look, following: Block | None, styled: Sequence[int]) -> int:
    """The level of a heading, 1 the highest below the title; 0 for what is none."""
    text = block.text.strip()
    if (
        block.kind is not Kind.PARAGRAPH
        or not TUNING.heading_shortest <= len(text) <= TUNING.heading_longest
        or following is None
    ):
        return 0
    if is_caption(text) or text[-1] in "，、；,;" or "。" in text[:-1]:
        return 0
    look = block.look
    stands_out = (look.bold and not body.bold) or bool(
        look.size and body.size and look.size >= body.size * TUNING.title_bigger
    )
    if ends_sentence(text) and not (stands_out and text[-1] in "？！”’）》"):
        return 0
    number = heading_level(text)
    if number:
        return number if _opens_a_part(text, following, number) else 0
    if look.level:
        return min(styled.index(look.level) + 1, TUNING.heading_levels)
    return 1 if stands_out and text[-1] not in "：:" else 0


def _stands_alone(block: Block, body: Look, before: Block | None, following: Block | None) -> bool:
    """Whether, where nothing is known of looks, a short line without a mark at its end stands over a text.

    Behind a colon or another short line it is an item of a list.
    """
    text = block.text.strip()
    if block.look != Look() or body != Look() or block.kind is not Kind.PARAGRAPH or following is None:
        return False
    if (
        not TUNING.heading_alone_shortest <= len(text) <= TUNING.heading_alone_longest
        or is_enumerated(text)
        or not may_be_title(text)
    ):
        return False
    if (
        find_office(text)
        or following.kind is not Kind.PARAGRAPH
        or len(following.text) < TUNING.heading_longest
    ):
        return False
    if before is None or before.kind is not Kind.PARAGRAPH:
        return True
    return ends_sentence(before.text) and len(before.text) >= TUNING.heading_alone_longest


def _is_item(before: Block, block: Block) -> bool:
    """Whether `block` is the last item of a list: the one before has a number of the same kind."""
    number = heading_level(block.text)
    return (
        before.kind is Kind.PARAGRAPH
        and number > 0
        and heading_level(before.text) == number
        and (len(before.text) <= TUNING.heading_longest)
    )


def _opens_a_part(text: str, following: Block, number: int) -> bool:
    """Whether a text follows, or a heading of a lower level, and not the next item of a list."""
    if text[-1] in "：:":
        return False
    if following.kind is not Kind.PARAGRAPH:
        return True
    below = heading_level(following.text)
    return below != number
