"""The series' fonts → a set of faces in four roles, each a stack tried in order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import cached_property, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import NoReturn

import uharfbuzz as hb

from bulletin import disk
from bulletin.errors import MACHINE_AT_FAULT, BulletinError, Problem, fail
from bulletin.fonts.own import read_own_face
from bulletin.fonts.reserve import RESERVE_FILE, cut_reserve, list_reserve
from bulletin.model import Series
from bulletin.workspace import Workspace, find_shipped_file, shipped_folder


class Role(Enum):
    """What a face is used for; the value is its CSS custom property."""

    TITLE = "--font-title"
    BODY = "--font-body"
    HEADING = "--font-heading"
    SUBHEADING = "--font-subheading"
    LETTERING = "--font-lettering"


@dataclass(frozen=True)
class Face:
    """One font file: its CSS family, its bytes, and the characters it draws."""

    family: str
    file: str
    data: bytes

    @cached_property
    def characters(self) -> frozenset[int]:
        """The code points of its cmap."""
        return frozenset(hb.Face(hb.Blob(self.data)).unicodes)


@dataclass(frozen=True)
class FontSet:
    """Faces by role: the first face of a stack that has a character draws it. `reserve` is the file of the
    characters that few issues need."""

    stacks: Mapping[Role, tuple[Face, ...]]
    reserve: Path | None = None

    @cached_property
    def faces(self) -> tuple[Face, ...]:
        """Every face once, in a fixed order."""
        return tuple({face.family: face for stack in self.stacks.values() for face in stack}.values())

    @cached_property
    def _characters(self) -> frozenset[int]:
        return frozenset().union(*(face.characters for face in self.faces))

    def find_missing(self, text: str) -> list[str]:
        """The characters of `text` that no face draws, once each; every stack ends in all faces.

        HarfBuzz makes the usual spaces of U+0020, whatever their width.
        """
        return [
            char
            for char in dict.fromkeys(text)
            if char in _UNSHAPED
            or (ord(char) not in self._characters and (not char.isspace() or char in _NO_SPACE))
        ]

    def reach(self, text: str) -> FontSet:
        """These faces, and of the reserve the characters of `text` that none of them draws, as a last face.

        Raises BulletinError where the reserve is damaged.
        """
        lacking = {ord(char) for char in self.find_missing(text)}
        found = sorted(lacking & list_reserve(self.reserve)) if lacking and self.reserve else []
        if not found or self.reserve is None:
            return self
        light, dark = (_cut_reserve(self.reserve, found, *weight) for weight in _RESERVE.items())
        last = {role: (light, dark) if role in _THIN else (dark, light) for role in self.stacks}
        return replace(self, stacks={role: (*stack, *last[role]) for role, stack in self.stacks.items()})

    def choose_shipped_face(self, role: Role, char: str) -> Face | None:
        """The shipped face that draws `char` in `role`, were there no face of the series' own."""
        shipped = (face for face in self.stacks[role] if face.family in {*_SHIPPED, *_RESERVE})
        return next((face for face in shipped if ord(char) in face.characters), None)


_NO_SPACE = "\u1680\u2028\u2029"
_UNSHAPED = "\u2027"  # Pango fails to shape the hyphenation point, though a font has it
_SHIPPED = {
    "Bulletin Latin": "BulletinLatin-Regular.ttf",
    "Bulletin Latin Bold": "BulletinLatin-Bold.ttf",
    "Bulletin Title": "BulletinTitle-Bold.ttf",
    "Bulletin Fang": "BulletinFang-Regular.ttf",
    "Bulletin Hei": "BulletinHei-Medium.ttf",
    "Bulletin Kai": "BulletinKai-Regular.ttf",
    "Bulletin Rare": "BulletinRare-Light.ttf",
}
# Latin first: the Chinese faces draw heavy Latin letters that fight the hanzi (fonts/README.md).
# A series' own face stands between the Latin and the shipped ones. Kai holds hanzi alone.
_ROLES: Mapping[Role, tuple[str, str, tuple[str, ...]]] = {
    Role.TITLE: ("title_font", "Bulletin Latin Bold", ("Bulletin Title",)),
    Role.BODY: ("body_font", "Bulletin Latin", ("Bulletin Fang", "Bulletin Rare")),
    Role.HEADING: ("heading_font", "Bulletin Latin Bold", ("Bulletin Hei",)),
    # In drawings and charts: even strokes stay legible at small sizes.
    Role.LETTERING: ("heading_font", "Bulletin Latin", ("Bulletin Hei",)),
    Role.SUBHEADING: (
        "subheading_font",
        "Bulletin Latin",
        ("Bulletin Kai", "Bulletin Fang", "Bulletin Rare"),
    ),
}
# How wide the strokes of the reserve are made, in 1/256 em: those of Fang are 9, of Title and Hei 18.
_RESERVE = {"Bulletin Reserve": 10.0, "Bulletin Reserve Bold": 18.0}
_THIN = {Role.BODY, Role.SUBHEADING}
_LAST_RESORT = ("Bulletin Fang", "Bulletin Rare", "Bulletin Hei", "Bulletin Title")


def load_fonts(workspace: Workspace, series: Series, text: str = "") -> FontSet:
    """Load the shipped faces and the series' own ones, and what `text` needs of the reserve.

    Raises BulletinError: at a line of bulletin.yaml where an own font is missing or unusable,
    and as the machine's fault where a shipped file is gone.
    """
    shipped = {family: _read_shipped(workspace, family, file) for family, file in _SHIPPED.items()}
    problems: list[Problem] = []

    def read_own(key: str, family: str) -> list[Face]:
        name = series.fonts.get(key)
        if not name:
            return []
        files = workspace.look(disk.list_folder, workspace.root / "fonts")
        result = read_own_face(files, name, series.places[key])
        if isinstance(result, Problem):
            problems.append(result)
            return []
        return [Face(family, result.file, result.data)]

    stacks: dict[Role, tuple[Face, ...]] = {}
    for role, (key, latin, families) in _ROLES.items():
        own = read_own(key, f"Own {role.name.title()}")
        stack = [shipped[latin], *own, *(shipped[family] for family in families)]
        stacks[role] = _unique([*stack, *(shipped[family] for family in _LAST_RESORT)])
    extra = read_own("extra_font", "Own Extra")
    if problems:
        raise BulletinError(problems)
    # A character that only one of the series' faces has is drawn with it wherever it stands.
    own = [face for stack in stacks.values() for face in stack if face.family not in _SHIPPED] + extra
    reserve = workspace.find_file("fonts", RESERVE_FILE) or _miss(RESERVE_FILE)
    return FontSet({role: _unique([*stack, *own]) for role, stack in stacks.items()}, reserve).reach(text)


def load_shipped_faces() -> tuple[Face, ...]:
    """The shipped faces, whatever a workspace has in their place; raises BulletinError where one is gone."""
    if not find_shipped_file("fonts", RESERVE_FILE):
        _miss(RESERVE_FILE)
    paths = {family: find_shipped_file("fonts", file) for family, file in _SHIPPED.items()}
    return tuple(
        Face(family, path.name, path.read_bytes()) if path else _miss(_SHIPPED[family])
        for family, path in paths.items()
    )


def list_licences() -> list[Path]:
    """The licence files of the shipped fonts: they go wherever a cut of a font goes."""
    return sorted(path for path in (shipped_folder("fonts") / "LICENSES").iterdir() if path.is_file())


def _miss(file: str) -> NoReturn:
    hint = "重新安装 bulletin；从源码运行时，检查 fonts/ 文件夹是否完整"
    raise fail("E301", f"缺少随程序附带的字体 {file}", hint, exit_code=MACHINE_AT_FAULT)


def _cut_reserve(path: Path, characters: Sequence[int], family: str, stroke: float) -> Face:
    data = cut_reserve(path, characters, family, stroke)
    # A browser keeps a face by its name, and the next text needs another cut.
    return Face(family, f"{family.replace(' ', '')}-{sha256(data).hexdigest()[:8]}.ttf", data)


def _unique(faces: Iterable[Face]) -> tuple[Face, ...]:
    return tuple({face.family: face for face in faces}.values())


def _read_shipped(workspace: Workspace, family: str, file: str) -> Face:
    path: Path | None = workspace.find_file("fonts", file)
    if path is None:
        _miss(file)

    def read(path: Path) -> Face:
        state = disk.require(path)
        return _keep_shipped(family, file, path, (state.st_mtime_ns, state.st_size))

    return workspace.look(read, path)


@lru_cache(maxsize=2 * len(_SHIPPED))
def _keep_shipped(family: str, file: str, path: Path, state: tuple[int, int]) -> Face:
    """A face, read once as long as its file is the same: a preview asks for all of them at each save."""
    return Face(family, file, path.read_bytes())
