"""Footnotes that WeasyPrint 70 forgets → the next page.

Where a line fits on a page only because the notes before it move to the next page, WeasyPrint takes
the line and never looks at the notes that it calls itself: they would be printed nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def keep_footnotes() -> Iterator[None]:
    """Let pages laid out inside this block hand on every note that they call and do not hold."""
    import weasyprint.layout.page as layout

    original = layout.make_page

    def make_page(context: Any, *args: Any) -> Any:
        page, *rest = original(context, *args)
        for box in page.descendants():
            if box.footnote is not None and box.footnote in context.footnotes:
                context.footnotes.remove(box.footnote)
                context.reported_footnotes.append(box.footnote)
        return page, *rest

    layout.make_page = make_page
    try:
        yield
    finally:
        layout.make_page = original
