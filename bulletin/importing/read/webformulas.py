"""The formulas of a web page: of what says one several times, a drawing of letters, MathML for who cannot see
it, its source in TeX, the same page with each said once."""

from __future__ import annotations

import html
import re
from urllib.parse import unquote_plus

from lxml.etree import _Element as Element

from bulletin.hanzi import is_han
from bulletin.importing.model import Run
from bulletin.importing.read.webmath import read_math
from bulletin.importing.read.webtags import list_elements
from bulletin.importing.read.webtex import read_tex

FORMULA_TAGS = {"mjx-container"}  # around one that MathJax 3 has drawn
FORMULA_ATTRIBUTES = {"data-tex", "data-formula"}
SOURCE, DRAWN = "formula-in-tex", "formula-in-letters"  # classes of what is left of one without MathML
_SCRIPT = re.compile(r"<script\b[^>]{0,200}?\btype\s*=\s*[\"']?math/(tex|mml)", re.IGNORECASE)
_CDATA = re.compile(r"%?\s*(?:<!\[CDATA\[|\]\]>)")
# What programs call the element around all that they make of a formula, the outermost first met.
_AROUND = {
    *(
        "katex-display",
        "katex",
        "MathJax",
        "MathJax_Display",
        "MathJax_SVG",
        "MathJax_SVG_Display",
        "MathJax_CHTML",
        "mjx-chtml",
    ),
    *("MathJax_CHTML_Display", "mjx-math", "mwe-math-element", "ztext-math"),
}
_PREVIEW = "MathJax_Preview"  # what stands there until it is drawn
# A service that draws a formula has it in the address of the picture.
_SERVICE = re.compile(
    r"(?:equation|latex|math|eq)[\w.]*\?(?:[^#]*&)?(?:tex|formula|latex)=([^&#]+)", re.IGNORECASE
)
_CODECOGS = re.compile(
    r"latex\.codecogs\.com/(?:\w+\.latex|\w+\.image)\?(.+)|latex\.csdn\.net/eq\?(.+)", re.IGNORECASE
)
_PICTURED = re.compile(r"(?:^|[\s_-])(?:math|equation|tex|latex|formula|ee_img)(?:$|[\s_-])", re.IGNORECASE)
_COMMAND = re.compile(r"\\[A-Za-z]+|[\^_]")


def keep_sources(text: str) -> str:
    """The source of a page, its formulas in TeX, which stand in it as programs, kept as text."""
    kept: list[str] = []
    at = 0
    for start, end, inner in list_elements(text, ["script"]):
        if match := _SCRIPT.match(text, start):
            source = _CDATA.sub("", inner)
            alone = "display" in text[start : start + len(match[0]) + 20]
            tag = "div" if alone else "span"
            in_tex = f'<{tag} class="{SOURCE}">{html.escape(source)}</{tag}>'
            kept += [text[at:start], source if match[1].lower() == "mml" else in_tex]
            at = end
    return "".join([*kept, text[at:]])


def settle_formulas(root: Element) -> None:
    """Leave of each formula one form: its MathML, else its source, else the letters that it is drawn with."""
    for picture in [*root.iter("img")]:
        if source := _find_pictured(picture):
            _become(picture, SOURCE, source)
    gone: set[Element] = set()
    for element in [*root.iter("span", "div", "mjx-container")]:
        names = set(element.get("class", "").split())
        if _PREVIEW in names and not _holds_text(element):
            _become(element, "", "")
        elif names & (_AROUND | {_PREVIEW}) and element not in gone:
            gone.update(element.iter())
            _settle(element)


def read_formula(element: Element) -> tuple[Run, ...] | None:
    """The runs of what is left of a formula; None where an element is none."""
    if element.tag == "math":
        return read_math(element)
    names = element.get("class", "").split()
    if SOURCE in names:
        text = element.text or ""
        return read_tex(text) or (Run(" ".join(text.split())),)
    return (Run(element.text or ""),) if DRAWN in names else None


def _holds_text(preview: Element) -> bool:
    """Whether in what stands for a formula until it is drawn there is more: an editor of pages has put the
    drawing into it, and with it what stands behind."""
    return any(set(part.get("class", "").split()) & _AROUND for part in preview.iter("span", "div"))


def _settle(element: Element) -> None:
    """Leave one form of a formula; one in a line of its own stays so."""
    shown = f"{element.get('class', '')} {element.get('display', '')}".lower()
    alone = any(word in shown for word in ("display", "true"))
    math = next(element.iter("math"), None)
    behind = element.getnext()
    script = (
        behind is not None and SOURCE in behind.get("class", "").split() and not (element.tail or "").strip()
    )
    source = next(
        (part.text or "" for part in element.iter("span", "div") if part.get("class") == SOURCE), ""
    )
    source = source or element.get("data-tex", "")
    if math is not None:
        alone = alone or math.get("display") == "block"
        math.tail = None
        _become(element, "", "", alone)
        element.append(math)
        if script and behind is not None:
            _become(behind, "", "")
    elif script:
        _become(element, "", "")
    elif source:
        _become(element, SOURCE, source, alone)
    else:
        _become(element, DRAWN, "".join("".join(map(str, element.itertext())).split()), alone)


def _become(element: Element, name: str, text: str, alone: bool = False) -> None:
    """Make of an element a piece of text of the class `name`, or a paragraph; what stands behind it stays."""
    tail = element.tail
    element.clear()
    element.tag, element.text, element.tail = "div" if alone else "span", text, tail
    if name:
        element.set("class", name)


def _find_pictured(picture: Element) -> str:
    """The source of a formula that a picture shows, as its address or description has it; "" for none."""
    if own := picture.get("data-formula", "") or picture.get("data-tex", ""):
        return str(own)
    for address in (picture.get("data-src", ""), picture.get("data-original", ""), picture.get("src", "")):
        if match := _SERVICE.search(address) or _CODECOGS.search(address):
            return unquote_plus(next(filter(None, match.groups()), ""))
    alt: str = picture.get("alt", "").strip()
    named = bool(_PICTURED.search(picture.get("class", "")))
    called = _PICTURED.search(picture.get("src", "").rpartition("/")[2]) and _COMMAND.search(alt)
    return alt if (named or called) and not any(map(is_han, alt)) else ""
