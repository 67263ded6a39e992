"""The tree of an article → HTML, the same for paper and screen but for the place of its notes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from html import escape

from bulletin.document.notes import order_notes
from bulletin.document.tables import TableSizes, fit_table
from bulletin.document.tree import (
    ArticleLink,
    Block,
    Break,
    Caption,
    Cell,
    Document,
    Emphasis,
    Figure,
    Heading,
    Inlines,
    Item,
    Link,
    List,
    NoteMark,
    Paragraph,
    Picture,
    Quote,
    Row,
    Rule,
    Strong,
    Sub,
    Sup,
    Table,
    Text,
)
from bulletin.document.walk import list_inlines, walk_blocks
from bulletin.hanzi import FOREIGN

_ADDRESS = re.compile(r"((?:https?://|www\.)[!-~]+)")
_ADDRESS_SIGN = re.compile(r"(?<![/:])([/?.=_-])(?!/)")
_JOINER = "&#8288;"  # an entity: the character itself would be dropped as one that no font has
_TAGS = {Strong: "strong", Emphasis: "em", Sub: "sub", Sup: "sup"}
_ALIGNMENTS = {"left", "center", "right"}


def name_article(number: int) -> str:
    """The id of an issue's article, from 1, on paper and web: what contents, bookmarks and links lead to."""
    return f"a{number}"


class Notes(Enum):
    """Where footnotes go: at the foot of the printed page, or at the end of the article."""

    AT_FOOT = "foot"
    AT_END = "end"


@dataclass(frozen=True, slots=True)
class Image:
    """What is shown at an image's address: a file's name, its width and height in pixels."""

    name: str
    width: int
    height: int


@dataclass(frozen=True)
class RenderContext:
    """What a rendering needs besides the tree: the article's number and its images, by their addresses.

    Notes are numbered through the issue, on paper and on screen alike: `first_note` is the first of
    this article's. `path` is the article's file, where blocks are to say where they were typed. `sizes` are
    what tables may be set in.
    """

    number: int
    notes: Notes
    images: Mapping[str, Image] = field(default_factory=dict)
    first_note: int = 1
    path: str = ""
    sizes: TableSizes = field(default_factory=TableSizes)

    @property
    def prefix(self) -> str:
        """What the ids in the article begin with: its own."""
        return name_article(self.number)


@dataclass(frozen=True, slots=True)
class _HeadingTag:
    """The name of a heading's tag, which depends on the page it stands on; with its class, at its opening."""

    level: int
    look: int
    opens: bool

    def render(self, title_level: int, base: str) -> str:
        """`h3`, or `h3 class="level-4"` where it was typed as another level than it has."""
        level, look = (min(n + title_level - 1, 6) for n in (self.level, self.look))
        return f"h{level}" + (f' class="level-{look}"' if self.opens and look != level else "")


@dataclass(frozen=True, slots=True)
class _Base:
    """The way from a page to the folder that the images are named from."""

    def render(self, title_level: int, base: str) -> str:
        """It, for an attribute."""
        return escape(base)


_Part = str | _HeadingTag | _Base


@dataclass(frozen=True, slots=True)
class Fragment:
    """HTML that is made once and set into several pages."""

    parts: tuple[_Part, ...]

    def render(self, title_level: int = 2, base: str = "") -> str:
        """The HTML for a page where the article's title is a heading of `title_level` (`##` is one below) and
        `base` leads to the folder that the images are named from."""
        return "".join(
            part if isinstance(part, str) else part.render(title_level, base) for part in self.parts
        )


def render_document(document: Document, context: RenderContext) -> tuple[Fragment, Fragment]:
    """Render an article's body, and its notes where they stand at its end; ids start with
    the article's, so that a page can hold many."""
    renderer = _Renderer(document, context)
    renderer.render_blocks(document.blocks)
    body = Fragment(tuple(renderer.take_parts()))
    renderer.render_notes()
    return body, Fragment(tuple(renderer.take_parts()))


class _Renderer:
    """Walks a tree and gathers parts of HTML."""

    def __init__(self, document: Document, context: RenderContext) -> None:
        self._parts: list[_Part] = []
        self._document = document
        self._context = context
        self._order = order_notes(document, context.first_note)
        self._headings = 0
        self._tables = 0
        self._called_inside: list[str] | None = None  # the notes first called in the note that is open

    def take_parts(self) -> list[_Part]:
        """What was gathered since the last time."""
        parts, self._parts = self._parts, []
        return parts

    def _add(self, *parts: _Part) -> None:
        self._parts += parts

    def _locate(self, lines: range) -> str:
        """`data-source="issues/2024-09/01.md:3-5"` (lines from 1), for who corrects what is shown."""
        if not self._context.path or not lines:
            return ""
        return f' data-source="{escape(self._context.path)}:{lines.start}-{lines.stop - 1}"'

    # Blocks

    def render_blocks(self, blocks: Iterable[Block]) -> None:
        """Blocks that follow each other; behind the bare text of a list's item, on a line of their own."""
        after_text = False
        for block in blocks:
            if isinstance(block, Paragraph) and block.tight:
                self._render_inlines(block.children)
                after_text = True
                continue
            match block:
                case Heading():
                    self._render_heading(block)
                case Table():
                    self._render_table(block)
                case List() if block.ordered:
                    self._render_list(block)
                case _:
                    self._add("\n" if after_text else "")
                    self._render_other(block)
            after_text = False

    def _render_other(self, block: Block) -> None:
        match block:
            case Paragraph():
                self._render_element("p", block)
            case List():
                self._render_list(block)
            case Quote():
                is_bare = not block.blocks  # no line of its own for what is not there
                self._add(f"<blockquote{self._locate(block.lines)}>", "" if is_bare else "\n")
                self.render_blocks(block.blocks)
                self._add("</blockquote>\n")
            case Rule():
                self._add(f"<hr{self._locate(block.lines)}>\n")
            case Figure():
                self._add(f"<figure{self._locate(block.lines)}>")
                self._render_inlines((block.picture,))
                if block.caption:
                    self._render_element("figcaption", block.caption)
                self._add("</figure>\n")
            case _:
                pass

    def _render_element(self, tag: str, block: Paragraph | Caption) -> None:
        self._add(f"<{tag}{self._locate(block.lines)}>")
        self._render_inlines(block.children)
        self._add(f"</{tag}>\n")

    def _render_heading(self, heading: Heading) -> None:
        self._headings += 1
        where = self._locate(heading.lines)
        tag = _HeadingTag(heading.level, heading.look, opens=True)
        self._add("<", tag, f' id="{self._context.prefix}-h{self._headings}"{where}>')
        self._render_inlines(heading.children)
        self._add("</", _HeadingTag(heading.level, heading.look, opens=False), ">\n")

    # Lists: the number that was typed is the number that is printed

    def _render_list(self, block: List) -> None:
        if block.ordered:
            mark = "paren" if block.mark == ")" else "period"
            self._add(f'<ol class="{mark}">\n')
        else:
            self._add(f"<ul{self._locate(block.lines)}>\n")
        number = 0
        for item in block.items:
            self._add(f"<li{self._number_item(item, number)}{self._locate(item.lines)}>")
            number = int(item.number or number)
            self.render_blocks(item.blocks)
            self._add("</li>\n")
        self._add("</ol>\n" if block.ordered else "</ul>\n")

    def _number_item(self, item: Item, before: int) -> str:
        if not item.number:
            return ""
        if self._context.notes is Notes.AT_FOOT:  # WeasyPrint does not know `value`
            return f' style="counter-increment: list-item {int(item.number) - before}"'
        return f' value="{int(item.number)}"'

    # Tables

    def _render_table(self, table: Table) -> None:
        self._tables += 1
        size, short = fit_table(table, self._context.sizes)
        # A wide table scrolls inside its own box on a phone; the box must take the keyboard's focus.
        name = f'role="group" aria-label="表格{self._tables}"'
        style = f' class="{size}"' if size else ""
        self._add(f'<div class="table" tabindex="0" {name}>\n<table{style}>\n')
        if table.caption:
            self._render_element("caption", table.caption)
        self._add(f"<thead{self._locate(table.head.lines)}>\n")
        self._render_row(table.head, 'th scope="col"', short)
        self._add("</thead>\n")
        if table.rows:
            self._add(f"<tbody{self._locate(table.body)}>\n")
            for row in table.rows:
                self._render_row(row, "td", short)
            self._add("</tbody>\n")
        self._add("</table>\n</div>\n")

    def _render_row(self, row: Row, tag: str, short: int) -> None:
        self._add(f"<tr{self._locate(row.lines)}>\n")
        for cell in row.cells:
            self._add(f"<{tag}{_describe_cell(cell, short)}>")
            self._render_inlines(cell.children)
            self._add(f"</{tag[:2]}>\n")
        self._add("</tr>\n")

    # Inlines

    def _render_inlines(self, inlines: Inlines) -> None:
        for inline in inlines:
            match inline:
                case Text():
                    self._add(self._render_text(inline.content))
                case Strong() | Emphasis() | Sub() | Sup():
                    tag = _TAGS[type(inline)]
                    self._add(f"<{tag}>")
                    self._render_inlines(inline.children)
                    self._add(f"</{tag}>")
                case Link():
                    title = f' title="{_escape_value(inline.title)}"' if inline.title else ""
                    self._add(f'<a href="{_escape_value(inline.address)}"{title}>')
                    self._render_inlines(inline.children)
                    self._add("</a>")
                case ArticleLink():
                    self._add(f'<a class="see" href="#{name_article(inline.number)}">')
                    self._render_inlines(inline.children)
                    self._add("</a>")
                case Break():
                    self._add("<br>\n")
                case NoteMark():
                    self._render_note_mark(inline)
                case Picture():
                    self._render_picture(inline)

    def _render_text(self, content: str) -> str:
        """Text; on the screen an address may break at its signs, as the composer breaks it on paper, and
        English is marked as such (WCAG 2.2 §3.1.2), as pdf.tags marks it on paper."""
        if self._context.notes is Notes.AT_FOOT:
            return escape(content)
        parts = _ADDRESS.split(content)
        parts[1::2] = [_ADDRESS_SIGN.sub(r"\1<wbr>", escape(part)) for part in parts[1::2]]
        parts[::2] = map(_mark_foreign, parts[::2])
        return "".join(parts)

    def _render_picture(self, picture: Picture) -> None:
        image = self._context.images.get(picture.address)
        if image is None:  # reported with its line when the issue was read
            return
        alt = escape(picture.description)
        size = f'width="{image.width}" height="{image.height}"'
        self._add('<img src="', _Base(), f'{escape(image.name)}" alt="{alt}" {size}>')

    # Footnotes

    def _render_note_mark(self, mark: NoteMark) -> None:
        prefix, number = self._context.prefix, self._order.numbers[mark.label]
        at_foot, is_first = self._context.notes is Notes.AT_FOOT, self._order.is_first(mark)
        if at_foot and is_first:
            if self._called_inside is None:
                self._render_foot(mark.label, "footnote")
                return
            self._called_inside.append(mark.label)
        back = f' id="{prefix}-r{number}"' if is_first else ""
        link = f'<a href="#{prefix}-n{number}" role="doc-noteref"{back} aria-label="注{number}">{number}</a>'
        # On the screen a word joiner (UAX #14 WJ) keeps a note's mark from beginning a line.
        self._add("" if at_foot else _JOINER, f'<sup class="noteref">{link}</sup>')

    def _render_foot(self, label: str, name: str) -> None:
        """A note for the foot of its page, and behind it those that only it calls: WeasyPrint would set a
        note inside a note on a page of its own choice."""
        number, where = self._order.numbers[label], self._locate(self._document.notes[label].lines)
        name_and_id = f'class="{name}" id="{self._context.prefix}-n{number}" data-number="{number}"'
        self._add(f"<span {name_and_id}{where}>")
        called: list[str] = []
        self._called_inside = called
        self._render_note_text(label)
        self._called_inside = None
        self._add("</span>")
        for other in called:
            self._render_foot(other, "footnote uncalled")

    def render_notes(self) -> None:
        """The notes at the end of the article, where they stand there."""
        if self._context.notes is Notes.AT_FOOT or not self._order.numbers:
            return
        # Sections of one role on a page must be told apart by their names.
        name = f'role="doc-endnotes" aria-label="第{self._context.number}篇的注释"'
        self._add(f'<section {name}>\n<ol class="notes" start="{self._context.first_note}">\n')
        prefix = self._context.prefix
        for label, number in self._order.numbers.items():
            where = self._locate(self._document.notes[label].lines)
            self._add(f'<li id="{prefix}-n{number}"{where}>')
            self._render_note_text(label)
            back = f'role="doc-backlink" aria-label="回到正文注{number}处"'
            self._add(f' <a class="back" href="#{prefix}-r{number}" {back}>↩</a></li>\n')
        self._add("</ol>\n</section>\n")

    def _render_note_text(self, label: str) -> None:
        """A note is set in one run: its paragraphs follow each other inside the line."""
        for node in walk_blocks(self._document.notes[label].blocks):
            self._render_inlines(list_inlines(node))


def _describe_cell(cell: Cell, short: int) -> str:
    """The cell's classes: its alignment, and `short` where a column must not squeeze it."""
    names = [cell.align] if cell.align in _ALIGNMENTS else []
    if cell.typed <= short:
        names.append("short")
    return f' class="{" ".join(names)}"' if names else ""


def _escape_value(value: str) -> str:
    """The value of an attribute; an apostrophe stays, for addresses hold them."""
    return escape(value, quote=False).replace('"', "&quot;")


def _mark_foreign(text: str) -> str:
    words = [f'<span lang="en">{escape(word)}</span>' for word in FOREIGN.findall(text)]
    return "".join(escape(part) + word for part, word in zip(FOREIGN.split(text), [*words, ""], strict=True))
