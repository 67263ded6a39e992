"""Blocks as they were read → blocks with their spaces tidied and their soft line breaks settled."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bulletin.hanzi import is_chinese
from bulletin.importing.fields import parse_fields
from bulletin.importing.model import Area, Block, Kind, Origin, Run
from bulletin.importing.recognise.facts import classify_words
from bulletin.importing.recognise.paragraphs.measure import measure_blanks
from bulletin.importing.recognise.tuning import TUNING
from bulletin.importing.spacing import LINE_END, drop_invisible, tidy_spaces

_INDENT = re.compile(r"(?:[\u3000\t]|[ \u00a0]{2}){1,2}(?=\S)")  # about two em; more is centred by hand
_LABEL = re.compile(r"\s*[\u4e00-\u9fff \u3000]{2,10}[：:]")  # 地点：礼堂
_REST = "，。、；：！？）》〉」』】〕"  # GB/T 15834—2011 5.1.1


def tidy_blocks(blocks: Sequence[Block]) -> list[Block]:
    """Tidy every block; one with soft line breaks (Shift+Enter) becomes one paragraph or several."""
    out: list[Block] = []
    for block in blocks:
        if block.kind is not Kind.PARAGRAPH:
            cells = tuple(tuple(_tidy_cell(cell) for cell in row) for row in block.cells)
            out.append(replace(block, cells=cells, alt=tidy_spaces(block.alt).strip()))
        elif block.area in (Area.BODY, Area.BOX):
            for i, part in enumerate(_split_breaks(_settle_alignment(block))):
                runs = tidy_runs(part.runs)
                if out and (_is_rest(out[-1], runs) or (block.rest and not i)):
                    joined = tidy_runs((*out[-1].runs, *_join(out[-1].runs, runs)))
                    out[-1] = replace(out[-1], runs=joined, origin=out[-1].origin.add(part.origin))
                elif "".join(run.text for run in runs).strip() or any(run.note for run in runs):
                    out.append(replace(part, runs=runs))
        elif block.text.strip():
            out.append(block)
    return out


def _is_rest(before: Block, runs: Sequence[Run]) -> bool:
    """Whether `runs` begin with a mark that no paragraph begins with: a program has parted one at a page."""
    text = "".join(run.text for run in runs)
    return (
        before.kind is Kind.PARAGRAPH
        and before.area is Area.BODY
        and text[:1] in _REST
        and bool(text)
        and not classify_words(before.text).ends_sentence
    )


def _settle_alignment(block: Block) -> Block:
    """Call a short line centred that blanks in front put in the middle: some never found the button.

    Who types the same blanks before each title misses the middle: what is bold is meant to stand there.
    """
    text = block.text
    words = text.strip()
    lead = text[: len(text) - len(text.lstrip(" \t\u3000\u00a0"))]
    blank = measure_blanks(lead)
    if (
        block.look.align in {"center", "right"}
        or not 0 < len(words) <= TUNING.title_longest
        or blank < TUNING.centred_blank
    ):
        return block
    width = classify_words(words).width()
    middle = (
        width <= TUNING.typed_measure
        and abs(blank + width / 2 - TUNING.typed_measure / 2) <= TUNING.centred_off
    )
    if middle or block.look.bold:
        return replace(block, look=replace(block.look, align="center"))
    return block


def _tidy_cell(cell: str) -> str:
    return "\n".join(filter(None, (tidy_spaces(drop_invisible(line)).strip() for line in cell.split("\n"))))


def _split_breaks(block: Block) -> Iterator[Block]:
    """Part a paragraph at the breaks that end a sentence or a field, or leave a line empty; others fall
    within one, or a title."""
    if "\n" not in block.text:
        yield block
        return
    lines = _split_runs(block.runs)
    longest = max(classify_words("".join(run.text for run in line)).width() for line in lines)
    full = longest >= TUNING.break_full * TUNING.typed_measure
    measure = min(longest, TUNING.typed_measure) if full else TUNING.typed_measure
    title = _may_be_title(block)
    parts: list[list[Run]] = []
    above, empty = "", False  # the line above; whether an empty one lies between
    for line in lines:
        text = "".join(run.text for run in line)
        before = "".join(run.text for run in parts[-1]) if parts else ""
        if parts and not text.strip():
            parts[-1] += line
            empty = True
            continue
        apart = empty and classify_words(above).last not in set("，、")
        if (
            parts
            and not _is_field(before)
            and not _is_field(text)
            and not (_LABEL.match(text) and _LABEL.match(above))
            and (title or not (apart or _parts(before, text, longest) or _is_short(above, measure)))
        ):
            parts[-1] = [*_strip_end(parts[-1]), *_join(parts[-1], line)]
        else:
            parts.append(list(line))
        above, empty = text, False
    for i, part in enumerate(parts):
        text = "".join(run.text for run in part)
        origin = block.origin.part(text, i) if len(parts) > 1 else block.origin
        yield replace(block, runs=tuple(part), origin=origin)


def _may_be_title(block: Block) -> bool:
    """Whether the lines of a paragraph may be those of a title: few words, with the look of one."""
    words = block.text
    plain = block.look.align in {"left", ""} and not block.look.bold and not block.look.level
    return len(words) <= TUNING.title_longest and "。" not in words and not plain


def _is_short(line: str, measure: float) -> bool:
    """Whether a line was ended ahead of the edge of its page, so on purpose, and not behind a comma."""
    words = classify_words(line)
    return words.width() < TUNING.broken_heading * measure and words.last not in "，、"


def _is_field(text: str) -> bool:
    return bool(parse_fields(text, Origin())[0])


def _parts(before: str, after: str, longest: float) -> bool:
    """Whether a line break between the two parts paragraphs: the first has its end, or is a heading that does
    not fill its line; the second is numbered, or indented by hand."""
    first, second = classify_words(before), classify_words(after)
    heading = first.level > 0 and first.width() < TUNING.broken_heading * longest
    # A line that is full is not centred, however many blanks it begins with.
    full = second.width() >= TUNING.typed_measure and after[:1] in " \t\u3000\u00a0"
    indented = before.strip() and (full or _INDENT.match(after))
    ended = first.ends_sentence or first.last in "：；"  # or there is nothing before
    return bool(ended or heading or indented or second.enumerated)


def _split_runs(runs: Sequence[Run]) -> list[list[Run]]:
    lines: list[list[Run]] = [[]]
    for run in runs:
        for i, piece in enumerate(run.text.split("\n")):
            if i:
                lines.append([])
            if piece or run.note:
                lines[-1].append(replace(run, text=piece))
    return lines


def _strip_end(runs: Sequence[Run]) -> list[Run]:
    out = list(runs)
    for i in range(len(out) - 1, -1, -1):
        out[i] = replace(out[i], text=out[i].text.rstrip(" \t\u3000"))
        if out[i].text or out[i].note:
            break
    return out


def _join(before: Sequence[Run], line: Sequence[Run]) -> list[Run]:
    """`line` to go on after `before`: a space between two words of Latin letters, else none."""
    last = "".join(run.text for run in before).rstrip()[-1:]
    first = "".join(run.text for run in line).lstrip()[:1]
    pieces = list(line)
    for i, run in enumerate(pieces):
        pieces[i] = replace(run, text=run.text.lstrip(" \t\u3000"))
        if pieces[i].text or run.note:
            break
    if last and first and not is_chinese(last) and not is_chinese(first):
        return [Run(" "), *pieces]
    return pieces


def tidy_runs(runs: Sequence[Run]) -> tuple[Run, ...]:
    """The runs with the spaces that nobody typed removed, as `tidy_spaces` does in their whole text.

    Runs of the same look are put together, and what is bold keeps no blanks at its ends. Code keeps all.
    """
    if any(LINE_END in run.text for run in runs):
        return tuple(replace(run, text=drop_invisible(run.text)) for run in runs)
    pieces: list[tuple[str, Run]] = []  # characters with their look
    calls: dict[int, list[str]] = {}
    for run in runs:
        if run.note:
            calls.setdefault(len(pieces), []).append(run.note)
        look = replace(run, text="", note="")
        pieces += [(char, look) for char in drop_invisible(run.text)]
    text = "".join(char for char, _ in pieces)
    kept = _align(text, tidy_spaces(text).strip())
    out: list[Run] = []
    waiting: list[str] = []
    look = Run()
    for i in range(len(pieces) + 1):
        called = calls.get(i, ())
        ends = i == len(pieces)
        if waiting and (called or ends or (kept[i] and pieces[i][1] != look)):
            out.append(replace(look, text="".join(waiting)))
            waiting = []
        out += [Run(note=note) for note in called]
        if not ends and kept[i]:
            waiting.append(kept[i])
            look = pieces[i][1]
    return tuple(out)


def _align(before: str, after: str) -> list[str]:
    """For each character of `before` what is left of it in `after`, where only blanks are others: what
    there is of them stands for the last in a row."""
    kept: list[str] = []
    at = 0
    for i, char in enumerate(before):
        end = at
        if not char.isspace():
            end += after[at : at + 1] == char
        elif not before[i + 1 : i + 2].isspace():
            end += len(after[at:]) - len(after[at:].lstrip())
        kept.append(after[at:end])
        at = end
    return kept
