"""The blocks of one manuscript → its title, its byline, and its text: everything else, in its order.

A manuscript opens with what its office puts there: 附件2, 发文字号, a letterhead, a logo; then the title, on
one line or several; then who wrote it, or when; then the text. Its title is the line of this head that stands
out most, and the first of those that do so alike; where none does, it is the first line that may be one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bulletin.hanzi import is_han
from bulletin.importing.model import Block, Kind, Leftover, Look, Origin, Reason, Remark, Run
from bulletin.importing.patterns import PAIRS
from bulletin.importing.recognise.facts import Facts, Words, classify_blocks, classify_words
from bulletin.importing.recognise.titles.bylines import Byline, is_unit, parse_byline
from bulletin.importing.recognise.titles.labels import (
    Label,
    find_label,
    is_field,
    is_series_name,
    parse_title_label,
    same_words,
)
from bulletin.importing.recognise.titles.ranks import (
    describe_look,
    find_top_level,
    is_bigger,
    is_bold,
    is_centred,
    stands_out,
)
from bulletin.importing.recognise.titles.titles import join_title
from bulletin.importing.recognise.tuning import TUNING
from bulletin.importing.spacing import close_spread
from bulletin.importing.verdicts import Because, Role, Rule

_OPEN = re.compile(r"(?:关于|[的和与及暨、：:—－─\-“（《〈·]|以及|对于|围绕|贯彻落实|——)$")
_GOES_ON = re.compile(r"(?:的|和|与|及|暨|、|[”）》]|以及)")
# The kinds of papers that a title ends with (党政机关公文处理工作条例, 第八条, and usage).
_GENRE = re.compile(
    r"(?:通知|通报|通告|公告|公示|报告|请示|批复|意见|决定|决议|命令|公报|议案|函|纪要|办法|规定|规则|细则|条例|章程|制度|方案|计划|规划|要点|总结|"
    r"讲话|发言|致辞|汇报|说明|倡议书|公开信|申请书|申请表|登记表|审批表|推荐表|汇总表|名单|指南|简章|启事|协议|合同|预案|清单|情况|说明书|策划书|策划案|计划书|申报书|任务书|责任书|协议书|建议书|鉴定表|手册|大纲|教案|记录|稿)"
    r"(?:[（(][^（()）]{1,12}[）)])?$"
)
_SENT = re.compile(
    r"(?:的\s*)?(?:通\s*知|报\s*告|请\s*示|函|意\s*见|通\s*报|公\s*告|通\s*告|决\s*定|批\s*复|复\s*函|公\s*示|讲\s*话)"
)


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


@dataclass(frozen=True, slots=True)
class _Head:
    """The blocks of the head: their facts, with words spread closed up, what each is where it is no title,
    and where the text begins."""

    facts: tuple[Facts, ...]
    labels: tuple[Label | None, ...]
    body: Look
    end: int


def read_opening(blocks: Sequence[Block], body: Look, cover: int = 0) -> Opening:
    """Find the title of one manuscript and the byline under it; the first `cover` of the blocks stand ahead
    of its contents list, where an office is that of a cover."""
    count = len(blocks)
    blocks = _join_stacked(blocks)
    cover -= count - len(blocks)
    head = _survey(blocks, body)
    lines, because = _find_title(head)
    if not lines:
        denied = tuple(_deny(block, head, i) for i, block in enumerate(blocks))
        return Opening(None, (), "", denied, (), ())
    title = _make_title(blocks, head, lines, because)
    rest, author, source, left = _take_byline(blocks, head, lines, cover)
    rest, again = _take_repetition(rest, title)
    reasons = describe_look(head.facts[lines[0]].look, body)
    joined = f"，{len(lines)}行合成一个" if len(lines) > 1 else ""
    why = "、".join(reasons) if reasons else str(because)
    shown = title.text.replace("\n", " ")
    remark = Remark(f"“{shown}”是标题：{why}{joined}", title.origin, guess=because.doubt, code="I124")
    remarks = [remark]
    if rivals := _count_rivals(head, lines):
        message = f"还有 {rivals} 处与标题一个样子，下面也有正文，都收在这一篇里"
        remarks.append(Remark(message, title.origin, guess=True, code="I142"))
    return Opening(title, author, source, tuple(rest), (*left, *again), tuple(remarks))


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


def _survey(blocks: Sequence[Block], body: Look) -> _Head:
    facts = classify_blocks(blocks)
    closed = tuple(
        replace(own, words=classify_words(close_spread(own.words.text.strip()))) if own.is_text else own
        for own in facts
    )
    end = next((i for i, own in enumerate(closed) if _opens_text(own, body, i)), len(closed))
    end = min(end, TUNING.opening_blocks)
    labels = tuple(
        find_label(own.words.text) if own.is_text else None for own in closed[: end + TUNING.preface_blocks]
    )
    return _Head(closed, labels, body, end)


def _opens_text(own: Facts, body: Look, i: int) -> bool:
    """Whether the text has begun: a sentence, or more words than a title has."""
    if not own.is_text:
        return own.kind is Kind.TABLE and i > 0
    words, text = own.words, own.words.text
    display = is_bigger(own.look, body) or is_centred(own.look, body)
    if words.level and not display and not own.look.level:
        return True
    if len(text) > (TUNING.opening_longest if display else TUNING.title_longest):
        return True
    stops = text.count("。")
    return stops > 0 and not display and len(text) >= TUNING.opening_sentence


def _find_title(head: _Head) -> tuple[list[int], Because]:
    """The lines of the title, and the rule that found it; no lines where there is none."""
    able = [i for i in range(head.end) if _may_be(head, i)]
    for i in range(min(able, default=head.end)):
        if head.facts[i].is_text and parse_title_label(head.facts[i].words.text):
            return [i], Because(Rule.LABELLED)
    if not any(stands_out(head.facts[i].look, head.body) for i in able):
        able = _find_announced(head) or able
    able = able or _find_below_text(head)
    if not able:
        return [], Because(Rule.LIKE_TEXT)
    seed = _choose(head, able)
    lines = _extend(head, seed)
    own = head.facts[lines[0]]
    if stands_out(own.look, head.body):
        looks = describe_look(own.look, head.body)
        doubt = len(looks) < TUNING.title_clear_looks and not own.look.level and lines[0] > 0
        return lines, Because(Rule.LOOKS, "、".join(looks), doubt)
    return lines, Because(Rule.FIRST_LINE, doubt=lines[0] > 0 or len(lines) > 1)


def _find_announced(head: _Head) -> list[int]:
    """The very first line, where it ends with a colon and calls nobody: 会议记录：."""
    own = head.facts[0] if head.end else None
    colon = own is not None and own.is_text and own.words.last in ("：", ":") and not head.labels[0]
    return [0] if colon else []


def _find_below_text(head: _Head) -> list[int]:
    """The first line in the middle that stands out, where a few paragraphs are ahead of it: a preface."""
    for i in range(head.end, min(head.end + TUNING.preface_blocks, len(head.facts))):
        own = head.facts[i]
        shown = own.is_text and is_centred(own.look, head.body)
        shown = shown and (is_bigger(own.look, head.body) or is_bold(own.look, head.body))
        if shown and not own.words.flaw and not find_label(own.words.text):
            return [i]
    return []


def _may_be(head: _Head, i: int) -> bool:
    """Whether line `i` of the head may be the title, or a line of it."""
    own = head.facts[i]
    if not own.is_text or head.labels[i]:
        return False
    words = own.words
    if words.flaw in _FLAWS:
        return False
    if words.flaw is Rule.NUMBERED and not (own.look.level or is_centred(own.look, head.body)):
        return False
    display = stands_out(own.look, head.body)
    if words.flaw is Rule.ENDS_WITH_MARK:
        return display and not _is_said(words)
    if words.flaw is Rule.TOO_LONG:
        return display
    byline = parse_byline(words.text, apart=False)
    return not byline and not (is_field(words.text) and not display)


_FLAWS = {
    Rule.HAS_STOP,
    Rule.CAPTION,
    Rule.ATTACHMENTS,
    Rule.PAGE_NUMBER,
    Rule.CREDIT,
    Rule.QUESTION,
    Rule.FEW_LETTERS,
    Rule.DATE,
    Rule.TOO_SHORT,
}


def _is_said(words: Words) -> bool:
    return words.ends_sentence and words.last not in "！？!?”’）》"


def _choose(head: _Head, able: Sequence[int]) -> int:
    """The line of those that are `able` which stands out most, and the first of its like."""
    facts, body = head.facts, head.body
    top = find_top_level([facts[i] for i in able])
    later = [own.look for own in facts[head.end :] if own.is_text and not own.words.flaw and own.look != body]

    def weigh(i: int) -> tuple[float, ...]:
        own = facts[i]
        look = own.look
        size = look.size / body.size if look.size and body.size else 1.0
        size = size if size >= TUNING.title_bigger else 1.0
        styled = bool(look.level) and look.level == top
        series = later.count(look) >= TUNING.opening_series and i != able[0]
        office = is_unit(own.words.text) or is_series_name(own.words.text)
        return (
            not series,
            not office,
            round(size, 1),
            styled,
            is_centred(look, body),
            look.bold and not body.bold,
        )

    best = max(map(weigh, able))
    return next(i for i in able if weigh(i) == best)


def _extend(head: _Head, seed: int) -> list[int]:
    """The lines of the title of which `seed` is one."""
    lines = [seed]
    while lines[0] > 0 and _can_join(head, lines[0] - 1) and _continues(head, lines[0] - 1, lines[0], lines):
        lines.insert(0, lines[0] - 1)
    while lines[-1] + 1 < head.end and _can_join(head, lines[-1] + 1):
        if not _continues(head, lines[-1], lines[-1] + 1, lines):
            break
        lines.append(lines[-1] + 1)
    following = lines[-1] + 1
    if following < head.end and head.facts[following].is_text and not head.labels[following]:
        words = head.facts[following].words
        subtitle = words.dash and len(words.text) <= TUNING.title_longest and not words.ends_sentence
        if subtitle and not parse_byline(words.text, apart=True):
            lines.append(following)
    if lines[-1] + 1 < len(head.facts) and head.facts[lines[-1] + 1].words.qualifier:
        lines.append(lines[-1] + 1)
    return lines


def _can_join(head: _Head, i: int) -> bool:
    own = head.facts[i]
    if not own.is_text or head.labels[i] or own.words.flaw in _JOINLESS:
        return False
    return not (own.words.level and own.words.flaw is Rule.NUMBERED) and not own.words.bracketed


_JOINLESS = {Rule.HAS_STOP, Rule.CAPTION, Rule.ATTACHMENTS, Rule.PAGE_NUMBER, Rule.CREDIT, Rule.QUESTION}


def _continues(head: _Head, first: int, second: int, lines: Sequence[int]) -> bool:
    """Whether line `second` goes on with the title whose line `first` is."""
    one, other = head.facts[first], head.facts[second]
    before, after = one.words.text, other.words.text
    length = sum(len(head.facts[i].words.text) for i in {*lines, first, second})
    if length > TUNING.opening_longest or len(lines) >= TUNING.opening_lines:
        return False
    if other.words.dash:
        return False
    opened = bool(_OPEN.search(before)) or one.words.unclosed
    goes_on = bool(_GOES_ON.match(after)) or bool(_SENT.fullmatch(after)) or _closes(after)
    foreign = not any(map(is_han, before))  # the same again in another language
    if not (opened or goes_on or foreign) and parse_byline(after, apart=True):
        return False  # an office or a name under the title
    if one.words.last in "：:":
        return False
    alike = (one.look.size, one.look.align) == (other.look.size, other.look.align)
    display = is_centred(one.look, head.body) or is_bigger(one.look, head.body)
    if alike and display:
        known = one.look.bold == other.look.bold or opened or goes_on
        return known and not (_GENRE.search(before) and is_field(after))
    if display and _is_lower_line(one, other, head.body):
        return True
    shown = stands_out(other.look, head.body) or one.look.align == other.look.align == "center"
    if opened or goes_on:
        return shown or (
            alike and len(after) <= TUNING.title_longest and not other.words.ends_sentence and not display
        )
    return False


def _is_lower_line(one: Facts, other: Facts, body: Look) -> bool:
    """Whether a line in the middle, a little smaller than the one above it, says what kind of paper that
    names: 某平台 / 需求说明书."""
    centred = is_centred(one.look, body) and is_centred(other.look, body)
    near = one.look.size and TUNING.title_lower * one.look.size <= other.look.size <= one.look.size
    words = bool(_GENRE.search(other.words.text)) and not _GENRE.search(one.words.text)
    return bool(centred and near and words and is_bigger(other.look, body))


def _closes(text: str) -> bool:
    """Whether a line closes what a line above it has opened."""
    return any(text.count(closing) > text.count(opening) for opening, closing in PAIRS)


def _make_title(blocks: Sequence[Block], head: _Head, lines: Sequence[int], because: Because) -> Block:
    texts = [
        parse_title_label(blocks[i].text) or close_spread(blocks[i].text.strip().rstrip("：:")) for i in lines
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


def _take_byline(
    blocks: Sequence[Block], head: _Head, lines: Sequence[int], cover: int
) -> tuple[list[Block], tuple[str, ...], str, list[Leftover]]:
    """The blocks less the title and the byline under it; the names and the source; what was written so. Of
    what is a cover by its look nothing is kept."""
    author: tuple[str, ...] = ()
    source = ""
    left: list[Leftover] = []
    kept = [_deny(blocks[i], head, i) for i in range(lines[0])]
    kept += [blocks[i] for i in range(lines[0], lines[-1]) if i not in lines]
    if cover > lines[-1]:
        rest = [*kept, *blocks[lines[-1] + 1 : cover]]
        following = list(blocks[cover:])
        words = [block for block in rest if block.kind is not Kind.IMAGE]
        if not all(map(_is_of_cover, words)):
            return [*rest, *following], (), "", []
        because = Because(Rule.OF_COVER)
        left = [Leftover(block.text, Reason.COVER, block.origin.explain(because)) for block in words]
        return [*(block for block in rest if block.kind is Kind.IMAGE), *following], (), "", left
    i, seen = lines[-1] + 1, 0
    while i < len(blocks) and seen < TUNING.byline_lines:
        block, own = blocks[i], head.facts[i]
        if own.kind is Kind.IMAGE:
            kept.append(block)
            i += 1
            continue
        if not own.is_text or (find_label(own.words.text) in _STOPS):
            break
        apart = _is_apart(head, i)
        found = parse_byline(block.text, apart=apart)
        if not found and find_label(own.words.text) in (Label.DATE, Label.NOTE):
            kept.append(_deny(block, head, i))  # 题注, which stays
            i, seen = i + 1, seen + 1
            continue
        if not found or (found.author and author) or (found.source and source and not found.author):
            break
        rule = Because(Rule.CREDIT_LABEL if found.labelled else Rule.UNDER_TITLE)
        origin = block.origin.explain(rule)
        author, source = author or found.author, source or found.source
        left += _list_written(block, found, origin)
        if found.rest:
            kept.append(replace(block, runs=(Run(found.rest),)))
        i, seen = i + 1, seen + 1
    return [*kept, *(_deny(block, head, k) for k, block in enumerate(blocks[i:], i))], author, source, left


def _is_of_cover(block: Block) -> bool:
    """Whether a block is what a cover has beside its title: a short line, without a mark at its end."""
    words = classify_words(block.text)
    is_short = block.kind is Kind.PARAGRAPH and len(block.text) <= TUNING.cover_line
    return is_short and not (words.ends_sentence or words.enumerated or is_field(block.text))


_STOPS = {Label.ADDRESSEE, Label.ABSTRACT, Label.ATTACHMENT, Label.CAPTION}


def _list_written(block: Block, found: Byline, origin: Origin) -> list[Leftover]:
    """What of a byline is written in another form, and what of it is left out."""
    text = block.text
    for part in (*found.dropped, found.rest):
        text = text.replace(part, "", 1)
    why = Reason.AUTHOR if found.author else Reason.SOURCE
    written = [Leftover(text, why, origin)] if text.strip() else []
    return written + [Leftover(part, Reason.PUBLICATION, block.origin) for part in found.dropped]


def _is_apart(head: _Head, i: int) -> bool:
    """Whether a line under the title is set as no text is, or nothing is known of looks."""
    look, body = head.facts[i].look, head.body
    if look == Look() or not look.align:
        return True
    return look.align in ("center", "right") and body.align != look.align


def _take_repetition(blocks: Sequence[Block], title: Block) -> tuple[list[Block], list[Leftover]]:
    """The blocks less a line that has the words of the title again, as one below a cover has."""
    first = title.text.split("\n", 1)[0]
    for i, block in enumerate(blocks[: TUNING.repetition_blocks]):
        if block.kind is Kind.PARAGRAPH and same_words(block.text, first):
            origin = block.origin.explain(Because(Rule.TITLE_AGAIN))
            return [*blocks[:i], *blocks[i + 1 :]], [Leftover(block.text, Reason.TITLE_AGAIN, origin)]
    return list(blocks), []


def _count_rivals(head: _Head, lines: Sequence[int]) -> int:
    """How many lines of the text look as the title does, each with a text below it: they may be the
    titles of other articles."""
    look = head.facts[lines[0]].look
    if not (is_centred(look, head.body) and (is_bigger(look, head.body) or look.bold)):
        return 0
    found = 0
    for i in range(lines[-1] + 1, len(head.facts) - 1):
        own, below = head.facts[i], head.facts[i + 1]
        alike = own.is_text and own.look == look and not own.words.flaw and not find_label(own.words.text)
        found += alike and below.is_text and below.look != look
    return found


def _deny(block: Block, head: _Head, i: int) -> Block:
    """A block of the head that is no title, with the reason."""
    label = head.labels[i] if i < len(head.labels) else None
    because = Because(Rule.LABEL_LINE, label.value) if label else Because(Rule.ONE_TITLE)
    return block.deny(Role.TITLE, because) if block.kind is Kind.PARAGRAPH else block
