"""The line under the title of a 公众号 page → who wrote the article, which account published it, the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.etree import _Element as Element

# What stands in that line besides names: marks, dates and places.
_MARK = re.compile(r"原创|转载|首发|付费|合集|已同步到看一看|\S{0,4}\s*个人观点，仅供参考|听全文")
_WHEN = re.compile(
    r"(?:昨天|今天|前天|星期.|[0-9]{1,3}\s*(?:分钟|小时|天|周|个?月)前|(?:[0-9]{2,4}[-年./])?\s*[0-9]{1,2}[-月./][0-9]{1,2}日?)"
    r"[\s0-9:：]*"
)
_WHERE = re.compile(r"(?:发表于|发布于|IP属地\s*[：:])\s*\S{1,12}")
_CARD = "js_profile_qrcode"  # opens where a reader asks what the account is


def is_account_line(element: Element) -> bool:
    """Whether an element is that line."""
    return element.get("id") == "meta_content" or "rich_media_meta_list" in element.get("class", "").split()


def read_account(line: Element) -> tuple[list[tuple[str, str]], list[str]]:
    """The credits of the line, each a label (作者：, 来源：) and a name; and its other words.

    The account is what leads to it, or the last name; a name in front of it is the author's, who is not named
    twice where the account's name is the same.
    """
    names: list[tuple[str, bool]] = []
    rest = [" ".join(card.text_content().split()) for card in line.iter() if card.get("id") == _CARD]
    for text, linked in _list_pieces(line, False):
        if _MARK.fullmatch(text) or _WHEN.fullmatch(text) or _WHERE.fullmatch(text):
            rest.append(text)
        else:
            names.append((text, linked))
    account = next((i for i, (_, linked) in enumerate(names) if linked), len(names) - 1)
    credits: list[tuple[str, str]] = []
    for i, (name, _) in enumerate(names):
        if i == account:
            credits.append(("来源：", name))
        elif i == 0 and name != names[account][0]:
            credits.append(("作者：", name))
        else:
            rest.append(name)
    return credits, rest


def _list_pieces(element: Element, linked: bool) -> Iterator[tuple[str, bool]]:
    """The texts of an element in order, and whether each leads to the account."""
    linked = linked or element.tag == "a" or element.get("id") == "js_name"
    if text := " ".join((element.text or "").split()):
        yield text, linked
    for part in element:
        if part.get("id") != _CARD:
            yield from _list_pieces(part, linked)
        if text := " ".join((part.tail or "").split()):
            yield text, linked
