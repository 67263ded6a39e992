"""numbering.xml → the numbers that Word draws in front of paragraphs, as text (ECMA-376 §17.9)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml.etree import _Element as Element

from bulletin.importing.model import BULLET
from bulletin.importing.read.docx.styles import ParagraphLook, Styles
from bulletin.importing.read.docx.xml import attr, child, is_on, tag, value

_HAN_DIGITS = "〇一二三四五六七八九"
_FORMAL_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = {1000: "M", 900: "CM", 500: "D", 400: "CD", 100: "C", 90: "XC", 50: "L", 40: "XL", 10: "X"}
_ROMAN |= {9: "IX", 5: "V", 4: "IV", 1: "I"}
_MOST = 100_000  # a number that no document reaches


@dataclass(frozen=True, slots=True)
class _Level:
    """One level of a list: where it starts, how its number is written, after which level it starts again."""

    start: int = 1
    form: str = "decimal"
    text: str = "%1."
    restart: int | None = None
    legal: bool = False
    style: str = ""


@dataclass
class _List:
    """A list of the document: the definition it shares with others, its own levels, where it starts anew."""

    definition: str
    levels: dict[int, _Level]
    starts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """Counts the numbered paragraphs of a document in their order."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self._lists: dict[str, _List] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()
        definitions: dict[str, dict[int, _Level]] = {}
        links: dict[str, str] = {}
        for element in root if root is not None else ():
            if tag(element) == "abstractNum":
                definitions[attr(element, "abstractNumId")] = _read_levels(element)
                links[attr(element, "abstractNumId")] = value(element, "numStyleLink")
        numbers = [element for element in root if tag(element) == "num"] if root is not None else []
        of_number = {attr(element, "numId"): value(element, "abstractNumId") for element in numbers}
        for element in numbers:
            definition = value(element, "abstractNumId")
            if links.get(definition):  # the levels are those of the list that a numbering style names
                definition = of_number.get(styles.number_of_style(links[definition]), definition)
            made = _List(definition, dict(definitions.get(definition, {})))
            for override in element:
                if tag(override) == "lvlOverride" and attr(override, "ilvl").isdecimal():
                    self._override(made, override)
            self._lists[attr(element, "numId")] = made

    @staticmethod
    def _override(made: _List, override: Element) -> None:
        level = int(attr(override, "ilvl"))
        inner = child(override, "lvl")
        if inner is not None:
            made.levels[level] = _read_level(inner)
        start = value(override, "startOverride")
        if start.isdecimal():
            made.starts[level] = min(int(start), _MOST)

    def number(self, look: ParagraphLook) -> str:
        """The number of the next paragraph with this look; "" where it has none."""
        made = self._lists.get(look.number)
        if made is None or look.number == "0":
            return ""
        level = look.number_level
        if level is None:
            level = next((k for k, item in made.levels.items() if item.style and item.style == look.style), 0)
        if level not in made.levels:
            return ""
        counts = self._counts.setdefault(made.definition, {})
        if level in made.starts and (look.number, level) not in self._begun:
            counts[level] = made.starts[level]
        else:
            counts[level] = counts[level] + 1 if level in counts else made.levels[level].start
        self._begun.add((look.number, level))
        for deeper in [k for k in counts if k > level]:
            restart = made.levels[deeper].restart if deeper in made.levels else None
            if restart is None or (restart and level < restart):
                del counts[deeper]
        return _write_number(made.levels, counts, level)


def _read_levels(definition: Element) -> dict[int, _Level]:
    return {
        int(attr(element, "ilvl")): _read_level(element)
        for element in definition
        if tag(element) == "lvl" and attr(element, "ilvl").isdecimal()
    }


def _read_level(element: Element) -> _Level:
    start, restart = value(element, "start"), value(element, "lvlRestart")
    form = child(element, "numFmt")
    return _Level(
        min(int(start), _MOST) if start.isdecimal() else 1,
        attr(form, "val", "decimal"),
        attr(child(element, "lvlText"), "val"),
        int(restart) if restart.isdecimal() else None,
        bool(is_on(element, "isLgl")),
        value(element, "pStyle"),
    )


_LOST_COMMA = re.compile(r"(?<=%[1-9])\?$")  # RTF of LibreOffice has ? for what its code page lacks


def _write_number(levels: dict[int, _Level], counts: dict[int, int], level: int) -> str:
    here = levels[level]
    if here.form == "none":
        return re.sub(r"%[1-9]", "", here.text)
    if here.form == "bullet":
        return BULLET

    def fill(match: re.Match[str]) -> str:
        at = int(match[1]) - 1
        count = counts.get(at, levels[at].start if at in levels else 1)
        form = "decimal" if here.legal else levels[at].form if at in levels else "decimal"
        return write_count(count, form)

    text = re.sub(r"%([1-9])", fill, _LOST_COMMA.sub("、", here.text))
    return f"{text} " if text[-1:].isalnum() else text


def write_count(count: int, form: str) -> str:
    """`count` in a number format of ST_NumberFormat (§17.18.59); one that is not known is decimal."""
    if form in {
        "chineseCounting",
        "chineseCountingThousand",
        "japaneseCounting",
        "taiwaneseCounting",
    } or form in {
        "taiwaneseCountingThousand",
        "koreanCounting",
    }:
        return _count_in_han(count, _HAN_DIGITS.replace("〇", "零"), "十百千万")
    if form in {"ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital", "koreanDigital"}:
        return "".join(_HAN_DIGITS[int(digit)] for digit in str(count))
    if form in {"chineseLegalSimplified", "ideographLegalTraditional", "japaneseLegal"}:
        return _count_in_han(count, _FORMAL_DIGITS, "拾佰仟万")
    if form == "ideographTraditional":
        return _STEMS[(count - 1) % 10]
    if form == "ideographZodiac":
        return _BRANCHES[(count - 1) % 12]
    if form in {"upperLetter", "lowerLetter"}:
        letter = chr(ord("A") + (count - 1) % 26) * min((count - 1) // 26 + 1, 9)
        return letter if form == "upperLetter" else letter.lower()
    if form in {"upperRoman", "lowerRoman"}:
        return _count_in_roman(count) if form == "upperRoman" else _count_in_roman(count).lower()
    if form in {"decimalEnclosedCircle", "decimalEnclosedCircleChinese", "ideographEnclosedCircle"}:
        return chr(0x2460 + count - 1) if 1 <= count <= 20 else str(count)
    if form in {"decimalEnclosedParen"}:
        return f"（{count}）"
    if form in {"decimalFullWidth", "decimalFullWidth2"}:
        return "".join(chr(ord("０") + int(digit)) for digit in str(count))
    if form == "decimalZero":
        return f"{count:02d}"
    return str(count)


def _count_in_han(count: int, digits: str, units: str) -> str:
    """十一, 二十, 一百零一 (in full figures, 壹拾壹)."""
    if count >= 10_000:
        return str(count)
    text = ""
    for place in range(3, -1, -1):
        digit = count // 10**place % 10
        if digit:
            text += digits[digit] + (units[place - 1] if place else "")
        elif text and not text.endswith(digits[0]) and count % 10**place:
            text += digits[0]
    if units[0] == "十" and 10 <= count < 20:
        text = text[1:]
    return text or digits[0]


def _count_in_roman(count: int) -> str:
    text = ""
    for number, letters in _ROMAN.items():
        while count >= number and len(text) < 30:
            text += letters
            count -= number
    return text
