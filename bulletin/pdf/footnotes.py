"""Footnotes that WeasyPrint 70 forgets → the next page.

Where a line fits on a page only because the notes before it move to the next page, WeasyPrint takes
the line and never looks at the notes that it calls itself. And a page that notes alone fill, after the
end of the text, is dropped when page numbers are filled in. Both would be printed nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def keep_footnotes() -> Iterator[None]:
    """Let pages laid out inside this block hand on every note that they call and do not hold, and keep
    the pages that only notes need."""
    import weasyprint.layout
    import weasyprint.layout.page as layout

    original, original_all = layout.make_page, weasyprint.layout.make_all_pages

    def make_page(context: Any, *args: Any) -> Any:
        page, *rest = original(context, *args)
        for box in page.descendants():
            if box.footnote is not None and box.footnote in context.footnotes:
                context.footnotes.remove(box.footnote)
                context.reported_footnotes.append(box.footnote)
        return page, *rest

    def make_all_pages(context: Any, root_box: Any, html: Any, pages: Any) -> Any:
        makers = list(context.page_maker)
        made = list(original_all(context, root_box, html, pages))
        notes_alone = pages[len(made) :]
        if notes_alone and made[-1] is pages[len(made) - 1]:  # the page before them is as it was
            made += notes_alone
            context.page_maker = makers[: len(made) + 1]
        return made

    layout.make_page, weasyprint.layout.make_all_pages = make_page, make_all_pages
    try:
        yield
    finally:
        layout.make_page, weasyprint.layout.make_all_pages = original, original_all
