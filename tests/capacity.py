"""This machine, and the limits of the container around us → how many tests it can run side by side."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import psutil

_CGROUP = Path("/sys/fs/cgroup")
_MOST = 8  # more gain nothing: the longest tests and the making of what they share are what is left
_MEMORY = 1_500_000_000  # bytes for a worker with a Chromium, a LibreOffice or a preview of its own


def count_workers() -> int:
    """One more than the cores that we may use: a third of the time a test waits for another program."""
    fitting = min(_MOST, _count_cores() + 1, _measure_memory() // _MEMORY)
    return max(1, fitting)


def _count_cores() -> int:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    with contextlib.suppress(OSError, ValueError):  # no container, no Linux, or "max": no limit
        quota, period = map(int, (_CGROUP / "cpu.max").read_text("utf-8").split())
        cores = min(cores, -(-quota // period))
    return cores


def _measure_memory() -> int:
    available: int = psutil.virtual_memory().available
    with contextlib.suppress(OSError, ValueError):
        available = min(available, int((_CGROUP / "memory.max").read_text("utf-8")))
    return available
