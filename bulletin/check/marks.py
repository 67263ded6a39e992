"""Punctuation: half-width and full-width, pairs, nesting, doubled marks, look-alikes, spaces."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bulletin.check.passages import Passage
from bulletin.check.rule import Checked, Finding
from bulletin.hanzi import is_chinese, is_han

_WIDE = {",": "，", ";": "；", ":": "：", "!": "！", "?": "？", ".": "。"}
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
}
_CLOSING = {closing: opening for opening, closing in _OPENING.items()}
_ENUMERATOR = re.compile(r"[0-9０-９a-zA-Z]$|(?:^|[。；：，、！？\s])[一二三四五六七八九十]{1,3}$")
_INTERVAL = re.compile(r"[（(\[]\s*[\d.]+\s*[，,]\s*[\d.]+\s*[）)\]]")
_STOPS = "，。、；：！？"
_CHINESE_DIGITS = "一二三四五六七八九十"


def check_half_width(passage: Passage) -> Iterator[Finding]:
    """A half-width mark of Chinese text: beside a Han character, and no part of a number or a phrase."""
    text = passage.text
    for at, char in enumerate(text):
        if char not in _WIDE or passage.is_address(at) or at == 0:
            continue
        before, after = text[at - 1], text[at + 1 : at + 2]
        if char == "." and not (_ends_clause(before) and (not after or after in "”’）》")):
            continue  # check_points looks at the others
        if char == ":" and before.isdigit() and after.isdigit():
            continue
        beside = _ends_clause(before) or (after and is_han(after))
        latin = _is_latin(before) and (not after or _is_latin(after) or after == " " or char == "!")
        if beside and not latin and after != "." and before != ".":
            wide = _WIDE[char]
            yield Finding(at, at + 1, f"中文里用了半角的“{char}”", f"改成全角的“{wide}”", wide)


def _ends_clause(char: str) -> bool:
    """Whether `char` is Chinese, or a sign behind which Chinese goes on."""
    return is_chinese(char) or char in "%"


def _is_latin(char: str) -> bool:
    return char.isascii() and char[:1].isalpha()


def _is_enumerated(text: str, at: int) -> bool:
    """Whether the dot ends a number in Chinese digits, as 一. does."""
    start = at
    while start and text[start - 1] in _CHINESE_DIGITS:
        start -= 1
    return start < at and (start == 0 or not is_han(text[start - 1]))


def check_points(passage: Passage) -> Iterator[Finding]:
    """A half-width point in the middle of Chinese: a full stop, or the point of a foreign name."""
    for match in re.finditer(r"(?<=[\u4e00-\u9fff”’）》％%])\.(?![.A-Za-z”’）》]|$)", passage.text):
        at = match.start()
        if not passage.is_address(at) and not _is_enumerated(passage.text, at):
            hint = "是句号，改成“。”；是外国人名里的间隔号，改成“·”"
            yield Finding(at, at + 1, "中文里用了半角的“.”", hint)


def check_half_width_brackets(passage: Passage) -> Iterator[Finding]:
    """Half-width brackets around Chinese (GB/T 15834 §4.9.2)."""
    for match in re.finditer(r"（[^()（）]*(\))|(\()[^()（）]*）", passage.text):
        span, wide = (match.span(1), "）") if match[1] else (match.span(2), "（")
        yield Finding(*span, "括号一半全角、一半半角", f"改成全角的“{wide}”", wide)
    for match in re.finditer(r"\(((?:[^()（）]|（[^()（）]*）)*)\)", passage.text):
        if any(map(is_han, match[1])) and not passage.is_address(match.start()):
            hint = f"改成全角：（{match[1]}）"
            yield Finding(match.start(), match.start() + 1, "中文外面用了半角的括号", hint, "（")
            yield Finding(match.end() - 1, match.end(), "中文外面用了半角的括号", hint, "）")


def check_full_width_in_number(passage: Passage) -> Iterator[Finding]:
    """A full-width point inside a number, full-width digits and letters, full-width signs in addresses."""
    for match in re.finditer(r"(?<=[0-9])．(?=[0-9])", passage.text):
        if passage.text[: match.start()].isdigit() and match.start() <= 2:
            continue  # 1．2024年: the number of a heading
        yield Finding(match.start(), match.end(), "数字里用了全角的点", "小数点用半角", ".")
    for match in re.finditer(r"https?(：//|:／／|：／／)", passage.text):
        yield Finding(match.start(1), match.end(1), "网址里用了全角的符号", "改成半角的“://”", "://")


def check_full_width_letters(passage: Passage) -> Iterator[Finding]:
    """Digits and letters in full width (本刊惯例: half width, as in every printed issue)."""
    for match in re.finditer(r"[０-９Ａ-Ｚａ-ｚ]+", passage.text):
        narrow = "".join(chr(ord(char) - 0xFEE0) for char in match[0])
        yield Finding(*match.span(), f"用了全角的“{match[0]}”", f"改成半角的“{narrow}”", narrow)


def check_pairs(checked: Checked) -> Iterator[tuple[Passage, Finding]]:
    """Quotation marks and brackets that have no other half, or cross (GB/T 15834 §4.8, §4.9, §4.15).

    A quotation of several paragraphs opens at each and closes at the last (§4.8.3.4).
    """
    for passages in checked.list_articles():
        for passage, following in zip(passages, [*passages[1:], None], strict=True):
            goes_on = following is not None and following.text.startswith("“")
            for finding in _find_unpaired(passage):
                if not (goes_on and passage.text[finding.start] == "“" and finding.end == finding.start + 1):
                    yield passage, finding


def _find_unpaired(passage: Passage) -> Iterator[Finding]:
    opened: list[tuple[str, int]] = []
    intervals = {at for match in _INTERVAL.finditer(passage.text) for at in (match.start(), match.end() - 1)}
    for at, char in enumerate(passage.text):
        if at in intervals:
            continue  # （80，100]
        if char in _OPENING:
            opened.append((char, at))
        elif char in _CLOSING:
            if opened and opened[-1][0] == _CLOSING[char]:
                opened.pop()
            elif char == "）" and _ENUMERATOR.search(passage.text[:at]):
                continue  # 1）
            elif char == "’" and passage.text[at - 1 : at].isascii() and at:
                continue  # an apostrophe
            elif any(mark == _CLOSING[char] for mark, _ in opened):
                mark, start = opened[-1]
                message = f"“{mark}”还没有结束，“{char}”就来了"
                yield Finding(
                    start, at + 1, message, f"把“{_OPENING[mark]}”放在“{char}”前面，或补上漏掉的一半"
                )
                while opened.pop()[0] != _CLOSING[char]:
                    pass
            else:
                hint = f"补上“{_CLOSING[char]}”，或删去“{char}”"
                yield Finding(at, at + 1, f"“{char}”没有前一半", hint)
    for mark, start in opened:
        hint = f"补上“{_OPENING[mark]}”，或删去“{mark}”"
        yield Finding(start, start + 1, f"“{mark}”没有后一半", hint)


def check_nesting(passage: Passage) -> Iterator[Finding]:
    """Double quotation marks inside double ones, 《 inside 《 (GB/T 15834 §4.8.3.2, §4.15.3.4)."""
    inside: list[str] = []
    for at, char in enumerate(passage.text):
        if char in _OPENING:
            if inside and inside[-1] == char and char in "“《":
                inner = {"“": "‘ ’", "《": "〈 〉"}[char]
                yield Finding(at, at + 1, f"“{char}”里面又有“{char}”", f"里面的一对改用 {inner}")
            inside.append(char)
        elif char in _CLOSING and inside and inside[-1] == _CLOSING[char]:
            inside.pop()


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
    for number, at in enumerate(found):
        inside = text[found[0] : found[-1] + 1] if certain else text[max(0, at - 1) : at + 2]
        if any(map(is_chinese, inside)):
            curled = "”" if number % 2 else "“"
            yield Finding(at, at + 1, "用了直引号", "改成“ ”", curled if certain else None)


def check_doubled_marks(passage: Passage) -> Iterator[Finding]:
    """Two marks of pause or stop in a row, but for ！！ ？！ (GB/T 15834 §4.2.3, §4.3.3)."""
    for match in re.finditer(f"[{_STOPS}]{{2,}}", passage.text):
        marks = match[0]
        if set(marks) <= {"！", "？"} or (set(marks) == {"。"} and len(marks) > 2):
            continue  # check_ellipsis takes 。。。
        same = len(set(marks)) == 1
        hint = f"只留一个“{marks[0]}”" if same else "只留对的那一个"
        yield Finding(*match.span(), f"标点“{marks}”连在一起", hint, marks[0] if same else None)


def check_stop_behind_quote(passage: Passage) -> Iterator[Finding]:
    """A full stop inside a quotation and another behind it (GB/T 15834 §4.8)."""
    for match in re.finditer("。”。", passage.text):
        yield Finding(*match.span(), "引号里外都用了句号", "整句引用只留里面的，部分引用只留外面的")


def check_ellipsis(passage: Passage) -> Iterator[Finding]:
    """An ellipsis of points or of half the length (GB/T 15834 §4.11)."""
    for match in re.finditer(r"\.{3,}|。{3,}|(?<!…)…(?!…)", passage.text):
        around = passage.text[max(0, match.start() - 1) : match.end() + 1]
        if around[:1] in {"，", ","}:
            continue  # 1，2，…，n
        if any(map(is_chinese, around.replace("…", ""))) and not passage.is_address(match.start()):
            yield Finding(*match.span(), f"省略号写成了“{match[0]}”", "省略号是六个点：……", "……")


def check_dash(passage: Passage) -> Iterator[Finding]:
    """A dash of hyphens, or of the look-alike U+2015 (GB/T 15834 §4.10)."""
    for match in re.finditer(r"-{2,}|―+", passage.text):
        around = passage.text[max(0, match.start() - 1) : match.end() + 1]
        if any(is_han(char) for char in around) and not _is_latin(around[-1]):
            right = "——" if match[0][0] == "-" or len(match[0]) > 1 else "—"
            yield Finding(*match.span(), f"破折号写成了“{match[0]}”", f"改成“{right}”", right)


def check_look_alikes(passage: Passage) -> Iterator[Finding]:
    """○ or 0 for 〇 in a year of Chinese digits; • for · in a name."""
    for match in re.finditer(r"[一二三四五六七八九〇○0Oo零]{4}(?=年)", passage.text):
        if re.search("[一二三四五六七八九]", match[0]) and re.search("[○0Oo零]", match[0]):
            right = re.sub("[○0Oo零]", "〇", match[0])
            yield Finding(*match.span(), f"“{match[0]}”里的零写错了", f"改成“{right}”", right)
    for match in re.finditer(r"(?<=[\u4e00-\u9fff])[•・‧](?=[\u4e00-\u9fff])", passage.text):
        yield Finding(*match.span(), f"间隔号写成了“{match[0]}”", "改成“·”", "·")


def check_space(passage: Passage) -> Iterator[Finding]:
    """A space between two Chinese characters; in titles and slogans it may be meant."""
    if passage.role == "Title":
        return
    for match in re.finditer(
        r"(?<=[\u4e00-\u9fff，。、；：])[ \u00a0\u3000]+(?=[\u4e00-\u9fff])", passage.text
    ):
        if not re.search(r"第[一二三四五六七八九十百]+[条章节]$", passage.text[: match.start()]):
            yield Finding(*match.span(), "两个汉字中间有空格", "不是有意空开的，就删去")


def check_pause_between_pairs(passage: Passage) -> Iterator[Finding]:
    """顿号 between two quotations or two titles, as a rule not set (GB/T 15834 §4.5.3.5)."""
    for match in re.finditer(r"(?<=[”》])、(?=[“《])", passage.text):
        before, after = passage.text[match.start() - 1], passage.text[match.end()]
        if (before, after) in {("”", "“"), ("》", "《")}:
            yield Finding(*match.span(), f"“{before}”和“{after}”之间的顿号通常不用", "删去顿号", "")


def check_start(passage: Passage) -> Iterator[Finding]:
    """A passage that begins with a mark no line may begin with."""
    if passage.text[:1] in (set(_STOPS) | set(_CLOSING)) - {"’"}:
        hint = "补上前面漏掉的字，或删去这个标点"
        yield Finding(0, 1, f"这一段以“{passage.text[0]}”开头", hint)


# Lines that are no sentences.
_LABEL = re.compile(r"[\u4e00-\u9fff]{2,6}：|\d{1,2}[.．、]|图为")
_LABELS = ("附件", "联系", "地址", "网址", "电话", "邮箱", "来源", "资料来源", "注：", "作者", "单位", "（")


def check_end(passage: Passage) -> Iterator[Finding]:
    """A paragraph that stops without a mark, or with one that means more is to come."""
    text = passage.text
    if passage.role != "P" or len(text) < 2 or text.startswith(_LABELS) or _LABEL.match(text):
        return
    last = text[-1]
    if last in "，、":
        yield Finding(len(text) - 1, len(text), f"这一段以“{last}”结尾", "补上漏掉的字，或改成“。”")
    elif len(text) > 30 and (is_han(last) or last.isalnum() or last in "%％" or _quotes_no_stop(text)):
        yield Finding(len(text) - 1, len(text), "这一段没有句末的标点", "补上“。”")


def _quotes_no_stop(text: str) -> bool:
    return text[-1] == "”" and text.rstrip("”’）》")[-1:] not in tuple("。！？…")
