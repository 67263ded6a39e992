"""The notes of an article → their numbers, in the order in which a reader meets them."""

from __future__ import annotations

from bulletin.document.tree import Document, NoteMark
from bulletin.document.walk import list_inlines, walk_blocks, walk_inlines


def number_notes(document: Document, first: int) -> dict[str, int]:
    """Number the notes that this article calls, from `first`, in the order it first does; those that only a
    note calls follow."""
    numbers: dict[str, int] = {}
    waiting = [document.blocks]
    while waiting:
        for node in walk_blocks(waiting.pop(0)):
            for inline in walk_inlines(list_inlines(node)):
                if isinstance(inline, NoteMark) and inline.label not in numbers:
                    numbers[inline.label] = len(numbers) + first
                    waiting.append(document.notes[inline.label].blocks)
    return numbers


def count_notes(document: Document) -> int:
    """How many notes an article prints."""
    return len(number_notes(document, 1))
