"""The bytes of a PNG, JPEG or other bitmap → its format and size, decoded once to the last row; and the same
picture as every reader of a PDF and every browser takes it."""

from __future__ import annotations

import struct
import warnings
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_PIXELS = 40_000_000  # A4 at 600 dpi has 35 million
_KNOWN = ("PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF")
_ORIENTATION = 0x0112  # of EXIF
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
            warnings.simplefilter("ignore")  # of many pixels, and of damage in what is not drawn
            image = Image.open(BytesIO(data), formats=_KNOWN)
        kind = "JPEG" if image.format == "MPO" else str(image.format)  # a JPEG with others behind it
        if kind not in wanted:
            raise BitmapError(Fault.UNWANTED, kind)
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
    if _read_orientation(image) in _TURNED:
        width, height = height, width
    return Bitmap(kind, width, height)


def _read_orientation(image: Image) -> int:
    """EXIF's Orientation; 1 where it is missing or none of the eight, 0 where EXIF is damaged."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            value = image.getexif().get(_ORIENTATION, 1)
    except (OSError, SyntaxError, ValueError, struct.error):  # of bytes that are in memory already
        return 0
    return value if isinstance(value, int) and value in range(1, 9) else 1


# What is not taken as it is: a PDF/A has no colours of a printing press, WeasyPrint no greys of 16 bits, no
# browser a JPEG in arithmetic coding. Of several pictures in a file, paper shows the first: so do screens.

_DEPTH_AT = 24  # in a PNG, behind its signature and the head of IHDR
_HUFFMAN = {0xC0, 0xC1, 0xC2}  # starts of frame of a baseline, an extended and a progressive JPEG
_QUALITY = 95


def settle_bitmap(data: bytes) -> bytes:
    """A PNG or JPEG that read_bitmap has read, as it is where everybody takes it; else written anew with the
    least loss, a PNG in 8 bits, a JPEG in RGB. The same bytes give the same bytes."""
    image, is_sound = _open(data)
    if image.format == "PNG":
        is_plain = data[_DEPTH_AT] <= 8 and getattr(image, "n_frames", 1) == 1
        # Browsers do not agree on whether a PNG is turned.
        return data if is_plain and is_sound and _read_orientation(image) == 1 else _write_anew(data)
    kept = data
    if image.format == "MPO":
        entries = getattr(image, "mpinfo", {}).get(0xB002) or [{}]
        size = entries[0].get("Size", 0)
        kept = _drop_segments(data[:size] if 0 < size <= len(data) else data, 0xE2, b"MPF\0")
    if not is_sound:  # readers differ in what they make of it
        kept = _drop_segments(kept, 0xE1, b"Exif")
    is_taken = image.mode != "CMYK" and any(marker in _HUFFMAN for marker, _ in _list_segments(kept))
    return kept if is_taken else _write_anew(data)


def _open(data: bytes) -> tuple[Image, bool]:
    """The picture, and whether its EXIF can be read without a word."""
    from PIL import Image

    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        image = Image.open(BytesIO(data), formats=("PNG", "JPEG"))
        is_sound = _read_orientation(image) > 0
    return image, is_sound and not any(issubclass(warning.category, UserWarning) for warning in told)


@lru_cache(maxsize=2)  # a preview reads its issue anew at every save
def _write_anew(data: bytes) -> bytes:
    image, _ = _open(data)
    orientation, out = _read_orientation(image), BytesIO()
    if image.format == "PNG":
        _turn(_reduce_depth(image), orientation).save(out, "PNG")
    else:
        plain = _leave_press(image) if image.mode == "CMYK" else image
        _turn(plain, orientation).save(out, "JPEG", quality=_QUALITY, subsampling=0)
    return out.getvalue()


def _turn(image: Image, orientation: int) -> Image:
    """The picture as it was held, without what else its file says."""
    from PIL import Image

    methods = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_270,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_90,
    }
    turned = image.transpose(methods[orientation]) if orientation in methods else image.copy()
    turned.info = {key: turned.info[key] for key in ("transparency",) if key in turned.info}
    return turned


def _reduce_depth(image: Image) -> Image:
    """A PNG with the upper 8 bits of each value, and a mask for the one that is transparent.

    Pillow reads colours so, but neither greys nor the colour that is transparent.
    """
    from PIL import Image, ImageChops

    key = image.info.get("transparency")
    if not image.mode.startswith("I"):
        image.load()
        if isinstance(key, tuple) and max(key) > 0xFF:
            image.info["transparency"] = tuple(value >> 8 for value in key)
        return image
    raw = image.tobytes("raw", "I;16")
    low, high = (Image.frombytes("L", image.size, raw[part::2]) for part in (0, 1))
    if not isinstance(key, int):
        return high
    same = [
        half.point([0xFF if value == byte else 0 for value in range(0x100)])
        for half, byte in ((low, key & 0xFF), (high, key >> 8))
    ]
    return Image.merge("LA", (high, ImageChops.invert(ImageChops.darker(*same))))


def _leave_press(image: Image) -> Image:
    """A JPEG of four inks in the colours of a screen, by its profile where it has one that can be used."""
    from PIL import ImageChops, ImageCms

    # Pillow takes every such file for one of Adobe's, which are written as negatives.
    inks = image if "APP14" in getattr(image, "app", {}) else ImageChops.invert(image)
    if profile := image.info.get("icc_profile"):
        try:
            source, screen = ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB")
            changed = ImageCms.profileToProfile(inks, source, screen, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError):
            changed = None  # a profile that is none; no disk is read here, and a broken picture fails below
        if changed is not None:
            return changed
    return inks.convert("RGB")


def _drop_segments(data: bytes, marker: int, name: bytes) -> bytes:
    """A JPEG without its segments of this marker whose content begins with `name`."""
    kept, position = [], 0
    for found, span in _list_segments(data):
        if found == marker and data[span.start + 4 : span.start + 4 + len(name)] == name:
            kept.append(data[position : span.start])
            position = span.stop
    return b"".join([*kept, data[position:]])


def _list_segments(data: bytes) -> Iterator[tuple[int, range]]:
    """The segments of a JPEG up to its first scan: the marker and where it stands, itself with it."""
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:  # a byte of filling
            at += 1
            continue
        if marker == 0xDA:
            return
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        yield marker, range(at, end)
        at = max(end, at + 4)
