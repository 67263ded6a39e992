"""The text of a page by role → small woff2 files that hold just its characters."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO

import uharfbuzz as hb

from bulletin.fonts.faces import Face, FontSet, Role

# Family and style, and what the licences ask to keep: copyright, change notice, licence, its address.
_KEPT_NAMES = {0, 1, 2, 4, 6, 10, 13, 14}


@dataclass(frozen=True)
class WebFont:
    """A subset face of a page: its CSS family, its file under dist/, and its bytes."""

    family: str
    name: str
    data: bytes


def subset_web_fonts(fonts: FontSet, text: Mapping[Role, str]) -> tuple[WebFont, ...]:
    """Cut every shipped face that draws a character of `text` to the characters it draws there.

    A series' own licensed face is left out: to print with it is one right, to hand it to every
    reader of a web page another.
    """
    needed: dict[str, set[str]] = {}
    for role, characters in text.items():
        for char in set(characters):
            if face := fonts.choose_shipped_face(role, char):
                needed.setdefault(face.family, set()).add(char)
    return tuple(_subset_face(face, needed[face.family]) for face in fonts.faces if face.family in needed)


def _subset_face(face: Face, characters: set[str]) -> WebFont:
    from fontTools.ttLib import woff2

    wanted = hb.SubsetInput()
    # Pango's space trap does not exist in browsers, but a face without U+0020 splits runs there too.
    wanted.unicode_set.update({*map(ord, characters), 0x20})
    wanted.name_id_set.update(_KEPT_NAMES)
    subset = hb.subset(hb.Face(hb.Blob(face.data)), wanted)
    buffer = BytesIO()
    woff2.compress(BytesIO(bytes(subset.blob.data)), buffer)
    data = buffer.getvalue()
    stem = face.family.lower().replace(" ", "-")
    return WebFont(face.family, f"fonts/{stem}-{hashlib.sha256(data).hexdigest()[:8]}.woff2", data)
