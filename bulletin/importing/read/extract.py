"""The blocks of a web page and its titles → those of its article, in order, and what a site puts around it.

An article is a run of blocks in reading order: sentences speak for it, links, menus and what a site writes
under every page against it, and the run with the greatest sum is its core (so it does not matter of what
elements a page is built, tables of old or sections of now). From there it reaches up to its title and down to
the last of what stands in the same element: a signature, a list of attachments, a table.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from bulletin.importing.model import Block, Kind, Leftover, Look, Reason, Run
from bulletin.importing.patterns import ATTACHMENTS, is_credit, squeeze
from bulletin.importing.read.webcredits import Credits
from bulletin.importing.read.webnames import NO_NAMES, Names
from bulletin.importing.read.webpage import Item
from bulletin.importing.read.webposts import choose_post
from bulletin.importing.read.webtitles import TITLE_SHORTEST, complete_title, find_title
from bulletin.importing.read.webweights import (
    ALL_LINKS,
    LINK_LONGEST,
    Judged,
    has_sentence,
    is_inside,
    judge_items,
    reject,
)
from bulletin.importing.read.webwords import (
    ends_page,
    is_closing,
    is_promotion,
    is_publication,
)
from bulletin.importing.read.webwraps import join_numbers

_SITE = re.compile(r"(?:网|网站|首页|门户|频道|平台|客户端|公众号|新闻中心)$")
_SITE_NAME = re.compile(
    r"\s*[_|｜]|\s+[-–—]\s|[-–—](?=[^-–—]{2,12}(?:网|首页|门户|政府|客户端|新闻)$)|[-–—](?=[^-–—\s]{2,8}[-–—][^-–—\s]{2,12}$)"
)
_TAG = re.compile(r"[【\[]?(?:复制链接|原创|转载|独家|首发|置顶|推荐|热门?|已?付费)[】\]]?")
_BOX_SHARE = 0.75  # of the text of the core, that shows which element holds the article
_PLAIN_LINKS = 0.08  # of a page's characters: with fewer, and no furniture, all of it is the text
_HEAD_LINES = 12
# Elements that hold one paragraph, or say nothing by a name: an article stands in one around them.
_PARTS = re.compile(
    r"(?:p|li|h[1-6]|blockquote|section|figure|figcaption|pre|dd|dt|tr|tbody)\b.*|(?:div|table)\s*"
)
# What holds pictures of a site over an article: buttons in a list, a code to scan, the head of who wrote it.
_BADGES = re.compile(
    r"^(?:li|ul|dl|dt|dd)\b|(?:^|[\s_-])(?:\w*code|qr\w*|ewm|logo|avatar|share\w*|icons?|author\w*|user\w*|profile\w*)(?:$|[\s_-])",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"[0-9]+(?:[-/.:：月][0-9]{1,2})*日?")
_PROMOTED = 3  # paragraphs at the end of an article, one of which may ask to follow
_ROW = 120  # characters of menus that are reported as one
_AUTHOR = re.compile(r"(?:^|[\s_-])(?:author(?:_?info)?|writer|zuozhe)(?:$|[\s_-])", re.IGNORECASE)
_ABOVE_TITLE = 4  # blocks, in which a page may say who wrote the article …
_BELOW = 40  # … or below it
_CARD_DEPTH = 4  # elements around a block, by whose names it may be of an author
_LAYOUT = {"clearfix", "clear", "cf", "fl", "fr", "left", "right"}


@dataclass
class Article:
    """The blocks of the article, what stood around it, and words that were put to it; `others` says
    for an editor that the page has more than one article."""

    items: list[Item]
    left: list[Leftover] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    pictures: int = 0
    others: str = ""


def find_article(
    items: Sequence[Item],
    parents: Sequence[int],
    names: Sequence[str],
    titles: Sequence[str],
    people: Names = NO_NAMES,
) -> Article:
    """Find the article of a page among its `items`. `parents` and `names` are of its elements; `titles` what
    its head calls it, the surest first; `people` who it says has written it."""
    items = join_numbers(items)
    found = judge_items(items, parents, names)
    if _is_plain(found):
        return drop_links(items)
    chosen = choose_post(found, parents, names)
    judged, titles = chosen.judged, [chosen.title] if chosen.title else titles
    wanted = [title for title in titles if len(squeeze(title)) >= TITLE_SHORTEST]
    first, last = _find_core(judged)
    last = _cut_tail(judged, parents, names, first, last)
    if first > last:
        return _take(judged, 0, len(judged) - 1, None, (), people)
    anchor = find_title(judged, names, wanted, first, last)
    judged, cut = complete_title(judged, anchor, wanted) if anchor is not None else (judged, "")
    judged = _reject_notices(judged, parents, names, first if anchor is None else anchor + 1, last)
    judged, first, last = _reach(judged, parents, names, first, last, anchor)
    if anchor is not None:
        judged = _reject_pictures(judged, parents, names, anchor, last)
    cards = {i for i, one in enumerate(judged) if _is_of_author(one.item.node, parents, names)}
    article = _take(judged, first, last, anchor, cards, people)
    article.others = chosen.message
    article.added += [cut] if cut else []
    if anchor is None:
        _add_title(article, titles)
    return article


def drop_links(items: Sequence[Item]) -> Article:
    """The blocks of a page that is a text, less those that only lead elsewhere in it or away."""
    article = Article([])
    for item in items:
        text = item.text.strip()
        leads = (
            item.links >= ALL_LINKS and len(text) < LINK_LONGEST and not item.block.number and not item.files
        )
        if leads and not re.search(r"[0-9]$|https?:|www\.", text):
            article.left.append(Leftover(" ".join(text.split()), Reason.LINK))
        else:
            article.items.append(item)
    return article


def _is_plain(judged: Sequence[Judged]) -> bool:
    """Whether a page is a text and nothing else, as a word processor or a hand makes one."""
    ink = sum(len(one.item.text) for one in judged)
    links = sum(len(one.item.text) * one.item.links for one in judged)
    published = any(is_publication(one.item.text) for one in judged[:_HEAD_LINES])
    return links <= _PLAIN_LINKS * ink and not published and not any(one.around for one in judged)


def _find_core(judged: Sequence[Judged]) -> tuple[int, int]:
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
    judged: Sequence[Judged], parents: Sequence[int], names: Sequence[str], first: int, last: int
) -> int:
    """The last block of the core, less what stands below a list of other pages, or in an element of another
    name than the one that holds nearly all of the text: what readers say, an abstract of other articles."""
    told = [i for i in range(first, last + 1) if judged[i].sentence and judged[i].weight > 0]
    ink = {i: len(judged[i].item.text) for i in told}
    for stop in (i for i in range(first, last + 1) if judged[i].stops or judged[i].signed):
        if sum(ink[i] for i in told if i < stop) > sum(ink[i] for i in told if i > stop):
            last = stop - 1
            break
    told = [i for i in told if i <= last]
    box = _find_main(judged, told, parents)
    while told and _is_elsewhere(judged[told[-1]].item.node, box, parents, names):
        told.pop()
        last = told[-1] if told else last
    return last


def _reject_notices(
    judged: Sequence[Judged], parents: Sequence[int], names: Sequence[str], first: int, last: int
) -> Sequence[Judged]:
    """The blocks, where a sentence that leads elsewhere and stands above the text, in an element of another
    name than the one that holds nearly all of it, is around it: what a site invites its readers to."""
    told = [i for i in range(first, last + 1) if judged[i].sentence and judged[i].weight > 0]
    rejected: set[int] = set()
    for at, i in enumerate(told[:-1]):
        box = _find_main(judged, told[at + 1 :], parents)
        item = judged[i].item
        if not item.links or not _is_elsewhere(item.node, box, parents, names):
            break
        rejected.add(i)
    return [reject(one) if i in rejected else one for i, one in enumerate(judged)]


def _reject_pictures(
    judged: Sequence[Judged], parents: Sequence[int], names: Sequence[str], anchor: int, last: int
) -> Sequence[Judged]:
    """The blocks, where a picture above the element of the text, in one of badges, is around it."""
    told = [i for i in range(anchor + 1, last + 1) if judged[i].sentence and judged[i].weight > 0]
    box = _find_main(judged, told, parents)
    start = next((i for i in told if is_inside(judged[i].item.node, box, parents)), 0)
    return [
        replace(one, around=True)
        if anchor < i < start
        and one.item.block.kind is Kind.IMAGE
        and not is_inside(one.item.node, box, parents)
        and any(_BADGES.search(names[node]) for node in (one.item.node, parents[one.item.node]))
        else one
        for i, one in enumerate(judged)
    ]


def _find_main(judged: Sequence[Judged], told: Sequence[int], parents: Sequence[int]) -> int:
    """The innermost element that holds nearly all of the text of the blocks `told`."""
    held: dict[int, int] = {}
    for i in told:
        node, ink = judged[i].item.node, len(judged[i].item.text)
        while True:
            held[node] = held.get(node, 0) + ink
            if not node:
                break
            node = parents[node]
    total = held.get(0, 0)
    return max((node for node, own in held.items() if own >= _BOX_SHARE * total), default=0)


def _is_elsewhere(node: int, box: int, parents: Sequence[int], names: Sequence[str]) -> bool:
    """Whether an element stands outside `box`, and both are called by names that differ."""
    if is_inside(node, box, parents):
        return False
    above = _find_box([box, node], parents)
    mine, other = _list_names(box, above, parents, names), _list_names(node, above, parents, names)
    return bool(mine) and bool(other) and not mine & other


def _list_names(node: int, above: int, parents: Sequence[int], names: Sequence[str]) -> set[str]:
    """The ids and classes of the elements from `node` up to the one below `above`, less those of layouts."""
    found: set[str] = set()
    while node > above:
        found.update(names[node].split()[1:])
        node = parents[node]
    return found - _LAYOUT


def _reach(
    judged: Sequence[Judged],
    parents: Sequence[int],
    names: Sequence[str],
    first: int,
    last: int,
    anchor: int | None,
) -> tuple[Sequence[Judged], int, int]:
    """The ends of the article: from its title, or from what stands above the core in its element, down to the
    last of that element or of what leads to a file; with it the blocks, judged by where they stand."""
    own = [judged[i].item.node for i in range(first, last + 1) if judged[i].sentence and judged[i].weight > 0]
    box = _find_box(own or [judged[first].item.node], parents)
    while box and _PARTS.fullmatch(names[box].strip()):
        box = parents[box]
    judged = _settle_foot(judged, parents, box, last)
    inside = [is_inside(one.item.node, box, parents) for one in judged]
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
        is_file = _is_attached(one.item)
        if passed and not is_file and not is_credit(one.item.text):
            continue
        passed = passed or one.neighbour or one.signed
        if not one.around and (inside[i] or is_file):
            end = i
        elif not one.around and not inside[i]:
            waiting += 1
        if waiting > _HEAD_LINES:
            break
    return judged, first, end


def _is_attached(item: Item) -> bool:
    """Whether a block leads to a file, or opens the list of attachments."""
    return bool(item.files) or bool(ATTACHMENTS.match(item.text))


def _settle_foot(judged: Sequence[Judged], parents: Sequence[int], box: int, last: int) -> list[Judged]:
    """The blocks, where those that stand nearer to the foot of the page than to the article are around it,
    and whom to ask, in the element of the article, is not."""
    below = judged[last + 1 :]
    foot = next((one.item.node for one in below if ends_page(one.item.text, one.sentence)), -1)
    core = judged[last].item.node
    settled: list[Judged] = []
    for i, one in enumerate(judged):
        node = one.item.node
        if i > last and foot >= 0 and not is_inside(core, _find_box([node, foot], parents), parents):
            one = replace(one, around=not _is_attached(one.item))
        elif one.contact and is_inside(node, box, parents):
            one = replace(one, around=False)
        settled.append(one)
    return settled


def _find_box(nodes: Sequence[int], parents: Sequence[int]) -> int:
    """The innermost element around all of `nodes`; parents come before what they hold."""
    box = nodes[0]
    for node in nodes[1:]:
        while box != node:
            box, node = (parents[box], node) if box > node else (box, parents[node])
    return box


def _is_of_author(node: int, parents: Sequence[int], names: Sequence[str]) -> bool:
    """Whether an element, or one of the next around it, is called by what it says of an author."""
    for _ in range(_CARD_DEPTH):
        if _AUTHOR.search(names[node].partition(" ")[2]):
            return True
        node = parents[node]
    return False


def _take(
    judged: Sequence[Judged],
    first: int,
    last: int,
    anchor: int | None,
    cards: Collection[int],
    people: Names,
) -> Article:
    """The article from `first` to `last`; all else, and what is around it between them, is left. `cards` are
    the blocks that say who its author is, above its text."""
    article = Article([])
    title = squeeze(judged[anchor].item.text) if anchor is not None else ""
    start = first if anchor is None else anchor + 1
    sentence = next((i for i in range(start, last + 1) if judged[i].sentence), last)
    sentences = max(
        (i for i in range(first, last + 1) if judged[i].sentence and not judged[i].around), default=0
    )
    credits = Credits(_drop_name(people, title), left=article.left, added=article.added)
    for i, one in enumerate(judged):
        text = one.item.text
        if i == anchor:
            block = one.item.block
            look = Look(max(block.look.size, 24.0), True, "center", 1)
            runs = _drop_tag(article, block.runs)
            article.items.append(replace(one.item, block=replace(block, runs=runs, look=look, number="")))
        elif not first <= i <= last or credits.is_again(one.item):
            _leave(article, one.item)
        elif (
            i <= max(sentence, first + 3) + 1
            and is_publication(text)
            and one.item.block.kind is Kind.PARAGRAPH
        ):
            credits.read_line(one.item)
        elif i < sentence and anchor is not None and _COUNTED.fullmatch(text.strip()):
            _leave(article, one.item)  # a counter, a part of a date
        elif (
            i in cards
            and anchor is not None
            and i < sentence
            and not one.around
            and credits.read_card(one.item)
        ):
            article.pictures += bool(one.item.address) + len(one.item.block.pictures)
        elif i <= sentence and anchor is not None and credits.read_author(one.item):
            continue
        elif i > sentences and is_closing(text):
            _leave(article, one.item)
        elif (
            i <= max(sentence, first + 3) and anchor is not None and credits.read_name(one.item, i < sentence)
        ):
            continue
        elif (one.around and not (one.spoken and i < sentences)) or (
            title and i > first and i <= sentence + 3 and squeeze(text) == title
        ):
            _leave(article, one.item)
        else:
            article.items.append(_drop_repeated(one.item, title))
    _drop_promotion(article, people)
    if anchor is not None:
        above, below = judged[max(0, anchor - _ABOVE_TITLE) : anchor], judged[last + 1 : last + _BELOW]
        credits.find_beside([one.item for one in (*above, *below)])
        credits.find_source(judged[anchor].item)
    at = 1 if anchor is not None else 0
    article.items[at:at] = credits.items
    article.left[:] = _join_left(article.left)
    return article


def _drop_repeated(item: Item, title: str) -> Item:
    """An item; a picture that a site has described by the title of the article, without that."""
    again = bool(title) and squeeze(item.block.alt) == title
    return replace(item, block=replace(item.block, alt="")) if again else item


def _drop_promotion(article: Article, people: Names) -> None:
    """Leave what asks to follow who published an article, at its end, with the pictures and names below."""
    told = [i for i, item in enumerate(article.items) if item.block.kind is Kind.PARAGRAPH][-_PROMOTED:]
    start = next((i for i in told if is_promotion(article.items[i].text, people.blog)), 0)
    rest = article.items[start + 1 :]
    if start and not any(has_sentence(item) or item.block.cells or item.files for item in rest):
        for item in article.items[start:]:
            _leave(article, item)
        del article.items[start:]


def _drop_name(people: Names, title: str) -> Names:
    """The names less the title of the article, which the head has as well."""
    return replace(people, said=frozenset(name for name in people.said if squeeze(name) not in title))


def _drop_tag(article: Article, runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """The runs of a title without the mark of its kind in front of it or behind: 原创, 已付费."""
    kept = [run for run in runs if run.text.strip()]
    for end in (0, -1):
        if len(kept) > 1 and _TAG.fullmatch(kept[end].text.strip()):
            article.left.append(Leftover(kept.pop(end).text.strip(), Reason.NAVIGATION))
    return tuple(kept)


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
    article.pictures += bool(item.address) + len(item.block.pictures)
    text = " ".join(item.text.split())
    if any(map(str.isalnum, text)):
        article.left.append(Leftover(text, Reason.NAVIGATION))


def _add_title(article: Article, titles: Sequence[str]) -> None:
    """Put the title of the head on an article that has none of its own."""
    bare = [_SITE_NAME.split(title)[0] for title in titles]
    title = next(
        (title for title in bare if len(squeeze(title)) >= TITLE_SHORTEST and not _SITE.search(title)), ""
    )
    head = article.items[0].block if article.items else None
    if title and head and not (head.look.level or (head.look.align == "center" and len(head.text) < 60)):
        block = Block((Run(title),), look=Look(24.0, True, "center", 1))
        article.items.insert(0, Item(block, 0))
        article.added.append(title)
