"""Issues to print or to render → a worker process, kept running beside the server, and its replies."""

from __future__ import annotations

import asyncio
import pickle
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bulletin.errors import Problem
from bulletin.html import PrintedIssue
from bulletin.model import IssueId
from bulletin.preview.jobs import LENGTH, Begun, Done, Job, Reply, Verdict
from bulletin.probe import CODE, Lack, probe_machine
from bulletin.workspace import Workspace

_LOOK = 0.2  # seconds
_LATE = 4  # times as long as it was ever silent over this issue lately
_ALONE = 10  # times that, where no other job waits
_MEASURED = 5  # jobs
_QUIET = 2.0  # seconds without a job
_PAUSE = 1.0  # seconds before a worker that fell over is started again
_START = 60.0  # seconds it may take to start
_MOST_FAILURES = 2  # of one text, before it has to change to be tried again


@dataclass(frozen=True, slots=True)
class Work:
    """What a worker does: its module, the stage of its Verdict where it made nothing, what it is called.

    `patience`: how many seconds at most it may be silent over a job; `short` where another job waits and
    nothing is known of how long this issue takes, `least` where it is known to be quick. `enough`: after so
    many jobs it is renewed when nobody waits, and with it goes what its libraries keep of each; 0 for never.
    """

    module: str
    stage: str
    name: str
    patience: float
    short: float
    least: float
    enough: int = 0


PRESS = Work("bulletin.preview.press", "print", "排版", patience=60, short=12, least=2, enough=40)
RENDERER = Work("bulletin.preview.renderer", "web", "网页", patience=15, short=4, least=1)


@dataclass(slots=True)
class _Asked:
    """A job that has not come back, and how often the worker fell over it."""

    job: Job
    failures: int = 0


async def end_process(process: Process) -> None:
    """See `process` out, which has closed its output; kill it where it does not end by itself.

    One that has just ended is not to be killed: that would take its end from who waits for it.
    """
    try:
        # Not wait_for: in Python 3.11 it swallows a cancellation that arrives as the process ends (CPython
        # issue 86296), as when a signal ends the server and its workers at once.
        async with asyncio.timeout(_PAUSE):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()


class Keeper:
    """Keeps a worker running and asks it; `on_reply` gets what comes back.

    A text that hangs holds up nobody: where another waits, the worker is ended as soon as it has been silent
    for long, by what the issue took before. Each time that happens to an issue it is given twice as long, so
    that one which has grown is finished all the same.
    """

    def __init__(self, work: Work, workspace: Workspace, on_reply: Callable[[Reply], None]) -> None:
        self._work = work
        self._workspace = workspace
        self._on_reply = on_reply
        self._process: Process | None = None
        self._asked: dict[IssueId, _Asked] = {}
        self._serial = 0
        self._jobs = 0  # that this process has done
        self._last: tuple[Job, float] | None = None  # the last job, and when it was asked
        self._ended = ""  # why this process was ended; empty where it fell over
        self._at: Begun | None = None  # what the worker is at
        self._heard = 0.0  # when it last said something
        self._silence = 0.0  # its longest, in this job
        self._silences: dict[IssueId, deque[float]] = defaultdict(lambda: deque(maxlen=_MEASURED))
        self._given_up: dict[IssueId, int] = defaultdict(int)  # how often in a row, with another job waiting

    def ask(self, issue: IssueId, printed: PrintedIssue) -> None:
        """Do `issue` as it stands on disk when its turn comes; `printed` is what is known of its PDF."""
        if not self._asked:
            self._heard = time.monotonic()  # it was silent as nobody asked
        self._serial += 1
        job = Job(self._serial, self._workspace.root, self._workspace.out, issue, printed)
        self._last = job, time.monotonic()
        self._asked[issue] = _Asked(job)
        self._send(job)

    def is_busy(self, issue: IssueId) -> bool:
        """Whether a job of `issue` is on its way."""
        return issue in self._asked

    async def run(self) -> None:
        """Keep a worker running until cancelled."""
        try:
            while True:
                if await self._start():
                    watch = asyncio.create_task(self._watch())
                    try:
                        await self._read_replies()
                    finally:
                        watch.cancel()
                silence = time.monotonic() - self._heard
                if self._process:
                    await end_process(self._process)
                if self._ended == "late":
                    self._put_off(silence)
                elif not self._ended:
                    self._count_failure(await self._find_lacks())
                    if not self._jobs:
                        await asyncio.sleep(_PAUSE)
        finally:
            await self.stop()

    async def stop(self) -> None:
        """End the worker, if it runs."""
        process, self._process = self._process, None
        if process and process.returncode is None:
            process.kill()
            await process.wait()

    async def _start(self) -> bool:
        start = f"from {self._work.module} import main; main()"
        # -P: nothing that lies in the current folder is taken for a module.
        command = [sys.executable, "-P", "-c", start]
        self._jobs, self._at, self._heard, self._ended = 0, None, time.monotonic(), ""
        try:
            self._process = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE)
        except OSError:  # the machine is out of processes, or of memory, for now
            return False
        for asked in self._asked.values():
            self._send(asked.job)
        return True

    def _send(self, job: Job) -> None:
        if self._process and self._process.stdin and not self._process.stdin.is_closing():
            data = pickle.dumps(job)
            self._process.stdin.write(LENGTH.pack(len(data)) + data)

    async def _read_replies(self) -> None:
        """Hand on what the worker says, until it ends."""
        assert self._process
        assert self._process.stdout
        stream = self._process.stdout
        while True:
            try:
                length = LENGTH.unpack(await stream.readexactly(LENGTH.size))[0]
                reply: Reply = pickle.loads(await stream.readexactly(length))  # from our own child
            except asyncio.IncompleteReadError:
                return
            self._take(reply)

    def _take(self, reply: Reply) -> None:
        now = time.monotonic()
        asked = self._asked.get(reply.issue)
        if isinstance(reply, Begun):
            self._at, self._silence = reply, 0.0
        else:
            self._silence = max(self._silence, now - self._heard)
        self._heard = now
        if isinstance(reply, Done):
            self._at = None
            self._jobs += 1
            self._silences[reply.issue].append(self._silence)
            self._given_up.pop(reply.issue, None)
            if asked and asked.job.serial == reply.serial:
                del self._asked[reply.issue]
            if self._work.enough and self._jobs >= 2 * self._work.enough:
                self._end("tired")
        is_old = asked is not None and reply.serial < asked.job.serial
        if not isinstance(reply, Begun) and not (isinstance(reply, Verdict) and is_old):
            self._on_reply(reply)  # what is wrong with an older text is of no interest

    async def _watch(self) -> None:
        """End a worker that has said nothing for too long, or that has done enough and rests."""
        while True:
            await asyncio.sleep(_LOOK)
            now = time.monotonic()
            if self._asked and now - self._heard > self._find_limit():
                self._end("late")
            is_tired = self._work.enough and self._jobs >= self._work.enough
            if is_tired and not self._asked and self._last and now - self._last[1] > _QUIET:
                self.ask(self._last[0].issue, self._last[0].printed)  # which warms the next one
                self._end("tired")

    def _end(self, why: str) -> None:
        if self._process and self._process.returncode is None:
            self._ended = why
            self._process.kill()

    def _find_limit(self) -> float:
        """How many seconds the worker may be silent as things are."""
        at = self._at
        if at is None:
            return _START
        is_alone = all(asked.job.serial == at.serial for asked in self._asked.values())
        return self._find_patience(at.issue, is_alone)

    def _find_patience(self, issue: IssueId, is_alone: bool) -> float:
        """How many seconds the worker may be silent over `issue`: alone, or while another job waits."""
        known = self._silences.get(issue)
        limit = max(_LATE * max(known), self._work.least) if known else self._work.short
        doublings = self._given_up.get(issue, 0) + (self._jobs == 0)  # a first job loads what it needs
        return min(limit * 2.0**doublings * (_ALONE if is_alone else 1), self._work.patience)

    def _put_off(self, silence: float) -> None:
        """After a worker was ended over a job: the ones that wait come first, and what had all the time that
        there is, is given up."""
        at = self._at
        asked = self._asked.get(at.issue) if at else None
        if at is None or asked is None:
            self._count_failure()
        elif asked.job.serial == at.serial and silence > self._find_patience(at.issue, is_alone=True):
            hint = "改一改刚才动过的地方（多半是模板、样式，或很长的一行符号），存盘再试"
            message = f"{self._work.name}做了{silence:.0f}秒还没有做完，停了"
            self._give_up(asked, "E314", message, hint)
        else:
            self._given_up[at.issue] += 1
            self._asked[at.issue] = self._asked.pop(at.issue)

    async def _find_lacks(self) -> Sequence[Lack]:
        """What a worker that never did a job may lack, which no text can give it; looked for before the last
        attempt at one is given up."""
        is_last = any(asked.failures + 1 >= _MOST_FAILURES for asked in self._asked.values())
        return await asyncio.to_thread(probe_machine) if is_last and not self._jobs else ()

    def _count_failure(self, lacks: Sequence[Lack] = ()) -> None:
        """After a worker has fallen over: say so, and do not try the same a third time."""
        for issue, asked in list(self._asked.items()):
            if self._at is not None and (self._at.issue, self._at.serial) != (issue, asked.job.serial):
                continue  # it was at another text
            asked.failures += 1
            if lacks and asked.failures >= _MOST_FAILURES:
                self._give_up(asked, CODE, lacks[0].what, lacks[0].todo)
            elif asked.failures >= _MOST_FAILURES:
                hint = "改一改刚才动过的地方，存盘再试；还不行，请把这一期发给维护的人"
                self._give_up(asked, "E308", f"{self._work.name}程序意外停了", hint)

    def _give_up(self, asked: _Asked, code: str, message: str, hint: str) -> None:
        issue, serial = asked.job.issue, asked.job.serial
        del self._asked[issue]
        problem = Problem(code, message, hint, f"issues/{issue}")
        self._on_reply(Verdict(serial, issue, self._work.stage, (problem,)))
        self._on_reply(Done(serial, issue))
