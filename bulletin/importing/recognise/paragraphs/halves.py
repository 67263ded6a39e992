"""Lines that are whole paragraphs → the same with the halves joined that a new page has parted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bulletin.importing.model import Block, Line, Origin, Run
from bulletin.importing.patterns import NO_START
from bulletin.importing.recognise.facts import Facts, Words, classify_lines, classify_words, is_indented
from bulletin.importing.recognise.tuning import TUNING
from bulletin.importing.spacing import join_printed
from bulletin.importing.verdicts import Because, Rule

# What words within a sentence end or begin with, and neither a title nor a paragraph does.
_LEFT_OPEN = re.compile(r"[着和与及或在对将把被由从为是以至到达约超等]$|[“‘（《〈【(]$")
_GOES_ON = re.compile(
    # Sentences begin with these.
    r"(?!与此同时|及时|及早|和往|获批|获评|获悉|获奖|而今|之所以|等到|或许|的确|了解)"
    r"[的了着和与及或等之而获]|[（(](?:以下|下称|简称)"
)
# 地点：礼堂, [地点] 礼堂: a line of a form, each of which begins anew.
_LABEL = re.compile(r"[\u4e00-\u9fff \u3000]{2,10}[：:]")
_MARKED = re.compile(r"[\[［【〔][\u4e00-\u9fff \u3000]{2,10}[\]］】〕]")
_COUNT = re.compile(r"[0-9][0-9.,]*+\s*+(?:[多余]?\s*[万亿]*[元个家项件人户名次亩吨倍]|[%％])")


@dataclass(frozen=True, slots=True)
class _Signs:
    """What all of a text tells about its halves: whether any paragraph is plainly parted, whether the titles
    are known, the measure of the print in em (0: unknown), which characters stand side by side elsewhere."""

    parted: bool
    titles_known: bool
    measure: float
    pairs: frozenset[str]


@dataclass(frozen=True, slots=True)
class Joined:
    """Paragraphs of a text; which of them were parted without a sure sign, and which were put together from
    two halves; the lines behind which one might have ended; the measure in em at which lines were broken, 0
    where they were not."""

    blocks: tuple[Block, ...]
    doubtful: tuple[Block, ...] = ()
    mended: tuple[Block, ...] = ()
    unsure: tuple[Line, ...] = ()
    measure: float = 0.0


def make_block(lines: Sequence[Line], becauses: Sequence[Because]) -> Block:
    """The paragraph that `lines` make, with its place; `becauses` say why each belongs to it, where they are
    followed."""
    place = Origin.at_line(lines[0].number, lines[-1].number)
    origin = place
    if becauses:
        origin = place.add(*(line.origin.explain(own) for line, own in zip(lines, becauses, strict=True)))
    return Block((Run(join_printed(line.text for line in lines)),), origin=origin)


def join_halves(lines: Sequence[Line], spans: Sequence[range], singles: frozenset[int]) -> Joined:
    """Join the halves of paragraphs that a new page has parted; every other line is a paragraph."""
    facts = classify_lines(lines)
    known = {i: span for span in spans for i in span}
    texts = [own.words for i, own in enumerate(facts) if i not in known and i not in singles]
    signs = _find_signs(texts, bool(spans))
    parts: list[range] = []
    mended: set[int] = set()
    becauses = [Because(Rule.OWN_LINE)] * len(lines)
    apart = _find_parted(lines)
    for i, own in enumerate(facts):
        if i in known:
            if i == known[i].start:
                parts.append(known[i])
            else:
                becauses[i] = Because(Rule.GOES_ON)
            continue
        before = parts[-1] if parts and parts[-1].stop == i else None
        if before is None or i in singles:
            parts.append(range(i, i + 1))
            continue
        free = before.start not in known and before.start not in singles
        if own.words.text[0] in NO_START:
            becauses[i] = Because(Rule.NO_START, own.words.text[0])
        elif (
            free
            and not own.words.level
            and i not in apart
            and _is_half(_join_words(facts, before[-TUNING.half_lines :]), own, signs)
        ):
            becauses[i] = Because(Rule.HALF if own.page else Rule.OPEN_ABOVE)
        else:
            parts.append(range(i, i + 1))
            continue
        parts[-1] = range(before.start, i + 1)
        mended.add(before.start)
    becauses = becauses if any(line.traces for line in lines) else []
    blocks = [make_block(lines[part.start : part.stop], becauses[part.start : part.stop]) for part in parts]
    marked = tuple(block for block, part in zip(blocks, parts, strict=True) if part.start in mended)
    return Joined(tuple(blocks), mended=marked)


def _find_parted(lines: Sequence[Line]) -> frozenset[int]:
    """The lines that begin anew, whatever ends above them: behind an empty line, where these part paragraphs
    and no page begins; indented, but for one that goes on behind a comma with the indent of the line above,
    where the text has others without; lines of a form."""
    spaced = sum(line.gap > 0 for line in lines) > TUNING.half_spaced * len(lines)
    flush = sum(not line.lead for line in lines) > TUNING.half_flush * len(lines)
    found = set()
    for i, (before, line) in enumerate(pairwise(lines), 1):
        goes_on = flush and line.lead == before.lead and before.text[-1] in "，、"
        labelled = _LABEL.match(before.text) and _LABEL.match(line.text)
        behind_gap = line.gap and not spaced and not line.page
        if behind_gap or labelled or _MARKED.match(line.text) or (is_indented(line) and not goes_on):
            found.add(i)
    return frozenset(found)


def _join_words(facts: Sequence[Facts], part: Sequence[int]) -> Words:
    return classify_words(join_printed(facts[k].words.text for k in part))


def _breaks_off(words: Words) -> bool:
    """Whether a text can be nothing but the first half of a paragraph: its length or its end tells."""
    text = words.text
    if not words.ends_open:
        return False
    long = len(text) > TUNING.title_longest
    return long or "。" in text or text[-1] in "，、" or bool(_LEFT_OPEN.search(text))


def _find_signs(texts: Sequence[Words], titles_known: bool) -> _Signs:
    first_halves = [words for words in texts if _breaks_off(words)]
    measure = _fit_measure([words.width() + TUNING.first_indent for words in first_halves])
    pairs = frozenset("".join(pair) for words in texts for pair in pairwise(words.text))
    return _Signs(bool(first_halves), titles_known, measure, pairs)


def _fit_measure(widths: Sequence[float]) -> float:
    """The measure in em of the print, in which the first halves of paragraphs, `widths` em long with their
    indent, filled whole lines; 0 where they do not tell."""
    if len(widths) < TUNING.half_least:
        return 0.0

    def find_price(measure: float) -> float:
        slacks = (_find_slack(width, measure) for width in widths)
        return sum(min(TUNING.half_most_slack, slack) for slack in slacks) / len(widths)

    def compare(measure: float) -> float:
        return find_price(measure) + TUNING.half_unusual * abs(measure - TUNING.half_usual)

    best = min(TUNING.half_measures, key=compare)
    return best if find_price(best) <= TUNING.half_fits else 0.0


def _find_slack(width: float, measure: float) -> float:
    """How far `width` is from full lines: up to 1, what did not fit and marks that were narrowed explain it,
    in each line a bit."""
    count = max(1, round(width / measure))
    return abs(width - measure * count) / (TUNING.half_slack + TUNING.half_slack_by_line * count)


def _is_half(words: Words, following: Facts, signs: _Signs) -> bool:
    """Tell whether a text breaks off within a sentence, and is no title, heading, item or note.

    Where no paragraph is plainly parted, a short line that ends without a mark is a title.
    """
    text, rest = words.text, following.words.text
    if words.ends_sentence and words.paired:
        return False
    numbered = words.level > 0
    narrowest = TUNING.half_narrowest_numbered if numbered else TUNING.half_narrowest
    if words.width() < narrowest or words.office:
        return False
    is_line = words.width() >= TUNING.half_line
    if _goes_on(words, following.words) or (signs.parted and is_line and _GOES_ON.match(rest)):
        return True
    if numbered and not re.search("[，。]", text) and len(text) < TUNING.half_numbered:
        return False
    if text[-1] in "；;":
        return len(text) >= TUNING.half_long and not following.words.enumerated
    if not words.ends_open:
        return text[-1] in "）)】" and len(text) >= TUNING.half_long and text[0] not in "（(【"
    if "。" in text or text[-1] in "，、" or len(text) > TUNING.title_longest:
        return True
    # What is left is a line or two of a paragraph, or else a title or a heading.
    if signs.titles_known:
        return "，" in text or len(text) > TUNING.half_heading or following.page
    if re.search("：|——", text) or not signs.parted:
        return False
    if signs.measure:
        full = _find_slack(words.width() + TUNING.first_indent, signs.measure) <= TUNING.half_full
        return full and ("，" in text or text[-1] + rest[:1] in signs.pairs)
    return len(text) >= TUNING.half_long or ("，" in text and following.page)


def _goes_on(words: Words, rest: Words) -> bool:
    """Whether `words` end, or `rest` begins, as only the middle of a sentence does."""
    text = words.text
    if text[-1] in "：:；;":
        return False
    if not words.paired or _LEFT_OPEN.search(text):
        return True
    if len(rest.text) <= TUNING.half_scrap and rest.ends_sentence and not rest.level:
        return True
    return "，" in text and bool(_COUNT.match(rest.text))
