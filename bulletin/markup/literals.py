"""A text → what in it is printed as typed whatever it holds: addresses, and paths of Windows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bulletin.addresses import find_addresses

# A part of a path: a name, or what stands for names (`*.doc`). A star elsewhere may be a mark.
_NAME = r"(?:[\w.$@~#&+=()%!,;'{}（）-]|\[[^\[\]\\\s]{1,40}\](?!\())++"
_PART = rf"(?:{_NAME}(?:\*\.\w+)?|\*\.\w+|\*\.\*|\*(?=\\))"
_PATH = re.compile(
    # D:\甲\乙, and D:\\甲 as programs write it
    rf"(?<![A-Za-z0-9])[A-Za-z]:\\+(?:{_PART}(?:\\+{_PART})*+\\*+)?"
    # \\server\share, \\192.168.1.5
    rf"|(?<!\\)\\\\(?=[\w.?])(?:{_PART}(?:\\+{_PART})++\\*+|[A-Za-z0-9][A-Za-z0-9.-]++)"
    # 资料\2024\_甲, Files\*.doc: a backslash between letters is no escape, nor is one behind it
    rf"|(?<![\w.-])[\w.-]++\\(?:\w[\w.-]*+(?:\\+{_PART})++|\*\.(?:\w+|\*))"
)


@dataclass(frozen=True, slots=True)
class Literal:
    """`text[start:end]` is no Markdown; `target` is what a link to it opens, empty for a path."""

    start: int
    end: int
    target: str = ""


def find_literals(text: str) -> list[Literal]:
    """The addresses and paths in `text`, from left to right; they do not overlap."""
    return sorted(_find(text), key=lambda literal: literal.start)


def _find(text: str) -> Iterator[Literal]:
    taken = bytearray(len(text) + 1)
    for address in find_addresses(text):
        taken[address.start : address.end] = b"\x01" * (address.end - address.start)
        yield Literal(address.start, address.end, address.target)
    if "\\" not in text:
        return
    for match in _PATH.finditer(text):
        if not any(taken[match.start() : match.end()]):
            yield Literal(*match.span())
