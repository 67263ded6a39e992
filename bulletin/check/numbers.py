"""Numbers: how ranges and units are written, shares and growth that cannot be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from bulletin.check.passages import Passage
from bulletin.check.rule import Finding

_RANGE = "[—～~–－-]"
_NUMBER = r"\d+(?:\.\d+)?"


_MEASURES = (
    "%|％|‰|(?:万亿|[万亿千百])?"
    "(?:元|美元|欧元|千克|公斤|斤|处|批|次|户|台|套|场|家|个|项|件|人|名|亩|吨|米|公里|千米|倍|岁|℃|度|小时|分钟|天|平方米|年|个月)"
)


def check_percent_range(passage: Passage) -> Iterator[Finding]:
    """A range whose first number lacks its % or 万 (GB/T 15835 §5.1.3: 15%～30%, 13万元～17万元)."""
    sign = rf"(?:{_RANGE}|(?P<to>[至到]))"
    pattern = (
        rf"(?<![\d.%％—～~第年-])({_NUMBER}){sign}({_NUMBER})"
        r"(?P<unit>[%％‰]|(?:万亿|[万亿])(?=[\u4e00-\u9fff])(?!人口|吨级|年前))"
    )
    for match in re.finditer(pattern, passage.text):
        unit = match["unit"]
        if match["to"] and unit[0] in "万亿":
            continue  # 3至5万元 is how it is said
        between = passage.text[match.end(1) : match.start(3)]
        name = {"‰": "千分号"}.get(unit, "百分号" if unit in "%％" else f"“{unit}”")
        right = f"{match[1]}{unit}{between}{match[3]}{unit}"
        yield Finding(match.start(), match.end(), f"“{match[0]}”前一个数少了{name}", f"写成“{right}”")


def check_reversed_numbers(passage: Passage) -> Iterator[Finding]:
    """A range of quantities that ends before it begins: 8%—5%."""
    pattern = (
        rf"(?<![\dA-Za-z./—～~−－-])(?<![A-Za-z] )(?<!零下)({_NUMBER})(?P<unit>{_MEASURES})?[—～~–－]"
        rf"({_NUMBER})(?P<unit2>{_MEASURES})"
    )
    for match in re.finditer(pattern, passage.text):
        same = match["unit"] in (None, match["unit2"])
        is_year = match["unit2"] == "年" and len(match[3]) == 4  # check_reversed_ranges looks at these
        if same and not is_year and Decimal(match[1]) >= Decimal(match[3]):
            yield Finding(*match.span(), f"“{match[0]}”前后颠倒", "从小到大写；是减少就写“由……降至……”")


def check_shares(passage: Passage) -> Iterator[Finding]:
    """A share of more than the whole."""
    # 占计划的105% and 占GDP的232% are no shares of a whole.
    whole = r"(?:全[市省区国县旗]|全行业|总[数量额体])"
    rates = "占比|(?:合格|优良|普及|参与|参演|整改|达标|满意|成活|出勤|治愈|知晓|好评)率|满意度"
    pattern = rf"(?:占{whole}[^，。；、\d]{{0,8}}|(?:{rates})[^，。；\d增扩提]{{0,6}})({_NUMBER})[%％]"
    for match in re.finditer(pattern, passage.text):
        if Decimal(match[1]) > 100:
            yield Finding(match.start(1), match.end(), f"占比“{match[1]}%”超过了100%", "核对数字")


_BASE = r"[同环]比|[较比](?:上年同期|去年同期|上年|去年|上月|上季度)"


def check_growth(passage: Passage) -> Iterator[Finding]:
    """同比 or 环比 with a number and no word for which way; a rise or a fall by less than nothing."""
    for match in re.finditer(rf"(?:{_BASE})(?:约|近|超|为|达)?(?={_NUMBER}[%％](?!的))", passage.text):
        base = match[0].rstrip("约近超为达")
        hint = f"写成“{base}增长”或“{base}下降”"
        yield Finding(*match.span(), f"“{match[0]}”后面没有说增长还是下降", hint)
    for match in re.finditer(r"(?<=[，。；])[比较](?=(?:提高|提升|增长|增加|下降|减少)\d)", passage.text):
        yield Finding(*match.span(), f"“{match[0]}”后面没有说和什么比", "写出“比上年同期”等")
    for match in re.finditer(r"比(?:19|20)\d\d年同比", passage.text):
        yield Finding(*match.span(), "“比某年”和“同比”重复", "只留一个")
    ways = "下降|减少|降低|回落|增长|增加|提高|上升|扩大"
    for match in re.finditer(rf"({ways})了?[-－−]{_NUMBER}[%％]", passage.text):
        falls = match[1] in {"下降", "减少", "降低", "回落"}
        message, hint = f"“{match[0]}”{'重复了' if falls else '带着'}负号", f"“{match[1]}”后面写正数"
        yield Finding(*match.span(), message, hint if falls else "负增长写成“下降”，后面写正数")


def check_fall_in_times(passage: Passage) -> Iterator[Finding]:
    """A fall by the whole or more: 减少2倍 leaves less than nothing."""
    for match in re.finditer(
        rf"(?:下降|减少|降低|缩小|缩短|回落)了?({_NUMBER}|[一两二三四五六七八九十]+)倍(?!行距)", passage.text
    ):
        if match[1][0] in "一两二三四五六七八九十" or Decimal(match[1]) >= 1:
            hint = "减少不用倍数：写成“减少百分之几”或“减少到几分之一”"
            yield Finding(*match.span(), f"“{match[0]}”：减少不会超过原来的全部", hint)


# 3千5百万, 32万4千, 一百2十万: a number that goes on in the other digits.
_MIXED = (
    r"\d+[千百十]\d+[百十]?万?|\d+(?:\.\d+)?[万亿]\d+[千百万]|"
    r"(?<![第几])[一二三四五六七八九][百千]\d+[十百千万]+"
)


# 1.8亿万, 8万多余, 百分之18.5, ￥2400元, 1，860次
_MISWRITTEN = (
    r"(?<![\d.])[\d.]*\d(?:亿万|[万亿]多余)|百分之\d+(?:\.\d+)?|[￥¥]\d[\d.,]*[万亿]?元"
    r"|(?<![\d，、第])\d{1,3}，\d{3}(?=[次家个人元名项件份吨])"
)


# 918项，比上年增加132项，增长41.4%; 728家，比上年的615家净增113家，增长18.4%
_INCREASE = re.compile(
    rf"({_NUMBER})(?P<unit>[万亿]?[\u4e00-\u9fff])，[比较](?:上年|去年|上年同期|去年同期|20\d\d年)(?:的({_NUMBER})(?P=unit))?"
    rf"(?:净)?(?P<way>[增减])加?少?({_NUMBER})(?P=unit)，(?:同比)?(?:增长|增幅|下降|降幅)(?:达)?({_NUMBER})[%％]"
)
# 9120件，其中发明专利3874件，占52.5%
_PART = re.compile(
    rf"({_NUMBER})(?P<unit>[万亿]?[\u4e00-\u9fff])，其中[^，。；\d]{{1,16}}({_NUMBER})(?P=unit)，占(?:比(?:为|达)?)?({_NUMBER})[%％]"
)


def check_shares_by_division(passage: Passage) -> Iterator[Finding]:
    """A share or a growth that the numbers beside it do not have."""
    for match in _INCREASE.finditer(passage.text):
        now, change, said = Decimal(match[1]), Decimal(match[5]), Decimal(match[6])
        before = Decimal(match[3]) if match[3] else now - change if match["way"] == "增" else now + change
        if before <= 0:
            continue
        if match[3] and abs(abs(now - before) - change) > 0 and change:
            message = f"{match[3]}{match['unit']}到{match[1]}{match['unit']}相差{abs(now - before)}"
            yield Finding(*match.span(5), message, "核对这三个数")
        elif abs(change / before * 100 - said) > max(Decimal("0.6"), said / 50):
            message = f"按这几个数算是{change / before * 100:.1f}%，不是{match[6]}%"
            yield Finding(match.start(6), match.end(), message, "核对这几个数")
    for match in _PART.finditer(passage.text):
        whole, part, said = Decimal(match[1]), Decimal(match[3]), Decimal(match[4])
        if whole and part <= whole and abs(part / whole * 100 - said) > Decimal("0.6"):
            message = f"{match[3]}占{match[1]}的{part / whole * 100:.1f}%，不是{match[4]}%"
            yield Finding(match.start(4), match.end(), message, "核对这几个数")
    for match in re.finditer(r"占[^，。；\d]{1,12}的(\d+(?:\.\d+)?个百分点)", passage.text):
        yield Finding(*match.span(1), "占比不用“百分点”", "写成“%”；两个百分数的差才用百分点")


def check_mixed_digits(passage: Passage) -> Iterator[Finding]:
    """Arabic digits with 十, 百 or 千 (GB/T 15835 §4.3: 4000 or 四千, not 4千)."""
    counted = "家个名人项元台套件头只座次户亩平"
    for match in re.finditer(rf"(?<!\d)\d{{1,3}}(?:\.\d+)?[十百千](?=[{counted}])", passage.text):
        yield Finding(*match.span(), f"“{match[0]}”混用了两种数字", "全用阿拉伯数字，或全用汉字")
    for match in re.finditer(_MIXED, passage.text):
        yield Finding(*match.span(), f"“{match[0]}”混用了两种数字", "全用阿拉伯数字，或全用汉字")
    for match in re.finditer(_MISWRITTEN, passage.text):
        yield Finding(*match.span(), f"“{match[0]}”的写法不对", "万、亿、余、百分号、币种各写一次")


_CHANGE = re.compile(
    rf"(?:由|从)(?:[^，。；\d]|(?:19|20)\d\d年){{0,14}}?的?({_NUMBER})(?P<unit>[\u4e00-\u9fff]{{1,3}}?)"
    rf"(?:(?:增加|增长|提高|提升|上升|扩大)(?:到|至)|增至)(?:[^，。；\d]|(?:19|20)\d\d年){{0,10}}?({_NUMBER})(?P=unit)"
    rf"[，、]?(?:累计|同比)?(?:增长|增幅|提高)(?:达到?|为|了)?({_NUMBER})[%％]"  # 年均 is another matter
)


# 由94.5%提高到89.3%; 由82.3%提高到89.7%，提高了7.4%
_SHARE_CHANGE = re.compile(
    rf"[由从](?:[^，。；\d]|(?:19|20)\d\d年){{0,14}}?({_NUMBER})[%％](?P<way>提高|提升|上升|增加|增长|下降|降低|降|减少)"
    rf"[到至为](?:[^，。；\d]|(?:19|20)\d\d年){{0,10}}?({_NUMBER})[%％]"
    rf"(?:，(?:提高|提升|上升|增加|下降|降低|减少)了?({_NUMBER})[%％])?"
)


def check_change(passage: Passage) -> Iterator[Finding]:
    """From so much to so much, and the growth that is said of it."""
    for match in _SHARE_CHANGE.finditer(passage.text):
        start, end = Decimal(match[1]), Decimal(match[3])
        rises = match["way"] in {"提高", "提升", "上升", "增加", "增长"}
        if start != end and (end > start) != rises:
            message = f"从{match[1]}%到{match[3]}%不是{match['way']}"
            yield Finding(match.start(1), match.end(3), message, "核对这两个数")
        elif match[4] and Decimal(match[4]) == abs(end - start):
            hint = f"写成“{match[4]}个百分点”"
            yield Finding(match.start(4), match.end(4) + 1, "两个百分数的差是百分点", hint)
    for match in _CHANGE.finditer(passage.text):
        start, end, said = Decimal(match[1]), Decimal(match[3]), Decimal(match[4])
        if not start:
            continue
        real = (end - start) / start * 100
        if abs(real - said) > max(Decimal("0.6"), abs(real) / 50):
            message = f"从{match[1]}到{match[3]}是增长{real:.1f}%，不是{match[4]}%"
            yield Finding(match.start(4), match.end(), message, "核对这三个数")


# 手机，区号和号码，号码，400 和 800，短号（12345）
DIALLED = re.compile(
    r"1[3-9]\d{9}|0(?:10|2\d)[2-8]\d{7}|0(?!10|2\d)[1-9]\d\d[2-8]\d{6,7}|0(?:10|2\d|(?!10|2\d)[1-9]\d\d)(?:1\d{4}|9[56]\d{3})|[2-8]\d{6,7}|[48]00\d{7}|1\d{2,5}|9\d{4}"
)


def check_phones(passage: Passage) -> Iterator[Finding]:
    """A telephone number in the text that cannot be dialled."""
    pattern = (
        r"(?:电话|热线|传真|手机)(?:号码?)?(?:为|是)?[：:]?\s?"
        r"(\d[\d—－-]{3,}\d)(?!\d|[*＊×年月日]|[\u4e00-\u9fff]?通)"
    )
    for match in re.finditer(pattern, passage.text):
        # What follows a third group is an extension.
        digits = re.sub(r"\D", "", re.sub(r"(?<=\d{7})[-—－]\d{1,4}$", "", match[1]))
        if not DIALLED.fullmatch(digits) or (match[1].startswith(("400-", "800-")) and len(digits) != 10):
            yield Finding(*match.span(1), f"“{match[1]}”打不通", "座机七八位，前面可加区号；手机十一位")
