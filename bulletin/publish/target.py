"""A `Target`: what every place that can be published to is able to do, and how its address is shown."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Protocol

from bulletin.publish.foreign import Foreign
from bulletin.publish.manifest import Changes, Manifest
from bulletin.publish.release import Release


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

    `label` is the address as it may be shown and logged: without a password. `foreign` is what became of
    the files there that are not ours, as a release was put in place last.
    """

    label: str
    foreign: Foreign

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


def hide_password(address: str) -> str:
    """`address` as it may be shown: no password, and of a web address no user, who may be a token."""
    without_user = re.sub(r"(?<=https://)[^/@]*@|(?<=http://)[^/@]*@", "", address)
    return re.sub(r"(?<=://)([^/@:]*):[^/@]*@", r"\1@", without_user)
