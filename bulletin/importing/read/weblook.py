"""The style sheets, styles and tags of a web page → how the text of an element looks."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import tinycss2
from lxml.etree import _Element as Element

from bulletin.importing.model import Area

# Of a page with more than this the rest is not asked: it is the look of menus.
_MAX_CHARACTERS = 400_000
_MAX_RULES = 800
_PROPERTIES = {
    "text-align",
    "font-size",
    "font-weight",
    "font-family",
    "display",
    "vertical-align",
    "white-space",
}
_SIZE = re.compile(r"font-size\s*:\s*([0-9]+(?:\.[0-9]+)?)\s*(px|pt|rem|em|%)", re.IGNORECASE)
_POINTS = {"px": 0.75, "pt": 1.0, "rem": 12.0}
_MOST_POINTS = 750.0
_FONT_SIZES = (7.5, 10.0, 12.0, 13.5, 18.0, 24.0, 36.0)  # of <font size=1> to 7 (HTML 15.3.1)
_HEADING_SIZES = {"h1": 24.0, "h2": 18.0, "h3": 14.0}
# Faces that are as heavy as bold; of several the first is what the page asks for.
_HEAVY = re.compile(r"font-family\s*:\s*[\"']?(?:[^,;\"']*(?:黑体|小标宋)|simhei)", re.IGNORECASE)
_BLOCK = re.compile(r"display\s*:\s*(?:block|list-item|flex|grid|table)\b(?!-)")
# Classes that say how a text looks, of which the sheet was not saved: bjh-h3, text-bold.
_NAMED = re.compile(r"(?:^|[\s_-])(h[1-6]|strong|bold)(?=$|\s)", re.IGNORECASE)
_NAMED_TAGS = {"span", "p", "div", "section", "font"}
# Faces of signs, whose letters are no letters.
_SIGNS = re.compile(r"font-family\s*:\s*[\"']?(wingdings(?: [23])?|symbol)\b", re.IGNORECASE)
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_COMPOUND = re.compile(r"([A-Za-z][A-Za-z0-9]*|\*)?((?:[.#][\w-]+)*)")


@dataclass(frozen=True, slots=True)
class _Compound:
    """One part of a selector: p.MsoNormal, #content, .title."""

    tag: str
    id: str
    classes: frozenset[str]

    def matches(self, element: Element) -> bool:
        return (
            (not self.tag or element.tag == self.tag)
            and (not self.id or element.get("id") == self.id)
            and (not self.classes or self.classes <= set(element.get("class", "").split()))
        )


@dataclass(frozen=True, slots=True)
class _Rule:
    """A selector, what it weighs against others (Selectors 4 §17), and what it declares."""

    parts: tuple[_Compound, ...]
    weight: tuple[int, int, int, int]
    declared: str


class Sheets:
    """The rules of the sheets of a page that say how text looks."""

    def __init__(self, sheets: Iterable[str]) -> None:
        self._rules: dict[str, list[_Rule]] = defaultdict(list)
        room, count = _MAX_CHARACTERS, 0
        for sheet in sheets:
            for rule in _parse_rules(sheet[:room], count):
                if count < _MAX_RULES:
                    self._rules[_find_key(rule.parts[-1])].append(rule)
                    count += 1
            room = max(0, room - len(sheet))

    def find(self, element: Element) -> str:
        """The declarations that hold for an element, the ones that win at last."""
        if not self._rules:
            return ""
        keys = [str(element.tag), f"#{element.get('id')}"]
        keys += [f".{name}" for name in element.get("class", "").split()]
        found = [rule for key in keys for rule in self._rules.get(key, ()) if _matches(rule.parts, element)]
        return ";".join(rule.declared for rule in sorted(found, key=lambda rule: rule.weight))


def _parse_rules(sheet: str, order: int) -> Iterable[_Rule]:
    for node in tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True):
        if node.type != "qualified-rule":
            continue
        declared = [
            f"{item.lower_name}:{tinycss2.serialize(item.value)}"
            for item in tinycss2.parse_blocks_contents(node.content, skip_comments=True, skip_whitespace=True)
            if item.type == "declaration" and item.lower_name in _PROPERTIES
        ]
        if not declared:
            continue
        for selector in tinycss2.serialize(node.prelude).split(","):
            parts = _parse_selector(selector)
            if parts:
                order += 1
                ids = sum(bool(part.id) for part in parts)
                classes = sum(len(part.classes) for part in parts)
                weight = (ids, classes, sum(bool(part.tag) for part in parts), order)
                yield _Rule(parts, weight, ";".join(declared).lower())


def _parse_selector(selector: str) -> tuple[_Compound, ...]:
    """The parts of `div.a > p b`; none where it asks for more than tags, classes and ids."""
    parts = []
    for word in selector.replace(">", " ").split():
        match = _COMPOUND.fullmatch(word)
        if not match:
            return ()
        names = re.findall(r"([.#])([\w-]+)", match[2])
        tag = (match[1] or "").lower().replace("*", "")
        identity = next((name for kind, name in names if kind == "#"), "")
        parts.append(_Compound(tag, identity, frozenset(name for kind, name in names if kind == ".")))
    last = parts[-1:]
    return tuple(parts) if last and _find_key(last[0]) else ()


def _find_key(part: _Compound) -> str:
    """By what an element of the rule is found: its id, else a class, else its tag."""
    return f"#{part.id}" if part.id else f".{min(part.classes)}" if part.classes else part.tag


def _matches(parts: Sequence[_Compound], element: Element) -> bool:
    if not parts[-1].matches(element):
        return False
    waiting = list(parts[:-1])
    for outer in element.iterancestors() if waiting else ():
        if waiting[-1].matches(outer):
            waiting.pop()
            if not waiting:
                return True
    return not waiting


@dataclass(frozen=True, slots=True)
class Style:
    """How text looks where the walk stands: `sign` is a face whose letters are signs, `pre` says that breaks
    of its lines are kept, `hidden` that nobody sees it; `node` is the block that it stands in."""

    size: float = 12.0
    bold: bool = False
    align: str = ""
    level: int = 0
    link: bool = False
    number: str = ""
    area: Area = Area.BODY
    place: str = ""
    sign: str = ""
    pre: bool = False
    hidden: bool = False
    node: int = 0


def is_shown_as_block(element: Element) -> bool:
    """Whether an element says of itself that it is a paragraph, whatever its tag."""
    return bool(_BLOCK.search(element.get("style", "").lower()))


def restyle(style: Style, element: Element, name: str, sheets: Sheets) -> Style:
    """The style of what stands in `element`, the tag `name`, where what is around it has `style`."""
    css = f"{sheets.find(element)};{element.get('style', '').lower()}"
    size, bold, align, level = style.size, style.bold, style.align, style.level
    if name in {"h1", "h2", "h3", "h4", "h5", "h6"}:
        level, bold, size = int(name[1]), True, _HEADING_SIZES.get(name, style.size)
    if name in _NAMED_TAGS and (named := _NAMED.search(element.get("class", ""))):
        bold = True
        level = int(named[1][1]) if named[1][0] == "h" else level
    if name == "font" and (number := re.fullmatch(r"([+-]?)([0-9])", element.get("size", "").strip())):
        step = 3 + int(number[1] + number[2]) if number[1] else int(number[2])
        size = _FONT_SIZES[min(max(step, 1), 7) - 1]
    elif name in {"big", "small"}:
        size = style.size * (1.2 if name == "big" else 1 / 1.2)
    if found := _SIZE.findall(css):
        number_text, unit = found[-1]
        factor = style.size * (0.01 if unit == "%" else 1) if unit in {"em", "%"} else _POINTS[unit.lower()]
        size = round(min(float(number_text) * factor, _MOST_POINTS) * 2) / 2 or size
    if re.search(r"font-weight\s*:\s*(?:bold|[6-9]00)", css) or name in {"b", "strong", "th"}:
        bold = True
    elif re.search(r"font-weight\s*:\s*(?:normal|[1-5]00)", css):
        bold = False
    bold = bold or bool(_HEAVY.search(css)) or "黑体" in element.get("face", "")
    if aligned := re.findall(r"text-align\s*:\s*(center|left|right|justify)", css):
        align = aligned[-1]
    elif element.get("align") and name != "table":
        align = element.get("align", "").lower()
    elif name == "center":
        align = "center"
    place = re.search(r"vertical-align\s*:\s*(super|sub)\b", css)
    sign = _SIGNS.search(css)
    return replace(
        style,
        size=size,
        bold=bold,
        align=align,
        level=level,
        link=style.link or (name == "a" and bool(element.get("href"))),
        place=name if name in {"sup", "sub"} else place[1][:3] if place else style.place,
        sign=sign[1] if sign else "" if "font-family" in css else style.sign,
        pre=style.pre or name == "pre" or "white-space:pre" in css.replace(" ", ""),
        hidden=element.get("hidden") is not None or bool(re.search(r"display\s*:\s*none", css)),
    )


def write_number(count: int, element: Element) -> str:
    """The number of an item, as the list is numbered (HTML 4.4.5): 1. a. I."""
    kind = element.get("type", "1")
    if kind in {"a", "A"} and 0 < count <= len(_LETTERS):
        letter = _LETTERS[count - 1]
        return f"{letter if kind == 'a' else letter.upper()}."
    return f"{count}."
