"""phrases.xz → set phrases of official text with a character exchanged, missing or in another place.

Counted in 20 million Han of laws (github.com/LawRefBook/Laws) and of work reports of the provinces, the pairs
in the dictionary of jieba 0.42.1 (MIT), too; benchmarks/make_phrases.py made it.
"""

from __future__ import annotations

import lzma
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bulletin.check.confusable import list_alike
from bulletin.check.confusions import load_confusions
from bulletin.check.passages import Passage
from bulletin.check.rule import Finding

_DATA = Path(__file__).with_name("phrases.xz")
_WINDOW = 4  # characters
_HAN = re.compile("[\u4e00-\u9fff]{4,}")
# Words of one character, and short names of places: in their own right wherever they stand.
ALONE = frozenset(
    "了是在和有他不我的人也为就这上年中你说一到都等着对来与地还要又大而之道以得她个后去将那但从月下把"
    "被于时只多过可并能好会出或日由里用所向已其给很看使前新想却它最见起小高更如再才便没走做让内及听成"
    "各事号至叫两当三本无此们家长市门正同吃天比米外即分问话打老自副跟笑则像较国死省住万因曾元呢手达头"
    "作该女开路约军称名二每属谁受带进先应吧县心占处区太点水南张今间总回山请者党段法连站第共另生全行倒"
    "快派啊相吗经按找口均种字入真拿城马干王据四子书仍难西东少次些钱北气近杀清学强写既若往台原发任美未"
    "杨兵非除边位鱼明设州直定越身重声五低坐儿极放金红朝爱知主您报类早面别初性型讲部送远反乡方甚完常意"
    "队京津沪渝冀豫云辽黑湘皖鲁苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼港澳埃俄乌巴斯印韩英德六七八九十百"
    "千单微智数链核旗盟镇村屯组室班促保稳增降控防项故私列令抓建筑聚谋赴仁逐互补赋贤肌"
)


@dataclass(frozen=True)
class Phrases:
    """What is known of set phrases: pairs of characters that stand beside each other, by the first; windows
    of four characters; wrong forms, with the phrase and a message, by their first four."""

    pairs: Mapping[str, str]
    windows: frozenset[str]
    forms: Mapping[str, Sequence[tuple[str, str, str]]]


def swap(phrase: str, at: int) -> str:
    """`phrase` with the two characters from `at` in each other's place."""
    return phrase[:at] + phrase[at + 1] + phrase[at] + phrase[at + 2 :]


def drop(phrase: str, at: int) -> str:
    """`phrase` without the character at `at`."""
    return phrase[:at] + phrase[at + 1 :]


@cache
def load_phrases() -> Phrases:
    """The data that ships."""
    pairs, phrases = (
        part.split("\n") for part in lzma.decompress(_DATA.read_bytes()).decode("utf-16-le").split("\n\n")
    )
    windows: set[str] = set()
    forms: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for line in phrases:
        phrase, swaps, drops = line.split("\t")
        windows.update(phrase[start : start + _WINDOW] for start in range(len(phrase) - _WINDOW + 1))
        for at in map(int, swaps):
            form = swap(phrase, at)
            forms[form[:_WINDOW]].append((form, phrase, "字的次序颠倒了"))
        for at in map(int, drops):
            form = drop(phrase, at)
            forms[form[:_WINDOW]].append((form, phrase, "少了一个字"))
    return Phrases({line[0]: line[1:] for line in pairs}, frozenset(windows), forms)


def check_phrases(passage: Passage) -> Iterator[Finding]:
    """A set phrase with a dropped, an exchanged or a transposed character: 高质发展, 贯彻实落, 污染防冶."""
    known = load_phrases()
    for run in _HAN.finditer(passage.text):
        end = 0
        for start, length, right, message in sorted(
            [*_find_forms(run[0], known), *_find_exchanged(run[0], known)]
        ):
            typed = run[0][start : start + length]
            if start >= end and not _is_told(run[0], start, start + length):
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
    for start in [at for at in range(len(run) - _WINDOW + 1) if run[at : at + _WINDOW] in forms]:
        for form, right, message in sorted(
            forms[run[start : start + _WINDOW]], key=lambda entry: -len(entry[0])
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
            char in ALONE
            or (at < last and run[at + 1] in beside(char, ""))
            or (at and char in beside(run[at - 1], ""))
        ):
            continue
        for start in range(max(0, at - _WINDOW + 1), min(at, len(run) - _WINDOW) + 1):
            left, right = run[start:at], run[at + 1 : start + _WINDOW]
            if phrase := next(
                (p for o in list_alike(char) if (p := f"{left}{o}{right}") in known.windows), ""
            ):
                yield start, _WINDOW, phrase, f"里的“{char}”多半写错了"
                break
