"""A line at the head of a manuscript → what it is where it is no title: 附件2, 发文字号, a date …"""

from __future__ import annotations

import re
from enum import Enum

from bulletin.hanzi import HAN_NUMBER
from bulletin.importing.dates import BLANK_DATE, DATE_LINE, NUMERAL
from bulletin.importing.recognise.facts import classify_words
from bulletin.importing.recognise.tuning import TUNING
from bulletin.importing.spacing import close_spread

_HAN = "[\u3400-\u9fff]"
# GB/T 9704—2012 7.2.5, with the brackets that are typed for 〔〕; a draft leaves its number blank.
_DOCUMENT_NUMBER = re.compile(
    rf"[（(]?[\u3400-\u9fffA-Za-z（）()]{{1,24}}\s*[〔﹝\[［【（(]\s*(?:{NUMERAL}{{2,4}}|[×xX*＊\s]+)\s*[〕﹞\]］】）)]"
    r"\s*第?\s*[0-9０-９×xX*＊\s一-十]{0,5}\s*号[）)]?"
)
_ATTACHMENT = re.compile(
    r"附\s*[件表录]\s*[0-9０-９一二三四五六七八九十]{0,3}(?:\s*[-—]\s*[0-9]+)?\s*[：:]?"
    r"\s*(?:[（(][^（()）]{1,20}[）)])?"
)
# 7.2.1 份号, 7.2.2 密级, 7.2.3 紧急程度, 7.2.6 签发人, and what drafts and meeting papers carry there.
_HEAD = re.compile(
    r"(?:0{2,}[0-9]+|(?:绝密|机密|秘密)\s*(?:[★☆].*)?|特\s*急|加\s*急|平\s*急|急\s*件|特提|限时办理|明电|内部资料.{0,12}|"
    r"签发人?\s*[：:].{0,20}|(?:第?[一二三四五1-5]|初|草|送审|征求意见|讨论|代拟|修改|报批|审议|定|终)稿|"
    r"会议(?:材料|文件)(?:之?[（(]?[一二三四五六七八九十0-9]+[）)]?)?|材料(?:之)?[一二三四五六七八九十0-9]+|"
    r"版\s*本\s*号?\s*[：:]?\s*[Vv]?\s*[0-9][0-9.]{0,6}|发\s*言\s*(?:材料|稿)|交流(?:材料|发言)|编号\s*[：:].{0,30}|档号\s*[：:]?.{0,30}|No\.?\s*[0-9]+|保密期限.*)"
)
_BRACKETED_HEAD = re.compile(r"[（(【\[](?:.{0,6}稿|代拟|样本|范本|样表|模板|空白|供参考|内部资料)[）)】\]]")
# 7.2.4 发文机关标志.
_LETTERHEAD = re.compile(
    r".{2,60}?(?:人民政府|委员会|办公室|常委会|[局厅部委院会办署站所校]|大学|学院|中学|小学|公司|中心|集团|团委|党委|党组|总支|支部)"
    r"(?:[（(][\u3400-\u9fff]{1,8}[）)])?\s*(?:文\s*件|红头文件|便函)"
)
_SERIES = re.compile(rf"{_HAN}{{2,10}}(?:简报|专报|快报|要情|要报|摘报|内参|周报|月报)")
# 7.3.2 主送机关.
_ADDRESSEE = re.compile(r"[^。！？；]{2,200}[：:]")
_GREETING = re.compile(r".{0,20}(?:你好|您好|大家好|同志们好|[早上中下晚]午?好)\s*[！!。，,：:]?")
_CALLED = re.compile(
    r"尊敬|敬爱|亲爱|各|全[体市县省区校院]|同志|先生|女士|朋友|老师|同学|领导|来宾|代表|委员|单位|部门|公司|政府"
    r"|委员会|[局厅部院校所]"
)
# The note under the title of a law or a speech: （2018年3月11日第…次会议通过）.
_NOTE = re.compile(rf"[（(〔\[]\s*{NUMERAL}{{4}}\s*年[^（()）]{{2,80}}[）)〕\]]")
_TITLE_LABEL = re.compile(
    r"[【\[]?\s*(?:(?:文章|稿件|新闻|邮件|论文)?(?:标\s*题|题\s*目|主\s*题|题\s*名|文\s*题)\s*[】\]]?\s*[：:]"
    r"|(?:论文|设计)?题\s*目\s*[（(]中文[）)]\s*[：:]?)\s*(?P<title>\S.*)"
)
_NAME_LABEL = re.compile(
    r"(?:作品|项目|课题|论文|活动|议题|提案|会议)\s*(?:名\s*称|题\s*目)\s*[：:]\s*(?P<title>\S.*)"
)
_COVER_LABELS = (
    *(
        "姓名",
        "学生姓名",
        "作者姓名",
        "学号",
        "学院",
        "院系",
        "系别",
        "专业",
        "年级",
        "班级",
        "专业班级",
        "指导教师",
    ),
    *(
        "指导老师",
        "导师",
        "组名",
        "组长",
        "组员",
        "成员",
        "小组成员",
        "职称",
        "研究方向",
        "完成日期",
        "提交日期",
        "填表日期",
    ),
)
# 学 院 某学院, 指导教师　某人: a label of a cover is spread, or stands apart from what was filled in.
_COVER_FIELD = re.compile(
    "(?P<label>" + "|".join(map(r"[\s\u3000]*".join, _COVER_LABELS)) + ")"
    r"(?:[（(][^（()）]{1,8}[）)])?(?P<gap>[\s\u3000]*)[^\s：:].{0,30}"
)
_NEXT_LABEL = re.compile("(?:" + "|".join(map(r"[\s\u3000]*".join, _COVER_LABELS)) + r")[\s\u3000]*[：:]")
# What a document tells of itself, ahead of its text.
_RECORD = re.compile(
    r"(?:文[档件]|版本|修[订改]|变更|更新)(?:的?[历史记录信息变更控制修订]{2,6}|说明|日志|履历)(?:表)?"
)
# 第一步：…, 五：…, 项目一：…, one of several.
_STEP = re.compile(
    rf"(?:第(?:{HAN_NUMBER}|[0-9]{{1,2}})|步骤|阶段|(?:项目|案例|任务|主题|专题|模块|示例)?{HAN_NUMBER}[：:])"
)
_LABELLED = re.compile(r"[\u3400-\u9fffA-Za-z\s]{1,12}[：:]\s*\S.*")
_BLANK_FIELD = re.compile(r"[\u3400-\u9fff\s（）()/、]{1,14}[：:]?\s*[_＿]{2,}.*")
_NUMBER_LINE = re.compile(
    r"(?:总?第\s*[0-9０-９一二三四五六七八九十]+\s*[期号卷辑]|20\d\d\s*年\s*第.{1,4}期).{0,20}"
)
_STAMP = re.compile(r".*[（(](?:盖章|公章|签章|印章|签字|签名)[）)].*")
_ABSTRACT = re.compile(
    r"[【\[〔]?\s*(?:内容)?(?:摘\s*要|提\s*要|关\s*键\s*[词字]|Abstract|Key\s*words?)\s*[】\]〕：: ]",
    re.IGNORECASE,
)


class Label(Enum):
    """What a line at the head of a manuscript is, in words that follow 是."""

    ATTACHMENT = "附件的序号"
    DOCUMENT_NUMBER = "发文字号"
    HEAD = "版头的标记"
    LETTERHEAD = "发文机关标志"
    SERIES = "刊头"
    ADDRESSEE = "主送机关或称呼"
    DATE = "日期"
    NOTE = "题注"
    FIELD = "填写的项目"
    NUMBER_LINE = "期号"
    ABSTRACT = "摘要或关键词"
    CAPTION = "图表的题"
    MARK = "没有文字"


def find_label(text: str) -> Label | None:
    """What `text` is by its words alone; None where it may be a title, a byline or text."""
    bare = text.strip()
    closed = close_spread(bare)
    letters = sum(char.isalpha() for char in bare)
    if letters < TUNING.title_shortest and not DATE_LINE.fullmatch(bare):
        return Label.MARK
    for label, pattern in _PATTERNS:
        if pattern.fullmatch(closed) or pattern.fullmatch(bare):
            return label
    if _ABSTRACT.match(bare):
        return Label.ABSTRACT
    if classify_words(bare).caption:
        return Label.CAPTION
    if _ADDRESSEE.fullmatch(bare) and _CALLED.search(bare):
        return Label.ADDRESSEE
    return None


_PATTERNS = (
    (Label.ATTACHMENT, _ATTACHMENT),
    (Label.DOCUMENT_NUMBER, _DOCUMENT_NUMBER),
    (Label.HEAD, _HEAD),
    (Label.HEAD, _BRACKETED_HEAD),
    (Label.LETTERHEAD, _LETTERHEAD),
    (Label.DATE, DATE_LINE),
    (Label.NOTE, _NOTE),
    (Label.NUMBER_LINE, _NUMBER_LINE),
    (Label.ADDRESSEE, _GREETING),
    (Label.FIELD, _STAMP),
    (Label.FIELD, _BLANK_FIELD),
    (Label.DATE, BLANK_DATE),
)


def is_series_name(text: str) -> bool:
    """Tell whether `text` names a paper that comes out again and again: 信息专报, 工作简报."""
    return bool(_SERIES.fullmatch(close_spread(text.strip())))


def is_field(text: str) -> bool:
    """Tell whether `text` is a label and what was filled in: 申报单位：某公司, 学 院 某学院."""
    if _STEP.match(text.strip()):
        return False
    match = _COVER_FIELD.fullmatch(text.strip())
    apart = bool(match and (match["gap"] or len(match["label"].split()) > 1))
    return apart or bool(_LABELLED.fullmatch(text.strip()))


def is_cover_field(text: str) -> bool:
    """Tell whether `text` begins as what a cover says of who hands a paper in: 学　号：041801, 姓名：."""
    return bool(_NEXT_LABEL.match(text.strip()))


def is_record(text: str) -> bool:
    """Tell whether `text` heads what a document tells of itself: 版本历史, 修订记录, 文档信息."""
    return bool(_RECORD.fullmatch(close_spread(text.strip())))


def parse_title_label(text: str, *, names: bool = False) -> str:
    """The title in 标题：…, with `names` also in 作品名称：… and the like; "" where it is none."""
    bare = text.strip()
    match = _TITLE_LABEL.fullmatch(bare) or (_NAME_LABEL.fullmatch(bare) if names else None)
    title = match["title"].strip() if match else ""
    return "" if _NEXT_LABEL.search(title) else title
