"""Tokens of an article → HTML, the same for paper and screen but for the place of its notes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from html import escape
from typing import Any

from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from bulletin.hanzi import FOREIGN
from bulletin.markup.notes import collect_notes, drop_notes, number_notes
from bulletin.markup.parser import make_parser
from bulletin.model import Asset

_ADDRESS = re.compile(r"((?:https?://|www\.)[!-~]+)")
_ADDRESS_SIGN = re.compile(r"(?<![/:])([/?.=_-])(?!/)")
# Sizes of a table by class, with the ems of text that fit side by side at the print's 170 mm.
_TABLE_SIZES = (("", 40.0), ("small", 45.9), ("tiny", 53.5))
_CELL_PADDING = 0.8
_JOINER = "&#8288;"  # an entity: the character itself would be dropped as one that no font has
_LONGEST_SHORT_CELL = 10


class Notes(Enum):
    """Where footnotes go: at the foot of the printed page, or at the end of the article."""

    AT_FOOT = "foot"
    AT_END = "end"


@dataclass(frozen=True)
class RenderContext:
    """What a rendering needs besides the tokens: the article's id and its images' addresses.

    Notes are numbered through the issue, on paper and on screen alike: `first_note` is the first of
    this article's. `path` is the article's file, where blocks are to say where they were typed.
    `title_level` is the level of the article's title: `##` is one below. `base` leads from the page to
    the folder that the images are named from.
    """

    prefix: str
    notes: Notes
    assets: Mapping[str, Asset] = field(default_factory=dict)
    first_note: int = 1
    path: str = ""
    title_level: int = 2
    base: str = ""


def render_tokens(tokens: Sequence[Token], context: RenderContext) -> tuple[str, str]:
    """Render an article's body, and its notes where they stand at its end; ids start with
    `context.prefix`, so that a page can hold many."""
    renderer = _ArticleRenderer(context, tokens)
    return renderer.render_body(), renderer.render_notes()


class _ArticleRenderer(RendererHTML):
    """markdown-it's renderer; each method below renders the token type of its name."""

    def __init__(self, context: RenderContext, tokens: Sequence[Token]) -> None:
        super().__init__()
        self._context = context
        self._notes = collect_notes(tokens)
        self._body = drop_notes(tokens)
        self._numbers = number_notes(self._body, self._notes, context.first_note)
        self._headings = 0
        self._tables = 0
        self._short_cell = 0  # characters that a cell of this table may have to stay on one line
        self._called_inside: list[int] | None = None  # the notes first called in the note that is open
        self._list_numbers: list[int] = []  # of the lists that are open, the number of the last item

    def render_body(self) -> str:
        return self._render(self._body)

    def render_notes(self) -> str:
        if self._context.notes is Notes.AT_FOOT or not self._numbers:
            return ""
        items = "\n".join(map(self._render_note, self._numbers))
        # Sections of one role on a page must be told apart by their names.
        name = f'role="doc-endnotes" aria-label="第{self._context.prefix[1:]}篇的注释"'
        start = self._context.first_note
        return f'<section {name}>\n<ol class="notes" start="{start}">\n{items}\n</ol>\n</section>\n'

    def _render(self, tokens: Sequence[Token]) -> str:
        return str(self.render(tokens, make_parser().options, {}))

    def renderAttrs(self, token: Token) -> str:  # type: ignore[override]  # markdown-it's is static
        """The attributes of a block, with its lines where they are asked for."""
        return str(RendererHTML.renderAttrs(token)) + self._locate(token)

    def _locate(self, token: Token) -> str:
        """`data-source="issues/2024-09/01.md:3-5"` (lines from 1), for who corrects what is shown."""
        if not self._context.path or not token.map:
            return ""
        first, last = token.map[0] + 1, max(token.map)
        return f' data-source="{escape(self._context.path)}:{first}-{last}"'

    def text(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        """Text; on the screen an address may break at its signs, as the composer breaks it on paper, and
        English is marked as such (WCAG 2.2 §3.1.2), as pdf.tags marks it on paper."""
        content = tokens[idx].content
        if self._context.notes is Notes.AT_FOOT:
            return escape(content)
        parts = _ADDRESS.split(content)
        parts[1::2] = [_ADDRESS_SIGN.sub(r"\1<wbr>", escape(part)) for part in parts[1::2]]
        parts[::2] = map(_mark_foreign, parts[::2])
        return "".join(parts)

    # Headings

    def heading_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        self._headings += 1
        level, look = self._level(tokens[idx].tag), self._level(f"h{tokens[idx].meta['look']}")
        name = f' class="level-{look}"' if look != level else ""
        where = self._locate(tokens[idx])
        return f'<h{level}{name} id="{self._context.prefix}-h{self._headings}"{where}>'

    def heading_close(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return f"</h{self._level(tokens[idx].tag)}>\n"

    def _level(self, tag: str) -> int:
        """`##`, the first heading of an article, stands one level below its title."""
        return min(int(tag[1:]) + self._context.title_level - 1, 6)

    # Lists: the number that was typed is the number that is printed

    def list_item_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        info, where = tokens[idx].info, self._locate(tokens[idx])
        if not info:
            return f"<li{where}>"
        step, self._list_numbers[-1] = int(info) - self._list_numbers[-1], int(info)
        if self._context.notes is Notes.AT_FOOT:  # WeasyPrint does not know `value`
            return f'<li style="counter-increment: list-item {step}"{where}>'
        return f'<li value="{int(info)}"{where}>'

    def ordered_list_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        self._list_numbers.append(0)
        mark = "paren" if tokens[idx].markup == ")" else "period"
        return f'<ol class="{mark}">\n'

    def ordered_list_close(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        self._list_numbers.pop()
        return "</ol>\n"

    # Images and tables

    def image(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        token = tokens[idx]
        asset = self._context.assets.get(str(token.attrs["src"]))
        if asset is None:  # reported with its line when the issue was read
            return ""
        # A missing alternative text is warned of when the issue is read; PDF/UA-1 §7.3 needs some.
        alt = escape(token.content.strip() or "图片")
        size = f'width="{asset.width}" height="{asset.height}"'
        return f'<img src="{escape(self._context.base + asset.name)}" alt="{alt}" {size}>'

    def table_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        self._tables += 1
        end = next(i for i, token in enumerate(tokens[idx:], idx) if token.type == "table_close")
        columns = _read_columns(tokens[idx:end])
        size, self._short_cell = _fit_table(columns)
        # A wide table scrolls inside its own box on a phone; the box must take the keyboard's focus.
        return (
            f'<div class="table" tabindex="0" role="group" aria-label="表格{self._tables}">\n<table{size}>\n'
        )

    def table_close(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return "</table>\n</div>\n"

    def th_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return f'<th scope="col"{self._describe_cell(tokens, idx)}>'

    def td_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return f"<td{self._describe_cell(tokens, idx)}>"

    def _describe_cell(self, tokens: Sequence[Token], idx: int) -> str:
        """The cell's classes: its alignment, and `short` where a column must not squeeze it."""
        style = str(tokens[idx].attrs.get("style", "")).removeprefix("text-align:")
        names = [style] if style in {"left", "center", "right"} else []
        if len(tokens[idx + 1].content) <= self._short_cell:
            names.append("short")
        return f' class="{" ".join(names)}"' if names else ""

    # Footnotes

    def footnote_ref(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        note, repeat = int(tokens[idx].meta["id"]), int(tokens[idx].meta["subId"])
        prefix, number = self._context.prefix, self._numbers[note]
        at_foot = self._context.notes is Notes.AT_FOOT
        if at_foot and not repeat and self._called_inside is None:
            return self._render_foot(note, "footnote")
        if at_foot and not repeat and self._called_inside is not None:
            self._called_inside.append(note)
        back = f' id="{prefix}-r{number}"' if not repeat else ""
        link = f'<a href="#{prefix}-n{number}" role="doc-noteref"{back} aria-label="注{number}">{number}</a>'
        # On the screen a word joiner (UAX #14 WJ) keeps a note's mark from beginning a line.
        joiner = "" if at_foot else _JOINER
        return f'{joiner}<sup class="noteref">{link}</sup>'

    def _render_foot(self, note: int, name: str) -> str:
        """A note for the foot of its page, and behind it those that only it calls: WeasyPrint would set a
        note inside a note on a page of its own choice."""
        called: list[int] = []
        self._called_inside = called
        body = self._render(_unwrap_paragraphs(self._notes[note]))
        self._called_inside = None
        number, where = self._numbers[note], self._locate(self._notes[note][0])
        name_and_id = f'class="{name}" id="{self._context.prefix}-n{number}" data-number="{number}"'
        inner = "".join(self._render_foot(other, "footnote uncalled") for other in called)
        return f"<span {name_and_id}{where}>{body}</span>{inner}"

    def _render_note(self, note: int) -> str:
        prefix, number = self._context.prefix, self._numbers[note]
        body = self._render(_unwrap_paragraphs(self._notes[note]))
        label = f'role="doc-backlink" aria-label="回到正文注{number}处"'
        back = f'<a class="back" href="#{prefix}-r{number}" {label}>↩</a>'
        where = self._locate(self._notes[note][0])
        return f'<li id="{prefix}-n{number}"{where}>{body} {back}</li>'


def _mark_foreign(text: str) -> str:
    words = [f'<span lang="en">{escape(word)}</span>' for word in FOREIGN.findall(text)]
    return "".join(escape(part) + word for part, word in zip(FOREIGN.split(text), [*words, ""], strict=True))


def _read_columns(tokens: Sequence[Token]) -> list[list[int]]:
    """The lengths of a table's cells in characters, by column."""
    columns: list[list[int]] = []
    column = 0
    for i, token in enumerate(tokens):
        if token.type == "tr_open":
            column = 0
        elif token.type in {"th_open", "td_open"}:
            if column == len(columns):
                columns.append([])
            columns[column].append(len(tokens[i + 1].content))
            column += 1
    return columns


def _fit_table(columns: Sequence[Sequence[int]]) -> tuple[str, int]:
    """The class that sets a table small enough, and how long a cell may be to stay on one line.

    A browser or WeasyPrint may break Chinese anywhere, so beside a column of sentences it would give
    a column of names one character's room.
    """
    for name, room in _TABLE_SIZES:
        for short in range(_LONGEST_SHORT_CELL, 3, -1):
            widths = (max((n for n in column if n <= short), default=2) for column in columns)
            if sum(widths) + _CELL_PADDING * len(columns) <= room:
                return (f' class="{name}"' if name else ""), short
    return f' class="{_TABLE_SIZES[-1][0]}"', 2


def _unwrap_paragraphs(tokens: Sequence[Token]) -> list[Token]:
    """A note is set in one run: its paragraphs follow each other inside the line."""
    return [token for token in tokens if token.type not in {"paragraph_open", "paragraph_close"}]
