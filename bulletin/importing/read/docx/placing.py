"""The pictures and the text of a paragraph → both in the order of its lines: a caption below its picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from lxml.etree import _Element as Element

from bulletin.importing.model import Run
from bulletin.importing.read.docx.drawings import Drawing
from bulletin.importing.read.docx.xml import attr, tag


@dataclass
class Lines:
    """The lines of a paragraph while it is read: how many have ended, whether this one has ink, and whether a
    picture is at its end so far."""

    ended: int = 0
    inked: bool = False
    waiting: bool = False

    def place(self, picture: Drawing, element: Element) -> Drawing:
        """The picture with the line that it stands above, if it does: at the start of one, or at the end."""
        if _floats(element):
            return picture
        self.waiting = self.waiting or self.inked
        return replace(picture, line=self.ended + self.inked)

    def add(self, text: str) -> bool:
        """Go on by `text`; whether pictures that were at the end of a line are in the middle of it now."""
        torn = False
        for i, part in enumerate(text.split("\n")):
            if i:
                self.ended, self.inked, self.waiting = self.ended + 1, False, False
            if part.strip():
                torn, self.inked, self.waiting = torn or self.waiting, True, False
        return torn

    def leave(self, pictures: Sequence[Drawing]) -> list[Drawing]:
        """The pictures, those in the middle of this line without a place."""
        return [replace(it, line=-1) if it.line > self.ended else it for it in pictures]


def _floats(element: Element) -> bool:
    """Whether a picture is anchored to its paragraph and stands elsewhere (§20.4.2.3; VML says it in the
    style of its shape)."""
    for holder in element.iterancestors():
        if tag(holder) in {"p", "inline"}:
            return False
        if tag(holder) == "anchor" or "absolute" in attr(holder, "style"):
            return True
    return False


def interleave(runs: Sequence[Run], pictures: Sequence[Drawing]) -> Iterator[list[Run] | Drawing]:
    """The runs of a paragraph and its pictures in the order of its lines, pictures without a place behind."""
    rest = list(runs)
    line = 0
    for picture in sorted((it for it in pictures if it.line >= 0), key=lambda it: it.line):
        head, rest = _part(rest, picture.line - line)
        line = picture.line
        if any(run.text.strip() or run.note for run in head):
            yield head
        yield picture
    if any(run.text.strip() or run.note for run in rest):
        yield rest
    yield from (it for it in pictures if it.line < 0)


def _part(runs: Sequence[Run], count: int) -> tuple[list[Run], list[Run]]:
    """The runs of the first `count` lines, and the others; the break between them is lost."""
    head: list[Run] = []
    if not count:
        return head, list(runs)
    for i, run in enumerate(runs):
        lines = run.text.split("\n")
        if len(lines) > count:
            before, after = "\n".join(lines[:count]), "\n".join(lines[count:])
            return [*head, replace(run, text=before)], [replace(run, text=after), *runs[i + 1 :]]
        count -= len(lines) - 1
        head.append(run)
    return head, []
