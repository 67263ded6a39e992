"""Blocks with their titles marked → articles: byline and source read, headings and bold settled."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from bulletin.hanzi import is_han
from bulletin.importing.model import Block, DraftArticle, Kind, Leftover, Look, Origin, Reason, Remark, Run
from bulletin.importing.names import is_personal_name, split_names
from bulletin.importing.patterns import drop_caption_number
from bulletin.importing.recognise.facts import classify_words, is_column
from bulletin.importing.recognise.titles.bylines import Byline, parse_byline
from bulletin.importing.recognise.titles.cellpictures import describe_cells
from bulletin.importing.recognise.titles.headings import mark_headings
from bulletin.importing.recognise.titles.labels import find_label
from bulletin.importing.recognise.titles.lone import Opening
from bulletin.importing.recognise.titles.ranks import is_bigger, is_bold
from bulletin.importing.recognise.tuning import TUNING
from bulletin.importing.spacing import tidy_spaces
from bulletin.importing.verdicts import Because, Rule

_SUBTITLE = re.compile(r"\n[—－─-]+\s*(?=\S)")  # a line of a title that begins with a dash
_EDITOR_NOTE = re.compile(r"[【\[（(]?编者按[】\]）)]?[：:\s]\s*(\S.*)", re.DOTALL)


def divide_articles(
    blocks: Sequence[Block], body: Look, stem: str, notes: Mapping[str, tuple[Run, ...]]
) -> tuple[tuple[DraftArticle, ...], list[Leftover], list[Remark]]:
    """Part `blocks` at their titles; what stands before the first is an article named `stem`."""
    left: list[Leftover] = []
    remarks: list[Remark] = []
    articles: list[DraftArticle] = []
    parts = _drop_columns(_split(blocks), left, remarks)
    for title, part in parts:
        if title is None:
            if not any(block.all_text().strip() or block.pictures for block in part):
                continue
            if len(parts) > 1 and all(classify_words(block.all_text()).bare_number for block in part):
                left += [
                    Leftover(block.all_text(), Reason.PAGE_NUMBER, block.origin) for block in part
                ]  # of the contents
                continue
            message = f"前面没有找到标题，先用“{stem}”作标题，请改"
            remarks.append(Remark(message, part[0].origin, guess=True, code="I129"))
            made = _make_article(stem, part, part[0].origin, body, notes, left, remarks)
            articles.append(replace(made, untitled=True))
            continue
        if not part and len(parts) > 1:
            _leave_column(title, left, remarks)
            continue
        part = _move_calls(title, part, remarks)
        articles.append(_make_article(title.text, part, title.origin, body, notes, left, remarks))
    return tuple(articles), left, remarks


def _split(blocks: Sequence[Block]) -> list[tuple[Block | None, list[Block]]]:
    parts: list[tuple[Block | None, list[Block]]] = [(None, [])]
    for block in blocks:
        if block.kind is Kind.TITLE:
            parts.append((block, []))
        else:
            parts[-1][1].append(block)
    return parts[0 if parts[0][1] else 1 :]


def _drop_columns(
    parts: Sequence[tuple[Block | None, list[Block]]], left: list[Leftover], remarks: list[Remark]
) -> list[tuple[Block | None, list[Block]]]:
    """Leave out the names of columns (【区内动态】) that stand right before a title, however they look."""
    kept: list[tuple[Block | None, list[Block]]] = []
    for title, part in parts[:-1]:
        rest = list(part)
        while rest and rest[-1].kind is Kind.PARAGRAPH and is_column(rest[-1].text):
            _leave_column(rest.pop(), left, remarks)
        if rest or title is not None:
            kept.append((title, rest))
    return [*kept, *parts[-1:]]


def _leave_column(block: Block, left: list[Leftover], remarks: list[Remark]) -> None:
    rule = Rule.NO_TEXT_BELOW if block.kind is Kind.TITLE else Rule.COLUMN_MARK
    left.append(Leftover(block.text, Reason.COLUMN, block.origin.explain(Because(rule))))
    message = f"“{block.text}”下面没有正文，当作栏目名，没有收进"
    remarks.append(Remark(message, block.origin, guess=not is_column(block.text), code="I139"))


def _move_calls(title: Block, part: list[Block], remarks: list[Remark]) -> list[Block]:
    """The text with the notes that are called in its title called at the end of its first paragraph."""
    calls = tuple(run for run in title.runs if run.note)
    if not calls:
        return part
    message = f"标题“{title.text}”上的脚注移到了正文第一段的末尾"
    remarks.append(Remark(message, title.origin, guess=True, code="I130"))
    at = next((i for i, block in enumerate(part) if block.kind is Kind.PARAGRAPH), None)
    if at is None:
        return [replace(Block(), runs=calls), *part]
    return [*part[:at], replace(part[at], runs=(*part[at].runs, *calls)), *part[at + 1 :]]


def make_lone_article(
    opening: Opening, body: Look, stem: str, notes: Mapping[str, tuple[Run, ...]]
) -> tuple[DraftArticle, list[Leftover], list[Remark]]:
    """The article that one manuscript is; without a title of its own it is named `stem`."""
    left, remarks = list(opening.left), list(opening.remarks)
    part = list(opening.blocks)
    title = opening.title
    if title is None:
        origin = part[0].origin if part else Origin()
        message = f"没有找到标题，先用文件名“{stem}”作标题，请改"
        remarks.append(Remark(message, origin, guess=True, code="I129"))
        made = _finish_article(stem, part, origin, body, notes, left, remarks)
        return replace(made, untitled=True), left, remarks
    part = _move_calls(title, part, remarks)
    part, editor_note = _take_editor_note(part, left)
    part, source = (part, opening.source) if opening.source else _take_source(part, left)
    part, author = _take_last_author(part, left, opening.author)
    made = _finish_article(title.text, part, title.origin, body, notes, left, remarks)
    made = replace(made, author=author, source=source, editor_note=editor_note)
    return made, left, remarks


def _make_article(
    title: str,
    part: list[Block],
    origin: Origin,
    body: Look,
    notes: Mapping[str, tuple[Run, ...]],
    left: list[Leftover],
    remarks: list[Remark],
) -> DraftArticle:
    part, author = _take_author(part, body, left, remarks)
    part, unit = _take_unit(part, body, left)
    part, editor_note = _take_editor_note(part, left)
    part, source = (part, unit) if unit else _take_source(part, left)
    made = _finish_article(title, part, origin, body, notes, left, remarks)
    return replace(made, author=author, source=source, editor_note=editor_note)


def _finish_article(
    title: str,
    part: Sequence[Block],
    origin: Origin,
    body: Look,
    notes: Mapping[str, tuple[Run, ...]],
    left: list[Leftover],
    remarks: list[Remark],
) -> DraftArticle:
    """The article with its headings marked, its bold settled and its pictures described."""
    title, subtitle = _SUBTITLE.split(title, 1) if _SUBTITLE.search(title) else (title, "")
    marked, found = mark_headings(part, body)
    remarks += found
    blocks = tuple(_settle_bold(block, body) for block in _describe_pictures(marked, remarks))
    called = [label for block in blocks for label in block.calls]
    own = {label: notes[label] for label in dict.fromkeys(called) if label in notes}
    title, subtitle = (tidy_spaces(text.replace("\n", " ")).strip() for text in (title, subtitle))
    return DraftArticle(title, blocks, origin=origin, notes=own, subtitle=subtitle)


def _take_author(
    part: list[Block], body: Look, left: list[Leftover], remarks: list[Remark]
) -> tuple[list[Block], tuple[str, ...]]:
    """The byline under a title: 作者：…, or names alone where they are centred."""
    for i, block in enumerate(part[: TUNING.byline_blocks]):
        names = classify_words(block.text).author if block.kind is Kind.PARAGRAPH else ()
        labelled = bool(names)
        if not names and block.look.align == "center" and body.align != "center":
            names = split_names(block.text) if len(block.text) <= TUNING.byline_longest else ()
            if names:
                message = f"“{block.text}”居中在标题下，当作作者"
                remarks.append(Remark(message, block.origin, guess=True, code="I131"))
        if names:
            rule = Rule.CREDIT_LABEL if labelled else Rule.CENTRED_NAMES
            left.append(Leftover(block.text, Reason.AUTHOR, block.origin.explain(Because(rule))))
            return [*part[:i], *part[i + 1 :]], names
    return part, ()


def _take_unit(part: list[Block], body: Look, left: list[Leftover]) -> tuple[list[Block], str]:
    """The office that a line in the middle or at the right names, right under a title or a byline."""
    first = part[0] if len(part) > 1 else Block()
    apart = first.look.align in ("center", "right") and first.look.align != body.align
    found = parse_byline(first.text, apart=True) if apart and first.kind is Kind.PARAGRAPH else Byline()
    if not found.source or found.author or found.dropped or found.rest:
        return part, ""
    left.append(Leftover(first.text, Reason.SOURCE, first.origin.explain(Because(Rule.UNDER_TITLE))))
    return part[1:], found.source


def _take_editor_note(part: list[Block], left: list[Leftover]) -> tuple[list[Block], str]:
    """编者按：… ahead of the text, where it is one paragraph of words alone."""
    first = part[0] if len(part) > 1 else Block()
    match = _EDITOR_NOTE.fullmatch(first.text)
    if first.kind is not Kind.PARAGRAPH or not match or any(run.note for run in first.runs):
        return part, ""
    origin = first.origin.explain(Because(Rule.CREDIT_LABEL))
    left.append(Leftover(first.text, Reason.EDITOR_NOTE, origin))
    return part[1:], tidy_spaces(match[1]).strip()


def _take_source(part: list[Block], left: list[Leftover]) -> tuple[list[Block], str]:
    """The credit （来源：…） at the end of an article, or under its title."""
    for i in (len(part) - 1, 0):
        if 0 <= i < len(part) and len(part) > 1 and part[i].kind is Kind.PARAGRAPH:
            source = classify_words(part[i].text).source
            if source:
                origin = part[i].origin.explain(Because(Rule.CREDIT_LABEL))
                left.append(Leftover(part[i].text, Reason.SOURCE, origin))
                return [*part[:i], *part[i + 1 :]], source
    return part, ""


def _take_last_author(
    part: list[Block], left: list[Leftover], known: tuple[str, ...]
) -> tuple[list[Block], tuple[str, ...]]:
    """The credit （作者：…） or 通讯员：… at the end of an article; where its author is known, one that says
    the same."""
    last = part[-1] if len(part) > 1 else Block()
    names = classify_words(last.text).author if last.kind is Kind.PARAGRAPH and not last.calls else ()
    if not names or not all(map(is_personal_name, names)) or (known and set(known) != set(names)):
        return part, known
    left.append(Leftover(last.text, Reason.AUTHOR, last.origin.explain(Because(Rule.CREDIT_LABEL))))
    return part[:-1], names


def _describe_pictures(blocks: Sequence[Block], remarks: list[Remark]) -> Iterator[Block]:
    """Give a picture without a description the words of its caption; without one an editor has to look."""
    for i, block in enumerate(blocks):
        following = blocks[i + 1] if i + 1 < len(blocks) else Block()
        if block.kind is Kind.IMAGE and not block.alt:
            if classify_words(following.text).caption:
                block = replace(block, alt=drop_caption_number(following.text))
            else:
                message = "有一张图没有说明，请在方括号里写上图上有什么"
                remarks.append(Remark(message, block.origin, guess=True, code="I132"))
        elif block.kind is Kind.TABLE:
            block = describe_cells(block)
            if any(not picture.alt for picture in block.pictures):
                message = "表格里有图没有说明，请在方括号里写上图上有什么"
                remarks.append(Remark(message, block.origin, guess=True, code="I132"))
        yield block


def _settle_bold(block: Block, body: Look) -> Block:
    """Keep bold where it says something: a part of a paragraph or a label over what follows, not all of a
    paragraph, not blanks or marks."""
    if block.kind is not Kind.PARAGRAPH:
        return block
    total = sum(len(run.text.strip()) for run in block.runs)
    bold = sum(len(run.text.strip()) for run in block.runs if run.bold)
    most = total if _is_bold_label(block, body) else total * TUNING.bold_most
    runs: list[Run] = []
    for at, run in enumerate(block.runs):
        means = run.bold and bold <= most and any(char.isalnum() for char in run.text)
        if means and not any(map(is_han, run.text)):  # digits, of another face than the Han beside them
            beside = block.runs[max(0, at - 1) : at + 2]
            means = len(beside) == 1 or any(other.bold and any(map(is_han, other.text)) for other in beside)
        run = replace(run, bold=means)
        if runs and not run.note and not runs[-1].note and _same_look(runs[-1], run):
            runs[-1] = replace(runs[-1], text=runs[-1].text + run.text)
        else:
            runs.append(run)
    return replace(block, runs=tuple(runs))


def _is_bold_label(block: Block, body: Look) -> bool:
    """Whether a short bold line at the left announces what follows: 附法律条文：."""
    text = block.text.strip()
    short = TUNING.heading_shortest < len(text) <= TUNING.heading_longest
    at_left = block.look.align in ("", "left") and not is_bigger(block.look, body)
    if not (short and at_left and text[-1] in "：:" and is_bold(block.look, body)):
        return False
    return not find_label(text) and not classify_words(text).enumerated


def _same_look(one: Run, other: Run) -> bool:
    return (one.bold, one.script) == (other.bold, other.script)
