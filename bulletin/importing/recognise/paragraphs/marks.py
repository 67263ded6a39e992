"""Lines of a text file, or paragraphs of a document → the same without the marks of Markdown, and the levels
of its headings."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from bulletin.importing.model import BULLET, Area, Block, Kind, Leftover, Line, Reason, Run
from bulletin.importing.patterns import ITEM_BULLETS, is_enumerated
from bulletin.importing.recognise.facts import Words, classify_lines
from bulletin.importing.recognise.tuning import TUNING

_HASHES = re.compile(r"#+[ \t\u3000]+")
_ITEM = re.compile(r"\s*[-*+][ \t]+(?=\S)")
_BOLD = re.compile(r"\*\*[^\s*][^*]{0,60}\*\*")
_DRAWN = re.compile(r"([-=—─~*#])\1{4,}")
# ----- 第二部分 -----, and ===== 附录 =====: words within a rule.
_LINED = re.compile(
    r"([-=—─~*#])\1{3,}[ \t\u3000]*(?P<words>[^-=—─~*#\s][^-=—─~*#]{0,38}?)[ \t\u3000]*\1{4,}"
)
_RULE = re.compile(r"\s*(?:-{3,}|\*{3,}|_{3,})\s*")


def take_marks(lines: Sequence[Line]) -> tuple[tuple[Line, ...], Mapping[int, int]]:
    """Take `#` off headings and `**` off what is bold where a text is Markdown, as programs make it;
    say the level of each heading by the number of its line."""
    facts = classify_lines(lines)
    hashes = [own.words.hashes for own in facts]
    found = {line.number: count for line, count in zip(lines, hashes, strict=True) if count}
    if len(found) < TUNING.markdown_headings or _are_comments([line.text for line in lines]):
        return tuple(lines), {}
    return tuple(
        replace(line, text=_strip_marks(own.words)) for line, own in zip(lines, facts, strict=True)
    ), found


def find_ruled(lines: Sequence[Line]) -> Mapping[int, int]:
    """The levels of lines over a rule of one mark, as headings of a text are drawn, by their numbers: 1 those
    with ===== below, or the first of a few between two; 2 those with -----, several in one text. In a table
    the next row stands right below its rule."""
    words = [own.words for own in classify_lines(lines)]
    found: dict[int, int] = {}
    for i, line in enumerate(lines):
        mark = _DRAWN.fullmatch(line.text.strip())
        above = i - 1
        if mark and mark[1] == "=":
            above = next(
                (
                    k + 1
                    for k in range(i - 2, -1, -1)[: TUNING.ruled_lines]
                    if _DRAWN.fullmatch(lines[k].text.strip())
                ),
                above,
            )
        parted = i + 1 < len(lines) and (lines[i + 1].gap > 0 or (mark is not None and mark[1] == "="))
        if not mark or above < 0 or not parted or any(own.gap for own in lines[above + 1 : i + 1]):
            continue
        begins = above == 0 or lines[above].gap > 0 or bool(_DRAWN.fullmatch(lines[above - 1].text.strip()))
        own = words[above]
        may = len(own.text.strip()) <= TUNING.heading_longest and any(map(str.isalnum, own.text))
        if begins and may and not (own.ends_sentence or own.text.strip()[-1] in "：:，、；"):
            found[lines[above].number] = 1 if mark[1] == "=" else 2
    return found if list(found.values()).count(2) >= TUNING.markdown_headings else {}


def drop_rules(lines: Sequence[Line]) -> tuple[tuple[Line, ...], tuple[Leftover, ...]]:
    """Take lines of one mark alone (=====) out: they part what stands above from what stands below; and
    those marks around words (===== 附录 =====)."""
    kept: list[Line] = []
    left: list[Leftover] = []
    parted = False
    for line in lines:
        if _DRAWN.fullmatch(line.text.strip()):
            left.append(Leftover(line.text, Reason.RULE, line.origin))
            parted = True
        elif lined := _LINED.fullmatch(line.text.strip()):
            words, gap = lined["words"], max(line.gap, 1)
            left.append(Leftover(line.text.replace(words, " ", 1), Reason.RULE, line.origin))
            kept.append(replace(line, text=words, lead="", trail="", gap=gap))
            parted = True
        else:
            kept.append(replace(line, gap=max(line.gap, 1)) if parted else line)
            parted = False
    return tuple(kept), tuple(left)


def _strip_marks(facts: Words) -> str:
    text = facts.text
    words = _HASHES.sub("", text, count=1) if facts.hashes else text
    bare = words.replace("**", "") if words.count("**") % 2 == 0 else words
    return bare.strip() or text


def take_block_marks(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The paragraphs of a document without the marks of Markdown, where somebody has pasted such a text into
    it: `#` gives a level, `**` bold words, a mark of a list an item; a line of dashes alone goes."""
    if not _is_pasted([block.text for block in blocks if _may_have_marks(block)]):
        return tuple(blocks)
    kept = (block for block in blocks if not (_may_have_marks(block) and _RULE.fullmatch(block.text)))
    return tuple(_take_block(block) if _may_have_marks(block) else block for block in kept)


def _is_pasted(texts: Sequence[str]) -> bool:
    """Whether paragraphs of Word are plainly Markdown: words are bold by its marks, or headings have several
    levels, or stand beside other marks of it. A `#` alone may be of a number, or of a comment in code."""
    levels = [len(match[0].split()[0]) for text in texts if (match := _HASHES.match(text))]
    bold = sum(_BOLD.search(text) is not None for text in texts)
    if bold >= TUNING.markdown_bold:
        return True
    others = bold + sum(bool(_ITEM.match(text) or _RULE.fullmatch(text)) for text in texts)
    several = len(set(levels)) > 1 or others >= TUNING.markdown_others
    return len(levels) >= TUNING.markdown_headings and several and not _are_comments(texts)


def _are_comments(texts: Sequence[str]) -> bool:
    """Whether lines that begin with # are comments of code: a sign alone parts them, or many stand one right
    below the other, which headings of one level do not."""
    marks = [text.split()[0] if _HASHES.match(f"{text.strip()} ") else "" for text in texts]
    if any(text.strip() == "#" for text in texts):
        return True
    close = sum(bool(mark) and mark == following for mark, following in pairwise(marks))
    return close > TUNING.markdown_close * sum(map(bool, marks))


def _may_have_marks(block: Block) -> bool:
    plain = block.kind is Kind.PARAGRAPH and block.area is Area.BODY
    return plain and not block.number and not block.calls


def _take_block(block: Block) -> Block:
    text = block.text
    hashes, item = _HASHES.match(text), _ITEM.match(text)
    begins = hashes or item
    start = begins.end() if begins else 0
    paired = text.count("**") % 2 == 0
    runs: list[Run] = []
    bold, at, place = False, start, 0
    for run in block.runs:
        end = place + len(run.text)
        while at < end:
            if paired and text.startswith("**", at):
                bold, at = not bold and not hashes, at + 2
            else:
                runs.append(replace(run, text=text[at], bold=run.bold or bold))
                at += 1
        place = end
    look = replace(block.look, level=len(hashes[0].split()[0])) if hashes else block.look
    item_number = BULLET if item and not is_enumerated(text[start:]) else ""
    return replace(block, runs=tuple(runs), look=look, number=item_number)


def take_bullet(block: Block) -> Block:
    """An item of a list without the mark that it begins with."""
    text = block.text
    if text[:1] not in tuple(ITEM_BULLETS) or not text[1:].strip():
        return block
    first = next(i for i, run in enumerate(block.runs) if run.text.strip())
    rest = block.runs[first].text.lstrip().removeprefix(text[0]).lstrip()
    runs = (*block.runs[:first], replace(block.runs[first], text=rest), *block.runs[first + 1 :])
    return replace(block, runs=tuple(run for run in runs if run.text or run.note), number=BULLET)
