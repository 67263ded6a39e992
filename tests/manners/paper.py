"""What a manuscript holds, part by part: how each looks, and what an import has to make of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, auto

_BLANK = re.compile("\f\u3000+")
_SCRIPTS = str.maketrans("²³₂", "232")
_RADICALS = str.maketrans("力人工心水火土大小口", "⼒⼈⼯⼼⽔⽕⼟⼤⼩⼝")
Rows = tuple[tuple[str, ...], ...]
LEFT, UP = "<", "^"  # a cell that is one with the one on its left, or above
IMAGE = "图片#"  # a cell that is the picture of the number behind it


class Role(Enum):
    """What a part is."""

    TITLE = auto()  # a line of the title; lines that follow each other are one title
    SUBTITLE = auto()
    BYLINE = auto()  # goes to 作者 or 来源
    CREDIT = auto()  # may go there, or stay in the text
    TEXT = auto()  # a paragraph of its own
    LINE = auto()  # the same, or a line of a paragraph
    HEADING = auto()
    EITHER = auto()  # a heading or a paragraph
    RIGHT = auto()  # a line that is set right
    KEPT = auto()  # stays in the text, in whatever form, or is named in the report
    FREE = auto()  # may be in the text or left out
    OUT = auto()  # has no place in the text
    TABLE = auto()
    PICTURE = auto()


@dataclass(frozen=True, slots=True)
class Look:
    """How a part looks: size in pt, face by its kind (song, hei, kai, fang, xbs), indents in em; `style` is the
    name of a style of Word (Title, Heading1 …), `box` what the part stands in (box: a text box, cell: a
    table of one cell), `page` that a page begins with it, `gap` how many empty paragraphs stand above it."""

    size: float = 16
    face: str = "fang"
    bold: bool = False
    align: str = ""
    first: float = 0
    left: float = 0
    right: float = 0
    style: str = ""
    color: str = ""
    box: str = ""
    page: bool = False
    gap: int = 0
    rule: bool = False  # a red line under it
    underline: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A line, paragraph, table or picture. `lead` is typed ahead of its text and means nothing; `number` is an
    automatic one ahead of it; `note` is a footnote behind it; `bold` says how many characters at its start are
    bold; `link` that it is the text of a link; `about` is where a web page has it (nav, foot …)."""

    role: Role
    text: str = ""
    look: Look = Look()
    level: int = 0
    lead: str = ""
    number: str = ""
    note: str = ""
    rows: Rows = ()
    article: int = 0
    bold: int = 0
    remark: str = ""  # a comment of Word on it
    deleted: str = ""  # struck out by a revision behind it
    about: str = ""
    picture: int = 0  # its number; no two pictures of a paper are the same

    @property
    def typed(self) -> str:
        """Its text as it is typed."""
        return self.lead + self.text

    @property
    def said(self) -> str:
        """Its text as it is read: an automatic number is in it, and one low line for a blank to fill in."""
        return self.number + _BLANK.sub("＿", self.text).replace("\f", "")


@dataclass(frozen=True, slots=True)
class Paper:
    """A manuscript: its parts in order; the fields of issue.md that have to be filled, by their key
    (with a ?: may be filled), with the values that are right, | between them; `head` and `foot` stand on each
    page, where # is its number; `radicals` says that some characters are typed as the radicals that look alike."""

    parts: tuple[Part, ...]
    fields: Mapping[str, str] = field(default_factory=dict)
    head: str = ""
    foot: str = ""
    radicals: bool = False

    @property
    def articles(self) -> int:
        """How many articles it holds."""
        return 1 + max(part.article for part in self.parts)


def join_parts(*groups: Part | Sequence[Part]) -> tuple[Part, ...]:
    """One sequence of parts and sequences of them."""
    found: list[Part] = []
    for group in groups:
        found += [group] if isinstance(group, Part) else group
    return tuple(found)


def move_into(article: int, parts: Sequence[Part]) -> tuple[Part, ...]:
    """The same parts in the article of this number; -1: in none."""
    return tuple(replace(part, article=article) for part in parts)


def type_radicals(paper: Paper) -> Paper:
    """The same paper as some converters leave it: radicals in place of characters that look the same."""
    return replace(
        paper, parts=tuple(replace(part, text=part.text.translate(_RADICALS)) for part in paper.parts)
    )


def squeeze(text: str) -> str:
    """`text` without white space, its raised and lowered figures as others are."""
    return "".join(text.replace("\u200b", "").translate(_SCRIPTS).split())
