"""The bytes of a PNG, JPEG or other bitmap → its format and size, decoded once to the last row."""

from __future__ import annotations

import struct
import warnings
import zlib
from dataclasses import dataclass
from enum import Enum
from io import BytesIO

MAX_PIXELS = 40_000_000  # A4 at 600 dpi has 35 million
_KNOWN = ("PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF")
_TURNED = {5, 6, 7, 8}  # values of EXIF's Orientation that lay a picture on its side


@dataclass(frozen=True, slots=True)
class Bitmap:
    """A bitmap that can be drawn: its format as Pillow calls it, and its pixels as they are shown."""

    format: str
    width: int
    height: int


class Fault(Enum):
    """What can be wrong with a bitmap."""

    UNKNOWN = "unknown"
    UNWANTED = "unwanted"
    HUGE = "huge"
    DAMAGED = "damaged"


class BitmapError(ValueError):
    """A bitmap that cannot be drawn: the `fault`, and in `detail` its format or size where known."""

    def __init__(self, fault: Fault, detail: str = "") -> None:
        super().__init__(f"{fault.value} bitmap {detail}".strip())
        self.fault = fault
        self.detail = detail


def read_bitmap(data: bytes, wanted: frozenset[str]) -> Bitmap:
    """Decode the bitmap `data`, whose format must be one of `wanted`; raises BitmapError.

    The size is checked before anything is decoded.
    """
    from PIL import Image, ImageFile, UnidentifiedImageError

    # WeasyPrint tells Pillow for the whole process to make do with half an image.
    lenient, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(BytesIO(data), formats=_KNOWN)
        if image.format not in wanted:
            raise BitmapError(Fault.UNWANTED, str(image.format))
        width, height = image.size
        if width * height > MAX_PIXELS:
            raise BitmapError(Fault.HUGE, f"{width}×{height}")
        image.load()
    except Image.DecompressionBombError as error:
        raise BitmapError(Fault.HUGE) from error
    except UnidentifiedImageError as error:
        raise BitmapError(Fault.UNKNOWN) from error
    except BitmapError:
        raise
    except (OSError, SyntaxError, ValueError, OverflowError, struct.error, zlib.error) as error:
        # Pillow raises any of these for damaged data.
        raise BitmapError(Fault.DAMAGED) from error
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = lenient
    # A camera stores how it was held; browsers and WeasyPrint turn the picture, so its box turns too.
    if image.getexif().get(0x0112, 1) in _TURNED:
        width, height = height, width
    return Bitmap(image.format, width, height)
