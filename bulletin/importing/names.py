"""A line → the names of people in it."""

from __future__ import annotations

import re
from collections.abc import Sequence

_NAME = re.compile(r"[\u3400-\u9fff·]+")
# Of two characters (the usual list of 复姓): 欧阳 修 is one name, 王芳 李强 are two.
_SURNAMES = frozenset(
    {"欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐"}
    | {"长孙", "宇文", "司徒", "夏侯", "端木", "呼延", "闻人", "南宫", "独孤"}
)


def split_names(text: str, longest: int = 4) -> tuple[str, ...]:
    """Names of people on one line: 王 芳、李小强; none where it holds anything else.

    `longest` is the number of characters that a name may have: 买买提·吐尔逊 has seven with its dot.
    """
    text = text.strip().rstrip("。")
    names: list[str] = []
    for part in re.split(r"[、，,；;/]", text):
        names += _join_spread(part.split())
    whole = names and all(2 <= len(name) <= longest and _NAME.fullmatch(name) for name in names)
    return tuple(names) if whole else ()


def _join_spread(pieces: Sequence[str]) -> list[str]:
    """The names among pieces that blanks part: 王 芳 is one name, 王芳 李强 are two, 欧阳 修 is one."""
    if all(len(piece) == 1 for piece in pieces) and len(pieces) % 2 and len(pieces) <= 3:
        return ["".join(pieces)] if pieces else []
    names: list[str] = []
    open_surname = False
    for piece in pieces:
        if open_surname:
            names[-1] += piece
            open_surname = False
        else:
            names.append(piece)
            open_surname = len(piece) == 1 or piece in _SURNAMES
    return names
