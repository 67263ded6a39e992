"""What a server that holds files can do (`Store`); an operation that lost its connection → done again."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol, TypeVar

from bulletin.publish import faults
from bulletin.publish.target import Report

T = TypeVar("T")

# Seconds before each further try: a minute in all, then the clerk is told and a later run resumes.
PAUSES: tuple[float, ...] = (0.5, 1, 2, 4, 8, 15, 30)


class LostConnection(Exception):
    """The connection broke, or the server was busy: the same operation may succeed a little later."""


class Store(Protocol):
    """Files on a server, by names relative to the address, with `/`.

    Methods raise LostConnection where another try may help, else BulletinError (D1xx). All may be
    called from several threads, at most `workers` and one more. Each leaves a name with its old
    bytes or its new ones, never with a part; each may be done twice.
    """

    label: str
    workers: int
    exclusive: bool  # can `create` be relied on; known after the first

    def prepare(self) -> None:
        """Connect and make the folders for our own state."""

    def read(self, name: str) -> bytes | None:
        """The bytes of a small file; None where there is none."""

    def write(self, name: str, data: bytes) -> None:
        """Put a small file in place."""

    def create(self, name: str, data: bytes) -> bool:
        """Put a file in place where there is none; False where there is one."""

    def renew(self, name: str, old: bytes, new: bytes) -> bool:
        """Replace the bytes of a file that is ours; False where it does not hold `old`."""

    def take(self, name: str, old: bytes, new: bytes) -> bool:
        """Replace the bytes of a file that others may want to replace too: one of us gets True."""

    def remove(self, name: str) -> None:
        """Remove a file, and the folders that are empty then; none is no fault."""

    def list(self, folder: str) -> dict[str, int]:
        """The files in a folder: name in it → bytes."""

    def send(self, path: Path, name: str, sha256: str) -> None:
        """Bring a file of this machine there; raises BulletinError (D102) where it is no longer `sha256`."""

    def place(self, source: str, name: str) -> None:
        """Let `name` hold what `source` holds, without sending it; `source` stays."""

    def close(self) -> None:
        """End the connections."""


def persist(
    store: Store, report: Report, action: Callable[[], T], before: Callable[[], None] | None = None
) -> T:
    """Do `action`, again after a pause where the connection was lost.

    `before` is called ahead of each try. Raises BulletinError (D116) when the last try is lost.
    """
    for pause in (*PAUSES, None):
        if before:
            before()
        try:
            return action()
        except LostConnection as error:
            if pause is None:
                raise faults.lose_connection(store.label, str(error)) from error
            report(f"与 {store.label} 的连接断了，{pause:g} 秒后再试")
            time.sleep(pause)
    raise AssertionError("the last pause is None")
