"""A finished PDF beside the issue it was made from → proofs that the one says what the other does."""

from __future__ import annotations

from collections.abc import Mapping

from bulletin.model import Issue
from bulletin.proof.contents import prove_bookmarks, prove_contents, prove_links
from bulletin.proof.fonts import prove_fonts, prove_glyphs
from bulletin.proof.layout import prove_layout
from bulletin.proof.model import PrintedCopy, Proof
from bulletin.proof.readback import read_pdf
from bulletin.proof.text import prove_imprint, prove_text

__all__ = ["PROOFS", "Proof", "prove_pdf"]

PROOFS = {
    "contents": prove_contents,
    "bookmarks": prove_bookmarks,
    "links": prove_links,
    "text": prove_text,
    "imprint": prove_imprint,
    "fonts": prove_fonts,
    "glyphs": prove_glyphs,
    "layout": prove_layout,
}


def prove_pdf(
    data: bytes, issue: Issue, faces: Mapping[str, bytes], page_of: Mapping[str, int]
) -> dict[str, Proof]:
    """Read the PDF `data` back and prove each point of PROOFS.

    `faces` are the fonts it may be set in, by family; `page_of` the page (from 1) of every id, which
    the web page and the manifest go by.
    """
    copy = PrintedCopy(issue, read_pdf(data), faces, page_of)
    return {name: prove(copy) for name, prove in PROOFS.items()}
