"""markdown-it's inline parser, which notes for each token what characters of its text it was made of.

markdown-it gives lines to blocks and nothing to what stands in them. Every token that comes out of here has
`meta["span"]`, the range of the text that it took; a text token has `meta["at"]`, the place of each of its
characters; the end of a link `meta["span"]` from the `]`.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import Any, Literal

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType

from bulletin.markup.literals import find_literals


class LocatedState(StateInline):
    """A state that knows where its pending text comes from, and what of its text is no Markdown."""

    def __init__(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> None:
        super().__init__(src, md, env, tokens)
        self._pending_at: list[int] = []
        found = find_literals(src)
        self.literals = {literal.start: literal for literal in found}
        self._literal_starts = [literal.start for literal in found]

    def find_next_literal(self, position: int) -> int:
        """Where the first address or path behind `position` begins; the end of the text where none does."""
        index = bisect_right(self._literal_starts, position)
        return self._literal_starts[index] if index < len(self._literal_starts) else len(self.src)

    def append_pending(self, text: str) -> None:
        """Text that is taken as it stands, from `pos` on: the text rule and the parser's fallback."""
        self._pending_at.extend(range(self.pos, self.pos + len(text)))
        super().append_pending(text)

    def pushPending(self) -> Token:
        """The pending text as a token; a rule may have cut spaces off its end, never off its start."""
        token = super().pushPending()
        token.meta["at"] = self._pending_at[: len(token.content)]
        self._pending_at = []
        return token

    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
        """A new token; `meta["from"]` is where the parser stood."""
        if not self.pending:  # all of it were spaces that a rule cut off
            self._pending_at = []
        token = super().push(ttype, tag, nesting)
        token.meta["from"] = self.pos
        return token


class LocatedInlineParser(ParserInline):
    """A parser of inlines whose tokens know where they were typed."""

    def tokenize(self, state: StateInline) -> None:
        """As the parser it is made of does, rule by rule; and note what each rule took."""
        rules = self.ruler.getRules("")
        end, deepest = state.posMax, state.md.options["maxNesting"]
        while state.pos < end:
            start, made = state.pos, len(state.tokens)
            if state.level < deepest and any(rule(state, False) for rule in rules):
                _note_spans(state.tokens[made:], start, state.pos)
            else:
                state.append_pending(state.src[state.pos])
                state.pos += 1
        if state.pending:
            state.pushPending()

    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        """As the parser it is made of does, with a state that knows places."""
        state = LocatedState(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


def _note_spans(tokens: list[Token], start: int, end: int) -> None:
    """The span of each token that a rule made of the text from `start` to before `end`."""
    for token in tokens:
        if "at" in token.meta or "span" in token.meta:
            continue  # pending text from before this rule, or made by a rule inside this one
        meta: dict[str, Any] = token.meta
        first = int(meta.get("from", start))
        if token.type == "link_open" and token.info != "auto":
            meta["span"] = range(start, start + 1)
        elif token.type == "link_close" and token.info != "auto":
            meta["span"] = range(first, end)
        else:
            meta["span"] = range(start, end)
