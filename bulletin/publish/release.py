"""A folder that holds a finished site → `Release`: each file with its SHA-256, and when the run began."""

from __future__ import annotations

import hashlib
import os
import re
import stat
import unicodedata
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bulletin.errors import BulletinError
from bulletin.publish import faults

HOME = "index.html"
WORKERS = os.cpu_count() or 1
_CHUNK = 1 << 20
_UNFIT = {"Cc", "Cf", "Cs", "Zl", "Zp"}  # control, invisible, half a character, line ends
_LONGEST_SEGMENT = 255  # bytes: NAME_MAX of every file system in use
_DIGEST = re.compile(r"(?:\A|[./-])([0-9a-f]{8,64})\.[^/]+\Z")
_SEARCH = re.compile(r"(?:\A|/)search/[0-9a-f]{8,64}/")
# 20240930, 202409301530, 20240930153000: how a camera or a clerk names a file, and no digest.
_DATE = re.compile(r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?:[0-9]{4}|[0-9]{6})?\Z")


@dataclass(frozen=True, slots=True)
class SiteFile:
    """One file of a finished site: where it lies, its SHA-256 in hexadecimal, its size in bytes."""

    path: Path
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Release:
    """A whole site to put in place.

    `files` by name (relative, with `/`); `started` is when the run that made it began, ISO 8601 in
    UTC with microseconds: of two runs at once the one that began later wins. `facts` is whatever
    the caller wants to find again in the manifest of what is live, as JSON.
    """

    files: Mapping[str, SiteFile]
    started: str
    facts: Mapping[str, Any] = field(default_factory=dict)


def format_time(moment: datetime) -> str:
    """A moment as manifests hold it: 2026-11-25T07:12:54.123456Z, of one length, in the order of time."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def parse_time(text: str) -> datetime:
    """Read what `format_time` wrote, or any ISO 8601 time; raises ValueError. Without a zone it is UTC."""
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def is_immutable(name: str) -> bool:
    """Does the name hold a digest of the content, so that other content has another name?

    `style.0a1b2c3d.css`, `style-0a1b2c3d.css`, `images/0a1b2c3d4e5f.png`, and whatever lies in
    `search/<digest>/`. Such a file may be cached for ever, and stays for readers who hold a page of an
    earlier release. Digits that are a date are not a digest.
    """
    match = _DIGEST.search(name)
    return bool((match and not _DATE.match(match[1])) or _SEARCH.search(name))


def is_safe(name: str) -> bool:
    """May a file of this name be put in place: inside the site, not hidden, and the same on every system?"""
    segments = name.split("/")
    return all(
        segment
        and not segment.startswith(".")
        and "\\" not in segment
        and not any(unicodedata.category(char) in _UNFIT for char in segment)
        and len(segment.encode("utf-8", "surrogatepass")) <= _LONGEST_SEGMENT
        for segment in segments
    )


def hash_file(path: Path) -> tuple[str, int]:
    """SHA-256 in hexadecimal and size in bytes of a file's content; raises OSError."""
    digest, size = hashlib.sha256(), 0
    with open(path, "rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
    return digest.hexdigest(), size


def read_release(folder: Path, started: str, facts: Mapping[str, Any] | None = None) -> Release:
    """Hash every file of `folder`, which holds a whole site, its home page included.

    Dot-files are left out. A link is followed where it leads to a file inside `folder`. Raises
    BulletinError (D102) for a folder without a home page, a link that leads out, a name that not
    every system can hold, and what cannot be read; ValueError where `started` is no time.
    """
    moment = format_time(parse_time(started))
    try:
        root = folder.resolve(strict=True)
        paths = dict(sorted(_walk(root, root, "")))
        if HOME not in paths:
            raise faults.refuse_site(f"“{folder}”里没有 {HOME}，不是一个完整的网站")
        with ThreadPoolExecutor(WORKERS) as pool:
            hashed = list(pool.map(hash_file, paths.values()))
    except OSError as error:
        name = error.filename or folder
        raise faults.refuse_site(f"“{name}”读不出来（{error.strerror or error}）") from error
    files = {
        name: SiteFile(path, sha256, size)
        for (name, path), (sha256, size) in zip(paths.items(), hashed, strict=True)
    }
    return Release(files, moment, dict(facts or {}))


def _walk(folder: Path, root: Path, prefix: str) -> Iterator[tuple[str, Path]]:
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if entry.name.startswith("."):
                continue
            name = prefix + entry.name
            path = Path(entry.path)
            if not is_safe(name):
                raise faults.refuse_site(f"文件名 {name!r} 不能用在网站上")
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(path, root, f"{name}/")
            else:
                yield name, _find_content(path, root, name)


def _find_content(path: Path, root: Path, name: str) -> Path:
    content = path.resolve(strict=True)
    if not content.is_relative_to(root) or not stat.S_ISREG(content.stat().st_mode):
        raise _refuse_link(name)
    return content


def _refuse_link(name: str) -> BulletinError:
    return faults.refuse_site(f"“{name}”不是网站里的普通文件，或是通到外面的链接")
