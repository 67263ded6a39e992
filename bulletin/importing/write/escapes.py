"""Words as they print → the same in Markdown, the marks escaped that would mean something else there."""

from __future__ import annotations

import re

_MARKS = r"\\`*_{}\[\]()#+.!|<>~^&=:$-"  # what a backslash is an escape before
_ALWAYS = re.compile(rf"\\(?=[{_MARKS}])|\*|\[(?=\^)|<(?=[A-Za-z/!?])|&(?=#?[A-Za-z0-9]+;)")
_LINK = re.compile(r"\[(?=[^\]]*\]\()")
_OPENING = re.compile(r"[#>|]|[-+](?=\s|$)|(?=-{2,}\s*-?)-|[-_*](?:\s*[-_*]){2,}|`{3}|~{3}")
_NUMBER = re.compile(r"(\d{1,9})([.)])(?=\s|$)")
_ANY = re.compile(rf"\\(?=[{_MARKS}])|[`*_{{}}\[\])#+.!|<>~^&=:$-]")  # \( begins a formula


def escape_text(text: str) -> str:
    """Escape what Markdown would take for a mark, and nothing else: an editor has to read it."""
    return _LINK.sub(r"\\[", _ALWAYS.sub(lambda match: "\\" + match[0], text))


def escape_all(text: str) -> str:
    """Escape every mark that our Markdown knows."""
    return _ANY.sub(lambda match: "\\" + match[0], text)


def guard_opening(text: str) -> str:
    """Escape what at the start of a line would open a list, a heading, a table, a rule or a fence."""
    text = text.strip()
    if match := _NUMBER.match(text):
        return f"{match[1]}\\{text[len(match[1]) :]}"
    return f"\\{text}" if _OPENING.match(text) else text
