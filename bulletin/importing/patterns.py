"""A line of text → what its words alone show it to be: a numbered heading, a caption, a page number."""

from __future__ import annotations

import re

from bulletin.captions import compile_caption
from bulletin.hanzi import HAN_NUMBER

# GB/T 9704—2012 7.3.3: 一、 （一） 1. （1), and the older ways to write them.
_LEVELS = (
    re.compile(rf"(?:第{HAN_NUMBER}[章节编部]|{HAN_NUMBER}[、．.])"),
    re.compile(rf"[（(]{HAN_NUMBER}[）)]、?"),
    re.compile(r"(?:[0-9０-９]{1,2}(?:[．、]|\.(?![0-9]))|[①-⑳])"),
    re.compile(r"[（(][0-9０-９]{1,2}[）)]、?"),
)
HEADING_LEVELS = len(_LEVELS)
_ENUMERATION = re.compile(rf"(?:{HAN_NUMBER}是|其{HAN_NUMBER}|第{HAN_NUMBER}(?:[，、]|条[\s\u3000]))")
_QUESTION = re.compile(r"[问答][：:]")
ATTACHMENTS = re.compile(r"\s*附\s*件?\s*[：:]")  # opens their list (GB/T 9704—2012 7.3.4)
_CAPTION = compile_caption()
_PAGE_NUMBER = re.compile(
    r"(?!.*[·~～\-—–－]{3})"  # such are the leaders of a contents line
    r"[\s—–\-－·~～|]*(?:第\s*)?[0-9０-９]{1,3}(?:\s*页)?(?:\s*[/／，,共]+\s*[0-9０-９]{1,3}\s*页?)?[\s—–\-－·~～|]*"
)
_BARE_NUMBER = re.compile(r"\s*[0-9]{1,3}\s*")
_AUTHOR = re.compile(
    r"[（(]?\s*(?:作\s*者|撰\s*稿|供\s*稿|通讯员|记\s*者|本报记者|本刊记者|文)\s*[：:／/｜|丨]\s*(?P<names>[^：:）)。]{2,40})[）)]?"
)
_SOURCE = re.compile(
    r"[（(【]?\s*(?:来\s*源|稿件来源|信息来源|文章来源|摘\s*自|转\s*自|据)\s*[：:｜|丨]?\s*(?P<name>[^）)】。：:]{2,40})[）)】]?"
)
_CONTRIBUTED = re.compile(r"[（(【][^（）()。]{2,24}(?:供稿|供图|撰稿|报道|整理|编译|摄影?|综合)[）)】]")
_SOURCE_LABEL = re.compile(r"[（(【]|来\s*源|摘\s*自|转\s*自")
# In front of an entry of a contents list, a title, a paragraph: what offices take for bullets.
BULLETS = "★☆●■◆▲►○□◇※•▪‣➢➤▶△▼◎◦❖"
# Of these, two kinds mean more: around the name of a column, ◆ 政策速递 ◆ …
COLUMN_BULLETS = "◆◇●■★☆▲※"
# … and, with a blank behind it, in front of an item, as programs write the lists of a document into a text.
ITEM_BULLETS = "•▪‣◦"
BOXES = "□☐☑☒■"  # to tick, in a form
STOPS = "。！？…!?"
_CLOSERS = "”’）》」』】〉)\"'"
# Quotation marks and brackets, each with what closes it.
PAIRS = (("“", "”"), ("‘", "’"), ("（", "）"), ("《", "》"), ("【", "】"))
# What the next line may not begin with: it belongs to the one before (GB/T 15834—2011 5.1.1).
NO_START = "，。、；：！？）》〉」』】〕”’％…·%),.;:!?]"


def heading_level(text: str) -> int:
    """The level that a number in front gives: 1 一、, 2 （一）, 3 1., 4 （1）; 0 without one."""
    text = text.lstrip()
    return next((level for level, pattern in enumerate(_LEVELS, 1) if pattern.match(text)), 0)


def drop_number(text: str) -> str:
    """`text` without the number that makes it a heading."""
    text = text.lstrip()
    return next((text[match.end() :] for level in _LEVELS if (match := level.match(text))), text)


def is_enumerated(text: str) -> bool:
    """Tell whether `text` begins as one of a series: 一是, 其一, or with a number."""
    return bool(_ENUMERATION.match(text)) or heading_level(text) > 0


def is_question(text: str) -> bool:
    """Tell whether `text` is a turn of an interview: 问：…, 答：…"""
    return bool(_QUESTION.match(text))


def is_caption(text: str) -> bool:
    """Tell whether `text` is the caption of a table or a figure."""
    return bool(_CAPTION.match(text)) and len(text) <= 60 and not ends_sentence(text)


def drop_caption_number(text: str) -> str:
    """The words of a caption: 对接会现场 of 图1　对接会现场."""
    match = _CAPTION.match(text)
    return (text[match.end() :].strip(" \u3000:：.") if match else "") or text


def is_page_number(text: str) -> bool:
    """Tell whether `text` can be nothing but a page number: — 2 —, 第2页, 2/10."""
    return bool(_PAGE_NUMBER.fullmatch(text)) and not _BARE_NUMBER.fullmatch(text)


def is_bare_number(text: str) -> bool:
    """Tell whether `text` is a number alone, which may be a page number."""
    return bool(_BARE_NUMBER.fullmatch(text))


def parse_author(text: str) -> tuple[str, ...]:
    """The names of a byline 作者：…; none where it is none."""
    match = _AUTHOR.fullmatch(text.strip())
    if not match:
        return ()
    names = re.split(r"[、，,;；/]|(?<=\S\S)\s+(?=\S\S)", match["names"].strip())
    return tuple("".join(name.split()) for name in names if name.strip())


def parse_source(text: str) -> str:
    """The name in （来源：…）; "" where it is none."""
    match = _SOURCE.fullmatch(text.strip())
    return match["name"].strip() if match and _SOURCE_LABEL.match(text.strip()) else ""


def is_credit(text: str) -> bool:
    """Tell whether a line is a byline or a credit by itself: 作者：…, （来源：…）, （市农业局供稿）."""
    text = text.strip()
    labelled = text[:1] in tuple("（(【") or any(colon in text for colon in "：:／/｜|丨")
    return bool(_CONTRIBUTED.fullmatch(text)) or (labelled and bool(parse_author(text) or parse_source(text)))


def ends_sentence(text: str) -> bool:
    """Tell whether `text` ends as a sentence does: 。！？…, a quotation mark or bracket behind it or not."""
    return text.rstrip().rstrip(_CLOSERS)[-1:] in tuple(STOPS)


def ends_open(text: str) -> bool:
    """Tell whether `text` ends where a paragraph cannot: no mark at all, or a comma."""
    return not ends_sentence(text) and text.rstrip()[-1:] not in tuple("：；:;）)】")


def squeeze(text: str) -> str:
    """`text` for comparing titles: letters, digits and Han alone."""
    return "".join(char for char in text if char.isalnum())


def same_words(first: str, second: str) -> bool:
    """Tell whether two lines have the same letters, digits and Han, and any."""
    return squeeze(first) == squeeze(second) != ""
