"""The element of a web page that shows code → its lines, as they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.etree import _Element as Element

from bulletin.hanzi import is_han

# What programs that colour code, and the editors of accounts, call the element around it.
_SHOWN = re.compile(r"(?:^|\s)(?:syntaxhighlighter|code-snippet__fix|cnblogs_code|CodeMirror-code)(?:$|\s)")
_COLOURED = re.compile(
    r"(?:^|[\s_-])(?:hljs|language|lang|brush|prettyprint|highlight|code|prism|shiki|sourceCode)",
    re.IGNORECASE,
)
_NUMBERS = re.compile(
    r"(?:^|[\s_-])(?:gutter|line-?numbers?(?:-rows)?|linenos?|lineno|hljs-ln-numbers|line-index|pre-numbering|rouge-gutter)(?:$|[\s_-])",
    re.IGNORECASE,
)
_BUTTON = re.compile(
    r"(?:^|[\s_-])(?:toolbar|copy\w*|hljs-button|cnblogs_code_\w+|code-?copy\w*|opt-box)(?:$|[\s_-])",
    re.IGNORECASE,
)
_ENDS_LINE = {"div", "p", "li", "tr", "section", "pre"}
_PROSE = 0.5  # of the letters of a text, that are Han: it is no code


def is_code(element: Element) -> bool:
    """Tell whether an element shows code, or a text set line by line; a text in sentences is none, even where
    an old page keeps its lines by the same means."""
    named = element.get("class", "")
    if element.tag != "pre" and not _SHOWN.search(named):
        return False
    if element.find(".//img") is not None:
        return False
    inner = element.find(".//code")
    if _SHOWN.search(named) or _COLOURED.search(named) or inner is not None:
        return True
    letters = [char for char in element.text_content() if char.isalnum()]
    return sum(map(is_han, letters)) < _PROSE * len(letters)


def read_lines(element: Element) -> tuple[list[str], list[str]]:
    """The lines of code without the numbers that a page puts beside them, and what is left out."""
    left: list[str] = []
    text = "".join(_list_pieces(element, left))
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    while lines and not lines[-1]:
        lines.pop()
    while lines and not lines[0]:
        lines.pop(0)
    if lines and all(line.strip().isdecimal() for line in lines if line):  # the column of numbers
        left += lines
        return [], left
    return lines, left


def _list_pieces(element: Element, left: list[str]) -> Iterator[str]:
    name = element.get("class", "")
    if _NUMBERS.search(name) or _BUTTON.search(name) or element.tag in {"button", "select"}:
        left.append(" ".join(element.text_content().split()))
        return
    yield element.text or ""
    parts = [*element]
    lines = sum(part.tag == "code" for part in parts) > 1  # one of each line
    for part in parts:
        if part.tag == "br":
            yield "\n"
        else:
            yield from _list_pieces(part, left)
            ends = part.tag in _ENDS_LINE or (lines and part.tag == "code")
            yield "\n" if ends and not (part.tail or "").startswith("\n") else ""
        yield part.tail or ""
