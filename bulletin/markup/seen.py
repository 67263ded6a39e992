"""Marks of an article that a rule says it understood → those of which nothing can be seen in the tree.

A star that was taken for half of bold without any bold would be lost, and conservation would believe the
rule: so each mark that may as well be text has to be one of a thing that stands in the tree.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from bulletin.document.tree import (
    Attachments,
    Document,
    Emphasis,
    Heading,
    Link,
    List,
    Quote,
    References,
    Rule,
    Speech,
    Strong,
    Sub,
    Sup,
    Table,
)
from bulletin.document.walk import walk_blocks, walk_document
from bulletin.markup.inlines import ESCAPABLE

# Characters that are text more often than marks; brackets, bars and colons say by themselves what they are.
_DOUBTED = frozenset("*_~^#>\\`$=&+-@%")
_ESCAPE = re.compile(rf"\\(?:[{re.escape(''.join(sorted(ESCAPABLE)))}]|[ \t]*(?:\n|$))")
# An address behind its text, the rest of a picture, an attribute; the mark of a note; HTML in a cell.
_WHOLE = re.compile(r"(?:!?\[)?\]\(.*|[\"')].*|\[\^.*|<.*>", re.DOTALL)


@dataclass(slots=True)
class _Seen:
    """What a tree shows of marks: the offsets where spans open, the lines of blocks, how many marks of each
    character close spans or begin items."""

    openings: set[int] = field(default_factory=set)
    closings: dict[str, int] = field(default_factory=lambda: {"*": 0, "~": 0, "^": 0})
    lines: dict[str, set[int]] = field(default_factory=dict)

    def add_lines(self, char: str, lines: Iterable[int]) -> None:
        """Note that on these lines `char` is a mark of a block."""
        self.lines.setdefault(char, set()).update(lines)


def find_unseen(document: Document, text: str) -> Iterator[int]:
    """The offsets of characters of `text` that a rule took for marks, though the tree shows nothing of it."""
    seen = _list_seen(document)
    unexplained: dict[str, list[int]] = {}
    for mark in document.marks:
        if _WHOLE.fullmatch(text, mark.start, mark.stop):
            continue
        for offset in mark:
            char = text[offset]
            if char not in _DOUBTED or offset in seen.openings:
                continue
            if document.find_line(offset) in seen.lines.get(char, ()):
                continue
            if char == "\\" and _ESCAPE.match(text, offset):
                continue
            unexplained.setdefault(char, []).append(offset)
    for char, offsets in unexplained.items():
        if len(offsets) > seen.closings.get(char, 0):  # fewer where some stand in lines of such marks
            yield from offsets


def _list_seen(document: Document) -> _Seen:
    seen = _Seen()
    for inline in walk_document(document):
        match inline:
            case Strong():
                seen.openings |= {inline.offset, inline.offset + 1}
                seen.closings["*"] += 2
            case Emphasis():
                seen.openings.add(inline.offset)
                seen.closings["*"] += 1
            case Sub() | Sup():
                seen.openings.add(inline.offset)
                seen.closings["~" if isinstance(inline, Sub) else "^"] += 1
            case Link():
                seen.add_lines(">", [document.find_line(inline.offset)])  # <https://…>
            case _:
                pass
    for blocks in (document.blocks, *(note.blocks for note in document.notes.values())):
        for node in walk_blocks(blocks):
            match node:
                case Heading():
                    seen.add_lines("#", node.lines)
                case Quote():
                    seen.add_lines(">", node.lines)
                case Rule():
                    seen.add_lines("-", node.lines)
                case Speech() | Attachments() | References():  # their labels are set by themselves
                    seen.add_lines("*", node.lines)
                case Table():
                    seen.add_lines("-", node.lines)
                    seen.add_lines("^", node.lines)
                case List() if not node.ordered and node.mark != "*":
                    seen.add_lines(node.mark, (item.lines.start for item in node.items))
                case List() if not node.ordered:
                    seen.closings["*"] += len(node.items)
                case _:
                    pass
    return seen
