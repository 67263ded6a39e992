"""The text of a page by role → small woff2 files that hold just its characters."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from io import BytesIO

import uharfbuzz as hb

from bulletin.fonts.faces import Face, FontSet, Role
from bulletin.workspace import shipped_folder

# Family and style, and what the licences ask to keep: copyright, change notice, licence, its address.
_KEPT_NAMES = {0, 1, 2, 4, 6, 10, 13, 14}
# Most of what an issue prints is printed by every issue: that part of the body's face is cut once and for
# all (fonts/make_common.py). A build cuts the rest, and a reader of two issues loads it once.
COMMON_OF = "Bulletin Fang"
COMMON_FILE = "BulletinFang-Common.woff2"
_COMMON_LIST = "common.txt"


@dataclass(frozen=True)
class WebFont:
    """A cut of a face of the print (`face`, its family): its CSS family, its file under dist/, its bytes."""

    face: str
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
        wanted = needed.get(face.family, set())
        if face.family == COMMON_OF and wanted & read_common_characters():
            cut.append(_read_common_font())
            wanted -= read_common_characters()
        if wanted:
            # Pango's space trap does not exist in browsers, but a face without U+0020 splits runs there too.
            points = sorted({*map(ord, wanted), 0x20})
            name = _name_subset(face, points)
            made = find_made(name)
            data = cut_face(face, points) if made is None else made
            cut.append(WebFont(face.family, face.family, name, data))
    return tuple(cut)


@cache
def read_common_characters() -> frozenset[str]:
    """The characters of the common cut: those of fonts/common.txt, and the space."""
    lines = (shipped_folder("fonts") / _COMMON_LIST).read_text("utf-8").splitlines()
    return frozenset("".join(line for line in lines if not line.startswith("#"))) | {" "}


@cache
def _read_common_font() -> WebFont:
    data = (shipped_folder("fonts") / COMMON_FILE).read_bytes()
    family = f"{COMMON_OF} Common"
    digest = hashlib.sha256(data).hexdigest()[:8]
    return WebFont(COMMON_OF, family, f"fonts/{_name_file(family)}-{digest}.woff2", data)


def _name_subset(face: Face, characters: Sequence[int]) -> str:
    makers = f"{version('fonttools')} {version('brotli')} {version('uharfbuzz')}"
    source = hashlib.sha256(face.data).hexdigest()
    digest = hashlib.sha256(f"{source} {characters} {makers}".encode()).hexdigest()[:8]
    return f"fonts/{_name_file(face.family)}-{digest}.woff2"


def _name_file(family: str) -> str:
    return family.lower().replace(" ", "-")


def cut_face(face: Face, characters: Sequence[int]) -> bytes:
    """The glyphs of `characters` (code points) of `face` as woff2, with the names its licence asks for."""
    from fontTools.ttLib import woff2

    wanted = hb.SubsetInput()
    wanted.unicode_set.update(characters)
    wanted.name_id_set.update(_KEPT_NAMES)
    subset = hb.subset(hb.Face(hb.Blob(face.data)), wanted)
    buffer = BytesIO()
    woff2.compress(BytesIO(bytes(subset.blob.data)), buffer)
    return buffer.getvalue()
