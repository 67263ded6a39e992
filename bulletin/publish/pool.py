"""An action and many items → the action done on each, several at once; the first fault ends it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def ignore_count(done: int, total: int) -> None:
    """For who does not count."""


def run_all(
    action: Callable[[T], object],
    items: Iterable[T],
    workers: int,
    count: Callable[[int, int], None] = ignore_count,
) -> None:
    """Do `action` on every item in `workers` threads; `count` is told how many of how many are done.

    The first exception is raised when what has begun is done; the rest is not begun.
    """
    todo = list(items)
    with ThreadPoolExecutor(max(1, min(workers, len(todo)))) as pool:
        jobs = [pool.submit(action, item) for item in todo]
        try:
            for done, job in enumerate(jobs, 1):
                job.result()
                count(done, len(jobs))
        finally:
            pool.shutdown(cancel_futures=True)
