"""What became of each line of a manuscript → one verdict a line: what it was taken for, why, why not else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bulletin.importing.model import (
    BULLET,
    INSET,
    Block,
    DraftArticle,
    Found,
    Kind,
    Leftover,
    Manuscript,
    Origin,
    Reason,
)
from bulletin.importing.recognise.facts import classify_words
from bulletin.importing.verdicts import Because, Role, Rule, Trace, Verdict
from bulletin.model import KEYS

_ROLES = {
    Reason.FIELDS: Role.FIELD,
    Reason.AUTHOR: Role.AUTHOR,
    Reason.EDITOR_NOTE: Role.FIELD,
    Reason.SOURCE: Role.SOURCE,
    Reason.CAPTION: Role.CAPTION,
    Reason.CONTENTS: Role.ENTRY,
    Reason.OWN_CONTENTS: Role.ENTRY,
    Reason.PAGE_NUMBER: Role.FOLIO,
    Reason.RUNNING: Role.RUNNING_HEAD,
    Reason.HEADER: Role.RUNNING_HEAD,
    Reason.FOOTER: Role.RUNNING_HEAD,
    Reason.COLUMN: Role.COLUMN,
}
_KINDS = {Kind.HEADING: Role.HEADING, Kind.TABLE: Role.TABLE, Kind.IMAGE: Role.IMAGE}
# What a stage said when it took a line out of the text; other words of a trace are about its paragraph.
_TAKEN = {
    Rule.CREDIT_LABEL,
    Rule.CENTRED_NAMES,
    Rule.UNDER_TITLE,
    Rule.TITLE_AGAIN,
    Rule.OF_COVER,
    Rule.UNDER_PICTURE,
    Rule.LISTED_COLUMN,
    Rule.COLUMN_MARK,
    Rule.NO_TEXT_BELOW,
}
# What a field is called in issue.md; the total is written with the number.
_FIELDS = {**{key.name: key.chinese for key in KEYS}, "total": "总期号"}


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What became of a line: `text` is what of it came there."""

    trace: Trace
    text: str
    role: Role
    because: Because
    opens: Because | None = None


def number_lines(manuscript: Manuscript) -> Manuscript:
    """`manuscript` with each line marked by its place among them, so that it can be followed: those of a
    text, those that paragraphs of pages were joined of, else whole blocks."""
    lines = tuple(line.follow(i) for i, line in enumerate(manuscript.lines))
    blocks: list[Block] = []
    count = 0
    for block in manuscript.blocks:
        blocks.append(block.follow(count))
        count += len(blocks[-1].origin.traces)
    return replace(manuscript, lines=lines, blocks=tuple(blocks))


def _list_units(manuscript: Manuscript) -> list[tuple[Origin, str, str]]:
    """Each numbered line: where its block stands, its place and its words."""
    if manuscript.lines:
        return [(line.origin, line.origin.place, line.text) for line in manuscript.lines]
    return [
        (block.origin, trace.place or block.origin.place, trace.text or _show_block(block))
        for block in manuscript.blocks
        for trace in block.origin.traces
    ]


def list_verdicts(
    manuscript: Manuscript,
    articles: Sequence[DraftArticle],
    left: Sequence[Leftover],
    fields: Sequence[Found],
) -> tuple[Verdict, ...]:
    """One verdict for each line (or block, of a document) of a numbered manuscript that holds anything, in
    their order; several for one that was parted. What its reader left out stands where its place says."""
    named: dict[int, list[str]] = {}
    for field in fields:
        for trace in field.origin.traces:
            named.setdefault(trace.index, []).append(_FIELDS.get(field.name, field.name))
    outcomes: dict[int, list[_Outcome]] = {}
    for outcome in (*_follow_articles(articles), *_follow_left(left, named)):
        outcomes.setdefault(outcome.trace.index, []).append(outcome)
    verdicts: list[Verdict] = []
    waiting = [item for item in left if not item.origin.traces and item.text.strip()]
    for i, (origin, place, text) in enumerate(_list_units(manuscript)):
        while waiting and _stands_before(waiting[0].origin, origin):
            verdicts.append(_judge_left(waiting.pop(0)))
        own = sorted(outcomes.get(i, ()), key=lambda outcome: outcome.trace.part)
        for outcome in own:
            shown = outcome.trace.text or (text if len(own) == 1 else outcome.text)
            denials, opens = outcome.trace.denials, outcome.opens
            verdicts.append(Verdict(i, place, shown, outcome.role, outcome.because, denials, opens))
        if not own and text.strip():
            verdicts.append(Verdict(i, place, text, Role.LEFT, Because(Rule.LOST)))
    return (*verdicts, *map(_judge_left, waiting))


def _show_block(block: Block) -> str:
    if block.kind is Kind.IMAGE:
        return block.alt or "（图）"
    if block.kind is Kind.TABLE:
        cells = [cell.replace(INSET, "") for row in block.cells for cell in row]
        return " ".join(" ".join(cell.split()) for cell in cells if cell.strip())
    return block.text


def _stands_before(origin: Origin, other: Origin) -> bool:
    return origin.unit is other.unit and 0 < origin.first < other.first


def _judge_left(item: Leftover) -> Verdict:
    """The verdict on what a reader left out."""
    role = _ROLES.get(item.why, Role.LEFT)
    return Verdict(-1, item.origin.place, item.text, role, Because(Rule.NOT_TAKEN, item.why))


def _follow_articles(articles: Sequence[DraftArticle]) -> Iterator[_Outcome]:
    for article in articles:
        if not article.untitled:
            yield from _follow(article.origin, article.whole_title, Role.TITLE, Role.TITLE_LINE)
        for block in article.blocks:
            role = _KINDS.get(block.kind, Role.PARAGRAPH)
            if role is Role.PARAGRAPH:
                caption = classify_words(block.text).caption
                role = Role.ITEM if block.number == BULLET else Role.CAPTION if caption else role
            text = _show_block(block)
            yield from _follow(block.origin, text, role, Role.CONTINUATION)


def _follow(origin: Origin, text: str, first: Role, rest: Role) -> Iterator[_Outcome]:
    for i, trace in enumerate(origin.traces):
        as_is = first in (Role.TABLE, Role.IMAGE)
        because = trace.because or (Because(Rule.AS_IS, first) if as_is else Because(Rule.AS_TYPED))
        if first is Role.CAPTION and not i:  # its number says what it is, a stage why it begins here
            yield _Outcome(trace, text, first, Because(Rule.CAPTION_NUMBER), trace.because)
        else:
            yield _Outcome(trace, text, rest if i else first, because)


def _follow_left(left: Sequence[Leftover], named: Mapping[int, Sequence[str]]) -> Iterator[_Outcome]:
    for item in left:
        for trace in item.origin.traces:
            role = _ROLES.get(item.why, Role.LEFT)
            because = Because(Rule.LISTED if role is Role.ENTRY else Rule.NOT_TAKEN, item.why)
            if trace.because and trace.because.rule in _TAKEN:
                because = trace.because
            if role is Role.FIELD and trace.index in named:
                because = Because(Rule.WRITTEN_AS, "、".join(dict.fromkeys(named[trace.index])))
            yield _Outcome(trace, item.text, role, because)
