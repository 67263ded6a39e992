"""Dates and times: what no calendar or clock has, weekdays that disagree, ranges in the wrong order."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date

from bulletin.check.passages import Passage
from bulletin.check.rule import Finding

_DATE = re.compile(r"(?:(?P<year>(?:19|20)\d\d)年)?(?<!\d)(?P<month>\d{1,2})月(?P<day>\d{1,3})(?P<end>日|号)")
# Without its year, 18月 may be how long something takes.
_MONTH = re.compile(r"(?<=\d年)(?P<month>\d{1,2})月")
_WEEKDAY = re.compile(
    r"((?:19|20)\d\d)年(\d{1,2})月(\d{1,2})日[（(，,]?\s*(?:星期|周|礼拜)([一二三四五六日天])"
    r"(?=[）)，,。、；\s]|上午|下午|晚上|$)"  # 周一鸣 is a name
)
_DOTTED = re.compile(r"(?<![\d.-])((?:19|20)\d\d)[-.](\d{1,2})[-.](\d{1,2})(?![\d.-])")
_DAYS = re.compile(r"(?<!\d)(?P<month>\d{1,2})月(?P<first>\d{1,2})日?[—～~–－-](?P<last>\d{1,2})日")
_TIME = re.compile(
    r"(?P<half>上午|下午|凌晨|晚上|中午)?(?<![\d.])(?P<hour>\d{1,2})"
    r"(?:[:：](?P<m1>\d{2})(?![\d:：])|[时点](?P<m2>\d{1,2})分)"
)
_WEEKDAYS = "一二三四五六日"
_RANGE = "[—～~–－-]"


def check_dates(passage: Passage) -> Iterator[Finding]:
    """Days and months that no calendar has."""
    for match in _DATE.finditer(passage.text):
        month, day = int(match["month"]), int(match["day"])
        year = int(match["year"] or 2024)  # a leap year: without a year, 29 February is a day
        if not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(year, month)[1]:
            yield Finding(*match.span(), f"没有“{match[0]}”这一天", "对照原稿核对日期")
    for match in _DOTTED.finditer(passage.text):
        year, month, day = map(int, match.groups())
        wrong = not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(year, month)[1]
        if wrong and not passage.is_address(match.start()):
            yield Finding(*match.span(), f"没有“{match[0]}”这一天", "对照原稿核对日期")
    for match in _DAYS.finditer(passage.text):
        month, last = int(match["month"]), int(match["last"])
        if 1 <= month <= 12 and last > calendar.monthrange(2024, month)[1]:
            yield Finding(*match.span(), f"{month}月没有{last}日", "对照原稿核对日期")
    for match in _MONTH.finditer(passage.text):
        dated = _DATE.match(passage.text, match.start())
        if not 1 <= int(match["month"]) <= 12 and not dated:
            yield Finding(*match.span(), f"没有“{match[0]}”", "对照原稿核对月份")


def check_weekdays(passage: Passage) -> Iterator[Finding]:
    """A weekday that the date is not."""
    for match in _WEEKDAY.finditer(passage.text):
        try:
            right = _WEEKDAYS[date(int(match[1]), int(match[2]), int(match[3])).weekday()]
        except ValueError:
            continue  # check_dates says so
        if match[4].replace("天", "日") != right:
            yield Finding(match.start(4), match.end(4), f"这一天是星期{right}", "核对日期和星期")


def check_times(passage: Passage) -> Iterator[Finding]:
    """Hours and minutes that no clock shows."""
    for match in _TIME.finditer(passage.text):
        hour, minute = int(match["hour"]), int(match["m1"] or match["m2"])
        clock = match["half"] or match["m2"]
        if not clock:
            continue  # 3:10 may be a ratio
        wrong = hour > 24 or minute > 59 or (match["half"] in {"上午", "凌晨"} and hour > 12)
        if wrong:
            yield Finding(*match.span(), f"没有“{match[0]}”这个时间", "核对时间")


def check_reversed_ranges(passage: Passage) -> Iterator[Finding]:
    """A range that ends before it begins."""
    for match in re.finditer(
        rf"(?<![\d./A-Z ])((?:19|20)\d\d)年?{_RANGE}((?:19|20)\d\d)年(?!版)", passage.text
    ):
        if int(match[1]) >= int(match[2]):
            yield Finding(*match.span(), f"“{match[0]}”前后颠倒", "核对起止年份")
    for match in re.finditer(rf"(?<![\d.年])(\d{{1,2}})月?{_RANGE}(\d{{1,2}})月", passage.text):
        if int(match[1]) >= int(match[2]):
            yield Finding(*match.span(), f"“{match[0]}”前后颠倒", "核对起止月份；跨年的写出“次年”")


def check_reversed_days(passage: Passage) -> Iterator[Finding]:
    """Days of one month in the wrong order."""
    for match in _DAYS.finditer(passage.text):
        if int(match["first"]) >= int(match["last"]):
            yield Finding(*match.span(), f"“{match[0]}”前后颠倒", "核对起止日期；跨月的写出后一个月")
