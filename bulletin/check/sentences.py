"""Sentences that lack a part or say one thing twice."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bulletin.check.passages import Passage
from bulletin.check.rule import Finding

_AIMS = (
    "推进|推动|促进|提高|提升|加强|增强|落实|贯彻|完善|优化|深化|巩固|保障|确保|发挥|加快|强化|改善|规范|激发|弘扬|"
    "营造|构建|实现|做好|扩大|丰富|全面|进一步|切实|不断|更好地?|深入|认真|积极|充分|有效"
)
# 为……，推进……。 and nothing else: what was done for it is missing.
_AIM_ONLY = re.compile(
    rf"(?:^|(?<=[。！？]))为了?(?:{_AIMS})[^，。；：！？]{{2,40}}(?:，(?:{_AIMS})[^，。；：！？]{{2,30}}){{0,2}}。"
)
_WITH_CLAUSE = re.compile(
    "特|现|决定|制定|举办|召开|组织|开展了|根据|我[们市省县区局厅]|本[市省县区局]|要|请|将|是|了"
)


def check_aim_only(passage: Passage) -> Iterator[Finding]:
    """A sentence of an aim alone: 为认真学习精神，推进文化繁荣。"""
    for match in _AIM_ONLY.finditer(passage.text):
        if passage.role == "P" and not _WITH_CLAUSE.search(match[0]):
            yield Finding(*match.span(), "“为……”的句子没有说做了什么", "句号改成逗号，或补上主句")


# 通过……，使…… has no subject.
_NO_SUBJECT = re.compile(
    r"(?:^|(?<=[。！？；]))(?:通过|经过|由于)[^，。；：！？“”]{3,30}，使(?:得)?(?![用命馆节者劲])(?=[^，。；]{2,})"
)
_ONE_SIDED = re.compile(
    r"(?:^|(?<=[。！？；，]))(?:是否|能否)[^，。；：？！]{2,20}，?是[^，。；？！否]{2,25}的(?:关键|前提|保证|基础|根本|保障)"
)


def check_grammar(passage: Passage) -> Iterator[Finding]:
    """A sentence whose subject is swallowed by 通过……使; one of two sides that goes on with one."""
    if "使" not in passage.text and "否" not in passage.text:
        return
    for match in _NO_SUBJECT.finditer(passage.text):
        word = match[0][:2]
        yield Finding(*match.span(), f"“{word}……使……”没有主语", f"删去“{word}”或“使”")
    for match in _ONE_SIDED.finditer(passage.text):
        yield Finding(*match.span(), "前面说两面（是否、能否），后面只说一面", "改成前后一致")
