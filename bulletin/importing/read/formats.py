"""The registry of readers: the bytes of a file → the one reader that takes them, or what to do about them.

A kind of file that we read ourselves is a `Reader` in `READERS`; one that an office program has to make a
.docx of first is an `OfficeKind` in `OFFICE_KINDS`. The first of a list that a file is of is its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePath

from bulletin.errors import BulletinError, Problem
from bulletin.importing.model import Manuscript
from bulletin.importing.read.repair import repair_characters
from bulletin.importing.refusals import (
    refuse_broken,
    refuse_encrypted,
    refuse_entities,
    refuse_kind,
    refuse_lock,
)

_HEAD = 4_096  # bytes that tell the kind of a file
_MARK = b"\xef\xbb\xbf \t\r\n"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Names in an OLE file are UTF-16; an encrypted .docx keeps its package under this (MS-OFFCRYPTO §2.3.4.4).
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_WORD_STREAM = "WordDocument".encode("utf-16-le")  # [MS-DOC] §2.1.1; WPS keeps to it
_FIB = b"\xec\xa5"
_NOT_WORD = {"Workbook": "Excel 表格", "Book": "Excel 表格", "PowerPoint Document": "PowerPoint 演示文稿"}
_ODT = b"application/vnd.oasis.opendocument.text"  # an .odt begins with its type (ODF 1.2 part 3 §3.3)
_ODT_PARTS = ("META-INF/manifest.xml", "content.xml", "styles.xml", "meta.xml", "settings.xml")
# Word 2003 in one XML file, which many office systems fill in and call .doc.
_WORD_2003 = re.compile(
    rb"progid=[\"']Word\.Document|schemas\.microsoft\.com/office/word/2003/wordml|office/2006/xmlPackage"
)
_HTML = re.compile(
    rb"(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*(?:<!doctype\s+html|<html)", re.IGNORECASE | re.DOTALL
)
# A web page with its pictures in one file (MHTML, RFC 2557): Word saves it, as .doc where it is told to.
_MHTML = re.compile(rb"(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?mime-version:", re.IGNORECASE)
_MIME = re.compile(
    rb"(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?content-type:\s*multipart/(?:related|alternative|mixed)\b",
    re.IGNORECASE,
)
# How a picture, a program, an archive or other XML begins; UTF-16 has zeros with letters.
_OTHERS = (
    *(b"<?xml", b"<svg", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"MZ", b"\x7fELF"),
    *(b"\x1f\x8b", b"Rar!", b"7z\xbc"),
)


@dataclass(frozen=True, slots=True)
class Reader:
    """A format that we read: the suffixes that mean it, a test of the first bytes that means it whatever the
    file is called, and what reads it (bytes, name, files beside it → Manuscript; raises BulletinError)."""

    suffixes: frozenset[str]
    signature: Callable[[bytes], bool]
    read: Callable[[bytes, str, Mapping[str, bytes]], Manuscript]

    def takes(self, data: bytes, suffix: str) -> bool:
        """Whether a file of this content and this suffix, in small letters, is of the format."""
        return suffix in self.suffixes or self.signature(data[:_HEAD])


@dataclass(frozen=True, slots=True)
class OfficeKind:
    """A format that only an office program reads: its suffix, a test of the first bytes, and what refuses
    files that no such program is to be given (bytes, name; raises BulletinError)."""

    suffix: str
    signature: Callable[[bytes], bool]
    check: Callable[[bytes, str], None]


def read_manuscript(data: bytes, name: str, beside: Mapping[str, bytes] | None = None) -> Manuscript:
    """Read `data`, the content of the file `name`, by what it is and not by what it is called; `beside` are
    the files that were saved with it, by name, where it is a web page.

    Raises BulletinError with what is wrong and what to do about it.
    """
    if not data.strip(b"\0 \r\n\t\xef\xbb\xbf\xff\xfe"):
        raise BulletinError([Problem("I113", "文件里没有文字", "检查是不是选错了文件", name)])
    if PurePath(name).name.startswith("~$"):
        raise refuse_lock(name)
    suffix = PurePath(name).suffix.lower()
    reader = next((reader for reader in READERS if reader.takes(data, suffix)), None)
    if reader is None:
        raise refuse_kind(name, "不认识这种文件")
    return repair_characters(reader.read(data, name, beside or {}))


def find_office_kind(data: bytes) -> str:
    """The suffix of a kind that only an office program reads, by the content; "" where it is none of them."""
    head = data[:_HEAD]
    return next((kind.suffix for kind in OFFICE_KINDS if kind.signature(head)), "")


def may_hold_metafiles(data: bytes) -> bool:
    """Whether a container may have drawings of Windows: the names in its directory are not packed."""
    return data.startswith(b"PK") and any(suffix in data.lower() for suffix in (b".wmf", b".emf"))


def check_office(data: bytes, name: str, suffix: str) -> None:
    """Raise BulletinError for what no office program is to be given: another kind of document in the same
    container, one with a password, a bomb."""
    for kind in OFFICE_KINDS:
        if kind.suffix == suffix:
            kind.check(data, name)


def _check_ole(data: bytes, name: str) -> None:
    """Hold a compound file ([MS-CFB]) to be a document of Word or WPS without a password."""
    if _ENCRYPTED in data:
        raise refuse_encrypted(name)
    if _WORD_STREAM not in data:
        for stream, kind in _NOT_WORD.items():
            if stream.encode("utf-16-le") in data:
                raise refuse_kind(name, f"这不是 Word 文档，是{kind}")
        raise refuse_broken(name, "不是完整的 Word 文档")
    # The document's first bytes (FibBase, [MS-DOC] §2.5.2): wIdent, and fEncrypted among the flags at 0x0A.
    at = data.find(_FIB)
    while at >= 0:
        if at % 512 == 0 and len(data) > at + 0x0B and data[at + 0x0B] & 0x01:
            raise refuse_encrypted(name)
        at = data.find(_FIB, at + 1)


def _check_odt(data: bytes, name: str) -> None:
    from bulletin.importing.read.docx.archive import Archive

    archive = Archive(data, name)
    if b"encryption-data" in archive.read("META-INF/manifest.xml"):  # ODF 1.2 part 3 §4.4
        raise refuse_encrypted(name)
    for part in _ODT_PARTS:
        archive.parse(part)


def _check_markup(data: bytes, name: str) -> None:
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise refuse_entities(name, "这样的文件可能做了手脚；用 Word 或 WPS 打开，另存为 .docx 再导入")


OFFICE_KINDS = (
    OfficeKind(".doc", lambda head: head.startswith(_OLE), _check_ole),
    OfficeKind(".rtf", lambda head: head.lstrip().startswith(b"{\\rtf"), _check_markup),
    OfficeKind(".odt", lambda head: head.startswith(b"PK") and _ODT in head[:200], _check_odt),
    OfficeKind(
        ".xml",
        lambda head: head.lstrip(_MARK).startswith(b"<?xml") and bool(_WORD_2003.search(head)),
        _check_markup,
    ),
)


# What each reader needs is loaded when a file of its format is there: an import of text needs no PDF library.


def _read_docx(data: bytes, name: str, _: Mapping[str, bytes]) -> Manuscript:
    from bulletin.importing.read.docx import read_docx

    return read_docx(data, name)


def _read_pdf(data: bytes, name: str, _: Mapping[str, bytes]) -> Manuscript:
    from bulletin.importing.read.pdf import read_pdf

    return read_pdf(data, name)


def _read_html(data: bytes, name: str, beside: Mapping[str, bytes]) -> Manuscript:
    from bulletin.importing.read.html import read_html

    return read_html(data, name, beside)


def _read_mhtml(data: bytes, name: str, _: Mapping[str, bytes]) -> Manuscript:
    from bulletin.importing.read.mhtml import read_mhtml

    return read_mhtml(data, name)


def _refuse_other(data: bytes, name: str, _: Mapping[str, bytes]) -> Manuscript:
    raise refuse_kind(name, "不认识这种文件")


def _read_text(data: bytes, name: str, _: Mapping[str, bytes]) -> Manuscript:
    from bulletin.importing.read.text import read_text

    return read_text(data, name)


def _read_plain(data: bytes, name: str, _: Mapping[str, bytes]) -> Manuscript:
    """A .doc that is in truth plain text; one that is neither is damaged."""
    try:
        return _read_text(data, name, {})
    except BulletinError as error:
        if any(problem.code == "F101" for problem in error.problems):
            raise refuse_broken(name, "不是完整的 Word 文档") from error
        raise


def _known_by_name(head: bytes) -> bool:
    """The signature of text, which has none."""
    return False


READERS = (
    Reader(frozenset(), lambda head: head.startswith(b"PK"), _read_docx),
    Reader(frozenset({".pdf"}), lambda head: b"%PDF-" in head[:1024], _read_pdf),
    Reader(
        frozenset({".html", ".htm", ".xhtml"}),
        lambda head: bool(_HTML.match(head.lstrip(_MARK))),
        _read_html,
    ),
    Reader(
        frozenset({".mht", ".mhtml"}),
        lambda head: bool(_MHTML.match(head.lstrip(_MARK)) or _MIME.match(head.lstrip(_MARK))),
        _read_mhtml,
    ),
    Reader(frozenset({".docx", ".docm", ".dotx"}), _known_by_name, _read_docx),  # none: it says so
    Reader(frozenset(), lambda head: head.lstrip(_MARK).startswith(_OTHERS), _refuse_other),
    Reader(frozenset({".doc", ".wps", ".dot", ".wpt", ".rtf", ".odt"}), _known_by_name, _read_plain),
    Reader(frozenset({".txt", ".md", ".text", ""}), _known_by_name, _read_text),
)
