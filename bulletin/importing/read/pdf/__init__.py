"""A PDF → a Manuscript, by where its characters stand and what is drawn between them."""

from bulletin.importing.read.pdf.document import read_pdf

__all__ = ["read_pdf"]
