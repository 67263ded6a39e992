"""The blocks of one article → the same with its headings marked and levelled, and of each why, or why not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bulletin.hanzi import HAN_NUMBER, is_han
from bulletin.importing.model import BULLET, Block, Kind, Look, Remark, Run
from bulletin.importing.offices import is_unit
from bulletin.importing.patterns import ATTACHMENTS, BOXES
from bulletin.importing.recognise.facts import Facts, classify_blocks, classify_words
from bulletin.importing.recognise.titles.head import is_kind_alone
from bulletin.importing.recognise.titles.labels import Label, find_label, is_field
from bulletin.importing.recognise.titles.levels import settle_levels
from bulletin.importing.recognise.titles.numbers import rank_number, read_ordinal
from bulletin.importing.recognise.titles.ranks import (
    describe_look,
    is_bigger,
    is_bold,
    is_centred,
    stands_out,
)
from bulletin.importing.recognise.titles.series import Decision, settle_series
from bulletin.importing.recognise.titles.titles import join_title
from bulletin.importing.recognise.tuning import TUNING
from bulletin.importing.spacing import close_spread
from bulletin.importing.verdicts import Because, Role, Rule


def mark_headings(blocks: Sequence[Block], body: Look) -> tuple[tuple[Block, ...], tuple[Remark, ...]]:
    """Mark what is a heading: a short numbered line without a full stop and with a text below it, or a
    line without a number that stands out from the text; and so are the others of its series.

    A number that opens a whole paragraph (一、强化保障。我市……) leaves it a paragraph, as it was printed.
    """
    blocks = _join_attachment_titles(blocks, body)
    blocks = _lower_styles(blocks)
    facts = classify_blocks(blocks)
    styles = Counter(own.look.level for own in facts if _is_styled(own))
    decisions: list[Decision] = []
    begun = False  # whether a sentence has been said
    for i, (block, own) in enumerate(zip(blocks, facts, strict=True)):
        before = (facts[i - 1], decisions[-1].heading) if i else None
        following = facts[i + 1] if i + 1 < len(facts) else None
        decision = _decide(own, body, before, following, styles)
        if begun and following and decision.because.rule is Rule.NO_PARAGRAPH_BELOW and own.look != body:
            over = rank_number(following.words.text) > 0  # over 一、 within a text, where no cover is
            decision = Decision(True, Because(Rule.OTHER_LOOK)) if over else decision
        begun = begun or (
            own.is_text and own.words.ends_sentence and len(own.words.text) >= TUNING.opening_sentence
        )
        if block.number == BULLET and decision.heading:
            decision = Decision(False, Because(Rule.LIST_ITEM), fixed=True)
        decisions.append(decision)
    decisions = _settle_attachments(facts, settle_series(facts, decisions, body))
    closed = 0
    marked: list[Block] = []
    found: list[tuple[Look, Remark]] = []
    for block, own, decision in zip(blocks, facts, decisions, strict=True):
        if not decision.heading:
            marked.append(block.deny(Role.HEADING, decision.because) if own.is_text else block)
            continue
        text = block.text.strip()
        closed += text[-1:] in _CLOSED
        runs = (Run(text.rstrip(_CLOSED + " \u3000") or text), *(run for run in block.runs if run.note))
        numbered = rank_number(own.words.text) > 0 or bool(_ATTACHED.fullmatch(text))
        unsure = not (numbered or own.look.level or _is_clear(own, body))
        origin = block.origin.explain(replace(decision.because, doubt=unsure))
        marked.append(replace(block, kind=Kind.HEADING, runs=runs, origin=origin))
        if not numbered:
            bare = decision.because.rule is Rule.ALONE_ABOVE
            why = "单独一行，末尾没有标点" if bare else "与正文的字不同"
            message = f"“{text}”当作小标题（{why}）"
            found.append((own.look, Remark(message, block.origin, guess=unsure, code="I125")))
    # Several that look alike vouch for one another.
    alike = Counter(look for look, _ in found if stands_out(look, body))
    remarks = [
        replace(remark, guess=remark.guess and alike[look] < TUNING.headings_alike) for look, remark in found
    ]
    if closed:
        remarks.append(Remark(f"小标题末尾的冒号、句号没有收进（{closed} 处）"))
    return tuple(settle_levels(marked)), tuple(remarks)


_CLOSED = "：:。"  # what ends a label or a sentence, and no heading in print


def _lower_styles(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, those without a level whose style most of a text is in: it is a text's, by any name."""
    levels = Counter(own.look.level for own in classify_blocks(blocks) if _is_styled(own))
    paragraphs = [block for block in blocks if block.kind is Kind.PARAGRAPH and block.text.strip()]
    every = Counter(block.look.level for block in paragraphs)
    said = {
        level
        for level, count in every.items()
        if level and 2 * count > len(paragraphs) and 2 * levels[level] < count
    }
    return [
        replace(block, look=replace(block.look, level=0)) if block.look.level in said else block
        for block in blocks
    ]


def _settle_attachments(facts: Sequence[Facts], decisions: Sequence[Decision]) -> list[Decision]:
    """Make all 附件2：某表 headings where one is: each with something of another kind below it."""
    found = [i for i, own in enumerate(facts) if own.is_text and _ATTACHED.fullmatch(own.words.text.strip())]
    over = [i for i in found if i + 1 < len(facts) and i + 1 not in found]
    if not any(decisions[i].heading for i in over):
        return list(decisions)
    because = Because(Rule.SERIES_HEADINGS)
    return [
        Decision(True, because) if i in over and not own.heading else own for i, own in enumerate(decisions)
    ]


def _join_attachment_titles(blocks: Sequence[Block], body: Look) -> list[Block]:
    """The blocks with the title of an attachment, on several lines in the middle below 附件2, as one."""
    out: list[Block] = []
    begun = False  # whether the last of them is such a line
    for block in blocks:
        shown = block.kind is Kind.PARAGRAPH and is_centred(block.look, body) and not block.calls
        shown = shown and (is_bigger(block.look, body) or is_bold(block.look, body))
        words = classify_words(block.text)
        shown = shown and not (words.ends_sentence or words.enumerated or words.bracketed)
        if begun and shown and block.look == out[-1].look and not find_label(block.text):
            text = join_title([out[-1].text, block.text])
            if len(text) <= TUNING.heading_longest:
                out[-1] = replace(out[-1], runs=(Run(text),), origin=out[-1].origin.add(block.origin))
                continue
        above = out[-1] if out else Block()
        begun = shown and above.kind is Kind.PARAGRAPH and find_label(above.text) is Label.ATTACHMENT
        out.append(block)
    return out


_ATTACHED = re.compile(
    rf"附\s*[件录表]\s*(?:{HAN_NUMBER}|[0-9]{{1,2}})\s*[：:.、\s]\s*[^。；]{{2,36}}[^。；：:]"
)
# What parts of a text are called.
_PART = re.compile(
    r"引\s*言|前\s*言|绪\s*论|(?:中\s*文)?摘\s*要|Abstract|结\s*论|结\s*语|参\s*考\s*文\s*献"
    r"|致\s*谢|后\s*记|附\s*录|说\s*明"
)


_LISTED_PART = re.compile(r"(?:主\s*要\s*)?参\s*考\s*(?:文\s*献|资\s*料)|附\s*录|致\s*谢")  # 参考文献：


def _is_clear(own: Facts, body: Look) -> bool:
    """Whether a line without number or style is surely a heading: by two signs of its look, of which letters
    with room between them (声　明) are one, or its name."""
    text = own.words.text.strip()
    signs = len(describe_look(own.look, body))
    spread = close_spread(text) != text
    named = _PART.fullmatch(text) is not None
    return signs + spread >= TUNING.title_clear_looks or (signs > 0 and named)


def _is_styled(own: Facts) -> bool:
    """Whether a line in the style of headings is one by its words, too."""
    words = own.words
    return own.is_text and own.look.level > 0 and not words.ends_sentence and words.last not in _OPEN_MARKS


_PATH = re.compile(r"[A-Za-z0-9_.-]*(?:/[A-Za-z0-9_.{}-]+){2,}")  # api/v1/list, of a program
_QUIZ = re.compile(r"[（(][\s\u3000]{2,}[）)]|_{3,}")  # room for the answer to a question …
_ASKS = re.compile(r"下列|以下|下面|哪|什么|[？?：:）)是有为]$|(?:包括|属于|正确|错误|不同)的?$")
_CHOICES = re.compile(r"\s*[（(]?A[.．、)）]")  # … and what it may be
_ENGLISH_CAPTION = re.compile(r"(?:Table|Tab\.|Figure|Fig\.)\s*[0-9]{1,3}\s*[:：.]", re.IGNORECASE)
_RELATION = re.compile("[=<>≤≥∈≠≈∑∫]")
_OPEN_MARKS = tuple("，、；,;：:")


def _decide(
    own: Facts,
    body: Look,
    before: tuple[Facts, bool] | None,
    following: Facts | None,
    styles: Mapping[int, int],
) -> Decision:
    """Ask the rules in turn; the block `before` comes with whether it is a heading."""
    decision = _judge(own, body, before[0] if before else None, following, styles)
    asks = decision.because.rule is Rule.ENDS_WITH_MARK and not own.words.flaw  # 为什么要创新？
    if own.look == body == Look() and (asks or decision.because.rule is Rule.LIKE_TEXT):
        against = _find_objection(own, before, following)
        decision = Decision(False, against) if against else Decision(True, Because(Rule.ALONE_ABOVE))
    if decision.heading and not own.look.level and before and _is_item(*before, own, body):
        return Decision(False, Because(Rule.LIST_ITEM))
    return decision


def _judge(
    own: Facts, body: Look, before: Facts | None, following: Facts | None, styles: Mapping[int, int]
) -> Decision:
    """Whether a block is a heading by its words, its number or its look."""
    words, text = own.words, own.words.text.strip()
    if not own.is_text or len(text) < TUNING.heading_shortest:
        return Decision(False, Because(Rule.TOO_SHORT))
    others = styles.get(own.look.level, 0) - _is_styled(own)  # headings in the same style
    longest = TUNING.heading_longest
    if others > 1 and _is_styled(own) and "；" not in text and any(map(is_han, text)):
        longest = TUNING.title_longest
    if len(text) > longest:
        return Decision(False, Because(Rule.TOO_LONG, str(longest)))
    if following is None and not others:
        return Decision(False, Because(Rule.NOTHING_BELOW))
    if words.caption or (not own.look.level and _ENGLISH_CAPTION.match(text)):
        return Decision(False, Because(Rule.CAPTION))
    if not own.look.level and (label := find_label(text)):
        return Decision(False, Because(Rule.LABEL_LINE, label.value))
    if not own.look.level and own.look.align == "right":
        return Decision(False, Because(Rule.AT_RIGHT))
    if "。" in text[:-1]:
        return Decision(False, Because(Rule.HAS_STOP))
    look = own.look
    other = is_bold(look, body) or is_bigger(look, body)
    if text[-1] in "，、；,;" or (words.ends_sentence and not (other and text[-1] in "？！”’）》")):
        return Decision(False, Because(Rule.ENDS_WITH_MARK, text[-1]))
    chosen = following and _CHOICES.match(following.words.text) and _ASKS.search(text)
    asks = _QUIZ.search(text) or chosen
    if asks and not look.level and words.level != 1:
        return Decision(False, Because(Rule.LIST_ITEM), fixed=True)
    colon = text[-1] in "：:" and not (other and _PART.fullmatch(text[:-1].strip()))
    if look.level and (not colon or others):
        return Decision(True, Because(Rule.STYLE))
    if following is None:
        return Decision(False, Because(Rule.NOTHING_BELOW))
    if rank := rank_number(text):
        if colon and not (other and words.level == 1):
            return Decision(False, Because(Rule.ENDS_WITH_MARK, text[-1]))
        # A text follows, or a heading of a lower level, and not the next item of a list.
        if (
            following.is_text
            and rank_number(following.words.text) == rank
            and not _is_over(own, following, body)
        ):
            return Decision(False, Because(Rule.LIST_ITEM))
        number = words.number.strip() or text[: TUNING.heading_shortest]
        return Decision(True, Because(Rule.NUMBER, number))
    named = colon and bool(_LISTED_PART.fullmatch(text[:-1].strip()))
    if (other or _is_lone_centre(own, body, before, following)) and (not colon or named):
        if against := _object_to_look(own, body, following):
            return Decision(False, Because(against))
        return Decision(True, Because(Rule.OTHER_LOOK))
    return Decision(False, Because(Rule.ENDS_WITH_MARK, text[-1]) if colon else Because(Rule.LIKE_TEXT))


def _is_over(own: Facts, following: Facts, body: Look) -> bool:
    """Whether a list of the same numbers begins below a line that stands out."""
    shown = stands_out(own.look, body) and not stands_out(following.look, body)
    return shown and read_ordinal(following.words.text) == 1


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
    if _PATH.match(text.strip()):
        return Rule.LIKE_TEXT
    if _RELATION.search(text) and 2 * sum(map(is_han, text)) < len(text):
        return Rule.FEW_LETTERS  # a formula
    if is_field(text):
        return Rule.FIELD
    if is_kind_alone(text):
        return Rule.NO_PARAGRAPH_BELOW
    centred = is_centred(own.look, body)
    if centred and following.is_text and stands_out(following.look, body):
        return Rule.NO_PARAGRAPH_BELOW
    return None


def _find_objection(own: Facts, before: tuple[Facts, bool] | None, following: Facts | None) -> Because | None:
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
    if before is None or before[1] or not before[0].is_text:
        return None
    above = before[0].words
    ends = above.ends_sentence and len(above.text) >= TUNING.heading_alone_longest
    return None if ends else Because(Rule.NO_PARAGRAPH_ABOVE)


def _is_item(before: Facts, heading: bool, own: Facts, body: Look) -> bool:
    """Whether a block is an item of a list: the one `before` has a number of the same kind, or opens the list
    of attachments (附件：1.…). One that stands out does not go on with a list which does not."""
    if stands_out(own.look, body) and not stands_out(before.look, body):
        return False
    if (
        heading
        or not before.is_text
        or not own.words.level
        or len(before.words.text) > TUNING.heading_longest
    ):
        return False
    same = rank_number(before.words.text) == rank_number(own.words.text)
    return same or bool(ATTACHMENTS.match(before.words.text))
