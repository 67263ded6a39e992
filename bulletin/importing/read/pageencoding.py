"""The bytes of a web page → its text, by its mark, its own word or what its bytes can be."""

from __future__ import annotations

import re

from bulletin.errors import BulletinError
from bulletin.importing.model import Remark
from bulletin.importing.read.text import decode_manuscript, is_common

_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_-]+)""", re.IGNORECASE)
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_CODECS = {
    **dict.fromkeys(("gb2312", "gbk", "gb18030", "gb_2312-80", "cp936", "x-gbk"), "gb18030"),
    **dict.fromkeys(("utf-8", "utf8", "unicode-1-1-utf-8"), "utf-8"),
    **dict.fromkeys(("big5", "big5-hkscs", "x-x-big5"), "big5hkscs"),
}
_MOST_BROKEN = 0.002  # of the characters of a page: a program has cut one in two, or pasted other bytes in


def decode_page(data: bytes, file: str, charset: str = "") -> tuple[str, tuple[Remark, ...]]:
    """The text of a page, and what to say of its encoding; `charset` is what brought the page says of it.

    Raises BulletinError where no reading is certain.
    """
    if data.startswith(_MARKS):
        return decode_manuscript(data, file)
    found = _CHARSET.search(data[:4096])
    named = charset or (found[1].decode() if found else "")
    codec = _CODECS.get(named.lower(), "")
    # Few texts in GBK happen to be UTF-8, none of them long and of common characters in it.
    if codec and codec != "utf-8" and not data.isascii() and (text := _decode(data, "utf-8")) is not None:
        declared = _decode(data, codec)
        if declared is None or not is_common(declared) or is_common(text):
            return text, (Remark(f"编码是 UTF-8，网页自己写的 {named} 不对"),)
    if codec and (text := _decode(data, codec)) is not None:
        return text, (Remark(f"网页写明编码是 {named}"),)
    try:
        return decode_manuscript(data, file)
    except BulletinError:
        text = _decode_broken(data, codec)
        if not text:
            raise
    count = text.count("\ufffd")
    message = f"网页里有{count}处字节坏了，写成了“\ufffd”，请对照原文改正"
    return text, (Remark(message, guess=True, code="I120"),)


def _decode(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return None


def _decode_broken(data: bytes, codec: str) -> str:
    """The reading with the fewest broken places, where they are few and the rest is common Chinese."""
    readings = [
        data.decode(name, "replace") for name in dict.fromkeys(filter(None, (codec, "utf-8", "gb18030")))
    ]
    best = min(readings, key=lambda text: text.count("\ufffd"))
    broken = best.count("\ufffd")
    return (
        best if broken <= max(3, _MOST_BROKEN * len(best)) and is_common(best.replace("\ufffd", "")) else ""
    )
