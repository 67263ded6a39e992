"""An `Issue` → the HTML document that is typeset, and the web page that readers open."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from itertools import accumulate
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from markupsafe import Markup, escape

from bulletin import __version__
from bulletin.cover import fit_cover
from bulletin.document.fragment import Fragment, Image, Notes, RenderContext, name_article
from bulletin.document.html import render_document
from bulletin.document.notes import count_notes
from bulletin.document.tree import Link
from bulletin.document.walk import read_text, walk_document
from bulletin.fitting import read_print_sizes
from bulletin.fonts import FontSet, Role
from bulletin.fonts.web import WebFont
from bulletin.hanzi import dash_subtitle, format_day, space_name
from bulletin.metadata import list_government_tags, make_phone_link, render_linked_data
from bulletin.model import PICTURE, Article, Issue, Place
from bulletin.qr import QR_FILE, show_address
from bulletin.stylesheets import collect_faces
from bulletin.templates import Templates

_PLACE = Markup(' data-source="{}:{}-{}"')
PAGE_SHEETS = ("content.css", "web.css")  # what articles look like, what the page does
# Words of a link that do not say what it leads to.
_VAGUE = frozenset(
    ["下载", "点击下载", "点此下载", "点击这里", "点这里", "点此", "这里", "此处", "附件", "链接"]
)

Body = tuple[Fragment, Fragment]  # of an article: its text, and its notes where they stand at its end


@dataclass(frozen=True, slots=True)
class PrintedIssue:
    """What the web page says of the PDF: its name, size in bytes, pages, and each article's page."""

    file: str
    size: int
    pages: int
    page_of: Mapping[str, int]


def render_bodies(
    issue: Issue, templates: Templates, notes: Notes, *, located: bool = False
) -> tuple[Body, ...]:
    """Render the text of each article, once for all pages that it stands on.

    `located`: blocks say in `data-source` where they were typed.
    """
    sizes = read_print_sizes(templates)
    firsts = accumulate((count_notes(article.document) for article in issue.articles), initial=1)
    bodies = []
    for number, (article, first) in enumerate(zip(issue.articles, firsts, strict=False), 1):
        images = {src: Image(asset.name, asset.width, asset.height) for src, asset in article.assets.items()}
        files = {address: file.name for address, file in article.downloads.items()}
        path = article.file.path if located else ""
        context = RenderContext(number, notes, images, first, path, sizes, files)
        bodies.append(render_document(article.document, context))
    return tuple(bodies)


def render_print(
    issue: Issue,
    templates: Templates,
    bodies: Sequence[Body],
    *,
    located: bool = False,
) -> str:
    """Render the document that is typeset; article n has the id `a<n>`. `bodies` are those of Notes.AT_FOOT.

    `located`: fields say in `data-source` where they were typed.
    """
    described = describe_issue(issue, bodies, located=located)
    return templates.render("print.html", **described, cover=fit_cover(issue), version=__version__)


def render_web(
    issue: Issue,
    templates: Templates,
    bodies: Sequence[Body],
    printed: PrintedIssue,
    *,
    located: bool = False,
) -> str:
    """Render index.html; its contents say the printed page of each article. `bodies` are those of
    Notes.AT_END. `located`: see render_print."""
    return templates.render(
        "web.html",
        **describe_issue(issue, bodies, located=located),
        printed=printed,
        size=format_size(printed.size),
        tags=list_government_tags(issue),
        linked_data=render_linked_data(issue, printed.file, printed.size, printed.pages, printed.page_of),
        version=__version__,
    )


def render_print_fonts(fonts: FontSet) -> str:
    """The CSS that names every face and the four stacks, for paper."""
    faces = [_font_face(face.family, f"fonts/{face.file}", "") for face in fonts.faces]
    return "\n".join(
        [*faces, _stack_properties(fonts, {face.family: [face.family] for face in fonts.faces}, "")]
    )


def render_web_fonts(fonts: FontSet, cut: Sequence[WebFont]) -> str:
    """The CSS that names the subset faces and the four stacks, for the screen."""
    faces = [_font_face(font.family, font.name, "font-display: swap; ") for font in cut]
    fallback = ", FangSong, STFangsong, SimSun, serif"
    families: dict[str, list[str]] = defaultdict(list)
    for font in cut:
        families[font.face].append(font.family)
    return "\n".join([*faces, _stack_properties(fonts, families, fallback)]) + "\n"


def render_web_style(fonts: FontSet, cut: Sequence[WebFont], templates: Templates) -> bytes:
    """style.css of an issue's page: its faces, what articles look like, what the page does."""
    sheets = (templates.read(name) or b"" for name in PAGE_SHEETS)
    return b"".join([render_web_fonts(fonts, cut).encode(), *sheets])


def _font_face(family: str, address: str, more: str) -> str:
    return f'@font-face {{ font-family: "{family}"; {more}src: url("{address}"); }}'


def _stack_properties(fonts: FontSet, families: Mapping[str, Sequence[str]], fallback: str) -> str:
    """The stack of each role as a CSS property; `families` maps a face to the CSS families made of it."""
    lines = []
    for role, stack in fonts.stacks.items():
        names = ", ".join(f'"{family}"' for face in stack for family in families.get(face.family, ()))
        lines.append(f"  {role.value}: {names}{fallback};")
    return ":root {\n" + "\n".join(lines) + "\n}"


# What may stand on any page of a series in each role: numbers are counted later, labels are templates'.
_FURNITURE = {
    Role.TITLE: "0123456789.",
    Role.BODY: "0123456789.KMB",
    Role.HEADING: "目录0123456789.",
    Role.SUBHEADING: "（来源：）\u30000123456789.",
}


def collect_text(page: str, templates: Templates) -> dict[Role, str]:
    """The characters that `page`, the rendered index.html, shows in each role: web fonts hold these.

    Everything is in the body's face, so that no furniture of a template is forgotten; and all digits
    and units, so that `page` may be rendered before the pages are counted.
    """
    faces = collect_faces(page, [templates.read(name) or b"" for name in PAGE_SHEETS])
    texts = {role: re.sub("[\n\u2060]", "", faces.get(role, "")) for role in Role if role in _FURNITURE}
    texts[Role.BODY] = unescape(re.sub(r"<[^>]*>", "", page))
    return {role: text + _FURNITURE[role] for role, text in texts.items()}


class _Typed(dict[str, Markup]):
    """A field's name → the attribute that says where it was typed, as templates write it into a tag; empty
    where it was not, or where nobody asks."""

    def __init__(self, places: Mapping[str, Place], located: bool) -> None:
        super().__init__(
            (name, _PLACE.format(place.path, place.line, max(place.line, place.last)))
            for name, place in places.items()
            if located and place.line
        )

    def __missing__(self, name: str) -> Markup:
        return Markup()


def describe_issue(
    issue: Issue,
    bodies: Sequence[Body],
    *,
    located: bool = False,
    title_level: int = 2,
    base: str = "",
    addresses: Sequence[str] = (),
) -> dict[str, Any]:
    """The values that templates may use; CONTRIBUTING.md lists them. `located`: see render_print;
    `title_level`, `base`, `addresses` (of the articles): see document.fragment.Fragment."""
    articles = [
        _describe_article(number, article, body, located, title_level, base, addresses)
        for number, (article, body) in enumerate(zip(issue.articles, bodies, strict=True), 1)
    ]
    return {
        "issue": issue,
        "typed": _Typed(issue.places, located),
        "label": issue.id.label,
        "editors": list(map(space_name, issue.editor)),
        "date_text": format_day(issue.date),
        "phone_link": make_phone_link(issue.phone),
        "articles": articles,
        "columns": [
            {"name": name, "articles": [articles[index] for index in members]}
            for name, members in issue.columns
        ],
        **_describe_cover(issue),
    }


def _describe_article(
    number: int,
    article: Article,
    body: Body,
    located: bool,
    title_level: int,
    base: str,
    addresses: Sequence[str],
) -> dict[str, Any]:
    text, notes = body
    return {
        "id": name_article(number),
        "title": article.title,
        "title_html": Markup("<br>").join(article.title_lines or (article.title,)),
        "subtitle": dash_subtitle(article.subtitle),
        "column": article.column,
        "summary": article.summary,
        "editor_note": _render_editor_note(article, addresses),
        "authors": list(map(space_name, article.author)),
        "source": article.source,
        "body": Markup(text.render(title_level, base, addresses)),
        "notes": Markup(notes.render(title_level, base, addresses)),
        "downloads": _describe_downloads(article, base),
        "typed": _Typed(article.places, located),
    }


def _render_editor_note(article: Article, addresses: Sequence[str]) -> list[Markup]:
    """The paragraphs of 编者按, with the links of what they say of other articles."""
    paragraphs = []
    links = article.note_links or ((),) * len(article.editor_note)
    for text, found in zip(article.editor_note, links, strict=True):
        rendered, position = Markup(), 0
        for start, end, number in found:
            address = addresses[number - 1] if addresses else f"#{name_article(number)}"
            rendered += escape(text[position:start])
            rendered += Markup('<a class="see" href="{}">{}</a>').format(address, text[start:end])
            position = end
        paragraphs.append(rendered + escape(text[position:]))
    return paragraphs


def _describe_downloads(article: Article, base: str) -> list[dict[str, str]]:
    """The files that an article offers, each once: address, kind and size, called as its first link is."""
    found: dict[str, dict[str, str]] = {}
    links = (inline for inline in walk_document(article.document) if isinstance(inline, Link))
    for link in links:
        if file := article.downloads.get(link.address):
            words, stem = read_text(link.children).strip(), PurePosixPath(file.path).stem
            called = stem if words.strip("“”。：:> ") in _VAGUE or not words else words
            address = base + quote(file.name)
            size = format_size(len(file.data))
            found.setdefault(file.name, {"address": address, "name": called, "kind": file.kind, "size": size})
    return list(found.values())


def _describe_cover(issue: Issue) -> dict[str, Any]:
    """What a cover may show; a template asks whether it `is defined`."""
    shown: dict[str, Any] = {}
    if issue.cover:
        shown["picture"] = {
            "name": issue.cover.name,
            "alt": issue.cover_caption or PICTURE,
            "caption": issue.cover_caption,
            "width": issue.cover.width,
            "height": issue.cover.height,
        }
    if address := show_address(issue):
        shown |= {"qr": QR_FILE, "address": address}
    return shown


def format_size(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{max(1, round(size / 1000))} KB"
