"""The elements of a sanitized web page → its blocks in reading order, each with how it stands in the page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from lxml.etree import _Element as Element

from bulletin.hanzi import is_han
from bulletin.importing.model import BULLET, Area, Block, Kind, Leftover, Look, Reason, Run
from bulletin.importing.patterns import ITEM_BULLETS
from bulletin.importing.read.docx.symbols import find_symbol
from bulletin.importing.read.pictures import take_picture
from bulletin.importing.read.raised import find_script_mark, set_script
from bulletin.importing.read.webaccount import is_account_line, read_account
from bulletin.importing.read.webcode import is_code, read_lines
from bulletin.importing.read.webformulas import DRAWN, read_formula
from bulletin.importing.read.weblook import Sheets, Style, is_shown_as_block, restyle, write_number
from bulletin.importing.read.webpictures import is_ornament, is_small, list_addresses
from bulletin.importing.read.webtables import (
    HEADINGS,
    find_rows,
    is_frame,
    make_table,
    measure,
    pair_pictures,
    pair_terms,
    read_span,
)
from bulletin.importing.read.webwords import is_control, leads_back
from bulletin.importing.refusals import refuse_broken
from bulletin.importing.spacing import LINE_END

_MAX_DEPTH = 180
_TABLE = {"table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption"}
BLOCKS = (
    _TABLE
    | HEADINGS
    | {"p", "div", "section", "article", "main", "li", "ul", "ol", "blockquote", "header", "footer", "nav"}
    | {
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
        "form",
        "fieldset",
        "legend",
        "details",
        "summary",
    }
)
CONTROLS = {"button", "select", "option", "textarea", "label"}
_AROUND = {"nav", "aside", "button", "select", "textarea"}
_UNSEEN = {
    **dict.fromkeys(("rt", "rp"), Reason.PHONETIC),
    **dict.fromkeys(("del", "s", "strike"), Reason.STRUCK),
}
_ARCHIVES = {"google-cache-hdr", "bN015htcoverpage", "wm-ipp-base", "wm-ipp"}  # what keeps old pages says so
_MOST = 0.8  # of a paragraph, that makes it bold
_HIDDEN_MOST = 0.5  # of a page: what hides more than this shows it by a program
_RULE = re.compile(r"[-–—=*~·]{5,}")  # a line that is drawn
_FILE = re.compile(
    r"\.(?:docx?|wps|pdf|xlsx?|et|pptx?|ofd|rtf|txt|csv|zip|rar|7z)\b(?:$|[?#&])", re.IGNORECASE
)
_NOTE = re.compile(r"#_?((?:ftn|edn|fn[:-]?|sdfootnote|sdendnote|cite_note-)[\w-]*?[0-9]+)(?:sym)?")
_SIGN_LONGEST = 2


@dataclass(frozen=True, slots=True)
class Item:
    """A block of a page: the number of the element that it stands in, the share of its text that is links,
    the files that it leads to (its words, the address). A picture that is not there has an `address`."""

    block: Block
    node: int
    links: float = 0.0
    files: tuple[tuple[str, str], ...] = ()
    address: str = ""

    @property
    def text(self) -> str:
        """All that it would print."""
        return self.block.all_text()


@dataclass
class Page:
    """What the walk has gathered. `parents` are the numbers of the elements around each element, `names` its
    id and classes with its tag; 0 is the page. `find` gives the bytes of what an address means, where they
    were saved with the page."""

    sheets: Sheets
    find: Callable[[str], bytes | None]
    notes_at: dict[str, Element] = field(default_factory=dict)
    items: list[Item] = field(default_factory=list)
    parents: list[int] = field(default_factory=lambda: [0])
    names: list[str] = field(default_factory=lambda: [""])
    runs: list[Run] = field(default_factory=list)
    looks: Counter[tuple[float, bool, str, int, Area]] = field(default_factory=Counter)
    links: int = 0
    files: list[tuple[str, str]] = field(default_factory=list)
    number: str = ""
    waiting: list[Item] = field(default_factory=list)
    left: list[Leftover] = field(default_factory=list)
    images: dict[str, bytes] = field(default_factory=dict)
    notes: dict[str, tuple[Run, ...]] = field(default_factory=dict)
    met: Counter[str] = field(default_factory=Counter)
    added: list[str] = field(default_factory=list)
    ink: int = 0


def read_page(root: Element, file: str, sheets: Sheets, find: Callable[[str], bytes | None]) -> Page:
    """Read all below `root`; raises BulletinError where it is nested beyond reason."""
    page = Page(sheets, find, ink=measure(root))
    targets = {match[1] for link in root.iter("a") if (match := _NOTE.fullmatch(link.get("href", "")))}
    page.notes_at = {
        element.get("id", ""): element for element in root.iter() if targets and element.get("id") in targets
    }
    _walk(root, Style(), page, 0, file)
    _flush(page, 0)
    return page


def _walk(element: Element, style: Style, page: Page, depth: int, file: str) -> None:
    if depth > _MAX_DEPTH:
        raise refuse_broken(file, "网页套得太深")
    name = element.tag if isinstance(element.tag, str) else ""
    inner = restyle(style, element, name, page.sheets)
    note = _NOTE.fullmatch(element.get("href", "")) if name == "a" else None
    formula = read_formula(element)
    if (inner.hidden and measure(element) < _HIDDEN_MOST * page.ink) or name in _UNSEEN:
        _leave(page, element, _UNSEEN.get(name, Reason.HIDDEN))
    elif (name in _AROUND and element.find(".//h1") is None) or element.get("id") in _ARCHIVES:
        _flush(page, style.node)
        _leave(page, element, Reason.NAVIGATION)
    elif note and note[1] in page.notes_at:
        page.runs.append(Run(note=note[1]))
        _count_call(page, element)
    elif element.get("id") in page.notes_at:
        _read_note(element, inner, page, depth, file)
    elif "mso-list:ignore" in element.get("style", "").lower().replace(" ", ""):
        _read_mark(element, page)
    elif _is_sign(element):
        page.met["sign"] += 1
    elif is_account_line(element):
        _flush(page, style.node)
        _read_credits(element, _enter(page, inner, element), page)
    elif formula is not None:
        _read_formula(element, formula, style, page)
    elif is_code(element):
        _flush(page, style.node)
        _read_code(element, _enter(page, inner, element), page)
    elif name == "dl" and (lines := pair_terms(element)):
        _flush(page, style.node)
        for line in lines:
            _add(page, line, inner)
            _flush(page, style.node)
    elif name == "table":
        _flush(page, style.node)
        _read_table(element, _enter(page, inner, element), page, depth, file)
    elif name == "img":
        _read_image(element, style, page)
    elif name == "a" and leads_back("".join(element.text_content().split())):
        _leave(page, element, Reason.LINK)
    elif name == "br":
        _break_line(page, style)
    else:
        _read_children(element, name, inner, page, depth, file)


def _read_children(element: Element, name: str, inner: Style, page: Page, depth: int, file: str) -> None:
    is_block = name in BLOCKS or (name == "span" and is_shown_as_block(element))
    outer = inner.node
    if is_block:
        _flush(page, outer)
        inner = _enter(page, inner, element)
    if name == "footer" and not any(above.tag == "article" for above in element.iterancestors()):
        inner = replace(inner, area=Area.FOOTER)
    if name == "figcaption":
        inner = replace(inner, align="center")  # as what is said under a picture stands
    if name == "li":
        page.number = inner.number or BULLET
    start = len(page.runs)
    _add(page, element.text, inner)
    count = _read_number(element.get("start", "1"), 1)
    for part in element:
        if name == "ol" and part.tag == "li":
            count = _read_number(part.get("value", ""), count)
            number = write_number(count, element)
            page.added.append(number)
            _walk(part, replace(inner, number=number), page, depth + 1, file)
            count += 1
        else:
            _walk(part, replace(inner, number=""), page, depth + 1, file)
        _add(page, part.tail, inner)
    if name == "a" and _FILE.search(element.get("href", "")):
        words = " ".join("".join(run.text for run in page.runs[start:]).split())
        page.files.append((words, element.get("href", "")))
    if is_block:
        _flush(page, inner.node)


def _enter(page: Page, style: Style, element: Element) -> Style:
    """The style of what stands in a block, which gets a number of its own."""
    page.parents.append(style.node)
    page.names.append(f"{element.tag} {element.get('id', '')} {element.get('class', '')}")
    return replace(style, node=len(page.parents) - 1)


def _read_number(text: str, otherwise: int) -> int:
    return int(text) if text.isdecimal() and len(text) < 6 else otherwise


def _leave(page: Page, element: Element, why: Reason) -> None:
    text = " ".join(element.text_content().split())
    if text:
        page.left.append(Leftover(text, why))


def _is_sign(element: Element) -> bool:
    """Whether an element has nothing but private-use characters: pictures that a site draws by a font."""
    text = "" if len(element) else (element.text or "").strip()
    return 0 < len(text) <= _SIGN_LONGEST and all("\ue000" <= char <= "\uf8ff" for char in text)


def _read_credits(line: Element, style: Style, page: Page) -> None:
    """Who wrote an article and which account published it, each as a paragraph that says so."""
    names, rest = read_account(line)
    for label, name in names:
        page.runs += [Run(label), Run(name)]
        page.added.append(label)
        _flush(page, style.node)
    page.left += [Leftover(text, Reason.NAVIGATION) for text in rest]


def _read_formula(element: Element, formula: Sequence[Run], style: Style, page: Page) -> None:
    """A formula in its line, or in one of its own."""
    alone = element.tag == "div"
    if alone:
        _flush(page, style.node)
    page.runs += formula
    page.met["drawn" if element.get("class") == DRAWN else "math"] += bool(formula)
    if alone:
        _flush(page, style.node)


def _read_code(element: Element, style: Style, page: Page) -> None:
    """Code, as a paragraph of lines."""
    lines, left = read_lines(element)
    page.left += [Leftover(text, Reason.NAVIGATION) for text in left if any(map(str.isalpha, text))]
    page.number = ""
    if any(lines):
        block = Block((Run(LINE_END.join(lines)),), look=Look(style.size, False, "left", 0))
        page.items.append(Item(block, style.node))


def _count_call(page: Page, element: Element) -> None:
    """What a call of a note shows, a number in brackets, is made again."""
    text = "".join(element.text_content().split())
    if any(map(is_han, text)):
        page.left.append(Leftover(text, Reason.NOTE_MARK))


def _read_note(element: Element, style: Style, page: Page, depth: int, file: str) -> None:
    """The text of a note, without its number and the way back."""
    _flush(page, style.node)
    outer, page.items = page.items, []
    _read_children(element, "div", style, page, depth, file)
    found, page.items = page.items, outer
    runs = [run for item in found for run in item.block.runs if not run.note]
    text = re.sub(
        r"^\s*[\[［(（]?\s*[0-9*†‡①-⑳ivx]{1,4}\s*[\])）］.]?\s*|\s*[↩↑^]\ufe0e?\s*$",
        "",
        "".join(r.text for r in runs),
    )
    page.notes[element.get("id", "")] = (Run(text.strip()),)


def _read_mark(element: Element, page: Page) -> None:
    """The number or the sign in front of an item, as Word writes it into a page."""
    mark = "".join(element.text_content().split())
    page.number = mark if len(mark) > 1 or mark.isdecimal() or is_han(mark or " ") else BULLET


def _break_line(page: Page, style: Style) -> None:
    """A break; two of them, with nothing between, part paragraphs."""
    text = "".join(run.text for run in page.runs[-3:])
    if text.rstrip(" \u00a0\u3000").endswith("\n"):
        _flush(page, style.node)
    else:
        page.runs.append(Run("\n"))


def _add(page: Page, text: str | None, style: Style) -> None:
    if not text:
        return
    text = text.replace("\r", "") if style.pre else re.sub(r"[ \t\r\n\f]+", " ", text)
    if not text.strip(" ") and not page.runs:
        return
    if style.sign:
        text = "".join(
            find_symbol(style.sign, ord(char)) if char.isascii() and not char.isspace() else char
            for char in text
        )
    found = set_script(text, style.place)
    mark = "" if found or not style.place else find_script_mark(text, style.place)
    page.met["script"] += bool(style.place) and not found and not mark and any(map(str.isalnum, text))
    page.runs.append(Run(found or text, style.bold, script=mark))
    ink = len("".join(text.split()))
    page.looks[style.size, style.bold, style.align, style.level, style.area] += ink
    page.links += ink if style.link else 0


def _flush(page: Page, node: int) -> None:
    """End the paragraph that is open, in the element `node`."""
    runs, looks, links, number, files = page.runs, page.looks, page.links, page.number, page.files
    page.runs, page.looks, page.links, page.files = [], Counter(), 0, []
    text = "".join(run.text for run in runs).strip()
    if not text or _RULE.fullmatch(text):
        _keep_calls(page, [run for run in runs if run.note])
        return
    page.number = ""
    ink = looks.total()
    size, _, align, level, area = looks.most_common(1)[0][0] if looks else (12.0, False, "", 0, Area.BODY)
    bold = sum(count for (_, heavy, *_), count in looks.items() if heavy) >= _MOST * max(ink, 1)
    first = next(i for i, run in enumerate(runs) if run.text.strip())
    if not number and text[0] in ITEM_BULLETS and text[1:].strip():
        number = BULLET
        runs[first] = replace(runs[first], text=runs[first].text.lstrip().removeprefix(text[0]).lstrip())
    elif number and number != BULLET:
        runs = [Run(number), *runs]
    align = align if align in {"center", "right"} else "left"
    block = Block(tuple(runs), look=Look(size, bold, align, level), area=area, number=number)
    page.items += [Item(block, node, links / max(ink, 1), tuple(files)), *page.waiting]
    page.waiting = []


def _keep_calls(page: Page, calls: Sequence[Run]) -> None:
    """Put the calls of notes that stand alone behind the paragraph above, else in front of the next."""
    above = page.items[-1] if page.items and not page.waiting else None
    if above and above.block.kind is Kind.PARAGRAPH:
        runs = (*above.block.runs, *calls)
        page.items[-1] = replace(above, block=replace(above.block, runs=runs))
    else:
        page.runs = [*calls]


def _read_table(table: Element, style: Style, page: Page, depth: int, file: str) -> None:
    """A table of data as one; what only frames text is opened, cell by cell, and one of pictures with it."""
    for part in table:
        if part.tag == "caption":
            _walk(part, style, page, depth + 1, file)
    found = list(find_rows(table))
    if is_frame(table, found):
        for row in found:
            outer = _enter(page, style, row)
            for cell in row:
                if cell.tag in {"td", "th"}:
                    _walk(cell, outer, page, depth + 2, file)
                    _flush(page, outer.node)
        return
    outer_items = page.items
    rows, joins = _read_rows(found, style, page, depth, file)
    page.items = outer_items
    blocks = [[[item.block for item in cell] for cell in row] for row in rows]
    if pairs := pair_pictures(blocks):
        page.items += [item for i, k in pairs for item in rows[i][k]]
        return
    inner = [item for row in rows for cell in row for item in cell]
    ink = sum(len(item.text) for item in inner)
    links = sum(len(item.text) * item.links for item in inner) / max(ink, 1)
    if ink:
        files = tuple(pair for item in inner for pair in item.files)
        page.items.append(Item(make_table(blocks, joins), style.node, links, files))
    page.items += [item for item in inner if item.address]


def _read_rows(
    found: Sequence[Element], style: Style, page: Page, depth: int, file: str
) -> tuple[list[list[list[Item]]], list[list[str]]]:
    """The cells of the rows, each with its items, and which of them are one with others."""
    rows: list[list[list[Item]]] = []
    joins: list[list[str]] = []
    reaching: dict[int, int] = {}  # columns that a cell above reaches into, and for how many more rows
    for row in found:
        cells: list[list[Item]] = []
        joined: list[str] = []
        for cell in row:
            if cell.tag not in {"td", "th"}:
                continue
            _skip_reached(cells, joined, reaching)
            page.items = []
            _walk(cell, style, page, depth + 2, file)
            _flush(page, style.node)
            width, height = read_span(cell, "colspan"), read_span(cell, "rowspan")
            reaching |= {len(cells) + i: height - 1 for i in range(width) if height > 1}
            cells += [page.items, *([] for _ in range(width - 1))]
            joined += ["", *["||"] * (width - 1)]
        _skip_reached(cells, joined, reaching)
        reaching = {column: left for column, left in reaching.items() if left > 0}
        if any(cells) or any(joined):
            rows.append(cells)
            joins.append(joined)
    return rows, joins


def _skip_reached(cells: list[list[Item]], joined: list[str], reaching: dict[int, int]) -> None:
    """Add the cells of a row that cells above reach into."""
    while reaching.get(len(cells), 0) > 0:
        reaching[len(cells)] -= 1
        cells.append([])
        joined.append("^^")


def _read_image(element: Element, style: Style, page: Page) -> None:
    """A picture that was saved with the page; one that was not is named, and never fetched."""
    if is_small(element):
        return
    addresses = list_addresses(element)
    taken = next((found for address in addresses if (found := page.find(address))), None)
    alt = " ".join(element.get("alt", "").split())
    alt = alt if sum(map(is_han, alt)) >= 2 else ""
    if is_ornament(addresses, taken) or is_control(alt):
        page.met["ornament"] += 1
        return
    picture = take_picture(taken) if taken else None
    # A page shows a grain until its program has fetched the picture that it names beside it.
    remote = next((address for address in addresses[::-1] if address and not address.startswith("data:")), "")
    if picture and picture.data:
        name = f"图{len(page.images) + 1}"
        page.images[name] = picture.data
        block, address = Block(kind=Kind.IMAGE, image=name, alt=alt), ""
    elif remote or taken:
        block, address = Block(kind=Kind.IMAGE, alt=alt), remote or "data:"
    else:
        return
    # It stands behind the paragraph that it is in.
    waits = bool("".join(run.text for run in page.runs).strip())
    (page.waiting if waits else page.items).append(Item(block, style.node, address=address))
