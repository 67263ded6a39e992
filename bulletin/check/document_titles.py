"""《》: typed as other marks, missing around a document, or around what is none (GB/T 15834 4.15)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bulletin.check.passages import Passage
from bulletin.check.rule import Finding

_KIND = "通知|意见|决定|办法|方案|规定|批复|公告|通报|通告|条例|细则|规划|报告|纪要|章程"
_GUILLEMETS = re.compile(r"(?P<open>«|≪|<<|＜＜)(?P<name>[^«»≪≫<>＜＞《》]{2,60})(?P<close>»|≫|>>|＞＞)")
_ANGLES = re.compile(
    r"(?<![A-Za-z<《])(?P<open>[<＜])(?P<name>[\u4e00-\u9fff][^<>＜＞《》/=]{1,60})(?P<close>[>＞])(?![>》])"
)
_OTHER = re.compile("[«≪<＜‘〝]|“关于")
_QUOTED = re.compile(rf"“(?=关于[^“”《》，。；]{{4,40}}的(?:{_KIND})”)")
_NAKED = re.compile(
    rf"(?:印发|下发|出台|转发|发布|传达|宣读|贯彻|执行|学习|审议)(?:了|的)?(?P<name>关于[^《》“”‘’，。；：、（）]{{4,40}}的(?:{_KIND}))(?![》”])(?:的通知)?(?!.{{0,3}}》)"
)
_LAW = re.compile(
    r"(?:根据|依据|依照|按照|执行|贯彻|学习|违反|宣传|遵守|落实|实施)(?P<name>中华人民共和国[\u4e00-\u9fff]{2,14}(?:法|条例))(?![律院规人制治典学定案庭])"
)
_NO_DOCUMENT = re.compile(
    "《(?P<name>[^《》]{2,20})》(?=活动(?!方案|通知|的|实施)|专项行动(?!方案)|荣誉称号|称号|主题活动|宣传日)"
)


def check_other_brackets(passage: Passage) -> Iterator[Finding]:
    """«», <> or “” for 《》."""
    text = passage.text
    if not _OTHER.search(text):
        return
    for pattern in (_GUILLEMETS, _ANGLES):
        for match in pattern.finditer(text):
            if re.search("[\u4e00-\u9fff]", match["name"]) and not passage.is_address(match.start()):
                closing = (*match.span("close"), "》")
                message = f"书名号写成了“{match['open']}{match['close']}”"
                is_certain = pattern is _GUILLEMETS
                fix = "《" if is_certain else None
                also = (closing,) if is_certain else ()
                span = match.span("open") if is_certain else match.span()
                yield Finding(*span, message, f"写成“《{match['name']}》”", fix, also)
    for match in _QUOTED.finditer(text):
        end = text.index("”", match.end())
        yield Finding(match.start(), end + 1, "文件名用了引号", "文件名用书名号《》")
    for match in re.finditer("‘([\u4e00-\u9fff][^‘’“”]{0,20})’", text):
        is_outer = text.count("“", 0, match.start()) == text.count("”", 0, match.start())
        if is_outer and text.count("“") == text.count("”") and not text.startswith("“"):
            yield Finding(*match.span(), "外面一层引号用了单引号", f"写成“{match[1]}”")
    for match in re.finditer("〝([^〝〞“”]{1,40})〞", text):
        yield Finding(*match.span(), "引号写成了“〝〞”", f"写成“{match[1]}”")


def check_missing_title_marks(passage: Passage) -> Iterator[Finding]:
    """A document that is named whole without 《》."""
    if passage.role != "P":
        return
    text = passage.text
    for pattern in (_NAKED, _LAW):
        for match in pattern.finditer(text):
            start = match.start("name")
            if text.count("《", 0, start) > text.count("》", 0, start):
                continue  # inside the name of another document
            yield Finding(*match.span("name"), "文件名没有用书名号", f"写成“《{match['name']}》”")


def check_no_document(passage: Passage) -> Iterator[Finding]:
    """《》 around an activity or an honour (GB/T 15834 附录 A)."""
    for match in _NO_DOCUMENT.finditer(passage.text):
        yield Finding(*match.span(), "活动、称号的名称不用书名号", f"写成“{match['name']}”")
