"""The blocks of a manuscript → what its cover, margins and colophon say, and the blocks without these."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bulletin.hanzi import is_han
from bulletin.importing.fields import has_label, parse_fields
from bulletin.importing.model import Area, Block, Entry, Found, Kind, Leftover, Origin, Reason, Remark, Run
from bulletin.importing.offices import parse_office
from bulletin.importing.patterns import ends_sentence, is_bare_number, is_page_number, squeeze
from bulletin.importing.recognise.tuning import TUNING
from bulletin.importing.spacing import close_spread, tidy_spaces

# A label that nobody knows, or a few words without a mark.
_MAY_BELONG = re.compile(r"[\u3400-\u9fff]{2,6}[ \u3000]*[：:][^。]{1,40}|[^，。；：！？]{1,12}")
_PAGE = re.compile(r"[—\-\s]*第?\s*[0-9]*\s*页(?:\s*[/，,]?\s*共\s*[0-9]*\s*页)?[—\-\s]*$")
_SERIES = re.compile(r"[\u3400-\u9fff]{2,12}(?:参考|动态|信息|摘要|情报|内参|观察|园地|要情|文摘|[报刊讯])")
_COVERED = {Kind.TABLE: Reason.COVER_TABLE, Kind.IMAGE: Reason.COVER_IMAGE}
_MARGINS = {Area.HEADER: Reason.HEADER, Area.FOOTER: Reason.FOOTER}


@dataclass
class Work:
    """What the stages hand on: the blocks that are left, and what was found so far; `known` is the name of
    the series, where it is known."""

    blocks: list[Block]
    cover: int = 0  # how many of the blocks stand before the contents list
    entries: tuple[Entry, ...] = ()
    fields: list[Found] = field(default_factory=list)
    left: list[Leftover] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    known: str = ""


def find_field_lines(texts: Sequence[str]) -> set[int]:
    """The lines at both ends of a text that hold fields: nothing is joined to them."""
    found: set[int] = set()
    named = False  # who edits the series: the next office may be the first words of a title
    for i in range(min(TUNING.cover_blocks, len(texts))):
        fields = parse_fields(texts[i], Origin())[0]
        if fields or (i - 1 in found and not named and parse_office(texts[i])):
            found.add(i)
            named |= not fields or any(field.name == "publisher" for field in fields)
    start = find_colophon([[text] for text in texts])
    if 0 < start < len(texts) and parse_office(texts[start - 1]):
        start -= 1
    return found | set(range(start, len(texts)))


def find_colophon(blocks: Sequence[Sequence[str] | None]) -> int:
    """Where the colophon begins: the index of its first block, each given as its lines (a picture has none),
    a table as None. A label that nobody knows, or a few words without a mark, belong to it below a field."""
    start, passed = len(blocks), 0
    for i in range(len(blocks) - 1, max(-1, len(blocks) - TUNING.colophon_blocks - 1), -1):
        block = blocks[i]
        if block is None:
            break
        lines = [line.strip() for line in block if line.strip()]
        if lines and all(map(_is_colophon_line, lines)):
            start, passed = i, 0
        elif lines:
            passed += 1
            if passed > TUNING.colophon_unknown or not all(map(_MAY_BELONG.fullmatch, lines)):
                break
    return start


def _is_colophon_line(text: str) -> bool:
    fields, _ = parse_fields(text, Origin())
    return bool(fields) or has_label(text) or is_bare_number(text) or is_page_number(text)


def take_margins(work: Work) -> None:
    """Take headers and footers out of the text: fields are read, the rest is left over."""
    kept: list[Block] = []
    cover = work.cover
    for i, block in enumerate(work.blocks):
        if block.area in _MARGINS:
            cover -= i < work.cover
            for line in block.text.split("\n"):
                if line.strip():
                    _take_line(work, line, block.origin, _MARGINS[block.area], page=True)
        else:
            kept.append(block)
    work.blocks, work.cover = kept, cover


def _take_line(
    work: Work, text: str, origin: Origin, why: Reason, *, named: bool = True, page: bool = False
) -> None:
    """Read the fields of a line that is no part of an article, and note what of it is none.

    Where the series is not `named` yet, its name may stand beside the number: 工作参考 2024年第9期.
    The words around the number of a `page` are none of its fields.
    """
    fields, rest = parse_fields(_PAGE.sub("", text) if page else text, origin)
    if not named and any(found.name == "number" for found in fields) and may_be_masthead(rest):
        fields, rest = (*fields, Found("title", (close_spread(rest),), origin)), ""
    work.fields += fields
    if fields:
        work.left.append(Leftover(text.strip(), Reason.FIELDS, origin))
        if rest and squeeze(rest) != squeeze(work.known):
            message = f"“{rest}”没有对应的一项，没有收进"
            work.remarks.append(Remark(message, origin, guess=True, code="I127"))
    else:
        work.left.append(Leftover(text.strip(), why, origin))


def take_cover(work: Work) -> None:
    """Take the cover off: what stands before the contents list, or down to the line with 第9期."""
    head = work.blocks[: max(work.cover, TUNING.cover_blocks)]
    numbers = [i for i, block in enumerate(head) if _has_field(block, "number")]
    end = work.cover
    number_at = numbers[0] if numbers else end
    if numbers:
        end = max(end, numbers[0] + 1)
    elif not work.cover:
        end = count_named(head, work.known)
        number_at = end
        if not end:
            return
    named = any(_has_field(block, "publisher") for block in work.blocks[:end])
    while end < len(work.blocks) and (
        _is_paragraph_of_fields(work.blocks[end])
        or (not named and _is_office_of_cover(work.blocks[end : end + 2]))
        or _is_boxed_masthead(work.blocks, end)
    ):
        named |= _has_field(work.blocks[end], "publisher") or _is_office(work.blocks[end])
        end += 1
    cover = work.blocks[:end]
    masthead = _find_masthead(cover, number_at, work.known)
    if masthead < 0 and not numbers and number_at and cover[0].kind is Kind.PARAGRAPH:
        masthead = 0
    for i, block in enumerate(cover):
        if i == masthead:
            name = close_spread(tidy_spaces(block.text))
            if work.known and squeeze(name).startswith(squeeze(work.known)):
                name = work.known
            work.fields.append(Found("title", (name,), block.origin))
            work.left.append(Leftover(block.text, Reason.FIELDS, block.origin))
        elif block.kind is Kind.PARAGRAPH:
            for line in block.text.split("\n"):
                _take_line(work, line, block.origin, Reason.COVER, named=masthead >= 0)
        else:
            work.left.append(Leftover(block.all_text(), _COVERED.get(block.kind, Reason.COVER), block.origin))
    work.blocks = work.blocks[end:]


def count_named(head: Sequence[Block], known_title: str) -> int:
    """1 where the first block names the series, with the year or without; 0 where it does not."""
    first, known = squeeze(head[0].text) if head else "", squeeze(known_title)
    return int(bool(known) and first.startswith(known) and len(first) <= len(known) + TUNING.masthead_more)


def _has_field(block: Block, name: str) -> bool:
    if block.kind is not Kind.PARAGRAPH:
        return False
    return any(found.name == name for found in parse_fields(block.text, block.origin)[0])


def _is_paragraph_of_fields(block: Block) -> bool:
    return block.kind is Kind.PARAGRAPH and bool(parse_fields(block.text, block.origin)[0])


def _is_office(block: Block) -> bool:
    return block.kind is Kind.PARAGRAPH and bool(parse_office(block.text))


def _is_office_of_cover(blocks: Sequence[Block]) -> bool:
    """Whether the first of two blocks names an office and no article: a title may end as an office does
    (……全国重点实验室), but has a text below it."""
    return _is_office(blocks[0]) and (len(blocks) < 2 or not ends_sentence(blocks[1].text))


def take_colophon(work: Work) -> None:
    """Take the colophon off the end, and fields in text boxes wherever these stand."""
    kept: list[Block] = []
    end = find_colophon([None if block.cells else block.text.split("\n") for block in work.blocks])
    if 0 < end < len(work.blocks) and _is_office(work.blocks[end - 1]):
        known = {squeeze(found.text) for found in work.fields if found.name == "publisher"}
        end -= not known or squeeze(work.blocks[end - 1].text) in known
    for i, block in enumerate(work.blocks):
        boxed = block.area is Area.BOX and _is_paragraph_of_fields(block)
        if (i >= end and block.kind is Kind.PARAGRAPH) or boxed:
            for line in block.text.split("\n"):
                _take_line(work, line, block.origin, Reason.COLOPHON)
        else:
            kept.append(block)
    work.blocks = kept


def merge_fields(work: Work) -> tuple[Found, ...]:
    """Each field once; where the source says two things, the first is kept and the other reported."""
    merged: dict[str, Found] = {}
    known = {found.name for found in work.fields}
    if "publisher" not in known:
        _take_office(work)
    if "title" not in known:
        _take_running_head(work)
    for found in work.fields:
        first = merged.setdefault(found.name, found)
        if found.name in _SENT and first is not found:
            merged[found.name] = replace(first, values=(f"{first.text}，{found.text}",))
        elif _squash(first.text) != _squash(found.text) and found.name != "total":
            message = f"{first.text}、{found.text}两种写法，用了前一种"
            work.remarks.append(Remark(message, found.origin, guess=True, code="I128"))
    return tuple(merged.values())


# What an issue is sent to may stand on several lines: 送：…, 抄送：….
_SENT = {"report_to", "copy_to"}


def _take_office(work: Work) -> None:
    """Where no line says who edits the series, the office that stands alone on its cover or in its colophon
    does."""
    for i, item in enumerate(work.left):
        office = parse_office(item.text) if item.why in (Reason.COVER, Reason.COLOPHON) else ""
        if office:
            work.fields.append(Found("publisher", (office,), item.origin))
            work.left[i] = replace(item, why=Reason.FIELDS)
            return


def _take_running_head(work: Work) -> None:
    """Where no cover names the series, words in the heads of the pages that read as a name do."""
    known = squeeze(work.known)
    heads = {squeeze(item.text) for item in work.left if item.why is Reason.HEADER}
    names = {name for name in heads if name == known or _SERIES.fullmatch(name)}
    name = known if known in names else names.pop() if len(names) == 1 else ""
    at = [i for i, item in enumerate(work.left) if item.why is Reason.HEADER and squeeze(item.text) == name]
    for i in at:
        work.left[i] = replace(work.left[i], why=Reason.FIELDS)
    if not name:
        return
    item = work.left[at[0]]
    work.fields.append(Found("title", (close_spread(tidy_spaces(item.text.strip())),), item.origin))
    if name != known:
        message = f"封面上没有找到刊名，用了页眉里的“{name}”"
        work.remarks.append(Remark(message, item.origin, guess=True, code="I137"))


def _squash(text: str) -> str:
    """`text` for comparing fields: without white space."""
    return "".join(text.split())


def _find_masthead(blocks: Sequence[Block], number_at: int, known: str) -> int:
    """The index of the block that is the name of the series; -1 where there is none.

    It has the name that the series is known by, or it is the largest one on the cover, or the one
    above the number of the issue.
    """
    for i, block in enumerate(blocks):
        if known and squeeze(block.text) == squeeze(known):
            return i
    ahead = [i for i in range(max(0, number_at)) if may_be_masthead(blocks[i].text)]
    ahead = ahead or [i for i in range(len(blocks)) if _is_boxed_masthead(blocks, i)]
    if not ahead:
        return -1
    return max(ahead, key=lambda i: (blocks[i].look.size, i))


def _is_boxed_masthead(blocks: Sequence[Block], i: int) -> bool:
    """Whether block `i` is a masthead in a text box, which a program may put behind the rest of the cover."""
    block = blocks[i]
    if block.area is not Area.BOX or not may_be_masthead(block.text):
        return False
    return block.look.size > max((other.look.size for other in blocks[:i]), default=0.0)


def may_be_masthead(text: str) -> bool:
    """Tell whether `text` can be the name of a series: a few Han characters, no mark."""
    name = close_spread(text.strip())
    return (
        TUNING.title_shortest <= len(name) <= TUNING.masthead_longest
        and sum(map(is_han, name)) >= TUNING.masthead_han * len(name)
        and not re.search("[，。：；]", name)
    )


def open_field_tables(blocks: Sequence[Block], cover: int) -> tuple[list[Block], int]:
    """Make paragraphs of the cells of tables at both ends that put fields side by side; returns the blocks,
    and how many of them stand before the contents list, as `cover` did."""
    opened: list[Block] = []
    ahead = cover
    for i, block in enumerate(blocks):
        near = i < TUNING.cover_blocks or i >= len(blocks) - TUNING.colophon_blocks
        cells = [cell for row in block.cells for cell in row if cell.strip()]
        named = sum(bool(parse_fields(cell, Origin())[0]) for cell in cells)
        if near and cells and 2 * named >= len(cells) and not block.insets:
            opened += [Block((Run(cell),), origin=block.origin.part(cell, k)) for k, cell in enumerate(cells)]
            ahead += (i < cover) * (len(cells) - 1)
        else:
            opened.append(block)
    return opened, ahead
