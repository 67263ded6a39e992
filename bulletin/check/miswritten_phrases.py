"""Set phrases of official text with a character exchanged, missing or in another place."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bulletin.check.confusable import list_alike
from bulletin.check.confusions import load_confusions
from bulletin.check.passages import Passage
from bulletin.check.phrases import ALONE, WINDOW, Phrases, load_phrases
from bulletin.check.rule import Finding

_HAN = re.compile("[\u4e00-\u9fff]{4,}")
_IN_THEIR_RIGHT = ALONE | set("何贺翟齐尹沈贾程侯崔廖陶郝龚邵覃莫孔汤韦秦")  # with surnames


def check_phrases(passage: Passage) -> Iterator[Finding]:
    """A set phrase with a dropped, an exchanged or a transposed character: 高质发展, 贯彻实落, 污染防冶."""
    known = load_phrases()
    for run in _HAN.finditer(passage.text):
        end = 0
        for start, length, right, message in sorted(
            [*_find_forms(run[0], known), *_find_exchanged(run[0], known)]
        ):
            typed = run[0][start : start + length]
            is_divided = known.is_divided(run[0], start, start + length)
            if start >= end and not is_divided and not _is_told(run[0], start, start + length):
                end = start + length
                yield Finding(
                    run.start() + start, run.start() + end, f"“{typed}”{message}", f"多半是“{right}”"
                )


def _is_told(run: str, start: int, end: int) -> bool:
    """Whether the table of confusions has what stands there."""
    around = run[max(0, start - 2) : end + 2]
    heads = {around[at : at + 2] for at in range(len(around) - 1)}
    return any(
        form.typed in around
        for table in load_confusions()
        for head in table.keys() & heads
        for form in table[head]
    )


def _find_forms(run: str, known: Phrases) -> Iterator[tuple[int, int, str, str]]:
    forms = known.forms
    for start in [at for at in range(len(run) - WINDOW + 1) if run[at : at + WINDOW] in forms]:
        for form, right, message in sorted(
            forms[run[start : start + WINDOW]], key=lambda entry: -len(entry[0])
        ):
            # The phrase itself may stand there, with a character of it ahead or behind.
            if run.startswith(form, start) and right not in run[max(0, start - 2) : start + len(right) + 2]:
                yield start, len(form), right, message
                break


def _find_exchanged(run: str, known: Phrases) -> Iterator[tuple[int, int, str, str]]:
    beside, last = known.pairs.get, len(run) - 1
    for at, char in enumerate(run):
        # Most characters go with the one behind or ahead of them.
        if (
            char in _IN_THEIR_RIGHT
            or (at < last and run[at + 1] in beside(char, ""))
            or (at and char in beside(run[at - 1], ""))
        ):
            continue
        for start in range(max(0, at - WINDOW + 1), min(at, len(run) - WINDOW) + 1):
            left, right = run[start:at], run[at + 1 : start + WINDOW]
            if phrase := next(
                (p for o in list_alike(char) if (p := f"{left}{o}{right}") in known.windows), ""
            ):
                yield start, WINDOW, phrase, f"里的“{char}”多半写错了"
                break
