"""A web page → who its head and its elements say has written or published it: to be held against its lines.

None of them is sure alone: the head may name a program or whoever put the page up, an element the writer of a
comment. A name that the line under the title has as well is the author's.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml.etree import _Element as Element

from bulletin.importing.offices import parse_office
from bulletin.importing.read.webtags import list_elements, list_tags
from bulletin.importing.read.webwords import is_control, is_publisher

_LONGEST = 20  # characters of the name of somebody, or of what somebody writes under
# What sites call the element of a name.
_AUTHOR = re.compile(r"(?:^|[\s_-])(?:author(?:[_-]?name)?|writer|zuozhe|byline)(?:$|[\s_-])", re.IGNORECASE)
_NAMED = re.compile(r"(?:^|[\s_-])(?:nick_?name|user_?name|uname)(?:$|[\s_-])", re.IGNORECASE)
# Where the pages of their writers are.
_HOME = re.compile(
    r"/(?:u|users?|people|authors?|members?|space|profile)/[^/?#]+/?$|space-uid-[0-9]+|[?&](?:uid|author)=\w+$",
    re.IGNORECASE,
)
_LABEL = re.compile(r"^(?:作\s*者|撰\s*文|文|by)(?:\s*[：:|｜/]|\s)\s*", re.IGNORECASE)
_PARTS = re.compile(r"\s+[-–—_|｜·]\s+|[|｜]")
_ATTRIBUTE = re.compile(
    r"\b(name|property|itemprop|content)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE
)
_AUTHORS = {"author", "article:author", "og:article:author", "dc.creator", "byl"}
# Who keeps pages that people write under their names, and the programs that make such.
_BLOG = re.compile(
    r"博客|\bblogs?\b|cnblogs|csdn|简书|jianshu|知乎|zhihu|掘金|juejin|segmentfault|oschina|豆瓣|douban|wordpress|"
    r"typecho|hexo|hugo|jekyll|halo|z-blog|emlog|discuz|论坛|\bbbs\b",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"saved from url=\S{0,200}|rel=[\"']?canonical[^>]{0,200}", re.IGNORECASE)
_NOBODY = re.compile(
    r"(?:网站|系统|超级)?管理员|匿名(?:用户)?|佚名|未知|不详|小编|编辑|本站(?:原创)?|原创|转载|网络|互联网|无|暂无|admin\w*|root|"
    r"(?:信息)?来源|作者|记者|关注|首页|登录|注册|.*(?:https?:|www\.|\.com|\.cn|@).*",
    re.IGNORECASE,
)
_TAGS = ("span", "div", "p", "a", "em", "b", "strong", "address", "li", "td", "dd", "section")
# A byline as papers have it, with a post or several names, is read where manuscripts of all kinds are.
_SEVERAL = re.compile(r"记者|通讯员|特约|供稿|摄影|[\u4e00-\u9fff]\s+[\u4e00-\u9fff]")
_SCRIPTS_LONGEST = 60_000  # characters of data about a page


@dataclass(frozen=True, slots=True)
class Names:
    """The names of a page: those `said` in its head, those `marked` as somebody's in it, some as those of
    `authors`; the `source` that a page of the government says its article has (ContentSource); whether it is
    a `blog`, whose articles are by who keeps it, whatever the name."""

    said: frozenset[str] = frozenset()
    marked: frozenset[str] = frozenset()
    authors: frozenset[str] = frozenset()
    source: str = ""
    blog: bool = False


NO_NAMES = Names()


def find_names(start: str, root: Element, titles: Sequence[str]) -> Names:
    """The names of a page: of the `start` of its source, of the elements below `root`, and behind what its
    `titles` say first, where sites put the name of a writer."""
    metas = dict(_list_metas(start))
    said = [metas[name] for name in _AUTHORS if name in metas]
    said += _list_data(start)
    said += [part for title in titles for part in _PARTS.split(title)[1:]]
    source = metas.get("contentsource", "")
    marked = [(name, author) for one, author in _list_marked(root) if (name := _settle(one))]
    return Names(
        frozenset(name for one in said if (name := _settle(one))),
        frozenset(name for name, _ in marked),
        frozenset(name for name, author in marked if author),
        source if 2 <= len(source) <= 2 * _LONGEST and not _NOBODY.fullmatch(source) else "",
        bool(_BLOG.search(" ".join([*titles, *metas.values(), *_ADDRESS.findall(start)]))),
    )


def is_somebody(name: str) -> bool:
    """Tell whether a text may be what somebody writes under, and no site, no office, no button."""
    bare = name.strip()
    return (
        2 <= len(bare) <= _LONGEST
        and any(map(str.isalpha, bare))
        and not any(mark in bare for mark in "，。；：！？、《》“”|｜>＞")
        and not _NOBODY.fullmatch(bare)
        and not _SEVERAL.search(bare)
        and not is_control(bare)
        and not is_publisher(bare)
        and not bare.endswith(("网", "网站", "博客", "论坛", "频道", "首页", "门户"))
        and not parse_office(bare)
    )


def _settle(name: str) -> str:
    words = name.split()
    while len(words) > 1 and is_control(words[-1]):
        words.pop()  # 关注
    bare = _LABEL.sub("", " ".join(words)).strip()
    return bare if is_somebody(bare) else ""


def _list_metas(start: str) -> Iterator[tuple[str, str]]:
    for tag in list_tags(start, "meta"):
        found = {name.lower(): "".join(values) for name, *values in _ATTRIBUTE.findall(tag)}
        name = found.get("name") or found.get("property") or found.get("itemprop") or ""
        if content := " ".join(html.unescape(found.get("content", "")).split()):
            yield name.lower(), content


def _list_data(start: str) -> Iterator[str]:
    """The authors that the data of a page for programs name (schema.org)."""
    for at, end, inner in list_elements(start, ["script"]):
        if "ld+json" not in start[at : min(end, at + 200)] or len(inner) > _SCRIPTS_LONGEST:
            continue
        try:
            data = json.loads(inner, strict=False)
        except (ValueError, RecursionError):
            continue
        for entry in data if isinstance(data, list) else [data]:
            author = entry.get("author") if isinstance(entry, dict) else None
            for one in author if isinstance(author, list) else [author]:
                name = one.get("name") if isinstance(one, dict) else one
                if isinstance(name, str):
                    yield name


def _list_marked(root: Element) -> Iterator[tuple[str, bool]]:
    """The names in elements that are called so, and whether as those of authors."""
    for element in root.iter(*_TAGS):
        called = f"{element.get('id', '')} {element.get('class', '')}"
        author = "author" in {element.get("rel"), element.get("itemprop")} or bool(_AUTHOR.search(called))
        home = element.tag == "a" and _HOME.search(element.get("href", ""))
        if not (author or home or _NAMED.search(called)):
            continue
        link = next((part for part in element.iter("a") if "".join(part.itertext()).strip()), element)
        for part in dict.fromkeys((link, element)):
            yield "".join(part.itertext())[: 4 * _LONGEST], author
