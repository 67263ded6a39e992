"""Manners and a checkout → what its `import` makes of their files, and how that is graded."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from .drafts import read_outcome
from .formats import Tools, make_files
from .manner import Manner
from .scoring import Fault, Grade, Truth, find_faults, grade

_SERIES = "刊名: 本地工作通讯\n编辑单位: 本地信息中心\n编辑: 章程远\n电话: 0000-1234567\n"
_ISSUE = "2023-08"


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
    manners: Sequence[Manner], seed: int, folder: Path, tools: Tools, repository: Path, *, build: bool = True
) -> Iterator[Mark]:
    """Import the file of each manner by the `bulletin` of `repository`; those whose format no program here makes
    are left out. The files, and what is made of them, stay in `folder`."""
    papers = [(manner.name, manner.format, manner.write(seed)) for manner in manners]
    made = make_files(papers, folder, tools)
    for manner in manners:
        if manner.name in made:
            path, truth = made[manner.name]
            yield _try(manner, path, truth, repository, build)


def _try(manner: Manner, path: Path, truth: Truth, repository: Path, build: bool) -> Mark:
    root = path.parent
    shutil.rmtree(root / "issues", ignore_errors=True)
    (root / "issues").mkdir()
    (root / "bulletin.yaml").write_text(_SERIES, "utf-8")
    start = perf_counter()
    done = _run(repository, "import", str(path), "--issue", _ISSUE, "--root", str(root))
    seconds = perf_counter() - start
    (root / "said.txt").write_text(done.stdout + done.stderr, "utf-8")
    if done.returncode:
        said = (done.stderr.strip() or done.stdout.strip() or "nothing").splitlines()
        return Mark(manner, (Fault(f"import fails: {said[0][:150]} … {said[-1][:80]}", bad=True),), seconds)
    faults = find_faults(truth, read_outcome(root / "issues" / _ISSUE))
    if build:
        built = _run(repository, "build", _ISSUE, "--root", str(root))
        if built.returncode:
            said = [line for line in (built.stderr + built.stdout).splitlines() if "错误" in line]
            faults.append(Fault(f"build fails: {(said or ['?'])[0][:150]}", bad=True))
    return Mark(manner, tuple(faults), seconds)


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
