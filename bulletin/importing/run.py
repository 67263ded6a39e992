"""Files to import → drafts in the workspace, all of them or none, and what was said of them."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bulletin.errors import CONTENT_AT_FAULT, USAGE_AT_FAULT, BulletinError, Problem, fail
from bulletin.files import create_files, explain_write_error, write_files
from bulletin.images import explain_os_error
from bulletin.importing.draft import render_articles, render_issue
from bulletin.importing.formats import MAX_BYTES
from bulletin.importing.report import REPORT_FILE, check_balance, list_guesses, render_report
from bulletin.importing.worker import Job, read_drafts
from bulletin.model import DEFAULT_LAYOUT, IssueId
from bulletin.workspace import ISSUE_FILE, Workspace, shipped_folder

_LINES = re.compile(r"--lines:\s*([0-9]{1,3})")
_NUMBERED = re.compile(r"([0-9]+)")


@dataclass(frozen=True)
class Imported:
    """What an import did: the folder, the article files, what to look at, the report for the screen; the old
    files that were kept under another name, the other articles of the folder."""

    folder: Path
    names: tuple[str, ...]
    problems: tuple[Problem, ...]
    report: str
    kept: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


def import_files(
    workspace: Workspace,
    files: Sequence[Path],
    issue_id: IssueId,
    known_title: str = "",
    *,
    add: bool = False,
    force: bool = False,
    strict: bool = False,
) -> Imported:
    """Make drafts of `files` in issue `issue_id`: a new folder, or, with `add`, more articles of an old one.

    `force` replaces files of the same names in an existing folder and keeps the old ones beside them.
    With `strict` a doubt is an error. Raises BulletinError; then nothing has been written.
    """
    folder = workspace.issue_folder(issue_id)
    _check_target(workspace, issue_id, add=add, force=force)
    drafts = read_drafts([_make_job(path, known_title) for path in files])
    path = workspace.relative(folder)
    if add:
        existing = _list_names(folder)
        written = render_articles(drafts, _next_number(existing), frozenset(existing), path)
    else:
        written = render_issue(drafts, issue_id, path, _list_layouts(workspace))
    problems = [*list_guesses(drafts, written), *written.problems]
    for draft in drafts:
        problems += check_balance(draft)
    if strict and problems:
        raise BulletinError(problems)
    report = f"# 导入报告\n\n{render_report(drafts, written, problems, whole=True)}"
    output = {**written.files, _choose_report_name(folder, add): report.encode()}
    kept = _write(folder, output, add=add, force=force)
    others = [name for name in _list_names(folder) if name.endswith(".md") and name not in output]
    shown = render_report(drafts, written, problems, whole=False)
    others = [name for name in others if name != ISSUE_FILE and not name.startswith("_")]
    names = tuple(name for name, _ in written.names)
    return Imported(folder, names, tuple(problems), shown, kept, () if add else tuple(others))


def _check_target(workspace: Workspace, issue_id: IssueId, *, add: bool, force: bool) -> None:
    folder = workspace.issue_folder(issue_id)
    path = workspace.relative(folder)
    root = Path(os.path.realpath(workspace.root))
    if not Path(os.path.realpath(folder)).is_relative_to(root):
        hint = "把文件夹本身放到刊物文件夹里，不要用链接"
        raise fail(
            "I115", "这一期的文件夹是个链接，通到刊物文件夹外面", hint, path=path, exit_code=CONTENT_AT_FAULT
        )
    if add and not folder.is_dir():
        workspace.find_issue(str(issue_id))
    if folder.exists() and not add and not force:
        hint = "要往里面加文章，用 --article；要重新导入，用 --force，原来的文件会另存在旁边"
        raise fail("W105", f"已经有{issue_id.label}", hint, path=path, exit_code=CONTENT_AT_FAULT)


def _make_job(path: Path, known_title: str) -> Job:
    """The job of a file that is there and can be read; only a plain file is opened."""
    if not path.is_file():
        reason = "是文件夹" if path.is_dir() else "没有这个文件" if not path.exists() else "不是普通文件"
        hint = "检查文件名；文件名里有空格时，用半角引号把它括起来"
        raise fail("I116", f"“{path}”打不开（{reason}）", hint, exit_code=USAGE_AT_FAULT)
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        hint = "检查有没有权限打开；如果 Word、WPS 正开着它，先关闭"
        message = f"“{path}”读不出来（{explain_os_error(error)}）"
        raise fail("I117", message, hint, exit_code=USAGE_AT_FAULT) from error
    return Job(data, path.name, known_title)


def _list_names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def _next_number(names: Sequence[str]) -> int:
    """The number after the highest that an article of the folder begins with."""
    found = [
        int(match[1]) for name in names if name.lower().endswith(".md") and (match := _NUMBERED.match(name))
    ]
    return max(found, default=0) + 1


def _list_layouts(workspace: Workspace) -> dict[int, str]:
    """The layouts by the lines of their pages, less the one that an issue has anyway."""
    found: dict[int, str] = {}
    for base in (shipped_folder("templates"), workspace.root / "templates"):
        for path in sorted(base.glob("*/layout.css")) if base.is_dir() else ():
            match = _LINES.search(path.read_text("utf-8", "replace"))
            if match and path.parent.name != DEFAULT_LAYOUT:
                found[int(match[1])] = path.parent.name
            elif match:
                found.pop(int(match[1]), None)
    return found


def _choose_report_name(folder: Path, add: bool) -> str:
    """The report of a first import, or with a number where one is there already."""
    stem, copy, name = REPORT_FILE.removesuffix(".md"), 2, REPORT_FILE
    while add and (folder / name).exists():
        name, copy = f"{stem}-{copy}.md", copy + 1
    return name


def _write(folder: Path, files: Mapping[str, bytes], *, add: bool, force: bool) -> tuple[str, ...]:
    """Write all of `files` or none; returns the names under which old files were kept."""
    if not folder.exists():
        _create_folder(folder, files)
        return ()
    saved: dict[str, bytes] = {}
    for name, data in files.items():
        path = folder / name
        if not path.exists() and not path.is_symlink():
            continue
        old = path.read_bytes() if path.is_file() else b""
        if path.is_file() and old == data:
            continue
        if not force or path.is_symlink() or not path.is_file():
            hint = "给原来的文件改名，或用 --force，原来的文件会另存在旁边"
            raise fail(
                "I119", f"已经有“{name}”，没有动它", hint, path=folder.as_posix(), exit_code=CONTENT_AT_FAULT
            )
        saved[_choose_backup(folder, name, saved)] = old
    write_files(folder, {**saved, **files})
    return tuple(saved)


def _choose_backup(folder: Path, name: str, taken: Mapping[str, bytes]) -> str:
    """A name beside `name` that nobody holds: 01-a.md.bak, 01-a.md.2.bak …"""
    backup, copy = f"{name}.bak", 2
    while (folder / backup).exists() or (folder / backup).is_symlink() or backup in taken:
        backup, copy = f"{name}.{copy}.bak", copy + 1
    return backup


def _create_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Make the new folder whole under another name, then rename it into place: all files or none."""
    temporary: Path | None = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(prefix=".bulletin-", dir=folder.parent))
        create_files(temporary, files)
        temporary.chmod(0o777 & ~_read_umask())
        os.rename(temporary, folder)
    except BulletinError as error:  # it names the temporary folder
        problems = [replace(problem, path=folder.as_posix()) for problem in error.problems]
        raise BulletinError(problems, error.exit_code) from error
    except OSError as error:
        raise explain_write_error(error, folder) from error
    finally:
        if temporary:
            shutil.rmtree(temporary, ignore_errors=True)


def _read_umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
