"""A paper and what an import wrote of it → a verdict, and each fault with its reason."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from .drafts import Block, Outcome, Written, clean
from .paper import IMAGE, LEFT, UP, Paper, Part, Role, Rows, squeeze

_OWN = ("期号", "版式", "状态", "忽略")  # fields that every draft may have
_SPREAD = re.compile(r"(?:\S[ \u3000]){2,}\S(?=$|[ \u3000])")
_SENTENCE = 400  # characters of a table's text that are looked for at a time


class Grade(StrEnum):
    """How well a manuscript came out."""

    CLEAN = "clean"
    PARTLY = "partly"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong; `bad` where an editor has to do the work again."""

    reason: str
    bad: bool = False


@dataclass(frozen=True, slots=True)
class Truth:
    """A paper, with what its format adds: bylines that a web page has beside the text, words that it may keep;
    `pictures` and `notes` say that the format has these."""

    paper: Paper
    credits: tuple[str, ...] = ()
    free: tuple[str, ...] = ()
    pictures: bool = True
    notes: bool = True
    merged: bool = True
    levels: bool = True


def grade(faults: Sequence[Fault]) -> Grade:
    """The verdict of these faults."""
    if not faults:
        return Grade.CLEAN
    return Grade.BAD if any(fault.bad for fault in faults) else Grade.PARTLY


def find_faults(truth: Truth, outcome: Outcome) -> list[Fault]:
    """All that is wrong with what was written."""
    paper = truth.paper
    faults = list(_check_fields(paper, outcome))
    if len(outcome.articles) != paper.articles:
        titles = "／".join(article.fields.get("标题", "") for article in outcome.articles)[:120]
        return [*faults, Fault(f"{len(outcome.articles)} articles for {paper.articles}: {titles}", bad=True)]
    for number, written in enumerate(outcome.articles):
        parts = tuple(part for part in paper.parts if part.article == number)
        faults += _check_article(truth, parts, written, outcome.left)
    return faults


def _check_fields(paper: Paper, outcome: Outcome) -> Iterator[Fault]:
    wanted = {key.rstrip("?"): value for key, value in paper.fields.items()}
    for key, value in outcome.fields.items():
        if key in _OWN:
            continue
        if key not in wanted:
            yield Fault(f"issue.md: {key} = {value}", bad=True)
        elif squeeze(value) not in map(squeeze, wanted[key].split("|")):
            yield Fault(f"issue.md: {key} = {value}, not {wanted[key]}", bad=True)
    for key in paper.fields:
        if not key.endswith("?") and key not in outcome.fields:
            yield Fault(f"issue.md: {key} missing")


def _check_article(truth: Truth, parts: Sequence[Part], written: Written, left: str) -> Iterator[Fault]:
    yield from _check_title(parts, written)
    yield from _check_byline(truth, parts, written)
    body = "".join(block.text for block in written.blocks)
    yield from _check_words(parts, written, body, left)
    yield from _check_form(truth, parts, written)
    yield from _check_extra(truth, parts, written)
    cells = [cell for part in parts for row in part.rows for cell in row]
    wanted = sum(part.role is Role.PICTURE for part in parts) + sum(cell.startswith(IMAGE) for cell in cells)
    wanted = wanted if truth.pictures else 0
    found = sum(block.images for block in written.blocks)
    if found < wanted:
        yield Fault(f"{found} pictures for {wanted}", bad=True)
    notes = [squeeze(part.note) for part in parts if part.note and truth.notes]
    said = [block.text for block in written.blocks if block.kind == "note"]
    for note in notes:
        if note not in said:
            yield Fault(f"no note: {note[:30]}", bad=note not in body and note not in left)


def _check_title(parts: Sequence[Part], written: Written) -> Iterator[Fault]:
    title = squeeze("".join(part.text for part in parts if part.role is Role.TITLE))
    subtitle = squeeze("".join(part.text for part in parts if part.role is Role.SUBTITLE)).lstrip("—-")
    said = written.get("标题")
    if said != title:
        together = subtitle and said.replace("—", "") == (title + subtitle).replace("—", "")
        yield Fault(f"title: {written.fields.get('标题')} for {title}", bad=not together)
        if together:
            return
    elif _SPREAD.search(written.fields.get("标题", "")):
        yield Fault(f"letters set apart: {written.fields.get('标题')}")
    if written.get("副标题").lstrip("—-") != subtitle:
        yield Fault(f"subtitle: {written.get('副标题') or 'none'} for {subtitle or 'none'}", bad=not subtitle)


def _check_byline(truth: Truth, parts: Sequence[Part], written: Written) -> Iterator[Fault]:
    bylines = [squeeze(part.text) for part in parts if part.role is Role.BYLINE]
    pool = "".join((*bylines, *_list_credits(parts), *map(squeeze, truth.credits)))
    for key in ("作者", "来源"):
        for value in filter(None, re.split("[、，,]", written.get(key))):
            if _strip(value) not in _strip(pool):
                yield Fault(f"{key}: {value}", bad=True)
    said = _strip(written.get("作者") + written.get("来源"))
    body = "".join(block.text for block in written.blocks)
    for byline in bylines:
        for name in filter(
            None, re.split(r"[（）()，\u3000]|本报记者|本刊记者|通讯员|作者：|文/|图/|□", byline)
        ):
            if _strip(name) not in said and not name.isdigit():
                rest = _strip(name).removesuffix(said) if said else _strip(name)
                if rest and rest in _strip(body):
                    yield Fault(f"byline left in the text: {name}")
                elif not all(char in said for char in rest):
                    yield Fault(f"byline lost: {name}", bad=True)


def _list_credits(parts: Sequence[Part]) -> Iterator[str]:
    """What may be taken for a byline: what is one or not, and the names on a cover."""
    for part in parts:
        if part.role in (Role.CREDIT, Role.FREE):
            yield part.text
        elif part.role is Role.TEXT:
            return


def _strip(text: str) -> str:
    return re.sub(r"[\W_]", "", text)


def _check_words(parts: Sequence[Part], written: Written, body: str, left: str) -> Iterator[Fault]:
    """Everything that has to be there is, in order."""
    at = 0
    whole = body + written.get("编者按")
    for part in parts:
        if part.role in (Role.TITLE, Role.SUBTITLE, Role.BYLINE, Role.FREE, Role.OUT, Role.PICTURE):
            continue
        pieces = [squeeze(cell) for row in part.rows for cell in row if _is_said(cell)] or [
            _squeeze_part(part)
        ]
        for piece in filter(None, pieces):
            found = body.find(piece, at)
            if found >= 0:
                at = found + len(piece)
            elif piece in whole or (part.role is Role.KEPT and piece.removeprefix("编者按：") in whole):
                if part.role is not Role.KEPT:
                    yield Fault(f"out of order: {piece[:30]}")
            elif _strip(piece) in _strip(whole):
                yield Fault(f"marks changed: {piece[:30]}")
            elif (part.role is Role.CREDIT and _is_credited(piece, written, left)) or (
                part.role is Role.KEPT and _strip(piece) in _strip(left)
            ):
                continue
            else:
                yield Fault(f"lost: {piece[:40]}", bad=True)


def _is_credited(line: str, written: Written, left: str) -> bool:
    """Whether a name of a line is in 作者 or 来源, and the others are, too, or are said to be left out: the place
    and the postcode of an office are no part of its name."""
    names = _strip(written.get("作者") + written.get("来源"))
    if not any(_strip(name) in names for name in re.split(r"[（），]", line) if _strip(name)):
        return False
    said = names + _strip(left)
    return all(_strip(name) in said for name in re.split(r"[（），]", line) if name and not name.isdigit())


def _is_said(cell: str) -> bool:
    return cell not in (LEFT, UP) and not cell.startswith(IMAGE)


def _squeeze_part(part: Part) -> str:
    return squeeze(part.said)


def _check_form(truth: Truth, parts: Sequence[Part], written: Written) -> Iterator[Fault]:
    """Each paragraph is one of its own, and what it is."""
    kinds: dict[str, set[str]] = {}
    levels: dict[str, int] = {}
    lines = {line for block in written.blocks for line in block.lines}
    for block in written.blocks:
        kinds.setdefault(block.text, set()).add(block.kind)
        levels[block.text] = block.level
    depth = []
    for part in parts:
        text = _squeeze_part(part)
        found = kinds.get(text, set())
        if part.role is Role.TEXT and "text" not in found:
            what = next(iter(found), "joined or split")
            yield Fault(f"{what}, not text: {text[:30]}")
        elif part.role is Role.LINE and not found & {"text", "right"} and text not in lines:
            yield Fault(f"{next(iter(found), 'joined or split')}, not a line: {text[:30]}")
        elif part.role is Role.HEADING and "heading" not in found:
            yield Fault(f"{next(iter(found), 'joined')}, not a heading: {text[:30]}")
        elif part.role is Role.EITHER and not found & {"heading", "text"} and text not in lines:
            yield Fault(f"{next(iter(found), 'joined or split')}, not a line: {text[:30]}")
        elif part.role is Role.RIGHT and "right" not in found and not _is_right(text, written):
            yield Fault(f"not at the right: {text[:30]}")
        elif part.role is Role.HEADING:
            depth.append((part.level, levels[text], text))
        if part.role is Role.TABLE:
            yield from _check_table(part.rows, written, truth)
    for (level, found_level, text), (next_level, next_found, next_text) in pairwise(depth):
        if truth.levels and (level < next_level) != (found_level < next_found):
            yield Fault(f"levels of headings: {text[:15]} ({found_level}), {next_text[:15]} ({next_found})")
            break


def _is_right(text: str, written: Written) -> bool:
    return any(text in block.lines for block in written.blocks if block.kind == "right")


def _check_table(rows: Rows, written: Written, truth: Truth) -> Iterator[Fault]:
    tables = [block for block in written.blocks if block.kind == "table"]
    wanted = [list(row) for row in rows]
    why = "no table"
    for table in tables:
        fault = _compare_table(wanted, table, truth.merged)
        if not fault:
            return
        why = fault if len(tables) == 1 else "none of the tables is it"
    if any(cell.startswith(IMAGE) for cell in rows[0]):
        return  # a table that only sets pictures side by side may go
    yield Fault(f"table ({rows[0][0][:12]}…): {why}")


def _compare_table(wanted: Sequence[Sequence[str]], table: Block, merged: bool) -> str:
    if len(wanted) != len(table.rows):
        return f"{len(table.rows)} rows for {len(wanted)}"
    for number, (row, got) in enumerate(zip(wanted, table.rows, strict=True), 1):
        if len(row) != len(got):
            return f"{len(got)} columns for {len(row)} in row {number}"
        for cell, found in zip(row, got, strict=True):
            if cell == LEFT:
                fits = found == "" or (not merged and not found.strip())
            elif cell.startswith(IMAGE):
                fits = "](" in found
            elif cell == UP:
                fits = found.strip() == "^^" or (not merged and not found.strip())
            else:
                fits = _fits(cell, found)
            if not fits:
                return f"row {number}: {found.strip()[:30] or 'nothing'} for {cell[:30]!r}"
    return ""


def _fits(cell: str, found: str) -> bool:
    """Whether a cell says this, its paragraphs apart."""
    if clean(found.replace("<br>", "")) != squeeze(cell):
        text = re.sub("[、；]", "", clean(found))
        return text == re.sub("[、；]", "", squeeze(cell))
    lines = [squeeze(line) for line in cell.split("\n") if line.strip()]
    return len(lines) == 1 or found.count("<br>") >= len(lines) - 1 or " " in found.strip() or not cell


def _check_extra(truth: Truth, parts: Sequence[Part], written: Written) -> Iterator[Fault]:
    """Nothing else is in the text, and no heading that is none."""
    whole = "".join(
        squeeze("".join(cell for row in part.rows for cell in row if _is_said(cell))) + _squeeze_part(part)
        for part in parts
        if part.role not in (Role.OUT, Role.TITLE, Role.SUBTITLE)
    )
    whole += "".join(squeeze(part.note) for part in parts)
    free = [squeeze(text) for text in truth.free]
    free += [_squeeze_part(part) for part in parts if part.role is Role.FREE]
    fine = {
        _squeeze_part(part)
        for part in parts
        if part.role in (Role.HEADING, Role.EITHER, Role.KEPT, Role.FREE)
    }
    texts = {_squeeze_part(part) for part in parts if part.role is Role.TEXT}
    for block in written.blocks:
        if block.kind == "heading" and block.text not in fine and block.text not in texts:
            yield Fault(f"a heading that is none: {block.text[:30]}")
        elif (
            block.text
            and block.text not in whole
            and not any(block.text in text or text in block.text for text in free)
        ):
            pieces = [line for line in block.lines or (block.text,) if line not in whole]
            if pieces and not _consists_of(block.text, parts):
                yield Fault(f"not of the text: {pieces[0][:40]}")


def _consists_of(text: str, parts: Sequence[Part]) -> bool:
    """Whether `text` is made of the words of some parts."""
    for part in sorted(
        (_squeeze_part(part) for part in parts if part.role is not Role.OUT), key=len, reverse=True
    ):
        if part:
            text = text.replace(part, "")
    return not _strip(text)
