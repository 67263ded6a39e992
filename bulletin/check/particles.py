"""的, 地 and 得: where the one is typed for the other, and nothing else can be meant (《现代汉语词典》)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bulletin.check.passages import Passage
from bulletin.check.rule import Finding

_MANNER = (
    "深入|认真|系统|顺利|迅速|积极|全面|及时|默默|充分|切实|有效|扎实|深刻|准确|主动|自觉|严格|坚决|仔细|耐心|热情|"
    "成功|圆满|广泛|快速|稳步|有序|详细|精准|科学|客观|清楚|清醒|牢固|虚心|细致|持续|大胆|自信|勇敢|合理|妥善|彻底|"
    "高效|紧密|大幅|明显|显著|极大|最大限度|更好|更快|更多|很好|较好|有力|有针对性|创造性"
)
# These are adverbs only: nothing but a verb follows.
_ADVERB = (
    "进一步|不断|逐步|逐渐|日益|紧紧|牢牢|大力|尽快|努力|反复|悄悄|渐渐|默默|稳步|有序|有条不紊|"
    "源源不断|一步一步|扎扎实实|实实在在|踏踏实实|认认真真|仔仔细细"
)
# Verbs that take an object; none of them stands as a noun ahead of another noun.
_VERB = (
    "学习|梳理|落实|掌握|参与|推动|推进|提高|提升|加强|促进|贯彻|执行|完成|解决|结束|恢复|扑灭|奉献|开展|处置|处理|"
    "了解|把握|认识|领会|分析|研究|总结|宣传|介绍|讲解|回答|反映|体现|展示|发挥|服务|满足|保障|维护|保护|利用|"
    "带动|改善|改变|增强|扩大|降低|减少|减轻|缓解|化解|消除|排查|整改|调动|激发|培养|帮助|引导|指导|组织|协调|"
    "配合|支持|履行|承担|举办|召开|制止|纠正|查处|打击|防范|防止|控制|摸清|听取|收集|整理|撰写|编制|制定"
)
# What makes a noun of the verb.
_NOT_OBJECT = (
    "(?![的和与及或是在、]|作用|力度|力量|能力|工作|情况|措施|意义|过程|效果|成效|方面|方式|方法|"
    "方案|态度|精神的|机制|体系|机会|环境|条件|平台|模式|活动|计划|水平|者|家|型|性|率|员|感)"
)
_MODAL = ("要", "应", "应当", "应该", "必须", "须", "需", "能", "能够", "可以", "将", "会", "都")
_NO_MODAL = (
    "主要",
    "需要",
    "重要",
    "只要",
    "首要",
    "摘要",
    "概要",
    "机会",
    "社会",
    "协会",
    "委员会",
    "大会",
    "工会",
    "学会",
    "全会",
    "首都",
    "成都",
)
_HOW, _ONLY_HOW = tuple(_MANNER.split("|")), tuple(_ADVERB.split("|"))
_ACTS = re.compile(
    rf"(?:{_VERB})(?:(?P<aspect>[了着](?!解)(?=[\u4e00-\u9fff，。；！]))|(?=[\u4e00-\u9fff]){_NOT_OBJECT})"
)
_WELL = "好|很好|更好|非常好|扎实|出色|及时|到位|成功|顺利|精彩|满意|红火|快|细|实|紧|牢|漂亮|圆满|准"
_DEGREE = "很|非常|十分|特别|比较|更加|更|越来越|格外|相当|不够|不太"
_DONE = (
    "做|干|办|抓|搞|讲|说|写|走|跑|学|过|长|变|组织|完成|发展|进行|落实|解决|布置|准备|表现|发挥|"
    "处理|管理|工作|掌握|贯彻"
)
_DOES = ("做", "干", "办", "抓", "搞", "讲", "说", "写", "走", "跑", "学", "管", "唱", "演")
_NO_DOES = (
    "所做",
    "所说",
    "所写",
    "所讲",
    "所学",
    "叫做",
    "当做",
    "看做",
    "小学",
    "大学",
    "中学",
    "科学",
    "文学",
    "数学",
    "化学",
    "医学",
    "同学",
    "能干",
    "主管",
    "监管",
    "经办",
    "主办",
    "承办",
    "举办",
    "听说",
    "小说",
    "据说",
    "保管",
)
_DID = tuple(_DONE.split("|"))
_COMPLEMENT = re.compile(
    rf"(?P<short>(?:{_WELL})(?=[，。；！、]|不好))|(?P<long>(?:{_DEGREE})(?:{_WELL})(?=[，。；！]|$))|(?P<look>{_DEGREE})"
)


def check_particles(passage: Passage) -> Iterator[Finding]:
    """的 ahead of a verb that is told how (地), and 的 behind one that is told with what success (得)."""
    text = passage.text
    at = text.find("的")
    while at >= 0:
        if text.endswith(_HOW, 0, at) or text.endswith(_ONLY_HOW, 0, at):
            if _is_adverbial(text, at):
                start = next(at - len(word) for word in _HOW + _ONLY_HOW if text.endswith(word, 0, at))
                said = text[start : at + 3]
                yield Finding(at, at + 1, f"“{said}”的“的”应是“地”", "动词前面的修饰语用“地”")
        elif (match := _COMPLEMENT.match(text, at + 1)) and _is_complement(text, at, match):
            said = text[max(0, at - 2) : match.end()]
            yield Finding(at, at + 1, f"“{said}”的“的”应是“得”", "动词后面的补语用“得”")
        at = text.find("的", at + 1)


def _is_adverbial(text: str, at: int) -> bool:
    """Whether the 的 at `at` joins a manner to a verb that has its aspect, an object, or a modal ahead."""
    acts = _ACTS.match(text, at + 1)
    if not acts:
        return False
    if acts["aspect"] or text.endswith(_ONLY_HOW, 0, at):
        return True
    return any(
        text.endswith(word, 0, at)
        and text.endswith(_MODAL, 0, at - len(word))
        and not text.endswith(_NO_MODAL, 0, at - len(word))
        for word in _HOW
    )


def _is_complement(text: str, at: int, match: re.Match[str]) -> bool:
    """Whether the 的 at `at` joins a verb to how well it was done."""
    if match["short"]:
        return text.endswith(_DOES, 0, at) and not text.endswith(_NO_DOES, 0, at)
    if match["long"]:
        return (
            text.endswith(_DID, 0, at)
            and not text.endswith(_NO_DOES, 0, at)
            and "所" not in text[max(0, at - 4) : at]
        )
    return text.endswith(("变", "显"), 0, at)
