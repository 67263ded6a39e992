"""A finished PDF → what its readers find in it: tagged text, contents, bookmarks, links, fonts, glyphs."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from unicodedata import normalize

import pikepdf

from bulletin.hanzi import parse_numeral, squeeze_text
from bulletin.pdf.tags import GENERATED
from bulletin.proof.glyphs import Box, Glyph, GlyphReader, PdfFont

# What is read as a unit; the text of other elements belongs to the unit around them.
_UNITS = {"P", "TH", "TD", "Caption", "LBody", "Lbl", "Note", "TOCI", "Figure"} | {
    f"H{level}" for level in range(1, 7)
}


@dataclass(frozen=True)
class Link:
    """Where a link leads: an address, or a page from 1."""

    address: str
    page: int


@dataclass
class Block:
    """A unit of the tag tree: its role, its own text as read aloud and as drawn, its links, its first page
    from 1. What a style sheet sets ahead of it or behind is only drawn.

    The text of a figure is its alternative text. Page 0: it has no content.
    """

    role: str
    text: str = ""
    drawn: str = ""
    page: int = 0
    links: list[Link] = field(default_factory=list)


@dataclass(frozen=True)
class ReadPdf:
    """What was found: blocks in reading order, glyphs in the order of drawing, pages from 1.

    `labels` and `sizes` (width, height in pt) by page; `bookmarks` are titles with their page;
    `figures` are the (page, mark) of what is drawn inside figures; `margins` the texts in the margins of
    each page, from the top down and from left to right.
    """

    labels: tuple[str, ...]
    sizes: tuple[tuple[float, float], ...]
    blocks: tuple[Block, ...]
    bookmarks: tuple[tuple[str, int], ...]
    fonts: tuple[PdfFont, ...]
    glyphs: tuple[Glyph, ...]
    figures: frozenset[tuple[int, int]]
    margins: tuple[tuple[str, ...], ...]


def read_pdf(data: bytes) -> ReadPdf:
    """Read a tagged PDF back."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        reader = GlyphReader()
        glyphs = [
            glyph for number, page in enumerate(pdf.pages, 1) for glyph in reader.read_page(page, number)
        ]
        tree = _TreeReader(pdf, glyphs)
        tree.read(pdf.Root.StructTreeRoot, None)
        boxes = [tuple(map(float, page.mediabox)) for page in pdf.pages]
        with pdf.open_outline() as outline:
            bookmarks = tuple(tree.walk_bookmarks(outline.root))
        return ReadPdf(
            tuple(str(page.label) for page in pdf.pages),
            tuple((right - left, top - bottom) for left, bottom, right, top in boxes),
            tuple(block for block in tree.blocks if squeeze_text(block.text) or block.links),
            bookmarks,
            tuple(reader.fonts.values()),
            tuple(glyphs),
            frozenset(tree.figures),
            _read_margins(reader.margins, glyphs, len(pdf.pages)),
        )


def _read_margins(
    bounds_of: Mapping[tuple[int, int], Box], glyphs: Iterable[Glyph], pages: int
) -> tuple[tuple[str, ...], ...]:
    """The texts in the margins by page: the pieces of one text share its bounds."""
    texts: list[dict[Box, str]] = [{} for _ in range(pages)]
    for glyph in glyphs:
        if glyph.mark < 0 and (bounds := bounds_of.get((glyph.page, glyph.mark))):
            found = texts[glyph.page - 1]
            found[bounds] = found.get(bounds, "") + glyph.text
    return tuple(
        tuple(text for _, text in sorted(found.items(), key=lambda item: (-item[0][3], item[0][0])))
        for found in texts
    )


def read_call(text: str) -> str:
    """The number of a note, however a layout writes it: ①, [1], （一）; the text itself where it is none."""
    number = parse_numeral(re.sub(r"[\W_]", "", normalize("NFKC", text)))
    return text if number is None else str(number)


class _TreeReader:
    """Walks the tag tree and gathers the text of each unit."""

    def __init__(self, pdf: pikepdf.Pdf, glyphs: list[Glyph]) -> None:
        self._number_of: dict[Any, int] = {page.objgen: number for number, page in enumerate(pdf.pages, 1)}
        self._destinations = _read_destinations(pdf)
        self._text_of: dict[tuple[int, int], str] = {}
        for glyph in glyphs:
            if not glyph.in_form:
                key = (glyph.page, glyph.mark)
                self._text_of[key] = self._text_of.get(key, "") + glyph.text
        self.blocks: list[Block] = []
        self.figures: set[tuple[int, int]] = set()

    def read(self, node: Any, block: Block | None) -> None:
        """Gather what stands below `node`, whose text belongs to `block`."""
        kids = node.get("/K", pikepdf.Array())
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if "/S" in kid:
                self._read_element(kid, block)
            elif "/MCID" in kid:
                self._read_content(self._number_of[kid.Pg.objgen], int(kid.MCID), block)
            elif block is not None:
                block.links.append(self._read_link(kid.Obj))

    def _read_element(self, element: Any, block: Block | None) -> None:
        role = str(element.S)[1:]
        if role in _UNITS:
            block = Block(role, str(element.get("/Alt", "")))
            self.blocks.append(block)
        if "/ActualText" in element and block is not None:
            inner = Block(role)
            self.read(element, inner)
            block.text += str(element.ActualText)
            block.drawn += inner.drawn
            block.page = block.page or inner.page
        elif element.get("/T") == GENERATED and block is not None:
            inner = Block(role)
            self.read(element, inner)
            block.drawn += inner.drawn
            block.page = block.page or inner.page
        elif role == "Link" and block is not None:
            before = len(block.links)
            self.read(element, block)  # it has an annotation on each page that it stands on
            block.links[before:] = dict.fromkeys(block.links[before:])
        elif role == "Reference" and block is not None and block.role != "TOCI":
            call = Block(role)
            self.read(element, call)
            block.text += read_call(call.text)
            block.drawn += call.drawn
            block.page = block.page or call.page
        else:
            self.read(element, block)

    def _read_content(self, page: int, mark: int, block: Block | None) -> None:
        if block is None:
            block = Block("")
            self.blocks.append(block)
        block.page = block.page or page
        if block.role == "Figure":
            self.figures.add((page, mark))
        else:
            drawn = self._text_of.get((page, mark), "")
            block.text += drawn
            block.drawn += drawn

    def _read_link(self, annotation: Any) -> Link:
        if "/Dest" in annotation:
            return Link("", self._find_page(annotation.Dest))
        return Link(str(annotation.A.URI), 0)

    def _find_page(self, destination: Any) -> int:
        """The page of a destination, given by name or as it is (§12.3.2); 0 where there is none."""
        if isinstance(destination, pikepdf.String | str):
            destination = self._destinations.get(str(destination), [None])
        target = destination[0]
        return 0 if target is None else self._number_of.get(target.objgen, 0)

    def walk_bookmarks(self, items: Any) -> Iterator[tuple[str, int]]:
        """Titles and pages, those below a bookmark after it."""
        for item in items:
            yield item.title, 0 if item.destination is None else self._find_page(item.destination)
            yield from self.walk_bookmarks(item.children)


def _read_destinations(pdf: pikepdf.Pdf) -> dict[str, Any]:
    names = pdf.Root.get("/Names")
    if names is None or "/Dests" not in names:
        return {}
    return {str(name): target for name, target in pikepdf.NameTree(names.Dests).items()}
