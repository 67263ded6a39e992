"""Files to import → drafts in the workspace, all of them or none, and what was said of them."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import shutil
import stat
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bulletin import disk
from bulletin.disk import explain_os_error
from bulletin.errors import CONTENT_AT_FAULT, USAGE_AT_FAULT, BulletinError, Problem, fail
from bulletin.files import UMASK, create_files, explain_write_error, write_files
from bulletin.importing.beside import read_beside
from bulletin.importing.model import Nature
from bulletin.importing.refusals import MAX_BYTES
from bulletin.importing.worker import Job, Rendering, import_drafts
from bulletin.importing.write.summary import Report
from bulletin.model import DEFAULT_LAYOUT, IssueId, Series
from bulletin.workspace import ISSUE_FILE, Workspace, shipped_folder

REPORT_FILE = "_导入报告.md"  # a name that begins with _ is no article
_UNPRINTABLE = "□"
_TEMPORARY = ".bulletin-"
_OLD = 3_600  # seconds
_NO_SERIES = Series()
_LINES = re.compile(r"--lines:\s*([0-9]{1,3})")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that somebody handed over: what it is called, and its bytes."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Drafted:
    """What an import is about to write in the folder of an issue: the files (name → bytes), the report among
    them under `report_name`; whether they are added to the issue, and may replace files there."""

    issue_id: IssueId
    files: Mapping[str, bytes]
    report: Report
    report_name: str
    add: bool = False
    force: bool = False


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: the folder, what there is to say of it, the name of the whole report; old files
    that were kept (name, new name), other articles of the folder."""

    folder: Path
    report: Report
    report_name: str
    kept: tuple[tuple[str, str], ...] = ()
    others: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The article files, in their order."""
        return tuple(name for name, _ in self.report.names)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What to look at, the most important first."""
        return tuple(doubt.problem for doubt in self.report.doubts)


def import_files(
    workspace: Workspace,
    files: Sequence[Path],
    issue_id: IssueId,
    series: Series = _NO_SERIES,
    *,
    add: bool = False,
    nature: Nature | None = None,
    force: bool = False,
    strict: bool = False,
    tell: Callable[[str], None] | None = None,
    explain: Callable[[str], None] | None = None,
) -> Imported:
    """Make drafts of `files` in issue `issue_id`: a new folder, or, with `add`, more articles of an old one.

    `series` is what bulletin.yaml says, with which an issue is compared.
    `nature` says what each file is, None lets it be judged; added to an issue, a file is one article.
    `force` replaces files of the same names in an existing folder and keeps the old ones beside them.
    With `strict` a doubt is an error. `tell` hears the name of each file before it is read, `explain` what
    each line of them was taken for, as soon as that is known: also where nothing may be written, as of an
    issue that was imported before. Raises BulletinError; then nothing has been written.
    """
    drafted = draft_files(
        workspace,
        files,
        issue_id,
        series,
        add=add,
        nature=nature,
        force=force,
        tell=tell,
        explain=explain,
    )
    if strict and drafted.report.doubts:
        problems = [doubt.problem for doubt in drafted.report.doubts]
        message = f"有 {len(problems)} 处要看，用了 --strict，什么也没有写"
        hint = "改好原稿再导入；或不加 --strict，导入后对照着改"
        raise BulletinError([*problems, Problem("I100", message, hint)])
    return write_drafts(workspace, drafted)


def draft_files(
    workspace: Workspace,
    files: Sequence[Path | SourceFile],
    issue_id: IssueId,
    series: Series = _NO_SERIES,
    *,
    add: bool = False,
    nature: Nature | None = None,
    force: bool = False,
    tell: Callable[[str], None] | None = None,
    explain: Callable[[str], None] | None = None,
) -> Drafted:
    """What `import_files` is to write, before it does; a file that is none of this disk comes with its bytes.

    Raises BulletinError.
    """
    folder = workspace.issue_folder(issue_id)
    refused = _find_refusal(workspace, issue_id, add=add, force=force)
    if refused and not explain:
        raise refused
    existing = frozenset(_list_names(workspace, folder)) if add and not refused else None
    report_name = _choose_report_name(workspace, folder, add and not refused)
    nature = Nature.MANUSCRIPT if add else nature

    def make(drafts: Sequence[bytes]) -> Rendering:
        path, layouts = workspace.relative(folder), _list_layouts(workspace)
        explained = explain is not None
        return Rendering(
            workspace,
            series,
            tuple(drafts),
            issue_id,
            path,
            report_name,
            existing,
            layouts,
            explained,
            known,
        )

    known = _list_fields(series)
    made = import_drafts(_make_jobs(files, series.title, nature, explain is not None), make, tell)
    if explain:
        explain(made.explanation)
    if refused:
        raise refused
    return Drafted(issue_id, made.files, made.report, report_name, add, force)


def write_drafts(workspace: Workspace, drafted: Drafted) -> Imported:
    """Write what an import has drafted, all of it or nothing; raises BulletinError."""
    folder = workspace.issue_folder(drafted.issue_id)
    kept = _write(workspace, drafted.issue_id, drafted.files, force=drafted.force)
    others = [
        name for name in _list_names(workspace, folder) if name.endswith(".md") and name not in drafted.files
    ]
    others = [name for name in others if name != ISSUE_FILE and not name.startswith("_")]
    others = [] if drafted.add else others
    return Imported(folder, drafted.report, drafted.report_name, kept, tuple(others))


def _list_fields(series: Series) -> dict[str, str]:
    """What bulletin.yaml says of the fields that an issue may have of its own, those that are set."""
    names = ("title", "publisher", "phone", "mark", "report_to", "copy_to")
    fields = {name: str(getattr(series, name)) for name in names}
    return {name: text for name, text in {**fields, "editor": "、".join(series.editor)}.items() if text}


def _find_refusal(workspace: Workspace, issue_id: IssueId, *, add: bool, force: bool) -> BulletinError | None:
    """Why nothing may be written in the folder of this issue; None where it may."""
    folder = workspace.issue_folder(issue_id)
    path = workspace.relative(folder)
    root = Path(os.path.realpath(workspace.root))
    if not Path(os.path.realpath(folder)).is_relative_to(root):
        hint = "把文件夹本身放到刊物文件夹里，不要用链接"
        return fail(
            "I115", "这一期的文件夹是个链接，通到刊物文件夹外面", hint, path=path, exit_code=CONTENT_AT_FAULT
        )
    try:
        there = disk.look_at(folder)
    except OSError as error:
        raise workspace.explain_issues(error, folder) from error
    if add and not there:
        hint = "要新建这一期，去掉 --article 再运行一次；不是这一期，检查 --issue 后面的期号"
        return fail("W103", f"没有{issue_id.label}", hint, path=path, exit_code=CONTENT_AT_FAULT)
    if there and not add and not force:
        return _refuse_existing(workspace, issue_id)
    if there and not stat.S_ISDIR(there.st_mode):
        hint = "把这个文件改名或挪走，再运行一次"
        message = "这里要放这一期的文件夹，却有一个同名的文件"
        return fail("I119", message, hint, path=path, exit_code=CONTENT_AT_FAULT)
    return None


def _refuse_existing(workspace: Workspace, issue_id: IssueId) -> BulletinError:
    path = workspace.relative(workspace.issue_folder(issue_id))
    hint = "要往里面加文章，用 --article；要重新导入，用 --force，原来的文件会另存在旁边"
    return fail("W105", f"已经有{issue_id.label}", hint, path=path, exit_code=CONTENT_AT_FAULT)


def _make_jobs(
    files: Sequence[Path | SourceFile], known_title: str, nature: Nature | None, explain: bool
) -> list[Job]:
    """The jobs of files that are there and can be read; raises BulletinError with all that are not."""
    jobs: list[Job] = []
    problems: list[Problem] = []
    for file in files:
        data = file.data if isinstance(file, SourceFile) else _read_file(file)
        if isinstance(data, Problem):
            problems.append(data)
        else:
            beside = read_beside(file) if isinstance(file, Path) else {}
            jobs.append(Job(data, show_name(file.name), known_title, nature, explain, beside))
    if problems:
        raise BulletinError(problems, USAGE_AT_FAULT)
    return jobs


def _read_file(path: Path) -> bytes | Problem:
    """The bytes of a plain file, or why there are none; nothing else is opened: a pipe would never end."""
    shown = show_name(str(path))
    try:
        kind = path.stat().st_mode
        if stat.S_ISREG(kind):
            with path.open("rb") as file:
                return file.read(MAX_BYTES + 1)
        reason = "是文件夹" if stat.S_ISDIR(kind) else "不是普通文件"
    except (FileNotFoundError, NotADirectoryError):
        reason = "没有这个文件"
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            return Problem("I116", f"“{shown[:40]}……”打不开（没有名字这样长的文件）", "检查文件名")
        hint = "检查有没有权限打开；如果 Word、WPS 正开着它，先关闭"
        return Problem("I117", f"“{shown}”读不出来（{explain_os_error(error)}）", hint)
    hint = "检查文件名，连末尾的 .docx、.txt 也要写上；文件名里有空格时，用半角引号把它括起来"
    if reason == "是文件夹":
        hint = "要写里面的文件；几个文件一起导入，一个一个写在后面，中间空一格"
    return Problem("I116", f"“{shown}”打不开（{reason}）", hint)


def show_name(name: str) -> str:
    """A name as a message may show it: what would steer the terminal, or reads backwards, is a square."""
    return "".join(char if char.isprintable() else " " if char.isspace() else _UNPRINTABLE for char in name)


def _list_names(workspace: Workspace, folder: Path) -> list[str]:
    try:
        return [path.name for path in disk.list_folder(folder)]
    except OSError as error:
        raise workspace.explain_issues(error, folder) from error


def _list_layouts(workspace: Workspace) -> dict[int, str]:
    """The layouts by the lines of their pages, less the one that an issue has anyway. One that cannot be
    seen is not proposed: the editor may still write it."""
    found: dict[int, str] = {}
    for base in (shipped_folder("templates"), workspace.root / "templates"):
        for path in sorted(base.glob("*/layout.css")) if base.is_dir() else ():
            match = _LINES.search(path.read_text("utf-8", "replace"))
            if match and path.parent.name != DEFAULT_LAYOUT:
                found[int(match[1])] = path.parent.name
            elif match:
                found.pop(int(match[1]), None)
    return found


def _choose_report_name(workspace: Workspace, folder: Path, add: bool) -> str:
    """The report of a first import, or with a number where one is there already."""
    stem, copy, name = REPORT_FILE.removesuffix(".md"), 2, REPORT_FILE
    while add and workspace.look(disk.look_at, folder / name):
        name, copy = f"{stem}-{copy}.md", copy + 1
    return name


def _write(
    workspace: Workspace, issue_id: IssueId, files: Mapping[str, bytes], *, force: bool
) -> tuple[tuple[str, str], ...]:
    """Write all of `files` or none; returns the old files that were kept, each with its new name."""
    folder = workspace.issue_folder(issue_id)
    if not folder.exists():  # one that is and cannot be looked at is not replaced by the rename either
        _create_folder(workspace, issue_id, files)
        return ()
    saved: dict[str, bytes] = {}
    kept: list[tuple[str, str]] = []
    for name, data in files.items():
        path = folder / name
        if not path.is_symlink() and not workspace.look(disk.look_at, path):
            continue
        old = path.read_bytes() if path.is_file() else b""
        if path.is_file() and old == data:
            continue
        if not force or path.is_symlink() or not path.is_file():
            hint = "给原来的文件改名，或用 --force，原来的文件会另存在旁边"
            where = workspace.relative(folder)
            raise fail("I119", f"已经有“{name}”，没有动它", hint, path=where, exit_code=CONTENT_AT_FAULT)
        backup = _choose_backup(workspace, folder, name, saved)
        saved[backup] = old
        kept.append((name, backup))
    write_files(folder, {**saved, **files})
    return tuple(kept)


def _choose_backup(workspace: Workspace, folder: Path, name: str, taken: Mapping[str, bytes]) -> str:
    """A name beside `name` that nobody holds: 01-a.md.bak, 01-a.md.2.bak …"""
    backup, copy = f"{name}.bak", 2
    while backup in taken or (folder / backup).is_symlink() or workspace.look(disk.look_at, folder / backup):
        backup, copy = f"{name}.{copy}.bak", copy + 1
    return backup


def _create_folder(workspace: Workspace, issue_id: IssueId, files: Mapping[str, bytes]) -> None:
    """Make the new folder whole under another name, then rename it into place: all files or none."""
    folder = workspace.issue_folder(issue_id)
    temporary: Path | None = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        _remove_old_leftovers(folder.parent)
        temporary = Path(tempfile.mkdtemp(prefix=_TEMPORARY, dir=folder.parent))
        create_files(temporary, files)
        temporary.chmod(0o777 & ~UMASK)
        os.rename(temporary, folder)
    except BulletinError as error:  # it names the temporary folder
        problems = [replace(problem, path=workspace.relative(folder)) for problem in error.problems]
        raise BulletinError(problems, error.exit_code) from error
    except OSError as error:
        if error.errno in {errno.EEXIST, errno.ENOTEMPTY}:  # another import was faster
            raise _refuse_existing(workspace, issue_id) from error
        raise explain_write_error(error, folder) from error
    finally:
        if temporary:
            shutil.rmtree(temporary, ignore_errors=True)


def _remove_old_leftovers(folder: Path) -> None:
    """Remove what an import that was killed has left; one that runs now is younger."""
    for path in folder.glob(f"{_TEMPORARY}*"):
        with contextlib.suppress(OSError):
            if path.lstat().st_mtime < time.time() - _OLD:
                shutil.rmtree(path, ignore_errors=True)
