"""What an issue is: frozen values, and the one table of front-matter keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from bulletin.errors import Problem, Severity

if TYPE_CHECKING:  # what every command loads knows no tree
    from bulletin.document.tree import Document

SERIES, ISSUE, ARTICLE = "series", "issue", "article"
DRAFT = ("草稿", "draft")
DEFAULT_LAYOUT = "2024"
PICTURE = "封面图"  # what who cannot see it hears of a cover's picture without a caption
# How `bulletin new` marks what an editor has to fill in; a build refuses to print it.
PLACEHOLDER = "请改成"


@dataclass(frozen=True, slots=True)
class Key:
    """A front-matter key: its two names, where it may stand and what it means (for the docs)."""

    name: str
    chinese: str
    places: tuple[str, ...]
    meaning: str
    many: bool = False  # a list of names, which may stand on one line
    listed: bool = False  # a list of texts, or of the paragraphs of one
    has_breaks: bool = False  # a backslash at the end of one of its lines begins a new line in print


KEYS = (
    Key("title", "刊名", (SERIES, ISSUE), "刊头大字，如“农业科技动态”"),
    Key("number", "期号", (ISSUE,), "写了就与文件夹名核对；不知道时写“不详”"),
    Key("serial", "总期号", (ISSUE,), "从创刊数起的期数，只写数字，如 128；印成“总第128期”"),
    Key("date", "日期", (ISSUE,), "出版日期，写成 2024-09-30"),
    Key("mark", "标识", (SERIES, ISSUE), "刊名上面的一行，如“内部资料　注意保存”"),
    Key("publisher", "编辑单位", (SERIES, ISSUE), "印在刊头下和版记里"),
    Key("editor", "编辑", (SERIES, ISSUE), "一个名字，或一列名字", many=True),
    Key("phone", "电话", (SERIES, ISSUE), "照原样印出，开头的 0 不会丢"),
    Key("report_to", "报送", (SERIES, ISSUE), "版记里报送的机关：一行，或一列", listed=True),
    Key("copy_to", "抄送", (SERIES, ISSUE), "版记里抄送的机关，写法同上", listed=True),
    Key("copies", "印数", (ISSUE,), "只写数字，如 200；版记最后印“共印200份”"),
    Key("cover_image", "封面图", (ISSUE,), "封面上的一张图片，写文件名；版式里有它的位置才印出"),
    Key("cover_caption", "图说", (ISSUE,), "封面图下面的一行字"),
    Key("layout", "版式", (SERIES, ISSUE), "templates/ 下的版式名，不写就是 2024"),
    Key("first_review", "初审", (ISSUE,), "初审人；发布时记下，文字再改就作废"),
    Key("second_review", "复审", (ISSUE,), "复审人，同上"),
    Key("final_review", "终审", (ISSUE,), "终审人，同上"),
    Key("reviews", "三审", (SERIES,), "写“必须”，三审不全或作废了就不发布"),
    Key("url", "网址", (SERIES,), "网站地址，以 https:// 开头"),
    Key("site_name", "网站名称", (SERIES,), "政府网站标签 SiteName"),
    Key("site_id", "网站标识码", (SERIES,), "政府网站标签 SiteIDCode，十位数字"),
    Key("title_font", "标题字体", (SERIES,), "fonts/ 里自备字体的名称或文件名，用于刊名和标题"),
    Key("body_font", "正文字体", (SERIES,), "同上，用于正文"),
    Key("heading_font", "黑体字体", (SERIES,), "同上，用于一级小标题和加粗的字"),
    Key("subheading_font", "楷体字体", (SERIES,), "同上，用于二级小标题、作者和来源"),
    Key("extra_font", "补字字体", (SERIES,), "同上，只用来排别的字体都没有的字"),
    Key("title", "标题", (ARTICLE,), "文章标题，也就是目录里的那一行", has_breaks=True),
    Key("subtitle", "副标题", (ARTICLE,), "可不写；印在标题下，前面的“——”程序会加"),
    Key("column", "栏目", (ARTICLE,), "可不写；目录和网站按它分组，如“工作动态”"),
    Key("editor_note", "编者按", (ARTICLE,), "可不写；印在正文前面，“编者按”三个字程序会加", listed=True),
    Key("author", "作者", (ARTICLE,), "可不写；印在标题下", many=True),
    Key("source", "来源", (ARTICLE,), "可不写；印在文末"),
    Key("summary", "摘要", (ARTICLE,), "可不写；给搜索和订阅用；印不印在封面上，由版式定"),
    Key("tags", "标签", (ARTICLE,), "可不写；网站按它归类，如“内蒙古、科技金融”", many=True),
    Key("status", "状态", (ARTICLE,), "写“草稿”就不进这一期"),
    Key("ignore", "忽略", (SERIES, ISSUE, ARTICLE), "校对时不再提的：代码、原文、理由", listed=True),
)
# 三审三校: who has to have checked an issue before it is published, in this order.
REVIEW_KEYS = ("first_review", "second_review", "final_review")
REVIEWS_REQUIRED = ("必须", "required")
FONT_KEYS = ("title_font", "body_font", "heading_font", "subheading_font", "extra_font")


def keys_for(place: str) -> dict[str, Key]:
    """Map every name that may be typed at `place`, Chinese or English, to its key."""
    keys = [key for key in KEYS if place in key.places]
    return {name: key for key in keys for name in (key.chinese, key.name)}


@dataclass(frozen=True, slots=True, order=True)
class IssueId:
    """Year and number of an issue; a back issue of unknown number has a letter instead."""

    year: int
    number: int = 0
    letter: str = ""

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.letter or f'{self.number:02d}'}"

    @property
    def label(self) -> str:
        """As the cover says it: 2024年第9期, or 2023年 where the number is not known."""
        return f"{self.year}年" if self.letter else f"{self.year}年第{self.number}期"


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a source file: path relative to the workspace, line from 1, and its text; where it is the
    first of several, the last of them."""

    path: str
    line: int = 0
    source: str = ""
    last: int = 0

    def problem(self, code: str, message: str, hint: str, severity: Severity = Severity.ERROR) -> Problem:
        """A problem at this place."""
        return Problem(code, message, hint, self.path, self.line, self.source, severity)


@dataclass(frozen=True, slots=True)
class Source:
    """A text file of the workspace: its path relative to it, with `/`, and its lines."""

    path: str
    lines: tuple[str, ...]

    def place(self, line: int, last: int = 0) -> Place:
        """The place of `line`, counted from 1, and of those up to `last`."""
        inside = 0 < line <= len(self.lines)
        return Place(self.path, line, self.lines[line - 1] if inside else "", last)

    def problem(
        self, line: int, code: str, message: str, hint: str, severity: Severity = Severity.ERROR
    ) -> Problem:
        """A problem at `line`, carrying the text of that line."""
        return self.place(line).problem(code, message, hint, severity)


@dataclass(frozen=True, slots=True)
class Series:
    """What bulletin.yaml says: the defaults of every issue, the site and the fonts; `mark`, `report_to`,
    `copy_to`: see Issue."""

    title: str = ""
    publisher: str = ""
    editor: tuple[str, ...] = ()
    phone: str = ""
    mark: str = ""
    report_to: str = ""
    copy_to: str = ""
    layout: str = ""
    url: str = ""
    site_name: str = ""
    site_id: str = ""
    fonts: Mapping[str, str] = field(default_factory=dict)
    ignore: tuple[str, ...] = ()
    needs_reviews: bool = False
    places: Mapping[str, Place] = field(default_factory=dict)


@dataclass(frozen=True)
class Asset:
    """An image of an issue: its path in the workspace, its name in dist/, its bytes, its pixels.

    `source` is the editor's file; `data` is printed and published, of an SVG what is known to draw.
    """

    path: str
    name: str
    source: bytes
    data: bytes
    width: int
    height: int


@dataclass(frozen=True)
class Download:
    """A file that readers may take: its path in the workspace, its name in dist/, what kind it is to them
    (Excel 表格), its media type, its bytes."""

    path: str
    name: str
    kind: str
    mime: str
    data: bytes


class Reference(NamedTuple):
    """The characters `start` to before `end` of a text name the article of this `number`, from 1."""

    start: int
    end: int
    number: int


@dataclass(frozen=True)
class Article:
    """One article: its fields, and its text as a tree that knows where it was typed.

    `title_lines` are the lines in which it was asked to be set, empty where they are for the layout to find;
    `title_places` are the line and column of each character of the title, `line` is its first line in `file`,
    `ignore_line` that of what the proofreader is to leave; `assets` maps each image address as typed to the
    checked image, `downloads` those of links to files that readers may take, `places` each
    field to where it was typed. `subtitle` has no dash, `editor_note` are the paragraphs of 编者按 without
    that word, `note_links` what they say of other articles, where one of them does, `column` is the
    栏目 that it belongs to.
    """

    title: str
    file: Source
    line: int
    document: Document
    title_lines: tuple[str, ...] = ()
    subtitle: str = ""
    column: str = ""
    editor_note: tuple[str, ...] = ()
    note_links: tuple[tuple[Reference, ...], ...] = ()
    author: tuple[str, ...] = ()
    source: str = ""
    summary: str = ""
    tags: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    ignore_line: int = 0
    draft: bool = False
    title_places: tuple[tuple[int, int], ...] = ()
    assets: Mapping[str, Asset] = field(default_factory=dict)
    downloads: Mapping[str, Download] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)


@dataclass(frozen=True)
class Issue:
    """One issue, whole and checked; contents and colophon are derived from it, never typed.

    `reviews` maps keys of REVIEW_KEYS to who is said to have checked it. `drafts` is how many articles are
    left out because they are drafts; `is_unwritten` says that there is no other, nor one that cannot be read.
    `serial` and `copies` are numbers as text (128, 200); `report_to` and `copy_to` offices without the stop
    at their end; `mark` stands above the masthead. What was not given is empty, `cover` is None.
    """

    id: IssueId
    series: Series
    title: str
    publisher: str
    editor: tuple[str, ...]
    phone: str
    layout: str
    date: str
    articles: tuple[Article, ...]
    sources: Mapping[str, bytes]
    places: Mapping[str, Place]
    serial: str = ""
    mark: str = ""
    report_to: str = ""
    copy_to: str = ""
    copies: str = ""
    cover: Asset | None = None
    cover_caption: str = ""
    ignore: tuple[str, ...] = ()
    reviews: Mapping[str, str] = field(default_factory=dict)
    drafts: int = 0
    is_unwritten: bool = False

    @cached_property
    def assets(self) -> tuple[Asset, ...]:
        """Every image of the issue once, in order of use."""
        found = {self.cover.name: self.cover} if self.cover else {}
        found |= {asset.name: asset for article in self.articles for asset in article.assets.values()}
        return tuple(found.values())

    @cached_property
    def downloads(self) -> tuple[Download, ...]:
        """Every file that readers may take once, in order of use."""
        found = {file.name: file for article in self.articles for file in article.downloads.values()}
        return tuple(found.values())

    @property
    def files(self) -> dict[str, bytes]:
        """What is shown and handed out besides its text, by path: as it lies in the workspace."""
        pictures = {asset.path: asset.source for asset in self.assets}
        return pictures | {file.path: file.data for file in self.downloads}

    @property
    def attached(self) -> dict[str, bytes]:
        """What goes beside its web page, by name in dist/: pictures, and files that readers may take."""
        pictures = {asset.name: asset.data for asset in self.assets}
        return pictures | {file.name: file.data for file in self.downloads}

    @cached_property
    def columns(self) -> tuple[tuple[str, tuple[int, ...]], ...]:
        """栏目 with the indices of their articles: see group_by_column."""
        return group_by_column([article.column for article in self.articles])


def group_by_column(columns: Sequence[str]) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """Group articles, each given by its 栏目, as contents list them: (栏目, their indices), in the order
    of the first article of each. Those that belong to none stay where they are, a group without a name."""
    groups: list[tuple[str, list[int]]] = []
    named: dict[str, list[int]] = {}
    for index, name in enumerate(columns):
        if name in named:
            named[name].append(index)
        elif not name and groups and not groups[-1][0]:
            groups[-1][1].append(index)
        else:
            groups.append((name, [index]))
            if name:
                named[name] = groups[-1][1]
    return tuple((name, tuple(indices)) for name, indices in groups)
