"""The blocks of a web page and its titles → those of its article, in order, and what a site puts around it.

An article is a run of blocks in reading order: sentences speak for it, links, menus and what a site writes
under every page against it, and the run with the greatest sum is its core (so it does not matter of what
elements a page is built, tables of old or sections of now). From there it reaches up to its title and down to
the last of what stands in the same element: a signature, a list of attachments, a table.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bulletin.importing.model import Block, Kind, Leftover, Look, Reason, Run
from bulletin.importing.patterns import ATTACHMENTS, is_credit, squeeze
from bulletin.importing.read.webpage import Item
from bulletin.importing.read.webwords import (
    ends_page,
    is_card,
    is_control,
    is_foot,
    is_neighbour,
    is_path,
    is_publication,
    is_related,
    split_publication,
)

# Parts of the names that sites give to what stands around an article, in English and in pinyin.
_ASIDE = re.compile(
    r"(?:^|[\s_-])(?:nav\w*|navi|menu\w*|daohang|dh|foot\w*|copyright|banquan|bottom|crumbs?|breadcrumbs?|position|location|"
    r"weizhi|dqwz|curr?pos\w*|share\w*|bdshare\w*|jiathis\w*|fenxiang|print\w*|tools?|toolbar|func|related?\w*|xgxw|xgwz|xgyd|"
    r"recommend\w*|tuijian|hot\w*|rank\w*|comments?\w*|pinglun|reply|post_comment\w*|side\w*|aside|login\w*|search\w*|sousuo|"
    r"qr\w*|ewm|pager|pagination|prev\w*|next\w*|ads?|advert\w*|guanggao|yqlj|friend\w*|links|header|topbar|tabs?|"
    r"statement|tags?|keywords?|app\w*down\w*|profile_\w+|toast|dialog|modal|popup|feedback|jiucuo)(?:$|[\s_-])",
    re.IGNORECASE,
)
_TITLE = re.compile(r"(?:^|[\s_-])(?:\w*title|\w*tit|bt|biaoti|headline|\w*bt)(?:$|[\s_-])", re.IGNORECASE)
_SENTENCE = re.compile(r"[。；！？]|，.*，|：$")
_SITE = re.compile(r"(?:网|网站|首页|门户|频道|平台|客户端|公众号|新闻中心)$")
# What blocks weigh: a sentence its characters, the others these.
_SHORT = -3.0
_LINKS = -20.0  # and their characters: half of a block
_ASIDE_WEIGHT = -40.0
_FURNITURE = -30.0
_TITLE_WEIGHT = 60.0
_PICTURE = 5.0
_SENTENCE_MOST = 400.0
_MANY_LINKS = 0.5
_ALL_LINKS = 0.8
_LINK_LONGEST = 60
_OWN_SHARE = 0.4  # of the sentences of a page: what holds more of them is not around the article
_BOX_SHARE = 0.75  # of the text of the core, that shows which element holds the article
_COLUMN_LONGEST = 8  # characters of the name of a column, as links and the path to a page have it
_TITLE_BEFORE = 40  # blocks between a title and the core, at most
_ABOVE_MOST = 0.35  # of the core's sentences that may stand above the title in it
_TITLE_SHORTEST = 4
_TITLE_SHARE = 0.55  # of the title in the head, that a line has to be
_PLAIN_LINKS = 0.08  # of a page's characters: with fewer, and no furniture, all of it is the text
_HEAD_LINES = 12
_END_LINES = 6
_ROW = 120  # characters of menus that are reported as one


@dataclass
class Article:
    """The blocks of the article, what stood around it, and words that were put to it."""

    items: list[Item]
    left: list[Leftover] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    pictures: int = 0


@dataclass(frozen=True, slots=True)
class _Judged:
    """A block with what it weighs; `around` says that it is no part of an article, `stops` that nothing
    below it is, `neighbour` that it leads to the article before or after; one that is `spoken` is a sentence,
    which is around an article only below its last."""

    item: Item
    weight: float
    sentence: bool
    around: bool
    stops: bool
    neighbour: bool = False
    spoken: bool = False


def find_article(
    items: Sequence[Item],
    parents: Sequence[int],
    names: Sequence[str],
    titles: Sequence[str],
    source: str = "",
) -> Article:
    """Find the article of a page among its `items`. `parents` and `names` are of its elements; `titles` what
    its head calls it, the surest first; `source` where its head says that it comes from."""
    judged = _judge_items(items, parents, names)
    if _is_plain(judged):
        return drop_links(items)
    wanted = [title for title in titles if len(squeeze(title)) >= _TITLE_SHORTEST]
    first, last = _find_core(judged)
    last = _cut_tail(judged, parents, names, first, last)
    if first > last:
        return _take(judged, 0, len(judged) - 1, None)
    anchor = _find_title(judged, names, wanted, first, last)
    first, last = _reach(judged, parents, first, last, anchor)
    article = _take(judged, first, last, anchor)
    if anchor is None:
        _add_title(article, titles)
    return article


def _judge_items(items: Sequence[Item], parents: Sequence[int], names: Sequence[str]) -> list[_Judged]:
    sentences = [_is_sentence(item) for item in items]
    held = [0] * len(parents)
    for item, sentence in zip(items, sentences, strict=True):
        held[item.node] += len(item.text) if sentence else 0
    total = sum(held)
    for node in range(len(parents) - 1, 0, -1):
        held[parents[node]] += held[node]
    aside = [False] * len(parents)
    for node in range(1, len(parents)):
        own = bool(_ASIDE.search(names[node].partition(" ")[2])) and held[node] <= _OWN_SHARE * total
        aside[node] = (
            aside[parents[node]]
            or own
            or (names[node].startswith("footer") and held[node] <= _OWN_SHARE * total)
        )
    return [_judge(item, sentence, aside[item.node]) for item, sentence in zip(items, sentences, strict=True)]


def _is_sentence(item: Item) -> bool:
    return item.links < _MANY_LINKS and bool(_SENTENCE.search(item.text)) and not item.block.cells


def _judge(item: Item, sentence: bool, aside: bool) -> _Judged:
    text = " ".join(item.text.split())
    if item.block.kind is Kind.IMAGE:
        return _Judged(item, _ASIDE_WEIGHT if aside else _PICTURE, False, aside, False)
    path, control, card = is_path(text), is_control(text), is_card(text)
    neighbour, related = is_neighbour(text), is_related(text)
    foot = is_foot(text, sentence)
    furniture = path or control or card or neighbour or related or foot
    links = item.links >= _MANY_LINKS
    listed = (
        item.links >= _ALL_LINKS
        and len(text) <= _LINK_LONGEST
        and not item.files
        and not item.block.number[:1].isdigit()
    )
    if furniture:
        weight = _FURNITURE
    elif links and not item.files:
        weight = _LINKS - len(text)
    elif aside:
        weight = _ASIDE_WEIGHT - (0.3 * len(text) if sentence else 0)
    elif sentence or (item.block.cells and not links):
        weight = min(float(len(text)), _SENTENCE_MOST)
    else:
        weight = _SHORT
    menu = bool(item.block.cells) and links
    around = furniture or listed or menu or (aside and not (ATTACHMENTS.match(text) or item.files))
    stops = neighbour or related or ends_page(text, sentence)
    return _Judged(item, weight, sentence, around, stops, neighbour, spoken=foot and sentence and not aside)


def drop_links(items: Sequence[Item]) -> Article:
    """The blocks of a page that is a text, less those that only lead elsewhere in it or away."""
    article = Article([])
    for item in items:
        text = item.text.strip()
        leads = (
            item.links >= _ALL_LINKS
            and len(text) < _LINK_LONGEST
            and not item.block.number
            and not item.files
        )
        if leads and not re.search(r"[0-9]$|https?:|www\.", text):
            article.left.append(Leftover(" ".join(text.split()), Reason.LINK))
        else:
            article.items.append(item)
    return article


def _is_plain(judged: Sequence[_Judged]) -> bool:
    """Whether a page is a text and nothing else, as a word processor or a hand makes one."""
    ink = sum(len(one.item.text) for one in judged)
    links = sum(len(one.item.text) * one.item.links for one in judged)
    published = any(is_publication(one.item.text) for one in judged[:_HEAD_LINES])
    return links <= _PLAIN_LINKS * ink and not published and not any(one.around for one in judged)


def _find_core(judged: Sequence[_Judged]) -> tuple[int, int]:
    """The run of blocks with the greatest sum; (0, -1) where there is none."""
    best, first, last, start, total = 0.0, 0, -1, 0, 0.0
    for i, one in enumerate(judged):
        if total <= 0:
            total, start = 0.0, i
        total += one.weight
        if total > best:
            best, first, last = total, start, i
    return first, last


def _cut_tail(
    judged: Sequence[_Judged], parents: Sequence[int], names: Sequence[str], first: int, last: int
) -> int:
    """The last block of the core, less what stands below a list of other pages, or in an element of another
    name than the one that holds nearly all of the text: what readers say, an abstract of other articles."""
    told = [i for i in range(first, last + 1) if judged[i].sentence and judged[i].weight > 0]
    ink = {i: len(judged[i].item.text) for i in told}
    for stop in (i for i in range(first, last + 1) if judged[i].stops):
        if sum(ink[i] for i in told if i < stop) > sum(ink[i] for i in told if i > stop):
            last = stop - 1
            break
    told = [i for i in told if i <= last]
    held: dict[int, int] = {}
    for i in told:
        node = judged[i].item.node
        while True:
            held[node] = held.get(node, 0) + ink[i]
            if not node:
                break
            node = parents[node]
    total = sum(ink[i] for i in told)
    box = max((node for node, own in held.items() if own >= _BOX_SHARE * total), default=0)
    while told and not _is_inside(node := judged[told[-1]].item.node, box, parents):
        above = _find_box([box, node], parents)
        mine, other = _list_names(box, above, parents, names), _list_names(node, above, parents, names)
        if not mine or not other or mine & other:
            break
        told.pop()
        last = told[-1] if told else last
    return last


def _list_names(node: int, above: int, parents: Sequence[int], names: Sequence[str]) -> set[str]:
    """The ids and classes of the elements from `node` up to the one below `above`."""
    found: set[str] = set()
    while node > above:
        found.update(names[node].split()[1:])
        node = parents[node]
    return found


def _find_title(
    judged: Sequence[_Judged], names: Sequence[str], titles: Sequence[str], first: int, last: int
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
    for title in titles:
        found = [i for i in places if _is_same(judged[i].item.text, title)]
        if found:
            return max(found, key=lambda i: _rank_title(judged[i].item, names, i <= start))
    heads = [i for i in places if i <= start and not judged[i].around and _is_head(judged[i].item, names)]
    return max(heads, key=lambda i: (_rank_title(judged[i].item, names, True), i), default=None)


def _list_columns(judged: Sequence[_Judged]) -> set[str]:
    """The names of columns, as links and the path to the page have them."""
    found: set[str] = set()
    for one in judged:
        if one.around and (one.item.links >= _ALL_LINKS or is_path(one.item.text)):
            found.update(squeeze(step) for step in re.split(r"[>＞»›→：:\s|-]+", one.item.text))
    return {name for name in found if len(name) <= _COLUMN_LONGEST}


def _may_be_title(one: _Judged) -> bool:
    text = one.item.text.strip()
    around = one.around and (one.item.links >= _MANY_LINKS or is_path(text))
    return (
        one.item.block.kind is Kind.PARAGRAPH and len(text) <= 120 and not around and not text.endswith("。")
    )


def _is_same(text: str, title: str) -> bool:
    """Whether a line is what the head calls the page, or the greater part of it."""
    line, whole = squeeze(text), squeeze(title)
    if len(line) < _TITLE_SHORTEST:
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
    named = bool(_TITLE.search(names[item.node].partition(" ")[2]))
    look = item.block.look
    return len(squeeze(item.text)) >= _TITLE_SHORTEST and (
        look.level > 0 or named or (look.align == "center" and (look.size > 14 or look.bold))
    )


def _reach(
    judged: Sequence[_Judged], parents: Sequence[int], first: int, last: int, anchor: int | None
) -> tuple[int, int]:
    """The ends of the article: from its title, or from what stands above the core in its element, down to the
    last of that element or of what leads to a file."""
    own = [judged[i].item.node for i in range(first, last + 1) if judged[i].sentence and judged[i].weight > 0]
    box = _find_box(own or [judged[first].item.node], parents)
    inside = [_is_inside(one.item.node, box, parents) for one in judged]
    if anchor is not None:
        first = anchor
    else:
        while first > 0 and inside[first - 1] and not judged[first - 1].around:
            first -= 1
    end, waiting, passed = last, 0, False
    for i in range(last + 1, len(judged)):
        one = judged[i]
        if one.stops and not one.neighbour:
            break
        passed = passed or one.neighbour
        if passed and not is_credit(one.item.text):
            continue
        is_file = bool(one.item.files) or bool(ATTACHMENTS.match(one.item.text))
        if not one.around and (inside[i] or is_file):
            end = i
        elif not one.around and not inside[i]:
            waiting += 1
        if waiting > _HEAD_LINES:
            break
    return first, end


def _find_box(nodes: Sequence[int], parents: Sequence[int]) -> int:
    """The innermost element around all of `nodes`; parents come before what they hold."""
    box = nodes[0]
    for node in nodes[1:]:
        while box != node:
            box, node = (parents[box], node) if box > node else (box, parents[node])
    return box


def _is_inside(node: int, box: int, parents: Sequence[int]) -> bool:
    while node > box:
        node = parents[node]
    return node == box


def _take(judged: Sequence[_Judged], first: int, last: int, anchor: int | None) -> Article:
    """The article from `first` to `last`; all else, and what is around it between them, is left."""
    article = Article([])
    title = squeeze(judged[anchor].item.text) if anchor is not None else ""
    sentence = next((i for i in range(first, last + 1) if judged[i].sentence), last)
    sentences = max(
        (i for i in range(first, last + 1) if judged[i].sentence and not judged[i].around), default=0
    )
    credits: list[Item] = []
    for i, one in enumerate(judged):
        text = one.item.text
        if i == anchor:
            block = one.item.block
            look = Look(max(block.look.size, 24.0), True, "center", 1)
            article.items.append(replace(one.item, block=replace(block, look=look, number="")))
        elif not first <= i <= last:
            _leave(article, one.item)
        elif (
            i <= max(sentence, first + 3) + 1
            and is_publication(text)
            and one.item.block.kind is Kind.PARAGRAPH
        ):
            credits += _split_line(article, one.item)
        elif (one.around and not (one.spoken and i < sentences)) or (
            title and i > first and i <= sentence + 3 and squeeze(text) == title
        ):
            _leave(article, one.item)
        else:
            article.items.append(one.item)
    at = 1 if anchor is not None else 0
    article.items[at:at] = credits
    article.left[:] = _join_left(article.left)
    return article


def _join_left(left: Sequence[Leftover]) -> list[Leftover]:
    """What was left, a row of menus as one."""
    joined: list[Leftover] = []
    for item in left:
        if joined and len(joined[-1].text) < _ROW:
            joined[-1] = replace(joined[-1], text=f"{joined[-1].text}　{item.text}")
        else:
            joined.append(item)
    return joined


def _leave(article: Article, item: Item) -> None:
    article.pictures += item.block.kind is Kind.IMAGE
    text = " ".join(item.text.split())
    if any(map(str.isalnum, text)):
        article.left.append(Leftover(text, Reason.NAVIGATION))


def _split_line(article: Article, item: Item) -> list[Item]:
    """The source and the author of a line of publication, each as a paragraph; the rest of it is left."""
    found: list[Item] = []
    for kind, piece in split_publication(item.text.replace("\n", " ")):
        seen = any(piece[:2] == other.text[:2] for other in found)
        if kind and not seen:
            block = Block((Run(piece),), look=Look(12.0, False, "left", 0))
            found.append(replace(item, block=block, links=0.0))
        elif any(map(str.isalnum, piece)):
            article.left.append(Leftover(" ".join(piece.split()), Reason.NAVIGATION))
    return found


def _add_title(article: Article, titles: Sequence[str]) -> None:
    """Put the title of the head on an article that has none of its own."""
    title = next(
        (title for title in titles if len(squeeze(title)) >= _TITLE_SHORTEST and not _SITE.search(title)), ""
    )
    head = article.items[0].block if article.items else None
    if title and head and not (head.look.level or (head.look.align == "center" and len(head.text) < 60)):
        block = Block((Run(title),), look=Look(24.0, True, "center", 1))
        article.items.insert(0, Item(block, 0))
        article.added.append(title)
