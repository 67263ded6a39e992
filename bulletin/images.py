"""An image address in an article → checked bytes, or the problem that keeps it out."""

from __future__ import annotations

import difflib
import hashlib
import re
import struct
import warnings
import zlib
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote
from xml.parsers import expat

from bulletin.errors import Problem
from bulletin.model import Asset, Place

_MAX_BYTES = 20_000_000
_MAX_PIXELS = 40_000_000  # A4 at 600 dpi has 35 million
_MAX_SVG_ELEMENTS = 50_000  # copies made by <use> counted
_MAX_SVG_DEPTH = 100
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")
_DRIVE = re.compile(r"[A-Za-z]:")
_DATA_IMAGE = re.compile(r"data:image/(png|jpeg);base64,")
_UNSAFE_CSS = re.compile(r"@import|url\((?!\s*['\"]?#)|\\", re.IGNORECASE)
_NUMBER = re.compile(r"-?(?:[0-9]+\.?[0-9]*|\.[0-9]+)")
_SVG_LENGTH = re.compile(r"\s*([0-9]*\.?[0-9]+)(px|pt|mm|cm|in|pc)?\s*")
_UNIT_PIXELS = {"": 1.0, "px": 1.0, "pt": 4 / 3, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0, "pc": 16.0}
_SUFFIX = {"PNG": ".png", "JPEG": ".jpg", "SVG": ".svg"}
_CONVERT = "在画图或看图软件里“另存为” PNG 或 JPEG，再改正文里的文件名"


def read_image(src: str, folder: Path, root: Path, place: Place) -> Asset | Problem:
    """Read the image that an article in `folder`, below `root`, names as `src` at `place`.

    PNG, JPEG or SVG, beside the article or below it; never from the network and never from
    outside `folder`, whatever the address or a link on disk says.
    """
    name = unquote(src).replace("\\", "/")
    if _DRIVE.match(name) or name.startswith(("/", "~")) or _SCHEME.match(name) or not name.strip():
        hint = "把图片存到文章所在的文件夹，只写文件名，如 ![说明](图1.png)"
        return place.problem("P101", _explain_address(name), hint)
    path = folder / name
    try:
        inside = path.resolve().is_relative_to(folder.resolve())
        if not inside:
            hint = "把图片存到文章所在的文件夹，只写文件名"
            return place.problem("P102", f"图片“{name}”在本期文件夹之外", hint)
        if not path.is_file():
            return place.problem("P103", f"找不到图片“{name}”", _suggest_file(name, folder))
        size = path.stat().st_size
        if size > _MAX_BYTES:
            hint = f"最大 {_MAX_BYTES // 1_000_000} MB；缩小后另存为 JPEG"
            return place.problem("P104", f"图片“{name}”有 {size / 1e6:.0f} MB，太大", hint)
        data = path.read_bytes()
    except (OSError, ValueError, RuntimeError) as error:  # a NUL in the name; links in a circle
        reason = explain_os_error(error)
        return place.problem("P105", f"图片“{name}”读不出来（{reason}）", "检查文件是否还在、有没有权限打开")
    check = _check_svg if _is_svg(data) else _check_bitmap
    return check(path.relative_to(root).as_posix(), name, data, place)


def _explain_address(name: str) -> str:
    if not name.strip():
        return "图片没有写文件名"
    what = f"图片“{name if len(name) <= 60 else name[:59] + '…'}”"
    if name.lower().startswith("data:"):
        return f"{what}写在了地址里，排不了"
    if name.startswith("//") or (_SCHEME.match(name) and not name.lower().startswith("file:")):
        return f"{what}在网上，排版时不从网上取图"
    return f"{what}写了电脑上的整条路径，换一台电脑就找不到"


def explain_os_error(error: Exception) -> str:
    """Why a file cannot be read, in the editor's words; the system's own come in its language."""
    if isinstance(error, PermissionError):
        return "没有权限"
    if isinstance(error, FileNotFoundError):
        return "文件不在了"
    if isinstance(error, RuntimeError):
        return "快捷方式互相指着"
    return f"系统错误 {error.errno}" if isinstance(error, OSError) and error.errno else "文件名不合规矩"


def _suggest_file(name: str, folder: Path) -> str:
    files = sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.suffix.lower() in {".png", ".jpg", ".jpeg", ".svg"}
    )
    near = difflib.get_close_matches(name.lower(), [file.lower() for file in files], n=1, cutoff=0.5)
    if near:
        found = next(file for file in files if file.lower() == near[0])
        return f"是不是“{found}”？文件名连大小写都要一致"
    return "把图片存到文章所在的文件夹，文件名要一字不差" + (
        f"；那里有：{'、'.join(files[:5])}" if files else ""
    )


def _make_asset(path: str, data: bytes, kind: str, width: float, height: float) -> Asset:
    digest = hashlib.sha256(data).hexdigest()[:12]
    return Asset(path, f"images/{digest}{_SUFFIX[kind]}", data, max(1, round(width)), max(1, round(height)))


def _check_bitmap(path: str, name: str, data: bytes, place: Place) -> Asset | Problem:
    from PIL import Image, ImageFile, UnidentifiedImageError

    # WeasyPrint tells Pillow for the whole process to make do with half an image.
    lenient, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(BytesIO(data), formats=("PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF"))
        if image.format not in _SUFFIX:
            return place.problem("P106", f"图片“{name}”是 {image.format} 格式，排不了", _CONVERT)
        width, height = image.size
        if width * height > _MAX_PIXELS:
            hint = f"最大 {_MAX_PIXELS // 10_000} 万像素，A4 整页用 2480×3508 就够；缩小后再存"
            return place.problem("P107", f"图片“{name}”有 {width}×{height} 像素，太大", hint)
        image.load()
    except Image.DecompressionBombError:
        hint = f"最大 {_MAX_PIXELS // 10_000} 万像素，A4 整页用 2480×3508 就够；缩小后再存"
        return place.problem("P107", f"图片“{name}”的像素太多", hint)
    except UnidentifiedImageError:
        return place.problem("P106", f"“{name}”不是 PNG、JPEG 或 SVG 图片", _CONVERT)
    except (OSError, SyntaxError, ValueError, OverflowError, struct.error, zlib.error):
        # Pillow raises any of these for damaged data.
        return place.problem("P108", f"图片“{name}”已损坏", "重新导出或重新复制这张图片")
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = lenient
    # A camera stores how it was held; browsers and WeasyPrint turn the picture, so its box turns too.
    if image.getexif().get(0x0112, 1) in {5, 6, 7, 8}:
        width, height = height, width
    return _make_asset(path, data, image.format, width, height)


def _is_svg(data: bytes) -> bool:
    head = data[:1000].lstrip(b"\xef\xbb\xbf \t\r\n")
    return head.startswith((b"<?xml", b"<svg", b"<!--", b"<!DOCTYPE svg"))


class _SvgError(ValueError):
    """What is wrong with an SVG, in the editor's words."""


def _check_svg(path: str, name: str, data: bytes, place: Place) -> Asset | Problem:
    scan = _SvgScan()
    try:
        scan.parse(data)
        width, height = scan.size()
    except _SvgError as error:
        return place.problem("P109", f"图片“{name}”{error}", "用绘图软件另存为“普通 SVG”，或导出 PNG")
    except expat.ExpatError as error:
        return place.problem("P108", f"图片“{name}”已损坏（第 {error.lineno} 行）", "重新导出这张图片")
    return _make_asset(path, data, "SVG", width, height)


class _SvgScan:
    """One pass over an SVG: refuses what loads, runs or multiplies; learns its size in pixels."""

    def __init__(self) -> None:
        self._root: Mapping[str, str] = {}
        self._stack: list[str] = []  # ids of the open elements, "" where there is none
        self._own: dict[str, int] = {}  # elements below each id
        self._uses: list[tuple[tuple[str, ...], str]] = []
        self._elements = 0
        self._style = ""
        self._in_style = False

    def parse(self, data: bytes) -> None:
        parser = expat.ParserCreate(namespace_separator="}")
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.EntityDeclHandler = self._entity
        parser.SkippedEntityHandler = self._skipped_entity
        parser.ProcessingInstructionHandler = self._instruction
        parser.Parse(data, True)
        if self._expanded() > _MAX_SVG_ELEMENTS:
            raise _SvgError("的图形太多")

    def size(self) -> tuple[float, float]:
        box = [float(part) for part in _NUMBER.findall(self._root.get("viewBox", ""))]
        sides = []
        for index, side in enumerate(("width", "height")):
            match = _SVG_LENGTH.fullmatch(self._root.get(side, ""))
            if match:
                sides.append(float(match[1]) * _UNIT_PIXELS[match[2] or ""])
            elif len(box) == 4:
                sides.append(box[2 + index])
        if len(sides) < 2 or min(sides) <= 0:
            raise _SvgError("没有写宽和高")
        return sides[0], sides[1]

    def _entity(self, *args: object) -> None:
        raise _SvgError("里有实体定义（DTD），不安全")

    def _skipped_entity(self, name: str, is_parameter: bool) -> None:
        raise _SvgError(f"里的“&{name};”没有定义")

    def _instruction(self, target: str, data: str) -> None:
        raise _SvgError("要从别处取东西，不安全")

    def _start(self, tag: str, attrs: Mapping[str, str]) -> None:
        tag = tag.rpartition("}")[2]
        if not self._stack:
            if tag != "svg":
                raise _SvgError("不是 SVG 图形")
            self._root = attrs
        self._elements += 1
        self._stack.append(attrs.get("id", ""))
        if self._elements > _MAX_SVG_ELEMENTS or len(self._stack) > _MAX_SVG_DEPTH:
            raise _SvgError("的图形太多")
        for owner in set(self._stack):
            self._own[owner] = self._own.get(owner, 0) + 1
        if tag in {"script", "foreignObject", "handler", "iframe"}:
            raise _SvgError(f"里有 <{tag}>，不安全")
        self._in_style = tag == "style"
        for attr, value in attrs.items():
            self._check_attribute(tag, attr.rpartition("}")[2].lower(), value.strip())

    def _check_attribute(self, tag: str, attr: str, value: str) -> None:
        if attr.startswith("on"):
            raise _SvgError("里有脚本，不安全")
        if attr == "href" and tag == "a":
            if not value.lower().startswith(("#", "http://", "https://")):
                raise _SvgError("里有脚本，不安全")
        elif attr in {"href", "src"}:
            if value.startswith("#"):
                if tag == "use":
                    self._uses.append((tuple(filter(None, self._stack)), value[1:]))
            elif not _DATA_IMAGE.match(value):
                raise _SvgError("要从别处取东西，不安全")
        elif _UNSAFE_CSS.search(value) and ("url(" in value.lower() or attr == "style"):
            raise _SvgError("要从别处取东西，不安全")

    def _text(self, text: str) -> None:
        if self._in_style:
            self._style += text  # it arrives in pieces, cut at every entity

    def _end(self, tag: str) -> None:
        self._stack.pop()
        self._in_style = False
        if _UNSAFE_CSS.search(self._style):
            raise _SvgError("要从别处取东西，不安全")

    def _expanded(self) -> int:
        """Count elements as drawn: each <use> adds a copy of its target, its own uses included."""
        below: dict[str, list[str]] = {}
        for owners, target in self._uses:
            for owner in owners:
                below.setdefault(owner, []).append(target)
        counted: dict[str, int] = {}

        def count(target: str, path: frozenset[str]) -> int:
            if target in path or len(path) > _MAX_SVG_DEPTH:
                raise _SvgError("里的图形互相引用")
            if target not in counted:
                total = self._own.get(target, 1)
                for inner in below.get(target, ()):
                    total = min(total + count(inner, path | {target}), _MAX_SVG_ELEMENTS + 1)
                counted[target] = total
            return counted[target]

        return self._elements + sum(count(target, frozenset()) for _, target in self._uses)
