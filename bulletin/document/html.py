"""The tree of an article → HTML, the same for paper and screen but for the place of its notes."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from bulletin.document.fragment import Fragment, HeadingTag, RenderContext
from bulletin.document.html_forms import (
    render_attachments,
    render_figure,
    render_figures,
    render_signature,
    render_sources,
    render_speeches,
)
from bulletin.document.html_inlines import InlineRenderer
from bulletin.document.html_tables import render_table
from bulletin.document.tree import (
    Attachments,
    Block,
    Break,
    Document,
    Figure,
    Figures,
    Heading,
    Item,
    List,
    PageBreak,
    Paragraph,
    Quote,
    References,
    Rule,
    Signature,
    Speech,
    Table,
)
from bulletin.document.walk import walk_texts
from bulletin.document.widths import estimate_width

_ONE_LINE = 26.0  # em behind an indent: in the narrowest measure that is one line


def render_document(document: Document, context: RenderContext) -> tuple[Fragment, Fragment]:
    """Render an article's body, and its notes where they stand at its end; ids start with
    the article's, so that a page can hold many."""
    renderer = _Renderer(document, context)
    renderer.render_blocks(document.blocks)
    body = Fragment(tuple(renderer.take_parts()))
    renderer.render_notes()
    return body, Fragment(tuple(renderer.take_parts()))


class _Renderer(InlineRenderer):
    """Walks a tree and gathers parts of HTML."""

    def __init__(self, document: Document, context: RenderContext) -> None:
        super().__init__(document, context)
        self._headings = 0
        self._tables = 0
        self._sources: set[int] = set()  # the numbers of the sources listed so far

    def render_blocks(self, blocks: Iterable[Block]) -> None:
        """Blocks that follow each other; behind the bare text of a list's item, on a line of their own."""
        after_text = False
        for is_speech, run in groupby(blocks, lambda block: isinstance(block, Speech)):
            if is_speech:
                self.add("\n" if after_text else "")
                render_speeches(self, [block for block in run if isinstance(block, Speech)])
                after_text = False
                continue
            for block in run:
                if isinstance(block, Paragraph) and block.tight:
                    self.render_inlines(block.children)
                    after_text = True
                    continue
                begins_line = isinstance(block, Heading | Table)
                begins_line |= isinstance(block, List) and block.ordered
                self.add("\n" if after_text and not begins_line else "")
                self._render_block(block)
                after_text = False

    def _render_block(self, block: Block) -> None:
        match block:
            case Paragraph():
                self._render_paragraph(block)
            case Heading():
                self._render_heading(block)
            case List():
                self._render_list(block)
            case Quote():
                is_bare = not block.blocks  # no line of its own for what is not there
                name = ' class="poem"' if block.is_poem else ""
                self.add(f"<blockquote{name}{self.locate(block.lines)}>", "" if is_bare else "\n")
                self.render_blocks(block.blocks)
                self.add("</blockquote>\n")
            case Rule():
                self.add(f"<hr{self.locate(block.lines)}>\n")
            case PageBreak():
                self.add(f'<div class="break"{self.locate(block.lines)}></div>\n')
            case Signature():
                render_signature(self, block)
            case Attachments():
                render_attachments(self, block)
            case References():
                self._render_references(block)
            case Table():
                self._tables += 1
                render_table(self, block, self._tables)
            case Figure():
                render_figure(self, block)
            case Figures():
                render_figures(self, block)
            case Speech():
                render_speeches(self, [block])

    def _render_paragraph(self, block: Paragraph, name: str = "") -> None:
        """A paragraph; one whose lines were ended by hand has them stand under each other."""
        name = name or ("lines" if any(isinstance(inline, Break) for inline in block.children) else "")
        if self.is_on_paper and self._leads_on(block):
            name = f"{name} lead".strip()
        style = f' class="{name}"' if name else ""
        self.add(f"<p{style}{self.locate(block.lines)}>")
        self.render_inlines(block.children)
        self.add("</p>\n")

    def _leads_on(self, block: Paragraph) -> bool:
        """Whether a page may not end with a paragraph: one that says what follows, a salutation; and a first
        one of a single line, which would leave the title alone with it."""
        text = "".join(text.content for text in walk_texts(block.children)).rstrip()
        is_first = self._document.blocks[:1] == (block,)
        return text.endswith(("：", ":")) or (is_first and estimate_width(text) <= _ONE_LINE)

    def _render_references(self, references: References) -> None:
        # Sections of one role on a page must be told apart by their names.
        role = f'role="doc-bibliography" aria-label="第{self.context.number}篇的参考文献"'
        self.add(f'<section class="references" {role}{self.locate(references.lines)}>\n')
        match references.title:
            case Heading() as title:
                self._render_heading(title)
            case Paragraph() as title:
                self._render_paragraph(title, "title")
        render_sources(self, references.entries, self._sources)
        self.add("</section>\n")

    def _render_heading(self, heading: Heading) -> None:
        self._headings += 1
        where = self.locate(heading.lines)
        tag = HeadingTag(heading.level, heading.look, opens=True)
        self.add("<", tag, f' id="{self.context.prefix}-h{self._headings}"{where}>')
        self.render_inlines(heading.children)
        self.add("</", HeadingTag(heading.level, heading.look, opens=False), ">\n")

    # Lists: the number that was typed is the number that is printed

    def _render_list(self, block: List) -> None:
        if block.ordered:
            mark = "paren" if block.mark == ")" else "period"
            self.add(f'<ol class="{mark}">\n')
        else:
            self.add(f"<ul{self.locate(block.lines)}>\n")
        number = 0
        for item in block.items:
            self.add(f"<li{self._number_item(item, number)}{self.locate(item.lines)}>")
            number = int(item.number or number)
            self.render_blocks(item.blocks)
            self.add("</li>\n")
        self.add("</ol>\n" if block.ordered else "</ul>\n")

    def _number_item(self, item: Item, before: int) -> str:
        if not item.number:
            return ""
        if self.is_on_paper:  # WeasyPrint does not know `value`
            return f' style="counter-increment: list-item {int(item.number) - before}"'
        return f' value="{int(item.number)}"'
