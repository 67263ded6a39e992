"""What a worker process is asked and what it says: frames on its standard input and output.

A job is read from disk when it begins, so that the newest text is what it sees; of the jobs of one issue that
wait, the newest is kept, so that no queue grows.
"""

from __future__ import annotations

import os
import pickle
import signal
import struct
import sys
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from bulletin.errors import Problem
from bulletin.html import PrintedIssue
from bulletin.model import IssueId
from bulletin.preview.memory import give_back

LENGTH = struct.Struct(">Q")
_TIDY = 10  # jobs without a pause


@dataclass(frozen=True, slots=True)
class Job:
    """Issue `issue` of the workspace is to be done; `serial` names the job in what comes back, `printed` is
    what is known of its PDF."""

    serial: int
    root: Path
    out: Path
    issue: IssueId
    printed: PrintedIssue


@dataclass(frozen=True, slots=True)
class Reply:
    """What comes back of job `serial`, which is about `issue`."""

    serial: int
    issue: IssueId


@dataclass(frozen=True, slots=True)
class Begun(Reply):
    """A job has begun."""


@dataclass(frozen=True, slots=True)
class Done(Reply):
    """A job is over: what could be said has been."""


@dataclass(frozen=True, slots=True)
class Verdict(Reply):
    """What is wrong, at a stage of a job: `web` or `print` (nothing could be made), `proof` or `words`."""

    stage: str
    problems: tuple[Problem, ...]


DoJob = Callable[[Job, threading.Event], Iterable[Reply]]


def serve_jobs(do_job: DoJob) -> None:
    """Do the jobs that come in, until standard input ends.

    `do_job` gets a job and the event that another one waits, and yields replies between `Begun` and `Done`.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the server, which ends this one
    output = sys.stdout.buffer
    sys.stdout = sys.stderr  # what a library prints is no reply
    inbox = _Inbox(sys.stdin.buffer)
    done = 0
    while job := inbox.take():
        say(output, Begun(job.serial, job.issue))
        for reply in do_job(job, inbox.is_waiting):
            say(output, reply)
        say(output, Done(job.serial, job.issue))
        done += 1
        if not inbox.is_waiting.is_set() or done % _TIDY == 0:
            give_back()


def say(output: BinaryIO, reply: object) -> None:
    """Send `reply` to the server as a frame; where it has ended, end too."""
    data = pickle.dumps(reply)
    try:
        output.write(LENGTH.pack(len(data)) + data)
        output.flush()
    except BrokenPipeError:  # the server has ended
        os._exit(0)


class _Inbox:
    """Jobs as they come in; of those of one issue, the newest is kept."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._jobs: dict[IssueId, Job] = {}
        self._closed = False
        self._changed = threading.Condition()
        self.is_waiting = threading.Event()
        threading.Thread(target=self._read, daemon=True).start()

    def take(self) -> Job | None:
        """The next job; None when no more will come."""
        with self._changed:
            self._changed.wait_for(lambda: self._jobs or self._closed)
            if self._closed:
                return None
            job = self._jobs.pop(next(iter(self._jobs)))
            if not self._jobs:
                self.is_waiting.clear()
            return job

    def _read(self) -> None:
        while head := self._stream.read(LENGTH.size):
            job = pickle.loads(self._stream.read(LENGTH.unpack(head)[0]))  # from our own parent
            with self._changed:
                self._jobs[job.issue] = job
                self.is_waiting.set()
                self._changed.notify()
        with self._changed:
            self._closed = True
            self.is_waiting.set()
            self._changed.notify()
