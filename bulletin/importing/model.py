"""What is read from a foreign file, and what is made of it: frozen values, handed from stage to stage."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bulletin.hanzi import is_han

BULLET = "•"  # the `number` of a paragraph that has a mark of a list in front and no number


class Area(StrEnum):
    """Where on its page a block stands."""

    BODY = "正文"
    HEADER = "页眉"
    FOOTER = "页脚"
    BOX = "文本框"


class Kind(StrEnum):
    """What a block is; readers say PARAGRAPH, TABLE or IMAGE, the stages find the others."""

    PARAGRAPH = "段落"
    TITLE = "标题"
    HEADING = "小标题"
    TABLE = "表格"
    IMAGE = "图片"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where in which file something was found: file name, and 第3行, 第2页 or 第5段."""

    file: str = ""
    place: str = ""

    def __str__(self) -> str:
        return "".join((self.file, "：" if self.file and self.place else "", self.place))


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one look; or the call of the note `note`, which has no text."""

    text: str = ""
    bold: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """How a paragraph looks: size in pt (0: not known), whether all of it is bold or in a heavy face,
    alignment (left, center, right or ""), level of its heading style (0: none)."""

    size: float = 0.0
    bold: bool = False
    align: str = ""
    level: int = 0


Cells = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, table or image as it was found.

    `runs` hold the text of a paragraph, an automatic number in front of it included (`number` repeats
    it); `cells` the rows of a table; `image` the name of a picture in the manuscript, `alt` what it
    shows. `level` is that of a heading, 1 the highest.
    """

    runs: tuple[Run, ...] = ()
    kind: Kind = Kind.PARAGRAPH
    look: Look = Look()
    origin: Origin = Origin()
    area: Area = Area.BODY
    cells: Cells = ()
    image: str = ""
    alt: str = ""
    number: str = ""
    level: int = 0

    @property
    def text(self) -> str:
        """The text of a paragraph without its marks."""
        return "".join(run.text for run in self.runs)

    def all_text(self) -> str:
        """Every character that the block would print."""
        return self.text + "".join(cell for row in self.cells for cell in row)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a text file: its words, what stood around them, and its number from 1.

    `lead` and `trail` are the white space at its ends, `gap` the empty lines above it. `page` says that a
    printed page began with it, as a form feed or a page number above it shows: its `gap` then means nothing.
    """

    text: str
    number: int
    lead: str = ""
    trail: str = ""
    gap: int = 0
    page: bool = False


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line of a page: its text, its ends and its baseline in pt, its size in pt, whether it is heavy; the
    runs of its text by weight, a raised number as the call of a note; how many pieces gaps part it into."""

    page: int
    text: str
    left: float
    right: float
    y: float
    size: float
    heavy: bool
    runs: tuple[Run, ...] = ()
    pieces: int = 1


@dataclass(frozen=True, slots=True)
class Float:
    """A table or a picture of a page, as a block, and its edges in pt."""

    page: int
    left: float
    bottom: float
    right: float
    top: float
    block: Block


@dataclass(frozen=True, slots=True)
class Leftover:
    """Text of the source that did not get into a draft, and why."""

    text: str
    why: str
    origin: Origin = Origin()


@dataclass(frozen=True, slots=True)
class Remark:
    """What the report says of a decision: a guess needs an editor's look, a fact does not."""

    message: str
    origin: Origin = Origin()
    guess: bool = False
    code: str = ""


@dataclass(frozen=True, slots=True)
class Manuscript:
    """A file as it was read: the `lines` of a text file, those of `printed` pages with the tables and
    pictures that float among them, or else `blocks`; of pages, `blocks` are what stands in their margins.

    `images` are the bytes of pictures by name, `notes` the runs of each note by label. `words` are all Han
    characters that the file holds, counted apart from the blocks, and `added` those of automatic
    numbers: what is made of the manuscript is held against them. `page_lines` is how many lines a full page
    had in print, 0 where that is not known.
    """

    file: str
    lines: tuple[Line, ...] = ()
    printed: tuple[PageLine, ...] = ()
    floats: tuple[Float, ...] = ()
    blocks: tuple[Block, ...] = ()
    images: Mapping[str, bytes] = field(default_factory=dict)
    notes: Mapping[str, tuple[Run, ...]] = field(default_factory=dict)
    left: tuple[Leftover, ...] = ()
    remarks: tuple[Remark, ...] = ()
    words: Counter[str] = field(default_factory=Counter)
    added: Counter[str] = field(default_factory=Counter)
    page_lines: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a printed contents list."""

    title: str
    page: str = ""
    origin: Origin = Origin()


@dataclass(frozen=True, slots=True)
class Found:
    """A field of issue.md as it was found: its values, and the words it stood in."""

    name: str
    values: tuple[str, ...]
    origin: Origin = Origin()

    @property
    def text(self) -> str:
        """The values on one line."""
        return "、".join(self.values)


@dataclass(frozen=True, slots=True)
class DraftArticle:
    """An article that was found: its title, its byline, its blocks in order."""

    title: str
    blocks: tuple[Block, ...]
    author: tuple[str, ...] = ()
    source: str = ""
    origin: Origin = Origin()
    notes: Mapping[str, tuple[Run, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Draft:
    """What was made of one manuscript; `words` and `added` as of the manuscript."""

    file: str
    fields: tuple[Found, ...] = ()
    articles: tuple[DraftArticle, ...] = ()
    entries: tuple[Entry, ...] = ()
    images: Mapping[str, bytes] = field(default_factory=dict)
    left: tuple[Leftover, ...] = ()
    remarks: tuple[Remark, ...] = ()
    words: Counter[str] = field(default_factory=Counter)
    added: Counter[str] = field(default_factory=Counter)
    page_lines: int = 0


def count_han(texts: Iterable[str]) -> Counter[str]:
    """How often each Han character stands in `texts`."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(text)
    return Counter({char: count for char, count in counts.items() if char > "\u2e7f" and is_han(char)})
