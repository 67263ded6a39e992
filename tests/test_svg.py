"""Drawings in the manner of many programs: nothing of them is lost, on the page and in print."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
from typing import TYPE_CHECKING

import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageOps

from bulletin.bitmaps import BitmapError, Fault, read_bitmap
from bulletin.build import build_issue
from bulletin.fonts import Role
from bulletin.html import render_print_fonts
from bulletin.pdf import typeset
from bulletin.svg import DamagedSvgError, SvgError, read_svg, read_svg_text, set_svg_fonts

from .conftest import FIXTURES, MakeWorkspace
from .test_broken import make_png, shipped_fonts
from .test_svg_attacks import ATTACKS, to_bytes

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

DRAWINGS = {path.stem: path.read_bytes() for path in sorted((FIXTURES / "svg").glob("*.svg"))}
PRINTED = [name for name in DRAWINGS if not name.startswith("refused")]
# Their labels are HTML, of which the text or the picture beside it is shown; Chromium shows no drawing that
# is in GB 2312 or in no namespace, and in an <img> it prefers English.
SHOWN_OTHERWISE = {"drawio-html", "drawio-image", "coreldraw", "no-namespace", "nested"}


@pytest.mark.parametrize("name", PRINTED)
def test_a_drawing_of_another_program_is_read(name: str) -> None:
    drawing = read_svg(DRAWINGS[name])
    assert read_svg(drawing.data) == drawing
    assert b"xmlns:" not in drawing.data
    assert b"Text is not SVG" not in drawing.data


def test_there_are_many_programs() -> None:
    assert len(PRINTED) >= 35
    assert all(len(data) <= 4000 for data in DRAWINGS.values())


@pytest.fixture(scope="module")
def page(browser: Browser) -> Page:
    return browser.new_context(locale="zh-CN", device_scale_factor=2).new_page()


def show_picture(page: Page, data: bytes, width: float, height: float) -> bytes:
    """What a browser shows of an SVG in a page, as PNG."""
    address = f"data:image/svg+xml;base64,{base64.b64encode(data).decode()}"
    page.set_viewport_size({"width": round(width) + 20, "height": round(height) + 20})
    page.set_content(f'<img src="{address}" width="{round(width)}" height="{round(height)}">')
    page.evaluate("document.images[0].decode().catch(() => 0)")
    return page.screenshot()


def test_a_browser_shows_what_it_showed(page: Page) -> None:
    different = []
    for name in PRINTED:
        drawing = read_svg(DRAWINGS[name])
        size = (drawing.width, drawing.height)
        shown = show_picture(page, drawing.data, *size)
        assert shown != show_picture(page, b"<svg xmlns='http://www.w3.org/2000/svg'/>", *size), name
        if shown != show_picture(page, DRAWINGS[name], *size):
            different.append(name)
    assert set(different) == SHOWN_OTHERWISE


def print_picture(data: bytes, width: float, height: float) -> Image.Image:
    """The same drawing as it is printed, in the fonts of the repository."""
    fonts = shipped_fonts()
    svg = set_svg_fonts(data, [face.family for face in fonts.stacks[Role.LETTERING]])
    css = f"@page {{ size: {round(width) + 20}px {round(height) + 20}px; margin: 0 }}"
    html = (
        '<html lang="zh-CN"><title>t</title><link rel="stylesheet" href="fonts.css">'
        f"<style>{css} body {{ margin: 8px }} img {{ display: block }}</style>"
        f'<img src="a.svg" alt="a" width="{round(width)}" height="{round(height)}">'
    )
    found = {"a.svg": svg, "fonts.css": render_print_fonts(fonts).encode()}
    found |= {f"fonts/{face.file}": face.data for face in fonts.faces}
    pdf = typeset(html, found.get, {face.family: face.data for face in fonts.faces}, {}).data
    drawn: Image.Image = pypdfium2.PdfDocument(pdf)[0].render(scale=8 / 3).to_pil()
    return drawn


def test_what_is_printed_stands_where_a_browser_shows_it(page: Page) -> None:
    different = []
    for name in PRINTED:
        drawing = read_svg(DRAWINGS[name])
        size = (drawing.width, drawing.height)
        shown = find_ink(Image.open(io.BytesIO(show_picture(page, drawing.data, *size))))
        printed = find_ink(print_picture(drawing.data, *size))
        away = max(abs(a - b) for a, b in zip(shown, printed, strict=True)) / 2
        if away > 0.15 * max(size):  # the fonts differ, and with them the width of words
            different.append(name)
    assert different == []


def find_ink(picture: Image.Image) -> tuple[int, int, int, int]:
    """The box around all that is not nearly white."""
    box = ImageOps.invert(picture.convert("L")).point(lambda grey: 255 if grey > 40 else 0).getbbox()
    assert box
    return box


def test_every_drawing_prints_with_every_word(make_workspace: MakeWorkspace) -> None:
    files: dict[str, str | bytes] = {f"issues/2024-09/{name}.svg": DRAWINGS[name] for name in PRINTED}
    body = "\n\n".join(f"![图样]({name}.svg)" for name in PRINTED)
    workspace = make_workspace({**files, "issues/2024-09/01.md": f"# 图样\n\n{body}\n"})
    built = build_issue(workspace, workspace.find_issue("2024-09"))
    assert built.problems == ()
    inputs = json.loads((built.pdf.parent / "manifest.json").read_text("utf-8"))["inputs"]
    assert inputs["issues/2024-09/visio.svg"] == hashlib.sha256(DRAWINGS["visio"]).hexdigest()
    published = {path.read_bytes() for path in built.pdf.parent.glob("images/*.svg")}
    assert published == {read_svg(DRAWINGS[name]).data for name in PRINTED}
    document = pypdfium2.PdfDocument(built.pdf.read_bytes())
    printed = "".join("".join(page.get_textpage().get_text_range().split()) for page in document)
    for name in PRINTED:
        for word in read_svg_text(read_svg(DRAWINGS[name]).data).split():
            assert word in printed, name
    assert "cannotdisplay" not in printed


@pytest.mark.parametrize(("name", "words"), [("drawio", "湖北省科技成果转化示范区"), ("mermaid", "开始建设")])
def test_a_label_that_would_lose_words_is_refused(name: str, words: str) -> None:
    with pytest.raises(SvgError, match=rf"^第\d+行有 <foreignObject>，里面的“{words}”") as caught:
        read_svg(DRAWINGS[f"refused-{name}"])
    assert "PNG" in caught.value.hint


def draw(inside: str) -> str:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="99" height="99">{inside}</svg>'
    return read_svg(svg.encode()).data.decode()


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ('<rect fill="light-dark(#fff, #000)"/>', '<rect fill="#fff"/>'),
        ('<g style="--a:red"><rect style="fill:var(--a)"/></g>', '<g><rect style="fill:red"/></g>'),
        ('<rect style="fill:var(--b, blue);stroke:var(--c)"/>', '<rect style="fill:blue"/>'),
        ('<rect fill="#000 icc-color(a, 1)"/>', '<rect fill="#000"/>'),
        ("<rect style=\"fill:url('#a b')\"/>", '<rect style="fill:url(&quot;#a b&quot;)"/>'),
        ('<rect style="fill : RED ! important;foo:bar"/>', '<rect style="fill:RED!important"/>'),
        ('<a href="https://a.cn/"><rect/></a>', "<g><rect/></g>"),
        (
            '<text>甲<a href="#b">乙</a>\n <desc>丙</desc>丁</text>',
            "<text>甲<tspan>乙</tspan>\n <desc>丙</desc>丁</text>",
        ),
        ("<g>漏<rect/>字</g>", "<g><rect/></g>"),
        ("<style>@media screen{rect{fill:red}}</style>", "<style>rect{fill:red}</style>"),
        ("<style media='print'>rect{fill:red}</style>", "<style>@media print{rect{fill:red}}</style>"),
        ("<style>rect::foo(1){fill:red} g{fill:blue}</style>", "<style>g{fill:blue}</style>"),
        ('<rect transform="rotate(4-2.5.5)"/>', '<rect transform="rotate(4-2.5.5)"/>'),
        (
            "<text class='a&#10;&lt;&quot;'>&lt;&#13;</text>",
            '<text class="a&#10;&lt;&quot;">&lt;&#13;</text>',
        ),
    ],
)
def test_what_becomes_of_it(inside: str, expected: str) -> None:
    assert re.sub("^<svg[^>]*>|</svg>$", "", draw(inside)) == expected


@pytest.mark.parametrize(
    ("inside", "message"),
    [
        ("\n<flowRoot/>", "第2行有 <flowRoot>，印不出来"),
        ("<style>\nrect{fill:red;\n fill:foo(1)}</style>", "第3行的样式里有 foo()，印不出来"),
        (
            "<g style='--a:1'/><g style='--a:2'/><rect style='r:var(--a)'/>",
            "第1行的样式用了 var(--a)，它有几个值",
        ),
        ("<style>:root{--a:var(--a)}g{fill:var(--a)}</style>", "第1行的样式套得太深"),
        ("<image href='data:image/png;base64,?'/>", "第1行的 <image> 里的图已损坏"),
        ("<image href='data:image/bmp;base64,Qk0='/>", "第1行的 <image> 里的图是 image/bmp 格式，印不出来"),
        ("<mask id='a'><rect mask='url(#a)'/></mask><rect mask='url(#a)'/>", "里的图形互相引用"),
        ("<text>\n<textPath>沿着路</textPath></text>", "第2行有 <textPath>，印不出来"),
        ("<g style='rotate:9deg'/>", "第1行的样式用了 rotate，印不出来"),
        ("<g>" * 100, "的图形太多"),
    ],
)
def test_what_is_refused_says_why(inside: str, message: str) -> None:
    with pytest.raises(SvgError) as caught:
        draw(inside)
    assert str(caught.value) == message


def test_a_background_is_printed() -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" viewBox="1 2 9 9" style="{}"/>'
    dark = read_svg(
        svg.format("color:red;background:#fff;background-color:rgb(1,2,3)").encode()
    ).data.decode()
    assert 'style="color:red"' in dark
    assert '<rect x="1" y="2" width="9" height="9" style="fill:rgb(1,2,3);stroke:none"/>' in dark
    assert b"rect" not in read_svg(svg.format("background:transparent").encode()).data


def pack(svg: str) -> str:
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"


def nest(svg: str, depth: int) -> str:
    for _ in range(depth):
        root = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">'
        svg = f'{root}<image width="9" height="9" href="{pack(svg)}"/></svg>'
    return svg


def test_a_drawing_in_a_drawing_is_one_of_ours() -> None:
    data = read_svg(DRAWINGS["drawio-icon"]).data
    assert read_svg_text(data) == "标"
    inner = base64.b64decode(set_svg_fonts(data, ["Ours"]).split(b"base64,")[1].split(b'"')[0])
    assert b'font-family="Ours"' in inner
    assert b"Foo" not in inner
    plain = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{}</svg>'
    with pytest.raises(SvgError, match=r"^第1行的 <image> 里的图第1行有 <script>"):
        read_svg(nest(plain.format("<script/>"), 1).encode())
    with pytest.raises(SvgError, match="套得太深"):
        read_svg(nest(plain.format(""), 9).encode())
    many = f'<image id="a" href="{pack(plain.format("<path/>" * 900))}"/>' + '<use href="#a"/>' * 60
    with pytest.raises(SvgError, match="的图形太多"):
        draw(many)


def test_variables_do_not_explode() -> None:
    rules = "".join(f"--a{i}:{f'var(--a{i + 1}) ' * 10};" for i in range(9))
    with pytest.raises(SvgError, match="太复杂"):
        draw(f"<style>:root{{{rules}--a9:red}} g{{fill:var(--a0)}}</style>")


def test_parts_do_not_explode() -> None:
    inner = [f'<rect fill="url(#p{i + 1})"/>' * 10 for i in range(9)]
    parts = "".join(f'<pattern id="p{i}">{rects}</pattern>' for i, rects in enumerate(inner))
    with pytest.raises(SvgError, match="的图形太多"):
        draw(f'{parts}<rect fill="url(#p0)"/>')


def test_lettering_leaves_no_family_of_the_machine() -> None:
    drawing = draw(
        "<style>@media print{text{font-family:'a;b}'}} text{font:italic 700 12px/1.5 'SimHei',serif}</style>"
        "<text style='font-family:Foo;fill:red' font-family='Baz'>字<title>&#x1F600;</title></text>"
    ).encode()
    made = set_svg_fonts(drawing, ["Ours"]).decode()
    assert not re.search("SimHei|Foo|Baz|a;b|serif", made)
    assert "{font-style:italic;font-weight:700;font-size:12px}" in made
    assert 'style="fill:red" font-family="Ours"' in made
    assert read_svg_text(drawing) == "字"


def test_a_bitmap_is_measured_before_it_is_decoded() -> None:
    with pytest.raises(BitmapError) as caught:
        read_bitmap(make_png(50_000, 50_000), frozenset({"PNG"}))
    assert caught.value.fault is Fault.HUGE


SEEDS = [*DRAWINGS.values(), *(to_bytes(svg) for svg, _ in ATTACKS.values())]
SIGNS = r"""< > /> " ' & &#0; &#1; &lt; <![CDATA[ ]]> <!-- --> url(#a) url( \ \1 /* */ { } ; @media !important
 var(--a) --a: rgb( ) light-dark(
 <style> </style> <text> <switch> <a/> <foreignObject> <image/> - 1e9 NaN % em"""
PIECES = [
    *(*SIGNS.split(), " \n", "\ufeff", "\0", "style='", " xmlns=''", '<?xml version="1.0" encoding="gbk"?>'),
    *("<image href='data:,a'/>", "@import 'a';", "<!DOCTYPE svg [<!ATTLIST g id CDATA 'b'>]>"),
]


@st.composite
def damaged(chance: st.DrawFn) -> bytes:
    data = chance(st.sampled_from(SEEDS))
    for _ in range(chance(st.integers(1, 6))):
        at = chance(st.integers(0, len(data)))
        piece = chance(st.one_of(st.sampled_from(PIECES).map(str.encode), st.binary(max_size=3)))
        kind, cut = chance(st.tuples(st.sampled_from(["insert", "replace", "move"]), st.integers(0, 30)))
        if kind == "move":
            piece = data[at : at + cut]
            data = data[:at] + data[at + cut :]
            at = chance(st.integers(0, len(data)))
            cut = 0
        data = data[:at] + piece + data[at + (cut if kind == "replace" else 0) :]
    return data


@given(damaged())
@settings(
    max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
def test_damage_is_refused_or_written_once_and_for_all(data: bytes) -> None:
    try:
        drawing = read_svg(data)
    except (SvgError, DamagedSvgError):
        return
    assert read_svg(drawing.data) == drawing
    set_svg_fonts(drawing.data, ["Ours"])
    read_svg_text(drawing.data)


@pytest.mark.parametrize(
    ("part", "used"),
    [
        ("<mask id='p{}'>{}</mask>", "<style>.c{0}{{mask:url(#p{0})}}</style>"),
        ("<clipPath id='p{}'>{}</clipPath>", "<style>.c{0}{{clip-path:url('#p{0}')}}</style>"),
        (
            "<g class='c{0}'><marker id='p{0}'>{1}</marker></g>",
            "<style>.c{0}{{marker-mid:url(#p{0})}}</style>",
        ),
    ],
)
def test_parts_by_style_sheet_do_not_explode(part: str, used: str) -> None:
    parts = "".join(
        part.format(i, f'<path class="c{i + 1}" d="M0 0h9v9z"/>' * 10) + used.format(i) for i in range(8)
    )
    with pytest.raises(SvgError, match=r"的图形太多|互相引用"):
        draw(f'{parts}<path class="c0" d="M0 0h9v9z"/>')


def test_inherited_markers_of_copies_do_not_explode() -> None:
    marks = "".join(
        f'<marker id="m{i}" marker-start="url(#m{i + 1})"><use href="#many"/></marker>' for i in range(8)
    )
    many = '<path d="M0 0h9"/>' * 20
    with pytest.raises(SvgError, match="的图形太多"):
        draw(f'<defs><g id="many">{many}</g>{marks}</defs><path d="M0 0h9" marker-start="url(#m0)"/>')
