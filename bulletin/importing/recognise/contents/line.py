"""A line of print → what it may be of a contents list: its mark, its words, its page number, its leaders."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bulletin.importing.names import split_names
from bulletin.importing.patterns import BULLETS, squeeze
from bulletin.importing.recognise.tuning import TUNING

LEADERS = ".…·．‥⋯_。-—―"
_BULLET = re.compile(
    rf"^[\s\-·*{BULLETS}]*[{BULLETS}][\s{BULLETS}]*"
    r"|^\s*[-·]\s+(?=[^\s.…·\-\d])"  # typed for want of a bullet
)
_HAN = "[一二三四五六七八九十]{1,3}"
_NUMBER = re.compile(
    rf"\s*(?:[0-9０-９]{{1,2}}(?:、|[.．](?![0-9]))|{_HAN}[、.．]|[（(](?:[0-9]{{1,2}}|{_HAN})[）)])\s*(?=\S)"
)
_LEADER = f"[{re.escape(LEADERS)}]"
_PAGE = r"[（(〔\[【]?\s*(?:第\s*|[Pp]\.?\s*)?(?P<page>[0-9０-９]{1,3})\s*页?\s*[）)〕\]】]?"
_LED = re.compile(rf"^(?P<title>.*?\S)\s*(?:…|(?:{_LEADER}\s*){{2,}})(?:{_LEADER}\s*)*{_PAGE}\s*$")
_SPACED = re.compile(rf"^(?P<title>.*?\S)(?:\t+|\s{{2,}}|　+|\s+[/／|｜]\s*){_PAGE}\s*$")
# A page that says so by itself needs no gap: 标题（第3页）, 标题 P3.
_NAMED = re.compile(
    r"^(?P<title>.*?\S)\s*(?:[（(〔\[【]\s*)?(?:第\s*(?P<page>[0-9０-９]{1,3})\s*页|(?<![A-Za-z])[Pp]\.?\s*"
    r"(?P<p>[0-9]{1,3}))\s*[）)〕\]】]?\s*$"
)
_BARE = re.compile(rf"^(?P<title>.*?\S)(?:\s+|(?<![0-9０-９])){_PAGE}\s*$")  # no part of a longer number
# The number ahead of its title, and a gap: of the page, or of the entry.
_AHEAD = re.compile(r"^\s*(?P<page>[0-9０-９]{1,3})(?:\t+|\s{2,}|　+)(?P<title>[^\s0-9].*?)\s*$")
_DIGIT = re.compile("[0-9０-９]")
_TRAILING_LEADER = re.compile(rf"\s*(?:…|{_LEADER}{{2}}){_LEADER}*$")
# What is left of an entry whose words fill their line.
_REST = re.compile(rf"(?:{_LEADER}|\s)*{_PAGE}|(?:{_LEADER}|\s)+")
_LEADERS_AND_PAGE = re.compile(rf"(?:…|(?:{_LEADER}\s*){{2,}})(?:{_LEADER}|\s)*{_PAGE}")
_AUTHORED = re.compile(
    r"(?P<title>.*?\S)(?:[\s　]+[/／|｜]?[\s　]*|[/／|｜])(?P<names>[^\s　（(）)/／|｜][^（(）)/／|｜]{1,40})"
    r"|(?P<bracketed>.*?\S)\s*[（(](?P<within>[^（(）)]{2,40})[）)]"
)
_ANNOUNCES = re.compile(r"(?:[：:]|如下)\s*$")
_FULL_STOP = re.compile(r"[^。…]。(?:[^。…\s0-9]|[”’）》」]*\s*$)")
NUMBERED_AHEAD = "1 "  # the mark of a line that has a number and a gap ahead of its words


@dataclass(frozen=True, slots=True)
class EntryLine:
    """What one line, or the several that a program made of one, may be of a contents list.

    `lines` are its indexes in the text, `text` its words as printed. `mark` is the kind of mark in front: a
    bullet, or the form of a number, with 1 or 一 for all (1. （一） ·). `title` and `page` are its words and
    its page number where an entry ends with it, `words` what it gives where the entry goes on. `sure`: a gap
    or leaders part the page from the words; `led`: it ends with leaders; `rest`: leaders, a page, no word;
    `whole`: it is known to be one entry. `ahead` is the number in front of a NUMBERED_AHEAD line.
    """

    lines: tuple[int, ...]
    text: str
    mark: str = ""
    title: str = ""
    page: str = ""
    words: str = ""
    sure: bool = False
    led: bool = False
    rest: bool = False
    whole: bool = False
    ahead: str = ""

    @property
    def closes(self) -> bool:
        """Whether an entry ends with it: words and a page number, or nothing but the number."""
        return self.sure or (self.rest and bool(self.page)) or self.whole

    @property
    def bulleted(self) -> bool:
        """Whether it begins with a bullet, and not with a number."""
        return self.mark[:1] in (*BULLETS, "-", "·") if self.mark else False


def parse_line(text: str, index: int) -> EntryLine:
    """What line `index` of a text may be of a contents list, by its own characters alone."""
    lines = (index,)
    if len(text) > TUNING.entry_longest:
        return EntryLine(lines, text, words=text.strip())
    if rest := _REST.fullmatch(text.strip()):
        led, sure = bool(_TRAILING_LEADER.search(text)), bool(_LEADERS_AND_PAGE.fullmatch(text.strip()))
        return EntryLine(lines, text, page=rest["page"] or "", sure=sure, led=led, rest=True)
    mark, ahead, words = _split_mark(text)
    led = bool(_TRAILING_LEADER.search(text))
    going_on = _TRAILING_LEADER.sub("", words).strip()
    for pattern in (_LED, _SPACED, _NAMED, _BARE) if _DIGIT.search(words) else ():
        if match := pattern.match(words):
            page = match["page"] or match.groupdict().get("p") or ""
            title = match["title"].strip().rstrip("/／|｜").strip()
            sure = pattern is not _BARE and any(map(str.isalpha, title))  # else it is the last mark of one
            return EntryLine(lines, text, mark, title, page, going_on, sure, led)
    return EntryLine(lines, text, mark, going_on, words=going_on, led=led, ahead=ahead)


def _split_mark(text: str) -> tuple[str, str, str]:
    """The kind of mark in front of a line, the number of a NUMBERED_AHEAD one, and the words behind it."""
    bullet = _BULLET.match(text)
    words = text[bullet.end() :] if bullet else text
    number = _NUMBER.match(words)
    if bullet:
        return bullet[0].strip()[:1], "", words[number.end() if number else 0 :].strip()
    if number:
        return _name_number(number[0]), "", words[number.end() :].strip()
    if ahead := _AHEAD.match(text):
        return NUMBERED_AHEAD, ahead["page"], ahead["title"]
    return "", "", words.strip()


def _name_number(number: str) -> str:
    """The form of a number: 1. for 12. and （一） for （三）."""
    return re.sub(r"[0-9０-９]+", "1", re.sub(_HAN, "一", number.strip()))


def is_sentence(text: str) -> bool:
    """Whether a full stop ends or parts `text`, which none does in a title; as leaders, several in a row."""
    return bool(_FULL_STOP.search(text))


def announces(text: str) -> bool:
    """Whether a line announces what follows, as nothing does a contents list: 名单如下, 决定表彰："""
    return bool(_ANNOUNCES.search(text))


def part_author(title: str) -> tuple[str, tuple[str, ...]]:
    """The title of an entry without the names behind it, and these: 标题　张三, 标题（张三、李四）.

    No names where there are none; whether they are an author's, only the text below the list can tell.
    """
    match = _AUTHORED.fullmatch(title.strip())
    if not match:
        return title, ()
    names = split_names(match["names"] or match["within"])
    words = (match["title"] or match["bracketed"]).strip()
    return (words, names) if names and len(squeeze(words)) > 1 else (title, ())
