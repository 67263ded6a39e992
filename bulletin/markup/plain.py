"""Tokens of an article → its text in units, as a reader meets them: paragraphs, cells, notes, figures.

What markup.render says in HTML is said here without it: the one is proved by the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from markdown_it.token import Token

from bulletin.hanzi import squeeze_text
from bulletin.markup.notes import collect_notes, drop_notes, number_notes

# The tag (ISO 32000-1 §14.8.4) of what is open around an inline token.
_ROLES = {"th_open": "TH", "td_open": "TD", "caption_open": "Caption", "figcaption_open": "Caption"}


@dataclass(eq=False)
class Unit:
    """A paragraph, heading, cell, caption, note, label or figure: its tag, its text, where its links lead,
    and its line in the source, from 1. The text of a figure is its alternative text."""

    role: str
    text: str = ""
    links: list[str] = field(default_factory=list)
    line: int = 0


def list_units(tokens: Sequence[Token], first_note: int) -> list[Unit]:
    """The units of an article in reading order, a note after the unit that calls it.

    `first_note` is the number of the article's first note.
    """
    body, notes = drop_notes(tokens), collect_notes(tokens)
    lister = _Lister(notes, number_notes(body, notes, first_note))
    lister.add_blocks(body)
    return [unit for unit in lister.units if squeeze_text(unit.text) or unit.links]


class _Lister:
    """Walks tokens and gathers their units."""

    def __init__(self, notes: dict[int, list[Token]], numbers: dict[int, int]) -> None:
        self.units: list[Unit] = []
        self._notes = notes
        self._numbers = numbers

    def add_blocks(self, tokens: Sequence[Token]) -> None:
        open_units: list[Unit] = []  # of the list items that are open
        role = ""
        for token in tokens:
            line = token.map[0] + 1 if token.map else 0
            if token.type == "list_item_open":
                if token.info:
                    self.units.append(Unit("Lbl", f"{int(token.info)}{token.markup}", line=line))
                open_units.append(Unit("LBody", line=line))
                self.units.append(open_units[-1])
            elif token.type == "list_item_close":
                open_units.pop()
            elif token.type == "heading_open":
                role = f"H{min(int(token.tag[1:]) + 1, 6)}"  # H1 is the masthead, H2 the article's title
            elif token.type == "paragraph_open":
                role = "" if token.hidden else "P"
            elif token.type in _ROLES:
                role = _ROLES[token.type]
            elif token.type == "inline":
                if role or not open_units:
                    self.units.append(Unit(role, line=line))
                    self._add_inline(token, self.units[-1])
                else:
                    self._add_inline(token, open_units[-1])

    def _add_inline(self, token: Token, unit: Unit) -> None:
        for child in token.children or ():
            if child.type == "image":
                self.units.append(Unit("Figure", child.content.strip() or "图片", line=unit.line))
            elif child.type == "footnote_ref":
                note = int(child.meta["id"])
                unit.text += str(self._numbers[note])
                if not int(child.meta["subId"]):  # where markup.render puts it
                    self._add_note(note, unit.line)
            elif child.type == "link_open":
                unit.links.append(str(child.attrs["href"]))
            else:
                unit.text += child.content

    def _add_note(self, note: int, line: int) -> None:
        unit = Unit("Note", line=line)
        self.units += [unit, Unit("Lbl", str(self._numbers[note]), line=line)]
        for token in self._notes[note]:
            if token.type == "inline":
                self._add_inline(token, unit)
