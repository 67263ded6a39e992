"""The elements of an SVG as read → those that are printed and published; the others are refused by name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tinycss2.color5 import parse_color

from bulletin.svg.css import Stylist, map_declarations
from bulletin.svg.embedded import Embedder, ReadDrawing
from bulletin.svg.foreign import choose_branch, read_label
from bulletin.svg.model import (
    MATHML,
    PLAIN_HINT,
    SAVE_HINT,
    SVG,
    XHTML,
    XLINK,
    XML,
    Element,
    SvgError,
    refuse,
    shorten,
)
from bulletin.svg.vocabulary import (
    ANIMATIONS,
    ATTRIBUTES,
    ELEMENTS,
    EVENT,
    INVISIBLE,
    NAMES,
    NOTES,
    PICTURES,
    PROGRAMS,
    REFERRING,
    TEXTS,
)

_SCHEME = re.compile(r"([^/?#]*?):")
_LINKS = {"http", "https", "mailto"}
_LANGUAGE = re.compile(r"[A-Za-z0-9-]+")
_EXTERNAL_HINT = "在画图程序里把用到的图形放进同一个文件再导出，或另存为 PNG"
_LETTERED = {"textPath", "tref", "altGlyph", "flowRoot", "flowPara", "flowSpan"}
_TEXT_HINT = "在画图程序里把文字转成普通文字或路径再导出，或另存为 PNG"


def clean_drawing(root: Element, read_drawing: ReadDrawing) -> Element:
    """The drawing `root` with nothing in it but what is known to draw; `read_drawing` reads those within it.

    All of the result is in SVG's own namespace, its attributes in none but `xml:`. Raises SvgError for
    what runs, moves, reaches out of the drawing, or would be seen and cannot be printed.
    """
    if root.name != "svg" or root.space not in {SVG, ""}:
        raise SvgError("不是 SVG 图形", SAVE_HINT)
    cleaner = _Cleaner(root.space, read_drawing)
    cleaner.learn(root)
    drawing = cleaner.clean_element(root, "svg")
    _paint_background(drawing)
    return drawing


def _paint_background(drawing: Element) -> None:
    """Put a rectangle in place of the background of a drawing, which WeasyPrint leaves white."""
    colours: list[str] = []

    def take(name: str, value: list[Any]) -> dict[str, list[Any]]:
        if name not in {"background", "background-color"}:
            return {name: value}
        if (
            len(value) == 1
            and (colour := parse_color(value[0]))
            and colour != "currentcolor"
            and colour.alpha
        ):
            colours.append(value[0].serialize())
        return {}

    if "background" not in drawing.attributes.get("style", ""):
        return
    style = map_declarations(drawing.attributes.pop("style"), take, is_sheet=False)
    drawing.attributes |= {"style": style} if style else {}
    if colours:
        box = drawing.attributes.get("viewBox", "0 0 100% 100%").replace(",", " ").split()
        names = ("x", "y", "width", "height")
        # As a style it is stronger than what a sheet says of every <rect>.
        attributes = {**dict(zip(names, box, strict=False)), "style": f"fill:{colours[-1]};stroke:none"}
        drawing.children.insert(0, Element(SVG, "rect", drawing.line, attributes))


class _Cleaner:
    """Cleans one drawing, whose elements are in the namespace `space`: some programs forget it."""

    def __init__(self, space: str, read_drawing: ReadDrawing) -> None:
        self._space = space
        self._stylist = Stylist()
        self._embedder = Embedder(read_drawing)

    def learn(self, element: Element) -> None:
        """Note the variables of CSS that `element` and those in it set."""
        self._stylist.learn(element.attributes.get("style", ""), is_sheet=False)
        if element.name == "style" and element.space == self._space:
            self._stylist.learn(element.text(), is_sheet=True)
        for child in element.elements():
            self.learn(child)

    def clean_element(self, element: Element, name: str) -> Element:
        """`element` as `name`, with what may stand in it."""
        cleaned = Element(SVG, name, element.line)
        if name == "style":
            self._clean_style(element, cleaned)
            return cleaned
        cleaned.attributes |= dict(self._clean_attributes(element))
        self._clean_address(element, cleaned)
        if name in NOTES:
            cleaned.children += [text] if (text := element.text()) else []
        else:
            cleaned.children += self._clean_children(element, is_text=name in TEXTS)
        return cleaned

    def _clean_style(self, element: Element, cleaned: Element) -> None:
        attributes = element.attributes
        if attributes.get("type", "").strip().lower() in {"", "text/css"}:
            line = element.text_line or element.line
            css = self._stylist.clean_sheet(element.text(), line, attributes.get("media", ""))
            cleaned.children += [css] if css else []

    def _clean_children(self, element: Element, *, is_text: bool) -> Iterator[Element | str]:
        for child in element.children:
            if isinstance(child, str):
                if is_text:
                    yield child
            else:
                yield from self._clean_child(child, is_text=is_text)

    def _clean_child(self, child: Element, *, is_text: bool) -> Iterator[Element]:
        name = child.name
        if child.space in {XHTML, MATHML}:
            raise refuse(child.line, f"有 <{shorten(name)}>，那是网页的内容，图里印不出来")
        if child.space != self._space or name in INVISIBLE:
            return  # drawn by nobody: the notes of the program that made the file
        if name == "foreignObject":
            if words := read_label(child):
                message = f"有 <foreignObject>，里面的“{shorten(words, 12)}”印不出来"
                raise refuse(child.line, message)
        elif name == "switch":
            yield from self._clean_switch(child, is_text=is_text)
        elif name == "a":
            _check_link(child)
            yield self.clean_element(child, "tspan" if is_text else "g")
        elif name not in ELEMENTS:
            raise _refuse_element(child)
        # Neither letters outside of a text nor shapes inside of one are drawn by a browser.
        elif name in NOTES or (name in TEXTS - {"text"}) == is_text:
            yield from self._drop_empty(self.clean_element(child, name))

    def _drop_empty(self, cleaned: Element) -> Iterator[Element]:
        is_picture = cleaned.name in PICTURES and "href" not in cleaned.attributes
        if not is_picture and (cleaned.name not in NOTES | {"style"} or cleaned.children):
            yield cleaned

    def _clean_switch(self, switch: Element, *, is_text: bool) -> Iterator[Element]:
        chosen = choose_branch(switch)
        if chosen:
            group = Element(switch.space, "switch", switch.line, switch.attributes, [*chosen])
            yield self.clean_element(group, "tspan" if is_text else "g")

    def _clean_attributes(self, element: Element) -> Iterator[tuple[str, str]]:
        for key, value in element.attributes.items():
            space, _, local = key.rpartition("}")
            if not space and EVENT.fullmatch(local):
                message = f"的 <{shorten(element.name)}> 有 {shorten(local)}，图里不能有程序"
                raise refuse(element.line, message)
            if space == XML:
                if (local == "space" and value in {"preserve", "default"}) or (
                    local == "lang" and _LANGUAGE.fullmatch(value)
                ):
                    yield f"xml:{local}", value
            elif not space and local in NAMES:
                yield local, value
            elif not space and local == "style":
                if css := self._stylist.clean_declarations(value, element.line):
                    yield local, css
            elif not space and local in ATTRIBUTES:
                cleaned = self._stylist.clean_value(local, value, element.line)
                yield from [(local, cleaned)] if cleaned is not None else []

    def _clean_address(self, element: Element, cleaned: Element) -> None:
        name = cleaned.name
        plain = element.attributes.get("href", element.attributes.get(f"{XLINK}}}href"))
        address = (plain or "").strip()
        if not address or name not in REFERRING | PICTURES or (name == "image" and address[0] == "#"):
            return
        if address.startswith("#"):
            cleaned.attributes["href"] = address
        elif name in PICTURES:
            found = self._embedder.clean_picture(address, element.line)
            cleaned.attributes["href"], cleaned.weight = found
        else:
            message = f"的 <{element.name}> 要从别处取“{shorten(address)}”"
            raise refuse(element.line, message, _EXTERNAL_HINT)


def _refuse_element(element: Element) -> SvgError:
    name = f"<{shorten(element.name)}>"
    if element.name in PROGRAMS:
        return refuse(element.line, f"有 {name}，图里不能有程序")
    if element.name in ANIMATIONS:
        return refuse(element.line, f"有 {name}，会动的图印不出来")
    hint = _TEXT_HINT if element.name in _LETTERED else PLAIN_HINT
    return refuse(element.line, f"有 {name}，印不出来", hint)


def _check_link(element: Element) -> None:
    """A link in a picture leads nowhere and is left away; one that runs a program tells of worse."""
    for key in ("href", f"{XLINK}}}href"):
        address = "".join(element.attributes.get(key, "").split())
        match = _SCHEME.match(address)
        if match and match[1].lower() not in _LINKS:
            raise refuse(element.line, f"的链接是“{shorten(address)}”，不安全")
