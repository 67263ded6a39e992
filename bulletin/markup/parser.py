"""Markdown text → the tree of an article: CommonMark less what clerks trip over, plus our rules."""

from __future__ import annotations

from functools import cache
from itertools import accumulate
from typing import Any

from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

from bulletin.document.tree import Document
from bulletin.errors import Problem, errors_of
from bulletin.markup.blocks import RULES
from bulletin.markup.check import check_document
from bulletin.markup.conservation import check_conservation
from bulletin.markup.doubts import check_doubts, explain_conflict, find_conflicts
from bulletin.markup.foreign import check_foreign
from bulletin.markup.grow import grow_tree
from bulletin.markup.inlines import read_autolink, read_backslash, read_literal, read_picture, read_text
from bulletin.markup.located import LocatedInlineParser
from bulletin.markup.paragraphs import check_line_ends
from bulletin.markup.pasted import check_pasted
from bulletin.markup.refuse import refuse_tokens
from bulletin.markup.scripts import read_script
from bulletin.markup.slips import check_slips
from bulletin.markup.stars import pair_stars, read_stars
from bulletin.markup.typed import Typed
from bulletin.markup.unsigned import check_unsigned
from bulletin.model import Source

# Deeper text would be dropped by markdown-it without a word; refuse_tokens refuses it well before.
MAX_NESTING = 60


class _Markdown(MarkdownIt):
    """markdown-it, which drops no link or image: check_document and images judge them, with their lines."""

    def validateLink(self, url: str) -> bool:
        """Every address is taken."""
        return True


@cache
def make_parser() -> MarkdownIt:
    """Build the parser once; every departure from CommonMark says why.

    Off: `code` (four spaces are a clerk's indent), `lheading` (`---` under a line is a rule to
    her), `reference` (`[注]: …` would vanish as a definition), `backticks` and `entity` (printed as typed).
    `html` is on only so that refuse_tokens can refuse it by line. What joins tokens and moves notes is off,
    too: it would lose where they were typed, and grow_tree does both.
    """
    md = _Markdown()
    md.inline = LocatedInlineParser()
    md.configure("commonmark", {"html": True, "xhtmlOut": False, "maxNesting": MAX_NESTING})
    md.enable("table").disable(["code", "lheading", "reference", "backticks", "entity", "balance_pairs"])
    md.use(footnote_plugin, inline=False, move_to_end=False)
    md.disable(["fragments_join", "text_join"])
    for name, (rule, ends) in RULES.items():
        md.block.ruler.at(name, rule, {"alt": [*ends]})
    for name, inline_rule in (
        ("text", read_text),
        ("escape", read_backslash),
        ("emphasis", read_stars),
        ("image", read_picture),
        ("autolink", read_autolink),
    ):
        md.inline.ruler.at(name, inline_rule)
    md.inline.ruler.before("text", "literal", read_literal)
    md.inline.ruler.before("emphasis", "script", read_script)
    md.inline.ruler2.at("emphasis", pair_stars)
    return md


def parse_markdown(source: Source, first_line: int, problems: list[Problem]) -> Document:
    """Parse the body of `source` from `first_line` (counted from 1) to its end.

    Adds to `problems` whatever cannot be printed as it is written, and whatever would be lost.
    """
    # White space in place of the front matter keeps the parser's offsets and lines those of the file.
    front = [" " * len(line) for line in source.lines[: first_line - 1]]
    starts = (0, *accumulate(len(line) + 1 for line in source.lines[:-1])) if source.lines else (0,)
    env: dict[str, Any] = {}
    tokens = make_parser().parse("\n".join([*front, *source.lines[first_line - 1 :]]), env)
    typed = Typed(source, tuple(starts))
    document = grow_tree(tokens, env, typed)
    defined = [
        (str(token.meta["label"]), token.map[0] + 1)
        for token in tokens
        if token.type == "footnote_reference_open" and token.map
    ]
    found = [
        *refuse_tokens(tokens, source),
        *typed.problems,
        *check_document(document, defined, source, first_line),
        *check_slips(document, source),
        *check_line_ends(env, source),
        *check_pasted(document, source),
        *check_unsigned(document, source),
        *check_doubts(tokens, document, source),
        *check_foreign(document, source),
    ]
    if not errors_of(found):
        found += check_conservation(document, source, first_line)
    problems += found
    for lines in find_conflicts(source):  # whatever else is wrong there comes of it
        problems[:] = [problem for problem in problems if problem.line not in lines]
        problems.append(explain_conflict(lines, source))
    return document
