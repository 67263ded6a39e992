"""A sanitized page whose elements stand in one another beyond what is read → the same words in fewer.

Formulas that a program has drawn, and tags that nobody closed (<font>),
stand hundreds deep and mean nothing by it.
"""

from __future__ import annotations

import re
from collections.abc import Collection

_TAG = re.compile(r"<(/?)([a-z][a-z0-9-]*)((?:[^>\"]|\"[^\"]*\")*)>")
_VOID = {"br", "img", "hr"}
_MOST = 120  # elements in one another


def limit_depth(clean: str, blocks: Collection[str]) -> str:
    """The page without the tags of elements deeper than `_MOST`; of `blocks`, which end text, breaks stay."""
    kept: list[str] = []
    depth = at = 0
    for match in _TAG.finditer(clean):
        closing, name = bool(match[1]), match[2]
        if name in _VOID:
            continue
        depth -= closing
        if depth >= _MOST:
            kept += [clean[at : match.start()], "<br><br>" if name in blocks else ""]
            at = match.end()
        depth += not closing
    return "".join([*kept, clean[at:]])
