"""An `Issue` → what machines read on its page: the tags of government sites, schema.org, a number to dial."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup

from bulletin.document.fragment import name_article
from bulletin.model import Issue


def make_phone_link(phone: str) -> str:
    """The number for a tel: link (RFC 3966), its extension (转801) kept; empty where there is none."""
    number, _, extension = re.sub(r"\s*(?:转|分机)\s*", ";ext=", phone).partition(";ext=")
    digits = re.sub(r"[^0-9+]", "", unicodedata.normalize("NFKC", number.split("、")[0].split("/")[0]))
    extension = re.sub(r"[^0-9]", "", extension)
    if len(digits) < 3:
        return ""
    return f"{digits};ext={extension}" if extension else digits


Tags = list[tuple[str, str]]


def list_government_tags(issue: Issue) -> Tags:
    """The tags of 《政府网站发展指引》's page design rules; one whose value is not given is left out."""
    series = issue.series
    site = list_site_tags(series.site_name or issue.publisher, series.url, series.site_id)
    return site + list_content_tags(f"{issue.title} {issue.id.label}", issue.date, issue.publisher)


def list_site_tags(name: str, url: str, site_id: str) -> Tags:
    """网站标签, which every page carries."""
    return _keep_given([("SiteName", name), ("SiteDomain", urlsplit(url).netloc), ("SiteIDCode", site_id)])


def list_column_tags(name: str, description: str, keywords: str, kind: str) -> Tags:
    """栏目标签, for pages that list others."""
    return _keep_given(
        [
            ("ColumnName", name),
            ("ColumnDescription", description),
            ("ColumnKeywords", keywords),
            ("ColumnType", kind),
        ]
    )


def list_content_tags(title: str, date: str, source: str, **more: str) -> Tags:
    """内容标签, for pages that are read; `date` is ISO 8601, `more` the optional ones by their names."""
    tags = [("ArticleTitle", title), ("PubDate", f"{date} 00:00" if date else ""), ("ContentSource", source)]
    return _keep_given([*tags, *more.items()])


def _keep_given(tags: Tags) -> Tags:
    return [(name, value) for name, value in tags if value]


def render_linked_data(issue: Issue, file: str, size: int, pages: int, page_of: Mapping[str, int]) -> str:
    """schema.org PublicationIssue as JSON that is safe inside a script element."""
    publisher = {"@type": "Organization", "name": issue.publisher}
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "PublicationIssue",
        "name": f"{issue.title} {issue.id.label}",
        "issueNumber": str(issue.id.number) if issue.id.number else None,
        "alternateName": f"总第{issue.serial}期" if issue.serial else None,
        "datePublished": issue.date or str(issue.id.year),
        "inLanguage": "zh-CN",
        "publisher": publisher,
        "editor": [{"@type": "Person", "name": name} for name in issue.editor],
        "pagination": f"1-{pages}",
        "isPartOf": {"@type": "Periodical", "name": issue.title, "publisher": publisher},
        "associatedMedia": {
            "@type": "MediaObject",
            "contentUrl": file,
            "encodingFormat": "application/pdf",
            "contentSize": str(size),
        },
        "hasPart": [
            {
                "@type": "Article",
                "headline": article.title,
                "alternativeHeadline": article.subtitle,
                "articleSection": article.column,
                "url": f"#a{number}",
                "pageStart": str(page_of[name_article(number)]),
                "author": [{"@type": "Person", "name": name} for name in article.author],
                "abstract": article.summary or None,
            }
            for number, article in enumerate(issue.articles, 1)
        ],
    }
    return render_json_script(data)


def render_json_script(data: dict[str, Any]) -> str:
    """`data` without what is empty, as JSON that is safe inside a script element."""
    text = json.dumps(_drop_empty(data), ensure_ascii=False, indent=1)
    return Markup(text.replace("<", "\\u003c").replace("&", "\\u0026"))


def _drop_empty(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _drop_empty(item) for key, item in value.items() if item not in (None, [], "")}
    return [_drop_empty(item) for item in value] if isinstance(value, list) else value
