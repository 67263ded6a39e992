"""confusions.tsv → what is typed for a word by sound or shape, names that are not whole, forms of respect."""

from __future__ import annotations

import operator
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from bulletin.check.passages import Passage
from bulletin.check.phrases import load_phrases
from bulletin.check.rule import Finding

_DIVIDED = 3  # characters of a form that may be the end of one word and the beginning of another
_TABLE = Path(__file__).with_name("confusions.tsv")
_SAYS = {
    "字": "《现代汉语词典》",
    "称": "新华社禁用词和慎用词",
    "机": "机构的正式名称",
    "会": "会议和政策的正式名称",
}


@dataclass(frozen=True)
class Confusion:
    """A form that is typed for `right`, and the longer words in which it is right."""

    typed: str
    right: str
    why: str
    longer: tuple[str, ...]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Matches the form as its first group, and passes over the words in which it is right."""
        return re.compile("|".join([*map(re.escape, self.longer), f"({re.escape(self.typed)})"]))

    def is_part_of(self, text: str, at: int) -> bool:
        """Whether what stands at `at` belongs to the right form: 促进 in 促进进."""
        return (
            len(self.right) > len(self.typed)
            and self.right in text[max(0, at - 2) : at + len(self.right) + 2]
        )


Table = Mapping[str, tuple[Confusion, ...]]


@cache
def load_confusions() -> tuple[Table, Table]:
    """The tables that ship, by the first two characters of what is typed: what is sure, what is likely."""
    tables: tuple[dict[str, list[Confusion]], ...] = (defaultdict(list), defaultdict(list))
    for line in _TABLE.read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        typed, right, level, kind, *longer = line.split("\t")
        words = tuple(longer[0].split("、")) if longer else ()
        tables[level != "警告"][typed[:2]].append(Confusion(typed, right, _SAYS[kind], words))
    sure, likely = ({head: tuple(forms) for head, forms in table.items()} for table in tables)
    return sure, likely


def check_confusions(passage: Passage) -> Iterator[Finding]:
    """A form that is no word anywhere: 末来, 衍接, 一路一带."""
    return _find(passage.text, load_confusions()[0])


def check_likely_confusions(passage: Passage) -> Iterator[Finding]:
    """A form that may be two words beside each other, or one that some allow."""
    return _find(passage.text, load_confusions()[1])


def _find(text: str, known: Table) -> Iterator[Finding]:
    for head in known.keys() & set(map(operator.add, text, text[1:])):
        for form in known[head]:
            if form.typed in text:
                for match in form.pattern.finditer(text):
                    if match[1] and not (form.is_part_of(text, match.start()) or _is_two_words(text, match)):
                        message = f"“{form.typed}”多半是“{form.right}”之误"
                        yield Finding(*match.span(1), message, f"写作“{form.right}”（{form.why}）")


def _is_two_words(text: str, match: re.Match[str]) -> bool:
    """Whether a short form is where one word ends and another begins: 加强监督|督促."""
    start, end = match.span(1)
    return end - start <= _DIVIDED and load_phrases().is_divided(text, start, end)
