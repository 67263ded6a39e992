"""A text in, how firmly two characters stand together in it out: for titles, without a dictionary."""

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

from bulletin.typography.classes import FIGURES, classify_char
from bulletin.typography.model import Cohesion

# What one sees once may be chance: each character counts as seen so often beside another one, too.
_DOUBT = 2
_HAN_DIGITS = frozenset("〇零一二三四五六七八九十百千")
_COUNTED = frozenset("次届号期批条章轮季")
_DEPENDENT = frozenset("的地得了着过们")  # belongs to what stands before it


def count_cohesion(texts: Iterable[str]) -> Cohesion:
    """From 0 (never side by side in `texts`) to near 1 (one of the two stands nowhere else).

    赣 stands before 江 alone, and 区 often behind 新; that 科 follows 区 is chance.
    """
    single: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for text in texts:
        single.update(text)
        pairs.update(pairwise(text))

    def measure_cohesion(first: str, second: str) -> float:
        if second in _DEPENDENT or classify_char(first) in FIGURES:  # a number stays with what it counts
            return 1.0
        if first in _HAN_DIGITS and (second in _HAN_DIGITS or second in _COUNTED):  # 第二十三次
            return 1.0
        if first == "第" and second in _HAN_DIGITS:
            return 1.0
        return pairs[first, second] / (min(single[first], single[second]) + _DOUBT)

    return measure_cohesion
