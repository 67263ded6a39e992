"""Words: doubled ones, sentences that come twice, forms that vary within an issue."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache

from bulletin.check.passages import Passage
from bulletin.check.rule import Checked, Finding
from bulletin.errors import Severity
from bulletin.hanzi import is_han
from bulletin.source.likeness import find_alike
from bulletin.workspace import shipped_folder

# Words of grammar that are never doubled, but where one ends a word: 目的|的, 存在|在, 参与|与, 普及|及.
_SINGLE = re.compile(
    r"(?<![目标有靶])的的(?![确士])|(?<!参)与与(?!会)|(?<![普涉以触波顾])及及(?!时)|而而|(?<![棉植覆地毛])被被(?![试告])|将将(?![军领士来就])"
    r"|(?<![但还总若要求凡就都])是是(?![非否])|(?<![总饱温缓平随共调中])和和(?![气美林平谐解睦田善])|(?<=[过到成])了了|(?<![作成因认视称名变列评化行最更尤])为为(?=[创企国全科重])|不断断(?!续)|(?<![存现实潜内所旨正])在在(?![建孵校职岗营读产研编线])|一一(?=块)"
)
_DOUBLED = re.compile(r"([\u4e00-\u9fff]{2,6})\1+")
_REDUPLICATED = re.compile(
    r"[一逐][\u4e00-\u9fff]|非常|许多|许久|很多|研究|讨论|商量|考虑|交流|沟通|加油|.着|盘点|溜达|收拾|合计|梳理|总结|锻炼|调研|核对"
    "|琢磨|吆喝|好多|高兴|彼此|意思|[滴叮轰哗]."
)
_SUFFIXES = tuple("长域家者员部局院所厅处中性化型力率学会界部类级户师链园卡公带区大业生省市县")
# 检查|巡查|巡护, 构建|共建|共治, 深化|文化|文艺: what looks doubled is the halves of two words. Words whose
# characters the other way round are none.
_ACROSS = frozenset(
    re.findall(
        "..",
        "信用巡查共建共治共享共商文化创业创新创建示范培训教育管理治理监管检查督查调查核查审查考核评价评估服务"
        "保障保护防护防治防控应急救援救助补助补贴奖补产业企业行业农业工业就业专业科技技术数字信息网络平台"
        "基地园区社区城区片区学校学科医疗医院医保养老托育住房交通运输物流仓储能源电力水利水务生态环保绿色"
        "低碳土地用地用水用电供水供电供应需求消费投资融资金融财政税收贸易外贸外资民营国有改造改革改善提升"
        "提高扩大扩建新建在建续建建设建成化工加工施工职工务工人才人大党建党员党组团员代表会议会商群众民生"
        "民众市民居民村民公开公示公共公益法治法律执法普法司法安全稳定矛盾纠纷隐患风险宣传宣讲讲解讲座体育"
        "体验旅游文旅文艺文明传承传统统计统筹规划规范标准质量数量产量产品产能产值增产增收增长增值收入收购"
        "采购购买销售经营运营营商招商招聘聘用",
    )
)
# 企业对企业, 点到点; 红军第一军第一师; left behind by a word that ends in it.
_NO_DOUBLE = re.compile(
    r"[对到比换][\u4e00-\u9fff]+|[\u4e00-\u9fff]*第[一二三四五六七八九十百\d]+[\u4e00-\u9fff]*|.+[了着过不]|来越|工同|人每|户每|[滋咕噼哗轰叮咚].|成[片群排队批]"
)
_BEHIND_REDUPLICATED = frozenset("，、；：？。！”）的地嘛呀吧啊呢哦不出下一")
_SENTENCE = re.compile(r"[^。！？；]+[。！？；]?")
_SHORTEST_SENTENCE = 15  # characters, with its mark
_LONG_SENTENCE = 32  # of which hardly anybody writes the same twice
# What law says in the same words of many things, and captions of what the lead said.
_BOILERPLATE = re.compile(
    "依法|追究|处分|罚款|处罚|罚则|责令|没收|赔偿|情节|逾期|不予|不得|应当|可以|按照|适用|报送|批准|备案"
    "|办法由|规定|施行|实施细则|负责解释|本[法条办规细]|的，"
)
_CAPTION = re.compile(
    r"这是|图为|图[一二三四五六七八九十\d]|资料图|记者[^。]{2,8}摄|摄(?:影|制)?(?:[）)。]|$)|供图"
)
_ARTICLE_OF_LAW = re.compile(r"第[一二三四五六七八九十百千零]+[条章节]")
_FEW_OF_LAW = 3  # paragraphs that begin with 第一条 make a text of law


def check_doubled_words(passage: Passage) -> Iterator[Finding]:
    """A word typed twice: 的的, 推动推动."""
    for match in _SINGLE.finditer(passage.text):
        yield Finding(*match.span(), f"“{match[0]}”重复了", f"删去一个“{match[0][0]}”")
    yield from _find_doubled(passage, range(3, 7))


def check_doubled_pairs(passage: Passage) -> Iterator[Finding]:
    """A word of two characters typed twice; the second may begin a longer one: 产业|产业链."""
    yield from _find_doubled(passage, range(2, 3))


def _find_doubled(passage: Passage, lengths: range) -> Iterator[Finding]:
    for match in _DOUBLED.finditer(passage.text):
        word = match[1]
        longer = passage.text[match.end() : match.end() + 1] in _SUFFIXES and (
            len(word) == 2 or passage.text[match.end()] == "域"
        )
        longer = longer or word[::-1] in _ACROSS or bool(_NO_DOUBLE.fullmatch(word))
        reduplicated = _REDUPLICATED.fullmatch(word) or word[0] == "一" or len(set(word)) == 1
        # “辛苦辛苦”, 不怕苦不怕苦！: called out twice.
        around = passage.text[match.start() - 1 : match.start()], passage.text[match.end() : match.end() + 1]
        reduplicated = reduplicated or (around[0] in {"", *"“！”。"} and around[1] in set("”！。"))
        # 放松放松，说道说道。: a verb that is said twice ends its clause, or goes on with a particle.
        reduplicated = reduplicated or (len(word) == 2 and around[1] in _BEHIND_REDUPLICATED)
        if len(word) in lengths and not longer and not reduplicated:
            # 同一集体经济组织的土地的土地承包权
            severity = Severity.INFO if word[0] == "的" else None
            yield Finding(*match.span(), f"“{word}”重复了", f"删去一个“{word}”", severity=severity)


@cache
def _read_table() -> frozenset[str]:
    text = (shipped_folder("fonts") / "tonggui-8105.txt").read_text("utf-8")
    return frozenset("".join(line.partition("#")[0] for line in text.splitlines()))


# A sign that is set like a character, a word of chemistry, a sign of weddings.
_TOLERATED = frozenset("丨磺囍")


def check_character_table(checked: Checked) -> Iterator[tuple[Passage, Finding]]:
    """A character that 《通用规范汉字表》 (国发〔2013〕23号) lacks, traditional, variant, or a slip:
    told once in an article."""
    table = _read_table() | _TOLERATED
    for passages in checked.list_articles():
        told: set[str] = set()
        for passage in passages:
            for match in re.finditer(r"[\u3400-\u9fff]+", passage.text):
                if table.issuperset(match[0]):
                    continue
                for at, char in enumerate(match[0], match.start()):
                    if char not in table and char not in told:
                        told.add(char)
                        hint = "人名、地名、引文可以不管；不是的话，改用规范字"
                        yield passage, Finding(at, at + 1, f"“{char}”不在《通用规范汉字表》里", hint)


# What is said in one way only.
_FIXED = (
    (r"习近平新时代(?!中国特色社会主义)", "“习近平新时代”后面少了字", "写“习近平新时代中国特色社会主义思想”"),
    (r"第[\d一二三四五六七八九十百]+界(?![面限定内外])", "届次的“届”写成了“界”", "写作“届”"),
    (r"截至到", "“至”和“到”重复", "写作“截至”"),
)
# 十四五 is 2021—2025: a plan's first and last year.
_PLANS = {"十二五": 2011, "十三五": 2016, "十四五": 2021, "十五五": 2026, "十六五": 2031}


def check_fixed_phrases(passage: Passage) -> Iterator[Finding]:
    """Set phrases that lack a part, and the first and last years of a five-year plan."""
    for pattern, message, hint in _FIXED:
        for match in re.finditer(pattern, passage.text):
            yield Finding(*match.span(), message, hint)
    for match in re.finditer(
        r"((?:19|20)\d\d)年是“?(十[二三四五六]五)”?规划?的?(开局|收官)之年", passage.text
    ):
        right = _PLANS[match[2]] + (4 if match[3] == "收官" else 0)
        if int(match[1]) != right:
            message = f"“{match[2]}”的{match[3]}之年是{right}年"
            yield Finding(*match.span(1), message, "核对年份")
    for match in re.finditer(
        r"(?<=[：、，与和及对向])([\u4e00-\u9fff]{2,8})、\1(?=[、，。和等])", passage.text
    ):
        yield Finding(*match.span(), f"“{match[1]}”并列了两次", "删去一个，或改成漏掉的那一个")


_TIME = "到?(?:目前|当前|今年|去年|本月|上半年|年底|“十[一二三四五六]五”|[0-9]{1,4}\\s?[年月])"
# 报名时间截止到某日: what ends then.
_ENDS = re.compile(
    "(?:时间|日期|期限|有效期?|报名|受理|申报|征集|登记|缴费|缴纳|投稿|接收|提交|递交|认证|办理|预约|填报|活动|发行|认购|投票"
    "|投标|招标|公示|申请|征求|反馈|报送|招聘|参评|评选|订购|统一|于|将|为)$"
)


def check_until(passage: Passage) -> Iterator[Finding]:
    """截止 before a time, where 截至 is meant (《现代汉语词典》)."""
    for match in re.finditer("截至(?=日期|时间)", passage.text):
        yield Finding(*match.span(), "“截至”后面要接时间", "写作“截止”")
    for match in re.finditer(rf"截止到?(?={_TIME})", passage.text):
        if not _ENDS.search(passage.text, max(0, match.start() - 4), match.start()):
            yield Finding(match.start(), match.start() + 2, "“截止”后面不接时间", f"“{match[0]}”写作“截至”")


_UNIT = r"(?:[%％‰]|[万亿]?[\u4e00-\u9fff]{0,3}?)"
_ABOUT = re.compile(
    rf"(?:大约|约为|约|大概|将近|(?<![最附接靠临])近)\d[\d.,]*{_UNIT}(?:左右|上下)"
    r"|(?:(?<![最附接靠临])近|约|将近|大约)\d[\d.,]*[万亿千百]?[多余几](?=[\u4e00-\u9fff])"
    rf"|(?:超过|不少于|不低于|不超过|不高于|至少|最多|高于|低于)\d[\d.,]*{_UNIT}(?:以上|以下|以内|左右|之多)"
    rf"|(?<![\d.,])\d[\d.,]*(?:{_UNIT}(?:以上左右|左右以上|之多以上)|几余)|约有?近\d|近约\d|[万亿千百]多余(?=[\u4e00-\u9fff])"
)


def check_about(passage: Passage) -> Iterator[Finding]:
    """约 ahead of a number and 左右 behind it, 超过 and 以上: one of the two says it (《现代汉语词典》)."""
    for match in _ABOUT.finditer(passage.text):
        yield Finding(*match.span(), f"“{match[0]}”说了两遍大约或多少", "前后只留一个")


def check_repeated_sentences(checked: Checked) -> Iterator[tuple[Passage, Finding]]:
    """A sentence that stands twice in an issue: pasted twice where its neighbour does, too; else a
    notice. An item that ends in a semicolon, what law says and what is under a picture may
    be said again."""
    seen: dict[str, tuple[Passage, int]] = {}
    copies = {pair.second for pair in find_alike(checked.issue.articles)}  # told once, by A126 or A129
    for number, passages in enumerate(checked.list_articles()):
        if number in copies:
            continue
        paragraphs = [passage for passage in passages if passage.role == "P"]
        of_law = sum(bool(_ARTICLE_OF_LAW.match(passage.text)) for passage in paragraphs) >= _FEW_OF_LAW
        for passage in paragraphs:
            if not of_law and not _CAPTION.search(passage.text):
                yield from _find_repeated(passage, seen)


def _find_repeated(
    passage: Passage, seen: dict[str, tuple[Passage, int]]
) -> Iterator[tuple[Passage, Finding]]:
    """The sentences of a paragraph that are among those `seen`, which they join; those that follow each other
    as they did there are one finding."""
    run: list[re.Match[str]] = []
    before: tuple[Passage, int] | None = None
    for count, match in enumerate(_SENTENCE.finditer(passage.text)):
        sentence = match[0].strip()
        other = seen.setdefault(sentence, (passage, count))
        is_said_again = other != (passage, count)
        goes_on = is_said_again and before == (other[0], other[1] - 1)
        if run and not goes_on:
            yield from _tell_repeated(passage, run, seen)
            run = []
        if is_said_again and (run or _counts(match, passage)):
            run.append(match)
        before = other
    if run:
        yield from _tell_repeated(passage, run, seen)


def _counts(match: re.Match[str], passage: Passage) -> bool:
    """Whether a sentence is long enough to be noticed, and no item of a list or question."""
    sentence = match[0]
    if len(sentence) < _SHORTEST_SENTENCE or sentence[-1] not in "。！；":
        return False
    return sentence[-1] != "；" or match.end() != len(passage.text)


def _tell_repeated(
    passage: Passage, run: Sequence[re.Match[str]], seen: dict[str, tuple[Passage, int]]
) -> Iterator[tuple[Passage, Finding]]:
    other = seen[run[0][0].strip()][0]
    is_alone = len(run) == 1 and len(run[0][0]) < _LONG_SENTENCE
    if is_alone and _BOILERPLATE.search(run[0][0]):
        return
    many = f"这{len(run)}句话" if len(run) > 1 else "这句话"
    message = f"{many}前面已经有了（{other.file.path}:{other.line}）"
    severity = None if len(run) > 1 else Severity.INFO
    hint = "多半是贴了两遍；删去一处"
    yield passage, Finding(run[0].start(), run[-1].end(), message, hint, severity=severity)


def check_percent_signs(checked: Checked) -> Iterator[tuple[Passage, Finding]]:
    """% and ％ in one issue."""
    yield from _check_variants(checked, [r"(?<=\d)%", r"(?<=\d)％"], "百分号")


def check_plus_signs(checked: Checked) -> Iterator[tuple[Passage, Finding]]:
    """+ and ＋ in one issue, between Chinese words."""
    han = r"(?<=[\u4e00-\u9fff”》）])"
    yield from _check_variants(checked, [rf"{han}\+", rf"{han}＋"], "加号")


def check_range_signs(checked: Checked) -> Iterator[tuple[Passage, Finding]]:
    """The sign of a range, 1—7月 and 1-7月, in one issue; quantities may have another than times
    (GB/T 15834 §4.13.3)."""
    for unit in (_TIMES, _QUANTITIES):
        patterns = [
            _RANGE.replace("SIGN", sign).replace("UNIT", unit) for sign in ("—", "－", "～", "~", "–")
        ]
        yield from _check_variants(checked, [*patterns, _range_by_hyphen(unit)], "表示范围的符号")


def check_hyphens(checked: Checked) -> Iterator[tuple[Passage, Finding]]:
    """A hyphen for a range, in an issue that has no other sign for it (GB/T 15834 §4.13.3)."""
    found = [
        (passage, match)
        for unit in (_TIMES, _QUANTITIES)
        for passage in checked.passages
        for match in re.finditer(_range_by_hyphen(unit), passage.text)
        if not passage.is_address(match.start())
    ]
    proper = re.compile(_RANGE.replace("SIGN", "[—～]").replace("UNIT", f"{_TIMES}|{_QUANTITIES}"))
    if found and not any(proper.search(passage.text) for passage in checked.passages):
        passage, match = found[0]
        more = f"，共{len(found)}处" if len(found) > 1 else ""
        yield passage, Finding(*match.span(), f"表示范围用了短横“-”{more}", "时间、数量的起止用“—”或“～”")


# The sign first: that is what is looked for quickly.
_RANGE = r"SIGN(?<=\dSIGN)(?=\d{1,4}(?:\.\d+)?(?:UNIT))"
_TIMES = r"月|日|年|时|[:：]\d\d"
_QUANTITIES = (
    "％|%|‰|个|家|项|万|亿|人|名|岁|元|天|公里|千米|米|毫米|厘米|吨|倍|次|户|座|台|分钟|小时|℃|度|级"
)


def _range_by_hyphen(unit: str) -> str:
    return _RANGE.replace("SIGN", "-").replace("UNIT", unit)


def _check_variants(
    checked: Checked, patterns: Sequence[str], name: str
) -> Iterator[tuple[Passage, Finding]]:
    """Where an issue has more than one form, the places of the rarer ones, in one finding for each form."""
    found: dict[str, list[tuple[Passage, re.Match[str]]]] = {}
    for passage in checked.passages:
        for pattern in patterns:
            for match in re.finditer(pattern, passage.text):
                if not passage.is_address(match.start()):
                    found.setdefault(match[0], []).append((passage, match))
    counts = Counter({form: len(places) for form, places in found.items()})
    # A hyphen is no sign of a range (GB/T 15834 §4.13.3), however often it stands.
    proper = [form for form, _ in counts.most_common() if form not in {"-", "－", "~", "–"}]
    usual = next(iter([*proper, *(form for form, _ in counts.most_common())]), "")
    for form, places in found.items():
        if form != usual:
            passage, match = places[0]
            more = f"，共{len(places)}处" if len(places) > 1 else ""
            message = f"{name}有两种：别处是“{usual}”，这里是“{form}”{more}"
            yield passage, Finding(*match.span(), message, f"全期统一用“{usual}”")


def check_title(passage: Passage) -> Iterator[Finding]:
    """A title that ends in a mark, or takes more than two lines of the contents (本刊惯例)."""
    text = passage.text
    if passage.role != "Title":
        return
    if text[-1:] in set("。，、；："):
        yield Finding(len(text) - 1, len(text), f"标题以“{text[-1]}”结尾", "标题末尾不用标点")
    width = sum(1.0 if is_han(char) or ord(char) > 0x2000 else 0.5 for char in text)
    if width > _TWO_LINES:
        hint = f"缩短到{_TWO_LINES}字以内"
        yield Finding(0, len(text), f"标题太长，目录里两行排不下（约{width:.0f}字）", hint)


_TWO_LINES = 52


def check_heading(passage: Passage) -> Iterator[Finding]:
    """A heading that ends in a full stop (GB/T 9704 §7.3.3)."""
    if passage.role.startswith("H") and passage.text[-1:] in set("。，、；："):
        end = len(passage.text)
        yield Finding(end - 1, end, f"小标题以“{passage.text[-1]}”结尾", "小标题单独成行时末尾不用标点")


def check_heading_levels(checked: Checked) -> Iterator[tuple[Passage, Finding]]:
    """A heading whose level skips one: #### right under ##."""
    for passages in checked.list_articles():
        before = 1
        for passage in passages:
            if passage.level:
                if passage.level > before + 1:
                    right = "#" * (before + 1)
                    message = f"小标题跳了一级：前面是{before}个“#”，这里是{passage.level}个"
                    finding = Finding(0, len(passage.text), message, f"改成“{right} ”")
                    yield passage, finding
                before = passage.level


def check_this_year(checked: Checked) -> Iterator[tuple[Passage, Finding]]:
    """今年 or 去年 beside a year that it is not."""
    year = checked.issue.id.year
    for passage in checked.passages:
        for match in re.finditer(r"([今去前明上]年)[（(]?((?:19|20)\d\d)年(?!度)", passage.text):
            right = year + {"今年": 0, "去年": -1, "上年": -1, "前年": -2, "明年": 1}[match[1]]
            # 上年 is the year before the one that is spoken of.
            named = re.findall(r"((?:19|20)\d\d)年", passage.text[: match.start()])
            spoken = match[1] == "上年" and any(int(match[2]) == int(other) - 1 for other in named)
            if int(match[2]) != right and not spoken:
                message = f"“{match[1]}”是{right}年，这里写的是{match[2]}年"
                yield passage, Finding(*match.span(), message, "核对年份；摘自旧稿的，改成具体的年份")
