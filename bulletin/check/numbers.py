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
    "%|％|‰|(?:万亿|[万亿千百])?(?:元|家|个|项|件|人|名|亩|吨|米|公里|千米|倍|岁|℃|度|小时|分钟|天|平方米)"
)


def check_percent_range(passage: Passage) -> Iterator[Finding]:
    """A range whose first number lacks its % or 万 (GB/T 15835 §5.1.3: 15%～30%, 13万元～17万元)."""
    sign = rf"(?:{_RANGE}|(?P<to>[至到]))"
    pattern = (
        rf"(?<![\d.%％—～~第年-])({_NUMBER}){sign}({_NUMBER})"
        r"(?P<unit>[%％‰]|(?:万亿|[万亿])(?=[\u4e00-\u9fff]))"
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
        rf"(?<![\dA-Za-z./—～~−－-])(?<![A-Za-z] )({_NUMBER})(?P<unit>{_MEASURES})?[—～~–－]"
        rf"({_NUMBER})(?P<unit2>{_MEASURES})"
    )
    for match in re.finditer(pattern, passage.text):
        same = match["unit"] in (None, match["unit2"])
        if same and Decimal(match[1]) >= Decimal(match[3]):
            yield Finding(*match.span(), f"“{match[0]}”前后颠倒", "从小到大写；是减少就写“由……降至……”")


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


_BASE = r"[同环]比|[较比](?:上年同期|去年同期|上年|去年|上月|上季度)"


def check_growth(passage: Passage) -> Iterator[Finding]:
    """同比 or 环比 with a number and no word for which way; a rise or a fall by less than nothing."""
    for match in re.finditer(rf"(?:{_BASE})(?:约|近|超)?(?=[+＋-]?{_NUMBER}[%％](?!的))", passage.text):
        base = match[0].rstrip("约近超")
        hint = f"写成“{base}增长”或“{base}下降”"
        yield Finding(*match.span(), f"“{match[0]}”后面没有说增长还是下降", hint)
    ways = "下降|减少|降低|回落|增长|增加|提高|上升|扩大"
    for match in re.finditer(rf"({ways})了?[-－−]{_NUMBER}[%％]", passage.text):
        falls = match[1] in {"下降", "减少", "降低", "回落"}
        message, hint = f"“{match[0]}”{'重复了' if falls else '带着'}负号", f"“{match[1]}”后面写正数"
        yield Finding(*match.span(), message, hint if falls else "负增长写成“下降”，后面写正数")


def check_fall_in_times(passage: Passage) -> Iterator[Finding]:
    """A fall by the whole or more: 减少2倍 leaves less than nothing."""
    for match in re.finditer(rf"(?:下降|减少|降低|缩小|缩短|回落)了?({_NUMBER})倍", passage.text):
        if Decimal(match[1]) >= 1:
            hint = "减少不用倍数：写成“减少百分之几”或“减少到几分之一”"
            yield Finding(*match.span(), f"“{match[0]}”：减少不会超过原来的全部", hint)


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
