"""The text of an issue and its fonts → the characters that cannot be printed, each with its line."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from bulletin.document.tree import Document
from bulletin.document.walk import list_texts
from bulletin.errors import Problem, Severity, Spot
from bulletin.fonts import FontSet
from bulletin.hanzi import find_ideograph, is_han, is_invisible
from bulletin.model import Article, Issue, Place, Source
from bulletin.svg import read_svg_text

# Marks that reorder what is read (UAX #9 §2): nobody types them, and a title could lie with them.
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_ISSUE_FIELDS = ("title", "mark", "publisher", "editor", "phone", "report_to", "copy_to", "cover_caption")
_ARTICLE_FIELDS = ("subtitle", "column", "editor_note", "author", "source")
_MEANT = {"\u2027": "·"}  # what was meant by a character that no font can set
_SHOWN = 12  # characters that one message names
_LISTED = 40  # that it names with their codes: a list of names has more than a line of text
# Word shows such a character in a font that has it, and says which: the font of Windows that most often is
# the one, and its file.
_FONT_OF_HANZI, _FONT_OF_SIGNS = ("SimSun-ExtB", "simsunb.ttf"), ("Segoe UI Symbol", "seguisym.ttf")

# Writing that the fonts lack altogether, by the first word of its characters' names.
_SCRIPTS = {
    "MONGOLIAN": "蒙古文",
    "TIBETAN": "藏文",
    "ARABIC": "维吾尔文、哈萨克文这类阿拉伯字母",
    "YI": "彝文",
    "HANGUL": "朝鲜文",
    "TAI": "傣文",
    "NEW": "傣文",
    "LISU": "傈僳文",
    "THAI": "泰文",
    "LAO": "老挝文",
    "KHMER": "高棉文",
    "MYANMAR": "缅甸文",
    "HEBREW": "希伯来文",
    "DEVANAGARI": "天城文",
    "BENGALI": "孟加拉文",
    "TAMIL": "泰米尔文",
    "PHAGS-PA": "八思巴文",
    "TANGUT": "西夏文",
}


@dataclass(frozen=True, slots=True)
class Said:
    """A text that is printed: what it says, the place of its beginning, and of a text of an article where
    each character was typed."""

    text: str
    place: Place
    offsets: Sequence[int] = ()
    document: Document | None = None
    article: Article | None = None

    def locate(self, at: int) -> tuple[Place, int]:
        """The line of a character and its column from 1; 0 where the source does not have it as such."""
        if self.document and self.article:
            line, column = self.document.find_place(self.offsets[at])
            return self.article.file.place(line), column
        if self.article:
            char, last = self.text[at], max(self.place.last, self.place.line)
            for line in range(self.place.line, last + 1):
                place = self.article.file.place(line)
                if char in place.source:
                    return place, place.source.index(char) + 1
        return self.place, self.place.source.find(self.text[at]) + 1


@dataclass
class _Line:
    """What of one line cannot be printed: the kind of fault → its characters, where they stand, and around
    the first of them its text."""

    place: Place
    found: dict[str, list[tuple[str, Spot, str]]] = field(default_factory=lambda: defaultdict(list))


def check_characters(issue: Issue, fonts: FontSet) -> list[Problem]:
    """Find every character of `issue` that no font draws, or that nobody can see: one problem a line for each
    kind of the latter; one a file for those in disguise, for garbled ones, and for all that are missing and
    mended alike."""
    return _check_texts(walk_text(issue), fonts)


def check_lines(source: Source, fonts: FontSet) -> list[Problem]:
    """The same of a file as it was typed, of which each line is taken to be printed."""
    places = [source.place(number) for number in range(1, len(source.lines) + 1)]
    return _check_texts([Said(place.source, place) for place in places], fonts)


def _check_texts(texts: Iterable[Said], fonts: FontSet) -> list[Problem]:
    lines: dict[tuple[str, int], _Line] = {}
    missing: dict[tuple[str, str], list[_Sighting]] = defaultdict(list)
    disguised: dict[str, list[_Sighting]] = defaultdict(list)
    for said in texts:
        for at in _find_unprintable(said.text, fonts):
            char = said.text[at]
            place, column = said.locate(at)
            right = find_ideograph(char) or _MEANT.get(char)
            spot = Spot(place.line, column, column + 1 if column else 0, right if column else None)
            if find_ideograph(char):
                disguised[place.path].append((char, place, spot))
            elif (kind := _judge(char)) == MISSING:
                missing[place.path, _advise(char)].append((char, place, spot))
            else:
                line = lines.setdefault((place.path, place.line), _Line(place))
                line.found[kind].append((char, spot, _show_around(said.text, at)))
    problems = [*_merge_garbled(problem for line in lines.values() for problem in _explain_line(line))]
    problems += [_explain_missing(found, hint) for (_, hint), found in missing.items()]
    return [*problems, *(_explain_disguised(found, fonts) for found in disguised.values())]


def _find_unprintable(text: str, fonts: FontSet) -> list[int]:
    """Where in `text` a character stands that cannot be printed as it is."""
    # HarfBuzz composes a letter and its accent where the font has them as one.
    missing = {*fonts.find_missing(unicodedata.normalize("NFC", text)), *filter(find_ideograph, text)}
    if not missing:
        return []
    # A composed letter that no font has was typed as a letter with accents: the first of these is told.
    found = [at for at, char in enumerate(text) if char in missing] or [
        next((at for at, char in enumerate(text) if unicodedata.combining(char)), 0)
    ]
    # What joins or varies a character has no fault of its own where the character has one.
    visible = {at for at in found if not is_invisible(text[at])}
    return [at for at in found if at in visible or not {at - 1, at + 1} & visible]


def walk_text(issue: Issue) -> Iterator[Said]:
    """Every text of `issue` that is printed, with its place."""
    for name in _ISSUE_FIELDS:
        yield Said(_join(getattr(issue, name)), issue.places.get(name, Place("bulletin.yaml")))
    for article in issue.articles:
        yield Said(article.title, article.file.place(article.line), article=article)
        for name in _ARTICLE_FIELDS:
            if text := _join(getattr(article, name)):
                place = article.places.get(name, article.file.place(article.line))
                yield Said(text, place, article=article)
        for asset in article.assets.values():
            if asset.name.endswith(".svg"):
                yield Said(read_svg_text(asset.data), Place(asset.path))
        for said in list_texts(article.document):
            place = article.file.place(article.document.find_line(said.offsets[0]))
            yield Said(said.content, place, said.offsets, article.document, article)


def read_printed_text(issue: Issue) -> str:
    """All text of `issue` that is printed, for the fonts that it needs."""
    return "".join(unicodedata.normalize("NFC", said.text) for said in walk_text(issue))


def _join(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else "".join(value)


# The kinds of fault, each told in its own way

MISSING, _GARBLED, REORDERING, INVISIBLE = "T101", "T107", "T105", "T106"


def _judge(char: str) -> str:
    if char in _BIDI:
        return REORDERING
    if is_invisible(char):
        return INVISIBLE
    if char == "\ufffd" or (unicodedata.category(char) in {"Co", "Cc", "Cn"} and not is_han(char)):
        return _GARBLED
    return MISSING


def _explain_line(line: _Line) -> Iterator[Problem]:
    for code, found in line.found.items():
        message, hint = _TELL[code](found)
        severity = Severity.WARNING if code == INVISIBLE else Severity.ERROR
        place, (first, *others) = line.place, [spot for _, spot, _ in found]
        yield Problem(
            code,
            message,
            hint,
            place.path,
            place.line,
            place.source,
            severity,
            first.column,
            first.end_column,
            first.fix,
            tuple(spot for spot in others if spot.column),
        )


def _merge_garbled(problems: Iterable[Problem]) -> Iterator[Problem]:
    """One problem for what is garbled on several lines of a file: it mostly comes from one font."""
    garbled: dict[str, list[Problem]] = defaultdict(list)
    for problem in problems:
        if problem.code == _GARBLED:
            garbled[problem.path].append(problem)
        else:
            yield problem
    for first, *others in garbled.values():
        lines = [problem.line for problem in (first, *others)]
        where = f"；这一篇共{len(lines)}行有乱码：第{_list_lines(lines)}行" if others else ""
        also = (*first.also, *(spot for other in others for spot in other.spots if spot.column))
        yield replace(first, message=first.message + where, also=also)


_Found = Sequence[tuple[str, Spot, str]]
_Sighting: TypeAlias = tuple[str, Place, Spot]  # a character, where it stands


def _tell_reordering(found: _Found) -> tuple[str, str]:
    return (
        f"{_point_at(found)}里有看不见的方向控制符 {_name_code(found)}",
        "它会改变文字的先后顺序；把这几个字删去重打",
    )


def _tell_invisible(found: _Found) -> tuple[str, str]:
    return (
        f"{_point_at(found)}里有看不见的字符 {_name_code(found)}",
        "多半是从网页或微信粘贴来的；把这几个字删去重打",
    )


def _tell_garbled(found: _Found) -> tuple[str, str]:
    return f"{_point_at(found)}里有乱码 {_name_code(found)}", "对照原稿，把这个字重打一遍"


def _explain_missing(found: Sequence[_Sighting], hint: str) -> Problem:
    """What no font draws of a file and is mended in one way: each character with its code and its line."""
    lines: dict[str, list[int]] = defaultdict(list)
    for char, place, _ in found:
        if place.line not in lines[char]:
            lines[char].append(place.line)
    if script := _find_script(found[0][0]):
        at = list(dict.fromkeys(place.line for _, place, _ in found))
        message = f"{script}没有字体能排" + (f"，在第{_list_lines(at)}行" if all(at) else "")
    elif len(lines) == 1:
        ((char, at),) = lines.items()
        message = f"“{char}”（{_name_point(char)}）没有字体能排"
        message += f"，共{len(at)}行：第{_list_lines(at)}行" if len(at) > 1 else ""
    else:
        told = [
            f"{char}（{_name_point(char)}{f'，第{_list_lines(at)}行' if all(at) else ''}）"
            for char, at in list(lines.items())[:_LISTED]
        ]
        message = f"有{len(lines)}个字没有字体能排：{'、'.join(told)}" + "……" * (len(lines) > _LISTED)
    _, place, first = found[0]
    return Problem(
        MISSING,
        message,
        hint,
        place.path,
        place.line,
        place.source,
        Severity.ERROR,
        first.column,
        first.end_column,
        first.fix,
        tuple(spot for _, _, spot in found[1:] if spot.column),
    )


def _find_script(char: str) -> str:
    """The writing that `char` belongs to, where our fonts have none of it."""
    return _SCRIPTS.get(unicodedata.name(char, "").partition(" ")[0], "")


def _advise(char: str) -> str:
    if right := _MEANT.get(char):
        return f"间隔号用“{right}”"
    name = unicodedata.name(char, "")
    if script := _find_script(char):
        example = f"![{script.partition('、')[0]}：写出它的意思](图1.png)"
        return f"{script}现在还排不了：在能排它的软件里排好，存成 PNG 图片，放在文章旁边，写成 {example}"
    if char == "\u20e3":
        return "方框里的数字（1️⃣）排不了，改成①②③"
    if unicodedata.combining(char):
        return "加在别的字上的符号排不了：改成现成的字母（如 ā、é、ü），或用下划线以外的写法"
    if unicodedata.category(char) in {"So", "Sk"} or not name:
        return "表情和图案排不了：删去，或改成文字，或用“√”“★”“●”这些通用的符号"
    ask = "核对是不是这个字" if is_han(char) else "核对是不是打错了"
    font, file = _FONT_OF_HANZI if is_han(char) else _FONT_OF_SIGNS
    return (
        f"{ask}；确实要用，在 Word 里选中它，看是什么字体（多半是 {font}，文件是 {file}），把字体文件从 "
        f"C:\\Windows\\Fonts 复制到刊物文件夹的 fonts 里，在 bulletin.yaml 里写一行“补字字体: {file}”"
    )


_TELL: dict[str, Callable[[_Found], tuple[str, str]]] = {
    _GARBLED: _tell_garbled,
    REORDERING: _tell_reordering,
    INVISIBLE: _tell_invisible,
}


def _point_at(found: _Found) -> str:
    more = f"等{len(found)}处" if len(found) > 1 else ""
    return f"{found[0][2]}{more}"


def _name_point(char: str) -> str:
    return f"U+{ord(char):04X}"


def _name_code(found: _Found) -> str:
    return "、".join(dict.fromkeys(_name_point(char) for char, _, _ in found))


def _show_around(text: str, at: int) -> str:
    before, after = text[max(0, at - 4) : at], text[at + 1 : at + 5]
    visible = "".join(c if c.isprintable() else "□" for c in f"{before}□{after}")
    return f"“{visible}”"


def _explain_disguised(found: Sequence[_Sighting], fonts: FontSet) -> Problem:
    """Radicals and compatibility ideographs of a file, which a PDF gave in place of the characters."""
    chars = list(dict.fromkeys(char for char, _, _ in found))
    lines = list(dict.fromkeys(spot.line for _, _, spot in found if spot.line))
    more = "等" if len(chars) > _SHOWN else ""
    shown, right = ("、".join(chars[:_SHOWN]), "、".join(map(find_ideograph, chars[:_SHOWN])))
    where = f"（共{len(found)}处，在第{_list_lines(lines)}行）" if len(lines) > 1 else ""
    message = f"从 PDF 复制来的部首字，不是汉字：{shown}{more}{where}"
    fixable = all(spot.fix for _, _, spot in found)
    hint = f"改成：{right}{more}" + ("；校对时加上 --fix，可以一次改好" if fixable else "")
    _, place, first = found[0]
    return Problem(
        "T108",
        message,
        hint,
        place.path,
        place.line,
        place.source,
        Severity.ERROR if fonts.find_missing("".join(chars)) else Severity.WARNING,
        first.column,
        first.end_column,
        first.fix,
        tuple(spot for _, _, spot in found[1:] if spot.column),
    )


def _list_lines(lines: Sequence[int]) -> str:
    return "、".join(map(str, lines[:8])) + ("……" if len(lines) > 8 else "")


def explain_character(char: str, issue: Issue) -> Problem:
    """The problem of a character that the engine could not draw, at the first place that has it."""
    for said in walk_text(issue):
        if (at := said.text.find(char)) >= 0:
            place, column = said.locate(at)
            break
    else:
        said, at, place, column = Said(char, Place("templates")), 0, Place("templates"), 0
    spot = Spot(place.line, column, column + 1 if column else 0)
    if _judge(char) == MISSING:
        return _explain_missing([(char, place, spot)], _advise(char))
    line = _Line(place)
    line.found[_judge(char)].append((char, spot, _show_around(said.text, at)))
    return next(_explain_line(line))
