#!/usr/bin/env python3
"""Manuscripts in the manners of tests/manners, imported: how many come out clean, by kind and by format.

usage: python -m benchmarks.imports [--seed N] [--only NAME …] [--no-build | --here] [--kept]
       [--repo PATH] [--leave DIR]
--here imports in this process by the code beside this file, and builds nothing: much quicker.
--repo imports by the bulletin of another checkout; --leave keeps the files, and what was made of them, in a
folder for each manner: another run makes only what is new. Of the manners that are kept from tuning only the
totals are told, unless by --kept.
"""

from __future__ import annotations

import argparse
import importlib
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.libreoffice import LibreOffice, write_font_settings
from tests.manners.examine import Mark, examine, import_by, import_here
from tests.manners.formats import FACES, Tools
from tests.manners.manner import Manner
from tests.manners.scoring import Grade
from tests.manners.table import MANNERS

REPOSITORY = Path(__file__).resolve().parent.parent


def read_kept() -> Sequence[Manner]:
    """The manners that are kept from tuning, where they are at hand."""
    try:
        kept: Sequence[Manner] = importlib.import_module("tests.manners.kept").KEPT
    except ModuleNotFoundError:
        return ()
    return kept


def find_tools(folder: Path) -> Tools:
    """LibreOffice and Chromium, where they are installed."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    chromium = shutil.which("chromium") or shutil.which("google-chrome") or ""
    return Tools(LibreOffice(office, folder / "_profile") if office else None, chromium)


def print_table(marks: Sequence[Mark], head: str, key: Callable[[Manner], str]) -> None:
    """How many of each came out how."""
    counts = {name: Counter[Grade]() for name in sorted({key(mark.manner) for mark in marks})}
    for mark in marks:
        counts[key(mark.manner)][mark.grade] += 1
    print(f"\n| {head} | files | clean | partly | bad |\n| --- | ---: | ---: | ---: | ---: |")
    for name, count in [*counts.items(), ("all", sum(counts.values(), Counter()))]:
        said = " | ".join(str(count[grade]) for grade in Grade)
        print(f"| {name} | {count.total()} | {said} |")


def print_faults(mark: Mark) -> None:
    """What is wrong with a file that is not clean."""
    if not mark.faults:
        return
    manner = mark.manner
    print(f"\n{mark.grade}: {manner.name} ({manner.kind}, {manner.format}), {mark.seconds:.1f} s")
    for fault in mark.faults[:8]:
        print(f"  {'!' if fault.bad else '-'} {fault.reason}")
    if len(mark.faults) > 8:
        print(f"  … {len(mark.faults) - 8} more", flush=True)


def main() -> None:
    """Write the files of a seed, import them, and say what came of it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--no-build", action="store_true")
    parser.add_argument("--here", action="store_true")
    parser.add_argument("--kept", action="store_true")
    parser.add_argument("--repo", type=Path, default=REPOSITORY)
    parser.add_argument("--leave", type=Path)
    given = parser.parse_args()
    kept = {manner.name for manner in read_kept()}
    manners = [
        manner
        for manner in [*MANNERS, *read_kept()]
        if not given.only or any(word in manner.name for word in given.only)
    ]
    with tempfile.TemporaryDirectory() as made:
        folder = given.leave or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        os.environ["FONTCONFIG_FILE"] = str(write_font_settings(Path(made) / "_fonts", FACES))
        tools = find_tools(Path(made))
        repository = given.repo.resolve()
        by = import_here if given.here else import_by(repository)
        builder = None if given.no_build or given.here else repository
        marks = []
        for mark in examine(manners, given.seed, folder, tools, by, builder):
            marks.append(mark)
            if given.kept or mark.manner.name not in kept:
                print_faults(mark)
    tuned = [mark for mark in marks if mark.manner.name not in kept or given.kept]
    print_table(tuned, "kind", lambda manner: manner.kind)
    print_table(tuned, "format", lambda manner: manner.format.partition("-")[0])
    if kept and not given.kept:
        print_table([mark for mark in marks if mark.manner.name in kept], "kept", lambda _: "kept")
    seconds = [mark.seconds for mark in marks]
    print(f"\n{sum(seconds):.0f} s of importing, {max(seconds):.1f} s at most")


if __name__ == "__main__":
    main()
