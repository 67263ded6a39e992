"""Figures of one sentence that contradict each other, and dates and decades that are not written whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from bulletin.check.passages import Passage
from bulletin.check.rule import Finding

_NUMBER = r"\d+(?:\.\d+)?"
_UNIT = "(?:[万亿]?(?:元|美元|家|个|名|人|户|项|件|处|吨|台|套|场|起|亩|座|辆|公里|次|所|张|份))"


# 1月9至10日; 2024年3月5至8日
_DIGIT = re.compile("[0-9]")
_DAYS = re.compile(
    r"(?<!\d)(?:1[0-2]|0?[1-9])月(?:[12]\d|3[01]|0?[1-9])(?P<to>[至到])(?=(?:[12]\d|3[01]|0?[1-9])日)"
)
_NO_DAY = re.compile(
    r"(?<!\d)(?<![-—～~至到、])(?:1[0-2]|[1-9])月(?:[12]\d|3[01]|[1-9])(?=(?:召开|举行|举办|印发|发布|上午|下午|晚上|凌晨|前完成|在[\u4e00-\u9fff]{2,4}(?:召开|举行)))"
)
_SHORT_YEAR = re.compile(
    r"(?<![\d.近约满第到至—、])(?<!\d )(?:1\d|2\d)(?=年(?:1[0-2]|[1-9])月(?!以[上下内]|期))"
)
_RANGE_DASH = re.compile(
    r"(?<=[0-9月日年%％℃])(?:——|--|~~|～～|——)(?=[0-9]{1,4}(?:\.[0-9]+)?(?:[年月日号时分%％℃岁个元人家项万亿米吨倍]|公里|[:：][0-9]))"
)
_BACK = re.compile(
    r"(?<![0-9])(?P<month>1[0-2]|[1-9])月(?P<day>[1-3]?[0-9])日(?:至|到|—|－|-|～)(?P<day2>[1-3]?[0-9])日"
)
_POINT_AHEAD = re.compile(r"^[0-9]{1,2}(?P<point>．)(?=[0-9]+[%％])")
_DECADE = re.compile("(?:[上本]个?|[一二]十)世纪([二三四五六七八九])十年代")
_TENS = dict(zip("二三四五六七八九", range(20, 100, 10), strict=True))
_ABOUT = re.compile(
    r"(?<![\d.、])([1-9])、([1-9])(?=[十百千万]|[个名家位]人?(?:一组|左右))"
    r"|(?<![\d.])\d[百千][多余](?=[名人家个元户件亩])"
)


def check_written_dates(passage: Passage) -> Iterator[Finding]:
    """A day without 日, a year of two digits, an approximate number in mixed digits (GB/T 15835 5.1)."""
    text = passage.text
    if not _DIGIT.search(text):
        return
    for match in _DAYS.finditer(text):
        yield Finding(*match.span(), f"“{match[0][:-1]}”少了“日”", f"写成“{match[0][:-1]}日{match['to']}”")
    for match in _NO_DAY.finditer(text):
        yield Finding(*match.span(), f"“{match[0]}”少了“日”", f"写成“{match[0]}日”")
    for match in _SHORT_YEAR.finditer(text):
        yield Finding(match.start(), match.end() + 1, f"年份“{match[0]}年”写成了两位", "年份写全四位")
    for match in _RANGE_DASH.finditer(text):
        yield Finding(*match.span(), f"表示范围用了“{match[0]}”", "时间、数量的起止用“—”或“～”", "—")
    if point := _POINT_AHEAD.match(text):
        yield Finding(*point.span("point"), "数字里用了全角的点", "小数点用半角", ".")
    for match in _ABOUT.finditer(text):
        hint = "概数用汉字（五六百），或写成“500多”"
        if not match[1] or int(match[2]) == int(match[1]) + 1:
            yield Finding(*match.span(), f"“{match[0]}”的写法不对", hint)


def check_decades(passage: Passage) -> Iterator[Finding]:
    """A decade in Chinese digits (GB/T 15835 5.1)."""
    for match in _DECADE.finditer(passage.text):
        yield Finding(
            *match.span(),
            f"“{match[0]}”没有写明世纪，年代没有用阿拉伯数字",
            f"写成“20世纪{_TENS[match[1]]}年代”",
        )


_PART_OF = re.compile(
    rf"(?<![\d.%])(?P<whole>{_NUMBER})(?P<unit>{_UNIT})(?!百分点)(?:[\u4e00-\u9fff]{{0,6}})[，,（(]其中[^，。；：、\d]{{0,14}}?(?P<part>{_NUMBER})(?P=unit)(?!百分点)"
)
_LATER_PART = re.compile(
    rf"(?<![\d.%])(?P<whole>{_NUMBER})(?P<unit>人|名|家|户)(?:[\u4e00-\u9fff]{{0,4}})，(?:其中)?(?P<part>{_NUMBER})(?P=unit)[\u4e00-\u9fff]{{0,4}}"
    "(?:全部|均|都)?(?:取得|获得|合格|通过|脱贫|获证|结业|拿到|考取|领取)"
)


def check_part_and_whole(passage: Passage) -> Iterator[Finding]:
    """A part that is larger than its whole: 签约30个，其中超亿元42个."""
    if not _DIGIT.search(passage.text):
        return
    for pattern in (_PART_OF, _LATER_PART):
        for match in pattern.finditer(passage.text):
            if Decimal(match["part"]) > Decimal(match["whole"]) and not _CHANGE_AHEAD.search(
                passage.text, max(0, match.start() - 12), match.start()
            ):
                said = f"{match['part']}{match['unit']}"
                message = f"部分（{said}）比总数（{match['whole']}{match['unit']}）多"
                yield Finding(match.start("part"), match.end("part"), message, "核对这两个数")


_CHANGE_AHEAD = re.compile("(?:增加|新增|净增|减少|增长|多|少)了?$")


def _compile_years(first: str, second: str) -> re.Pattern[str]:
    """From both years' values to the growth that is said of them."""
    return re.compile(
        rf"{first}[^，。；\d]{{0,12}}?(?P<a>{_NUMBER})(?P<unit>[万亿]?(?:元|吨|家|项|件|人|个|户|台|亩))，"
        rf"{second}[^，。；\d]{{0,12}}?(?P<b>{_NUMBER})(?P=unit)，(?:同比)?(?P<way>增长|增幅|下降|增速|提高)(?:达|为|了)?(?P<said>{_NUMBER})[%％]"
    )


_OLD_NEW = _compile_years("(?:去年|上年|20[12]\\d年)", "(?:今年|本年|20[12]\\d年)")
_NEW_OLD = _compile_years("今年", "(?:去年|上年)")
_OF_PLAN = re.compile(
    rf"(?P<part>{_NUMBER})(?P<unit>[万亿]?(?:元|吨|家|项|件|人|个|户))，占(?:全?年?度?|总|年初)?(?:计划|任务|目标|总投资|总额|总数|预算)的?(?P<whole>{_NUMBER})(?P=unit)的(?P<said>{_NUMBER})[%％]"
)
_MORE_THAN = re.compile(
    rf"今年[^，。；\d]{{0,12}}?(?P<now>{_NUMBER})(?P<unit>[万亿]?(?:元|吨|家|项|件|人|个|户))，比(?:去年|上年)(?P<way>多|少|增加|减少)(?P<by>{_NUMBER})(?P=unit)，(?:去年|上年)[^，。；\d]{{0,8}}?(?P<before>{_NUMBER})(?P=unit)"
)
_ADDED = re.compile(
    rf"(?P<parts>[\u4e00-\u9fff]{{1,6}}{_NUMBER}(?P<unit>名|个|家|项|人|件|篇|台|户)(?:、[\u4e00-\u9fff]{{1,6}}{_NUMBER}(?P=unit))+)，(?:总共|一?共)(?!计)(?P<total>{_NUMBER})(?P=unit)"
)
_TOLERANCE = Decimal("0.6")


def check_years(passage: Passage) -> Iterator[Finding]:
    """Growth that does not fit the two values beside it, a share of a plan, a difference, a sum ahead of its
    total."""
    text = passage.text
    if "%" not in text and "％" not in text and "共" not in text and "计" not in text and "比" not in text:
        return
    for pattern, is_new_first in ((_OLD_NEW, False), (_NEW_OLD, True)):
        for match in pattern.finditer(text):
            years = [int(year) for year in re.findall(r"20\d\d(?=年)", match[0])]
            if len(years) == 2 and years[1] - years[0] != 1:
                continue
            old, new = Decimal(match["a"]), Decimal(match["b"])
            if is_new_first:
                old, new = new, old
            if not old:
                continue
            real = (new - old) / old * 100 * (-1 if match["way"] == "下降" else 1)
            if abs(real - Decimal(match["said"])) > max(_TOLERANCE, abs(real) / 50):
                message = f"按这两个数算是{real:.1f}%，不是{match['said']}%"
                yield Finding(*match.span("said"), message, "核对这三个数")
    for match in _OF_PLAN.finditer(text):
        part, whole, said = (Decimal(match[name]) for name in ("part", "whole", "said"))
        if whole and abs(part / whole * 100 - said) > max(_TOLERANCE, said / 50):
            message = f"{match['part']}占{match['whole']}的{part / whole * 100:.1f}%，不是{match['said']}%"
            yield Finding(*match.span("said"), message, "核对这三个数")
    for match in _MORE_THAN.finditer(text):
        now, by, before = (Decimal(match[name]) for name in ("now", "by", "before"))
        real = now - by if match["way"] in {"多", "增加"} else now + by
        if real != before:
            yield Finding(*match.span("before"), f"按前面的数算是{real}，不是{before}", "核对这三个数")
    for match in _ADDED.finditer(text):
        parts = [Decimal(n) for n in re.findall(_NUMBER, match["parts"])]
        if sum(parts) != Decimal(match["total"]):
            message = f"前面各项加起来是{sum(parts)}，不是{match['total']}"
            yield Finding(*match.span("total"), message, "核对各项和总数")


_BUILT = re.compile(
    r"(?P<year>20\d\d)年(?P<month>1[0-2]|[1-9])月(?:\d{1,2}日)?[^。；\d]{0,6}(?:开工|启动|动工|开建|开始建设)[^。；\d]{0,8}，[^。；\d]{0,6}"
    r"(?P<year2>20\d\d)年(?P<month2>1[0-2]|[1-9])月(?:\d{1,2}日)?[^。；\d]{0,6}(?:完工|竣工|建成|投产|投用|通车|验收|结束)"
)


def check_begun_and_done(passage: Passage) -> Iterator[Finding]:
    """Done before it was begun, an end of days ahead of their beginning: 9月20日至15日."""
    for match in _BACK.finditer(passage.text):
        if int(match["day2"]) < int(match["day"]):
            yield Finding(*match.span(), f"“{match[0]}”前后颠倒", "核对日期")
    for match in _BUILT.finditer(passage.text):
        begun = int(match["year"]), int(match["month"])
        done = int(match["year2"]), int(match["month2"])
        if done < begun:
            yield Finding(match.start("year2"), match.end("month2") + 1, "完工比开工还早", "核对这两个日期")
