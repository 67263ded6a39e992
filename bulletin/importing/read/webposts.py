"""The judged blocks of a page with several articles or posts → the same with all but one of them around it.

One manuscript is one article: of a thread the first post, of the front of a blog the longest article.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bulletin.importing.read.webweights import Judged, is_inside, leads_on, names_title, reject
from bulletin.importing.read.webwords import find_post_mark

_LEAST_ARTICLES = 2
_LEAST_INK = 40  # characters of sentences that make an article of what stands under a heading


@dataclass(frozen=True, slots=True)
class Chosen:
    """The blocks, the title of the article that was chosen, and for an editor what was not: "" for none."""

    judged: Sequence[Judged]
    title: str = ""
    message: str = ""


def choose_post(judged: Sequence[Judged], parents: Sequence[int], names: Sequence[str]) -> Chosen:
    """Choose the article of a page with several; `parents` and `names` are of its elements."""
    return _choose_first_post(judged, parents) or _choose_longest(judged, names) or Chosen(judged)


def _choose_first_post(judged: Sequence[Judged], parents: Sequence[int]) -> Chosen | None:
    marks: dict[str, list[int]] = defaultdict(list)
    for i, one in enumerate(judged):
        if mark := _find_mark(one):
            marks[mark].append(i)
    for found in marks.values():
        if len(found) < _LEAST_ARTICLES:
            continue
        nodes = [_list_above(judged[i].item.node, parents) for i in found]
        around = next(node for node in nodes[0] if node in set(nodes[1]))
        starts = [_find_start(judged, parents, i, around) for i in found[:2]]
        end = max(i for i, one in enumerate(judged) if is_inside(one.item.node, around, parents))
        if _count_ink(judged[: starts[0]]) > _count_ink(judged[starts[0] : starts[1]]):
            # They are what readers say of an article.
            return Chosen(
                [*judged[: starts[0]], *map(reject, judged[starts[0] : end + 1]), *judged[end + 1 :]]
            )
        if _count_ink(judged[starts[0] : starts[1]]):
            first = [reject(one) if _find_mark(one) else one for one in judged[: starts[1]]]
            kept = [*first, *map(reject, judged[starts[1] : end + 1]), *judged[end + 1 :]]
            message = f"网页是个帖子，只收了第一楼，后面{len(found) - 1}楼没有收；要收，自己从网页上复制"
            return Chosen(kept, "", message)
    return None


def _find_mark(one: Judged) -> str:
    return find_post_mark(" ".join(one.item.text.split()))


def _find_start(judged: Sequence[Judged], parents: Sequence[int], mark: int, around: int) -> int:
    """Where the post begins that a mark is of: at the first block of the element that is its own."""
    own = [node for node in _list_above(judged[mark].item.node, parents) if node > around]
    if not own:
        return mark
    start = mark
    while start > 0 and is_inside(judged[start - 1].item.node, own[-1], parents):
        start -= 1
    return start


def _choose_longest(judged: Sequence[Judged], names: Sequence[str]) -> Chosen | None:
    heads: dict[str, list[int]] = defaultdict(list)
    for i, one in enumerate(judged):
        look = one.item.block.look
        if leads_on(one.item) and (look.level or names_title(names[one.item.node])):
            heads[names[one.item.node]].append(i)
    most = max(heads.values(), key=len, default=[])
    if not most:
        return None
    parts = [range(i, j) for i, j in zip(most, [*most[1:], len(judged)], strict=True)]
    inks = [_count_ink(judged[part.start : part.stop]) for part in parts]
    told = [part for part, ink in zip(parts, inks, strict=True) if ink >= _LEAST_INK]
    if len(told) < _LEAST_ARTICLES or _count_ink(judged[: most[0]]) >= max(inks):
        return None
    best = parts[inks.index(max(inks))]
    head = judged[best.start]
    title = " ".join(head.item.text.split())
    own = [
        replace(head, around=False, item=replace(head.item, links=0.0)),
        *judged[best.start + 1 : best.stop],
    ]
    kept = [*map(reject, judged[: best.start]), *own, *map(reject, judged[best.stop :])]
    message = f"网页上有{len(told)}篇文章，只收了最长的一篇“{title}”；别的打开各篇，另存后分别导入"
    return Chosen(kept, title, message)


def _list_above(node: int, parents: Sequence[int]) -> list[int]:
    """An element and all around it, the innermost first."""
    above = [node]
    while node:
        node = parents[node]
        above.append(node)
    return above


def _count_ink(judged: Sequence[Judged]) -> int:
    return sum(len(one.item.text) for one in judged if one.sentence and one.weight > 0)
