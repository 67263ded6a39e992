"""Files to write → all of them in place, or none touched: temporary names, fsync, then renames."""

from __future__ import annotations

import contextlib
import errno
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from bulletin import disk
from bulletin.errors import MACHINE_AT_FAULT, BulletinError, fail

_PREFIX = ".bulletin-"
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
NO_ROOM = _FULL | {errno.EROFS, errno.EACCES, errno.EPERM}  # what a folder says that takes no file


def write_files(
    folder: Path,
    files: Mapping[str, bytes | Path],
    *,
    stale: frozenset[str] = frozenset(),
    durable: bool = True,
) -> None:
    """Write `files` (names with `/` → bytes, or the file that holds them) into `folder`, then remove the
    `stale` names.

    Every file is written whole beside its target before any is renamed, in the order of `files`: a
    full disk leaves the old files as they were, and so does a first one that is held open. A file
    whose bytes are the same already is left alone. What can be made again need not outlast a power cut:
    without `durable` nothing waits for the disk. Raises BulletinError (the machine's fault) where
    the disk refuses.
    """
    written: list[tuple[Path, Path]] = []
    try:
        for name, content in files.items():
            target = folder / name
            if target.is_dir():  # one that is and cannot be looked at is refused by the rename below
                raise IsADirectoryError(errno.EISDIR, "is a folder", str(target))
            data = content if isinstance(content, bytes) else content.read_bytes()
            if not _holds(target, data):
                target.parent.mkdir(parents=True, exist_ok=True)
                written.append((_write_temporary(target, data, durable=durable), target))
        for temporary, target in written:
            os.replace(temporary, target)
        for name in stale - files.keys():
            (folder / name).unlink(missing_ok=True)
    except OSError as error:
        raise explain_write_error(error, folder) from error
    finally:
        for temporary, _ in written:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)
    if durable:
        _sync_folders({target.parent for _, target in written})


def create_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write new files and never replace one: each is linked into place under a name nobody holds."""
    try:
        for name, data in files.items():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            temporary = _write_temporary(target, data)
            try:
                if disk.look_at(target):  # raises where it cannot tell: nothing is replaced unseen
                    raise FileExistsError(errno.EEXIST, "exists", str(target))
                os.rename(temporary, target)
            finally:
                temporary.unlink(missing_ok=True)
    except OSError as error:
        raise explain_write_error(error, folder) from error


def remove_leftovers(folder: Path) -> None:
    """Remove the temporary files that a run which was killed left behind; nobody else may be writing.

    What rglob cannot see stays for another time: nobody reads it.
    """
    for path in folder.rglob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            path.unlink()


def _holds(target: Path, data: bytes) -> bool:
    try:
        return target.stat().st_size == len(data) and target.read_bytes() == data
    except OSError:  # it is written anew
        return False


def _write_temporary(target: Path, data: bytes, *, durable: bool = True) -> Path:
    descriptor, name = tempfile.mkstemp(prefix=_PREFIX, dir=target.parent)
    path = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        path.chmod(0o666 & ~UMASK)
    except OSError:
        path.unlink(missing_ok=True)
        raise
    return path


def _read_umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


UMASK = _read_umask()  # mkstemp makes files that only their owner reads; a web server must too


def _sync_folders(folders: set[Path]) -> None:
    """Make the renames last over a power cut, where the system lets a folder be synced."""
    if os.name == "posix":
        for folder in folders:
            descriptor = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)


def explain_write_error(error: OSError, folder: Path) -> BulletinError:
    """What the disk says of a write into `folder`, as the editor reads it."""
    name = Path(error.filename2 or error.filename or folder).name
    name = folder.name if name.startswith(_PREFIX) else name  # an editor knows no temporary name
    if error.errno in _FULL:
        message, hint = "磁盘满了，什么也没有写", "清理磁盘后再运行一次"
    elif isinstance(error, PermissionError):
        message = f"“{name}”写不进去"
        hint = "文件可能正在别的程序里打开（如 PDF 阅读器），关闭后再运行一次；或检查文件夹的权限"
    else:
        message, hint = f"“{name}”写不进去", "检查磁盘和文件夹，再运行一次"
    return fail("E302", message, hint, path=folder.as_posix(), exit_code=MACHINE_AT_FAULT)


def explain_temporary_error(error: OSError) -> BulletinError:
    """What the disk says of a temporary file, as the editor reads it."""
    what = "满了" if error.errno in _FULL else "写不进去"
    hint = "清理磁盘，或让环境变量 TMPDIR（Windows 上是 TEMP）指向一个能写、有空的文件夹，再运行一次"
    folder = _find_temporary_folder()
    return fail("E302", f"放临时文件的文件夹“{folder}”{what}", hint, exit_code=MACHINE_AT_FAULT)


def _find_temporary_folder() -> str:
    try:
        return tempfile.gettempdir()
    except FileNotFoundError:  # none that can be written
        return os.environ.get("TMPDIR") or os.environ.get("TEMP") or "/tmp"
