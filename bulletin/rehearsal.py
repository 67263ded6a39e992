"""An issue of a workspace → what would stop its build, typeset only where reading it does not tell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from bulletin import disk
from bulletin.characters import explain_character
from bulletin.document.fragment import Notes
from bulletin.document.tree import Attachments, Cell, Figures, Signature, Table
from bulletin.document.walk import read_text, walk_blocks
from bulletin.errors import MACHINE_AT_FAULT, BulletinError, Problem, errors_of
from bulletin.html import render_bodies, render_print
from bulletin.model import Article, IssueId
from bulletin.prepare import Prepared, prepare
from bulletin.source import Reading
from bulletin.workspace import shipped_folder

_TAG = re.compile(r"<style\b.*?</style>|<[^>]*>", re.DOTALL)
# Of a table that surely fits at the largest size, in em: its columns side by side, with the white of their
# cells, where no cell of up to _WHOLE characters is broken; the widest Latin letters take less than _LETTER.
_SURE_WIDTH = 30.0
_WHITE = 1.6
_WHOLE = 10
_LETTER = 0.75
_SURE_CELL = 120  # characters, which a page holds in the narrowest column
_RUN = re.compile(r"[!-~\u00a0-\u02af\u0370-\u04ff]+")


def find_obstacles(reading: Reading, issue_id: IssueId) -> list[Problem]:
    """The errors that a build of `issue_id` would end with.

    Composed lines break wherever they have to: what can stand outside the type area is a table, and a few
    forms that are set as wide as they are. Only an issue that has one of these, a drawing or templates of
    the workspace is typeset. Nothing is written. Raises BulletinError where the machine is at fault.
    """
    try:
        prepared = prepare(reading, issue_id)
        bodies = render_bodies(prepared.issue, prepared.templates, Notes.AT_FOOT)
        html = render_print(prepared.issue, prepared.templates, bodies)
        lacking = prepared.fonts.find_missing(unescape(_TAG.sub("", html)))
        found = [explain_character(char, prepared.issue) for char in lacking]
        if not found and is_doubtful(prepared):
            from bulletin.build import (  # the engine, which most issues need not load
                prove_print,
                typeset_issue,
            )

            proofs = prove_print(prepared, typeset_issue(prepared))
            found = [problem for proof in proofs.values() for problem in proof.problems]
    except BulletinError as error:
        if error.exit_code == MACHINE_AT_FAULT:
            raise
        found = [*error.problems]
    return errors_of(found)


def is_doubtful(prepared: Prepared) -> bool:
    """Whether nothing but typesetting tells that an issue can be built; where not, it can."""
    workspace, issue = prepared.workspace, prepared.issue
    own = workspace.root / "templates"
    is_own = own.resolve() != shipped_folder("templates").resolve()
    if is_own and workspace.look(disk.look_at, own) and any(workspace.look(disk.list_folder, own)):
        return True
    if any(asset.name.endswith(".svg") for asset in issue.assets):
        return True
    return any(_may_stand_out(article) for article in issue.articles)


def _may_stand_out(article: Article) -> bool:
    """Whether an article has what is set as wide as it is, and might be too wide."""
    for block in walk_blocks(article.document.blocks):
        match block:
            case Table():
                if not _surely_fits(block):
                    return True
            case Signature() | Attachments() | Figures():
                return True
            case _:
                pass
    return False


def _surely_fits(table: Table) -> bool:
    """Whether a table fits however its columns share the measure."""
    least: dict[int, float] = {}
    for cell in _list_cells(table):
        text = read_text(cell.children)
        if len(text) > _SURE_CELL:
            return False
        width = max((len(run) for run in _RUN.findall(text)), default=0) * _LETTER
        if len(text) <= _WHOLE:
            width = max(width, float(len(text)))
        if cell.colspan == 1:
            least[cell.column] = max(least.get(cell.column, 0.0), width)
        elif width > _WHOLE:
            return False
    return sum(max(width, 2.0) + _WHITE for width in least.values()) <= _SURE_WIDTH


def _list_cells(table: Table) -> Iterator[Cell]:
    for row in (*table.head, *table.rows):
        yield from row.cells
