"""A table that goes on on another page → its head with 续表, and the groups that go on named again.

The first row of its head, of the class `continued`, says 续表: it is laid out where the table goes on and not
where it begins. A cell over several rows (`rowspan`) stands where its first row is; of those that a page
parts from it, the first has the cell once more. The rule that closes a table stands under its last row
alone, and rules have no joints where cells meet.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any

from bulletin.pdf.engine import TABLE, Hook, hook
from bulletin.pdf.properties import walk_inside

_LAP = 0.8  # px


def continue_tables() -> AbstractContextManager[None]:
    """Let tables laid out inside this block be split so."""
    return hook({TABLE: _layout_table})


def is_continuation(box: Any) -> bool:
    """Whether a box is that of a row that says that its table goes on."""
    return box.element_tag == "tr" and is_continuation_row(box.element)


def is_continuation_row(element: Any) -> bool:
    """Whether an element is such a row."""
    return element.tag == "tr" and "continued" in (element.get("class") or "").split()


def end_tables(root: Any) -> None:
    """Let each table on a page end with its rows: those that found no room at last have left theirs empty,
    and a cell over several rows may end before them."""
    from weasyprint.formatting_structure.boxes import TableBox

    for table in walk_inside(root):
        is_table = isinstance(table, TableBox) and table.element_tag == "table"  # not what is only set as one
        if is_table and table.children and table.children[-1].children:
            _close_joints(table)
            rows = table.children[-1].children
            bottom = rows[-1].position_y + rows[-1].height
            for left, row in zip(range(len(rows), 0, -1), rows, strict=True):
                for cell in row.children:
                    if cell.rowspan > left:
                        cell.height += bottom - cell.border_box_y() - cell.border_height()
            if rows[-1].element is not list(table.element.iter("tr"))[-1]:
                table.border_bottom_width = 0
                table.height = bottom - table.content_box_y()


def _close_joints(table: Any) -> None:
    """Let the rules of neighbouring cells lap: on a screen rules that only touch have a gap between them."""
    end = table.content_box_x() + table.width
    for row in (row for group in table.children for row in group.children):
        for cell in row.children:
            if cell.border_box_x() + cell.border_width() < end - _LAP:
                cell.width += _LAP


def _layout_table(
    original: Hook, context: Any, table: Any, bottom_space: float, skip_stack: Any, *args: Any
) -> Any:
    groups = list(table.children)
    if not groups:
        return original(context, table, bottom_space, skip_stack, *args)
    if groups[0].is_header and skip_stack is None:
        rows = [row for row in groups[0].children if not is_continuation(row)]
        if len(rows) < len(groups[0].children):
            groups[0] = groups[0].copy_with_children(rows)
    resumed = _find_resumed_row(skip_stack)
    if resumed:
        number, index = resumed
        groups[number] = _repeat_cells(groups[number], index)
    return original(context, table.copy_with_children(groups), bottom_space, skip_stack, *args)


def _find_resumed_row(skip_stack: Any) -> tuple[int, int] | None:
    """The group and the row, from 0, that a table goes on with; None where it begins, or in a row that is
    too high for its page."""
    if not isinstance(skip_stack, Mapping):
        return None
    ((group, rows),) = skip_stack.items()
    if not rows:
        return None
    ((row, cells),) = rows.items()
    return None if cells else (group, row)


def _repeat_cells(group: Any, index: int) -> Any:
    """A copy of a row group whose row `index` has the cells of rows before that reach it."""
    rows = list(group.children)
    repeated = []
    for before, row in enumerate(rows[:index]):
        for cell in row.children:
            if before + cell.rowspan > index:
                copy = cell.deepcopy()
                copy.rowspan = before + cell.rowspan - index
                copy.is_repeated = True
                repeated.append(copy)
    if not repeated:
        return group
    # Behind the row's own: a row that is too high for its page is taken up again by the numbers of its cells.
    rows[index] = rows[index].copy_with_children([*rows[index].children, *repeated])
    return group.copy_with_children(rows)
