"""The texts in a page's margins → what is wrong with its printed number: one that it has is its own.

Only what a margin box holds can be a page number; a number in the type area, be it in the head of a
table that is repeated on every page, is text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from unicodedata import normalize

from bulletin.errors import Problem
from bulletin.hanzi import parse_numeral, squeeze_text
from bulletin.proof.model import PrintedCopy, differs, doubt, name_page

_NUMBER = r"(?:[0-9]+|[〇零一二三四五六七八九十百]+)"
_DASH = r"[-‐‑–—―─−~·•.]"
_NAMED = re.compile(rf"第\W*({_NUMBER})\W*页|\b[Pp](?:age)?\W*([0-9]+)")
_OF_ALL = re.compile(rf"\W*({_NUMBER})/({_NUMBER})\W*")
_DASHED = re.compile(rf"{_DASH}+({_NUMBER}){_DASH}+")
_BARE = re.compile(rf"\W*({_NUMBER})\W*")


class _Form(Enum):
    """How surely a text of a margin is a page number."""

    NAMED = "第3页"
    DASHED = "— 3 —"
    BARE = "3"


@dataclass(frozen=True)
class _Folio:
    """What a margin says: a number, in a form, and its whole text."""

    text: str
    number: int
    form: _Form


def check_page_numbers(copy: PrintedCopy) -> Iterator[Problem]:
    """A page may have no number; one that it has is its own.

    A bare number beside the right one, or the same on several pages, is the issue's or an article's;
    where bare numbers stand alone and all are off by as many pages, they are page numbers.
    """
    labels, known = copy.pdf.labels, _list_known(copy)
    on_pages = Counter(squeeze_text(text) for texts in copy.pdf.margins for text in set(texts))
    are_numbered = False
    bare: list[tuple[str, _Folio]] = []
    for label, texts in zip(labels, copy.pdf.margins, strict=True):
        if not label.isdigit():
            continue  # the cover, which is called 封面
        folios = [folio for text in texts if (folio := _read_folio(text, known, len(labels)))]
        is_numbered = any(folio.number == int(label) for folio in folios)
        are_numbered = are_numbered or any(
            folio.number == int(label) and on_pages[folio.text] == 1 for folio in folios
        )
        for folio in folios:
            if folio.number == int(label):
                continue
            if folio.form is _Form.NAMED or (folio.form is _Form.DASHED and not is_numbered):
                yield differs(copy.place, "V105", _explain(label, folio))
            elif not is_numbered:
                bare.append((label, folio))
    are_counted = len(bare) > 1 and len({folio.number - int(label) for label, folio in bare}) == 1
    for label, folio in bare:
        if are_counted:
            yield differs(copy.place, "V105", _explain(label, folio))
        elif are_numbered or on_pages[folio.text] == 1:
            hint = "是页码，就请改模板；不是，可以不管这条警告"
            yield doubt(copy.place, "V105", _explain(label, folio), hint)


def _explain(label: str, folio: _Folio) -> str:
    return f"{name_page(label)}上印的页码是{folio.text if folio.form is _Form.BARE else folio.number}"


def _list_known(copy: PrintedCopy) -> list[str]:
    """What a running head may say that is no page number, though it look like one: the longest first."""
    issue = copy.issue
    headings = (u.text for a in copy.articles for u in a.units if u.role.startswith("H"))
    texts = [issue.title, issue.id.label, issue.publisher, *(a.title for a in issue.articles), *headings]
    return sorted(filter(None, map(squeeze_text, texts)), key=len, reverse=True)


def _read_folio(text: str, known: Sequence[str], pages: int) -> _Folio | None:
    text = rest = squeeze_text(text)
    for words in known:
        rest = rest.removeprefix(words).removesuffix(words)
    rest = normalize("NFKC", rest)
    of_all = _OF_ALL.fullmatch(rest)
    if match := _NAMED.search(rest):
        number, form = parse_numeral(match[1] or match[2]), _Form.NAMED
    elif of_all and parse_numeral(of_all[2]) in {pages, pages - 1}:
        number, form = parse_numeral(of_all[1]), _Form.DASHED
    elif match := _DASHED.fullmatch(rest):
        number, form = parse_numeral(match[1]), _Form.DASHED
    elif match := _BARE.fullmatch(rest):
        number, form = parse_numeral(match[1]), _Form.BARE
    else:
        return None
    return None if number is None else _Folio(text, number, form)
