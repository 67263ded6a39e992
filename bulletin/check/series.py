"""Series that number what is said: 一是…二是…, 一、二、, （一）（二）, 第一，第二，, 1. 2."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bulletin.check.passages import Passage
from bulletin.check.rule import Checked, Finding
from bulletin.hanzi import parse_number

_CHINESE = "[一二三四五六七八九十]{1,3}"
_AHEAD = r"(?:(?<=^)|(?<=[。；：，！？\s”）]))"  # where a clause begins
_FORMS = {
    "是": (re.compile(rf"{_AHEAD}({_CHINESE})是(?!一[，、。])"), "{}是"),
    "第": (re.compile(rf"{_AHEAD}第({_CHINESE})(?:[，：]|、(?!第|{_CHINESE}))"), "第{}"),
    "其": (re.compile(rf"{_AHEAD}其({_CHINESE})[，、：]"), "其{}"),
    "①": (re.compile(r"[①-⑳](?![①-⑳]|[条项类款])"), "{}"),
}
_STARTS = {
    "条": (re.compile(rf"第({_CHINESE})条[\s　：]"), "第{}条"),
    "、": (re.compile(rf"({_CHINESE})、(?!{_CHINESE})"), "{}、"),
    "（）": (re.compile(rf"[（(]({_CHINESE})[）)](?!项)"), "（{}）"),
    ".": (re.compile(r"(\d{1,2})[.．](?!\d)"), "{}."),
    "（1）": (re.compile(r"[（(](\d{1,2})[）)]"), "（{}）"),
}
_DIGITS = "〇一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class _Mark:
    """A number of a series: where it stands, and its value."""

    passage: Passage
    start: int
    end: int
    value: int


def check_series_in_text(checked: Checked) -> Iterator[tuple[Passage, Finding]]:
    """一是, 二是 and their like, through an article: each number follows the one before it."""
    for passages in checked.list_articles():
        for pattern, form in _FORMS.values():
            marks = [
                _Mark(passage, *match.span(), _read(match[1] if match.re.groups else match[0]))
                for passage in passages
                if passage.role in {"P", "LBody", "Note"} or passage.role.startswith("H")
                for match in pattern.finditer(passage.text)
            ]
            yield from _check_marks(marks, form, passages)


def check_series_of_headings(checked: Checked) -> Iterator[tuple[Passage, Finding]]:
    """一、 （一） 1. at the start of headings and paragraphs; a lower one starts anew under a higher."""
    for passages in checked.list_articles():
        outer: list[tuple[str, Passage, re.Match[str]]] = []
        for passage in passages:
            if passage.role in {"P"} or passage.role.startswith("H"):
                for name, (pattern, _) in _STARTS.items():
                    if match := pattern.match(passage.text):
                        outer.append((name, passage, match))
        ranks = list(_STARTS)
        for name in ranks:
            series: list[_Mark] = []
            for kind, passage, match in outer:
                if ranks.index(kind) < ranks.index(name):
                    yield from _check_marks(series, _STARTS[name][1], passages)
                    series = []
                elif kind == name:
                    series.append(_Mark(passage, 0, match.end(), _read(match[1])))
            yield from _check_marks(series, _STARTS[name][1], passages)


def _read(text: str) -> int:
    if "①" <= text <= "⑳":
        return ord(text) - ord("①") + 1
    return parse_number(text) or 0


def _write(form: str, value: int, *, arabic: bool = False) -> str:
    if arabic:
        return form.format(value)
    if form == "{}":
        return chr(ord("①") + value - 1)
    if form == "{}.":
        return f"{value}."
    if value <= 10:
        return form.format(_DIGITS[value])
    tens, ones = divmod(value, 10)
    return form.format(("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else ""))


def _check_marks(
    marks: Sequence[_Mark], form: str, passages: Sequence[Passage]
) -> Iterator[tuple[Passage, Finding]]:
    expected = 1
    for number, mark in enumerate(marks):
        following = marks[number + 1].value if number + 1 < len(marks) else 0
        starts_anew = mark.value == 1 and (expected <= 2 or following == 2)
        if starts_anew or mark.value == expected:
            expected = mark.value + 1
            continue
        arabic = form == "（{}）" and any(map(str.isdecimal, mark.passage.text[mark.start : mark.end]))
        typed, right = (_write(form, value, arabic=arabic) for value in (mark.value, expected))
        if number == 0:
            before = _find_before(mark, passages)
            message, hint = f"“{typed}”前面没有“{_write(form, 1)}”", "核对编号，看前面是不是漏了"
            if before:
                message = f"前面是“{before}”，这里成了“{typed}”"
                hint = f"同一列用同一种编号：“{before.replace(_DIGITS[mark.value - 1], _DIGITS[mark.value])}”"
            if (
                form in {"{}.", "第{}条"}
                or mark.passage.text[mark.start : mark.end].strip("（()）").isdigit()
            ):
                expected = mark.value + 1
                continue  # 2. may follow 附件：1., or be quoted from elsewhere
        elif mark.value < expected:
            message, hint = f"“{typed}”出现了两次", f"这里应是“{right}”"
        elif other := _find_other_form(marks[number - 1], mark, expected, passages):
            message, hint = f"“{typed}”前面的一项写成了“{other}”", f"同一列用同一种编号：“{right}”"
        else:
            message, hint = f"“{typed}”前面缺“{right}”", "核对编号"
        yield mark.passage, Finding(mark.start, mark.end, message, hint)
        expected = mark.value + 1
    if marks and expected > 2 and passages:
        yield from _check_tail(marks[-1], expected, form)


def _find_before(mark: _Mark, passages: Sequence[Passage]) -> str:
    """How the number before the first of a series is written at the start of an earlier paragraph."""
    if not 2 <= mark.value <= 10:
        return ""
    digit = _DIGITS[mark.value - 1]
    pattern = re.compile(rf"{digit}是|第{digit}|（{digit}）|{digit}、")
    found = ""
    for passage in passages:
        if passage is mark.passage:
            break
        if match := pattern.match(passage.text):
            found = match[0]
    return found


def _find_other_form(before: _Mark, mark: _Mark, value: int, passages: Sequence[Passage]) -> str:
    """How the number `value` is written between two marks, where it is there in another form."""
    digit = _DIGITS[value] if value <= 10 else str(value)
    pattern = re.compile(rf"{digit}[、，是]|第{digit}|（{digit}）|{value}[.、]")
    near = (passage for passage in passages if passage is mark.passage or passage is before.passage)
    return next((match[0] for passage in near if (match := pattern.search(passage.text))), "")


def _check_tail(last: _Mark, value: int, form: str) -> Iterator[tuple[Passage, Finding]]:
    """The next number in another form, in what is left of the paragraph: 一是…二是…三、"""
    if form not in {"{}是", "第{}"} or value > 10:
        return
    pattern = re.compile(
        rf"(?<=[。；])(?:{_DIGITS[value]}[、，]|（{_DIGITS[value]}）|第{_DIGITS[value]}|{_DIGITS[value]}是)"
    )
    text = last.passage.text
    match = pattern.search(text, last.end)
    # 一是…第一…第二…。二是…: the other form may have a series of its own.
    if match and match[0].replace(_DIGITS[value], _DIGITS[value - 1]) not in text[: match.start()]:
        right = _write(form, value)
        message = f"前面是“{_write(form, value - 1)}”，这里成了“{match[0]}”"
        yield last.passage, Finding(*match.span(), message, f"同一列用同一种编号：“{right}”")
