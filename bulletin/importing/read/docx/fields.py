"""The instruction of a field that draws itself, or the form that one fills in → what the page shows."""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from bulletin.importing.read.docx.symbols import find_symbol
from bulletin.importing.read.docx.xml import attr, child, is_on, tag, value

# Fields without a result: the page shows what their instruction says (ECMA-376 §17.16.5; EQ is Word's own).
DRAWN_FIELDS = {"EQ", "SYMBOL", "MACROBUTTON"}
_RINGED = re.compile(r"\s*EQ\s+\\o\\ac\s*\(\s*[○◯〇]\s*[,，;；]\s*([0-9]{1,2})\s*\)\s*", re.IGNORECASE)
_SYMBOL = re.compile(
    r'\s*SYMBOL\s+(0x[0-9a-f]{1,4}|[0-9]{1,5})\b(?:.*?\\f\s*"?([^"\\]+)"?)?.*', re.IGNORECASE
)


def draw_field(code: str) -> str:
    """What the field with this instruction shows, where that is a character: ① of a ringed 1 (带圈字符), a
    symbol; else ""."""
    if match := _RINGED.fullmatch(code):
        number = int(match[1])
        return chr(0x2460 + number - 1) if 1 <= number <= 20 else ""
    if match := _SYMBOL.fullmatch(code):
        try:
            return find_symbol((match[2] or "").strip(), int(match[1], 0))
        except (ValueError, OverflowError):
            return ""
    return ""


def read_form_field(form: Element) -> str:
    """What a form field without a result shows (w:ffData, §17.16): a box with or without its tick, the entry
    that is chosen from a list."""
    box, menu = child(form, "checkBox"), child(form, "ddList")
    if box is not None:
        ticked = is_on(box, "checked")
        return "☑" if (is_on(box, "default") if ticked is None else ticked) else "☐"
    if menu is not None:
        entries = [attr(entry, "val") for entry in menu if tag(entry) == "listEntry"]
        chosen = value(menu, "result") or value(menu, "default") or "0"
        return entries[int(chosen)] if chosen.isdecimal() and int(chosen) < len(entries) else ""
    return ""
