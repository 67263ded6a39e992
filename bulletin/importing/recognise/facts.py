"""A line or block → its Facts: what more than one rule asks of it, classified once.

`Words` are what the text shows by itself, `Facts` those with its look and place. Rules of paragraphs and
titles ask them and compare. What one rule alone asks stays with it: what a line may be of a contents list
(`contents/line`), of a cover or colophon (`fields`), of a running head (`frame/furniture`), and whether two
texts are the same but for blanks and marks (`patterns.squeeze`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from bulletin.importing.dates import is_date
from bulletin.importing.model import Block, Kind, Line, Look
from bulletin.importing.offices import parse_office
from bulletin.importing.patterns import (
    ATTACHMENTS,
    COLUMN_BULLETS,
    ITEM_BULLETS,
    PAIRS,
    drop_number,
    ends_open,
    ends_sentence,
    heading_level,
    is_bare_number,
    is_caption,
    is_credit,
    is_enumerated,
    is_page_number,
    is_question,
    parse_author,
    parse_source,
)
from bulletin.importing.recognise.paragraphs.measure import measure_first, measure_text
from bulletin.importing.recognise.tuning import TUNING
from bulletin.importing.verdicts import Rule

_NUMBER = re.compile(r"[-+]?[0-9][0-9.,]*[%％]?")
_BRACKETED = re.compile(r"[（(][^（()）]+[）)]")
_QUALIFIER = re.compile(
    r"[（(](?:[0-9]{4}(?:[-~～—–至]+[0-9]{4})?年度?|试行|暂行|草案|征求意见稿|(?:[0-9]{4}年)?修订[版稿]?|"
    r"节选|摘要|摘编|摘登|[上中下]篇?|[续之]?[一二三四五六七八九])[）)]"
)
_COLUMN = re.compile(rf"[【〔\[{COLUMN_BULLETS}]+[ 　]*\S.{{1,10}}?[】〕\]{COLUMN_BULLETS}]*")
_KICKER = re.compile(
    r"(?P<mark>[·•・∙●◆★☆■▪—－-])[ \u3000]*"
    r"[\u3400-\u9fff][\u3400-\u9fff \u3000]{0,8}[\u3400-\u9fff][ \u3000]*(?P=mark)"
)
_HASHES = re.compile(r"(#{1,6})[ \t\u3000]+(?=\S)")
_BULLET = re.compile(rf"[-{ITEM_BULLETS}][ \u3000]+(?=\S)")
_DASH = re.compile("—|－－|--|──")  # as in front of a subtitle
_CLOSING_MARKS = "，、；：,;:"  # no title ends with them
_CLOSERS = "！？!?”’）》"  # a title that ends a sentence ends with one of them


@dataclass(frozen=True, slots=True)
class Words:
    """What a text shows by itself.

    `level` is that of the `number` in front of it (0: none), `hashes` of Markdown's #; `bullet` the mark of a
    list in front, with its blanks; `dash` says that it begins as a subtitle. `author` and `source` are what a
    credit names, `office` an office that is all of it. `row` is a row of a table typed as text, `qualifier`
    what a title has in brackets at its end, `kicker` the name of a column between two
    marks. `unclosed` says that what it opens last is not closed, `paired`
    that all it opens is closed. `flaw` is why it is no title's, None where it may be.
    """

    text: str
    level: int
    number: str
    enumerated: bool
    question: bool
    hashes: int
    bullet: str
    dash: bool
    caption: bool
    author: tuple[str, ...]
    source: str
    credit: bool
    office: str
    date: bool
    bracketed: bool
    qualifier: bool
    column: bool
    kicker: bool
    row: bool
    bare_number: bool
    ends_sentence: bool
    ends_open: bool
    unclosed: bool
    paired: bool
    flaw: Rule | None = None

    @property
    def last(self) -> str:
        """Its last character, "" where there is none."""
        return self.text.rstrip()[-1:]

    def width(self, latin: float = TUNING.latin_widths[0]) -> float:
        """Its width in em, where a digit is `latin` wide."""
        return measure_text(self.text, latin)

    def first_width(self, latin: float = TUNING.latin_widths[0]) -> float:
        """The width of what a break cannot part at its start."""
        return measure_first(self.text, latin)


@dataclass(frozen=True, slots=True)
class Facts:
    """A line or block: its words, its kind and look, and what stands around it.

    `indented` is by about two characters, `trail` a blank behind it, `gap` the empty lines above it; `page`
    says that a printed page begins with it.
    """

    words: Words
    look: Look
    kind: Kind = Kind.PARAGRAPH
    indented: bool = False
    trail: bool = False
    gap: int = 0
    page: bool = False

    @property
    def is_text(self) -> bool:
        """Whether it is a paragraph, and no table, picture or the like."""
        return self.kind is Kind.PARAGRAPH


def classify_lines(lines: Sequence[Line]) -> tuple[Facts, ...]:
    """The facts of each line of a text file."""
    return tuple(
        Facts(
            classify_words(line.text),
            Look(),
            indented=is_indented(line),
            trail=bool(line.trail),
            gap=line.gap,
            page=line.page,
        )
        for line in lines
    )


def classify_blocks(blocks: Sequence[Block]) -> tuple[Facts, ...]:
    """The facts of each block of a document."""
    return tuple(Facts(classify_words(block.text), block.look, block.kind) for block in blocks)


def classify_words(text: str) -> Words:
    """What `text` shows by itself; each line is classified once, whoever asks. Long paragraphs, which few ask
    for, are not kept."""
    return _classify_line(text) if len(text) <= TUNING.kept_longest else _classify_text(text)


@lru_cache(maxsize=30_000)
def _classify_line(text: str) -> Words:
    return _classify_text(text)


def _classify_text(text: str) -> Words:
    bare = text.strip()
    hashes, bullet = _HASHES.match(text), _BULLET.match(text)
    words = Words(
        text,
        level=heading_level(text),
        number=text.lstrip()[: len(text.lstrip()) - len(drop_number(text))],
        enumerated=is_enumerated(text),
        question=is_question(text),
        hashes=len(hashes[1]) if hashes else 0,
        bullet=bullet[0] if bullet else "",
        dash=bool(_DASH.match(bare)),
        caption=is_caption(text),
        author=parse_author(text),
        source=parse_source(text),
        credit=is_credit(text),
        office=parse_office(text) if len(text) <= TUNING.title_longest else "",
        date=is_date(bare),
        bracketed=bool(_BRACKETED.fullmatch(bare)),
        qualifier=bool(_QUALIFIER.fullmatch(bare)),
        column=bool(_COLUMN.fullmatch(bare)),
        kicker=bool(_KICKER.fullmatch(bare)),
        row=_is_row(bare),
        bare_number=is_bare_number(text),
        ends_sentence=ends_sentence(text),
        ends_open=ends_open(text),
        unclosed=any(text.rfind(opening) > text.rfind(closing) for opening, closing in PAIRS),
        paired=all(text.count(opening) <= text.count(closing) for opening, closing in PAIRS),
    )
    return replace(words, flaw=_find_flaw(words if bare == text else classify_words(bare)))


def _find_flaw(words: Words) -> Rule | None:
    """Why a text without blanks at its ends does not read as the title of an article: one is short, one
    phrase, and has no number in front."""
    text = words.text
    if not TUNING.title_shortest <= len(text) <= TUNING.title_longest:
        return Rule.TOO_LONG if len(text) > TUNING.title_longest else Rule.TOO_SHORT
    if "。" in text:
        return Rule.HAS_STOP
    if text[-1] in _CLOSING_MARKS or (words.ends_sentence and text[-1] not in _CLOSERS):
        return Rule.ENDS_WITH_MARK
    if words.level:
        return Rule.NUMBERED
    if words.caption:
        return Rule.CAPTION
    if ATTACHMENTS.match(text):
        return Rule.ATTACHMENTS
    if is_page_number(text):
        return Rule.PAGE_NUMBER
    if words.row:
        return Rule.ROW
    if words.author or words.source or words.credit:
        return Rule.CREDIT
    if words.question:
        return Rule.QUESTION
    if sum(char.isalpha() for char in text) < TUNING.title_shortest:
        return Rule.FEW_LETTERS
    return Rule.DATE if words.date else None


def _is_row(text: str) -> bool:
    """Whether a line is a row of a table as text: its last cell is a number, or all of them are short."""
    cells = text.split()
    if len(cells) > 1 and _NUMBER.fullmatch(cells[-1]):
        return True
    short = len(cells) > TUNING.row_few_cells and all(len(cell) <= TUNING.row_cell for cell in cells)
    return short and not text.isascii()


def is_indented(line: Line) -> bool:
    """Whether a line stands in by about two characters."""
    return "\u3000" in line.lead or "\t" in line.lead or len(line.lead) >= TUNING.indent_blanks


def may_be_title(text: str) -> bool:
    """Tell whether `text` reads as the title of an article."""
    return classify_words(text).flaw is None


def is_column(text: str) -> bool:
    """Tell whether `text` names a column, over the articles of one kind: 【区内动态】, ◆ 政策速递."""
    return classify_words(text).column
