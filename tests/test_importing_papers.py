"""PDF of periodicals and papers: raised calls, running heads in two columns, what fonts map oddly."""

from __future__ import annotations

from collections.abc import Sequence

import pypdfium2

from bulletin.importing.model import PageLine, Run
from bulletin.importing.read.pdf.furniture import split_furniture
from bulletin.importing.read.pdf.glyphs import find_turn, read_glyphs
from bulletin.importing.read.pdf.lines import make_lines
from bulletin.importing.read.pdf.notes import take_notes
from bulletin.importing.read.pdf.rows import Glyph
from bulletin.importing.recognise.paragraphs.frames import find_frames
from bulletin.importing.recognise.paragraphs.pages import join_page_lines

_MAP = (
    "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def "
    "1 begincodespacerange <00> <FF> endcodespacerange {} endcmap end end"
)


def make_pdf(content: str, mapped: str = "") -> bytes:
    """A PDF of one page of 600 × 800 pt, with Helvetica as /F, and the lines of its ToUnicode."""
    streams = [content, _MAP.format(mapped)]
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 5 0 R"
        " /Resources << /Font << /F 4 0 R >> >> >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica"
        + (" /ToUnicode 6 0 R" if mapped else "")
        + " >>",
        *(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream" for stream in streams),
    ]
    body = "%PDF-1.4\n"
    places = []
    for number, item in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n{item}\nendobj\n"
    start = len(body)
    body += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n"
    body += "".join(f"{place:010d} 00000 n \n" for place in places)
    body += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    return body.encode("latin-1")


def read_texts(data: bytes) -> list[str]:
    with pypdfium2.PdfDocument(data) as document:
        text_page = document[0].get_textpage()
        glyphs, _ = read_glyphs(text_page, find_turn(document[0], text_page))
        return [line.text for line in make_lines(glyphs, 1)]


def printed(text: str, y: float, page: int = 1, pieces: int = 1, size: float = 10.0) -> PageLine:
    return PageLine(page, text, 60, 540, y, size, False, (Run(text),), pieces=pieces)


def test_narrow_letters_side_by_side_are_no_shadow() -> None:
    assert read_texts(make_pdf("BT /F 10 Tf 50 Tz 60 700 Td (http://all.fill) Tj ET")) == ["http://all.fill"]


def test_a_radical_and_its_ideograph_at_one_place_are_one() -> None:
    mapped = "2 beginbfchar <41> <2F6C76EE> <42> <5F55> endbfchar"
    assert read_texts(make_pdf("BT /F 10 Tf 60 700 Td (AB) Tj ET", mapped)) == ["⽬录"]


def test_what_lies_off_the_sheet_is_not_read() -> None:
    content = "BT /F 10 Tf -200 700 Td (hidden) Tj ET BT /F 10 Tf 60 700 Td (shown) Tj ET"
    assert read_texts(make_pdf(content)) == ["shown"]


def test_a_raised_call_stands_in_its_line_however_high_its_box_is() -> None:
    line = [Glyph(char, 60 + i * 10, 700, 10, 12, False) for i, char in enumerate("方法见文献")]
    call = [Glyph(char, 110 + i * 2, 704.2, 2, 12.5, False, 5.2) for i, char in enumerate("[1]")]
    above = [Glyph(char, 60 + i * 10, 714, 10, 12, False) for i, char in enumerate("上面一行的文字")]
    kept, _, _ = take_notes(make_lines([*line, *call, *above], 1))
    assert [made.text for made in kept] == ["上面一行的文字", "方法见文献[1]"]


def test_a_head_in_two_parts_comes_again_in_two_columns() -> None:
    name = "本地科学杂志2023年第40卷第5期"
    lines: list[PageLine] = []
    for page in range(1, 7):
        if page == 4:
            lines.append(printed(f"{name}\u3000• {page} •", 777, page, pieces=2))
        else:
            lines += [printed(name, 777, page), printed(f"• {page} •", 777.5, page)]
        lines += [printed(f"第{page}页第{i}行的文字，各不相同", 700 - 20 * i, page) for i in range(9)]
    kept, _, _ = split_furniture(lines)
    assert not [line.text for line in kept if name in line.text]


def test_captions_at_the_foot_of_pages_are_no_feet() -> None:
    lines: Sequence[PageLine] = [
        printed(text, y, page)
        for page in range(1, 4)
        for text, y in [*((f"第{page}页第{i}行", 700 - 20 * i) for i in range(8)), (f"图{page}", 90)]
    ]
    kept, _, _ = split_furniture(lines)
    assert [line.text for line in kept if line.y == 90] == ["图1", "图2", "图3"]


def test_a_title_across_two_columns_is_in_the_middle_of_both() -> None:
    columns = ((60.0, 290.0), (310.0, 540.0))
    lines = [PageLine(1, "本市成果转化的路径", 220, 380, 720, 16, False, (Run("本市成果转化的路径"),))]
    # What stands small and short across them, a masthead, does not tell how wide the text is.
    lines += [
        PageLine(1, "刊头的说明文字没有写满一行的", 60, 200, 795 - 12 * i, 10, False, ()) for i in range(6)
    ]
    lines += [
        PageLine(1, "本栏的文字写满一整行，句子没有完", *edges, 680 - 15 * i, 10, False, (), column=edges)
        for edges in columns
        for i in range(8)
    ]
    frame = find_frames(lines)[0]
    assert (frame.left, frame.right) == (60, 540)
    assert join_page_lines(lines)[0].look.align == "center"
