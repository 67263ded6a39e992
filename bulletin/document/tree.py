"""The tree of an article: blocks and inlines, frozen, each character with the offset where it was typed.

`markup` makes one of each article; whatever reads an article after that walks this tree. Offsets count the
characters of the file from 0, its lines joined by a line feed; lines count from 1.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bulletin.addresses import has_scheme

_UNNAMED = "图片"

Offsets = Sequence[int]  # one for each character of a text: a range where they lie side by side


@dataclass(frozen=True, slots=True)
class Text:
    """Characters as they are printed; the space that a line's end became has the offset of the line feed."""

    content: str
    offsets: Offsets


@dataclass(frozen=True, slots=True)
class Break:
    """A line's end that was asked for, by two spaces or a backslash at `offset`."""

    offset: int


@dataclass(frozen=True, slots=True)
class Strong:
    """Bold text, from `offset`: `**…**`."""

    children: tuple[Inline, ...]
    offset: int


@dataclass(frozen=True, slots=True)
class Emphasis:
    """Emphasised text, from `offset`, set in 楷体: `*…*`."""

    children: tuple[Inline, ...]
    offset: int


@dataclass(frozen=True, slots=True)
class Sub:
    """Text set as a subscript, from `offset`: `H~2~O`."""

    children: tuple[Inline, ...]
    offset: int


@dataclass(frozen=True, slots=True)
class Sup:
    """Text set as a superscript, from `offset`: `m^2^`."""

    children: tuple[Inline, ...]
    offset: int


@dataclass(frozen=True, slots=True)
class ArticleLink:
    """The title of another article of the issue, in its 《》, from `offset`: it leads there; `number` is that
    article's in the issue, from 1."""

    children: tuple[Inline, ...]
    number: int
    offset: int


@dataclass(frozen=True, slots=True)
class Link:
    """A link from `offset`; its address as it goes into HTML, percent-encoded; its title as typed."""

    children: tuple[Inline, ...]
    address: str
    offset: int
    title: str = ""

    @property
    def is_file(self) -> bool:
        """Whether it leads to a file beside the article, for readers of a screen: what lies on the web begins
        with a scheme."""
        return not has_scheme(self.address)


@dataclass(frozen=True, slots=True)
class Citation:
    """A reference to the article's list of sources, from `offset`, set as a superscript: `[2-3]`; the
    `numbers` of its list that it names, at least one."""

    children: tuple[Inline, ...]
    numbers: tuple[int, ...]
    offset: int


@dataclass(frozen=True, slots=True)
class NoteMark:
    """The call of the note `label` at `offset`."""

    label: str
    offset: int


@dataclass(frozen=True, slots=True)
class Picture:
    """An image from `offset`: its address as typed in the file, percent-encoded; what it shows; its title;
    its width as a part of the measure (above 0, up to 1), or none: as wide as it is."""

    address: str
    alt: Text
    title: Text
    offset: int
    width: float | None = None

    @property
    def description(self) -> str:
        """What it shows, in some words: a missing one is warned of when the issue is read, and PDF/UA-1 §7.3
        needs one."""
        return self.alt.content.strip() or _UNNAMED


Span = Strong | Emphasis | Sub | Sup | Link | ArticleLink | Citation  # inlines that hold others
Inline = Text | Break | Span | NoteMark | Picture
Inlines = tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: its `level` among the others, none skipped, and its `look`, the level as typed by which it
    is set; 1 to 6."""

    children: Inlines
    level: int
    look: int
    lines: range


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; a `tight` one is the text of a list's item between which no blank line was left."""

    children: Inlines
    lines: range
    tight: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a list; its number as typed, or empty."""

    blocks: tuple[Block, ...]
    number: str
    lines: range


@dataclass(frozen=True, slots=True)
class List:
    """A list; `mark` is what follows its numbers (`.` or `)`), or its bullet."""

    items: tuple[Item, ...]
    ordered: bool
    mark: str
    lines: range


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation, set apart; a poem is one of paragraphs alone, its stanzas, whose lines end by breaks."""

    blocks: tuple[Block, ...]
    lines: range
    is_poem: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across the measure: `---`."""

    lines: range


@dataclass(frozen=True, slots=True)
class PageBreak:
    """The end of a page that was asked for: `【分页】`."""

    lines: range


@dataclass(frozen=True, slots=True)
class Signature:
    """Lines set flush right, two characters in from the edge: who signs, and under it the date; a `dated` one
    has the date as its last line (GB/T 9704—2012 7.3.5)."""

    paragraphs: tuple[Paragraph, ...]
    is_dated: bool
    lines: range


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a list that an office numbers itself: its number with its mark as printed (`1.`, `[1]`), or
    an empty text; `number` is its value, 0 where it has none."""

    label: Text
    children: Inlines
    number: int
    lines: range


@dataclass(frozen=True, slots=True)
class Attachments:
    """What goes with a document, after `附件：`, entry under entry (GB/T 9704—2012 7.3.4)."""

    label: Inlines
    entries: tuple[Entry, ...]
    lines: range


@dataclass(frozen=True, slots=True)
class References:
    """The sources of an article, `[1] …` (GB/T 7714), under their title, if they have one."""

    title: Heading | Paragraph | None
    entries: tuple[Entry, ...]
    lines: range


@dataclass(frozen=True, slots=True)
class Speech:
    """What one says in questions and answers: who, with the colon (`问：`), and the words."""

    label: Text
    children: Inlines
    is_question: bool
    lines: range


@dataclass(frozen=True, slots=True)
class Caption:
    """What a table or a figure is called, or the unit of a table's figures."""

    children: Inlines
    lines: range


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table, of its head or of its rows: left, center, right, or as its column is by default;
    `typed` is how many characters were typed in it, marks included. It begins in `column`, from 0, and takes
    `colspan` columns and `rowspan` rows."""

    children: Inlines
    align: str = ""
    typed: int = 0
    is_head: bool = False
    column: int = 0
    colspan: int = 1
    rowspan: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table, on one line: the cells that begin in it, so none where cells above take it all."""

    cells: tuple[Cell, ...]
    lines: range


@dataclass(frozen=True, slots=True)
class Table:
    """A table of so many `columns`: the rows of its head, none where its first line is empty, and its others;
    its cells and those that they span fill each row, and none reaches from the head into the rows below.
    `unit` is that of its figures, set above it at the right; `notes` stand right below it."""

    head: tuple[Row, ...]
    rows: tuple[Row, ...]
    columns: int
    lines: range
    caption: Caption | None = None
    unit: Caption | None = None
    notes: tuple[Paragraph, ...] = ()

    @property
    def head_lines(self) -> range:
        """The lines of the head; of a table without one, its first."""
        rows = self.head or self.rows[:1]
        return range(rows[0].lines.start, rows[-1].lines.stop)

    @property
    def body(self) -> range:
        """The lines of the rows."""
        return range(self.rows[0].lines.start, self.rows[-1].lines.stop) if self.rows else range(0)


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture on its own, with its caption."""

    picture: Picture
    lines: range
    caption: Caption | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures side by side, at least two, and what they are called together."""

    figures: tuple[Figure, ...]
    lines: range
    caption: Caption | None = None


Block = (
    Heading
    | Paragraph
    | List
    | Quote
    | Rule
    | PageBreak
    | Signature
    | Attachments
    | References
    | Speech
    | Table
    | Figure
    | Figures
)


@dataclass(frozen=True, slots=True)
class Note:
    """What a note says; its lines are those of its first block."""

    label: str
    blocks: tuple[Block, ...]

    @property
    def lines(self) -> range:
        """The lines of its first block."""
        return self.blocks[0].lines if self.blocks else range(0)


@dataclass(frozen=True)
class Document:
    """The text of an article: its blocks, and its notes in the order that the file first calls them.

    `starts` are the offsets at which the lines of its file begin. `marks` are the ranges of offsets of its
    file that were understood as marks of Markdown: no character of them is printed as such.
    """

    blocks: tuple[Block, ...] = ()
    notes: Mapping[str, Note] = field(default_factory=dict)
    starts: tuple[int, ...] = (0,)
    marks: tuple[range, ...] = ()

    def find_line(self, offset: int) -> int:
        """The line of the character at `offset`."""
        return bisect_right(self.starts, offset)

    def find_place(self, offset: int) -> tuple[int, int]:
        """The line and the column, both from 1, of the character at `offset`."""
        line = self.find_line(offset)
        return line, offset - self.starts[line - 1] + 1
