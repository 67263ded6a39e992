"""Blocks → the same with signatures, an office or a name with the date below it, set flush right.

GB/T 9704—2012 7.3.5.1: the date stands at the right, who signs above it. A program that made a text of a Word
file, or a page of it, has lost where they stood.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bulletin.importing.dates import is_date_line
from bulletin.importing.model import Block, Kind, Line
from bulletin.importing.names import is_personal_name, split_names
from bulletin.importing.offices import is_unit
from bulletin.importing.recognise.facts import classify_words
from bulletin.importing.recognise.paragraphs.measure import measure_blanks
from bulletin.importing.recognise.titles.labels import Label, find_label
from bulletin.importing.recognise.tuning import TUNING


def align_signatures(blocks: Sequence[Block]) -> list[Block]:
    """Set right the dates that sign a text, and the offices or names above them."""
    aligned = list(blocks)
    for i, block in enumerate(blocks):
        if i == 0 or not _is_date(block) or not _ends_text(blocks, i + 1):
            continue
        signers = _find_signers(blocks, i)
        if not signers and block.look.align != "right":
            continue
        for k in (*signers, i):
            aligned[k] = replace(aligned[k], look=replace(aligned[k].look, align="right"))
    return aligned


def align_by_blanks(blocks: Sequence[Block], lines: Sequence[Line]) -> list[Block]:
    """Call a date that blanks put far to the right set right, and the lines above it that they do."""
    indents = {line.number: measure_blanks(line.lead) for line in lines}
    aligned: list[Block] = []
    below = False  # whether a signature stands right below
    for block in reversed(blocks):
        is_far = len(block.origin.spans) == 1 and indents.get(block.origin.first, 0.0) >= TUNING.flush_right
        below = is_far and (below or classify_words(block.text).date)
        aligned.append(replace(block, look=replace(block.look, align="right")) if below else block)
    return aligned[::-1]


def _is_date(block: Block) -> bool:
    return (
        block.kind is Kind.PARAGRAPH and is_date_line(block.text) and not classify_words(block.text).bracketed
    )


def _ends_text(blocks: Sequence[Block], i: int) -> bool:
    """Whether a text is at its end ahead of block `i`: nothing follows, or an attachment, or the imprint."""
    if i >= len(blocks):
        return True
    block = blocks[i]
    words = classify_words(block.text)
    if block.kind is not Kind.PARAGRAPH:
        return True
    return find_label(block.text) is Label.ATTACHMENT or words.bracketed or not words.ends_sentence


def _find_signers(blocks: Sequence[Block], date: int) -> list[int]:
    """The lines right above a date that name who signs, with a text above them."""
    found: list[int] = []
    for i in range(date - 1, max(0, date - 1 - TUNING.signers_most), -1):
        block = blocks[i]
        words = block.text.strip()
        if block.kind is not Kind.PARAGRAPH or len(words) > TUNING.signer_longest:
            break
        names = split_names(words)
        known = is_unit(words) or (bool(names) and all(map(is_personal_name, names)))
        if not known and block.look.align != "right":
            break
        found.insert(0, i)
    return found if found and found[0] > 1 else []
