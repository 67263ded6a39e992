"""A compiled library about to be loaded → refused where its file was cut short.

The system maps such a file and ends the process (SIGBUS) where it reads beyond the end: after a full disk or
a power cut that would be a “Bus error”, and nobody could say of what.
"""

from __future__ import annotations

import os
import struct
from functools import cache
from importlib.machinery import ExtensionFileLoader, ModuleSpec
from pathlib import Path
from types import ModuleType

_LOADED = 1  # PT_LOAD of the ELF specification, “Program Header”


def refuse_cut_libraries() -> None:
    """Look at every compiled module before it is loaded, from now on; one that was cut raises ImportError."""
    original = ExtensionFileLoader.create_module

    def create_module(loader: ExtensionFileLoader, spec: ModuleSpec) -> ModuleType:
        path = Path(loader.path)
        for file in (path, *_list_companions(path)):
            if _is_cut(file):
                raise ImportError(f"{file.name} is cut short", path=str(file))
        return original(loader, spec)

    ExtensionFileLoader.create_module = create_module  # type: ignore[assignment, method-assign]


@cache
def _list_companions(path: Path) -> tuple[Path, ...]:
    """The libraries that a wheel brings for its modules: in NAME.libs beside the package NAME."""
    for folder in path.parents:
        if folder.parent.name == "site-packages":
            name = folder.name.lower()
            beside = (entry for entry in os.scandir(folder.parent) if entry.name.lower() == f"{name}.libs")
            return tuple(file for entry in beside for file in sorted(Path(entry.path).iterdir()))
    return ()


@cache
def _is_cut(path: Path) -> bool:
    """Whether an ELF file of 64 bits ends before what its program headers want of it."""
    try:
        size = path.stat().st_size
        with open(path, "rb") as file:
            head = file.read(64)
            if len(head) < 64:
                return True
            if not head.startswith(b"\x7fELF\x02"):
                return False
            order = "<" if head[5] == 1 else ">"
            (start,) = struct.unpack_from(order + "Q", head, 32)
            length, count = struct.unpack_from(order + "HH", head, 54)
            file.seek(start)
            table = file.read(length * count)
    except OSError:
        return False  # who loads it says why
    if len(table) < length * count:
        return True
    for at in range(0, len(table), length):
        (kind,) = struct.unpack_from(order + "I", table, at)
        (offset,) = struct.unpack_from(order + "Q", table, at + 8)
        (wanted,) = struct.unpack_from(order + "Q", table, at + 32)
        if kind == _LOADED and offset + wanted > size:
            return True
    return False
