"""Bytes of an editor's file → text, by rules that never guess silently."""

from __future__ import annotations

import codecs
import re

from bulletin.errors import Problem, Severity

# Notepad's Unicode files carry a mark; 32-bit marks begin with the 16-bit ones, so they go first.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8", ""),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
# Control characters that no text file holds; NUL shows UTF-16 without a mark.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")
# In real GB 18030 text nearly every character is a common one; Big5 read as GB 18030 is not.
_COMMON_SHARE = 0.9


def decode_text(data: bytes, path: str) -> tuple[str, list[Problem]]:
    """Decode `data`; a mark decides, else strict UTF-8, else plausible GB 18030 with a notice.

    Returns the text with `\\n` line ends and no mark, and the problems: a notice where the file
    was not UTF-8, an error (and empty text) where no reading is certain.
    """
    for mark, codec, name in _MARKS:
        if data.startswith(mark):
            try:
                text = data.removeprefix(mark).decode("utf-8") if not name else data.decode(codec)
            except UnicodeDecodeError:
                return "", [_unreadable(path)]
            return _accept(text, path, name)
    try:
        return _accept(data.decode("utf-8"), path, "")
    except UnicodeDecodeError:
        pass
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return "", [_unreadable(path)]
    return _accept(text, path, "GB18030（ANSI）") if _is_common(text) else ("", [_unreadable(path)])


def _accept(text: str, path: str, encoding: str) -> tuple[str, list[Problem]]:
    if _CONTROL.search(text):
        return "", [_unreadable(path)]
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n")
    if not encoding:
        return text, []
    notice = Problem(
        "F102",
        f"文件是 {encoding} 编码，已照此读出",
        "如有乱码请检查；在记事本里“另存为”，编码选 UTF-8，这条提示就不再出现",
        path,
        severity=Severity.INFO,
    )
    return text, [notice]


def _is_common(text: str) -> bool:
    wide = [char for char in text if char > "\x7f"]
    common = sum(1 for char in wide if _is_gb2312(char))
    return common >= _COMMON_SHARE * len(wide)


def _is_gb2312(char: str) -> bool:
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return char in "—·•"  # the codec maps A1AA and A1A4 to look-alikes of these
    return True


def _unreadable(path: str) -> Problem:
    return Problem(
        "F101",
        "文件不是 UTF-8 编码的文字，认不出是什么编码",
        "用记事本打开，确认文字无误后“另存为”，编码选 UTF-8；如是 Word 文档，请先另存为纯文本",
        path,
    )
