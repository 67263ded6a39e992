"""Text → posts and meetings that nobody calls so, and names of peoples and regions cut short."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from bulletin.check.names import load_names
from bulletin.check.passages import Passage
from bulletin.check.rule import Finding
from bulletin.errors import Severity

_W, _I = Severity.WARNING, Severity.INFO
_NUMBER = "[一二三四五六七八九十]{1,3}"
_FIELDS = (
    "科技|科学技术|教育|财政|公安|民政|司法|审计|水利|商务|农业农村|农牧|自然资源|生态环境|交通运输|应急管理|"
    "住房城乡建设|住房和城乡建设|住建|工信|文化和旅游|人力资源和社会保障|人力资源社会保障|人社"
)
# What every text with the slip has, the slip, what is right for it (\1: its first group), how sure it is.
_SLIPS = (
    # 宪法 第六十五条、第一百零三条: 人民代表大会 have no head between their sessions, their 常务委员会 have.
    ("委员长", r"全国(?:人大|人民代表大会)(副?)委员长", r"全国人大常委会\1委员长", _W),
    (
        "主任",
        r"全国(?:人大|人民代表大会)(?:常委会|常务委员会)(副?)主任(?!委员|会议|科员)",
        r"全国人大常委会\1委员长",
        _W,
    ),
    ("委员长", r"(?<!全国)(?<=[省市县区旗盟州])人大(?:常委会)?(副?)委员长", r"人大常委会\1主任", _W),
    ("人大", r"(?<=[省市县区旗])人大(副?)主任(?!委员|会议|科员)", r"人大常委会\1主任", _I),
    ("政协", r"(?<!中国人民)(政协)(?:全国委员会)?(?:委员长|主任(?!委员|会议|科员))", r"\1主席", _I),
    # 宪法 第八十六条.
    ("国务院委员", r"国务院委员(?!会)", "国务委员", _W),
    ("总理", r"(?<!国务院)国家(副?)总理", r"国务院\1总理", _W),
    ("国务院", r"国务院(副?)主席", r"国务院\1总理", _W),
    ("中央军委", r"中央军委(副?)(?:书记|主任)", r"中央军委\1主席", _W),
    ("审计署", r"审计署(副?)署长", r"审计署\1审计长", _W),
    # 宪法 第一百二十九条、第一百三十四条, 人民检察院组织法 第三十六条.
    ("检察院", r"(?<![、和与])(?:人民)?检察院(副?)院长", r"检察院\1检察长", _W),
    ("检察长", r"(?<![、和与])(?:人民)?法院(副?)检察长", r"法院\1院长", _W),
    ("书记", r"(?:监察委员会|监委)(副?)书记(?!员)", r"监委\1主任", _I),
    ("纪", r"(?:纪律检查委员会|纪委)(副?)主任(?!科员)", r"纪委\1书记", _I),
    # 宪法 第一百零一条、第一百零五条, 民族区域自治法 第十七条.
    ("自治区", r"自治区(?:人民)?政府(副?)(?:省长|区长)", r"自治区\1主席", _W),
    ("政府", r"(?<!自治区)省(?:人民)?政府(副?)(?:主席|市长|县长)", r"省\1省长", _W),
    ("自治州", r"自治州(?:人民)?政府(副?)(?:主席|市长|县长)", r"自治州\1州长", _W),
    ("政府", r"(?<!县)(?<!县、)市(?:人民)?政府(副?)(?:县长|省长|旗长)", r"市\1市长", _W),
    ("政府", r"(?<![市区])(?<![市区]、)县(?:人民)?政府(副?)(?:市长|区长|省长)", r"县\1县长", _W),
    ("旗", r"(?<![县区])(?<![县区]、)旗(?:人民)?政府(副?)(?:县长|区长|市长|主席)", r"旗\1旗长", _W),
    # A 部 has 部长, a 委 has 主任, a 厅 厅长, a 局 局长.
    ("局长", rf"(?:{_FIELDS})厅(副?)局长(?!级)", r"厅\1厅长", _W),
    ("厅长", rf"(?:{_FIELDS}|统计|医保|市场监管)局(副?)厅长(?!级)", r"局\1局长", _W),
    (
        "委",
        r"(发展改革委|发改委|卫生健康委|卫健委|国资委|民委)副?(?:部长|厅长|委员长|局长)(?!级)",
        r"\1主任",
        _W,
    ),
    ("部", rf"(?:{_FIELDS})部(副?)主任", r"部\1部长", _I),
    # 党章 第十九条、第二十五条, 全国人大组织法 第八条: 次 of a party's congress, 届 of 人大 and committees.
    ("中全会", rf"党的({_NUMBER})大({_NUMBER})中全会", r"党的\1届\2中全会", _W),
    ("次全国", rf"党的({_NUMBER})次全国代表大会", r"党的第\1次全国代表大会", _W),
    (
        "届",
        rf"第({_NUMBER})届(?:全国代表大会|党代会|党代表大会)(?!第?{_NUMBER}次)",
        r"第\1次党代会",
        _I,
    ),
    ("次全国", rf"第({_NUMBER})次全国(?:人大|人民代表大会)(?!代表大会)", r"第\1届全国人大", _W),
    ("会议", rf"全国(?:人大|人民代表大会)第({_NUMBER})次({_NUMBER})次会议", r"第\1届全国人大\2次会议", _W),
    # Since 十一五 they are called 规划.
    ("计划", r"[“”]?(十[一二三四五]五)[“”]?计划(?!生育)", r"“\1”规划", _W),
    ("五年计划", r"第(十[一二三四五])个五年计划", r"第\1个五年规划", _I),
)  # fmt: skip
# Peoples and regions are not cut short (新华社《新闻信息报道中的禁用词和慎用词》第三部分).
_SHORT = (
    # 内蒙自治区 is told above; 境内蒙山 and 境内蒙受 are other words.
    (
        r"(?<![境国域区县市省年月日时场院校室体之以车馆界段期])内蒙(?![古受骗混昧难冤在着面羞蔽山阴城自特])",
        "内蒙古",
    ),
    (r"(?<![满回汉藏])蒙族(?!自治)", "蒙古族"),
    (r"(?<![思纤])维族", "维吾尔族"),
    (r"(?<![朝])鲜族(?!人民共和)", "朝鲜族"),
)
_HISTORY = re.compile(r"1[89]\d\d|民国|清|解放|建国|新中国|旧|原|历史|当时|[“”《]")
_REGION = re.compile("省$|自治区$")


@cache
def _load_wrong() -> tuple[re.Pattern[str], dict[str, str]]:
    """A pattern of what is never a name, and the name that is meant."""
    right = {wrong: name.right for name in load_names() for wrong in name.wrong}
    forms = sorted(right, key=lambda form: (-len(form), form))
    return re.compile("|".join(map(re.escape, forms))), right


@cache
def _compile_slips() -> tuple[tuple[str, re.Pattern[str], str, Severity], ...]:
    return tuple((sign, re.compile(pattern), right, severity) for sign, pattern, right, severity in _SLIPS)


def check_posts(passage: Passage) -> Iterator[Finding]:
    """A post, an organ or a meeting by a name that nothing has."""
    text = passage.text
    for sign, pattern, right, severity in _compile_slips():
        for match in pattern.finditer(text) if sign in text else ():
            hint = f"写作“{match.expand(right)}”"
            yield Finding(*match.span(), f"没有“{match[0]}”这个名称", hint, severity=severity)
    pattern, names = _load_wrong()
    for match in pattern.finditer(text):
        near = text[max(0, match.start() - 20) : match.end() + 20]
        if _REGION.search(match[0]) and _HISTORY.search(near):
            continue  # 广西省, until 1958
        yield Finding(*match.span(), f"没有“{match[0]}”这个名称", f"写作“{names[match[0]]}”")


def check_short_names(passage: Passage) -> Iterator[Finding]:
    """内蒙 for 内蒙古, 维族 for 维吾尔族."""
    if "内蒙" not in passage.text and "族" not in passage.text:
        return
    for pattern, right in _SHORT:
        for match in re.finditer(pattern, passage.text):
            yield Finding(*match.span(), f"“{match[0]}”不是规范的简称", f"写作“{right}”")
