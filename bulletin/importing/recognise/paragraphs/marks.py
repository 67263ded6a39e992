"""Lines of a text file → the same without the marks of Markdown, and the levels of its headings."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bulletin.importing.model import Line
from bulletin.importing.recognise.tuning import TUNING

_HEADING = re.compile(r"(#{1,6})[ \t\u3000]+(?=\S)")


def take_marks(lines: Sequence[Line]) -> tuple[tuple[Line, ...], Mapping[int, int]]:
    """Take `#` off headings and `**` off what is bold where a text is Markdown, as programs make it;
    say the level of each heading by the number of its line."""
    found = {line.number: len(match[1]) for line in lines if (match := _HEADING.match(line.text))}
    if len(found) < TUNING.markdown_headings:
        return tuple(lines), {}
    return tuple(replace(line, text=_strip_marks(line.text)) for line in lines), found


def _strip_marks(text: str) -> str:
    words = _HEADING.sub("", text, count=1)
    bare = words.replace("**", "") if words.count("**") % 2 == 0 else words
    return bare.strip() or text
