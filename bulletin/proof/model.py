"""What a proof compares, an issue with its PDF as read back, and what it finds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

import uharfbuzz as hb

from bulletin.document.fragment import name_article
from bulletin.document.notes import count_notes
from bulletin.document.plain import Unit, list_units
from bulletin.errors import Problem, Severity
from bulletin.hanzi import squeeze_text
from bulletin.model import Article, Issue, Place
from bulletin.proof.readback import Block, ReadPdf

# The text of an issue is proved by its sources: what differs is a fault of a template, or ours.
HINT = "这不是稿子的错：先删去改过的 templates/ 再试；没有改过，请把这一期的文件夹交给技术人员"


@dataclass(frozen=True)
class Proof:
    """How many things were compared, and what differs."""

    checked: int
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class PrintedArticle:
    """An article, its units, and where it stands in the PDF: the block of its title, those after it."""

    article: Article
    units: Sequence[Unit]
    heading: Block | None
    blocks: Sequence[Block]

    @property
    def place(self) -> Place:
        """The line of its title."""
        return self.article.file.place(self.article.line)


@dataclass(frozen=True)
class PrintedCopy:
    """An issue and its PDF: `faces` by family, `page_of` ids as the typesetter says."""

    issue: Issue
    pdf: ReadPdf
    faces: Mapping[str, bytes]
    page_of: Mapping[str, int]

    @property
    def place(self) -> Place:
        """The issue itself, where no line of it is at fault."""
        return Place(f"issues/{self.issue.id}")

    @cached_property
    def articles(self) -> tuple[PrintedArticle, ...]:
        """Every article as it is found among the blocks, in their order, by its title."""
        blocks, articles = self.pdf.blocks, self.issue.articles
        starts: list[int | None] = []
        position = 0
        for number, article in enumerate(articles, 1):
            found = [
                index
                for index, block in enumerate(blocks[position:], position)
                if block.role in {"H1", "H2"} and self.find_behind(block.text, article.title) is not None
            ]
            # The masthead, or a later article, may have the same title.
            page = self.page_of.get(name_article(number), 0)
            found.sort(
                key=lambda i: (
                    blocks[i].page != page,
                    blocks[i].role != "H2",
                    len(blocks[i].text),
                )
            )
            starts.append(found[0] if found else None)
            position = position if starts[-1] is None else starts[-1] + 1
        firsts = accumulate((count_notes(article.document) for article in articles), initial=1)
        matched = []
        for number, (article, start, first) in enumerate(zip(articles, starts, firsts, strict=False), 1):
            end = next((later for later in starts[number:] if later is not None), len(blocks))
            heading = None if start is None else blocks[start]
            following = () if start is None else blocks[start + 1 : end]
            matched.append(PrintedArticle(article, list_units(article.document, first), heading, following))
        return tuple(matched)

    @cached_property
    def fonts(self) -> Mapping[str, hb.Font]:
        """The faces as fonts, by family."""
        return {family: hb.Font(hb.Face(hb.Blob(data))) for family, data in self.faces.items()}

    def says(self, printed: str, typed: str) -> bool:
        """Whether `printed` reads as `typed`, white space aside.

        Two characters that a font draws with one glyph, as the hyphen and its non-breaking twin, are
        read back as one of them.
        """
        printed, typed = squeeze_text(printed), squeeze_text(typed)
        if printed == typed:
            return True
        return len(printed) == len(typed) and all(map(self._looks_alike, printed, typed))

    def find_behind(self, printed: str, typed: str) -> str | None:
        """What stands behind `typed` in `printed`, without white space; None where it is not in it.

        A template may set a number ahead of a title.
        """
        return next(self.list_behind(printed, typed), None)

    def list_behind(self, printed: str, typed: str) -> Iterator[str]:
        """What stands behind each `typed` in `printed`, as find_behind gives the first."""
        printed, typed = squeeze_text(printed), squeeze_text(typed)
        for end in range(len(typed), len(printed) + 1):
            if self.says(printed[end - len(typed) : end], typed):
                yield printed[end:]

    def _looks_alike(self, first: str, second: str) -> bool:
        return first == second or any(
            (glyph := font.get_nominal_glyph(ord(first))) and glyph == font.get_nominal_glyph(ord(second))
            for font in self.fonts.values()
        )


def name_page(label: str) -> str:
    """A page as people call it: 第2页, or 封面."""
    return f"第{label}页" if label.isdigit() else label


def differs(place: Place, code: str, message: str) -> Problem:
    """A problem of the print: an error that no wording of the source can cure."""
    return place.problem(code, message, HINT)


def doubt(place: Place, code: str, message: str, hint: str) -> Problem:
    """Something a template may have been meant to do."""
    return place.problem(code, message, hint, Severity.WARNING)
