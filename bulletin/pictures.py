"""A page of a PDF → its picture."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pypdfium2
    from PIL.Image import Image


def draw_page(data: bytes, number: int, width: int) -> tuple[bytes, int, int]:
    """Page `number` (from 0) of PDF `data` as PNG, `width` pixels wide; with its width and height.

    One thread at a time: PDFium is not for several.
    """
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    try:
        image = render_page(document, number, width).convert("RGB").quantize(64)
    finally:
        document.close()
    buffer = io.BytesIO()
    image.save(buffer, "PNG", optimize=True)
    return buffer.getvalue(), image.width, image.height


def render_page(document: pypdfium2.PdfDocument, number: int, width: int) -> Image:
    """Page `number` (from 0) as an image of its own, `width` pixels wide; one thread at a time."""
    page = document[number]
    # PDFium's binding rounds up: a hair less, and the width is the one that was asked for.
    bitmap = page.render(scale=(width - 0.01) / page.get_width(), rev_byteorder=True)
    image: Image = bitmap.to_pil().copy()
    bitmap.close()
    page.close()
    return image
