"""Marks in pairs: quotation marks, brackets and 书名号 that are unpaired, crossed, nested or straight."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from bulletin.check.passages import Passage
from bulletin.check.rule import Checked, Finding
from bulletin.hanzi import is_chinese, is_han

_OPENING = {
    "“": "”",
    "‘": "’",
    "（": "）",
    "《": "》",
    "〈": "〉",
    "【": "】",
    "〔": "〕",
    "「": "」",
    "『": "』",
    "［": "］",
    "[": "]",
}
CLOSING = {closing: opening for opening, closing in _OPENING.items()}
_ENUMERATOR = re.compile(r"[0-9０-９a-zA-Z]$|(?:^|[。；：，、！？\s])[一二三四五六七八九十]{1,3}$")
# One half of a pair of brackets in half width: check_half_width_brackets says so.
_HALF_WIDE = re.compile(r"（[^()（）]*\)|\([^()（）]*）")
_INTERVAL = re.compile(r"[（(\[]\s*[\d.]+\s*[，,]\s*[\d.]+\s*[）)\]]")


def check_pairs(checked: Checked) -> Iterator[tuple[Passage, Finding]]:
    """Quotation marks and brackets that have no other half, or cross (GB/T 15834 §4.8, §4.9, §4.15).

    A quotation of several paragraphs opens at each and closes at the last (§4.8.3.4).
    """
    for passages in checked.list_articles():
        yield from _explain_long_quotations(_check_pairs(passages))


def _explain_long_quotations(
    found: Iterable[tuple[Passage, Finding]],
) -> Iterator[tuple[Passage, Finding]]:
    """A quotation that opens in one paragraph and closes in another one is a single slip."""
    opened: tuple[Passage, Finding] | None = None
    for passage, finding in found:
        mark = passage.text[finding.start : finding.end]
        if opened and mark == "”":
            message = f"第{opened[0].line}行的引文到这里才完，中间的段落开头没有“"
            yield (
                passage,
                replace(finding, message=message, hint="引文不止一段，每段开头写“，最后一段末尾写”"),
            )
            opened = None
            continue
        if opened:
            yield opened
        opened = (passage, finding) if mark == "“" and passage.text.startswith("“") else None
        if not opened:
            yield passage, finding
    if opened:
        yield opened


_LONGEST_LINE = 90  # characters of a line of a title
_MOST_LINES = 8
# 根据某日某届某次会议《关于…的决定》第二次修正: what stands below the title of a law.
_PASSED = re.compile("(?:通过|修正|修订|批准|公布|施行)[）)]?$")


def _list_whole_titles(passages: Sequence[Passage]) -> set[int]:
    """The passages, by number, whose marks pair with those of the short lines around them: a title that is
    set on several lines."""
    shorts = [
        passage.role[0] in "PH"
        and (len(passage.text) <= _LONGEST_LINE or bool(_PASSED.search(passage.text)))
        and not re.search("[。！？]", passage.text)
        for passage in passages
    ]
    whole: set[int] = set()
    for first, passage in enumerate(passages):
        if not shorts[first] or first in whole or not any(_scan_pairs(passage)):
            continue
        for end in range(first + 2, min(first + _MOST_LINES, len(passages)) + 1):
            if not shorts[end - 1]:
                break
            together = "".join(other.text for other in passages[first:end])
            if not any(_scan_pairs(replace(passage, text=together))):
                whole.update(range(first, end))
                break
    return whole


_ENDED = re.compile("[。；！？]")
_MOST_OF_ONE = 3


def _tell_together(findings: Sequence[Finding]) -> Iterator[Finding]:
    """The findings of a passage, of those that say the same more often than a few times only the first."""
    counts = Counter(finding.message for finding in findings)
    told: set[str] = set()
    for finding in findings:
        message, count = finding.message, counts[finding.message]
        if count < _MOST_OF_ONE:
            yield finding
        elif message not in told:
            told.add(message)
            yield replace(finding, message=f"{message}，这一段共{count}处")


def _check_pairs(passages: Sequence[Passage]) -> Iterator[tuple[Passage, Finding]]:
    whole = _list_whole_titles(passages)
    for number, (passage, following) in enumerate(zip(passages, [*passages[1:], None], strict=True)):
        if number in whole:
            continue
        goes_on = following is not None and following.text.startswith("“") and passage.role == "P"
        for finding in _tell_together([*_find_unpaired(passage)]):
            if not (goes_on and passage.text[finding.start] == "“" and finding.end == finding.start + 1):
                yield passage, finding
        if not any(_find_unpaired(passage)):
            for match in re.finditer("“(?=[，。、；：])(?!.”)", passage.text):
                yield passage, Finding(*match.span(), "“后面紧跟着标点", "多半该是后引号“””")


def _find_unpaired(passage: Passage) -> Iterator[Finding]:
    """Marks without their other half; two that are the wrong way round, ”甲“, are one slip."""
    found = list(_scan_pairs(passage))
    turned = list(_find_turned(passage.text)) if found else []
    spans = [range(finding.start, finding.end) for finding in turned]
    yield from turned
    for finding in found:
        if not any(finding.start in span and finding.end - 1 in span for span in spans):
            yield finding


_TURNED = re.compile("([》）】〕])([^《》（）【】〔〕。；！？]{1,40})([《（【〔])")
_INSIDE = re.compile("[^，。、；：！？“”]([^“”]{0,38}[^，、；：“”])?")


def _find_turned(text: str) -> Iterator[Finding]:
    """Pairs of which one mark or both are the wrong way round: ”甲“, “甲“, 》甲《."""
    marks = list(re.finditer("[“”]", text))
    # With each mark taken for the other half of the one before it, there is no quotation within another.
    pairs = list(zip(marks[::2], marks[1::2], strict=False)) if len(marks) % 2 == 0 else []
    wrong = [(first, second) for first, second in pairs if first[0] + second[0] != "“”"]
    for first, second in wrong:
        inside = text[first.end() : second.start()]
        # ”甲“ may as well stand between two quotations that lack a half.
        is_one = first[0] == second[0] or len(wrong) == len(pairs)
        if is_one and _INSIDE.fullmatch(inside):
            turned = _turn(text, first.start(), second.end(), "引号", f"“{inside}”")
            # 产品”人员”市场 may have lost “ ahead of each, “第一款。“第二款 a ” ahead of the second.
            is_sure = (first[0], second[0]) == ("”", "“") or (first[0] == "“" and not _ENDED.search(inside))
            yield turned if is_sure else replace(turned, fix=None)
    for match in _TURNED.finditer(text):
        opening, closing = match[3], match[1]
        others = text[: match.start()], text[match.end() :]
        if _OPENING[opening] == closing and all(t.count(opening) == t.count(closing) for t in others):
            name = "书名号" if closing == "》" else "括号"
            yield _turn(text, *match.span(), name, f"{opening}{match[2]}{closing}")


def _turn(text: str, start: int, end: int, name: str, right: str) -> Finding:
    return Finding(start, end, f"{name}的方向反了：{text[start:end]}", f"改成：{right}", right)


def _scan_pairs(passage: Passage) -> Iterator[Finding]:
    opened: list[tuple[str, int]] = []
    intervals = {at for match in _INTERVAL.finditer(passage.text) for at in (match.start(), match.end() - 1)}
    intervals |= {at for m in _HALF_WIDE.finditer(passage.text) for at in (m.start(), m.end() - 1)}
    for at, char in enumerate(passage.text):
        if at in intervals:
            continue  # （80，100]
        if char in _OPENING and (char != "[" or "]" in passage.text[at:] or _is_beside(passage, at)):
            opened.append((char, at))
        elif char in CLOSING:
            if char == "]" and not any(mark == "[" for mark, _ in opened) and not _is_beside(passage, at):
                continue  # (0, 1]
            if opened and opened[-1][0] == CLOSING[char]:
                opened.pop()
            elif char == "）" and _ENUMERATOR.search(passage.text[:at]):
                continue  # 1）
            elif char == "’" and passage.text[at - 1 : at].isascii() and at:
                continue  # an apostrophe
            elif any(mark == CLOSING[char] for mark, _ in opened):
                mark, start = opened[-1]
                message = f"“{mark}”还没有结束，“{char}”就来了"
                yield Finding(
                    start, at + 1, message, f"把“{_OPENING[mark]}”放在“{char}”前面，或补上漏掉的一半"
                )
                while opened.pop()[0] != CLOSING[char]:
                    pass
            else:
                hint = f"补上“{CLOSING[char]}”，或删去“{char}”"
                yield Finding(at, at + 1, f"“{char}”没有前一半", hint)
    for mark, start in opened:
        hint = f"补上“{_OPENING[mark]}”，或删去“{mark}”"
        yield Finding(start, start + 1, f"“{mark}”没有后一半", hint)


def _is_beside(passage: Passage, at: int) -> bool:
    """Whether the bracket at `at` holds Chinese: [0, 1) is an interval, [见附件 is not."""
    inside = passage.text[at + 1 : at + 2] if passage.text[at] == "[" else passage.text[at - 1 : at]
    return bool(inside) and is_han(inside)


def check_nesting(passage: Passage) -> Iterator[Finding]:
    """Double quotation marks inside double ones, 《 inside 《 (GB/T 15834 §4.8.3.2, §4.15.3.4)."""
    inside: list[str] = []
    found: list[Finding] = []
    for at, char in enumerate(passage.text):
        if char in _OPENING:
            if inside and inside[-1] == char and char in "“《":
                inner = {"“": "‘ ’", "《": "〈 〉"}[char]
                found.append(Finding(at, at + 1, f"“{char}”里面又有“{char}”", f"里面的一对改用 {inner}"))
            inside.append(char)
        elif char in CLOSING and inside and inside[-1] == CLOSING[char]:
            inside.pop()
    if found and not any(_find_unpaired(passage)):  # else what is inside what is not known
        yield from found


def check_straight_quotes(passage: Passage) -> Iterator[Finding]:
    """Straight quotation marks around Chinese; curled where they pair."""
    text = passage.text
    found = [
        at
        for at, char in enumerate(text)
        if char == '"' and not passage.is_address(at) and not text[at - 1 : at].isdigit()  # 12": inches
    ]
    # A cure is certain only where there is one pair, and no other quotation mark around it.
    certain = len(found) == 2 and not set(text) & set("“”‘’'")
    if certain and any(map(is_chinese, text[found[0] : found[1]])):
        first, second = found
        also = ((second, second + 1, "”"),)
        yield Finding(first, first + 1, "用了直引号", "改成“ ”", "“", also)
    elif not certain:
        beside = [at for at in found if any(map(is_chinese, text[max(0, at - 1) : at + 2]))]
        if beside:
            more = f"，共{len(beside)}处" if len(beside) > 1 else ""
            yield Finding(beside[0], beside[0] + 1, f"用了直引号{more}", "改成“ ”")
    for match in re.finditer(r"(')[\u4e00-\u9fff](?:[^']{0,40}[\u4e00-\u9fff])?(')", text):
        yield Finding(*match.span(), "用了直引号", "改成“ ”；引号里面的改成‘ ’")


def check_pause_between_pairs(passage: Passage) -> Iterator[Finding]:
    """顿号 between two quotations or two titles, as a rule not set (GB/T 15834 §4.5.3.5)."""
    for match in re.finditer(r"(?<=[”》])、(?=[“《])", passage.text):
        before, after = passage.text[match.start() - 1], passage.text[match.end()]
        if (before, after) in {("”", "“"), ("》", "《")}:
            yield Finding(*match.span(), f"“{before}”和“{after}”之间的顿号通常不用", "删去顿号", "")
