"""A workspace → its issues as the first page lists them, read by a process that has a deadline."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path
from typing import Any

from bulletin.errors import BulletinError
from bulletin.listing import describe_issues
from bulletin.preview.keeper import end_process
from bulletin.workspace import Workspace

_START = 30.0  # seconds
_PATIENCE = 6.0  # seconds for one issue; fifty take three


class Overview:
    """Lists the issues; who asks while they are being read gets what is read."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._reading: asyncio.Task[list[dict[str, Any]]] | None = None

    async def list_issues(self) -> list[dict[str, Any]]:
        """The issues, the newest first; those that could not be read in time by their names alone.

        Raises BulletinError where the disk does not say which there are.
        """
        if self._reading is None:
            self._reading = asyncio.create_task(self._read())
            self._reading.add_done_callback(self._forget)
        return await asyncio.shield(self._reading)

    def _forget(self, task: asyncio.Task[list[dict[str, Any]]]) -> None:
        self._reading = None

    async def _read(self) -> list[dict[str, Any]]:
        rows: dict[str, dict[str, Any]] = {}
        folders = [str(self._workspace.root), str(self._workspace.out)]
        # -P: nothing that lies in the current folder is taken for a module.
        command = [sys.executable, "-P", "-c", "from bulletin.preview.overview import main; main()", *folders]
        with contextlib.suppress(OSError):
            process = await asyncio.create_subprocess_exec(*command, stdout=PIPE)
            try:
                await _read_rows(process, rows)
            except TimeoutError:
                process.kill()
            finally:
                await end_process(process)
        known = await asyncio.to_thread(self._workspace.list_issues)
        return [rows.get(str(issue)) or _describe(str(issue), issue.label) for issue in reversed(known)]


async def _read_rows(process: Process, rows: dict[str, dict[str, Any]]) -> None:
    assert process.stdout
    async with asyncio.timeout(_START):
        await process.stdout.readline()
    while line := await _read_line(process.stdout):
        row = json.loads(line)  # from our own child
        rows[row["id"]] = row


async def _read_line(stream: asyncio.StreamReader) -> bytes:
    async with asyncio.timeout(_PATIENCE):
        return await stream.readline()


def _describe(
    issue: str, label: str, date: str = "", articles: int = 0, state: str = "没有看完", problems: int = 0
) -> dict[str, Any]:
    return {
        "id": issue,
        "label": label,
        "date": date,
        "articles": articles,
        "state": state,
        "problems": problems,
    }


def main() -> None:
    """Print a line, then each issue of the workspace that the command line names as a line of JSON."""
    root, out = map(Path, sys.argv[1:])
    print("ready", flush=True)
    # A file that goes meanwhile: its issue is not among them. What else is wrong, the parent finds, too.
    with contextlib.suppress(OSError, BulletinError):
        for row in describe_issues(Workspace(root, out)):
            found = _describe(str(row.id), row.id.label, row.date, row.articles, row.state, row.problems)
            print(json.dumps(found), flush=True)
