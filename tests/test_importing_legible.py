"""PDF: what a page keeps to itself is mended or told: marks of odd fonts, copies, watermarks, scans."""

from __future__ import annotations

import io

import pypdfium2
import pytest
from PIL import Image

from bulletin.importing.model import Manuscript, PageLine, Reason
from bulletin.importing.read.formats import read_manuscript
from bulletin.importing.read.pdf.encodings import decode_glyph, is_coded
from bulletin.importing.read.pdf.legible import find_illegible
from bulletin.importing.recognise.paragraphs.pages import join_pages
from bulletin.importing.recognise.stages import recognise
from bulletin.importing.write.report import check_balance

from .conftest import REPOSITORY

SENTENCE = "各地要把科技创新摆在突出位置，完善投入机制，推动企业与高校院所共建研发平台，形成一批成果。"


def print_pdf(body: str, style: str = "") -> bytes:
    from bulletin.pdf import import_weasyprint

    import_weasyprint()
    import weasyprint

    face = (REPOSITORY / "fonts" / "BulletinFang-Regular.ttf").as_uri()
    page = f'@font-face{{font-family:"F";src:url("{face}")}} @page{{size:400pt 600pt;margin:40pt}}'
    page += 'body{font:10pt "F"}'
    data = weasyprint.HTML(string=f"<style>{page}{style}</style>{body}").write_pdf()
    assert isinstance(data, bytes)
    return data


def read_texts(manuscript: Manuscript) -> list[str]:
    return [block.text for block in join_pages(manuscript).blocks]


@pytest.mark.parametrize(
    ("face", "text", "drawn"),
    [
        ("b5+cajcd fnta1", "5莎翁情史6#/¹0),", "《莎翁情史》·“①”—…"),
        ("abcdef+symbolmt", "\uf03d\uf061\uf0b4\uf0e5", "=α×∑"),
        ("wingdings", "\uf06c", "\uf06c"),
        ("simsun", "5#", "5#"),
    ],
)
def test_fonts_with_codes_of_their_own(face: str, text: str, drawn: str) -> None:
    found = [
        decode_glyph(char, face) if is_coded(face) and not "一" <= char <= "龥" else char for char in text
    ]
    assert "".join(found) == drawn


def test_text_that_is_drawn_twice_is_there_once() -> None:
    """A shadow, or weight that a program makes of two copies."""
    copy = "".join(f"<span style='display:inline-block'>{char}</span>" for char in SENTENCE[:20])
    lines = f"<div>{SENTENCE[:20]}</div><div style='top:0.8pt;left:0.8pt'>{copy}</div>"
    manuscript = read_manuscript(print_pdf(lines, "div{position:absolute;top:0;left:0}"), "a.pdf")
    assert read_texts(manuscript) == [SENTENCE[:20]]
    assert check_balance(recognise(manuscript)) == []


def test_words_that_are_doubled_stay_so() -> None:
    manuscript = read_manuscript(print_pdf("<p>人人为我，我为人人，常常ll..。</p>"), "a.pdf")
    assert read_texts(manuscript) == ["人人为我，我为人人，常常ll..。"]


def test_a_watermark_is_left_out_and_told() -> None:
    style = "div{position:absolute;top:200pt;left:40pt;font-size:48pt;transform:rotate(-45deg)}"
    data = print_pdf(f"<div>内部资料</div><p>{SENTENCE * 12}</p>", style)
    manuscript = read_manuscript(data, "a.pdf")
    assert read_texts(manuscript) == [SENTENCE * 12]
    assert [(item.text, item.why) for item in manuscript.left] == [("内部资料", Reason.WATERMARK)]
    assert check_balance(recognise(manuscript)) == []


def test_a_scanned_page_among_others_is_named() -> None:
    with pypdfium2.PdfDocument(print_pdf(f"<p>{SENTENCE}</p>")) as document:
        image = pypdfium2.PdfImage.new(document)
        buffer = io.BytesIO()
        Image.new("RGB", (40, 60), "#ddd").save(buffer, "JPEG")
        buffer.seek(0)
        image.load_jpeg(buffer)
        page = document.new_page(400, 600)
        image.set_matrix(pypdfium2.PdfMatrix().scale(400, 600))
        page.insert_obj(image)
        page.gen_content()
        saved = io.BytesIO()
        document.save(saved)
    told = [(item.origin.place, item.code) for item in read_manuscript(saved.getvalue(), "a.pdf").remarks]
    assert ("第2页", "I147") in told


def test_a_page_without_marks_is_told_and_a_list_is_not() -> None:
    def make(text: str, count: int) -> list[PageLine]:
        return [PageLine(1, text, 50, 350, 700 - 20 * i, 10, False) for i in range(count)]

    bare = "".join(char for char in SENTENCE if char not in "，。")
    assert [item.page for item in find_illegible(make(bare, 12), {1: bare})] == [1]
    assert find_illegible(make(SENTENCE, 12), {1: SENTENCE}) == []
    assert find_illegible(make("某市科学技术局", 60), {1: ""}) == []
    assert [item.page for item in find_illegible([], {3: "\ufffd" * 9})] == [3]
