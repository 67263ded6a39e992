"""What is live at a target ↔ its manifest, a JSON file; a `Release` beside it → what would change."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bulletin.publish.release import Release, SiteFile, format_time, is_immutable, is_safe, parse_time

VERSION = 1
RECORDS = "records"  # the facts that hold the record of each issue
KEPT = 5  # releases that can be gone back to, the live one among them
_SHA256 = re.compile(r"[0-9a-f]{64}\Z")
_NAME = re.compile(r"[0-9]{8}T[0-9]{12}Z-[0-9a-f]{12}\Z")


class UnreadableManifest(ValueError):
    """The text is not a manifest."""


class NewerManifest(UnreadableManifest):
    """A later version of this program wrote it: nothing may be overwritten."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a file holds: SHA-256 in hexadecimal and size in bytes. `age`, of a retired file, counts
    the publishes since a release last needed it."""

    sha256: str
    size: int
    age: int = 0


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is live at a target.

    `files` are the release's own; `retired` are those of earlier releases, named by their digests,
    that readers of an earlier page may still ask for. `history` names the earlier releases that
    can be gone back to, the nearest first.
    """

    name: str
    started: str
    files: Mapping[str, Content]
    retired: Mapping[str, Content] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
    history: tuple[str, ...] = ()

    @property
    def everything(self) -> dict[str, Content]:
        """Every file in place, the retired ones included."""
        return {**self.retired, **self.files}


@dataclass(frozen=True, slots=True)
class Changes:
    """What a release would change: names, each in order."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


def compare_release(release: Release, live: Manifest | None) -> Changes:
    """What putting `release` in place of `live` would change for readers, retired files aside."""
    return compare_contents(list_contents(release.files), live.files if live else {})


def compare_contents(new: Mapping[str, Content], old: Mapping[str, Content]) -> Changes:
    """The names that only `new` has, that differ in content, that only `old` has."""
    return Changes(
        tuple(sorted(new.keys() - old.keys())),
        tuple(sorted(n for n in new.keys() & old.keys() if new[n].sha256 != old[n].sha256)),
        tuple(sorted(old.keys() - new.keys())),
    )


def list_contents(files: Mapping[str, SiteFile]) -> dict[str, Content]:
    """What each file of a release holds, without where it lies."""
    return {name: Content(file.sha256, file.size) for name, file in files.items()}


def is_superseded(release: Release, live: Manifest | None, base: Manifest | None) -> bool:
    """Did a run that began after ours put its release in place since ours began?

    `base` is what was live when our run began: what stood there then is older than our release
    whatever the clocks of the two machines say.
    """
    if live is None or (base is not None and live.name == base.name):
        return False
    return parse_time(live.started) > parse_time(release.started)


def make_manifest(release: Release, live: Manifest | None) -> Manifest:
    """The manifest of `release` put in the place of `live`, which it can go back to."""
    history = (live.name, *live.history) if live else ()
    return _follow(live, list_contents(release.files), release.started, release.facts, history)


def revive_manifest(old: Manifest, live: Manifest, started: str) -> Manifest:
    """The manifest of the earlier release `old` put in the place of `live`, at `started`."""
    return _follow(live, old.files, started, old.facts, old.history)


def _follow(
    live: Manifest | None,
    files: Mapping[str, Content],
    started: str,
    facts: Mapping[str, Any],
    history: tuple[str, ...],
) -> Manifest:
    moment = parse_time(started)
    if live is not None:  # never older than what it replaces, whatever the clock says
        moment = max(moment, parse_time(live.started) + timedelta(microseconds=1))
    name = f"{moment:%Y%m%dT%H%M%S%f}Z-{digest_contents(files)[:12]}"
    retired = _retire(files, live) if live else {}
    return Manifest(name, format_time(moment), files, retired, dict(facts), history[: KEPT - 1])


def digest_contents(files: Mapping[str, Content]) -> str:
    """One SHA-256 over the names and contents of a whole site."""
    lines = "".join(f"{content.sha256} {name}\n" for name, content in sorted(files.items()))
    return hashlib.sha256(lines.encode()).hexdigest()


def _retire(files: Mapping[str, Content], live: Manifest) -> dict[str, Content]:
    """The files named by a digest that one of the last KEPT releases needed and the new one does not."""
    aged = {n: Content(c.sha256, c.size, c.age + 1) for n, c in live.retired.items() if c.age + 1 < KEPT}
    aged |= {n: Content(c.sha256, c.size, 1) for n, c in live.files.items() if is_immutable(n)}
    blocked = find_parents(files)
    return {
        name: content
        for name, content in aged.items()
        if name not in files and name not in blocked and files.keys().isdisjoint(find_parents([name]))
    }


def find_parents(names: Iterable[str]) -> set[str]:
    """Every folder that `names` lie in, relative to the site: where a folder is, no file can be."""
    found: set[str] = set()
    for name in names:
        parent = name.rpartition("/")[0]
        while parent and parent not in found:
            found.add(parent)
            parent = parent.rpartition("/")[0]
    return found


def render_manifest(manifest: Manifest) -> bytes:
    """A manifest as JSON in UTF-8, the same bytes for the same manifest."""
    value = {
        "version": VERSION,
        "name": manifest.name,
        "started": manifest.started,
        "history": list(manifest.history),
        "facts": dict(manifest.facts),
        "files": {n: {"sha256": c.sha256, "size": c.size} for n, c in manifest.files.items()},
        "retired": {
            n: {"sha256": c.sha256, "size": c.size, "age": c.age} for n, c in manifest.retired.items()
        },
    }
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def parse_manifest(data: bytes) -> Manifest:
    """Read what `render_manifest` wrote; it comes from a server, and nothing in it is believed unseen.

    Raises UnreadableManifest, or NewerManifest where a later version of this program wrote it.
    """
    try:
        value = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise UnreadableManifest("不是 JSON") from error
    if not isinstance(value, dict):
        raise UnreadableManifest("不是发布清单")
    version = value.get("version")
    if isinstance(version, int) and version > VERSION:
        raise NewerManifest(f"是更新的版本 {version}")
    name, started, facts, history = (value.get(k) for k in ("name", "started", "facts", "history"))
    if version != VERSION or not isinstance(facts, dict) or not isinstance(history, list):
        raise UnreadableManifest("缺少要有的项")
    if not all(map(is_release_name, (name, *history))):
        raise UnreadableManifest("版本的名字不对")
    try:
        moment = format_time(parse_time(str(started)))
    except ValueError as error:
        raise UnreadableManifest("时间不对") from error
    files, retired = _parse_contents(value.get("files")), _parse_contents(value.get("retired"))
    return Manifest(str(name), moment, files, retired, facts, tuple(map(str, history)))


def is_release_name(name: object) -> bool:
    """Is it a name that `make_manifest` gives: 20261125T071254123456Z-0a1b2c3d4e5f?"""
    return isinstance(name, str) and bool(_NAME.match(name))


def _parse_contents(table: object) -> dict[str, Content]:
    if not isinstance(table, dict):
        raise UnreadableManifest("缺少文件的表")
    contents = {}
    for name, entry in table.items():
        fields = entry if isinstance(entry, dict) else {}
        sha256, size, age = fields.get("sha256"), fields.get("size"), fields.get("age", 0)
        if not (is_safe(name) and isinstance(sha256, str) and _SHA256.match(sha256)):
            raise UnreadableManifest(f"{name!r} 不对")
        if type(size) is not int or type(age) is not int or size < 0 or age < 0:
            raise UnreadableManifest(f"{name!r} 的大小不对")
        contents[name] = Content(sha256, size, age)
    return dict(sorted(contents.items()))
