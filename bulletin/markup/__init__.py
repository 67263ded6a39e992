"""The Markdown that editors may write: text → tokens with source lines → HTML."""

from bulletin.markup.parser import parse_markdown
from bulletin.markup.render import Notes, RenderContext, render_tokens

__all__ = ["Notes", "RenderContext", "parse_markdown", "render_tokens"]
