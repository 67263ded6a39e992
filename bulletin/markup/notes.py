"""The footnotes of an article: their tokens, and their numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markdown_it.token import Token


def collect_notes(tokens: Sequence[Token]) -> dict[int, list[Token]]:
    """The tokens of each note by the id that references give."""
    notes: dict[int, list[Token]] = {}
    inside: list[Token] | None = None
    for token in tokens:
        if token.type == "footnote_open":
            inside = notes.setdefault(int(token.meta["id"]), [])
        elif token.type == "footnote_close":
            inside = None
        elif inside is not None and token.type != "footnote_anchor":
            inside.append(token)
    return notes


def drop_notes(tokens: Sequence[Token]) -> list[Token]:
    """The tokens ahead of the notes, which markdown-it puts last."""
    end = next((i for i, token in enumerate(tokens) if token.type == "footnote_block_open"), len(tokens))
    return list(tokens[:end])


def count_notes(tokens: Sequence[Token]) -> int:
    """How many notes an article prints."""
    return len(number_notes(drop_notes(tokens), collect_notes(tokens), 1))


def number_notes(body: Sequence[Token], notes: Mapping[int, Sequence[Token]], first: int) -> dict[int, int]:
    """Number the notes that this article refers to, from `first`, in the order it first does."""
    numbers: dict[int, int] = {}
    waiting = [body]
    while waiting:
        for token in waiting.pop(0):
            for child in token.children or ():
                if child.type == "footnote_ref" and child.meta["id"] not in numbers:
                    numbers[child.meta["id"]] = len(numbers) + first
                    waiting.append(notes[child.meta["id"]])
    return numbers
