"""The bytes of a picture in a foreign file → a picture that an issue can hold, or why there is none."""

from __future__ import annotations

import struct
import warnings
import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from bulletin.bitmaps import MAX_PIXELS

if TYPE_CHECKING:
    from PIL import Image

MAX_BYTES = 20_000_000
_MOST_CONVERTED = 12_000_000  # pixels; all of them are decoded, and encoded again
_LEAST = 12  # pixels; what is smaller is a rule or a spacer
_LEAST_CROP = 0.005  # of a width or height: Word cuts less than that where nobody asked
_QUALITY = 92  # of a JPEG that is encoded again
_KEPT = ("PNG", "JPEG")
_CONVERTED = ("BMP", "GIF", "TIFF", "WEBP", "PCX", "TGA", "PPM")
# Pillow raises any of these for damaged data.
_DAMAGED = (OSError, SyntaxError, ValueError, OverflowError, IndexError, struct.error, zlib.error)


_NO_OFFICE = "是 WMF 或 EMF 格式，要有 LibreOffice 才能转换，这次没有转成；请另存为 PNG"


@dataclass(frozen=True, slots=True)
class Taken:
    """A picture: its bytes as PNG or JPEG, or b"" and the reason in the editor's words; the format that it
    was converted from, "" where it was not."""

    data: bytes = b""
    reason: str = ""
    converted: str = ""


@dataclass(frozen=True, slots=True)
class Crop:
    """What of a picture is cut off, as parts of its width or height, and by how many quarters it is turned
    clockwise then."""

    left: float = 0.0
    top: float = 0.0
    right: float = 0.0
    bottom: float = 0.0
    quarters: int = 0

    @property
    def is_none(self) -> bool:
        """Whether the picture shows as it is, but for a hair."""
        return not self.quarters and max(self.left, self.top, self.right, self.bottom) < _LEAST_CROP

    @property
    def name(self) -> str:
        """What parts a picture that is cropped so from others of the same bytes."""
        return f"{self.left:.4f},{self.top:.4f},{self.right:.4f},{self.bottom:.4f},{self.quarters}"


NO_CROP = Crop()


def take_picture(data: bytes, crop: Crop = NO_CROP) -> Taken:
    """Take a picture over: PNG and JPEG as they are, other pixels as PNG (the first of several frames); one
    that is cropped or turned is encoded again.

    The size is read from the header, before anything is decoded.
    """
    from PIL import Image, ImageFile, UnidentifiedImageError

    if not data:
        return Taken(reason="文件里没有这张图")
    if len(data) > MAX_BYTES:
        return Taken(reason=f"有 {len(data) / 1e6:.0f} MB，太大")
    # WeasyPrint tells Pillow for the whole process to make do with half an image.
    lenient, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = Image.open(BytesIO(data), formats=(*_KEPT, *_CONVERTED))
            width, height = image.size
            kept = image.format in _KEPT
            if width * height > (MAX_PIXELS if kept else _MOST_CONVERTED):
                return Taken(reason=f"有 {width}×{height} 像素，太大")
            if min(width, height) < _LEAST:
                return Taken(reason=f"只有 {width}×{height} 像素")
            if not crop.is_none and width * height <= _MOST_CONVERTED:
                return _crop(image, crop)
            if kept:
                image.draft("L", (1, 1))  # a JPEG is decoded at an eighth of its size
                if image.size[0] * image.size[1] <= _MOST_CONVERTED:
                    image.load()
                else:
                    image.verify()
                return Taken(data)
            return Taken(_encode_png(image), converted=str(image.format))
    except Image.DecompressionBombError:
        return Taken(reason="像素太多，太大")
    except UnidentifiedImageError:
        return Taken(reason=_NO_OFFICE if is_metafile(data) else "是程序不认识的格式，请另存为 PNG")
    except _DAMAGED:
        return Taken(reason="已损坏")
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = lenient


def is_metafile(data: bytes) -> bool:
    """Whether a picture is a drawing of Windows: an EMF ([MS-EMF] 2.3.4.2), a WMF with its size or without
    ([MS-WMF] 2.3.2.2, 2.3.2.3)."""
    return data[40:44] == b" EMF" or data.startswith((b"\xd7\xcd\xc6\x9a", b"\x01\x00\x09\x00\x00"))


def _crop(image: Image.Image, crop: Crop) -> Taken:
    """What the page shows of a picture, as JPEG where it was one, else as PNG."""
    from PIL import Image as images

    width, height = image.size
    box = (
        round(crop.left * width),
        round(crop.top * height),
        round((1 - crop.right) * width),
        round((1 - crop.bottom) * height),
    )
    if min(box[2] - box[0], box[3] - box[1]) < _LEAST:
        return Taken(reason=f"裁剪后只有 {max(box[2] - box[0], 0)}×{max(box[3] - box[1], 0)} 像素")
    form = image.format
    image = image.crop(box)
    turns = {1: images.Transpose.ROTATE_270, 2: images.Transpose.ROTATE_180, 3: images.Transpose.ROTATE_90}
    if crop.quarters:
        image = image.transpose(turns[crop.quarters])
    if form == "JPEG" and image.mode in {"RGB", "L"}:
        buffer = BytesIO()
        image.save(buffer, "JPEG", quality=_QUALITY)
        return Taken(buffer.getvalue())
    return Taken(_encode_png(image), converted="" if form in _KEPT else str(form))


def _encode_png(image: Image.Image) -> bytes:
    """The first frame as PNG, without what a camera or a program wrote beside it."""
    clear = "transparency" in image.info or "A" in image.getbands()
    if image.mode not in {"1", "L", "P"} or clear:
        image = image.convert("RGBA" if clear else "RGB")
    buffer = BytesIO()
    image.save(buffer, "PNG", icc_profile=None)
    return buffer.getvalue()
