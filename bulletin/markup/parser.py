"""Markdown text → tokens: markdown-it's CommonMark less what clerks trip over, plus our rules."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from bulletin.errors import Problem
from bulletin.markup.arrange import (
    arrange_figures,
    arrange_table_captions,
    join_line_breaks,
    locate_lines,
    nest_headings,
)
from bulletin.markup.blocks import list_without_years, paragraph_by_indent
from bulletin.markup.check import check_tokens
from bulletin.markup.inlines import emphasis_in_chinese
from bulletin.model import Source

# Deeper text would be dropped by markdown-it without a word; check_tokens refuses it well before.
MAX_NESTING = 60


@cache
def make_parser() -> MarkdownIt:
    """Build the parser once; every departure from CommonMark says why.

    Off: `code` (four spaces are a clerk's indent), `lheading` (`---` under a line is a rule to
    her), `reference` (`[注]: …` would vanish as a definition), `backticks` (printed as typed).
    `html` is on only so that check_tokens can refuse it by line.
    """
    md = MarkdownIt("commonmark", {"html": True, "xhtmlOut": False, "maxNesting": MAX_NESTING})
    md.enable("table").disable(["code", "lheading", "reference", "backticks"])
    md.use(footnote_plugin, inline=False)
    # Links and images are judged in check_tokens and images, with their lines, not dropped here.
    md.validateLink = lambda url: True  # type: ignore[method-assign]
    md.block.ruler.at("paragraph", paragraph_by_indent)
    md.block.ruler.at("list", list_without_years, {"alt": ["paragraph", "reference", "blockquote"]})
    md.inline.ruler.at("emphasis", emphasis_in_chinese)
    for name, rule in (
        ("locate_lines", locate_lines),
        ("join_line_breaks", join_line_breaks),
        ("nest_headings", nest_headings),
        ("arrange_figures", arrange_figures),
        ("arrange_table_captions", arrange_table_captions),
    ):
        md.core.ruler.push(name, rule)
    return md


def parse_markdown(source: Source, first_line: int, problems: list[Problem]) -> Sequence[Token]:
    """Parse the body of `source` from `first_line` (counted from 1) to its end.

    Every block token and every inline child has `map[0]`, its line in the file counted from 0.
    Adds to `problems` whatever cannot be printed as it is written.
    """
    # Blank lines in place of the front matter keep token lines equal to file lines.
    text = "\n" * (first_line - 1) + "\n".join(source.lines[first_line - 1 :])
    env: dict[str, object] = {}
    tokens = make_parser().parse(text, env)
    problems.extend(check_tokens(tokens, env, source, first_line))
    return tokens
