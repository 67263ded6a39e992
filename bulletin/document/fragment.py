"""HTML that is made once and set into several pages: its parts, and what a rendering needs besides a tree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from html import escape

from bulletin.document.tables import ANY_SIZE, TableSize


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
    what tables may be set in, `files` the names of those that readers may take, by the addresses of links.
    """

    number: int
    notes: Notes
    images: Mapping[str, Image] = field(default_factory=dict)
    first_note: int = 1
    path: str = ""
    sizes: tuple[TableSize, ...] = ANY_SIZE
    files: Mapping[str, str] = field(default_factory=dict)

    @property
    def prefix(self) -> str:
        """What the ids in the article begin with: its own."""
        return name_article(self.number)


@dataclass(frozen=True, slots=True)
class HeadingTag:
    """The name of a heading's tag, which depends on the page it stands on; with its class, at its opening."""

    level: int
    look: int
    opens: bool

    def render(self, title_level: int, base: str, articles: Sequence[str]) -> str:
        """`h3`, or `h3 class="level-4"` where it was typed as another level than it has."""
        level, look = (min(n + title_level - 1, 6) for n in (self.level, self.look))
        return f"h{level}" + (f' class="level-{look}"' if self.opens and look != level else "")


@dataclass(frozen=True, slots=True)
class Base:
    """The way from a page to the folder that the images are named from."""

    def render(self, title_level: int, base: str, articles: Sequence[str]) -> str:
        """It, for an attribute."""
        return escape(base)


@dataclass(frozen=True, slots=True)
class ArticleAddress:
    """The way from a page to an article of the same issue."""

    number: int

    def render(self, title_level: int, base: str, articles: Sequence[str]) -> str:
        """It, for an attribute: its place on a page that holds them all, where no addresses are given."""
        return escape(articles[self.number - 1] if articles else f"#{name_article(self.number)}")


Part = str | HeadingTag | Base | ArticleAddress


@dataclass(frozen=True, slots=True)
class Fragment:
    """HTML that is made once and set into several pages."""

    parts: tuple[Part, ...]

    def render(self, title_level: int = 2, base: str = "", articles: Sequence[str] = ()) -> str:
        """The HTML for a page where the article's title is a heading of `title_level` (`##` is one below) and
        `base` leads to the folder that the images are named from; `articles` are the addresses of the issue's
        articles as that page writes them, where they do not stand on it themselves."""
        return "".join(
            part if isinstance(part, str) else part.render(title_level, base, articles) for part in self.parts
        )


class Output:
    """Gathers the parts of a fragment, one after the other."""

    def __init__(self, context: RenderContext) -> None:
        self.context = context
        self._parts: list[Part] = []

    def take_parts(self) -> list[Part]:
        """What was gathered since the last time."""
        parts, self._parts = self._parts, []
        return parts

    def add(self, *parts: Part) -> None:
        """Add what follows."""
        self._parts += parts

    def locate(self, lines: range) -> str:
        """`data-source="issues/2024-09/01.md:3-5"` (lines from 1), for who corrects what is shown."""
        if not self.context.path or not lines:
            return ""
        return f' data-source="{escape(self.context.path)}:{lines.start}-{lines.stop - 1}"'
