"""The blocks of a web page → each with what it weighs for an article.

A sentence speaks for one, links and what a site writes around it against it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bulletin.importing.model import Kind
from bulletin.importing.patterns import ATTACHMENTS
from bulletin.importing.read.webpage import Item
from bulletin.importing.read.webwords import (
    ends_page,
    is_card,
    is_contact,
    is_control,
    is_foot,
    is_former_title,
    is_neighbour,
    is_path,
    is_prompt,
    is_related,
    is_signed,
    is_tags,
)

# Parts of the names that sites give to what stands around an article, in English and in pinyin.
_ASIDE = re.compile(
    r"(?:^|[\s_-])(?:nav\w*|navi|menu\w*|daohang|dh|foot\w*|copyright|banquan|bottom|crumbs?|breadcrumbs?|position|location|"
    r"weizhi|dqwz|curr?pos\w*|share\w*|bdshare\w*|jiathis\w*|fenxiang|print\w*|tools?|toolbar|func|related?\w*|xgxw|xgwz|xgyd|"
    r"recommend\w*|tuijian|hot\w*|rank\w*|comments?\w*|pinglun|reply|post_comment\w*|side\w*|aside|login\w*|search\w*|sousuo|"
    r"qr\w*|ewm|pager|pagination|prev\w*|next\w*|ads?|advert\w*|guanggao|yqlj|friend\w*|links|header|topbar|tabs?|"
    r"statement|catalogs?|toc|mulu|tags?|keywords?|app\w*down\w*|profile_\w+|toast|dialog|modal|popup|feedback|jiucuo)(?:$|[\s_-])",
    re.IGNORECASE,
)
_TITLE = re.compile(r"(?:^|[\s_-])(?:\w*title|\w*tit|bt|biaoti|headline|\w*bt)(?:$|[\s_-])", re.IGNORECASE)
_SENTENCE = re.compile(r"[。；！？]|，.*，|：$")
# Those that say as well that the text itself is there: article_content tracking-ad.
_CONTENT = re.compile(
    r"(?:^|\s)(?:article|post|entry|news|detail)[_-]?(?:content|body|text|detail)(?:$|\s)", re.IGNORECASE
)
# What blocks weigh: a sentence its characters, the others these.
_SHORT = -3.0
_LINKS = -20.0  # and their characters: half of a block
_ASIDE_WEIGHT = -40.0
_FURNITURE = -30.0
_TITLE_WEIGHT = 60.0
_PICTURE = 5.0
_SENTENCE_MOST = 400.0
MANY_LINKS = 0.5
ALL_LINKS = 0.8
LINK_LONGEST = 60
_NAME_LINKS = 0.4  # of a name of another page with its date
_NAME_SHORTEST = 6  # characters: what is shorter names a column
_OWN_SHARE = 0.4  # of the sentences of a page: what holds more of them is not around the article


@dataclass(frozen=True, slots=True)
class Judged:
    """A block with what it weighs; `around` says that it is no part of an article, `stops` that nothing
    below it is, `neighbour` that it leads to the article before or after; one that is `spoken` is a sentence,
    which is around an article only below its last. One of a `contact` is around it at the foot of the page,
    and its own in its element; `signed` names its editor."""

    item: Item
    weight: float
    sentence: bool
    around: bool
    stops: bool
    neighbour: bool = False
    spoken: bool = False
    contact: bool = False
    signed: bool = False


def judge_items(items: Sequence[Item], parents: Sequence[int], names: Sequence[str]) -> list[Judged]:
    """Judge each block; `parents` and `names` are of the elements of the page."""
    sentences = [has_sentence(item) for item in items]
    held = [0] * len(parents)
    for item, sentence in zip(items, sentences, strict=True):
        held[item.node] += len(item.text) if sentence else 0
    total = sum(held)
    for node in range(len(parents) - 1, 0, -1):
        held[parents[node]] += held[node]
    aside = [False] * len(parents)
    for node in range(1, len(parents)):
        called = names[node].partition(" ")[2]
        own = bool(_ASIDE.search(called)) and not _CONTENT.search(called) and held[node] <= _OWN_SHARE * total
        aside[node] = (
            aside[parents[node]]
            or own
            or (names[node].startswith("footer") and held[node] <= _OWN_SHARE * total)
        )
    return [_judge(item, sentence, aside[item.node]) for item, sentence in zip(items, sentences, strict=True)]


def is_inside(node: int, box: int, parents: Sequence[int]) -> bool:
    """Whether an element is `box` or stands in it; elements come after those around them."""
    while node > box:
        node = parents[node]
    return node == box


def reject(one: Judged) -> Judged:
    """The same as one that is no part of the article, whatever it says."""
    return replace(one, weight=_ASIDE_WEIGHT, sentence=False, around=True, spoken=False, contact=False)


def names_title(name: str) -> bool:
    """Whether an element, by its name in the page (`Page.names`), is called a title."""
    return bool(_TITLE.search(name.partition(" ")[2]))


def has_sentence(item: Item) -> bool:
    """Whether a block says something, and does not lead elsewhere."""
    return item.links < MANY_LINKS and bool(_SENTENCE.search(item.text)) and not item.block.cells


def leads_on(item: Item) -> bool:
    """Whether a block leads to another page of some name, and says no more than a date: not to a file."""
    words = len("".join(item.text.split()))
    return item.links >= _NAME_LINKS and words >= _NAME_SHORTEST and not item.files


def _judge(item: Item, sentence: bool, aside: bool) -> Judged:
    text = " ".join(item.text.split())
    if item.block.kind is Kind.IMAGE:
        return Judged(item, _ASIDE_WEIGHT if aside else _PICTURE, False, aside, False)
    path, control, card = is_path(text), is_control(text), is_card(text)
    links = item.links >= MANY_LINKS
    control = control or is_prompt(text) or is_former_title(text) or (links and is_tags(text))
    neighbour, related = is_neighbour(text), is_related(text)
    foot = is_foot(text, sentence)
    other = path or control or card or neighbour or related
    signed = is_signed(text)
    furniture = other or foot or (signed and text.endswith(("：", ":")))
    contact = foot and not other and not aside and is_contact(text)
    listed = (
        item.links >= ALL_LINKS
        and len(text) <= LINK_LONGEST
        and not item.files
        and not item.block.number[:1].isdigit()
    )
    if furniture and not contact:
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
    spoken = foot and sentence and not aside
    return Judged(item, weight, sentence, around, stops, neighbour, spoken, contact, signed)
