"""Punctuation: half-width and full-width, doubled marks, look-alikes, spaces, starts and ends."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bulletin.check.pairs import CLOSING
from bulletin.check.passages import Passage
from bulletin.check.rule import Checked, Finding
from bulletin.hanzi import is_chinese, is_han

_WIDE = {",": "，", ";": "；", ":": "：", "!": "！", "?": "？", ".": "。"}
_STOPS = "，。、；：！？"
_CHINESE = re.compile("[\u2e80-\uffef]")
_CHINESE_DIGITS = "一二三四五六七八九十"


def check_half_width(passage: Passage) -> Iterator[Finding]:
    """A half-width mark of Chinese text: beside a Han character, and no part of a number or a phrase."""
    text = passage.text
    if not _CHINESE.search(text):
        return
    for at, char in enumerate(text):
        if char not in _WIDE or passage.is_address(at) or at == 0:
            continue
        before, after = text[at - 1], text[at + 1 : at + 2]
        if char == "." and not (_ends_clause(before) and (not after or after in "”’）》")):
            continue  # check_points looks at the others
        if char == ":" and before.isdigit() and after.isdigit():
            continue
        beside = _ends_clause(before) or (after and is_han(after))
        latin = _is_latin(before) and (not after or _is_latin(after) or after == " " or char == "!")
        if beside and not latin and after != "." and before != ".":
            wide = _WIDE[char]
            if char == "?" and not _is_question(text, at):
                hint = "对照原稿补上丢了的字；真是问号，就改成“？”"
                yield Finding(at, at + 1, "这里的“?”多半是丢了的一个字", hint)
            else:
                yield Finding(at, at + 1, f"中文里用了半角的“{char}”", f"改成全角的“{wide}”", wide)


_ASKING = re.compile("吗|呢|么|吧|谁|哪|几|多少|多大|多久|如何|何|怎|[是能可会要应]否|啥|不[是会能]")
_CLAUSE = 40  # characters


def _is_question(text: str, at: int) -> bool:
    """Whether the “?” at `at` ends a question; where a program has lost a character, it leaves one, too."""
    if text[at - 1] in _STOPS + "（《“‘" or text[at + 1 : at + 2] == "?":
        return False
    clause = re.split("[，。；：！？]", text[max(0, at - _CLAUSE) : at])[-1]
    return at + 1 == len(text) or text[at + 1] in "”’）》" or bool(_ASKING.search(clause))


def _ends_clause(char: str) -> bool:
    """Whether `char` is Chinese, or a sign behind which Chinese goes on."""
    return is_chinese(char) or char in "%"


def _is_latin(char: str) -> bool:
    return char.isascii() and char[:1].isalpha()


def _is_enumerated(text: str, at: int) -> bool:
    """Whether the dot ends a number in Chinese digits, as 一. does."""
    start = at
    while start and text[start - 1] in _CHINESE_DIGITS:
        start -= 1
    return start < at and (start == 0 or not is_han(text[start - 1]))


def check_points(passage: Passage) -> Iterator[Finding]:
    """A half-width point in the middle of Chinese: a full stop, or the point of a foreign name."""
    for match in re.finditer(r"(?<=[\u4e00-\u9fff”’）》％%])\.(?![.A-Za-z”’）》]|$)", passage.text):
        at = match.start()
        if not passage.is_address(at) and not _is_enumerated(passage.text, at):
            hint = "是句号，改成“。”；是外国人名里的间隔号，改成“·”"
            yield Finding(at, at + 1, "中文里用了半角的“.”", hint)
    if opening := re.match(r"(?:19|20)\d\d([.)]) ?(?=年|[\u4e00-\u9fff]{2})", passage.text):
        hint = "是年份，写成“2024年”；是句号，改成“。”"
        yield Finding(*opening.span(1), f"年份后面是半角的“{opening[1]}”", hint)


def check_half_width_brackets(passage: Passage) -> Iterator[Finding]:
    """Half-width brackets around Chinese (GB/T 15834 §4.9.2)."""
    for match in re.finditer(r"（[^()（）]*(\))|(\()[^()（）]*）", passage.text):
        span, wide = (match.span(1), "）") if match[1] else (match.span(2), "（")
        yield Finding(*span, "括号一半全角、一半半角", f"改成全角的“{wide}”", wide)
    for match in re.finditer(r"\(((?:[^()（）]|（[^()（）]*）)*)\)", passage.text):
        if any(map(is_han, match[1])) and not passage.is_address(match.start()):
            hint = f"改成全角：（{match[1]}）"
            closing = (match.end() - 1, match.end(), "）")
            message = "中文外面用了半角的括号"
            yield Finding(match.start(), match.start() + 1, message, hint, "（", (closing,))


def check_half_width_around_latin(passage: Passage) -> Iterator[Finding]:
    """Half-width marks around letters and figures that stand in Chinese text: 发展(R&D)经费, 5G,AI等."""
    text = passage.text
    for match in re.finditer(
        r"(?<=[\u4e00-\u9fff])\([A-Za-z][^()\u2e80-\uffef]*\)(?=[\u2e80-\uffef]|$)", text
    ):
        if not passage.is_address(match.start()):
            hint = f"中文里的括号用全角：（{match[0][1:-1]}）"
            yield Finding(*match.span(), f"中文里用了半角的括号“{match[0]}”", hint)
    for match in re.finditer(
        r"(?:(?<=[\u4e00-\u9fff、，])|^)[A-Za-z0-9]+(?:,[A-Za-z][A-Za-z0-9]*)+(?=[\u4e00-\u9fff])", text
    ):
        if not passage.is_address(match.start()):
            message = f"中文里用了半角的逗号：“{match[0]}”"
            yield Finding(*match.span(), message, f"并列的用顿号：{match[0].replace(',', '、')}")
    for match in re.finditer(r"(?<=第)\d{1,2}(?:,\d{1,2})+(?=[\u4e00-\u9fff])", text):
        yield Finding(*match.span(), "中文里用了半角的逗号", f"写成“第{match[0].replace(',', '、')}”")


def check_full_width_in_number(passage: Passage) -> Iterator[Finding]:
    """A full-width point inside a number, full-width digits and letters, full-width signs in addresses."""
    for match in re.finditer(r"(?<=[0-9])．(?=[0-9])", passage.text):
        # 1．2024年: the number of an item, behind which its text begins.
        if _NUMBER_OF_ITEM.search(passage.text, max(0, match.start() - 3), match.start()) and (
            match.start() <= 2 or _YEAR.match(passage.text, match.end())
        ):
            continue
        yield Finding(match.start(), match.end(), "数字里用了全角的点", "小数点用半角", ".")
    for match in re.finditer(r"https?(：//|:／／|：／／)", passage.text):
        yield Finding(match.start(1), match.end(1), "网址里用了全角的符号", "改成半角的“://”", "://")
    for match in re.finditer(r"(?<=www)[。．]|(?<=[A-Za-z0-9_])＠(?=[A-Za-z0-9])", passage.text):
        right = "@" if match[0] == "＠" else "."
        yield Finding(*match.span(), "网址里用了全角的符号", f"改成半角的“{right}”", right)


_NUMBER_OF_ITEM = re.compile(r"(?:^|(?<![0-9.．]))[0-9]{1,2}$")
_YEAR = re.compile(r"(?:19|20)\d\d年")
# With the points inside, and the one behind the number of an item: 14．6, １．
_WIDE_WORD = re.compile(r"[０-９]{1,2}．(?![０-９0-9])|[０-９Ａ-Ｚａ-ｚ]+(?:[．／][０-９]+)*")


def check_full_width_letters(passage: Passage) -> Iterator[Finding]:
    """Digits and letters in full width (本刊惯例: half width, as in every printed issue)."""
    for match in _WIDE_WORD.finditer(passage.text):
        narrow = "".join(chr(ord(char) - 0xFEE0) for char in match[0])
        # “1. ” at the start of a paragraph would make it a list.
        makes_list = match.start() == 0 and passage.text[match.end() : match.end() + 1].isspace()
        right = narrow.replace(".", "\\.") if makes_list else narrow
        yield Finding(*match.span(), f"用了全角的“{match[0]}”", f"改成半角的“{narrow}”", right)


def check_doubled_marks(passage: Passage) -> Iterator[Finding]:
    """Two marks of pause or stop in a row, but for ！！ ？！ (GB/T 15834 §4.2.3, §4.3.3)."""
    for match in re.finditer(f"[{_STOPS}]{{2,}}", passage.text):
        marks = match[0]
        if set(marks) <= {"！", "？"} or (set(marks) == {"。"} and len(marks) > 2):
            continue  # check_ellipsis takes 。。。
        same = len(set(marks)) == 1
        hint = f"只留一个“{marks[0]}”" if same else "只留对的那一个"
        yield Finding(*match.span(), f"标点“{marks}”连在一起", hint, marks[0] if same else None)


def check_stop_behind_quote(passage: Passage) -> Iterator[Finding]:
    """A full stop inside a quotation and another behind it (GB/T 15834 §4.8)."""
    for match in re.finditer("。”。", passage.text):
        yield Finding(*match.span(), "引号里外都用了句号", "整句引用只留里面的，部分引用只留外面的")


_NAMED = {("“", "”"), ("‘", "’"), ("「", "」"), ("（", "）"), ("《", "》")}  # the sign itself, not its use


def check_ellipsis(passage: Passage) -> Iterator[Finding]:
    """An ellipsis of points or of half the length, or beside 等 (GB/T 15834 §4.11)."""
    for match in re.finditer(r"……等等?(?=[，。；）]|$)|(?<=[\u4e00-\u9fff])等等……", passage.text):
        yield Finding(*match.span(), "省略号和“等”意思一样", "只留一个")
    for match in re.finditer(r"\.{3,}|。{3,}|(?<!…)…(?!…)", passage.text):
        around = passage.text[max(0, match.start() - 1) : match.end() + 1]
        if around[:1] in {"，", ","}:
            continue  # 1，2，…，n
        if match[0] == "…" and (around[:1], around[-1:]) in _NAMED:
            continue  # “…”表示数据不足
        if any(map(is_chinese, around.replace("…", ""))) and not passage.is_address(match.start()):
            yield Finding(*match.span(), f"省略号写成了“{match[0]}”", "省略号是六个点：……", "……")


_NO_WORD = "〔（([0123456789"  # 氨氮--〔10〕: no number is there


def check_dash(passage: Passage) -> Iterator[Finding]:
    """A dash of hyphens, or of the look-alike U+2015 (GB/T 15834 §4.10)."""
    for match in re.finditer(r"(?<=[\u4e00-\u9fff”》）]) +[-–—] +(?=[\u4e00-\u9fff“《])", passage.text):
        yield Finding(
            *match.span(), f"破折号写成了“{match[0].strip()}”", "破折号用“——”，连接号用“—”，前后不空"
        )
    for match in re.finditer(r"-{2,}|[―─]+", passage.text):
        around = passage.text[max(0, match.start() - 1) : match.end() + 1]
        if any(is_han(char) for char in around) and not _is_latin(around[-1]) and around[-1] not in _NO_WORD:
            right = "——" if match[0][0] == "-" or len(match[0]) > 1 else "—"
            is_certain = all(is_han(char) or char in "“”《》（）" for char in (around[0], around[-1]))
            fix = right if is_certain else None
            yield Finding(*match.span(), f"破折号写成了“{match[0]}”", f"改成“{right}”", fix)


def check_look_alikes(passage: Passage) -> Iterator[Finding]:
    """○ or 0 for 〇 in a year of Chinese digits; • for · in a name."""
    for match in re.finditer(r"[一二三四五六七八九〇○0Oo零]{4}(?=年)", passage.text):
        if re.search("[一二三四五六七八九]", match[0]) and re.search("[○0Oo零]", match[0]):
            right = re.sub("[○0Oo零]", "〇", match[0])
            yield Finding(*match.span(), f"“{match[0]}”里的零写错了", f"改成“{right}”", right)
    for match in re.finditer(r"(?<=[\u4e00-\u9fff])[•・‧](?=[\u4e00-\u9fff])", passage.text):
        yield Finding(*match.span(), f"间隔号写成了“{match[0]}”", "改成“·”", "·")
    # l and O for 1 and 0; Cyrillic and Greek capitals for Latin ones.
    for match in re.finditer(
        r"(?<![A-Za-z0-9-])(?:(?P<one>l)\d{2,}(?![A-Za-z-])|\d+(?P<nought>[Oo])(?=[%％]|[\u4e00-\u9fff]))",
        passage.text,
    ):
        group, digit = ("one", "1") if match["one"] else ("nought", "0")
        if not passage.is_address(match.start()):
            message = f"数字里混进了字母“{match[group]}”"
            yield Finding(*match.span(group), message, f"改成“{digit}”", digit)
    for match in re.finditer(r"[\u0400-\u04ff](?=[A-Za-z-])|(?<=[A-Za-z])[\u0400-\u04ff]", passage.text):
        yield Finding(*match.span(), f"“{match[0]}”不是英文字母", "改用英文字母重打")


# Format characters (Unicode category Cf), and the soft hyphen between characters that no hyphen divides.
_INVISIBLE = re.compile(
    "[\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
    "|(?<=[\u4e00-\u9fff])\u00ad|\u00ad(?=[\u4e00-\u9fff])"
)


def check_invisible(passage: Passage) -> Iterator[Finding]:
    """A character that nobody sees; print and page leave it out, a search stumbles over it."""
    for match in _INVISIBLE.finditer(passage.text):
        message = f"有看不见的字符 U+{ord(match[0]):04X}"
        yield Finding(*match.span(), message, "删去（印出时会自动略去）", "")


_HAN = "[\u4e00-\u9fff]"
_SPACE = re.compile(
    rf"(?<=[\u4e00-\u9fff，。、；：])[ \u00a0\u3000]+(?={_HAN})"
    rf"|(?<=\d)(?<![表图件]\d)(?<![表图件]\d\d)\u3000(?={_HAN})"
)
_SENTENCE_MARK = re.compile("[，。；！？]")
_NUMBERED_LINE = re.compile(
    r"[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.．、]"
)
_RUN_BEFORE, _RUN_AFTER = re.compile(rf"{_HAN}*\Z"), re.compile(rf"{_HAN}*")
# A slogan or a name of two parts: “广聚人才 兴旺产业”, 《导则　产业园区》.
_IN_TWO = re.compile(r"[“《：][^“”《》，。；]*[\u4e00-\u9fffA-Za-z0-9]{4,}$")
_IN_TWO_ENDS = re.compile(r"[\u4e00-\u9fffA-Za-z0-9]{4,}[^“”《》，。；]*[”》]")
_DAY_AHEAD = re.compile("(?:^|[（(])[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日$")
_CHAPTER = re.compile(
    r"第[一二三四五六七八九十百千零\d]+[条章节篇编讲课款回集届期部卷](?:之[一二三四五六七八九十]+)?$|(?:^|[\s（(])\d{1,2}(?:\.\d{1,2})*$"
)
# 本刊记者 王明 摄, 新华社某地某月某日电　题：, （通讯员 李红）.
_CREDIT_AHEAD = re.compile(
    "(?:记者|通讯员|摄影|编辑|责编|责任编辑|校对|审核|供稿|作者|撰文|主持人?|来源|电|讯|上接第.版)$"
)
_CREDIT_BEHIND = re.compile(
    f"(?:{_HAN}{{1,8}}[ \u00a0\u3000])?(?:摄(?:影|制)?|供图|制图|供稿|绘图?|文|图|报道)(?!{_HAN})|题："
)
_CREDITED = re.compile(f"(?:记者|通讯员)[ \u00a0\u3000]{_HAN}{{2,4}}$")
_SIGNED = re.compile(f"{_HAN}{{2,4}}(?:[ \u00a0\u3000]{_HAN}{{2,4}})*[）)]")  # （某研究院研究员 王明）
_POST_AHEAD = re.compile(
    "(?:省长|市长|县长|区长|州长|旗长|主席|主任|局长|厅长|书记|院长|检察长|代表|先生|女士|同志)$"
)
# 省委办公厅 省政府办公厅: those who issue something together.
_OFFICE = "(?:厅|局|委|部|办|院|府|署|社|室|处|会|联|中心|公司|集团)"
_OFFICE_AHEAD, _OFFICE_BEHIND = (
    re.compile(f"{_HAN}{_OFFICE}$"),
    re.compile(f"{_HAN}{{1,16}}?{_OFFICE}"),
)
_LABEL_AHEAD = re.compile(r"(?:^|[。；：！？（(\s])[\d、.]*$")
_LONGEST_LABEL = 8
_SEEN = 40  # characters on either side


def check_space(passage: Passage) -> Iterator[Finding]:
    """A space between two Chinese characters; in titles, slogans and what is no sentence it is meant."""
    if passage.role in {"Title", "Field"}:
        return
    text = passage.text
    if not _SENTENCE_MARK.search(text) and not _NUMBERED_LINE.match(text):
        return
    for match in _SPACE.finditer(text):
        if not _is_meant(passage, match):
            behind = passage.text[match.start() - 1]
            message = "两个汉字中间有空格" if is_han(behind) or behind.isdigit() else f"“{behind}”后面有空格"
            yield Finding(*match.span(), message, "不是有意空开的，就删去")


def _is_meant(passage: Passage, match: re.Match[str]) -> bool:
    """Whether a space is how something is set: 王　芳, 总　则, 主持人：　, 摘要　, 记者 王明 摄."""
    text, is_wide = passage.text, "\u3000" in match[0]
    before, after = text[max(0, match.start() - _SEEN) : match.start()], text[match.end() :][:_SEEN]
    behind, ahead = _RUN_BEFORE.search(before), _RUN_AFTER.match(after)
    left, right = len(behind[0]) if behind else 0, len(ahead[0]) if ahead else 0
    if _is_behind_strong(passage, match.start()) or _CHAPTER.search(before) or _DAY_AHEAD.search(before):
        return True
    if _CREDIT_AHEAD.search(before) or _CREDIT_BEHIND.match(after) or _SIGNED.match(after):
        return True
    if after.startswith("摄") and _CREDITED.search(before):
        return True
    if after.startswith("第") and before.endswith(("令", "公告")):
        return True
    if _POST_AHEAD.search(before) and 2 <= right <= 4:
        return True
    if _OFFICE_AHEAD.search(before) and _OFFICE_BEHIND.match(after):
        return True
    if _IN_TWO.search(before) and _IN_TWO_ENDS.match(after):
        return True
    if len(match[0]) > 1 and left == 1 and len(before) == 1:
        return True  # 赵  丽  审判员; the name that a line begins with
    beyond = {before[:-1][-1:], after[1:2]}  # 王 芳, not 全 市 科 技
    is_name = (left, right) == (1, 1) and not beyond & {" ", "\u00a0"}
    if not is_wide:
        return is_name
    # A full-width space is typed on purpose, but for one inside a sentence.
    if len(match[0]) > 1 or left <= 1 or right <= 1:
        return True
    return left <= _LONGEST_LABEL and bool(_LABEL_AHEAD.search(before[: len(before) - left]))


def _is_behind_strong(passage: Passage, at: int) -> bool:
    """Whether the space at `at` follows a mark of strong text in the source: Markdown wants one behind
    **问：**, and behind a label in bold it is what print has there."""
    line, column = passage.places[at]
    return passage.file.lines[line - 1][: column - 1].endswith("*")


def check_start(passage: Passage) -> Iterator[Finding]:
    """A passage that begins with a mark no line may begin with."""
    if passage.text[:1] in (set(_STOPS) | set(CLOSING)) - {"’"}:
        hint = "补上前面漏掉的字，或删去这个标点"
        yield Finding(0, 1, f"这一段以“{passage.text[0]}”开头", hint)


# Lines that are no sentences.
_LABEL = re.compile(r"[\u4e00-\u9fff]{2,6}：|\d{1,2}[.．、]|图为|[图表](?:\d|[一二三四五六七八九十])|专栏")
_LABELS = (
    "附件",
    "联系",
    "地址",
    "网址",
    "电话",
    "邮箱",
    "来源",
    "资料来源",
    "注：",
    "作者",
    "单位",
    "（",
    "——",
)
_CREDIT = re.compile("摄(?:影|制)?$|(?:供图|制图|供稿|绘图|资料图|报道|编辑|整理)$")
# In one clause: behind its date, where something was said or passed. A time of a timetable, a number to dial.
_DATED_LINE = re.compile(
    r"^[（(]?[\d一二三四五六七八九〇○零]{4}年[^。；]*(?:会议上|通过|修订|修正|发布|公布|施行)$|\d{1,2}[:：]\d{2}$|\d{7,}$"
)


def check_end(checked: Checked) -> Iterator[tuple[Passage, Finding]]:
    """A paragraph that stops without a mark, or with one that means more is to come."""
    for passages in checked.list_articles():
        listed = _list_of_commas(passages)
        for number, (passage, following) in enumerate(zip(passages, [*passages[1:], None], strict=True)):
            text = passage.text
            if (
                passage.role != "P"
                or len(text) < 2
                or "\t" in text
                or text.startswith(_LABELS)
                or _LABEL.match(text)
                or _CREDIT.search(text)
            ):
                continue
            last, end = text[-1], len(text)
            if last in "，、" and _is_line_of_title(number, passages):
                continue
            if last in "，、" and not _is_verse(passage, following) and number not in listed:
                yield passage, Finding(end - 1, end, f"这一段以“{last}”结尾", "补上漏掉的字，或改成“。”")
            elif following and _is_formula(following.text):
                continue  # it runs on into the formula set below it
            elif (
                _is_sentence(text)
                and not passage.is_address(end - 1)
                and (is_han(last) or last.isalnum() or last in "%％" or _quotes_no_stop(text))
            ):
                yield passage, Finding(end - 1, end, "这一段没有句末的标点", "补上“。”")


def _list_of_commas(passages: Sequence[Passage]) -> set[int]:
    """The passages, by number, of lists whose short items end in a comma each: 主任，副主任若干人，"""
    items = {
        number
        for number, passage in enumerate(passages)
        if passage.role == "P" and passage.text[-1:] == "，" and len(passage.text) <= _LONGEST_ITEM
    }
    return {n for n in items if {n - 1, n + 1} & items} | {n - 1 for n in items if n + 1 in items}


_LONGEST_ITEM = 20
_LONGEST_VERSE = 16
# 关于…的通知: the name of a document, ahead of its text.
_NAME_OF_DOCUMENT = re.compile(
    "[^，。；：！？]+(?:通知|通告|公告|公报|意见|决定|办法|方案|细则|指引|指南|规定|规划|计划|报告|批复|复函|标准|清单|解读|纪要)"
)


_FIRST_LINES = 8
_LONGEST_OF_TITLE = 30


def _is_line_of_title(number: int, passages: Sequence[Passage]) -> bool:
    """Whether a line near the start is one of a title that is set on several lines: 关于… ahead of it."""
    if number > _FIRST_LINES or number + 1 == len(passages):
        return False
    near = passages[max(0, number - 2) : number + 2]
    around = [passage.text for passage in near if passage.role != "Title"]
    is_short = all(len(text) <= _LONGEST_OF_TITLE and not re.search("[。；]", text) for text in around)
    return is_short and any("关于" in text for text in around[:-1])


def _is_verse(passage: Passage, following: Passage | None) -> bool:
    """Whether a line that ends in a comma is followed by another of its length: one of a poem."""
    length = len(passage.text)
    is_short = length <= _LONGEST_VERSE and following is not None
    return is_short and following is not None and (following.role, len(following.text)) == ("P", length)


_COLUMN = re.compile(r"(?<=\S)\u3000+(?=\S)")
_RELATION = re.compile("[=＝≈≤≥]")
_FEW_HAN = 0.3  # of the characters of a formula that names what it reckons with


def _is_formula(text: str) -> bool:
    """Whether a paragraph is a formula on a line of its own."""
    return bool(_RELATION.search(text)) and sum(map(is_han, text)) < _FEW_HAN * len(text)


def _is_sentence(text: str) -> bool:
    """Whether a text is so long that it should end in a mark: Chinese, and no line of names or of columns."""
    if len(text) <= 30 or not _CHINESE.search(text) or _NAME_OF_DOCUMENT.fullmatch(text):
        return False
    if _is_formula(text) or len(_COLUMN.findall(text)) > 1 or _DATED_LINE.search(text):
        return False
    return bool(re.search("[，。；！？]", text))


def _quotes_no_stop(text: str) -> bool:
    return text[-1] == "”" and text.rstrip("”’）》")[-1:] not in tuple("。！？…?!")
