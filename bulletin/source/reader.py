"""One file of a workspace → its lines, with its bytes and its problems kept."""

from __future__ import annotations

import os
from pathlib import Path

from bulletin.disk import explain_os_error
from bulletin.encoding import decode_text
from bulletin.errors import Problem, errors_of
from bulletin.model import Source
from bulletin.workspace import Workspace


class Reader:
    """Reads files of one workspace, keeping their bytes and what is wrong with them."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.problems: list[Problem] = []
        self.sources: dict[str, bytes] = {}
        self._read: set[Path] = set()

    def read_source(self, path: Path) -> Source | None:
        """Read and decode one text file; None where it could not be, with the problem noted."""
        name = self.workspace.relative(path)
        root = os.path.realpath(self.workspace.root)  # unlike resolve, it bears links that go round
        if not Path(os.path.realpath(path)).is_relative_to(root):
            # What it leads to would be printed, and embedded in the PDF.
            hint = "把文件本身复制到这个文件夹里，不要用链接"
            self.problems.append(Problem("F107", "这是个链接，通到刊物文件夹外面", hint, name))
            return None
        try:
            data = path.read_bytes()
        except OSError as error:
            reason = explain_os_error(error)
            hint = "检查文件是否还在、有没有权限打开"
            self.problems.append(Problem("F103", f"文件读不出来（{reason}）", hint, name))
            return None
        self.sources[name] = data
        text, problems = decode_text(data, name)
        self.problems.extend(problems)
        if errors_of(problems):
            return None
        self._read.add(path)
        return Source(name, tuple(text.split("\n")))

    def list_folder(self, folder: Path) -> list[Path]:
        """What lies in the folder of an issue; raises BulletinError (E315) where it cannot be read or has
        gone: an issue of which nothing can be seen is not an empty one."""
        try:
            return list(folder.iterdir())
        except OSError as error:
            raise self.workspace.explain_issues(error, folder) from error

    def is_read(self, path: Path) -> bool:
        """Tell whether `path` was read; where it was not, a problem says why."""
        return path in self._read
