"""Text → names that stand there with one character exchanged, left out, put in, or with two transposed.

Whichever way a name is one step from what is known, one half of it stands there whole: the halves are
looked up by their first two characters, and the other half is compared.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from operator import add

from bulletin.check.confusable import is_confusable
from bulletin.check.names import load_names, load_places
from bulletin.check.passages import Passage
from bulletin.check.rule import Checked, Finding
from bulletin.errors import Severity
from bulletin.hanzi import is_han

_SHORTEST = 4  # characters of a name that is looked for
_EASY = 5  # from so many on, more than two transposed characters are told
_GOING_ON = 6  # … its last one for a character of its sound, with more behind it
_LONG = 7  # … a character too many, and one exchanged for any other in what _OF_THE_STATE begins
_LONGEST = 9  # … and in a name of policies, laws and programmes
_REACH = 24  # characters of a name, at most
_MANY = 3  # a form that stands so often in an article is somebody's name, not a slip
_OF_THE_STATE = ("国家", "国务院", "中国", "全国", "中华")

# Put into a name, or left out of it, they make another that may be right: 城市更新, 新的发展理念.
_OPTIONAL = frozenset("的地得之和与及或等省市县区旗州盟镇乡村各大中小新老总级型性化类们者副我本该全")
_NUMERALS = frozenset("一二三四五六七八九十")
_JOINING = frozenset("和与及")


@dataclass(frozen=True, slots=True)
class _Step:
    """How text differs from a name: `kind` of the step, what the name has there and what the text has."""

    kind: str  # exchanged, dropped, added, transposed
    at: int  # in the name
    right: str
    typed: str
    length: int  # of the text that stands for the name


@dataclass(frozen=True)
class _Index:
    """Halves of names by their first two characters: the half, whether it is the first, the names."""

    halves: dict[str, list[tuple[str, bool, tuple[str, ...]]]]
    known: frozenset[str]
    places: frozenset[str]
    organs: frozenset[str]  # and an office's own names
    distinct: frozenset[str]  # of which hardly another name differs by one character


@lru_cache(maxsize=4)
def _index_names(own: tuple[str, ...], settled: frozenset[str]) -> _Index:
    """The index of what ships and of an office's `own` names; of `settled` forms nothing is said."""
    sought = {name.right for name in load_names()} | {also for name in load_names() for also in name.also}
    places = load_places()
    former = {former for name in load_names() for former, _ in name.former}
    known = sought | places | former | settled | set(own)
    by_half: dict[tuple[str, bool], list[str]] = {}
    for name in sought | places | set(own):
        if len(name) >= _SHORTEST and all(map(is_han, name)):
            middle = len(name) // 2
            by_half.setdefault((name[:middle], True), []).append(name)
            # Two transposed characters in the middle leave the half whole that is shorter by one.
            by_half.setdefault((name[middle + (len(name) >= _EASY) :], False), []).append(name)
    halves: dict[str, list[tuple[str, bool, tuple[str, ...]]]] = {}
    for (half, is_first), names in by_half.items():
        halves.setdefault(half[:2], []).append((half, is_first, tuple(names)))
    organs = {name.right for name in load_names() if name.is_organ}
    distinct = {name for name in organs if len(name) >= _LONG and name.startswith(_OF_THE_STATE)}
    distinct |= {n.right for n in load_names() if len(n.right) >= _LONGEST and not n.is_organ}
    distinct |= {name for name in own if len(name) >= _LONG}
    return _Index(halves, frozenset(known), places, frozenset(organs.union(own)), frozenset(distinct))


def _find_step(right: str, typed: str) -> _Step | None:
    """The one step from `right` to the beginning of `typed`; None where they are equal, or further apart."""
    at = 0
    for one, other in zip(right, typed, strict=False):
        if one != other:
            break
        at += 1
    size = len(right)
    if at == size or at == len(typed):
        return None
    rest = right[at + 1 :]
    if not rest and not is_han(typed[at]):
        return _Step("dropped", at, right[at], "", size - 1)
    if right[at : at + 2] == typed[at : at + 2][::-1] and typed[at + 2 : size] == rest[1:]:
        return _Step("transposed", at, right[at : at + 2], typed[at : at + 2], size)
    if typed[at + 1 : size] == rest and len(typed) >= size:
        return _Step("exchanged", at, right[at], typed[at], size)
    if rest and typed[at : size - 1] == rest:
        return _Step("dropped", at, right[at], "", size - 1)
    if typed[at + 1 : size + 1] == right[at:]:
        return _Step("added", at, "", typed[at], size + 1)
    return None


def _find_candidates(text: str, index: _Index) -> Iterator[tuple[int, int, str, _Step]]:
    """Each near miss in `text`: from where, up to where, the name, the step."""
    halves = index.halves
    pairs = [(at, pair) for at, pair in enumerate(map(add, text, text[1:])) if pair in halves]
    for at, pair in pairs:
        for half, is_first, names in halves[pair]:
            if not text.startswith(half, at):
                continue
            size = len(half)
            near = text[at + size : at + size + 2] if is_first else text[max(0, at - 2) : at]
            for name in names:
                # One of the two characters beside the half that is whole is there, whatever the step.
                if is_first:
                    if name[size] not in near and name[size + 1] not in near:
                        continue
                elif name[-size - 1] not in near and name[-size - 2] not in near:
                    continue
                other = len(name) - size
                if is_first:
                    step = _find_step(name[size:], text[at + size : at + size + other + 1])
                    if step:
                        yield at, at + size + step.length, name, replace(step, at=size + step.at)
                else:
                    start = max(0, at - other - 1)
                    # Backwards: the half that is whole stands behind.
                    step = _find_step(name[other - 1 :: -1], text[start:at][::-1])
                    if step:
                        place = other - step.at - len(step.right)
                        right, typed = step.right[::-1], step.typed[::-1]
                        step = _Step(step.kind, place, right, typed, step.length)
                        yield at - step.length, at + size, name, step


def _judge(name: str, step: _Step, following: str, index: _Index) -> Severity | None:
    """How surely a step from `name` is a slip; None where it may be another name, or a word that goes on."""
    if not all(map(is_han, step.typed)):
        return None
    size, is_place = len(name), name in index.places
    is_last = step.at + len(step.right) == size and step.kind != "transposed"
    left = size - step.at - len(step.right)  # characters of the name behind the step
    goes_on = bool(following) and is_han(following)
    if is_last and size < (_GOING_ON if goes_on else _LONG - 1):
        return None
    if goes_on and step.kind in {"dropped", "added"} and left < 2 and name not in index.organs:
        return None
    if step.kind == "transposed":
        return Severity.WARNING
    if size < _EASY and not is_place:
        return None
    if step.kind == "exchanged":
        if _JOINING.issuperset((step.right, step.typed)):
            return Severity.WARNING
        if _NUMERALS.issuperset((step.right, step.typed)):
            return None
        if is_confusable(step.right, step.typed):
            return Severity.WARNING
        is_sure = step.at and not is_last and name in index.distinct and step.typed not in _OPTIONAL
        return Severity.INFO if is_sure else None
    if step.kind == "dropped" and (name.endswith("委员会") if is_last else is_place and step.right == "族"):
        return Severity.WARNING
    if (
        is_place
        or is_last
        or step.at == 0
        or (step.kind == "dropped" and step.at < 2)
        or (step.right or step.typed) in _OPTIONAL
    ):
        return None
    return Severity.WARNING if size >= _LONG or step.kind == "dropped" else None


def check_names(checked: Checked) -> Iterator[tuple[Passage, Finding]]:
    """A name of the register with one step to it."""
    index = _index_names(checked.names, checked.settled)
    for passages in checked.list_articles():
        found: list[tuple[Passage, int, int, str, Severity]] = []
        for passage in passages:
            found += ((passage, *miss) for miss in _check_passage(passage, index))
        whole = "\n".join(passage.text for passage in passages)
        for passage, start, end, name, severity in found:
            typed = passage.text[start:end]
            if whole.count(typed) < _MANY:
                hint = f"写作“{name}”"
                yield passage, Finding(start, end, f"“{typed}”像是“{name}”之误", hint, severity=severity)


def _check_passage(passage: Passage, index: _Index) -> Iterator[tuple[int, int, str, Severity]]:
    text = passage.text
    judged = []
    for start, end, name, step in _find_candidates(text, index):
        severity = _judge(name, step, text[end : end + 1], index)
        if severity and text[start:end] not in index.known and not passage.is_address(start):
            judged.append((start, end, name, start + step.at, severity))
    if not judged:
        return
    # The longest name that a slip is in says most; a warning comes ahead of a notice.
    judged.sort(key=lambda miss: (miss[4] != Severity.WARNING, miss[0] - miss[1], miss[0]))
    told: list[tuple[int, int]] = []
    for start, end, name, at, severity in judged:
        if any(a < end and start < b for a, b in told):
            continue
        # Another name that ends or begins where the step is, or lies over it, is what was meant.
        if not any(a <= at <= b for a, b in _find_known(text, index, start, end)):
            told.append((start, end))
            yield start, end, name, severity


def _find_known(text: str, index: _Index, low: int, high: int) -> Iterator[tuple[int, int]]:
    """Where names of the register stand as they are and meet the characters from `low` to `high`."""
    for start in range(max(0, low - _REACH), high):
        for end in range(max(low + 1, start + _SHORTEST - 1), min(len(text), start + _REACH) + 1):
            if text[start:end] in index.known:
                yield start, end
