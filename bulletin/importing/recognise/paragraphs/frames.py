"""Lines with their places on pages → for each the column that it stands in: its edges, pitch and size."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from bulletin.hanzi import is_han
from bulletin.importing.model import Float, Kind, PageLine
from bulletin.importing.recognise.tuning import TUNING

_Key = tuple[int, tuple[float, float] | None]  # a page and the edges of a column on it


@dataclass(frozen=True, slots=True)
class Frame:
    """A column that text stands in: its edges and its line pitch in pt, its size of type."""

    left: float
    right: float
    pitch: float
    size: float


def find_frames(lines: Sequence[PageLine], floats: Sequence[Float] = ()) -> list[Frame]:
    """The frame of each line: of the whole text, of its page where that has other margins, of its column.

    Where the text is too short to tell it, the tables among `floats` and the margins of the page do.
    """
    size, pitch = _find_size(lines), 0.0
    pitches = [
        one.y - other.y
        for one, other in pairwise(lines)
        if one.page == other.page
        and one.column == other.column
        and 0 < one.y - other.y < TUNING.page_most_pitch * size
    ]
    pitch = float(median(pitches)) if pitches else size * TUNING.page_pitch
    groups: dict[_Key, list[PageLine]] = {}
    for line in lines:
        groups.setdefault((line.page, line.column), []).append(line)
    columns = {key: own for key, own in groups.items() if key[1]}
    whole = _find_frame([line for line in lines if not line.column] or lines, size, pitch)
    whole = whole if columns else _reach_wrapped(whole, lines)
    few = sum(_is_body(line, size) for line in lines) < TUNING.page_frame_lines
    if not columns and (few or not _tells_edge(lines, whole)):
        whole = _widen_frame(whole, lines, floats)
    frames = {key: _find_column(key[1], own, columns, size, pitch) for key, own in columns.items()}
    pages = {key[0]: own for key, own in groups.items() if not key[1]}
    if frames:
        # What stands across columns, maybe in another size, is as wide as they are together.
        sheets: dict[int, list[Frame]] = {}
        for key, frame in frames.items():
            sheets.setdefault(key[0], []).append(frame)
        unions = {
            page: replace(own[0], left=min(f.left for f in own), right=max(f.right for f in own))
            for page, own in sheets.items()
        }
        widest = max(unions.values(), key=lambda frame: frame.right - frame.left)
        few = sum(_is_body(line, size) for line in lines if not line.column) < TUNING.page_frame_lines
        if few or whole.right - whole.left < TUNING.page_across * (widest.right - widest.left):
            whole = replace(whole, left=widest.left, right=widest.right)
    kept = list(frames.values())
    frames |= {(page, None): frame for page, frame in _fit_pages(pages, whole).items()}
    for page, own in pages.items():
        # The last page of columns has maybe one of them only, and no gutter.
        only = None if any(key[0] == page for key in columns) else _find_only(own, kept)
        frames |= {(page, None): only} if only else {}
    return [frames[line.page, line.column] for line in lines]


def _find_only(own: Sequence[PageLine], columns: Sequence[Frame]) -> Frame | None:
    """The column of other pages that all lines of a page stand in."""
    for frame in columns:
        out, over = TUNING.page_indent_least * frame.size, TUNING.page_hanging * frame.size
        if all(line.left > frame.left - out and line.right < frame.right + over for line in own):
            return frame
    return None


def _find_size(lines: Sequence[PageLine]) -> float:
    weights: Counter[float] = Counter()
    for line in lines:
        weights[line.size] += len(line.text)
    return weights.most_common(1)[0][0] or TUNING.page_size


def _is_body(line: PageLine, size: float) -> bool:
    """Whether a line is one of the text, by its size and its length."""
    near = abs(line.size - size) <= TUNING.page_body_size * size
    return near and len(line.text) > TUNING.page_body_least


def _find_frame(lines: Sequence[PageLine], size: float, pitch: float) -> Frame:
    body = [line for line in lines if _is_body(line, size)] or list(lines)
    full = sorted(line.right for line in body)
    edges = Counter(round(line.left) for line in body).most_common(TUNING.page_edges)
    left = min((x for x, _ in edges), default=0.0)
    right = full[int(len(full) * TUNING.page_edge)]
    return Frame(float(left), _find_far_edge(body, right, size), pitch, size)


def _find_far_edge(body: Sequence[PageLine], right: float, size: float) -> float:
    """The right edge where few lines reach it, among code and short items: several that end within a sentence
    reach beyond `right`, where most lines end."""
    far = [
        line
        for line in body
        if line.right > right + TUNING.page_hanging * size
        and line.pieces == 1
        and is_han(line.text[-1:] or " ")
        and 2 * sum(map(is_han, line.text)) > len(line.text)
    ]
    return max(line.right for line in far) if len(far) >= TUNING.page_told_lines else right


def _reach_wrapped(frame: Frame, lines: Sequence[PageLine]) -> Frame:
    """The frame of a text of short items as wide as its few paragraphs are, whose lines show where they
    break: two or more end at one place, the farthest, and one of them goes on at the left of the next."""
    body = [line for line in lines if _is_body(line, frame.size)]
    beyond = sum(line.right > frame.right + TUNING.page_hanging * frame.size for line in body)
    if not body or beyond < TUNING.page_beyond * len(body):
        return frame
    right = max(line.right for line in body)
    near = TUNING.page_same_indent * frame.size
    ends = sum(right - line.right < near for line in body)
    wraps = any(
        right - one.right < near
        and one.text[-1:].isalnum()
        and one.size == other.size
        and one.page == other.page
        and abs(other.left - frame.left) < near
        and 0 < one.y - other.y < TUNING.page_gap * frame.pitch
        for one, other in pairwise(body)
    )
    return replace(frame, right=right) if wraps and ends > 1 else frame


def _tells_edge(lines: Sequence[PageLine], frame: Frame) -> bool:
    """Whether lines end at the right edge of a frame within a sentence, as those of paragraphs do and the
    lines of a poem or an agenda do not."""
    full = [line for line in lines if abs(frame.right - line.right) < TUNING.page_hanging * frame.size]
    open_ = sum(line.text[-1:].isalnum() for line in full)
    return open_ >= TUNING.page_told_lines


def _widen_frame(frame: Frame, lines: Sequence[PageLine], floats: Sequence[Float]) -> Frame:
    """The frame of a few lines as wide as the tables beside them; as the page less the same margin on both
    sides, where it has none."""
    tables = [item for item in floats if item.block.kind is Kind.TABLE]
    left = min([frame.left, *(line.left for line in lines), *(table.left for table in tables)])
    right = max([frame.right, *(table.right for table in tables)])
    sheet = max(line.sheet for line in lines)
    margin = min(left, TUNING.page_widest_margin * sheet)
    return replace(frame, left=left, right=right if tables else max(right, sheet - margin))


def _find_column(
    edges: tuple[float, float] | None,
    own: Sequence[PageLine],
    columns: dict[_Key, list[PageLine]],
    size: float,
    pitch: float,
) -> Frame:
    """The frame of a column of a page; of a short one, that of a column at the same place."""
    frame = _find_frame(own, size, pitch)
    if sum(_is_body(line, size) for line in own) >= TUNING.page_frame_lines:
        return frame
    left, right = min(line.left for line in own), max(line.right for line in own)
    near = TUNING.page_indent_most * size
    for lines in columns.values():
        other = _find_frame(lines, size, pitch)
        many = sum(_is_body(line, size) for line in lines) >= TUNING.page_frame_lines
        if many and abs(other.left - left) < near and right < other.right + near:
            return other
    return replace(frame, left=edges[0], right=edges[1]) if edges else frame


def _fit_pages(pages: dict[int, list[PageLine]], whole: Frame) -> dict[int, Frame]:
    """The frames of pages of one column: their own where these have other margins, as facing pages do, or lie
    on their side; else that of the whole text."""
    sure = {page: frame for page, own in pages.items() if (frame := _fit_page(own, whole))}
    if not sure:
        return dict.fromkeys(pages, whole)
    width = median(frame.right - frame.left for frame in sure.values())
    alike = {
        page: frame
        for page, frame in sure.items()
        if abs(frame.right - frame.left - width) <= TUNING.page_same_width * whole.size
    }
    moved = TUNING.page_moved * whole.size
    if all(
        abs(frame.left - whole.left) + abs(frame.right - whole.right) <= moved for frame in alike.values()
    ):
        alike = dict.fromkeys(pages, whole)
    wide = TUNING.page_wider * whole.size
    frames: dict[int, Frame] = {}
    for page in pages:
        facing = [other for other in alike if (other - page) % 2 == 0]
        near = min(facing, key=lambda other: abs(other - page), default=0)
        frames[page] = alike.get(page) or (alike[near] if near else whole)
        if page in sure and sure[page].right - frames[page].right > wide:
            frames[page] = sure[page]
    return frames


def _fit_page(own: Sequence[PageLine], whole: Frame) -> Frame | None:
    """The frame that a page has by its own lines, where it has enough."""
    body = [line for line in own if _is_body(line, whole.size)]
    if len(body) < TUNING.page_frame_lines:
        return None
    frame = _find_frame(own, whole.size, whole.pitch)
    narrow = frame.right - frame.left < TUNING.page_across * (whole.right - whole.left)
    if narrow or not _tells_edge(body, frame):
        return None
    full = sum(line.right > frame.right - whole.size for line in body)
    return frame if full >= TUNING.page_full_share * len(body) else None
