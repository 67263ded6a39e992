"""What is read from a foreign file, and what is made of it: frozen values, handed from stage to stage."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import chain

from bulletin.hanzi import is_han
from bulletin.importing.ideographs import find_meant
from bulletin.importing.verdicts import Because, Denial, Role, Trace, Verdict

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


class Nature(StrEnum):
    """What a file is: a whole issue of a periodical, or one manuscript, which is one article."""

    ISSUE = "一期刊物"
    MANUSCRIPT = "一篇稿子"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a file was taken for, and why, in words for an editor; `given` says that somebody said so, and
    `against` what tells of the other, where something does."""

    nature: Nature
    why: str
    given: bool = False
    against: str = ""


class Unit(StrEnum):
    """What the places of a file are counted in: lines of a text, pages of a PDF, paragraphs of a document."""

    LINE = "行"
    PAGE = "页"
    PARAGRAPH = "段"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where in its file something was found: its lines, pages or paragraphs, counted from 1, as spans of a
    first and a last one; or the margin that it stands in; or nothing, where that is not known. `traces` are
    the lines or blocks of the manuscript that it was made of, with what was decided of each so far."""

    unit: Unit = Unit.LINE
    spans: tuple[tuple[int, int], ...] = ()
    margin: Area | None = None
    traces: tuple[Trace, ...] = field(default=(), compare=False, repr=False)

    @classmethod
    def at_line(cls, first: int, last: int = 0) -> Origin:
        """Line `first`, or all lines down to `last`."""
        return cls(Unit.LINE, ((first, last or first),))

    @classmethod
    def at_page(cls, first: int, last: int = 0) -> Origin:
        """Page `first`, or all pages up to `last`."""
        return cls(Unit.PAGE, ((first, last or first),))

    @classmethod
    def at_paragraph(cls, number: int) -> Origin:
        """One paragraph of a document."""
        return cls(Unit.PARAGRAPH, ((number, number),))

    @property
    def first(self) -> int:
        """The number of the first line, page or paragraph; 0 where it is not known."""
        return self.spans[0][0] if self.spans else 0

    @property
    def place(self) -> str:
        """As the report says it: 第3行, 第2—3页, 第1、4页, 第5段, 页眉; "" where it is not known."""
        if self.margin is not None:
            return self.margin.value
        spans = "、".join(f"{one}" if one == last else f"{one}—{last}" for one, last in self.spans)
        return f"第{spans}{self.unit}" if spans else ""

    def explain(self, because: Because) -> Origin:
        """The same, where `because` says what was decided of the first of its lines."""
        return self._follow(*(trace.explain(because) for trace in self.traces[:1]), *self.traces[1:])

    def deny(self, role: Role, because: Because) -> Origin:
        """The same, where `because` says that the first of its lines is no `role`."""
        denial = Denial(role, because)
        return self._follow(*(trace.deny(denial) for trace in self.traces[:1]), *self.traces[1:])

    def _follow(self, *traces: Trace) -> Origin:
        return Origin(self.unit, self.spans, self.margin, traces)

    def part(self, text: str, number: int) -> Origin:
        """The same for a part of its line: the `text` of it, and the `number` of that among its parts."""
        return self._follow(*(replace(trace, text=text, part=number) for trace in self.traces))

    def add(self, *others: Origin) -> Origin:
        """The same place, with the lines of `others`, too."""
        return self._follow(*self.traces, *(trace for other in others for trace in other.traces))


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one look; or the call of the note `note`, which has no text. `script` is the mark of our
    Markdown for text above its line (^) or below it (~) that Unicode has no characters for."""

    text: str = ""
    bold: bool = False
    note: str = ""
    script: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture within other things: its name in the manuscript, and what it shows."""

    image: str
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """How a paragraph looks: size in pt (0: not known), whether all of it is bold or in a heavy face,
    alignment (left, center, right or ""), level of its heading style (0: none)."""

    size: float = 0.0
    bold: bool = False
    align: str = ""
    level: int = 0


Cells = tuple[tuple[str, ...], ...]
INSET = "\ufffc"  # in the text of a cell: a picture or the call of a note stands here (Unicode 23.8)


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, table or image as it was found.

    `runs` hold the text of a paragraph, an automatic number in front included (`number` repeats it); `cells`
    the rows of a table, and `joins` which of its cells are one with that on the left (`||`) or above (`^^`),
    else empty; `image` the name of a picture in the manuscript, `alt` what it shows. `level` is that of a
    heading, from 1; `rest`: it goes on with the paragraph above; `listed`: a contents list of Word has it.
    """

    runs: tuple[Run, ...] = ()
    kind: Kind = Kind.PARAGRAPH
    look: Look = Look()
    origin: Origin = Origin()
    area: Area = Area.BODY
    cells: Cells = ()
    joins: Cells = ()
    image: str = ""
    alt: str = ""
    number: str = ""
    level: int = 0
    insets: tuple[Run | Picture, ...] = ()
    printed: bool = False
    page: bool = False
    rest: bool = False
    listed: bool = False

    @property
    def text(self) -> str:
        """The text of a paragraph without its marks."""
        return "".join(run.text for run in self.runs)

    @property
    def calls(self) -> tuple[str, ...]:
        """The labels of the notes that it calls, in its cells as well."""
        return tuple(run.note for run in (*self.runs, *self.insets) if isinstance(run, Run) and run.note)

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """The pictures that it shows: itself, or those in its cells."""
        own = (Picture(self.image, self.alt),) if self.image else ()
        return (*own, *(inset for inset in self.insets if isinstance(inset, Picture)))

    def all_text(self) -> str:
        """Every character that the block would print."""
        cells = "".join(cell for row in self.cells for cell in row).replace(INSET, "")
        return self.text + cells + "".join(inset.text for inset in self.insets if isinstance(inset, Run))

    def deny(self, role: Role, because: Because) -> Block:
        """The same, where `because` says that it is no `role`, if it is followed."""
        return replace(self, origin=self.origin.deny(role, because)) if self.origin.traces else self

    def follow(self, index: int) -> Block:
        """The same, its first line the one with `index` of its manuscript, to be followed into a draft; of
        those that are followed already each keeps what was decided of it."""
        traces = self.origin.traces or (Trace(index),)
        followed = tuple(replace(trace, index=index + i) for i, trace in enumerate(traces))
        return replace(self, origin=replace(self.origin, traces=followed))


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
    traces: tuple[Trace, ...] = field(default=(), compare=False, repr=False)

    @property
    def origin(self) -> Origin:
        """Its place."""
        return Origin(Unit.LINE, ((self.number, self.number),), None, self.traces)

    def follow(self, index: int) -> Line:
        """The same as line `index` of its manuscript, to be followed on its way into a draft."""
        return replace(self, traces=(Trace(index),))


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line of a page: its text, its ends and its baseline in pt, its size in pt, whether it is heavy; the
    runs of its text by weight, a raised number as the call of a note; how many pieces gaps part it into; the
    edges in pt of the column that it stands in, none where that is the whole page; the width of its page in
    pt, 0 where that is not known."""

    page: int
    text: str
    left: float
    right: float
    y: float
    size: float
    heavy: bool
    runs: tuple[Run, ...] = ()
    pieces: int = 1
    column: tuple[float, float] | None = None
    sheet: float = 0.0


@dataclass(frozen=True, slots=True)
class Float:
    """A table or a picture of a page, as a block, and its edges in pt."""

    page: int
    left: float
    bottom: float
    right: float
    top: float
    block: Block


class Reason(StrEnum):
    """Why text of the source is not in the text of an article, in the words of the report."""

    FIELDS = "刊头或版记，已写成各项"
    EDITOR_NOTE = "编者按，已写成一项"
    AUTHOR = "作者，已写成一项"
    SOURCE = "来源，已写成一项"
    CAPTION = "图下的说明，写进了图的方括号"
    CONTENTS = "目录，由程序重新生成"
    OWN_CONTENTS = "稿子自己的目录，页码排版后会变"
    LABEL = "标题前面“标题”一类的字"
    PUBLICATION = "发布时间、点击次数、学号、邮编一类"
    TITLE_AGAIN = "标题，又印了一遍"
    PAGE_NUMBER = "页码"
    RUNNING = "页眉或页脚，每页都有"
    COLUMN = "栏目名"
    COVER = "封面上的字"
    COVER_TABLE = "封面上的表格"
    COVER_IMAGE = "封面上的图片"
    COLOPHON = "版记里的字"
    HEADER = "页眉"
    FOOTER = "页脚"
    TABLE_HEAD = "表头，每页都有"
    RULE = "用符号画的线"
    WATERMARK = "水印"
    ON_FIGURE = "图里的字，在图上"
    DIAGRAM = "图表、SmartArt 里的字"
    NOTE_LOST = "脚注，加注的地方没有收进文章"
    NOTE_UNCALLED = "没有用到、或在表格里的脚注"
    NOTE_TWICE = "编号重复的脚注"
    NOTE_UNMARKED = "页下的注，没有找到它的标记"
    NOTE_MARK = "脚注的记号"
    NOTE_HEAD = "脚注或尾注上面的字"
    COMMENT = "批注"
    DELETED = "修订中删去的字"
    DELETED_ROW = "修订中删去的表格行"
    STRUCK = "删去的字"
    HIDDEN = "隐藏的字"
    PHONETIC = "注音"
    FIELD = "域"
    NAVIGATION = "网页的导航或旁栏"
    LINK = "网页上的链接"

    @property
    def is_used(self) -> bool:
        """Whether the words are in the draft all the same, in another form."""
        return self in _USED

    @property
    def is_made_again(self) -> bool:
        """Whether the program makes such words itself, for each issue."""
        return self in _MADE_AGAIN


_USED = {Reason.LABEL, Reason.FIELDS, Reason.EDITOR_NOTE, Reason.AUTHOR, Reason.SOURCE, Reason.CAPTION}
_MADE_AGAIN = {Reason.CONTENTS, Reason.PAGE_NUMBER, Reason.RUNNING, Reason.TITLE_AGAIN}


@dataclass(frozen=True, slots=True)
class Leftover:
    """Text of the source that did not get into the text of an article, and why."""

    text: str
    why: Reason
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
    """An article that was found: its title, its byline, its blocks in order; its subtitle without the dash,
    its 编者按 without these words. One that is `untitled` is called
    after its file, in words that the manuscript does not have."""

    title: str
    blocks: tuple[Block, ...]
    author: tuple[str, ...] = ()
    source: str = ""
    origin: Origin = Origin()
    notes: Mapping[str, tuple[Run, ...]] = field(default_factory=dict)
    untitled: bool = False
    subtitle: str = ""
    editor_note: str = ""

    @property
    def whole_title(self) -> str:
        """Its title and its subtitle as print has them."""
        return f"{self.title} ——{self.subtitle}" if self.subtitle else self.title


@dataclass(frozen=True, slots=True)
class Draft:
    """What was made of one manuscript; `words` and `added` as of the manuscript. `contents_differ` says that
    its printed contents and its titles are not the same; `verdicts` are what each line was taken for, none
    where nobody asked. `judgement` is what the file was taken for."""

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
    contents_differ: bool = False
    verdicts: tuple[Verdict, ...] = ()
    judgement: Judgement = Judgement(Nature.ISSUE, "")


def count_han(texts: Iterable[str]) -> Counter[str]:
    """How often each Han character stands in `texts`; what only looks like one counts as the one it means."""
    counts = Counter(chain.from_iterable(texts))
    found: Counter[str] = Counter()
    for char, count in counts.items():
        if char > "\u2e7f" and is_han(char := find_meant(char) or char):
            found[char] += count
    return found
