"""A line → the office, school or firm that is all of it."""

from __future__ import annotations

import re

from bulletin.importing.spacing import close_spread, tidy_spaces

# What the names of offices end with, wherever they stand.
_ENDS = "局|厅|委|委员会|办|办公室|处|科|部|馆|站|社|室|所|中心|[协学]会|联合会|大学|公司|集团|政府"
# Of one that edits a series: what stands on a cover or in a colophon is short of other words.
OFFICE_ENDS = f"{_ENDS}|院|司|组"
# Of whoever may sign or send in a text.
_UNIT_ENDS = (
    f"{_ENDS}|学院|中学|小学|学校|幼儿园|支部|总支|党委|党组|编辑部|课题组|调研组|工作组|领导小组|指挥部|研究[院所会]|医院"
    "|总会|总队|支队|大队|分局|分院|分会|村委会|居委会|街道|团委|工会|联盟|基金会|组委会"
)
_OFFICE = re.compile(rf"[\u3400-\u9fff（）()·]{{3,24}}(?:{OFFICE_ENDS})")
_UNIT = re.compile(
    rf"[\u3400-\u9fffA-Za-z0-9（）()·“”、\s]{{2,30}}(?:{_UNIT_ENDS})(?:[（(][^（()）]{{1,10}}[）)])?"
)
# In front of a name, where a place or a post tells as much: 某县 王芳, 某局局长 王芳.
_AHEAD_OF_NAME = re.compile(
    r"(?:[局厅部委院会办署站所校处科室社司组团县市区镇乡省班]|中心|大学|中学|小学|政府"
    r"|[局院校处部厅会主县市]长|书记|主任|主席|经理|教授|干事|研究员|工程师|代表|秘书长|科员|院士|同志)$"
)


def parse_office(text: str) -> str:
    """The name of an office that is all of a line of a cover or colophon; "" where it is something else."""
    name = tidy_spaces(text.strip())
    return name if _OFFICE.fullmatch(name) else ""


def is_unit(text: str) -> bool:
    """Tell whether a line names an office, a school or a firm, and nothing else."""
    words = close_spread(text.strip())
    return bool(parse_office(words)) or bool(_UNIT.fullmatch(words))


def may_precede_name(text: str) -> bool:
    """Tell whether what stands in front of a name may be where its bearer works, or as what."""
    return bool(_AHEAD_OF_NAME.search(text.rstrip()))
