"""Numbers: how ranges and units are written, shares and growth that cannot be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from bulletin.check.passages import Passage
from bulletin.check.rule import Finding

_RANGE = "[—～~–－-]"
_NUMBER = r"\d+(?:\.\d+)?"


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
