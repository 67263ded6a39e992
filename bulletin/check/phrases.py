"""phrases.xz → characters that stand beside each other, set phrases of official text, words of two.

Counted in 20 million Han of laws (github.com/LawRefBook/Laws) and work reports; the words, and
pairs in them, are of the dictionary of jieba 0.42.1 (MIT). benchmarks/make_phrases.py made it.
"""

from __future__ import annotations

import lzma
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_DATA = Path(__file__).with_name("phrases.xz")
WINDOW = 4  # characters
# Words of one character, and short names of places: in their own right wherever they stand.
ALONE = frozenset(
    "了是在和有他不我的人也为就这上年中你说一到都等着对来与地还要又大而之道以得她个后去将那但从月下把"
    "被于时只多过可并能好会出或日由里用所向已其给很看使前新想却它最见起小高更如再才便没走做让内及听成"
    "各事号至叫两当三本无此们家长市门正同吃天比米外即分问话打老自副跟笑则像较国死省住万因曾元呢手达头"
    "作该女开路约军称名二每属谁受带进先应吧县心占处区太点水南张今间总回山请者党段法连站第共另生全行倒"
    "快派啊相吗经按找口均种字入真拿城马干王据四子书仍难西东少次些钱北气近杀清学强写既若往台原发任美未"
    "杨兵非除边位鱼明设州直定越身重声五低坐儿极放金红朝爱知主您报类早面别初性型讲部送远反乡方甚完常意"
    "队京津沪渝冀豫云辽黑湘皖鲁苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼港澳埃俄乌巴斯印韩英德六七八九十百"
    "千单微智数链核旗盟镇村屯组室班促保稳增降控防项故私列令需抓建筑聚谋赴仁逐互补赋贤肌"
)


@dataclass(frozen=True)
class Phrases:
    """What is known: characters that stand behind another one, by that; windows of four characters of set
    phrases; wrong forms of these by their first four, with the phrase and a message; the second characters of
    words of two, by the first."""

    pairs: Mapping[str, str]
    windows: frozenset[str]
    forms: Mapping[str, Sequence[tuple[str, str, str]]]
    words: Mapping[str, str]

    def is_divided(self, text: str, start: int, end: int) -> bool:
        """Whether what stands between `start` and `end` is the end of one word and the beginning of another:
        研究|竞争 for 究竞."""
        begins = start > 0 and text[start] in self.words.get(text[start - 1], "")
        return begins or (end < len(text) and text[end] in self.words.get(text[end - 1], ""))


def swap(phrase: str, at: int) -> str:
    """`phrase` with the two characters from `at` in each other's place."""
    return phrase[:at] + phrase[at + 1] + phrase[at] + phrase[at + 2 :]


def drop(phrase: str, at: int) -> str:
    """`phrase` without the character at `at`."""
    return phrase[:at] + phrase[at + 1 :]


@cache
def load_phrases() -> Phrases:
    """The data that ships."""
    pairs, phrases, words = (
        part.split("\n") for part in lzma.decompress(_DATA.read_bytes()).decode("utf-16-le").split("\n\n")
    )
    windows: set[str] = set()
    forms: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for line in phrases:
        phrase, swaps, drops = line.split("\t")
        windows.update(phrase[start : start + WINDOW] for start in range(len(phrase) - WINDOW + 1))
        for at in map(int, swaps):
            form = swap(phrase, at)
            forms[form[:WINDOW]].append((form, phrase, "字的次序颠倒了"))
        for at in map(int, drops):
            form = drop(phrase, at)
            forms[form[:WINDOW]].append((form, phrase, "少了一个字"))
    beside, ends = ({line[0]: line[1:] for line in lines} for lines in (pairs, words))
    return Phrases(beside, frozenset(windows), forms, ends)
