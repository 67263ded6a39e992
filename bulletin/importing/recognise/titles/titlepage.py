"""The text of one manuscript → the same, the lines of its title page as plain lines, none of them a heading.

Below the title of a form, a report or a thesis stands who hands it in: 姓名　张三, 所在学院：…, 填表日期. It
is set as large as headings are, and no text stands below any of it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bulletin.hanzi import is_han
from bulletin.importing.dates import DATE_LINE
from bulletin.importing.model import Block, Kind, Leftover, Look, Reason
from bulletin.importing.offices import is_unit
from bulletin.importing.recognise.facts import classify_words
from bulletin.importing.recognise.titles.head import is_kind_alone
from bulletin.importing.recognise.titles.labels import Label, find_label, is_field
from bulletin.importing.recognise.tuning import TUNING

# What a title page says of who hands a paper in, without a colon: 学　号 20121003436.
_NAMES = "|".join(
    r"\s*".join(name)
    for name in (
        *(
            "姓名",
            "学号",
            "学校",
            "学院",
            "院系",
            "系别",
            "专业",
            "班级",
            "年级",
            "单位",
            "部门",
            "职务",
            "职称",
        ),
        *(
            "导师",
            "指导教师",
            "指导老师",
            "作者",
            "申请人",
            "负责人",
            "联系人",
            "电话",
            "手机",
            "邮箱",
            "日期",
        ),
        *("时间", "编号", "序号", "题目", "名称"),
    )
)
_LABEL = re.compile(
    rf"\s*(?:[\u3400-\u9fff]\s*){{0,6}}(?:{_NAMES})\s*(?:[（(][^（()）]{{1,8}}[）)])?.{{0,30}}"
)


def settle_title_page(blocks: Sequence[Block], body: Look) -> tuple[tuple[Block, ...], list[Leftover]]:
    """The blocks that follow a title, those that are of its page with the look of the text; and its pictures,
    which are the badge of an office."""
    end = _find_end(blocks)
    page = [block for block in blocks[:end] if block.kind is Kind.PARAGRAPH]
    pictures = [block for block in blocks[:end] if block.kind is Kind.IMAGE]
    labelled = sum(map(_is_labelled, page))
    if labelled < TUNING.title_page_labels or 2 * labelled < len(page):
        return tuple(blocks), []
    left = [Leftover(block.all_text(), Reason.COVER_IMAGE, block.origin) for block in pictures]
    return (*(_lower(block, body) for block in page), *blocks[end:]), left


def _find_end(blocks: Sequence[Block]) -> int:
    """Where the title page ends: with its page, at what is no short line, behind its date."""
    for i, block in enumerate(blocks[: TUNING.title_page_blocks]):
        if block.kind is Kind.IMAGE:
            continue
        if i and block.page:
            return i
        words = classify_words(block.text)
        if block.kind is not Kind.PARAGRAPH or words.ends_sentence or words.level:
            return i
        if len(block.text) > TUNING.title_page_line or not (_is_labelled(block) or _may_be_beside(block)):
            return i
    return min(len(blocks), TUNING.title_page_blocks)


def _is_labelled(block: Block) -> bool:
    """Whether a line is a label and what was filled in, or is to be."""
    text = block.text.strip()
    return is_field(text) or find_label(text) is Label.FIELD or bool(_LABEL.fullmatch(text))


def _may_be_beside(block: Block) -> bool:
    """Whether a line without a label may stand there: an office, a date, the rest of a long value."""
    text = block.text.strip()
    foreign = not any(map(is_han, text)) and any(map(str.isalpha, text))  # the name of a school in English
    if foreign or is_kind_alone(text):
        return True
    return is_unit(text) or bool(DATE_LINE.fullmatch(text)) or find_label(text) is not None or "__" in text


def _lower(block: Block, body: Look) -> Block:
    align = block.look.align if block.look.align == "right" else body.align
    runs = tuple(replace(run, bold=False) for run in block.runs)
    return replace(block, runs=runs, look=replace(body, align=align))
