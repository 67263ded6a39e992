"""An issue of a workspace → what printing and showing it takes, read and rendered once for all of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from bulletin.characters import check_characters, read_printed_text
from bulletin.document.fragment import Notes
from bulletin.errors import BulletinError, Problem, Severity, errors_of
from bulletin.fitting import check_tables
from bulletin.fonts import FontSet, load_fonts
from bulletin.html import Body, render_bodies
from bulletin.model import Issue, IssueId
from bulletin.source import Reading
from bulletin.templates import Templates, find_issue_templates
from bulletin.workspace import Workspace


@dataclass(frozen=True)
class Prepared:
    """An issue that is fit to be printed, with its fonts and templates; `problems` are what was noticed."""

    workspace: Workspace
    issue: Issue
    fonts: FontSet
    templates: Templates
    problems: tuple[Problem, ...]

    @cached_property
    def web_bodies(self) -> tuple[Body, ...]:
        """The text of its articles as HTML, for each page of the web that it stands on."""
        return render_bodies(self.issue, self.templates, Notes.AT_END)


def prepare(reading: Reading, issue_id: IssueId, *, strict: bool = False) -> Prepared:
    """Read issue `issue_id`, as far as this run has not yet, and all that it is printed with.

    Raises BulletinError with every problem at once; with `strict`, for a warning too.
    """
    issue, problems = reading.survey(issue_id)
    stop_on_problems(problems, strict=False)
    fonts = load_fonts(reading.workspace, issue.series, read_printed_text(issue))
    templates = find_issue_templates(reading.workspace, issue)
    problems += check_characters(issue, fonts)
    problems += check_tables(issue, templates)
    stop_on_problems(problems, strict=strict)
    return Prepared(reading.workspace, issue, fonts, templates, tuple(problems))


def stop_on_problems(problems: Sequence[Problem], *, strict: bool) -> None:
    """Raise all problems where one is an error, or with `strict` a warning."""
    warned = strict and any(problem.severity is Severity.WARNING for problem in problems)
    if errors_of(problems) or warned:
        raise BulletinError(problems)
