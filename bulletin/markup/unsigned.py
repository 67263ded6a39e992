"""The tree of an article beside its source → signatures at the left, as Word leaves them behind."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bulletin.document.tree import Block, Document, Heading, Paragraph
from bulletin.document.walk import read_text
from bulletin.errors import Problem, Severity, Spot
from bulletin.markup.entries import is_date
from bulletin.model import Source

# How the names of offices end.
_OFFICE = re.compile(
    r"[\u4e00-\u9fff·（）() \u3000]{2,30}?"
    r"(?:局|委|会|部|厅|院|校|中学|小学|大学|府|室|处|科|站|所|中心|办|组|社|队|团|公司|馆|园|厂|党委|支部)"
    r"(?:[（(][^（()）]{1,12}[)）])?"
)
_DAY = re.compile(r"[日0-9]\s*$")
# （此件公开发布）, 附件1, （联系人：…）
_BEHIND = re.compile(r"\s*(?:[（(【].*|附\s*[件表录].*)", re.DOTALL)
_MOST_OFFICES = 6
_INDENT = "\u3000" * 10
_BLANKS = " \t\u3000"


def check_unsigned(document: Document, source: Source) -> Iterator[Problem]:
    """Find the lines of offices with a day under them at an article's end, at the left (M153)."""
    blocks = document.blocks
    for at, block in enumerate(blocks):
        if not _is_line(block, source) or not is_date(text := _say(block)) or not _DAY.search(text):
            continue
        if not _is_end(blocks, at + 1):
            continue
        first = at
        while first > 0 and at - first < _MOST_OFFICES and _is_office(blocks[first - 1], source):
            first -= 1
        if 0 < first < at:
            yield _explain(blocks[first : at + 1], source)


def _say(block: Block) -> str:
    return read_text(block.children).strip() if isinstance(block, Paragraph) else ""


def _is_line(block: Block, source: Source) -> bool:
    """Whether a block is a paragraph of one line that holds nothing but text."""
    if not isinstance(block, Paragraph) or block.tight or len(block.lines) != 1:
        return False
    return source.lines[block.lines.start - 1].strip(_BLANKS) == _say(block)


def _is_office(block: Block, source: Source) -> bool:
    return _is_line(block, source) and bool(_OFFICE.fullmatch(_say(block)))


def _is_end(blocks: Sequence[Block], at: int) -> bool:
    """Whether an article ends at `at`, or goes on with what stands below a signature."""
    if at == len(blocks):
        return True
    block = blocks[at]
    return isinstance(block, Heading) or (isinstance(block, Paragraph) and bool(_BEHIND.match(_say(block))))


def _explain(blocks: Sequence[Block], source: Source) -> Problem:
    spots = []
    for block in blocks:
        line = block.lines.start
        text = source.lines[line - 1]
        spots.append(Spot(line, 1, len(text) - len(text.lstrip(_BLANKS)) + 1, _INDENT))
    first, *others = spots
    message = f"第{first.line}—{others[-1].line}行像是落款，没有靠右"
    hint = "要靠右，这几行的行首各空六个以上全角空格（bulletin check --fix 会改好）；不要，不用管"
    problem = source.problem(first.line, "M153", message, hint, Severity.INFO)
    return replace(
        problem, column=first.column, end_column=first.end_column, fix=first.fix, also=tuple(others)
    )
