#!/usr/bin/env python3
"""Whether another checkout makes the same files of the same issues: PDF, page, fonts, site, by SHA-256.

Builds the issues of this repository, and random ones of tests/wild.py, with the code that lies here and with
that of another checkout (`git worktree add`), and names every file that differs: for a change that is to
leave what readers see alone.
usage: python -m benchmarks.same_outputs CHECKOUT FIRST LAST
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from random import Random
from typing import IO

ROOT = Path(__file__).resolve().parent.parent
_OURS = ("manifest.json", ".site/", ".lock")  # what says how it was made, which may differ


def make_all(first: int, last: int) -> None:
    """Build with the `bulletin` that is on the path, and print the digests: issue → file → SHA-256."""
    from bulletin.errors import BulletinError
    from bulletin.workspace import open_workspace

    spec = importlib.util.spec_from_file_location("wild", ROOT / "tests" / "wild.py")
    assert spec is not None
    assert spec.loader is not None
    wild = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(wild)
    for seed in (None, *range(first, last)):
        with tempfile.TemporaryDirectory() as folder:
            root, out = (ROOT if seed is None else Path(folder) / "work"), Path(folder) / "out"
            for name, content in wild.write_issue(Random(seed)).items() if seed is not None else ():
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                (root / name).write_bytes(content.encode() if isinstance(content, str) else content)
            try:
                made = make_one(root, out)
            except BulletinError as error:
                made = {"error": error.message}
            workspace = open_workspace(root, out)
            print(json.dumps([seed, list(map(str, workspace.list_issues())), made]), flush=True)


def make_one(root: Path, out: Path) -> dict[str, str]:
    """Build the issues and the site of a workspace; the digest of every file of theirs."""
    from bulletin.build import build_issue
    from bulletin.site.build import build_site, hold_site
    from bulletin.workspace import open_workspace

    workspace = open_workspace(root, out)
    for issue_id in workspace.list_issues():
        build_issue(workspace, issue_id)
    with hold_site(workspace):
        build_site(workspace)
    files = {path.relative_to(out).as_posix(): path for path in out.rglob("*") if path.is_file()}
    return {
        name: hashlib.sha256(path.read_bytes()).hexdigest()
        for name, path in sorted(files.items())
        if not any(ours in name for ours in _OURS)
    }


def _read_again(file: IO[str]) -> list[str]:
    file.seek(0)
    return file.readlines()


def main() -> None:
    """Run both checkouts side by side and compare what they made."""
    if sys.argv[1] == "--make":
        make_all(int(sys.argv[2]), int(sys.argv[3]))
        return
    command = [sys.executable, "-P", __file__, "--make", sys.argv[2], sys.argv[3]]
    runs = [
        subprocess.Popen(
            command, env={**os.environ, "PYTHONPATH": str(path)}, stdout=subprocess.PIPE, text=True
        )
        for path in (Path(sys.argv[1]).resolve(), ROOT)
    ]
    before, after = ([json.loads(line) for line in run.communicate()[0].splitlines()] for run in runs)
    kinds: Counter[str] = Counter()
    differing = 0
    for (seed, issues, made), (_, _, remade) in zip(before, after, strict=True):
        names = sorted(name for name in made.keys() | remade.keys() if made.get(name) != remade.get(name))
        differing += bool(names)
        kinds.update(Path(name).suffix or name for name in names)
        if names:
            print("this repository" if seed is None else f"seed {seed}", *issues, *names, sep="\n  ")
    print(f"{len(after)} workspaces, {sum(len(made) for _, _, made in after)} files;", end=" ")
    print(f"{differing} workspaces differ: {dict(kinds)}")
    sys.exit(differing > 0)


if __name__ == "__main__":
    main()
