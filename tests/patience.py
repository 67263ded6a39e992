"""How long a test waits for what must come: until it comes, on a busy machine too.

No test asserts how quick something is, and none waits a little and hopes: it asks for what it needs to be so.
Where nothing may come, a short wait is enough; a busy machine then proves less, and fails nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from playwright.sync_api import Page

SECONDS = 120.0  # only what is broken takes so long
_PAUSE = 0.02
_STEADY = 5  # looks in turn that find it so


def wait_until(true: Callable[[], object], pause: Callable[[float], object] = time.sleep) -> None:
    """Wait until `true` says so. `pause` waits so many seconds: a page of Playwright hears of nothing while
    another sleeps (`rest_of`)."""
    _wait(true, 1, _PAUSE, pause)


def wait_until_steady(true: Callable[[], object], pause: Callable[[float], object] = time.sleep) -> None:
    """Wait until `true` says so again and again: what moves may be right on its way."""
    _wait(true, _STEADY, _PAUSE, pause)


def _wait(true: Callable[[], object], times: int, seconds: float, pause: Callable[[float], object]) -> None:
    end = time.monotonic() + SECONDS
    found = 0
    while found < times:
        found = found + 1 if true() else 0
        if found < times:
            assert time.monotonic() < end, f"it has not come in {SECONDS:.0f} seconds"
            pause(seconds)


def is_alive(process: int) -> bool:
    """Does a process run that is no child of ours? One that is dead and not yet counted does not."""
    try:
        return bool(psutil.Process(process).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def rest_of(page: Page) -> Callable[[float], object]:
    """Waiting so many seconds while `page` goes on."""
    return lambda seconds: page.wait_for_timeout(seconds * 1000)
