"""The lines under a title → who wrote the text, where it comes from, and what of them is neither."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bulletin.hanzi import HAN_NUMBER
from bulletin.importing.dates import PUBLICATION, is_date_line
from bulletin.importing.names import is_personal_name, split_names
from bulletin.importing.offices import is_unit, may_precede_name
from bulletin.importing.patterns import BULLETS, is_credit, parse_author, parse_source
from bulletin.importing.recognise.titles.labels import find_label
from bulletin.importing.recognise.tuning import TUNING
from bulletin.importing.spacing import close_spread, tidy_spaces

_AUTHOR = (
    r"(?:文章|稿件|新闻)?作\s*者|撰\s*稿人?|供\s*稿人?|执\s*笔人?|通讯员|(?:本[报刊网台])?记\s*者|文字|文"
    r"|发布者|发布人|录入者?|上传者?"
)
_SOURCE = (
    r"(?:文章|稿件|信息|新闻|内容)?来\s*源|供稿单位|报送单位|来稿单位|摘\s*自|转\s*自|出处"
    r"|发布(?:机构|单位|部门)"
)
_DROPPED = (
    r"(?:发布|发表|更新|发稿|录入|编辑|创建|上传|成文|印发)?\s*(?:日\s*期|时\s*间)|责任编辑|编辑|审核|审稿|校对|摄影|点击(?:次数|数|率|量)?|"
    r"浏览(?:次数|量|数)?|阅读(?:次数|量|数)?|访问(?:次数|量)?|人气|字\s*[体号]|字体大小|打印|分享(?:到)?|收藏|浏览|阅读|点击"
)
_WEB = re.compile(
    r"(?:发布|发表|更新|发稿|录入|编辑|创建|上传)\s*(?:日\s*期|时\s*间)|点击|浏览|阅读|访问|人气|字\s*[体号]|打印|分享|收藏"
)
_LABEL = re.compile(rf"(?:(?P<author>{_AUTHOR})|(?P<source>{_SOURCE})|(?P<dropped>{_DROPPED}))\s*[：:]\s*")
_UNIT_AND_NAME = re.compile(r"(?P<unit>[^\s：:][^：:]{1,30}?)[\s\u3000]+(?P<name>\S(?:[\s\u3000]*\S){1,3})")
_SEPARATORS = " \t\u3000|｜/／·,，;；"
_JOURNALIST = re.compile(
    r"[（(]?(?:本[报刊网台])?(?:记者|通讯员|特约记者|见习记者)[\s\u3000]*(?P<names>[\u3400-\u9fff·\s\u3000、]{2,40}?)(?:报道|摄)?[）)]?"
)
# A paper or a site, and who writes for it: 某某日报记者 王芳 李涛, 【文/某网专栏作者 王芳】, 王芳/某某日报.
_PRESS = r"[\u3400-\u9fff·]{1,14}[报网社刊台]|《[^》]{1,12}》|[\u3400-\u9fff·]{1,8}新闻"
_ROLE = r"(?:本[报刊网台社])?(?:见习|特约|实习|首席|专栏|全媒体)?(?:记者|作者|作家|评论员|撰稿人?|通讯员)"
_REPORTER = re.compile(rf"(?:{_PRESS}){_ROLE}[\s\u3000]+(?P<names>\S.{{1,40}})")
_WRITTEN = re.compile(
    r"(?:文[/／]?图[/／：:\s]|(?:文(?![/／]图)|撰文|执笔|采写)\s*[/／丨｜：:])\s*"
    rf"(?:(?P<press>{_PRESS})?(?:{_ROLE})?(?:[\s\u3000]+|：))?"
    r"(?P<names>\S.{1,40}?)(?:[\s\u3000]+(?:图片?|摄影)\s*[/／：:]\s*(?P<pictures>\S.{1,20}?))?"
    r"(?P<rest>[\s\u3000]+(?:编辑|校对|审核)\s*[/／：:].*)?"
)
_OF_PRESS = re.compile(rf"(?P<names>[\u3400-\u9fff]{{2,4}})\s*[/／]\s*(?P<press>{_PRESS})")
_AFFILIATED = re.compile(
    r"[（(]\s*[0-9.]*\s*[\u3400-\u9fff（）()]{1,24}(?:大学(?!生)|学院|研究[院所]|实验室|医院|公司|中心|[局厅所会系部馆站])"
    r"(?:[\s,，、;；.·0-9][^。！？（()）]{0,60})?[）)]"
)
# Whoever writes in an account of WeChat: 原创 2017-05-22 张三 某某社区, its date between or at the end.
_ORIGINAL = re.compile(r"原创[\s\u3000:：]+(?P<rest>\S.*)")
_PEN_NAME = re.compile(r"[\u3400-\u9fffA-Za-z0-9·_.-]{2,12}")
_WESTERN = re.compile(r"[A-Z][A-Za-z.'-]{1,15}(?: [A-Z][A-Za-z.'-]{0,15}){0,2}")
_MEMBER = re.compile(
    r"(?:小组|课题组|项目组)?(?:组\s*长|组\s*员|成\s*员|小组成员)\s*[：:]\s*(?P<names>[\u3400-\u9fff·\s\u3000、，,0-9]{2,80})"
)
_POSTAL = re.compile(
    r"[,，;；]\s*[\u3400-\u9fff]{2,4}\s*[\u3400-\u9fff]{0,4}[,，;；\s]\s*[0-9]{6}$"
)  # 江西 南昌，330013
_REGISTERED = re.compile(r"(?<![0-9A-Za-z])[0-9]{6,14}(?![0-9A-Za-z])")  # the number of a student
_RAISED = re.compile(r"(?<=[\u3400-\u9fff])\s*(?:[0-9*＊,，†‡¹²³⁴⁵①-⑨]+|\[[0-9,]+\])(?=$|[\s\u3000,，、;；])")

# What a student writes ahead of a name: 2013级, 15机设2班, 二年三班, 20121003436.
_CLASS = re.compile(
    r"[0-9]{6,14}|[0-9]{2,4}级?[\u3400-\u9fff]{0,10}[0-9]{0,4}[级班]|[\u3400-\u9fff]{2,10}[0-9]{1,4}[级班]"
    rf"|{HAN_NUMBER}年级?[（(]?{HAN_NUMBER}[)）]?班"
)
# What names of other languages are written with: 约翰·里奥, 买买提·吐尔逊.
_SOUNDS = (
    "阿埃艾爱安奥巴白班包保鲍贝比彼毕别宾波伯博布查达戴丹德登狄迪蒂杜多厄尔恩法菲费芬佛弗福盖甘高戈格贡古哈海汉豪赫亨霍基吉加贾杰金"
    "卡凯坎考柯科克肯库拉莱兰朗劳雷里利莉列林琳卢鲁路伦罗洛马玛迈曼梅蒙米密明莫默姆穆纳南内尼娜妮努诺欧帕佩彭皮珀普齐奇切琼热荣儒瑞"
    "萨塞桑沙莎圣史舒斯司丝苏索塔泰汤唐特提托瓦旺威韦维温文翁沃乌西希夏谢辛休许雅亚扬耶伊因英尤约翰扎詹赞朱兹佐买吐逊力木丽孜合江古孙"
    "依布都热衣夏肉再艳其"
)
_DOTTED = re.compile(rf"[{_SOUNDS}]{{1,6}}(?:·[{_SOUNDS}]{{1,6}}){{1,3}}")


@dataclass(frozen=True, slots=True)
class Byline:
    """What a line under a title says: the names of who wrote the text, where it comes from, what of the line
    is left over (dates, counters), and what of it is to stay in the text, "" for none. `labelled` says that
    words such as 作者 stand in it, `joins` that the lines beside it may name others of the same group."""

    author: tuple[str, ...] = ()
    source: str = ""
    dropped: tuple[str, ...] = ()
    rest: str = ""
    labelled: bool = False
    joins: bool = False

    def __bool__(self) -> bool:
        return bool(self.author or self.source or self.dropped)


def parse_byline(text: str, *, apart: bool) -> Byline:
    """What a line under a title says of its author and source; an empty one where it is something else.

    `apart` says that the line is set as no text is (in the middle, at the right, in brackets): then names and
    offices need no label.
    """
    line = text.strip()
    if not line or len(line) > TUNING.byline_line or "。" in line[:-1]:
        return Byline()
    if labelled := _parse_labelled(line):
        return labelled
    if pressed := _parse_pressed(line) or _parse_members(line):
        return pressed
    if is_credit(line):
        return Byline(parse_author(line), parse_source(line), labelled=True)
    if match := _JOURNALIST.fullmatch(line):
        names = split_names(match["names"], TUNING.byline_name)
        if names:
            return Byline(names, labelled=True)
    bracketed = line[0] in "（([【—" and len(line) > 2
    found = _parse_bare(line)
    # No text is names alone, or an office and somebody's name, or an office and a date.
    named = bool(found.author) and (not found.source or is_unit(found.source))
    dated = bool(found.rest)
    return found if apart or bracketed or named or dated or found.labelled else Byline()


def _parse_labelled(line: str) -> Byline:
    """来源：某局　作者：张三　发布时间：2023-05-06　浏览：12次."""
    labels = list(_LABEL.finditer(line))
    if not labels:
        return Byline()
    ahead = line[: labels[0].start()].strip("（([【 \t\u3000")
    if ahead and not PUBLICATION.fullmatch(ahead):
        return Byline()
    author: tuple[str, ...] = ()
    source = ""
    dropped = [ahead] if ahead else []
    for label, following in zip(labels, [*labels[1:], None], strict=True):
        value = line[label.end() : following.start() if following else len(line)]
        value = value.strip().strip("）)]】" + _SEPARATORS).strip()
        match = PUBLICATION.search(value) if label.lastgroup != "dropped" else None
        if match:  # 来源：某局 2023-05-06
            dropped.append(match[0])
            value = f"{value[: match.start()]} {value[match.end() :]}".strip(_SEPARATORS)
        if label.lastgroup == "author" and value and not author:
            names = split_names(value, TUNING.byline_name) or _parse_pressed(value).author
            author = names or (tidy_spaces(value),)
        elif label.lastgroup == "source" and value and not source:
            source = tidy_spaces(value)
        else:
            dropped.append(f"{label[0]}{value}")
    told = author or source or any(_WEB.match(part.strip()) for part in dropped)
    if not told:  # 时间：9月1日, of a meeting
        return Byline()
    return Byline(author, source, tuple(part.strip() for part in dropped if part.strip()), labelled=True)


def _parse_pressed(line: str) -> Byline:
    """Who wrote a text and took its pictures, and for which paper."""
    words = line[1:-1].strip() if line[0] in "（(【[" and line[-1] in "）)】]" else line
    for pattern in (_REPORTER, _WRITTEN, _OF_PRESS):
        if not (match := pattern.fullmatch(words)):
            continue
        said = match.groupdict()
        names = split_names(said["names"].replace("&", "、"), TUNING.byline_name)
        if names and (pattern is _WRITTEN or all(map(is_personal_name, names))):
            names += split_names(said.get("pictures") or "", TUNING.byline_name)
            source, rest = (said.get("press") or "").strip("《》"), (said.get("rest") or "").strip()
            return Byline(tuple(dict.fromkeys(names)), source, (rest,) if rest else (), labelled=True)
    return Byline()


def _parse_members(line: str) -> Byline:
    """Who is of the group that wrote a text, with their numbers: 组员：张三 2022060248."""
    match = _MEMBER.fullmatch(line)
    if not match:
        return Byline()
    numbers = tuple(_REGISTERED.findall(match["names"]))
    names = split_names(_REGISTERED.sub("、", match["names"]).strip("、"), TUNING.byline_name)
    if not names or not all(map(is_personal_name, names)):
        return Byline()
    return Byline(names, dropped=numbers, labelled=True, joins=True)


def _parse_account(words: str) -> Byline:
    """Who wrote for an account of WeChat, and which it is, of what stands behind 原创: 张三 某某社区."""
    pieces = words.split()
    if not 1 <= len(pieces) <= TUNING.byline_pieces or not all(map(_PEN_NAME.fullmatch, pieces)):
        return Byline()
    author, account = (pieces[0], pieces[1]) if len(pieces) > 1 else ("", pieces[0])
    return Byline((author,) if author else (), account, tuple(pieces[2:]), labelled=True)


def _parse_bare(line: str) -> Byline:
    """张 三, 某市科技局, 某市科技局　张三, （某市科技局　2023年5月）."""
    words = line.strip(f"—－─-{BULLETS} \u3000")
    if words[:1] in tuple("（([【") and words[-1:] in tuple("）)]】"):
        words = words[1:-1].strip()
    if is_date_line(words) or not words:
        return Byline()
    date = ""
    if match := PUBLICATION.search(words):
        date = match[0].strip()
        words = f"{words[: match.start()]} {words[match.end() :]}".strip(_SEPARATORS)
    if original := _ORIGINAL.fullmatch(words):
        found = _parse_account(original["rest"])
        return replace(found, dropped=("原创", *found.dropped), rest=date) if found else found
    if date and _WESTERN.fullmatch(words):
        return Byline((words,), rest=date)
    numbers = tuple(_REGISTERED.findall(words))
    bare = " ".join(_REGISTERED.sub(" ", _RAISED.sub("", words)).split(" "))
    names = split_names(bare, TUNING.byline_name)
    if names and _are_people(names):
        return Byline(names, rest=date)
    if students := _parse_students(bare):
        return Byline(students, rest=date)
    if line != words and _AFFILIATED.fullmatch(f"（{words}）"):
        place = _POSTAL.search(words)
        unit = words[: place.start()] if place else words
        return Byline(source=tidy_spaces(unit), dropped=(place[0],) if place else (), rest=date)
    if (match := _UNIT_AND_NAME.fullmatch(bare)) and may_precede_name(match["unit"]):
        people = split_names(match["name"], TUNING.byline_name)
        if people and all(map(is_personal_name, people)):
            return Byline(people, tidy_spaces(match["unit"].strip()), numbers, rest=date)
    offices = close_spread(words).split()
    if date and len(offices) > 1 and all(map(is_unit, offices)):
        return Byline(source=" ".join(offices), rest=date)
    office = close_spread(words)
    if len(office) <= TUNING.byline_longest and is_unit(office) and find_label(office) is None:
        return Byline(source=tidy_spaces(office), rest=date)
    return Byline()


def _are_people(names: Sequence[str]) -> bool:
    """Whether words are names: all read so, or most of several, as names of many peoples do not; or a single
    one that a dot parts, 约翰·里奥."""
    read = sum(map(is_personal_name, names))
    if read == len(names):
        return True
    if len(names) == 1:
        return bool(_DOTTED.fullmatch(names[0]))
    return read > 1 and read > len(names) // 2


def _parse_students(words: str) -> tuple[str, ...]:
    """The names behind a number or a class: 2013级 高飞, 115040100224 15机设2班 王芳."""
    pieces = words.split()
    ahead = next((i for i, piece in enumerate(pieces) if not _CLASS.fullmatch(piece)), len(pieces))
    names = split_names(" ".join(pieces[ahead:]), TUNING.byline_name) if ahead else ()
    return names if names and all(map(is_personal_name, names)) else ()
