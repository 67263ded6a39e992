"""Numbers and dates: what cannot be, what does not add up, how ranges and units are written."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from bulletin.check.passages import Passage
from bulletin.check.rule import Checked, Finding

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
_NUMBER = r"\d+(?:\.\d+)?"


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


def check_percent_range(passage: Passage) -> Iterator[Finding]:
    """A range whose first number lacks its % or 万 (GB/T 15835 §5.1.3: 15%～30%, 13万元～17万元)."""
    pattern = rf"(?<![\d.%％—～~-])({_NUMBER})({_RANGE})({_NUMBER})([%％]|[万亿](?=[\u4e00-\u9fff]))"
    for match in re.finditer(pattern, passage.text):
        right = f"{match[1]}{match[4]}{match[2]}{match[3]}{match[4]}"
        sign = "百分号" if match[4] in "%％" else f"“{match[4]}”"
        yield Finding(match.start(), match.end(), f"“{match[0]}”前一个数少了{sign}", f"写成“{right}”")


def check_shares(passage: Passage) -> Iterator[Finding]:
    """A share of more than the whole."""
    # 占计划的105% and 占GDP的232% are no shares of a whole.
    whole = r"(?:全[市省区国县旗]|全行业|总[数量额体])"
    pattern = (
        rf"(?:占{whole}[^，。；、\d]{{0,8}}|(?:占比|合格率|优良率)[^，。；\d增扩提]{{0,6}})({_NUMBER})[%％]"
    )
    for match in re.finditer(pattern, passage.text):
        if Decimal(match[1]) > 100:
            yield Finding(match.start(1), match.end(), f"占比“{match[1]}%”超过了100%", "核对数字")


def check_growth(passage: Passage) -> Iterator[Finding]:
    """同比 or 环比 with a number and no word for which way; a fall by less than nothing."""
    for match in re.finditer(rf"[同环]比(?:约|近|超)?(?=[+＋-]?{_NUMBER}[%％](?!的))", passage.text):
        hint = "写成“同比增长”或“同比下降”"
        yield Finding(*match.span(), f"“{match[0]}”后面没有说增长还是下降", hint.replace("同", match[0][0]))
    for match in re.finditer(rf"(?:下降|减少|降低|回落)了?[-－−]{_NUMBER}[%％]", passage.text):
        yield Finding(*match.span(), f"“{match[0]}”重复了负号", "“下降”后面写正数")


def check_mixed_digits(passage: Passage) -> Iterator[Finding]:
    """Arabic digits with 十, 百 or 千 (GB/T 15835 §4.3: 4000 or 四千, not 4千)."""
    counted = "家个名人项元台套件头只座次户亩平"
    for match in re.finditer(rf"(?<!\d)\d{{1,3}}(?:\.\d+)?[十百千](?=[{counted}])", passage.text):
        yield Finding(*match.span(), f"“{match[0]}”混用了两种数字", "全用阿拉伯数字，或全用汉字")


_CHANGE = re.compile(
    rf"(?:由|从)(?:[^，。；\d]|(?:19|20)\d\d年){{0,14}}?的?({_NUMBER})(?P<unit>[\u4e00-\u9fff]{{1,3}}?)"
    rf"(?:(?:增加|增长|提高|提升|上升|扩大)(?:到|至)|增至)(?:[^，。；\d]|(?:19|20)\d\d年){{0,10}}?({_NUMBER})(?P=unit)"
    rf"[，、]?(?:累计|同比)?(?:增长|增幅|提高)(?:达到?|为|了)?({_NUMBER})[%％]"  # 年均 is another matter
)


def check_change(passage: Passage) -> Iterator[Finding]:
    """From so much to so much, and the growth that is said of it."""
    for match in _CHANGE.finditer(passage.text):
        start, end, said = Decimal(match[1]), Decimal(match[3]), Decimal(match[4])
        if not start:
            continue
        real = (end - start) / start * 100
        if abs(real - said) > max(Decimal("0.6"), abs(real) / 50):
            message = f"从{match[1]}到{match[3]}是增长{real:.1f}%，不是{match[4]}%"
            yield Finding(match.start(4), match.end(), message, "核对这三个数")


# A whole and its parts: 企业100家，其中甲60家、乙40家; the parts and their sum: 甲60家、乙40家，合计100家.
_WHOLE = re.compile(
    rf"({_NUMBER})(?P<unit>[万亿]?[\u4e00-\u9fff])[^，。；\d]{{0,12}}[，：（]其中[：，]?(?P<parts>[^。；）]+)"
)
_SUM = re.compile(
    rf"(?P<parts>(?:[^，。；、\d]*{_NUMBER}(?P<unit>[万亿]?[\u4e00-\u9fff])[^，。；、\d]*[、，和]){{2,}})"
    rf"(?:合计|共计|总计)[^，。；\d]{{0,6}}({_NUMBER})(?P=unit)"
)


def check_sums(passage: Passage) -> Iterator[Finding]:
    """Parts that come to more than their whole, and parts whose sum is said to be another."""
    for match, parts, whole in _find_sums(passage.text):
        total = sum(parts, Decimal(0))
        if total > whole or (match.re is _SUM and total != whole):
            unit = match["unit"]
            message = f"各项加起来是{total}{unit}，总数写的是{whole}{unit}"
            yield _point_at_whole(match, message, parts)


def check_partial_sums(passage: Passage) -> Iterator[Finding]:
    """Parts that come to a little less than their whole: one is missing, or a number is wrong."""
    for match, parts, whole in _find_sums(passage.text):
        total = sum(parts, Decimal(0))
        if match.re is _WHOLE and whole / 2 <= total < whole:
            unit = match["unit"]
            message = f"各项加起来是{total}{unit}，比总数{whole}{unit}少"
            yield _point_at_whole(match, message, parts)


def _find_sums(text: str) -> Iterator[tuple[re.Match[str], list[Decimal], Decimal]]:
    for pattern, group in ((_WHOLE, 1), (_SUM, 3)):
        for match in pattern.finditer(text):
            numbers = re.findall(rf"(?<![\d.])({_NUMBER}){re.escape(match['unit'])}", match["parts"])
            dated = match["unit"][-1] in "年月日号时"
            if len(numbers) < 2 or dated or re.search(r"[%％增比每]|奖励|各\d", match["parts"]):
                continue
            parts, whole = list(map(Decimal, numbers)), Decimal(match[group])
            # What follows the parts, or stands ahead of them, may be counted in the same unit.
            ends = range(2, len(parts) + 1)
            if any(sum(parts[:end]) == whole or sum(parts[-end:]) == whole for end in ends):
                continue
            yield match, parts, whole


def _point_at_whole(match: re.Match[str], message: str, parts: list[Decimal]) -> Finding:
    start, end = match.span(1 if match.re is _WHOLE else 3)
    hint = f"{'＋'.join(map(str, parts))}＝{sum(parts, Decimal(0))}；没有列全的话可以不管"
    return Finding(start, end, message, hint if match.re is _WHOLE else hint.partition("；")[0])


def check_share_sums(passage: Passage) -> Iterator[Finding]:
    """Shares of one whole, told one after the other, that come to a little more or less than 100 %."""
    pattern = rf"(?:分别占|占比分别为|比重分别为|各占)((?:[^。；\d]*{_NUMBER}[%％][、，和及]?){{3,}})"
    for match in re.finditer(pattern, passage.text):
        shares = re.findall(rf"({_NUMBER})[%％]", match[1])
        total = sum(map(Decimal, shares), Decimal(0))
        off = abs(total - 100)
        if Decimal("0.5") < off <= 5:  # shares of different wholes may come to anything
            message = f"各项占比加起来是{total}%"
            yield Finding(match.start(1), match.end(1), message, f"{'＋'.join(shares)}＝{total}，核对数字")


_TOTALS = {"合计", "总计", "共计", "全市合计", "全区合计", "全省合计"}


def check_table_sums(checked: Checked) -> Iterator[tuple[Passage, Finding]]:
    """The row of totals of a table, column by column."""
    for table in _list_tables(checked):
        totals = [i for i, row in enumerate(table) if row and row[0].text in _TOTALS]
        whole = len({len(row) for row in table}) == 1  # an empty cell would put the others out of column
        if (
            len(totals) != 1
            or not whole
            or any(re.search("其中|小计|率|比", row[0].text) for row in table[1:])
        ):
            continue
        others = [row for i, row in enumerate(table[1:], 1) if i != totals[0]]
        for column, cell in enumerate(table[totals[0]]):
            if re.search("[%％率比均增分]", table[0][column].text):
                continue
            values = [_read_number(row[column].text) if column < len(row) else None for row in others]
            said = _read_number(cell.text)
            if said is None or len(values) < 2 or None in values:
                continue
            real = sum(value for value in values if value is not None)
            places = max(-int(value.as_tuple().exponent) for value in values if value is not None)
            if abs(real - said) > (len(values) * Decimal(10) ** -places / 2 if places else 0):
                message, hint = f"这一栏加起来是{real}，合计写的是{cell.text}", "核对这一栏的数"
                yield cell, Finding(0, len(cell.text), message, hint)


def _read_number(text: str) -> Decimal | None:
    plain = text.replace(",", "").strip()
    return Decimal(plain) if re.fullmatch(_NUMBER, plain) else None


def _list_tables(checked: Checked) -> Iterator[list[list[Passage]]]:
    """The tables without an empty cell ahead of a filled one, as rows of cells."""
    rows: dict[tuple[int, int], list[Passage]] = {}
    for passage in checked.passages:
        if passage.role in {"TH", "TD"}:
            rows.setdefault((passage.article, passage.line), []).append(passage)
    table: list[list[Passage]] = []
    last = (-1, -1)
    for key, row in rows.items():
        if key != (last[0], last[1] + 1) and not (row[0].role == "TD" and key == (last[0], last[1] + 2)):
            if table:
                yield table
            table = []
        table.append(row)
        last = key
    if table:
        yield table
