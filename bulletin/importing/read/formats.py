"""The bytes of a file → which reader it is for; what no reader takes is refused with what to do."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import PurePath

from bulletin.disk import explain_os_error
from bulletin.errors import MACHINE_AT_FAULT, BulletinError, Problem, fail
from bulletin.importing.model import Manuscript

MAX_BYTES = 20_000_000
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
_OTHERS = (
    *(b"<?xml", b"<svg", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"MZ", b"\x7fELF"),
    *(b"\x1f\x8b", b"Rar!", b"7z\xbc"),
)
_OLD_OFFICE = (".doc", ".wps", ".dot", ".wpt", ".rtf", ".odt")
_NO_MEMORY = 2
_TEXT = (".txt", ".md", ".text", "")


def read_manuscript(data: bytes, name: str) -> Manuscript:
    """Read `data`, the content of the file `name`, by what it is and not by what it is called.

    Raises BulletinError with what is wrong and what to do about it.
    """
    if not data.strip(b"\0 \r\n\t\xef\xbb\xbf\xff\xfe"):
        raise BulletinError([Problem("I113", "文件里没有文字", "检查是不是选错了文件", name)])
    return _choose_reader(data, name)(data, name)


def check_size(data: bytes, name: str) -> None:
    """Raise BulletinError where the file is larger than any manuscript."""
    if len(data) > MAX_BYTES:
        hint = f"最大 {MAX_BYTES // 1_000_000} MB；把图片缩小，或删去不用的部分，另存后再导入"
        raise BulletinError([Problem("I102", f"文件超过 {MAX_BYTES // 1_000_000} MB，太大", hint, name)])


def find_office_kind(data: bytes) -> str:
    """The suffix of a kind that only an office program reads, by the content; "" where it is none of them."""
    head = data[:_HEAD]
    if head.startswith(_OLE):
        return ".doc"
    if head.lstrip().startswith(b"{\\rtf"):
        return ".rtf"
    if head.startswith(b"PK") and _ODT in head[:200]:
        return ".odt"
    return ".xml" if head.lstrip(_MARK).startswith(b"<?xml") and _WORD_2003.search(head) else ""


def check_office(data: bytes, name: str, kind: str) -> None:
    """Raise BulletinError for what no office program is to be given: another kind of document in the same
    container, one with a password, a bomb."""
    if kind == ".doc":
        _check_ole(data, name)
    elif kind == ".odt":
        from bulletin.importing.read.docx.archive import Archive

        archive = Archive(data, name)
        if b"encryption-data" in archive.read("META-INF/manifest.xml"):  # ODF 1.2 part 3 §4.4
            raise refuse_encrypted(name)
        for part in _ODT_PARTS:
            archive.parse(part)
    elif b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        hint = "这样的文件可能做了手脚；用 Word 或 WPS 打开，另存为 .docx 再导入"
        raise BulletinError([Problem("I107", "文件里有实体定义（DTD），没有打开", hint, name)])


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


def _choose_reader(data: bytes, name: str) -> Callable[[bytes, str], Manuscript]:
    suffix = PurePath(name).suffix.lower()
    if data.startswith(b"PK") or suffix in {".docx", ".docm", ".dotx"}:
        from bulletin.importing.read.docx import read_docx

        return read_docx
    if b"%PDF-" in data[:1024] or suffix == ".pdf":
        from bulletin.importing.read.pdf import read_pdf

        return read_pdf
    if suffix in {".html", ".htm", ".xhtml"} or _looks_like_html(data):
        from bulletin.importing.read.html import read_html

        return read_html
    if _MHTML.match(data[:_HEAD].lstrip(_MARK)):
        raise refuse_kind(name, "这是单个文件网页（.mht）")
    if suffix not in {*_TEXT, *_OLD_OFFICE} or _is_binary(data):
        raise refuse_kind(name, "不认识这种文件")
    return _read_plain if suffix in _OLD_OFFICE else _read_text


def _read_text(data: bytes, name: str) -> Manuscript:
    from bulletin.importing.read.text import read_text

    return read_text(data, name)


def _read_plain(data: bytes, name: str) -> Manuscript:
    """A .doc that is in truth plain text; one that is neither is damaged."""
    try:
        return _read_text(data, name)
    except BulletinError as error:
        if any(problem.code == "F101" for problem in error.problems):
            raise refuse_broken(name, "不是完整的 Word 文档") from error
        raise


def refuse_kind(name: str, message: str) -> BulletinError:
    """The error of a file that is something else than a manuscript."""
    hint = "能导入的有 .docx、.doc、.wps、.rtf、.odt、.pdf、.txt、.html；用原来的程序打开，另存为其中一种"
    return BulletinError([Problem("I101", message, hint, name)])


def refuse_encrypted(name: str) -> BulletinError:
    """The error of a file that asks for a password."""
    hint = "用 Word、WPS 或阅读器打开，输入密码，取消密码后另存，再导入"
    return BulletinError([Problem("I105", "文件加了密码，打不开", hint, name)])


def refuse_broken(name: str, reason: str = "") -> BulletinError:
    """The error of a file that is damaged, or not what it is called."""
    hint = "重新复制或下载这个文件；能用原来的程序打开的话，另存一份再导入"
    message = f"文件已损坏，读不出来{f'（{reason}）' if reason else ''}"
    return BulletinError([Problem("I103", message, hint, name)])


def explain_no_room(error: OSError) -> BulletinError:
    """The error of a machine that has no place for temporary files, or starts no program."""
    hint = "清理磁盘，关掉不用的程序，再运行一次"
    message = f"这台电脑现在做不了：放临时文件、启动程序时出错（{explain_os_error(error)}）"
    return fail("E302", message, hint, exit_code=MACHINE_AT_FAULT)


def raise_memory_error(error: Exception) -> None:
    """Raise MemoryError where libxml2 calls it an error of syntax (XML_ERR_NO_MEMORY); else nothing."""
    if getattr(error, "code", 0) == _NO_MEMORY:
        raise MemoryError from error


def _looks_like_html(data: bytes) -> bool:
    return bool(_HTML.match(data[:_HEAD].lstrip(_MARK)))


def _is_binary(data: bytes) -> bool:
    """Whether the beginning is that of a picture, a program or other XML; UTF-16 has zeros with letters."""
    return data.lstrip(_MARK).startswith(_OTHERS)
