"""What was decided of each line of a manuscript, and the rule that spoke: for `bulletin import --explain`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, unique


@unique
class Role(StrEnum):
    """What a line was taken for."""

    TITLE = "文章标题"
    TITLE_LINE = "标题续行"
    HEADING = "小标题"
    PARAGRAPH = "段落"
    CONTINUATION = "接上行"
    ITEM = "列表"
    CAPTION = "图表题"
    TABLE = "表格"
    IMAGE = "图片"
    AUTHOR = "作者"
    SOURCE = "来源"
    FIELD = "刊头版记"
    ENTRY = "目录"
    COLUMN = "栏目名"
    FOLIO = "页码"
    RUNNING_HEAD = "页眉页脚"
    LEFT = "没有收进"


@unique
class Rule(StrEnum):
    """The rule that spoke, in words that follow “：”; {} is what it saw."""

    # It is a title.
    IN_CONTENTS = "目录里有它"
    LIKE_ENTRIES = "与目录里各篇的标题一个样子"
    LOOKS = "比正文醒目（{}）"
    STANDS_ALONE = "单独一行，末尾没有标点，下面有正文"
    NUMBERED_TITLE = "与它同级的编号都这样醒目，没有更醒目的"
    OPENS_TITLE = "与下一行一个样子，合成一个标题"
    GOES_ON = "与上一行合成一个标题"
    SUBTITLE = "破折号开头，是标题下的副标题"
    QUALIFIER = "标题后面括号里的话"
    LABELLED = "前面写着“标题”"
    FIRST_LINE = "是第一行，末尾没有标点，下面有正文"

    # It is no title: its words.
    TOO_LONG = "超过{}个字"
    TOO_SHORT = "只有一个字"
    HAS_STOP = "有句号"
    ENDS_WITH_MARK = "末尾是“{}”"
    NUMBERED = "前面有编号“{}”"
    CAPTION = "是图表的题"
    ATTACHMENTS = "是附件的清单"
    PAGE_NUMBER = "是页码"
    ROW = "像表格的一行"
    CREDIT = "是作者或来源"
    QUESTION = "是一问一答"
    FEW_LETTERS = "没有文字"
    DATE = "只有日期"
    ENUMERATED = "开头是“{}”"

    # It is no title: its place among the others.
    ONE_TITLE = "这是一篇稿子，只有一个标题"
    LABEL_LINE = "是{}"
    NOT_IN_CONTENTS = "目录里没有它"
    LIKE_TEXT = "样子与正文一样"
    LESS_THAN_TITLES = "没有别的标题醒目"
    NO_TEXT_BELOW = "下面没有正文"
    ITEM = "是冒号后面的一项"
    NOTE = "是括号里的附注"
    SIGNATURE = "是落款，下一行是日期"
    SERIES = "几个很短的连着，比别的标题短得多"

    # It is a heading.
    NUMBER = "编号“{}”，下面是正文"
    STYLE = "用了标题样式"
    OTHER_LOOK = "字与正文不同"
    ALONE_ABOVE = "单独一行，末尾没有标点"
    LIKE_HEADINGS = "与别的小标题一个样子，下面有正文"
    SERIES_HEADINGS = "前后同一级的编号是小标题"
    # It is none.
    NOTHING_BELOW = "下面什么也没有"
    LIST_ITEM = "与前后同级的编号是一列条目"

    # A line begins a paragraph.
    FIRST = "是第一行"
    BEHIND_TITLE = "上一行是标题"
    BEHIND_SINGLE = "上一行自成一段"
    OWN_LINE = "原稿一行就是一段"
    AS_TYPED = "原稿里是一段"
    AS_IS = "原稿里就是{}"
    FIELD_LINE = "自成一段，不与别的行相接"
    TRAIL = "上一行末尾有空格，原稿用它分段"
    GAP = "上面有空行，原稿用它分段"
    LEAD = "行首空了两格，原稿用它分段"
    SHORT_ABOVE = "上一行没有排满，空着{}个字"
    SENTENCE_ABOVE = "上一行排满了，一句话也完了"
    BULLET = "开头有列表的记号“{}”"
    OTHER_LOOK_ABOVE = "与上一行的字不同"
    CENTRED = "居中的一行"
    SET_RIGHT = "上一行或这一行靠右"
    BEHIND_FLOAT = "上面是表格或图"
    INDENTED = "行首缩进"
    PAGE_GAP = "上面的行距大"
    NUMBER_OPENS = "开头有编号“{}”，上一句话完了"
    BROKEN_ABOVE = "上一行没有排满"
    READS_BEST = "从全文看，这样分段最说得通"
    # It goes on from the line above.
    FULL_ABOVE = "上一行排满了"
    FULL_OPEN_ABOVE = "上一行排满了，话没有说完"
    NO_INDENT = "没有缩进，这里的段落都缩进"
    OPEN_ABOVE = "上一行的话没有说完"
    PAST_ASIDE = "隔着图表的题或注，接着前面没有说完的话"
    HANGS = "编号悬在左边，这一行接着那一条"
    NO_START = "开头的“{}”不能在行首"
    HALF = "一段在换页处断开"
    PARTED_NAME = "人名或单位名断成了两行"
    NUMBERED_LINES = "编号的小标题排了几行"

    # It is no heading, in bare text.
    SHORTER = "不到{}个字"
    OFFICE = "是单位名称"
    AT_RIGHT = "排在右边"
    FIELD = "是填写的项目"
    BOX = "是勾选的一项"
    NO_PARAGRAPH_BELOW = "下面不是一段正文"
    NO_PARAGRAPH_ABOVE = "前面不是一段说完的话"

    # What is in no article, or in another form.
    WRITTEN_AS = "写成了{}"
    CREDIT_LABEL = "开头写着“作者”“来源”一类的字"
    CENTRED_NAMES = "居中在标题下，只有人名"
    UNDER_TITLE = "在标题下，只有人名或单位名"
    OF_COVER = "在目录前面的封面上"
    TITLE_AGAIN = "与标题一样，又印了一遍"
    UNDER_PICTURE = "在图的下面，写进了图的说明"
    CAPTION_NUMBER = "开头有图表的编号"
    LISTED = "在目录里，由程序重新生成"
    LISTED_COLUMN = "目录里也单独列着"
    COLUMN_MARK = "带着栏目的记号，下面就是标题"
    NOT_TAKEN = "{}"
    LOST = "没有去向，这是程序的错，请把原稿交给维护的人"


@dataclass(frozen=True, slots=True)
class Because:
    """A rule that spoke, and what it saw; `doubt` where it could be otherwise."""

    rule: Rule
    seen: str = ""
    doubt: bool = False

    def __str__(self) -> str:
        return self.rule.format(self.seen) + ("，是猜的" if self.doubt else "")


@dataclass(frozen=True, slots=True)
class Denial:
    """Something that a line might have been taken for, and the rule that spoke against it."""

    role: Role
    because: Because

    def __str__(self) -> str:
        return f"不是{self.role}：{self.because}"


@dataclass(frozen=True, slots=True)
class Trace:
    """Line or block `index` of a manuscript on its way into a draft: what was decided of it so far. `text` is
    the part of it that is meant, "" where it was not parted, `part` its number; `place` is where that stands,
    "" where it is where all of it is."""

    index: int
    text: str = ""
    place: str = ""
    part: int = 0
    because: Because | None = None
    denials: tuple[Denial, ...] = ()

    def explain(self, because: Because) -> Trace:
        """The same, decided by `because`."""
        return Trace(self.index, self.text, self.place, self.part, because, self.denials)

    def deny(self, denial: Denial) -> Trace:
        """The same, with something that it is not."""
        denials = (*self.denials, denial)
        return Trace(self.index, self.text, self.place, self.part, self.because, denials)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the line `text` at `place` was taken for, why, and why not for something else; `index` is its
    number in the manuscript, from 0, or -1 where its reader has left it out. `opens` is why a paragraph
    begins with it, where `because` speaks of something else."""

    index: int
    place: str
    text: str
    role: Role
    because: Because
    denials: tuple[Denial, ...] = ()
    opens: Because | None = None
