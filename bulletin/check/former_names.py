"""Text → organs that go by a name they had up to a year, where nothing says that it speaks of that time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from bulletin.check.names import load_names
from bulletin.check.passages import Passage
from bulletin.check.rule import Checked, Finding
from bulletin.errors import Severity

_YEAR = re.compile(r"(?:19|20)\d\d(?=\s?[年〕］\])）./—\-])")
_PLANS = {"十五": 2001, "十一五": 2006, "十二五": 2011, "十三五": 2016, "十四五": 2021, "十五五": 2026}
_PLAN = re.compile("(?<=“)十[一二三四五]?五(?=”)")
_ARTICLE = re.compile(r"第[一二三四五六七八九十百]{1,5}条[\s\u3000]")
# What speaks of an organ as it was: 原环境保护部, 时任…, 由…更名为….
_BEFORE = re.compile(
    r"(?:原|前|原来的|时任|曾任|历任|先后任|旧称|前身[是为]?)"
    r"(?:(?:中国|全国|国家|自治区|内蒙古|省|市|县|区|旗|盟|州)|[\u4e00-\u9fff]{1,6}?[省市县区旗盟州])?[“（(]?$"
)
_REFORM = re.compile(
    "组建|撤销|不再保留|更名|改名|改称|改为|前身|划入|划转|整合|合并|并入|职责|机构改革|挂牌|重组|旧址|"
    "曾任|历任|时任|原任|现为|当时|年代|史|入职|调入|参加工作|任职|[（(]现|[（(]原|[（(]今"
)
_FURTHEST = 40  # characters ahead of a name in which a word of reform stands


@cache
def _load_former() -> tuple[re.Pattern[str], dict[str, tuple[str, int]]]:
    """A pattern of the former names, the longest first, and what each has been called since when.

    Names of today and names that are longer are matched, too, to be passed over whole.
    """
    now = {f: (name.right, year) for name in load_names() for f, year in name.former}
    plain = {name for entry in load_names() for name in (entry.right, *entry.also)}
    holding = {name for name in plain if any(former in name for former in now)}
    forms = sorted(now.keys() | holding, key=lambda form: (-len(form), form))
    return re.compile(rf"(?:{'|'.join(map(re.escape, forms))})(?![门署队])"), now


def check_former_names(checked: Checked) -> Iterator[tuple[Passage, Finding]]:
    """A name that an organ had before a year, used of a time behind it, once an article."""
    pattern, now = _load_former()
    settled = checked.settled.union(checked.names)
    for passages in checked.list_articles():
        found = [
            (p, m) for p in passages if p.role != "Field" for m in pattern.finditer(p.text) if m[0] in now
        ]
        if not found:
            continue
        if any(_ARTICLE.match(passage.text) for passage in passages):
            continue  # what a law says, it says
        years = [year for passage in passages for year in _list_years(passage.text)]
        told: set[str] = set()
        for passage, match in found:
            right, since = now[match[0]]
            if match[0] in told or match[0] in settled or passage.is_address(match.start()):
                continue
            if not _is_of_its_time(passage.text, match, since, years or [checked.issue.id.year]):
                told.add(match[0])
                hint = f"{since}年起是“{right}”；写的是{since}年以前的事，写“原{match[0]}”"
                severity = None if years else Severity.INFO
                yield passage, Finding(*match.span(), f"“{match[0]}”是旧称", hint, severity=severity)


def _is_of_its_time(text: str, match: re.Match[str], since: int, years: list[int]) -> bool:
    """Whether a former name stands where it may: in a document's title, behind 原, beside an old year."""
    before, behind = text[: match.start()], text[match.end() :]
    if before.rfind("《") > before.rfind("》") or _BEFORE.search(before[-16:]):
        return True
    if _REFORM.search(before[-_FURTHEST:]) or _REFORM.search(behind[:_FURTHEST]):
        return True
    if own := _list_years(text):
        return min(own) <= since
    return 2 * sum(year <= since for year in years) >= len(years)


def _list_years(text: str) -> list[int]:
    """The years that a text names, and those in which the plans that it names began."""
    plans = [_PLANS[plan] for plan in _PLAN.findall(text)]
    return [int(year) for year in _YEAR.findall(text)] + plans
