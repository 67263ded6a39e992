"""A table → HTML: its caption with the unit of its figures, its head, its rows, and the notes below it."""

from __future__ import annotations

from collections.abc import Sequence

from bulletin.captions import compile_caption
from bulletin.document.html_inlines import InlineRenderer
from bulletin.document.tables import (
    TablePlan,
    TableSize,
    is_sentence,
    is_short,
    is_total,
    merge_rows,
    plan_table,
)
from bulletin.document.tree import Caption, Cell, Paragraph, Row, Table
from bulletin.document.walk import walk_texts

_SCREEN = (TableSize("screen", 46.0, 0.8),)  # wider than a column of text: the rest is scrolled to
_ALIGNMENTS = {"left", "center", "right"}
_CAPTION = compile_caption("表")


def render_table(output: InlineRenderer, table: Table, number: int) -> None:
    """Add `table`, the article's `number`th."""
    if output.is_on_paper:
        _render_on_paper(output, table)
        return
    # A wide table scrolls inside its own box on a phone; the box must take the keyboard's focus.
    output.add(f'<div class="table" tabindex="0" role="group" aria-label="表格{number}">\n<table>\n')
    _render_caption(output, table)
    _render_rows(output, table, plan_table(table, _SCREEN))
    output.add("</table>\n</div>\n")
    _render_notes(output, table.notes)  # not in the box: they must not scroll away


def _render_on_paper(output: InlineRenderer, table: Table) -> None:
    """Add a table as it was planned; unit and notes keep its edges. Where it goes on, its head says so."""
    plan = plan_table(table, output.context.sizes)
    name = "table whole" if plan.is_whole else "table"
    output.add('<div class="turn">\n' if plan.is_turned else "")
    output.add(f'<div class="{name}"{output.locate(table.lines)}>\n')
    output.add(f'<div class="fit" style="width: {plan.share:.2%}">\n')
    looks = " ".join(filter(None, [plan.size, "wordy" if plan.is_wordy else ""]))
    output.add(f'<table class="{looks}">\n' if looks else "<table>\n")
    _render_caption(output, table)
    columns = "".join(f'<col style="width: {share:.2%}">' for share in plan.columns)
    output.add(f"<colgroup>{columns}</colgroup>\n")
    _render_rows(output, table, plan)
    output.add("</table>\n")
    _render_notes(output, table.notes)
    output.add("</div>\n</div>\n", "</div>\n" if plan.is_turned else "")


def _render_caption(output: InlineRenderer, table: Table) -> None:
    lines = [caption.lines for caption in (table.caption, table.unit) if caption]
    if not lines:
        return
    output.add(f"<caption{output.locate(range(lines[0].start, lines[-1].stop))}>")
    if table.caption:
        output.render_inlines(table.caption.children)
    if table.unit:
        output.add('<span class="unit">')
        output.render_inlines(table.unit.children)
        output.add("</span>")
    output.add("</caption>\n")


def _render_rows(output: InlineRenderer, table: Table, plan: TablePlan) -> None:
    repeats, once = plan.repeats or not output.is_on_paper, ' class="once"'
    heads = len(table.head)
    if heads:
        output.add(f"<thead{'' if repeats else once}{output.locate(table.head_lines)}>\n")
        if output.is_on_paper and repeats:
            said = name_continuation(table.caption)
            output.add(f'<tr class="continued"><th colspan="{table.columns}">{said}</th></tr>\n')
        _render_group(output, table.head, plan, range(heads))
        output.add("</thead>\n")
    if table.rows:
        output.add(f"<tbody{output.locate(table.body)}>\n")
        _render_group(output, table.rows, plan, range(heads, heads + len(table.rows)))
        output.add("</tbody>\n")


def _render_group(
    output: InlineRenderer, rows: Sequence[Row], plan: TablePlan, numbers: Sequence[int]
) -> None:
    for row, number in zip(merge_rows(rows), numbers, strict=True):
        if row.cells:
            _render_row(output, row, plan, number)


def name_continuation(caption: Caption | None) -> str:
    """What the head of a table says where it goes on: 续表2 of 表2, 续附表1 of 附表1, 续表 of one without a
    number."""
    text = "".join(text.content for text in walk_texts(caption.children)) if caption else ""
    match = _CAPTION.match(text.lstrip())
    return f"续{match['kind']}{match['number']}" if match else "续表"


def _render_row(output: InlineRenderer, row: Row, plan: TablePlan, number: int) -> None:
    names = ["total"] if is_total(row) else []
    if output.is_on_paper:
        names += ["parting"] if plan.parting[number] else []
        names += ["kept"] if plan.kept[number] else []
    said = f' class="{" ".join(names)}"' if names else ""
    output.add(f"<tr{said}{output.locate(row.lines)}>\n")
    for cell in row.cells:
        tag = "th" if cell.is_head else "td"
        scope = ' scope="col"' if cell.is_head else ""
        is_figure = _is_figure(cell, plan)
        white = plan.white[cell.column] if is_figure and output.is_on_paper else None
        output.add(f"<{tag}{scope}{_describe_cell(cell, plan, is_figure, white)}>")
        # A screen shares its width otherwise: there the block has a width, not white beside it.
        is_block = is_figure and white is None
        output.add(f'<span style="width: {plan.figures[cell.column]:.2f}em">' if is_block else "")
        output.render_inlines(cell.children)
        output.add("</span>" if is_block else "", f"</{tag}>\n")
    output.add("</tr>\n")


def _is_figure(cell: Cell, plan: TablePlan) -> bool:
    """Whether a cell is in a column of figures: they stand one under the other, their block in the middle."""
    return not cell.is_head and _is_over_figures(cell, plan)


def _is_over_figures(cell: Cell, plan: TablePlan) -> bool:
    return cell.colspan == 1 and cell.align in {"", "right"} and plan.figures[cell.column] > 0


def _describe_cell(cell: Cell, plan: TablePlan, is_figure: bool, white: float | None) -> str:
    """The columns and rows that a cell takes, the `white` at its right, and its classes: its alignment,
    `short` where it stays on one line, `spanner` over several columns of a head, `group` beside several rows.
    """
    said = f' colspan="{cell.colspan}"' if cell.colspan > 1 else ""
    said += f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else ""
    said += f' style="padding-right: {white:.2f}em"' if white is not None else ""
    is_left = not cell.is_head and (is_sentence(cell) if cell.colspan > 1 else plan.left[cell.column])
    names = [cell.align] if cell.align in _ALIGNMENTS else []
    if _is_over_figures(cell, plan):
        names = ["figure"] if is_figure else []  # what is above them is in the middle, as their block
    elif is_left and cell.align != "right":
        names = ["left"]  # lines of several words, centred, have no edge for the eye
    if is_figure or (is_short(cell) and plan.size == _SCREEN[0].name and not is_left):
        names.append("short")
    if cell.is_head and cell.colspan > 1:
        names.append("spanner")
    elif not cell.is_head and cell.rowspan > 1:
        names.append("group")
    return said + (f' class="{" ".join(names)}"' if names else "")


def _render_notes(output: InlineRenderer, notes: tuple[Paragraph, ...]) -> None:
    for note in notes:
        output.add(f'<p class="table-note"{output.locate(note.lines)}>')
        output.render_inlines(note.children)
        output.add("</p>\n")
