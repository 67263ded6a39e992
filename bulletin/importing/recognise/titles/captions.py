"""Blocks → the same with the lines that stand under pictures, without a number, as their descriptions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bulletin.importing.model import Block, Entry, Kind, Leftover, Look, Reason
from bulletin.importing.patterns import squeeze
from bulletin.importing.recognise.facts import classify_words
from bulletin.importing.recognise.titles.labels import find_label, is_field
from bulletin.importing.recognise.tuning import TUNING
from bulletin.importing.spacing import tidy_spaces
from bulletin.importing.verdicts import Because, Rule


def take_captions(
    blocks: Sequence[Block], body: Look, entries: Sequence[Entry]
) -> tuple[list[Block], list[Leftover]]:
    """Make the line under a picture its description, which is printed there (docs/编辑手册.md, 图片).

    A caption is centred where the text is not, and no bigger nor bolder than it: what is may be the next
    title, and what the contents list names is one. 图1 …… is a caption by its number, and stays.
    """
    titles = {squeeze(entry.title) for entry in entries}
    kept: list[Block] = []
    left: list[Leftover] = []
    said = False  # whether the picture above has its caption already
    for block in blocks:
        pictured = bool(kept) and kept[-1].kind is Kind.IMAGE and not said
        if pictured and _is_caption(block, body) and squeeze(block.text) not in titles:
            kept[-1] = replace(kept[-1], alt=tidy_spaces(block.text).strip())
            origin = block.origin.explain(Because(Rule.UNDER_PICTURE))
            left.append(Leftover(block.text, Reason.CAPTION, origin))
            said = True
        else:
            kept.append(block)
            said = False
    return kept, left


def _is_caption(block: Block, body: Look) -> bool:
    if block.kind is not Kind.PARAGRAPH or block.look.align != "center" or body.align == "center":
        return False
    facts, words, look = classify_words(block.text), block.text.strip(), block.look
    if (
        not TUNING.caption_shortest <= len(words) <= TUNING.caption_longest
        or facts.ends_sentence
        or words[-1] in "：:，、；"
    ):
        return False
    if find_label(words) or is_field(words) or "__" in words:
        return False  # a date, what is to be filled in
    if facts.caption or facts.level or look.level or any(run.note for run in block.runs):
        return False
    known = body.size > 0 and look.size > 0
    smaller = known and look.size < TUNING.caption_smaller * body.size
    return smaller or not (look.bold or (known and look.size > TUNING.caption_bigger * body.size))
