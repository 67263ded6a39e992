"""A folder of this machine → TARGET/releases/NAME/ written beside, then one replacement of TARGET/current."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import shutil
import socket
import stat
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import filelock

from bulletin import disk
from bulletin.publish import faults
from bulletin.publish.copying import Source, build_tree, sync_folder, write_whole
from bulletin.publish.foreign import UNREADABLE, Foreign, Stray, settle_strays
from bulletin.publish.manifest import (
    Changes,
    Content,
    Manifest,
    NewerManifest,
    UnreadableManifest,
    compare_release,
    is_release_name,
    is_superseded,
    list_contents,
    make_manifest,
    parse_manifest,
    render_manifest,
    revive_manifest,
)
from bulletin.publish.release import WORKERS, Release, SiteFile, format_time, hash_file, parse_time
from bulletin.publish.target import Outcome, Report, ignore_progress

_CURRENT, _RELEASES, _STATE = "current", "releases", ".bulletin"
_PART, _OLD = ".part-", ".old-"
_PAUSE = 0.2
_ON_WINDOWS = os.name == "nt"


class LocalTarget:
    """A folder that a web server shows as TARGET/current.

    Every release is a whole tree of its own; readers are moved to the next one by one rename of a
    link, which the system does at once or not at all. What is the same as in the live release is
    linked, not copied, after its SHA-256 was compared.
    """

    def __init__(self, folder: Path, wait: float) -> None:
        self.label = str(folder)
        self._folder = Path(os.path.abspath(folder))
        self._wait = wait
        self.foreign = Foreign()

    def read_live(self) -> Manifest | None:
        """What TARGET/current leads to; the folder itself says it where the manifest was lost."""
        try:
            while True:
                name = self._read_link()
                if not name:
                    return None
                try:
                    return self._read_manifest(name)
                except FileNotFoundError:
                    if name == self._read_link():  # else somebody published while we looked
                        return None  # the release was removed by hand: nothing is shown
        except OSError as error:
            raise faults.explain_disk(error, self._folder) from error

    def compare(self, release: Release) -> Changes:
        """What `put` would change for readers."""
        return compare_release(release, self.read_live())

    def put(self, release: Release, base: Manifest | None, report: Report = ignore_progress) -> Outcome:
        """Write the release beside the live one, then move the link."""
        if base and not self.read_live():  # before a folder is made in what is an empty mount point now
            raise faults.vanish_place(self.label)
        with self._hold(report):
            live = self.read_live()
            if base and not live:
                raise faults.vanish_place(self.label)
            if is_superseded(release, live, base):
                return Outcome.SUPERSEDED
            kept = self._check(live.name, live.everything) if live else {}
            if live and kept.keys() == live.everything.keys() and live.files == list_contents(release.files):
                return Outcome.UNCHANGED
            self._place(make_manifest(release, live), live, kept, release.files, report)
            return Outcome.PLACED

    def roll_back(self, report: Report = ignore_progress) -> Manifest:
        """Make the release before the live one live again, as a release of its own: files that readers
        of the present pages may still ask for stay, and a run that began earlier does not undo it."""
        with self._hold(report):
            live = self.read_live()
            if live is None:
                raise faults.refuse_rollback(self.label, "还没有发布过")
            if not live.history:
                raise faults.refuse_rollback(self.label, "现在的是最早的一版")
            earlier = live.history[0]
            # One that cannot be looked at is not gone back to either: nothing changes for readers.
            if not (self._folder / _RELEASES / earlier).is_dir():
                raise faults.refuse_rollback(self.label, f"{earlier} 已经不在了")
            old = self._read_manifest(earlier)
            whole = self._check(earlier, old.files)
            if whole.keys() != old.files.keys():
                raise faults.refuse_rollback(self.label, f"{earlier} 的文件已经不全")
            files = {n: SiteFile(whole[n], c.sha256, c.size) for n, c in old.files.items()}
            manifest = revive_manifest(old, live, format_time(datetime.now(UTC)))
            return self._place(manifest, live, self._check(live.name, live.everything), files, report)

    def close(self) -> None:
        """Nothing is held open between calls."""

    def _read_link(self) -> str:
        """The name of the live release, "" where there is none; raises where `current` is not ours."""
        link = self._folder / _CURRENT
        try:
            target = Path(os.readlink(link))
        except FileNotFoundError:
            return ""
        except OSError as error:
            if error.errno not in {errno.EINVAL, errno.ENOTDIR} and not _ON_WINDOWS:
                raise  # nobody knows what stands there
            raise faults.refuse_current(link) from error  # not a link: on Windows WinError 4390
        if target.parent != Path(_RELEASES) or not is_release_name(target.name):
            raise faults.refuse_current(link)
        return target.name

    def _read_manifest(self, name: str) -> Manifest:
        """The manifest of a release, or what its folder holds where the manifest is lost or spoilt."""
        folder = self._folder / _RELEASES / name
        for pause in (0, _PAUSE):  # seconds: without it nobody can go back, so one look is not enough
            time.sleep(pause)
            with contextlib.suppress(FileNotFoundError, UnreadableManifest):
                try:
                    return parse_manifest(folder.with_name(f"{name}.json").read_bytes())
                except NewerManifest as error:
                    raise faults.refuse_manifest(self.label, str(error)) from error
        files = {}
        for path in disk.walk_files(folder):  # raises where a part of it cannot be read
            if not path.is_symlink():
                files[path.relative_to(folder).as_posix()] = Content(*hash_file(path))
        if not files:
            disk.require(folder)
        started = datetime.strptime(name.partition("-")[0], "%Y%m%dT%H%M%S%fZ").replace(tzinfo=UTC)
        return Manifest(name, format_time(started), files)

    def _check(self, name: str, contents: Mapping[str, Content]) -> dict[str, Path]:
        """The files of a release whose bytes are still those that were published."""
        folder = self._folder / _RELEASES / name

        def is_whole(entry: tuple[str, Content]) -> bool:
            path = folder / entry[0]
            try:
                return not path.is_symlink() and hash_file(path)[0] == entry[1].sha256
            except OSError:  # gone or unreadable: it is written anew
                return False

        with ThreadPoolExecutor(WORKERS) as pool:
            whole = list(pool.map(is_whole, contents.items()))
        return {name: folder / name for name, good in zip(contents, whole, strict=True) if good}

    def _place(
        self,
        manifest: Manifest,
        live: Manifest | None,
        kept: Mapping[str, Path],
        files: Mapping[str, SiteFile],
        report: Report,
    ) -> Manifest:
        manifest = self._name_unused(
            replace(manifest, retired={n: c for n, c in manifest.retired.items() if n in kept})
        )
        by_content = {live.everything[name].sha256: path for name, path in kept.items()} if live else {}
        sources: dict[str, Source] = {}
        for name, content in manifest.everything.items():
            link = by_content.get(content.sha256)
            if link is None and files[name].path.is_relative_to(self._folder / _RELEASES):
                link = files[name].path
            sources[name] = Source(content, link, files[name].path if name in files else None)
        sources |= self._bring_foreign(manifest, live) if live else {}
        releases = self._folder / _RELEASES
        fresh = releases / f"{_PART}{manifest.name}"
        build_tree(fresh, sources, report)
        os.rename(fresh, releases / manifest.name)
        write_whole(releases / f"{manifest.name}.json", render_manifest(manifest), self._folder / _STATE)
        sync_folder(releases)
        self._flip(manifest.name)
        report("已换上新的一版")
        try:
            self._prune({manifest.name, *manifest.history, *([live.name] if live else [])})
        except OSError as error:  # readers have the new release: it is published
            report(f"旧的一版没有清理掉（{error.strerror}），下次再清理")
        return manifest

    def _bring_foreign(self, new: Manifest, live: Manifest) -> dict[str, Source]:
        """The files of others in the live release that go over into `new`."""
        folder = self._folder / _RELEASES / live.name
        foreign = settle_strays(_find_strays(folder, live), new, live)
        sources, lost = {}, {}
        for name in foreign.kept:
            try:
                sources[name] = Source(Content(*hash_file(folder / name)), folder / name, None)
            except PermissionError:
                lost[name] = UNREADABLE
        self.foreign = foreign.lose(lost)
        return sources

    def _name_unused(self, manifest: Manifest) -> Manifest:
        """The manifest under a name no release has: a folder once shown is never written to again."""
        # Where exists() cannot tell, the rename to that name does.
        while (self._folder / _RELEASES / manifest.name).exists():
            started = parse_time(manifest.started) + timedelta(microseconds=1)
            name = f"{started:%Y%m%dT%H%M%S%f}Z-{manifest.name.rpartition('-')[2]}"
            manifest = replace(manifest, name=name, started=format_time(started))
        return manifest

    def _flip(self, name: str) -> None:
        """Let TARGET/current lead to `name`: rename(2) replaces a link in one step."""
        link = self._folder / _STATE / _CURRENT
        try:
            link.unlink(missing_ok=True)
            os.symlink(f"{_RELEASES}/{name}", link, target_is_directory=True)
            os.replace(link, self._folder / _CURRENT)
        except (OSError, NotImplementedError) as error:
            if _ON_WINDOWS and isinstance(error, OSError):
                raise faults.refuse_links(self._folder, error) from error
            raise
        sync_folder(self._folder)

    def _prune(self, kept: set[str]) -> None:
        """Remove the releases that are not in `kept`; what cannot be removed is left for the next run."""
        releases = self._folder / _RELEASES
        for path in sorted(releases.iterdir()):
            name = path.name.removesuffix(".json")
            if name in kept or not is_release_name(name):
                continue
            if path.is_dir():
                os.rename(path, releases / f"{_OLD}{name}")  # a release is whole or not there
            else:
                path.unlink()
        self._remove_leftovers()

    def _remove_leftovers(self) -> None:
        """Remove what a run that was killed left half written or half removed; hold the lock."""
        for path in (self._folder / _RELEASES).iterdir():
            if path.name.startswith((_PART, _OLD)):
                shutil.rmtree(path)

    @contextlib.contextmanager
    def _hold(self, report: Report) -> Iterator[None]:
        """Hold the lock of the target. It is the operating system's: one that a dead process held is free."""
        state = self._folder / _STATE
        owner = state / "owner.json"
        try:
            (self._folder / _RELEASES).mkdir(parents=True, exist_ok=True)
            state.mkdir(exist_ok=True)
            lock = filelock.FileLock(state / "lock", timeout=0)
            try:
                lock.acquire()
            except filelock.Timeout:
                report(f"等另一个发布做完：{_read_owner(owner)}")
                lock.acquire(timeout=self._wait)
            try:
                write_whole(owner, _describe_us(), state)
                self._remove_leftovers()
                yield
            finally:
                with contextlib.suppress(OSError):
                    owner.unlink(missing_ok=True)
                lock.release()
        except filelock.Timeout as error:
            raise faults.report_busy(self.label, _read_owner(owner)) from error
        except OSError as error:
            raise faults.explain_disk(error, self._folder) from error


def _find_strays(folder: Path, live: Manifest) -> dict[str, Stray]:
    """What lies in the folder of the live release and is not in its manifest; no link is followed."""
    strays = {}
    known = live.everything
    for place, folders, files in os.walk(folder, onerror=_raise):
        links = [name for name in folders if os.path.islink(os.path.join(place, name))]
        for path in (Path(place, name) for name in (*links, *files)):
            name = path.relative_to(folder).as_posix()
            if name not in known:
                state = path.lstat()
                strays[name] = Stray(stat.S_ISREG(state.st_mode), state.st_size)
    return strays


def _raise(error: OSError) -> None:
    raise error


def _describe_us() -> bytes:
    us = {"host": socket.gethostname(), "pid": os.getpid(), "since": format_time(datetime.now(UTC))}
    return json.dumps(us).encode()


def _read_owner(path: Path) -> str:
    try:
        owner = json.loads(path.read_bytes())
        return f"{owner['host']} 上的进程 {owner['pid']}，从 {owner['since']} 起"
    except (OSError, ValueError, TypeError, KeyError):
        return "不知道是谁"
