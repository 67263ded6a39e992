"""Names that an article spells in two ways: a person with a post, a firm."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bulletin.check.confusable import is_confusable
from bulletin.check.passages import Passage
from bulletin.check.rule import Checked, Finding

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁"
    "任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴"
    "莫孔向汤"
)
_POSTS = (
    "书记|主任|局长|市长|县长|区长|旗长|镇长|乡长|省长|部长|厅长|处长|科长|院长|校长|主席|委员|会长|"
    "理事长|秘书长|总队长|支队长|大队长|队长|所长|站长|馆长|经理|董事长|总裁|教授|研究员|工程师|院士|"
    "博士|医生|主编|社长|台长|行长|关长|检察长|庭长|参赞|盟长|州长|司长|组长|村支书|负责人|记者|同志|"
    "先生|女士|代表|总监|厂长"
)
_DOES = (
    "指出|强调|要求|表示|介绍|说|主持|出席|讲话|致辞|提出|参加|陪同|带队|一行|作|宣读|到会|率队|调研|"
    "检查|认为|告诉|在|到|来到|同志|总队长|局长|主任"
)
_NAME = rf"[{_SURNAMES}][\u4e00-\u9fff]{{2}}"
_NAMED = re.compile(
    rf"(?:{_POSTS})(?P<behind>{_NAME})(?=[，。、；：）（]|{_DOES}|等)"
    rf"|(?<=[，。、；：\u4e00-\u9fff])(?P<ahead>{_NAME})(?=(?:{_POSTS}))"
    rf"|(?:^|(?<=[，。；]))(?P<doing>{_NAME})(?={_DOES}|任)"
)


def check_names(checked: Checked) -> Iterator[tuple[Passage, Finding]]:
    """A person's name of three characters and another that sounds or looks the same but for one of them."""
    for passages in checked.list_articles():
        seen: dict[str, Passage] = {}
        places: dict[str, list[tuple[Passage, int]]] = {}
        for passage in passages:
            for match in _NAMED.finditer(passage.text):
                group = next(name for name in ("behind", "ahead", "doing") if match[name])
                name = match[group]
                places.setdefault(name, []).append((passage, match.start(group)))
                if group != "doing":
                    seen.setdefault(name, passage)
        yield from _compare(places, seen)


def _compare(
    places: dict[str, list[tuple[Passage, int]]], with_post: dict[str, Passage]
) -> Iterator[tuple[Passage, Finding]]:
    names = list(places)
    for number, name in enumerate(names):
        for other in names[:number]:
            if name[0] != other[0] or not (name in with_post or other in with_post):
                continue
            differ = [(a, b) for a, b in zip(name, other, strict=True) if a != b]
            if len(differ) == 1 and is_confusable(*differ[0]):
                passage, start = places[name][0]
                message = f"“{name}”在前面写作“{other}”（第{places[other][0][0].line}行）"
                yield passage, Finding(start, start + 3, message, "是同一个人，就核对姓名")


_KINDS = ("公司", "集团", "合作社", "研究院", "研究所", "医院", "工厂", "银行", "协会", "学会", "中心")
_NOT_HAN = re.compile("[^\u4e00-\u9fff]")
_JOINS = frozenset("和与或及的在对向由以为从被把将同等是有")  # stand ahead of a name
_LONGEST = 12  # characters of a name ahead of its kind
_SAME = 2  # characters at least, beside the one that differs


def check_firms(checked: Checked) -> Iterator[tuple[Passage, Finding]]:
    """The name of a firm and another that sounds or looks the same but for one character."""
    for passages in checked.list_articles():
        found: list[tuple[str, str, Passage, int]] = []
        told: set[str] = set()
        for passage in passages:
            for kind in _KINDS:
                at = passage.text.find(kind)
                while at >= 0:
                    start = max(0, at - _LONGEST)
                    name = _NOT_HAN.split(passage.text[start:at])[-1]
                    if len(name) > _SAME:
                        # ^ says that it begins there.
                        whole = name if start and len(name) == at - start else f"^{name}"
                        found.append((kind, whole, passage, at))
                    at = passage.text.find(kind, at + 1)
        yield from _compare_firms(found, told)


def _compare_firms(
    found: Sequence[tuple[str, str, Passage, int]], told: set[str]
) -> Iterator[tuple[Passage, Finding]]:
    # Two that differ have the kind and what is right ahead of it in common.
    distinct: dict[str, dict[str, None]] = {}
    for kind, name, passage, at in found:
        key = kind + name[-_SAME:]
        others = distinct.setdefault(key, {})
        if name in others:
            continue
        for other in others:
            slip = _find_slip(name, other)
            if slip and name[-slip:] not in told:
                told.add(name[-slip:])
                here, there = (form[-slip:].lstrip("^") for form in (name, other))
                start = at - len(here)
                message = f"“{here}{kind}”在别处写作“{there}{kind}”"
                yield passage, Finding(start, at + len(kind), message, "是同一家，就核对名称")
        others[name] = None


def _find_slip(name: str, other: str) -> int:
    """How many characters from the end the one stands in which two names differ alone; 0 where none does."""
    pairs = list(zip(reversed(name), reversed(other), strict=False))
    differ = [at for at, (a, b) in enumerate(pairs) if a != b]
    if not differ or set(pairs[differ[0]]) & _JOINS or not is_confusable(*pairs[differ[0]]):
        return 0
    at = differ[0]
    behind = at
    ahead = (differ[1] if len(differ) > 1 else len(pairs)) - at - 1
    # ^赛科星: it begins the name in both places; 宏达机械: one ahead of it, too.
    return at + 1 + ahead if behind >= _SAME and ahead else 0
