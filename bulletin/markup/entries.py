"""Paragraphs → lists that an office numbers itself: attachments under `附件：`, sources under 参考文献."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TypeGuard

from bulletin.document.tree import (
    Attachments,
    Block,
    Entry,
    Heading,
    Inlines,
    List,
    Paragraph,
    References,
    Rule,
    Text,
)
from bulletin.document.walk import read_text
from bulletin.hanzi import parse_numeral
from bulletin.markup.typed import Typed, cut_inlines, cut_text

# Half-width characters of white space ahead of a line under `附件：` that is an entry without number or goes
# on with the one above: fewer are a paragraph's, more a signature's.
_BELOW_LABEL, _FAR_BELOW = 6, 16
_DATE = re.compile(
    r"\s*[0-9０-９〇○零一二三四五六七八九十×XＸ]{2,4}\s*年\s*[0-9０-９〇○零一二三四五六七八九十×XＸ]{1,3}\s*月"
    r"(?:\s*[0-9０-９〇○零一二三四五六七八九十×XＸ]{1,3}\s*日)?\s*|\s*\d{4}[-./]\d{1,2}[-./]\d{1,2}\s*"
)
_ATTACHMENTS = re.compile(r"\s*附\s*件?\s*[：:]\s*")
_NUMERALS = ("[0-9０-９]+", "[一二三四五六七八九十]+", "[①-⑳]", "[Ⅰ-Ⅻ]")
_NO_NAME = re.compile(r"(?:请?详?见|另|请|可|略|无|附后|同|如下|共)")
_SENTENCE = re.compile("[。；！？，]|：$")
_ENCLOSED = re.compile("[（《“][^）》”]*[）》”]")
_NAME_LENGTH, _MOST = 80, 99
_ITEM = re.compile(
    r"(?:[0-9０-９]{1,2}\s*[.．、]|[（(]\s*[0-9０-９]{1,2}\s*[)）]"
    r"|[①-⑳]|[Ⅰ-Ⅻ]\s*[.．、]|[一二三四五六七八九十]{1,2}、)"
    r"(?:(?=(?:19|20)[0-9]{2}\s?[—–-]?[0-9]{0,4}年)|(?![0-9０-９]))"
)
_SOURCES = re.compile(
    r"\s*[【\[［]?\s*(?:主要|本文)?(?:(?:参考|引用)(?:文献|资料|书目)|文献|注\s*释|尾注)(?:[与和及]注释)?"
    r"\s*[】\]］]?\s*[：:]?\s*"
)
_SOURCE = re.compile(r"\s*[\[［【〔]\s*([0-9０-９]{1,3})\s*[\]］】〕]\s*")


def is_plain(block: Block) -> TypeGuard[Paragraph]:
    """Whether a block is a paragraph of its own."""
    return isinstance(block, Paragraph) and not block.tight


def is_date(text: str) -> bool:
    """Whether a line says a day or a month and nothing else."""
    return bool(_DATE.fullmatch(text))


def match_text(pattern: re.Pattern[str], inlines: Inlines) -> re.Match[str] | None:
    """What `pattern` finds at the start of `inlines`, where they begin with a text."""
    first = inlines[0] if inlines else None
    return pattern.match(first.content) if isinstance(first, Text) else None


def _say(block: Block) -> str:
    return read_text(block.children) if isinstance(block, Paragraph | Heading) else ""


# Attachments


def gather_attachments(blocks: Sequence[Block], typed: Typed) -> list[Block]:
    """`blocks` with the lists that `附件：` opens."""
    found: list[Block] = []
    at = 0
    while at < len(blocks):
        block = blocks[at]
        at += 1
        if isinstance(block, Paragraph) and (made := _read_attachments(block, blocks, at, typed)):
            block, at = made
        found.append(block)
    return found


def _read_attachments(
    block: Paragraph, blocks: Sequence[Block], at: int, typed: Typed
) -> tuple[Block, int] | None:
    """The list that `block` opens and where it ends in `blocks`, of which `blocks[at]` follows; none where it
    opens none."""
    first, match = block.children[0] if block.children else None, None
    if isinstance(first, Text) and not block.tight:
        match = _ATTACHMENTS.match(first.content)
    if not isinstance(first, Text) or match is None:
        return None
    label = cut_text(first, 0, len(first.content[: match.end()].rstrip()))
    lines = typed.split_lines(cut_inlines(block.children, match.end()))
    if not lines and at < len(blocks) and isinstance(following := blocks[at], List):
        entries = _read_list(following, typed)
        return (_make_attachments(label, entries, block, following), at + 1) if entries else None
    last: Block = block
    opening = _read_entries(lines, [], typed)
    if opening is None:
        return None
    entries = opening
    while at < len(blocks) and len(entries) < _MOST and is_plain(following := blocks[at]):
        parts = typed.split_lines(following.children)
        indent = typed.measure_indent(following.children)
        if parts and _opens_entry(parts[0], entries):
            more = _read_entries(parts, entries, typed)
        elif not parts or not _BELOW_LABEL <= indent < _FAR_BELOW:
            break
        elif entries and entries[-1].number:  # goes on with the one above, if nothing parts them
            is_next = following.lines.start == last.lines.stop
            more = _continue_last(entries, parts, typed) if is_next else None
        else:
            more = _read_entries(parts, entries, typed) if _is_name(parts[0], entries) else None
        if more is None:
            break
        entries, last, at = more, following, at + 1
    return (_make_attachments(label, entries, block, last), at) if entries else None


def _make_attachments(label: Text, entries: Sequence[Entry], first: Block, last: Block) -> Block:
    return Attachments((label,), tuple(entries), range(first.lines.start, last.lines.stop))


def _read_list(block: List, typed: Typed) -> list[Entry]:
    """The items of a numbered list that say no more than a name each."""
    entries = []
    for item in block.items:
        if len(item.blocks) != 1 or not isinstance(text := item.blocks[0], Paragraph) or not block.ordered:
            return []
        start = typed.starts[item.lines.start - 1]
        start = typed.text.find(item.number + block.mark, start)
        label = Text(item.number + block.mark, range(start, start + len(item.number) + 1))
        entries.append(Entry(label, text.children, int(item.number), item.lines))
    return entries


def _opens_entry(line: Inlines, before: Sequence[Entry]) -> bool:
    """Whether a line begins with the number that follows those `before`, written like them."""
    match = match_text(_ITEM, line)
    if not match:
        return False
    number = _count(match[0])
    if not before:
        return number == 1
    return number == before[-1].number + 1 and _style(match[0]) == _style(before[-1].label.content)


def _is_name(line: Inlines, before: Sequence[Entry]) -> bool:
    """Whether a line names an attachment without a number, as those `before` do."""
    text = read_text(line)
    return (
        not any(entry.number for entry in before)
        and len(text) <= _NAME_LENGTH
        and not _SENTENCE.search(_ENCLOSED.sub("", text))
        and not _NO_NAME.match(text)
        and not is_date(text)
    )


def _read_entries(lines: Sequence[Inlines], before: Sequence[Entry], typed: Typed) -> list[Entry] | None:
    """The entries `before` and those that `lines` add; a line that opens none goes on with the one above it.
    None where the lines are no list."""
    entries = [*before]
    for number, line in enumerate(lines):
        where = typed.locate(line)
        if _opens_entry(line, entries):
            match = match_text(_ITEM, line)
            assert match
            assert isinstance(line[0], Text)
            label = cut_text(line[0], match.start(), match.end())
            entries.append(Entry(label, cut_inlines(line, match.end()), _count(match[0]), where))
        elif (number and entries) or (entries and entries[-1].number):
            entries[-1] = _go_on(entries[-1], line, where, typed)
        elif match_text(_ITEM, line) is None and _is_name(line, entries):
            entries.append(Entry(Text("", ()), line, 0, where))
        else:
            return None
    return entries


def _continue_last(entries: Sequence[Entry], lines: Sequence[Inlines], typed: Typed) -> list[Entry]:
    """The entries, the last of which goes on with the first of `lines`."""
    last = _go_on(entries[-1], lines[0], typed.locate(lines[0]), typed)
    return _read_entries(lines[1:], [*entries[:-1], last], typed) or [*entries[:-1], last]


def _count(label: str) -> int:
    """The number that a label says: 2. （2） ② Ⅱ. 二、"""
    roman = ord(label[0]) - ord("Ⅰ") + 1
    return roman if 0 < roman <= 12 else parse_numeral(re.sub(r"[\W_]", "", label)) or 0


def _style(label: str) -> str:
    """How a label is written, whatever its number."""
    for pattern in _NUMERALS:
        label = re.sub(pattern, pattern, label)
    return re.sub(r"\s", "", label)


# Sources


def gather_sources(blocks: Sequence[Block], typed: Typed) -> list[Block]:
    """`blocks` with the lists of sources, `[1] …` under 参考文献 or at an article's end."""
    found: list[Block] = []
    at = 0
    while at < len(blocks):
        block = blocks[at]
        made = _read_sources(blocks, at, typed)
        if made:
            block, at = made
        else:
            at += 1
        found.append(block)
    return found


def _read_sources(blocks: Sequence[Block], at: int, typed: Typed) -> tuple[Block, int] | None:
    """The list of sources that begins at `blocks[at]`, and where it ends; none where there is none."""
    first = blocks[at]
    title: Heading | Paragraph | None = None
    entries: list[Entry] = []
    if isinstance(first, Heading | Paragraph) and _SOURCES.fullmatch(_say(first)):
        title, at = first, at + 1
        listed = blocks[at] if at < len(blocks) else None
        if isinstance(listed, List) and (entries := _read_list(listed, typed)):
            return _make_references(title, entries, first, listed), at + 1
    elif isinstance(first, Paragraph) and not first.tight and (parted := _part_title(first, typed)):
        title, entries = parted
        at += 1
    while at < len(blocks) and is_plain(block := blocks[at]):
        more = _read_source(block, typed)
        if more and entries and more[0].number <= entries[-1].number:
            break
        if not more:  # a line that is indented goes on with the one right above it
            if not entries or block.lines.start != blocks[at - 1].lines.stop:
                break
            entries[-1] = _go_on(entries[-1], block.children, block.lines, typed)
        entries, at = [*entries, *more], at + 1
    if not entries:
        return None
    is_last = all(isinstance(block, Rule) for block in blocks[at:])
    numbers = [entry.number for entry in entries]
    if title is None and (len(entries) < 2 or numbers != [*range(1, len(entries) + 1)] or not is_last):
        return None
    return _make_references(title, entries, first, blocks[at - 1]), at


def _make_references(
    title: Heading | Paragraph | None, entries: Sequence[Entry], first: Block, last: Block
) -> References:
    return References(title, tuple(entries), range(first.lines.start, last.lines.stop))


def _read_source(block: Paragraph, typed: Typed) -> list[Entry]:
    """The sources that a paragraph names, each from a line that begins with `[n]`; none where it does not."""
    return _read_source_lines(typed.split_lines(block.children), typed)


def _read_source_lines(lines: Sequence[Inlines], typed: Typed) -> list[Entry]:
    parts: list[tuple[Text, int, list[Inlines]]] = []
    for line in lines:
        match = match_text(_SOURCE, line)
        number = int(match[1]) if match else 0
        if match and (not parts or number == parts[-1][1] + 1):
            assert isinstance(line[0], Text)
            label = cut_text(line[0], match.start(), len(match[0].rstrip()))
            parts.append((label, number, [cut_inlines(line, match.end())]))
        elif parts:
            parts[-1][2].append(line)
        else:
            return []
    entries = []
    for label, number, said in parts:
        children = typed.join_lines(said)
        entries.append(Entry(label, children, number, typed.locate((label, *children))))
    return entries


def _go_on(entry: Entry, line: Inlines, where: range, typed: Typed) -> Entry:
    """An entry and the line that goes on with it, parted by a space where neither side is Chinese."""
    children = typed.join_lines((entry.children, line))
    return replace(entry, children=children, lines=range(entry.lines.start, where.stop))


def _part_title(block: Paragraph, typed: Typed) -> tuple[Paragraph, list[Entry]] | None:
    """The title and the entries of a paragraph that has both: `参考文献：[1] …`."""
    first = block.children[0] if block.children else None
    if not isinstance(first, Text):
        return None
    lines = typed.split_lines(block.children)
    if len(lines) > 1 and _SOURCES.fullmatch(read_text(lines[0])):
        title, rest = lines[0], lines[1:]
    elif (match := _SOURCES.match(first.content)) and match[0].rstrip()[-1:] in {"：", ":"}:
        title = (cut_text(first, 0, len(match[0].rstrip())),)
        rest = typed.split_lines(cut_inlines(block.children, match.end()))
    else:
        return None
    entries = _read_source_lines(rest, typed)
    return (replace(block, children=title, lines=typed.locate(title)), entries) if entries else None
