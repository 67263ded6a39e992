"""One issue of a workspace → its part of the site: pages, PDF, cover, fonts, images, full text."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from pathlib import PurePosixPath
from typing import Any

from bulletin.build import build_prepared, cut_web_fonts
from bulletin.document.plain import list_units
from bulletin.errors import shorten
from bulletin.hanzi import space_name
from bulletin.html import describe_issue, render_web_fonts
from bulletin.manifest import is_current, read_output, read_pages
from bulletin.model import Article, Issue, IssueId
from bulletin.pictures import draw_page
from bulletin.prepare import Prepared, prepare
from bulletin.record import Record, digest_article, digest_words
from bulletin.site.addresses import number_articles
from bulletin.site.keys import check_inputs, refuse_changed
from bulletin.site.links import PageLinks, list_links
from bulletin.site.metadata import (
    list_article_tags,
    list_issue_tags,
    render_article,
    render_publication_issue,
)
from bulletin.site.model import Picture, Site, SiteArticle, SiteFile, SiteIssue
from bulletin.site.pages import Pages
from bulletin.site.search import IndexedIssue, SearchArticle, SearchIssue, index_issue
from bulletin.source import Reading
from bulletin.templates import find_site_templates

_COVER_WIDTH = 960  # pixels: sharp at half of it, wide enough for who shares the address
_LEAD = 100  # characters of a description


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The issues before and after one, where there are any."""

    before: IssueId | None = None
    after: IssueId | None = None


@dataclass(frozen=True)
class Edition:
    """An issue's part of the site: its files by name; `content` is its full text in HTML, for feeds."""

    issue: SiteIssue
    files: Mapping[str, bytes]
    links: Mapping[str, PageLinks]
    content: str
    indexed: IndexedIssue


def make_edition(
    reading: Reading,
    issue_id: IssueId,
    inputs: Mapping[str, str],
    site: Site,
    neighbours: Neighbours,
    record: Record | None,
) -> Edition:
    """Make an issue's part of the site of just the files `inputs` (path → SHA-256); builds the issue first
    where its last build is not current.

    Raises BulletinError with every problem of the issue, and where the files are others by now.
    """
    prepared = prepare(reading, issue_id)
    issue = prepared.issue
    check_inputs(issue, inputs)
    pages, starts, pdf = _print_issue(prepared)
    cover, width, height = draw_page(pdf, 0, _COVER_WIDTH)
    cover_name = f"{issue.id}/cover-{_digest(cover)}.png"
    shown = _describe(issue, record, pages, starts, len(pdf), Picture(cover_name, width, height))
    files = {shown.pdf: pdf, cover_name: cover}
    files |= {f"{issue.id}/{name}": data for name, data in issue.attached.items()}
    style, faces = _render_style(prepared)
    style_name = f"{issue.id}/style-{_digest(style)}.css"
    files |= faces | {style_name: style}
    texts = _render_pages(prepared, shown, site, neighbours, record, style_name)
    files |= {name: text.encode() for name, text in texts.items()}
    links = {name: list_links(name, text) for name, text in texts.items()}
    content = _render_content(prepared, shown, site)
    return Edition(shown, files, links, content, _index(issue, shown))


def _print_issue(prepared: Prepared) -> tuple[int, tuple[int, ...], bytes]:
    """Its pages, the page of each article and its PDF, from dist/ where that is current."""
    workspace, issue = prepared.workspace, prepared.issue
    folder = workspace.output_folder(issue.id)
    for attempt in range(2):
        pages = read_pages(folder)
        pdf = read_output(folder, f"{issue.id}.pdf")
        if pages and pdf and len(pages[1]) == len(issue.articles) and is_current(workspace, issue):
            return *pages, pdf
        if not attempt:
            build_prepared(prepared)
    raise refuse_changed(f"issues/{issue.id}")


def _describe(
    issue: Issue, record: Record | None, pages: int, starts: Sequence[int], size: int, cover: Picture
) -> SiteIssue:
    numbers, addresses = number_articles(issue, None), number_articles(issue, record)
    articles = [
        SiteArticle(
            address=address,
            number=number,
            title=article.title,
            subtitle=article.subtitle,
            column=article.column,
            path=article.file.path,
            text=digest_article(article),
            authors=tuple(map(space_name, article.author)),
            source=article.source,
            summary=article.summary,
            lead=_read_lead(article),
            tags=article.tags,
            page=page,
            downloads=tuple(
                SiteFile(f"{issue.id}/{file.name}", PurePosixPath(file.path).name, file.mime, len(file.data))
                for file in {file.name: file for file in article.downloads.values()}.values()
            ),
        )
        for number, address, article, page in zip(numbers, addresses, issue.articles, starts, strict=True)
    ]
    return SiteIssue(
        id=str(issue.id),
        label=issue.id.label + (f"（{issue.id.letter}）" if issue.id.letter else ""),
        serial=issue.serial,
        mark=issue.mark,
        year=issue.id.year,
        title=issue.title,
        publisher=issue.publisher,
        editors=tuple(map(space_name, issue.editor)),
        phone=issue.phone,
        report_to=issue.report_to,
        copy_to=issue.copy_to,
        copies=issue.copies,
        date=issue.date,
        text=digest_words(issue),
        pages=pages,
        size=size,
        cover=cover,
        articles=tuple(articles),
        corrections=record.corrections if record else (),
        reviews=issue.reviews,
    )


def _read_lead(article: Article) -> str:
    """The article's first paragraph, as far as a description goes."""
    paragraphs = (unit.text.strip() for unit in list_units(article.document, 1) if unit.role == "P")
    lead = next((text for text in paragraphs if len(text) > 8), "")
    return shorten(lead, _LEAD)


def _render_style(prepared: Prepared) -> tuple[bytes, dict[str, bytes]]:
    """The issue's faces as CSS, which lies in its folder, and their files, which all issues share."""
    cut = cut_web_fonts(prepared, prepared.workspace.output_folder(prepared.issue.id))
    style = render_web_fonts(prepared.fonts, [replace(font, name=f"../{font.name}") for font in cut]).encode()
    return style, {font.name: font.data for font in cut}


def _render_pages(
    prepared: Prepared,
    shown: SiteIssue,
    site: Site,
    neighbours: Neighbours,
    record: Record | None,
    style: str,
) -> dict[str, str]:
    pages = Pages(find_site_templates(prepared.workspace), site)
    addresses = [f"../{article.address}/index.html" for article in shown.articles]
    described = describe_issue(
        prepared.issue, prepared.web_bodies, title_level=1, base="../", addresses=addresses
    )
    common = {
        "issue": shown,
        "style": style,
        "date_text": described["date_text"],
        "phone_link": described["phone_link"],
        "neighbours": neighbours,
    }
    texts = {
        shown.page: pages.render(
            shown.page,
            "issue.html",
            title=f"{shown.title} {shown.label}",
            description="；".join(article.title for article in shown.articles),
            tags=list_issue_tags(site, shown),
            linked_data=render_publication_issue(site, shown),
            image=shown.cover,
            kind="article",
            **common,
        )
    }
    for at, (article, body) in enumerate(zip(shown.articles, described["articles"], strict=True)):
        name = shown.article_page(article)
        texts[name] = pages.render(
            name,
            "article.html",
            title=f"{article.title} - {shown.title} {shown.label}",
            description=article.description,
            tags=list_article_tags(site, shown, article),
            linked_data=render_article(site, shown, article),
            image=shown.cover,
            kind="article",
            article=article,
            parts=body,
            before=shown.articles[at - 1] if at else None,
            after=shown.articles[at + 1] if at + 1 < len(shown.articles) else None,
            corrections=[c for c in shown.corrections if article.address in c.articles],
            **common,
        )
    return texts | _render_withdrawn(pages, shown, record, common)


def _render_withdrawn(
    pages: Pages, shown: SiteIssue, record: Record | None, common: Mapping[str, Any]
) -> dict[str, str]:
    """A page at the address of each article that was published and is gone: addresses never move."""
    there = {article.address for article in shown.articles}
    gone = [article for article in (record.articles if record else ()) if article.address not in there]
    texts = {}
    for article in gone:
        name = f"{shown.id}/{article.address}/index.html"
        title = f"文章已撤下 - {shown.title} {shown.label}"
        texts[name] = pages.render(name, "withdrawn.html", title=title, is_listed=False, **common)
    return texts


def _render_content(prepared: Prepared, shown: SiteIssue, site: Site) -> str:
    """All articles in one piece of HTML, with whole addresses where the site's own is known."""
    base = f"{site.url}{prepared.issue.id}/"
    addresses = [site.url + shown.article_page(article) for article in shown.articles]
    described = describe_issue(prepared.issue, prepared.web_bodies, base=base, addresses=addresses)
    parts = []
    for article in described["articles"]:
        parts.append(f"<h2>{article['title_html']}</h2>")
        if article["subtitle"]:
            parts.append(f"<p>{escape(article['subtitle'])}</p>")
        if article["authors"]:
            parts.append(f"<p>{escape('　　'.join(article['authors']))}</p>")
        for at, paragraph in enumerate(article["editor_note"]):
            label = "" if at else "<b>编者按</b>　"
            parts.append(f"<p>{label}{paragraph}</p>")
        parts += [article["body"], article["notes"]]
        if article["source"]:
            parts.append(f"<p>（来源：{escape(article['source'])}）</p>")
    return "\n".join(filter(None, parts))


def _index(issue: Issue, shown: SiteIssue) -> IndexedIssue:
    found = []
    for article, described in zip(issue.articles, shown.articles, strict=True):
        units = [unit for unit in list_units(article.document, 1) if unit.text.strip()]
        ahead = [*filter(None, [article.subtitle]), *filter(None, [article.summary]), *article.editor_note]
        headings = [0] if article.subtitle else []
        headings += [n for n, unit in enumerate(units, len(ahead)) if unit.role.startswith("H")]
        found.append(
            SearchArticle(
                address=shown.article_page(described),
                title=described.title,
                byline=(*article.author, *filter(None, [article.source, article.column])),
                tags=article.tags,
                page=described.page,
                paragraphs=(*ahead, *(unit.text.strip() for unit in units)),
                headings=tuple(headings),
            )
        )
    return index_issue(SearchIssue(shown.id, shown.label, shown.date, tuple(found)))


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:8]
