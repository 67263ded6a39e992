"""The blocks of a page of which some are but parts of others → its paragraphs: where every line is one, as on
old boards, and where a number stands over its heading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bulletin.importing.model import Kind, Run
from bulletin.importing.patterns import ends_sentence, heading_level
from bulletin.importing.read.webpage import Item

# Half-width columns: a terminal had eighty, and no paragraph of a page that wraps by itself stops there.
_WIDEST = 82
_NARROWEST = 50
_ROOM = 4  # that a full line leaves, as a Han character or the rest of a word did not fit
_LEAST_NUMBERS = 2
_HEADING_LONGEST = 40
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


def join_numbers(items: Sequence[Item]) -> list[Item]:
    """Join each number that stands alone over a heading, as accounts set it (01, 02), with that; only where
    there are several, one behind the other."""
    places = [i for i, item in enumerate(items[:-1]) if _is_number(item) and _is_heading(items[i + 1])]
    counted = [int(items[i].text.strip()) for i in places]
    if len(places) < _LEAST_NUMBERS or counted != list(range(1, len(places) + 1)):
        return list(items)
    joined: list[Item] = []
    for i, item in enumerate(items):
        if i - 1 in places:
            number = items[i - 1]
            runs = (Run(f"{number.text.strip()}\u3000", True), *item.block.runs)
            joined.append(replace(item, block=replace(item.block, runs=runs)))
        elif i not in places:
            joined.append(item)
    return joined


def _is_number(item: Item) -> bool:
    text = item.text.strip()
    return item.block.kind is Kind.PARAGRAPH and text.isdecimal() and text.isascii() and len(text) <= 2


def _is_heading(item: Item) -> bool:
    look, text = item.block.look, item.text.strip()
    short = item.block.kind is Kind.PARAGRAPH and 1 < len(text) <= _HEADING_LONGEST
    return short and bool(look.bold or look.level or look.align == "center") and not ends_sentence(text)
