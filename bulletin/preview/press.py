"""A process that stays warm: jobs on standard input → pages, proofs and findings on standard output.

Typesetting may take a second, and what it runs on (Pango, HarfBuzz) is not Python: here it cannot hold up
the server, nor take it down. A job is read from disk when it begins, so that the newest text is what it sees.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import struct
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from bulletin.errors import BulletinError, Problem
from bulletin.model import IssueId
from bulletin.pdf import Block
from bulletin.preview.memory import give_back
from bulletin.preview.pages import Sheet, list_sheets
from bulletin.workspace import Workspace

LENGTH = struct.Struct(">Q")
_TIDY = 10  # jobs without a pause


@dataclass(frozen=True, slots=True)
class Job:
    """Issue `issue` of the workspace is to be printed; `serial` names the job in what comes back."""

    serial: int
    root: Path
    out: Path
    issue: IssueId


@dataclass(frozen=True)
class Pages:
    """The pages of a job, as `bulletin build` would write them; where each block stands; what they were
    made of (path → bytes)."""

    serial: int
    issue: IssueId
    data: bytes
    sheets: tuple[Sheet, ...]
    blocks: tuple[Block, ...]
    page_of: dict[str, int]
    sources: dict[str, bytes]


@dataclass(frozen=True)
class Verdict:
    """What is wrong, at a stage of a job: `print` (nothing could be printed), `proof` or `words`."""

    serial: int
    issue: IssueId
    stage: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Done:
    """A job is over: what could be said has been."""

    serial: int
    issue: IssueId


Reply = Pages | Verdict | Done


def print_job(job: Job, is_stale: threading.Event) -> Iterator[Reply]:
    """Do a job, stage by stage; what comes after the pages is left out where a newer job waits."""
    from bulletin.build import prove_print, stop_on_problems, typeset_issue
    from bulletin.characters import check_characters
    from bulletin.check.run import check_workspace
    from bulletin.fonts import load_fonts
    from bulletin.preview.web import explain_vanished, locate_titles
    from bulletin.source import read_issue
    from bulletin.templates import find_issue_templates

    workspace = Workspace(job.root, job.out)
    try:
        with explain_vanished(job.issue):
            workspace.find_issue(str(job.issue))
            issue, problems = read_issue(workspace, job.issue)
            fonts = load_fonts(workspace, issue.series)
            templates = find_issue_templates(workspace, issue)
            stop_on_problems([*problems, *check_characters(issue, fonts)], strict=False)
            printed = typeset_issue(issue, fonts, templates, located=True)
        named = {f"#{name}": source for name, source in locate_titles(issue).items()}
        located = (replace(block, source=named.get(block.source, block.source)) for block in printed.blocks)
        blocks = tuple(block for block in located if not block.source.startswith("#"))
        sheets = list_sheets(printed.data)
        page_of, sources = dict(printed.page_of), dict(issue.sources)
        yield Pages(job.serial, job.issue, printed.data, sheets, blocks, page_of, sources)
        if not is_stale.is_set():
            proofs = prove_print(issue, fonts, printed)
            found = tuple(problem for proof in proofs.values() for problem in proof.problems)
            yield Verdict(job.serial, job.issue, "proof", found)
    except BulletinError as error:
        yield Verdict(job.serial, job.issue, "print", error.problems)
    if not is_stale.is_set():
        try:
            with explain_vanished(job.issue):
                findings = check_workspace(workspace, [job.issue]).problems
        except BulletinError as error:
            findings = error.problems
        yield Verdict(job.serial, job.issue, "words", findings)
    yield Done(job.serial, job.issue)


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


def main() -> None:
    """Serve jobs until standard input ends."""
    from bulletin.pdf import import_weasyprint

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the server, which ends this one
    output = sys.stdout.buffer
    sys.stdout = sys.stderr  # what a library prints is no reply
    inbox = _Inbox(sys.stdin.buffer)
    with contextlib.suppress(OSError):  # the first job says so, in Chinese
        import_weasyprint()
    done = 0
    while job := inbox.take():
        for reply in print_job(job, inbox.is_waiting):
            data = pickle.dumps(reply)
            try:
                output.write(LENGTH.pack(len(data)) + data)
                output.flush()
            except BrokenPipeError:  # the server has ended
                os._exit(0)
        done += 1
        if not inbox.is_waiting.is_set() or done % _TIDY == 0:
            give_back()
