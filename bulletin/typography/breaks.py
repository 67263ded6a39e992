"""Where a line may end: clusters in, a verdict behind each out (UAX #14 under GB/T 15834 5.1)."""

from enum import IntEnum

from bulletin.typography.classes import LATIN, NO_END, NO_START, UNITS, Class
from bulletin.typography.clusters import Clusters
from bulletin.typography.model import Kind, Run

_URL_BREAKS = frozenset("/?&.")
_UNIT_LONGEST = 4
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
    if following in NO_START:
        return Break.NEVER
    before = _skip_blanks(kinds, i)
    if before >= 0 and kinds[before] in NO_END:
        return Break.NEVER
    if kind is Class.SPACE:
        return Break.NEVER if _is_unit(clusters, before, i + 1) else Break.ALLOWED
    if kind is Class.SOFT:
        return Break.HYPHEN
    if kind is Class.ZERO:
        return Break.ALLOWED
    return Break.NEVER if _is_bound(kinds, i) else Break.ALLOWED


def _is_bound(kinds: list[Class], i: int) -> bool:
    """Whether two clusters that no class forbids to part are one thing all the same."""
    kind, following = kinds[i], kinds[i + 1]
    if kind is Class.SLASH:
        return True  # GB/T 15834 5.1.9: a solidus does not end a line either
    if kind is following and kind in (Class.DASH, Class.ELLIPSIS, Class.WIDE_DIGIT):
        return True  # 5.1.4, 5.1.5: —— and …… are not divided
    if following is Class.DASH:  # 5.1.6: a single — is a connector and does not start a line
        return not (i + 2 < len(kinds) and kinds[i + 2] is Class.DASH)
    if kind in (Class.DASH, Class.CONNECTOR):  # a range is one number: 1—7月
        return i > 0 and kinds[i - 1] is Class.DIGIT and following is Class.DIGIT
    if kind is Class.PREFIX:
        return following in (Class.DIGIT, Class.WIDE_DIGIT, Class.PREFIX)
    if kind is Class.POSTFIX:
        return following in _WORD
    if kind in _WORD and following is Class.PREFIX:
        return False
    if following is Class.JOINER:  # a short hyphen does not start a line (5.1.6), a minus sign may
        return not (i + 2 < len(kinds) and kinds[i + 2] is Class.DIGIT)
    return False


def _judge_latin(clusters: Clusters, runs: tuple[Run, ...], i: int) -> Break:
    """Words and numbers stay whole; an address parts behind its signs, a compound at its hyphen."""
    kinds = clusters.kind
    char = clusters.text[clusters.start[i]]
    if kinds[i + 1] in NO_START or kinds[i] in NO_END:
        return Break.NEVER
    if char in _URL_BREAKS and runs[clusters.run[i]].kind is Kind.URL:
        return Break.NEVER if char == "/" and clusters.text[clusters.start[i] - 1] == "/" else Break.ALLOWED
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
