"""A PDF → a Manuscript: its characters by their positions, put together to lines and paragraphs."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from itertools import pairwise

import pypdfium2
import pypdfium2.raw as pdfium

from bulletin.errors import BulletinError, Problem
from bulletin.importing.formats import refuse_broken, refuse_encrypted
from bulletin.importing.model import Manuscript, Remark, count_han
from bulletin.importing.pageblocks import join_page_lines
from bulletin.importing.pagelines import Glyph, PageLine, make_lines, split_furniture
from bulletin.importing.pagenotes import take_notes

_MAX_PAGES = 400
_MAX_CHARACTERS = 1_000_000
_SOFT_HYPHEN, _NOT_A_CHARACTER = "\x02", ("\ufffe", "\uffff", "\0", "\ufeff")
_HEAVY_WEIGHT = 600
_HEAVY_FACES = ("bold", "heavy", "black", "hei", "xiaobiaosong", "xbs", "黑体", "小标宋", "song-heavy")
_NOT_HEAVY = ("yahei", "雅黑")


def read_pdf(data: bytes, file: str) -> Manuscript:
    """Read a PDF; raises BulletinError where it is damaged, asks for a password or holds no text."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise refuse_encrypted(file) from error
        raise refuse_broken(file, "不是完整的 PDF") from error
    with document:
        if len(document) > _MAX_PAGES:
            hint = "用阅读器把要用的几页另存成一个 PDF，再导入"
            raise BulletinError([Problem("I104", f"有 {len(document)} 页，太长", hint, file)])
        lines: list[PageLine] = []
        texts: list[str] = []
        pictures = 0
        for number in range(1, len(document) + 1):
            try:
                page = document[number - 1]
                glyphs = list(_read_glyphs(page))
                pictures += sum(1 for _ in page.get_objects([pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3))
            except pypdfium2.PdfiumError as error:
                raise refuse_broken(file, f"第{number}页读不出来") from error
            texts.append("".join(glyph.text for glyph in glyphs))
            if sum(map(len, texts)) > _MAX_CHARACTERS:
                hint = "用阅读器把要用的几页另存成一个 PDF，再导入"
                raise BulletinError([Problem("I104", "字太多，读不完", hint, file)])
            lines += make_lines(glyphs, number)
    words = count_han(texts)
    if not any(text.strip() for text in texts):
        hint = "用带文字识别（OCR）的软件转成 Word 或文本，核对后再导入"
        raise BulletinError([Problem("I110", "这个 PDF 是扫描的图，里面没有文字", hint, file)])
    kept, margins, left = split_furniture(lines)
    kept, notes, lost = take_notes(kept)
    remarks = [Remark(f"PDF，{len({line.page for line in lines})} 页有字")]
    if pictures:
        message = f"PDF 里有 {pictures} 张图，没有收进，请另存成图片放进去"
        remarks.append(Remark(message, guess=True, code="I137"))
    tables = sorted({one.page for one, other in pairwise(kept) if one.pieces > 1 and other.pieces > 1})
    if tables:
        message = f"第{'、'.join(map(str, tables))}页像是有表格，收成了一行一段，请按表格重写"
        remarks.append(Remark(message, guess=True, code="I136"))
    return Manuscript(
        file,
        blocks=(*join_page_lines(kept), *margins),
        notes=notes,
        left=(*left, *lost),
        remarks=tuple(remarks),
        words=words,
    )


def _read_glyphs(page: pypdfium2.PdfPage) -> Iterator[Glyph]:
    """The characters of a page that somebody typed, with their places in pt from the lower left."""
    text_page = page.get_textpage()
    raw = text_page.raw
    heavy: dict[bytes, bool] = {}
    name = ctypes.create_string_buffer(128)
    flags = ctypes.c_int()
    x, y = ctypes.c_double(), ctypes.c_double()
    box = pdfium.FS_RECTF()
    high = 0
    for index in range(text_page.count_chars()):
        code = pdfium.FPDFText_GetUnicode(raw, index)
        if 0xD800 <= code < 0xDC00:  # half of a character beyond U+FFFF
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0xFFFD
            high = 0
        char = chr(code) if 0 < code < 0x110000 else ""
        if not char or char in "\r\n" or char in _NOT_A_CHARACTER:
            continue
        if pdfium.FPDFText_IsGenerated(raw, index) == 1 and char.isspace():
            continue
        pdfium.FPDFText_GetCharOrigin(raw, index, x, y)
        pdfium.FPDFText_GetLooseCharBox(raw, index, box)
        pdfium.FPDFText_GetFontInfo(raw, index, name, 128, flags)
        face = name.value
        if face not in heavy:
            lower = face.decode("utf-8", "replace").lower()
            named = any(part in lower for part in _HEAVY_FACES) and not any(
                part in lower for part in _NOT_HEAVY
            )
            heavy[face] = named or pdfium.FPDFText_GetFontWeight(raw, index) >= _HEAVY_WEIGHT
        text = "" if char == _SOFT_HYPHEN else char
        width, height = box.right - box.left, box.top - box.bottom
        yield Glyph(text, x.value, y.value, max(width, 0.0), max(height, 0.0), heavy[face])
