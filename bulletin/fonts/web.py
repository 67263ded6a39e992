"""The text of a page by role → small woff2 files that hold just its characters."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
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


def subset_web_fonts(
    fonts: FontSet, text: Mapping[Role, str], find_made: Callable[[str], bytes | None] = lambda name: None
) -> tuple[WebFont, ...]:
    """Cut every shipped face that draws a character of `text` to the characters it draws there.

    A file's name stands for all that has a say in its bytes; what `find_made` has under that name,
    from an earlier build, is not made again: compressing is most of a build's work. A series' own
    licensed face is left out: to print with it is one right, to hand it to every reader another.
    """
    needed: dict[str, set[str]] = {}
    for role, characters in text.items():
        for char in set(characters):
            if face := fonts.choose_shipped_face(role, char):
                needed.setdefault(face.family, set()).add(char)
    cut = []
    for face in fonts.faces:
        if face.family in needed:
            # Pango's space trap does not exist in browsers, but a face without U+0020 splits runs there too.
            points = sorted({*map(ord, needed[face.family]), 0x20})
            name = _name_subset(face, points)
            data = find_made(name)
            cut.append(WebFont(face.family, name, _subset_face(face, points) if data is None else data))
    return tuple(cut)


def _name_subset(face: Face, characters: Sequence[int]) -> str:
    makers = f"{version('fonttools')} {version('brotli')} {version('uharfbuzz')}"
    source = hashlib.sha256(face.data).hexdigest()
    digest = hashlib.sha256(f"{source} {characters} {makers}".encode()).hexdigest()[:8]
    return f"fonts/{face.family.lower().replace(' ', '-')}-{digest}.woff2"


def _subset_face(face: Face, characters: Sequence[int]) -> bytes:
    from fontTools.ttLib import woff2

    wanted = hb.SubsetInput()
    wanted.unicode_set.update(characters)
    wanted.name_id_set.update(_KEPT_NAMES)
    subset = hb.subset(hb.Face(hb.Blob(face.data)), wanted)
    buffer = BytesIO()
    woff2.compress(BytesIO(bytes(subset.blob.data)), buffer)
    return buffer.getvalue()
