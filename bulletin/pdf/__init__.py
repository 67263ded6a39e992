"""An HTML document and its resources → a typeset PDF; the only importer of WeasyPrint."""

from bulletin.pdf.engine import import_weasyprint, read_pango_version
from bulletin.pdf.typesetter import Block, TypesetPdf, TypesettingError, typeset

__all__ = ["Block", "TypesetPdf", "TypesettingError", "import_weasyprint", "read_pango_version", "typeset"]
