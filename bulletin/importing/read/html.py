"""A saved or copied web page → a Manuscript: sanitized first, then read by what it looks like."""

from __future__ import annotations

import re
from dataclasses import replace

import nh3
from lxml import etree
from lxml import html as lxml_html

from bulletin.errors import BulletinError, Problem
from bulletin.importing.model import Manuscript, Origin, Remark, count_han
from bulletin.importing.read.text import decode_manuscript
from bulletin.importing.read.webpage import BLOCKS, read_page
from bulletin.importing.refusals import raise_memory_error, refuse_broken

_MAX_CHARACTERS = 5_000_000
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_-]+)""", re.IGNORECASE)
_INLINE = {
    "del",
    "s",
    "strike",
    "span",
    "b",
    "strong",
    "i",
    "em",
    "u",
    "a",
    "br",
    "img",
    "sub",
    "sup",
    "font",
    "ruby",
    "rt",
    "rp",
    "small",
    "big",
}
_GONE = {
    "script",
    "style",
    "noscript",
    "template",
    "title",
    "head",
    "svg",
    "math",
    "iframe",
    "object",
    "select",
}
_ATTRIBUTES = {
    "*": {"style", "align", "class", "hidden"},
    "img": {"src", "alt"},
    "font": {"size"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "a": {"href"},
}
_FACTS = {
    "merged": "有合并的单元格，写成了“||”（并入左边）和“^^”（并入上面）",
    "script": "有上标、下标的字没有对应的字符，收成了普通的字",
}


def read_html(data: bytes, file: str) -> Manuscript:
    """Read a web page; nothing of it runs, and nothing that it refers to is fetched."""
    text, remarks = _decode(data, file)
    if len(text) > _MAX_CHARACTERS:
        hint = "只复制正文到新文件里，再导入"
        raise BulletinError([Problem("I104", "网页太大", hint, file)])
    clean = nh3.clean(
        text,
        tags=BLOCKS | _INLINE,
        clean_content_tags=_GONE,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "data", "mailto", "tel", "file"},
        link_rel=None,
        strip_comments=True,
    )
    if not re.sub(r"<[^>]*>", "", clean).strip() and "<img" not in clean:
        raise BulletinError([Problem("I113", "文件里没有文字", "检查是不是选错了文件", file)])
    try:
        root = lxml_html.document_fromstring(f"<div>{clean}</div>")
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise_memory_error(error)
        raise refuse_broken(file, "网页读不通") from error
    words = count_han([root.text_content()])
    page = read_page(root, file)
    if page.outside:
        message = f"网页里有 {page.outside} 张图在网上或在别的文件里，没有去取，请另存后放进去"
        remarks = (*remarks, Remark(message, guess=True, code="I138"))
    remarks = (
        *remarks,
        *(Remark(message, guess=True, code="I136") for name, message in _FACTS.items() if page.met[name]),
    )
    return Manuscript(
        file,
        blocks=tuple(replace(block, origin=Origin.at_paragraph(i)) for i, block in enumerate(page.blocks, 1)),
        images=page.images,
        left=tuple(page.left),
        remarks=(Remark("网页"), *remarks),
        words=words,
        added=count_han(page.added),
    )


def _decode(data: bytes, file: str) -> tuple[str, tuple[Remark, ...]]:
    """The text of a page: its mark or its own word for its encoding decides, where they hold true."""
    named = _CHARSET.search(data[:4096])
    if named and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        name = named[1].decode().lower()
        codec = "gb18030" if name in {"gb2312", "gbk", "gb18030", "gb_2312-80"} else name
        if codec in {"gb18030", "utf-8", "utf8", "big5"}:
            try:
                return data.decode(codec), (Remark(f"网页写明编码是 {named[1].decode()}"),)
            except UnicodeDecodeError:
                pass
    return decode_manuscript(data, file)
