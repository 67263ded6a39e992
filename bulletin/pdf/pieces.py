"""Composed lines → pieces of text that WeasyPrint can draw with one letter spacing each."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from bulletin.typography import Line, Run

# WeasyPrint 70 writes letter spacing in two parts: half of it, taken 2.4 % too large, as it is, and
# what is left of the whole in whole thousandths of an em, cut off. Only multiples of this step (in em)
# come out as they were laid out; a hair more keeps the cut from taking a whole thousandth.
_STEP = 1 / (1 - 1.024 / 2) / 1000
_HAIR = 0.05
FindFaces = Callable[[str, str], Sequence[str]]  # (text, stack of families) → each character's family
_JOINED = {"Mn", "Me", "Cf"}  # a character that belongs to the one before it


@dataclass(frozen=True)
class Piece:
    """A stretch of one run with even spacing: `space` em behind each character, `last` behind the last."""

    text: str
    space: float = 0.0
    last: float = 0.0
    before: float = 0.0  # ahead of the piece: below 0 where an opening mark is narrowed at a line's start
    line_width: float = 0.0  # in em of the paragraph, on every piece of a line
    is_hyphen: bool = False  # drawn where a word is divided, and no part of the text


def cut_pieces(runs: Sequence[Run], lines: Sequence[Line], find_faces: FindFaces) -> list[list[Piece]]:
    """Cut every line into pieces, by run; each line but the last ends in a forced break."""
    pieces: list[list[Piece]] = [[] for _ in runs]
    for number, line in enumerate(lines):
        cut = [(index, *part) for index, part in _cut_line(runs, line, find_faces)]
        # A leader is as wide as WeasyPrint makes it.
        width = line.width - sum(run.width or 0.0 for run in {runs[index] for index, *_ in cut})
        for position, (index, clusters, spaces) in enumerate(cut):
            is_last = position == len(cut) - 1
            made = _join_blanks(_space_clusters(clusters, spaces, runs[index].size, exact=is_last))
            if is_last and line.hyphen:
                made.append(Piece("-", is_hyphen=True))
            if is_last and number < len(lines) - 1 and not made[-1].text.endswith("\n"):
                made[-1] = replace(made[-1], text=made[-1].text + "\n")
            if position == 0:
                made[0] = replace(made[0], before=made[0].before + line.before)
            pieces[index] += [replace(piece, line_width=width) for piece in made]
    return pieces


def _cut_line(
    runs: Sequence[Run], line: Line, find_faces: FindFaces
) -> Iterator[tuple[int, tuple[list[str], list[float]]]]:
    """The line's text as stretches of one run in one face, in clusters with the space behind each.

    Pango shares letter spacing out wrongly where it changes the font inside a text box; and Chromium's
    reader drops the adjustment that ends an array of text, as there would be one at each change.
    """
    offset = 0
    for index, run in enumerate(runs):
        start, end = max(line.start, offset), min(line.end, offset + len(run.text))
        clusters: list[str] = []
        spaces: list[float] = []
        faces = find_faces(run.text, run.font)
        for at in range(start, end):
            char, space = run.text[at - offset], line.after[at - line.start]
            if clusters and unicodedata.category(char) in _JOINED:
                clusters[-1] += char
                spaces[-1] += space
                continue
            if clusters and faces[at - offset] != faces[at - offset - 1]:
                yield index, (clusters, spaces)
                clusters, spaces = [], []
            clusters.append(char)
            spaces.append(space)
        if clusters:
            yield index, (clusters, spaces)
        offset += len(run.text)


def _space_clusters(
    clusters: Sequence[str], spaces: Sequence[float], size: float, *, exact: bool
) -> Iterator[Piece]:
    """Cut a stretch where its spacing changes; spacing comes in units that the PDF can hold.

    What a unit leaves over goes behind the piece; in the last piece of a line (`exact`) the first
    characters get a unit more instead, so that the right edge is straight to a thousandth of an em.
    """
    start = 0
    while start < len(clusters):
        end = start
        while end + 1 < len(clusters) and math.isclose(spaces[end], spaces[start], abs_tol=1e-9):
            end += 1
        inner, count = spaces[start] / size, end - start
        unit = math.trunc(inner / _STEP)
        more = round(abs(inner / _STEP - unit) * count) if exact and end == len(clusters) - 1 else 0
        if 0 < more < count:
            step = unit + int(math.copysign(1, inner))
            yield _make_piece(clusters[start : start + more], step, step * _STEP)
            start, count = start + more, count - more
        elif more:
            unit += int(math.copysign(1, inner))
        rest = 0.0 if more else (inner - unit * _STEP) * count
        yield _make_piece(clusters[start : end + 1], unit, spaces[end] / size + rest)
        start = end + 1


def _join_blanks(pieces: Iterable[Piece]) -> list[Piece]:
    """Join each piece of spaces to its neighbour, at the same places: WeasyPrint draws no text that is
    blank, and who hears or copies the page would find two words made one."""
    joined: list[Piece] = []
    blank: Piece | None = None
    for piece in pieces:
        if piece.text.isspace():
            if not joined:
                blank = piece
                continue
            before = joined[-1]
            last = before.last + piece.last - before.space + _measure_excess(piece, before.space)
            joined[-1] = replace(before, text=before.text + piece.text, last=last)
        elif blank:
            ahead = blank.last - piece.space + _measure_excess(blank, piece.space)
            joined.append(replace(piece, text=blank.text + piece.text, before=ahead))
            blank = None
        else:
            joined.append(piece)
    return joined if blank is None else [*joined, blank]


def _measure_excess(blank: Piece, space: float) -> float:
    """How much wider `blank` is set than with `space` behind each of its characters but the last."""
    return (len(blank.text) - 1) * (blank.space - space)


def _make_piece(clusters: Sequence[str], unit: int, last: float) -> Piece:
    space = (unit + math.copysign(_HAIR, unit)) * _STEP if unit and len(clusters) > 1 else 0.0
    return Piece("".join(clusters), space, last)
