"""The blocks of one article → the same with its headings marked and levelled, and of each why, or why not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bulletin.importing.model import BULLET, Block, Kind, Look, Remark, Run
from bulletin.importing.offices import is_unit
from bulletin.importing.patterns import ATTACHMENTS, BOXES
from bulletin.importing.recognise.facts import Facts, classify_blocks
from bulletin.importing.recognise.titles.labels import find_label, is_field
from bulletin.importing.recognise.titles.levels import rank_number, settle_levels
from bulletin.importing.recognise.titles.ranks import is_bigger, is_bold, is_centred, stands_out
from bulletin.importing.recognise.tuning import TUNING
from bulletin.importing.verdicts import Because, Role, Rule


@dataclass(frozen=True, slots=True)
class _Decision:
    """The level of a heading, 1 the highest below the title, 0 for what is none; and the rule that spoke."""

    level: int
    because: Because


def mark_headings(blocks: Sequence[Block], body: Look) -> tuple[tuple[Block, ...], tuple[Remark, ...]]:
    """Mark what is a heading: a short numbered line without a full stop and with a text below it, or a
    line without a number that stands out from the text.

    A number that opens a whole paragraph (一、强化保障。我市……) leaves it a paragraph, as it was printed.
    """
    facts = classify_blocks(blocks)
    styled = sorted({own.look.level for own in facts if own.look.level})
    marked: list[Block] = []
    found: list[tuple[Look, Remark]] = []
    for i, (block, own) in enumerate(zip(blocks, facts, strict=True)):
        before = (facts[i - 1], marked[-1].kind) if marked else None
        following = facts[i + 1] if i + 1 < len(facts) else None
        decision = _decide(own, body, before, following, styled)
        if block.number == BULLET and decision.level:
            decision = _Decision(0, Because(Rule.LIST_ITEM))
        if not decision.level:
            marked.append(block.deny(Role.HEADING, decision.because) if own.is_text else block)
            continue
        runs = (Run(block.text), *(run for run in block.runs if run.note))
        unsure = not own.words.level and not own.look.level
        origin = block.origin.explain(replace(decision.because, doubt=unsure))
        marked.append(replace(block, kind=Kind.HEADING, level=decision.level, runs=runs, origin=origin))
        if not own.words.level:
            bare = decision.because.rule is Rule.ALONE_ABOVE
            why = "单独一行，末尾没有标点" if bare else "与正文的字不同"
            message = f"“{block.text.strip()}”当作小标题（{why}）"
            found.append((own.look, Remark(message, block.origin, guess=not own.look.level, code="I125")))
    marked = _drop_odd_items(marked, facts)
    # Several that look alike vouch for one another.
    alike = Counter(look for look, _ in found if stands_out(look, body))
    remarks = [
        replace(remark, guess=remark.guess and alike[look] < TUNING.headings_alike) for look, remark in found
    ]
    return tuple(settle_levels(marked)), tuple(remarks)


def _drop_odd_items(marked: Sequence[Block], facts: Sequence[Facts]) -> list[Block]:
    """The blocks, less the headings with numbers of whose like most are items of a list: the last of these
    has a paragraph below it, too."""
    out = list(marked)
    series: dict[int, list[int]] = {}  # by the rank of their numbers, as long as no higher one comes

    def settle(indexes: Sequence[int]) -> None:
        heads = [i for i in indexes if out[i].kind is Kind.HEADING]
        short = [i for i in indexes if len(facts[i].words.text) <= TUNING.heading_longest]
        if heads and len(short) >= TUNING.series_items and 2 * len(heads) < len(short):
            for i in heads:
                because = Because(Rule.LIST_ITEM)
                out[i] = replace(marked[i], kind=Kind.PARAGRAPH, level=0).deny(Role.HEADING, because)

    for i, own in enumerate(facts):
        rank = rank_number(own.words.text) if own.is_text and not own.look.level else 0
        if not rank:
            continue
        for lower in [other for other in series if other > rank]:
            settle(series.pop(lower))
        series.setdefault(rank, []).append(i)
    for indexes in series.values():
        settle(indexes)
    return out


def _decide(
    own: Facts,
    body: Look,
    before: tuple[Facts, Kind] | None,
    following: Facts | None,
    styled: Sequence[int],
) -> _Decision:
    """Ask the rules in turn; the block `before` comes with the kind that was found for it."""
    decision = _judge(own, body, before[0] if before else None, following, styled)
    asks = decision.because.rule is Rule.ENDS_WITH_MARK and not own.words.flaw  # 为什么要创新？
    if own.look == body == Look() and (asks or decision.because.rule is Rule.LIKE_TEXT):
        against = _find_objection(own, before, following)
        decision = _Decision(0, against) if against else _Decision(1, Because(Rule.ALONE_ABOVE))
    if decision.level and before and _is_item(*before, own):
        return _Decision(0, Because(Rule.LIST_ITEM))
    return decision


def _judge(
    own: Facts, body: Look, before: Facts | None, following: Facts | None, styled: Sequence[int]
) -> _Decision:
    """Whether a block is a heading by its words, its number or its look."""
    words, text = own.words, own.words.text.strip()
    if not own.is_text or len(text) < TUNING.heading_shortest:
        return _Decision(0, Because(Rule.TOO_SHORT))
    if len(text) > TUNING.heading_longest:
        return _Decision(0, Because(Rule.TOO_LONG, str(TUNING.heading_longest)))
    if following is None:
        return _Decision(0, Because(Rule.NOTHING_BELOW))
    if words.caption:
        return _Decision(0, Because(Rule.CAPTION))
    if not own.look.level and (label := find_label(text)):
        return _Decision(0, Because(Rule.LABEL_LINE, label.value))
    if not own.look.level and own.look.align == "right":
        return _Decision(0, Because(Rule.AT_RIGHT))
    if "。" in text[:-1]:
        return _Decision(0, Because(Rule.HAS_STOP))
    look = own.look
    other = is_bold(look, body) or is_bigger(look, body)
    if text[-1] in "，、；,;" or (words.ends_sentence and not (other and text[-1] in "？！”’）》")):
        return _Decision(0, Because(Rule.ENDS_WITH_MARK, text[-1]))
    colon = text[-1] in "：:"
    if look.level and not colon:
        level = min(styled.index(look.level) + 1, TUNING.heading_levels)
        return _Decision(level, Because(Rule.STYLE))
    if rank := rank_number(text):
        if colon and not (other and words.level == 1):
            return _Decision(0, Because(Rule.ENDS_WITH_MARK, text[-1]))
        # A text follows, or a heading of a lower level, and not the next item of a list.
        if following.is_text and rank_number(following.words.text) == rank:
            return _Decision(0, Because(Rule.LIST_ITEM))
        return _Decision(
            words.level or 1, Because(Rule.NUMBER, words.number.strip() or text[: TUNING.heading_shortest])
        )
    if (other or _is_lone_centre(own, body, before, following)) and not colon:
        if against := _object_to_look(own, body, following):
            return _Decision(0, Because(against))
        return _Decision(1, Because(Rule.OTHER_LOOK))
    return _Decision(0, Because(Rule.ENDS_WITH_MARK, text[-1]) if colon else Because(Rule.LIKE_TEXT))


def _is_lone_centre(own: Facts, body: Look, before: Facts | None, following: Facts) -> bool:
    """Whether a line stands alone in the middle, between paragraphs that do not."""
    around = (before, following)
    alone = not any(other and other.is_text and is_centred(other.look, body) for other in around)
    ended = before is None or not before.is_text or before.words.ends_sentence
    return is_centred(own.look, body) and alone and ended and following.is_text and not own.words.flaw


def _object_to_look(own: Facts, body: Look, following: Facts) -> Rule | None:
    """Why a line without a number that stands out is no heading all the same: it signs a text, it is a note,
    a label with what was filled in; or, in the middle, no text is right below it, as on a cover."""
    text = own.words.text
    if own.words.bracketed:
        return Rule.NOTE
    if is_unit(text):
        return Rule.OFFICE
    if text.lstrip()[:1] in BOXES:
        return Rule.BOX
    if is_field(text):
        return Rule.FIELD
    centred = is_centred(own.look, body)
    if centred and following.is_text and stands_out(following.look, body):
        return Rule.NO_PARAGRAPH_BELOW
    return None


def _find_objection(own: Facts, before: tuple[Facts, Kind] | None, following: Facts | None) -> Because | None:
    """Why, where nothing is known of looks, a line without a mark at its end does not stand over a text; None
    where it does, as a short one may. Behind a colon or another short line it is an item of a list."""
    words, length = own.words, len(own.words.text.strip())
    if length < TUNING.heading_alone_shortest:
        return Because(Rule.SHORTER, str(TUNING.heading_alone_shortest))
    if length > TUNING.heading_alone_longest:
        return Because(Rule.TOO_LONG, str(TUNING.heading_alone_longest))
    if words.enumerated:
        return Because(Rule.ENUMERATED, words.text.strip()[:2])
    if words.flaw:
        return Because(words.flaw, words.last)
    if words.office:
        return Because(Rule.OFFICE)
    if not following or not following.is_text or len(following.words.text) < TUNING.heading_longest:
        return Because(Rule.NO_PARAGRAPH_BELOW)
    if before is None or before[1] is not Kind.PARAGRAPH:
        return None
    above = before[0].words
    ends = above.ends_sentence and len(above.text) >= TUNING.heading_alone_longest
    return None if ends else Because(Rule.NO_PARAGRAPH_ABOVE)


def _is_item(before: Facts, kind: Kind, own: Facts) -> bool:
    """Whether a block is an item of a list: the one `before` has a number of the same kind, or opens the list
    of attachments (附件：1.…)."""
    if kind is not Kind.PARAGRAPH or not own.words.level or len(before.words.text) > TUNING.heading_longest:
        return False
    same = rank_number(before.words.text) == rank_number(own.words.text)
    return same or bool(ATTACHMENTS.match(before.words.text))
