"""What a release changes → the order in which readers get it, so that no page leads to a missing file."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from bulletin.publish.manifest import find_parents
from bulletin.publish.release import HOME, is_immutable

_PAGES = (".html", ".htm")
_LISTS = (".xml", ".json", ".txt", ".webmanifest")  # feeds, site map, robots.txt, entry of the search


def order_placing(added: Iterable[str], changed: Iterable[str]) -> list[list[str]]:
    """Groups of names; those of one group in any order, the groups one after the other.

    1. what is new: nobody's page leads there yet; content before pages;
    2. what changed: content, then pages, the deepest first, the home page last;
    3. lists that machines read, new or changed: they lead to all of it.
    """
    keyed = [(_rank(name, new), name) for new, names in ((True, added), (False, changed)) for name in names]
    return [[name for _, name in group] for _, group in groupby(sorted(keyed), key=lambda pair: pair[0])]


def order_removing(names: Iterable[str]) -> list[list[str]]:
    """Groups of names that are no longer wanted: what leads to others goes before them."""
    return [group[::-1] for group in reversed(order_placing([], names))]


def find_obstacles(removed: Iterable[str], placed: Iterable[str]) -> list[str]:
    """The names of `removed` that stand where a folder must be, or under what must become a file."""
    names = list(placed)
    folders, files = find_parents(names), set(names)
    return sorted(name for name in removed if name in folders or not files.isdisjoint(find_parents([name])))


def _rank(name: str, new: bool) -> tuple[int, int]:
    immutable = is_immutable(name)
    if name.endswith(_LISTS) and not immutable:
        return 4, 0
    if not name.endswith(_PAGES) or immutable:
        return (0 if new else 2), 0
    if name == HOME:
        return 3, 1
    return (1 if new else 3), -name.count("/")
