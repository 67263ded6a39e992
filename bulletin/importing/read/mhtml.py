"""A web page in one file (MHTML, RFC 2557) → its HTML, read as any page, with the files saved beside it."""

from __future__ import annotations

import binascii
import email
import email.errors
import email.policy
import re
from email.message import Message
from urllib.parse import urljoin

from bulletin.importing.model import Manuscript
from bulletin.importing.read.html import read_html
from bulletin.importing.refusals import refuse_broken

_MAX_PARTS = 2_000
_KEPT = ("image/", "application/octet-stream", "text/css", "text/html", "application/xhtml")
# A file in which these names head no line is no such file, whatever it is called.
_HEADER = re.compile(rb"^(?:mime-version|content-type)\s*:", re.IGNORECASE | re.MULTILINE)


def read_mhtml(data: bytes, file: str) -> Manuscript:
    """Read a .mht or .mhtml as browsers and Word save it; one that is in truth a page is read as one."""
    if not _HEADER.search(data[:4_096]):
        return read_html(data, file)
    try:
        message = email.message_from_bytes(data.lstrip(b"\xef\xbb\xbf\r\n"), policy=email.policy.compat32)
        parts = [part for part in message.walk() if not part.is_multipart()][:_MAX_PARTS]
    except (email.errors.MessageError, ValueError, LookupError, RecursionError) as error:
        raise refuse_broken(file, "不是完整的单个文件网页") from error
    start = message.get_param("start")
    pages = [part for part in parts if part.get_content_type() in {"text/html", "application/xhtml+xml"}]
    main = next(
        (part for part in pages if start and part.get("Content-ID") == start), pages[0] if pages else None
    )
    if main is None:
        raise refuse_broken(file, "单个文件网页里没有网页")
    beside: dict[str, bytes] = {}
    base = _find_location(main)
    for part in parts:
        if part is main or not part.get_content_type().startswith(_KEPT):
            continue
        content = _decode(part)
        for name in _list_names(part, base):
            beside.setdefault(name, content)
    charset = main.get_content_charset("") or ""
    return read_html(_decode(main), file, beside, charset)


def _find_location(part: Message) -> str:
    return "".join(str(part.get("Content-Location", "")).split())


def _list_names(part: Message, base: str) -> list[str]:
    """What a page may call a part: its address, as seen from the page, its number, the end of it."""
    location = _find_location(part)
    names = [location, *_join(base, location)] if location else []
    if location and base and location.startswith(base.rpartition("/")[0] + "/"):
        names.append(location[len(base.rpartition("/")[0]) + 1 :])
    if identity := str(part.get("Content-ID", "")).strip():
        names.append(f"cid:{identity.strip('<>')}")
    if last := location.partition("?")[0].rpartition("/")[2]:
        names.append(last)
    return [name for name in dict.fromkeys(names) if name]


def _join(base: str, location: str) -> list[str]:
    """The whole address of a part; none where there is no such address."""
    try:
        return [urljoin(base, location)]
    except ValueError:  # http://[x
        return []


def _decode(part: Message) -> bytes:
    """The bytes of a part, out of the letters that mail sends them in (RFC 2045 §6)."""
    try:
        content = part.get_payload(decode=True)
    except (ValueError, LookupError, binascii.Error):
        return b""
    return content if isinstance(content, bytes) else b""
