"""A measured paragraph: runs in, the width and the room of any line of it out."""

from collections.abc import Iterable
from itertools import accumulate

from bulletin.typography.breaks import Break, find_breaks
from bulletin.typography.classes import NO_TEXT, Class
from bulletin.typography.clusters import measure_clusters
from bulletin.typography.codes import find_codes
from bulletin.typography.model import Advance, Kind, Run
from bulletin.typography.places import find_places, measure_place
from bulletin.typography.style import Give, Style

EPSILON = 1e-6
DROPPED = frozenset({Class.SPACE, Class.NEWLINE, Class.ZERO, Class.SOFT})


class Paragraph:
    """Clusters, breaks and running sums; a line is the clusters from `first` to before `end`."""

    def __init__(self, runs: tuple[Run, ...], style: Style, advance: Advance) -> None:
        self.runs, self.style, self.advance = runs, style, advance
        self.clusters = clusters = measure_clusters(runs, style, advance)
        self.breaks = find_breaks(clusters, runs)
        self.places = find_places(clusters)
        self.codes = find_codes(clusters, runs)
        self.count = len(clusters.kind)
        self.stops = [i + 1 for i, verdict in enumerate(self.breaks) if verdict is not Break.NEVER]
        self.hyphens: dict[int, float] = {}  # end of a line that divides a word -> the hyphen's width
        self.tail = self._find_tails()
        self._counted = _sum(w + g for w, g in zip(clusters.counted, clusters.gap, strict=True))
        self._real = _sum(w + g for w, g in zip(clusters.width, clusters.gap, strict=True))
        self._pairs = _sum(clusters.pair)
        self._marks, self._spaces, self._relief = self._sum_rooms()

    def _find_tails(self) -> list[int]:
        """End of a line -> one past the last cluster of it that is seen."""
        tail = [0]
        for i, kind in enumerate(self.clusters.kind):
            tail.append(tail[i] if kind in DROPPED else i + 1)
        return tail

    def _sum_rooms(self) -> tuple[list[float], list[float], list[float]]:
        """What every mark, and every place between two clusters, can be narrowed by."""
        to = {place: step.to for step in self.style.squeeze for place in step.places}
        clusters, relief = self.clusters, self.style.relief
        marks, spaces, reliefs = ([0.0] * self.count for _ in range(3))
        for i, (give, place, size) in enumerate(zip(clusters.give, self.places, clusters.size, strict=True)):
            if give is not None and give in to:
                marks[i] = min(clusters.width[i] - to[give] * size, clusters.left[i] + clusters.right[i])
            if place is not None:
                reliefs[i] = relief * size
                if place in to and place is not Give.EVEN:
                    spaces[i] = max(0.0, measure_place(clusters, place, i) - to[place] * size)
        return _sum(marks), _sum(spaces), _sum(reliefs)

    def count_width(self, first: int, end: int) -> float:
        """Width of a line as lines are broken by."""
        return self._measure(self._counted, first, end)

    def real_width(self, first: int, end: int) -> float:
        """Width of a line as the fonts have it."""
        return self._measure(self._real, first, end)

    def count_reach(self, first: int, end: int) -> float:
        """Counted width of a line up to where the next piece would begin, its gap included."""
        return max(self.count_width(first, end), self._counted[end] - self._counted[first])

    def _measure(self, sums: list[float], first: int, end: int) -> float:
        last = self.tail[end] - 1
        if last < first:
            return 0.0
        width = sums[last + 1] - sums[first] - self.clusters.gap[last]
        if self.hyphens:
            width += self.hyphens.get(end, 0.0)
        if self.style.trim_end:
            width -= self.trim_end(last)
        if self.style.trim_start:
            width -= self.trim_start(first)
        return width

    def trim_start(self, first: int) -> float:
        """CLREQ, Compression of punctuation marks at line start or line end."""
        if not self.style.trim_start or self.clusters.kind[first] is not Class.OPEN:
            return 0.0
        return min(self.style.trim_start * self.clusters.size[first], self.clusters.left[first])

    def trim_end(self, last: int) -> float:
        """GB/T 15834 5.1.10: a full-width mark at the end of a line takes half its width."""
        if not self.style.trim_end or self.clusters.kind[last] is Class.MIDDLE:
            return 0.0
        return min(self.style.trim_end * self.clusters.size[last], self.clusters.right[last])

    def find_room(self, first: int, end: int) -> float:
        """What narrowing can take out of a line, all steps together."""
        last = self.tail[end] - 1
        if last < first:
            return 0.0
        marks, spaces = self._marks, self._spaces
        room = marks[last + 1] - marks[first] + spaces[last] - spaces[first]
        if self.trim_end(last):
            room -= marks[last + 1] - marks[last]
        if self.trim_start(first):
            room -= marks[first + 1] - marks[first]
        return max(room, 0.0)

    def find_pair_room(self, first: int, end: int) -> float:
        """What the adjacent marks of a line give up to take one more character in."""
        last = self.tail[end] - 1
        return self._pairs[last] - self._pairs[first] if last > first else 0.0

    def holds(self, first: int, end: int, measure: float, room: float = 0.0) -> bool:
        """Whether a line fits as counted, less `room`, and as the fonts have it, narrowed."""
        if self.count_width(first, end) > measure + room + EPSILON:
            return False
        real = self.real_width(first, end)
        if real <= measure + EPSILON:
            return True
        last = self.tail[end] - 1
        relief = self._relief[last] - self._relief[first] if last > first else 0.0
        return real <= measure + self.find_room(first, end) + relief + EPSILON

    def measure_hyphen(self, end: int) -> float:
        """Width of a hyphen in the font of the cluster before `end`."""
        run = self.runs[self.clusters.run[end - 1]]
        return sum(self.advance("-", run.font)) * run.size

    def is_last(self, end: int) -> bool:
        """Whether a line that ends at `end` is the last one, of all or ahead of a forced break."""
        return end == self.count or self.breaks[end - 1] is Break.FORCED

    def is_leader(self, i: int) -> bool:
        """Whether cluster i is the dots between a title and its page number."""
        return self.runs[self.clusters.run[i]].kind is Kind.LEADER

    def is_orphan(self, first: int, end: int) -> bool:
        """Whether a last line is too short to stand (CLREQ, Handling of Widows and Orphans).

        A leader is no character, nor is the page number behind it.
        """
        clusters = self.clusters
        length = text = 0
        for i in range(first, end):
            kind = clusters.kind[i]
            if self.is_leader(i):
                break
            length += kind not in DROPPED
            text += kind not in NO_TEXT
            if length >= self.style.last_any and text >= self.style.last_text:
                return False
        return True


def _sum(values: Iterable[float]) -> list[float]:
    return [0.0, *accumulate(values)]
