"""Files that an editor drops on the page → articles of the issue, and what there is to say of them.

They are read in a process of their own, which writes nothing: whoever stops it, or closes the page, has lost
nothing but the reading. What it has drafted is written here, all of it or none, as `bulletin import` does.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import os
import pickle
import re
import signal
import subprocess
import sys
import tempfile
import threading
from asyncio.subprocess import PIPE, Process
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bulletin.disk import explain_os_error, is_file
from bulletin.errors import CONTENT_AT_FAULT, MACHINE_AT_FAULT, BulletinError, Problem, fail
from bulletin.files import explain_write_error
from bulletin.importing.run import Drafted, Imported, SourceFile, draft_files, write_drafts
from bulletin.importing.write.summary import Doubt, say_first
from bulletin.model import IssueId
from bulletin.preview.desk import describe_problems
from bulletin.preview.jobs import LENGTH, say
from bulletin.preview.keeper import end_process
from bulletin.source import read_series
from bulletin.workspace import Workspace, parse_issue_id

MOST_FILES = 20  # of one import
MOST_UPLOAD = 64_000_000  # bytes of one import: its files and their list
_PATIENCE = 30.0  # seconds for the browser to send on
_REMEMBERED = 20  # imports that can be undone
_READER = "from bulletin.preview.intake import main; main()"
_LONGEST_NAME = 255  # characters that a file system gives a name

Said = dict[str, object]  # what becomes a line of JSON


@dataclass(frozen=True, slots=True)
class _Made:
    """What an import has written, and what was said of it at its end."""

    issue: IssueId
    digests: Mapping[str, str]  # path from the root → SHA-256
    said: Said


class Intake:
    """Takes files in, one import at a time, and remembers what it wrote while the server runs."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._process: Process | None = None
        self._is_busy = False
        self._is_cancelled = False
        self._has_replied = False  # its process, which then ends by itself
        self._made: OrderedDict[str, _Made] = OrderedDict()  # by the path of its report, oldest first
        self._lock = threading.Lock()
        self._tasks: set[asyncio.Task[None]] = set()

    async def take(self, issue: IssueId, body: AsyncIterator[bytes]) -> AsyncIterator[Said]:
        """Hand on `body` (a line of JSON: the name and the size of each file; then their bytes), and return
        what is said meanwhile and of the end: `reading`, then `done`, `problems` or `cancelled`.

        Raises BulletinError where another import is under way, or nothing can be started.
        """
        if self._is_busy:
            hint = "等它做完，再放一次"
            raise fail("E319", "正在导入别的文件", hint, exit_code=CONTENT_AT_FAULT)
        self._is_busy, self._is_cancelled, self._has_replied = True, False, False
        async with contextlib.AsyncExitStack() as stack:
            stack.push_async_callback(self._end)
            process = self._process = await self._start(issue)
            await _feed(process, body)
            stack.pop_all()  # from here on that is for the task
        queue: asyncio.Queue[Said | None] = asyncio.Queue()
        task = asyncio.create_task(self._follow(process, queue))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return _drain(task, queue)

    def cancel(self) -> None:
        """Stop the import that is under way, if it is not being written already."""
        if self._process and not self._has_replied:
            self._is_cancelled = True
            _interrupt(self._process)

    def undo(self, report: str) -> list[str]:
        """Remove what the import of `report` (its path from the root) has written; returns the names.

        Raises BulletinError where it is not known, or a file of it has been changed since: then all stay.
        """
        with self._lock:
            made = self._made.get(report)
            if made is None:
                hint = "在这一期的文件夹里自己删"
                raise fail("E309", "没有可以撤销的导入", hint, exit_code=CONTENT_AT_FAULT)
            written = made.digests
            found = {path: _read_digest(self._workspace.root / path, path) for path in written}
            there = {path: digest for path, digest in found.items() if digest}
            for path, digest in there.items():
                if digest != written[path]:
                    raise _refuse_undo(path)
            for path, digest in there.items():
                _remove(self._workspace.root / path, digest, path)
            del self._made[report]
            return [Path(path).name for path in there]

    def find_last(self, issue: IssueId) -> Said | None:
        """What was said at the end of the last import of `issue` that can still be undone, for a page that is
        opened anew; None where there is none, or its report has been removed."""
        with self._lock:
            made = [(report, made) for report, made in self._made.items() if made.issue == issue]
        report, last = made[-1] if made else ("", None)
        with contextlib.suppress(OSError):  # who cannot tell whether it is there does not show it
            return last.said if last and is_file(self._workspace.root / report) else None
        return None

    async def _start(self, issue: IssueId) -> Process:
        folders = [str(self._workspace.root), str(self._workspace.out)]
        # -P: nothing that lies in the current folder is taken for a module.
        command = [sys.executable, "-P", "-c", _READER]
        try:
            # A session of its own: Ctrl+C is for the server, which ends it.
            return await asyncio.create_subprocess_exec(
                *command, *folders, str(issue), stdin=PIPE, stdout=PIPE, start_new_session=True
            )
        except OSError as error:
            message = f"导入程序启动不了（{explain_os_error(error)}）"
            raise fail("E302", message, "关掉不用的程序，再放一次", exit_code=MACHINE_AT_FAULT) from error

    async def _end(self) -> None:
        """See the process out, however far it has come; then another import may begin."""
        process, self._process = self._process, None
        try:
            if process:
                if not self._has_replied:
                    _interrupt(process)
                await end_process(process)
        finally:
            self._is_busy = False

    async def _follow(self, process: Process, queue: asyncio.Queue[Said | None]) -> None:
        try:
            queue.put_nowait(await self._read(process, queue))
        except BulletinError as error:
            queue.put_nowait({"problems": describe_problems(error.problems)})
        finally:
            try:
                await self._end()
            finally:
                queue.put_nowait(None)

    async def _read(self, process: Process, queue: asyncio.Queue[Said | None]) -> Said:
        """Pass on what the process says of its progress, write what it has drafted; returns what came of
        it."""
        assert process.stdout
        try:
            while isinstance(reply := await _read_reply(process.stdout), str):
                queue.put_nowait({"reading": reply})
        except asyncio.IncompleteReadError:
            if self._is_cancelled:
                return {"cancelled": True}
            raise _explain_end("导入程序意外停了") from None
        self._has_replied = True
        if not isinstance(reply, Drafted):
            raise BulletinError(reply)
        imported = await asyncio.to_thread(write_drafts, self._workspace, reply)
        said = self._describe(imported, reply)
        self._remember(imported, reply, said)
        return {"done": said}

    def _remember(self, imported: Imported, drafted: Drafted, said: Said) -> None:
        folder = self._workspace.relative(imported.folder)
        # Articles first: one without its pictures, half undone, would not build.
        names = sorted(drafted.files, key=lambda name: (name not in imported.names, name))
        digests = {f"{folder}/{name}": _hash(drafted.files[name]) for name in names}
        with self._lock:
            self._made[f"{folder}/{imported.report_name}"] = _Made(drafted.issue_id, digests, said)
            while len(self._made) > _REMEMBERED:
                self._made.popitem(last=False)

    def _describe(self, imported: Imported, drafted: Drafted) -> Said:
        folder = self._workspace.relative(imported.folder)
        report = imported.report
        doubts = [_locate(doubt, folder, drafted.files) for doubt in report.doubts]
        return {
            "lines": say_first(report, ""),
            "is_whole": report.is_whole,
            "articles": [[f"{folder}/{name}", title] for name, title in report.names],
            "doubts": describe_problems(doubts),
            "missing": [str(item) for item in report.missing],
            "report": f"{folder}/{imported.report_name}",
        }


async def _feed(process: Process, body: AsyncIterator[bytes]) -> None:
    """Send `body` on, and take in the rest of it where the process has ended: the browser hears nothing until
    it has sent all."""
    assert process.stdin
    pieces = aiter(body)
    with contextlib.suppress(StopAsyncIteration):
        while True:
            try:
                async with asyncio.timeout(_PATIENCE):
                    piece = await anext(pieces)
            except TimeoutError:
                raise _explain_end("文件没有传全") from None
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                process.stdin.write(piece)
                await process.stdin.drain()
    process.stdin.close()


async def _drain(task: asyncio.Task[None], queue: asyncio.Queue[Said | None]) -> AsyncIterator[Said]:
    """What is said, until the end; whoever no longer listens wants it stopped."""
    try:
        while (said := await queue.get()) is not None:
            yield said
    finally:
        task.cancel()


async def _read_reply(stream: asyncio.StreamReader) -> str | Drafted | Sequence[Problem]:
    """What a reader says next: the name of the file that it reads, or what came of them all."""
    length = LENGTH.unpack(await stream.readexactly(LENGTH.size))[0]
    data = await stream.readexactly(length)
    reply: str | Drafted | Sequence[Problem] = pickle.loads(data)  # from our own child
    return reply


def _interrupt(process: Process) -> None:
    """Ask a reader to end, with what it has started and put into temporary folders."""
    if sys.platform == "win32":  # where nobody else would end the processes that it has started
        ender = ["taskkill", "/F", "/T", "/PID", str(process.pid)]
        subprocess.run(ender, capture_output=True, check=False)
    else:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()


def _locate(doubt: Doubt, folder: str, files: Mapping[str, bytes]) -> Problem:
    """A doubt as the page shows it: at the line of the draft that it speaks of, where that is known."""
    if not doubt.name:
        return doubt.problem
    lines = files[doubt.name].decode().split("\n")
    source = lines[doubt.line - 1] if 0 < doubt.line <= len(lines) else ""
    return replace(doubt.problem, path=f"{folder}/{doubt.name}", line=doubt.line, source=source)


def _explain_end(what: str) -> BulletinError:
    hint = "再放一次；还不行，用命令 bulletin import 导入，把它说的交给维护的人"
    return fail("E320", f"{what}，什么也没有写", hint, exit_code=MACHINE_AT_FAULT)


def _refuse_undo(path: str) -> BulletinError:
    message = f"“{Path(path).name}”导入以后改过，没有撤销"
    hint = "不要这一篇，就在这一期的文件夹里自己删"
    return fail("E309", message, hint, path=path, exit_code=CONTENT_AT_FAULT)


def _remove(file: Path, digest: str, path: str) -> None:
    """Remove a file that is as it was written. Moved aside first: what an editor saves meanwhile is either
    there before, and is put back, or goes to a new file of the name."""
    try:
        descriptor, aside = tempfile.mkstemp(prefix=".bulletin-", dir=file.parent)
        os.close(descriptor)
        os.replace(file, aside)
        if _hash(Path(aside).read_bytes()) == digest:
            os.unlink(aside)
            return
        os.replace(aside, file)
    except OSError as error:
        raise explain_write_error(error, file.parent) from error
    raise _refuse_undo(path)


def _read_digest(file: Path, path: str) -> str:
    """The digest of a file that is to be taken back; "" where there is none. Raises BulletinError."""
    try:
        return _hash(file.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except OSError as error:
        message = f"“{file.name}”读不出来（{explain_os_error(error)}），没有撤销"
        hint = "检查有没有权限打开；如果 Word、WPS 正开着它，先关闭，再撤销一次"
        raise fail("E309", message, hint, path=path, exit_code=MACHINE_AT_FAULT) from error


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def parse_body(body: bytes) -> list[SourceFile]:
    """The files of a request; raises BulletinError where they are not all there. A name is shown, and no
    path: what stands before its last slash, of either kind, is left out."""
    head, _, data = body.partition(b"\n")
    try:
        listed = json.loads(head)
        sizes = [(str(name), int(size)) for name, size in listed]
    except (ValueError, TypeError, OverflowError, RecursionError):  # 1e999 is a number, and no size
        raise _explain_end("文件没有传全") from None
    whole = sum(size for _, size in sizes) == len(data) and all(size >= 0 for _, size in sizes)
    if not whole or not 1 <= len(sizes) <= MOST_FILES:
        raise _explain_end("文件没有传全")
    files = []
    start = 0
    for name, size in sizes:
        shown = re.split(r"[/\\]", name)[-1][-_LONGEST_NAME:] or "文件"
        files.append(SourceFile(shown, data[start : start + size]))
        start += size
    return files


def main() -> None:
    """Draft articles of the workspace and the issue on the command line from the body on standard input: say
    the name of each file, then Drafted, or problems. Nothing is written."""
    root, out, issue = sys.argv[1:]
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that what it started is ended, too
    output = sys.stdout.buffer
    sys.stdout = sys.stderr  # what a library prints is no reply
    try:
        say(output, _draft(Workspace(Path(root), Path(out)), issue, lambda name: say(output, name)))
    except KeyboardInterrupt:
        sys.exit(1)


def _draft(workspace: Workspace, issue: str, tell: Callable[[str], None]) -> Drafted | tuple[Problem, ...]:
    issue_id = parse_issue_id(issue)
    assert issue_id
    try:
        series, _ = read_series(workspace)
        files = parse_body(sys.stdin.buffer.read())
        return draft_files(workspace, files, issue_id, series, add=True, tell=tell)
    except BulletinError as error:
        return error.problems
