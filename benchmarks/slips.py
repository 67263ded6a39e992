#!/usr/bin/env python3
"""How many planted slips `bulletin check` finds, kind by kind: texts/slips.md, both halves.

usage: python benchmarks/slips.py [--missed]

The first six sentences of a kind were looked at when rules were made; the last six measure. --missed lists
those of the first half in which nothing is found.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bulletin.check import check_issue
from bulletin.errors import Problem, Severity
from bulletin.source import read_issue
from bulletin.workspace import open_workspace

TEXTS = Path(__file__).resolve().parent / "texts" / "slips.md"
LOOKED_AT = 6  # sentences of each kind
_SLIP = re.compile(r"\{(.*?)→(.*?)\}")
_NEAR = 1  # characters by which a finding may stand beside the slip
_SERIES = "刊名: 青山科技简报\n编辑单位: 青山市科学技术局\n"


@dataclass(frozen=True)
class Planted:
    """A sentence with its slips: its kind, which of its kind it is from 1, where the slips stand."""

    kind: str
    number: int
    text: str
    spans: tuple[tuple[int, int], ...]


def read_planted(path: Path = TEXTS) -> Iterator[Planted]:
    """The sentences as an editor would get them."""
    kind, number = "", 0
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("## "):
            kind, number = line[3:], 0
        elif _SLIP.search(line):
            number += 1
            text, spans, at = "", [], 0
            for match in _SLIP.finditer(line):
                text += line[at : match.start()]
                spans.append((len(text), len(text) + len(match[1])))
                text += match[1]
                at = match.end()
            yield Planted(kind, number, text + line[at:], tuple(spans))


def find(planted: Planted, root: Path) -> list[Problem]:
    """What is found at a slip of the sentence, in an article that holds nothing else."""
    (root / "issues" / "2024-09" / "01.md").write_text(f"# 标题\n\n{planted.text}\n", "utf-8")
    workspace = open_workspace(root, None)
    issue, _ = read_issue(workspace, workspace.find_issue("2024-09"))
    return [
        problem
        for problem in check_issue(issue)
        if problem.line == 3
        and any(
            problem.column - 1 <= end + _NEAR and problem.end_column - 1 >= start - _NEAR
            for start, end in planted.spans
        )
    ]


def main() -> None:
    """Count, and print."""
    counts: dict[tuple[str, bool], list[int]] = {}
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "bulletin.yaml").write_text(_SERIES, "utf-8")
        (root / "issues" / "2024-09").mkdir(parents=True)
        for planted in read_planted():
            is_seen = planted.number <= LOOKED_AT
            found = find(planted, root)
            count = counts.setdefault((planted.kind, is_seen), [0, 0, 0])
            count[0] += 1
            count[1] += bool(found)
            count[2] += any(problem.severity is not Severity.INFO for problem in found)
            if "--missed" in sys.argv and is_seen and not found:
                print(f"{planted.kind}\t{planted.text}")
    for is_seen, name in ((True, "looked at"), (False, "put aside")):
        print(f"\n{name}: kind, sentences, found, of them as warning or error")
        chosen = {kind: count for (kind, seen), count in counts.items() if seen == is_seen}
        for kind, count in chosen.items():
            print(kind, *count)
        total, found_in, hard = (sum(column) for column in zip(*chosen.values(), strict=True))
        print(f"{found_in / total:.0%} found, {hard / total:.0%} as warning or error")


if __name__ == "__main__":
    main()
