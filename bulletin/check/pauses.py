"""The logic of 、 and of the stop behind a quotation: where a mark stands and none or another one belongs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bulletin.check.passages import Passage
from bulletin.check.rule import Finding

# What 等 is no “and so on” before: 等待, 等级, 等红灯.
_NOT_ETC = "待候级同额效于价值距到比量份分边差外式次号温高身压速腰红车人你我他她着一会了不客批货死闲雨下上在"
_BEFORE_ETC = re.compile(f"、(?=等(?![{_NOT_ETC}]))|、(?=等等)")
_DIGITS = "一二三四五六七八九"
_COUNTED = "家个名人位天岁年里亩户成十百千万点条件项倍斤级吨篇"
_ABOUT = re.compile(
    rf"(?<![第{_DIGITS}十百、初高大期级年—])([{_DIGITS}])、([{_DIGITS}])(?=[{_COUNTED}])(?!年级|级|年期|[年个]月|[条项](?!建议))"
    r"|(?<=[十百])([一二三四五六七八])、([二三四五六七八九])(?=[家个名人位天岁])"
)


def check_pause_mark(passage: Passage) -> Iterator[Finding]:
    """、 ahead of 等 and inside an approximate number (GB/T 15834 4.5.3.2, 4.5.3.4)."""
    text = passage.text
    if "、" not in text:
        return
    for match in _BEFORE_ETC.finditer(text):
        yield Finding(*match.span(), "“等”前面用了顿号", "删去“、”", "")
    for match in _ABOUT.finditer(text):
        first, second = (match[1], match[2]) if match[1] else (match[3], match[4])
        if (
            (_DIGITS.index(second) == _DIGITS.index(first) + 1 or first + second == "三五")
            and _is_in_sentence(passage, match)
            and not _is_list_of_parts(text, match.start())
        ):
            hint = f"写成“{first}{second}”；是两样分开的事就留着"
            yield Finding(*match.span(), "概数中间用了顿号", hint)


def _is_in_sentence(passage: Passage, match: re.Match[str]) -> bool:
    """Whether the number is no heading's: 六、七十座泵站."""
    is_sentence = passage.role == "P" and passage.text.endswith("。")
    return match.start() > 0 or (is_sentence and passage.text[match.end()] in "家个名人位天岁")


def _is_list_of_parts(text: str, at: int) -> bool:
    """Whether the two are parts of something named: 附件一、二项, 一、二年级."""
    return text[max(0, at - 2) : at].endswith(("附件", "表", "图", "上述", "前述", "以上", "条"))


# Behind 、 stands a clause of its own, not one more item.
_CLAUSE = re.compile(
    "、(?=(?:并且|但是|从而|因此|所以|以便|使得|务必|兼任|要(?:切实|进一步|认真|坚持|把|以|不断|全面|加强|着力|严格|高度|积极|深入|牢固|充分)"
    "|(?:开展|召开|举行|举办|进行|取得|推动|实现|形成|建成|印发|完成|获得|赢得|得到|受到|收到)了))"
)
# What carries its list ahead of a clause: 围绕看展板、听讲解、开展了讨论.
_LED_IN = re.compile("(?:^|[，。；！？])(?:围绕|通过|按照|根据|针对|结合|聚焦|紧扣|就)[^，。；！？了]*$")
_TWO_VERBS = re.compile("[、，。；：！？]([^、，。；：！？]*)$")


def check_pause_for_comma(passage: Passage) -> Iterator[Finding]:
    """、 where a clause begins, and a comma belongs (GB/T 15834 4.5)."""
    text = passage.text
    if "、" not in text:
        return
    for match in _CLAUSE.finditer(text):
        at, rest = match.start(), text[match.end() :]
        before = _TWO_VERBS.search(text, 0, at)
        item = before[1] if before else text[:at]
        if re.fullmatch("[一二三四五六七八九十0-9]*", item):
            continue  # 二、要加强: a number
        # 组织、开展了: two verbs of one object.
        if re.match("..了", rest) and len(item) < 3:
            continue
        # 包括建立了……、建成了……: items of a list; 围绕……、开展了: the clause behind what leads it in.
        if re.match("..了", rest) and not _LED_IN.search(text, 0, at):
            continue
        yield Finding(*match.span(), "顿号后面是另一个分句", "多半该用逗号")


_SAID = "说|说道|表示|指出|强调|介绍说|介绍|坦言|感慨|感慨道|告诉记者|道|回答|问"
# ：“……，……”。 with the whole of what was said.
_WHOLE_QUOTED = re.compile(rf"(?:{_SAID})：“([^“”。！？]{{4,}}[，；][^“”。！？]{{2,}})”(?P<stop>。)")
_STOP_TWICE = re.compile("(?<=[！？])”(?P<stop>。)")


def check_stop_of_quotation(passage: Passage) -> Iterator[Finding]:
    """The stop of a sentence quoted whole, typed behind the closing mark; a second one behind ！” (GB/T 15834
    4.8, 附录 B)."""
    for match in _WHOLE_QUOTED.finditer(passage.text):
        yield Finding(match.start("stop") - 1, match.end(), "引用的是整句，句号在引号外面", "改成“。””")
    for match in re.finditer(rf"(?:{_SAID})：“[^“”]*[！？]”(?P<stop>。)", passage.text):
        yield Finding(*match.span("stop"), "引号里已经有了句末的标点", "删去引号后面的“。”", "")


_DASH = re.compile(
    "(?<=[\u4e00-\u9fff”》）])—(?=(?:即|也就是|那就是|这就是|就是|其中))|(?<=[，。])—(?=[\u4e00-\u9fff])(?!—)"
)


def check_single_dash(passage: Passage) -> Iterator[Finding]:
    """Half a dash ahead of what explains (GB/T 15834 4.10.3)."""
    for match in _DASH.finditer(passage.text):
        if passage.text[match.start() - 1] != "—" and passage.text[match.end()] != "—":
            yield Finding(*match.span(), "破折号只有一半", "破折号占两个字：“——”", "——")
