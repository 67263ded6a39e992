"""The blocks of one manuscript → its title, its byline, and its text: everything else, in its order.

A manuscript opens with what its office puts there: 附件2, 发文字号, a letterhead, a logo; then the title, on
one line or several; then who wrote it, or when; then the text. Its title is the line of this head that stands
out most, and the first of those that do so alike; where none does, it is the first line that may be one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bulletin.hanzi import is_han
from bulletin.importing.model import Block, Kind, Leftover, Look, Origin, Reason, Remark, Run
from bulletin.importing.offices import parse_office
from bulletin.importing.patterns import same_words, squeeze
from bulletin.importing.recognise.facts import classify_words
from bulletin.importing.recognise.titles.bylines import Byline, parse_byline
from bulletin.importing.recognise.titles.head import Head, find_title, survey_head
from bulletin.importing.recognise.titles.labels import (
    Label,
    find_label,
    is_field,
    parse_title_label,
)
from bulletin.importing.recognise.titles.numbers import rank_number
from bulletin.importing.recognise.titles.ranks import (
    describe_look,
    is_bigger,
    is_centred,
    stands_out,
)
from bulletin.importing.recognise.titles.titles import join_title
from bulletin.importing.recognise.tuning import TUNING
from bulletin.importing.spacing import close_spread
from bulletin.importing.verdicts import Because, Role, Rule


@dataclass(frozen=True, slots=True)
class Opening:
    """The head of a manuscript, read: its title as one block (None where it has none), its byline, and the
    blocks that stay in its text; what was written in another form, and what is to be said of it."""

    title: Block | None
    author: tuple[str, ...]
    source: str
    blocks: tuple[Block, ...]
    left: tuple[Leftover, ...]
    remarks: tuple[Remark, ...]


def read_opening(blocks: Sequence[Block], body: Look, cover: int = 0) -> Opening:
    """Find the title of one manuscript and the byline under it; the first `cover` of the blocks stand ahead
    of its contents list, where an office is that of a cover."""
    count = len(blocks)
    blocks = _join_stacked(_part_title_row(blocks))
    cover -= count - len(blocks)
    head = survey_head(blocks, body)
    lines, because = find_title(head)

    def leave() -> Opening:
        denied = tuple(_deny(block, head, i) for i, block in enumerate(blocks))
        return Opening(None, (), "", denied, (), ())

    if not lines:
        return leave()
    title = _make_title(blocks, head, lines, because)
    rest, author, source, left = _take_byline(blocks, head, lines, cover)
    if not any(block.all_text().strip() or block.pictures for block in rest):
        return leave()  # a title needs a text
    rest, again = _take_repetition(rest, title, body, lines[0])
    kickers = [blocks[i] for i in range(lines[0]) if _is_kicker(head, i)]
    because_marked = Because(Rule.COLUMN_MARK)
    again += [Leftover(one.text, Reason.COLUMN, one.origin.explain(because_marked)) for one in kickers]
    again += _list_labels(blocks, lines)
    reasons = describe_look(head.facts[lines[0]].look, body)
    joined = f"，{len(lines)}行合成一个" if len(lines) > 1 else ""
    why = "、".join(reasons) if reasons else str(because)
    shown = title.text.replace("\n", " ")
    remark = Remark(f"“{shown}”是标题：{why}{joined}", title.origin, guess=because.doubt, code="I124")
    remarks = [remark]
    remarks += [Remark(f"“{one.text}”在标题上面，当作栏目名，没有收进", one.origin) for one in kickers]
    rivals = 0 if because.rule is Rule.LABELLED else _count_rivals(head, lines)
    if rivals:
        message = f"还有 {rivals} 处与标题一个样子，下面也有正文，都收在这一篇里"
        remarks.append(Remark(message, title.origin, guess=True, code="I142"))
    return Opening(title, author, source, tuple(rest), (*left, *again), tuple(remarks))


def _part_title_row(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, less the title in the first row of a table that opens them: a cell as wide as the table."""
    at = next((i for i, block in enumerate(blocks) if block.kind is not Kind.IMAGE), len(blocks))
    table = blocks[at] if at < len(blocks) else Block()
    row = [cell for cell in table.cells[0] if cell.strip()] if len(table.cells) > 2 else []
    if len(row) != 1 or table.insets or len(table.cells[0]) < 2:
        return list(blocks)
    text = " ".join(row[0].split())
    joins = table.joins[1:]
    if len(text) > TUNING.title_longest or find_label(text) or any("^^" in marks for marks in joins[:1]):
        return list(blocks)
    look = Look(bold=True, align="center")
    title = Block((Run(text),), look=look, origin=table.origin.part(text, 0))
    rest = replace(table, cells=table.cells[1:], joins=joins, origin=table.origin.part("", 1))
    return [*blocks[:at], title, rest, *blocks[at + 1 :]]


def find_opening_lines(texts: Sequence[str]) -> list[int]:
    """The lines at the head of a text to which nothing is joined, whatever their width: a 发文字号, an
    office, a byline, whom the text is for."""
    found: list[int] = []
    for i, text in enumerate(texts[: TUNING.opening_lines_most]):
        label = find_label(text)
        if label in _ALONE or parse_office(text) or parse_byline(text, apart=False).labelled:
            found.append(i)
        elif classify_words(text).ends_sentence and len(text) >= TUNING.opening_sentence:
            break
    return found


_ALONE = {Label.ATTACHMENT, Label.DOCUMENT_NUMBER, Label.HEAD, Label.DATE, Label.NOTE, Label.ADDRESSEE}


def _join_stacked(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with a title that is set one character under the other, as on a cover, as one line."""
    out: list[Block] = []
    stacked = False  # whether the last of them is such a title, or may begin one
    for block in blocks[: TUNING.opening_blocks]:
        alone = block.kind is Kind.PARAGRAPH and len(block.text.strip()) == 1 and is_han(block.text.strip())
        if alone and stacked and out[-1].look == block.look:
            runs = (*out[-1].runs, *block.runs)
            out[-1] = replace(out[-1], runs=runs, origin=out[-1].origin.add(block.origin))
        else:
            out.append(block)
            stacked = alone
    return [*out, *blocks[TUNING.opening_blocks :]]


def _make_title(blocks: Sequence[Block], head: Head, lines: Sequence[int], because: Because) -> Block:
    texts = [
        parse_title_label(blocks[i].text, names=True) or close_spread(blocks[i].text.strip().rstrip("：:"))
        for i in lines
    ]
    at = next((k for k, i in enumerate(lines) if k and head.facts[i].words.dash), len(lines))
    parts = [texts[:at], texts[at:]] if at < len(lines) else [texts]
    whole = "\n".join(join_title(part) for part in parts)
    calls = tuple(run for i in lines for run in blocks[i].runs if run.note)
    origin = blocks[lines[0]].origin.explain(because)
    for i in lines[1:]:
        rule = Rule.SUBTITLE if head.facts[i].words.dash else Rule.GOES_ON
        origin = origin.add(blocks[i].origin.explain(Because(rule)))
    return replace(blocks[lines[0]], kind=Kind.TITLE, runs=(Run(whole), *calls), origin=origin)


def _list_labels(blocks: Sequence[Block], lines: Sequence[int]) -> list[Leftover]:
    """What stands in front of a title and is none of it: 标题：."""
    found: list[Leftover] = []
    for i in lines:
        text = blocks[i].text.strip()
        if title := parse_title_label(text, names=True):
            found.append(
                Leftover(text[: -len(title)], Reason.LABEL, blocks[i].origin.explain(Because(Rule.LABELLED)))
            )
    return found


def _take_byline(
    blocks: Sequence[Block], head: Head, lines: Sequence[int], cover: int
) -> tuple[list[Block], tuple[str, ...], str, list[Leftover]]:
    """The blocks less the title and the byline under it; the names and the source; what was written so. Of
    what is a cover by its look nothing is kept."""
    kept = [_deny(blocks[i], head, i) for i in range(lines[0]) if not _is_kicker(head, i)]
    below = [i for i in range(lines[0], len(blocks)) if i not in lines]
    if cover > lines[-1]:
        rest = [*kept, *(blocks[i] for i in below if i < cover)]
        following = list(blocks[cover:])
        rest, named, left = _take_cover_byline(rest)
        words = [block for block in rest if block.kind is not Kind.IMAGE]
        if not all(map(_is_of_cover, words)):
            return [*rest, *following], named.author, named.source, left
        because = Because(Rule.OF_COVER)
        left += [Leftover(block.text, Reason.COVER, block.origin.explain(because)) for block in words]
        pictures = [block for block in rest if block.kind is Kind.IMAGE]
        return [*pictures, *following], named.author, named.source, left
    author: tuple[str, ...] = ()
    source = ""
    left = []
    seen = 0
    group = False  # whether the names so far are of one, a line each
    for at, i in enumerate(below):
        block, own = blocks[i], head.facts[i]
        if own.kind is Kind.IMAGE:
            kept.append(block)
            continue
        found = Byline()
        if own.is_text and find_label(own.words.text) not in _STOPS and seen < TUNING.byline_lines:
            found = parse_byline(block.text, apart=_is_apart(head, i))
        stays = own.is_text and find_label(own.words.text) in _BESIDE
        again = (found.author and author and not (found.joins and group)) or (
            found.source and source and not found.author
        )
        if (not found and not stays) or again or seen >= TUNING.byline_lines:
            return [*kept, *(_deny(blocks[k], head, k) for k in below[at:])], author, source, left
        seen += 1
        if not found:
            kept.append(_deny(block, head, i))
            continue
        rule = Because(Rule.CREDIT_LABEL if found.labelled else Rule.UNDER_TITLE)
        author, source = (*author, *found.author), source or found.source
        group = found.joins
        left += _list_written(block, found, block.origin.explain(rule))
        if found.rest:
            kept.append(replace(block, runs=(Run(found.rest),)))
    return kept, author, source, left


def _take_cover_byline(blocks: Sequence[Block]) -> tuple[list[Block], Byline, list[Leftover]]:
    """The blocks of a cover less the line that says who wrote the text, or of a group; what they say."""
    kept: list[Block] = []
    left: list[Leftover] = []
    named = Byline()
    for block in blocks:
        found = parse_byline(block.text, apart=False) if block.kind is Kind.PARAGRAPH else Byline()
        told = found.labelled and (found.author or found.source) and not found.rest
        if told and (not named or (named.joins and found.joins)):
            left += _list_written(block, found, block.origin.explain(Because(Rule.CREDIT_LABEL)))
            named = replace(found, author=(*named.author, *found.author))
        else:
            kept.append(block)
    return kept, named, left


def _is_kicker(head: Head, i: int) -> bool:
    """Whether a line above a title names the column of a paper that it was printed in: ·综述·."""
    return head.facts[i].is_text and head.facts[i].words.kicker


def _is_of_cover(block: Block) -> bool:
    """Whether a block is what a cover has beside its title: a short line, without a mark at its end."""
    words = classify_words(block.text)
    is_short = block.kind is Kind.PARAGRAPH and len(block.text) <= TUNING.cover_line
    return is_short and not (words.ends_sentence or words.enumerated or is_field(block.text))


_BESIDE = {Label.DATE, Label.NOTE, Label.HEAD}  # 题注, 版本1.0
_STOPS = {Label.ADDRESSEE, Label.ABSTRACT, Label.ATTACHMENT, Label.CAPTION}


def _list_written(block: Block, found: Byline, origin: Origin) -> list[Leftover]:
    """What of a byline is written in another form, and what of it is left out."""
    text = block.text
    for part in (*found.dropped, found.rest):
        text = text.replace(part, "", 1)
    why = Reason.AUTHOR if found.author else Reason.SOURCE
    written = [Leftover(text, why, origin)] if text.strip() else []
    return written + [Leftover(part, Reason.PUBLICATION, block.origin) for part in found.dropped]


def _is_apart(head: Head, i: int) -> bool:
    """Whether a line under the title is set as no text is, or nothing is known of looks."""
    look, body = head.facts[i].look, head.body
    if look == Look() or not look.align:
        return True
    return look.align in ("center", "right") and body.align != look.align


def _take_repetition(
    blocks: Sequence[Block], title: Block, body: Look, ahead: int
) -> tuple[list[Block], list[Leftover]]:
    """The blocks less a line that has the words of the title again, or the last of them where it stands out,
    as one below a cover has, or every page of a form; or one of the first `ahead`, above the title. A heading
    among its like is none, nor is the last sentence."""
    first = title.text.split("\n", 1)[0]
    kept: list[Block] = []
    left: list[Leftover] = []
    styled = Counter(block.look for block in blocks if block.look.level)
    for i, block in enumerate(blocks):
        shown = stands_out(block.look, body)
        ends = 0 < i == len(blocks) - 1 and not shown
        heads = styled[block.look] >= TUNING.headings_alike
        again = block.kind is Kind.PARAGRAPH and (
            (i < ahead and shown and squeeze(first).endswith(squeeze(block.text) or " "))
            or (same_words(block.text, first) and not left and i < TUNING.repetition_blocks and not ends)
            or (_closes_title(block, first) and shown and not heads)
        )
        if again:
            origin = block.origin.explain(Because(Rule.TITLE_AGAIN))
            left.append(Leftover(block.text, Reason.TITLE_AGAIN, origin))
        else:
            kept.append(block)
    return kept, left


def _closes_title(block: Block, title: str) -> bool:
    """Whether a line is the end of a title: 工作总结报告 of 某学院工作总结报告."""
    words = squeeze(block.text)
    return len(words) >= TUNING.title_distinct and squeeze(title).endswith(words)


def _count_rivals(head: Head, lines: Sequence[int]) -> int:
    """How many lines of the text look as the title does, each with a text below it: they may be the
    titles of other articles."""
    look = head.facts[lines[0]].look
    if not (is_centred(look, head.body) and (is_bigger(look, head.body) or look.bold)):
        return 0
    found = 0
    for i in range(lines[-1] + 1, len(head.facts) - 1):
        own, below = head.facts[i], head.facts[i + 1]
        alike = own.is_text and own.look == look and not (own.words.flaw or own.words.bracketed)
        alike = alike and not find_label(own.words.text) and not rank_number(own.words.text)
        found += alike and below.is_text and below.look != look
    return found


def _deny(block: Block, head: Head, i: int) -> Block:
    """A block of the head that is no title, with the reason."""
    label = head.labels[i] if i < len(head.labels) else None
    because = Because(Rule.LABEL_LINE, label.value) if label else Because(Rule.ONE_TITLE)
    return block.deny(Role.TITLE, because) if block.kind is Kind.PARAGRAPH else block
