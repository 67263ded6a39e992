"""The elements of an SVG between reading and writing, and what is wrong with one that is refused."""

from __future__ import annotations

from dataclasses import dataclass, field

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
XML = "http://www.w3.org/XML/1998/namespace"
XHTML = "http://www.w3.org/1999/xhtml"
MATHML = "http://www.w3.org/1998/Math/MathML"

PLAIN_HINT = "请另存为 PNG，或在画图程序里导出纯图形"
SAVE_HINT = "用绘图软件另存为“普通 SVG”，或导出 PNG"


@dataclass(slots=True)
class Element:
    """One element: its namespace and local name, its attributes, its children and texts in order.

    Attributes are keyed as expat names them, `namespace}name`, or `name` where there is no namespace.
    `line` is where the element begins in the file, `text_line` where its first text does.
    `weight` is how many elements are drawn for it: more than one for a drawing within the drawing.
    """

    space: str
    name: str
    line: int
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)
    text_line: int = 0
    weight: int = 1

    def elements(self) -> list[Element]:
        """The children that are elements."""
        return [child for child in self.children if isinstance(child, Element)]

    def text(self) -> str:
        """The texts that stand directly in the element."""
        return "".join(child for child in self.children if isinstance(child, str))


class SvgError(ValueError):
    """Why an SVG is refused, in the editor's words to follow the file's name, and what to do."""

    def __init__(self, message: str, hint: str = PLAIN_HINT) -> None:
        super().__init__(message)
        self.hint = hint


class DamagedSvgError(ValueError):
    """The file is no well-formed XML; `line` is where reading stopped."""

    def __init__(self, line: int) -> None:
        super().__init__(f"damaged at line {line}")
        self.line = line


def refuse(line: int, message: str, hint: str = PLAIN_HINT) -> SvgError:
    """The error that names a `line` of the file."""
    return SvgError(f"第{line}行{message}", hint)


def shorten(text: str, length: int = 30) -> str:
    """What was found in the file, fit to be shown in a message of one line."""
    text = "".join(c if c.isprintable() else " " for c in text).strip()
    return text if len(text) <= length else text[: length - 1] + "…"
