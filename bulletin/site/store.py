"""dist/.site ↔ the issues' parts of the site as last made, each with the digest of what it was made of.

A part that was made on another machine is as good as one made here: the folders of several can be put
together (`--shard`).
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from bulletin.files import explain_write_error
from bulletin.model import IssueId
from bulletin.site.edition import Edition
from bulletin.site.links import PageLinks
from bulletin.site.model import SiteIssue, describe_site_issue, parse_site_issue
from bulletin.site.search import IndexedIssue, parse_indexed, render_indexed
from bulletin.workspace import Workspace

FOLDER = ".site"
_STATE, _CONTENT, _SEARCH, _FILES = "state.json", "content.html", "search.json", "files"
_NEW, _OLD = ".new-", ".old-"


@dataclass(frozen=True)
class Part:
    """An issue's part of the site as it lies in dist/.site: `files` are SHA-256 by name on the site.

    `source` and `key` stand for what it was made of: its own sources and what all share, and all of that.
    """

    folder: Path
    source: str
    key: str
    issue: SiteIssue
    files: Mapping[str, str]
    links: Mapping[str, PageLinks]

    def find_file(self, name: str) -> Path:
        """Where the bytes of file `name` lie."""
        return self.folder / _FILES / name

    def read_content(self) -> str:
        """The issue's full text in HTML."""
        return (self.folder / _CONTENT).read_text("utf-8")

    def read_index(self) -> IndexedIssue:
        """The issue's share of the search index."""
        return parse_indexed((self.folder / _SEARCH).read_bytes())


def find_store(workspace: Workspace) -> Path:
    """dist/.site, whether it exists or not."""
    return workspace.out / FOLDER


def read_part(workspace: Workspace, issue_id: IssueId) -> Part | None:
    """The issue's part as it was last made; None where there is none, or it is not whole, or it cannot be
    read: then it is made again."""
    folder = find_store(workspace) / str(issue_id)
    try:
        state = json.loads((folder / _STATE).read_bytes())
        part = Part(
            folder,
            state["source"],
            state["key"],
            parse_site_issue(state["issue"]),
            state["files"],
            {name: PageLinks(tuple(ids), tuple(wanted)) for name, (ids, wanted) in state["links"].items()},
        )
        sizes = state["sizes"]
        whole = all(part.find_file(name).stat().st_size == sizes[name] for name in part.files)
        whole = whole and all((folder / name).is_file() for name in (_CONTENT, _SEARCH))
    except (OSError, ValueError, LookupError, TypeError):
        return None
    return part if whole else None


def write_part(workspace: Workspace, issue_id: IssueId, source: str, key: str, edition: Edition) -> None:
    """Keep an issue's part, whole or not at all; raises BulletinError where the disk refuses."""
    store = find_store(workspace)
    try:
        store.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=_NEW, dir=store))
        try:
            _write_folder(fresh, source, key, edition)
            target, old = store / str(issue_id), store / f"{_OLD}{fresh.name}"
            with contextlib.suppress(FileNotFoundError):
                os.rename(target, old)
            os.rename(fresh, target)
            shutil.rmtree(old, ignore_errors=True)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    except OSError as error:
        raise explain_write_error(error, store) from error


def _write_folder(folder: Path, source: str, key: str, edition: Edition) -> None:
    for name, data in edition.files.items():
        path = folder / _FILES / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    (folder / _CONTENT).write_text(edition.content, "utf-8", newline="")
    (folder / _SEARCH).write_bytes(render_indexed(edition.indexed))
    state = {
        "source": source,
        "key": key,
        "issue": describe_site_issue(edition.issue),
        "files": {name: hashlib.sha256(data).hexdigest() for name, data in edition.files.items()},
        "sizes": {name: len(data) for name, data in edition.files.items()},
        "links": {name: list(asdict(links).values()) for name, links in edition.links.items()},
    }
    (folder / _STATE).write_text(json.dumps(state, ensure_ascii=False), "utf-8")


def remove_stale_parts(workspace: Workspace, issues: Iterable[IssueId]) -> None:
    """Remove the parts of issues that are gone, and what a run that was killed left behind: all of it can be
    made again."""
    kept = set(map(str, issues))
    with contextlib.suppress(FileNotFoundError):
        for entry in os.scandir(find_store(workspace)):
            if entry.is_dir(follow_symlinks=False) and entry.name not in kept:
                shutil.rmtree(entry.path, ignore_errors=True)
