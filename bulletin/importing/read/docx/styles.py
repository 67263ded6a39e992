"""styles.xml and theme1.xml → how a paragraph or a run looks, its styles worked out (ECMA-376 §17.7)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from lxml.etree import _Element as Element

from bulletin.importing.read.docx.xml import attr, child, is_on, tag, value

# Faces that stand out as bold does; office titles are set in 小标宋, headings in 黑体 (GB/T 9704—2012 7.3).
_HEAVY = (
    "黑体",
    "simhei",
    "heiti",
    "小标宋",
    "xiaobiaosong",
    "xbs",
    "大标宋",
    "粗",
    "heavy",
    "black",
    "综艺",
    "dabiaosong",
)
_NOT_HEAVY = ("雅黑",)
_MOST_PARENTS = 30


@dataclass(frozen=True, slots=True)
class RunLook:
    """Size in pt, weight, East Asian face, whether it is hidden; superscript, subscript or on the line;
    struck out."""

    size: float = 10.5
    bold: bool = False
    font: str = ""
    hidden: bool = False
    place: str = ""
    struck: bool = False

    @property
    def heavy(self) -> bool:
        """Whether it stands out from text in 宋体 or 仿宋."""
        font = self.font.lower()
        return self.bold or (
            any(name in font for name in _HEAVY) and not any(name in font for name in _NOT_HEAVY)
        )


@dataclass(frozen=True, slots=True)
class ParagraphLook:
    """Alignment, level of a heading style (0: none), number (list id and level) of a paragraph."""

    align: str = ""
    level: int = 0
    number: str = ""
    number_level: int | None = None
    style: str = ""


class Styles:
    """The styles of a document."""

    def __init__(self, root: Element | None, theme: Element | None) -> None:
        self._styles: dict[str, Element] = {}
        self._default = ""
        self._fonts = _read_theme_fonts(theme)
        defaults = child(root, "docDefaults")
        self._run_defaults = child(defaults, "rPrDefault", "rPr")
        self._paragraph_defaults = child(defaults, "pPrDefault", "pPr")
        for element in root if root is not None else ():
            if tag(element) == "style":
                self._styles[attr(element, "styleId")] = element
                if attr(element, "type") == "paragraph" and attr(element, "default") in {"1", "true"}:
                    self._default = attr(element, "styleId")

    def look_of_paragraph(self, properties: Element | None) -> ParagraphLook:
        """How the paragraph with these properties stands."""
        style = value(properties, "pStyle") or self._default
        look = self._add_paragraph(ParagraphLook(style=style), self._paragraph_defaults, direct=False)
        for element in self._chain(style):
            look = self._add_paragraph(look, child(element, "pPr"), direct=False)
            if not look.level:
                look = replace(look, level=_heading_level(value(element, "name")))
        return self._add_paragraph(look, properties, direct=True)

    def look_of_run(self, paragraph: ParagraphLook, properties: Element | None) -> RunLook:
        """How a run looks: defaults, paragraph style, character style, its own properties."""
        look = self._add_run(RunLook(), self._run_defaults)
        for element in self._chain(paragraph.style):
            look = self._add_run(look, child(element, "rPr"))
        for element in self._chain(value(properties, "rStyle")):
            look = self._add_run(look, child(element, "rPr"))
        return self._add_run(look, properties)

    def number_of_style(self, style: str) -> str:
        """The list that a numbering style names."""
        return value(self._styles.get(style), "pPr", "numPr", "numId") if style in self._styles else ""

    def _chain(self, style: str) -> Iterator[Element]:
        """The styles that `style` is based on, the most general first."""
        chain: list[Element] = []
        seen: set[str] = set()
        while style in self._styles and style not in seen and len(chain) < _MOST_PARENTS:
            seen.add(style)
            chain.append(self._styles[style])
            style = value(self._styles[style], "basedOn")
        return iter(chain[::-1])

    def _add_paragraph(
        self, look: ParagraphLook, properties: Element | None, *, direct: bool
    ) -> ParagraphLook:
        if properties is None:
            return look
        align = {"both": "left", "start": "left", "end": "right"}.get(
            value(properties, "jc"), value(properties, "jc")
        )
        outline = value(properties, "outlineLvl")
        numbers = child(properties, "numPr")
        level = value(numbers, "ilvl")
        return replace(
            look,
            align=align or look.align,
            level=int(outline) + 2 if outline.isdecimal() and int(outline) < 9 else look.level,
            number=value(numbers, "numId") or look.number,
            number_level=int(level) if level.isdecimal() else look.number_level,
        )

    def _add_run(self, look: RunLook, properties: Element | None) -> RunLook:
        if properties is None:
            return look
        size = value(properties, "sz")
        fonts = child(properties, "rFonts")
        font = self._fonts.get(attr(fonts, "eastAsiaTheme"), "") or attr(fonts, "eastAsia")
        bold, hidden, struck = (is_on(properties, name) for name in ("b", "vanish", "strike"))
        return replace(
            look,
            size=int(size) / 2 if size.isdecimal() and len(size) < 5 else look.size,
            bold=look.bold if bold is None else bold,
            font=font or look.font,
            hidden=look.hidden if hidden is None else hidden,
            place=value(properties, "vertAlign") or look.place,
            struck=look.struck if struck is None else struck,
        )


def _heading_level(name: str) -> int:
    """The level of a built-in heading style by its name: 1 for Title, 2 for heading 1 (标题 1) and so on."""
    name = name.lower().replace(" ", "")
    if name in {"title", "标题"}:
        return 1
    for prefix in ("heading", "标题"):
        rest = name.removeprefix(prefix)
        if rest != name and rest.isdecimal() and len(rest) == 1:
            return int(rest) + 1
    return 0


def _read_theme_fonts(theme: Element | None) -> dict[str, str]:
    """The names by which runs call the theme's faces for Chinese (§20.1.4.1)."""
    fonts: dict[str, str] = {}
    scheme = child(theme, "themeElements", "fontScheme")
    for part, names in (("majorFont", ("majorEastAsia",)), ("minorFont", ("minorEastAsia",))):
        element = child(scheme, part)
        font = attr(child(element, "ea"), "typeface")
        for script in iter(element) if element is not None else ():
            if not font and tag(script) == "font" and attr(script, "script") == "Hans":
                font = attr(script, "typeface")
        fonts |= dict.fromkeys(names, font)
    return {name: font for name, font in fonts.items() if font}
