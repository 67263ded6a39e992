"""Where a line may end: clusters in, a verdict behind each out (UAX #14 under GB/T 15834 5.1)."""

import re
from enum import IntEnum

from bulletin.typography.classes import LATIN, MARKS, NO_END, NO_START, UNITS, Class
from bulletin.typography.clusters import Clusters
from bulletin.typography.model import Kind, Run

_URL_BREAKS = frozenset("/?&._@#,;")  # not at a hyphen: who reads it there asks whether it was put in
# The two numbers of a range, around its dash: 1—7月, 3月-5月, 1.5-2.0, 9:00~17:00.
_FROM = re.compile(
    r"(?P<code>[A-Za-z_./@:#-]|[A-Za-z] )?(?P<number>[0-9][0-9.,:]{0,9})(?P<unit>[%％‰℃一-龥]?)$"
)
_TO = re.compile(r"(?P<number>[0-9][0-9.,:]{0,9})(?P<code>[A-Za-z0-9_/@-])?")
_RANGE_LONGEST = 14  # characters of either
_AREA = re.compile(r"0[0-9]{2,3}")
_PHONE = re.compile(r"[0-9]{7,8}")
_UNIT_LONGEST = 4
# Of Han that stand alone, as those of spaced names, so many are looked at; and so many blanks between two.
_WIDEST_GAP = 5
_MOST_SINGLES = 60
_AHEAD = MARKS | {Class.NEWLINE}
_BLANK = frozenset({Class.SPACE, Class.ZERO, Class.SOFT})
_WORD = frozenset({Class.LETTER, Class.DIGIT})


class Break(IntEnum):
    """What may happen behind a cluster."""

    NEVER = 0
    ALLOWED = 1
    HYPHEN = 2  # allowed, with a hyphen drawn
    FORCED = 3


def find_breaks(clusters: Clusters, runs: tuple[Run, ...]) -> list[Break]:
    """The verdict behind every cluster; behind the last one it is ALLOWED."""
    kinds = clusters.kind
    count = len(kinds)
    out = [Break.NEVER] * count
    for i in range(count - 1):
        kind, following = kinds[i], kinds[i + 1]
        if kind is Class.HAN and following is Class.HAN:  # most of the text
            out[i] = Break.ALLOWED
        elif kind in LATIN and following in LATIN:
            out[i] = _judge_latin(clusters, runs, i)
        else:
            out[i] = _judge_pair(clusters, i)
    if count:
        out[-1] = Break.ALLOWED
    return out


def _judge_pair(clusters: Clusters, i: int) -> Break:
    kinds = clusters.kind
    kind, following = kinds[i], kinds[i + 1]
    if kind is Class.NEWLINE:
        return Break.FORCED
    if following in (Class.SPACE, Class.NEWLINE, Class.ZERO, Class.SOFT, Class.NOTE):
        return Break.NEVER
    if kind is Class.GLUE or following is Class.GLUE:
        return Break.NEVER
    if following in NO_START and not (kind is Class.SPACE and _begins_name(clusters, i + 1)):
        return Break.NEVER
    before = _skip_blanks(kinds, i)
    if before >= 0 and kinds[before] in NO_END:
        return Break.NEVER
    if kind is Class.SPACE:
        bound = _is_unit(clusters, before, i + 1) or _is_in_name(clusters, i)
        return Break.NEVER if bound else Break.ALLOWED
    if kind is Class.SOFT:
        return Break.HYPHEN
    if kind is Class.ZERO:
        return Break.ALLOWED
    if Class.WIDE in (kind, following) and _is_in_name(clusters, i):
        return Break.NEVER
    return Break.NEVER if _is_bound(clusters, i) else Break.ALLOWED


def _is_bound(clusters: Clusters, i: int) -> bool:
    """Whether two clusters that no class forbids to part are one thing all the same."""
    kinds = clusters.kind
    kind, following = kinds[i], kinds[i + 1]
    if kind is Class.SLASH:
        return True  # GB/T 15834 5.1.9: a solidus does not end a line either
    if kind is following and kind in (Class.DASH, Class.ELLIPSIS, Class.WIDE_DIGIT):
        return True  # 5.1.4, 5.1.5: —— and …… are not divided
    if following is Class.DASH:  # 5.1.6: a single — is a connector and does not start a line
        return not (i + 2 < len(kinds) and kinds[i + 2] is Class.DASH)
    if (
        kind in (Class.DASH, Class.CONNECTOR)
        and following is Class.DIGIT
        and kinds[i - 1 : i] == [Class.DIGIT]
    ):
        # A ratio is one number; a range may part behind its dash, for 5.1.6 forbids the line start alone.
        return clusters.text[clusters.start[i]] == "∶" or not _is_range(clusters, i)
    if kind is Class.PREFIX:
        return following in (Class.DIGIT, Class.WIDE_DIGIT, Class.PREFIX)
    if kind is Class.POSTFIX:
        return following in _WORD
    if kind in _WORD and following is Class.PREFIX:
        return False
    if following is Class.JOINER:  # a short hyphen does not start a line (5.1.6), a minus sign may
        is_minus = clusters.text[clusters.start[i + 1]] == "-" and kinds[i + 2 : i + 3] == [Class.DIGIT]
        return not is_minus or _is_range(clusters, i + 1)
    return False


def _is_in_name(clusters: Clusters, i: int) -> bool:
    """Whether the blanks around the end of cluster i part a name of two Han (王　芳), and not that from the
    next one: 王　芳　张　伟."""
    kinds = clusters.kind
    after = i + 1
    while after < min(len(kinds), i + _WIDEST_GAP) and _is_gap(clusters, after):
        after += 1
    if after == len(kinds) or kinds[after] is not Class.HAN:
        return False
    singles, at = 0, after - 1
    while singles <= _MOST_SINGLES:
        while at >= 0 and _is_gap(clusters, at):
            at -= 1
        ahead = at < 1 or kinds[at - 1] in _AHEAD or _is_gap(clusters, at - 1)
        if at < 0 or kinds[at] is not Class.HAN or not ahead:
            return singles % 2 == 1
        singles, at = singles + 1, at - 1
    return False


def _is_gap(clusters: Clusters, i: int) -> bool:
    return clusters.kind[i] is Class.SPACE or clusters.text[clusters.start[i]] == "\u3000"


def _begins_name(clusters: Clusters, i: int) -> bool:
    """Whether the point of a file's ending or a decimal stands here: .png, .5 (UAX #14 LB15c)."""
    return clusters.text[clusters.start[i]] == "." and clusters.kind[i + 1 : i + 2] in (
        [Class.LETTER],
        [Class.DIGIT],
    )


def _is_range(clusters: Clusters, i: int) -> bool:
    """Whether the dash, hyphen or ~ at cluster i stands between the two numbers of a range.

    It does not in a telephone (0123-4567890), a month (2024-09) and a standard (GB/T 9704—2012).
    """
    at = clusters.start[i]
    before = _FROM.search(clusters.text[max(0, at - _RANGE_LONGEST) : at])
    after = _TO.match(clusters.text[at + 1 : at + 1 + _RANGE_LONGEST])
    if not before or not after or before["code"] or after["code"]:
        return False
    first, last = before["number"], after["number"]
    if _AREA.fullmatch(first) and _PHONE.fullmatch(last):
        return False
    return clusters.text[at] != "-" or bool(before["unit"]) or len(first) <= len(last)


def _judge_latin(clusters: Clusters, runs: tuple[Run, ...], i: int) -> Break:
    """Words and numbers stay whole; an address parts behind its signs, a compound at its hyphen."""
    kinds = clusters.kind
    char = clusters.text[clusters.start[i]]
    if kinds[i + 1] in NO_START or kinds[i] in NO_END:
        return Break.NEVER
    if runs[clusters.run[i]].kind is Kind.URL:
        is_inner_stroke = char == "/" and clusters.text[clusters.start[i] - 1] == "/"
        return Break.ALLOWED if char in _URL_BREAKS and not is_inner_stroke else Break.NEVER
    if char in "-~" and kinds[i + 1] is Class.DIGIT and _is_range(clusters, i):
        return Break.ALLOWED
    if char in "-\u2010" and i >= 2 and kinds[i + 1] is Class.LETTER:
        whole = kinds[i - 1] is Class.LETTER and kinds[i - 2] is Class.LETTER
        return Break.ALLOWED if whole else Break.NEVER
    return Break.NEVER


def _skip_blanks(kinds: list[Class], i: int) -> int:
    while i >= 0 and kinds[i] in _BLANK:
        i -= 1
    return i


def _is_unit(clusters: Clusters, before: int, at: int) -> bool:
    """Whether a number, a space and a unit symbol meet here: 20 km, 5 kWh."""
    kinds = clusters.kind
    if before < 0 or kinds[before] is not Class.DIGIT or kinds[at] is not Class.LETTER:
        return False
    end = at
    while end < len(kinds) and kinds[end] is Class.LETTER and end - at <= _UNIT_LONGEST:
        end += 1
    return clusters.text[clusters.start[at] : clusters.start[end]] in UNITS
