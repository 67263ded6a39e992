"""The tables of an issue → those that its layout cannot set in any size, each with its line."""

from __future__ import annotations

from collections.abc import Iterator

from bulletin.document.tables import TableSize, plan_table
from bulletin.document.tree import Table
from bulletin.document.walk import walk_blocks
from bulletin.errors import Problem
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
    """Find the tables that are too wide (L105) even in small type, with narrow columns, and turned."""
    sizes = read_print_sizes(templates)
    for article in issue.articles:
        for node in walk_blocks(article.document.blocks):
            if isinstance(node, Table) and not plan_table(node, sizes).fits:
                message = f"这张表有 {node.columns} 栏，字减到最小、横排都放不下"
                hint = "减少栏数，或拆成几张表；格子里的长数字、长词写短一些"
                yield article.file.problem(node.head_lines.start, "L105", message, hint)
