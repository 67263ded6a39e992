"""Lines of a source → a box in the page, and back into the file: around them, no byte changes."""

from __future__ import annotations

import hashlib
import re
import threading
from collections import deque
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from bulletin.check.fix import MendedFile
from bulletin.check.run import write_mended
from bulletin.disk import explain_os_error
from bulletin.encoding import decode_text, read_lines, replace_lines
from bulletin.errors import CONTENT_AT_FAULT, BulletinError, errors_of, fail
from bulletin.workspace import Workspace

_EDITABLE = {".md", ".yaml"}
_OPENED = {*_EDITABLE, ".html", ".css"}
_FOLDERS = {"issues", "templates", "bulletin.yaml", "words.yaml"}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x85\u2028\u2029]")
_REMEMBERED = 200  # steps that can be undone
_MOST_BYTES = 4_000_000


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Lines `first` to `last` of a source, and the SHA-256 of the file they were read from."""

    path: str
    first: int
    last: int
    text: str
    digest: str


@dataclass(frozen=True, slots=True)
class _Step:
    path: str
    before: bytes
    after: str  # SHA-256


def find_source(workspace: Workspace, path: str, *, to_edit: bool = False) -> Path:
    """The file that `path` (from the root, with `/`) names, where it is a source and nothing else.

    Raises BulletinError for what leads elsewhere, however it is written.
    """
    parts = PurePosixPath(path).parts
    suffix = PurePosixPath(path).suffix
    plain = bool(parts) and parts[0] in _FOLDERS and not set(parts) & {"..", "."} and path == "/".join(parts)
    plain = plain and not re.search(r"[\\:\0\ud800-\udfff]", path)
    if plain and suffix in (_EDITABLE if to_edit else _OPENED):
        file = workspace.root / path
        try:
            # A link may lead to another source, and to nothing else.
            inside = file.resolve().relative_to(workspace.root.resolve())
            hidden = any(part.startswith(".") for part in (*parts, *inside.parts))
            if file.is_file() and not hidden and inside.parts[0] in _FOLDERS and inside.suffix == suffix:
                return file
        except (OSError, ValueError):
            pass
    hint = "刷新页面再试"
    raise fail("W106", f"没有“{path[:80]}”这个稿件文件", hint, exit_code=CONTENT_AT_FAULT)


class Editor:
    """Reads and writes lines of sources, and remembers what it wrote while the server runs."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._steps: deque[_Step] = deque(maxlen=_REMEMBERED)
        self._lock = threading.Lock()  # two that were read alike must not both be written

    @property
    def undoable(self) -> int:
        """How many steps can be undone."""
        return len(self._steps)

    def read(self, path: str, first: int, last: int, shown: bytes | None = None) -> Excerpt:
        """Read lines `first` to `last` (from 1) of source `path`, less blank ones at their end.

        `shown` is the file as the page shows it, by which the lines are counted: where it has changed since,
        they are looked for. Raises BulletinError where they are not there, or more than once.
        """
        data = self._read(path)
        if shown is not None and shown != data:
            first, last = _find_lines(data, read_lines(shown, first, last), path)
        lines = read_lines(data, first, last).split("\n")
        while len(lines) > 1 and not lines[-1].strip():
            lines.pop()
        text = "\n".join(lines)
        return Excerpt(path, first, first + text.count("\n"), text, _digest(data))

    def write(self, excerpt: Excerpt) -> None:
        """Put the text of `excerpt` in the place of its lines.

        Raises BulletinError where the file is not the one that was read, or is read-only.
        """
        with self._lock:
            self._write_lines(excerpt)

    def _write_lines(self, excerpt: Excerpt) -> None:
        before = self._read(excerpt.path)
        if _digest(before) != excerpt.digest:
            raise _changed(excerpt.path)
        text = excerpt.text.replace("\r\n", "\n").replace("\r", "\n")
        if _CONTROL.search(text):
            hint = "把看不见的控制字符删去重打"
            raise fail("F105", "改的文字里有控制字符，没有存", hint, exit_code=CONTENT_AT_FAULT)
        try:
            after = replace_lines(before, excerpt.first, excerpt.last, text)
        except ValueError as error:
            raise _changed(excerpt.path) from error
        if after != before:
            self._write(excerpt.path, before, after)
            self._steps.append(_Step(excerpt.path, before, _digest(after)))

    def undo(self) -> str:
        """Take the last step back; returns the path of its file.

        Raises BulletinError where there is none, or the file has changed since.
        """
        with self._lock:
            return self._take_back()

    def _take_back(self) -> str:
        if not self._steps:
            raise fail("E309", "没有可以撤销的", "只能撤销在这个页面里改的", exit_code=CONTENT_AT_FAULT)
        step = self._steps[-1]
        now = self._read(step.path)
        if _digest(now) != step.after:
            self._steps.clear()  # what came before it cannot be taken back either
            message = f"“{PurePosixPath(step.path).name}”后来在别处改过，不能撤销了"
            raise fail("E309", message, "请在稿件里改", path=step.path, exit_code=CONTENT_AT_FAULT)
        self._write(step.path, now, step.before)
        self._steps.pop()
        return step.path

    def _read(self, path: str) -> bytes:
        file = find_source(self._workspace, path, to_edit=True)
        try:
            if file.stat().st_size > _MOST_BYTES:
                raise _changed(path)
            data = file.read_bytes()
        except OSError as error:
            message = f"文件读不出来（{explain_os_error(error)}）"
            raise fail("F103", message, "检查文件", path=path, exit_code=CONTENT_AT_FAULT) from error
        problems = decode_text(data, path)[1]
        if errors_of(problems):
            raise BulletinError(problems)
        return data

    def _write(self, path: str, before: bytes, after: bytes) -> None:
        try:
            write_mended(self._workspace, [MendedFile(path, after, "")], {path: before})
        except OSError as error:  # it was there a moment ago
            raise _changed(path) from error


def _find_lines(data: bytes, wanted: str, path: str) -> tuple[int, int]:
    """Where the lines `wanted` stand in `data`: the first and the last."""
    now, lines = read_lines(data, 1, len(data) + 1).split("\n"), wanted.split("\n")
    starts = [i for i in range(len(now) - len(lines) + 1) if now[i : i + len(lines)] == lines]
    if len(starts) != 1:
        hint = "等页面更新了再点；页面上有错，就先改好错"
        message = "这一段刚刚改过，页面还是上一次的样子"
        raise fail("E313", message, hint, path=path, exit_code=CONTENT_AT_FAULT)
    return starts[0] + 1, starts[0] + len(lines)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _changed(path: str) -> BulletinError:
    hint = "你改的文字还在框里：复制下来，关上再点一次这一段，贴进去"
    message = f"“{PurePosixPath(path).name}”刚刚在别处改过，没有动它"
    return fail("E306", message, hint, path=path, exit_code=CONTENT_AT_FAULT)
