"""The proof of the ways to an article: contents, bookmarks and links lead to the page it is printed on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from unicodedata import normalize
from urllib.parse import unquote

from bulletin.document.fragment import name_article
from bulletin.document.plain import Unit
from bulletin.errors import Problem
from bulletin.hanzi import parse_numeral, squeeze_text
from bulletin.proof.folios import check_page_numbers
from bulletin.proof.model import PrintedArticle, PrintedCopy, Proof, differs, doubt, name_page
from bulletin.proof.readback import Block
from bulletin.proof.text import pair_units

_READ_NUMBER = re.compile(r"，第([^，]+)页")  # as pdf.tags lets a page number be read aloud
_REFERENCE = re.compile(r"[（(\[［]?(?:见|第|[Pp]\.?)?([0-9０-９]+)")
_WHOLE_NUMBER = re.compile(r"\W*(\w+?)页?\W*")


def prove_contents(copy: PrintedCopy) -> Proof:
    """Title, order and page: article = contents line = its link = what the typesetter said; and the
    page's own number is the one by which it is called."""
    lines = [block for block in copy.pdf.blocks if block.role == "TOCI"]
    problems = [*check_page_numbers(copy)]
    if not lines:
        hint = "要目录的话，在模板 print.html 里加上；本来就没有，可以不管这条警告"
        problems.append(doubt(copy.place, "V104", "印出来的这一期没有目录", hint))
    elif len(lines) < len(copy.articles):
        message = f"目录有{len(lines)}行，文章有{len(copy.articles)}篇"
        problems.append(differs(copy.place, "V105", message))
    else:
        problems += _check_lines(copy, lines)
        if not any(line.links for line in lines):
            hint = "要能点的话，在模板 print.html 里加上；本来就没有，可以不管这条警告"
            problems.append(doubt(copy.place, "V105", "目录里没有链接", hint))
    for number, printed in enumerate(copy.articles, 1):
        said = copy.page_of.get(name_article(number), 0)
        if printed.heading and said != printed.heading.page:
            message = f"“{printed.article.title}”在第{printed.heading.page}页，网页和清单写作第{said}页"
            problems.append(differs(printed.place, "V105", message))
    return Proof(len(copy.articles) + len(copy.pdf.labels), tuple(problems))


def _check_lines(copy: PrintedCopy, lines: Sequence[Block]) -> Sequence[Problem]:
    """Each article has its line, in the order of print or grouped by 栏目, as the layout has it."""
    grouped = [copy.articles[index] for _, members in copy.issue.columns for index in members]
    orders = [copy.articles, grouped]
    return min(([*_check_order(copy, lines, order)] for order in orders), key=len)


def _check_order(
    copy: PrintedCopy, lines: Sequence[Block], order: Sequence[PrintedArticle]
) -> Iterator[Problem]:
    """The articles have their lines in this order; a layout may set lines of its own between them."""
    position = 0
    for number, printed in enumerate(order):
        title = printed.article.title
        if printed.heading is None:
            continue
        tried = [
            (at, [*_check_line(copy, printed, line)])
            for at, line in enumerate(lines[position:], position)
            if copy.find_behind(line.text, title) is not None
        ]
        if tried:
            at, problems = next((entry for entry in tried if not entry[1]), tried[0])
            position = at + 1
            yield from problems
        elif len(lines) == len(copy.articles):
            found = squeeze_text(lines[number].drawn)
            yield differs(printed.place, "V105", f"目录里“{title}”印成了“{found}”")
        else:
            yield differs(printed.place, "V105", f"目录里没有“{title}”，或次序不对")


def _check_line(copy: PrintedCopy, printed: PrintedArticle, line: Block) -> Iterator[Problem]:
    title, heading = printed.article.title, printed.heading
    assert heading is not None
    label, page = copy.pdf.labels[heading.page - 1], heading.page
    own = int(label) if label.isdigit() else page  # the cover is called 封面
    # A title may be in the line twice, as “3” in “3，第3页”; and a layout may do without page numbers.
    numbers = {found for behind in copy.list_behind(line.text, title) for found in _list_numbers(behind)}
    drawn = normalize("NFKC", line.drawn)
    if numbers and not any(parse_numeral(number) == own and number in drawn for number in numbers):
        said = f"第{min(numbers)}页"
        yield differs(printed.place, "V105", f"目录里“{title}”的页码是{said}，正文在{name_page(label)}")
    targets = {link.page for link in line.links}
    if targets and targets != {page}:
        where = "、".join(f"第{target}页" for target in sorted(targets))
        yield differs(printed.place, "V105", f"目录里“{title}”的链接通到{where}，正文在第{page}页")


def _list_numbers(behind: str) -> list[str]:
    """The page numbers behind a title in the contents; other figures there are no page numbers."""
    behind = normalize("NFKC", behind).replace(",", "，")
    whole = _WHOLE_NUMBER.fullmatch(behind)
    numbers = _READ_NUMBER.findall(behind) or ([whole[1]] if whole else [])
    return [number for number in numbers if parse_numeral(number) is not None]


def prove_bookmarks(copy: PrintedCopy) -> Proof:
    """Every article is a bookmark, in order, that opens its page."""
    problems = []
    waiting = list(copy.pdf.bookmarks)
    for printed in copy.articles:
        if printed.heading is None:
            continue
        found = _take_bookmark(copy, printed, waiting)
        if found is None:
            message = f"书签里没有“{printed.article.title}”，或次序不对"
            problems.append(differs(printed.place, "V106", message))
        elif found != printed.heading.page:
            message = f"书签“{printed.article.title}”通到第{found}页，正文在第{printed.heading.page}页"
            problems.append(differs(printed.place, "V106", message))
    return Proof(len(copy.articles), tuple(problems))


def _take_bookmark(copy: PrintedCopy, printed: PrintedArticle, waiting: list[tuple[str, int]]) -> int | None:
    """The page of the next bookmark of an article's title, which it takes from `waiting` with all before.

    A heading of the article before may say the same: one that opens the right page comes first.
    """
    title, page = printed.article.title, printed.heading.page if printed.heading else 0
    named = [i for i, (text, _) in enumerate(waiting) if copy.find_behind(text, title) is not None]
    if not named:
        return None
    index = next((i for i in named if waiting[i][1] == page), named[0])
    found = waiting[index][1]
    del waiting[: index + 1]
    return found


def prove_links(copy: PrintedCopy) -> Proof:
    """Every link of a unit leads where its source says."""
    problems: list[Problem] = []
    checked = 0
    for printed in copy.articles:
        for unit, block in [*pair_units(copy, printed), *_pair_notes(copy, printed)]:
            if block is None or not (unit.links or unit.articles or block.links):
                continue
            checked += len(unit.links) + len(unit.articles)
            place = printed.article.file.place(unit.line)
            problems += (differs(place, "V107", said) for said in _check_references(copy, unit, block))
            typed, found = _tidy(unit.links), _tidy([link.address for link in block.links])
            if typed != found:
                message = f"链接应通到{'、'.join(typed) or '无处'}，印成通到{'、'.join(found) or '无处'}"
                problems.append(differs(place, "V107", message))
    return Proof(checked, tuple(problems))


def _pair_notes(copy: PrintedCopy, printed: PrintedArticle) -> Iterator[tuple[Unit, Block | None]]:
    """Each paragraph of 编者按 that speaks of another article, beside the block that says it."""
    article = printed.article
    for text, found in zip(article.editor_note, article.note_links, strict=bool(article.note_links)):
        unit = Unit("P", text, line=article.line, articles=[(text[a:b], number) for a, b, number in found])
        said = (block for block in printed.blocks if copy.find_behind(block.text, text) is not None)
        if found:
            yield unit, next(said, None)


def _check_references(copy: PrintedCopy, unit: Unit, block: Block) -> Iterator[str]:
    """见本期《…》 leads to the page of that article, and the page number that a layout sets behind is its."""
    targets = [link.page for link in block.links if not link.address]
    for title, number in unit.articles:
        page = copy.page_of.get(name_article(number), 0)
        if page not in targets:
            yield f"{title}的链接没有通到第{page}页"
            continue
        targets.remove(page)
        label = copy.pdf.labels[page - 1]
        said = {found for found in _list_references(block.drawn, title) if found}
        # What is typed behind the title is not the layout's.
        said -= {found for found in _list_references(block.text, title) if found}
        if said and not any(
            parse_numeral(found) == (int(label) if label.isdigit() else page) for found in said
        ):
            yield f"{title}后面印的是第{min(said)}页，那一篇在{name_page(label)}"


def _list_references(text: str, title: str) -> Iterator[str]:
    """The page number behind each `title` in `text`, or nothing."""
    text, title = squeeze_text(text), squeeze_text(title)
    at = text.find(title)
    while at >= 0:
        match = _REFERENCE.match(text, at + len(title))
        yield normalize("NFKC", match[1]) if match else ""
        at = text.find(title, at + len(title))


def _tidy(addresses: Sequence[str]) -> list[str]:
    """Addresses as one may compare them."""
    return [unquote(address).rstrip("/") for address in addresses if address]
