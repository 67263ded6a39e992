"""The elements of a sanitized web page → blocks, by what they look like."""

from __future__ import annotations

import base64
import binascii
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml.etree import _Element as Element

from bulletin.hanzi import is_han
from bulletin.importing.model import BULLET, Area, Block, Kind, Leftover, Look, Reason, Run
from bulletin.importing.read.pictures import take_picture
from bulletin.importing.read.raised import set_script
from bulletin.importing.refusals import refuse_broken

_MAX_DEPTH = 180
_TABLE = {"table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption"}
BLOCKS = _TABLE | {
    "p",
    "div",
    "section",
    "article",
    "main",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "li",
    "ul",
    "ol",
    "blockquote",
    "header",
    "footer",
    "nav",
    "aside",
    "figure",
    "figcaption",
    "center",
    "dl",
    "dt",
    "dd",
    "pre",
    "address",
    "hr",
}
_AROUND = {"nav", "aside"}
_UNSEEN = {
    **dict.fromkeys(("rt", "rp"), Reason.PHONETIC),
    **dict.fromkeys(("del", "s", "strike"), Reason.STRUCK),
}
_SIZE = re.compile(r"font-size\s*:\s*([0-9]+(?:\.[0-9]+)?)\s*(px|pt|rem|em|%)", re.IGNORECASE)
_POINTS = {"px": 0.75, "pt": 1.0, "rem": 12.0, "em": 12.0, "%": 0.12}
_MOST = 0.8  # of a paragraph, that makes it bold
_HEADING_SIZES = {"h1": 24.0, "h2": 18.0, "h3": 14.0}


@dataclass(frozen=True, slots=True)
class _Style:
    """How text looks where the walk stands."""

    size: float = 12.0
    bold: bool = False
    align: str = ""
    level: int = 0
    link: bool = False
    number: str = ""
    area: Area = Area.BODY
    place: str = ""


@dataclass
class Page:
    """What the walk has gathered: blocks, left-overs, pictures; `outside` counts those that are elsewhere."""

    blocks: list[Block] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    looks: Counter[tuple[float, bool, str, int, Area]] = field(default_factory=Counter)
    links: int = 0
    number: str = ""
    left: list[Leftover] = field(default_factory=list)
    images: dict[str, bytes] = field(default_factory=dict)
    outside: int = 0
    met: Counter[str] = field(default_factory=Counter)
    added: list[str] = field(default_factory=list)


def read_page(root: Element, file: str) -> Page:
    """Read all below `root`; raises BulletinError where it is nested beyond reason."""
    page = Page()
    _walk(root, _Style(), page, 0, file)
    _flush(page)
    return page


def _walk(element: Element, style: _Style, page: Page, depth: int, file: str) -> None:
    if depth > _MAX_DEPTH:
        raise refuse_broken(file, "网页套得太深")
    name = element.tag if isinstance(element.tag, str) else ""
    inner = _restyle(style, element, name)
    if _is_hidden(element) or name in _UNSEEN:
        _leave(page, element, _UNSEEN.get(name, Reason.HIDDEN))
    elif name in _AROUND:
        _flush(page)
        _leave(page, element, Reason.NAVIGATION)
    elif name == "table":
        _flush(page)
        _read_table(element, inner, page, depth, file)
    elif name == "img":
        _read_image(element, page)
    elif name == "br":
        page.runs.append(Run("\n"))
    else:
        is_block = name in BLOCKS
        if is_block:
            _flush(page)
        if name == "footer" and not any(outer.tag == "article" for outer in element.iterancestors()):
            inner = replace(inner, area=Area.FOOTER)
        if name == "li":
            page.number = inner.number or BULLET
        _add(page, element.text, inner)
        count = (
            int(element.get("start", "1")) if name == "ol" and element.get("start", "1").isdecimal() else 1
        )
        for part in element:
            if name == "ol" and part.tag == "li":
                _walk(part, replace(inner, number=f"{count}."), page, depth + 1, file)
                count += 1
            else:
                _walk(part, replace(inner, number=""), page, depth + 1, file)
            _add(page, part.tail, inner)
        if is_block:
            _flush(page)


def _restyle(style: _Style, element: Element, name: str) -> _Style:
    css = element.get("style", "").lower()
    size, bold, align, level = style.size, style.bold, style.align, style.level
    if name in {"h1", "h2", "h3", "h4", "h5", "h6"}:
        level, bold, size = int(name[1]), True, _HEADING_SIZES.get(name, style.size)
    if match := _SIZE.search(css):
        size = round(min(float(match[1]), 1000) * _POINTS[match[2].lower()] * 2) / 2 or size
    if re.search(r"font-weight\s*:\s*(?:bold|[6-9]00)", css) or name in {"b", "strong"}:
        bold = True
    elif re.search(r"font-weight\s*:\s*(?:normal|[1-5]00)", css):
        bold = False
    if match := re.search(r"text-align\s*:\s*(center|left|right|justify)", css):
        align = match[1]
    elif element.get("align"):
        align = element.get("align", "").lower()
    elif name == "center":
        align = "center"
    match = re.search(r"vertical-align\s*:\s*(super|sub)\b", css)
    place = name if name in {"sup", "sub"} else match[1][:3] if match else style.place
    link = style.link or name == "a"
    return replace(style, size=size, bold=bold, align=align, level=level, link=link, place=place)


def _is_hidden(element: Element) -> bool:
    return element.get("hidden") is not None or bool(
        re.search(r"display\s*:\s*none", element.get("style", "").lower())
    )


def _leave(page: Page, element: Element, why: Reason) -> None:
    text = " ".join(element.text_content().split())
    if text:
        page.left.append(Leftover(text, why))


def _add(page: Page, text: str | None, style: _Style) -> None:
    if not text:
        return
    text = re.sub(r"[ \t\r\n\f]+", " ", text)
    if not text.strip(" ") and not page.runs:
        return
    found = set_script(text, style.place)
    page.met["script"] += bool(style.place) and not found and any(map(str.isalnum, text))
    page.runs.append(Run(found or text, style.bold))
    ink = len("".join(text.split()))
    page.looks[style.size, style.bold, style.align, style.level, style.area] += ink
    page.links += ink if style.link else 0


def _flush(page: Page) -> None:
    """End the paragraph that is open."""
    runs, looks, links, number = page.runs, page.looks, page.links, page.number
    page.runs, page.looks, page.links = [], Counter(), 0
    if not "".join(run.text for run in runs).strip():
        return
    page.number = ""
    ink = looks.total()
    text = "".join(run.text for run in runs)
    if ink and links >= 0.8 * ink and len(text) < 60 and not number:
        page.left.append(Leftover(" ".join(text.split()), Reason.LINK))
        return
    size, _, align, level, area = looks.most_common(1)[0][0]
    bold = sum(count for (_, heavy, *_), count in looks.items() if heavy) >= _MOST * ink
    if number and number != BULLET:
        runs = [Run(number), *runs]
    align = align if align in {"center", "right"} else "left"
    page.blocks.append(Block(tuple(runs), look=Look(size, bold, align, level), area=area, number=number))


def _read_table(table: Element, style: _Style, page: Page, depth: int, file: str) -> None:
    """A table; one of a single column or row is a frame around text."""
    rows: list[list[list[Block]]] = []
    joins: list[list[str]] = []
    reaching: dict[int, int] = {}  # columns that a cell above reaches into, and for how many more rows
    outer = page.blocks
    for row in _find_rows(table):
        cells: list[list[Block]] = []
        joined: list[str] = []
        for cell in row:
            if cell.tag not in {"td", "th"}:
                continue
            _skip_reached(cells, joined, reaching)
            page.blocks = []
            _walk(cell, style, page, depth + 2, file)
            _flush(page)
            width, height = _read_span(cell, "colspan"), _read_span(cell, "rowspan")
            page.met["merged"] += width > 1 or height > 1
            reaching |= {len(cells) + i: height - 1 for i in range(width) if height > 1}
            cells += [page.blocks, *([] for _ in range(width - 1))]
            joined += ["", *["||"] * (width - 1)]
        _skip_reached(cells, joined, reaching)
        reaching = {column: left for column, left in reaching.items() if left > 0}
        if any(cells) or any(joined):
            rows.append(cells)
            joins.append(joined)
    page.blocks = outer
    if max((len(row) for row in rows), default=0) <= 1 or len(rows) == 1:
        page.blocks += [block for row in rows for cell in row for block in cell]
        return
    texts = tuple(
        tuple("\n".join(block.text or "；".join(sum(block.cells, ())) for block in cell) for cell in row)
        for row in rows
    )
    merged = tuple(map(tuple, joins)) if any(map(any, joins)) else ()
    page.blocks.append(Block(kind=Kind.TABLE, cells=texts, joins=merged))
    page.blocks += [block for row in rows for cell in row for block in cell if block.image]


def _skip_reached(cells: list[list[Block]], joined: list[str], reaching: dict[int, int]) -> None:
    """Add the cells of a row that cells above reach into."""
    while reaching.get(len(cells), 0) > 0:
        reaching[len(cells)] -= 1
        cells.append([])
        joined.append("^^")


def _read_span(cell: Element, name: str) -> int:
    """How many columns or rows a cell takes up, within reason."""
    span = cell.get(name, "1")
    return max(1, min(int(span), 60)) if span.isdecimal() and len(span) < 4 else 1


def _find_rows(table: Element) -> Iterator[Element]:
    for part in table:
        if part.tag == "tr":
            yield part
        elif part.tag in {"thead", "tbody", "tfoot"}:
            yield from (row for row in part if row.tag == "tr")


def _read_image(element: Element, page: Page) -> None:
    """A picture that is written in the page itself; others are not fetched."""
    match = re.match(
        r"data:image/(?:png|jpe?g|gif|bmp|webp|tiff);base64,(.+)", element.get("src", ""), re.DOTALL
    )
    if not match:
        page.outside += 1
        return
    try:
        data = base64.b64decode(match[1], validate=False)
    except (binascii.Error, ValueError):
        page.outside += 1
        return
    taken = take_picture(data)
    if taken.reason:
        page.outside += 1
        return
    name = f"图{len(page.images) + 1}"
    page.images[name] = taken.data
    alt = " ".join(element.get("alt", "").split())
    alt = alt if sum(map(is_han, alt)) >= 2 else ""
    page.blocks.append(Block(kind=Kind.IMAGE, image=name, alt=alt))
