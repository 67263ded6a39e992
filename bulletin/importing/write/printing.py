"""The files of drafts → the characters in them that no font draws, which would stop a build."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from bulletin.characters import check_lines
from bulletin.errors import BulletinError, Problem
from bulletin.fonts import load_fonts
from bulletin.model import Series, Source
from bulletin.workspace import Workspace


def check_print(workspace: Workspace, series: Series, files: Mapping[str, bytes], path: str) -> list[Problem]:
    """What a build would say of the characters of `files` (by name in the folder `path`), as far as their
    lines tell it; and of fonts of the series that are not there."""
    texts = {name: data.decode() for name, data in files.items() if name.endswith(".md")}
    text = unicodedata.normalize("NFC", "".join(texts.values()))
    if _is_common(text):
        return []
    try:
        fonts = load_fonts(workspace, series, text)
    except BulletinError as error:
        return [*error.problems]
    problems: list[Problem] = []
    for name, content in texts.items():
        problems += check_lines(Source(f"{path}/{name}", tuple(content.split("\n"))), fonts)
    return problems


def _is_common(text: str) -> bool:
    """Whether it is all of GBK, which our fonts draw: then they need not be read."""
    try:
        text.encode("gbk")
    except UnicodeEncodeError:
        return False
    return True
