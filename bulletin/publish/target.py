"""The address after `--to` → a `Target`: what every place that can be published to is able to do."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from bulletin.publish import faults
from bulletin.publish.manifest import Changes, Manifest
from bulletin.publish.release import Release

# 1,800 s: the first upload of 20 years over a slow line; whoever waits longer is told who works there.
WAIT_SECONDS = {"local": 600.0, "remote": 1800.0}
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://")
_SCP = re.compile(r"[\w.-]+@[\w.-]+:")


class Outcome(StrEnum):
    """How a publish ended: put in place, nothing to change, or a newer run was there first."""

    PLACED = "placed"
    UNCHANGED = "unchanged"
    SUPERSEDED = "superseded"


class Report(Protocol):
    """Told what is being done, in Chinese, and how many of how many files are through (0 of 0: no count)."""

    def __call__(self, what: str, done: int = 0, total: int = 0) -> None: ...


def ignore_progress(what: str, done: int = 0, total: int = 0) -> None:
    """The `Report` of who wants none."""


class Target(Protocol):
    """A place where a site is live. Every method raises BulletinError (D1xx) where it cannot do its work.

    `label` is the address as it may be shown and logged: without a password.
    """

    label: str

    def read_live(self) -> Manifest | None:
        """What is live now; None where nothing was published yet."""

    def compare(self, release: Release) -> Changes:
        """What `put` would change for readers; changes nothing."""

    def put(self, release: Release, base: Manifest | None, report: Report = ignore_progress) -> Outcome:
        """Put `release` in place, whole or not at all. `base` is what `read_live` said as the run began;
        raises BulletinError (D206), too, where there was something and now is nothing."""

    def roll_back(self, report: Report = ignore_progress) -> Manifest:
        """Put the release before the live one in place again; returns what is live then."""

    def close(self) -> None:
        """End the connections, if there are any."""


def open_target(address: str, wait: float | None = None) -> Target:
    """The target that `address` names; nothing is connected or written yet.

    A folder, `git+URL[#branch]`, `s3://bucket/prefix` or `sftp://user@host[:port]/path`. `wait` is
    for how many seconds another publisher is waited for. Raises BulletinError (D101) for anything
    else, and D111 or D112 where the program or package for it is missing.
    """
    if address.startswith("git+"):
        from bulletin.publish.git import GitTarget

        url, _, branch = address.removeprefix("git+").partition("#")
        return GitTarget(url, branch or "pages")
    scheme = match[1].lower() if (match := _SCHEME.match(address)) else ""
    if scheme in {"s3", "sftp"}:
        return _open_server(scheme, address, WAIT_SECONDS["remote"] if wait is None else wait)
    if scheme:
        raise faults.refuse_address(hide_password(address), f"不认识 {scheme}://")
    if _SCP.match(address):
        raise faults.refuse_address(address, f"是 git 仓库就写 git+{address}，是文件夹就写 sftp://")
    if not address.strip():
        raise faults.refuse_address(address, "是空的")
    from bulletin.publish.local import LocalTarget

    return LocalTarget(Path(address).expanduser(), WAIT_SECONDS["local"] if wait is None else wait)


def _open_server(scheme: str, address: str, wait: float) -> Target:
    from bulletin.publish.remote import RemoteTarget

    try:
        if scheme == "s3":
            from bulletin.publish.s3 import open_s3

            return RemoteTarget(open_s3(address), wait)
        from bulletin.publish.sftp import open_sftp

        return RemoteTarget(open_sftp(address), wait)
    except ImportError as error:
        raise faults.miss_package(scheme, error) from error


def hide_password(address: str) -> str:
    """`address` as it may be shown: no password, and of a web address no user, who may be a token."""
    without_user = re.sub(r"(?<=https://)[^/@]*@|(?<=http://)[^/@]*@", "", address)
    return re.sub(r"(?<=://)([^/@:]*):[^/@]*@", r"\1@", without_user)
