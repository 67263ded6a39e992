"""A file to read → a child process with limits, which reads it and says what it made of it.

A file from outside may ask for any amount of memory or time, or crash a library written in C: it gets a
process of its own, and its end is a message.
"""

from __future__ import annotations

import contextlib
import pickle
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bulletin.errors import BulletinError, Problem
from bulletin.importing.formats import prepare_data
from bulletin.importing.model import Draft

SECONDS = 10
MEMORY = 256_000_000  # bytes that the child may write to
_OUT_OF_MEMORY = 71  # exit status
_START = "from bulletin.importing.worker import main; main()"


@dataclass(frozen=True, slots=True)
class Job:
    """A file to read: its bytes, the name that messages show, the name of the series ("" if not known)."""

    data: bytes
    name: str
    known_title: str = ""


def read_drafts(jobs: Sequence[Job]) -> list[Draft]:
    """Read each file in a child of its own; raises BulletinError with the problems of all."""
    drafts: list[Draft] = []
    failed: list[BulletinError] = []
    for job in jobs:
        try:
            drafts.append(_read_one(job))
        except BulletinError as error:
            failed.append(error)
    if failed:
        problems = [problem for error in failed for problem in error.problems]
        raise BulletinError(problems, max(error.exit_code for error in failed))
    return drafts


def _read_one(job: Job) -> Draft:
    job = replace(job, data=prepare_data(job.data, job.name))
    # -P: nothing that lies in the current folder is taken for a module.
    command = [sys.executable, "-P", "-c", _START]
    try:
        done = subprocess.run(
            command, input=pickle.dumps(job), capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise _refuse_slow(job.name) from None
    if done.returncode == 0:
        reply: Draft | BulletinError | tuple[Problem, ...] = pickle.loads(done.stdout)  # from our own child
        if isinstance(reply, Draft):
            return reply
        assert isinstance(reply, tuple)
        raise BulletinError(reply)
    if done.returncode == _OUT_OF_MEMORY or b"MemoryError" in done.stderr:
        hint = "文件太复杂，或做了手脚；用原来的程序打开，只复制文字到新文件里，再导入"
        raise BulletinError([Problem("I109", "读这个文件要用太多内存，没有读完", hint, job.name)])
    if done.returncode < 0:
        if -done.returncode in _TIME_SIGNALS:
            raise _refuse_slow(job.name)
        hint = "文件可能已损坏；用原来的程序打开，另存一份再导入"
        raise BulletinError([Problem("I114", "读这个文件的程序库意外停了", hint, job.name)])
    sys.stderr.buffer.write(done.stderr)  # a fault of ours: its traceback
    raise RuntimeError(f"reading {job.name} failed with status {done.returncode}")


_TIME_SIGNALS = {9, 24}  # SIGKILL and SIGXCPU, which a limit of processor time ends with


def _refuse_slow(name: str) -> BulletinError:
    hint = "文件太复杂，或做了手脚；用原来的程序打开，只复制文字到新文件里，再导入"
    return BulletinError([Problem("I108", f"读了 {SECONDS} 秒还没有读完，停下了", hint, name)])


def main() -> None:
    """Read one job from standard input and write what came of it to standard output."""
    job: Job = pickle.loads(sys.stdin.buffer.read())  # from our own parent
    output = sys.stdout.buffer
    sys.stdout = sys.stderr  # what a library prints is no reply
    _limit_resources()
    try:
        reply: Draft | tuple[Problem, ...] = read_job(job)
    except BulletinError as error:
        reply = error.problems
    except MemoryError:
        sys.exit(_OUT_OF_MEMORY)
    output.write(pickle.dumps(reply))
    output.flush()


def read_job(job: Job) -> Draft:
    """Read a file and recognise what is in it, in this process; raises BulletinError."""
    from bulletin.importing.formats import read_manuscript
    from bulletin.importing.recognise import recognise

    draft = recognise(read_manuscript(job.data, job.name), job.known_title)
    if not draft.articles:
        hint = "检查是不是选错了文件"
        raise BulletinError([Problem("I118", "没有找到可以成为文章的文字", hint, job.name)])
    return draft


def _limit_resources() -> None:
    """Set the limits, where the system has them (not on Windows: there only the clock ends a child)."""
    with contextlib.suppress(ImportError):
        import resource

        # RLIMIT_DATA counts what the process may write to, RLIMIT_AS also files that are merely mapped.
        for name in ("RLIMIT_DATA", "RLIMIT_AS"):
            limit = MEMORY if name == "RLIMIT_DATA" else 4 * MEMORY
            if hasattr(resource, name):
                with contextlib.suppress(ValueError, OSError):
                    resource.setrlimit(getattr(resource, name), (limit, limit))
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
