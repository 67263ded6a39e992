"""The lines of a text file → the same without what a mail or a web page, copied, has around its text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bulletin.importing.model import Leftover, Line, Reason, Remark
from bulletin.importing.read.webwords import (
    ends_page,
    is_control,
    is_neighbour,
    is_path,
    is_related,
    names_publication,
    split_publication,
)

_HEADER = re.compile(
    r"(?:发件人|寄件者|收件人|抄\s*送|密\s*送|发送时间|发送日期|日\s*期|时\s*间|主\s*题|附\s*件|From|To|Cc|Sent|Date|Subject)\s*[：:]"
)
_SURE = re.compile(r"(?:发件人|寄件者|收件人|From|To)\s*[：:]")
_SUBJECT = re.compile(
    r"(?:主\s*题|Subject)\s*[：:]\s*(?!(?:转发|回复|答复|Re|Fw|Fwd)\b\s*[：:]?)(.{8,60})", re.IGNORECASE
)
_ORIGINAL = re.compile(
    r"[-—_=]{2,}\s*(?:原始邮件|转发邮件|Original Message|Forwarded message).*", re.IGNORECASE
)
_SENT = re.compile(r"(?:发自我的|来自我的|发送自|Sent from my|获取\s*Outlook).{0,30}", re.IGNORECASE)
_QUOTED = re.compile(r"(?:>[ \u00a0]?)+")
_MOST_QUOTED = 0.6  # of the lines of a mail, that makes all of it quoted
_LEAST_HEADERS = 3
# What programs write above a text of what they know of it: 标题: …, 发布机关: …, 状态: …, down to a rule.
_DATUM = re.compile(r"(?P<label>[\u4e00-\u9fff]{2,6})\s*[：:]\s*(?P<value>.{0,200})")
_DATA_RULE = re.compile(r"[-=—─*#_]{3,}")
_TITLES, _CREDITS = {"标题", "题目", "题名", "文章标题"}, {"作者", "来源", "文章来源"}
_AHEAD = 10  # lines above the text that may be of a page, and behind it
_BEHIND = 15


def drop_surroundings(lines: Sequence[Line]) -> tuple[tuple[Line, ...], list[Leftover], list[Remark]]:
    """Leave out the headers, the marks of quoting and the last words of a mail; what a program wrote of a
    text above it; the path, the counters and the neighbours of a web page, of whose line of publication
    source and author become lines of their own."""
    left: list[Leftover] = []
    remarks: list[Remark] = []
    kept = _drop_headers(_drop_quotes(lines, remarks), left)
    kept = _drop_data(kept, left)
    kept = _drop_page(kept, left)
    return tuple(kept), left, remarks


def _drop_quotes(lines: Sequence[Line], remarks: list[Remark]) -> list[Line]:
    quoted = sum(line.text.startswith(">") for line in lines)
    if len(lines) < _LEAST_HEADERS or quoted < _MOST_QUOTED * len(lines):
        return list(lines)
    remarks.append(Remark(f"去掉了{quoted}行前面邮件引用的“>”"))
    bare = [replace(line, text=_QUOTED.sub("", line.text, count=1).strip()) for line in lines]
    return [line for line in bare if line.text]


def _drop_headers(lines: list[Line], left: list[Leftover]) -> list[Line]:
    """Leave out the headers of a mail; its subject stays as the first line where the text lacks it."""
    start = 1 if lines and _ORIGINAL.fullmatch(lines[0].text) else 0
    end = start
    while end < len(lines) and _HEADER.match(lines[end].text):
        end += 1
    if end - start < _LEAST_HEADERS or not any(_SURE.match(line.text) for line in lines[start:end]):
        return lines
    kept: list[Line] = []
    for line in lines[:end]:
        subject = _SUBJECT.fullmatch(line.text)
        following = "".join(other.text for other in lines[end : end + 3])
        if subject and subject[1].strip() not in following:
            kept.append(replace(line, text=subject[1].strip(), lead="", gap=1))
            left.append(Leftover(line.text[: subject.start(1)], Reason.NAVIGATION, line.origin))
        else:
            left.append(Leftover(line.text, Reason.NAVIGATION, line.origin))
    rest = lines[end:]
    while rest and _SENT.fullmatch(rest[-1].text):
        left.append(Leftover(rest[-1].text, Reason.NAVIGATION, rest[-1].origin))
        rest = rest[:-1]
    if kept and rest:
        rest[0] = replace(rest[0], gap=max(rest[0].gap, 1))
    return kept + rest


def _drop_data(lines: list[Line], left: list[Leftover]) -> list[Line]:
    """Leave out what a program wrote above a text: of its lines the title stays, the author and the source,
    where that is no address."""
    end = next((i for i, line in enumerate(lines[:_AHEAD]) if _DATA_RULE.fullmatch(line.text)), 0)
    data = [_DATUM.fullmatch(line.text) for line in lines[:end]]
    labels = [datum["label"] for datum in data if datum]
    if end < _LEAST_HEADERS or len(labels) < end or not _TITLES.intersection(labels):
        return lines
    kept: list[Line] = []
    for line, datum in zip(lines, data, strict=False):
        label, value = (datum["label"], datum["value"]) if datum else ("", "")
        if label in _TITLES or (label in _CREDITS and value and "://" not in value):
            kept.append(replace(line, gap=1))
        else:
            left.append(Leftover(line.text, Reason.PUBLICATION, line.origin))
    left.append(Leftover(lines[end].text, Reason.RULE, lines[end].origin))
    return [*kept, *(replace(line, gap=max(line.gap, 1)) for line in lines[end + 1 :])]


def _drop_page(lines: list[Line], left: list[Leftover]) -> list[Line]:
    kept: list[Line] = []
    ahead = True
    for i, line in enumerate(lines):
        text = line.text
        ahead = ahead and i < _AHEAD and not text.endswith("。")
        behind = i >= len(lines) - _BEHIND
        around = (ahead and is_path(text)) or ((ahead or behind) and is_control(text))
        around = around or (behind and (is_neighbour(text) or is_related(text) or ends_page(text, False)))
        if ahead and names_publication(text):
            for kind, piece in split_publication(text):
                if kind:
                    kept.append(replace(line, text=piece, lead="", trail="", gap=1))
                elif any(map(str.isalnum, piece)):
                    left.append(Leftover(piece.strip(), Reason.NAVIGATION, line.origin))
        elif around:
            left.append(Leftover(text, Reason.NAVIGATION, line.origin))
        else:
            kept.append(line)
    return kept
