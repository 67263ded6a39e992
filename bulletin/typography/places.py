"""Where a line can give or take between its characters: clusters in, a place behind each out."""

from bulletin.typography.classes import FIGURES, GAPPED, LATIN, Class
from bulletin.typography.clusters import Clusters
from bulletin.typography.style import Give

_CLOSED = frozenset({
    Class.CONNECTOR, Class.SLASH, Class.GLUE, Class.ZERO, Class.SOFT, Class.NEWLINE, Class.NOTE,
})  # fmt: skip
_SIGN = frozenset({Class.PREFIX, Class.POSTFIX, Class.DASH})
_DOUBLED = frozenset({Class.DASH, Class.ELLIPSIS, Class.WIDE_DIGIT})


def find_places(clusters: Clusters) -> list[Give | None]:
    """What lies behind each cluster: a word space, a gap, an even share, or nothing."""
    kinds = clusters.kind
    out: list[Give | None] = [None] * len(kinds)
    for i in range(len(kinds) - 1):
        kind, following = kinds[i], kinds[i + 1]
        if kind is Class.HAN and following is Class.HAN:
            out[i] = Give.EVEN
        elif kind is Class.SPACE:
            if i and following is not Class.SPACE:
                out[i] = Give.GAP if _is_mixed(kinds[i - 1], following) else Give.WORD_SPACE
        elif following is Class.SPACE or (kind in LATIN and following in LATIN):
            continue
        elif _is_mixed(kind, following):
            out[i] = Give.GAP
        elif not _is_closed(kind, following):
            out[i] = Give.EVEN
    return out


def measure_place(clusters: Clusters, place: Give, i: int) -> float:
    """How wide the place behind cluster i is before sharing; an even share starts from 0."""
    if place is Give.EVEN:
        return 0.0
    typed = clusters.width[i] if clusters.kind[i] is Class.SPACE else 0.0
    return typed + clusters.gap[i]


def _is_mixed(kind: Class, following: Class) -> bool:
    return (kind is Class.HAN and following in GAPPED) or (kind in GAPPED and following is Class.HAN)


def _is_closed(kind: Class, following: Class) -> bool:
    """CLREQ, Space Expansion: nothing inside ——, …… and numbers, beside connectors and solidi."""
    if kind in _CLOSED or following in _CLOSED:
        return True
    if kind is following and kind in _DOUBLED:
        return True
    if kind in FIGURES and (following in _SIGN or following is Class.JOINER):
        return True
    return kind in _SIGN and (following in FIGURES or following is Class.LETTER)
