"""The blocks of an article of a web page → the same, with what stands under a picture that is missing as what
that one shows: without the picture it is no line of the text, nor a heading."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bulletin.importing.model import Kind, Leftover, Look, Reason
from bulletin.importing.patterns import ends_sentence
from bulletin.importing.read.webpage import Item
from bulletin.importing.read.webwords import is_prompt

# Words by which a line under a picture says whose it is, wherever it stands: 故宫博物院供图, 资料图：…
_CREDIT = re.compile(
    r".*(?:供图|摄影?|[翻拍]摄|截图|制图|资料(?:图片?)?)\s*[）)]?[。]?|[（(△▲]?\s*(?:图片?来源|资料图|图源|图[/：:]).*"
)
_LONGEST = 60
_SHORTEST = 2


def describe_missing(items: Sequence[Item]) -> tuple[list[Item], list[Leftover]]:
    """Take the line in the middle under each picture that is missing for its description (`Block.alt`); the
    remark of the picture says it, and an editor writes it with the picture. What was saved with the page is
    described where manuscripts of all kinds are (`recognise/titles/captions`)."""
    body = _find_body(items)
    lines = [i for i, item in enumerate(items) if _is_caption(item, body)]
    under: set[int] = set()
    for i in lines:
        if i and (items[i - 1].block.kind is Kind.IMAGE or i - 1 in under):
            under.add(i)
    if len(under) < len(lines) - len(under):
        under = set()  # they are headings, some of which stand below a picture
    kept: list[Item] = []
    left: list[Leftover] = []
    for i, item in enumerate(items):
        above = kept[-1] if kept else None
        if above and above.address and i in under:
            text = " ".join(item.text.split())
            said = f"{above.block.alt} {text}" if i - 1 in under else text
            kept[-1] = replace(above, block=replace(above.block, alt=said))
            left.append(Leftover(text, Reason.CAPTION))
        elif item.address and is_prompt(item.block.alt):
            kept.append(replace(item, block=replace(item.block, alt="")))
        else:
            kept.append(item)
    return kept, left


def _find_body(items: Sequence[Item]) -> Look:
    """The look that most of the text has."""
    inks: dict[Look, int] = {}
    for item in items:
        if item.block.kind is Kind.PARAGRAPH:
            inks[item.block.look] = inks.get(item.block.look, 0) + len(item.text)
    return max(inks, key=lambda look: inks[look], default=Look())


def _is_caption(item: Item, body: Look) -> bool:
    text, look = item.text.strip(), item.block.look
    if item.block.kind is not Kind.PARAGRAPH or look.level or not _SHORTEST <= len(text) <= _LONGEST:
        return False
    if _CREDIT.fullmatch(text):
        return True
    plain = not look.bold and look.size <= body.size
    centred = look.align == "center" != body.align
    return centred and plain and not ends_sentence(text) and text[-1] not in "：:，、；"
