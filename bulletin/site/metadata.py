"""An issue or an article → what machines read on its page of the site: government tags and schema.org."""

from __future__ import annotations

import posixpath
from typing import Any
from urllib.parse import quote

from bulletin.metadata import Tags, list_column_tags, list_content_tags, list_site_tags, render_json_script
from bulletin.site.model import Site, SiteArticle, SiteIssue

_CONTEXT = "https://schema.org"
_COLUMN = "刊物"  # ColumnType: what kind of lists these are


def list_list_tags(site: Site, name: str, description: str, keywords: str) -> Tags:
    """The tags of a page that lists issues or articles."""
    return _list_site(site) + list_column_tags(name, description, keywords, _COLUMN)


def list_issue_tags(site: Site, issue: SiteIssue) -> Tags:
    """The tags of an issue's page."""
    title = f"{issue.title} {issue.label}"
    more = {
        "Keywords": ",".join([issue.title, *issue.tags]),
        "Description": "；".join(article.title for article in issue.articles),
        "Image": _join(site, issue.cover.name),
        "Url": _join(site, issue.page),
    }
    return _list_page(site, site.title, list_content_tags(title, issue.date, issue.publisher, **more))


def list_article_tags(site: Site, issue: SiteIssue, article: SiteArticle) -> Tags:
    """The tags of an article's page."""
    more = {
        "Keywords": ",".join([issue.title, *article.tags]),
        "Author": "、".join(article.authors),
        "Description": article.description,
        "Image": _join(site, issue.cover.name),
        "Url": _join(site, issue.article_page(article)),
    }
    source = article.source or issue.publisher
    content = list_content_tags(article.title, issue.date, source, **more)
    return _list_page(site, article.column or site.title, content)


def _list_site(site: Site) -> Tags:
    return list_site_tags(site.name or site.publisher, site.url, site.id)


def _list_page(site: Site, column: str, content: Tags) -> Tags:
    return [*_list_site(site), ("ColumnName", column), ("ColumnType", _COLUMN), *content]


def _join(site: Site, name: str) -> str:
    return site.url + name if site.url else ""


def render_periodical(site: Site) -> str:
    """schema.org Periodical, for the home page."""
    return render_json_script({"@context": _CONTEXT, **_describe_periodical(site), "inLanguage": "zh-CN"})


def render_publication_issue(site: Site, issue: SiteIssue) -> str:
    """schema.org PublicationIssue, with its articles."""
    return render_json_script(
        {
            "@context": _CONTEXT,
            **_describe_issue(site, issue),
            "inLanguage": "zh-CN",
            "publisher": _describe_office(issue.publisher),
            "editor": [{"@type": "Person", "name": name} for name in issue.editors],
            "pagination": f"1-{issue.pages}",
            "image": _join(site, issue.cover.name),
            "associatedMedia": {
                "@type": "MediaObject",
                "contentUrl": _join(site, issue.pdf) or f"{issue.id}.pdf",
                "encodingFormat": "application/pdf",
                "contentSize": str(issue.size),
            },
            "hasPart": [
                {
                    "@type": "Article",
                    "headline": article.title,
                    "alternativeHeadline": article.subtitle,
                    "articleSection": article.column,
                    "url": _join(site, issue.article_page(article)) or f"{article.address}/index.html",
                    "pageStart": str(article.page),
                }
                for article in issue.articles
            ],
        }
    )


def render_article(site: Site, issue: SiteIssue, article: SiteArticle) -> str:
    """schema.org Article, as a part of its issue."""
    page = posixpath.dirname(issue.article_page(article))
    corrected = [c.date for c in issue.corrections if article.address in c.articles]
    return render_json_script(
        {
            "@context": _CONTEXT,
            "@type": "Article",
            "headline": article.title,
            "alternativeHeadline": article.subtitle,
            "articleSection": article.column,
            "url": _join(site, issue.article_page(article)),
            "author": [{"@type": "Person", "name": name} for name in article.authors],
            "publisher": _describe_office(issue.publisher),
            "abstract": article.summary,
            "keywords": ",".join(article.tags),
            "datePublished": issue.date or str(issue.year),
            "dateModified": max(corrected, default=""),
            "inLanguage": "zh-CN",
            "image": _join(site, issue.cover.name),
            "pageStart": str(article.page),
            "associatedMedia": [
                {
                    "@type": "MediaObject",
                    "name": file.title,
                    "contentUrl": _join(site, quote(file.name)) or quote(posixpath.relpath(file.name, page)),
                    "encodingFormat": file.mime,
                    "contentSize": str(file.size),
                }
                for file in article.downloads
            ],
            "isPartOf": _describe_issue(site, issue),
        }
    )


def _describe_issue(site: Site, issue: SiteIssue) -> dict[str, Any]:
    return {
        "@type": "PublicationIssue",
        "name": f"{issue.title} {issue.label}",
        "url": _join(site, issue.page),
        "issueNumber": str(int(issue.id[5:])) if issue.id[5:].isdecimal() else "",
        "alternateName": f"总第{issue.serial}期" if issue.serial else "",
        "datePublished": issue.date or str(issue.year),
        "isPartOf": _describe_periodical(site),
    }


def _describe_periodical(site: Site) -> dict[str, Any]:
    return {
        "@type": "Periodical",
        "name": site.title,
        "url": _join(site, "index.html"),
        "publisher": _describe_office(site.publisher),
    }


def _describe_office(name: str) -> dict[str, str]:
    return {"@type": "GovernmentOrganization", "name": name}
