"""Lines of a cover or a colophon → the fields of issue.md."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date

from bulletin.hanzi import parse_number
from bulletin.importing.model import Found, Origin
from bulletin.importing.names import split_names
from bulletin.importing.spacing import tidy_spaces

_SP = r"[ \t\u3000]*"


def _spread(word: str) -> str:
    return _SP.join(word)


_EDITOR = "|".join(map(_spread, ("责任编辑", "执行编辑", "本期编辑", "责编", "编辑", "编校")))
_PHONE = "|".join(map(_spread, ("联系电话", "咨询电话", "编辑部电话", "办公电话", "电话号码", "电话")))
_PUBLISHER = "|".join(
    map(_spread, ("编辑单位", "主办单位", "编印单位", "编发单位", "编制单位", "编印", "主办"))
)
_DATE_LABEL = "|".join(map(_spread, ("出版日期", "印发日期", "编印日期", "出刊日期", "发布日期", "日期")))
_TITLE_LABEL = "|".join(map(_spread, ("刊名",)))
_NUMBER_LABEL = "|".join(map(_spread, ("期号", "期数")))
_OTHER = "|".join(
    map(
        _spread,
        (
            *(
                "主编",
                "副主编",
                "总编",
                "审核",
                "审定",
                "审稿",
                "签发",
                "校对",
                "排版",
                "编委",
                "主管单位",
                "承办单位",
            ),
            *(
                "协办单位",
                "主管",
                "承办",
                "协办",
                "地址",
                "邮编",
                "邮政编码",
                "网址",
                "传真",
                "邮箱",
                "电子邮箱",
            ),
            *(
                "投稿邮箱",
                "电子信箱",
                "印数",
                "印刷",
                "准印证号",
                "报送",
                "发送",
                "抄送",
                "送",
                "报",
                "发",
                "联系人",
            ),
            *("微信", "公众号", "微信公众号", "准印证", "内部资料", "E-mail", "QQ"),
        ),
    )
)
_LABEL = re.compile(
    rf"(?P<editor>{_EDITOR})|(?P<phone>{_PHONE}|TEL|Tel)|(?P<publisher>{_PUBLISHER})|(?P<date>{_DATE_LABEL})"
    rf"|(?P<title>{_TITLE_LABEL})|(?P<number>{_NUMBER_LABEL})|(?P<other>{_OTHER})"
)
_NOTE = "(?:[（(][^（）()]{1,8}[）)])?"  # 联系电话（传真）：
_LABELLED = re.compile(rf"(?:^|(?<=[\s　；;，,|（(）)])|(?=电话))(?:{_LABEL.pattern}){_SP}{_NOTE}[：:]")
# 编辑 李 涛　电话 4366683: the colons are left out.
_HAN = "[\u3400-\u9fff]"
_BARE_VALUE = rf"(?:{_HAN}{{2,4}}|{_HAN}[ \u3000]+{_HAN})(?=$|[ \t\u3000])|[0-9][0-9\-]{{5,}}$"
_BARE_LABEL = re.compile(rf"(?<![^ \t\u3000])(责任编辑|编辑|联系电话|电话)[ \t\u3000]+({_BARE_VALUE})")
_PHONE_VALUE = re.compile(r"[0-9+][0-9+\-—–－（）() /、,，;；转]*[0-9）)]")
_DIGIT = "[0-9０-９〇零一二三四五六七八九]"
_YEAR = rf"(?P<year>{_DIGIT}{{4}})"
_COUNT = "[0-9０-９]{1,3}|[一二三四五六七八九十百]{1,4}"
_TOTAL = rf"[（(〔]?{_SP}总{_SP}[第字]?{_SP}[0-9０-９一二三四五六七八九十百]{{1,5}}{_SP}期?{_SP}[）)〕]?"
_WHOLE_TOTAL = re.compile(_TOTAL)
_NUMBER = re.compile(
    rf"(?:{_YEAR}{_SP}年{_SP})?第{_SP}(?P<number>{_COUNT}){_SP}期(?:{_SP}(?P<total>{_TOTAL}))?"
)
_MONTH, _DAY = "[0-9０-９]{1,2}|[一二三四五六七八九十]{1,2}", "[0-9０-９]{1,2}|[一二三四五六七八九十]{1,3}"
_DATE = re.compile(
    rf"{_YEAR}{_SP}[年\-./]{_SP}(?P<month>{_MONTH}){_SP}[月\-./]{_SP}(?P<day>{_DAY}){_SP}[日号]?"
)
_OFFICE_END = (
    "局|中心|院|所|办|办公室|厅|委|委员会|处|科|馆|部|司|站|社|公司|[协学]会|联合会|集团|大学|政府|室|组"
)
_OFFICE_EDITS = re.compile(
    rf"(?P<office>\S.{{2,38}}(?:{_OFFICE_END})){_SP}(?:编{_SP}[辑印制发]|主{_SP}办|编)"
)
_LONGEST_NAME = 8  # characters; names of Mongols have more than those of Han
_SURNAME_ALONE = re.compile(rf"(?:{_EDITOR}){_SP}[：:]{_SP}[\u3400-\u9fff]")
_GIVEN_NAME = re.compile(r"[\u3400-\u9fff]{1,2}")
_LONGEST = 90  # characters of a line of fields


def parse_fields(text: str, origin: Origin) -> tuple[tuple[Found, ...], str]:
    """The fields in one line of a cover or colophon, and what of the line is none of them.

    No field where the line is something else. 编辑：李 涛　电话：4366683 holds two; 地址：… none.
    """
    text = text.strip()
    if not text or len(text) > _LONGEST or "。" in text:
        return (), text
    if match := _OFFICE_EDITS.fullmatch(text):
        return (Found("publisher", (tidy_spaces(match["office"].strip()),), origin),), ""
    text = _BARE_LABEL.sub(r"\1：\2", text)
    labels = list(_LABELLED.finditer(text))
    if labels and not labels[0].start():
        return _parse_labelled(text, labels, origin)
    return _parse_number_line(text, origin)


def _parse_labelled(
    text: str, labels: Sequence[re.Match[str]], origin: Origin
) -> tuple[tuple[Found, ...], str]:
    found: list[Found] = []
    rest: list[str] = []
    for label, following in zip(labels, [*labels[1:], None], strict=True):
        value = text[label.end() : following.start() if following else len(text)].strip(" \t\u3000；;，,|")
        name = label.lastgroup or "other"
        values = _parse_value(name, value)
        if values:
            found.append(Found(name, values, origin))
        elif value:
            rest.append(text[label.start() : following.start() if following else len(text)].strip())
    return tuple(found), "　".join(rest)


def _parse_value(name: str, value: str) -> tuple[str, ...]:
    """The values of the field `name`; none where `value` cannot be one."""
    if name == "editor":
        return split_names(value, _LONGEST_NAME)
    if name == "phone":
        match = _PHONE_VALUE.fullmatch(
            unicodedata.normalize("NFKC", value).replace("–", "-").replace("—", "-")
        )
        return (match[0].strip(),) if match and sum(map(str.isdigit, match[0])) >= 5 else ()
    if name == "date":
        found = _DATE.search(value)
        day = read_date(found) if found else ""
        return (day,) if day else ()
    if name == "number":
        match = _NUMBER.search(value) or re.fullmatch(r"(?P<number>[0-9]{1,3})()()", value)
        number = parse_number(match["number"]) if match else None
        return (str(number),) if number else ()
    if name in {"publisher", "title"}:
        return (tidy_spaces(value),) if 2 <= len(value) <= 40 else ()
    return ()


def join_parted_name(texts: Sequence[str]) -> list[list[int]]:
    """The lines of `texts`, a name that a program has parted put together: 编辑：李 and 涛 below it."""
    groups: list[list[int]] = []
    for i, text in enumerate(texts):
        before = texts[i - 1] if i else ""
        if _GIVEN_NAME.fullmatch(text.strip()) and _SURNAME_ALONE.fullmatch(before.strip()):
            groups[-1].append(i)
        else:
            groups.append([i])
    return groups


def _stands_apart(text: str, match: re.Match[str]) -> bool:
    """Whether what was matched is no part of a sentence: “第34期专题发布会” is no number of an issue."""
    before, after = text[: match.start()], text[match.end() :]
    return (
        len(before.strip()) <= 20
        and not re.search("[，、；：]", before)
        and not re.match(r"[^\s（(）)|·—-]", after)
    )


def _parse_number_line(text: str, origin: Origin) -> tuple[tuple[Found, ...], str]:
    """2024年第9期（总第189期）　2024年9月30日　某局 编: whatever of these stands on the line."""
    if _WHOLE_TOTAL.fullmatch(text):
        return (Found("total", (text,), origin),), ""
    found: list[Found] = []
    rest = text
    if (match := _NUMBER.search(rest)) and _stands_apart(rest, match):
        number = parse_number(match["number"])
        if number:
            year = read_digits(match["year"] or "")
            found.append(Found("number", (f"{year}-{number}" if year else str(number),), origin))
            if match["total"]:
                found.append(Found("total", (match["total"],), origin))
            rest = f"{rest[: match.start()]}\n{rest[match.end() :]}"
    if (match := _DATE.search(rest)) and _stands_apart(rest, match) and (day := read_date(match)):
        found.append(Found("date", (day,), origin))
        rest = f"{rest[: match.start()]}\n{rest[match.end() :]}"
    kept: list[str] = []
    for part in filter(
        None, (part.strip(" \t\u3000（）()【】|·—-") for part in re.split(r"\n|\s{2,}", rest))
    ):
        if found and (office := _OFFICE_EDITS.fullmatch(part)):
            found.append(Found("publisher", (tidy_spaces(office["office"].strip()),), origin))
        else:
            kept.append(part)
    return (tuple(found), "　".join(kept)) if found else ((), text)


def read_digits(text: str) -> int:
    """A number digit by digit: ２０２４, 二〇二四; 0 where it is none."""
    digits = ""
    for char in unicodedata.normalize("NFKC", text):
        value = parse_number(char) if not char.isdecimal() else int(char)
        if char in "〇零":
            value = 0
        if value is None:
            return 0
        digits += str(value)
    return int(digits or 0)


def read_date(match: re.Match[str]) -> str:
    """The date of a match as ISO 8601; "" where there is no such day."""
    month, day = parse_number(match["month"]), parse_number(match["day"])
    try:
        return date(read_digits(match["year"]), month or 0, day or 0).isoformat()
    except ValueError:
        return ""
