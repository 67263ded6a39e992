"""The bytes of an SVG → its elements with their lines, read without entities, DTD or network."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from xml.parsers import expat

from bulletin.svg.model import SAVE_HINT, DamagedSvgError, Element, SvgError, refuse, shorten

_MAX_ELEMENTS = 200_000  # invisible ones counted: limits.check_limits counts what is drawn
_MAX_DEPTH = 100
_BOMS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_STARTS = ("<?xml", "<svg", "<!--", "<!doctype svg")
_PREFIXED_ROOT = re.compile(r"<[\w.-]+:svg[\s>/]")
_DECLARED = re.compile(rb"<\?xml[^>]*?\sencoding\s*=\s*[\"']([\w.:-]+)[\"']")
# What a browser reads too, under any of its names; GB 2312 and GBK are parts of GB 18030.
_ENCODINGS = re.compile(
    r"utf-8|utf-16(-[bl]e)?|ascii|iso8859-\d+|cp125\d|koi8-[ru]|big5|gb18030|shift_jis|euc_.+"
)
_CHINESE = {"gb2312", "gbk"}


def is_svg(data: bytes) -> bool:
    """Whether `data` begins as an SVG does, in whatever encoding."""
    head = data[:1000]
    for bom in _BOMS:
        head = head.removeprefix(bom)
    text = head.replace(b"\0", b"").lstrip().decode("ascii", "replace").lower()
    return text.startswith(_STARTS) or bool(_PREFIXED_ROOT.match(text))


def parse_svg(data: bytes) -> Element:
    """Read the SVG `data`; raises DamagedSvgError where it is no XML, SvgError where it is refused."""
    reader = _Reader()
    text = _decode(data)
    # The text is handed over in one encoding, whatever the file declares: expat knows few of them.
    try:
        reader.parser.Parse(text.encode(), True)
    except expat.ExpatError as error:
        raise DamagedSvgError(error.lineno) from error
    assert reader.root is not None  # expat has raised for a file without elements
    return reader.root


def _decode(data: bytes) -> str:
    declared = _DECLARED.match(data.removeprefix(codecs.BOM_UTF8)[:200].lstrip())
    name = "utf-8-sig"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        name = "utf-16"
    elif data.startswith(b"<\0"):
        name = "utf-16-le"
    elif data.startswith(b"\0<"):
        name = "utf-16-be"
    elif declared and not data.startswith(codecs.BOM_UTF8):
        name = _find_encoding(declared[1].decode())
    try:
        return data.decode(name)
    except UnicodeDecodeError as error:
        raise DamagedSvgError(data.count(b"\n", 0, error.start) + 1) from error


def _find_encoding(declared: str) -> str:
    try:
        name = codecs.lookup(declared).name
    except LookupError:
        name = ""
    if name in _CHINESE:
        return "gb18030"
    if not _ENCODINGS.fullmatch(name):
        raise refuse(1, f"写的编码是“{shorten(declared)}”，读不了", SAVE_HINT)
    # A declaration that could be read byte by byte is not UTF-16, whatever it says.
    return "utf-8-sig" if name.startswith("utf-16") else name


class _Reader:
    """Builds the tree from expat's events."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate("utf-8", "}")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.EntityDeclHandler = self._entity
        self.parser.SkippedEntityHandler = self._skipped_entity
        self.parser.ProcessingInstructionHandler = self._instruction
        self.root: Element | None = None
        self._open: list[Element] = []
        self._pieces: list[str] = []
        self._elements = 0

    @property
    def _line(self) -> int:
        return self.parser.CurrentLineNumber

    def _start(self, tag: str, attributes: Mapping[str, str]) -> None:
        space, _, name = tag.rpartition("}")
        element = Element(space, name, self._line, dict(attributes))
        self._elements += 1
        if self._elements > _MAX_ELEMENTS or len(self._open) >= _MAX_DEPTH:
            raise SvgError("的图形太多", SAVE_HINT)
        self._flush()
        if self._open:
            self._open[-1].children.append(element)
        else:
            self.root = element
        self._open.append(element)

    def _end(self, tag: str) -> None:
        self._flush()
        self._open.pop()

    def _text(self, text: str) -> None:
        if not self._pieces and not self._open[-1].text_line:
            self._open[-1].text_line = self._line
        self._pieces.append(text)  # it arrives in pieces, cut at every line and entity

    def _flush(self) -> None:
        if self._pieces:
            self._open[-1].children.append("".join(self._pieces))
            self._pieces.clear()

    def _entity(self, name: str, *args: object) -> None:
        message = f"定义了实体 &{shorten(name)};（<!ENTITY>），不安全"
        raise refuse(self._line, message, "在 Illustrator 里导出时不选“保留编辑功能”，或另存为 PNG")

    def _skipped_entity(self, name: str, is_parameter: bool) -> None:
        raise refuse(self._line, f"的“&{shorten(name)};”没有定义", SAVE_HINT)

    def _instruction(self, target: str, data: str) -> None:
        if target.lower() == "xml-stylesheet":
            raise refuse(self._line, "有 <?xml-stylesheet?>，要从别处取样式")
