"""The tree of an article → its text in units, as a reader meets them: paragraphs, cells, notes, figures.

What document.html says in HTML is said here without it; proof.text and the tests hold the one to the other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from bulletin.document.notes import NoteOrder, order_notes
from bulletin.document.tree import (
    ArticleLink,
    Attachments,
    Block,
    Caption,
    Cell,
    Document,
    Entry,
    Figure,
    Figures,
    Heading,
    Inlines,
    Link,
    List,
    NoteMark,
    Paragraph,
    Picture,
    Quote,
    References,
    Signature,
    Speech,
    Table,
    Text,
)
from bulletin.document.walk import Node, list_inlines, name_role, read_text, walk_blocks, walk_inlines
from bulletin.hanzi import squeeze_text


@dataclass(eq=False)
class Unit:
    """A paragraph, heading, cell, caption, note, label or figure: its tag (ISO 32000-1 §14.8.4), its text,
    where its links lead, and its line in the source, from 1. The text of a figure is its alternative text.
    `articles` are the words that lead to another article of the issue, with its number."""

    role: str
    text: str = ""
    links: list[str] = field(default_factory=list)
    line: int = 0
    articles: list[tuple[str, int]] = field(default_factory=list)


def list_units(document: Document, first_note: int) -> list[Unit]:
    """The units of an article in reading order, a note after the unit that calls it.

    `first_note` is the number of the article's first note.
    """
    lister = _Lister(document, order_notes(document, first_note))
    lister.add_blocks(document.blocks)
    return [unit for unit in lister.units if squeeze_text(unit.text) or unit.links]


class _Lister:
    """Walks a tree and gathers its units."""

    def __init__(self, document: Document, order: NoteOrder) -> None:
        self.units: list[Unit] = []
        self._document = document
        self._order = order

    def add_blocks(self, blocks: Iterable[Block], item: Unit | None = None) -> None:
        """Add the units of `blocks`; the text of a tight paragraph is that of the `item` it stands in."""
        for block in blocks:
            match block:
                case Paragraph() if block.tight and item:
                    self._add_inlines(block.children, item)
                case Paragraph() | Heading() | Speech():
                    self._add_holder(block, block.lines)
                case List():
                    self._add_list(block)
                case Quote():
                    self.add_blocks(block.blocks)
                case Signature():
                    self.add_blocks(block.paragraphs)
                case Attachments():
                    self._add_holder(block, block.lines)
                    self._add_entries(block.entries)
                case References():
                    self.add_blocks((block.title,) if block.title else ())
                    self._add_entries(block.entries)
                case Table():
                    self._add_table(block)
                case Figures():
                    self.add_blocks(block.figures)
                    self._add_caption(block.caption)
                case Figure():
                    self._add_holder(block, block.lines)
                    self._add_caption(block.caption)
                case _:
                    pass

    def _add_holder(self, node: Node, lines: range) -> None:
        """What holds inlines itself, as a unit of its own."""
        self._add_inlines(list_inlines(node), self._open_unit(name_role(node), lines))

    def _open_unit(self, role: str, lines: range) -> Unit:
        self.units.append(Unit(role, line=lines.start))
        return self.units[-1]

    def _add_list(self, block: List) -> None:
        for item in block.items:
            if item.number:
                self._open_unit("Lbl", item.lines).text = f"{int(item.number)}{block.mark}"
            self.add_blocks(item.blocks, self._open_unit("LBody", item.lines))

    def _add_entries(self, entries: Iterable[Entry]) -> None:
        for entry in entries:
            if entry.label.content:
                self._open_unit("Lbl", entry.lines).text = entry.label.content
            self._add_inlines(entry.children, self._open_unit(name_role(entry), entry.lines))

    def _add_table(self, table: Table) -> None:
        """A table; the unit of its figures is read with its caption."""
        if said := [caption for caption in (table.caption, table.unit) if caption]:
            unit = self._open_unit(name_role(said[0]), said[0].lines)
            for caption in said:
                self._add_inlines(caption.children, unit)
        for row in (*table.head, *table.rows):
            for cell in row.cells:
                self._add_holder(cell, row.lines)
        self.add_blocks(table.notes)

    def _add_caption(self, caption: Caption | None) -> None:
        if caption:
            self._add_holder(caption, caption.lines)

    def _add_inlines(self, inlines: Inlines, unit: Unit) -> None:
        for inline in walk_inlines(inlines):
            match inline:
                case Text():
                    unit.text += inline.content
                case Picture():
                    self.units.append(Unit("Figure", inline.description, line=unit.line))
                case NoteMark():
                    unit.text += str(self._order.numbers[inline.label])
                    if self._order.is_first(inline):  # where document.html puts it
                        self._add_note(inline.label, unit.line)
                case Link() if not inline.is_file:
                    unit.links.append(inline.address)
                case ArticleLink():
                    unit.articles.append((read_text(inline.children), inline.number))
                case _:
                    pass

    def _add_note(self, label: str, line: int) -> None:
        unit = Unit("Note", line=line)
        self.units += [unit, Unit("Lbl", str(self._order.numbers[label]), line=line)]
        for node in walk_blocks(self._document.notes[label].blocks):
            if not isinstance(node, Cell):
                self._add_inlines(list_inlines(node), unit)
