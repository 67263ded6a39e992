"""An HTML document and its resources → a typeset PDF; the only importer of WeasyPrint."""

from bulletin.pdf.typesetter import Block, TypesetPdf, TypesettingError, import_weasyprint, typeset

__all__ = ["Block", "TypesetPdf", "TypesettingError", "import_weasyprint", "typeset"]
