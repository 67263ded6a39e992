"""Dates and times: what no calendar or clock has, weekdays that disagree, ranges in the wrong order."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date

from bulletin.check.passages import Passage
from bulletin.check.rule import Checked, Finding
from bulletin.hanzi import parse_number

_DATE = re.compile(r"(?:(?P<year>(?:19|20)\d\d)年)?(?<!\d)(?P<month>\d{1,2})月(?P<day>\d{1,3})(?P<end>日|号)")
# Without its year, 18月 may be how long something takes.
_MONTH = re.compile(r"(?<=\d年)(?P<month>\d{1,2})月")
# 二〇二四年九月三十日: the year digit by digit, month and day as numbers.
_WRITTEN = re.compile(
    r"(?:(?P<year>[一二][〇○零一二三四五六七八九]{3})年|(?<![零〇一二三四五六七八九十几数多个年]))"
    r"(?P<month>[一二三四五六七八九十]{1,2})月(?P<day>[一二三四五六七八九十]{1,4})(?:日|号)"
)
_WEEKDAY = re.compile(
    r"(?:((?:19|20)\d\d)年)?(?<!\d)(\d{1,2})月(\d{1,2})日\s*[（(，,]?\s*(?:星期|周|礼拜)([一二三四五六日天])"
    r"(?=[）)，,。、；\s]|上午|下午|晚上|$)"  # 周一鸣 is a name
)
_DOTTED = re.compile(r"(?<![\d.-])((?:19|20)\d\d)[-.](\d{1,2})[-.](\d{1,2})(?![\d.-])")
_DAYS = re.compile(r"(?<!\d)(?P<month>\d{1,2})月(?P<first>\d{1,2})日?[—～~–－-](?P<last>\d{1,2})日")
_DAY = r"(?:(?P<y{0}>(?:19|20)\d\d)年)?(?<!\d)(?P<m{0}>\d{{1,2}})月(?P<d{0}>\d{{1,2}})日"
_TWO_DAYS = re.compile(rf"{_DAY.format(1)}(?:至|到|[—～~–－-]){_DAY.format(2)}")
# 16日（星期四）, with its month ahead.
_LATER_DAY = re.compile(
    r"(?<![\d月])(?P<day>\d{1,2})日\s*[（(](?:星期|周)(?P<weekday>[一二三四五六日天])[）)]"
)
_SPAN_OF_DAYS = re.compile(
    r"(?:(?P<year>(?:19|20)\d\d)年)?(?<!\d)(?P<month>\d{1,2})月(?P<first>\d{1,2})日?(?:[（(][^）)]*[）)])?"
    r"[至到—～-](?:(?P<month2>\d{1,2})月)?(?P<last>\d{1,2})日(?:[（(][^）)]*[）)])?[^。；\d]{0,16}?"
    r"(?:为期|历时|共计|共)(?P<days>\d{1,3})天"
)
_HALF = "上午|下午|凌晨|早上|晚上|中午"
_CLOCK = re.compile(
    rf"(?P<half>{_HALF})?(?<![\d.])(?P<hour>\d{{1,2}})"
    r"(?:(?P<colon>[:：])(?P<m1>\d{2})(?![\d:：%％.])|[时点](?P<m2>\d{1,2})分)"
)
# 9月30日9:00, 星期一）9:00: what stands ahead of a time, where 3:10 by itself may be a ratio.
_DATED = re.compile(rf"(?:[日号天]|[）)]|{_HALF}|(?:时间|定于|截至|开始)[：:为]?)\s*$")
_LATE = re.compile(r"(上午|凌晨|早上)(\d{1,2})[时点](?!\d)")
_TO = r"\s*[—～~–－\-至到]+\s*"
_HOURS = re.compile(
    rf"(?P<half>{_HALF})?(?<![\d.:：])(\d{{1,2}})[:：](\d{{2}}){_TO}(?P<half2>{_HALF}|次日|翌日|第二天)?"
    r"(\d{1,2})[:：](\d{2})(?![\d:：%％.])"
)
_FIGURES = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_QUARTERS = {"一": (1, 3), "二": (4, 6), "三": (7, 9), "四": (10, 12)}
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
    for match in _WRITTEN.finditer(passage.text):
        month, day = parse_number(match["month"]) or 0, parse_number(match["day"]) or 0
        year = int(match["year"].translate(_FIGURES)) if match["year"] else 2024
        if not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(year, month)[1]:
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
        right = _name_weekday(int(match[1]), match) if match[1] else ""
        if right and match[4].replace("天", "日") != right:
            yield Finding(match.start(4), match.end(4), f"这一天是星期{right}", "核对日期和星期")


def check_weekdays_of_the_year(checked: Checked) -> Iterator[tuple[Passage, Finding]]:
    """A weekday that the date is in no year it may belong to: the issue's, its neighbours at the turn of
    the year, or one named in the title, in the same passage or the one before."""
    own = checked.issue.id.year
    for passages in checked.list_articles():
        for number, passage in enumerate(passages):
            near = "".join(p.text for p in (passages[0], *passages[max(0, number - 1) : number + 1]))
            named = {int(year) for year in re.findall(r"(?:19|20)\d\d(?=年)", near)}
            # An issue at the turn of the year looks ahead, and any may.
            ahead = {own + 1} if checked.issue.id.number >= 11 or re.search("[明次]年", near) else set()
            for match in _WEEKDAY.finditer(passage.text):
                turn = {own - 1} if int(match[2]) >= 11 else {own + 1} if int(match[2]) <= 2 else set()
                rights = [_name_weekday(year, match) for year in (own, *sorted(named | turn | ahead))]
                if not match[1] and rights[0] and match[4].replace("天", "日") not in rights:
                    message = f"{own}年的这一天是星期{rights[0]}"
                    yield passage, Finding(match.start(4), match.end(4), message, "核对日期和星期")


def check_weekdays_of_the_month(checked: Checked) -> Iterator[tuple[Passage, Finding]]:
    """A weekday of a day whose month and year stand ahead of it: 1月14日（星期二）至16日（星期四）."""
    for passage in checked.passages:
        for match in _LATER_DAY.finditer(passage.text):
            ahead = list(_DATE.finditer(passage.text, 0, match.start()))
            if not ahead:
                continue
            year = next((int(d["year"]) for d in reversed(ahead) if d["year"]), checked.issue.id.year)
            month = int(ahead[-1]["month"])
            rights = []
            for candidate in (year, year + 1):
                with suppress(ValueError):  # check_dates says so
                    rights.append(_WEEKDAYS[date(candidate, month, int(match["day"])).weekday()])
            if rights and match["weekday"].replace("天", "日") not in rights:
                message = f"{month}月{match['day']}日是星期{rights[0]}"
                yield passage, Finding(*match.span("weekday"), message, "核对日期和星期")


def check_spans_of_days(passage: Passage) -> Iterator[Finding]:
    """How many days a span takes, beside its first and last day."""
    for match in _SPAN_OF_DAYS.finditer(passage.text):
        month, last_month = int(match["month"]), int(match["month2"] or match["month"])
        try:
            first = date(int(match["year"] or 2023), month, int(match["first"]))
            last = date(first.year + (last_month < month), last_month, int(match["last"]))
        except ValueError:
            continue  # check_dates says so
        days = (last - first).days + 1
        leap = not match["year"] and month <= 2 < last_month
        if days > 0 and int(match["days"]) not in {days, days - 1, days + leap}:
            yield Finding(*match.span("days"), f"这一段日子是{days}天", "核对起止日期和天数")


def _name_weekday(year: int, match: re.Match[str]) -> str:
    """The weekday of the month and day of `match`; empty where there is no such day: check_dates says so."""
    try:
        return _WEEKDAYS[date(year, int(match[2]), int(match[3])).weekday()]
    except ValueError:
        return ""


def check_half_years(passage: Passage) -> Iterator[Finding]:
    """上半年 or a quarter beside months that it does not have."""
    for match in re.finditer(
        rf"(?P<span>[上下]半年|[一二三四]季度)[（(](\d{{1,2}})月?{_RANGE}(\d{{1,2}})月[）)]", passage.text
    ):
        name = match["span"]
        first, last = {"上": (1, 6), "下": (7, 12)}.get(name[0]) or _QUARTERS[name[0]]
        if (int(match[2]), int(match[3])) != (first, last):
            yield Finding(*match.span(), f"{name}是{first}—{last}月", "核对月份")


def check_times(passage: Passage) -> Iterator[Finding]:
    """Hours and minutes that no clock shows."""
    ranges = [match.span() for match in _HOURS.finditer(passage.text)]
    for match in _CLOCK.finditer(passage.text):
        hour, minute = int(match["hour"]), int(match["m1"] or match["m2"])
        in_range = any(start <= match.start() < end for start, end in ranges)
        dated = _DATED.search(passage.text, 0, match.start())
        if not (match["half"] or match["m2"] or in_range or dated):
            continue  # 3:10 may be a ratio
        wrong = (
            hour * 60 + minute > 24 * 60
            or minute > 59
            or (match["half"] in {"上午", "凌晨", "早上"} and hour > 12)
        )
        if wrong and not passage.is_address(match.start()):
            yield Finding(*match.span(), f"没有“{match[0]}”这个时间", "核对时间")
    for match in _LATE.finditer(passage.text):
        if int(match[2]) > 12:
            yield Finding(*match.span(), f"没有“{match[0]}”这个时间", "核对时间")


def check_reversed_ranges(passage: Passage) -> Iterator[Finding]:
    """A range of years, months or hours that ends before it begins."""
    year = r"(?:19|20)\d\d"
    for match in re.finditer(
        rf"(?<![\d./A-Z ])({year})(?:年?{_RANGE}|年[至到])({year})年(?!版)", passage.text
    ):
        if int(match[1]) >= int(match[2]):
            yield Finding(*match.span(), f"“{match[0]}”前后颠倒", "核对起止年份")
    for match in re.finditer(rf"(?<![\d.])(\d{{1,2}})(?:月?{_RANGE}|月[至到])(\d{{1,2}})月", passage.text):
        first, last = int(match[1]), int(match[2])
        winter = first >= 10 and last <= 5 and passage.text[: match.start()][-2:] != "今年"
        if first >= last and not winter:
            yield Finding(*match.span(), f"“{match[0]}”前后颠倒", "核对起止月份；跨年的写出“次年”")
    for match in _HOURS.finditer(passage.text):
        first, last = int(match[2]) * 60 + int(match[3]), int(match[5]) * 60 + int(match[6])
        if match["half2"] or not first >= last:
            continue
        afternoon = match["half"] == "下午" and 12 * 60 <= first < 17 * 60 and last < 12 * 60
        if not afternoon and (match["half"] in {"下午", "晚上"} or not 18 * 60 > first >= last >= 7 * 60):
            continue  # a night
        yield Finding(*match.span(), f"“{match[0]}”前后颠倒", "核对起止时间；到第二天的写出“次日”")


def check_reversed_days(passage: Passage) -> Iterator[Finding]:
    """Days in the wrong order, of one month or of two."""
    for match in _TWO_DAYS.finditer(passage.text):
        first = int(match["y1"] or 0), int(match["m1"]), int(match["d1"])
        last = int(match["y2"] or match["y1"] or 0), int(match["m2"]), int(match["d2"])
        if first >= last and not (first[1] >= 10 and last[1] <= 4 and not match["y2"]):  # a winter
            yield Finding(*match.span(), f"“{match[0]}”前后颠倒", "核对起止日期；跨年的写出“次年”")
    for match in _DAYS.finditer(passage.text):
        if int(match["first"]) >= int(match["last"]):
            yield Finding(*match.span(), f"“{match[0]}”前后颠倒", "核对起止日期；跨月的写出后一个月")
