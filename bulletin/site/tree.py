"""Files and their digests → a folder that holds just these; what is as it was is left alone."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Mapping
from pathlib import Path

from bulletin.files import explain_write_error, write_files

_BATCH = 500  # files written whole before any is put in place


def write_tree(
    folder: Path, files: Mapping[str, bytes | Path], digests: Mapping[str, str], memory: Path
) -> None:
    """Make `folder` hold `files` (names with `/` → bytes, or where they lie) and nothing else.

    `memory` is a file that keeps what was written, by digest, size and time: a file that is still so is
    not read again. Pages that lead to others are written after them, what is stale is removed last.
    Raises BulletinError where the disk refuses.
    """
    known = _read_memory(memory)
    changed = [name for name in files if not _is_as_written(folder, name, digests[name], known)]
    changed.sort(key=lambda name: (name.endswith(".html"), -name.count("/"), name))
    try:
        memory.unlink(missing_ok=True)  # until all is well again
        for start in range(0, len(changed), _BATCH):
            batch = changed[start : start + _BATCH]
            write_files(folder, {name: files[name] for name in batch}, durable=False)
        _remove_others(folder, files)
        stats = {name: os.stat(folder / name) for name in files}
        seen = {name: [digests[name], stat.st_size, stat.st_mtime_ns] for name, stat in stats.items()}
        write_files(memory.parent, {memory.name: json.dumps(seen).encode()})
    except OSError as error:
        raise explain_write_error(error, folder) from error


def _read_memory(memory: Path) -> dict[str, list[str | int]]:
    """What was written last; nothing where that cannot be read: then all is read and compared."""
    try:
        known = json.loads(memory.read_bytes())
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def _is_as_written(folder: Path, name: str, digest: str, known: Mapping[str, list[str | int]]) -> bool:
    try:
        stat = os.stat(folder / name, follow_symlinks=False)
    except OSError:
        return False
    return known.get(name) == [digest, stat.st_size, stat.st_mtime_ns]


def _remove_others(folder: Path, files: Mapping[str, object]) -> None:
    """Remove what is not one of `files`, and folders that are empty then.

    What os.walk cannot see stays: it is more than there should be, and a publish refuses it.
    """
    for place, folders, names in os.walk(folder, topdown=False):
        base = os.path.relpath(place, folder).replace(os.sep, "/")
        for name in names:
            if (name if base == "." else f"{base}/{name}") not in files:
                os.unlink(os.path.join(place, name))
        for name in folders:
            path = os.path.join(place, name)
            if os.path.islink(path):
                os.unlink(path)
            else:
                with contextlib.suppress(OSError):  # not empty
                    os.rmdir(path)
