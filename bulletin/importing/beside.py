"""The path of a saved web page → the files that a browser or Word has put in the folder beside it.

The page is read in a process that opens no file (`worker`), so what it may show is read here: plain files in
that one folder, no links, within limits. Whatever address a page writes, nothing else is ever opened for it.
"""

from __future__ import annotations

import stat
from pathlib import Path

from bulletin.disk import explain_os_error
from bulletin.errors import USAGE_AT_FAULT, BulletinError, fail

_PAGES = {".html", ".htm", ".xhtml"}
_FOLDERS = ("{}_files", "{}.files", "{}_Files")  # Chrome, Edge and Firefox; IE, Word and WPS
# "" as browsers save pictures whose address has no suffix.
_KINDS = {".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp", ".tif", ".tiff", ".css", ".html", ".htm", ""}
_MAX_FILES = 300
_MAX_BYTES = 15_000_000  # of all of them


def read_beside(page: Path) -> dict[str, bytes]:
    """The pictures, style sheets and frames of a page by their names; none where there is no such folder.

    Raises BulletinError where it is there and cannot be read: a share that is gone is no empty folder.
    """
    if page.suffix.lower() not in _PAGES:
        return {}
    found: dict[str, bytes] = {}
    room = _MAX_BYTES
    for pattern in _FOLDERS:
        folder = page.with_name(pattern.format(page.stem))
        try:
            if not stat.S_ISDIR(folder.lstat().st_mode):
                continue
            paths = sorted(folder.iterdir())[:_MAX_FILES]
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            raise _refuse(folder, error) from error
        for path in paths:
            data = _read_plain(path, room) if path.suffix.lower() in _KINDS else b""
            if data and path.name not in found:
                found[path.name] = data
                room -= len(data)
    return found


def _read_plain(path: Path, most: int) -> bytes:
    try:
        status = path.lstat()
        if stat.S_ISREG(status.st_mode) and status.st_size <= most:
            with path.open("rb") as file:
                return file.read(most)
    except FileNotFoundError:  # it was taken away meanwhile
        pass
    except OSError as error:
        raise _refuse(path, error) from error
    return b""


def _refuse(path: Path, error: OSError) -> BulletinError:
    hint = "检查有没有权限打开，文件夹在不在；不要里面的图，就只把网页放到别处再导入"
    message = f"网页旁边的“{path.name}”读不出来（{explain_os_error(error)}）"
    return fail("I117", message, hint, exit_code=USAGE_AT_FAULT)
