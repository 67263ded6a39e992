"""Lines with their places on pages → paragraphs with their looks, by where the lines stand."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from bulletin.hanzi import is_chinese, join_lines
from bulletin.importing.fields import join_parted_name, parse_fields
from bulletin.importing.model import Block, Float, Look, Manuscript, Origin, PageLine, Run
from bulletin.importing.patterns import BULLETS, NO_START
from bulletin.importing.recognise.contents.find import find_contents
from bulletin.importing.recognise.facts import classify_words
from bulletin.importing.recognise.paragraphs.counted import find_number, follows_number, is_numbered
from bulletin.importing.recognise.paragraphs.frames import Frame, find_frames
from bulletin.importing.recognise.paragraphs.hanging import find_hanging
from bulletin.importing.recognise.paragraphs.insets import ends_inset, ends_within, is_display, is_inset
from bulletin.importing.recognise.paragraphs.marks import take_bullet
from bulletin.importing.recognise.paragraphs.measure import measure_first, measure_text
from bulletin.importing.recognise.tuning import TUNING
from bulletin.importing.verdicts import Because, Rule, Trace

_HYPHENS = ("-", "\u2010", "\u2043", "\u00ad")  # that a line of Latin letters ends with
_COUNTED = re.compile(r"[0-9]{1,2}(?:\.[0-9]{1,2})*[\s\u3000]")  # 3.1　…
_ITEM_ENDS = tuple("；;：:")  # before the next item, though the sentence goes on
_LABEL = re.compile(r"[\u3400-\u9fff]{2,6}(?:[（(][\u3400-\u9fff]{1,6}[）)])?[：:]")
_CAPTION = re.compile(r"(?:[图表]|Fig(?:ure|\.)?|Table)\s*[0-9０-９]{1,3}")
_ADDRESS = re.compile(r"(?:https?://|www\.)[!-~]{1,300}$")


def join_pages(manuscript: Manuscript) -> Manuscript:
    """`manuscript` with the lines of its pages joined to paragraphs, ahead of the blocks that it has."""
    blocks = join_page_lines(manuscript.printed, manuscript.floats)
    return replace(manuscript, blocks=(*blocks, *manuscript.blocks), printed=(), floats=())


def join_page_lines(lines: Sequence[PageLine], floats: Sequence[Float] = ()) -> tuple[Block, ...]:
    """Join lines to paragraphs: by indents, by short last lines, by gaps, by changes of look.

    Tables and pictures come behind the paragraph that they stand under.
    """
    if not lines:
        return tuple(item.block for item in floats)
    frames = find_frames(lines, floats)
    texts = [line.text for line in lines]
    alone = set(find_contents(texts, [Origin()] * len(lines)).taken)
    alone |= {i for i in range(len(lines)) if _is_field_line(i, lines, frames)}
    rests = {i for own in join_parted_name(texts) for i in own[1:]}
    hanging = find_hanging(lines, frames)
    items = {i - 1 for i in hanging} - hanging
    behind: dict[int, list[Block]] = {}
    for item in floats:
        behind.setdefault(_find_line(item, lines), []).append(item.block)
    groups: list[list[int]] = []
    becauses: list[list[Because]] = []
    own = 0  # the group that the line above belongs to
    for i in range(len(lines)):
        if i in rests:
            opens, because = False, Because(Rule.PARTED_NAME)
        elif not i:
            opens, because = True, Because(Rule.FIRST)
        elif i in alone or i - 1 in alone:
            opens, because = True, Because(Rule.FIELD_LINE if i in alone else Rule.BEHIND_SINGLE)
        elif i in hanging:
            opens, because = False, Because(Rule.HANGS)
        elif i in items:
            opens, because = True, Because(Rule.NUMBER_OPENS, lines[i].text[:1])
        elif i - 1 in behind and not _goes_on(lines[i - 1], lines[i], frames[i - 1], frames[i]):
            opens, because = True, Because(Rule.BEHIND_FLOAT)
        else:
            opens, because = _opens_paragraph(
                lines[i - 1], lines[i], frames[i - 1], frames[i], [lines[k] for k in groups[own]]
            )
        resumed = _find_resumed(i, groups, behind, lines, frames) if opens else -1
        if resumed >= 0:
            opens, because, own = False, Because(Rule.PAST_ASIDE), resumed
        if opens:
            own = len(groups)
            groups.append([])
            becauses.append([])
        groups[own].append(i)
        becauses[own].append(because)
    blocks = behind.get(-1, [])
    for group, why in zip(groups, becauses, strict=True):
        blocks.append(_make_block([lines[i] for i in group], why, [frames[i] for i in group]))
        blocks += [block for i in group for block in behind.get(i, ())]
    return tuple(blocks)


def _find_resumed(
    i: int,
    groups: Sequence[Sequence[int]],
    behind: Mapping[int, Sequence[Block]],
    lines: Sequence[PageLine],
    frames: Sequence[Frame],
) -> int:
    """The paragraph that a line goes on, past what has a place of its own at the end of a column or the
    beginning of the next: captions of tables and pictures, notes in small print; -1 where there is none."""
    line = lines[i]
    for k in range(len(groups) - 1, max(-1, len(groups) - 1 - TUNING.page_asides), -1):
        last = groups[k][-1]
        captioned = len(groups[k]) <= TUNING.page_caption_lines and _CAPTION.match(lines[groups[k][0]].text)
        elsewhere = (lines[last].page, lines[last].column) != (line.page, line.column)
        if not captioned and elsewhere and _goes_on(lines[last], line, frames[last], frames[i]):
            return k if k < len(groups) - 1 else -1
        floats = groups[k][0] - 1 in behind or groups[k][-1] in behind
        if not captioned and not all(
            lines[m].size <= TUNING.page_small * frames[m].size
            or (floats and (lines[m].size < frames[m].size or _is_centred(lines[m], frames[m])))
            for m in groups[k]
        ):
            return -1
    return -1


def _is_field_line(i: int, lines: Sequence[PageLine], frames: Sequence[Frame]) -> bool:
    """Whether a line holds a field of a masthead, and is no line of running text that has a date in it."""
    line, frame = lines[i], frames[i]
    fields, rest = parse_fields(line.text, Origin())
    if not fields:
        return False
    fills = (
        rest
        and abs(line.left - frame.left) < frame.size
        and line.right > frame.right - frame.size
        and not is_display(line, frame)
    )
    goes_on = i > 0 and (
        _goes_on(lines[i - 1], line, frames[i - 1], frame) or _runs_on(lines[i - 1], line, frame.size)
    )
    return not fills and not goes_on


def _find_line(item: Float, lines: Sequence[PageLine]) -> int:
    """Which line a float comes behind; -1: it comes first.

    That is the last line above it in its column; at the head of a page, the one before the line below it.
    """
    middle = (item.bottom + item.top) / 2
    above = below = last = -1
    for i, line in enumerate(lines):
        beside = not line.column or (line.left <= item.right and line.right >= item.left)
        if line.page < item.page or (line.page == item.page and beside and line.y > middle):
            above = i
        elif line.page == item.page and beside and below < 0:
            below = i
        if line.page == item.page:
            last = i
    if above >= 0 and lines[above].page == item.page:
        return above
    if below >= 0:
        return below - 1
    return last if last >= 0 else above


def _is_centred(line: PageLine, frame: Frame) -> bool:
    """Whether a line stands in the middle of its column, away from both its edges; one that is bigger or
    heavier than the text may fill it."""
    left, right = line.left - frame.left, frame.right - line.right
    display = is_display(line, frame)
    apart = frame.size * (TUNING.page_display_apart if display else TUNING.page_centred_apart)
    return left > apart and right > apart and abs(left - right) <= TUNING.page_centred_off * frame.size


def _is_far_right(line: PageLine, frame: Frame) -> bool:
    """Whether a line stands at the right of its column, and far from its left: a signature, a date."""
    left, right = line.left - frame.left, frame.right - line.right
    return (
        left > TUNING.page_far_right * (frame.right - frame.left)
        and right < TUNING.page_right_of * left
        and not _is_centred(line, frame)
    )


def _wraps(before: PageLine, line: PageLine, em: float) -> bool:
    """Whether two lines stand beside a picture, one right below the other."""
    same = TUNING.page_same_indent * em
    return (
        before.page == line.page
        and abs(before.left - line.left) < same
        and abs(before.right - line.right) < same
        and line.right - line.left > TUNING.page_wrapped * em
    )


def _runs_on(before: PageLine, line: PageLine, em: float) -> bool:
    """Whether two long lines from one edge to the other are of one sentence."""
    wide = line.right - line.left > TUNING.page_inset * em
    return wide and _wraps(before, line, em) and classify_words(before.text).ends_open


def _opens_paragraph(
    before: PageLine, line: PageLine, above: Frame, frame: Frame, group: Sequence[PageLine]
) -> tuple[bool, Because]:
    """Whether a line begins a paragraph, and the rule that says so; the line `before`, which stands in the
    frame `above`, is the last of the paragraph `group`."""
    opening, count = group[0], len(group)
    em, first, second = frame.size, classify_words(before.text), classify_words(line.text)
    smaller = before.heavy and not line.heavy and before.size > TUNING.page_display * line.size
    if line.text[:1] in NO_START and not smaller:
        return False, Because(Rule.NO_START, line.text[:1])
    if _CAPTION.match(opening.text) and (before.page, before.column) != (line.page, line.column):
        return True, Because(Rule.OTHER_LOOK_ABOVE)
    level = abs(opening.left - line.left) < TUNING.page_same_indent * em
    if first.ends_sentence and _LABEL.fullmatch(line.text.strip()):
        return True, Because(Rule.FIELD_LINE)  # 甲方（盖章）：
    labelled = level and not _runs_on(before, line, em) and _LABEL.match(line.text)
    if labelled and (first.ends_sentence or _LABEL.match(opening.text)):
        return True, Because(Rule.FIELD_LINE)  # 联系人：…, and 电话：… below it
    listed = before.text[-1:] in _ITEM_ENDS or opening.text[:1] == line.text[:1]
    if line.text[:1] in tuple(BULLETS) and (listed or not first.ends_open):
        return True, Because(Rule.BULLET, line.text[:1])
    if is_display(line, frame) and before.size == line.size and _ends_heavy(before) == line.heavy:
        most = TUNING.page_title_gap * max(line.size, frame.pitch / TUNING.page_pitch)
        near = before.page == line.page and 0 < before.y - line.y <= most
        centred = before.heavy == line.heavy and _is_centred(before, above) and _is_centred(line, frame)
        broken = first.ends_open and _stands_at_edge(line, frame) and _is_filled(before, line, above)
        broken |= first.ends_open and _is_under_full(line, frame, group)
        turned = before.page != line.page and before.heavy and before.text[-1:].isalnum()
        own = second.enumerated or second.date or _COUNTED.match(line.text) or _CAPTION.match(line.text)
        if ((near and (centred or broken)) or (turned and broken)) and not own:
            return False, Because(Rule.GOES_ON)  # the lines of one title or heading
    if (_is_far_right(line, frame) or _is_far_right(before, above)) and not _wraps(before, line, em):
        return True, Because(Rule.SET_RIGHT)
    if is_inset(before, line, above, frame) or ends_inset(group, line, frames=(above, frame)):
        return False, Because(Rule.FULL_ABOVE)
    if count == 1 and before.heavy and _runs_in(before, line, above, frame):
        return False, Because(Rule.FULL_ABOVE)
    other_size = abs(before.size - line.size) > TUNING.page_other_size * em
    heading = line.heavy and not before.heavy and first.ends_sentence
    lighter = not line.heavy and all(item.heavy for item in group)
    if other_size or heading or lighter:
        goes_on = _goes_on(before, line, above, frame)
        return not goes_on, Because(Rule.FULL_OPEN_ABOVE if goes_on else Rule.OTHER_LOOK_ABOVE)
    if _is_centred(line, frame) and (_is_centred(before, above) or first.ends_sentence):
        return True, Because(Rule.CENTRED)
    stands_in = line.left - frame.left > TUNING.page_indent_least * em
    farther = line.left - frame.left - max(before.left - above.left, 0.0)
    if farther > TUNING.page_indent_most * em and not is_display(line, frame):
        return True, Because(Rule.INDENTED)  # no paragraph goes on so far in
    if _is_centred(before, above) and not _is_centred(line, frame) and stands_in:
        return True, Because(Rule.INDENTED)
    gap = before.y - line.y if before.page == line.page and before.y > line.y else frame.pitch
    apart = first.ends_sentence and abs(gap) > TUNING.page_small_gap * frame.pitch
    if gap > TUNING.page_gap * frame.pitch or apart:
        return True, Because(Rule.PAGE_GAP)
    if TUNING.page_indent_least * em < line.left - frame.left < TUNING.page_indent_most * em:
        goes_on = (
            ends_within(before, line)
            and not second.enumerated
            and _is_full(before, line, above)
            and _same_indent(before, line, above, frame)
            and not (count == 1 and is_numbered(before))
        )
        return not goes_on, Because(Rule.FULL_OPEN_ABOVE if goes_on else Rule.INDENTED)
    words = "".join(line.text.split())
    number = find_number(words)
    if number and first.ends_sentence and (level or not set("，。；") & set(words)):
        return True, Because(Rule.NUMBER_OPENS, number)
    if follows_number(opening, line, frame):
        return True, Because(Rule.NUMBER_OPENS, number)
    room = above.right - before.right
    start = above if opening.page == before.page else frame
    begun = _is_begun(opening, line, start, frame) and not (count == 1 and is_numbered(before))
    if begun and room <= TUNING.page_hanging * em:
        return False, Because(Rule.NO_INDENT)  # the right edge is that of lines whose last mark hangs
    if first.ends_open and (count > 1 or begun) and room <= TUNING.page_ragged * em:
        return False, Because(Rule.OPEN_ABOVE)  # set ragged, a line breaks where no number is parted
    if _is_full(before, line, above):
        return False, Because(Rule.FULL_OPEN_ABOVE if first.ends_open else Rule.FULL_ABOVE)
    left = int(room / em)
    return True, Because(Rule.SHORT_ABOVE, str(left)) if left > 0 else Because(Rule.BROKEN_ABOVE)


def _ends_heavy(line: PageLine) -> bool:
    """Whether the words of a line are heavy: the number ahead of them need not be."""
    runs = [run for run in line.runs if run.text.strip()]
    return line.heavy or bool(
        len(runs) > 1 and all(run.bold for run in runs[1:]) and find_number(runs[0].text + "某")
    )


def _runs_in(before: PageLine, line: PageLine, above: Frame, frame: Frame) -> bool:
    """Whether heavy words that open an indented paragraph end at the end of its first line, or go on."""
    bold = next((run.bold for run in line.runs if run.text.strip()), False)
    indented = _is_begun(before, replace(line, heavy=True), above, frame)
    return indented and (bold or before.text.endswith("：")) and _is_filled(before, line, above)


def _stands_at_edge(line: PageLine, frame: Frame) -> bool:
    return abs(line.left - frame.left) < TUNING.page_same_indent * frame.size


def _is_under_full(line: PageLine, frame: Frame, group: Sequence[PageLine]) -> bool:
    """Whether a line begins where all of several above it do, the last of which is as full as the others."""
    edge = max(item.right for item in group)
    full = edge - group[-1].right <= (measure_first(line.text) + TUNING.page_full_room) * line.size
    level = (abs(item.left - line.left) < TUNING.page_same_indent * frame.size for item in group)
    return len(group) > 1 and full and all(level)


def _is_filled(line: PageLine, following: PageLine, frame: Frame) -> bool:
    """Whether a line of its own size has no room for what the next begins with."""
    return frame.right - line.right <= (measure_first(following.text) + TUNING.page_full_room) * line.size


def _is_begun(opening: PageLine, line: PageLine, start: Frame, frame: Frame) -> bool:
    """Whether a paragraph began with an indent in the frame `start`, and `line` stands at the left edge, as
    no paragraph would that begins so, too."""
    em = frame.size
    indent = opening.left - start.left
    alike = (opening.size, opening.heavy) == (line.size, line.heavy)
    return (
        alike
        and TUNING.page_indent_least * em < indent < TUNING.page_indent_most * em
        and abs(line.left - frame.left) < TUNING.page_same_indent * em
        and not classify_words(line.text).enumerated
    )


def _same_indent(before: PageLine, line: PageLine, above: Frame, frame: Frame) -> bool:
    return abs(before.left - above.left - line.left + frame.left) < TUNING.page_same_indent * frame.size


def _is_full(line: PageLine, following: PageLine, frame: Frame) -> bool:
    """Whether what the next line begins with would not have fitted on this one; what ends with Shift+Enter is
    stretched to be full."""
    words = "".join(line.text.split())
    natural = measure_text(words) * line.size
    latin = 2 * sum(map(is_chinese, words)) < len(words)  # a letter is anything between ¼ and 1 em wide
    if not latin and natural < TUNING.page_stretched * (line.right - line.left):
        return False
    return frame.right - line.right <= (measure_first(following.text) + TUNING.page_full_room) * frame.size


def _goes_on(before: PageLine, line: PageLine, above: Frame, frame: Frame) -> bool:
    """Whether `line` goes on a sentence that a full line has broken off, though it looks otherwise, or
    though a table stands between."""
    return (
        _is_full(before, line, above)
        and not _is_far_right(before, above)
        and min(before.size, line.size) > TUNING.page_small * max(before.size, line.size)
        and classify_words(before.text).ends_open
        and abs(line.left - frame.left) < frame.size
    )


def _ends_parted(text: str) -> bool:
    """Whether a hyphen ends a line of Latin letters."""
    return text.endswith(_HYPHENS) and text[-2:-1].isascii() and text[-2:-1].isalpha()


def _settle_hyphen(text: str, after: str) -> str:
    """`text` without the hyphen that its line ends with, where that only parts a word: not a name, a number
    or one that has another hyphen (state-of-|the-art)."""
    last = re.split(r"[^\x21-\x7e]", text[:-1])[-1]
    parted = len(last) > 1 and last.isalpha() and after[:1].islower()
    return text[:-1] if parted else f"{text[:-1]}-"


def _breaks_address(line: PageLine, frame: Frame) -> bool:
    """Whether a full line ends within an address of the net, which has no blanks."""
    return bool(_ADDRESS.search(line.text)) and frame.right - line.right < TUNING.page_address * frame.size


def _make_block(group: Sequence[PageLine], becauses: Sequence[Because], frames: Sequence[Frame]) -> Block:
    runs: list[Run] = []
    for i, line in enumerate(group):
        pieces = list(line.runs)
        if runs and pieces:
            joined = join_lines(
                ["".join(run.text for run in runs)[-1:], "".join(run.text for run in pieces)[:1]]
            )
            if _ends_parted(runs[-1].text):
                runs[-1] = replace(runs[-1], text=_settle_hyphen(runs[-1].text, pieces[0].text))
            elif _breaks_address(group[i - 1], frames[i - 1]):
                pass
            elif " " in joined.strip():
                pieces.insert(0, Run(" ", pieces[0].bold))
        runs += pieces
    first, last = group[0], group[-1]
    placed = list(zip(group, frames, strict=True))
    # Who puts a title in the middle by blanks may miss it.
    far = first.left - frames[0].left > TUNING.page_far * frames[0].size and all(
        is_display(line, frame) for line, frame in placed
    )
    inset = any(is_inset(one[0], other[0], one[1], other[1]) for one, other in pairwise(placed))
    flush = len(group) > 1 and all(_stands_at_edge(line, frame) for line, frame in placed)
    if all(_is_centred(line, frame) for line, frame in placed) and not (inset or flush):
        align = "center"
    elif len(group) == 1 and _is_far_right(first, frames[0]):
        align = "center" if _CAPTION.match(first.text) else "right"  # it may stand beside its picture
    else:
        align = "center" if far else "left"
    size = Counter(
        {line.size: 0 for line in group} | {line.size: len(line.text) for line in group}
    ).most_common(1)[0][0]
    row = any(line.pieces > 1 for line in group)  # of a table: its head is no heading
    look = Look(size, not row and all(line.heavy for line in group), align)
    traces = tuple(
        Trace(0, line.text, Origin.at_page(line.page).place, because=because)
        for line, because in zip(group, becauses, strict=True)
    )
    origin = replace(Origin.at_page(first.page, last.page), traces=traces)
    return take_bullet(Block(tuple(runs), look=look, origin=origin))
