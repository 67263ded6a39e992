"""Lines of a cover or a colophon → the fields of issue.md."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from bulletin.hanzi import parse_number
from bulletin.importing.dates import DATE, DIGIT, YEAR, read_date, read_digits
from bulletin.importing.model import Found, Origin
from bulletin.importing.names import split_names
from bulletin.importing.offices import OFFICE_ENDS, parse_office
from bulletin.importing.patterns import parse_source
from bulletin.importing.spacing import tidy_spaces

_SP = r"[ \t\u3000]*"


def _spread(word: str) -> str:
    return _SP.join(word)


def _any_of(words: str) -> str:
    """A pattern for one of `words`, the longest first, each of them closed up or spread."""
    return "|".join(map(_spread, sorted(words.split(), key=len, reverse=True)))


_EDITOR = _any_of("责任编辑 执行编辑 本期编辑 本期责任编辑 本期责编 值班编辑 责编 编辑 编校 编辑人员")
_PHONE = _any_of("联系电话 咨询电话 编辑部电话 办公电话 值班电话 热线电话 投稿电话 电话号码 电话")
_PUBLISHER = _any_of("编辑单位 主办单位 编印单位 编发单位 编制单位 编写单位 编印 主办")
_DATE_LABEL = _any_of("出版日期 印发日期 编印日期 出刊日期 发布日期 出版时间 印发时间 日期")
_TITLE_LABEL = _spread("刊名")
_NUMBER_LABEL = _any_of("期号 期数")
_REPORT_TO = _any_of("报送 抄报 报")
_COPY_TO = _any_of("抄送 送 分送")
_OTHER = _any_of(
    "主编 副主编 执行主编 总编 总编辑 副总编辑 编审 编务 编委 编委会 顾问 审核 审定 审稿 审阅 审签 终审 复审"
    " 初审 核稿 统稿 签发 签发人 校对 责任校对 排版 美编 美术编辑 版式设计 主管 主管单位 承办 承办单位 协办"
    " 协办单位 指导单位 地址 联系地址 通讯地址 邮编 邮政编码 网址 网站 传真 邮箱 电子邮箱 电子邮件 投稿邮箱"
    " 电子信箱 信箱 印数 印刷 印刷单位 准印证 准印证号 发送 主送 发 联系人 微信"
    " 公众号 微信公众号 内部资料 E-mail Email QQ"
)
_LABEL = re.compile(
    rf"(?P<editor>{_EDITOR})|(?P<phone>(?:{_PHONE}|TEL|Tel)(?:[/／、及和]{_SP}传{_SP}真)?)|(?P<publisher>{_PUBLISHER})|(?P<date>{_DATE_LABEL})"
    rf"|(?P<title>{_TITLE_LABEL})|(?P<number>{_NUMBER_LABEL})|(?P<report_to>{_REPORT_TO})|(?P<copy_to>{_COPY_TO})|(?P<other>{_OTHER})"
)
_NOTE = "(?:[（(][^（）()]{1,8}[）)])?"  # 联系电话（传真）：
_LABELLED = re.compile(rf"(?:^|(?<=[\s　；;，,|（(）)])|(?={_PHONE}))(?:{_LABEL.pattern}){_SP}{_NOTE}[：:]")
# 责任编辑 王 芳　联系电话 5550123: the colons are left out.
_HAN = "[\u3400-\u9fff]"
_BARE_NAME = rf"(?:{_HAN}{{2,4}}|{_HAN}[ \u3000]+{_HAN})(?=$|[ \t\u3000])"
_BARE_LABEL = re.compile(
    rf"(?<![^ \t\u3000])(?:({_EDITOR})[ \t\u3000]+({_BARE_NAME})"
    rf"|({_PHONE})[ \t\u3000]+([0-9][0-9\-]{{5,}}$))"
)
_PHONE_VALUE = re.compile(r"[0-9+(][0-9+\-() /、,;转]*[0-9)]")
_COUNT = "[0-9０-９]{1,3}|[一二三四五六七八九十百]{1,4}"
_TOTAL = rf"[（(〔]?{_SP}总{_SP}[第字]?{_SP}[0-9０-９一二三四五六七八九十百]{{1,5}}{_SP}期?(?:{_SP}[）)〕])?"
_WHOLE_TOTAL = re.compile(_TOTAL)
_NUMBER = re.compile(
    rf"(?:{YEAR}{_SP}年{_SP}|〔{DIGIT}{{4}}〕{_SP})?(?<!总)第{_SP}(?P<number>{_COUNT}){_SP}期(?:{_SP}[/／]?{_SP}(?P<total>{_TOTAL}))?"
)
_OFFICE_EDITS = re.compile(
    rf"(?P<office>\S.{{2,38}}(?:{OFFICE_ENDS})){_SP}(?:编{_SP}[辑印制发]|主{_SP}办|编)"
)
_PUBLISHER_ENDS = re.compile(rf"(?P<name>[\u3400-\u9fff]{{0,12}}?){_SP}(?:编{_SP}[辑印制发]|主{_SP}办|编)")
_COPIES = re.compile(r"[（(]?\s*(?:本期)?共?印\s*(?P<copies>[0-9]+)\s*份\s*[）)]?")
_SENT = re.compile(
    rf"(?:^|(?<=[\s\u3000。；;]))(?:(?P<report_to>{_REPORT_TO})|(?P<copy_to>{_COPY_TO})){_SP}[：:]"
)
# A stop that ends no list of offices.
_SENTENCE = re.compile(rf"。(?!{_SP}(?:$|[（(]?共?印|(?:{_REPORT_TO}|{_COPY_TO}){_SP}[：:]))")
_MARK = re.compile(
    r"内部(?:资料|刊物|文件|材料|参考)"
    r"(?:[ \u3000，,]*(?:注意保存|注意保密|妥善保管|请勿外传|不得外传|严禁外传|仅供参考))*"
)
_NAME_AND_PHONE = re.compile(
    rf"(?P<names>[^0-9+(（]+?){_SP}[（(]?(?P<phone>[0-9+(（][0-9+\-—–（）() ]{{5,}}?)[）)]?"
)
_OFFICE_BEHIND = re.compile(r"(?P<phone>[0-9+(（][0-9+\-—–（）() ]{5,}?)(?P<office>[\u3400-\u9fff].*)")
_LONGEST_NAME = 8  # characters; names of many peoples have more than those of Han
_SURNAME_ALONE = re.compile(rf"(?:{_EDITOR}){_SP}[：:]{_SP}[\u3400-\u9fff]")
_GIVEN_NAME = re.compile(r"[\u3400-\u9fff]{1,2}")
_SHORT = 40  # characters of 欢迎来稿，投稿邮箱：…
_SPREAD_YEAR = re.compile(r"[0-9]( +)[0-9]\1[0-9]\1[0-9](?= *年)")
_LONGEST = 90  # characters of a line of fields
_LONGEST_SENT = 600  # of offices that an issue is sent to


def parse_fields(text: str, origin: Origin) -> tuple[tuple[Found, ...], str]:
    """The fields in one line of a cover or colophon, and what of the line is none of them.

    No field where the line is something else. 编辑：王 芳　电话：5550123 holds two; 地址：… none.
    """
    text = _SPREAD_YEAR.sub(lambda match: "".join(match[0].split()), text.strip())
    if len(text) <= _LONGEST_SENT and _SENT.match(text) and not _SENTENCE.search(text):
        return _parse_sent(text, origin)
    if _MARK.fullmatch(text):
        return (Found("mark", (tidy_spaces(text),), origin),), ""
    if match := _COPIES.fullmatch(text):
        return (Found("copies", (match["copies"],), origin),), ""
    if not text or len(text) > _LONGEST or "。" in text or parse_source(text):
        return (), text
    if text[0] in "（(" and text[-1] in "）)" and _LABELLED.match(text[1:]):  # （编辑：王芳　电话：5550123）
        text = text[1:-1].strip()
    if (match := _OFFICE_EDITS.fullmatch(text)) and not (_NUMBER.search(text) or DATE.search(text)):
        return (Found("publisher", (tidy_spaces(match["office"].strip()),), origin),), ""
    text = _BARE_LABEL.sub(lambda match: "：".join(filter(None, match.groups())), text)
    labels = list(_LABELLED.finditer(text))
    if labels and not labels[0].start():
        return _parse_labelled(text, labels, origin)
    return _parse_number_line(text, origin)


def _parse_sent(text: str, origin: Origin) -> tuple[tuple[Found, ...], str]:
    """报送：… and 抄送：… with what stands behind: another of them (送：…), or how many were printed."""
    labels = list(_SENT.finditer(text))
    found: list[Found] = []
    for own, following in zip(labels, [*labels[1:], None], strict=True):
        value = text[own.end() : following.start() if following else len(text)]
        if copies := _COPIES.search(value):
            found.append(Found("copies", (copies["copies"],), origin))
            value = f"{value[: copies.start()]}{value[copies.end() :]}"
        value = value.strip(" \t\u3000；;，,。|")
        known = next((i for i, other in enumerate(found) if other.name == own.lastgroup), None)
        if value and known is not None:
            found[known] = Found(str(own.lastgroup), (f"{found[known].text}，{value}",), origin)
        elif value:
            found.append(Found(str(own.lastgroup), (tidy_spaces(value),), origin))
    return (tuple(found), "") if found else ((), text)


def _parse_labelled(
    text: str, labels: Sequence[re.Match[str]], origin: Origin
) -> tuple[tuple[Found, ...], str]:
    found: list[Found] = []
    rest: list[str] = []
    for label, following in zip(labels, [*labels[1:], None], strict=True):
        value = text[label.end() : following.start() if following else len(text)].strip(" \t\u3000；;，,|")
        name = label.lastgroup or "other"
        fields = _parse_value(name, value, origin)
        found += fields
        if value and not fields:
            rest.append(text[label.start() : following.start() if following else len(text)].strip())
    return tuple(found), "　".join(rest)


def _parse_value(name: str, value: str, origin: Origin) -> tuple[Found, ...]:
    """The field `name` with its `value`, and what else stands behind it; none where `value` cannot be one."""
    if name == "editor":
        match = _NAME_AND_PHONE.fullmatch(value)  # 王芳 5550123
        phone = _parse_phone(match["phone"]) if match else ()
        names = split_names(match["names"] if match and phone else value, _LONGEST_NAME)
        behind = (Found("phone", phone, origin),) if phone else ()
        return (Found("editor", names, origin), *behind) if names else ()
    if name == "publisher":
        others, office = _parse_number_line(value, origin)  # 某中心　2023年8月15日
        named = any(found.name == name for found in others)
        if not named and not 2 <= len(office) <= 40:
            return ()
        return others if named else (Found(name, (tidy_spaces(office),), origin), *others)
    values: tuple[str, ...] = ()
    if name == "phone":
        others = ()
        if match := _OFFICE_BEHIND.fullmatch(value):  # of the next cell: 5550123某中心　2023年8月15日
            others, _ = _parse_number_line(match["office"], origin)
        values = _parse_phone(match["phone"] if match and others else value)
        return (Found(name, values, origin), *others) if values else ()
    if name == "date":
        match = DATE.search(value)
        day = read_date(match) if match else ""
        values = (day,) if day else ()
    elif name == "number":
        match = _NUMBER.search(value) or re.fullmatch(r"(?P<number>[0-9]{1,3})()()", value)
        number = parse_number(match["number"]) if match else None
        values = (str(number),) if number else ()
    elif name == "title":
        values = (tidy_spaces(value),) if 2 <= len(value) <= 40 else ()
    return (Found(name, values, origin),) if values else ()


def _parse_phone(text: str) -> tuple[str, ...]:
    """One number, or several on one line as they stand; brackets, dashes and digits in half width."""
    match = _PHONE_VALUE.fullmatch(unicodedata.normalize("NFKC", text).replace("–", "-").replace("—", "-"))
    return (match[0].strip(),) if match and sum(map(str.isdigit, match[0])) >= 5 else ()


def has_label(text: str) -> bool:
    """Tell whether a line begins with a label of a colophon, is short and has one, or says how many were
    printed."""
    text = text.strip().lstrip("（(")
    label = _LABELLED.match(text) or (_LABELLED.search(text) if len(text) <= _SHORT else None)
    return bool(label) or bool(_COPIES.fullmatch(text))


def join_parted_name(texts: Sequence[str]) -> list[list[int]]:
    """The lines of `texts`, a name that a line or a program has parted put together: 编辑：王 and 芳, or
    2024年第9期　某市数据管理中 and 心　编."""
    groups: list[list[int]] = []
    for i, text in enumerate(texts):
        before = texts[i - 1] if i else ""
        surname = _GIVEN_NAME.fullmatch(text.strip()) and _SURNAME_ALONE.fullmatch(before.strip())
        if surname or _is_end_of_publisher(before, text):
            groups[-1].append(i)
        else:
            groups.append([i])
    return groups


def _is_end_of_publisher(before: str, text: str) -> bool:
    """Whether the office that edits the series goes on from a line with the number or date of the issue."""
    match = _PUBLISHER_ENDS.fullmatch(text.strip())
    if not match:
        return False
    alone, rest = parse_fields(before, Origin())
    own, _ = parse_fields(text, Origin())
    if not rest and any(found.name == "publisher" for found in own):
        return False  # a whole one, below a line that wants nothing
    whole, _ = parse_fields(before.rstrip() + text.strip(), Origin())
    offices = [found.text for found in whole if found.name == "publisher"]
    grown = offices and (not match["name"] or offices[0] not in {found.text for found in alone})
    return bool(alone and grown)


def _stands_apart(text: str, match: re.Match[str]) -> bool:
    """Whether what was matched is no part of a sentence: “第34期专题发布会” is no number of an issue."""
    before, after = text[: match.start()], text[match.end() :]
    return (
        len(before.strip()) <= 20
        and not re.search("[，、；：]", before)
        and not re.match(r"[^\s（(）)|·—/／-]", after)
    )


def _parse_number_line(text: str, origin: Origin) -> tuple[tuple[Found, ...], str]:
    """2024年第9期（总第189期）　2024年9月30日　某局 编: whatever of these stands on the line."""
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
    elif (match := _WHOLE_TOTAL.search(rest)) and _stands_apart(rest, match):
        found.append(Found("total", (match[0],), origin))
        rest = f"{rest[: match.start()]}\n{rest[match.end() :]}"
    if (match := DATE.search(rest)) and _stands_apart(rest, match) and (day := read_date(match)):
        found.append(Found("date", (day,), origin))
        rest = f"{rest[: match.start()]}\n{rest[match.end() :]}"
    kept: list[str] = []
    for part in filter(
        None, (part.strip(" \t\u3000（）()【】|·—-") for part in re.split(r"\n|\s{2,}", rest))
    ):
        edits = _OFFICE_EDITS.fullmatch(part)
        name = edits["office"] if edits else part
        if found and (edits or parse_office(part) == part):
            found.append(Found("publisher", (tidy_spaces(name.strip()),), origin))
        else:
            kept.append(part)
    return (tuple(found), "　".join(kept)) if found else ((), text)
