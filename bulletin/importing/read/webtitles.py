"""The blocks of a web page → the one that is the title of its article."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bulletin.importing.model import Kind
from bulletin.importing.patterns import squeeze
from bulletin.importing.read.webpage import Item
from bulletin.importing.read.webweights import ALL_LINKS, MANY_LINKS, Judged, names_title
from bulletin.importing.read.webwords import is_path

_COLUMN_LONGEST = 8  # characters of the name of a column, as links and the path to a page have it
_TITLE_BEFORE = 40  # blocks between a title and the core, at most
_ABOVE_MOST = 0.35  # of the core's sentences that may stand above the title in it
_TITLE_SHARE = 0.55  # of the title in the head, that a line has to be
_LONGEST_TITLE = 120
TITLE_SHORTEST = 4


def find_title(
    judged: Sequence[Judged], names: Sequence[str], titles: Sequence[str], first: int, last: int
) -> int | None:
    """The block that is the title: what the head says, else a heading or what is called a title, above the
    sentences of the core."""
    start = next((i for i in range(first, last + 1) if judged[i].sentence), first)
    above = sum(len(one.item.text) for one in judged[first : last + 1] if one.sentence)
    run, end = 0, start
    for end in range(start, last + 1):
        run += len(judged[end].item.text) if judged[end].sentence else 0
        if run > _ABOVE_MOST * above:
            break
    columns = _list_columns(judged)
    places = [
        i
        for i in range(max(0, start - _TITLE_BEFORE), end + 1)
        if _may_be_title(judged[i]) and squeeze(judged[i].item.text) not in columns
    ]
    # A blog has in its title a link to the page itself.
    leading = [i for i in range(max(0, start - _TITLE_BEFORE), start) if _leads_to_itself(judged[i].item)]
    for title in titles:
        found = [i for i in (*places, *leading) if _is_same(judged[i].item.text, title)]
        if found:
            return max(found, key=lambda i: _rank_title(judged[i].item, names, i <= start))
    heads = [i for i in places if i <= start and not judged[i].around and _is_head(judged[i].item, names)]
    return max(heads, key=lambda i: (_rank_title(judged[i].item, names, True), i), default=None)


def _list_columns(judged: Sequence[Judged]) -> set[str]:
    """The names of columns, as links and the path to the page have them."""
    found: set[str] = set()
    for one in judged:
        if one.around and (one.item.links >= ALL_LINKS or is_path(one.item.text)):
            found.update(squeeze(step) for step in re.split(r"[>＞»›→：:\s|-]+", one.item.text))
    return {name for name in found if len(name) <= _COLUMN_LONGEST}


def _may_be_title(one: Judged) -> bool:
    text = one.item.text.strip()
    around = one.around and (one.item.links >= MANY_LINKS or is_path(text))
    return (
        one.item.block.kind is Kind.PARAGRAPH
        and len(text) <= _LONGEST_TITLE
        and not around
        and not text.endswith("。")
    )


def _leads_to_itself(item: Item) -> bool:
    return item.links >= MANY_LINKS and item.block.look.level > 0 and len(item.text) <= _LONGEST_TITLE


def _is_same(text: str, title: str) -> bool:
    """Whether a line is what the head calls the page, or the greater part of it."""
    line, whole = squeeze(text), squeeze(title)
    if len(line) < TITLE_SHORTEST:
        return False
    return (
        line == whole
        or (line in whole and len(line) >= _TITLE_SHARE * len(whole))
        or (whole in line and len(whole) >= _TITLE_SHARE * len(line))
    )


def _rank_title(item: Item, names: Sequence[str], above: bool) -> tuple[bool, bool, float, bool]:
    look = item.block.look
    return (
        above,
        0 < look.level <= 3,
        look.size + 4 * look.bold + 4 * (look.align == "center"),
        _is_head(item, names),
    )


def _is_head(item: Item, names: Sequence[str]) -> bool:
    named = names_title(names[item.node])
    look = item.block.look
    return len(squeeze(item.text)) >= TITLE_SHORTEST and (
        look.level > 0 or named or (look.align == "center" and (look.size > 14 or look.bold))
    )
