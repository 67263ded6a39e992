"""A drawing of DrawingML or VML → the picture in it: where its bytes are, what of it the page shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml.etree import _Element as Element

from bulletin.importing.read.docx.xml import attr, child, pick_alternative, tag
from bulletin.importing.read.pictures import NO_CROP, Crop

SHAPES = {"wsp", "shape", "rect", "line", "roundrect", "oval", "polyline", "cxnSp"}
_NUMBER = re.compile(r"-?[0-9]{1,7}(?:\.[0-9]{1,7})?")
_SIDES = ("l", "t", "r", "b")
_OLD_SIDES = ("cropleft", "croptop", "cropright", "cropbottom")
_WHOLE = 100_000  # of a width or height, in DrawingML (§20.1.10.41)
_OLD_WHOLE = 65_536  # and in VML, behind which an f stands
_TOP = 2_500_000  # EMU: a box that begins less far down its page stands over what is anchored there
_POINT = 12_700  # EMU
_STYLE = re.compile(r"(margin-top|mso-position-vertical-relative)\s*:\s*([^;]*)")
_QUARTER = 90 * 60_000  # of a turn (§20.1.10.3)


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture in a paragraph: the relation that it is kept under, what it is said to show, what the page
    shows of it; whether it is a formula, made with an editor of these; the line of its paragraph, from 0,
    that it stands above, -1 where it floats or stands in the middle of one."""

    relation: str
    described: str = ""
    crop: Crop = NO_CROP
    formula: bool = False
    line: int = -1


def read_picture(element: Element, described: str, *, formula: bool = False) -> Drawing:
    """The picture of an a:blip or a v:imagedata, said to show what is `described`."""
    if tag(element) == "imagedata":
        left, top, right, bottom = (_read_part(attr(element, side)) for side in _OLD_SIDES)
        return Drawing(attr(element, "id"), described, Crop(left, top, right, bottom), formula)
    fill = element.getparent()
    rectangle = child(fill, "srcRect")
    left, top, right, bottom = (_read_part(attr(rectangle, side), _WHOLE) for side in _SIDES)
    holder = fill.getparent() if fill is not None else None
    turn = attr(child(holder, "spPr", "xfrm"), "rot")
    quarters = round(int(turn) / _QUARTER) % 4 if re.fullmatch("-?[0-9]{1,9}", turn) else 0
    crop = Crop(left, top, right, bottom, quarters)
    return Drawing(attr(element, "embed") or attr(element, "link"), described, crop, formula)


def stands_above(box: Element) -> bool:
    """Whether a text box stands over the paragraph that it is anchored in (§20.4.2.10; VML says it in the
    style of its shape), as far as a document tells without being set."""
    for holder in box.iterancestors():
        if tag(holder) == "p":
            return False
        if tag(holder) == "anchor":
            position = child(holder, "positionV")
            offset = child(position, "posOffset")
            text = (offset.text or "").strip() if offset is not None else ""
            return bool(re.fullmatch("-?[0-9]{1,9}", text)) and _is_above(
                int(text), attr(position, "relativeFrom")
            )
        found = dict(_STYLE.findall(attr(holder, "style"))) if tag(holder) in SHAPES | {"group"} else {}
        top = re.fullmatch(r"(-?[0-9]{1,5}(?:\.[0-9]{1,6})?)pt", found.get("margin-top", "").strip())
        if top:
            return _is_above(
                round(float(top[1]) * _POINT), found.get("mso-position-vertical-relative", "").strip()
            )
    return False


def _is_above(offset: int, origin: str) -> bool:
    return offset < _TOP if origin in {"page", "margin", "topMargin"} else offset < 0


def is_formula(element: Element) -> bool:
    """Whether an embedded object is a formula: Microsoft's editor, MathType (Equation.DSMT4), that of WPS."""
    return tag(element) == "OLEObject" and attr(element, "ProgID").startswith(("Equation", "MathType"))


def _read_part(text: str, whole: int = 1) -> float:
    """A part of a width or height: none where the picture is made larger, or the text is no number."""
    text, fixed = text.removesuffix("f"), text.endswith("f")
    if not _NUMBER.fullmatch(text):
        return 0.0
    return min(max(float(text) / (_OLD_WHOLE if fixed else whole), 0.0), 1.0)


def walk_outside_boxes(element: Element) -> Iterator[Element]:
    """`element` and all below it, but nothing that is inside a text box, which has paragraphs of its own."""
    yield element
    if tag(element) != "txbxContent":
        for inner in pick_alternative(element):
            yield from walk_outside_boxes(inner)
