"""The blocks of a page whose every line is a paragraph, as those of old boards are → its paragraphs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bulletin.importing.model import Kind
from bulletin.importing.patterns import ends_sentence, heading_level
from bulletin.importing.read.webpage import Item

# Half-width columns: a terminal had eighty, and no paragraph of a page that wraps by itself stops there.
_WIDEST = 82
_NARROWEST = 50
_ROOM = 4  # that a full line leaves, as a Han character or the rest of a word did not fit
_LEAST_FULL = 4  # full lines that break a sentence, which show that lines were made by hand


def join_wraps(items: Sequence[Item]) -> list[Item]:
    """Join each full line that ends in a sentence with the next, where none is wider than a terminal."""
    widths = [_measure(item) for item in items]
    widest = max(widths, default=0)
    full = [i for i, item in enumerate(items) if _is_broken(item, widths[i], widest)]
    if not _NARROWEST <= widest <= _WIDEST or len(full) < _LEAST_FULL:
        return list(items)
    broken = set(full)
    joined: list[Item] = []
    for i, item in enumerate(items):
        if i - 1 in broken and _goes_on(item):
            above = joined[-1]
            words = above.text[-1:].isascii() and item.text[:1].isascii()
            runs = item.block.runs
            if not words:
                runs = (replace(runs[0], text=runs[0].text.lstrip()), *runs[1:])
            joined[-1] = replace(above, block=replace(above.block, runs=(*above.block.runs, *runs)))
        else:
            joined.append(item)
    return joined


def _measure(item: Item) -> int:
    """The half-width columns of a line of text; 0 of anything else."""
    if item.block.kind is not Kind.PARAGRAPH or item.block.look.level:
        return 0
    text = item.text.rstrip()
    return sum(1 if char.isascii() or char == "\u00a0" else 2 for char in text)


def _is_broken(item: Item, width: int, widest: int) -> bool:
    return width >= widest - _ROOM and not ends_sentence(item.text) and "\n" not in item.text.strip()


def _goes_on(item: Item) -> bool:
    """Whether a line may be the rest of the one above: it is not set in, and has no number of its own."""
    text = item.text
    plain = item.block.kind is Kind.PARAGRAPH and not item.block.look.level and not item.block.number
    return plain and bool(text) and text[0] not in "\u3000\u00a0 " and not heading_level(text)
