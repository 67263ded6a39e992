"""All issues of the site → the files that belong to none: home, years, tags, feeds, search, styles."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote
from xml.sax.saxutils import escape

from bulletin.fonts import FontSet, Role, list_licences, subset_web_fonts
from bulletin.model import Series
from bulletin.site.feeds import MOST_ENTRIES, render_atom, render_json_feed
from bulletin.site.icon import draw_icon, draw_touch_icon
from bulletin.site.links import PageLinks, list_links
from bulletin.site.metadata import list_list_tags, render_periodical
from bulletin.site.model import Site, SiteArticle, SiteIssue
from bulletin.site.pages import Pages
from bulletin.site.search import find_index, render_search
from bulletin.site.store import Part
from bulletin.site.tags import Tag, gather_tags
from bulletin.templates import Templates

_SHEETS = ("content.css", "site/site.css", "site/search.css")
_SCRIPTS = ("search-text", "search-index", "search")


@dataclass(frozen=True)
class SharedFiles:
    """Files by name on the site, and what its pages among them link to."""

    files: Mapping[str, bytes]
    links: Mapping[str, PageLinks]


def describe_site(series: Series, templates: Templates, fonts: FontSet, is_tagged: bool) -> Site:
    """What every page of the site says."""
    url = series.url and series.url.rstrip("/") + "/"
    style, _ = _render_style(series, templates, fonts)
    return Site(
        title=series.title,
        publisher=series.publisher,
        phone=series.phone,
        url=url,
        name=series.site_name,
        id=series.site_id,
        style=_name_by_digest("assets/site", style, ".css"),
        is_tagged=is_tagged,
    )


def _render_style(series: Series, templates: Templates, fonts: FontSet) -> tuple[bytes, dict[str, bytes]]:
    """The style sheet of all pages, and the cut of the title face for the masthead."""
    letters = f"{series.title}0123456789年第期"
    cut = subset_web_fonts(fonts, {Role.TITLE: letters})
    names = [f'"Masthead {number}"' for number in range(len(cut))]
    faces = [
        f'@font-face {{ font-family: {name}; font-display: swap; src: url("../{font.name}"); }}'
        for name, font in zip(names, cut, strict=True)
    ]
    stack = f":root {{ --font-masthead: {', '.join([*names, 'SimSun', 'serif'])}; }}"
    sheets = (templates.read(name) or b"" for name in _SHEETS)
    return b"\n".join(["\n".join([*faces, stack]).encode(), *sheets]), {f.name: f.data for f in cut}


def _name_by_digest(stem: str, data: bytes, suffix: str) -> str:
    """A name that only these bytes have: whoever keeps the old page finds the old file."""
    return f"{stem}-{hashlib.sha256(data).hexdigest()[:8]}{suffix}"


def make_shared_files(
    series: Series,
    templates: Templates,
    fonts: FontSet,
    site: Site,
    parts: Sequence[Part],
    previous: Mapping[str, bytes],
) -> SharedFiles:
    """Make all files of the site that belong to no issue; `parts` are in order, the oldest first, and at
    least one.

    `previous` are files of the last run's search by name: where few issues changed, they make it quicker.
    """
    issues = [part.issue for part in parts]
    style, files = _render_style(series, templates, fonts)
    files |= {site.style: style}
    files |= {f"fonts/{path.name}": path.read_bytes() for path in list_licences()}
    files |= {
        "favicon.svg": draw_icon(site.title, fonts),
        "apple-touch-icon.png": draw_touch_icon(site.title, fonts),
    }
    search = render_search([part.read_index() for part in parts], previous)
    files |= search
    scripts = {}
    for name in _SCRIPTS:
        data = templates.read(f"site/{name}.js") or b""
        scripts[_name_by_digest(f"assets/{name}", data, ".js")] = data
    files |= scripts
    index = find_index(search)
    texts = _render_lists(Pages(templates, site), site, issues, list(scripts), index)
    files |= {name: text.encode() for name, text in texts.items()}
    entries = [(part.issue, part.read_content()) for part in reversed(parts[-MOST_ENTRIES:])]
    files["feed.xml"] = render_atom(site, entries)
    files["feed.json"] = render_json_feed(site, entries)
    files["sitemap.xml"] = _render_sitemap(site, issues, texts)
    files["robots.txt"] = _render_robots(site)
    return SharedFiles(files, {name: list_links(name, text) for name, text in texts.items()})


def _render_lists(
    pages: Pages, site: Site, issues: Sequence[SiteIssue], scripts: Sequence[str], index: str
) -> dict[str, str]:
    """The pages that list issues and articles, the search page and the one for wrong addresses."""
    years = _group_by_year(issues)
    tags = gather_tags(issues)
    newest = issues[-1]
    about = f"{site.title}，{site.publisher}编辑。"
    keywords = ",".join([site.title, site.publisher])
    columns = list_list_tags(site, site.title, about, keywords)
    texts = {
        "index.html": pages.render(
            "index.html",
            "home.html",
            title=site.title,
            description=about,
            tags=columns,
            linked_data=render_periodical(site),
            image=newest.cover,
            newest=newest,
            years=years,
        ),
        "search.html": pages.render(
            "search.html",
            "search.html",
            title=f"搜索 - {site.title}",
            tags=columns,
            scripts=scripts,
            search_index=index,
        ),
        "404.html": pages.render("404.html", "404.html", title=f"没有这一页 - {site.title}", is_listed=False),
    }
    for year, group in years.items():
        name = f"{year}/index.html"
        title = f"{year}年 - {site.title}"
        described = list_list_tags(site, f"{year}年", f"{site.title}{year}年各期目录", keywords)
        texts[name] = pages.render(
            name, "year.html", title=title, description=f"{site.title}{year}年各期目录", tags=described,
            year=year, issues=group, years=years,
        )  # fmt: skip
    if tags:
        described = list_list_tags(site, "分类", f"{site.title}按{'、'.join(tags)}分类", keywords)
        texts["tags/index.html"] = pages.render(
            "tags/index.html", "tags.html", title=f"分类 - {site.title}", tags=described, groups=tags
        )
    for tag in (tag for group in tags.values() for tag in group):
        texts[tag.page] = _render_tag(pages, site, tag, keywords)
    return texts


def _render_tag(pages: Pages, site: Site, tag: Tag, keywords: str) -> str:
    about = f"{site.title}中关于“{tag.name}”的{len(tag.articles)}篇文章"
    tags = list_list_tags(site, tag.name, about, f"{tag.name},{keywords}")
    return pages.render(
        tag.page, "tag.html", title=f"{tag.name} - {site.title}", description=about, tags=tags, tag=tag
    )


def _group_by_year(issues: Iterable[SiteIssue]) -> dict[int, list[SiteIssue]]:
    """Issues by year, the newest year and the newest issue first."""
    years: dict[int, list[SiteIssue]] = {}
    for issue in sorted(issues, key=lambda issue: issue.id, reverse=True):
        years.setdefault(issue.year, []).append(issue)
    return years


def _render_sitemap(site: Site, issues: Sequence[SiteIssue], lists: Iterable[str]) -> bytes:
    """sitemap.xml (sitemaps.org): every page that search engines may list, with its last change."""
    newest = max((issue.changed for issue in issues), default="")
    days = {name: newest for name in lists if name not in {"404.html", "search.html"}}
    for issue in issues:
        days[issue.page] = issue.changed
        days |= {issue.article_page(article): _find_change(issue, article) for article in issue.articles}
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
    ]
    for name, day in sorted(days.items()):
        changed = f"<lastmod>{date.fromisoformat(day).isoformat()}</lastmod>" if day else ""
        lines.append(f"<url><loc>{escape(quote(site.url + name, safe=':/'))}</loc>{changed}</url>")
    return "\n".join([*lines, "</urlset>", ""]).encode()


def _find_change(issue: SiteIssue, article: SiteArticle) -> str:
    return max([issue.day, *(c.date for c in issue.corrections if article.address in c.articles)])


def _render_robots(site: Site) -> bytes:
    lines = ["User-agent: *", "Allow: /"]
    if site.url:
        lines.append(f"Sitemap: {site.url}sitemap.xml")
    return "\n".join([*lines, ""]).encode()
