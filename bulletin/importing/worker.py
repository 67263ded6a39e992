"""A file to read, drafts to write out → a child process with limits does it, and says what it made of it.

A file from outside may ask for any amount of memory or time, or crash a library written in C; and what was
read of it may still be slow to write as Markdown. So nothing of it is touched in this process: each step
gets one of its own, and its end is a message.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import ceil
from typing import Any

from bulletin.errors import BulletinError, Problem
from bulletin.importing.model import Draft, Nature
from bulletin.importing.read.formats import (
    check_office,
    find_office_kind,
    may_hold_metafiles,
    read_manuscript,
)
from bulletin.importing.refusals import check_size, explain_no_room
from bulletin.importing.write.summary import Report
from bulletin.model import IssueId, Series
from bulletin.probe import blame_machine, probe_machine
from bulletin.workspace import Workspace

SECONDS = 9  # of a processor, for each file, its reading and its writing out together
PATIENCE = 3  # times as long may it take by the clock: a busy machine hands out less of its processor
LEAST_SECONDS = 0.5  # for the writing out, however long the reading took
MEMORY = 190_000_000  # bytes that a child may write to: 256 MB, less what this process needs meanwhile
_MAX_STDERR = 100_000
_OUT_OF_MEMORY = 71  # exit status
_START = "from bulletin.importing.worker import main; main()"
_SIMPLER = "文件太复杂，或做了手脚；用原来的程序打开，只复制文字到新文件里，再导入"


@dataclass(frozen=True, slots=True)
class Job:
    """A file to read: its bytes, the name that messages show, the name of the series ("" if not known), what
    it is (None: to be judged), and whether it is to be explained line by line; of a web page
    the files that were saved `beside` it, by their names."""

    data: bytes
    name: str
    known_title: str = ""
    nature: Nature | None = None
    explain: bool = False
    beside: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rendering:
    """Drafts to write out in the folder `path` (as messages show it): each pickled, as a child gave it.

    `existing` are the names in the folder where articles are added to it, None for a new issue; `layouts`
    the names of layouts by the lines of their pages. `explain` asks for what each line was taken for. `known`
    are the fields of the series by their names, with which those of an issue are compared. `workspace` and
    `series` say with which fonts the issue will be printed.
    """

    workspace: Workspace
    series: Series
    drafts: tuple[bytes, ...]
    issue_id: IssueId
    path: str
    report_name: str
    existing: frozenset[str] | None
    layouts: Mapping[int, str]
    explain: bool = False
    known: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rendered:
    """The files to write, the whole report among them (name → bytes), and what an editor reads of it first;
    what each line was taken for, "" where nobody asked."""

    files: Mapping[str, bytes]
    report: Report
    explanation: str = ""


def read_drafts(jobs: Sequence[Job], tell: Callable[[str], None] | None = None) -> tuple[list[bytes], float]:
    """Read each file in a child of its own → its Draft, pickled; and the seconds of a processor that it took,
    without those of LibreOffice. Raises BulletinError with the problems of all. `tell` hears the name of each
    before."""
    drafts: list[bytes] = []
    took = 0.0
    failed: list[BulletinError] = []
    for job in jobs:
        if tell:
            tell(job.name)
        try:
            prepared = prepare_job(job)
            start = _count_seconds()
            drafts.append(_call(read_job, prepared, job.name, SECONDS))
            took += _count_seconds() - start
        except BulletinError as error:
            failed.append(error)
    if failed:
        problems = [problem for error in failed for problem in error.problems]
        raise BulletinError(problems, max(error.exit_code for error in failed))
    return drafts, took


def _count_seconds() -> float:
    """Seconds of a processor that the children of this process have had; on Windows, 0: there only the clock
    ends a child."""
    times = os.times()
    return times.children_user + times.children_system


def prepare_job(job: Job) -> Job:
    """`job` with what a reader takes: a .doc, .wps, .rtf or .odt is checked, and converted to .docx; drawings
    of Windows in a .docx are converted to PNG."""
    check_size(job.data, job.name)
    if kind := find_office_kind(job.data):
        from bulletin.importing.read.office import convert_to_docx

        _call(check_job, job, job.name, SECONDS)
        job = replace(job, data=convert_to_docx(job.data, job.name, kind))
    return _draw_metafiles(job) if may_hold_metafiles(job.data) else job


def _draw_metafiles(job: Job) -> Job:
    """`job` with the drawings of its document as PNG; as it was where they cannot be converted, which its
    reader says of each."""
    from bulletin.importing.read.office import convert_to_pdf

    try:
        album = pickle.loads(_call(collect_job, job, job.name, SECONDS))  # from our own child
        drawn = convert_to_pdf(album, job.name) if album else b""
        if not drawn:
            return job
        made = pickle.loads(_call(redraw_job, (job, drawn), job.name, SECONDS))  # from our own child
    except BulletinError:  # the reader meets it, too
        return job
    return replace(job, data=made)


def import_drafts(
    jobs: Sequence[Job],
    make: Callable[[Sequence[bytes]], Rendering],
    tell: Callable[[str], None] | None = None,
) -> Rendered:
    """Read the files, then write out what `make` says of their drafts, all within SECONDS for each file."""
    drafts, took = read_drafts(jobs, tell)
    left = SECONDS * len(jobs) - took
    name = jobs[0].name if len(jobs) == 1 else f"{jobs[0].name} 等 {len(jobs)} 个文件"
    reply = pickle.loads(
        _call(render_job, make(drafts), name, max(left, LEAST_SECONDS))
    )  # from our own child
    assert isinstance(reply, Rendered)
    return reply


def _call(function: Callable[[Any], object], argument: object, name: str, seconds: float) -> bytes:
    """Call a function of this module in a child → what it returned, pickled.

    Raises BulletinError with what the child found wrong with the file `name`, or with how it ended.
    """
    # -P: nothing that lies in the current folder is taken for a module.
    command = [sys.executable, "-P", "-c", _START]
    task = pickle.dumps((function.__name__, argument, ceil(seconds)))
    try:
        # What a library prints goes to a file: it could be more than this process can hold.
        with tempfile.TemporaryFile() as stderr:
            done = subprocess.run(
                command,
                input=task,
                stdout=subprocess.PIPE,
                stderr=stderr,
                timeout=seconds * PATIENCE,
                check=False,
            )
            stderr.seek(0)
            said = stderr.read(_MAX_STDERR)
    except subprocess.TimeoutExpired:
        raise _refuse_slow(name) from None
    except OSError as error:
        raise explain_no_room(error) from error
    if done.returncode:
        raise _explain_end(done.returncode, said, name)
    if done.stdout[:1] == _GOOD:
        return done.stdout[1:]
    raise BulletinError(pickle.loads(done.stdout[1:]))  # from our own child


_GOOD, _BAD = b"+", b"-"  # what a reply begins with
_TIME_SIGNALS = {9, 24}  # SIGKILL and SIGXCPU, which a limit of processor time ends with


def _explain_end(status: int, stderr: bytes, name: str) -> Exception:
    """The error of a child that ended with `status`; a fault of ours shows its traceback."""
    if status == _OUT_OF_MEMORY or b"MemoryError" in stderr:
        return BulletinError([Problem("I109", "读这个文件要用太多内存，没有读完", _SIMPLER, name)])
    if -status in _TIME_SIGNALS:
        return _refuse_slow(name)
    if lacks := probe_machine():  # a library that does not load is no fault of the file
        return blame_machine(lacks)
    if status < 0:
        hint = "文件可能已损坏；用原来的程序打开，另存一份再导入"
        return BulletinError([Problem("I114", "读这个文件的程序库意外停了", hint, name)])
    sys.stderr.buffer.write(stderr)
    return RuntimeError(f"reading {name} failed with status {status}")


def _refuse_slow(name: str) -> BulletinError:
    return BulletinError([Problem("I108", f"读了 {SECONDS} 秒还没有读完，停下了", _SIMPLER, name)])


def main() -> None:
    """Do one task from standard input and write what came of it to standard output."""
    function, argument, seconds = pickle.loads(sys.stdin.buffer.read())  # from our own parent
    output = sys.stdout.buffer
    sys.stdout = sys.stderr  # what a library prints is no reply
    limit_resources(seconds)
    # A number of thousands of digits is only slow, and there is a limit to that; Python's is an exception.
    sys.set_int_max_str_digits(0)
    try:
        reply = _GOOD + pickle.dumps(_TASKS[function](argument))
    except BulletinError as error:
        reply = _BAD + pickle.dumps(error.problems)
    except MemoryError:
        sys.exit(_OUT_OF_MEMORY)
    output.write(reply)
    output.flush()


def check_job(job: Job) -> None:
    """Look at a file that an office program is to convert, in this process; raises BulletinError."""
    check_office(job.data, job.name, find_office_kind(job.data))


def collect_job(job: Job) -> bytes:
    """The drawings of a document as an album for an office program, in this process; b"" for none."""
    from bulletin.importing.read.docx.metafiles import make_album

    return make_album(job.data, job.name)


def redraw_job(task: tuple[Job, bytes]) -> bytes:
    """A document with its drawings as PNG, from the PDF of their album, in this process."""
    from bulletin.importing.read.docx.metafiles import replace_metafiles

    job, album = task
    return replace_metafiles(job.data, job.name, album)


def read_job(job: Job) -> Draft:
    """Read a file and recognise what is in it, in this process; raises BulletinError."""
    from bulletin.importing.recognise.stages import recognise

    manuscript = read_manuscript(job.data, job.name, job.beside)
    draft = recognise(manuscript, job.known_title, nature=job.nature, explain=job.explain)
    if not draft.articles:
        hint = "检查是不是选错了文件"
        raise BulletinError([Problem("I118", "没有找到可以成为文章的文字", hint, job.name)])
    return draft


def render_job(task: Rendering) -> Rendered:
    """Write drafts out as the files of an issue and the report, in this process; raises BulletinError."""
    from bulletin.importing.write.draft import render_drafts
    from bulletin.importing.write.explain import render_explanation
    from bulletin.importing.write.printing import check_print
    from bulletin.importing.write.report import find_doubts, make_report, render_report

    drafts = [pickle.loads(data) for data in task.drafts]  # from another child of ours
    written = render_drafts(drafts, task.issue_id, task.path, task.existing, task.layouts, task.known)
    unprintable = check_print(task.workspace, task.series, written.files, task.path)
    written = replace(written, problems=(*written.problems, *unprintable))
    report = make_report(drafts, written, find_doubts(drafts, written), task.issue_id)
    text = render_report(drafts, written, report, task.issue_id)
    files = {**written.files, task.report_name: text.encode()}
    return Rendered(files, report, render_explanation(drafts) if task.explain else "")


_TASKS: dict[str, Callable[[Any], object]] = {
    task.__name__: task for task in (check_job, collect_job, redraw_job, read_job, render_job)
}


def limit_resources(seconds: int, memory: int = MEMORY) -> None:
    """Limit this process, where the system can (not on Windows: there only the clock ends a child)."""
    with contextlib.suppress(ImportError):
        import resource

        # RLIMIT_DATA counts what the process may write to, RLIMIT_AS also files that are merely mapped;
        # a child answers through a pipe and writes no file but its messages.
        limits = {
            "RLIMIT_DATA": memory,
            "RLIMIT_AS": 4 * memory,
            "RLIMIT_FSIZE": 1_000_000,
            "RLIMIT_CORE": 0,
        }
        for name, limit in limits.items():
            if hasattr(resource, name):
                with contextlib.suppress(ValueError, OSError):
                    resource.setrlimit(getattr(resource, name), (limit, limit))
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
