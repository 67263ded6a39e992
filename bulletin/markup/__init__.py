"""The Markdown that editors may write: text → tokens with source lines → HTML."""

from bulletin.markup.parser import parse_markdown
from bulletin.markup.render import Notes, RenderContext, count_notes, render_tokens

__all__ = ["Notes", "RenderContext", "count_notes", "parse_markdown", "render_tokens"]
