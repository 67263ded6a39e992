"""A PDF → its pages: which picture each one is, and the picture at any size."""

from __future__ import annotations

import hashlib
import io
import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bulletin.pictures import render_page

if TYPE_CHECKING:
    import pypdfium2
    from PIL.Image import Image

# PDFium may run in one thread at a time, whatever the document (its documentation).
_LOCK = threading.Lock()
_PROBE = 48 / 72  # enough to tell 已 from 己 and 。 from ．
_POINTS = 72
_PIXELS = 96  # CSS px to an inch
_KEPT_DOCUMENTS = 2


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page: a digest of how it looks, and its size in CSS px."""

    digest: str
    width: float
    height: float


def list_sheets(data: bytes) -> tuple[Sheet, ...]:
    """The pages of PDF `data`; two look the same where their digests are the same."""
    import pypdfium2

    sheets = []
    with _LOCK:
        document = pypdfium2.PdfDocument(data)
        for page in document:
            bitmap = page.render(scale=_PROBE, rev_byteorder=True)
            digest = hashlib.sha256(f"{bitmap.width} {bitmap.height}".encode())
            digest.update(bytes(bitmap.buffer))
            width, height = page.get_size()
            scale = _PIXELS / _POINTS
            sheets.append(Sheet(digest.hexdigest()[:24], width * scale, height * scale))
            bitmap.close()
            page.close()
        document.close()
    return tuple(sheets)


class Rasterizer:
    """Draws pages of PDFs; keeps the last few documents open."""

    def __init__(self) -> None:
        self._documents: OrderedDict[str, pypdfium2.PdfDocument] = OrderedDict()

    def draw(self, data: bytes, number: int, width: int) -> bytes:
        """Page `number` (from 0) of PDF `data` as PNG, `width` pixels wide.

        Grey where the page has no colour, and lightly compressed: that is most of the work.
        """
        with _LOCK:
            image = render_page(self._open(data), number, width)
        if _is_grey(image):
            image = image.convert("L")
        buffer = io.BytesIO()
        image.save(buffer, "PNG", compress_level=1)
        return buffer.getvalue()

    def close(self) -> None:
        """Let go of the documents."""
        with _LOCK:
            while self._documents:
                self._documents.popitem()[1].close()

    def _open(self, data: bytes) -> pypdfium2.PdfDocument:
        import pypdfium2

        name = hashlib.sha256(data).hexdigest()
        if name not in self._documents:
            self._documents[name] = pypdfium2.PdfDocument(data)
            while len(self._documents) > _KEPT_DOCUMENTS:
                self._documents.popitem(last=False)[1].close()
        self._documents.move_to_end(name)
        return self._documents[name]


def _is_grey(image: Image) -> bool:
    """Whether a small copy of `image` has no colour."""
    from PIL import ImageChops

    small = image.reduce(max(1, min(image.size) // 400)).convert("RGB")
    red, green, blue = small.split()
    pairs = (ImageChops.difference(red, green), ImageChops.difference(green, blue))
    return not any(pair.point(lambda value: 255 * (value > 2)).getbbox() for pair in pairs)
