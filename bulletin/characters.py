"""The text of an issue and its fonts → the characters that cannot be printed, each with its line."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from bulletin.document.tree import Document
from bulletin.document.walk import list_texts
from bulletin.errors import Problem, Severity, Spot
from bulletin.fonts import FontSet
from bulletin.hanzi import find_ideograph, is_han, is_invisible
from bulletin.model import Article, Issue, Place
from bulletin.svg import read_svg_text

# Marks that reorder what is read (UAX #9 §2): nobody types them, and a title could lie with them.
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_ISSUE_FIELDS = ("title", "mark", "publisher", "editor", "phone", "report_to", "copy_to", "cover_caption")
_ARTICLE_FIELDS = ("subtitle", "column", "editor_note", "author", "source")
_MEANT = {"\u2027": "·"}  # what was meant by a character that no font can set
_SHOWN = 12  # characters that one message names

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
    kind, one a file for a character that is missing throughout and for those in disguise."""
    lines: dict[tuple[str, int], _Line] = {}
    disguised: dict[str, list[tuple[str, Place, Spot]]] = defaultdict(list)
    for said in walk_text(issue):
        for at in _find_unprintable(said.text, fonts):
            char = said.text[at]
            place, column = said.locate(at)
            if right := find_ideograph(char):
                end = column + 1 if column else 0
                spot = Spot(place.line, column, end, right if column else None)
                disguised[place.path].append((char, place, spot))
                continue
            line = lines.setdefault((place.path, place.line), _Line(place))
            spot = Spot(place.line, column, column + 1 if column else 0, _MEANT.get(char) if column else None)
            line.found[_judge(char)].append((char, spot, _show_around(said.text, at)))
    problems = [problem for line in lines.values() for problem in _explain_line(line)]
    return [*_merge_alike(problems), *(_explain_disguised(found, fonts) for found in disguised.values())]


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


def _join(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else "".join(value)


# The kinds of fault, each told in its own way

MISSING, _GARBLED, REORDERING, INVISIBLE = "T101", "T107", "T105", "T106"


def _judge(char: str) -> str:
    if char in _BIDI:
        return REORDERING
    if is_invisible(char):
        return INVISIBLE
    if char == "\ufffd" or unicodedata.category(char) in {"Co", "Cc", "Cn"}:
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


def _merge_alike(problems: Sequence[Problem]) -> Iterator[Problem]:
    """One problem for a character that is missing on several lines of a file."""
    alike: dict[tuple[str, ...], list[Problem]] = defaultdict(list)
    for problem in problems:
        kind = ("",) if problem.code == MISSING else (str(problem.line), problem.code)
        alike[(problem.path, problem.message, *kind)].append(problem)
    for first, *others in alike.values():
        lines = [problem.line for problem in (first, *others)]
        where = f"，共{len(lines)}行：第{_list_lines(lines)}行" if others else ""
        also = (*first.also, *(spot for other in others for spot in other.spots if spot.column))
        yield replace(first, message=first.message + where, also=also)


_Found = Sequence[tuple[str, Spot, str]]


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


def _tell_missing(found: _Found) -> tuple[str, str]:
    """What no font draws: how many there are, and what to do about each kind of writing."""
    chars = list(dict.fromkeys(char for char, _, _ in found))
    if len(chars) == 1:
        message = f"“{chars[0]}”（U+{ord(chars[0]):04X}）没有字体能排"
    else:
        more = "……" if len(chars) > _SHOWN else ""
        message = f"这一行有{len(chars)}个字没有字体能排：{' '.join(chars[:_SHOWN])}{more}"
    return message, "；".join(dict.fromkeys(map(_advise, chars)))


def _advise(char: str) -> str:
    if right := _MEANT.get(char):
        return f"间隔号用“{right}”"
    name = unicodedata.name(char, "")
    if script := _SCRIPTS.get(name.partition(" ")[0]):
        example = f"![{script.partition('、')[0]}：写出它的意思](图1.png)"
        return f"{script}现在还排不了：在能排它的软件里排好，存成 PNG 图片，放在文章旁边，写成 {example}"
    if unicodedata.category(char) in {"So", "Sk"} or not name or char == "\u20e3":
        return "表情和图案排不了：删去，或改成文字，或用“√”“★”“●”这些通用的符号"
    ask = "核对是不是这个字" if is_han(char) else "核对是不是打错了"
    return f"{ask}；确实要用，请技术人员在 fonts/ 里加一款有它的字体（见 docs/编辑手册.md）"


_TELL: dict[str, Callable[[_Found], tuple[str, str]]] = {
    MISSING: _tell_missing,
    _GARBLED: _tell_garbled,
    REORDERING: _tell_reordering,
    INVISIBLE: _tell_invisible,
}


def _point_at(found: _Found) -> str:
    more = f"等{len(found)}处" if len(found) > 1 else ""
    return f"{found[0][2]}{more}"


def _name_code(found: _Found) -> str:
    return "、".join(dict.fromkeys(f"U+{ord(char):04X}" for char, _, _ in found))


def _show_around(text: str, at: int) -> str:
    before, after = text[max(0, at - 4) : at], text[at + 1 : at + 5]
    visible = "".join(c if c.isprintable() else "□" for c in f"{before}□{after}")
    return f"“{visible}”"


def _explain_disguised(found: Sequence[tuple[str, Place, Spot]], fonts: FontSet) -> Problem:
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
    line = _Line(place)
    spot = Spot(place.line, column, column + 1 if column else 0)
    line.found[_judge(char)].append((char, spot, _show_around(said.text, at)))
    return next(_explain_line(line))
