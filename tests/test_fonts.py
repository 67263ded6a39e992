"""The fonts: whole, wide enough, and how a series brings its own."""

from __future__ import annotations

import hashlib
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.areaPen import AreaPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

from bulletin.build import build_issue
from bulletin.characters import check_characters
from bulletin.document.tables import ANY_SIZE
from bulletin.errors import MACHINE_AT_FAULT, BulletinError
from bulletin.fonts import Role, load_fonts, subset_web_fonts
from bulletin.fonts.reserve import RESERVE_FILE, _unpack, list_reserve
from bulletin.fonts.web import read_common_characters
from bulletin.html import render_web_fonts
from bulletin.importing.run import import_files
from bulletin.model import IssueId, Series
from bulletin.source import read_issue, read_series
from bulletin.stylesheets import collect_faces, read_table_sizes
from bulletin.workspace import Workspace

from .conftest import REPOSITORY, SERIES, MakeWorkspace

FONTS = REPOSITORY / "fonts"


def make_font(family: str, characters: str) -> bytes:
    """A TrueType font whose every glyph is a box, with metrics unlike the shipped ones'."""
    pen = TTGlyphPen(None)
    pen.moveTo((100, 0))
    pen.lineTo((100, 700))
    pen.lineTo((900, 700))
    pen.lineTo((900, 0))
    pen.closePath()
    box = pen.glyph()
    names = [".notdef", *(f"g{ord(c):x}" for c in characters)]
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord(c): f"g{ord(c):x}" for c in characters})
    builder.setupGlyf(dict.fromkeys(names, box))
    builder.setupHorizontalMetrics(dict.fromkeys(names, (1000, 100)))
    builder.setupHorizontalHeader(ascent=1300, descent=-400)
    builder.setupNameTable({"familyName": {"en": family, "zh": "方正小标宋"}, "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=1300, usWinAscent=1300, usWinDescent=400)
    builder.setupPost()
    buffer = BytesIO()
    builder.save(buffer)
    return buffer.getvalue()


def test_sums() -> None:
    for line in (FONTS / "SHA256SUMS").read_text("utf-8").splitlines():
        digest, name = line.split()
        assert hashlib.sha256((FONTS / name).read_bytes()).hexdigest() == digest, name


def test_every_character_of_the_general_table_can_be_printed(repository: Workspace) -> None:
    fonts = load_fonts(repository, Series())
    table = "".join((FONTS / "tonggui-8105.txt").read_text("utf-8").split())
    table = "".join(char for char in table if char > "\u3000")
    assert len(set(table)) == 8105
    assert not fonts.find_missing(table)
    assert fonts.find_missing("🦄𪛖甲") == ["🦄", "𪛖"]
    for role in Role:
        assert fonts.choose_shipped_face(role, "𬍛") is not None


def test_all_of_gbk_and_of_extension_a_can_be_printed(repository: Workspace) -> None:
    fonts = load_fonts(repository, Series())
    assert fonts.reserve is not None
    drawn = list_reserve(fonts.reserve).union(*(face.characters for face in fonts.faces))
    pairs = (bytes((row, cell)) for row in range(0x81, 0xFF) for cell in range(0x40, 0xFF))
    gbk = {ord(char) for pair in pairs for char in pair.decode("gbk", "ignore")}
    assert len(gbk) > 21_000
    assert gbk - drawn == {0x7F}
    more = "㵆䶮鿰龴" + "①⑳㊿㎡㎞℃№‰√○□■▲☑☐★Ⅻⅻ✅❌☂➕ｱ⇑►⌈ℝⁿᵃẋ‴₤𝑥𝛼😊📌"
    assert not {*range(0x3400, 0x4DC0), *map(ord, more)} - drawn


def test_few_issues_unpack_the_reserve(repository: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    _unpack.cache_clear()
    monkeypatch.setattr("lzma.decompress", lambda data: pytest.fail("unpacked"))
    text = "".join((FONTS / "tonggui-8105.txt").read_text("utf-8").split())
    assert load_fonts(repository, Series(), text).faces == load_fonts(repository, Series()).faces


def test_the_reserve_is_cut_to_what_is_lacking(repository: Workspace) -> None:
    fonts = load_fonts(repository, Series(), "甲湦㵆乙✈")
    light, dark = fonts.stacks[Role.BODY][-2:]
    assert fonts.stacks[Role.TITLE][-2:] == (dark, light)
    assert light.characters == dark.characters == {0x20, ord("湦"), ord("㵆"), ord("✈")}
    assert fonts == load_fonts(repository, Series(), "乙✈㵆甲湦")  # the same bytes
    assert load_fonts(repository, Series(), "甲湦").stacks[Role.BODY][-2].file != light.file
    measured = []
    for face in (light, dark):
        font = TTFont(BytesIO(face.data))
        assert (font["hhea"].ascent, font["hhea"].descent, font["head"].unitsPerEm) == (225, -31, 256)
        glyph = font["glyf"][font.getBestCmap()[ord("湦")]]
        box = (glyph.xMin, glyph.yMin, glyph.xMax, glyph.yMax)
        glyph.recalcBounds(font["glyf"])
        assert box == (glyph.xMin, glyph.yMin, glyph.xMax, glyph.yMax)
        assert min(box[0], 256 - box[2]) > -6
        areas = AreaPen(font.getGlyphSet())
        font.getGlyphSet()[font.getBestCmap()[ord("湦")]].draw(areas)
        measured.append(abs(areas.value))
    # Among the thin strokes of body text and the thick ones of titles.
    assert 1.5 < measured[1] / measured[0] < 2.5


def test_rare_names_are_on_paper_and_on_the_web(make_workspace: MakeWorkspace) -> None:
    text = "# 表彰王湦\n\n李㵆，**赵𠮷湦**。\n\n## 一、㵆\n"
    workspace = make_workspace({"issues/2024-09/01.md": text})
    folder = build_issue(workspace, workspace.find_issue("2024-09")).pdf.parent
    held = {
        path.name.rpartition("-")[0]: {chr(point) for point in TTFont(path).getBestCmap()}
        for path in folder.glob("fonts/bulletin-reserve*.woff2")
    }
    assert held == {key: {" ", "湦", "㵆"} for key in ("bulletin-reserve", "bulletin-reserve-bold")}
    with pikepdf.open(folder / "2024-09.pdf") as pdf:
        names = {str(font["/BaseFont"]) for page in pdf.pages for font in page.Resources["/Font"].values()}
    assert sum("Bulletin-Reserve" in name for name in names) == 2


def test_a_damaged_reserve_is_the_machines_fault(make_workspace: MakeWorkspace) -> None:
    data = (FONTS / RESERVE_FILE).read_bytes()[:-100]
    workspace = make_workspace({f"fonts/{RESERVE_FILE}": data})
    load_fonts(workspace, Series(), "甲")
    with pytest.raises(BulletinError, match=f"{RESERVE_FILE} 损坏了.*E301") as caught:
        load_fonts(workspace, Series(), "湦")
    assert caught.value.exit_code == MACHINE_AT_FAULT


def test_a_font_of_its_own_draws_what_no_other_has(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace(
        {
            "bulletin.yaml": f"{SERIES}补字字体: 大字符集.ttf\n",
            "fonts/大字符集.ttf": make_font("Big", "𪛖甲"),
            "issues/2024-09/01.md": "# 王𪛖\n\n甲𪛖。\n",
        }
    )
    series, _ = read_series(workspace)
    fonts = load_fonts(workspace, series)
    for stack in fonts.stacks.values():
        assert stack[-1].family == "Own Extra"
    folder = build_issue(workspace, workspace.find_issue("2024-09")).pdf.parent
    with pikepdf.open(folder / "2024-09.pdf") as pdf:
        embedded = {str(f["/BaseFont"]) for f in pdf.pages[1].obj["/Resources"]["/Font"].values()}
    assert any("Own-Extra" in font for font in embedded)


def test_an_import_says_first_what_no_font_draws(make_workspace: MakeWorkspace) -> None:
    text = "关于表彰先进个人的通报\n\n王湦、李㵆、赵𪛖、钱𣗵同志工作勤勉。\n\n湦和𪛖又一次获奖。\n"
    workspace = make_workspace({"a.txt": text})
    done = import_files(workspace, [workspace.root / "a.txt"], IssueId(2024, 9))
    told = done.problems[0]
    name = f"issues/2024-09/{done.names[0]}"
    lines = (workspace.root / name).read_text("utf-8").split("\n")
    first, again = (number for number, line in enumerate(lines, 1) if "𪛖" in line)
    message = f"有2个字没有字体能排：𪛖（U+2A6D6，第{first}、{again}行）、𣗵（U+235F5，第{first}行）"
    assert (told.path, told.line, told.message) == (name, first, message)
    assert message in (done.folder / done.report_name).read_text("utf-8")


def test_web_fonts_hold_just_what_the_page_needs(repository: Workspace) -> None:
    fonts = load_fonts(repository, Series())
    cut = subset_web_fonts(fonts, {Role.BODY: "甲乙a1珺", Role.TITLE: "丙"})
    held = {font.family: set(TTFont(BytesIO(font.data)).getBestCmap()) - {0x20} for font in cut}
    assert held == {
        "Bulletin Latin": {ord("a"), ord("1")},
        "Bulletin Fang": {ord("甲"), ord("乙")},
        "Bulletin Rare": {ord("珺")},
        "Bulletin Title": {ord("丙")},
    }
    assert subset_web_fonts(fonts, {Role.BODY: "甲乙a1珺", Role.TITLE: "丙"}) == cut


def test_what_every_issue_prints_is_cut_once_and_for_all(repository: Workspace) -> None:
    fonts = load_fonts(repository, Series())
    one, other = (subset_web_fonts(fonts, {Role.BODY: text}) for text in ("科技、的甲", "创新。的乙"))
    assert one[0] == other[0]
    assert (one[0].family, one[1].family) == ("Bulletin Fang Common", "Bulletin Fang")
    held = {chr(point) for point in TTFont(BytesIO(one[0].data)).getBestCmap()}
    assert held == read_common_characters()
    assert {chr(point) for point in TTFont(BytesIO(one[1].data)).getBestCmap()} == {" ", "甲"}
    css = render_web_fonts(fonts, one)
    assert '--font-body: "Bulletin Fang Common", "Bulletin Fang", FangSong' in css


@pytest.mark.parametrize("name", ["FZXiaoBiaoSong", "方正小标宋", "小标宋.ttf", "小标宋"])
def test_a_series_names_its_own_font_in_one_line(make_workspace: MakeWorkspace, name: str) -> None:
    workspace = make_workspace(
        {
            "bulletin.yaml": f"{SERIES}标题字体: {name}\n",
            "fonts/小标宋.ttf": make_font("FZXiaoBiaoSong", "春天"),
            "issues/2024-09/01.md": "# 春天来了\n\n正文。\n",
        }
    )
    series, _ = read_series(workspace)
    fonts = load_fonts(workspace, series)
    own = fonts.stacks[Role.TITLE][1]
    assert own.family == "Own Title"
    hhea = TTFont(BytesIO(own.data))["hhea"]
    assert (hhea.ascent, hhea.descent) == (880, -120)
    folder = build_issue(workspace, workspace.find_issue("2024-09")).pdf.parent
    with pikepdf.open(folder / "2024-09.pdf") as pdf:
        embedded = {str(f["/BaseFont"]) for f in pdf.pages[1].obj["/Resources"]["/Font"].values()}
    assert any("Own-Title" in font for font in embedded)
    # To print with a licensed font is one right, to hand it to readers another.
    assert not any("own" in path.name for path in folder.glob("fonts/*.woff2"))


def test_a_font_that_is_not_there(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace({"bulletin.yaml": f"{SERIES}正文字体: 仿宋_GB2312\n"})
    series, _ = read_series(workspace)
    with pytest.raises(BulletinError, match=r"bulletin\.yaml:5：.*T102"):
        load_fonts(workspace, series)


def test_lettering_of_a_drawing_is_in_our_fonts(make_workspace: MakeWorkspace) -> None:
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="20"><style>text{font-family:Foo}</style>'
        '<text style="font-family: Bar" font-family="Baz" y="9">图中文字</text></svg>'
    )
    files = {"issues/2024-09/a.svg": drawing, "issues/2024-09/01.md": "# 甲\n\n![图](a.svg)\n"}
    workspace = make_workspace(files)
    folder = build_issue(workspace, workspace.find_issue("2024-09")).pdf.parent
    assert next(folder.glob("images/*.svg")).read_text("utf-8") == drawing.replace(": Bar", ":Bar")
    workspace = make_workspace({**files, "issues/2024-09/a.svg": drawing.replace("图中", "🦄")})
    issue, _ = read_issue(workspace, workspace.find_issue("2024-09"))
    problems = check_characters(issue, load_fonts(workspace, issue.series))
    assert [(p.path, p.code) for p in problems] == [("issues/2024-09/a.svg", "T101")]


def test_a_template_that_names_a_font_nobody_has_stops_the_build(make_workspace: MakeWorkspace) -> None:
    css = (REPOSITORY / "templates" / "print.css").read_text("utf-8")
    workspace = make_workspace(
        {
            "templates/print.css": css + "\nmain p { font-family: SimSun-Nowhere; }\n",
            "issues/2024-09/01.md": "# 甲\n\n正文\n",
        }
    )
    with pytest.raises(BulletinError, match=r"SimSun-Nowhere.*L104"):
        build_issue(workspace, workspace.find_issue("2024-09"))


def test_licences_go_with_the_fonts(real_issue: Path) -> None:
    names = {path.name for path in (real_issue / "fonts").iterdir()}
    assert names >= {path.name for path in (FONTS / "LICENSES").iterdir()}


def test_style_sheets_say_how_wide_tables_are() -> None:
    shipped = b"table { --room: 40 } table.small, table.tiny { --room: 45.5 } table { --padding: 0.8 }"
    own = b"@media print { table.tiny { --room: 60; --padding: 0.5 } } table.x td { --padding: 9 }"
    own += b".small { --room: 1 }"
    sizes = read_table_sizes((shipped, own))
    assert [(size.name, size.room) for size in sizes] == [("", 40.0), ("small", 45.5), ("tiny", 60.0)]
    assert [size.padding for size in sizes] == [0.8, 0.8, 0.5]
    assert read_table_sizes(()) == ANY_SIZE


def test_style_sheets_say_which_face_sets_a_text() -> None:
    page = "<body><h3>甲<em>乙</em></h3><p>丙<b>丁</b></p><h3 class='x'>戊</h3></body>"
    sheet = (
        b"body { font: 16px/1.5 var(--font-body) } h3 { font-family: var(--font-heading) }"
        b"em { font-family: var(--font-subheading) } @media screen { .x { font: 1em var(--font-title) } }"
        b"b { font-family: serif } h3::before { font-family: var(--font-title) }"
        b"h3:nope(( { font: 1em var(--font-title) }"
    )
    faces = collect_faces(page, [sheet])
    assert faces[Role.HEADING] == "甲乙"
    assert faces[Role.SUBHEADING] == "乙"
    assert faces[Role.TITLE] == "戊"
    assert faces[Role.BODY] == "甲乙丙丁戊"
