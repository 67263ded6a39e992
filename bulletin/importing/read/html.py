"""A saved or copied web page → a Manuscript: sanitized first, then read by what it looks like."""

from __future__ import annotations

import base64
import binascii
import html
import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from urllib.parse import unquote

import nh3
from lxml import etree
from lxml import html as lxml_html

from bulletin.errors import BulletinError, Problem
from bulletin.importing.model import Kind, Manuscript, Origin, Remark, count_han
from bulletin.importing.patterns import squeeze
from bulletin.importing.read.extract import Article, drop_links, find_article
from bulletin.importing.read.pageencoding import decode_page
from bulletin.importing.read.webcaptions import describe_missing
from bulletin.importing.read.webdepth import limit_depth
from bulletin.importing.read.webformulas import (
    FORMULA_ATTRIBUTES,
    FORMULA_TAGS,
    keep_sources,
    settle_formulas,
)
from bulletin.importing.read.weblook import Sheets
from bulletin.importing.read.webmath import ANNOTATIONS, MATH_TAGS
from bulletin.importing.read.webnames import find_names
from bulletin.importing.read.webpage import BLOCKS, CONTROLS, Page, read_page
from bulletin.importing.read.webpictures import ADDRESSES
from bulletin.importing.read.webtags import drop_elements, drop_tags, list_elements, list_tags
from bulletin.importing.read.webweights import has_sentence, leads_on
from bulletin.importing.read.webwraps import join_wraps
from bulletin.importing.refusals import raise_memory_error, refuse_broken

_MAX_CHARACTERS = 5_000_000
_MAX_CLEAN = 4 * _MAX_CHARACTERS
_INLINE = {
    *("del", "s", "strike", "span", "b", "strong", "i", "em", "u", "a", "br", "img", "sub", "sup", "font"),
    *("ruby", "rt", "rp", "small", "big", "code"),
    *MATH_TAGS,
}
_GONE = {"script", "style", "noscript", "template", "title", "head", "svg", "iframe", "object"}
_ATTRIBUTES = {
    "*": {"style", "align", "class", "hidden", "id", "role", "itemprop", *FORMULA_ATTRIBUTES},
    "img": {"alt", "width", "height", *ADDRESSES},
    "font": {"size", "face"},
    "math": {"display"},
    "mjx-container": {"display"},
    "ol": {"start", "type"},
    "li": {"value"},
    "table": {"border"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "a": {"href", "rel"},
}
_FACTS = {
    "script": "有上标、下标的字写不成上标、下标，收成了普通的字",
    "math": "有公式，写成了一行字（分数、根号写成“/”和“√”）",
    "drawn": "有公式是网页画出来的，只收了里面的字，上标、下标、分数请对照网页改",
}
_MERGED = "有合并的单元格，写成了“||”（并入左边）和“^^”（并入上面）"
_DATA = re.compile(r"data:image/(?:png|jpe?g|gif|bmp|webp|tiff);base64,(.+)", re.DOTALL)
_HEAD = 400_000  # characters in which the head of a page ends
_TITLE_LONGEST = 2_000
# Word and WPS name themselves, and so does this program: what they make is a text from its first word on.
_WRITERS = re.compile(
    r"\bProgId\b.*\bWord\.Document|\bgenerator\b.*(?:Microsoft Word|WPS|LibreOffice|OpenOffice|bulletin )",
    re.IGNORECASE | re.DOTALL,
)
_WORD = "urn:schemas-microsoft-com:office:word"
_SEPARATORS = re.compile(r"\s*(?:[_|｜]|--|——|\s[-–—]\s|[-–—](?=[^-–—]{2,20}$)|::|>>|»)\s*")
_SOURCE = re.compile(r"\bsrc\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE)
_WRONG = re.compile(
    r"(?:40[0-9]|50[0-9])\b.*(?:error|not found|forbidden|错误)|not found|forbidden|access denied|"
    r"bad gateway|页面(?:不存在|找不到|已删除|无法)|(?:找不到|无法(?:访问|显示)).{0,6}(?:网页|页面)|出错了|"
    r"访问(?:出错|受限|过于频繁)|(?:^|[，。！\s])(?:网站|系统)(?:正在)?(?:维护|升级|繁忙)中?(?:[，。！\s]|$)|"
    r"该?内容(?:已被|已删除|因违规)|(?:暂时)?无法查看|环境异常|参数错误|has been deleted",
    re.IGNORECASE,
)
_BOXES = re.compile(
    r"<(/?)(?:div|section|table|ul|ol|blockquote|center|dl|form|fieldset|article)\b", re.IGNORECASE
)
_DEEPEST = 2_000
_LEAST_LINKS = 8  # links that lead to other articles, with which a page without a sentence is a list of them
_NAME_MOST = 40  # Han characters of a page without a sentence, that are the name of something else
_LITTLE = 150  # Han characters of a page, with which it holds no article


@dataclass(frozen=True, slots=True)
class _Head:
    """What the head of a page says: what it may be called, the surest first, and where it comes from."""

    titles: tuple[str, ...]
    sheets: tuple[str, ...]


def read_html(
    data: bytes, file: str, beside: Mapping[str, bytes] | None = None, charset: str = ""
) -> Manuscript:
    """Read a web page; nothing of it runs, and nothing that it refers to is fetched. `beside` are the files
    that were saved with it, by what it calls them; `charset` is what brought it says of its encoding."""
    saved = beside or {}
    text, remarks = decode_page(data, file, charset)
    if len(text) > _MAX_CHARACTERS:
        hint = "只复制正文到新文件里，再导入"
        raise BulletinError([Problem("I104", "网页太大", hint, file)])
    text = keep_sources(_open_noscript(_choose_frame(text, file, saved)))
    _refuse_deep(text, file)
    head = _read_head(text, saved)
    clean = nh3.clean(
        text,
        tags=BLOCKS | _INLINE | CONTROLS | FORMULA_TAGS,
        clean_content_tags=_GONE | ANNOTATIONS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "data", "mailto", "tel", "file", "cid"},
        link_rel=None,
        strip_comments=True,
    )
    if len(clean) > _MAX_CLEAN:  # tags that nobody closed, written anew in each paragraph below
        raise refuse_broken(file, "网页套得太深")
    bare = re.sub(r"<[^>]*>", "", clean)
    if not bare.strip() and "<img" not in clean:
        raise _explain_empty(text, file)
    _refuse_other_page(text, bare, head, file)
    try:
        root = lxml_html.document_fromstring(f"<div>{limit_depth(clean, BLOCKS)}</div>")
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise_memory_error(error)
        raise refuse_broken(file, "网页读不通") from error
    settle_formulas(root)
    words = count_han([root.text_content()])
    page = read_page(root, file, Sheets(head.sheets), lambda address: _find_saved(address, saved))
    if _is_written(text[:_HEAD]):
        article = drop_links(page.items)
    else:
        people = find_names(text[:_HEAD], root, head.titles)
        article = find_article(page.items, page.parents, page.names, head.titles, people)
        _refuse_list(article, page, file)
        _refuse_nothing(article, text, file)
        article.items, captions = describe_missing(join_wraps(article.items))
        article.left += captions
    kept = [item for item in article.items if not item.address]
    used = {picture.image for item in kept for picture in item.block.pictures}
    return Manuscript(
        file,
        blocks=tuple(replace(item.block, origin=Origin.at_paragraph(i)) for i, item in enumerate(kept, 1)),
        images={name: data for name, data in page.images.items() if name in used},
        notes=page.notes,
        left=(*page.left, *article.left),
        remarks=(Remark("网页"), *remarks, *_tell(article, page)),
        words=words,
        added=count_han([*page.added, *article.added]),
    )


def _is_written(start: str) -> bool:
    """Whether a word processor, or this program, has made a page."""
    return _WORD in start.lower() or any(_WRITERS.search(tag) for tag in list_tags(start, "meta"))


def _list_frames(text: str) -> list[str]:
    """The addresses of the frames of a page."""
    tags = (*list_tags(text, "frame"), *list_tags(text, "iframe"))
    return [html.unescape(match[1]) for tag in tags if (match := _SOURCE.search(tag))]


def _refuse_deep(text: str, file: str) -> None:
    """Raise BulletinError for a page whose elements stand in one another beyond reason: to sort out which of
    them are closed takes a time that grows with the square of their depth."""
    depth = 0
    for match in _BOXES.finditer(text):
        depth = max(0, depth - 1) if match[1] else depth + 1
        if depth > _DEEPEST:
            raise refuse_broken(file, "网页套得太深")


def _refuse_list(article: Article, page: Page, file: str) -> None:
    """Raise BulletinError for a page that lists others and says nothing itself."""
    links = [item for item in page.items if leads_on(item)]
    told = sum(has_sentence(item) for item in article.items)
    pictured = any(item.block.kind is not Kind.PARAGRAPH for item in article.items)
    if told or pictured or len(links) < _LEAST_LINKS:
        return
    kept = count_han(item.text for item in article.items if not leads_on(item)).total()
    if kept < count_han(item.text for item in links).total():
        message = f"这是文章的列表（{len(links)}个链接），没有正文"
        hint = "在浏览器里点开要的那一篇，看到正文以后另存那一页，再导入"
        raise BulletinError([Problem("I113", message, hint, file)])


def _refuse_nothing(article: Article, text: str, file: str) -> None:
    """Raise BulletinError for a page that has but the name of its article, which a program fetches."""
    told = any(has_sentence(item) or item.block.kind is not Kind.PARAGRAPH for item in article.items)
    if not told and count_han(item.text for item in article.items).total() <= _NAME_MOST:
        raise _explain_empty(text, file)


def _tell(article: Article, page: Page) -> Iterator[Remark]:
    """What the report says of pictures that are elsewhere, of files, and of what could not be kept."""
    before, number = "", 0
    for item in article.items:
        if item.address:
            place = f"在“……{before[-12:]}”后面" if before else "在文章开头"
            words = f"“{item.block.alt}”" if item.block.alt else ""
            name = f"（{_shorten(item.address)}）"
            message = f"网页里有一张图{words}没有随网页存下来{name}，{place}，请另存后放进去"
            yield Remark(message, Origin.at_paragraph(max(number, 1)), guess=True, code="I138")
            continue
        number += 1
        before = " ".join(item.block.text.split()) or before
        for text, address in item.files:
            yield Remark(f"附件“{text}”没有取，地址是 {_shorten(address)}", Origin.at_paragraph(number))
    if around := article.pictures + page.met["ornament"]:
        yield Remark(f"正文四周的{around}张图（标志、广告等）没有收")
    if page.met["sign"]:
        yield Remark(f"网站用自己的字体画的{page.met['sign']}个小图标没有收")
    if article.others:
        yield Remark(article.others, Origin.at_paragraph(1), guess=True, code="I136")
    if any(item.block.joins for item in article.items):
        yield Remark(_MERGED, code="I136")
    for name, message in _FACTS.items():
        if page.met[name]:
            yield Remark(message, guess=True, code="I136")


def _shorten(address: str) -> str:
    address = unquote(address) if len(address) < 2_000 else address
    return address if len(address) <= 120 else f"{address[:60]}……{address[-50:]}"


def _read_head(text: str, saved: Mapping[str, bytes]) -> _Head:
    """The titles and the style sheets of a page; of sheets in files those that were saved with it."""
    start = text[:_HEAD]
    titles: list[str] = []
    for tag in list_tags(start, "meta"):
        name = re.search(r"(?:name|property)\s*=\s*[\"']?([\w:]+)", tag)
        content = re.search(r"content\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", tag, re.IGNORECASE)
        if name and content and name[1].lower() in {"articletitle", "og:title", "twitter:title"}:
            titles.append(content[1] or content[2] or "")
    titles += [inner for _, _, inner in itertools.islice(list_elements(start, ["title"]), 1)]
    titles = [" ".join(html.unescape(drop_tags(title[:_TITLE_LONGEST])).split()) for title in titles]
    parts = [part for title in titles for part in _SEPARATORS.split(title) if part]
    parts.sort(key=len, reverse=True)
    sheets = [inner for _, _, inner in list_elements(text, ["style"])]
    for tag in list_tags(start, "link"):
        address = re.search(r"href\s*=\s*[\"']?([^\"'\s>]+)", tag, re.IGNORECASE)
        if (
            "stylesheet" in tag.lower()
            and address
            and (data := _find_saved(html.unescape(address[1]), saved))
        ):
            sheets.append(data.decode("utf-8", "replace"))
    named = [title for title in dict.fromkeys([*titles, *parts]) if squeeze(title)]
    return _Head(tuple(named), tuple(sheets))


def _find_saved(address: str, saved: Mapping[str, bytes]) -> bytes | None:
    """The bytes that an address means: written in it, or among the files that were saved with the page."""
    if match := _DATA.match(address):
        try:
            return base64.b64decode(match[1], validate=False)
        except (binascii.Error, ValueError):
            return None
    if not address or not saved:
        return None
    path = unquote(address).replace("\\", "/").partition("#")[0]
    if found := saved.get(address) or saved.get(path):
        return found
    # Only what the page has beside it goes by its name: on the net many pictures are called the same.
    local = not re.match(r"[A-Za-z][\w+.-]*:|//", path)
    return saved.get(path.partition("?")[0].rpartition("/")[2]) if local else None


def _choose_frame(text: str, file: str, saved: Mapping[str, bytes]) -> str:
    """The text of a page; of one of frames, where little else is in it, that of the frame with most."""
    addresses = _list_frames(text)
    if not addresses or _count_text(text) >= _LITTLE:
        return text
    frames = [
        decode_page(data, file, "")[0] for address in addresses if (data := _find_saved(address, saved))
    ]
    best = max(frames, key=_count_text, default="")
    return best if _count_text(best) > _count_text(text) else text


def _open_noscript(text: str) -> str:
    """The text of a page; where a program would fetch it, with what the page has for readers without one."""
    spoken = "".join(inner for _, _, inner in list_elements(text, ["noscript"]))
    if not spoken or _count_text(spoken) <= _count_text(drop_elements(text, ["noscript"])):
        return text
    return re.sub(r"(</?)noscript\b", r"\1div", text, flags=re.IGNORECASE)


def _count_text(text: str) -> int:
    return count_han([drop_tags(drop_elements(text, ["script", "style"]))]).total()


def _explain_empty(text: str, file: str) -> BulletinError:
    """Why a page has no text: it is a frame around others, or a program fetches it."""
    message, hint = "文件里没有文字", "检查是不是选错了文件"
    if addresses := _list_frames(text):
        names = "、".join(f"“{_shorten(address)}”" for address in addresses[:4])
        message = f"这个网页只是个框架，文字在别的文件里（{names}）"
        hint = "正文在旁边的文件夹里，选那里的 .html 文件导入；或在浏览器里打开正文，单独另存"
    elif re.search(r"<script\b", text, re.IGNORECASE):
        message = "文件里没有文字，正文要由网页上的程序去取"
        hint = "在浏览器里打开，等正文出来，另存为“网页，全部”或单个文件（.mhtml）；或复制正文到 Word 里"
    return BulletinError([Problem("I113", message, hint, file)])


def _refuse_other_page(text: str, bare: str, head: _Head, file: str) -> None:
    """Raise BulletinError for a page that stands in the place of an article: an error, a login."""
    if count_han([bare]).total() > _LITTLE:
        return
    said = next((title for title in head.titles if _WRONG.search(title)), "")
    if not said and len(bare.split()) < 40 and (match := _WRONG.search(bare)):
        said = match[0]
    hint = "在浏览器里打开这篇文章，看到正文以后再另存"
    if said:
        raise BulletinError([Problem("I113", f"这是网站出错时的页面（{said[:30]}），没有文章", hint, file)])
    password = re.compile(r"type\s*=\s*[\"']?password", re.IGNORECASE)
    if any(password.search(tag) for tag in list_tags(text, "input")):
        raise BulletinError([Problem("I113", "这是要登录的页面，没有文章", hint, file)])
