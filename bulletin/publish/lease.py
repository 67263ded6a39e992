"""A store → the right to change it, for one publisher at a time: a lock file that its holder keeps renewing.

No clock of another machine is read. Who waits watches the lock: one whose bytes stand still for as
long as its lease belongs to a process that died, and is taken over. A holder that could not renew it
in time stops, and asks, before it changes anything more.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import socket
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime

from bulletin.errors import BulletinError
from bulletin.publish import faults
from bulletin.publish.release import format_time
from bulletin.publish.store import LostConnection, Store, persist
from bulletin.publish.target import Report

LOCK = ".bulletin/lock.json"
LEASE_SECONDS = 60.0
_LONGEST_LEASE = 600.0  # whatever a lock says of itself
_SETTLE_SECONDS = 2.0  # how long two that both believe to hold the lock of a lax server may overlap


def read_clock() -> float:
    """Seconds that only go forward, also while the machine sleeps, when CLOCK_MONOTONIC stands still."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


class LostLease(Exception):
    """Somebody else took the lock over: what we know of the store is out of date."""


class Lease:
    """The lock of a store while we hold it; see `hold_lease`."""

    def __init__(self, store: Store, report: Report, seconds: float) -> None:
        self._store = store
        self._report = report
        self._seconds = seconds
        self._owner = {
            "host": socket.gethostname(),
            "pid": os.getpid(),
            "since": format_time(datetime.now(UTC)),
            "token": secrets.token_hex(8),
            "lease": seconds,
        }
        self._beat = 0
        self._data = self._describe()
        self._renewed = read_clock()
        self._lost = False
        self._guard = threading.Lock()  # one renewal at a time

    def check(self) -> None:
        """Raise LostLease unless the lock is surely ours for another while; call it before every change."""
        if self._lost:
            raise LostLease
        if read_clock() - self._renewed > self._seconds / 2:
            self.confirm()

    def confirm(self) -> None:
        """Ask the store whether the lock is ours, and renew it; raises LostLease where it is not."""
        persist(self._store, self._report, self._renew)
        if self._lost:
            raise LostLease

    def acquire(self, wait: float) -> None:
        """Wait for the lock, at most `wait` seconds; raises BulletinError (D108)."""
        deadline = read_clock() + wait
        seen: bytes | None = None
        since, told = 0.0, False
        while True:
            now = read_clock()
            current = persist(self._store, self._report, lambda: self._store.read(LOCK))
            if current is None or current == self._data:
                taken = persist(self._store, self._report, self._create)
            else:
                if current != seen:
                    seen, since = current, now
                taken = now - since >= _read_lease(current) and self._take(current)
            if taken and self._settle():
                self._renewed = now
                return
            if current is not None and not told:
                told = True
                self._report(f"等另一个发布做完：{describe_owner(current)}")
            if now > deadline:
                raise faults.report_busy(self._store.label, describe_owner(current or b""))
            time.sleep(min(1.0, self._seconds / 20))

    def release(self) -> None:
        """Give the lock back if it is ours; one that cannot be given back runs out by itself."""
        with self._guard:
            for _ in range(2):  # the second makes a connection anew
                with contextlib.suppress(LostConnection, BulletinError):
                    if not self._lost and self._store.read(LOCK) == self._data:
                        self._store.remove(LOCK)
                    break
            self._lost = True

    def keep_renewing(self, stop: threading.Event) -> None:
        """Renew the lock until `stop`; runs in a thread of its own, beside long uploads."""
        while not stop.wait(self._seconds / 4) and not self._lost:
            with contextlib.suppress(LostConnection, BulletinError):  # `check` meets it again
                self._renew()

    def _create(self) -> bool:
        # Where the answer to an earlier try was lost, the lock is there, and ours.
        return self._store.create(LOCK, self._data) or self._store.read(LOCK) == self._data

    def _take(self, current: bytes) -> bool:
        return persist(self._store, self._report, lambda: self._store.take(LOCK, current, self._data))

    def _settle(self) -> bool:
        """Is the lock still ours when a server that keeps no promise has made up its mind?"""
        if self._store.exclusive:
            return True
        time.sleep(_SETTLE_SECONDS)
        return persist(self._store, self._report, lambda: self._store.read(LOCK)) == self._data

    def _renew(self) -> None:
        with self._guard:
            if self._lost:
                return
            started = read_clock()
            self._beat += 1
            data = self._describe()
            if self._store.renew(LOCK, self._data, data):
                self._data, self._renewed = data, started
                return
            current = self._store.read(LOCK)
            if current is not None and _read_token(current) == self._owner["token"]:
                self._data, self._renewed = current, started  # as above
            else:
                self._lost = True

    def _describe(self) -> bytes:
        return json.dumps({**self._owner, "beat": self._beat}).encode()


@contextlib.contextmanager
def hold_lease(store: Store, report: Report, wait: float, seconds: float | None = None) -> Iterator[Lease]:
    """Hold the lock of `store`, renewed by a thread; raises BulletinError (D108) after `wait` seconds."""
    lease = Lease(store, report, LEASE_SECONDS if seconds is None else seconds)
    lease.acquire(wait)
    stop = threading.Event()
    thread = threading.Thread(target=lease.keep_renewing, args=(stop,), daemon=True)
    thread.start()
    try:
        yield lease
    finally:
        stop.set()
        thread.join()
        lease.release()


def describe_owner(data: bytes) -> str:
    """Who holds a lock and since when, for the message."""
    owner = _parse_lock(data)
    if not {"host", "pid", "since"} <= owner.keys():
        return "不知道是谁"
    return f"{owner['host']} 上的进程 {owner['pid']}，从 {owner['since']} 起"


def _read_lease(data: bytes) -> float:
    seconds = _parse_lock(data).get("lease")
    return min(float(seconds), _LONGEST_LEASE) if isinstance(seconds, int | float) else LEASE_SECONDS


def _read_token(data: bytes) -> object:
    return _parse_lock(data).get("token")


def _parse_lock(data: bytes) -> dict[str, object]:
    try:
        value = json.loads(data)
    except ValueError:  # its writer died between making the file and filling it
        return {}
    return value if isinstance(value, dict) else {}
