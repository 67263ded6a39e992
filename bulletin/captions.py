"""The number by which a caption calls its table or figure: 表2, 图 3-1, 附表A.2, 图十二."""

from __future__ import annotations

import re

# A part behind a point or a dash has two figures at most: 图1.2024年 is figure 1. What counts or dates what
# follows numbers none: 表2季度, 图3个.
_NUMBER = (
    r"(?:(?:[A-Z][-.－．]?)?[0-9０-９]++(?:[-.－．—–][0-9０-９]{1,2}(?![0-9０-９]))*|[一二三四五六七八九十百]++)"
    r"(?![季月年日个件项第])"
)


def compile_caption(kinds: str = "图表") -> re.Pattern[str]:
    """What a caption of one of `kinds` (图, 表) begins with; groups `kind` (附表) and `number`."""
    return re.compile(rf"(?P<kind>附?[{kinds}])\s*(?P<number>{_NUMBER})")
