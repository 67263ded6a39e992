"""One line's clusters in, the space behind each character out: narrowing, and sharing."""

import math
from dataclasses import dataclass

from bulletin.typography.clusters import Clusters
from bulletin.typography.model import Line
from bulletin.typography.paragraph import Paragraph
from bulletin.typography.places import measure_place
from bulletin.typography.style import Give, Step, Style

_EPSILON = 1e-9


@dataclass(frozen=True, slots=True)
class Slot:
    """One place that can give or take: behind cluster `at`, or before it."""

    at: int
    place: Give
    is_before: bool  # the blank is on the left of the cluster
    is_end: bool  # the blank is at the end of the line
    width: float  # before anything is shared
    room: float  # what can be taken from it at all
    size: float


def justify_line(
    paragraph: Paragraph,
    first: int,
    end: int,
    measure: float,
    indent: float,
    *,
    is_last: bool,
) -> Line:
    """Make the clusters from `first` to before `end` a line."""
    clusters, style = paragraph.clusters, paragraph.style
    start = clusters.start
    before, after = _set_natural(paragraph, first, end)
    natural = paragraph.real_width(first, end)
    room = measure - indent - natural
    shared = 0.0
    shares: list[tuple[Slot, float]] = []
    if room < -_EPSILON:
        steps = style.squeeze
        if style.relief:
            steps = (*steps, Step(frozenset({Give.EVEN}), -style.relief))
        shares, unmet = spread_space(_collect_slots(paragraph, first, end), steps, room)
        shared = room - unmet
    elif room > _EPSILON and style.justify and not is_last:
        slots = [slot for slot in _collect_slots(paragraph, first, end) if math.isinf(slot.room)]
        shares, unmet = spread_space(slots, style.stretch, room)
        if unmet or any(_count_excess(slot, share, style) > style.loosest for slot, share in shares):
            shares = []  # too few places: a ragged line looks better than a torn one
        else:
            shared = room
    for slot, share in shares:
        if not slot.is_before:
            after[start[slot.at + 1] - start[first] - 1] += share
        elif slot.at == first:
            before += share
        else:
            after[start[slot.at] - start[first] - 1] += share
    width = natural + shared
    left = measure - indent - width
    return Line(
        start=start[first],
        end=start[end],
        indent=indent,
        before=before,
        after=tuple(after),
        natural=natural,
        width=width,
        shared=shared,
        left=left,
        hyphen=end in paragraph.hyphens and paragraph.tail[end] > first,
    )


def _count_excess(slot: Slot, share: float, style: Style) -> float:
    """What a place takes beyond what it opens to first: a word space, to the half em that is its own."""
    own = style.stretch[0]
    return share - (_find_limit(slot, own, 1.0, 0.0) if slot.place in own.places else 0.0)


def _set_natural(paragraph: Paragraph, first: int, end: int) -> tuple[float, list[float]]:
    """The space around each character before sharing: gaps, dropped spaces, trimmed marks."""
    clusters = paragraph.clusters
    start = clusters.start
    offset = start[first]
    after = [0.0] * (start[end] - offset)
    tail = paragraph.tail[end]
    for i in range(first, end):
        if i >= tail:  # a space at the end of a line is dropped
            after[start[i + 1] - offset - 1] = -clusters.advance[i]
        else:
            gap = clusters.gap[i] if i + 1 < tail else 0.0
            after[start[i + 1] - offset - 1] = gap + clusters.width[i] - clusters.advance[i]
    if tail <= first:
        return 0.0, after
    after[start[tail] - offset - 1] -= paragraph.trim_end(tail - 1)
    return -paragraph.trim_start(first), after


def _collect_slots(paragraph: Paragraph, first: int, end: int) -> list[Slot]:
    """Every place of the line, left to right."""
    clusters, tail = paragraph.clusters, paragraph.tail[end]
    out = []
    for i in range(first, tail):
        give, size = clusters.give[i], clusters.size[i]
        if give is not None:
            left = clusters.left[i] - (paragraph.trim_start(i) if i == first else 0.0)
            right = clusters.right[i] - (paragraph.trim_end(i) if i == tail - 1 else 0.0)
            if left > _EPSILON:
                out.append(Slot(i, give, True, False, _mark_width(clusters, i), left, size))
            if right > _EPSILON:
                out.append(Slot(i, give, False, i == tail - 1, _mark_width(clusters, i), right, size))
        place = paragraph.places[i]
        if place is not None and i < tail - 1:
            out.append(Slot(i, place, False, False, measure_place(clusters, place, i), math.inf, size))
    return out


def _mark_width(clusters: Clusters, i: int) -> float:
    """A · gives on both sides, each by half of what it has."""
    if clusters.give[i] is Give.MIDDLE:
        return (clusters.width[i] + clusters.size[i] / 2) / 2
    return clusters.width[i]


def spread_space(
    slots: list[Slot], steps: tuple[Step, ...], need: float
) -> tuple[list[tuple[Slot, float]], float]:
    """Give `need` (below 0: take it) step after step, equally within one; and what is unmet."""
    sign = -1.0 if need < 0 else 1.0
    need = abs(need)
    shares = [0.0] * len(slots)
    for step in steps:
        limits = [_find_limit(slot, step, sign, s) for slot, s in zip(slots, shares, strict=True)]
        total = sum(limits)
        if total <= 0:
            continue
        if math.isinf(total):
            equal = need / sum(math.isinf(limit) for limit in limits)
            shares = [s + equal if math.isinf(m) else s for s, m in zip(shares, limits, strict=True)]
            need = 0.0
            break
        part = min(1.0, need / total)
        shares = [s + m * part for s, m in zip(shares, limits, strict=True)]
        need -= total * part
        if need <= _EPSILON:
            break
    return [(s, sign * share) for s, share in zip(slots, shares, strict=True) if share], sign * max(need, 0.0)


def _find_limit(slot: Slot, step: Step, sign: float, share: float) -> float:
    """How far the step may take the slot, which has its share of the steps before."""
    if slot.place not in step.places and not (slot.is_end and Give.LINE_END in step.places):
        # A gap or a word space stands between two characters and has part in the even share.
        if Give.EVEN not in step.places or not math.isinf(slot.room):
            return 0.0
        return abs(step.to) * slot.size
    to = step.to * slot.size if not math.isinf(step.to) else math.inf
    return max(0.0, min(sign * (to - slot.width), slot.room) - share)
