"""The blocks of a web page → the one that is the title of its article."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bulletin.importing.model import Kind, Run
from bulletin.importing.patterns import squeeze
from bulletin.importing.read.webpage import Item
from bulletin.importing.read.webweights import ALL_LINKS, MANY_LINKS, Judged, names_title
from bulletin.importing.read.webwords import find_former_title, is_path

_COLUMN_LONGEST = 8  # characters of the name of a column, as links and the path to a page have it
_TITLE_BEFORE = 40  # blocks between a title and the core, at most
_ABOVE_MOST = 0.35  # of the core's sentences that may stand above the title in it
_TITLE_SHARE = 0.55  # of the title in the head, that a line has to be
_LONGEST_TITLE = 120
TITLE_SHORTEST = 4
# Lines above and below one that may be of its title.
_LINES = ((1, 0), (0, 1), (2, 0), (1, 1), (0, 2))


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
    # Of 青山水库（青山市境内水库） the heading is the name, and what is in brackets a line below.
    bare = {squeeze(re.split(r"[（(]", title)[0]) for title in titles if title.rstrip().endswith(("）", ")"))}
    named = [
        i for i in places if judged[i].item.block.look.level == 1 and squeeze(judged[i].item.text) in bare
    ]
    if named:
        return named[-1]
    for title in titles:
        found = [i for i in (*places, *leading) if _is_same(judged[i].item.text, title)]
        if found:
            return max(found, key=lambda i: _rank_title(judged[i].item, names, i <= start))
    heads = [i for i in places if i <= start and not judged[i].around and _is_head(judged[i].item, names)]
    return max(heads, key=lambda i: (_rank_title(judged[i].item, names, True), i), default=None)


def complete_title(judged: Sequence[Judged], anchor: int, titles: Sequence[str]) -> tuple[list[Judged], str]:
    """The blocks, where the title has the lines beside it that the head says are of it, an office and what it
    writes; and where a site has cut it with “…”, its rest, which is given, too."""
    settled = list(judged)
    own = squeeze(judged[anchor].item.text)
    wanted = {squeeze(title): title for title in reversed(titles)}
    for above, below in _LINES:
        lines = range(anchor - above, anchor + below + 1)
        if lines.start < 0 or lines.stop > len(judged) or not all(_is_line(judged[i]) for i in lines):
            continue
        if title := wanted.get("".join(squeeze(judged[i].item.text) for i in lines)):
            for i in lines:
                runs = (Run(title),) if i == anchor else ()
                item = replace(judged[i].item, block=replace(judged[i].item.block, runs=runs))
                settled[i] = replace(judged[i], item=item, around=i != anchor)
            return settled, ""
    if judged[anchor].item.text.rstrip().endswith(("…", "...", "．．．")):
        known = [*titles, *(find_former_title(one.item.text) for one in judged)]
        known = [title for title in known if not re.search(r"…|[.．]{3}", title)]
        whole = next((title for title in known if squeeze(title).startswith(own)), "")
        if whole and len(squeeze(whole)) > len(own):
            item = judged[anchor].item
            settled[anchor] = replace(
                judged[anchor], item=replace(item, block=replace(item.block, runs=(Run(whole.strip()),)))
            )
            return settled, squeeze(whole)[len(own) :]
    return settled, ""


def _is_line(one: Judged) -> bool:
    text = one.item.text.strip()
    return (
        one.item.block.kind is Kind.PARAGRAPH and 0 < len(text) <= _LONGEST_TITLE and not text.endswith("。")
    )


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
