"""Manners and a checkout → what its `import` makes of their files, and how that is graded."""

from __future__ import annotations

import os
import pickle
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from bulletin.errors import BulletinError
from bulletin.importing.worker import Job, Rendering, prepare_job, read_job, render_job
from bulletin.model import IssueId
from bulletin.source import read_series
from bulletin.workspace import open_workspace

from .drafts import read_outcome
from .formats import Tools, make_files
from .manner import Manner
from .scoring import Fault, Grade, Truth, find_faults, grade

_NAME = "本地工作通讯"
_SERIES = f"刊名: {_NAME}\n编辑单位: 本地信息中心\n编辑: 章程远\n电话: 0000-1234567\n"
_ISSUE = "2023-08"
_REPORT = "_导入报告.md"

Import = Callable[[Path, Path], str]  # a file, a workspace → why it was not imported, "" if it was


@dataclass(frozen=True, slots=True)
class Mark:
    """What came out of one manner: its faults, and the seconds that the import took."""

    manner: Manner
    faults: tuple[Fault, ...]
    seconds: float

    @property
    def grade(self) -> Grade:
        """The verdict."""
        return grade(self.faults)


def examine(
    manners: Sequence[Manner],
    seed: int,
    folder: Path,
    tools: Tools,
    import_file: Import,
    builder: Path | None = None,
) -> Iterator[Mark]:
    """Import the file of each manner, and build the issue by the checkout `builder`; manners whose format no
    program here makes are left out. The files, and what is made of them, stay in `folder`."""
    papers = [(manner.name, manner.format, manner.write(seed)) for manner in manners]
    made = make_files(papers, folder, tools)
    for manner in manners:
        if manner.name in made:
            path, truth = made[manner.name]
            yield _try(manner, path, truth, import_file, builder)


def _try(manner: Manner, path: Path, truth: Truth, import_file: Import, builder: Path | None) -> Mark:
    root = path.parent
    shutil.rmtree(root / "issues", ignore_errors=True)
    (root / "issues").mkdir()
    (root / "bulletin.yaml").write_text(_SERIES, "utf-8")
    start = perf_counter()
    refused = import_file(path, root)
    seconds = perf_counter() - start
    if refused:
        return Mark(manner, (Fault(f"import fails: {refused}", bad=True),), seconds)
    faults = find_faults(truth, read_outcome(root / "issues" / _ISSUE))
    if builder:
        built = _run(builder, "build", _ISSUE, "--root", str(root))
        if built.returncode:
            said = [line for line in (built.stderr + built.stdout).splitlines() if "错误" in line]
            faults.append(Fault(f"build fails: {(said or ['?'])[0][:150]}", bad=True))
    return Mark(manner, tuple(faults), seconds)


def import_here(path: Path, root: Path) -> str:
    """Import by this checkout, in this process: quicker, without the limits of a child."""
    number = IssueId(2023, 8)
    folder = root / "issues" / _ISSUE
    try:
        draft = read_job(prepare_job(Job(path.read_bytes(), path.name, _NAME)))
        workspace = open_workspace(root, None)
        series, _ = read_series(workspace)
        drafts = (pickle.dumps(draft),)
        task = Rendering(workspace, series, drafts, number, str(folder), _REPORT, None, {})
        written = render_job(task)
    except BulletinError as error:
        return " ".join(problem.message for problem in error.problems)
    folder.mkdir()
    for name, data in written.files.items():
        (folder / name).write_bytes(data)
    return ""


def import_by(repository: Path) -> Import:
    """Import by the command of a checkout, as editors do; what it said stays beside the file."""

    def import_file(path: Path, root: Path) -> str:
        done = _run(repository, "import", str(path), "--issue", _ISSUE, "--root", str(root))
        (root / "said.txt").write_text(done.stdout + done.stderr, "utf-8")
        said = (done.stderr.strip() or done.stdout.strip() or "nothing").splitlines()
        return f"{said[0][:150]} … {said[-1][:80]}" if done.returncode else ""

    return import_file


def _run(repository: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(repository), "PYTHONUTF8": "1"}
    return subprocess.run(
        [sys.executable, "-P", "-m", "bulletin", *words],
        cwd=repository,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
    )
