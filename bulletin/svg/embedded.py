"""The picture that a drawing holds in an address of its own → the same, checked and written plainly."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from bulletin.bitmaps import MAX_PIXELS, BitmapError, Fault, read_bitmap, settle_bitmap
from bulletin.svg.model import DamagedSvgError, SvgError, refuse, shorten
from bulletin.svg.parse import is_svg

_DATA = re.compile(r"data:(?P<kind>[^,;]*)(?P<options>(?:;[^,;]*)*),(?P<data>.*)", re.IGNORECASE | re.DOTALL)
_DRAWING = "data:image/svg+xml;base64,"
_SPACE = re.compile(rb"\s+")
_WANTED = frozenset({"PNG", "JPEG", "GIF", "WEBP"})  # what browsers show and WeasyPrint prints
_EMBED_HINT = "在画图程序里把图“嵌入”文件再导出，或另存为 PNG"
_CONVERT_HINT = "在画图程序里把里面的图换成 PNG，或把整张图另存为 PNG"


# The bytes of a drawing within the drawing → its cleaned bytes, and how many elements are drawn.
ReadDrawing = Callable[[bytes], tuple[bytes, int]]


class Embedder:
    """Checks the pictures of one drawing, and counts their pixels; `read_drawing` reads drawings in it."""

    def __init__(self, read_drawing: ReadDrawing) -> None:
        self._read_drawing = read_drawing
        self._pixels = 0
        self._known: dict[str, tuple[str, int]] = {}

    def clean_picture(self, address: str, line: int) -> tuple[str, int]:
        """The picture at `address` as a data address of its true type, and its weight.

        Raises SvgError for an address of any other kind, and for a picture that cannot be printed.
        """
        if address not in self._known:
            self._known[address] = self._clean(address, line)
        return self._known[address]

    def _clean(self, address: str, line: int) -> tuple[str, int]:
        match = _DATA.fullmatch(address)
        if not match:
            raise refuse(line, f"的 <image> 要从别处取“{shorten(address)}”", _EMBED_HINT)
        data = _decode(match, line)
        if is_svg(data):
            return self._clean_drawing(data, line)
        try:
            bitmap = read_bitmap(data, _WANTED)
        except BitmapError as error:
            if error.fault is Fault.HUGE:
                raise refuse(line, "的 <image> 里的图像素太多", _CONVERT_HINT) from error
            if error.fault is Fault.DAMAGED:
                raise refuse(line, "的 <image> 里的图已损坏", _CONVERT_HINT) from error
            kind = error.detail or shorten(match["kind"]) or "不认识的"
            raise refuse(line, f"的 <image> 里的图是 {kind} 格式，印不出来", _CONVERT_HINT) from error
        self._pixels += bitmap.width * bitmap.height
        if self._pixels > MAX_PIXELS:
            raise refuse(line, "的 <image> 里的图像素太多", _CONVERT_HINT)
        if bitmap.format in {"PNG", "JPEG"}:
            data = settle_bitmap(data)
        return f"data:image/{bitmap.format.lower()};base64,{base64.b64encode(data).decode()}", 1

    def _clean_drawing(self, data: bytes, line: int) -> tuple[str, int]:
        try:
            cleaned, weight = self._read_drawing(data)
        except SvgError as error:
            raise refuse(line, f"的 <image> 里的图{error}", error.hint) from error
        except DamagedSvgError as error:
            raise refuse(line, "的 <image> 里的图已损坏", _CONVERT_HINT) from error
        return write_drawing_address(cleaned), weight


def write_drawing_address(data: bytes) -> str:
    """A cleaned drawing as an address that holds it."""
    return f"{_DRAWING}{base64.b64encode(data).decode()}"


def read_drawing_address(address: str) -> bytes | None:
    """The cleaned drawing in an address that write_drawing_address made; None for any other address."""
    return base64.b64decode(address.removeprefix(_DRAWING)) if address.startswith(_DRAWING) else None


def _decode(match: re.Match[str], line: int) -> bytes:
    data = unquote_to_bytes(match["data"])
    if "base64" not in match["options"].lower().replace(" ", "").split(";"):
        return data
    packed = _SPACE.sub(b"", data).rstrip(b"=")
    try:
        return base64.b64decode(packed + b"=" * (-len(packed) % 4), validate=True)
    except binascii.Error as error:
        raise refuse(line, "的 <image> 里的图已损坏", _CONVERT_HINT) from error
