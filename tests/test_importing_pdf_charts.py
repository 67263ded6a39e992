"""PDF: charts that the numbers along their axis tell from tables."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bulletin.importing.read.pdf.charts import find_charts
from bulletin.importing.read.pdf.drawn import Drawn, Rule
from bulletin.importing.read.pdf.geometry import Box, Turn
from bulletin.importing.read.pdf.rows import Glyph

TURN = Turn(0, Box(0, 0, 600, 800))


def draw_axis(values: Sequence[str], *, start: float = 105) -> tuple[list[Glyph], Drawn]:
    """Numbers that end at 100 pt, 20 pt apart, each beside a line that begins at `start`."""
    page = [
        Glyph(char, 100 - 4 * (len(value) - i), 400 - 20 * row, 4, 9, False, 8)
        for row, value in enumerate(values)
        for i, char in enumerate(value)
    ]
    across = tuple(Rule(402.9 - 20 * row, start, 400) for row in range(len(values)))
    return page, Drawn(across=across, down=(Rule(200, 342, 390), Rule(240, 342, 390)))


@pytest.mark.parametrize("values", [("60", "40", "20", "0"), ("1,500.0", "1,000.0", "500.0", "0.0")])
def test_a_grid_with_an_axis_is_a_chart(values: Sequence[str]) -> None:
    page, drawn = draw_axis(values)
    (box,) = find_charts(page, drawn, TURN)
    assert box.left <= 100 - 4 * len(values[0])
    assert (box.right, round(box.top)) == (401, 409)
    assert box.bottom < 330


def test_a_chart_is_as_large_as_its_frame() -> None:
    page, drawn = draw_axis(("60", "40", "20", "0"))
    frame = Box(60, 300, 450, 450)
    assert find_charts(page, Drawn(drawn.across, drawn.down, (frame,)), TURN) == [frame.grow(1.0)]


@pytest.mark.parametrize(
    ("values", "start"),
    [
        (("1", "2", "3", "4"), 105),  # the numbers of rows
        (("60", "40", "30", "0"), 105),
        (("60", "40", "20"), 105),
        (("60", "40", "20", "0"), 80),  # rules run below the numbers of a table
    ],
)
def test_numbers_of_a_table_are_no_axis(values: Sequence[str], start: float) -> None:
    assert find_charts(*draw_axis(values, start=start), TURN) == []
