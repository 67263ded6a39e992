"""What the pages of the site say of the series, of an issue and of an article: values, and their JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from bulletin.model import group_by_column
from bulletin.record import Correction


@dataclass(frozen=True, slots=True)
class Site:
    """What every page says. `url` ends with `/` or is empty; `style` is the name of the style sheet."""

    title: str
    publisher: str
    phone: str
    url: str
    name: str
    id: str
    style: str
    is_tagged: bool


@dataclass(frozen=True, slots=True)
class SiteFile:
    """A file that readers may take: its name on the site, what it is called, its media type, its bytes."""

    name: str
    title: str
    mime: str
    size: int


@dataclass(frozen=True, slots=True)
class SiteArticle:
    """An article as lists of the site show it; `page` is the printed one, `text` the digest of its words.

    `number` is what its address would be had it never been published; `lead` are its first words, for
    descriptions.
    """

    address: str
    number: str
    title: str
    subtitle: str
    column: str
    path: str
    text: str
    authors: tuple[str, ...]
    source: str
    summary: str
    lead: str
    tags: tuple[str, ...]
    page: int
    downloads: tuple[SiteFile, ...]

    @property
    def description(self) -> str:
        """What the article is about, in its own words where no 摘要 was given."""
        return self.summary or self.lead


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of the site: its name, its size in pixels."""

    name: str
    width: int
    height: int


@dataclass(frozen=True)
class SiteIssue:
    """An issue as the site shows it: `date` is ISO 8601 or empty, `size` the PDF's bytes."""

    id: str
    label: str
    serial: str
    mark: str
    year: int
    title: str
    publisher: str
    editors: tuple[str, ...]
    phone: str
    report_to: str
    copy_to: str
    copies: str
    date: str
    text: str
    pages: int
    size: int
    cover: Picture
    articles: tuple[SiteArticle, ...]
    corrections: tuple[Correction, ...]
    reviews: Mapping[str, str]

    @property
    def page(self) -> str:
        """The name of the issue's page."""
        return f"{self.id}/index.html"

    @property
    def pdf(self) -> str:
        """The name of the issue's PDF."""
        return f"{self.id}/{self.id}.pdf"

    def article_page(self, article: SiteArticle) -> str:
        """The name of an article's page."""
        return f"{self.id}/{article.address}/index.html"

    @property
    def tags(self) -> tuple[str, ...]:
        """The tags of its articles, each once."""
        return tuple(dict.fromkeys(tag for article in self.articles for tag in article.tags))

    @property
    def is_tagged(self) -> bool:
        """Whether one of its articles belongs to a 栏目 or has a tag: then the site has pages of them."""
        return any(article.tags or article.column for article in self.articles)

    @property
    def columns(self) -> tuple[tuple[str, tuple[SiteArticle, ...]], ...]:
        """Its 栏目 with their articles, as its contents list them; the name of those without one is empty."""
        groups = group_by_column([article.column for article in self.articles])
        return tuple((name, tuple(self.articles[index] for index in members)) for name, members in groups)

    @property
    def day(self) -> str:
        """The day it is dated by: its own, else 1 January of its year, as in the PDF."""
        return self.date or f"{self.year:04d}-01-01"

    @property
    def changed(self) -> str:
        """The day of its last correction, else the day it is dated by."""
        return max([self.day, *(correction.date for correction in self.corrections)])


def describe_site_issue(issue: SiteIssue) -> dict[str, Any]:
    """The values of an issue's JSON."""
    return asdict(issue)


def parse_site_issue(data: Mapping[str, Any]) -> SiteIssue:
    """An issue of the values of its JSON."""
    articles = [
        SiteArticle(
            **{
                **values,
                "authors": tuple(values["authors"]),
                "tags": tuple(values["tags"]),
                "downloads": tuple(SiteFile(**file) for file in values["downloads"]),
            }
        )
        for values in data["articles"]
    ]
    corrections = [Correction(c["date"], tuple(c["articles"])) for c in data["corrections"]]
    return SiteIssue(
        **{
            **data,
            "editors": tuple(data["editors"]),
            "cover": Picture(**data["cover"]),
            "articles": tuple(articles),
            "corrections": tuple(corrections),
        }
    )
