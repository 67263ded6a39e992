"""HTML and its resources → a PDF with page labels, and what WeasyPrint warned of as an error."""

from __future__ import annotations

import base64
import logging
import re
import threading
from collections.abc import Callable, Container, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from bulletin.pdf.advances import Shaper
from bulletin.pdf.archive import declare_accessible, make_attachments, name_attachments, settle_stream_ends
from bulletin.pdf.cutting import cut_fonts
from bulletin.pdf.engine import import_weasyprint, take_turn, use_own_fonts
from bulletin.pdf.feet import settle_pages
from bulletin.pdf.footnotes import keep_footnotes
from bulletin.pdf.lines import compose_lines, find_disagreements
from bulletin.pdf.overflows import find_overflows
from bulletin.pdf.splitting import continue_tables
from bulletin.pdf.tags import tag_by_elements
from bulletin.pdf.turning import turn_blocks

if TYPE_CHECKING:
    import pydyf

# WeasyPrint names an image in the PDF by the hash of its address: this one is the same in every
# folder, so the bytes are too. The .invalid domain (RFC 2606 §2) leads nowhere.
_BASE = "https://bulletin.invalid/"

# The archive's standard; archive.declare_accessible adds the reader's, PDF/UA-1.
_VARIANT = "pdf/a-3a"
_DATA_PICTURE = re.compile(r"data:(image/(?:png|jpeg|gif|webp|svg\+xml));base64,([A-Za-z0-9+/]+=*)")
_NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)

FindResource = Callable[[str], bytes | None]  # a path such as fonts/x.ttf → its bytes


@dataclass(frozen=True, slots=True)
class Block:
    """Where something that was typed stands: its `data-source` (or `#` and its id), page from 1, and the
    box around it in CSS px from the page's top left corner."""

    source: str
    page: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class TypesetPdf:
    """A finished PDF: its bytes, its pages, the page (from 1) of every id, and the blocks that say where they
    were typed."""

    data: bytes
    pages: int
    page_of: Mapping[str, int]
    blocks: tuple[Block, ...] = ()


class TypesettingError(Exception):
    """What WeasyPrint said while typesetting; it never raises, but each of its warnings is a fault.

    `missing` holds the characters no font could draw, `foreign_fonts` the families that are not the
    document's own, `overflows` what stands outside the type area (the id of its article, the `data-source` it
    stands in, its text), `messages` everything else.
    """

    def __init__(
        self,
        missing: list[str],
        foreign_fonts: list[str],
        overflows: list[tuple[str, str, str]],
        messages: list[str],
    ) -> None:
        super().__init__(f"no glyph: {missing}; foreign fonts: {foreign_fonts}; {overflows}; {messages}")
        self.overflows = overflows
        self.missing = missing
        self.foreign_fonts = foreign_fonts
        self.messages = messages


def typeset(
    html: str,
    find_resource: FindResource,
    faces: Mapping[str, bytes],
    labels: Mapping[int, str],
    sources: Mapping[str, bytes] | None = None,
    date: datetime = _NO_DATE,
) -> TypesetPdf:
    """Typeset `html`; every address in it is a path that `find_resource` answers for.

    `faces` are the fonts it may be set in, by family. `labels` gives page indices (from 0) a label of their
    own; the pages after carry their printed number. `sources` are embedded, dated `date`. Raises
    TypesettingError on anything WeasyPrint warns of, OSError where its system libraries are missing, and
    BulletinError (E318) where it is not the engine that this program was made for.
    """
    weasyprint = import_weasyprint()
    source = weasyprint.HTML(string=html, base_url=_BASE, url_fetcher=_make_fetcher(find_resource))
    with take_turn(), _collect_warnings() as records, _change_layout(faces, source.etree_element):
        document = source.render(
            font_config=_configure_fonts(tuple(faces.items())), pdf_variant=_VARIANT, dpi=300
        )
        page_of = {anchor: number for number, page in enumerate(document.pages, 1) for anchor in page.anchors}

        def finish(_: Any, pdf: pydyf.PDF) -> None:
            _add_page_labels(pdf, labels)
            name_attachments(pdf)
            declare_accessible(pdf)

        with tag_by_elements(document), cut_fonts(), settle_stream_ends():
            data: bytes = document.write_pdf(
                finisher=finish,
                pdf_variant=_VARIANT,
                dpi=300,
                attachments=make_attachments(sources or {}, date),
            )
    messages = [record.getMessage() for record in records]
    messages += find_disagreements(document)
    _raise_warnings(messages, _find_foreign_fonts(document, faces), find_overflows(document))
    blocks = tuple(_list_blocks(document))
    return TypesetPdf(data, len(document.pages), page_of, blocks)


@contextmanager
def _change_layout(faces: Mapping[str, bytes], root: Any) -> Iterator[None]:
    """Let what is laid out inside this block, of the document of `root`, be laid out as we do."""
    lines = compose_lines(Shaper(faces), root)
    with lines, keep_footnotes(), settle_pages(), continue_tables(), turn_blocks():
        yield


def _list_blocks(document: Any) -> Iterator[Block]:
    """Every element with `data-source`, and every heading with an id, once for each page it stands on."""
    for number, page in enumerate(document.pages, 1):
        seen: set[Any] = set()
        for box in page._page_box.descendants(placeholders=True):
            element = box.element
            # The first box is the outermost; those of ::before and its like have a tag of their own.
            if element is None or box.element_tag != element.tag or element in seen:
                continue
            heading = element.get("id") if element.tag in {"h1", "h2"} else None
            source = element.get("data-source") or (heading and f"#{heading}")
            if source:
                seen.add(element)
                x, y = box.border_box_x(), box.border_box_y()
                yield Block(source, number, x, y, box.border_width(), box.border_height())


@lru_cache(maxsize=1)
def _configure_fonts(faces: tuple[tuple[str, bytes], ...]) -> Any:
    """WeasyPrint's view of the fonts, kept while they stay the same: Pango holds on to what one document
    has loaded, and a preview makes hundreds."""
    from weasyprint.text.fonts import FontConfiguration

    with use_own_fonts():
        return FontConfiguration()


def _make_fetcher(find_resource: FindResource) -> Any:
    """A fetcher that knows the resources of this document and never the network or the disk."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Fetcher(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> Any:
            if picture := _DATA_PICTURE.fullmatch(url):  # in a drawing, which the reader of images checked
                return URLFetcherResponse(url, base64.b64decode(picture[2]), {"Content-Type": picture[1]})
            address = urlsplit(url)
            path = unquote(address.path).removeprefix("/")
            ours = url.startswith(_BASE) and ".." not in path.split("/")
            data = find_resource(path) if ours else None
            if data is None:
                raise ValueError(f"not a resource of this document: {path or url}")
            kind = "text/css" if path.endswith(".css") else "application/octet-stream"
            return URLFetcherResponse(url, data, {"Content-Type": kind})

    return Fetcher(allowed_protocols=(), allow_redirects=False)


class _Collector(logging.Filter):
    """Keeps each warning and error of this thread and shows it to nobody else; lets others' pass."""

    def __init__(self) -> None:
        super().__init__()
        self.records: list[logging.LogRecord] = []
        self._thread = threading.get_ident()

    def filter(self, record: logging.LogRecord) -> bool:
        if record.thread != self._thread or record.levelno < logging.WARNING:
            return True
        self.records.append(record)
        return False


@contextmanager
def _collect_warnings() -> Iterator[list[logging.LogRecord]]:
    """Gather WeasyPrint's log of warnings and errors; fontTools' own chatter is not about the page."""
    collector = _Collector()
    logger = logging.getLogger("weasyprint")
    logger.addFilter(collector)
    try:
        yield collector.records
    finally:
        logger.removeFilter(collector)


def _find_foreign_fonts(document: Any, families: Container[str]) -> list[str]:
    """The families asked for or drawn with that are not the document's own.

    WeasyPrint says nothing of a family it cannot find: it takes what the machine has, or what it
    has already loaded.
    """
    from weasyprint.formatting_structure.boxes import TextBox

    asked = {
        family
        for page in document.pages
        for box in page._page_box.descendants()
        if isinstance(box, TextBox)
        for family in box.style["font_family"]
    }
    drawn = {font.family for font in document.fonts.values()}
    return sorted(family for family in asked | drawn if family not in families)


def _raise_warnings(
    warnings: list[str], foreign_fonts: list[str], overflows: list[tuple[str, str, str]]
) -> None:
    missing: list[str] = []
    messages: list[str] = []
    for message in dict.fromkeys(warnings):
        match = re.search(r"unsupported by fonts: .*\(U\+([0-9A-F]{4,6})\)", message, re.DOTALL)
        if match:
            missing.append(chr(int(match[1], 16)))
        else:
            messages.append(message)
    if missing or foreign_fonts or overflows or messages:
        raise TypesettingError(missing, foreign_fonts, overflows, messages)


def _add_page_labels(pdf: pydyf.PDF, labels: Mapping[int, str]) -> None:
    """Let viewers call the pages what the paper calls them (ISO 32000-1 §12.4.2)."""
    import pydyf

    nums = pydyf.Array()
    for index, label in sorted(labels.items()):
        nums.extend([index, pydyf.Dictionary({"P": pydyf.String(label)})])
    after = max(labels, default=-1) + 1
    nums.extend([after, pydyf.Dictionary({"S": "/D", "St": after + 1})])
    pdf.catalog["PageLabels"] = pydyf.Dictionary({"Nums": nums})
