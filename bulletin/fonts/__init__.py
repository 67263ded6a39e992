"""The fonts of a build: which faces, which characters they draw, and what the page needs of them."""

from bulletin.fonts.faces import Face, FontSet, Role, list_licences, load_fonts, load_shipped_faces
from bulletin.fonts.web import subset_web_fonts

__all__ = ["Face", "FontSet", "Role", "list_licences", "load_fonts", "load_shipped_faces", "subset_web_fonts"]
