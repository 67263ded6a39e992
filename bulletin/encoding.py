"""Bytes of an editor's file → text, by rules that never guess silently."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence

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
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
# Line ends of other systems, of Word (a line broken with Shift) and of pages: each ends a line here too.
_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_HIDDEN_END = re.compile("[\x0b\x0c\x85\u2028\u2029]")
# What the bytes of other programs' files begin with, and what to call them.
_FORMATS = (
    (b"PK\x03\x04", " Word、WPS 文档或压缩包"),
    (b"\xd0\xcf\x11\xe0", "旧版 Word 或 WPS 文档"),
    (b"{\\rtf", " RTF 文档（写字板、Word）"),
    (b"%PDF", " PDF"),
)
# In real GB 18030 text nearly every character is a common one; Big5 read as GB 18030 is not.
_COMMON_SHARE = 0.9
_MAX_SLIPS = 5  # with more odd bytes than these few, a file is no text


def decode_text(data: bytes, path: str, *, pages: bool = False) -> tuple[str, list[Problem]]:
    """Decode `data`; a mark decides, else strict UTF-8, else plausible GB 18030 with a notice.

    Returns the text with `\\n` line ends and no mark, and the problems: a notice where the file
    was not UTF-8, an error (and empty text) where no reading is certain. With `pages` a form feed stays,
    as text out of print has one where a page begins; else it is a line end.
    """
    for start, kind in _FORMATS:
        if data.startswith(start):
            hint = "用原来的程序打开，“另存为”纯文本（.txt），编码选 UTF-8；文章的文件名以 .md 结尾"
            return "", [Problem("F104", f"这是{kind}，不是纯文本", hint, path)]
    for mark, codec, name in _MARKS:
        if data.startswith(mark):
            try:
                text = data.removeprefix(mark).decode("utf-8") if not name else data.decode(codec)
            except UnicodeDecodeError:
                return "", [_unreadable(path)]
            return _accept(text, path, name, pages)
    try:
        return _accept(data.decode("utf-8"), path, "", pages)
    except UnicodeDecodeError:
        pass
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return "", _explain_bad_bytes(data, path)
    if _is_common(text):
        return _accept(text, path, "GB18030（ANSI）", pages)
    return "", _explain_bad_bytes(data, path)


def replace_spans(data: bytes, spans: Sequence[tuple[int, int, int, str]]) -> bytes:
    """`data` with spans replaced (line and columns from 1, the end behind the last character, new text),
    in its own encoding, with its own mark and line ends, of new text too; every other byte is as it was.

    Raises ValueError where the file would not come out of its encoding as it went in.
    """
    mark, codec = _find_codec(data)
    text = data.removeprefix(mark).decode(codec)
    if mark + text.encode(codec) != data:
        raise ValueError("the encoding does not round-trip")
    starts = [0, *(match.end() for match in re.finditer(f"{_LINE_END.pattern}|\n", text))]
    line_end = "\r\n" if "\r\n" in text else "\n"
    for line, column, end, new in sorted(spans, reverse=True):
        start = starts[line - 1]
        text = text[: start + column - 1] + new.replace("\n", line_end) + text[start + end - 1 :]
    return mark + text.encode(codec)


def read_lines(data: bytes, first: int, last: int) -> str:
    """The lines `first` to `last` (from 1, both included) of `data`, joined by `\\n`; less where it ends.

    Raises ValueError (UnicodeDecodeError) where `data` is no text.
    """
    mark, codec = _find_codec(data)
    text = _LINE_END.sub("\n", data.removeprefix(mark).decode(codec))
    return "\n".join(text.split("\n")[first - 1 : last])


def replace_lines(data: bytes, first: int, last: int, text: str) -> bytes:
    """`data` with lines `first` to `last` replaced by `text` (`\\n` between lines), in its own encoding and
    with its own line ends; every other byte is as it was.

    Raises ValueError where it has no such lines, or would not come out of its encoding as it went in.
    """
    mark, codec = _find_codec(data)
    whole = data.removeprefix(mark).decode(codec)
    if mark + whole.encode(codec) != data:
        raise ValueError("the encoding does not round-trip")
    ends = [(match.start(), match.end()) for match in re.finditer(f"{_LINE_END.pattern}|\n", whole)]
    starts = [0, *(end for _, end in ends)]
    if not 1 <= first <= last <= len(starts):
        raise ValueError("no such lines")
    stop = ends[last - 1][0] if last <= len(ends) else len(whole)
    line_end = (
        whole[slice(*ends[first - 1])] if first <= len(ends) else whole[slice(*ends[-1])] if ends else "\n"
    )
    new = text.replace("\n", line_end)
    return mark + (whole[: starts[first - 1]] + new + whole[stop:]).encode(codec)


def _find_codec(data: bytes) -> tuple[bytes, str]:
    """The mark and the codec by which `decode_text` reads `data`."""
    codecs_of = {
        codecs.BOM_UTF8: "utf-8",
        codecs.BOM_UTF32_LE: "utf-32-le",
        codecs.BOM_UTF32_BE: "utf-32-be",
        codecs.BOM_UTF16_LE: "utf-16-le",
        codecs.BOM_UTF16_BE: "utf-16-be",
    }
    for mark, codec in codecs_of.items():
        if data.startswith(mark):
            return mark, codec
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return b"", "gb18030"
    return b"", "utf-8"


def _accept(text: str, path: str, encoding: str, pages: bool) -> tuple[str, list[Problem]]:
    text = text.lstrip("\ufeff")
    hidden = [] if pages else [*_explain_hidden_ends(text, path)]
    text = _LINE_END.sub(lambda end: "\f" if pages and end[0] == "\f" else "\n", text)
    controls = _CONTROL.findall(text)
    if "\0" in controls or len(controls) > _MAX_SLIPS:
        return "", [_unreadable(path)]
    if controls:
        return "", list(_explain_controls(text, path))
    if not encoding:
        return text, hidden
    notice = Problem(
        "F102",
        f"文件的编码是 {encoding}，已照此读出",
        "如有乱码请检查；在记事本里“另存为”，编码选 UTF-8，这条提示就不再出现",
        path,
        severity=Severity.INFO,
    )
    return text, [notice, *hidden]


def _explain_hidden_ends(text: str, path: str) -> Iterator[Problem]:
    """Tell of line ends that an editor shows none of: it counts fewer lines than we from there on."""
    if match := _HIDDEN_END.search(text):
        before = _LINE_END.sub("\n", text[: match.start()])
        hint = "当作换行；在这里按回车，换成真的换行，以后的行号就与编辑器里的一致"
        message = "有从 Word 粘贴来的软回车，编辑器里看不见"
        line = before.rpartition("\n")[2]
        yield Problem("F108", message, hint, path, before.count("\n") + 1, line, Severity.INFO)


def _explain_controls(text: str, path: str) -> Iterator[Problem]:
    for number, line in enumerate(text.split("\n"), 1):
        for char in dict.fromkeys(_CONTROL.findall(line)):
            at = line.index(char)
            near = _CONTROL.sub("□", line[max(0, at - 4) : at + 5])
            message = f"“{near}”里有看不见的控制字符 U+{ord(char):04X}"
            yield Problem("F105", message, "把这几个字删去重打", path, number, _CONTROL.sub("□", line))


def _explain_bad_bytes(data: bytes, path: str) -> list[Problem]:
    """Where nearly all is UTF-8, name the line that is not; else say that no reading is certain."""
    text = _LINE_END.sub("\n", data.decode("utf-8", "replace"))
    rest = text.replace("\ufffd", "")
    if text.count("\ufffd") > _MAX_SLIPS or rest.isascii() or _CONTROL.search(rest) or not _is_common(rest):
        return [_unreadable(path)]
    hint = "用记事本打开，对照原稿把这一行的乱码改正，再“另存为”，编码选 UTF-8"
    return [
        Problem("F106", "这一行有坏了的字", hint, path, number, line)
        for number, line in enumerate(text.split("\n"), 1)
        if "\ufffd" in line
    ]


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
