"""Sums: parts that do not come to their whole, in sentences, shares and tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache

from bulletin.check.passages import Passage
from bulletin.check.rule import Checked, Finding

# 1236, 1,236 and 1 236 (GB/T 15835 §4.2: groups of three), with decimals.
_NUMBER = r"(?<![\d.])(?<!\d[ ,])(?:\d{1,3}(?:[ ,\u00a0\u2009\u202f]\d{3})+(?!\d)|\d+)(?:\.\d+)?"

# A whole and its parts: 企业100家，其中甲60家、乙40家; the parts and their sum: 甲60家、乙40家，合计100家.
_HAN = "\u4e00-\u9fff"
_UNIT = f"(?:万亿|[万亿])?[{_HAN}]"
_WHOLE = re.compile(
    rf"(?<![多少加减增了])(?P<whole>{_NUMBER})(?P<unit>{_UNIT})[^，。；\d]{{0,12}}"
    r"(?:，比[^，。；]{2,16}[多少增加减]+\d[^，。；]{0,6})?"
    rf"(?:[，：（。；]其中[：，]?|[，（]?(?:包括|分别为|分别是)[：，]?|（)(?P<parts>[^。；）]+)"
)
_SUM = re.compile(
    rf"(?P<parts>(?:[^，。；、\d]{{0,40}}{_NUMBER}{_UNIT}[^，。；、\d]{{0,40}}[、，和]){{2,}})"
    rf"[{_HAN}]{{0,6}}(?:合计|共计|总计)[^，。；\d]{{0,6}}(?P<whole>{_NUMBER})(?P<unit>{_UNIT})"
)
# Without one of these words there is neither: most passages need no further look.
_OPENS_PARTS, _TOTAL = re.compile("其中|包括|分别[为是]|（"), re.compile("[合共总]计")
_SCALES = {"": 1, "万": 10**4, "亿": 10**8, "万亿": 10**12}


def check_sums(passage: Passage) -> Iterator[Finding]:
    """Parts that come to more than their whole, and parts whose sum is said to be another."""
    for match, parts, whole in _find_sums(passage.text):
        total = sum(parts, Decimal(0))
        # Each number may be rounded by half of its last place.
        off = abs(total - whole) > _round_off([match["whole"]]) + _round_off(_list_typed(match))
        if off and (total > whole or match.re is _SUM):
            unit = match["unit"]
            message = f"各项加起来是{total}{unit}，总数写的是{whole}{unit}"
            yield _point_at_whole(match, message, parts)


def _list_typed(match: re.Match[str]) -> list[str]:
    """The parts of a match as they are typed."""
    return [
        part[1] for part in re.finditer(rf"({_NUMBER})(?:万亿|[万亿]|){match['unit'][-1]}", match["parts"])
    ]


def _round_off(typed: Sequence[str]) -> Decimal:
    """By how much numbers with decimals may be off together."""
    places = [len(number.partition(".")[2]) for number in typed]
    return sum((Decimal(10) ** -count / 2 for count in places if count), Decimal(0))


def check_partial_sums(passage: Passage) -> Iterator[Finding]:
    """Parts that come to a little less than their whole, or to what one wrong digit explains: one is missing,
    or a number is wrong."""
    for match, parts, whole in _find_sums(passage.text):
        total = sum(parts, Decimal(0))
        if _ROUGHLY.search(match[0]) or total < whole / 2:
            continue
        is_near = total >= whole * 3 / 4 or _is_one_digit_off(parts, whole)
        if match.re is _WHOLE and is_near and total < whole:
            unit = match["unit"]
            message = f"各项加起来是{total}{unit}，比总数{whole}{unit}少"
            yield _point_at_whole(match, message, parts)


# 超1.5万批次，其中药店超9000批次: what is told roughly has no sum.
_ROUGHLY = re.compile(r"[超近约达]\d|\d[\d.]*[万亿]?[多余]|以上|左右|不少于|不足|不低于|至少")


def _is_one_digit_off(parts: Sequence[Decimal], whole: Decimal) -> bool:
    """Whether one digit typed wrong, in a part or in the whole, explains why they do not agree."""
    missing = whole - sum(parts, Decimal(0))
    if _differ_by_a_digit(whole, whole - missing):
        return True
    return any(_differ_by_a_digit(part, part + missing) for part in parts)


def _differ_by_a_digit(one: Decimal, other: Decimal) -> bool:
    first, second = str(one.normalize()), str(other.normalize())
    return len(first) == len(second) and sum(a != b for a, b in zip(first, second, strict=True)) == 1


@lru_cache(maxsize=4096)  # two rules look at each passage
def _find_sums(text: str) -> tuple[tuple[re.Match[str], list[Decimal], Decimal], ...]:
    found: list[tuple[re.Match[str], list[Decimal], Decimal]] = []
    for pattern, words in ((_WHOLE, _OPENS_PARTS), (_SUM, _TOTAL)):
        if not words.search(text):
            continue
        for match in pattern.finditer(text):
            scale, unit = _split_unit(match["unit"])
            named = list(_name_parts(match["parts"], unit))
            parts = [_to_decimal(part[1]) * _SCALES[part[2]] / scale for part in named]
            dated = unit in "年月日号时"
            if len(parts) < 2 or dated or re.search(f"{unit}[左余]", match["parts"]):
                continue
            if re.search(r"[%％增比每]|奖励|各\d", match["parts"][: named[-1].end()]):
                continue
            if _overlap(match["parts"]) or _BOUNDS.search(match["parts"]):
                continue
            whole = _to_decimal(match["whole"])
            places = -int(whole.as_tuple().exponent)
            if (
                places
                and any(round(part, places) != part for part in parts)
                and round(sum(parts), places) == whole
            ):
                continue  # the whole is rounded
            # What follows the parts, or stands ahead of them, may be counted in the same unit.
            ends = range(2, len(parts) + 1)
            if any(sum(parts[:end]) == whole or sum(parts[-end:]) == whole for end in ends):
                continue
            found.append((match, parts, whole))
    return tuple(found)


def _name_parts(parts: str, unit: str) -> Iterator[re.Match[str]]:
    """The numbers of `unit` in a list of parts, up to the clause that has none: what follows it is told of
    something else."""
    pattern = re.compile(rf"({_NUMBER})(万亿|[万亿]|){re.escape(unit)}")
    began = False
    for clause in re.finditer("[^，]+", parts):
        found = list(pattern.finditer(parts, clause.start(), clause.end()))
        if began and not found:
            return
        began = began or bool(found)
        yield from found


def _to_decimal(number: str) -> Decimal:
    return Decimal(re.sub(r"[^\d.]", "", number))


# Words that divide the same people or firms in another way: 女性31人 may be among 党员40人.
_DIVISIONS = (
    "党员|团员|民主党派",
    "[男女]性|女[干职教专]",
    "学历|博士|硕士|研究生|本科|大学生",
    "职称|高级|院士|专家|教授",
    "青年|[岁龄]",
    "规上|以上|民营|国有|上市|高新技术|专精特新|研发|园内",
    "发明|授权|申请",
)


# What is counted twice by its nature: 地表水 and 地下水.
_COUNTED_TWICE = re.compile("地表水.*地下水|地下水.*地表水|重复|交叉")


# （含1万元，不含3万元）, 其中1至5层为车间: bounds and numbers of floors are no parts.
_BOUNDS = re.compile(r"含\d|\d[层楼]?[至到—～~-]\d|第\d|至少|最多|不超过")


def _overlap(parts: str) -> bool:
    if _COUNTED_TWICE.search(parts):
        return True
    return sum(bool(re.search(words, parts)) for words in _DIVISIONS) > 1


def _split_unit(unit: str) -> tuple[int, str]:
    """What a unit multiplies by, and what it counts: 亿元 → 10⁸, 元."""
    return _SCALES[unit[:-1]], unit[-1]


def _point_at_whole(match: re.Match[str], message: str, parts: list[Decimal]) -> Finding:
    hint = f"{'＋'.join(map(str, parts))}＝{sum(parts, Decimal(0))}；没有列全的话可以不管"
    return Finding(*match.span("whole"), message, hint if match.re is _WHOLE else hint.partition("；")[0])


# 分别占40%、35%和30%; 小学占58%、初中占33%、高中占12%; and shares with words between, of one whole or not.
_SHARE = rf"({_NUMBER})[%％]"
_NAMED = rf"[{_HAN}]{{1,8}}占{_SHARE}"
_SHARES = (
    (re.compile(rf"(?:分别占|占比分别为|比重分别为)(?:{_SHARE}[、，和及]?){{3,}}"), -5, 15),
    (re.compile(rf"{_NAMED}(?:[、，和及]{{1,2}}{_NAMED}){{2,}}(?=[。；，])"), 0, 15),
    (re.compile(rf"(?:分别占|占比分别为|比重分别为|各占)(?:[^。；\d]*{_SHARE}[、，和及]?){{3,}}"), -5, 5),
)


# A、B、C三个项目的自筹资金|分别占…: a share of each.
_MANY_WHOLES = re.compile(r"[、和][^，。；、占]{1,12}(?:中，?|的)[^，。；]{0,8}$")
# Groups of industries that share members.
_SHARED = re.compile("战略性新兴|高新技术|高技术|装备制造|数字经济|专精特新|规模以上|民营")


_AHEAD_OF_SHARES = 80  # characters


def check_share_sums(passage: Passage) -> Iterator[Finding]:
    """Shares of one whole, told one after the other, that come to a little more than 100 %, or not quite to
    it; what is far from it is no whole."""
    found: set[int] = set()
    for pattern, least, most in _SHARES:
        for match in pattern.finditer(passage.text):
            ahead = passage.text[max(0, match.start() - _AHEAD_OF_SHARES) : match.start()]
            if _MANY_WHOLES.search(ahead) or len(_SHARED.findall(ahead + match[0])) > 1:
                continue
            shares = re.findall(_SHARE, match[0])
            total = sum(map(Decimal, shares), Decimal(0))
            off = total - 100
            # Some of the parts may have been left out; with words between, shares may be of many wholes.
            if abs(off) > Decimal("0.5") and least <= off <= most and match.end() not in found:
                found.add(match.end())
                message = f"各项占比加起来是{total}%"
                yield Finding(*match.span(), message, f"{'＋'.join(shares)}＝{total}，核对数字")


_TOTAL = re.compile("(?:全[市区省国县旗校年]|[一两二三四五]年|总)?(?:合计|总计|共计|总数)(?:（[^）]*）)?")
_NO_SUM = re.compile("[%％率比均分]|[/／]|单[产价耗]|增(?![加减]|量|收)|其中|小计|去重|重复|剔除")
_NOT_SAID = {"", "—", "-", "——", "/"}
_NOTHING = _NOT_SAID | {"0"}


def check_table_sums(checked: Checked) -> Iterator[tuple[Passage, Finding]]:
    """The row of totals of a table, column by column, and its column of totals, row by row."""
    for table in _list_tables(checked):
        if len({len(row) for row in table}) > 1:
            continue  # an empty cell would put the others out of column
        head = [cell.text for cell in table[0]]
        names = [
            row[0].text if not row[0].text.isdigit() else row[min(1, len(row) - 1)].text for row in table
        ]
        yield from _check_lines(table, names, head)
        columns = list(zip(*table, strict=True))
        for last, name in enumerate(head):
            if _TOTAL.fullmatch(name):
                lines = _find_summed(columns, last)
                yield from _check_lines(lines, [line[0].text for line in lines], names)


def _check_lines(
    lines: Sequence[Sequence[Passage]], names: Sequence[str], heads: Sequence[str]
) -> Iterator[tuple[Passage, Finding]]:
    """The line of `lines` that is named a total, cell by cell, against the lines between it and the names.

    `names` are the names of the lines, `heads` of the cells of each; the first line and cell are names.
    """
    totals = [i for i, name in enumerate(names) if i and _TOTAL.fullmatch(name)]
    if len(totals) != 1 or any(_NO_SUM.search(name) for name in names[1:]):
        return
    others = [line for i, line in enumerate(lines) if i not in {0, totals[0]}]
    for at, cell in enumerate(lines[totals[0]]):
        if not at or _NO_SUM.search(heads[at]):
            continue
        values = [_read_number(line[at].text) for line in others]
        known = [value for value in values if value is not None]
        said = _read_number(cell.text)
        if said is None or cell.text.strip() in _NOT_SAID or len(known) < 2 or None in values:
            continue
        real = sum(known, Decimal(0))
        places = max(-int(value.as_tuple().exponent) for value in known)
        if abs(real - said) > (len(known) * Decimal(10) ** -places / 2 if places else 0):
            message = f"加起来是{real}，{names[totals[0]]}写的是{cell.text}"
            yield cell, Finding(0, len(cell.text), message, "核对这几个数")


def _find_summed(columns: Sequence[Sequence[Passage]], last: int) -> list[Sequence[Passage]]:
    """The names, the columns that the column of totals `last` sums, and it: those beside it, ahead of it,
    with which most rows agree; none where no more than half do."""
    for first in range(1, last - 1):
        run = [columns[0], *columns[first:last], columns[last]]
        rows = [[_read_number(cell.text) for cell in row] for row in zip(*run[1:], strict=True)][1:]
        read = [[value for value in row if value is not None] for row in rows]
        agree = sum(sum(row[:-1]) == row[-1] for row in read if len(row) == len(run) - 1)
        if agree >= 2 and agree * 2 > len(rows):
            return run
    return []


def _read_number(text: str) -> Decimal | None:
    """The number of a cell, which may name its unit; nothing counts as 0."""
    if text.strip() in _NOTHING:
        return Decimal(0)
    match = re.fullmatch(rf"({_NUMBER})[{_HAN}]{{0,2}}", text.strip())
    return _to_decimal(match[1]) if match else None


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
