"""A Word or WPS document → a Manuscript, by what its pages look like and not by the names of its styles."""

from bulletin.importing.read.docx.document import read_docx

__all__ = ["read_docx"]
