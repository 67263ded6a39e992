"""The newest issues → feed.xml (Atom, RFC 4287) and feed.json (JSON Feed 1.1), with full text and PDF."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree as ET

from bulletin.hanzi import dash_subtitle, format_day
from bulletin.site.model import Site, SiteFile, SiteIssue

MOST_ENTRIES = 20
_ATOM = "http://www.w3.org/2005/Atom"
_MIDNIGHT = "T00:00:00+08:00"  # a day in China
# Ids must stay when the site moves (RFC 4287 §4.2.6): they are made of what an issue is, not of its address.
_NAMESPACE = uuid.UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8")  # of RFC 4122, for addresses


def render_atom(site: Site, entries: Sequence[tuple[SiteIssue, str]]) -> bytes:
    """The Atom feed of `entries`, issues with their full text in HTML, the newest first."""
    ET.register_namespace("", _ATOM)
    feed = ET.Element(f"{{{_ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": "zh-CN"})
    _add(feed, "title", site.title)
    _add(feed, "id", _make_id(site.title, ""))
    _add(feed, "updated", max((issue.changed for issue, _ in entries), default="2000-01-01") + _MIDNIGHT)
    _add(_add(feed, "author"), "name", site.publisher)
    _add(feed, "link", rel="alternate", type="text/html", href=f"{site.url}index.html")
    _add(feed, "link", rel="self", type="application/atom+xml", href=f"{site.url}feed.xml")
    for issue, content in entries:
        entry = _add(feed, "entry")
        _add(entry, "title", _make_title(issue))
        _add(entry, "id", _make_id(site.title, issue.id))
        _add(entry, "published", issue.day + _MIDNIGHT)
        _add(entry, "updated", issue.changed + _MIDNIGHT)
        _add(entry, "link", rel="alternate", type="text/html", href=site.url + issue.page)
        enclosure = {"rel": "enclosure", "type": "application/pdf", "length": str(issue.size)}
        _add(entry, "link", **enclosure, href=site.url + issue.pdf)
        for file in _list_downloads(issue):
            about = {"rel": "enclosure", "type": file.mime, "length": str(file.size), "title": file.title}
            _add(entry, "link", **about, href=site.url + quote(file.name))
        for tag in issue.tags:
            _add(entry, "category", term=tag)
        _add(entry, "summary", _summarize(issue))
        _add(entry, "content", content, type="html")
    ET.indent(feed, " ")
    return bytes(ET.tostring(feed, "utf-8", xml_declaration=True)) + b"\n"


def _add(parent: ET.Element, name: str, text: str = "", **attributes: str) -> ET.Element:
    element = ET.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
    if text:
        element.text = text
    return element


def render_json_feed(site: Site, entries: Sequence[tuple[SiteIssue, str]]) -> bytes:
    """The JSON Feed of `entries`; addresses are given where the site's own is known."""
    items = [
        {
            "id": _make_id(site.title, issue.id),
            "url": site.url + issue.page if site.url else None,
            "title": _make_title(issue),
            "summary": _summarize(issue),
            "content_html": content,
            "image": site.url + issue.cover.name if site.url else None,
            "date_published": issue.day + _MIDNIGHT,
            "date_modified": issue.changed + _MIDNIGHT,
            "authors": [{"name": issue.publisher}],
            "tags": list(issue.tags) or None,
            "language": "zh-CN",
            "attachments": [
                {
                    "url": site.url + issue.pdf,
                    "mime_type": "application/pdf",
                    "title": f"{issue.title} {issue.label}（PDF）",
                    "size_in_bytes": issue.size,
                },
                *(
                    {
                        "url": site.url + quote(file.name),
                        "mime_type": file.mime,
                        "title": file.title,
                        "size_in_bytes": file.size,
                    }
                    for file in _list_downloads(issue)
                ),
            ],
        }
        for issue, content in entries
    ]
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": site.title,
        "home_page_url": f"{site.url}index.html" if site.url else None,
        "feed_url": f"{site.url}feed.json" if site.url else None,
        "language": "zh-CN",
        "authors": [{"name": site.publisher}],
        "items": [_drop_none(item) for item in items],
    }
    return (json.dumps(_drop_none(feed), ensure_ascii=False, indent=1) + "\n").encode()


def _make_id(title: str, issue_id: str) -> str:
    return f"urn:uuid:{uuid.uuid5(_NAMESPACE, f'bulletin:{title}/{issue_id}')}"


def _make_title(issue: SiteIssue) -> str:
    corrected = f"（{format_day(issue.corrections[-1].date)}更正）" if issue.corrections else ""
    return f"{issue.title} {issue.label}{corrected}"


def _summarize(issue: SiteIssue) -> str:
    """Title, 副标题 and 摘要 of each article."""
    return "；".join(
        article.title
        + dash_subtitle(article.subtitle)
        + (f"：{article.summary.rstrip('。')}" if article.summary else "")
        for article in issue.articles
    )


def _list_downloads(issue: SiteIssue) -> list[SiteFile]:
    """The files that its articles offer, each once."""
    return list({file.name: file for article in issue.articles for file in article.downloads}.values())


def _drop_none(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}
