"""A folder on disk → the workspace: its root, its issues, and every path that is read or written."""

from __future__ import annotations

import difflib
import errno
import os
import re
import stat
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from bulletin import disk
from bulletin.disk import explain_os_error
from bulletin.errors import CONTENT_AT_FAULT, MACHINE_AT_FAULT, USAGE_AT_FAULT, BulletinError, fail
from bulletin.invocation import spell_command
from bulletin.model import IssueId

T = TypeVar("T")
SERIES_FILE = "bulletin.yaml"
ISSUES = "issues"
ISSUE_FILE = "issue.md"
_ID = re.compile(r"([0-9]{4})\s*(?:[-—–./_年]\s*)(?:第\s*)?(?:([0-9]{1,3})|([a-z]))\s*期?", re.ASCII)
_FOLDER = re.compile(r"[0-9]{4}-(?:[0-9]{2}|[1-9][0-9]{2}|[a-z])", re.ASCII)


def shipped_folder(name: str) -> Path:
    """The folder `templates` or `fonts` that comes with the program: in the wheel, or the checkout."""
    package = Path(__file__).resolve().parent
    installed = package / "shipped" / name
    return installed if installed.is_dir() else package.parent / name


def find_shipped_file(folder: str, name: str) -> Path | None:
    """The shipped file of `templates` (or a folder of it) or `fonts`, inside that folder, else None.

    What cannot be looked at is None, too: whoever needs a shipped file says that it is missing.
    """
    top, _, below = folder.partition("/")
    base = shipped_folder(top) / below
    path = base / name
    return path if os.path.isfile(path) and path.resolve().is_relative_to(base.resolve()) else None


def parse_issue_id(text: str) -> IssueId | None:
    """Read 2024-09, 2024-9, 2024年第9期 (full-width digits too), or 2023-a; None for anything else."""
    match = _ID.fullmatch(unicodedata.normalize("NFKC", text).strip().lower())
    if not match or (match[2] and int(match[2]) == 0):
        return None
    return IssueId(int(match[1]), int(match[2] or 0), match[3] or "")


def parse_folder_name(name: str) -> IssueId | None:
    """The issue whose folder in issues/ is called `name`; None for folders that are none of ours."""
    return parse_issue_id(name) if _FOLDER.fullmatch(name) else None


@dataclass(frozen=True, slots=True)
class Workspace:
    """A workspace: `root` holds bulletin.yaml and issues/; `out` is where builds are written."""

    root: Path
    out: Path

    def issue_folder(self, issue_id: IssueId) -> Path:
        """issues/2024-09, whether it exists or not."""
        return self.root / ISSUES / str(issue_id)

    def output_folder(self, issue_id: IssueId) -> Path:
        """dist/2024-09, whether it exists or not."""
        return self.out / str(issue_id)

    def relative(self, path: Path) -> str:
        """`path` as messages show it: from the root, with `/`."""
        try:
            return path.relative_to(self.root).as_posix()
        except ValueError:
            return path.as_posix()

    def look(self, action: Callable[[Path], T], path: Path) -> T:
        """What `action`, one of module `disk`, says of `path`, a part of the workspace that it may lack.

        Raises BulletinError (E316) where the disk cannot tell, and where it finds nothing and the whole
        workspace is not there: a drive that is gone for a moment is not a workspace without templates.
        """
        try:
            found = action(path)
            if not found and path.is_relative_to(self.root):
                disk.require(self.root / SERIES_FILE)
                found = action(path)  # it may have been gone, and be back
        except OSError as error:
            raise self.explain_disk(error, path) from error
        return found

    def explain_disk(self, error: OSError, path: Path) -> BulletinError:
        """E316: a part of the workspace cannot be read, and must not be taken for one that is not there."""
        where = self.relative(Path(os.fsdecode(error.filename or path)))
        hint = "检查网络盘、移动硬盘接好了没有，文件夹在不在、有没有权限打开，再运行一次"
        message = f"读不到“{where}”（{explain_os_error(error)}）"
        return fail("E316", message, hint, exit_code=MACHINE_AT_FAULT)

    def find_own_file(self, folder: str, name: str) -> Path | None:
        """The workspace's own file of `templates` (or a folder of it) or `fonts`, else None.

        Raises BulletinError where that cannot be told (E316), and for a link that leads out of the workspace
        (F107): the shipped file, taken instead, would not be what was meant.
        """
        path, base = self.root / folder / name, self.root / folder
        if ".." in Path(name).parts:
            return None
        # From the root: a folder that is a link which leads nowhere is no folder without this file.
        above = [self.root.joinpath(*base.relative_to(self.root).parts[:depth]) for depth in (1, 2)]
        if not all(self.look(disk.is_folder, place) for place in above) or not self.look(disk.is_file, path):
            return None
        real = path.resolve()
        if not real.is_relative_to(above[0].resolve()) and not real.is_relative_to(self.root.resolve()):
            where, hint = self.relative(path), "把文件本身复制到这个文件夹里，不要用链接"
            raise fail("F107", "这是个链接，通到刊物文件夹外面", hint, path=where, exit_code=CONTENT_AT_FAULT)
        return path

    def find_file(self, folder: str, name: str) -> Path | None:
        """The file of `templates` or `fonts`: the workspace's own, else the shipped one, else None.

        Raises BulletinError where it cannot be told whether the workspace has one.
        """
        return self.find_own_file(folder, name) or find_shipped_file(folder, name)

    def list_issues(self, *, starting: bool = False) -> list[IssueId]:
        """Every issue of the workspace, oldest first; other folders are left alone.

        Raises BulletinError (E315, the machine's fault) where issues/ is not there or cannot be read, or an
        issue's folder cannot be looked at: what cannot be seen is not taken for gone, or a publish would
        take it from its readers. With `starting`, a workspace that has no issues/ yet has no issue.
        """
        folder = self.root / ISSUES
        try:
            if starting and disk.look_at(folder) is None:
                return []
            disk.require(folder)
            names = [name for name in os.listdir(folder) if _FOLDER.fullmatch(name)]
            modes = {name: disk.require(folder / name).st_mode for name in names}
        except OSError as error:
            raise self.explain_issues(error, folder) from error
        ids = [parse_issue_id(name) for name, mode in modes.items() if stat.S_ISDIR(mode)]
        return sorted(issue_id for issue_id in ids if issue_id)

    def explain_issues(self, error: OSError, folder: Path) -> BulletinError:
        """E315: issues/, or the folder of an issue, is not there or cannot be read."""
        path = Path(os.fsdecode(error.filename or folder))
        name = self.relative(path)
        message = f"读不到文件夹“{name}”（{explain_os_error(error)}）"
        hint = "检查网络盘、移动硬盘接好了没有，有没有权限打开这个文件夹，再运行一次"
        if isinstance(error, FileNotFoundError) and not isinstance(error, disk.BrokenLink):
            message = f"文件夹“{name}”不在了"
            hint = "网络盘、移动硬盘没有接好就先接好；改了名、移走了就放回来"
            if path == self.root / ISSUES:
                hint += f"；这里还没有建过哪一期，就运行 {spell_command('new', '2024-01')}"
        return fail("E315", message, hint, exit_code=MACHINE_AT_FAULT)

    def find_issue(self, text: str) -> IssueId:
        """The existing issue that `text` names; raises with the nearest one where there is none, and where
        the issues cannot be listed."""
        issue_id = parse_issue_id(text)
        known = self.list_issues()
        if issue_id is None:
            hint = "写成 2024-09 或 2024年第9期" + _name_nearest(text, known)
            raise fail("W102", f"“{text}”不是期号", hint, exit_code=USAGE_AT_FAULT)
        if issue_id not in known:
            hint = f"新建一期：{spell_command('new', issue_id)}" + _name_nearest(str(issue_id), known)
            path = f"issues/{issue_id}"
            raise fail("W103", f"没有 {issue_id.label}", hint, path=path, exit_code=CONTENT_AT_FAULT)
        return issue_id


def _name_nearest(text: str, known: list[IssueId]) -> str:
    names = list(map(str, known))
    near = difflib.get_close_matches(text, names, n=1, cutoff=0.5) or names[-1:]
    return f"；现有的期里最接近的是 {near[0]}" if near else "；现在一期也没有"


def open_workspace(root: Path | None, out: Path | None) -> Workspace:
    """Find the workspace: `root` where given, else the nearest parent that has bulletin.yaml.

    Raises BulletinError where there is none, and where that cannot be told: the next parent that has one
    may be another publication.
    """
    if root is not None:
        base = root.expanduser()
        if not is_workspace(base):
            new = spell_command("new", "--root", root, "2024-01")
            hint = f"检查 --root 或环境变量 BULLETIN_ROOT；要在这里新建：{new}"
            raise _no_workspace(f"文件夹“{root}”里没有 {SERIES_FILE}", hint)
    else:
        here = Path.cwd()
        found = next((p for p in (here, *here.parents) if is_workspace(p)), None)
        if found is None:
            new = spell_command("new", "--root", ".", "2024-01")
            hint = f"先进入刊物所在的文件夹，或用 --root 指出它；要在这里新建：{new}"
            raise _no_workspace(f"这里和上级文件夹里都没有 {SERIES_FILE}", hint)
        base = found
    base = Path(os.path.abspath(base))
    return Workspace(base, Path(os.path.abspath(out.expanduser())) if out else base / "dist")


def is_workspace(folder: Path) -> bool:
    """Whether `folder` has a bulletin.yaml; raises BulletinError where that cannot be told."""
    try:
        return disk.is_file(folder / SERIES_FILE)
    except OSError as error:
        if error.errno in {errno.ENOTDIR, errno.ENAMETOOLONG}:  # of no use, and nobody's
            return False
        raise Workspace(folder, folder).explain_disk(error, folder / SERIES_FILE) from error


def _no_workspace(message: str, hint: str) -> BulletinError:
    return fail("W101", message, hint, exit_code=USAGE_AT_FAULT)
