"""A Manuscript → a Draft: furniture, contents and colophon taken out, lines joined, articles parted.

The stages in reading order; each is a module of pure functions.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePath

from bulletin.importing.articles import divide_articles
from bulletin.importing.captions import take_captions
from bulletin.importing.colophon import join_parted_name, parse_fields
from bulletin.importing.contents import compare_contents, find_contents, find_title_spans
from bulletin.importing.ends import (
    COVER,
    find_colophon,
    find_field_lines,
    find_masthead,
    may_be_masthead,
    open_field_tables,
)
from bulletin.importing.furniture import drop_furniture
from bulletin.importing.lines import join_broken_lines
from bulletin.importing.measure import find_measure, measure_text
from bulletin.importing.model import (
    Area,
    Block,
    Draft,
    Entry,
    Found,
    Kind,
    Leftover,
    Line,
    Manuscript,
    Origin,
    Remark,
    count_han,
)
from bulletin.importing.paragraphs import tidy_blocks
from bulletin.importing.patterns import is_caption, parse_author, parse_source, squeeze
from bulletin.importing.ranks import find_body_look, stands_out
from bulletin.importing.spacing import close_spread, tidy_spaces
from bulletin.importing.text import split_lines
from bulletin.importing.titles import mark_titles

_SHORT = 0.75  # of the measure
_PASTED = 12  # paragraphs that a pasted page has at least
_PAGE = re.compile(r"[—\-\s]*第?\s*[0-9]*\s*页(?:\s*[/，,]?\s*共\s*[0-9]*\s*页)?[—\-\s]*$")
_LOST_NOTE = "脚注，加注的地方没有收进文章"


@dataclass
class _Work:
    """What the stages hand on: the blocks that are left, and what was found so far; `known` is the name of
    the series, where it is known."""

    blocks: list[Block]
    cover: int = 0  # how many of the blocks stand before the contents list
    entries: tuple[Entry, ...] = ()
    fields: list[Found] = field(default_factory=list)
    left: list[Leftover] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    known: str = ""


def recognise(manuscript: Manuscript, known_title: str = "") -> Draft:
    """Make a draft of a manuscript; `known_title` is the name of the series, where it is known."""
    manuscript = _take_lines(manuscript)
    work = _join_text(manuscript) if manuscript.lines else _take_blocks(manuscript)
    work.known = known_title
    work.left[:0] = manuscript.left
    work.remarks[:0] = manuscript.remarks
    work.blocks = tidy_blocks(open_field_tables(work.blocks))
    _take_margins(work)
    _take_cover(work)
    _take_colophon(work)
    body = find_body_look(work.blocks)
    work.blocks, captions = take_captions(work.blocks, body, work.entries)
    work.left += captions
    marked, remarks = mark_titles(work.blocks, work.entries)
    work.remarks += remarks
    stem = PurePath(manuscript.file).stem
    articles, left, doubts = divide_articles(marked, body, stem, manuscript.notes)
    work.left += left
    work.remarks += doubts
    printed = {label for article in articles for label in article.notes}
    for label in sorted(manuscript.notes.keys() - printed):
        work.left.append(Leftover("".join(run.text for run in manuscript.notes[label]), _LOST_NOTE))
    work.remarks += compare_contents(work.entries, [article.title for article in articles])
    return Draft(
        manuscript.file,
        _merge_fields(work),
        articles,
        work.entries,
        manuscript.images,
        tuple(work.left),
        tuple(work.remarks),
        manuscript.words,
        manuscript.added + count_han(stem for remark in doubts if remark.code == "I129"),
        manuscript.page_lines,
    )


def _take_lines(manuscript: Manuscript) -> Manuscript:
    """Take a document for a text file where each of its paragraphs is a line that print has broken: so it is
    where somebody pasted a page of a PDF."""
    blocks = [block for block in manuscript.blocks if block.area is Area.BODY]
    texts = [block.text for block in blocks]
    if len(blocks) < _PASTED or len(blocks) < len(manuscript.blocks) or not find_measure(texts):
        return manuscript
    look = find_body_look(blocks)
    if any(block.kind is not Kind.PARAGRAPH or block.number or stands_out(block, look) for block in blocks):
        return manuscript
    return replace(manuscript, lines=split_lines("\n".join(texts)), blocks=())


def _join_text(manuscript: Manuscript) -> _Work:
    """The paragraphs of a text file."""
    lines, left = drop_furniture(manuscript.lines)
    lines = _join_names(lines)
    texts = [line.text for line in lines]
    places = [Origin(place=f"第{line.number}行") for line in lines]
    contents = find_contents(texts, places)
    start = min(contents.taken, default=0)
    rest = [i for i in range(len(lines)) if i not in contents.taken]
    kept = [lines[i] for i in rest]
    cover = sum(1 for i in rest if i < start)
    measure = find_measure([line.text for line in kept])
    alone = (i for i, line in enumerate(kept) if _stands_alone(line.text, measure))
    singles = frozenset((*range(cover), *find_field_lines([line.text for line in kept]), *alone))
    spans = find_title_spans(contents.entries, [line.text for line in kept], singles)
    joined = join_broken_lines(kept, list(spans.values()), singles)
    work = _Work(list(joined.blocks), cover, contents.entries)
    work.left += left
    for item in left:  # what stands on every page may name the issue, or its editor
        known = {found.name for found in work.fields}
        work.fields += [found for found in parse_fields(item.text, item.origin)[0] if found.name not in known]
    work.left += _list_contents(contents.taken, texts, places)
    if joined.measure:
        work.remarks.append(Remark(f"每行约{joined.measure:.0f}个字就断开，已接成段落"))
    for block in joined.doubtful:
        message = f"“……{block.text[-8:]}”是满行，到这里分段是猜的"
        work.remarks.append(Remark(message, block.origin, guess=True, code="I126"))
    for block in joined.mended:
        message = f"“{block.text[:8]}……”这一段在换页处断开，已接上"
        work.remarks.append(Remark(message, block.origin))
    return work


def _stands_alone(text: str, measure: float) -> bool:
    """Whether a line is a byline, a credit or a caption, and not the first line of a paragraph, which is
    full."""
    known = is_caption(text) or parse_author(text) or parse_source(text)
    return bool(known) and measure_text(text) < _SHORT * measure


def _join_names(lines: Sequence[Line]) -> tuple[Line, ...]:
    groups = join_parted_name([line.text for line in lines])
    return tuple(
        replace(lines[own[0]], text="".join(lines[i].text for i in own), trail=lines[own[-1]].trail)
        for own in groups
    )


def _list_contents(taken: frozenset[int], texts: Sequence[str], places: Sequence[Origin]) -> list[Leftover]:
    return [Leftover(texts[i], "目录，由程序重新生成", places[i]) for i in sorted(taken)]


def _take_blocks(manuscript: Manuscript) -> _Work:
    """The blocks of a document, less its contents list."""
    blocks = list(manuscript.blocks)
    texts = [block.text if block.area is Area.BODY else "" for block in blocks]
    contents = find_contents(texts, [block.origin for block in blocks])
    start = min(contents.taken, default=0)
    taken = {i for i in contents.taken if blocks[i].area is Area.BODY and blocks[i].kind is Kind.PARAGRAPH}
    kept = [block for i, block in enumerate(blocks) if i not in taken]
    cover = sum(1 for i in range(start) if i not in taken)
    work = _Work(kept, cover, contents.entries)
    work.left += _list_contents(frozenset(taken), texts, [block.origin for block in blocks])
    return work


def _take_margins(work: _Work) -> None:
    """Take headers and footers out of the text: fields are read, the rest is left over."""
    kept: list[Block] = []
    cover = work.cover
    for i, block in enumerate(work.blocks):
        if block.area in (Area.HEADER, Area.FOOTER):
            cover -= i < work.cover
            for line in block.text.split("\n"):
                if line.strip():
                    _take_line(work, line, block.origin, f"{block.area}", page=True)
        else:
            kept.append(block)
    work.blocks, work.cover = kept, cover


def _take_line(
    work: _Work, text: str, origin: Origin, why: str, *, named: bool = True, page: bool = False
) -> None:
    """Read the fields of a line that is no part of an article, and note what of it is none.

    Where the series is not `named` yet, its name may stand beside the number: 科技情报参考 2024年第9期.
    The words around the number of a `page` are none of its fields.
    """
    fields, rest = parse_fields(_PAGE.sub("", text) if page else text, origin)
    if not named and any(found.name == "number" for found in fields) and may_be_masthead(rest):
        fields, rest = (*fields, Found("title", (close_spread(rest),), origin)), ""
    work.fields += fields
    if fields:
        work.left.append(Leftover(text.strip(), "刊头或版记，已写成各项", origin))
        if rest and squeeze(rest) != squeeze(work.known):
            message = f"“{rest}”没有对应的一项，没有收进"
            work.remarks.append(Remark(message, origin, guess=True, code="I127"))
    else:
        work.left.append(Leftover(text.strip(), why, origin))


def _take_cover(work: _Work) -> None:
    """Take the cover off: what stands before the contents list, or down to the line with 第9期."""
    head = work.blocks[: max(work.cover, COVER)]
    numbers = [i for i, block in enumerate(head) if _has_field(block, "number") and len(block.text) <= 90]
    end = work.cover
    number_at = numbers[0] if numbers else end
    if numbers:
        end = max(end, numbers[0] + 1)
    elif not work.cover:
        end = _count_named(head, work.known)
        number_at = end
        if not end:
            return
    while end < len(work.blocks) and _is_paragraph_of_fields(work.blocks[end]):
        end += 1
    cover = work.blocks[:end]
    masthead = find_masthead(cover, number_at, work.known)
    if masthead < 0 and not numbers and number_at:
        masthead = 0
    for i, block in enumerate(cover):
        if i == masthead:
            name = close_spread(tidy_spaces(block.text))
            if work.known and squeeze(name).startswith(squeeze(work.known)):
                name = work.known
            work.fields.append(Found("title", (name,), block.origin))
            work.left.append(Leftover(block.text, "刊头或版记，已写成各项", block.origin))
        elif block.kind is Kind.PARAGRAPH:
            for line in block.text.split("\n"):
                _take_line(work, line, block.origin, "封面上的字", named=masthead >= 0)
        else:
            work.left.append(Leftover(block.all_text(), f"封面上的{block.kind}", block.origin))
    work.blocks = work.blocks[end:]


def _count_named(head: Sequence[Block], known_title: str) -> int:
    """1 where the first block names the series, with the year or without; 0 where it does not."""
    first, known = squeeze(head[0].text) if head else "", squeeze(known_title)
    return int(bool(known) and first.startswith(known) and len(first) <= len(known) + 8)


def _has_field(block: Block, name: str) -> bool:
    if block.kind is not Kind.PARAGRAPH:
        return False
    return any(found.name == name for found in parse_fields(block.text, block.origin)[0])


def _is_paragraph_of_fields(block: Block) -> bool:
    return block.kind is Kind.PARAGRAPH and bool(parse_fields(block.text, block.origin)[0])


def _take_colophon(work: _Work) -> None:
    """Take the colophon off the end, and fields in text boxes wherever these stand."""
    kept: list[Block] = []
    end = find_colophon([None if block.cells else block.text.split("\n") for block in work.blocks])
    for i, block in enumerate(work.blocks):
        boxed = block.area is Area.BOX and _is_paragraph_of_fields(block)
        if (i >= end and block.kind is Kind.PARAGRAPH) or boxed:
            for line in block.text.split("\n"):
                _take_line(work, line, block.origin, "版记里的字")
        else:
            kept.append(block)
    work.blocks = kept


def _merge_fields(work: _Work) -> tuple[Found, ...]:
    """Each field once; where the source says two things, the first is kept and the other reported."""
    merged: dict[str, Found] = {}
    for found in work.fields:
        first = merged.setdefault(found.name, found)
        if squash(first.text) != squash(found.text) and found.name != "total":
            message = f"{first.text}、{found.text}两种写法，用了前一种"
            work.remarks.append(Remark(message, found.origin, guess=True, code="I128"))
    return tuple(merged.values())


def squash(text: str) -> str:
    """`text` for comparing fields: without white space."""
    return "".join(text.split())
