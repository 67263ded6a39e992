"""The proof of the ways to an article: contents, bookmarks and links lead to the page it is printed on."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from urllib.parse import unquote

from bulletin.errors import Problem
from bulletin.hanzi import squeeze_text
from bulletin.pdf.readback import Block
from bulletin.proof.model import Edition, PrintedArticle, Proof, differs, doubt, name_page
from bulletin.proof.text import pair_units

_NUMBER = re.compile(r"[0-9]+")
_PAGE_NUMBER = re.compile(r"[—–\-·第]*([0-9]+)[—–\-·页]*")


def prove_contents(edition: Edition) -> Proof:
    """Title, order and page: article = contents line = its link = what the typesetter said; and the
    page's own number is the one by which it is called."""
    lines = [block for block in edition.pdf.blocks if block.role == "TOCI"]
    problems = [*_check_page_numbers(edition)]
    if not lines:
        hint = "要目录的话，在模板 print.html 里加上；本来就没有，可以不管这条警告"
        problems.append(doubt(edition.place, "V104", "印出来的这一期没有目录", hint))
    elif len(lines) != len(edition.articles):
        message = f"目录有{len(lines)}行，文章有{len(edition.articles)}篇"
        problems.append(differs(edition.place, "V105", message))
    for printed, line in itertools.zip_longest(edition.articles, lines[: len(edition.articles)]):
        problems += _check_line(edition, printed, line)
    for number, printed in enumerate(edition.articles, 1):
        said = edition.page_of.get(f"a{number}", 0)
        if printed.heading and said != printed.heading.page:
            message = f"“{printed.article.title}”在第{printed.heading.page}页，网页和清单写作第{said}页"
            problems.append(differs(printed.place, "V105", message))
    return Proof(len(edition.articles) + len(edition.pdf.labels), tuple(problems))


def _check_line(edition: Edition, printed: PrintedArticle, line: Block | None) -> Iterator[Problem]:
    if line is None or printed.heading is None:
        return
    title, page = printed.article.title, printed.heading.page
    behind = edition.find_behind(line.text, title)
    if behind is None:
        yield differs(printed.place, "V105", f"目录里“{title}”印成了“{squeeze_text(line.drawn)}”")
        return
    number = _NUMBER.search(behind)  # a layout may do without page numbers
    label = edition.pdf.labels[page - 1]
    if number is not None and (number[0] != label or number[0] not in line.drawn):
        said = f"第{number[0]}页"
        yield differs(printed.place, "V105", f"目录里“{title}”的页码是{said}，正文在{name_page(label)}")
    targets = {link.page for link in line.links}
    if targets != {page}:
        where = "、".join(f"第{target}页" for target in sorted(targets)) or "无处"
        yield differs(printed.place, "V105", f"目录里“{title}”的链接通到{where}，正文在第{page}页")


def _check_page_numbers(edition: Edition) -> Iterator[Problem]:
    """A page may have no number printed on it; one that it has is its own."""
    marks: dict[tuple[int, int], str] = {}
    for glyph in edition.pdf.glyphs:
        if glyph.mark < 0 and not glyph.in_form:
            marks[glyph.page, glyph.mark] = marks.get((glyph.page, glyph.mark), "") + glyph.text
    pages_of: dict[str, set[int]] = {}
    for (page, _), text in marks.items():
        pages_of.setdefault(squeeze_text(text), set()).add(page)
    for (page, _), text in marks.items():
        number = _PAGE_NUMBER.fullmatch(squeeze_text(text))
        if number is None or not edition.pdf.labels[page - 1].isdigit():
            continue  # the cover, which is called 封面
        if number[0] == number[1] and len(pages_of[number[0]]) > 1:
            continue  # a bare number on every page is the issue's, not the page's
        if number[1] != edition.pdf.labels[page - 1]:
            message = f"{name_page(edition.pdf.labels[page - 1])}上印的页码是{number[1]}"
            yield differs(edition.place, "V105", message)


def prove_bookmarks(edition: Edition) -> Proof:
    """Every article is a bookmark, in order, that opens its page."""
    problems = []
    waiting = list(edition.pdf.bookmarks)
    for printed in edition.articles:
        if printed.heading is None:
            continue
        found = _take_bookmark(edition, printed, waiting)
        if found is None:
            message = f"书签里没有“{printed.article.title}”，或次序不对"
            problems.append(differs(printed.place, "V106", message))
        elif found != printed.heading.page:
            message = f"书签“{printed.article.title}”通到第{found}页，正文在第{printed.heading.page}页"
            problems.append(differs(printed.place, "V106", message))
    return Proof(len(edition.articles), tuple(problems))


def _take_bookmark(edition: Edition, printed: PrintedArticle, waiting: list[tuple[str, int]]) -> int | None:
    """The page of the next bookmark of an article's title, which it takes from `waiting` with all before."""
    for index, (title, page) in enumerate(waiting):
        if edition.find_behind(title, printed.article.title) is not None:
            del waiting[: index + 1]
            return page
    return None


def prove_links(edition: Edition) -> Proof:
    """Every link of a unit leads where its source says."""
    problems = []
    checked = 0
    for printed in edition.articles:
        for unit, block in pair_units(edition, printed):
            if block is None or not (unit.links or block.links):
                continue
            checked += len(unit.links)
            typed, found = _tidy(unit.links), _tidy([link.address for link in block.links])
            if typed != found:
                message = f"链接应通到{'、'.join(typed) or '无处'}，印成通到{'、'.join(found) or '无处'}"
                problems.append(differs(printed.article.file.place(unit.line), "V107", message))
    return Proof(checked, tuple(problems))


def _tidy(addresses: Sequence[str]) -> list[str]:
    """Addresses as one may compare them; a link that goes over a page's end is two annotations."""
    tidy = (unquote(address).rstrip("/") for address in addresses if address)
    return [address for address, _ in itertools.groupby(tidy)]
