"""Pages as they came out → the page numbers on them that say otherwise, to be made again.

WeasyPrint knows that a page number was printed for a target, not for which: the target's name, an attribute,
is not looked up. So nothing is printed anew where the target moves once its first number is known, as it does
where that number, or a note, takes another line.
"""

from __future__ import annotations

from typing import Any


def renew_page_numbers(context: Any) -> None:
    """Where targets stand on other pages than when this was called last, fill their numbers in anew, and have
    the pages that say them made again."""
    collector, pages = context.target_collector, context.page_maker
    now = {name: item.page_maker_index for name, item in collector.target_lookup_items.items()}
    if now == getattr(context, "target_pages", {}):
        return
    context.target_pages = now
    for (_, token), item in collector.counter_lookup_items.items():
        index = item.page_maker_index
        if token == "content" and item.missing_target_counters and index is not None and index < len(pages):
            item.parse_again(item.cached_page_counter_values)
            pages[index][-1]["content_changed"] = True
