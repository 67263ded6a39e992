"""栏目 and 标签 of the articles → pages of the site by column, by region and by subject."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bulletin.site.model import SiteArticle, SiteIssue

COLUMNS, REGIONS, SUBJECTS = "栏目", "地区", "主题"
# The names of the 34 regions of the first level (GB/T 2260), as they are said in short.
_PROVINCES = frozenset(
    [
        *("北京", "天津", "河北", "山西", "内蒙古", "辽宁", "吉林", "黑龙江", "上海", "江苏", "浙江", "安徽"),
        *("福建", "江西", "山东", "河南", "湖北", "湖南", "广东", "广西", "海南", "重庆", "四川", "贵州"),
        *("云南", "西藏", "陕西", "甘肃", "青海", "宁夏", "新疆", "台湾", "香港", "澳门"),
    ]
)
_REGION = re.compile(r".{1,12}(?:省|自治区|特别行政区|自治州|地区|市|县|旗|盟|州|新区|高新区|开发区)")
# What neither Windows nor an address takes in a name.
_UNFIT = re.compile(r'[<>:"/\\|?*#%\x00-\x1f&+;=\s.]')


@dataclass(frozen=True)
class Tag:
    """A tag, the name of its page, and its articles with their issues, the newest first."""

    name: str
    page: str
    articles: tuple[tuple[SiteIssue, SiteArticle], ...]


def gather_tags(issues: Iterable[SiteIssue]) -> dict[str, list[Tag]]:
    """Tags by group, 栏目, 地区 and 主题, those with most articles first; a group without any is left out."""
    found: dict[str, list[tuple[SiteIssue, SiteArticle]]] = {}
    columns: dict[str, list[tuple[SiteIssue, SiteArticle]]] = {}
    for issue in sorted(issues, key=lambda issue: issue.id, reverse=True):
        for article in issue.articles:
            for name in article.tags:
                found.setdefault(name, []).append((issue, article))
            if article.column:
                columns.setdefault(article.column, []).append((issue, article))
    tags = _make_tags(found, name_tag_page)
    groups = {
        COLUMNS: _make_tags(columns, name_column_page),
        REGIONS: [t for t in tags if is_region(t.name)],
        SUBJECTS: [t for t in tags if not is_region(t.name)],
    }
    return {group: members for group, members in groups.items() if members}


def _make_tags(
    found: Mapping[str, Sequence[tuple[SiteIssue, SiteArticle]]], name_page: Callable[[str], str]
) -> list[Tag]:
    tags = [Tag(name, name_page(name), tuple(articles)) for name, articles in found.items()]
    return sorted(tags, key=lambda tag: (-len(tag.articles), tag.name))


def is_region(name: str) -> bool:
    """Whether a tag names a place: a province in short, or a name that says what kind of place it is."""
    return name in _PROVINCES or _REGION.fullmatch(name) is not None


def name_tag_page(name: str) -> str:
    """The page of a tag."""
    return f"tags/{_fit(name)}/index.html"


def name_column_page(name: str) -> str:
    """The page of a 栏目, which may be called as a tag is."""
    return f"columns/{_fit(name)}/index.html"


def _fit(name: str) -> str:
    """A name of a folder: its own where any server and any system takes it, else with a digest."""
    fit = _UNFIT.sub("-", unicodedata.normalize("NFC", name))
    # Two names that differ in case only are one file on Windows.
    if fit != name or fit != fit.casefold() or len(fit) > 40:
        fit = f"{fit[:32].casefold()}-{hashlib.sha256(name.encode()).hexdigest()[:6]}"
    return fit
