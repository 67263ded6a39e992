#!/usr/bin/env python3
"""Random issues of tests/wild.py, built one after the other: every complaint of a layout or a proof.

An issue is right, so a complaint is a false alarm, or a fault of ours that the proof has found. Prints the
seed of each, so that it can be built again; sources, PDF and web page are compared, too.
usage: python -m benchmarks.wild_issues FIRST LAST [FOLDER]
with FOLDER, the workspaces that failed are left there.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

from bulletin.build import prove_print, typeset_issue
from bulletin.errors import BulletinError, Problem, errors_of
from bulletin.hanzi import squeeze_text
from bulletin.html import PrintedIssue, render_web
from bulletin.prepare import prepare
from bulletin.source import Reading
from bulletin.workspace import open_workspace
from tests.test_one_text import WebText, say_pdf, say_sources
from tests.test_wild import make_workspace
from tests.wild import write_issue


def try_issue(root: Path) -> tuple[int, list[str]]:
    """Typeset and prove the one issue of a workspace, without its web fonts; its pages, what is wrong."""
    workspace = open_workspace(root, None)
    (issue_id,) = workspace.list_issues()
    try:
        prepared = prepare(Reading(workspace), issue_id)  # an issue at fault: mend tests/wild.py
        printed = typeset_issue(prepared)
        proofs = prove_print(prepared, printed)
    except BulletinError as error:
        return 0, list(map(describe, errors_of(error.problems)))
    issue, templates = prepared.issue, prepared.templates
    wrong = [describe(problem) for proof in proofs.values() for problem in proof.problems]
    typed = say_sources(issue)
    if say_pdf(printed.data, issue) != typed:
        wrong.append("the PDF says something else")
    page = render_web(issue, templates, prepared.web_bodies, PrintedIssue("", 0, 0, printed.page_of))
    if [squeeze_text(text) for text in WebText(page).articles] != typed:
        wrong.append("the web page says something else")
    return printed.pages, wrong


def describe(problem: Problem) -> str:
    """A problem in one line."""
    return f"{problem.code} {problem.path}:{problem.line} {problem.message}"


def main() -> None:
    """Build the issues of a range of seeds, and say how many had a complaint."""
    first, last = int(sys.argv[1]), int(sys.argv[2])
    kept = Path(sys.argv[3]) if len(sys.argv) > 3 else None
    start = time.perf_counter()
    pages = failed = 0
    pool = ThreadPoolExecutor(1)
    for seed in range(first, last):
        with tempfile.TemporaryDirectory() as folder:
            make_workspace(Path(folder), write_issue(Random(seed)))
            trial = pool.submit(try_issue, Path(folder))
            fault = trial.exception()  # whatever it is, it is what we are looking for
            made, wrong = (0, traceback.format_exception(fault)) if fault else trial.result()
            pages += made
            if wrong:
                failed += 1
                print(f"seed {seed}:", *wrong[:4], sep="\n  ", flush=True)
                if kept:
                    shutil.copytree(folder, kept / str(seed), dirs_exist_ok=True)
        if (seed - first) % 50 == 49:
            print(f"… {seed}", flush=True)
    seconds = time.perf_counter() - start
    print(f"{last - first} issues, {pages} pages, {seconds:.0f} s: {failed} with a complaint", flush=True)
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
