"""A path on disk → what is there, or nothing; whatever else the system says is an error, never nothing."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path


class BrokenLink(FileNotFoundError):
    """There is a link of this name, and it leads nowhere."""


def look_at(path: Path) -> os.stat_result | None:
    """What `path` leads to, None where nothing has that name; raises OSError for all else: no permission, a
    server that does not answer, a link that leads nowhere (BrokenLink).

    pathlib's exists, is_file and is_dir say no to some of these and, since Python 3.14, to all of them: who
    asks them takes a network drive that dropped for an empty one.
    """
    try:
        return os.stat(path)
    except FileNotFoundError:
        try:
            os.lstat(path)
        except FileNotFoundError:
            return None
        raise BrokenLink(errno.ENOENT, "broken link", str(path)) from None


def require(path: Path) -> os.stat_result:
    """What `path` leads to, which has to be there; raises OSError (FileNotFoundError) where it is not."""
    state = look_at(path)
    if state is None:
        raise FileNotFoundError(errno.ENOENT, "not there", str(path))
    return state


def is_file(path: Path) -> bool:
    """Whether `path` leads to a plain file; raises OSError where the system cannot tell."""
    state = look_at(path)
    return state is not None and stat.S_ISREG(state.st_mode)


def is_folder(path: Path) -> bool:
    """Whether `path` leads to a folder; raises OSError where the system cannot tell."""
    state = look_at(path)
    return state is not None and stat.S_ISDIR(state.st_mode)


def list_folder(folder: Path) -> list[Path]:
    """What lies in `folder`, in the order of the names; nothing where it is not there. Raises OSError."""
    return [] if look_at(folder) is None else [folder / name for name in sorted(os.listdir(folder))]


def walk_files(folder: Path) -> list[Path]:
    """The files below `folder`, in the order of their names, those of a folder before those of its folders;
    what is hidden is nobody's source. Nothing where `folder` is not there.

    Raises OSError for a folder that cannot be read, which os.walk, glob and rglob leave out unsaid.
    """
    found: list[Path] = []
    if look_at(folder) is None:
        return found
    for place, folders, files in os.walk(folder, onerror=_raise):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "__")))
        found += [Path(place, name) for name in sorted(files) if not name.startswith((".", "~$"))]
    return found


def _raise(error: OSError) -> None:
    raise error


def explain_os_error(error: Exception) -> str:
    """Why a file cannot be read, in the editor's words; the system's own come in its language."""
    if isinstance(error, PermissionError):
        return "没有权限"
    if isinstance(error, BrokenLink):
        return "是个链接，通到的地方不在了"
    if isinstance(error, FileNotFoundError):
        return "文件不在了"
    if isinstance(error, NotADirectoryError):
        return "不是文件夹"
    if isinstance(error, RuntimeError) or getattr(error, "errno", 0) == errno.ELOOP:
        return "快捷方式互相指着"
    return f"系统错误 {error.errno}" if isinstance(error, OSError) and error.errno else "文件名不合规矩"
