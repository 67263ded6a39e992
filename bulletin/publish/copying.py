"""Where each file of a release comes from → a tree of them, checked by SHA-256 and safe on the disk."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bulletin.publish import faults
from bulletin.publish.manifest import Content, find_parents
from bulletin.publish.pool import run_all
from bulletin.publish.target import Report

_CHUNK = 1 << 20
_WRITERS = 8  # fsyncs that wait together are written together


@dataclass(frozen=True, slots=True)
class Source:
    """One file of a tree: `link` holds the content in the same file system already, `path` anywhere."""

    content: Content
    link: Path | None
    path: Path | None


def build_tree(folder: Path, sources: Mapping[str, Source], report: Report) -> None:
    """Make `folder` anew with a file for each source, all of it on the disk when this returns.

    Raises OSError where the disk refuses, BulletinError (D102) where a file changed on the way.
    """
    folders = [folder, *(folder / parent for parent in sorted(find_parents(sources)))]
    whole = False
    try:
        for path in folders:
            path.mkdir()
        run_all(
            lambda name: _bring(name, folder / name, sources[name]),
            sources,
            _WRITERS,
            lambda done, total: report("写文件", done, total),
        )
        run_all(sync_folder, folders, _WRITERS)
        whole = True
    finally:
        if not whole:  # a full disk has no room for what is of no use
            shutil.rmtree(folder, ignore_errors=True)


def _bring(name: str, target: Path, source: Source) -> None:
    if source.link is not None:
        # A link takes no room; a file system that has none, or no more, gets a copy.
        with contextlib.suppress(OSError):
            os.link(source.link, target)
            return
    origin = source.link or source.path
    assert origin is not None
    try:
        read = open(origin, "rb")  # noqa: SIM115  # closed below
    except FileNotFoundError as error:
        raise faults.refuse_changed(name) from error
    digest = hashlib.sha256()
    with read, open(target, "xb") as write:
        while chunk := read.read(_CHUNK):
            digest.update(chunk)
            write.write(chunk)
        write.flush()
        os.fsync(write.fileno())
    if digest.hexdigest() != source.content.sha256:
        raise faults.refuse_changed(name)


def write_whole(path: Path, data: bytes, scratch: Path) -> None:
    """Write a small file so that readers find the old bytes or the new; who calls holds the lock.

    `scratch` is a folder on the same disk, where the bytes are written first.
    """
    temporary = scratch / "new"
    with open(temporary, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder last over a power cut, where the system lets a folder be synced."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
