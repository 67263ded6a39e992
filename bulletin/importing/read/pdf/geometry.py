"""Places on a page, in pt from the lower left of the page with its lines level."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle with its sides level."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        """How wide it is."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """How high it is."""
        return self.top - self.bottom

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies in it."""
        return self.left <= x <= self.right and self.bottom <= y <= self.top

    def covers(self, other: Box, slack: float = 0.0) -> bool:
        """Whether `other` lies in it, or reaches out by no more than `slack`."""
        return (
            self.left - slack <= other.left
            and self.right + slack >= other.right
            and self.bottom - slack <= other.bottom
            and self.top + slack >= other.top
        )

    def meets(self, other: Box, reach: float = 0.0) -> bool:
        """Whether the two touch, or are no more than `reach` apart."""
        return (
            self.left - reach <= other.right
            and other.left - reach <= self.right
            and self.bottom - reach <= other.top
            and other.bottom - reach <= self.top
        )

    def join(self, other: Box) -> Box:
        """The least box around both."""
        return Box(
            min(self.left, other.left),
            min(self.bottom, other.bottom),
            max(self.right, other.right),
            max(self.top, other.top),
        )

    def grow(self, margin: float) -> Box:
        """The box with a margin around it."""
        return Box(self.left - margin, self.bottom - margin, self.right + margin, self.top + margin)

    def cut(self, other: Box) -> Box:
        """What both cover, where they meet."""
        return Box(
            max(self.left, other.left),
            max(self.bottom, other.bottom),
            min(self.right, other.right),
            min(self.top, other.top),
        )


def bound_points(points: Iterable[tuple[float, float]]) -> Box | None:
    """The least box around `points`; None where there are none."""
    places = list(points)
    if not places:
        return None
    across, up = [x for x, _ in places], [y for _, y in places]
    return Box(min(across), min(up), max(across), max(up))


@dataclass(frozen=True, slots=True)
class Turn:
    """How a page is turned for its lines to be level: clockwise degrees, its box before turning.

    Called with a point of the page's own coordinates, it gives the point on the turned page.
    """

    degrees: int
    box: Box

    def __call__(self, x: float, y: float) -> tuple[float, float]:
        x, y = x - self.box.left, y - self.box.bottom
        if not self.degrees:
            return x, y
        if self.degrees == 90:
            return y, self.box.width - x
        if self.degrees == 180:
            return self.box.width - x, self.box.height - y
        if self.degrees == 270:
            return self.box.height - y, x
        raise ValueError(self.degrees)

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the turned page."""
        across, up = self.box.width, self.box.height
        return (up, across) if self.degrees in {90, 270} else (across, up)
