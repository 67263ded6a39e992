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
from bulletin.importing.patterns import BULLETS, NO_START
from bulletin.importing.recognise.contents.find import find_contents
from bulletin.importing.recognise.facts import classify_words
from bulletin.importing.recognise.paragraphs.measure import measure_first, measure_text
from bulletin.importing.recognise.tuning import TUNING
from bulletin.importing.verdicts import Because, Rule, Trace


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
    becauses: list[list[Because]] = []
    for i, line in enumerate(lines):
        if i in rests:
            opens, because = False, Because(Rule.PARTED_NAME)
        elif not i:
            opens, because = True, Because(Rule.FIRST)
        elif i in alone or i - 1 in alone:
            opens, because = True, Because(Rule.FIELD_LINE if i in alone else Rule.BEHIND_SINGLE)
        else:
            opens, because = _opens_paragraph(lines[i - 1], line, frame, len(groups[-1]))
        if opens:
            groups.append([line])
            becauses.append([because])
        else:
            groups[-1].append(line)
            becauses[-1].append(because)
    behind: dict[int, list[Block]] = {}
    for item in floats:
        behind.setdefault(_find_group(item, groups), []).append(item.block)
    blocks = behind.get(-1, [])
    for i, group in enumerate(groups):
        blocks += [_make_block(group, becauses[i], frame), *behind.get(i, ())]
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
    size = weights.most_common(1)[0][0] or TUNING.page_size
    near = [line for line in lines if abs(line.size - size) <= TUNING.page_body_size * size]
    body = [line for line in near if len(line.text) > TUNING.page_body_least] or list(lines)
    full = sorted(line.right for line in body)
    edges = Counter(round(line.left) for line in body).most_common(TUNING.page_edges)
    left = min((x for x, _ in edges), default=0.0)
    pitches = [
        one.y - other.y
        for one, other in pairwise(lines)
        if one.page == other.page and 0 < one.y - other.y < TUNING.page_most_pitch * size
    ]
    right = full[int(len(full) * TUNING.page_edge)]
    pitch = float(median(pitches)) if pitches else size * TUNING.page_pitch
    return _Frame(float(left), right, pitch, size)


def _is_centred(line: PageLine, frame: _Frame) -> bool:
    """Whether a line stands in the middle of its column, away from both its edges; one that is bigger or
    heavier than the text may fill it."""
    left, right = line.left - frame.left, frame.right - line.right
    display = _is_display(line, frame)
    apart = frame.size * (TUNING.page_display_apart if display else TUNING.page_centred_apart)
    return left > apart and right > apart and abs(left - right) <= TUNING.page_centred_off * frame.size


def _opens_paragraph(before: PageLine, line: PageLine, frame: _Frame, count: int) -> tuple[bool, Because]:
    """Whether a line begins a paragraph, and the rule that says so; the one `before` has `count` lines."""
    em, first, second = frame.size, classify_words(before.text), classify_words(line.text)
    if line.text[:1] in NO_START:
        return False, Because(Rule.NO_START, line.text[:1])
    if line.text[:1] in tuple(BULLETS) and not first.ends_open:
        return True, Because(Rule.BULLET, line.text[:1])
    if _is_display(line, frame) and (before.size, before.heavy) == (line.size, line.heavy):
        most = TUNING.page_title_gap * max(line.size, frame.pitch / TUNING.page_pitch)
        near = before.page == line.page and 0 < before.y - line.y <= most
        if near and _is_centred(before, frame) and _is_centred(line, frame) and not second.enumerated:
            return False, Because(Rule.GOES_ON)  # the lines of one title
    other_size = abs(before.size - line.size) > TUNING.page_other_size * em
    if other_size or (before.heavy and not line.heavy and count == 1):
        goes_on = _goes_on(before, line, frame)
        return not goes_on, Because(Rule.FULL_OPEN_ABOVE if goes_on else Rule.OTHER_LOOK_ABOVE)
    if _is_centred(line, frame) and (_is_centred(before, frame) or first.ends_sentence):
        return True, Because(Rule.CENTRED)
    stands_in = line.left - frame.left > TUNING.page_indent_least * em
    if _is_centred(before, frame) and not _is_centred(line, frame) and stands_in:
        return True, Because(Rule.INDENTED)
    gap = before.y - line.y if before.page == line.page and before.y > line.y else frame.pitch
    if gap > TUNING.page_gap * frame.pitch:
        return True, Because(Rule.PAGE_GAP)
    column = TUNING.page_column * em
    same_column = abs(before.left - line.left) < column
    edge = frame.left if same_column or line.left - frame.left < column else line.left
    if TUNING.page_indent_least * em < line.left - edge < TUNING.page_indent_most * em:
        goes_on = (
            first.ends_open
            and not second.enumerated
            and _is_full(before, line, frame)
            and _same_indent(before, line, em)
        )
        return not goes_on, Because(Rule.FULL_OPEN_ABOVE if goes_on else Rule.INDENTED)
    words = "".join(line.text.split())
    if classify_words(words).level and first.ends_sentence and not set("，。；") & set(words):
        return True, Because(Rule.NUMBER_OPENS, classify_words(words).number)
    room = frame.right - before.right
    if first.ends_open and count > 1 and room <= TUNING.page_ragged * em:
        return False, Because(Rule.OPEN_ABOVE)  # set ragged, a line breaks where no number is parted
    if _is_full(before, line, frame):
        return False, Because(Rule.FULL_OPEN_ABOVE if first.ends_open else Rule.FULL_ABOVE)
    left = int(room / em)
    return True, Because(Rule.SHORT_ABOVE, str(left)) if left > 0 else Because(Rule.BROKEN_ABOVE)


def _is_display(line: PageLine, frame: _Frame) -> bool:
    """Whether a line is bigger or heavier than the text."""
    return line.heavy or line.size > TUNING.page_display * frame.size


def _same_indent(before: PageLine, line: PageLine, em: float) -> bool:
    return abs(before.left - line.left) < TUNING.page_same_indent * em


def _is_full(line: PageLine, following: PageLine, frame: _Frame) -> bool:
    """Whether what the next line begins with would not have fitted on this one; what ends with Shift+Enter is
    stretched to be full."""
    natural = measure_text("".join(line.text.split())) * line.size
    if natural < TUNING.page_stretched * (line.right - line.left):
        return False
    return frame.right - line.right <= (measure_first(following.text) + TUNING.page_full_room) * frame.size


def _goes_on(before: PageLine, line: PageLine, frame: _Frame) -> bool:
    """Whether `line` goes on a sentence that a full line has broken off, though it looks otherwise."""
    return (
        _is_full(before, line, frame)
        and classify_words(before.text).ends_open
        and abs(line.left - frame.left) < frame.size
    )


def _make_block(group: Sequence[PageLine], becauses: Sequence[Because], frame: _Frame) -> Block:
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
    far = first.left - frame.left > TUNING.page_far * frame.size and all(
        _is_display(line, frame) for line in group
    )
    centred = far or all(_is_centred(line, frame) for line in group)
    size = Counter(
        {line.size: 0 for line in group} | {line.size: len(line.text) for line in group}
    ).most_common(1)[0][0]
    row = any(line.pieces > 1 for line in group)  # of a table: its head is no heading
    look = Look(size, not row and all(line.heavy for line in group), "center" if centred else "left")
    traces = tuple(
        Trace(0, line.text, Origin.at_page(line.page).place, because=because)
        for line, because in zip(group, becauses, strict=True)
    )
    origin = replace(Origin.at_page(first.page, last.page), traces=traces)
    return Block(tuple(runs), look=look, origin=origin)
