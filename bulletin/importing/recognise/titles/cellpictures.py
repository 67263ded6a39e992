"""A table with pictures → the same, those without a description with the words of their cell, or below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bulletin.importing.model import INSET, Block, Picture, Run
from bulletin.importing.recognise.facts import classify_words
from bulletin.importing.recognise.tuning import TUNING


def describe_cells(block: Block) -> Block:
    """The table with its pictures described; a cell with several says nothing of any of them."""
    if all(picture.alt for picture in block.pictures):
        return block
    waiting = iter(block.insets)
    insets: list[Run | Picture] = []
    for i, row in enumerate(block.cells):
        for k, cell in enumerate(row):
            own = [next(waiting) for _ in range(cell.count(INSET))]
            pictures = [inset for inset in own if isinstance(inset, Picture)]
            said = _find_words(block.cells, i, k) if len(pictures) == 1 else ""
            insets += [
                replace(inset, alt=said) if isinstance(inset, Picture) and not inset.alt else inset
                for inset in own
            ]
    return replace(block, insets=tuple(insets))


def _find_words(cells: Sequence[Sequence[str]], row: int, column: int) -> str:
    """The words of the cell, else of the one below it, where they are a caption."""
    below = cells[row + 1][column] if row + 1 < len(cells) and column < len(cells[row + 1]) else ""
    for cell in (cells[row][column], "" if INSET in below else below):
        words = " ".join(cell.replace(INSET, "").split())
        if words:
            fits = TUNING.caption_shortest <= len(words) <= TUNING.caption_longest
            return words if fits and not classify_words(words).ends_sentence else ""
    return ""
