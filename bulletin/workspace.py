"""A folder on disk → the workspace: its root, its issues, and every path that is read or written."""

from __future__ import annotations

import difflib
import os
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from bulletin.errors import CONTENT_AT_FAULT, USAGE_AT_FAULT, BulletinError, fail
from bulletin.invocation import spell_command
from bulletin.model import IssueId

SERIES_FILE = "bulletin.yaml"
ISSUE_FILE = "issue.md"
_ID = re.compile(r"([0-9]{4})\s*(?:[-—–./_年]\s*)(?:第\s*)?(?:([0-9]{1,3})|([a-z]))\s*期?", re.ASCII)
_FOLDER = re.compile(r"[0-9]{4}-(?:[0-9]{2}|[1-9][0-9]{2}|[a-z])", re.ASCII)


def shipped_folder(name: str) -> Path:
    """The folder `templates` or `fonts` that comes with the program: in the wheel, or the checkout."""
    package = Path(__file__).resolve().parent
    installed = package / "shipped" / name
    return installed if installed.is_dir() else package.parent / name


def parse_issue_id(text: str) -> IssueId | None:
    """Read 2024-09, 2024-9, 2024年第9期 (full-width digits too), or 2023-a; None for anything else."""
    match = _ID.fullmatch(unicodedata.normalize("NFKC", text).strip().lower())
    if not match or (match[2] and int(match[2]) == 0):
        return None
    return IssueId(int(match[1]), int(match[2] or 0), match[3] or "")


@dataclass(frozen=True, slots=True)
class Workspace:
    """A workspace: `root` holds bulletin.yaml and issues/; `out` is where builds are written."""

    root: Path
    out: Path

    def issue_folder(self, issue_id: IssueId) -> Path:
        """issues/2024-09, whether it exists or not."""
        return self.root / "issues" / str(issue_id)

    def output_folder(self, issue_id: IssueId) -> Path:
        """dist/2024-09, whether it exists or not."""
        return self.out / str(issue_id)

    def relative(self, path: Path) -> str:
        """`path` as messages show it: from the root, with `/`."""
        try:
            return path.relative_to(self.root).as_posix()
        except ValueError:
            return path.as_posix()

    def find_file(self, folder: str, name: str) -> Path | None:
        """The file of `templates` or `fonts`: the workspace's own, else the shipped one, else None."""
        for base in (self.root / folder, shipped_folder(folder)):
            path = base / name
            if path.is_file() and path.resolve().is_relative_to(base.resolve()):
                return path
        return None

    def list_issues(self) -> list[IssueId]:
        """Every issue of the workspace, oldest first; other folders are left alone."""
        folder = self.root / "issues"
        try:
            names = [path.name for path in folder.iterdir() if path.is_dir()]
        except OSError:  # none yet, or gone
            names = []
        ids = [parse_issue_id(name) for name in names if _FOLDER.fullmatch(name)]
        return sorted(issue_id for issue_id in ids if issue_id)

    def find_issue(self, text: str) -> IssueId:
        """The existing issue that `text` names; raises with the nearest one where there is none."""
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
    """Find the workspace: `root` where given, else the nearest parent that has bulletin.yaml."""
    if root is not None:
        base = root.expanduser()
        if not (base / SERIES_FILE).is_file():
            new = spell_command("new", "--root", root, "2024-01")
            hint = f"检查 --root 或环境变量 BULLETIN_ROOT；要在这里新建：{new}"
            raise _no_workspace(f"文件夹“{root}”里没有 {SERIES_FILE}", hint)
    else:
        here = Path.cwd()
        found = next((p for p in (here, *here.parents) if (p / SERIES_FILE).is_file()), None)
        if found is None:
            new = spell_command("new", "--root", ".", "2024-01")
            hint = f"先进入刊物所在的文件夹，或用 --root 指出它；要在这里新建：{new}"
            raise _no_workspace(f"这里和上级文件夹里都没有 {SERIES_FILE}", hint)
        base = found
    base = Path(os.path.abspath(base))
    return Workspace(base, Path(os.path.abspath(out.expanduser())) if out else base / "dist")


def _no_workspace(message: str, hint: str) -> BulletinError:
    return fail("W101", message, hint, exit_code=USAGE_AT_FAULT)
