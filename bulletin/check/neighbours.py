"""The issues of a workspace beside each other: articles that ran before, gaps in 期号, dates out of order."""

from __future__ import annotations

import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from bulletin.check.numbers import DIALLED
from bulletin.check.passages import Passage, list_passages
from bulletin.errors import Problem, Severity
from bulletin.model import Issue, IssueId, Place

CODES = frozenset({"H101", "H102", "H103", "H104", "H105", "H106", "H107"})
SHINGLE = 8  # Han characters
_SAMPLE = 4  # one shingle in so many is kept
LEAST = 25  # shingles of an article that is long enough to judge
_COMMON = 0.5  # share of the shorter article's
# What is_han says no to, for whole texts.
NOT_HAN = re.compile(
    "[^〇\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U0001f210-\U0001f212\U0001f214-\U0001f23b"
    "\U0001f240-\U0001f248\U00020000-\U0003fffd]+"
)


def check_neighbours(issues: Sequence[Issue], known: Sequence[IssueId] = ()) -> Iterator[Problem]:
    """What only shows between issues; `issues` in their order, `known` the ids of those, too, that cannot
    be read."""
    yield from _check_numbers(known or [issue.id for issue in issues])
    yield from _check_order(issues)
    yield from _check_serials(issues)
    yield from _check_repeats(issues)
    for issue in issues:
        yield from _check_imprint(issue)
        yield from _check_phone(issue)


def _check_numbers(known: Sequence[IssueId]) -> Iterator[Problem]:
    numbers: dict[int, list[int]] = defaultdict(list)
    for issue_id in known:
        if not issue_id.letter:
            numbers[issue_id.year].append(issue_id.number)
    for year, found in numbers.items():
        for before, number in pairwise(found):
            if number > before + 1:
                missing = "、".join(f"第{n}期" for n in range(before + 1, number))
                place = Place(f"issues/{year}-{number:02d}")
                message, hint = f"{year}年缺{missing}", "核对期号；没有出过就不用管"
                yield place.problem("H101", message, hint, Severity.INFO)


def _check_order(issues: Sequence[Issue]) -> Iterator[Problem]:
    dated = [issue for issue in issues if issue.date and not issue.id.letter]
    for before, issue in pairwise(dated):
        if issue.date < before.date:
            message = f"日期 {issue.date} 比上一期（{before.id}，{before.date}）还早"
            yield issue.places["date"].problem("H102", message, "核对日期", Severity.WARNING)


def _check_serials(issues: Sequence[Issue]) -> Iterator[Problem]:
    """总期号 goes up from issue to issue, by one from a number to the next of a year."""
    counted = [issue for issue in issues if issue.serial and not issue.id.letter]
    for before, issue in pairwise(counted):
        step = int(issue.serial) - int(before.serial)
        follows = issue.id.year == before.id.year and issue.id.number == before.id.number + 1
        if step < 1 or (follows and step > 1):
            message = f"总期号 {issue.serial} 接不上前一期（{before.id}，总第{before.serial}期）"
            place = issue.places.get("serial") or issue.places["number"]
            yield place.problem("H106", message, "核对两期的总期号", Severity.WARNING)


def _check_imprint(issue: Issue) -> Iterator[Problem]:
    series = issue.series
    for name, chinese, own, usual in (
        ("editor", "编辑", "、".join(issue.editor), "、".join(series.editor)),
        ("phone", "电话", issue.phone, series.phone),
    ):
        if usual and own != usual:
            hint = f"以后都用它的话，改 bulletin.yaml 里的“{usual}”；只这一期不同，可以不管"
            message = f"这一期的{chinese}“{own}”与 bulletin.yaml 里的不同"
            yield issue.places[name].problem("H103", message, hint, Severity.INFO)


def _check_phone(issue: Issue) -> Iterator[Problem]:
    for match in re.finditer(r"[\d(（][\d\s()（）—-]{3,}\d", issue.phone.partition("转")[0]):
        typed = match[0]
        if not DIALLED.fullmatch(re.sub(r"\D", "", typed)):
            hint = "座机七八位，前面可加区号；手机十一位"
            yield issue.places["phone"].problem("H105", f"“{typed.strip()}”打不通", hint, Severity.WARNING)


def _check_repeats(issues: Sequence[Issue]) -> Iterator[Problem]:
    """Articles that share half of their shingles with one of an earlier issue (Broder 1997): the first."""
    where: dict[int, list[int]] = defaultdict(list)
    sizes: list[int] = []
    known: list[tuple[Issue, Passage]] = []
    for issue in issues:
        for title, text in list_texts(issue):
            shingles = cut_shingles(text)
            shared = Counter(number for shingle in shingles for number in where[shingle])
            alike = (n for n, count in shared.items() if is_repeat(count, len(shingles), sizes[n]))
            number = min((n for n in alike if known[n][0] is not issue), default=None)
            if number is not None:
                other, first = known[number]
                message = f"这一篇与 {other.id} 的“{first.text}”大半相同（{first.file.path}）"
                hint = "核对是不是登过了；有意重登可以忽略"
                yield title.problem(0, len(title.text), "H104", Severity.WARNING, message, hint)
            if len(shingles) >= LEAST:
                for shingle in shingles:
                    where[shingle].append(len(known))
                known.append((issue, title))
                sizes.append(len(shingles))


def is_repeat(count: float, first: int, second: int) -> bool:
    """Whether so many shingles are most of one of two articles that have `first` and `second` of them."""
    return count > 0 and count >= _COMMON * min(first, second)


def cut_shingles(text: str) -> set[int]:
    """The codes of those shingles of `text`, Han alone, that articles are compared by."""
    codes = (encode(text[i : i + SHINGLE]) for i in range(len(text) - SHINGLE + 1))
    return {code for code in codes if code % _SAMPLE == 0}


def encode(shingle: str) -> int:
    """The code of some characters."""
    return zlib.crc32(shingle.encode())


def list_texts(issue: Issue) -> Iterator[tuple[Passage, str]]:
    """Each article's title, and the Han of its fields and its text."""
    texts: dict[int, str] = defaultdict(str)
    titles: dict[int, Passage] = {}
    for passage in list_passages(issue):
        if passage.role == "Title":
            titles[passage.article] = passage
        else:
            texts[passage.article] += NOT_HAN.sub("", passage.text)
    for number, title in titles.items():
        yield title, texts[number]
