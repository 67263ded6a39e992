"""Series that number what is said: 一是…二是…, 一、二、, （一）（二）, 第一，第二，, 1. 2."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bulletin.check.passages import Passage
from bulletin.check.rule import Checked, Finding
from bulletin.document.tree import Document, List
from bulletin.document.walk import walk_blocks
from bulletin.hanzi import parse_number

_CHINESE = "(?:[二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_ARTICLE = "[一二三四五六七八九十百零]{1,7}"  # up to 第九百九十九条
_COUNTED = "(?:[季产线类批期届次名级章条款节轮步版师]|等奖)"  # 第三、四季度
_AHEAD = r"(?:(?<=^)|(?<=[。；：，！？;:,\s”）]))"  # where a clause begins
_DIGITS = "〇一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class _Form:
    """A way to number: where its numbers stand, how one is written, and in which digits.

    A series that `may_go_on` can begin with any number: 2. may follow 附件：1., or be quoted. One that
    `stays` is over at the end of its paragraph. What is `loose` is a number where it fits between others,
    and else may be none: 一、二次供水, 21.5+2服务站. A gap wider than `widest_gap` is none: a text that
    changes a law names some of its articles.
    """

    pattern: re.Pattern[str]
    template: str
    digits: str = _DIGITS
    may_go_on: bool = False
    stays: bool = False
    loose: re.Pattern[str] | None = None
    widest_gap: int = 1000

    def write(self, value: int) -> str:
        """The number as this form has it."""
        if self.digits == _CIRCLED:
            return self.template.format(_CIRCLED[value - 1])
        if self.digits == _ARABIC or value > 99:
            return self.template.format(value)
        tens, ones = divmod(value, 10)
        if not tens or value == 10:
            return self.template.format(_DIGITS[value])
        return self.template.format(
            ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")
        )


_ARABIC = "0123456789"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
# Through a paragraph, and on to the next.
_IN_TEXT = (
    _Form(re.compile(rf"{_AHEAD}({_CHINESE})是(?!一[，、。])"), "{}是"),
    _Form(re.compile(rf"{_AHEAD}第({_CHINESE})(?:[，：]|、(?!第|{_CHINESE}(?:[、，]|{_COUNTED})))"), "第{}"),
    _Form(re.compile(rf"{_AHEAD}其({_CHINESE})[，、：]"), "其{}"),
    _Form(re.compile(rf"{_AHEAD}({_CHINESE})要(?![一点旨务闻求]|素(?!质)|件(?!件))"), "{}要"),
    _Form(re.compile(rf"{_AHEAD}[（(](\d{{1,2}})[）)]"), "（{}）", _ARABIC, may_go_on=True, stays=True),
    _Form(re.compile(rf"{_AHEAD}(\d{{1,2}})[）)]"), "{}）", _ARABIC, may_go_on=True, stays=True),
    _Form(re.compile(rf"{_AHEAD}[（(]({_CHINESE})[）)](?!项(?!目))"), "（{}）", may_go_on=True, stays=True),
    _Form(
        # Not where it is referred to: ②与③之差, 公式③由①推得, 满足①②条件.
        re.compile(r"([①-⑳])(?![①-⑳、和与由]|[条项类款列式](?![目件例别型]))(?<![①-⑳列式表由和与、].)"),
        "{}",
        _CIRCLED,
    ),
)
# At the start of headings and paragraphs, the highest first: a lower one starts anew under it.
_AT_START = (
    _Form(re.compile(rf"第({_ARTICLE})条[\s　：]"), "第{}条", may_go_on=True, widest_gap=3),
    _Form(
        re.compile(rf"({_CHINESE})、(?!{_CHINESE})"),
        "{}、",
        loose=re.compile(rf"({_CHINESE})、(?={_CHINESE})"),
    ),
    # （四）、（五）项所列人员 refers to others.
    _Form(re.compile(rf"[（(]({_CHINESE})[）)](?!项(?!目)|[、和与及或至][（(])"), "（{}）"),
    _Form(
        re.compile(r"(\d{1,2})[.．](?!\d(?!\d{3}年))"),
        "{}.",
        _ARABIC,
        may_go_on=True,
        loose=re.compile(r"(\d{1,2})[.．](?=\d(?![\d.]*[\s年]))"),
    ),
    # 3、12款软件 is an item, 3、4季度 is none.
    _Form(
        re.compile(r"(\d{1,2})、(?!\d{1,2}(?:[、和与及至—～%％.季月日号年]|$))"),
        "{}、",
        _ARABIC,
        may_go_on=True,
    ),
    _Form(re.compile(r"(\d{1,2})[）)]"), "{}）", _ARABIC, may_go_on=True),
    _Form(re.compile(r"[（(](\d{1,2})[）)]"), "（{}）", _ARABIC, may_go_on=True),
)


@dataclass(frozen=True, slots=True)
class _Mark:
    """A number of a series: where it stands, and its value; an item of a list of Markdown has no mark in
    its text, and check_lists looks at it."""

    passage: Passage
    start: int
    end: int
    value: int
    is_item: bool = False


def check_series_in_text(checked: Checked) -> Iterator[tuple[Passage, Finding]]:
    """一是, 二是 and their like, through an article: each number follows the one before it."""
    for passages in checked.list_articles():
        for form in _IN_TEXT:
            series: list[_Mark] = []
            for passage in passages:
                if passage.role == "P" or passage.role.startswith("H"):
                    found = form.pattern.finditer(passage.text)
                    marks = (_Mark(passage, *match.span(), _read(match[1])) for match in found)
                    series += (mark for mark in marks if mark.value)
                if form.stays:
                    yield from _check_marks(series, form, passages)
                    series = []
            yield from _check_marks(series, form, passages)
        yield from _check_ordinals(passages)


def _check_ordinals(passages: Sequence[Passage]) -> Iterator[tuple[Passage, Finding]]:
    """首先…再次 without 其次 between."""
    began = False
    for passage in passages:
        for match in re.finditer(rf"{_AHEAD}(首先|其次|第二|再者|然后|再次)(?=[，是要])", passage.text):
            if match[1] == "再次" and began:
                message = "“再次”前面缺“其次”"
                yield passage, Finding(*match.span(), message, "核对次序：首先、其次、再次、最后")
            began = match[1] == "首先"


def check_series_of_headings(checked: Checked) -> Iterator[tuple[Passage, Finding]]:
    """一、 （一） 1. at the start of headings and paragraphs; a lower one starts anew, or goes on, under a
    higher one or a heading without a number."""
    for article, passages in zip(checked.issue.articles, checked.list_articles(), strict=True):
        starts = _list_starts(passages, _list_single_items(article.document))
        for rank, form in enumerate(_AT_START):
            series: list[_Mark] = []
            last = highest = 0
            for start in starts:
                if start.mark and start.rank == rank:
                    series.append(start.mark)
                elif start.rank < rank and series:
                    yield from _check_marks(series, form, passages, last, highest)
                    last, highest = series[-1].value, max(highest, *(mark.value for mark in series))
                    series = []
            yield from _check_marks(series, form, passages, last, highest)


@dataclass(frozen=True, slots=True)
class _Start:
    """What a heading or a paragraph begins with: the rank of its number among _AT_START, and the number; a
    heading without one ranks above all. A `loose` one may be part of the text."""

    rank: int
    mark: _Mark | None = None
    loose: bool = False


_ITEM_RANK = next(rank for rank, form in enumerate(_AT_START) if form.template == "{}.")


def _list_starts(passages: Sequence[Passage], items: Mapping[int, int]) -> list[_Start]:
    """The numbers that passages begin with, of those that may be text the ones that fit between others."""
    found = [start for passage in passages if (start := _find_number(passage, items))]
    last: dict[int, int] = {}
    kept = []
    for number, start in enumerate(found):
        mark = start.mark
        if start.loose and mark:
            following = next(
                (
                    s.mark.value
                    for s in found[number + 1 :]
                    if s.mark and s.rank == start.rank and not s.loose
                ),
                0,
            )
            before = last.get(start.rank, 0)
            if mark.value != before + 1 or (mark.value == 1 and following != 2):
                if not mark.passage.role.startswith("H"):
                    continue
                start, mark = _Start(-1), None
        if mark:
            last[start.rank] = mark.value
        last = {rank: value for rank, value in last.items() if rank <= start.rank}
        kept.append(start)
    return kept


def _find_number(passage: Passage, items: Mapping[int, int]) -> _Start | None:
    """The number that a heading, a paragraph or an item of a list begins with."""
    if value := items.get(passage.line):
        return _Start(_ITEM_RANK, _Mark(passage, 0, 1, value, is_item=True))
    if passage.role != "P" and not passage.role.startswith("H"):
        return None
    start = _skip_label(passage.text)
    for is_loose in (False, True):
        for rank, form in enumerate(_AT_START):
            pattern = form.loose if is_loose else form.pattern
            if pattern and (match := pattern.match(passage.text, start)):
                return _Start(rank, _Mark(passage, *match.span(), _read(match[1])), is_loose)
    return _Start(-1) if passage.role.startswith("H") else None


def _list_single_items(document: Document) -> dict[int, int]:
    """The numbers of lists that do not begin at 1, by their lines: “6. ” with a space among paragraphs that
    begin with 5. and 7. becomes a list."""
    return {
        item.lines.start: int(item.number)
        for block in walk_blocks(document.blocks)
        if isinstance(block, List) and block.ordered and int(block.items[0].number) > 1
        for item in block.items
    }


def _skip_label(text: str) -> int:
    """Where what is numbered begins: behind 附件： (GB/T 9704 §7.3.4), which its first item follows."""
    match = re.match(r"附件[：:][ \u3000]*", text)
    return match.end() if match else 0


def check_lists(checked: Checked) -> Iterator[tuple[Passage, Finding]]:
    """The typed numbers of a Markdown list, which are the printed ones."""
    for article, passages in zip(checked.issue.articles, checked.list_articles(), strict=True):
        at_line = {passage.line: passage for passage in reversed(passages)}
        for block in walk_blocks(article.document.blocks):
            items = block.items if isinstance(block, List) and block.ordered else ()
            for before, item in pairwise(items):
                number, expected = int(item.number), int(before.number) + 1
                passage = at_line.get(item.lines.start)
                if int(before.number) and number != expected and passage:
                    message = f"这一项的编号是{number}，前一项是{before.number}"
                    yield passage, Finding(0, 1, message, f"按次序是{expected}；印出的就是打的编号")


def _read(text: str) -> int:
    return _CIRCLED.index(text) + 1 if text in _CIRCLED else parse_number(text) or 0


def _check_marks(
    marks: Sequence[_Mark], form: _Form, passages: Sequence[Passage], last: int = 0, highest: int = 0
) -> Iterator[tuple[Passage, Finding]]:
    """What is wrong with the numbers of a series, which may go on from `last`, the end of another, or from
    the `highest` so far, where it runs through the text and lists below it start anew between."""
    if len(marks) == 1 and marks[0].value >= 10:
        return  # 十一是假期
    expected = last + 1 if marks and marks[0].value == last + 1 else 1
    for number, mark in enumerate(marks):
        if mark.is_item:
            expected += mark.value == expected
            continue
        following = marks[number + 1].value if number + 1 < len(marks) else 0
        starts_anew = mark.value == 1 and (expected <= 2 or following == 2)
        if not starts_anew and mark.value != expected and not (number == 0 and form.may_go_on):
            before = marks[number - 1] if number else None
            goes_on = mark.value == highest + 1 and mark.value - expected >= _WIDE_GAP
            is_wide = mark.value - expected > form.widest_gap
            if goes_on or is_wide or _is_told_inside(mark, before, form, passages):
                expected = mark.value + 1
                highest = max(highest, mark.value)
                continue
            if before and form in _AT_START and mark.value > expected:
                other = _find_start(before, mark, expected, passages)
                if other and other[1] != form.write(expected):
                    passage, typed = other
                    message = f"前面是“{form.write(expected - 1)}”，这里成了“{typed}”"
                    hint = f"同一列用同一种编号：“{form.write(expected)}”"
                    yield passage, Finding(0, len(typed), message, hint)
                    expected = mark.value + 1
                    continue
            message, hint = _explain_mark(mark, before, expected, form, passages)
            yield mark.passage, Finding(mark.start, mark.end, message, hint)
        expected = mark.value + 1
        highest = max(highest, mark.value)
    if marks and expected > 2 and passages:
        yield from _check_tail(marks[-1], expected, form)


def _is_told_inside(mark: _Mark, before: _Mark | None, form: _Form, passages: Sequence[Passage]) -> bool:
    """Whether the number ahead of `mark` stands where no clause or paragraph begins: 要求他们一是…；二是…"""
    if mark.value < 2:
        return False
    first = passages.index(before.passage) if before else 0
    own = passages.index(mark.passage)
    typed = re.compile(rf"(?<![第统万唯单这]){re.escape(form.write(mark.value - 1))}")
    for passage in passages[max(first, own - _FAR_INSIDE) : own + 1]:
        start = before.end if before and passage is before.passage else 0
        end = mark.start if passage is mark.passage else len(passage.text)
        if typed.search(passage.text, start, end):
            return True
    return False


_WIDE_GAP = 3  # numbers that nobody forgets at once
_FAR_INSIDE = 12  # passages back


def _explain_mark(
    mark: _Mark, before: _Mark | None, expected: int, form: _Form, passages: Sequence[Passage]
) -> tuple[str, str]:
    """What is wrong with a number that is not the one expected, and what to do."""
    typed, right = form.write(mark.value), form.write(expected)
    one_form = "同一列用同一种编号："
    if before is None:
        if other := _find_before(mark, passages):
            fitting = other.replace(_DIGITS[mark.value - 1], _DIGITS[mark.value])
            return f"前面是“{other}”，这里成了“{typed}”", f"{one_form}“{fitting}”"
        return f"“{typed}”前面没有“{form.write(1)}”", "核对编号，看前面是不是漏了"
    if mark.value < expected:
        return f"“{typed}”出现了两次", f"这里应是“{right}”"
    other = _find_other_form(before, mark, expected, passages)
    if other and other.rstrip("、，") != right:
        return f"“{typed}”前面的一项写成了“{other}”", f"{one_form}“{right}”"
    return f"“{typed}”前面缺“{right}”", "核对编号"


def _find_start(
    before: _Mark, mark: _Mark, value: int, passages: Sequence[Passage]
) -> tuple[Passage, str] | None:
    """The paragraph between two marks that begins with the number `value` in another form, and that form."""
    between = passages[passages.index(before.passage) + 1 : passages.index(mark.passage)]
    found = [(p, match[0]) for p in between if (match := _match_number(p.text, value))]
    # What follows its own predecessor there is of a series below: （1）, （2）.
    below = {match[0] for p in between if (match := _match_number(p.text, value - 1))}
    forms = {_NUMBER_ITSELF.sub("", typed) for typed in below}
    return next((one for one in found if _NUMBER_ITSELF.sub("", one[1]) not in forms), None)


_NUMBER_ITSELF = re.compile(f"[{_DIGITS}]+|[0-9]+")


def _match_number(text: str, value: int) -> re.Match[str] | None:
    """The number `value` at the start of a paragraph, in whatever form."""
    written = rf"{_DIGITS[value]}|{value}" if 0 < value <= 10 else str(value)
    return re.match(rf"(?:{written})[、.．，）)]|[（(](?:{written})[）)]", text)


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
    pattern = re.compile(rf"{digit}[、，是]|第{digit}|（{digit}）|(?<!\d){value}[.、](?!\d)")
    near = (passage for passage in passages if passage is mark.passage or passage is before.passage)
    return next((match[0] for passage in near if (match := pattern.search(passage.text))), "")


def _check_tail(last: _Mark, value: int, form: _Form) -> Iterator[tuple[Passage, Finding]]:
    """The next number in another form, in what is left of the paragraph: 一是…二是…三、"""
    if form not in _IN_TEXT or form.digits != _DIGITS or value > 10:
        return
    pattern = re.compile(
        rf"(?<=[。；])(?:{_DIGITS[value]}[、，]|（{_DIGITS[value]}）|第{_DIGITS[value]}|{_DIGITS[value]}是)"
    )
    text = last.passage.text
    match = pattern.search(text, last.end)
    # 一是…第一…第二…。二是…: the other form may have a series of its own.
    if match and match[0].replace(_DIGITS[value], _DIGITS[value - 1]) not in text[: match.start()]:
        right = form.write(value)
        message = f"前面是“{form.write(value - 1)}”，这里成了“{match[0]}”"
        yield last.passage, Finding(*match.span(), message, f"同一列用同一种编号：“{right}”")
