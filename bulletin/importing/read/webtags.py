"""The source of a web page → the tags and elements of a name in it, before anything of it is trusted.

A page may open a thousand tags that it never closes, and a pattern would look for the end of each anew:
here what was passed is not looked at again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_TAG_LONGEST = 20_000  # characters of a tag that are looked at: a style may hold a picture, a meta never does


def list_tags(text: str, name: str) -> Iterator[str]:
    """The opening tags of `name`, each as it is written."""
    pattern = re.compile(rf"<{name}\b", re.IGNORECASE)
    at = 0
    while match := pattern.search(text, at):
        end = text.find(">", match.end())
        if end < 0:
            return
        yield text[match.start() : min(end + 1, match.start() + _TAG_LONGEST)]
        at = end + 1


def list_elements(text: str, names: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Where each element of `names` begins and ends, and what is in it; of those in one another the outer."""
    closing = {name: re.compile(rf"</{name}\s*>", re.IGNORECASE) for name in names}
    at = 0
    for match in re.finditer(rf"<({'|'.join(names)})\b", text, re.IGNORECASE):
        name = match[1].lower()
        if match.start() < at or name not in closing:
            continue
        inner = text.find(">", match.end()) + 1
        if not inner:
            return
        if end := closing[name].search(text, inner):
            yield match.start(), end.end(), text[inner : end.start()]
            at = end.end()
        else:
            del closing[name]  # none of those below is closed, either


def drop_elements(text: str, names: Sequence[str]) -> str:
    """The text without these elements."""
    kept: list[str] = []
    at = 0
    for start, end, _ in list_elements(text, names):
        kept.append(text[at:start])
        at = end
    return "".join([*kept, text[at:]])


def drop_tags(text: str) -> str:
    """The text without any tags; what opens one that is not closed is none of it."""
    first, *pieces = text.split("<")
    return first + "".join(piece.partition(">")[2] for piece in pieces)
