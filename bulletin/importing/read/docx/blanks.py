"""Runs of a paragraph, some of them underlined → the same, underlined white space as a blank to fill in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bulletin.importing.model import Run

_LEAST, _MOST = 4, 20  # marks of a blank, as they fit a line of a page and a cell of a table
_SHORTEST = 3  # half-width blanks that are room to write in; fewer part words
_WIDTHS = {"\t": 8, "\u3000": 2, "\u2003": 2, "\u2001": 2}  # in half-width characters; of others 1
_SPACE = re.compile(r"[ \t\u00a0\u2000-\u200a\u3000]+")
# What is printed between blanks, for what is written in them: ____年____月____日, ____（签字）.
_LABEL = re.compile(r"[年月日时分秒元人号岁点]|[（(][^（）()]{1,8}[）)]|[，、。；：:/／.—-]")


@dataclass
class Blanks:
    """Which runs of a paragraph, by their places in it, are underlined or are a field of a form."""

    places: set[int] = field(default_factory=set)

    def add(self, place: int, underlined: bool) -> None:
        """Remember the run at `place`."""
        if underlined:
            self.places.add(place)

    def mark(self, runs: Sequence[Run]) -> list[Run]:
        """The runs with each underlined stretch of blanks as a row of `_`. Around words that were filled in
        blanks are only room."""
        out: list[Run] = []
        start = 0
        while start < len(runs):
            end = start
            while end < len(runs) and end in self.places and not runs[end].note:
                end += 1
            if end == start:
                out.append(runs[start])
                start += 1
            else:
                out += _mark_stretch(runs[start:end])
                start = end
        return out


def _mark_stretch(runs: Sequence[Run]) -> list[Run]:
    text = "".join(run.text for run in runs)
    words = text.split()
    if words and not all(_LABEL.fullmatch(word) for word in words):
        return list(runs)
    looks = [run for run in runs for _ in run.text]
    out: list[Run] = []
    end = 0
    for match in _SPACE.finditer(text):
        out += [replace(looks[i], text=text[i]) for i in range(end, match.start())]
        width = sum(_WIDTHS.get(char, 1) for char in match[0])
        blank = "_" * min(max(width, _LEAST), _MOST) if width >= _SHORTEST else match[0]
        out.append(replace(looks[match.start()], text=blank))
        end = match.end()
    return out + [replace(looks[i], text=text[i]) for i in range(end, len(text))]
