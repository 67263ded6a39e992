"""What stands in the blocks of an article → HTML: text, links, pictures, the marks of notes, their notes."""

from __future__ import annotations

import re
from html import escape
from urllib.parse import quote

from bulletin.addresses import find_addresses
from bulletin.document.fragment import ArticleAddress, Base, Notes, Output, RenderContext
from bulletin.document.notes import order_notes
from bulletin.document.tree import (
    ArticleLink,
    Break,
    Citation,
    Document,
    Emphasis,
    Inlines,
    Link,
    NoteMark,
    Picture,
    Strong,
    Sub,
    Sup,
    Text,
)
from bulletin.document.walk import list_inlines, walk_blocks
from bulletin.hanzi import FOREIGN
from bulletin.typography.divide import CODE_MARKS

# Behind a mark of an address's own, but not behind https:// and not inside a number.
_ADDRESS_PLACE = re.compile(rf"(?<=[{re.escape(CODE_MARKS)}])(?<!//)(?<![0-9].(?=[0-9]))(?!/|$)")
_JOINER = "&#8288;"  # an entity: the character itself would be dropped as one that no font has
_TAGS = {Strong: "strong", Emphasis: "em", Sub: "sub", Sup: "sup"}


class InlineRenderer(Output):
    """Renders inlines, and the notes that they call."""

    def __init__(self, document: Document, context: RenderContext) -> None:
        super().__init__(context)
        self._document = document
        self._order = order_notes(document, context.first_note)
        self._called_inside: list[str] | None = None  # the notes first called in the note that is open

    @property
    def is_on_paper(self) -> bool:
        """Whether this is for the printed page, else for a screen."""
        return self.context.notes is Notes.AT_FOOT

    def render_inlines(self, inlines: Inlines) -> None:
        """Add inlines that follow each other."""
        for inline in inlines:
            match inline:
                case Text():
                    self.add(self._render_text(inline.content))
                case Strong() | Emphasis() | Sub() | Sup():
                    tag = _TAGS[type(inline)]
                    self.add(f"<{tag}>")
                    self.render_inlines(inline.children)
                    self.add(f"</{tag}>")
                case Link() if inline.is_file:
                    self._render_file_link(inline)
                case Link():
                    title = f' title="{_escape_value(inline.title)}"' if inline.title else ""
                    self.add(f'<a href="{_escape_value(inline.address)}"{title}>')
                    self.render_inlines(inline.children)
                    self.add("</a>")
                case ArticleLink():
                    self.add('<a class="see" href="', ArticleAddress(inline.number), '">')
                    self.render_inlines(inline.children)
                    self.add("</a>")
                case Citation():
                    entry = name_entry(self.context.prefix, inline.numbers[0])
                    self.add(
                        "" if self.is_on_paper else _JOINER, f'<sup class="citation"><a href="#{entry}">'
                    )
                    self.render_inlines(inline.children)
                    self.add("</a></sup>")
                case Break():
                    # On paper a line is set as it stands: it would begin with a blank.
                    self.add("<br>" if self.is_on_paper else "<br>\n")
                case NoteMark():
                    self._render_note_mark(inline)
                case Picture():
                    self.render_picture(inline)

    def _render_file_link(self, link: Link) -> None:
        """A link to a file that readers may take; on paper nothing but its words."""
        name = "" if self.is_on_paper else self.context.files.get(link.address, "")
        self.add(*(('<a class="file" href="', Base(), f'{escape(quote(name))}">') if name else ()))
        self.render_inlines(link.children)
        self.add("</a>" if name else "")

    def _render_text(self, content: str) -> str:
        """Text; on the screen an address may break behind its marks, as the composer breaks it on paper, and
        English is marked as such (WCAG 2.2 §3.1.2), as pdf.tags marks it on paper."""
        if self.is_on_paper:
            return escape(content)
        parts, position = [], 0
        for address in find_addresses(content):
            pieces = _ADDRESS_PLACE.split(content[address.start : address.end])
            parts += [_mark_foreign(content[position : address.start]), "<wbr>".join(map(escape, pieces))]
            position = address.end
        return "".join([*parts, _mark_foreign(content[position:])])

    def render_picture(self, picture: Picture, width: str = "") -> None:
        """Add a picture, as wide as it says (`50%` of the measure), or as it is."""
        image = self.context.images.get(picture.address)
        if image is None:  # reported with its line when the issue was read
            return
        alt = escape(picture.description)
        size = f'width="{image.width}" height="{image.height}"' + (
            f' style="width: {width}"' if width else ""
        )
        self.add('<img src="', Base(), f'{escape(image.name)}" alt="{alt}" {size}>')

    def _render_note_mark(self, mark: NoteMark) -> None:
        prefix, number = self.context.prefix, self._order.numbers[mark.label]
        at_foot, is_first = self.is_on_paper, self._order.is_first(mark)
        if at_foot and is_first:
            if self._called_inside is None:
                self._render_foot(mark.label, "footnote")
                return
            self._called_inside.append(mark.label)
        back = f' id="{prefix}-r{number}"' if is_first else ""
        link = f'<a href="#{prefix}-n{number}" role="doc-noteref"{back} aria-label="注{number}">{number}</a>'
        # On the screen a word joiner (UAX #14 WJ) keeps a note's mark from beginning a line.
        self.add("" if at_foot else _JOINER, f'<sup class="noteref">{link}</sup>')

    def _render_foot(self, label: str, name: str) -> None:
        """A note for the foot of its page, and behind it those that only it calls: WeasyPrint would set a
        note inside a note on a page of its own choice."""
        number, where = self._order.numbers[label], self.locate(self._document.notes[label].lines)
        name_and_id = f'class="{name}" id="{self.context.prefix}-n{number}" data-number="{number}"'
        self.add(f"<span {name_and_id}{where}>")
        called: list[str] = []
        self._called_inside = called
        self._render_note_text(label)
        self._called_inside = None
        self.add("</span>")
        for other in called:
            self._render_foot(other, "footnote uncalled")

    def render_notes(self) -> None:
        """The notes at the end of the article, where they stand there."""
        if self.is_on_paper or not self._order.numbers:
            return
        # Sections of one role on a page must be told apart by their names.
        name = f'role="doc-endnotes" aria-label="第{self.context.number}篇的注释"'
        self.add(f'<section {name}>\n<ol class="notes" start="{self.context.first_note}">\n')
        prefix = self.context.prefix
        for label, number in self._order.numbers.items():
            where = self.locate(self._document.notes[label].lines)
            self.add(f'<li id="{prefix}-n{number}"{where}>')
            self._render_note_text(label)
            back = f'role="doc-backlink" aria-label="回到正文注{number}处"'
            self.add(f' <a class="back" href="#{prefix}-r{number}" {back}>↩</a></li>\n')
        self.add("</ol>\n</section>\n")

    def _render_note_text(self, label: str) -> None:
        """A note is set in one run: its paragraphs follow each other inside the line."""
        for node in walk_blocks(self._document.notes[label].blocks):
            self.render_inlines(list_inlines(node))


def name_entry(prefix: str, number: int) -> str:
    """The id of an entry of the article's list of sources."""
    return f"{prefix}-s{number}"


def _escape_value(value: str) -> str:
    """The value of an attribute; an apostrophe stays, for addresses hold them."""
    return escape(value, quote=False).replace('"', "&quot;")


def _mark_foreign(text: str) -> str:
    words = [f'<span lang="en">{escape(word)}</span>' for word in FOREIGN.findall(text)]
    return "".join(escape(part) + word for part, word in zip(FOREIGN.split(text), [*words, ""], strict=True))
