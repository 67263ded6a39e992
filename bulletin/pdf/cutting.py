"""The fonts a PDF embeds → cut to the glyphs it draws, by uharfbuzz.

WeasyPrint asks the system's libharfbuzz-subset for that, which many systems with Pango lack, and whose
versions cut differently. uharfbuzz brings its own, the same everywhere: one system library less.
"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import AbstractContextManager
from typing import Any

import uharfbuzz as hb

from bulletin.pdf.engine import SUBSET, Hook, hook

# What only shapes text, or draws it otherwise than by outlines: a PDF holds glyphs that are placed already.
_DROPPED = ("BASE", "DSIG", "EBDT", "EBLC", "EBSC", "GPOS", "GSUB", "JSTF", "LTSH", "PCLT", "SVG ")
_KEPT_AS_THEY_ARE = hb.SubsetFlags.PASSTHROUGH_UNRECOGNIZED | hb.SubsetFlags.DESUBROUTINIZE


def cut_fonts() -> AbstractContextManager[None]:
    """Let PDFs written inside this block cut their fonts here."""
    return hook({SUBSET: _subset})


def _subset(_: Hook, font: Any, to_unicode: Collection[int], hinting: bool) -> None:
    if to_unicode:
        font.file_content = cut_glyphs(
            font.file_content,
            font.index,
            to_unicode,
            hinting=hinting,
            notdef=bool(font.missing),
        )


def cut_glyphs(data: bytes, index: int, glyphs: Collection[int], *, hinting: bool, notdef: bool) -> bytes:
    """Face `index` of the font `data` without glyphs but `glyphs` (their numbers, which they keep).

    `hinting` keeps the instructions for screens, `notdef` the outline that stands for a missing glyph.
    """
    flags = _KEPT_AS_THEY_ARE | (hb.SubsetFlags.NOTDEF_OUTLINE if notdef else hb.SubsetFlags(0))
    unused = [int.from_bytes(tag.encode(), "big") for tag in _DROPPED]
    # First every other glyph is emptied, then those behind the last one are taken off the end.
    emptied = hb.SubsetInput()
    emptied.flags = flags | hb.SubsetFlags.RETAIN_GIDS
    emptied.glyph_set.update(glyphs)
    emptied.drop_table_tag_set.update(unused)
    face = hb.subset(hb.Face(hb.Blob(data), index), emptied)
    shortened = hb.SubsetInput()
    shortened.flags = flags if hinting else flags | hb.SubsetFlags.NO_HINTING
    shortened.glyph_set.update(range(max(glyphs) + 1))
    shortened.drop_table_tag_set.update(unused)
    return bytes(hb.subset(face, shortened).blob.data)
