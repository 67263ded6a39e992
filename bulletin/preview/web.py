"""An issue as it stands on disk → its web page, at once and without typesetting."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from bulletin.disk import explain_os_error
from bulletin.document.fragment import Notes, name_article
from bulletin.errors import MACHINE_AT_FAULT, Problem, fail
from bulletin.fonts.web import WebFont
from bulletin.html import PrintedIssue, render_bodies, render_web, render_web_style
from bulletin.model import Issue, IssueId, Place
from bulletin.prepare import prepare
from bulletin.source import Reading
from bulletin.workspace import Workspace

NOT_PRINTED = PrintedIssue("", 0, 0, defaultdict(int))


@dataclass(frozen=True)
class WebView:
    """A web page and all that it asks for: index.html, style.css, images and whole fonts by name.

    `places` leads from the id of an article's heading to where its title was typed. `sources` are what it
    was made of (path → bytes), `problems` notices and warnings.
    """

    page: str
    files: Mapping[str, bytes]
    places: Mapping[str, str]
    sources: Mapping[str, bytes]
    problems: tuple[Problem, ...]


def read_web_view(workspace: Workspace, issue_id: IssueId, printed: PrintedIssue) -> WebView:
    """Read issue `issue_id` and render its web page; `printed` is what is known of the PDF.

    Raises BulletinError with every problem where one is an error.
    """
    with explain_vanished(issue_id):
        return _read_web_view(workspace, issue_id, printed)


@contextmanager
def explain_vanished(issue_id: IssueId) -> Iterator[None]:
    """Turn into a problem what the disk says of a file that goes while an editor's program saves it."""
    try:
        yield
    except OSError as error:
        message = f"读稿件的时候，文件变了（{explain_os_error(error)}）"
        hint = "存好文件，再看一次"
        raise fail("E312", message, hint, path=f"issues/{issue_id}", exit_code=MACHINE_AT_FAULT) from error


def _read_web_view(workspace: Workspace, issue_id: IssueId, printed: PrintedIssue) -> WebView:
    workspace.find_issue(str(issue_id))
    prepared = prepare(Reading(workspace), issue_id)
    issue, fonts, templates = prepared.issue, prepared.fonts, prepared.templates
    printed = PrintedIssue(f"{issue_id}.pdf", printed.size, printed.pages, printed.page_of)
    bodies = render_bodies(issue, templates, Notes.AT_END, located=True)
    page = render_web(issue, templates, bodies, printed, located=True)
    files = {f"fonts/{face.file}": face.data for face in fonts.faces}
    files |= issue.attached
    # What is typed next may need any character of any face.
    whole = [WebFont(face.family, face.family, f"fonts/{face.file}", b"") for face in fonts.faces]
    files["style.css"] = render_web_style(fonts, whole, templates)
    return WebView(page, files, locate_titles(issue), issue.sources, prepared.problems)


def locate_titles(issue: Issue) -> dict[str, str]:
    """`a1`, the id of an article's heading → `issues/2024-09/01.md:2-2`, where its title stands."""
    places = [article.places.get("title", Place("", article.line)) for article in issue.articles]
    return {
        name_article(number): f"{article.file.path}:{article.line}-{max(article.line, place.last)}"
        for number, (article, place) in enumerate(zip(issue.articles, places, strict=True), 1)
    }
