"""A branch elsewhere → its newest tree, fetched without its files; a new tree → a commit, pushed.

All is done in a bare repository of our own: nothing is checked out, and of the files only those travel
that the other side does not hold.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from bulletin.publish import faults
from bulletin.publish.gitcommand import GitFailure, run_git
from bulletin.publish.release import WORKERS, SiteFile

_DEEP = 200  # commits that are looked through for an earlier release
_AUTHOR = "bulletin"
_CHUNK = 1 << 20
_PLAIN = {"100644", "100755"}  # modes of what is a file
# What a server says when another push reached it first, besides refusing our lease.
_RACED = ("stale info", "fetch first", "cannot lock ref", "failed to update ref", "incorrect old value")


class LostRace(Exception):
    """Another publisher pushed since the branch was fetched."""


@dataclass(frozen=True, slots=True)
class Tip:
    """One commit of the branch: its name, its files, path → name of the blob, and which of these are links
    or other repositories."""

    commit: str
    files: Mapping[str, str]
    odd: frozenset[str]


class Repository:
    """A bare repository in `folder`, an empty folder of ours, whose only remote is `url`."""

    def __init__(self, folder: Path, url: str, branch: str) -> None:
        self._folder = folder
        self._ref = f"refs/heads/{branch}"
        self._git("init", "--quiet", "--bare", "--template=", str(folder))
        # A promisor remote: what was left out by the filter is fetched when it is asked for. Written here,
        # for an argument of a command could be read by every user of the machine, and it may hold a token.
        quoted = url.replace("\\", "\\\\").replace('"', '\\"')
        with open(folder / "config", "a", encoding="utf-8") as config:
            config.write(f'[remote "origin"]\n\turl = "{quoted}"\n\tpromisor = true\n')
            config.write("\tpartialclonefilter = blob:none\n")

    def fetch(self, deep: bool = False) -> Tip | None:
        """The newest commit of the branch, None where there is no such branch; `deep`: with those before."""
        depth = _DEEP if deep else 1
        options = ("--quiet", "--no-tags", f"--depth={depth}")
        try:
            self._git("fetch", *options, "origin", f"+{self._ref}:refs/publish/tip")
        except GitFailure as error:
            if "couldn't find remote ref" in error.said.lower():
                return None
            raise
        commit = self._git("rev-parse", "--verify", "refs/publish/tip").decode().strip()
        entries = self._list_entries(commit)
        files = {name: blob for name, (_, blob) in entries.items()}
        return Tip(commit, files, frozenset(n for n, (mode, _) in entries.items() if mode not in _PLAIN))

    def list_files(self, commit: str) -> dict[str, str]:
        """Path → name of the blob, for every file of a commit."""
        return {name: blob for name, (_, blob) in self._list_entries(commit).items()}

    def _list_entries(self, commit: str) -> dict[str, tuple[str, str]]:
        """Path → its mode and the name of the blob."""
        found = {}
        for line in self._git("ls-tree", "-r", "-z", commit).split(b"\0"):
            if line:
                entry, _, name = line.partition(b"\t")
                mode, _, blob = entry.decode().split()
                found[name.decode("utf-8", "surrogateescape")] = mode, blob
        return found

    def find_release(self, name: str) -> str | None:
        """The commit of an earlier release; after `fetch(deep=True)`."""
        log = self._git(
            "log",
            "--first-parent",
            "--format=%H %(trailers:key=Release,valueonly,separator=%x20)",
            "refs/publish/tip",
        ).decode("utf-8", "replace")
        return next((line.split()[0] for line in log.splitlines() if line.split()[1:] == [name]), None)

    def read_blob(self, blob: str) -> bytes:
        """What a file holds."""
        return self._git("cat-file", "blob", blob)

    def write_blob(self, data: bytes) -> str:
        """Keep `data`; returns the name of the blob."""
        return self._git("hash-object", "-w", "--stdin", data=data).decode().strip()

    def write_files(
        self, files: Mapping[str, str], sources: Mapping[str, SiteFile], held: Iterable[str]
    ) -> None:
        """Keep the files whose blobs are not among `held`; raises BulletinError where one changed."""
        there = set(held)
        wanted = {blob: name for name, blob in files.items() if blob not in there}
        paths = "".join(f"{sources[name].path}\n" for name in wanted.values())
        try:
            made = self._git("hash-object", "-w", "--no-filters", "--stdin-paths", data=paths.encode())
        except GitFailure as error:
            if "could not open" in error.said or "unable to hash" in error.said.lower():
                raise faults.refuse_changed(next(iter(wanted.values()))) from error
            raise
        for (blob, name), line in zip(wanted.items(), made.decode().splitlines(), strict=True):
            if line != blob:
                raise faults.refuse_changed(name)

    def commit(self, files: Mapping[str, str], parent: str | None, message: str, when: str) -> str:
        """A commit of exactly `files`, the same for the same arguments; returns its name."""
        index = self._folder / "publish-index"
        index.unlink(missing_ok=True)
        own = {"GIT_INDEX_FILE": str(index)}
        entries = b"".join(
            f"100644 {blob}\t".encode() + name.encode("utf-8", "surrogateescape") + b"\0"
            for name, blob in sorted(files.items())
        )
        self._git("update-index", "-z", "--index-info", data=entries, environment=own)
        tree = self._git("write-tree", "--missing-ok", environment=own).decode().strip()
        who = {
            f"GIT_{role}_{key}": value
            for role in ("AUTHOR", "COMMITTER")
            for key, value in {"NAME": _AUTHOR, "EMAIL": f"{_AUTHOR}@localhost", "DATE": when}.items()
        }
        parents = ("-p", parent) if parent else ()
        made = self._git("commit-tree", tree, *parents, data=message.encode(), environment=who)
        return made.decode().strip()

    def push(self, commit: str, parent: str | None) -> None:
        """Move the branch from `parent` (None: it is not there) to `commit`, or raise LostRace."""
        lease = f"--force-with-lease={self._ref}:{parent or ''}"
        try:
            self._git("push", "--quiet", "--no-verify", lease, "origin", f"{commit}:{self._ref}")
        except GitFailure as error:
            now = self._ask_tip()
            if now == commit:  # it arrived; the answer did not
                return
            if now != parent or any(word in error.said for word in _RACED):
                raise LostRace from error
            raise

    def _ask_tip(self) -> str | None:
        answer = self._git("ls-remote", "origin", self._ref).decode().split()
        return answer[0] if answer else None

    def _git(self, *arguments: str, data: bytes = b"", environment: Mapping[str, str] | None = None) -> bytes:
        return run_git(self._folder, *arguments, data=data, environment=environment)


def name_blobs(sources: Mapping[str, SiteFile]) -> dict[str, str]:
    """Name in the site → name that git gives its bytes; raises BulletinError (D102) where a file changed."""

    def name_blob(entry: tuple[str, SiteFile]) -> str:
        name, file = entry
        blob = hashlib.sha1(b"blob %d\0" % file.size, usedforsecurity=False)
        whole = hashlib.sha256()
        try:
            with open(file.path, "rb") as source:
                while chunk := source.read(_CHUNK):
                    blob.update(chunk)
                    whole.update(chunk)
        except OSError as error:
            raise faults.refuse_changed(name) from error
        if whole.hexdigest() != file.sha256:
            raise faults.refuse_changed(name)
        return blob.hexdigest()

    with ThreadPoolExecutor(WORKERS) as pool:
        return dict(zip(sources, pool.map(name_blob, sources.items()), strict=True))


def is_branch(name: str) -> bool:
    """May a branch have this name? See git-check-ref-format(1)."""
    good = re.fullmatch(r"[^\x00-\x20\x7f~^:?*\[\\]+", name) and "@{" not in name and ".." not in name
    return bool(good) and all(
        part and not part.startswith((".", "-")) and not part.endswith((".", ".lock"))
        for part in name.split("/")
    )
