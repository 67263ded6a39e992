"""A store on a server → a target whose files are replaced one by one, in an order that readers can bear.

A server has no step that changes a whole site. So everything new is brought there first, under
`.bulletin/objects/<sha256>`, where no reader looks; then it is moved into place in the order of
`order`, then the manifest, and what is not wanted any more goes last. Before the first name is
touched, `.bulletin/doubt.json` lists all that will be: a run that dies in between leaves that list, and
the next one puts each of those names right, whatever the manifest says of it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from bulletin.errors import BulletinError
from bulletin.publish import faults
from bulletin.publish.foreign import Foreign
from bulletin.publish.lease import Lease, LostLease, hold_lease
from bulletin.publish.manifest import (
    Changes,
    Manifest,
    NewerManifest,
    UnreadableManifest,
    compare_contents,
    compare_release,
    is_release_name,
    is_superseded,
    list_contents,
    make_manifest,
    parse_manifest,
    render_manifest,
    revive_manifest,
)
from bulletin.publish.order import find_obstacles, order_placing, order_removing
from bulletin.publish.pool import run_all
from bulletin.publish.release import Release, format_time, is_safe
from bulletin.publish.store import Store, persist
from bulletin.publish.target import Outcome, Report, ignore_progress

T = TypeVar("T")
LIVE = ".bulletin/manifest.json"
DOUBT = ".bulletin/doubt.json"
OBJECTS = ".bulletin/objects"
RELEASES = ".bulletin/releases"
_TAKEOVERS = 5  # how often a run begins anew after its lock was taken over


class RemoteTarget:
    """A site on a server, of which only what changes travels."""

    def __init__(self, store: Store, wait: float) -> None:
        self.label = store.label
        self.foreign = Foreign()  # never touched: only names that a manifest lists are replaced or removed
        self._store = store
        self._wait = wait
        # What we may have put in place after our lock was taken over while this machine slept.
        self._suspect: frozenset[str] = frozenset()

    def read_live(self) -> Manifest | None:
        """The manifest that was put there last."""
        return self._read_manifest(LIVE, ignore_progress)

    def compare(self, release: Release) -> Changes:
        """What `put` would change for readers."""
        return compare_release(release, self.read_live())

    def put(self, release: Release, base: Manifest | None, report: Report = ignore_progress) -> Outcome:
        """Bring what changed, then move it into place."""

        def work(lease: Lease) -> Outcome:
            live = self._read_manifest(LIVE, report)
            if base and not live:
                raise faults.vanish_place(self.label)
            doubt = self._read_doubt(report)
            if live and is_superseded(release, live, base):
                if doubt:
                    self._flip(lease, report, live, live, doubt, {})
                return Outcome.SUPERSEDED
            if live and not doubt and live.files == list_contents(release.files):
                return Outcome.UNCHANGED
            sources = {file.sha256: file.path for file in release.files.values()}
            self._flip(lease, report, make_manifest(release, live), live, doubt, sources)
            return Outcome.PLACED

        return self._with_lease(work, report)

    def roll_back(self, report: Report = ignore_progress) -> Manifest:
        """Put the release before the live one in place, from what the server still holds of it."""
        placed: list[Manifest] = []  # not twice back where the lock was lost behind the first

        def work(lease: Lease) -> Manifest:
            live, doubt = self._read_manifest(LIVE, report), self._read_doubt(report)
            if live is None:
                raise faults.refuse_rollback(self.label, "还没有发布过")
            for manifest in placed:
                if manifest.name in (live.name, *live.history):
                    if doubt:
                        self._flip(lease, report, live, live, doubt, {})
                    return manifest
            if not live.history:
                raise faults.refuse_rollback(self.label, "现在的是最早的一版")
            earlier = live.history[0]
            old = self._read_manifest(f"{RELEASES}/{earlier}.json", report)
            if old is None:
                raise faults.refuse_rollback(self.label, f"{earlier} 已经不在了")
            manifest = revive_manifest(old, live, format_time(datetime.now(UTC)))
            placed.append(manifest)
            self._flip(lease, report, manifest, live, doubt, {})
            return manifest

        return self._with_lease(work, report)

    def close(self) -> None:
        """End the connections."""
        self._store.close()

    def _with_lease(self, work: Callable[[Lease], T], report: Report) -> T:
        persist(self._store, report, self._store.prepare)
        for _ in range(_TAKEOVERS):
            try:
                with hold_lease(self._store, report, self._wait) as lease:
                    return work(lease)
            except LostLease:
                report("锁被别人接管了，重新开始")
        raise faults.report_busy(self.label, "锁一再被别人接管")

    def _flip(
        self,
        lease: Lease,
        report: Report,
        new: Manifest,
        live: Manifest | None,
        doubt: frozenset[str],
        sources: Mapping[str, Path],
    ) -> None:
        flip = _Flip(self._store, lease, report)
        try:
            flip.run(new, live, doubt, sources)
        except LostLease:
            self._suspect |= flip.touched
            raise
        self._suspect = frozenset()

    def _read_manifest(self, name: str, report: Report) -> Manifest | None:
        data = persist(self._store, report, lambda: self._store.read(name))
        if data is None:
            return None
        try:
            return parse_manifest(data)
        except NewerManifest as error:
            raise faults.refuse_manifest(self.label, str(error)) from error
        except UnreadableManifest as error:
            if name != LIVE:
                return None
            raise faults.refuse_manifest(self.label, str(error)) from error

    def _read_doubt(self, report: Report) -> frozenset[str]:
        """The names that a run which died, or lost its lock, may or may not have put in place."""
        data = persist(self._store, report, lambda: self._store.read(DOUBT))
        if data is None:
            return self._suspect
        try:
            names = json.loads(data)["names"]
            return self._suspect | {name for name in names if isinstance(name, str) and is_safe(name)}
        except (ValueError, KeyError, TypeError) as error:
            raise faults.refuse_manifest(self.label, "doubt.json 不对") from error


class _Flip:
    """One change of a whole site, under a lease."""

    def __init__(self, store: Store, lease: Lease, report: Report) -> None:
        self._store = store
        self._lease = lease
        self._report = report
        self.touched: frozenset[str] = frozenset()

    def run(
        self, new: Manifest, live: Manifest | None, doubt: frozenset[str], sources: Mapping[str, Path]
    ) -> None:
        """Put `new` in the place of `live`; `sources` by SHA-256 is where each content lies here."""
        wanted = new.everything
        changes = compare_contents(wanted, live.everything if live else {})
        changed = {*changes.changed, *(doubt & wanted.keys())} - {*changes.added}
        removed = {*changes.removed, *(doubt - wanted.keys())}

        before = self._do(lambda: self._store.read(LIVE))
        self._send(new, sources, {wanted[name].sha256 for name in (*changes.added, *changed)})
        self._lease.confirm()
        self._write(f"{RELEASES}/{new.name}.json", render_manifest(new))
        self.touched = doubt | {*changes.added, *changed, *removed}
        self._write(DOUBT, json.dumps({"version": 1, "names": sorted(self.touched)}).encode())

        obstacles = find_obstacles(removed, [*changes.added, *changed])
        self._remove([obstacles])
        groups = order_placing(changes.added, changed)
        done, total = 0, sum(map(len, groups))
        self._lease.confirm()
        for group in groups:
            self._each(group, lambda name: self._store.place(f"{OBJECTS}/{wanted[name].sha256}", name))
            done += len(group)
            self._report("换上", done, total)
        self._lease.confirm()
        self._replace_live(before, render_manifest(new))
        self._remove(order_removing(removed.difference(obstacles)))
        self._lease.confirm()
        self._remove([[DOUBT]])
        self._prune(new, live)
        self._lease.confirm()

    def _replace_live(self, before: bytes | None, after: bytes) -> None:
        """Let the manifest be the new one if it is still that which we found."""

        def replace() -> bool:
            if before is None:
                done = self._store.create(LIVE, after)
            else:
                done = before == after or self._store.renew(LIVE, before, after)
            return done or self._store.read(LIVE) == after  # the answer to an earlier try was lost

        if not self._do(replace):
            raise LostLease

    def _send(self, new: Manifest, sources: Mapping[str, Path], needed: set[str]) -> None:
        """Bring every content that the server does not hold yet, each once."""
        held = self._list(OBJECTS)
        absent = {c.sha256: n for n, c in new.files.items() if held.get(c.sha256) != c.size}
        if lost := needed & absent.keys() - sources.keys():
            raise faults.refuse_rollback(self._store.label, f"“{absent[min(lost)]}”的旧内容已经不在了")
        missing = {sha256: name for sha256, name in absent.items() if sha256 in sources}
        run_all(
            lambda sha256: self._do(lambda: self._store.send(sources[sha256], f"{OBJECTS}/{sha256}", sha256)),
            missing,
            self._store.workers,
            lambda done, total: self._report("上传", done, total),
        )

    def _prune(self, new: Manifest, live: Manifest | None) -> None:
        """Remove contents and manifests that no release which can be gone back to needs."""
        kept = {new.name: new} | ({live.name: live} if live else {})
        contents = {c.sha256 for manifest in kept.values() for c in manifest.everything.values()}
        for name in new.history:
            if name not in kept:
                contents |= self._read_needs(name)
        names = {*kept, *new.history}
        releases, objects = self._list(RELEASES), self._list(OBJECTS)
        self._lease.confirm()
        stale = [n for n in releases if is_release_name(n.removesuffix(".json")) and n[:-5] not in names]
        unneeded = [name for name in objects if name not in contents]
        self._remove([[f"{RELEASES}/{n}" for n in stale], [f"{OBJECTS}/{n}" for n in unneeded]])

    def _read_needs(self, name: str) -> set[str]:
        data = self._do(lambda: self._store.read(f"{RELEASES}/{name}.json"))
        try:
            return {c.sha256 for c in parse_manifest(data or b"").everything.values()}
        except UnreadableManifest:  # nobody can go back to it
            return set()

    def _do(self, action: Callable[[], T]) -> T:
        try:
            return persist(self._store, self._report, action, self._lease.check)
        except BulletinError:
            self._lease.confirm()  # what failed is our affair only if the lock is still ours
            raise

    def _list(self, folder: str) -> dict[str, int]:
        return self._do(lambda: self._store.list(folder))

    def _write(self, name: str, data: bytes) -> None:
        self._do(lambda: self._store.write(name, data))

    def _remove(self, groups: Iterable[Iterable[str]]) -> None:
        for group in groups:
            self._each(group, self._store.remove)

    def _each(self, names: Iterable[str], action: Callable[[str], None]) -> None:
        run_all(lambda name: self._do(lambda: action(name)), names, self._store.workers)
