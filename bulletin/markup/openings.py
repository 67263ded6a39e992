"""The text of a line → how it begins and how it ends: as an item, a label, a signature; open or closed."""

from __future__ import annotations

import re
from enum import Enum
from itertools import pairwise

from bulletin.captions import compile_caption
from bulletin.hanzi import HAN_NUMBER, parse_numeral

# 二、三季度, 五、六名: a number and the next one are no item's.
_COUNTS_ON = "|".join(f"{a}、{b}" for a, b in pairwise("一二三四五六七八九十"))
_CHAPTER = re.compile(rf"(?!{_COUNTS_ON}){HAN_NUMBER}、")
# GB/T 9704—2012 7.3.3: 一、 （一） 1. （1), and the other ways to write them; not 1.5亿, 2、3月, 二、三季度;
# but 1、2025年….
_NUMBER = re.compile(
    rf"{HAN_NUMBER}[．.]|[（(]{HAN_NUMBER}[）)](?![条款项])|第{HAN_NUMBER}[章节条编]"
    r"|[0-9０-９]{1,2}[.．、](?:(?=(?:19|20)[0-9]{2}\s?[—–-]?[0-9]{0,4}年)|(?![0-9０-９]))|[（(]?[0-9０-９]{1,2}[）)]"
    r"|[①-⓿㈠-㈩❶-❿]|第[0-9]{1,3}[章节条编]|[A-Ha-h][.．、](?![A-Za-z])"
    r"|(?:[Ⅰ-Ⅻⅰ-ⅻ]|[IVX]{1,4})[.．、](?![A-Za-z])"
)
_ITEM_NUMBER = re.compile(rf"([（(]?)([0-9０-９]{{1,2}}|{HAN_NUMBER})([）)]|[、．.](?![0-9０-９]))")
_BULLET = re.compile("[★☆●○◆◇■□▲△▶►▷※•▪‣➢➤✓✔√☑◎]|·(?![A-Za-z\\u4e00-\\u9fff]{1,4}·)")
_CAPTION = re.compile(rf"{compile_caption().pattern}[\s　:：.．]")
# What minutes, notices, interviews and signatures call their lines.
_LABELS = (
    "问|答|注|附注|备注|时间|地点|日期|主题|主持|主持人|出席|列席|缺席|请假|参加|参会|参会人员|参加人员|出席人员|列席人员|"
    "记录|记录人|记者|嘉宾|联系人|联系电话|联系方式|电话|手机|传真|邮箱|电子邮箱|邮编|邮政编码|地址|通讯地址|通信地址|网址|"
    "单位|来源|稿源|作者|编辑|责编|责任编辑|校对|审核|签发|摄影|供稿|通讯员|甲方|乙方|丙方|甲|乙|丙|"
    "主送|抄送|报送|报|送|会议时间|会议地点|会议主题|报到时间|报到地点|开户行|开户名|户名|账号|附"
)
_ATTACHED = r"附\s*[件表录]\s*[0-9０-９一二三四五六七八九十]{0,2}(?:\s*(?:[：:]|$)|(?<=[0-9０-９])[ 　])"
# 时　间： as tables of fields are typed.
_SPACED = "|".join("[ 　]{0,4}".join(label) for label in _LABELS.split("|"))
_KNOWN_LABEL = re.compile(rf"{_ATTACHED}|(?:{_SPACED})[ 　]{{0,4}}[：:]")
_LABEL = re.compile(r"[\u4e00-\u9fffA-Za-z][\u4e00-\u9fffA-Za-z0-9　 （）()/、]{0,13}[：:](?!//)")
# 9:00 of an agenda; 2003.09—2007.07 of a life.
_CLOCK = re.compile(
    r"(?:上午|下午|晚上)?\s*[0-9]{1,2}[:：][0-9]{2}(?![0-9])"
    r"|[0-9]{4}\s?[./年]\s?[0-9]{1,2}月?\s?(?:[-—–－～~至]|起\s)"
)
_DATE = re.compile(
    r"[（(]?[0-9〇○零一二三四五六七八九Oo]{4}\s*年(?:\s*[0-9一二三四五六七八九十]{1,3}\s*[月日]\s*)*[）)]?"
    r"|[0-9]{4}[-./][0-9]{1,2}[-./][0-9]{1,2}"
)
# What else has a line of a document: its number (GB/T 9704—2012 7.2.5), when it was printed (7.4.3).
_FILED = re.compile(
    r"[\u4e00-\u9fff（）]{1,14}\s?[〔［\[（(]\s?[0-9]{4}\s?[〕］\]）)]\s?第?\s?[0-9]{1,5}\s?号"
    r"|[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日\s?印发"
)
# 6月12日　…, 2021年3月1日 …: an entry of a chronicle, or of what became of a law.
_DATED = re.compile(r"(?:[0-9]{4}年)?[0-9]{1,2}月[0-9]{1,2}日(?=[\s　，,：:])")
# 王　芳　　副市长: a name, and far behind it what one is.
_NAMED = re.compile(
    r"[\u4e00-\u9fff](?:[\u4e00-\u9fff]{1,3}|[ 　][\u4e00-\u9fff])(?:　| {2})[ 　]*(?=[\u4e00-\u9fff])"
)
_FILE = re.compile(
    r"[\w）)》”]\.(?:docx?|xlsx?|pptx?|wps|et|dps|pdf|ofd|csv|zip|rar|jpe?g|png)$", re.IGNORECASE
)
_BRACKETED = re.compile(r"[（(【〔][^（）()【】〔〕]{2,60}[）)】〕]")
# An entry of a list of sources, GB/T 7714; a word in heavy brackets alone: 【分页】, the name of a column.
_SOURCE = re.compile(r"[\[［〔【][0-9０-９]{1,3}[\]］〕】]")
_COMMAND = re.compile(r"【[^【】]{1,12}】")
_DASH = re.compile("——|－－|──|--")
_ENGLISH_STOP = re.compile(r"[A-Za-z][a-z]+[)\"'”’]*\.$")
# Dear colleagues, … Best regards,
_SALUTATION = re.compile(r"(?:Dear|Best|Kind|Warm|Yours|Sincerely|With|Regards)(?: [A-Za-z.]{1,20}){0,5},")
_SERIES = re.compile(rf"(?:{HAN_NUMBER}[是要]|其{HAN_NUMBER}[，、是]|第{HAN_NUMBER}[，、是])")

STOPS = "。．！？!?"
_CLOSERS = "”’）》」』】〉〕)\"'*_"
OPENERS = "“‘（《「『【〈〔(["
PAIRS = {"《": "》", "（": "）", "“": "”", "【": "】", "〔": "〕", "[": "]"}
# What no line begins with that begins a paragraph: it belongs to the one before (GB/T 15834—2011 5.1.1).
NO_START = "，。、；：！？）》〉」』】〕”’％%…),;:!?]～"
# Nor do these words, which lean on what stands before them; others lean on what follows.
_LEANING = re.compile("[的地得了着等及或们之与和而]|[a-z]{2}")
_LEANING_ON = re.compile("[在和与的及或对为把被将向从以于是让使并且而则由]$")
_FIGURE = re.compile(r"[0-9０-９.]$")
_UNIT = re.compile("[0-9０-９%％年月日时个项家名万亿元人多余件位]")
_PICTURE = re.compile(r"!\[[^\]\n]{0,500}\]\([^)\n]{0,500}\)")
_PICTURE_END = re.compile(rf"{_PICTURE.pattern}(?:\{{[^}}\n]{{0,40}}\}})?$")


class Opening(Enum):
    """How a line begins, from what must be a paragraph to what cannot be one."""

    BULLET = "bullet"
    CHAPTER = "chapter"
    NUMBER = "number"
    LABEL = "label"
    CAPTION = "caption"
    SOURCE = "source"
    COMMAND = "command"
    DATE = "date"
    FILED = "filed"
    CLOCK = "clock"
    DASH = "dash"
    BRACKETED = "bracketed"
    OWN_LABEL = "own label"
    SERIES = "series"
    WORDS = "words"
    LEANING = "leaning"
    NO_START = "no start"
    PICTURE = "picture"


_OPENINGS = (
    (Opening.PICTURE, _PICTURE.match),
    (Opening.NO_START, re.compile(f"[{re.escape(NO_START)}]").match),
    (Opening.BULLET, _BULLET.match),
    (Opening.CHAPTER, _CHAPTER.match),
    (Opening.NUMBER, _NUMBER.match),
    (Opening.LABEL, _KNOWN_LABEL.match),
    (Opening.CAPTION, _CAPTION.match),
    (Opening.SOURCE, _SOURCE.match),
    (Opening.COMMAND, _COMMAND.fullmatch),
    (Opening.DATE, _DATE.fullmatch),
    (Opening.FILED, _FILED.fullmatch),
    (Opening.CLOCK, _CLOCK.match),
    (Opening.DASH, _DASH.match),
    (Opening.BRACKETED, _BRACKETED.fullmatch),
    (Opening.OWN_LABEL, _LABEL.match),
    (Opening.SERIES, _SERIES.match),
)


class Ending(Enum):
    """How a line ends."""

    STOP = "stop"
    SEMICOLON = "semicolon"
    COLON = "colon"
    BRACKET = "bracket"
    LEANING = "leaning"
    COMMA = "comma"
    OPENER = "opener"
    PICTURE = "picture"
    OPEN = "open"


_ENDINGS = {"；": Ending.SEMICOLON, ";": Ending.SEMICOLON, "：": Ending.COLON, ":": Ending.COLON}


def strip_marks(text: str) -> str:
    """`text` without the stars and blanks around it, and the stars of its first words."""
    head, tail = text[:40], text[40:]
    return (head.replace("**", "") + tail).strip(" \t\u3000*_\\")


def find_opening(text: str) -> Opening:
    """How `text` begins."""
    found = next((opening for opening, matches in _OPENINGS if matches(text)), None)
    if found is not None:
        return found
    return Opening.LEANING if _LEANING.match(text) else Opening.WORDS


def find_ending(text: str) -> Ending:
    """How `text` ends."""
    if text[-1:] in (")", "}") and _PICTURE_END.search(text[-1000:]):
        return Ending.PICTURE
    if text[-1:] in tuple(OPENERS):
        return Ending.OPENER
    bare = text.rstrip(_CLOSERS)
    last = bare[-1:]
    if last in tuple(STOPS) or bare.endswith("……") or _ENGLISH_STOP.search(bare):
        return Ending.STOP
    if last in _ENDINGS:
        return _ENDINGS[last]
    if _SALUTATION.fullmatch(bare):
        return Ending.COLON
    if last in tuple("，、,") or bare.endswith(("——", "…")):
        return Ending.COMMA
    if _LEANING_ON.search(bare[-40:]):
        return Ending.LEANING
    return Ending.BRACKET if bare != text else Ending.OPEN


def goes_on_figure(text: str, after: str) -> bool:
    """Tell whether a figure at the end of `text` goes on in `after`, or has its unit there."""
    return bool(_FIGURE.search(text) and _UNIT.match(after))


def is_dated(text: str) -> bool:
    """Tell whether a line begins with a day, as those of a chronicle do."""
    return bool(_DATED.match(text))


def is_file(text: str) -> bool:
    """Tell whether a line ends with the name of a file."""
    return bool(_FILE.search(text[-200:]))


def is_named(text: str) -> bool:
    """Tell whether a line begins with a name that stands far from what is said of it."""
    return bool(_NAMED.match(text))


def are_neighbours(text: str, after: str) -> bool:
    """Tell whether `text` begins with a number and `after` with the one behind it, written alike."""
    first, second = _ITEM_NUMBER.match(text), _ITEM_NUMBER.match(after)
    if not first or not second or (first[1], first[3]) != (second[1], second[3]):
        return False
    number, following = parse_numeral(first[2]), parse_numeral(second[2])
    return number is not None and following == number + 1


def is_heading(text: str) -> bool:
    """Tell whether a line without a mark at its end reads as a heading: a number, one phrase, no sentence."""
    numbered = find_opening(text) in (Opening.CHAPTER, Opening.NUMBER, Opening.CAPTION)
    return numbered and not any(mark in text for mark in "。；！？")
