#!/usr/bin/env python3
"""How long `bulletin check` takes on fifty issues, beside one: CPU of whole processes, medians.

usage: python benchmarks/check.py [RUNS]
"""

from __future__ import annotations

import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ISSUES = 50
PROMISE = 3.0  # seconds of CPU


def make_workspace(root: Path, count: int) -> None:
    """Copies of the repository's issues, each article with a character of its own in every sentence."""
    shutil.copy(ROOT / "bulletin.yaml", root)
    real = sorted((ROOT / "issues").iterdir())
    for number in range(count):
        folder = root / "issues" / f"{2000 + number // 12}-{number % 12 + 1:02d}"
        folder.mkdir(parents=True)
        for path in real[number % len(real)].glob("*.md"):
            text = path.read_text("utf-8")
            if path.name != "issue.md":
                text = text.replace("。", f"{chr(0x4E00 + number)}。")
                (folder / path.name).write_text(text, "utf-8")


def measure(root: Path) -> float:
    """CPU seconds of one check of all issues."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "bulletin", "check", "--root", str(root)]
    subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Run and print."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    figures = {}
    for count in (1, ISSUES):
        with tempfile.TemporaryDirectory() as folder:
            make_workspace(Path(folder), count)
            figures[count] = statistics.median(measure(Path(folder)) for _ in range(runs))
    ratio = figures[ISSUES] / figures[1]
    print(
        f"{ISSUES} issues: {figures[ISSUES]:.2f} s of CPU (promise {PROMISE} s), {ratio:.1f} of one issue's."
    )


if __name__ == "__main__":
    main()
