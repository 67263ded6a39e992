"""styles.xml and theme1.xml → how a paragraph or a run looks, its styles worked out (ECMA-376 §17.7)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from lxml.etree import _Element as Element

from bulletin.importing.read.docx.xml import attr, child, is_on, tag, value

# Faces that stand out as bold does; office titles are set in 小标宋, headings in 黑体 (GB/T 9704—2012 7.3).
_HEAVY = re.compile(
    "黑体|simhei|heiti|小标宋|大标宋|xiaobiaosong|dabiaosong|xbs|中宋|zhongsong|粗|综艺|琥珀|超黑|大黑|"
    "bold|heavy|black|hupo"
)
_LIGHT = re.compile("细黑|xihei|纤黑|semilight|light|thin")
_NEVER_HEAVY = re.compile("雅黑(?!.*(?:bold|粗))|yahei(?!.*bold)")  # the face of menus, in its usual weight
_MOST_PARENTS = 30
_LEVELS = {**{str(level): level + 2 for level in range(9)}, "9": 0}  # 9 is body text (§17.3.1.20)
_WHOLE = re.compile("-?[0-9]{1,5}")


@dataclass(frozen=True, slots=True)
class RunLook:
    """Size in pt, weight, East Asian face, whether it is hidden; superscript, subscript or on the line;
    struck out, underlined, marked in another way that prints (着重号, a colour behind it)."""

    size: float = 10.5
    bold: bool = False
    font: str = ""
    hidden: bool = False
    place: str = ""
    struck: bool = False
    underlined: bool = False
    marked: bool = False
    raised: int = 0  # half-points above the line

    @property
    def heavy(self) -> bool:
        """Whether it stands out from text in 宋体 or 仿宋."""
        font = self.font.lower()
        heavy = _HEAVY.search(font) and not _LIGHT.search(font) and not _NEVER_HEAVY.search(font)
        return self.bold or bool(heavy)


@dataclass(frozen=True, slots=True)
class Indent:
    """The left indent of a paragraph and of its first line (less where it hangs): in twips, or in hundredths
    of a character, which then count (§17.3.1.12)."""

    left: int = 0
    left_chars: int = 0
    first: int = 0
    first_chars: int = 0

    def measure(self, size: float) -> float:
        """How far the first line of a paragraph set in `size` is from the margin, in pt."""
        left = self.left_chars / 100 * size if self.left_chars else self.left / 20
        first = self.first_chars / 100 * size if self.first_chars else self.first / 20
        return left + first


@dataclass(frozen=True, slots=True)
class ParagraphLook:
    """Alignment, level of a heading style (0: none), number (list id and level) of a paragraph; how far it
    stands from the left; where its tabs stop that do so flush right, in twips; whether it begins a page."""

    align: str = ""
    level: int = 0
    number: str = ""
    number_level: int | None = None
    style: str = ""
    indent: Indent = Indent()
    right_tabs: tuple[int, ...] = ()
    page: bool = False


class Styles:
    """The styles of a document."""

    def __init__(self, root: Element | None, theme: Element | None) -> None:
        self._styles: dict[str, Element] = {}
        self._default = ""
        self._paragraph_looks: dict[str, ParagraphLook] = {}
        self._run_looks: dict[tuple[str, str], RunLook] = {}
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
        if style not in self._paragraph_looks:
            look = self._add_paragraph(ParagraphLook(style=style), self._paragraph_defaults)
            for element in self._chain(style):
                look = self._add_paragraph(look, child(element, "pPr"))
                if not look.level:
                    look = replace(look, level=_heading_level(value(element, "name")))
            self._paragraph_looks[style] = look
        return self._add_paragraph(self._paragraph_looks[style], properties)

    def look_of_run(self, paragraph: ParagraphLook, properties: Element | None) -> RunLook:
        """How a run looks: defaults, paragraph style, character style, its own properties.

        A toggle that both styles set is off again (§17.7.3).
        """
        styles = (paragraph.style, value(properties, "rStyle"))
        if styles not in self._run_looks:
            self._run_looks[styles] = self._look_of_styles(*styles)
        return self._add_run(self._run_looks[styles], properties)

    def _look_of_styles(self, paragraph: str, character: str) -> RunLook:
        default = self._add_run(RunLook(), self._run_defaults)
        look = default
        for element in self._chain(paragraph):
            look = self._add_run(look, child(element, "rPr"))
        own = replace(look, bold=False, hidden=False, struck=False)
        for element in self._chain(character):
            own = self._add_run(own, child(element, "rPr"))
        return replace(
            own,
            bold=default.bold or look.bold != own.bold,
            hidden=default.hidden or look.hidden != own.hidden,
            struck=default.struck or look.struck != own.struck,
        )

    def has_borders(self, style: str) -> bool:
        """Whether a table style draws lines."""
        return any(has_lines(child(element, "tblPr", "tblBorders")) for element in self._chain(style))

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

    def _add_paragraph(self, look: ParagraphLook, properties: Element | None) -> ParagraphLook:
        if properties is None:
            return look
        align = {"both": "left", "start": "left", "end": "right"}.get(
            value(properties, "jc"), value(properties, "jc")
        )
        outline = value(properties, "outlineLvl")
        numbers = child(properties, "numPr")
        level = value(numbers, "ilvl")
        page = is_on(properties, "pageBreakBefore")
        return replace(
            look,
            indent=_add_indent(look.indent, child(properties, "ind")),
            right_tabs=_read_right_tabs(child(properties, "tabs")) or look.right_tabs,
            page=look.page if page is None else page,
            align=align or look.align,
            level=_LEVELS.get(outline, look.level),
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
        if struck is None:
            struck = is_on(properties, "dstrike")
        underlined, marked = is_on(properties, "u"), _is_marked(properties)
        raised = value(properties, "position")
        return replace(
            look,
            size=int(size) / 2 if size.isdecimal() and len(size) < 5 else look.size,
            bold=look.bold if bold is None else bold,
            font=font or look.font,
            hidden=look.hidden if hidden is None else hidden,
            place=value(properties, "vertAlign") or look.place,
            struck=look.struck if struck is None else struck,
            underlined=look.underlined if underlined is None else underlined,
            marked=look.marked if marked is None else marked,
            raised=int(raised) if _WHOLE.fullmatch(raised) else look.raised,
        )


def has_lines(borders: Element | None) -> bool:
    """Whether any of the borders is drawn (§17.4.39, §17.18.2)."""
    return (
        any(attr(line, "val") not in {"", "none", "nil"} for line in borders)
        if borders is not None
        else False
    )


def _is_marked(properties: Element) -> bool | None:
    """Whether a run has 着重号 or a colour behind it; None where its properties do not say."""
    found = [is_on(properties, name) for name in ("em", "highlight")]
    return True if True in found else False if False in found else None


def _add_indent(indent: Indent, element: Element | None) -> Indent:
    if element is None:
        return indent
    left, first = (_read_first(element, names) for names in (("left", "start"), ("firstLine",)))
    left_chars = _read_first(element, ("leftChars", "startChars"))
    first_chars = _read_first(element, ("firstLineChars",))
    hanging, hanging_chars = _read_first(element, ("hanging",)), _read_first(element, ("hangingChars",))
    first = -hanging if hanging else first  # it supersedes the other
    first_chars = -hanging_chars if hanging_chars else first_chars
    return Indent(
        indent.left if left is None else left,
        indent.left_chars if left_chars is None else left_chars,
        indent.first if first is None else first,
        indent.first_chars if first_chars is None else first_chars,
    )


def _read_first(element: Element, names: Sequence[str]) -> int | None:
    """The first of these attributes that is set to a whole number."""
    texts = (attr(element, name) for name in names)
    return next((int(text) for text in texts if _WHOLE.fullmatch(text)), None)


def _read_right_tabs(tabs: Element | None) -> tuple[int, ...]:
    stops = [tab for tab in tabs if attr(tab, "val") in {"right", "end"}] if tabs is not None else []
    return tuple(int(attr(tab, "pos")) for tab in stops if _WHOLE.fullmatch(attr(tab, "pos")))


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
