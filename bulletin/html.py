"""An `Issue` → the HTML document that is typeset, and the web page that readers open."""

from __future__ import annotations

import difflib
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jinja2
from markdown_it.token import Token
from markupsafe import Markup

from bulletin import __version__
from bulletin.errors import BulletinError, Problem
from bulletin.fonts import FontSet, Role
from bulletin.fonts.web import WebFont
from bulletin.hanzi import settle_characters, space_name
from bulletin.markup import Notes, RenderContext, render_tokens
from bulletin.model import Issue, Place
from bulletin.workspace import SERIES_FILE, Workspace, shipped_folder


@dataclass(frozen=True, slots=True)
class PrintedIssue:
    """What the web page says of the PDF: its name, size in bytes, pages, and each article's page."""

    file: str
    size: int
    pages: int
    page_of: Mapping[str, int]


class Templates:
    """The templates of a workspace and a layout: its own file by file, else the shipped ones."""

    def __init__(self, workspace: Workspace, issue: Issue) -> None:
        bases = (workspace.root / "templates", shipped_folder("templates"))
        known = sorted({p.parent.name for base in bases for p in base.glob("*/layout.css")})
        if issue.layout not in known:
            near = difflib.get_close_matches(issue.layout, known, n=1, cutoff=0.3)
            hint = f"是不是“{near[0]}”？" if near else ""
            hint += f"可用的版式：{'、'.join(known)}"
            place = issue.places.get("layout", Place(SERIES_FILE))
            raise BulletinError([place.problem("L101", f"没有版式“{issue.layout}”", hint)])
        self._workspace = workspace
        self._folders = [folder for base in bases for folder in (base / issue.layout, base)]
        self._environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader(self._folders),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )

    def render(self, name: str, **values: object) -> str:
        """Render template `name`; raises BulletinError with the template's file and line."""
        try:
            return settle_characters(self._environment.get_template(name).render(**values))
        except jinja2.TemplateSyntaxError as error:
            raise self._explain(error.filename or name, error.lineno, error) from error
        except jinja2.TemplateError as error:
            raise self._explain(*_find_line(error, name), error) from error

    def read(self, name: str) -> bytes | None:
        """The bytes of a file that a template names, such as print.css; None where there is none."""
        for folder in self._folders:
            path = folder / name
            if path.is_file() and path.resolve().is_relative_to(folder.resolve()):
                return path.read_bytes()
        return None

    def _explain(self, file: str, line: int, error: jinja2.TemplateError) -> BulletinError:
        path = self._workspace.relative(Path(file))
        hint = "改正这个模板；删去工作区 templates/ 里的同名文件，就用程序自带的"
        return BulletinError([Problem("L102", f"模板有错（{error.message}）", hint, path, line)])


def _find_line(error: BaseException, name: str) -> tuple[str, int]:
    """The template line that raised: jinja2 puts template frames into the traceback."""
    place = (name, 0)
    trace = error.__traceback__
    while trace:
        file = trace.tb_frame.f_code.co_filename
        if file.endswith(name):
            place = (file, trace.tb_lineno)
        trace = trace.tb_next
    return place


def render_print(issue: Issue, templates: Templates, *, notes_at_end: bool = False) -> str:
    """Render the document that is typeset; article n has the id `a<n>`.

    `notes_at_end`: footnotes stand at the foot of the last page, where the colophon would.
    """
    described = _describe_issue(issue, Notes.AT_FOOT)
    return templates.render("print.html", **described, notes_at_end=notes_at_end, version=__version__)


def render_web(issue: Issue, templates: Templates, printed: PrintedIssue) -> str:
    """Render index.html; its contents say the printed page of each article."""
    return templates.render(
        "web.html",
        **_describe_issue(issue, Notes.AT_END),
        printed=printed,
        size=_format_size(printed.size),
        tags=_government_tags(issue),
        linked_data=_linked_data(issue, printed),
        version=__version__,
    )


def render_print_fonts(fonts: FontSet) -> str:
    """The CSS that names every face and the four stacks, for paper."""
    faces = [_font_face(face.family, f"fonts/{face.file}", "") for face in fonts.faces]
    return "\n".join([*faces, _stack_properties(fonts, [face.family for face in fonts.faces], "")])


def render_web_fonts(fonts: FontSet, cut: Sequence[WebFont]) -> str:
    """The CSS that names the subset faces and the four stacks, for the screen."""
    faces = [_font_face(font.family, font.name, "font-display: swap; ") for font in cut]
    fallback = ", FangSong, STFangsong, SimSun, serif"
    return "\n".join([*faces, _stack_properties(fonts, [font.family for font in cut], fallback)]) + "\n"


def _font_face(family: str, address: str, more: str) -> str:
    return f'@font-face {{ font-family: "{family}"; {more}src: url("{address}"); }}'


def _stack_properties(fonts: FontSet, families: Sequence[str], fallback: str) -> str:
    lines = []
    for role, stack in fonts.stacks.items():
        names = ", ".join(f'"{face.family}"' for face in stack if face.family in families)
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


def _describe_issue(issue: Issue, notes: Notes) -> dict[str, Any]:
    """The values that templates may use; CONTRIBUTING.md lists them."""
    return {
        "issue": issue,
        "label": issue.id.label,
        "editors": list(map(space_name, issue.editor)),
        "date_text": _format_date(issue.date),
        "phone_link": _phone_link(issue.phone),
        "articles": [
            {
                "id": f"a{number}",
                "title": article.title,
                "authors": list(map(space_name, article.author)),
                "source": article.source,
                "body": Markup(
                    render_tokens(article.tokens, RenderContext(f"a{number}", notes, article.assets))
                ),
            }
            for number, article in enumerate(issue.articles, 1)
        ],
    }


def _format_date(iso: str) -> str:
    year, month, day = iso.split("-") if iso else ("", "", "")
    return f"{year}年{int(month)}月{int(day)}日" if iso else ""


def _phone_link(phone: str) -> str:
    """The number for a tel: link (RFC 3966), its extension (转801) kept; empty where there is none."""
    number, _, extension = re.sub(r"\s*(?:转|分机)\s*", ";ext=", phone).partition(";ext=")
    digits = re.sub(r"[^0-9+]", "", unicodedata.normalize("NFKC", number.split("、")[0].split("/")[0]))
    extension = re.sub(r"[^0-9]", "", extension)
    if len(digits) < 3:
        return ""
    return f"{digits};ext={extension}" if extension else digits


def _format_size(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{max(1, round(size / 1000))} KB"


def _government_tags(issue: Issue) -> list[tuple[str, str]]:
    """The tags of 《政府网站发展指引》's page design rules; one whose value is not given is left out."""
    series = issue.series
    tags = [
        ("SiteName", series.site_name or issue.publisher),
        ("SiteDomain", urlsplit(series.url).netloc),
        ("SiteIDCode", series.site_id),
        ("ArticleTitle", f"{issue.title} {issue.id.label}"),
        ("PubDate", f"{issue.date} 00:00" if issue.date else ""),
        ("ContentSource", issue.publisher),
    ]
    return [(name, value) for name, value in tags if value]


def _linked_data(issue: Issue, printed: PrintedIssue) -> str:
    """schema.org PublicationIssue as JSON that is safe inside a script element."""
    publisher = {"@type": "Organization", "name": issue.publisher}
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "PublicationIssue",
        "name": f"{issue.title} {issue.id.label}",
        "issueNumber": str(issue.id.number) if issue.id.number else None,
        "datePublished": issue.date or str(issue.id.year),
        "inLanguage": "zh-CN",
        "publisher": publisher,
        "editor": [{"@type": "Person", "name": name} for name in issue.editor],
        "pagination": f"1-{printed.pages}",
        "isPartOf": {"@type": "Periodical", "name": issue.title, "publisher": publisher},
        "associatedMedia": {
            "@type": "MediaObject",
            "contentUrl": printed.file,
            "encodingFormat": "application/pdf",
            "contentSize": str(printed.size),
        },
        "hasPart": [
            {
                "@type": "Article",
                "headline": article.title,
                "url": f"#a{number}",
                "pageStart": str(printed.page_of[f"a{number}"]),
                "author": [{"@type": "Person", "name": name} for name in article.author],
                "abstract": article.summary or None,
            }
            for number, article in enumerate(issue.articles, 1)
        ],
    }
    text = json.dumps(_drop_empty(data), ensure_ascii=False, indent=1)
    return Markup(text.replace("<", "\\u003c").replace("&", "\\u0026"))


def _drop_empty(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _drop_empty(item) for key, item in value.items() if item not in (None, [], "")}
    return [_drop_empty(item) for item in value] if isinstance(value, list) else value
