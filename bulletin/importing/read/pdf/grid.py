"""Rules across and down a page → the grids of cells that they make."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bulletin.importing.read.pdf.drawn import Rule
from bulletin.importing.read.pdf.geometry import Box

_NEAR = 2.5  # pt between two rules that touch, or between two pieces of one rule
_SAME = 3.0  # pt between two rules that are one edge (a double rule)
_MAX_CELLS = 20_000  # of a table


@dataclass(frozen=True, slots=True)
class Grid:
    """A table's cells: `xs` the edges of its columns from left to right, `ys` those of its rows from the top;
    `anchors` is, for each cell, the cell that its text belongs to: the upper left of those merged with it."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    anchors: tuple[tuple[tuple[int, int], ...], ...]

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return len(self.ys) - 1

    @property
    def columns(self) -> int:
        """How many columns it has."""
        return len(self.xs) - 1

    @property
    def box(self) -> Box:
        """What it covers, in pt."""
        return Box(self.xs[0], self.ys[-1], self.xs[-1], self.ys[0])

    @property
    def merged(self) -> bool:
        """Whether any of its cells are merged."""
        return any(
            anchor != (row, column)
            for row, anchors in enumerate(self.anchors)
            for column, anchor in enumerate(anchors)
        )

    def find_cell(self, x: float, y: float) -> tuple[int, int]:
        """Row and column of the cell that holds a point of its box."""
        column = min(max(bisect_right(self.xs, x) - 1, 0), self.columns - 1)
        row = min(max(bisect_left([-edge for edge in self.ys], -y) - 1, 0), self.rows - 1)
        return self.anchors[row][column]

    def span_of(self, row: int, column: int) -> tuple[float, float]:
        """The left and the right edge of a cell with all that is merged with it, in pt."""
        anchor = self.anchors[row][column]
        last = max(i for i, other in enumerate(self.anchors[row]) if other == anchor)
        return self.xs[anchor[1]], self.xs[last + 1]


def join_rules(rules: Iterable[Rule]) -> list[Rule]:
    """The rules with those of one line put together: many programs draw each side of each cell."""
    lines: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda rule: rule.at):
        if lines and rule.at - lines[-1][0].at <= 1.2:
            lines[-1].append(rule)
        else:
            lines.append([rule])
    joined: list[Rule] = []
    for line in lines:
        at = sum(rule.at for rule in line) / len(line)
        pieces: list[Rule] = []
        for rule in sorted(line, key=lambda rule: rule.start):
            if pieces and rule.start <= pieces[-1].end + _NEAR:
                pieces[-1] = Rule(at, pieces[-1].start, max(pieces[-1].end, rule.end))
            else:
                pieces.append(Rule(at, rule.start, rule.end))
        joined += pieces
    return joined


def find_grids(across: Sequence[Rule], down: Sequence[Rule]) -> list[Grid]:
    """The grids of at least two columns, from the top of the page."""
    across, down = join_rules(across), join_rules(down)
    if not across or not down:
        return []
    grids: list[Grid] = []
    for level, upright in _group_rules(across, down):
        ends = [rule.start for rule in level] + [rule.end for rule in level]
        heights = [rule.start for rule in upright] + [rule.end for rule in upright]
        xs = _join_edges([rule.at for rule in upright], ends)
        ys = _join_edges([rule.at for rule in level], heights)[::-1]
        if len(xs) > 2 and len(ys) > 1 and len(xs) * len(ys) <= _MAX_CELLS:
            grids.append(Grid(tuple(xs), tuple(ys), _find_anchors(xs, ys, level, upright)))
    return sorted(grids, key=lambda grid: -grid.box.top)


def _group_rules(across: Sequence[Rule], down: Sequence[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """The rules that touch one another."""
    leaders = list(range(len(across) + len(down)))

    def find(i: int) -> int:
        while leaders[i] != i:
            leaders[i] = leaders[leaders[i]]
            i = leaders[i]
        return i

    heights = [rule.at for rule in across]  # in order, from join_rules
    for i, upright in enumerate(down, len(across)):
        first = bisect_left(heights, upright.start - _NEAR)
        last = bisect_right(heights, upright.end + _NEAR)
        for k in range(first, last):
            if across[k].start - _NEAR <= upright.at <= across[k].end + _NEAR:
                leaders[find(i)] = find(k)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for i in range(len(leaders)):
        own = groups.setdefault(find(i), ([], []))
        if i < len(across):
            own[0].append(across[i])
        else:
            own[1].append(down[i - len(across)])
    return [group for group in groups.values() if all(group)]


def _join_edges(places: Sequence[float], ends: Sequence[float]) -> list[float]:
    """The edges at `places`, each once; and those at the far ends, where a table is open at its sides."""
    edges: list[float] = []
    for place in sorted([*places, min(ends), max(ends)]):
        if not edges or place - edges[-1] > _SAME:
            edges.append(place)
    return edges


def _find_anchors(
    xs: Sequence[float], ys: Sequence[float], across: Sequence[Rule], down: Sequence[Rule]
) -> tuple[tuple[tuple[int, int], ...], ...]:
    """For each cell the upper left one of those that no rule parts from it."""
    rows, columns = len(ys) - 1, len(xs) - 1
    anchors = {(row, column): (row, column) for row in range(rows) for column in range(columns)}

    def find(cell: tuple[int, int]) -> tuple[int, int]:
        while anchors[cell] != cell:
            cell = anchors[cell]
        return cell

    for row in range(rows):
        for column in range(columns):
            x = (xs[column] + xs[column + 1]) / 2
            y = (ys[row] + ys[row + 1]) / 2
            here = (row, column)
            if column + 1 < columns and not _has_rule(down, xs[column + 1], y):
                one, other = sorted((find(here), find((row, column + 1))))
                anchors[other] = one
            if row + 1 < rows and not _has_rule(across, ys[row + 1], x):
                one, other = sorted((find(here), find((row + 1, column))))
                anchors[other] = one
    return tuple(tuple(find((row, column)) for column in range(columns)) for row in range(rows))


def _has_rule(rules: Sequence[Rule], at: float, place: float) -> bool:
    return any(abs(rule.at - at) <= _SAME and rule.start <= place <= rule.end for rule in rules)


def find_rule_stacks(across: Sequence[Rule], taken: Sequence[Box]) -> list[list[Box]]:
    """Where at least three rules of one width stand above one another: the zones between them, from the top.

    Rules in the boxes `taken` belong to tables already.
    """
    groups: list[list[Rule]] = []
    for rule in sorted(join_rules(across), key=lambda rule: -rule.at):
        if any(box.holds((rule.start + rule.end) / 2, rule.at) for box in taken):
            continue
        for group in groups:
            if abs(group[0].start - rule.start) <= _SAME and abs(group[0].end - rule.end) <= _SAME:
                group.append(rule)
                break
        else:
            groups.append([rule])
    return [
        [
            Box(upper.start, lower.at, upper.end, upper.at)
            for upper, lower in pairwise(group)
            if upper.at - lower.at > _SAME
        ]
        for group in groups
        if len(group) > 2
    ]
