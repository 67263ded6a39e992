"""The files that an issue's part of the site is made of → one digest, the same where the part is."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from bulletin import disk
from bulletin.errors import MACHINE_AT_FAULT, BulletinError, fail
from bulletin.manifest import list_versions
from bulletin.model import Issue, IssueId
from bulletin.source import is_source_name
from bulletin.workspace import ISSUE_FILE, SERIES_FILE, Workspace, shipped_folder

_OURS = Path(__file__).resolve().parent.parent
_FONTS = (".ttf", ".otf", ".ttc", ".otc", ".woff2", ".txt")


def digest_shared_inputs(workspace: Workspace) -> str:
    """SHA-256 of what all issues are made with: bulletin.yaml, templates, fonts, versions, this program.

    Raises BulletinError where any of it cannot be read.
    """
    digest = hashlib.sha256(repr(sorted(list_versions().items())).encode())
    _add_files(digest, workspace, [workspace.root / SERIES_FILE], workspace.root)
    for base in (workspace.root / "templates", shipped_folder("templates")):
        _add_files(digest, workspace, _walk(workspace, base), base)
    for base in (workspace.root / "fonts", shipped_folder("fonts")):
        fonts = (path for path in _walk(workspace, base) if path.suffix.lower() in _FONTS)
        _add_files(digest, workspace, fonts, base)
    ours = (path for path in _walk(workspace, _OURS) if path.suffix in {".py", ".yaml"})
    _add_files(digest, workspace, ours, _OURS)
    return digest.hexdigest()


def digest_issue_inputs(workspace: Workspace, issue_id: IssueId) -> dict[str, str]:
    """SHA-256 of each file of an issue's folder, by path from the root; "" for one that cannot be read: who
    reads it in earnest says what is wrong, and what nobody reads is nobody's loss.

    Raises BulletinError where the folder, or one in it, cannot be read.
    """
    folder = workspace.issue_folder(issue_id)
    try:
        disk.require(folder)
        paths = disk.walk_files(folder)
    except OSError as error:
        raise workspace.explain_issues(error, folder) from error
    return {workspace.relative(path): _digest_file(path) for path in paths}


def _digest_file(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def check_inputs(issue: Issue, inputs: Mapping[str, str]) -> None:
    """Raise BulletinError (G105) where `issue` was not read from the files that `inputs` lists: one of them
    was gone, or another, when it was read, even if all is as it was by now."""
    files = {path: data for path, data in issue.files.items() if path in inputs}
    check_read(issue.id, {**issue.sources, **files}, inputs)


def check_read(issue_id: IssueId, read: Mapping[str, bytes], inputs: Mapping[str, str]) -> None:
    """As `check_inputs`, of the files `read`: the sources of the issue, and what else there is."""
    folder = f"issues/{issue_id}/"
    found = {name: hashlib.sha256(data).hexdigest() for name, data in read.items() if name.startswith(folder)}
    beside = (name for name in inputs if "/" not in name.removeprefix(folder))
    sources = {name for name in beside if is_source_name(name.removeprefix(folder))}
    # Of issue.md and ISSUE.MD side by side, one is read.
    heads = {name for name in sources if name.lower() == f"{folder}{ISSUE_FILE}".lower()}
    sources -= heads if heads & found.keys() else set()
    if not sources <= found.keys() or any(inputs.get(name) != digest for name, digest in found.items()):
        raise refuse_changed(f"issues/{issue_id}")


def refuse_changed(path: str) -> BulletinError:
    """G105: what is being made is not what was read when the run began."""
    hint = "等存好了、网络盘稳定了，再运行一次"
    return fail("G105", "生成的时候又变了", hint, path=path, exit_code=MACHINE_AT_FAULT)


def digest_all(source: object, *more: object) -> str:
    """SHA-256 of an issue's inputs and of what its pages say of others: values whose repr tells them
    apart."""
    return hashlib.sha256(repr((source, *more)).encode()).hexdigest()


def _walk(workspace: Workspace, folder: Path) -> list[Path]:
    return workspace.look(disk.walk_files, folder)


def _add_files(digest: hashlib._Hash, workspace: Workspace, paths: Iterable[Path], base: Path) -> None:
    for path in paths:
        data = workspace.look(Path.read_bytes, path)
        name = os.fsencode(os.path.relpath(path, base))
        digest.update(b"%d %s %d " % (len(name), name, len(data)))
        digest.update(data)
