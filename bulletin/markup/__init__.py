"""The Markdown that editors may write: text → tokens with source lines → HTML."""

from bulletin.markup.notes import count_notes
from bulletin.markup.parser import parse_markdown
from bulletin.markup.plain import Unit, list_units
from bulletin.markup.render import Notes, RenderContext, render_tokens

__all__ = [
    "Notes",
    "RenderContext",
    "Unit",
    "count_notes",
    "list_units",
    "parse_markdown",
    "render_tokens",
]
