"""A table → whether its first row heads its columns; in a form it is a row as the others are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from bulletin.importing.model import Block

_LONGEST = 40  # characters of the head of a column
_MOST_ROWS = 3  # of a head: cells merged over more are those of a group of rows
_LEAST = 3  # rows of a table that shows how its rows are
_SENTENCE = re.compile(r"[。；！？]")
_DIGITS = re.compile(r"[0-9０-９]+")


def has_head(block: Block) -> bool:
    """Whether the first row of a table says what its columns hold.

    It does not where it has a cell to fill in (but in the corner), holds a sentence, is one cell, begins with
    a number as the rows below do, goes on in them without a cell over several columns, or has its cells
    merged as few of them have, that differ among themselves.
    """
    rows, joins = block.cells, block.joins
    first = rows[0]
    marks = joins[0] if joins else ("",) * len(first)
    own = [k for k, _ in enumerate(first) if k >= len(marks) or not marks[k]]
    if len(rows) < 2 or len(first) < 2:
        return True
    if len(own) == 1 or any(not first[k].strip() for k in own[1:]):
        return False
    if any(len(cell) > _LONGEST or _SENTENCE.search(cell) for cell in first):
        return False
    below = next((i for i in range(1, len(joins)) if "^^" not in joins[i]), len(joins)) if joins else 1
    if below > _MOST_ROWS or (below > 1 and "||" not in marks) or _is_numbered(rows):
        return False
    spans = Counter(tuple(mark == "||" for mark in row) for row in joins[1:])
    own_span = tuple(mark == "||" for mark in marks)
    return below > 1 or len(rows) < _LEAST or len(spans) < 2 or 2 * spans[own_span] >= len(rows) - 1


def _is_numbered(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row begins with a number, and most of the others with one of its kind: 第1天."""
    forms = [_DIGITS.sub("0", row[0].strip()) for row in rows if row]
    return "0" in forms[0] and len(rows) >= _LEAST and 2 * forms.count(forms[0]) > len(rows)
