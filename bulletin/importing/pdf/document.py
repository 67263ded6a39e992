"""A PDF → a Manuscript: its characters by their positions, put together to lines and paragraphs."""

from __future__ import annotations

from itertools import pairwise

import pypdfium2
import pypdfium2.raw as pdfium

from bulletin.errors import BulletinError, Problem
from bulletin.importing.formats import refuse_broken, refuse_encrypted
from bulletin.importing.model import Manuscript, Remark, count_han
from bulletin.importing.pdf.blocks import join_page_lines
from bulletin.importing.pdf.glyphs import read_glyphs
from bulletin.importing.pdf.lines import PageLine, make_lines, split_furniture
from bulletin.importing.pdf.notes import take_notes

_MAX_PAGES = 400
_MAX_CHARACTERS = 1_000_000


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
                glyphs = list(read_glyphs(page))
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
