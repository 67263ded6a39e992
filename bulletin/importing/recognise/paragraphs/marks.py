"""Lines of a text file → the same without the marks of Markdown, and the levels of its headings."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bulletin.importing.model import Line
from bulletin.importing.recognise.facts import Words, classify_lines
from bulletin.importing.recognise.tuning import TUNING

_HASHES = re.compile(r"#+[ \t\u3000]+")


def take_marks(lines: Sequence[Line]) -> tuple[tuple[Line, ...], Mapping[int, int]]:
    """Take `#` off headings and `**` off what is bold where a text is Markdown, as programs make it;
    say the level of each heading by the number of its line."""
    facts = classify_lines(lines)
    hashes = [own.words.hashes for own in facts]
    found = {line.number: count for line, count in zip(lines, hashes, strict=True) if count}
    if len(found) < TUNING.markdown_headings:
        return tuple(lines), {}
    return tuple(
        replace(line, text=_strip_marks(own.words)) for line, own in zip(lines, facts, strict=True)
    ), found


def _strip_marks(facts: Words) -> str:
    text = facts.text
    words = _HASHES.sub("", text, count=1) if facts.hashes else text
    bare = words.replace("**", "") if words.count("**") % 2 == 0 else words
    return bare.strip() or text
