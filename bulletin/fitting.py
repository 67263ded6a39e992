"""The tables of an issue → those that its layout cannot set in any size, each with its line."""

from __future__ import annotations

from collections.abc import Iterator

from bulletin.document.tables import TableSize, plan_table
from bulletin.document.tree import Table
from bulletin.document.walk import walk_blocks
from bulletin.errors import Problem, Severity
from bulletin.model import Issue
from bulletin.stylesheets import read_table_sizes
from bulletin.templates import Templates, read_shipped_template

PRINT_SHEET = "print.css"
_SHEETS = (PRINT_SHEET, "layout.css")


def read_print_sizes(templates: Templates) -> tuple[TableSize, ...]:
    """What tables may be set in on paper."""
    # What a layout of the workspace's leaves out holds as it is shipped.
    sheets = [read_shipped_template(PRINT_SHEET), *(templates.read(name) or b"" for name in _SHEETS)]
    return read_table_sizes(tuple(sheets))


def check_tables(issue: Issue, templates: Templates) -> Iterator[Problem]:
    """Find the tables that are too wide even in small type, with narrow columns, and turned: their words are
    broken (L107), and where that is not enough, they cannot be set (L105)."""
    sizes = read_print_sizes(templates)
    for article in issue.articles:
        for node in walk_blocks(article.document.blocks):
            if not isinstance(node, Table):
                continue
            plan, hint = plan_table(node, sizes), "减少栏数，或拆成几张表；格子里的长数字、长词写短一些"
            if not plan.fits:
                message = f"这张表有 {node.columns} 栏，字减到最小、横排都放不下"
                yield article.file.problem(node.head_lines.start, "L105", message, hint)
            elif plan.is_broken:
                message = f"这张表有 {node.columns} 栏，字减到最小、横排，还要把长的数字和词断成几行"
                yield article.file.problem(node.head_lines.start, "L107", message, hint, Severity.WARNING)
