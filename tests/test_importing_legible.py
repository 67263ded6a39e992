"""PDF: what a page keeps to itself is mended or told: marks of odd fonts, copies, watermarks, scans."""

from __future__ import annotations

import io

import pypdfium2
import pytest
from PIL import Image

from bulletin.importing.model import Manuscript, PageLine, Reason
from bulletin.importing.read.formats import read_manuscript
from bulletin.importing.read.pdf.drawn import Drawn, Picture
from bulletin.importing.read.pdf.encodings import decode_glyph, is_coded
from bulletin.importing.read.pdf.figures import find_figures
from bulletin.importing.read.pdf.geometry import Box, Turn
from bulletin.importing.read.pdf.legible import find_illegible, is_vertical
from bulletin.importing.read.pdf.lines import make_lines
from bulletin.importing.read.pdf.rows import Glyph
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
        ("abcdef+wingdings-regular", "lnØ\xa0", "●■➢\xa0"),
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


def test_an_upright_watermark_is_left_out_and_a_white_title_is_not() -> None:
    style = "div{position:absolute;top:300pt;left:60pt;font-size:48pt;color:#c8c8c8}"
    style += "h1{background:#a00;color:#fff;font-size:20pt}"
    data = print_pdf(f"<h1>关于印发办法的通知</h1><div>样　稿</div><p>{SENTENCE * 4}</p>", style)
    manuscript = read_manuscript(data, "a.pdf")
    assert read_texts(manuscript) == ["关于印发办法的通知", SENTENCE * 4]
    assert [item.why for item in manuscript.left] == [Reason.WATERMARK]


def test_lines_that_are_set_under_words_go_and_blanks_stay() -> None:
    text = [Glyph(char, 50 + 18 * i, 700, 18, 21, False) for i, char in enumerate("微信点餐")]
    text += [Glyph("_", 50 + 9 * i, 700, 9, 21, False) for i in range(12)]
    (line,) = make_lines(text, 1)
    assert line.text == "微信点餐____"


def test_text_from_top_to_bottom_is_told() -> None:
    columns = [
        Glyph(char, 300 - 20 * column, 700 - 12 * i, 12, 14, False)
        for column in range(4)
        for i, char in enumerate(SENTENCE[:20])
    ]
    assert is_vertical(columns)
    rows = [
        Glyph(char, 50 + 12 * i, 700 - 20 * row, 12, 14, False)
        for row in range(4)
        for i, char in enumerate(SENTENCE[:20])
    ]
    assert not is_vertical(rows)


def test_a_title_on_a_picture_is_text() -> None:
    turn = Turn(0, Box(0, 0, 400, 600))
    with pypdfium2.PdfDocument.new() as document:
        image = pypdfium2.PdfImage.new(document)
        drawn = Drawn(pictures=(Picture(Box(10, 500, 390, 580), image, (760, 160, 9000)),))
        title = [Glyph(char, 40 + 20 * i, 540, 20, 24, False) for i, char in enumerate("收入下滑盈利承压")]
        text = [Glyph(char, 40 + 10 * i, 400, 10, 12, False) for i, char in enumerate(SENTENCE[:30])]
        rest, figures, passed = find_figures([*title, *text], drawn, [], turn, 1)
        assert "".join(glyph.text for glyph in rest).startswith("收入下滑盈利承压")
        assert (figures, len(passed)) == ([], 1)
        small = [Glyph(char, 40 + 10 * i, 540, 10, 12, False) for i, char in enumerate("会议现场")]
        _, figures, _ = find_figures([*small, *text], drawn, [], turn, 1)
        assert [figure.words for figure in figures] == ["会议现场"]
