"""An image address in an article → checked bytes, or the problem that keeps it out."""

from __future__ import annotations

import contextlib
import difflib
import hashlib
import re
from pathlib import Path
from urllib.parse import unquote

from bulletin.addresses import has_scheme
from bulletin.bitmaps import MAX_PIXELS, BitmapError, Fault, read_bitmap, settle_bitmap
from bulletin.disk import explain_os_error
from bulletin.errors import LONGEST_NAME, Problem, shorten
from bulletin.model import Asset, Place
from bulletin.svg import DamagedSvgError, SvgError, is_svg, read_svg

_MAX_BYTES = 20_000_000
_DRIVE = re.compile(r"[A-Za-z]:")
_SUFFIX = {"PNG": ".png", "JPEG": ".jpg", "SVG": ".svg"}
_CONVERT = "在画图或看图软件里“另存为” PNG 或 JPEG，再改正文里的文件名"


def read_image(src: str, folder: Path, root: Path, place: Place) -> Asset | Problem:
    """Read the image that an article in `folder`, below `root`, names as `src` at `place`.

    PNG, JPEG or SVG, beside the article or below it; never from the network and never from
    outside `folder`, whatever the address or a link on disk says.
    """
    name = unquote(src).replace("\\", "/")
    if _DRIVE.match(name) or name.startswith(("/", "~")) or has_scheme(name) or not name.strip():
        hint = "把图片存到文章所在的文件夹，只写文件名，如 ![说明](图1.png)"
        return place.problem("P101", _explain_address(name), hint)
    path = folder / name
    try:
        if path.is_symlink():  # of links in a circle, resolve says nothing from Python 3.13 on
            with contextlib.suppress(FileNotFoundError):
                path.stat()
        inside = path.resolve().is_relative_to(folder.resolve())
        if not inside:
            hint = "把图片存到文章所在的文件夹，只写文件名"
            return place.problem("P102", f"图片“{name}”在本期文件夹之外", hint)
        # is_file() says no to what cannot be looked at, too; either way the article does not go without it.
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
    check = _check_svg if is_svg(data) else _check_bitmap
    return check(path.relative_to(root).as_posix(), name, data, place)


def _explain_address(name: str) -> str:
    if not name.strip():
        return "图片没有写文件名"
    what = f"图片“{shorten(name, LONGEST_NAME)}”"
    if name.lower().startswith("data:"):
        return f"{what}写在了地址里，排不了"
    if name.startswith("//") or (has_scheme(name) and not name.lower().startswith("file:")):
        return f"{what}在网上，排版时不从网上取图"
    return f"{what}写了电脑上的整条路径，换一台电脑就找不到"


def _suggest_file(name: str, folder: Path) -> str:
    """What to do about a picture that is not there; what rglob cannot see is not suggested."""
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


def _make_asset(path: str, source: bytes, data: bytes, kind: str, width: float, height: float) -> Asset:
    name = f"images/{hashlib.sha256(data).hexdigest()[:12]}{_SUFFIX[kind]}"
    return Asset(path, name, source, data, max(1, round(width)), max(1, round(height)))


def _check_bitmap(path: str, name: str, data: bytes, place: Place) -> Asset | Problem:
    try:
        bitmap = read_bitmap(data, frozenset(_SUFFIX))
    except BitmapError as error:
        if error.fault is Fault.UNWANTED:
            return place.problem("P106", f"图片“{name}”是 {error.detail} 格式，排不了", _CONVERT)
        if error.fault is Fault.UNKNOWN:
            return place.problem("P106", f"“{name}”不是 PNG、JPEG 或 SVG 图片", _CONVERT)
        if error.fault is Fault.DAMAGED:
            return place.problem("P108", f"图片“{name}”已损坏", "重新导出或重新复制这张图片")
        hint = f"最大 {MAX_PIXELS // 10_000} 万像素，A4 整页用 2480×3508 就够；缩小后再存"
        many = f"有 {error.detail} 像素，太大" if error.detail else "的像素太多"
        return place.problem("P107", f"图片“{name}”{many}", hint)
    return _make_asset(path, data, settle_bitmap(data), bitmap.format, bitmap.width, bitmap.height)


def _check_svg(path: str, name: str, data: bytes, place: Place) -> Asset | Problem:
    try:
        drawing = read_svg(data)
    except SvgError as error:
        return place.problem("P109", f"图片“{name}”{error}", error.hint)
    except DamagedSvgError as error:
        return place.problem("P108", f"图片“{name}”已损坏（第 {error.line} 行）", "重新导出这张图片")
    return _make_asset(path, data, drawing.data, "SVG", drawing.width, drawing.height)
