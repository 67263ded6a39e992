"""Lines with their places on pages → paragraphs with their looks, by where the lines stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from bulletin.hanzi import join_lines
from bulletin.importing.fields import join_parted_name, parse_fields
from bulletin.importing.model import Block, Float, Look, Manuscript, Origin, PageLine, Run
from bulletin.importing.patterns import NO_START, ends_open, ends_sentence, heading_level, is_enumerated
from bulletin.importing.recognise.contents.find import find_contents
from bulletin.importing.recognise.paragraphs.measure import measure_first, measure_text

_BULLETS = tuple("·•●■◆▪○□◇")
_STRETCHED = 0.8  # of its width, that the characters of a line take up; justified ones take up more
_RAGGED = 6.0  # em that a line set ragged may leave empty


@dataclass(frozen=True, slots=True)
class _Frame:
    """The column that the text stands in: its edges and its line pitch in pt, its size of type."""

    left: float
    right: float
    pitch: float
    size: float


def join_pages(manuscript: Manuscript) -> Manuscript:
    """`manuscript` with the lines of its pages joined to paragraphs, ahead of the blocks that it has."""
    blocks = join_page_lines(manuscript.printed, manuscript.floats)
    return replace(manuscript, blocks=(*blocks, *manuscript.blocks), printed=(), floats=())


def join_page_lines(lines: Sequence[PageLine], floats: Sequence[Float] = ()) -> tuple[Block, ...]:
    """Join lines to paragraphs: by indents, by short last lines, by gaps, by changes of look.

    Tables and pictures come behind the paragraph that they stand under.
    """
    if not lines:
        return tuple(item.block for item in floats)
    frame = _find_frame(lines)
    texts = [line.text for line in lines]
    alone = set(find_contents(texts, [Origin()] * len(lines)).taken)
    alone |= {i for i, text in enumerate(texts) if parse_fields(text, Origin())[0]}
    rests = {i for own in join_parted_name(texts) for i in own[1:]}
    groups: list[list[PageLine]] = []
    for i, line in enumerate(lines):
        before = lines[i - 1] if i else None
        opens = (
            before is None or i in alone or i - 1 in alone or _opens_paragraph(before, line, frame, groups)
        )
        if opens and i not in rests:
            groups.append([line])
        else:
            groups[-1].append(line)
    behind: dict[int, list[Block]] = {}
    for item in floats:
        behind.setdefault(_find_group(item, groups), []).append(item.block)
    blocks = behind.get(-1, [])
    for i, group in enumerate(groups):
        blocks += [_make_block(group, frame), *behind.get(i, ())]
    return tuple(blocks)


def _find_group(item: Float, groups: Sequence[Sequence[PageLine]]) -> int:
    """Which paragraph a float comes behind; -1: it comes first.

    That is the one with the last line above it in its column; at the head of a page, the one before the line
    below it; and a paragraph that goes on below is not broken.
    """
    middle = (item.bottom + item.top) / 2
    above = below = -1
    for i, group in enumerate(groups):
        for line in group:
            beside = line.left <= item.right and line.right >= item.left
            if line.page < item.page or (line.page == item.page and beside and line.y > middle):
                above = i
            elif line.page == item.page and beside and below < 0:
                below = i
    on_page = [i for i, group in enumerate(groups) if any(line.page == item.page for line in group)]
    if above >= 0 and any(line.page == item.page for line in groups[above]):
        return above
    if below >= 0:
        return max(below - 1, -1)
    return on_page[-1] if on_page else above


def _find_frame(lines: Sequence[PageLine]) -> _Frame:
    weights: Counter[float] = Counter()
    for line in lines:
        weights[line.size] += len(line.text)
    size = weights.most_common(1)[0][0] or 10.5
    body = [line for line in lines if abs(line.size - size) <= 0.1 * size and len(line.text) > 8] or list(
        lines
    )
    full = sorted(line.right for line in body)
    left = min((x for x, _ in Counter(round(line.left) for line in body).most_common(2)), default=0.0)
    pitches = [
        one.y - other.y
        for one, other in pairwise(lines)
        if one.page == other.page and 0 < one.y - other.y < 4 * size
    ]
    right = full[int(len(full) * 0.8)]
    return _Frame(float(left), right, float(median(pitches)) if pitches else size * 1.6, size)


def _is_centred(line: PageLine, frame: _Frame) -> bool:
    """Whether a line stands in the middle of its column, away from both its edges; one that is bigger or
    heavier than the text may fill it."""
    left, right = line.left - frame.left, frame.right - line.right
    apart = -0.5 * frame.size if _is_display(line, frame) else 0.8 * frame.size
    return left > apart and right > apart and abs(left - right) <= 1.2 * frame.size


def _opens_paragraph(
    before: PageLine, line: PageLine, frame: _Frame, groups: Sequence[Sequence[PageLine]]
) -> bool:
    em = frame.size
    if line.text[:1] in NO_START:
        return False
    if line.text[:1] in _BULLETS and not ends_open(before.text):
        return True
    if _is_display(line, frame) and (before.size, before.heavy) == (line.size, line.heavy):
        near = before.page == line.page and 0 < before.y - line.y <= 2.2 * max(line.size, frame.pitch / 1.6)
        if near and _is_centred(before, frame) and _is_centred(line, frame) and not is_enumerated(line.text):
            return False  # the lines of one title
    if abs(before.size - line.size) > 0.12 * em or (before.heavy and not line.heavy and len(groups[-1]) == 1):
        return not _goes_on(before, line, frame)
    if _is_centred(line, frame) and (_is_centred(before, frame) or ends_sentence(before.text)):
        return True
    if _is_centred(before, frame) and not _is_centred(line, frame) and line.left - frame.left > 1.2 * em:
        return True
    gap = before.y - line.y if before.page == line.page and before.y > line.y else frame.pitch
    if gap > 1.7 * frame.pitch:
        return True
    same_column = abs(before.left - line.left) < 8 * em
    edge = frame.left if same_column or line.left - frame.left < 8 * em else line.left
    indented = 1.2 * em < line.left - edge < 4 * em
    if indented:
        return not (
            ends_open(before.text)
            and not is_enumerated(line.text)
            and _is_full(before, line, frame)
            and _same_indent(before, line, em)
        )
    words = "".join(line.text.split())
    if heading_level(words) and ends_sentence(before.text) and not set("，。；") & set(words):
        return True
    if ends_open(before.text) and len(groups[-1]) > 1 and frame.right - before.right <= _RAGGED * em:
        return False  # set ragged, a line breaks where a program will not part a number
    return not _is_full(before, line, frame)


def _is_display(line: PageLine, frame: _Frame) -> bool:
    """Whether a line is bigger or heavier than the text."""
    return line.heavy or line.size > 1.1 * frame.size


def _same_indent(before: PageLine, line: PageLine, em: float) -> bool:
    return abs(before.left - line.left) < 0.4 * em


def _is_full(line: PageLine, following: PageLine, frame: _Frame) -> bool:
    """Whether what the next line begins with would not have fitted on this one; what ends with Shift+Enter is
    stretched to be full."""
    natural = measure_text("".join(line.text.split())) * line.size
    if natural < _STRETCHED * (line.right - line.left):
        return False
    return frame.right - line.right <= (measure_first(following.text) + 0.4) * frame.size


def _goes_on(before: PageLine, line: PageLine, frame: _Frame) -> bool:
    """Whether `line` goes on a sentence that a full line has broken off, though it looks otherwise."""
    return (
        _is_full(before, line, frame) and ends_open(before.text) and abs(line.left - frame.left) < frame.size
    )


def _make_block(group: Sequence[PageLine], frame: _Frame) -> Block:
    runs: list[Run] = []
    for line in group:
        pieces = list(line.runs)
        if runs and pieces:
            joined = join_lines(
                ["".join(run.text for run in runs)[-1:], "".join(run.text for run in pieces)[:1]]
            )
            if " " in joined.strip():
                pieces.insert(0, Run(" ", pieces[0].bold))
        runs += pieces
    first, last = group[0], group[-1]
    # Who puts a title in the middle by blanks may miss it.
    far = first.left - frame.left > 3 * frame.size and all(_is_display(line, frame) for line in group)
    centred = far or all(_is_centred(line, frame) for line in group)
    size = Counter(
        {line.size: 0 for line in group} | {line.size: len(line.text) for line in group}
    ).most_common(1)[0][0]
    row = any(line.pieces > 1 for line in group)  # of a table: its head is no heading
    look = Look(size, not row and all(line.heavy for line in group), "center" if centred else "left")
    return Block(tuple(runs), look=look, origin=Origin.at_page(first.page, last.page))
