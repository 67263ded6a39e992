"""The address of a file that an article links to → its bytes for readers to take, or what keeps it out."""

from __future__ import annotations

import difflib
import hashlib
import re
import unicodedata
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from bulletin.disk import explain_os_error
from bulletin.document.tree import Document, Link
from bulletin.document.walk import walk_document
from bulletin.errors import LONGEST_NAME, Problem, shorten
from bulletin.model import Download, Place

FOLDER = "files"  # in dist/ and on the site
_MAX_BYTES = 50_000_000
_ZIP, _OLE = (b"PK\x03\x04",), (b"\xd0\xcf\x11\xe0",)
# What is taken: how readers call it, its type, how it may begin. What can run when it is opened is not here.
_KINDS: dict[str, tuple[str, str, tuple[bytes, ...]]] = {
    ".pdf": ("PDF", "application/pdf", (b"%PDF",)),
    ".ofd": ("OFD", "application/ofd", _ZIP),
    ".doc": ("Word 文档", "application/msword", _OLE),
    ".docx": (
        "Word 文档",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        _ZIP,
    ),
    ".wps": ("WPS 文字", "application/vnd.ms-works", (*_OLE, *_ZIP)),
    ".xls": ("Excel 表格", "application/vnd.ms-excel", _OLE),
    ".xlsx": ("Excel 表格", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _ZIP),
    ".et": ("WPS 表格", "application/octet-stream", (*_OLE, *_ZIP)),
    ".csv": ("CSV 表格", "text/csv", ()),
    ".ppt": ("PPT 演示", "application/vnd.ms-powerpoint", _OLE),
    ".pptx": (
        "PPT 演示",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        _ZIP,
    ),
    ".zip": ("ZIP 压缩包", "application/zip", _ZIP),
}
# Files that a clerk may link to as well: they are told from addresses of the web that lack their https://.
_OTHERS = frozenset({
    ".docm", ".xlsm", ".pptm", ".dps", ".rtf", ".txt", ".odt", ".ods", ".epub", ".caj", ".xps", ".eml",
    ".exe", ".msi", ".bat", ".js", ".apk", ".rar", ".7z", ".gz", ".tar", ".xml", ".json",
    ".mp3", ".wav", ".mp4", ".avi", ".mov", ".wmv", ".dwg", ".psd", ".tif", ".tiff", ".bmp",
})  # fmt: skip
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")
_UNFIT = re.compile(r'[<>:"/\\|?*#%\x00-\x1f&+;=\s]+')


def is_file_address(address: str) -> bool:
    """Whether a link with this address, percent-encoded, means a file beside the article."""
    name = unquote(address)
    suffix = PurePosixPath(name.replace("\\", "/").rstrip()).suffix.lower()
    is_local = (
        _DRIVE.match(name)
        or name.lower().startswith("file:")
        or not re.match(r"[A-Za-z][\w+.-]*:|//|www\.", name)
    )
    return bool(is_local) and (suffix in _KINDS or suffix in _OTHERS)


def is_download_name(name: str) -> bool:
    """Whether a file of this name may be linked to."""
    return PurePosixPath(name).suffix.lower() in _KINDS


def read_download(address: str, folder: Path, root: Path, place: Place) -> Download | Problem:
    """Read the file that an article in `folder`, below `root`, names as `address` at `place`: beside the
    article or below it, never outside, whatever the address or a link on disk says."""
    name = _read_name(address)
    typed = unquote(address).strip()
    shown = shorten(typed, LONGEST_NAME)
    if _DRIVE.match(name) or name.startswith(("/", "~")) or name.lower().startswith("file:"):
        hint = "把文件复制到文章所在的文件夹，只写文件名，如 [名单](名单.xlsx)"
        return place.problem("A121", f"“{shown}”写了电脑上的整条路径，读者打不开", hint)
    suffix = PurePosixPath(name).suffix.lower()
    if suffix not in _KINDS:
        hint = f"可以放的有：{'、'.join(kind[1:] for kind in _KINDS)}；放不下的，放在网上，链接写全 https://"
        return place.problem("A122", f"“{shown}”这种文件不能放给读者下载", hint)
    try:
        path = _find_file(folder, name)
        if path is None:
            return place.problem("A123", f"找不到要下载的文件“{shown}”", _suggest_file(name, folder))
        if not path.resolve().is_relative_to(folder.resolve()):
            hint = "把文件本身复制到文章所在的文件夹，不要用链接"
            return place.problem("A121", f"“{shown}”在本期文件夹之外", hint)
        size = path.stat().st_size
        if size > _MAX_BYTES:
            hint = f"最大 {_MAX_BYTES // 1_000_000} MB；压缩里面的图片，或放在网上，链接写全 https://"
            return place.problem("A124", f"要下载的文件“{shown}”有 {size / 1e6:.0f} MB，太大", hint)
        data = path.read_bytes()
    except (OSError, ValueError, RuntimeError) as error:  # a NUL in the name; links in a circle
        message = f"要下载的文件“{shown}”读不出来（{explain_os_error(error)}）"
        return place.problem("A125", message, "检查文件是否还在、有没有权限打开、是不是正开着")
    kind, mime, starts = _KINDS[suffix]
    if not data or (starts and not data.startswith(starts)):
        what = "是空的" if not data else f"不是 {kind}，只是名字以“{suffix}”结尾"
        hint = "打开看看是不是这个文件，另存一次再放进来"
        return place.problem("A125", f"要下载的文件“{shown}”{what}", hint)
    return Download(path.relative_to(root).as_posix(), _name_output(name), kind, mime, data)


def list_linked_names(document: Document) -> set[str]:
    """The names, from its folder, of the files that an article links to."""
    links = (inline for inline in walk_document(document) if isinstance(inline, Link) and inline.is_file)
    return {_read_name(link.address) for link in links}


def _read_name(address: str) -> str:
    return unicodedata.normalize("NFC", unquote(address).replace("\\", "/")).removeprefix("./").strip()


def _find_file(folder: Path, name: str) -> Path | None:
    """The file called just so: not by another case, which a server would not find, but be it decomposed, as
    macOS keeps names."""
    path = folder
    for part in name.split("/"):
        if part == "..":
            path = path.parent
            continue
        if not path.is_dir():
            return None
        path = next((p for p in path.iterdir() if unicodedata.normalize("NFC", p.name) == part), path / part)
    return path if path.is_file() and path != folder else None


def _suggest_file(name: str, folder: Path) -> str:
    files = sorted(
        unicodedata.normalize("NFC", path.relative_to(folder).as_posix())
        for path in folder.rglob("*")
        if is_download_name(path.name)
    )
    stems = {PurePosixPath(file).stem.casefold(): file for file in reversed(files)}
    near = difflib.get_close_matches(PurePosixPath(name).stem.casefold(), stems, n=1, cutoff=0.6)
    if near:
        found = stems[near[0]]
        return f"是不是“{found}”？文件名连大小写都要一致"
    if re.match(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+/", name):
        return f"在网上的文件，地址写全：https://{name}"
    return "把文件放到文章所在的文件夹，文件名要一字不差" + (
        f"；那里有：{'、'.join(files[:5])}" if files else ""
    )


def _name_output(name: str) -> str:
    """The name of the file in dist/, its own where any server takes it, else with a digest."""
    fit = _UNFIT.sub("-", name)
    if fit != name:
        stem, dot, suffix = fit.rpartition(".")
        fit = f"{stem}-{hashlib.sha256(name.encode()).hexdigest()[:6]}{dot}{suffix}"
    return f"{FOLDER}/{fit}"
