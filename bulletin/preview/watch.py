"""A workspace on disk → the sources that change in it, as they change."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

from bulletin.workspace import Workspace

_OURS = ("issues", "templates", "fonts", "bulletin.yaml", "words.yaml")
# What editors write beside a file while they save it, and what we do.
_PASSING_STARTS = (".", "~$", "#", "4913")
_PASSING_ENDS = ("~", ".tmp", ".swp", ".swx", ".bak", ".part")
_GATHERED = 60  # ms: an editor's rename and write are one change
_STEP = 15  # ms without another change
_LOOK_AGAIN = 2.0  # seconds


def is_source(workspace: Workspace, path: str) -> bool:
    """Whether a change of `path` may change an issue."""
    try:
        parts = Path(path).relative_to(workspace.root).parts
    except ValueError:
        return False
    passing = any(p.startswith(_PASSING_STARTS) or p.endswith(_PASSING_ENDS) for p in parts)
    return bool(parts) and parts[0] in _OURS and not passing


async def watch_sources(workspace: Workspace) -> AsyncIterator[frozenset[str]]:
    """Yield the sources that changed (from the root, with `/`), as soon as they are at rest.

    A root that is gone is waited for. A disk that tells of no changes, as some network drives do, is
    looked at every two seconds.
    """
    queue: asyncio.Queue[frozenset[str]] = asyncio.Queue()
    tasks = [asyncio.create_task(_listen(workspace, queue)), asyncio.create_task(_look(workspace, queue))]
    try:
        while True:
            changed = await queue.get()
            while not queue.empty():
                changed |= queue.get_nowait()
            yield changed
    finally:
        for task in tasks:
            task.cancel()


async def _listen(workspace: Workspace, queue: asyncio.Queue[frozenset[str]]) -> None:
    import watchfiles

    while True:
        try:
            async for changes in watchfiles.awatch(
                workspace.root,
                watch_filter=lambda _, path: is_source(workspace, path),
                debounce=_GATHERED,
                step=_STEP,
                rust_timeout=1000,
                yield_on_timeout=False,
                ignore_permission_denied=True,
            ):
                queue.put_nowait(frozenset(workspace.relative(Path(path)) for _, path in changes))
        except (OSError, RuntimeError):  # the folder is gone, or the system's watches are
            await asyncio.sleep(_LOOK_AGAIN)


async def _look(workspace: Workspace, queue: asyncio.Queue[frozenset[str]]) -> None:
    seen = await asyncio.to_thread(_take_stock, workspace)
    while True:
        await asyncio.sleep(_LOOK_AGAIN)
        now = await asyncio.to_thread(_take_stock, workspace)
        changed = frozenset(name for name in seen.keys() | now.keys() if seen.get(name) != now.get(name))
        seen = now
        if changed:
            queue.put_nowait(changed)


def _take_stock(workspace: Workspace) -> dict[str, tuple[int, int]]:
    """Every source with its time and size."""
    stock: dict[str, tuple[int, int]] = {}
    waiting = [str(workspace.root / name) for name in _OURS]
    while waiting:
        path = waiting.pop()
        try:
            if os.path.isdir(path) and not os.path.islink(path):
                waiting += [entry.path for entry in os.scandir(path) if is_source(workspace, entry.path)]
            else:
                state = os.stat(path)
                stock[workspace.relative(Path(path))] = (state.st_mtime_ns, state.st_size)
        except OSError:
            continue  # gone meanwhile
    return stock
