"""The text of an article as a tree that knows where each character was typed, and what is made of it.

`tree` says what there is; each other module reads it in its own way: `html`, `plain`, `notes`.
"""

from bulletin.document.html import Fragment, Image, Notes, RenderContext, render_document
from bulletin.document.notes import count_notes, number_notes
from bulletin.document.plain import Unit, list_units
from bulletin.document.tree import Document

__all__ = [
    "Document",
    "Fragment",
    "Image",
    "Notes",
    "RenderContext",
    "Unit",
    "count_notes",
    "list_units",
    "number_notes",
    "render_document",
]
