"""The lines of a text → where words stand again further down, as a title does: on lines of their own."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate

from bulletin.importing.patterns import drop_number, heading_level, squeeze
from bulletin.importing.recognise.contents.line import is_sentence
from bulletin.importing.recognise.tuning import TUNING


class Lines:
    """The lines of a text, squeezed, for asking many times where words stand again.

    From the strictest question to the loosest: `find_single_line`, they are all of one line; `fills_lines`,
    of one or several in a row; `opens_lines`, a line begins with them and may go on; `occurs`, anywhere.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        words = [squeeze(text) for text in texts]
        self._ends = list(accumulate(map(len, words)))
        self._whole = "".join(words)
        self._starts: dict[int, int] = {}  # where a line begins, with its number and without
        self._single = {text: i for i, text in enumerate(words)}  # the last line that is all of a text
        self._last: dict[str, int] = {}  # the last line at which words begin that fill lines
        for i, text in enumerate(texts):
            self._starts[self._begin(i)] = i
            if heading_level(text):
                self._starts[self._ends[i] - len(squeeze(drop_number(text)))] = i
            joined = ""
            for word in words[i : i + TUNING.listed_most_lines]:
                joined += word
                if not word or len(joined) > TUNING.listed_longest:
                    break
                self._last[joined] = i

    def _begin(self, line: int) -> int:
        return self._ends[line - 1] if line else 0

    def find_single_line(self, words: str, after: int) -> int:
        """The last line that `words` are all of, at or below line `after`; -1 where there is none."""
        line = self._single.get(squeeze(words), -1)
        return line if line >= after else -1

    def count_between(self, first: str, last: str, after: int) -> int:
        """How many characters stand between two texts at or below line `after`; 0 where one does not."""
        begin = self._begin(after)
        start = self._whole.find(squeeze(first), begin)
        stop = self._whole.find(squeeze(last), max(start, begin))
        return stop - start if min(start, stop) >= 0 else 0

    def occurs(self, words: str, after: int) -> bool:
        """Whether `words` stand anywhere at or below line `after`, be it within a sentence."""
        return self._whole.find(squeeze(words), self._begin(after)) >= 0

    def fills_lines(self, words: str, after: int) -> bool:
        """Whether `words` are all of a line, or of several in a row, at or below line `after`."""
        return self._last.get(squeeze(words), -1) >= after

    def opens_lines(self, words: str, after: int) -> bool:
        """Whether lines at or below line `after` begin with `words`, behind a number or not; a title that its
        contents line has shortened may go on behind them, a sentence may not."""
        squeezed = squeeze(words)
        if not squeezed or after >= len(self._texts):
            return False
        if self._last.get(squeezed, -1) >= after:
            return True
        at = self._begin(after) - 1
        for _ in range(TUNING.again_most_tried):
            at = self._whole.find(squeezed, at + 1)
            if at < 0:
                return False
            if at in self._starts and self._may_be_title(self._starts[at], at + len(squeezed)):
                return len(squeezed) >= TUNING.title_distinct
        return False

    def _may_be_title(self, first: int, stop: int) -> bool:
        last = bisect_left(self._ends, stop)
        return last - first < TUNING.listed_most_lines and not any(
            len(text) > TUNING.title_longest or is_sentence(text) for text in self._texts[first : last + 1]
        )
