"""A page of a PDF → the figures that only their captions or their signs tell: diagrams with words in them,
and formulas that are built up of several lines.

What is drawn does not tell where a diagram ends, as its labels stand in and around it; the caption below and
the text above do. Neither a diagram nor a fraction can be read line by line: both are taken as pictures.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from bulletin.hanzi import is_han
from bulletin.importing.read.pdf.columns import Region
from bulletin.importing.read.pdf.drawn import Drawn, Rule
from bulletin.importing.read.pdf.geometry import Box
from bulletin.importing.read.pdf.rows import Glyph, find_size, make_rows, split_row

# 图3 系统结构, 图2-1：…, Fig. 4 …; not 图3所示 within a text.
_CAPTION = re.compile(
    r"(?:图|附图|Fig(?:ure|\.)?)\s*[0-9０-９一二三四五六七八九十]{1,3}(?:[-–—.．][0-9０-９]{1,2})?"
    r"(?:[\s:：.．、（(]|(?![所中是为给的表展可可和、，])(?=[A-Z\u3400-\u9fff])|$)"
)
_OTHER_CAPTION = re.compile(r"(?:图|附图|续?表|Fig|Tab)\S{0,6}\s*[0-9０-９]")
_TABLE = re.compile(r"续?表\s*[0-9０-９]")
_SLACK = 4.0  # pt below the last rule of a table
_SAME_WIDTH = 6.0  # pt that the rules of a table differ by, at both ends
_LONGEST = 60  # characters of a caption
_EDGE = 3.0  # em from the edge of a column that a line of text begins at most
_NEAR = 1.6  # em between what is drawn and its labels
_FAR = 9.0  # em without anything, above which another thing stands
_LEAST_WIDTH, _LEAST_HEIGHT = 40.0, 24.0  # pt of a diagram
_LEAST_PARTS = 3  # rules or shapes of a diagram
_MOST_WORDS = 60  # characters of labels with a full stop in them; more are text
_LONG = 12  # ideographs of a line of text beside others
_FULL = 0.7  # of a column, that a line of text takes which has something drawn beside it
_RELATIONS = frozenset("=＝≈≠≡<>＜＞≤≥≪≫∈∝→⇒⇔∼≜")
_SIGNS = _RELATIONS | frozenset("+−×÷±·⋅∑∏∫√∂∇∞∩∪∥|‖^′αβγδεζηθικλμνξπρστυφχψωΓΔΘΛΞΠΣΦΨΩ")
_MOST_HAN = 3  # of a row of a formula
_TIGHT = 1.05  # em between two lines, below which they are parts of one fraction, sum or matrix
_APART = 0.3  # em between the baselines of two characters above one another
_JOINED = 1.25  # em between two rows of one formula
_FRAGMENT = 24  # characters of a row of a formula that has no sign
_MOST_ROWS = 24


def find_captioned(glyphs: Sequence[Glyph], regions: Sequence[Region], drawn: Drawn) -> list[Box]:
    """The boxes of the diagrams of a page that stand above a caption."""
    boxes: list[Box] = []
    for region in regions:
        rows = make_rows(region.glyphs)
        for row in rows:
            if _is_caption(row):
                box = _find_diagram(row, region, glyphs, drawn)
                if box and not any(box.meets(other) for other in boxes):
                    boxes.append(box)
    return boxes


def leave_out(drawn: Drawn, boxes: Sequence[Box]) -> Drawn:
    """What is drawn on a page, without what stands in `boxes`."""

    def is_out(box: Box) -> bool:
        return not any(other.grow(1.0).holds(*_middle(box)) for other in boxes)

    def is_rule_out(rule: Rule, across: bool) -> bool:
        return is_out(_rule_box(rule, across))

    return replace(
        drawn,
        across=tuple(rule for rule in drawn.across if is_rule_out(rule, True)),
        down=tuple(rule for rule in drawn.down if is_rule_out(rule, False)),
        panels=tuple(filter(is_out, drawn.panels)),
        tints=tuple(filter(is_out, drawn.tints)),
        marks=tuple(filter(is_out, drawn.marks)),
        pictures=tuple(picture for picture in drawn.pictures if is_out(picture.box)),
    )


def find_formulas(region: Region) -> Iterator[tuple[Box, list[Glyph]]]:
    """The formulas of a region that stand on lines of their own and take several, or have signs that no font
    tells: each with its box and its characters. Another of one line can be read as text."""
    rows = make_rows(region.glyphs)
    inked = [[glyph for glyph in row if glyph.text.strip()] for row in rows]
    rows = [row for row in inked if row]
    if not rows:
        return
    em = find_size([glyph for row in rows for glyph in row])
    left = region.column[0] if region.column else min(row[0].x for row in rows)
    group: list[int] = []
    for i in range(len(rows) + 1):
        fits = i < len(rows) and _is_formula_row(rows[i], left, em)
        if group and (not fits or rows[group[-1]][0].y - rows[i][0].y > _JOINED * em):
            yield from _settle_formula(group, rows, em)
            group = []
        if fits:
            group.append(i)


def _settle_formula(
    group: Sequence[int], rows: Sequence[Sequence[Glyph]], em: float
) -> Iterator[tuple[Box, list[Glyph]]]:
    own = [rows[i] for i in group]
    stacked = any(one[0].y - other[0].y < _TIGHT * em for one, other in pairwise(own))
    stacked |= any(_is_private(glyph) for row in own for glyph in row) or any(map(_is_stacked, own))
    related = any(glyph.text[0] in _RELATIONS or _is_private(glyph) for row in own for glyph in row)
    if not stacked or not related or len(own) > _MOST_ROWS:
        return
    for beside, edge in ((group[0] - 1, own[0]), (group[-1] + 1, own[-1])):
        if 0 <= beside < len(rows) and abs(rows[beside][0].y - edge[0].y) < _TIGHT * em:
            return  # a fraction within a line of text
    glyphs = [glyph for row in own for glyph in row]
    yield _bound(map(_find_ink, glyphs)).grow(2.0), glyphs


def _find_ink(glyph: Glyph) -> Box:
    """What a character covers at most, however high its box is."""
    return Box(glyph.x, glyph.y - 0.3 * glyph.em, glyph.x + glyph.width, glyph.y + 0.9 * glyph.em)


def _is_formula_row(row: Sequence[Glyph], left: float, em: float) -> bool:
    text = "".join(glyph.text for glyph in row)
    if sum(map(is_han, text)) > _MOST_HAN or row[0].x < left + 0.5 * em:
        return False
    return len(text) <= _FRAGMENT or any(char in _SIGNS for char in text) or any(map(_is_private, row))


def _is_stacked(row: Sequence[Glyph]) -> bool:
    """Whether characters of a row stand above one another, as those of a small fraction do."""
    return any(
        other.x < one.x + 0.5 * one.width and abs(one.y - other.y) > _APART * max(one.em, other.em)
        for one, other in pairwise(row)
    )


def _is_private(glyph: Glyph) -> bool:
    return "\uf000" <= glyph.text[0] <= "\uf0ff"


def _is_caption(row: Sequence[Glyph]) -> bool:
    text = "".join(glyph.text for glyph in row).strip()
    return len(text) <= _LONGEST and text[-1:] not in tuple("。；，,;") and bool(_CAPTION.match(text))


def _find_diagram(
    caption: Sequence[Glyph], region: Region, glyphs: Sequence[Glyph], drawn: Drawn
) -> Box | None:
    """The box of the diagram above a caption; none where nothing is drawn but a picture, or text stands."""
    inked = [glyph for glyph in region.glyphs if glyph.text.strip()]
    em = find_size(inked)
    across = [glyph for glyph in glyphs if glyph.text.strip()]
    left, right = region.column or (min(g.x for g in across), max(g.x + g.width for g in across))
    foot = max(_find_ink(glyph).top for glyph in caption if glyph.text.strip())
    shapes = [
        box
        for box in _list_shapes(drawn)
        if box.bottom >= foot - 2 and left - 2 * em <= _middle(box)[0] <= right + 2 * em
    ]
    own = [glyph for glyph in glyphs if glyph.y > foot - 2 and left - em <= glyph.centre[0] <= right + em]
    above: list[list[Glyph]] = []
    limit = max([foot, *(box.top for box in shapes)])
    near = foot
    for row in reversed(make_rows([glyph for glyph in own if glyph.text.strip()])):
        box = _bound(map(_find_ink, row))
        beside = [shape for shape in shapes if shape.bottom <= box.top and shape.top >= box.bottom]
        if _is_text(row, beside, left, right, em):
            table = _TABLE.match("".join(glyph.text for glyph in row))
            limit = min(limit, _find_end(drawn.across, foot, box.bottom) if table else box.bottom)
            break
        near = max([near, *(shape.top for shape in shapes if shape.bottom < near + 2 * em)])
        if box.bottom - near > _FAR * em:
            limit = min(limit, box.bottom)
            break
        near = max(near, box.top)
        above.append(row)
    shapes = [box for box in shapes if box.top <= limit + 2]
    pictures = [p.box for p in drawn.pictures if any(p.box == box for box in shapes)]
    if not shapes:
        return None
    frame = _bound(shapes)
    labels: list[Box] = []
    for row in above:
        box = _bound(map(_find_ink, row))
        if box.bottom < limit and frame.meets(box, _NEAR * em):
            frame = frame.join(box)
            labels.append(box)
    if not labels or (not pictures and len(shapes) < _LEAST_PARTS):
        return None
    if frame.width < _LEAST_WIDTH or frame.height < _LEAST_HEIGHT:
        return None
    top = min(frame.top + 2, limit + 2)
    box = Box(frame.left - 2, max(frame.bottom - 2, foot), frame.right + 2, top)
    words = "".join(glyph.text for glyph in glyphs if box.holds(*glyph.centre))
    return None if "。" in words and len(words) > _MOST_WORDS else box


def _find_end(rules: Sequence[Rule], foot: float, top: float) -> float:
    """The y at which a table ends whose caption stands at `top`: its last rule is as wide as the first."""
    own = sorted((rule for rule in rules if foot < rule.at < top), key=lambda rule: -rule.at)
    alike = [
        rule.at for rule in own if abs(rule.start - own[0].start) + abs(rule.end - own[0].end) < _SAME_WIDTH
    ]
    return min(alike, default=top) - _SLACK


def _is_text(row: Sequence[Glyph], beside: Sequence[Box], left: float, right: float, em: float) -> bool:
    """Whether a row is a line of the text above a diagram, or the caption of what stands there."""
    text = "".join(glyph.text for glyph in row)
    if _OTHER_CAPTION.match(text):
        return True
    width = row[-1].x + row[-1].width - row[0].x
    pieces = list(split_row(row))
    if len(pieces) > 1:  # of two columns above a diagram across both
        return not beside and any(sum(is_han(glyph.text[0]) for glyph in own) >= _LONG for own in pieces)
    if row[0].x > left + _EDGE * em:
        return False
    if beside:
        return width >= _FULL * (right - left) and sum(map(is_han, text)) >= 0.5 * len(text)
    return find_size(row) >= 0.9 * em


def _list_shapes(drawn: Drawn) -> Iterator[Box]:
    yield from drawn.marks
    yield from drawn.panels
    yield from (picture.box for picture in drawn.pictures)
    yield from (_rule_box(rule, True) for rule in drawn.across)
    yield from (_rule_box(rule, False) for rule in drawn.down)


def _rule_box(rule: Rule, across: bool) -> Box:
    if across:
        return Box(rule.start, rule.at, rule.end, rule.at)
    return Box(rule.at, rule.start, rule.at, rule.end)


def _middle(box: Box) -> tuple[float, float]:
    return (box.left + box.right) / 2, (box.bottom + box.top) / 2


def _bound(boxes: Iterable[Box]) -> Box:
    every = iter(boxes)
    bound = next(every)
    for box in every:
        bound = bound.join(box)
    return bound
