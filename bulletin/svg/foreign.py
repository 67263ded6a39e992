"""What a drawing holds of other languages → whether it can be left away without losing a word."""

from __future__ import annotations

from bulletin.svg.model import MATHML, SVG, XHTML, Element, refuse, shorten
from bulletin.svg.vocabulary import LABELS

_KNOWN_EXTENSIONS = {XHTML, MATHML}
_DRAWIO_HINT = "在 draw.io 里取消“格式化文本”和“自动换行”再导出，或另存为 PNG"
_LANGUAGE = "zh"


def choose_branch(switch: Element) -> list[Element]:
    """The child of a <switch> that a browser draws for a Chinese reader, in a list, or none.

    draw.io writes a label as HTML in <foreignObject>, and beside it as text or as a picture for programs
    without HTML: that one is chosen where it says every word. Raises SvgError where it does not.
    """
    branches = [child for child in switch.elements() if child.space == switch.space and _is_supported(child)]
    fitting = [child for child in branches if _fits_language(child)] or branches
    for number, branch in enumerate(fitting):
        if branch.name != "foreignObject":
            return [branch]
        words = read_label(branch)
        beside = fitting[number + 1 : number + 2]
        if beside and beside[0].name != "foreignObject" and _says(beside[0], words):
            return beside
        if words:
            message = f"有 <foreignObject>，里面的“{shorten(words, 12)}”印不全"
            raise refuse(branch.line, message, _DRAWIO_HINT)
    return []


def read_label(element: Element) -> str:
    """The words of the HTML in a <foreignObject>, without spaces; raises SvgError for more than words."""
    _check_label(element)
    return _read_words(element)


def _check_label(element: Element) -> None:
    for child in element.elements():
        if child.name not in LABELS or child.space not in {"", SVG, XHTML}:
            raise refuse(child.line, f"有 <foreignObject>，里面的 <{shorten(child.name)}> 印不出来")
        _check_label(child)


def _is_supported(element: Element) -> bool:
    wanted = element.attributes.get("requiredExtensions")
    return wanted is None or (bool(wanted.split()) and set(wanted.split()) <= _KNOWN_EXTENSIONS)


def _fits_language(element: Element) -> bool:
    languages = element.attributes.get("systemLanguage")
    if languages is None:
        return True
    return any(name.strip().lower().partition("-")[0] == _LANGUAGE for name in languages.split(","))


def _says(element: Element, words: str) -> bool:
    return words in _read_words(element) or _holds_picture(element)


def _holds_picture(element: Element) -> bool:
    return element.name == "image" or any(map(_holds_picture, element.elements()))


def _read_words(element: Element) -> str:
    parts = (child if isinstance(child, str) else _read_words(child) for child in element.children)
    return "".join("".join(parts).split())
