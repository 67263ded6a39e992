"""A licensed font named in bulletin.yaml → the bytes that a build can use beside the shipped ones."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from bulletin.errors import Problem
from bulletin.model import Place

_SUFFIXES = (".ttf", ".ttc", ".otf")
# The shipped files' metrics (fonts/README.md): with other ones, a line that mixes faces grows.
_ASCENT, _DESCENT = 0.88, 0.12
_NAME_IDS = (1, 4, 6, 16)


@dataclass(frozen=True)
class OwnFace:
    """A font file of the workspace, its metrics made equal to the shipped ones'."""

    file: str
    data: bytes


def read_own_face(files: Sequence[Path], name: str, place: Place) -> OwnFace | Problem:
    """Find font `name` among the `files` of fonts/ by file name or by family name (仿宋_GB2312)."""
    from fontTools.ttLib import TTFont, TTLibError

    files = sorted(path for path in files if path.suffix.lower() in _SUFFIXES)
    known: list[str] = []
    for path in files:
        try:
            data = path.read_bytes()
            for index in range(_count_fonts(data)):
                font = TTFont(BytesIO(data), fontNumber=index, lazy=True, recalcTimestamp=False)
                names = _font_names(font)
                known += names
                if name in (path.name, path.stem, *names):
                    return _prepare(path, font, name, place)
        except (TTLibError, OSError) as error:
            # One that cannot be read may be the one that is meant: another of that name is not taken for it.
            if name in (path.name, path.stem) or isinstance(error, OSError):
                return _problem("T103", f"字体文件“{path.name}”打不开", "重新复制这个字体文件", place)
    near = difflib.get_close_matches(name, [*known, *(p.name for p in files)], n=1, cutoff=0.5)
    hint = "把字体文件（.ttf、.ttc 或 .otf）放进 fonts/ 文件夹，这里写它的名称或文件名"
    hint += f"；是不是“{near[0]}”？" if near else ""
    return _problem("T102", f"fonts/ 里没有字体“{name}”", hint, place)


def _count_fonts(data: bytes) -> int:
    """A collection (.ttc) says how many fonts it holds; any other file holds one."""
    return int.from_bytes(data[8:12], "big") if data[:4] == b"ttcf" else 1


def _font_names(font: Any) -> list[str]:
    return [record.toUnicode() for record in font["name"].names if record.nameID in _NAME_IDS]


def _problem(code: str, message: str, hint: str, place: Place) -> Problem:
    return Problem(code, message, hint, place.path, place.line, place.source)


def _prepare(path: Path, font: Any, name: str, place: Place) -> OwnFace | Problem:
    """Drop BASE and set one ascent and descent, or Pango moves runs and the line pitch breaks."""
    if "CFF " in font and hasattr(font["CFF "].cff.topDictIndex[0], "ROS"):
        # WeasyPrint writes glyph ids where a CID-keyed font needs CIDs: some viewers draw blanks.
        hint = "改用这款字体的 .ttf 文件"
        return _problem("T104", f"字体“{name}”是 CID 编码的 OTF，嵌入后有的阅读器显示空白", hint, place)
    units = font["head"].unitsPerEm
    ascent, descent = round(_ASCENT * units), round(_DESCENT * units)
    hhea, os2 = font["hhea"], font["OS/2"]
    hhea.ascent, hhea.descent, hhea.lineGap = ascent, -descent, 0
    os2.sTypoAscender, os2.sTypoDescender, os2.sTypoLineGap = ascent, -descent, 0
    os2.usWinAscent, os2.usWinDescent = ascent, descent
    if "BASE" in font:
        del font["BASE"]
    buffer = BytesIO()
    font.save(buffer)
    return OwnFace(path.name, buffer.getvalue())
