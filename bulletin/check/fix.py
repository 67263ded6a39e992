"""Problems with a certain cure → the files mended, and what changed as a diff."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bulletin.encoding import decode_text, replace_spans
from bulletin.errors import Problem, Spot


@dataclass(frozen=True)
class MendedFile:
    """A file as it would be: its path from the root, its new bytes, its changes as a unified diff."""

    path: str
    data: bytes
    diff: str


def mend_sources(sources: Mapping[str, bytes], problems: Iterable[Problem]) -> list[MendedFile]:
    """Apply every `fix` of `problems` to `sources` (path → bytes); where two overlap, the first."""
    by_path: dict[str, list[Spot]] = defaultdict(list)
    for problem in problems:
        if problem.path in sources:
            by_path[problem.path] += [spot for spot in problem.spots if spot.fix is not None]
    mended = []
    for path, found in by_path.items():
        if not found:
            continue
        spans: list[tuple[int, int, int, str]] = []
        for spot in sorted(found, key=lambda spot: (spot.line, spot.column, spot.end_column)):
            if not spans or (spot.line, spot.column) >= (spans[-1][0], spans[-1][2]):
                spans.append((spot.line, spot.column, spot.end_column, spot.fix or ""))
        before = sources[path]
        try:
            after = replace_spans(before, spans)
        except ValueError:
            continue  # in an encoding that would not come out as it went in: left to the editor
        old, new = (decode_text(data, path)[0].split("\n") for data in (before, after))
        diff = "\n".join(difflib.unified_diff(old, new, path, path, n=0, lineterm=""))
        mended.append(MendedFile(path, after, diff))
    return mended
