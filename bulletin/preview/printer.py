"""Issues to print → the press, a process beside the server, kept running; its replies as they come."""

from __future__ import annotations

import asyncio
import pickle
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from dataclasses import dataclass

from bulletin.errors import Problem
from bulletin.model import IssueId
from bulletin.preview.press import LENGTH, Done, Job, Reply, Verdict
from bulletin.workspace import Workspace

_PATIENCE = 60.0  # seconds for one job; an issue of 60 pages takes five
_SHORT_PATIENCE = 12.0  # where a newer text waits
# What the libraries below a press keep of each job (0.3 MB) goes when it ends: when it has done so many jobs
# and nobody waits, or after so many in any case.
_ENOUGH_JOBS = 40
_MOST_JOBS = 80
_QUIET = 2.0  # seconds without a job
_PAUSE = 1.0  # seconds before a press that fell over is started again
_MOST_FAILURES = 2  # of one issue in a row, before it has to change to be tried again


@dataclass(slots=True)
class _Asked:
    """A job that has not come back: its serial, since when nothing was heard, whether it took the place of
    one that had not come back either, how often the press fell over it."""

    serial: int
    since: float
    is_newer: bool = False
    failures: int = 0


class Printer:
    """Keeps a press running and asks it; `on_reply` gets what comes back."""

    def __init__(self, workspace: Workspace, on_reply: Callable[[Reply], None]) -> None:
        self._workspace = workspace
        self._on_reply = on_reply
        self._process: Process | None = None
        self._asked: dict[IssueId, _Asked] = {}
        self._serial = 0
        self._jobs = 0
        self._last: tuple[IssueId, float] | None = None  # the issue of the last job, and when it was asked

    def ask(self, issue: IssueId) -> None:
        """Print `issue` as it stands on disk when its turn comes."""
        self._serial += 1
        self._last = issue, time.monotonic()
        waiting = self._asked.get(issue)
        since = waiting.since if waiting else time.monotonic()
        self._asked[issue] = _Asked(self._serial, since, waiting is not None)
        self._send(issue)

    def is_busy(self, issue: IssueId) -> bool:
        """Whether a job of `issue` is on its way."""
        return issue in self._asked

    async def run(self) -> None:
        """Keep a press running until cancelled."""
        try:
            while True:
                await self._start()
                watch = asyncio.create_task(self._watch())
                await self._read_replies()
                watch.cancel()
                if not self._jobs:
                    await asyncio.sleep(_PAUSE)
                self._give_up_some()
        finally:
            await self.stop()

    async def stop(self) -> None:
        """End the press, if it runs."""
        process, self._process = self._process, None
        if process and process.returncode is None:
            process.kill()
            await process.wait()

    async def _start(self) -> None:
        # -P: nothing that lies in the current folder is taken for a module.
        command = [sys.executable, "-P", "-c", "from bulletin.preview.press import main; main()"]
        self._process = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE)
        self._jobs = 0
        for issue, asked in self._asked.items():
            asked.since = time.monotonic()
            self._send(issue)

    def _send(self, issue: IssueId) -> None:
        if self._process and self._process.stdin and not self._process.stdin.is_closing():
            job = Job(self._asked[issue].serial, self._workspace.root, self._workspace.out, issue)
            data = pickle.dumps(job)
            self._process.stdin.write(LENGTH.pack(len(data)) + data)

    async def _read_replies(self) -> None:
        """Hand on what the press says, until it ends or has done enough."""
        assert self._process
        assert self._process.stdout
        stream = self._process.stdout
        while True:
            try:
                length = LENGTH.unpack(await stream.readexactly(LENGTH.size))[0]
                reply = pickle.loads(await stream.readexactly(length))  # from our own child
            except asyncio.IncompleteReadError:
                return
            asked = self._asked.get(reply.issue)
            if asked:
                asked.since = time.monotonic()
                if isinstance(reply, Done) and asked.serial == reply.serial:
                    del self._asked[reply.issue]
            if not (isinstance(reply, Verdict) and asked and reply.serial < asked.serial):
                self._on_reply(reply)  # what is wrong with an older text is of no interest
            if isinstance(reply, Done):
                self._jobs += 1
                if self._jobs >= _MOST_JOBS:
                    await self.stop()
                    return

    async def _watch(self) -> None:
        """Kill a press that has said nothing for too long; renew one that has done enough, and warm it."""
        while True:
            await asyncio.sleep(1)
            now = time.monotonic()
            late = any(
                now - asked.since > (_SHORT_PATIENCE if asked.is_newer else _PATIENCE)
                for asked in self._asked.values()
            )
            tired = self._jobs >= _ENOUGH_JOBS and not self._asked
            if tired and self._last and now - self._last[1] > _QUIET:
                self.ask(self._last[0])
                late = True
            if late and self._process and self._process.returncode is None:
                self._process.kill()

    def _give_up_some(self) -> None:
        """After a press has fallen over: say so, and do not try the same a third time."""
        for issue, asked in list(self._asked.items()):
            if self._jobs >= _ENOUGH_JOBS:
                continue  # it was ended, or was old
            asked.failures += 1
            if asked.failures >= _MOST_FAILURES:
                del self._asked[issue]
                hint = "改一改刚才动过的地方，存盘再试；还不行，请把这一期发给维护的人"
                problem = Problem("E308", "排版程序意外停了", hint, f"issues/{issue}")
                self._on_reply(Verdict(asked.serial, issue, "print", (problem,)))
                self._on_reply(Done(asked.serial, issue))
