"""Sums: parts that do not come to their whole, in sentences, shares and tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from bulletin.check.passages import Passage
from bulletin.check.rule import Checked, Finding

_NUMBER = r"\d+(?:\.\d+)?"

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
