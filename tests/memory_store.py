"""A `Store` in memory that dies, loses its connection or is watched at any operation."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from bulletin.publish import faults
from bulletin.publish.store import LostConnection

_GUARD = threading.RLock()  # what a server does, it does at once


class Died(BaseException):
    """The process was killed here: nothing after it happens, no `finally` reaches the store."""


class MemoryStore:
    """Names → bytes, shared by all stores made with the same `files`.

    Each change is one operation: `before` is called with its number and may raise; `after` with what
    is there then. Once a store died, every further change of it is refused.
    """

    workers = 1
    label = "memory://store"

    def __init__(self, files: dict[str, bytes], exclusive: bool = True) -> None:
        self.files = files
        self.exclusive = exclusive
        self.count = 0
        self.dead = False
        self.before: Callable[[int], None] = lambda number: None
        self.after: Callable[[dict[str, bytes]], None] = lambda files: None
        self.sent: list[str] = []

    def prepare(self) -> None:
        self._ask()

    def read(self, name: str) -> bytes | None:
        self._ask()
        return self.files.get(name)

    def write(self, name: str, data: bytes) -> None:
        self._change(name, data)

    def create(self, name: str, data: bytes) -> bool:
        return self._change(name, data, lambda: not self.exclusive or name not in self.files)

    def renew(self, name: str, old: bytes, new: bytes) -> bool:
        return self.take(name, old, new)

    def take(self, name: str, old: bytes, new: bytes) -> bool:
        return self._change(name, new, lambda: self.files.get(name) == old)

    def remove(self, name: str) -> None:
        self._change(name, None)

    def list(self, folder: str) -> dict[str, int]:
        self._ask()
        inside = {
            n.removeprefix(f"{folder}/"): len(d) for n, d in self.files.items() if n.startswith(f"{folder}/")
        }
        return {name: size for name, size in inside.items() if "/" not in name}

    def send(self, path: Path, name: str, sha256: str) -> None:
        self._change(name, path.read_bytes())
        self.sent.append(name)

    def place(self, source: str, name: str) -> None:
        self._ask()
        with _GUARD:
            if source not in self.files:
                raise faults.refuse_writing(self.label, name, "no such file")
            self.files[name] = self.files[source]
            self.after(self.files)

    def close(self) -> None:
        pass

    def _ask(self) -> None:
        if self.dead:
            raise LostConnection("dead")
        self.count += 1
        try:
            self.before(self.count)
        except Died:
            self.dead = True
            raise

    def _change(self, name: str, data: bytes | None, condition: Callable[[], bool] = lambda: True) -> bool:
        self._ask()
        with _GUARD:
            if not condition():
                return False
            if data is None:
                self.files.pop(name, None)
            else:
                self.files[name] = data
            self.after(self.files)
            return True
