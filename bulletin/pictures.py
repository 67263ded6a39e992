"""A page of a PDF → its picture."""

from __future__ import annotations

import io


def draw_page(data: bytes, number: int, width: int) -> tuple[bytes, int, int]:
    """Page `number` (from 0) of PDF `data` as PNG, `width` pixels wide; with its width and height.

    One thread at a time: PDFium is not for several.
    """
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    try:
        page = document[number]
        # PDFium's binding rounds up: a hair less, and the width is the one that was asked for.
        bitmap = page.render(scale=(width - 0.01) / page.get_width(), rev_byteorder=True)
        image = bitmap.to_pil().convert("RGB").quantize(64)
        bitmap.close()
        page.close()
    finally:
        document.close()
    buffer = io.BytesIO()
    image.save(buffer, "PNG", optimize=True)
    return buffer.getvalue(), image.width, image.height
