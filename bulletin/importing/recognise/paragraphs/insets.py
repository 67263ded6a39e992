"""Lines of a PDF that are set in from both edges of the text, as an abstract is, or in larger type."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bulletin.importing.model import PageLine
from bulletin.importing.recognise.facts import classify_words
from bulletin.importing.recognise.paragraphs.frames import Frame
from bulletin.importing.recognise.tuning import TUNING


def is_display(line: PageLine, frame: Frame) -> bool:
    """Whether a line is bigger or heavier than the text."""
    return line.heavy or line.size > TUNING.page_display * frame.size


def is_inset(before: PageLine, line: PageLine, above: Frame, frame: Frame) -> bool:
    """Whether two lines are of one paragraph that is narrower than the column on both sides, as an abstract
    is: they end at one place, and the lower begins where the other does, or an indent before it."""
    em = frame.size
    step = before.left - line.left
    return (
        before.page == line.page
        and 0 < before.y - line.y <= TUNING.page_gap * frame.pitch
        and abs(before.right - line.right) < TUNING.page_same_indent * em
        and -TUNING.page_same_indent * em < step < TUNING.page_indent_most * em
        and line.left - frame.left > TUNING.page_centred_apart * em
        and above.right - before.right > TUNING.page_centred_apart * em
        and line.right - line.left > TUNING.page_inset * em
        and (line.right - line.left > TUNING.page_inset_sure * em or _is_even(before, line, frame))
        and before.size == line.size
        and not is_display(line, frame)
        and ends_within(before, line)
    )


def ends_within(before: PageLine, line: PageLine) -> bool:
    """Whether a line ends within a sentence; behind a bracket in Latin letters the next goes on in small
    ones."""
    bracketed = before.text[-1:] == ")" and line.text[:1].islower()
    return bracketed or classify_words(before.text).ends_open


def _is_even(before: PageLine, line: PageLine, frame: Frame) -> bool:
    """Whether what two lines leave on their right is like what they leave on their left: names of one length
    that stand below one another leave more."""
    left = min(before.left, line.left) - frame.left
    return frame.right - line.right < TUNING.page_inset_even * left


def ends_inset(group: Sequence[PageLine], line: PageLine, frames: tuple[Frame, Frame]) -> bool:
    """Whether a line is the last, shorter one of a paragraph that is narrower than the column."""
    above, frame = frames
    if len(group) < 2 or not is_inset(group[-2], group[-1], above, above):
        return False
    return line.right < group[-1].right and is_inset(
        group[-1], replace(line, right=group[-1].right), above, frame
    )
