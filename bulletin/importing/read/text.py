"""A text file → its lines as a Manuscript; the encoding is found, said, and never guessed in silence."""

from __future__ import annotations

import codecs
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from bulletin.encoding import decode_text
from bulletin.errors import BulletinError, Problem, errors_of
from bulletin.hanzi import is_han
from bulletin.importing.model import Line, Manuscript, Remark, count_han
from bulletin.importing.read.pasted import drop_surroundings
from bulletin.importing.read.repair import tell_unseen
from bulletin.importing.spacing import drop_invisible

_MAX_CHARACTERS = 2_000_000  # an issue has twenty thousand
_BLANKS = " \t\u00a0\u3000"
_COMMON_SHARE = 0.9
_LEAST_PAGES = 3  # that tell how many lines a page has


def read_text(data: bytes, file: str) -> Manuscript:
    """Read a text file in UTF-8, UTF-16 or GB 18030; raises BulletinError where no reading is certain."""
    text, remarks = decode_manuscript(data, file)
    if len(text) > _MAX_CHARACTERS:
        hint = "一期公报约两万字；把文件分成几份，分别导入"
        raise BulletinError([Problem("I104", f"有 {len(text) / 10_000:.0f} 万个字符，太长", hint, file)])
    whole = split_lines(text)
    lines, left, told = drop_surroundings(whole)
    remarks += (*told, *tell_unseen(len(text) - len(drop_invisible(text))))
    words = count_han([text])
    return Manuscript(
        file,
        lines=lines,
        left=tuple(left),
        remarks=remarks,
        words=words,
        page_lines=count_page_lines(whole),
    )


def decode_manuscript(data: bytes, file: str) -> tuple[str, tuple[Remark, ...]]:
    """The text of `data`, and what to say of its encoding."""
    text, problems = decode_text(data, file, pages=True)
    if errors_of(problems):
        unmarked = _decode_unmarked_utf16(data)
        if not unmarked or problems[0].code != "F101":
            raise BulletinError(errors_of(problems))
        message = "编码是 UTF-16（没有标记），照此读出，请看看有没有乱码"
        return unmarked, (Remark(message, guess=True, code="I120"),)
    if problems:  # the notice that it was not UTF-8
        other = _read_as_utf8_too(data)
        message = problems[0].message.removeprefix("文件的")
        return text, (Remark(message + other, guess=bool(other), code="I120" if other else ""),)
    if not data.startswith(codecs.BOM_UTF8) and _is_doubtful(data):
        message = "编码按 UTF-8 读出，但按 GB18030 也读得通，请看看有没有乱码"
        return text, (Remark(message, guess=True, code="I120"),)
    return text, (Remark("编码是 UTF-8"),)


def _is_doubtful(data: bytes) -> bool:
    """Whether bytes that are UTF-8 read as common Chinese in GB 18030, too, as a short file may."""
    try:
        other = data.decode("gb18030")
    except UnicodeDecodeError:
        return False
    return not data.isascii() and _common_share(other) >= _COMMON_SHARE


def _read_as_utf8_too(data: bytes) -> str:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    return "，按 UTF-8 也读得通，请看看有没有乱码" if not data.startswith((b"\xff\xfe", b"\xfe\xff")) else ""


def is_common(text: str) -> bool:
    """Tell whether a text is common Chinese, or has nothing beyond ASCII."""
    return _common_share(text) >= _COMMON_SHARE


def _common_share(text: str) -> float:
    """The share of characters beyond ASCII that are Han or marks of GB 2312."""
    wide = [char for char in text if char > "\x7f"]
    common = 0
    for char in wide:
        try:
            char.encode("gb2312")
        except UnicodeEncodeError:
            continue
        common += 1
    return common / len(wide) if wide else 1.0


def _decode_unmarked_utf16(data: bytes) -> str:
    """UTF-16 without a mark, where exactly one order of its bytes gives common Chinese; else ""."""
    readings = []
    for codec in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        plain = text.replace("\r\n", "\n").replace("\r", "\n")
        if "\0" not in plain and any(map(is_han, plain)) and _common_share(plain) >= _COMMON_SHARE:
            readings.append(plain)
    return readings[0] if len(readings) == 1 else ""


def count_page_lines(lines: Sequence[Line]) -> int:
    """How many lines a full page had; 0 where the text does not say where its pages begin.

    Some programs put a space before the first line of a page and an empty line between all others.
    """
    starts = [i for i, line in enumerate(lines) if i and line.lead == " " and not line.gap]
    spaced = sum(line.gap > 0 for line in lines)
    if len(starts) < _LEAST_PAGES or spaced + len(starts) < 0.95 * (len(lines) - 1):
        return 0
    counts = Counter(end - start for start, end in pairwise([0, *starts]))
    return max((count for count, times in counts.items() if times > 1), default=0)


def split_lines(text: str) -> tuple[Line, ...]:
    """The lines that hold something, each with the white space and the empty lines around it."""
    lines: list[Line] = []
    gap, page = 0, False
    for number, raw in enumerate(text.split("\n"), 1):
        # A form feed begins a page; the programs that people look at a text with count no line for it.
        for i, piece in enumerate(drop_invisible(raw).split("\f")):
            page = page or i > 0
            words = piece.strip(_BLANKS)
            if not words:
                gap += "\f" not in raw
                continue
            lead = piece[: len(piece) - len(piece.lstrip(_BLANKS))]
            trail = piece[len(piece.rstrip(_BLANKS)) :]
            lines.append(Line(words, number, lead, trail, gap, page))
            gap, page = 0, False
    return tuple(lines)
