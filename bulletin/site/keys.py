"""The files that an issue's part of the site is made of → one digest, the same where the part is."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from bulletin.manifest import list_versions
from bulletin.model import IssueId
from bulletin.workspace import SERIES_FILE, Workspace, shipped_folder

_OURS = Path(__file__).resolve().parent.parent
_FONTS = (".ttf", ".otf", ".ttc", ".otc", ".woff2", ".txt")


def digest_shared_inputs(workspace: Workspace) -> str:
    """SHA-256 of what all issues are made with: bulletin.yaml, templates, fonts, versions, this program."""
    digest = hashlib.sha256(repr(sorted(list_versions().items())).encode())
    _add_files(digest, [workspace.root / SERIES_FILE], workspace.root)
    for base in (workspace.root / "templates", shipped_folder("templates")):
        _add_files(digest, _walk(base), base)
    for base in (workspace.root / "fonts", shipped_folder("fonts")):
        _add_files(digest, (path for path in _walk(base) if path.suffix.lower() in _FONTS), base)
    _add_files(digest, (path for path in _walk(_OURS) if path.suffix in {".py", ".yaml"}), _OURS)
    return digest.hexdigest()


def digest_issue_inputs(workspace: Workspace, issue_id: IssueId, shared: str) -> str:
    """SHA-256 of an issue's folder and of what is `shared`."""
    digest = hashlib.sha256(shared.encode())
    folder = workspace.issue_folder(issue_id)
    _add_files(digest, _walk(folder), folder)
    return digest.hexdigest()


def digest_all(source: str, *more: object) -> str:
    """SHA-256 of the digest of an issue's inputs and of what its pages say of others: values whose repr
    tells them apart."""
    return hashlib.sha256(repr((source, *more)).encode()).hexdigest()


def _walk(folder: Path) -> Iterator[Path]:
    """The files below `folder`, in the order of their names; what is hidden is nobody's source."""
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "__")))
        for name in sorted(files):
            if not name.startswith((".", "~$")):
                yield Path(place, name)


def _add_files(digest: hashlib._Hash, paths: Iterable[Path], base: Path) -> None:
    for path in paths:
        try:
            data = path.read_bytes()
        except OSError:
            data = b""  # who reads it in earnest says what is wrong
        name = os.fsencode(os.path.relpath(path, base))
        digest.update(b"%d %s %d " % (len(name), name, len(data)))
        digest.update(data)
