"""Paragraphs on their way into WeasyPrint's layout → the same boxes, broken and spaced by our composer.

WeasyPrint asks `iter_line_boxes` for the lines of a paragraph when it knows everything that CSS says
of it: fonts, sizes, measure, indent. That is where the composer steps in: the text boxes of the
paragraph are replaced by one for each stretch of even spacing, with a forced break at each line's
end, so that nothing is left for WeasyPrint to break or to justify.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Any

from bulletin.addresses import find_addresses
from bulletin.pdf.advances import Shaper
from bulletin.pdf.engine import LINES, MAX_CONTENT, Hook, hook
from bulletin.pdf.grid import find_grid_step
from bulletin.pdf.pieces import Piece, cut_pieces
from bulletin.typography import (
    BUREAU,
    CELL,
    CLREQ,
    TITLE,
    Cohesion,
    Kind,
    Line,
    Run,
    Style,
    compose_paragraph,
    count_cohesion,
)

# What CSS says of a paragraph → how it is composed. `--composition: clreq` in a layout chooses
# CLREQ's narrowed marks for running text.
_JUSTIFIED = {"bureau": BUREAU, "clreq": CLREQ}
_BY_ALIGNMENT = {"center": TITLE}
_TOLERANCE = 0.03  # em between what the composer reckons and WeasyPrint sets; roundings stay below
_SLACK = 0.25  # em; a layout may measure with kerning, which the composer does without
# em; what Pango's units take off the width of a line, and a box as wide as its text needs for all of it.
_ROUNDING = 0.002
_UNBROKEN = 1e6  # em
_OBJECT = "\ufffc"
_BLOCKS = ("h1", "h2", "h3", "h4", "h5", "h6", "p", "li", "th", "td", "figcaption", "caption")
_COLLAPSING = frozenset({"normal", "nowrap", "pre-line"})
_ZERO_WIDTH_SPACE = "\u200b"


def compose_lines(shaper: Shaper, root: Any) -> AbstractContextManager[None]:
    """Let the composer break every paragraph that WeasyPrint lays out inside this block.

    `root` is the document's element: where a title may break is learnt from the document's own text.
    """
    compose = partial(_compose_line_box, shaper=shaper, cohesion=count_cohesion(_read_texts(root)))

    def iter_composed_lines(original: Hook, context: Any, box: Any, position_y: float, *args: Any) -> Any:
        _, skip_stack, containing_block, *_ = args
        if not context.excluded_shapes:
            box = compose(box, containing_block, is_start=skip_stack is None)
        return original(context, box, position_y + find_grid_step(context, box, position_y), *args)

    def measure_unbroken(original: Hook, context: Any, box: Any, *args: Any, **options: Any) -> Any:
        return original(context, box, *args, **options) + _measure_gaps(box, shaper)

    return hook({LINES: iter_composed_lines, MAX_CONTENT: measure_unbroken})


def find_disagreements(document: Any) -> list[str]:
    """Lines that WeasyPrint set wider or narrower than the composer reckoned, as messages."""
    from weasyprint.formatting_structure.boxes import LineBox

    messages = []
    for number, page in enumerate(document.pages, 1):
        for box in page._page_box.descendants():
            if not isinstance(box, LineBox):
                continue
            inside = list(box.descendants())
            texts = [leaf for leaf in inside if hasattr(leaf, "composed_width")]
            # A blank that ends a line hangs: it has no width for the composer, and no ink.
            if texts and not texts[-1].text.rstrip("\n")[-1:].isspace():
                start, end = box.children[0].position_x, texts[-1].position_x + texts[-1].margin_width()
                leaders = [leaf.margin_width() for leaf in inside if leaf.is_leader and leaf.position_x < end]
                set_width = end - start - sum(leaders)
                off = (set_width - texts[0].composed_width) / box.style["font_size"]
                if abs(off) > _TOLERANCE:
                    text = "".join(leaf.text for leaf in texts)
                    messages.append(f"page {number}: a line is {off:+.3f} em off: {text}")
    return messages


@dataclass(frozen=True)
class _Leaf:
    """A text box of a paragraph, or a leader, and a run of it: the text, or a part that breaks otherwise."""

    box: Any
    run: Run


@dataclass(frozen=True)
class _Composed:
    """The composed copy of a line box, and what it was composed for: the width in px and the text."""

    line_box: Any
    cause: tuple[float, tuple[str, ...]]


def _read_texts(root: Any) -> Iterable[str]:
    """The text of each block, once: titles stand in the contents, too."""
    blocks = (element for tag in _BLOCKS for element in root.iter(tag))
    return dict.fromkeys("".join(element.itertext()) for element in blocks)


def _compose_line_box(
    line_box: Any, containing_block: Any, shaper: Shaper, cohesion: Cohesion, *, is_start: bool
) -> Any:
    """A copy of `line_box` with composed text boxes, or itself where there is nothing to compose.

    It is laid out again and again: on the next page, at another width, with page numbers filled in;
    and its text is measured for the columns of tables. So the box itself is never changed, and its
    copy is kept until the width or the text is another.
    """
    from weasyprint.layout.percent import resolve_one_percentage

    size, width = line_box.style["font_size"], containing_block.width
    kept: _Composed | None = getattr(line_box, "composed", None)
    if not is_start:
        return kept.line_box if kept else line_box  # the rest of a paragraph keeps its breaks
    leaves = _collect_leaves(line_box.children, size) if size else []
    cause = (width, tuple(leaf.run.text for leaf in leaves))
    if kept and kept.cause == cause:
        return kept.line_box
    resolve_one_percentage(line_box, "text_indent", width)
    style = _choose_style(line_box.style)
    runs = [leaf.run for leaf in leaves]
    lines = (
        compose_paragraph(
            runs,
            width / size,
            style,
            shaper.measure_text,
            indent=line_box.text_indent / size,
            hyphenate=_find_hyphens,
            cohesion=cohesion,
        )
        if leaves
        else ()
    )
    copy = line_box
    if leaves and (style.justify or not _fits_without_gaps(runs, lines, width / size, shaper)):
        made: dict[int, list[Any]] = {}
        made_pieces = cut_pieces(runs, lines, shaper.find_faces)
        for leaf, pieces in zip(leaves, made_pieces, strict=True):
            is_leader = leaf.run.kind is Kind.LEADER
            made.setdefault(id(leaf.box), []).extend(
                [leaf.box] if is_leader else _make_boxes(leaf.box, pieces, size)
            )
        copy = line_box.copy_with_children(_replace_leaves(line_box.children, made))
        copy.style = _keep_lines(copy.style)
    line_box.composed = _Composed(copy, cause)
    return copy


def _fits_without_gaps(runs: Sequence[Run], lines: Sequence[Line], measure: float, shaper: Shaper) -> bool:
    """Whether text would be on fewer lines without its gaps.

    Gaps would push the last word of a title, or of a box as wide as its characters, to a line of its own.
    """
    forced = sum(run.text.count("\n") for run in runs)
    width = sum(run.width or run.size * sum(shaper.measure_text(run.text, run.font)) for run in runs)
    return len(lines) > 1 + forced and width <= measure + _SLACK


def _measure_gaps(box: Any, shaper: Shaper) -> float:
    """How much wider, in px, the text of a line box that is not broken is for the composer, with its gaps."""
    from weasyprint.formatting_structure.boxes import LineBox

    size = box.style["font_size"]
    leaves = _collect_leaves(box.children, size) if size and isinstance(box, LineBox) else []
    runs = [leaf.run for leaf in leaves]
    lines = compose_paragraph(runs, _UNBROKEN, CELL, shaper.measure_text)
    gaps = max((line.before + sum(line.after) for line in lines), default=0.0)
    return (max(0.0, gaps) + _ROUNDING * bool(leaves)) * float(size)


def _choose_style(style: Any) -> Style:
    alignment = style["text_align_all"]
    if alignment == "justify":
        name = "".join(getattr(token, "value", "") for token in style["__composition"] or ()).strip()
        return _JUSTIFIED.get(name, BUREAU)
    return _BY_ALIGNMENT.get(alignment, CELL)


def _collect_leaves(children: Sequence[Any], size: float) -> list[_Leaf]:
    """The text boxes of a paragraph in order, as runs; none where it holds what we cannot compose."""
    from weasyprint.formatting_structure import boxes

    leaves: list[_Leaf] = []
    begins = True  # a line: of the text, or behind a forced break

    def visit(children: Sequence[Any], inside_note: bool) -> bool:
        nonlocal begins
        for child in children:
            if not child.is_in_normal_flow() or child.is_leader:
                if child.is_leader:
                    leaves.append(_Leaf(child, Run(_OBJECT, kind=Kind.LEADER, width=1.0)))
                    begins = False
                continue
            if isinstance(child, boxes.TextBox):
                style = child.style
                if style["letter_spacing"] != "normal" or style["word_spacing"]:
                    return False
                # CSS Text 3 §4.1.2: blanks that collapse are removed where a line begins.
                collapses = begins and style["white_space"] in _COLLAPSING
                text = child.text.lstrip(" ") if collapses else child.text
                begins = text.endswith("\n") if text else begins
                leaves.append(_Leaf(child, _make_run(child, text, size, inside_note)))
            elif isinstance(child, boxes.InlineBox) and not _has_edges(child):
                if not visit(child.children, inside_note or child.element_tag == "sup"):
                    return False
            else:
                return False
        return True

    return list(_part_addresses(leaves)) if visit(children, False) else []


def _make_run(box: Any, text: str, size: float, inside_note: bool) -> Run:
    """The text of a box as a run: a note's mark stays whole."""
    stack, size = ",".join(box.style["font_family"]), box.style["font_size"] / size
    tag = box.element_tag or ""  # a page margin's text has none
    is_note = inside_note or tag.endswith("::footnote-call")
    return Run(text, stack, size, Kind.NOTE if is_note else Kind.TEXT)


def _part_addresses(leaves: Sequence[_Leaf]) -> Iterator[_Leaf]:
    """Each leaf in parts, of which the addresses part at their signs; `<wbr>` does not hide one."""
    texts = [leaf.run.text if leaf.run.kind is Kind.TEXT else _OBJECT * len(leaf.run.text) for leaf in leaves]
    whole = "".join(texts)
    seen = [at for at, char in enumerate(whole) if char != _ZERO_WIDTH_SPACE]
    found = find_addresses(whole.replace(_ZERO_WIDTH_SPACE, ""))
    # Where addresses begin and end, in turn: a place with an odd number of edges before it is inside one.
    edges = [edge for address in found for edge in (seen[address.start], seen[address.end - 1] + 1)]
    start = 0
    for leaf in leaves:
        text, offset = leaf.run.text, start
        inner = edges[bisect_right(edges, offset) : bisect_left(edges, offset + len(text))]
        for end in (*dict.fromkeys(inner), offset + len(text)):
            is_address = bisect_right(edges, start) % 2
            kind = Kind.URL if is_address else leaf.run.kind
            part = replace(leaf.run, text=text[start - offset : end - offset], kind=kind)
            yield _Leaf(leaf.box, part)
            start = end


def _has_edges(box: Any) -> bool:
    """Whether an inline box has margins, borders or padding, whose width the composer does not know."""
    return any(
        (value := box.style[f"{edge}_{side}"]) != "auto" and getattr(value, "value", value)
        for edge in ("margin", "padding")
        for side in ("left", "right")
    ) or any(box.style[f"border_{side}_width"] for side in ("left", "right"))


def _make_boxes(box: Any, pieces: Sequence[Piece], size: float) -> list[Any]:
    """Copies of a text box, one for each piece; `size` is the paragraph's in px."""
    from weasyprint.css.properties import Dimension
    from weasyprint.formatting_structure.boxes import InlineBox

    made: list[Any] = []
    # Pieces of equal spacing share a style: WeasyPrint resolves some seventy properties of each.
    styles: dict[tuple[float, float], Any] = {}
    own_size = box.style["font_size"]
    for piece in pieces:
        copy = box.copy_with_text(piece.text)
        spacing = piece.space * own_size, round((piece.last - piece.space) * own_size, 4)
        if spacing not in styles:
            styles[spacing] = style = _keep_lines(box.style)
            style["font_kerning"], style["font_variant_ligatures"] = "none", "none"  # advances.FEATURES
            style["letter_spacing"] = spacing[0] or "normal"
            style["margin_right"] = Dimension(spacing[1], "px")
        copy.style = styles[spacing]
        copy.composed_width = piece.line_width * size
        copy.is_hyphen = piece.is_hyphen
        if piece.before:
            # WeasyPrint draws a text box where it begins, margin or not: the margin needs a box around.
            copy = InlineBox(box.element_tag, _keep_lines(box.style), box.element, [copy])
            copy.style["margin_left"] = Dimension(piece.before * size, "px")
        made.append(copy)
    return made


def _keep_lines(style: Any) -> Any:
    """A copy of `style` under which WeasyPrint breaks at the forced breaks alone."""
    copy = style.copy()
    copy["white_space"] = "pre"
    return copy


def _replace_leaves(children: Sequence[Any], made: dict[int, list[Any]]) -> list[Any]:
    from weasyprint.formatting_structure.boxes import InlineBox

    replaced: list[Any] = []
    for child in children:
        if id(child) in made:
            replaced += made[id(child)]
        elif isinstance(child, InlineBox) and child.is_in_normal_flow():
            copy = child.copy_with_children(_replace_leaves(child.children, made))
            copy.style = _keep_lines(copy.style)
            replaced.append(copy)
        else:
            replaced.append(child)
    return replaced


@cache
def _make_hyphenator() -> Any:
    import pyphen

    return pyphen.Pyphen(lang="en_US")


def _find_hyphens(word: str) -> list[int]:
    return list(_make_hyphenator().positions(word))
