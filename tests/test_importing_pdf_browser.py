"""PDF that a browser printed: the lines at the edges of its pages, the drawn marks of its lists."""

from __future__ import annotations

from bulletin.importing.read.pdf.browser import take_browser_lines
from bulletin.importing.read.pdf.bullets import add_bullets
from bulletin.importing.read.pdf.drawn import Drawn
from bulletin.importing.read.pdf.geometry import Box
from bulletin.importing.read.pdf.lines import make_lines
from bulletin.importing.read.pdf.rows import Glyph


def glyphs(text: str, x: float, y: float, size: float) -> list[Glyph]:
    return [Glyph(char, x + i * size, y, size, size * 1.2, False) for i, char in enumerate(text)]


def test_what_a_browser_prints_at_the_edges_is_no_text() -> None:
    head = [*glyphs("2024/5/6", 26, 780, 8), *glyphs("社区简介", 280, 780, 8)]
    foot = [*glyphs("https://a.example/?id=1", 26, 16, 8), *glyphs("1/4", 540, 16, 8)]
    text = [*glyphs("2024/5/6", 40, 700, 12), *glyphs("见社区简介", 40, 680, 12)]
    kept, said = take_browser_lines([*head, *text, *foot], 800)
    assert kept == text
    assert said == ["2024/5/6　社区简介", "https://a.example/?id=1　1/4"]


def test_other_lines_at_the_edges_stay() -> None:
    for line in (
        glyphs("内部资料", 26, 785, 8),
        glyphs("2024/5/6", 26, 785, 12),
        glyphs("－3－", 280, 20, 8),
    ):
        assert take_browser_lines(line, 800) == (line, [])


def test_a_mark_drawn_before_a_line_is_a_bullet() -> None:
    page = [*glyphs("第一项", 106, 300, 12), *glyphs("第二项", 106, 280, 12), *glyphs("正文", 76, 260, 12)]
    marks = tuple(Box(94, y + 2.4, 97.8, y + 6.2) for y in (300, 280))
    found, drawn = add_bullets(page, Drawn(marks=marks))
    assert [line.text for line in make_lines(found, 1)] == ["•第一项", "•第二项", "正文"]
    assert not drawn.marks


def test_dots_that_stand_elsewhere_are_no_bullets() -> None:
    page = glyphs("图例", 106, 300, 12)
    for mark in (Box(94, 290, 97.8, 293.8), Box(60, 302.4, 63.8, 306.2), Box(85, 300, 97, 312)):
        found, drawn = add_bullets(page, Drawn(marks=(mark,)))
        assert (found, drawn.marks) == (page, (mark,))
