"""A table → HTML: its caption with the unit of its figures, its head, its rows, and the notes below it."""

from __future__ import annotations

from bulletin.document.html_inlines import InlineRenderer
from bulletin.document.tables import fit_table
from bulletin.document.tree import Cell, Paragraph, Row, Table

_ALIGNMENTS = {"left", "center", "right"}


def render_table(output: InlineRenderer, table: Table, number: int) -> None:
    """Add `table`, the article's `number`th."""
    size, short = fit_table(table, output.context.sizes)
    # A wide table scrolls inside its own box on a phone; the box must take the keyboard's focus.
    style = f' class="{size}"' if size else ""
    output.add(f'<div class="table" tabindex="0" role="group" aria-label="表格{number}">\n<table{style}>\n')
    _render_caption(output, table)
    output.add(f"<thead{output.locate(table.head_lines)}>\n")
    for row in table.head:
        _render_row(output, row, short)
    output.add("</thead>\n")
    if table.rows:
        output.add(f"<tbody{output.locate(table.body)}>\n")
        for row in table.rows:
            _render_row(output, row, short)
        output.add("</tbody>\n")
    output.add("</table>\n")
    if output.is_on_paper:  # as wide as the table; on a screen they must not scroll away with it
        _render_notes(output, table.notes)
    output.add("</div>\n")
    if not output.is_on_paper:
        _render_notes(output, table.notes)


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


def _render_row(output: InlineRenderer, row: Row, short: int) -> None:
    output.add(f"<tr{output.locate(row.lines)}>\n")
    for cell in row.cells:
        tag = "th" if cell.is_head else "td"
        scope = ' scope="col"' if cell.is_head else ""
        output.add(f"<{tag}{scope}{_describe_cell(cell, short)}>")
        output.render_inlines(cell.children)
        output.add(f"</{tag}>\n")
    output.add("</tr>\n")


def _describe_cell(cell: Cell, short: int) -> str:
    """The columns and rows that a cell takes, and its classes: its alignment, `short` where a column must not
    squeeze it, `spanner` over several columns of a head, `group` beside several rows."""
    spans = f' colspan="{cell.colspan}"' if cell.colspan > 1 else ""
    spans += f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else ""
    names = [cell.align] if cell.align in _ALIGNMENTS else []
    if cell.typed <= short:
        names.append("short")
    if cell.is_head and cell.colspan > 1:
        names.append("spanner")
    elif not cell.is_head and cell.rowspan > 1:
        names.append("group")
    return spans + (f' class="{" ".join(names)}"' if names else "")


def _render_notes(output: InlineRenderer, notes: tuple[Paragraph, ...]) -> None:
    for note in notes:
        output.add(f'<p class="table-note"{output.locate(note.lines)}>')
        output.render_inlines(note.children)
        output.add("</p>\n")
