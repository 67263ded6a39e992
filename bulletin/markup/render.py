"""Tokens of an article → HTML, the same for paper and screen but for the place of its notes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from html import escape
from typing import Any

from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from bulletin.markup.parser import make_parser
from bulletin.model import Asset

# `##` of an article becomes <h3>: <h1> is the masthead and <h2> the article's title.
_HEADING_SHIFT = 1
# Cells of so few characters stay on one line in tables of so few columns: they fit side by side.
_SHORT_CELL = 6
_NARROW_TABLE = 6


class Notes(Enum):
    """Where footnotes go: at the foot of the printed page, or at the end of the article."""

    AT_FOOT = "foot"
    AT_END = "end"


@dataclass(frozen=True)
class RenderContext:
    """What a rendering needs besides the tokens: the article's id and its images' addresses."""

    prefix: str
    notes: Notes
    assets: Mapping[str, Asset] = field(default_factory=dict)


def render_tokens(tokens: Sequence[Token], context: RenderContext) -> str:
    """Render an article's body; ids start with `context.prefix`, so that a page can hold many."""
    return _ArticleRenderer(context, tokens).render_article()


class _ArticleRenderer(RendererHTML):
    """markdown-it's renderer; each method below renders the token type of its name."""

    def __init__(self, context: RenderContext, tokens: Sequence[Token]) -> None:
        super().__init__()
        self._context = context
        self._notes = _collect_notes(tokens)
        self._body = _drop_notes(tokens)
        self._numbers = _number_notes(self._body, self._notes)
        self._headings = 0
        self._tables = 0
        self._columns = 0

    def render_article(self) -> str:
        html = self._render(self._body)
        if self._context.notes is Notes.AT_END and self._numbers:
            items = "\n".join(map(self._render_note, self._numbers))
            html += f'<ol class="notes" role="doc-endnotes" aria-label="注释">\n{items}\n</ol>\n'
        return html

    def _render(self, tokens: Sequence[Token]) -> str:
        return str(self.render(tokens, make_parser().options, {}))

    # Headings

    def heading_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        self._headings += 1
        return f'<h{_level(tokens[idx])} id="{self._context.prefix}-h{self._headings}">'

    def heading_close(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return f"</h{_level(tokens[idx])}>\n"

    # Lists: the number that was typed is the number that is printed

    def list_item_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        info = tokens[idx].info
        return f'<li value="{int(info)}">' if info else "<li>"

    def ordered_list_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        mark = "paren" if tokens[idx].markup == ")" else "period"
        return f'<ol class="{mark}">\n'

    # Images and tables

    def image(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        token = tokens[idx]
        asset = self._context.assets.get(str(token.attrs["src"]))
        if asset is None:  # reported with its line when the issue was read
            return ""
        # A missing alternative text is warned of when the issue is read; PDF/UA-1 §7.3 needs some.
        alt = escape(token.content or "图片")
        size = f'width="{asset.width}" height="{asset.height}"'
        return f'<img src="{escape(asset.name)}" alt="{alt}" {size}>'

    def table_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        self._tables += 1
        row_end = next(i for i, token in enumerate(tokens[idx:], idx) if token.type == "tr_close")
        self._columns = sum(token.type == "th_open" for token in tokens[idx:row_end])
        # A wide table scrolls inside its own box on a phone; the box must take the keyboard's focus.
        return f'<div class="table" tabindex="0" role="group" aria-label="表格{self._tables}">\n<table>\n'

    def table_close(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return "</table>\n</div>\n"

    def th_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return f'<th scope="col"{self._describe_cell(tokens, idx)}>'

    def td_open(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        return f"<td{self._describe_cell(tokens, idx)}>"

    def _describe_cell(self, tokens: Sequence[Token], idx: int) -> str:
        """The cell's classes: its alignment, and `short` where a column must not squeeze it.

        A browser or WeasyPrint may break Chinese anywhere, so it gives a column of names one
        character's room beside a column of sentences.
        """
        style = str(tokens[idx].attrs.get("style", "")).removeprefix("text-align:")
        names = [style] if style in {"left", "center", "right"} else []
        if self._columns <= _NARROW_TABLE and len(tokens[idx + 1].content) <= _SHORT_CELL:
            names.append("short")
        return f' class="{" ".join(names)}"' if names else ""

    # Footnotes

    def footnote_ref(self, tokens: Sequence[Token], idx: int, options: Any, env: Any) -> str:
        note, repeat = int(tokens[idx].meta["id"]), int(tokens[idx].meta["subId"])
        prefix, number = self._context.prefix, self._numbers[note]
        if self._context.notes is Notes.AT_FOOT and not repeat:
            body = self._render(_unwrap_paragraphs(self._notes[note]))
            return f'<span class="footnote" id="{prefix}-n{number}">{body}</span>'
        back = f' id="{prefix}-r{number}"' if not repeat else ""
        link = f'<a href="#{prefix}-n{number}" role="doc-noteref"{back} aria-label="注{number}">{number}</a>'
        return f'<sup class="noteref">{link}</sup>'

    def _render_note(self, note: int) -> str:
        prefix, number = self._context.prefix, self._numbers[note]
        body = self._render(_unwrap_paragraphs(self._notes[note]))
        label = f'role="doc-backlink" aria-label="回到正文注{number}处"'
        back = f'<a class="back" href="#{prefix}-r{number}" {label}>↩</a>'
        return f'<li id="{prefix}-n{number}">{body} {back}</li>'


def _level(token: Token) -> int:
    return min(int(token.tag[1:]) + _HEADING_SHIFT, 6)


def _collect_notes(tokens: Sequence[Token]) -> dict[int, list[Token]]:
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


def _drop_notes(tokens: Sequence[Token]) -> list[Token]:
    end = next((i for i, token in enumerate(tokens) if token.type == "footnote_block_open"), len(tokens))
    return list(tokens[:end])


def _number_notes(body: Sequence[Token], notes: Mapping[int, Sequence[Token]]) -> dict[int, int]:
    """Number the notes that this article refers to, from 1, in the order it first does."""
    numbers: dict[int, int] = {}
    waiting = [body]
    while waiting:
        for token in waiting.pop(0):
            for child in token.children or ():
                if child.type == "footnote_ref" and child.meta["id"] not in numbers:
                    numbers[child.meta["id"]] = len(numbers) + 1
                    waiting.append(notes[child.meta["id"]])
    return numbers


def _unwrap_paragraphs(tokens: Sequence[Token]) -> list[Token]:
    """A note is set in one run: its paragraphs follow each other inside the line."""
    return [token for token in tokens if token.type not in {"paragraph_open", "paragraph_close"}]
