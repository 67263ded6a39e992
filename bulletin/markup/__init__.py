"""The Markdown that editors may write: text → the tree of an article, with where each character was typed."""

from bulletin.markup.parser import parse_markdown

__all__ = ["parse_markdown"]
