"""The notes of an article → their numbers, in the order in which a reader meets them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bulletin.document.tree import Block, Document, NoteMark
from bulletin.document.walk import list_inlines, walk_blocks, walk_inlines


@dataclass(frozen=True, slots=True)
class NoteOrder:
    """The number of each note by its label, in the order in which they are called; `firsts` are the offsets
    of the marks that call each of them first."""

    numbers: Mapping[str, int]
    firsts: frozenset[int]

    def is_first(self, mark: NoteMark) -> bool:
        """Whether `mark` is where a reader meets its note."""
        return mark.offset in self.firsts


def order_notes(document: Document, first: int) -> NoteOrder:
    """Number the notes that this article calls, from `first`, in the order it first does; those that only a
    note calls follow."""
    numbers: dict[str, int] = {}
    firsts: set[int] = set()
    waiting = [document.blocks]
    while waiting:
        for node in walk_blocks(waiting.pop(0)):
            for inline in walk_inlines(list_inlines(node)):
                if isinstance(inline, NoteMark) and inline.label not in numbers:
                    numbers[inline.label] = len(numbers) + first
                    firsts.add(inline.offset)
                    waiting.append(document.notes[inline.label].blocks)
    return NoteOrder(numbers, frozenset(firsts))


def count_notes(document: Document) -> int:
    """How many notes an article prints."""
    return len(order_notes(document, 1).numbers)


def take_part(document: Document, blocks: tuple[Block, ...]) -> Document:
    """A part of a file as an article of its own, with the notes that it calls."""
    part = replace(document, blocks=blocks)
    called = order_notes(part, 1).numbers
    return replace(part, notes={label: note for label, note in document.notes.items() if label in called})
