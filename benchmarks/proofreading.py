#!/usr/bin/env python3
"""What the proofreader finds in a folder of text, for each code; a sample of it to be judged; what was right.

usage: python -m benchmarks.proofreading FOLDER [--per-code 40] [--seed 1] [--sample FILE] [--judge FILE]

Articles are .md and .txt files of UTF-8; import others first. Nothing in FOLDER is written. The sample is a
table of tabs: code, severity, file:line, excerpt, message and an empty verdict. Write 1 (right) or 0 (a false
alarm), or leave it empty, and give it back with --judge.
"""

from __future__ import annotations

import argparse
import csv
import random
import re
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bulletin.check import check_issue
from bulletin.errors import BulletinError, Problem
from bulletin.hanzi import is_han
from bulletin.source import survey_issue
from bulletin.workspace import open_workspace

COLUMNS = ("code", "severity", "place", "excerpt", "message", "verdict")
_AROUND = 30  # characters of an excerpt on each side of what is found
_YEAR = re.compile(r"(20[0-4]\d)年")
_LATEST = 2025  # the year of a text that names none
_SEVERITIES = ("error", "warning", "info")
RIGHT, WRONG = "1", "0"


@dataclass(frozen=True)
class Found:
    """A finding: what a judge has to see of it."""

    code: str
    severity: str
    place: str
    excerpt: str
    message: str
    verdict: str = ""


@dataclass(frozen=True)
class Measured:
    """What was found in how many Han of how many characters, and in how many seconds of CPU; the files that
    could not be read."""

    found: Sequence[Found]
    han: int
    characters: int
    seconds: float
    unread: Sequence[str]


def read_article(path: Path) -> str:
    """The text of a file as an article: of plain text, whose first line is the title, no mark is Markdown."""
    text = path.read_text("utf-8-sig")
    if path.suffix.lower() == ".md":
        return text
    lines = [re.sub(r"([*_`<>\[\]~^|\\#])", r"\\\1", line.strip()) for line in text.split("\n")]
    title, *paragraphs = [line for line in lines if line] or [""]
    return "\n\n".join([f"# {title}", *paragraphs]) + "\n"


def measure(folder: Path) -> Measured:
    """Run all rules over the articles of `folder`, each as an issue of the year that it names most often."""
    found: list[Found] = []
    unread: list[str] = []
    han = characters = 0
    seconds = 0.0
    with tempfile.TemporaryDirectory() as made:
        root = Path(made)
        (root / "bulletin.yaml").write_text("刊名: 简报\n编辑单位: 某单位\n", "utf-8")
        workspace = open_workspace(root, None)
        for path in sorted(folder.rglob("*")):
            if path.suffix.lower() not in {".md", ".txt"} or not path.is_file():
                continue
            name = path.relative_to(folder).as_posix()
            try:
                text = read_article(path)
            except UnicodeDecodeError:
                unread.append(name)
                continue
            years = Counter(_YEAR.findall(text)).most_common(1)
            year = years[0][0] if years else str(_LATEST)
            target = root / "issues" / f"{year}-01" / "01.md"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, "utf-8")
            try:
                issue, _ = survey_issue(workspace, workspace.find_issue(f"{year}-01"))
                start = time.process_time()
                problems = check_issue(issue)
                seconds += time.process_time() - start
            except BulletinError:
                unread.append(name)
                continue
            finally:
                target.unlink()
            han += sum(map(is_han, text))
            characters += len(text)
            found += (describe(problem, name) for problem in problems)
    return Measured(found, han, characters, seconds, unread)


def describe(problem: Problem, name: str) -> Found:
    """A finding in the file `name`, with the words around it."""
    line, start, end = problem.source, max(problem.column - 1, 0), max(problem.end_column - 1, 0)
    excerpt = f"{line[max(0, start - _AROUND) : start]}【{line[start:end]}】{line[end : end + _AROUND]}"
    place = f"{name}:{problem.line}"
    return Found(problem.code, problem.severity.value, place, flatten(excerpt), flatten(problem.message))


def flatten(text: str) -> str:
    """`text` without what would end a cell of the table."""
    return re.sub(r"[\t\r\n]", " ", text)


def draw_sample(found: Iterable[Found], most: int, seed: int) -> list[Found]:
    """At most so many findings of each code and severity, drawn at random, always the same of one seed."""
    kinds: dict[tuple[str, str], list[Found]] = defaultdict(list)
    for finding in found:
        kinds[finding.code, finding.severity].append(finding)
    drawn = random.Random(seed)
    return [one for _, own in sorted(kinds.items()) for one in drawn.sample(own, min(most, len(own)))]


def write_sample(path: Path, sample: Iterable[Found]) -> None:
    """The sample as a table for judging."""
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, "excel-tab", lineterminator="\n")
        table.writerow(COLUMNS)
        table.writerows([getattr(finding, name) for name in COLUMNS] for finding in sample)


def read_judged(path: Path) -> list[Found]:
    """A judged sample; raises ValueError for a verdict that is none."""
    with path.open(encoding="utf-8", newline="") as file:
        judged = [Found(**row) for row in csv.DictReader(file, dialect="excel-tab")]
    for number, finding in enumerate(judged, 2):
        if finding.verdict not in {RIGHT, WRONG, ""}:
            raise ValueError(f"row {number}: a verdict is 1, 0 or empty, not {finding.verdict!r}")
    return judged


def report_counts(measured: Measured) -> Iterator[str]:
    """How often each code was found."""
    speed = measured.characters / measured.seconds if measured.seconds else 0
    yield f"{measured.han} Han, {measured.characters} characters, {speed:.0f} characters/s"
    if measured.unread:
        yield f"not read: {len(measured.unread)}: {', '.join(measured.unread[:5])}"
    for severity in _SEVERITIES:
        counts = Counter(finding.code for finding in measured.found if finding.severity == severity)
        yield _report_rate(severity, counts.total(), measured.han)
        yield from (_report_rate(f"  {code}", count, measured.han) for code, count in sorted(counts.items()))


def _report_rate(what: str, count: int, han: int) -> str:
    return f"{what}\t{count}\t{count / han * 10_000 if han else 0:.2f} per 10,000 Han"


def report_precision(judged: Sequence[Found]) -> Iterator[str]:
    """How many of the judged findings of each code were right; what was not judged does not count."""
    for severity in _SEVERITIES:
        own = [finding for finding in judged if finding.severity == severity and finding.verdict]
        yield _report_share(severity, own)
        for code in sorted({finding.code for finding in own}):
            yield _report_share(f"  {code}", [finding for finding in own if finding.code == code])


def _report_share(what: str, judged: Sequence[Found]) -> str:
    right = sum(finding.verdict == RIGHT for finding in judged)
    share = f"{right / len(judged):.0%}" if judged else "none judged"
    return f"{what}\t{right}/{len(judged)}\t{share}"


def main(arguments: Sequence[str]) -> int:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--per-code", type=int, default=40, help="findings of a code in the sample")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sample", type=Path, default=Path("sample.tsv"), help="where the sample is written")
    parser.add_argument("--judge", type=Path, help="a judged sample: print what was right, write none")
    options = parser.parse_args(arguments)
    if not options.folder.is_dir():
        parser.error(f"no folder: {options.folder}")
    if options.judge:
        print("\n".join(report_precision(read_judged(options.judge))))
        return 0
    measured = measure(options.folder)
    print("\n".join(report_counts(measured)))
    write_sample(options.sample, draw_sample(measured.found, options.per_code, options.seed))
    print(f"sample: {options.sample}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
