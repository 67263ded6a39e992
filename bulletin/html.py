"""An `Issue` → the HTML document that is typeset, and the web page that readers open."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from itertools import accumulate
from typing import Any

from markdown_it.token import Token
from markupsafe import Markup

from bulletin import __version__
from bulletin.fonts import FontSet, Role
from bulletin.fonts.web import WebFont
from bulletin.hanzi import format_day, space_name
from bulletin.markup import Notes, RenderContext, count_notes, render_tokens
from bulletin.metadata import list_government_tags, make_phone_link, render_linked_data
from bulletin.model import Issue, Place
from bulletin.templates import Templates

_PLACE = Markup(' data-source="{}:{}-{}"')
_COLOPHON_MEASURE = 31  # characters of 14 pt between the sides


@dataclass(frozen=True, slots=True)
class PrintedIssue:
    """What the web page says of the PDF: its name, size in bytes, pages, and each article's page."""

    file: str
    size: int
    pages: int
    page_of: Mapping[str, int]


def render_print(
    issue: Issue, templates: Templates, *, notes_at_end: bool = False, located: bool = False
) -> str:
    """Render the document that is typeset; article n has the id `a<n>`.

    `notes_at_end`: footnotes stand at the foot of the last page, where the colophon would. `located`:
    blocks and fields say in `data-source` where they were typed.
    """
    described = describe_issue(issue, Notes.AT_FOOT, located=located)
    return templates.render("print.html", **described, notes_at_end=notes_at_end, version=__version__)


def render_web(issue: Issue, templates: Templates, printed: PrintedIssue, *, located: bool = False) -> str:
    """Render index.html; its contents say the printed page of each article. `located`: see render_print."""
    return templates.render(
        "web.html",
        **describe_issue(issue, Notes.AT_END, located=located),
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
    sheets = (templates.read(name) or b"" for name in ("content.css", "web.css"))
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


def collect_text(issue: Issue, page: str) -> dict[Role, str]:
    """The characters that `page`, the rendered index.html, shows in each role: web fonts hold these.

    Everything is in the body's face, so that no furniture of a template is forgotten; and all digits
    and units, so that `page` may be rendered before the pages are counted.
    """
    digits = "0123456789."
    body = unescape(re.sub(r"<[^>]*>", "", page)) + digits + "KMB"
    title = [issue.title, digits]
    heading, kai = ["目录", digits], ["（来源：）\u3000", digits]
    for article in issue.articles:
        title.append(article.title)
        kai += [*map(space_name, article.author), article.source]
        for inline, in_heading, in_kai in _walk_roles(article.tokens):
            strong = emphasis = 0
            for child in inline.children or ():
                strong += child.nesting if child.tag == "strong" else 0
                emphasis += child.nesting if child.tag == "em" else 0
                if strong or in_heading:
                    heading.append(child.content)
                if emphasis or in_kai:
                    kai.append(child.content)
    texts = {Role.TITLE: title, Role.BODY: [body], Role.HEADING: heading, Role.SUBHEADING: kai}
    return {role: "".join(parts) for role, parts in texts.items()}


_HEADING_TAGS = {"h2", "th", "caption", "figcaption"}
_KAI_TAGS = {"h3", "h4", "h5", "h6", "blockquote"}


def _walk_roles(tokens: Sequence[Token]) -> Iterator[tuple[Token, bool, bool]]:
    """Every inline token, and whether it stands where the style sheets use 黑体 or 楷体."""
    heading = kai = 0
    for token in tokens:
        heading += token.nesting if token.tag in _HEADING_TAGS else 0
        kai += token.nesting if token.tag in _KAI_TAGS else 0
        if token.type == "inline":
            yield token, heading > 0, kai > 0


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
    issue: Issue, notes: Notes, *, located: bool = False, title_level: int = 2, base: str = ""
) -> dict[str, Any]:
    """The values that templates may use; CONTRIBUTING.md lists them. `located`: see render_print;
    `title_level`, `base`: see RenderContext."""
    counts = [count_notes(article.tokens) for article in issue.articles]
    contexts = [
        RenderContext(
            prefix=f"a{number}",
            notes=notes,
            assets=article.assets,
            first_note=first,
            path=article.file.path if located else "",
            title_level=title_level,
            base=base,
        )
        for number, (article, first) in enumerate(
            zip(issue.articles, accumulate(counts, initial=1), strict=False), 1
        )
    ]
    bodies = [
        tuple(map(Markup, render_tokens(article.tokens, context)))
        for article, context in zip(issue.articles, contexts, strict=True)
    ]
    return {
        "issue": issue,
        "typed": _Typed(issue.places, located),
        "label": issue.id.label,
        "editors": list(map(space_name, issue.editor)),
        "date_text": format_day(issue.date),
        "phone_link": make_phone_link(issue.phone),
        "colophon_rows": _count_colophon_rows(issue),
        "articles": [
            {
                "id": context.prefix,
                "title": article.title,
                "authors": list(map(space_name, article.author)),
                "source": article.source,
                "body": body,
                "notes": notes_at_end,
                "typed": _Typed(article.places, located),
            }
            for article, context, (body, notes_at_end) in zip(issue.articles, contexts, bodies, strict=True)
        ],
    }


def _count_colophon_rows(issue: Issue) -> int:
    """How many lines of 14 pt the colophon takes: the print template keeps their room."""
    editors = "\u3000\u3000".join(map(space_name, issue.editor))
    texts = [
        f"{issue.publisher}编辑",
        f"编辑：{editors}" if editors else "",
        issue.phone and f"电话：{issue.phone}",
    ]
    return sum(math.ceil(len(text) / _COLOPHON_MEASURE) for text in texts)


def format_size(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{max(1, round(size / 1000))} KB"
