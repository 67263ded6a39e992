"""What WeasyPrint drew and the elements it came from → the PDF's tag tree, one tag for each element.

WeasyPrint makes a tag of every box: a paragraph over five pages becomes five P and a Span for each
piece of text. Here a box only says which element its content belongs to; the tree is the author's.
Roles are those of ISO 32000-1 §14.8.4; what PDF/UA-1 (ISO 14289-1) §7 asks of each is noted.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from bulletin.hanzi import FOREIGN
from bulletin.pdf.engine import ADD_TAGS, MARKED, Hook, hook
from bulletin.pdf.links import Rectangle, merge_links
from bulletin.pdf.properties import walk_inside
from bulletin.pdf.splitting import is_continuation, is_continuation_row
from bulletin.pdf.tagtree import Annotation, Content, Node, TreeWriter

_ROLES = {
    "main": "Part",
    "article": "Art",
    "section": "Sect",
    "blockquote": "BlockQuote",
    "p": "P",
    **{f"h{level}": f"H{level}" for level in range(1, 7)},
    "ol": "L",
    "ul": "L",
    "li": "LI",
    "table": "Table",
    "thead": "THead",
    "tbody": "TBody",
    "tr": "TR",
    "th": "TH",
    "td": "TD",
    "caption": "Caption",
    "figure": "Figure",
    "figcaption": "Caption",
    "a": "Link",
}
_CELLS = {"caption", "thead", "tbody", "tr", "th", "td"}
# Text may not stand in these by itself: it gets a paragraph.
_GROUPING = {"Document", "Part", "Art", "Sect", "TOC", "BlockQuote", "Table", "THead", "TBody", "TR", "L"}
_SCALE = 0.75  # pt in a px
GENERATED = "generated"  # the title of what a style sheet says ahead of a text or behind it


def tag_by_elements(document: Any) -> AbstractContextManager[None]:
    """Let the tags of a PDF written inside this block be made here; furniture becomes an artifact."""
    parents = {child: parent for parent in document._html.etree_element.iter() for child in parent}
    lines_of = merge_links(document, parents)
    margins, repeated = _find_margin_boxes(document), _find_repeated(document)

    def mark(original: Hook, stream: Any, box: Any, tag: str) -> AbstractContextManager[None]:
        if (margin := margins.get(box)) is not None:
            return _mark_pagination(stream, margin)
        if box in repeated or _is_ornament(box, parents):
            artifact: AbstractContextManager[None] = stream.artifact()
            return artifact
        content: AbstractContextManager[None] = original(stream, box, tag)
        return content

    def add_tags(_: Hook, pdf: Any, document: Any, version: Any, streams: Any) -> None:
        _TreeBuilder(document, parents, lines_of).build(pdf, streams)

    return hook({MARKED: mark, ADD_TAGS: add_tags})


def _find_margin_boxes(document: Any) -> dict[Any, list[float]]:
    """Every box in the margins of its page, an element's too that was moved there → the bounds of its
    margin box, in pt from the page's lower left."""
    from weasyprint.formatting_structure.boxes import MarginBox

    return {
        box: _measure_bounds(margin, page)
        for page in document.pages
        for margin in page._page_box.children
        if isinstance(margin, MarginBox)
        for box in walk_inside(margin)
    }


@contextmanager
def _mark_pagination(stream: Any, bounds: list[float]) -> Iterator[None]:
    """Running heads and page numbers (ISO 32000-1 §14.8.2.2.2): the pieces of one text share `bounds`."""
    import pydyf

    properties = pydyf.Dictionary({"Type": "/Pagination", "BBox": pydyf.Array(bounds)})
    stream.begin_marked_content("Artifact", properties)
    try:
        yield
    finally:
        stream.end_marked_content()


def _find_repeated(document: Any) -> set[Any]:
    """Every box of a table's header but the first, where it is repeated on a page or in a column
    (PDF/UA-1 §7.5 wants one); what a table says where it goes on, and cells that it has again there."""
    from weasyprint.formatting_structure.boxes import TableRowGroupBox

    repeated: set[Any] = set()
    seen: set[Any] = set()
    for page in document.pages:
        for box in page._page_box.descendants(placeholders=True):
            if is_continuation(box) or getattr(box, "is_repeated", False):
                repeated.update(walk_inside(box))
            elif isinstance(box, TableRowGroupBox) and box.is_header:
                if box.element in seen:
                    repeated.update(walk_inside(box))
                seen.add(box.element)
    return repeated


def _is_ornament(box: Any, parents: dict[Any, Any]) -> bool:
    """Leaders, the stars of the contents, and marks that a style sets ahead of a text or behind it
    (PDF/UA-1 §7.1)."""
    tag = box.element_tag or ""
    if "::" not in tag or any(map(str.isalnum, getattr(box, "text", "x"))):
        return False
    if tag.endswith("::marker"):
        return any(element.tag == "nav" for element in _walk_up(box.element, parents))
    return bool(tag.endswith(("::before", "::after")))


def _walk_up(element: Any, parents: dict[Any, Any]) -> Iterator[Any]:
    while element is not None:
        yield element
        element = parents.get(element)


class _TreeBuilder:
    """Gathers a document's content under its elements, then writes the tree."""

    def __init__(self, document: Any, parents: dict[Any, Any], lines_of: dict[Any, list[Rectangle]]) -> None:
        self._document = document
        self._lines_of = lines_of
        self._parents = parents
        self._root = Node("Document")
        self._nodes: dict[Any, Node] = {document._html.etree_element: self._root}
        self._parts: dict[tuple[Node, str, Any], Node] = {}

    def build(self, pdf: Any, streams: Any) -> None:
        """Gather page by page, in the order of layout, and write."""
        for number, (page, stream) in enumerate(zip(self._document.pages, streams, strict=True)):
            for box in walk_inside(page._page_box):
                if box.link_annotation is not None and box.element is not None:
                    self._add_annotation(box, number)
                if box.footnote is not None and not box.children:
                    self._find_node(box.element)  # called by another note alone, which it follows
                if box in stream._tags:
                    self._add_content(box, Content(number, stream._tags.pop(box)["mcid"]))
            assert not stream._tags, "content that belongs to no element"
        TreeWriter(pdf, len(self._document.pages)).write(self._root)

    def _find_node(self, element: Any) -> Node:
        """The tag of `element`, made where its first content is met; an element without a role lends
        its content to the one around it."""
        if element not in self._nodes:
            parent = self._parents.get(element)
            around = self._root if parent is None else self._find_node(parent)
            if element in self._nodes:  # made with its table
                return self._nodes[element]
            role = self._choose_role(element)
            if role is None:
                self._nodes[element] = around
            else:
                node = Node(role, element, _describe(role, element))
                self._nodes[element] = node
                if role == "Lbl":  # read first, wherever it was laid out
                    around.kids.insert(0, node)
                else:
                    self._open(around, role).kids.append(node)
                if role == "Table":  # empty cells as well: all rows have as many (PDF/UA-1 §7.5)
                    for inner in _list_cells(element):
                        self._find_node(inner)
        return self._nodes[element]

    def _choose_role(self, element: Any) -> str | None:
        names = (element.get("class") or "").split()
        if element.tag == "nav":
            return "TOC"
        heads = "column" in names  # a 栏目 of the contents, and what it heads
        if (heads or element.find("./p[@class='column']") is not None) and self._is_inside(element, "nav"):
            return "Caption" if heads else "TOC"
        if element.tag == "span" and "footnote" in names:
            return "Note"
        if element.tag == "figure" and "together" in names:
            return "Div"  # of figures, with what they are called together
        if element.tag == "span" and "n" in names:  # the number of an entry, as it was typed
            return "Lbl"
        if element.tag == "a" and not element.get("href"):
            return None
        if element.tag == "thead" and self._parents[element].find("tbody") is None:
            return None  # a table of a head alone: a THead wants a TBody beside it
        if element.tag in {"ol", "li"} and self._is_inside(element, "nav"):
            return "TOCI" if element.tag == "li" else None
        if element.tag == "img":
            return None if self._is_inside(element, "figure") else "Figure"
        return _ROLES.get(element.tag)

    def _is_inside(self, element: Any, tag: str) -> bool:
        return any(outer.tag == tag for outer in _walk_up(self._parents.get(element), self._parents))

    def _open(self, node: Node, role: str = "") -> Node:
        """Where content of `node` goes: the body of a list item, the reference of a contents line."""
        if node.role == "LI":
            return self._part(node, "LBody")
        if node.role == "TOCI" and role != "P":  # a summary is no part of the way to the article
            return self._part(node, "Reference")
        return node

    def _part(self, node: Node, role: str, key: Any = None, **extra: Any) -> Node:
        if (node, role, key) not in self._parts:
            self._parts[node, role, key] = part = Node(role, extra=extra)
            # A label is read first, wherever it was laid out.
            node.kids.insert(0 if role == "Lbl" else len(node.kids), part)
        return self._parts[node, role, key]

    def _add_content(self, box: Any, content: Content) -> None:
        tag, element = box.element_tag or "", box.element
        if tag.endswith("::footnote-call"):
            node = self._part(self._open(self._find_node(self._parents[element])), "Reference", element)
            self._find_node(element)  # the note is read where it is called, not at the foot of the page
        elif tag.endswith(("::marker", "::footnote-marker")):
            node = self._part(self._find_node(element), "Lbl")
        else:
            node = self._open(self._find_node(element))
            if node.role in _GROUPING:
                node = self._part(node, "P", element)
            is_generated = tag.endswith(("::before", "::after"))
            text = getattr(box, "text", "")
            if is_generated and not self._is_inside(element, "nav"):
                node = self._part(node, "Span", element, T=GENERATED)
            if FOREIGN.fullmatch(text.strip()):
                node = self._part(node, "Span", box, Lang="en")
            elif tag.endswith("::after") and text.isdigit():
                # “…规划2024” and page 3 would be read as one number.
                node = self._part(node, "Span", box, ActualText=f"，第{text}页")
            elif getattr(box, "is_hyphen", False):  # ISO 32000-1 §14.8.2.2.3: a soft hyphen to who reads it
                node = self._part(node, "Span", box, ActualText="\u00ad")
        if node.role == "Figure" and "A" not in node.extra:
            node.extra["A"] = ("Layout", _find_bounds(box, self._document.pages[content.page]))
        node.kids.append(content)

    def _add_annotation(self, box: Any, page: int) -> None:
        node = self._find_node(box.element)
        import pydyf

        if node.element is not None:  # PDF/UA-1 §7.18.5: a link says in words where it leads
            box.link_annotation["Contents"] = pydyf.String("".join(node.element.itertext()).strip())
        if lines := self._lines_of.get(box):  # ISO 32000-1 §12.5.6.5: the link is where its words are
            height = self._document.pages[page].height
            corners = [number * _SCALE for line in lines for number in _list_corners(line, height)]
            box.link_annotation["QuadPoints"] = pydyf.Array(corners)
        node.kids.append(Annotation(page, box.link_annotation))


def _list_cells(table: Any) -> Iterator[Any]:
    """The rows and cells of a table, its groups of rows and its caption; not the row that says 续表."""
    for inner in table:
        if inner.tag in _CELLS and not is_continuation_row(inner):
            yield inner
            yield from _list_cells(inner)


def _describe(role: str, element: Any) -> dict[str, Any]:
    """What a role asks for besides its content: alternative text, the scope of a header, an ID."""
    if role == "Figure":
        image = element if element.tag == "img" else element.find(".//img")
        return {"Alt": image.get("alt") if image is not None else ""}
    if role in {"TH", "TD"}:
        attributes: dict[str, Any] = {"Scope": "/Column"} if role == "TH" else {}
        spans = (("ColSpan", "colspan"), ("RowSpan", "rowspan"))
        attributes |= {name: int(element.get(key)) for name, key in spans if element.get(key)}
        return {"A": ("Table", attributes)} if attributes else {}
    if role == "L":
        numbering = "/None" if element.find("./li[@class='bare']") is not None else "/Decimal"
        return {"A": ("List", {"ListNumbering": numbering if element.tag == "ol" else "/Disc"})}
    if role == "Note":  # PDF/UA-1 §7.9: each note has an ID of its own
        return {"ID": element.get("id", "")}
    return {}


def _list_corners(line: Rectangle, height: float) -> list[float]:
    """Lower left, lower right, upper right, upper left, from the lower left of a page of `height`."""
    left, top, right, bottom = line
    return [left, height - bottom, right, height - bottom, right, height - top, left, height - top]


def _find_bounds(box: Any, page: Any) -> dict[str, Any]:
    """A figure's bounding box in pt from the page's lower left (ISO 32000-1 §14.8.5.4.3)."""
    return {"Placement": "/Block", "BBox": _measure_bounds(box, page)}


def _measure_bounds(box: Any, page: Any) -> list[float]:
    """Left, bottom, right, top of a box's content in pt from the page's lower left."""
    left, top = box.content_box_x() * _SCALE, (page.height - box.content_box_y()) * _SCALE
    return [left, top - box.height * _SCALE, left + box.width * _SCALE, top]
