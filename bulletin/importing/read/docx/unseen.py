"""A run of text → whether nobody sees it on the page, though it is not called hidden.

Sites that give documents away fill them with such words against copying.
"""

from __future__ import annotations

from lxml.etree import _Element as Element

from bulletin.importing.read.docx.styles import RunLook
from bulletin.importing.read.docx.xml import attr, child, tag, value

_SMALLEST = 2.0  # pt: no face of this size can be read
_WHITE = {"FFFFFF", "white", "bg1", "background1"}
# What may have a colour behind white words: a cell by the style of its table, a text box by its shape.
_COLOURED = {"tc", "txbxContent", "textbox"}
_BEHIND = ("rPr", "pPr", "tcPr", "tblPr")


def is_unseen(run: Element, look: RunLook) -> bool:
    """Whether the text of a run with this look is too small to be read, or white with nothing behind it."""
    if look.size <= _SMALLEST:
        return True
    colour = child(run, "rPr", "color")
    if not _WHITE & {attr(colour, "val"), attr(colour, "themeColor")}:
        return False
    if value(run, "rPr", "highlight") not in {"", "none", "white"}:
        return False
    around: Element | None = run
    while around is not None:
        if tag(around) in _COLOURED or any(_is_filled(child(around, name, "shd")) for name in _BEHIND):
            return False
        around = around.getparent()
    return child(run.getroottree().getroot(), "background") is None


def _is_filled(shade: Element | None) -> bool:
    fill = attr(shade, "fill").upper()
    return shade is not None and (fill not in {"", "AUTO", "FFFFFF"} or bool(attr(shade, "themeFill")))
