#!/usr/bin/env python3
"""Where a build's time and memory go: stages of `bulletin build 2024-09`, each run in a fresh process.

Times are shares of the whole and ratios to it, medians of several runs: compare them, not seconds.
usage: python benchmarks/build.py [RUNS]
"""

from __future__ import annotations

import contextlib
import itertools
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from unittest import mock

ROOT = Path(__file__).resolve().parent.parent
ISSUE = "2024-09"
HELP_SECONDS = 0.3  # the promise: `bulletin --help` under this much CPU


def measure_stages(out: Path) -> dict[str, float]:
    """One build in this process: seconds by stage, and the peak memory in MB."""
    marks = [("start", time.perf_counter())]

    def mark(name: str) -> None:
        marks.append((name, time.perf_counter()))

    from bulletin import build
    from bulletin.document.fragment import Notes
    from bulletin.fonts import subset_web_fonts
    from bulletin.html import PrintedIssue, collect_text, render_bodies, render_print, render_web
    from bulletin.pdf import import_weasyprint, typeset, typesetter
    from bulletin.pdf.lines import compose_lines
    from bulletin.prepare import prepare
    from bulletin.source import Reading
    from bulletin.workspace import open_workspace

    mark("import bulletin")
    workspace = open_workspace(ROOT, out)
    reading = Reading(workspace)
    reading.survey(workspace.find_issue(ISSUE))
    mark("read")
    prepared = prepare(reading, workspace.find_issue(ISSUE))
    issue, fonts, templates = prepared.issue, prepared.fonts, prepared.templates
    mark("fonts and characters")
    import_weasyprint()
    mark("import weasyprint")
    html = render_print(issue, templates, render_bodies(issue, templates, Notes.AT_FOOT))
    mark("render for print")
    faces = {face.family: face.data for face in fonts.faces}
    find_resource = build._make_finder(issue, fonts, templates)
    printed = typeset(html, find_resource, faces, {})
    mark("typeset, lines composed")
    build.prove_print(prepared, printed)
    mark("read back and prove")
    known = PrintedIssue("2024-09.pdf", 1, printed.pages, printed.page_of)
    page = render_web(issue, templates, prepared.web_bodies, known)
    mark("render for the web")
    subset_web_fonts(fonts, collect_text(page, templates))
    mark("web fonts")
    stages = {name: at - before for (_, before), (name, at) in itertools.pairwise(marks)}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

    def typeset_with(compose_lines: Callable[..., contextlib.AbstractContextManager[None]]) -> float:
        with mock.patch.object(typesetter, "compose_lines", compose_lines):
            start = time.perf_counter()
            typeset(html, find_resource, faces, {})
            return time.perf_counter() - start

    return {
        **stages,
        "peak MB": peak,
        "warm, composed": typeset_with(compose_lines),
        "warm, WeasyPrint's own lines": typeset_with(lambda *_: contextlib.nullcontext()),
        "composing alone": measure_composer(faces),
    }


def measure_composer(faces: dict[str, bytes]) -> float:
    """Seconds to compose every paragraph of back issue 2023-b, twelve pages, with font tables read."""
    from bulletin.document.walk import list_inlines, read_text, walk_blocks
    from bulletin.pdf.advances import Shaper
    from bulletin.source import read_issue
    from bulletin.typography import BUREAU, Run, compose_paragraph
    from bulletin.workspace import open_workspace

    workspace = open_workspace(ROOT, None)
    issue, _ = read_issue(workspace, workspace.find_issue("2023-b"))
    nodes = (node for article in issue.articles for node in walk_blocks(article.document.blocks))
    texts = [read_text(inlines) for node in nodes if (inlines := list_inlines(node))]
    shaper, stack = Shaper(faces), "Bulletin Latin,Bulletin Fang,Bulletin Rare"
    start = time.perf_counter()
    for text in texts:
        compose_paragraph([Run(text, stack)], 481.89 / 16, BUREAU, shaper.measure_text, indent=2.0)
    return time.perf_counter() - start


def measure_help() -> float:
    """CPU seconds of `bulletin --help`, the interpreter's start included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-m", "bulletin", "--help"], check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Run and print a table."""
    if sys.argv[1:2] == ["--one"]:
        with tempfile.TemporaryDirectory() as out:
            print(json.dumps(measure_stages(Path(out))))
        return
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    command = [sys.executable, __file__, "--one"]
    runs = [
        json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout) for _ in range(count)
    ]
    medians = {name: statistics.median(run[name] for run in runs) for name in runs[0]}
    peak = medians.pop("peak MB")
    composed, plain = medians.pop("warm, composed"), medians.pop("warm, WeasyPrint's own lines")
    alone = medians.pop("composing alone")
    whole = sum(medians.values())
    print(f"| stage | share | s |\n|---|---:|---:|\n| whole build | 100 % | {whole:.2f} |")
    for name, seconds in medians.items():
        print(f"| {name} | {100 * seconds / whole:.0f} % | {seconds:.3f} |")
    cpu = statistics.median(measure_help() for _ in range(count))
    print(
        f"\nPeak memory {peak:.0f} MB. `bulletin --help`: {cpu:.2f} s of CPU (promise {HELP_SECONDS} s), ",
        end="",
    )
    print(f"{cpu / whole:.2f} of a build. Medians of {count} runs.")
    ratio = f"{composed / plain:.2f} of the time with WeasyPrint's own lines"
    print(f"Typesetting again in one process: {ratio} ({composed:.3f} s against {plain:.3f} s).")
    print(f"Composing twelve pages alone: {1000 * alone:.0f} ms.")


if __name__ == "__main__":
    main()
