"""The bytes of a picture in a foreign file → whether it can go into an issue, from its header alone."""

from __future__ import annotations

import struct
import warnings
import zlib
from io import BytesIO

MAX_PIXELS = 40_000_000  # as bulletin.images has it
MAX_BYTES = 20_000_000
_LEAST = 12  # pixels; what is smaller is a rule or a spacer


def check_picture(data: bytes) -> str:
    """Why a picture cannot be taken over, in the editor's words; "" where it can. PNG and JPEG can."""
    from PIL import Image, UnidentifiedImageError

    if not data:
        return "文件里没有这张图"
    if len(data) > MAX_BYTES:
        return f"有 {len(data) / 1e6:.0f} MB，太大"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(BytesIO(data))
            width, height = image.size
            if image.format not in {"PNG", "JPEG"}:
                return f"是 {image.format} 格式，请另存为 PNG"
            if width * height > MAX_PIXELS:
                return f"有 {width}×{height} 像素，太大"
            if min(width, height) < _LEAST:
                return f"只有 {width}×{height} 像素"
            image.verify()
    except Image.DecompressionBombError:
        return "像素太多，太大"
    except UnidentifiedImageError:
        return "是程序不认识的格式（如 WMF、EMF），请另存为 PNG"
    except (OSError, SyntaxError, ValueError, OverflowError, IndexError, struct.error, zlib.error):
        return "已损坏"  # Pillow raises any of these for damaged data
    return ""
