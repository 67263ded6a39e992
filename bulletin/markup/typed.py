"""An article's file as it was typed, for rules that look at more than its tokens: lines, indents, marks."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from bulletin.document.tree import Break, Inline, Inlines, Text
from bulletin.document.walk import find_offset, read_text, walk_inlines
from bulletin.errors import Problem
from bulletin.hanzi import is_chinese
from bulletin.model import Source

_WIDTHS = {"\u3000": 2, "\t": 4}  # in half-width characters


@dataclass
class Typed:
    """The text of a file, where its lines begin, and what was found while its tree grew: the marks that were
    understood, as ranges of offsets, and problems."""

    source: Source
    starts: tuple[int, ...]
    marks: list[range] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @cached_property
    def text(self) -> str:
        """The whole file, its lines joined by a line feed."""
        return "\n".join(self.source.lines)

    def find_line(self, offset: int) -> int:
        """The line of the character at `offset`."""
        return bisect_right(self.starts, offset)

    def measure_indent(self, inlines: Inlines) -> int:
        """How many half-width characters of white space stand right before `inlines` on their line, where
        nothing but a mark is ahead of it."""
        offset = min((at for inline in inlines if (at := find_offset(inline)) >= 0), default=0)
        start = self.starts[self.find_line(offset) - 1]
        width = 0
        while offset > start and self.text[offset - 1].isspace():
            offset -= 1
            width += _WIDTHS.get(self.text[offset], 1)
        return width

    def locate(self, inlines: Inlines) -> range:
        """The lines that `inlines` were typed on."""
        places = [at for inline in walk_inlines(inlines) if (at := find_offset(inline)) >= 0]
        return range(self.find_line(min(places)), self.find_line(max(places)) + 1) if places else range(0)

    def join_lines(self, lines: Iterable[Inlines]) -> Inlines:
        """Lines that follow each other as one: with a space where neither side is Chinese."""
        joined: list[Inline] = []
        for line in lines:
            ends = read_text(joined[-1:])[-1:], read_text(line[:1])[:1]
            if all(ends) and not any(map(is_chinese, ends)):
                start = self.starts[min(self.locate(line)) - 1]
                joined.append(Text(" ", (start - 1,)))
            joined += line
        return tuple(joined)

    def claim(self, text: Text) -> None:
        """Note that a text is a mark."""
        self.marks += [range(offset, offset + 1) for offset in text.offsets]

    def split_lines(self, inlines: Inlines) -> list[Inlines]:
        """`inlines` line by line as typed; a break that was asked for ends its line and is dropped."""
        lines: list[tuple[int, list[Inline]]] = []

        def add(inline: Inline, line: int) -> None:
            if not lines or (line > 0 and lines[-1][0] not in (0, line)):
                lines.append((line, []))
            elif lines[-1][0] == 0:
                lines[-1] = line, lines[-1][1]
            lines[-1][1].append(inline)

        for inline in inlines:
            if isinstance(inline, Break):
                lines.append((0, []))
            elif isinstance(inline, Text):
                for part in self._split_text(inline):
                    add(part, self.find_line(find_offset(part)))
            else:
                places = [at for found in walk_inlines((inline,)) if (at := find_offset(found)) >= 0]
                add(inline, self.find_line(min(places)))
                # What follows on the line where it ends goes on with it.
                lines[-1] = self.find_line(max(places)), lines[-1][1]
        return [_trim(line) for _, line in lines if line]

    def _split_text(self, text: Text) -> Sequence[Text]:
        parts: list[Text] = []
        first = 0
        offsets = text.offsets
        for at in range(1, len(offsets)):
            if self.text.find("\n", offsets[at - 1], offsets[at]) >= 0:
                parts.append(cut_text(text, first, at))
                first = at
        return [*parts, cut_text(text, first, len(offsets))]


def split_at_breaks(inlines: Inlines) -> list[Inlines]:
    """`inlines` parted where a break was asked for."""
    parts: list[list[Inline]] = [[]]
    for inline in inlines:
        if isinstance(inline, Break):
            parts.append([])
        else:
            parts[-1].append(inline)
    return [tuple(part) for part in parts if part]


def cut_text(text: Text, start: int, end: int) -> Text:
    """The characters of a text from `start` to before `end`."""
    return Text(text.content[start:end], text.offsets[start:end])


def strip_text(text: Text) -> Text:
    """A text without the white space around it."""
    content = text.content.strip()
    start = text.content.find(content)
    return cut_text(text, start, start + len(content))


def cut_inlines(inlines: Inlines, start: int) -> Inlines:
    """`inlines`, of which the first is a text, from its character `start`, without white space ahead."""
    first = inlines[0]
    assert isinstance(first, Text)
    while start < len(first.content) and first.content[start].isspace():
        start += 1
    rest = cut_text(first, start, len(first.content))
    return (rest, *inlines[1:]) if rest.content else inlines[1:]


def _trim(line: Sequence[Inline]) -> Inlines:
    kept = [*line]
    if isinstance(last := kept[-1], Text):
        kept[-1] = cut_text(last, 0, len(last.content.rstrip()))
    if isinstance(first := kept[0], Text):
        kept[0] = cut_text(first, len(first.content) - len(first.content.lstrip()), len(first.content))
    return tuple(inline for inline in kept if not isinstance(inline, Text) or inline.content)
