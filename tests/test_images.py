"""Pictures as cameras and programs write them → what paper and screens show alike."""

from __future__ import annotations

import base64
import struct
import warnings
import zlib
from collections.abc import Sequence
from io import BytesIO

import pytest
from PIL import Image, ImageCms, ImageOps

from bulletin.bitmaps import read_bitmap, settle_bitmap
from bulletin.build import build_issue

from .conftest import MakeWorkspace

WANTED = frozenset({"PNG", "JPEG"})
WIDTH, HEIGHT = 24, 8


def paint(mode: str = "RGB") -> Image.Image:
    """Red to blue from left to right, with a green corner at the upper left."""
    picture = Image.new("RGB", (WIDTH, HEIGHT))
    for x in range(WIDTH):
        picture.paste((250 - 10 * x, 20, 10 * x), (x, 0, x + 1, HEIGHT))
    picture.paste((0, 200, 0), (0, 0, 4, 4))
    return picture.convert(mode)


def write(picture: Image.Image, kind: str, **options: object) -> bytes:
    out = BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def write_deep_png(colour: int, pixel: Sequence[int], transparent: Sequence[int] = ()) -> bytes:
    """A PNG of 16 bits whose rows are `pixel` and its half by turns."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    values = [*pixel, *(value // 2 for value in pixel)] * (WIDTH // 2)
    row = b"\0" + struct.pack(f">{len(values)}H", *values)
    parts = [chunk(b"IHDR", struct.pack(">IIBBBBB", WIDTH, HEIGHT, 16, colour, 0, 0, 0))]
    if transparent:
        parts.append(chunk(b"tRNS", struct.pack(f">{len(transparent)}H", *transparent)))
    parts += [chunk(b"IDAT", zlib.compress(row * HEIGHT)), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def settle(data: bytes) -> Image.Image:
    """The settled picture; that it stays as it is, and is of the size that was read."""
    read = read_bitmap(data, WANTED)
    settled = settle_bitmap(data)
    assert settle_bitmap(settled) == settled
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        picture = Image.open(BytesIO(settled))
        picture.load()
    turned = picture.getexif().get(0x0112, 1) in {5, 6, 7, 8}
    assert (read.width, read.height) == (picture.size[::-1] if turned else picture.size)
    return picture


@pytest.mark.parametrize("colour", [0, 2, 4, 6])
def test_16_bits_become_8(colour: int) -> None:
    pixel = {0: [60000], 2: [60000, 1000, 30000], 4: [60000, 50000], 6: [60000, 1000, 30000, 50000]}[colour]
    picture = settle(write_deep_png(colour, pixel))
    want = [value >> 8 for value in pixel]
    if colour in {0, 4}:
        want = [want[0]] * 3 + want[1:]
    found = picture.convert("RGBA").getpixel((0, 0))
    assert isinstance(found, tuple)
    assert all(abs(a - b) <= 1 for a, b in zip(found, [*want, 255][:4], strict=True))
    other = picture.convert("RGBA").getpixel((1, 0))
    assert isinstance(other, tuple)
    assert abs(other[0] - want[0] // 2) <= 1


@pytest.mark.parametrize(("colour", "pixel"), [(0, [0x1234]), (2, [0x1234, 0x8000, 0x00FF])])
def test_what_is_transparent_in_16_bits_stays_so(colour: int, pixel: list[int]) -> None:
    picture = settle(write_deep_png(colour, pixel, pixel)).convert("RGBA")
    alpha = [picture.getchannel("A").getpixel((x, 0)) for x in (0, 1)]
    assert alpha == [0, 255]


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_what_everybody_takes_is_left_as_it_is(mode: str) -> None:
    data = write(paint(mode), "PNG")
    assert settle_bitmap(data) == data
    if mode in {"L", "RGB"}:
        for options in ({}, {"progressive": True}, {"quality": 30}):
            data = write(paint(mode), "JPEG", **options)
            assert settle_bitmap(data) == data


@pytest.mark.parametrize("profile", [False, True])
def test_four_inks_become_three_colours(profile: bool) -> None:
    broken = b"no profile" if profile else None  # one that cannot be used is passed over
    data = write(paint("CMYK"), "JPEG", quality=95, icc_profile=broken)
    picture = settle(data)
    assert picture.mode == "RGB"
    found, want = picture.getpixel((20, 6)), paint().getpixel((20, 6))
    assert isinstance(found, tuple)
    assert isinstance(want, tuple)
    assert all(abs(a - b) < 30 for a, b in zip(found, want, strict=True))
    # Without Adobe's segment the inks are no negatives.
    at = data.index(b"\xff\xee")
    bare = data[:at] + data[at + 2 + int.from_bytes(data[at + 2 : at + 4], "big") :]
    assert settle(bare).getpixel((20, 6)) != found


def test_a_profile_of_inks_is_used() -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    data = write(paint("CMYK"), "JPEG", icc_profile=srgb)  # a profile of other colours than the picture's
    assert settle(data).mode == "RGB"


def test_of_several_pictures_the_first_is_shown() -> None:
    other = paint().transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    animated = write(paint(), "PNG", save_all=True, append_images=[other], duration=100)
    picture = settle(animated)
    assert getattr(picture, "n_frames", 1) == 1
    assert picture.tobytes() == paint().tobytes()
    several = write(paint(), "MPO", save_all=True, append_images=[other])
    picture = settle(several)
    assert picture.format == "JPEG"
    alone = write(paint(), "JPEG")
    assert picture.tobytes() == Image.open(BytesIO(alone)).tobytes()  # without another loss


@pytest.mark.parametrize("orientation", range(10))
def test_a_picture_on_its_side(orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = write(paint(), "JPEG", exif=exif)
    assert settle_bitmap(data) == data  # browsers and WeasyPrint turn it alike
    settle(data)
    data = write(paint(), "PNG", exif=exif)
    upright = ImageOps.exif_transpose(Image.open(BytesIO(data)))
    assert settle(data).tobytes() == upright.tobytes()


@pytest.mark.parametrize("entries", [b"\0\x05\x01\x12\0\x03", b"", b"\xff\xff"])
def test_damaged_exif_is_left_out(entries: bytes) -> None:
    plain = write(paint(), "JPEG")
    exif = b"Exif\0\0MM\0*\0\0\0\x08" + entries
    length = struct.pack(">H", 2 + len(exif))
    settle(plain[:2] + b"\xff\xe1" + length + exif + plain[2:])
    settle(plain[:2] + b"\xff\xe1" + struct.pack(">H", 9 + len(exif)) + exif + plain[2:])


def test_an_issue_with_all_of_them_is_built(make_workspace: MakeWorkspace) -> None:
    pictures = {
        "a.png": write_deep_png(0, [60000]),
        "b.png": write_deep_png(2, [60000, 1, 2], [60000, 1, 2]),
        "c.jpg": write(paint("CMYK"), "JPEG"),
        "d.jpg": write(paint(), "MPO", save_all=True, append_images=[paint()]),
        "e.svg": (
            '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image width="9" height="9" href="'
            f'data:image/png;base64,{base64.b64encode(write_deep_png(0, [30000])).decode()}"/></svg>'
        ).encode(),
    }
    text = "# 甲\n\n正文。\n\n" + "\n\n".join(f"![图]({name})" for name in pictures)
    files = {f"issues/2024-09/{name}": data for name, data in pictures.items()}
    workspace = make_workspace({"issues/2024-09/01.md": text, **files})
    built = build_issue(workspace, workspace.find_issue("2024-09"))
    assert not built.problems
    assert len(list((built.pdf.parent / "images").iterdir())) == len(pictures)
