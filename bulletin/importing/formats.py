"""The bytes of a file → which reader it is for; what no reader takes is refused with what to do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath

from bulletin.errors import BulletinError, Problem
from bulletin.importing.model import Manuscript

MAX_BYTES = 20_000_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Names in an OLE file are UTF-16; an encrypted .docx keeps its package under this (MS-OFFCRYPTO §2.3.4.4).
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ODT = b"application/vnd.oasis.opendocument.text"  # an .odt begins with its type (ODF 1.2 part 3 §3.3)
_OLD_OFFICE = (".doc", ".wps", ".dot", ".wpt", ".rtf", ".odt")
_TEXT = (".txt", ".md", ".text", "")


def read_manuscript(data: bytes, name: str) -> Manuscript:
    """Read `data`, the content of the file `name`, by what it is and not by what it is called.

    Raises BulletinError with what is wrong and what to do about it.
    """
    if not data.strip(b"\0 \r\n\t\xef\xbb\xbf\xff\xfe"):
        raise BulletinError([Problem("I113", "文件里没有文字", "检查是不是选错了文件", name)])
    return _choose_reader(data, name)(data, name)


def prepare_data(data: bytes, name: str) -> bytes:
    """`data` as a reader takes it: a .doc, .wps, .rtf or .odt is converted to .docx by LibreOffice.

    Raises BulletinError where the file is too large or encrypted, or LibreOffice is not there.
    """
    if len(data) > MAX_BYTES:
        hint = f"最大 {MAX_BYTES // 1_000_000} MB；把图片缩小，或删去不用的部分，另存后再导入"
        raise BulletinError([Problem("I102", f"文件有 {len(data) / 1e6:.0f} MB，太大", hint, name)])
    if not is_office(data, name):
        return data
    if _ENCRYPTED in data:
        raise refuse_encrypted(name)
    from bulletin.importing.office import convert_to_docx

    return convert_to_docx(data, name)


def is_office(data: bytes, name: str) -> bool:
    """Tell whether a file is one that only an office program reads."""
    if data.startswith((_OLE, b"{\\rtf")):
        return True
    return _ODT in data[:200] or (PurePath(name).suffix.lower() in _OLD_OFFICE and not data.startswith(b"PK"))


def _choose_reader(data: bytes, name: str) -> Callable[[bytes, str], Manuscript]:
    suffix = PurePath(name).suffix.lower()
    if data.startswith(b"PK") or suffix in {".docx", ".docm", ".dotx"}:
        from bulletin.importing.docx import read_docx

        return read_docx
    if b"%PDF-" in data[:1024] or suffix == ".pdf":
        from bulletin.importing.pdf import read_pdf

        return read_pdf
    if suffix in {".html", ".htm", ".xhtml"} or _looks_like_html(data):
        from bulletin.importing.html import read_html

        return read_html
    if suffix not in _TEXT or _is_binary(data):
        hint = "能导入的有 .docx、.doc、.wps、.pdf、.txt、.html；用原来的程序打开，另存为其中一种"
        raise BulletinError([Problem("I101", "不认识这种文件", hint, name)])
    from bulletin.importing.text import read_text

    return read_text


def refuse_encrypted(name: str) -> BulletinError:
    """The error of a file that asks for a password."""
    hint = "用 Word、WPS 或阅读器打开，输入密码，取消密码后另存，再导入"
    return BulletinError([Problem("I105", "文件加了密码，打不开", hint, name)])


def refuse_broken(name: str, reason: str = "") -> BulletinError:
    """The error of a file that is damaged, or not what it is called."""
    hint = "重新复制或下载这个文件；能用原来的程序打开的话，另存一份再导入"
    message = f"文件已损坏，读不出来{f'（{reason}）' if reason else ''}"
    return BulletinError([Problem("I103", message, hint, name)])


def _looks_like_html(data: bytes) -> bool:
    head = data[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return head.startswith((b"<!doctype html", b"<html"))


def _is_binary(data: bytes) -> bool:
    """Whether the beginning is no text: a picture, a program; UTF-16 has zeros in pairs with letters."""
    return data.startswith(
        (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"MZ", b"\x7fELF", b"\x1f\x8b", b"Rar!", b"7z\xbc")
    )
