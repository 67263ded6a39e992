"""A sanitized page whose elements stand in one another beyond what is read → the same words in fewer.

Formulas that a program has drawn, and tags that nobody closed (<font>),
stand hundreds deep and mean nothing by it.
"""

from __future__ import annotations

import re
from collections.abc import Collection

_TAG = re.compile(r"<(/?)([a-z][a-z0-9-]*)((?:[^>\"]|\"[^\"]*\")*)>")
_VOID = {"br", "img", "hr"}
_MOST = 120  # elements in one another …
_PLAIN = {"span", "font", "b", "strong", "i", "em", "u", "small", "big"}
_MOST_PLAIN = 16  # … and of those that say how text looks, in one paragraph


def limit_depth(clean: str, blocks: Collection[str]) -> str:
    """The page without the tags of elements that stand too deep; of `blocks`, which end text, breaks stay."""
    kept: list[str] = []
    opened: list[tuple[bool, int]] = []  # of each element, whether its tag goes, and how many say looks
    at = 0
    for match in _TAG.finditer(clean):
        name = match[2]
        if name in _VOID:
            continue
        if not match[1]:
            plain = 0 if name in blocks else (opened[-1][1] if opened else 0) + (name in _PLAIN)
            gone = len(opened) >= _MOST or (name in _PLAIN and plain > _MOST_PLAIN)
            opened.append((gone, plain))
        else:
            gone = opened.pop()[0] if opened else True
        if gone:
            kept += [clean[at : match.start()], "<br><br>" if name in blocks else ""]
            at = match.end()
    return "".join([*kept, clean[at:]])
