"""What an import did → the three lines that an editor reads first, and what the screen shows below them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from bulletin.errors import Problem, shorten

_PLACE = re.compile("（原稿[^（）]+）$")
_MOST_DOUBTS = 5  # on the screen: with the rest of it, twenty lines
_MOST_MISSING = 3
_MOST_KINDS = 4  # of missing things in the third line
_MOST_FIRST = 46  # characters of the first doubt in the second line: a line and a half of a terminal


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something to look at, and where its words are now: the name of an article's file ("" where that is not
    known) and the line of it, from 1, or 0; with `behind`, they are in no article, and stood behind it."""

    problem: Problem
    name: str = ""
    line: int = 0
    behind: bool = False


@dataclass(frozen=True, slots=True)
class Missing:
    """Words of one kind that are in no article: why, how many places, how many Han characters; the first of
    them, shortened. `file` is theirs, "" where there is only one."""

    why: str
    count: int
    characters: int
    example: str
    file: str = ""

    def __str__(self) -> str:
        return f"{self.file}{'：' if self.file else ''}{self.why} {self.count} 处，如{self.example}"


@dataclass(frozen=True, slots=True)
class Report:
    """An import as an editor hears of it.

    `taken` is what the files were taken for and why, `source` the name of the file where there is only one;
    `names` are the articles (file name, title); `fields` what was written in issue.md of a whole issue;
    `doubts` what to look at, the most important first; `pictures` how many places say that a picture is not
    there. `characters` are the Han characters of the files, `remade` what of them the program makes itself.
    """

    taken: str
    source: str
    names: tuple[tuple[str, str], ...]
    fields: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    missing: tuple[Missing, ...] = ()
    pictures: int = 0
    characters: int = 0
    remade: tuple[str, ...] = ()
    is_balanced: bool = True

    @property
    def is_whole(self) -> bool:
        """Whether nothing of the files is missing in the drafts."""
        return self.is_balanced and not self.missing and not self.pictures


def say_first(report: Report, folder: str) -> tuple[str, str, str]:
    """The three lines: what was made and where (`folder` is "", or the one of the issue with its slash), what
    to look at, what is not there."""
    return _say_made(report, folder), _say_doubts(report.doubts), _say_missing(report)


def _say_made(report: Report, folder: str) -> str:
    taken = f"{report.taken}，" if report.taken else ""
    if len(report.names) == 1:
        name, title = report.names[0]
        return f"{taken}成了 1 篇文章《{title}》，在 {folder}{name}。"
    where = folder.rstrip("/\\")
    return f"{taken}成了 {len(report.names)} 篇文章{f'，在 {where} 文件夹里' if where else ''}。"


def _say_doubts(doubts: Sequence[Doubt]) -> str:
    if not doubts:
        return "没有拿不准的地方，看一遍就行。"
    first = shorten(doubts[0].problem.message, _MOST_FIRST).removesuffix("。")
    end = "" if first.endswith("…") else "。"
    return f"有 {len(doubts)} 处请对照原稿看{'，先看' if len(doubts) > 1 else ''}：{first}{end}"


def _say_missing(report: Report) -> str:
    parts = [f"图 {report.pictures} 处"] * bool(report.pictures)
    whys: dict[str, int] = {}
    for item in report.missing:
        what, _, more = item.why.partition("，")
        why = f"{what}（{more}）" if more else what
        whys[why] = whys.get(why, 0) + item.count
    parts += [f"{why} {count} 处" for why, count in list(whys.items())[:_MOST_KINDS]]
    named = "，".join(parts) + f"，等等 {len(whys)} 种" * (len(whys) > _MOST_KINDS)
    if not report.is_balanced:
        return f"没有收进的：{named}{'，' * bool(named)}汉字也对不上，见下面。"
    again = f"（{'、'.join(report.remade)}由程序重新做）" if report.remade else ""
    if parts:
        characters = sum(item.characters for item in report.missing)
        return f"没有收进的：{named}{f'，共 {characters} 个汉字' * bool(characters)}{again}。"
    return f"没有收进的：没有，原稿的 {report.characters} 个汉字都在{again}。"


def render_screen(report: Report, folder: str) -> str:
    """The report as a screen holds it: three lines, the articles where there are several, the first doubts,
    the first things that are not there; the rest stands in the whole report."""
    lines = [*say_first(report, folder)]
    if len(report.names) > 1:
        lines += ["", *(f"　{name}　{title}" for name, title in report.names)]
    lines += report.fields
    if report.doubts:
        lines += ["", "要看的，要紧的在前："]
        lines += [f"　{number}. {item}" for number, item in enumerate(_list_first(report), 1)]
        if more := max(0, len(report.doubts) - _MOST_DOUBTS):
            lines.append(f"　……还有 {more} 处，写在报告里")
    if report.missing:
        lines += [""] * (not report.doubts)
        lines += ["没有收进的字，要用就自己补上：", *(f"　{item}" for item in report.missing[:_MOST_MISSING])]
        if more := max(0, len(report.missing) - _MOST_MISSING):
            lines.append(f"　……还有 {more} 样，写在报告里")
    return "\n".join(lines)


def _list_first(report: Report) -> list[str]:
    return list(list_doubts(report))[:_MOST_DOUBTS]


def list_doubts(report: Report) -> Iterator[str]:
    """Each doubt on a line, with its places; what to do about it stands after the last of its kind."""
    for doubt, following in zip_longest(report.doubts, report.doubts[1:]):
        problem = doubt.problem
        place = "" if problem.path == report.source else f"{problem.path}："
        name = "草稿" if len(report.names) == 1 else f"{doubt.name} "
        where = f"{name}第{doubt.line}行{'之后' * doubt.behind}" if doubt.line else ""
        item = f"{place * bool(problem.path)}{_add_place(problem.message, where)} [{problem.code}]"
        kind = (problem.code, problem.hint)
        last = following is None or (following.problem.code, following.problem.hint) != kind
        yield f"{item}。{problem.hint}" if last else item


def _add_place(message: str, where: str) -> str:
    """A message with the place in the draft behind the one in the source, in the same brackets."""
    if where and _PLACE.search(message):
        return f"{message[:-1]}，{where}）"
    return f"{message}（{where}）" if where else message
