"""Footnotes that WeasyPrint 70 forgets → the next page.

Where a line fits on a page only because the notes before it move to the next page, WeasyPrint takes
the line and never looks at the notes that it calls itself. A page that notes alone fill, after the end of
the text, is dropped when page numbers are filled in. And where a page is made again because its text says
a page number, the notes that the page before hands on are not there. All would be printed nowhere; a note
of a head that is repeated on such a page, twice. Nor is the rest of a paragraph composed again for such a
page: it keeps the lines that it got where it begins.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

from bulletin.pdf.engine import MAKE_ALL_PAGES, MAKE_PAGE, REMAKE_PAGE, Hook, hook
from bulletin.pdf.references import renew_page_numbers


def keep_footnotes() -> AbstractContextManager[None]:
    """Let pages laid out inside this block hand on every note that they call and do not hold, and keep
    the pages that only notes need."""
    return hook({MAKE_PAGE: _make_page, REMAKE_PAGE: _remake_page, MAKE_ALL_PAGES: _make_all_pages})


def _make_page(original: Hook, context: Any, *args: Any) -> Any:
    page, *rest = original(context, *args)
    called = [box.footnote for box in page.descendants() if box.footnote is not None]
    for note in called:
        if note in context.footnotes:
            context.footnotes.remove(note)
            context.reported_footnotes.append(note)
    # A table that did not fit may leave a note here that is called on the next page.
    page.notes = {note.element for note in (*called, *page.children[1].children)}
    page.hands_on_notes = bool(context.reported_footnotes)
    return page, *rest


def _remake_page(original: Hook, index: int, context: Any, *args: Any) -> Any:
    placed = {element for page in context.made_pages for element in page.notes}
    context.footnotes = [note for note in context.footnotes if note.element not in placed]
    made = original(index, context, *args)
    if context.reported_footnotes:  # the next page may hold others
        context.page_maker[index + 1][-1]["content_changed"] = True
    return made


def _make_all_pages(original: Hook, context: Any, root_box: Any, html: Any, pages: Any) -> Any:
    for index in range(len(pages) - 1, 0, -1):
        states = [maker[-1] for maker in context.page_maker[index - 1 : index + 1]]
        if not states[1]["content_changed"] and not states[1]["pages_wanted"]:
            continue
        if pages[index - 1].hands_on_notes or _resumes_line(root_box, context.page_maker[index][0]):
            states[0]["content_changed"] = True
    makers = list(context.page_maker)
    made = context.made_pages = []
    for page in original(context, root_box, html, pages):  # which looks at those made so far
        made.append(page)
    notes_alone = pages[len(made) :]
    if notes_alone and made[-1] is pages[len(made) - 1]:  # the page before them is as it was
        made += notes_alone
        context.page_maker = makers[: len(made) + 1]
    renew_page_numbers(context)
    return made


def _resumes_line(box: Any, resume_at: Any) -> bool:
    """Whether what begins with the child of `box` at `resume_at` goes on with a paragraph."""
    from weasyprint.formatting_structure.boxes import LineBox

    if not resume_at:
        return False
    if isinstance(box, LineBox):
        return True
    children = getattr(box, "children", ())
    return any(_resumes_line(children[at], inner) for at, inner in resume_at.items() if at < len(children))
