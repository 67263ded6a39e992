"""The head of a manuscript → which of its lines are the title: the ones that stand out most, or the first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

from bulletin.addresses import find_addresses
from bulletin.hanzi import is_han
from bulletin.importing.model import Block, Kind, Look
from bulletin.importing.offices import is_unit
from bulletin.importing.patterns import PAIRS, STOPS
from bulletin.importing.recognise.facts import Facts, Words, classify_blocks, classify_words
from bulletin.importing.recognise.titles.bylines import parse_byline
from bulletin.importing.recognise.titles.labels import (
    Label,
    find_label,
    is_cover_field,
    is_field,
    is_record,
    is_series_name,
    parse_title_label,
)
from bulletin.importing.recognise.titles.numbers import rank_bare, rank_number, read_loose_ordinal
from bulletin.importing.recognise.titles.ranks import (
    describe_look,
    find_top_level,
    is_bigger,
    is_bold,
    is_centred,
    stands_out,
)
from bulletin.importing.recognise.tuning import TUNING
from bulletin.importing.spacing import close_spread
from bulletin.importing.verdicts import Because, Rule

_OPEN = re.compile(r"(?:关于|[的和与及暨、：:—－─\-“（《〈·]|以及|对于|围绕|贯彻落实|——)$")
_GOES_ON = re.compile(r"(?:的|和|与|及|暨|、|[”）》]|以及)")
# The kinds of papers that a title ends with (党政机关公文处理工作条例, 第八条, and usage).
_GENRE = re.compile(
    r"(?:通知|通报|通告|公告|公示|报告|请示|批复|意见|决定|决议|命令|公报|议案|函|纪要|办法|规定|规则|细则|条例|章程|制度|方案|计划|规划|要点|总结|"
    r"讲话|发言|致辞|汇报|说明|倡议书|公开信|申请书|申请表|登记表|审批表|推荐表|汇总表|名单|指南|简章|启事|协议|合同|预案|清单|情况|说明书|策划书|策划案|计划书|申报书|任务书|责任书|协议书|建议书|通知书|告知书|意见书|决定书|鉴定表|手册|大纲|教案|记录|稿)"
    r"(?:[（(][^（()）]{1,12}[）)])?$"
)
# What a cover says beside the title of the paper.
_KIND_ALONE = re.compile(
    r"(?:.{2,12}(?:大学|学院))?(?:本科|硕士|博士|专科|研究生)?生?(?:毕业|学位|学年|课程)(?:论文|设计)"
    r"(?:[（(](?:论文|设计)[）)])?(?:报告|说明书)?"
)
_PART = re.compile(
    r"目\s*[录次]|引\s*言|绪\s*论|摘\s*要|参考文献|[Aa]bstract|ABSTRACT"
)  # of a text, whatever its look
_LETTER = re.compile(r"\s*(?P<letter>[A-H])[.．、\s]*(?=[\u3400-\u9fff])")  # A基本情况, of a form
_ABSTRACT = re.compile(r"[【\[]?\s*(?:中文)?(?:摘\s*要|内容提要)\s*(?:[】\]：: ]|$)")
_SENT = re.compile(
    r"(?:的\s*)?(?:通\s*知|报\s*告|请\s*示|函|意\s*见|通\s*报|公\s*告|通\s*告|决\s*定|批\s*复|复\s*函|公\s*示|讲\s*话)"
)


@dataclass(frozen=True, slots=True)
class Head:
    """The blocks of the head: their facts, with words spread closed up, what each is where it is no title,
    and where the text begins."""

    facts: tuple[Facts, ...]
    labels: tuple[Label | None, ...]
    body: Look
    end: int


def survey_head(blocks: Sequence[Block], body: Look) -> Head:
    """The head of the manuscript that `blocks` are, most of whose text looks as `body` does."""
    facts = classify_blocks(blocks)
    closed = tuple(
        replace(own, words=classify_words(close_spread(own.words.text.strip()))) if own.is_text else own
        for own in facts
    )
    end = next((i for i, own in enumerate(closed) if _opens_text(own, body, i)), len(closed))
    end = min(end, TUNING.opening_blocks)
    end = next((i for i in range(end) if _opens_chapters(closed, i, body)), end)
    labels = tuple(
        find_label(own.words.text) if own.is_text else None for own in closed[: end + TUNING.preface_blocks]
    )
    return Head(closed, labels, body, end)


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


def _opens_chapters(facts: Sequence[Facts], i: int, body: Look) -> bool:
    """Whether a line is the first of several headings, by its number and its look: 1 引言 …… 2 方法."""
    own = facts[i]
    read = _read_letter if _read_letter(own.words.text) else read_loose_ordinal
    ordinal = read(own.words.text) if own.is_text and stands_out(own.look, body) else 0
    return ordinal > 0 and any(
        other.is_text
        and (other.look == own.look or 0 < other.look.level == own.look.level)
        and read(other.words.text) == ordinal + 1
        and len(other.words.text) <= TUNING.heading_longest
        for other in facts[i + 1 :]
    )


def _read_letter(text: str) -> int:
    """Which of its series a letter in front is: 2 of B实践计划; 0 where there is none."""
    match = _LETTER.match(text)
    return ord(match["letter"]) - ord("A") + 1 if match else 0


def find_title(head: Head) -> tuple[list[int], Because]:
    """The lines of the title, and the rule that found it; no lines where there is none."""
    able = [i for i in range(head.end) if _may_be(head, i)]
    for i in range(min(able, default=head.end)):
        if head.facts[i].is_text and parse_title_label(head.facts[i].words.text):
            return [i], Because(Rule.LABELLED)
    if not any(stands_out(head.facts[i].look, head.body) for i in able):
        able = _find_announced(head) or (able if _is_first(head, able) else [])
    if named := _find_below_letterhead(head, able) or _find_over_abstract(head, able):
        return named, Because(Rule.LOOKS, "、".join(describe_look(head.facts[named[0]].look, head.body)))
    able = able or _find_below_text(head)
    if not able and (named := _find_named(head)):
        return named, Because(Rule.LABELLED, doubt=True)
    if not able:
        return [], Because(Rule.LIKE_TEXT)
    seed = _choose(head, able)
    if seed + 1 in able and _names_kind(head.facts[seed].words.text, head.facts[seed + 1].words.text):
        seed += 1
    lines = _extend(head, seed)
    if is_kind_alone("".join(head.facts[i].words.text for i in lines)):
        named = [i for i in range(lines[-1] + 1, head.end) if parse_title_label(head.facts[i].words.text)]
        if named:
            return named[:1], Because(Rule.LABELLED)
        subjects = [i for i in able if i > lines[-1] and _is_subject(head, i)]
        lines = _extend(head, subjects[0]) if subjects else lines
    own = head.facts[lines[0]]
    if stands_out(own.look, head.body):
        looks = describe_look(own.look, head.body)
        doubt = len(looks) < TUNING.title_clear_looks and not own.look.level and lines[0] > 0
        return lines, Because(Rule.LOOKS, "、".join(looks), doubt)
    return lines, Because(Rule.FIRST_LINE, doubt=lines[0] > 0 or len(lines) > 1)


def is_kind_alone(text: str) -> bool:
    """Tell whether a line of a cover says no more than that the paper is a thesis: 本科毕业设计（论文）."""
    return bool(_KIND_ALONE.fullmatch(close_spread(text.strip())))


def _is_subject(head: Head, i: int) -> bool:
    """Whether a line below the kind of a thesis, in the middle and bold or large, is what it is about."""
    own = head.facts[i]
    text = own.words.text
    shown = is_centred(own.look, head.body) and (is_bigger(own.look, head.body) or own.look.bold)
    other = is_unit(text) or is_field(text) or is_kind_alone(text) or own.words.bracketed or own.words.date
    return shown and not other and any(map(is_han, text)) and len(text) >= TUNING.title_distinct


def _is_first(head: Head, able: Sequence[int]) -> bool:
    """Whether nothing but labels and pictures is ahead of the first line that may be the title, where no line
    stands out."""
    ahead = range(min(able, default=0))
    told = [i for i in ahead if head.facts[i].is_text and is_field(head.facts[i].words.text)]
    below = head.facts[able[0] + 1 : able[0] + 2] if able else ()
    if len(told) >= TUNING.title_page_labels and any(is_field(own.words.text) for own in below):
        return False  # within a form
    return all(
        not head.facts[i].is_text or head.labels[i] or is_field(head.facts[i].words.text) for i in ahead
    )


def _find_announced(head: Head) -> list[int]:
    """The very first line, where it ends with a colon and calls nobody: 会议记录：."""
    own = head.facts[0] if head.end else None
    if not own or not own.is_text or own.words.last not in ("：", ":") or head.labels[0]:
        return []
    others = (other.words for other in head.facts[1 : TUNING.opening_blocks] if other.is_text)
    alike = sum(words.last in ("：", ":") and len(words.text) <= TUNING.heading_longest for words in others)
    return [0] if alike < TUNING.opening_series else []  # else it is one of several labels


def _find_below_text(head: Head) -> list[int]:
    """The first line in the middle that stands out, where a few paragraphs are ahead of it: a preface."""
    for i in range(head.end, min(head.end + TUNING.preface_blocks, len(head.facts))):
        own = head.facts[i]
        shown = own.is_text and is_centred(own.look, head.body)
        shown = shown and (is_bigger(own.look, head.body) or is_bold(own.look, head.body))
        if shown and not own.words.flaw and not find_label(own.words.text) and not rank_bare(own.words.text):
            return [i]
    return []


def _find_below_letterhead(head: Head, able: Sequence[int]) -> list[int]:
    """The line that names a paper, in the middle below whom it is sent to, where of the lines `able` above
    only its office stands out."""
    shown = [i for i in able if stands_out(head.facts[i].look, head.body)]
    if not shown or not all(is_unit(head.facts[i].words.text) for i in shown):
        return []
    for i in range(head.end, min(TUNING.opening_blocks, len(head.facts))):
        own = head.facts[i]
        display = own.is_text and is_centred(own.look, head.body) and is_bigger(own.look, head.body)
        if (
            display
            and _GENRE.search(own.words.text)
            and not own.words.flaw
            and not find_label(own.words.text)
        ):
            return [i]
    return []


def _find_over_abstract(head: Head, able: Sequence[int]) -> list[int]:
    """The line of a paper right above its abstract, where it is bigger than all at its head: a form that each
    paper has ahead of it."""
    sizes = [head.facts[i].look.size for i in able]
    for i in range(head.end, min(TUNING.repetition_blocks, len(head.facts) - 1)):
        own, below = head.facts[i], head.facts[i + 1]
        if own.is_text and below.is_text and _ABSTRACT.match(below.words.text.strip()):
            bigger = is_bigger(own.look, head.body) and own.look.size > max(sizes, default=0.0)
            named = not own.words.flaw and not find_label(own.words.text)
            return [i] if bigger and named and is_centred(own.look, head.body) else []
    return []


def _find_named(head: Head) -> list[int]:
    """The line of a form that names what it tells of, where nothing else may be the title: 作品名称：…."""
    named = (i for i in range(head.end) if parse_title_label(head.facts[i].words.text, names=True))
    return list(islice(named, 1))


def _may_be(head: Head, i: int) -> bool:
    """Whether line `i` of the head may be the title, or a line of it."""
    own = head.facts[i]
    if not own.is_text or head.labels[i]:
        return False
    words = own.words
    if words.flaw in _FLAWS or find_addresses(words.text) or _PART.fullmatch(words.text):
        return False
    if is_cover_field(words.text):
        return False
    if own.look.level == 0 and not words.level and rank_number(words.text):  # 2.1
        return False
    if words.flaw is Rule.NUMBERED and not (own.look.level or is_centred(own.look, head.body)):
        return False
    display = stands_out(own.look, head.body)
    if not display and words.ends_sentence and any(mark in words.text[:-1] for mark in STOPS):
        return False  # several sentences
    if words.column and words.text[:1] in "【〔" and not display:  # 【自我介绍】, a part of a speech
        return False
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
    return words.ends_sentence and words.last not in "！？!?”’）》…"


def _choose(head: Head, able: Sequence[int]) -> int:
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
            not rank_number(own.words.text),
            not (own.words.kicker or is_record(own.words.text)),
            not series,
            not office,
            round(size, 2),
            styled,
            is_centred(look, body),
            look.bold and not body.bold,
        )

    best = max(map(weigh, able))
    return next(i for i in able if weigh(i) == best)


def _extend(head: Head, seed: int) -> list[int]:
    """The lines of the title of which `seed` is one."""
    lines = [seed]
    while lines[0] > 0 and _can_join(head, lines[0] - 1) and _continues(head, lines[0] - 1, lines[0], lines):
        lines.insert(0, lines[0] - 1)
    while lines[-1] + 1 < head.end and _can_join(head, lines[-1] + 1):
        if not _continues(head, lines[-1], lines[-1] + 1, lines):
            break
        lines.append(lines[-1] + 1)
    lines += _find_subtitle(head, lines[-1] + 1)
    if lines[-1] + 1 < len(head.facts) and head.facts[lines[-1] + 1].words.qualifier:
        lines.append(lines[-1] + 1)
    return lines


def _find_subtitle(head: Head, first: int) -> list[int]:
    """The line with a dash in front below a title, right there or behind lines such as 来源：…."""
    for i in range(first, min(first + TUNING.byline_lines, head.end)):
        own = head.facts[i]
        if not own.is_text or head.labels[i]:
            break
        words = own.words
        if words.dash and len(words.text) <= TUNING.title_longest and not words.ends_sentence:
            return [] if parse_byline(words.text, apart=True) else [i]
        if not parse_byline(words.text, apart=False).labelled:
            break
    return []


def _can_join(head: Head, i: int) -> bool:
    own = head.facts[i]
    if not own.is_text or head.labels[i] or own.words.flaw in _JOINLESS:
        return False
    if own.words.kicker or is_record(own.words.text) or is_cover_field(own.words.text):
        return False
    return not (own.words.level and own.words.flaw is Rule.NUMBERED) and not own.words.bracketed


_JOINLESS = {Rule.HAS_STOP, Rule.CAPTION, Rule.ATTACHMENTS, Rule.PAGE_NUMBER, Rule.CREDIT, Rule.QUESTION}


def _continues(head: Head, first: int, second: int, lines: Sequence[int]) -> bool:
    """Whether line `second` goes on with the title whose line `first` is."""
    one, other = head.facts[first], head.facts[second]
    before, after = one.words.text, other.words.text
    length = sum(len(head.facts[i].words.text) for i in {*lines, first, second})
    if length > TUNING.opening_longest or len(lines) >= TUNING.opening_lines:
        return False
    if other.words.dash:
        return False
    opened = bool(_OPEN.search(before)) or one.words.unclosed
    issued = is_unit(before) and after.startswith("关于")
    goes_on = issued or bool(_GOES_ON.match(after)) or bool(_SENT.fullmatch(after)) or _closes(after)
    foreign = not any(map(is_han, before))  # the same again in another language
    if not (opened or goes_on or foreign) and parse_byline(after, apart=True):
        return False  # an office or a name under the title
    if one.words.last in "：:" or _names_kind(before, after):
        return False
    alike = (one.look.size, one.look.align) == (other.look.size, other.look.align)
    display = is_centred(one.look, head.body) or is_bigger(one.look, head.body)
    if alike and display:
        known = one.look.bold == other.look.bold or opened or goes_on
        return known and not (_GENRE.search(before) and is_field(after))
    if display and (_is_lower_line(one, other, head.body) or _is_kind_line(one, other, head.body)):
        return True
    shown = stands_out(other.look, head.body) or one.look.align == other.look.align == "center"
    if opened or goes_on:
        return shown or (
            alike and len(after) <= TUNING.title_longest and not other.words.ends_sentence and not display
        )
    return False


def _names_kind(before: str, after: str) -> bool:
    """Whether a line says of the one below it, a title by itself, what kind of paper it is: 实习报告."""
    return len(before) <= TUNING.title_spread and len(after) > len(before) and after.endswith(before)


def _is_lower_line(one: Facts, other: Facts, body: Look) -> bool:
    """Whether a line in the middle, a little smaller than the one above it, says what kind of paper that
    names: 某平台 / 需求说明书."""
    centred = is_centred(one.look, body) and is_centred(other.look, body)
    near = one.look.size and TUNING.title_lower * one.look.size <= other.look.size <= one.look.size
    words = bool(_GENRE.search(other.words.text)) and not _GENRE.search(one.words.text)
    return bool(centred and near and words and is_bigger(other.look, body))


def _is_kind_line(one: Facts, other: Facts, body: Look) -> bool:
    """Whether a line in the middle, bigger than the one above it, only says what kind of paper that names:
    某平台 / 技术报告, as on a cover."""
    placed = all(is_centred(own.look, body) and is_bigger(own.look, body) for own in (one, other))
    bigger = other.look.size > one.look.size >= TUNING.title_smaller * other.look.size
    above, words = one.words.text, other.words.text
    kind = bool(_GENRE.search(words)) and len(words) <= TUNING.title_kind
    plain = not (is_unit(above) or is_series_name(above) or is_field(above) or _GENRE.search(above))
    return placed and bigger and kind and plain


def _closes(text: str) -> bool:
    """Whether a line closes what a line above it has opened."""
    return any(text.count(closing) > text.count(opening) for opening, closing in PAIRS)
