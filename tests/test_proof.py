"""The proof of a build: it passes what is right, and each point turns red when what it guards is broken."""

from __future__ import annotations

import ctypes
import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from click.testing import CliRunner

from bulletin.cli import cli
from bulletin.errors import Severity
from bulletin.fonts import load_fonts
from bulletin.proof import PROOFS, Proof, prove_pdf
from bulletin.proof.glyphs import GlyphReader
from bulletin.source import read_issue
from bulletin.workspace import Workspace, shipped_folder

from .conftest import MakeWorkspace

Prove = Callable[[bytes], dict[str, Proof]]
Break = Callable[[pikepdf.Pdf], None]


@pytest.fixture(scope="module")
def prove(stress: Workspace, stress_pdf: Path) -> Prove:
    """Prove a PDF against the stress issue."""
    issue, _ = read_issue(stress, stress.find_issue("2024-09"))
    faces = {face.family: face.data for face in load_fonts(stress, issue.series).faces}
    manifest = json.loads(stress_pdf.with_name("manifest.json").read_text("utf-8"))
    page_of = {f"a{n}": article["page"] for n, article in enumerate(manifest["articles"], 1)}
    return lambda data: prove_pdf(data, issue, faces, page_of)


@pytest.fixture(scope="module")
def data(stress_pdf: Path) -> bytes:
    return stress_pdf.read_bytes()


def find_elements(pdf: pikepdf.Pdf, role: str) -> list[pikepdf.Object]:
    found = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/S") == f"/{role}"]
    return [element for element in found if "/P" in element]


def edit_content(pdf: pikepdf.Pdf, number: int, pattern: bytes, replacement: bytes) -> None:
    page = pdf.pages[number - 1]
    before = page.Contents.read_bytes()
    after = re.sub(pattern, replacement, before, count=1, flags=re.DOTALL)
    assert after != before
    page.Contents = pdf.make_stream(after)


def drop_kid(element: pikepdf.Object) -> None:
    parent = element.P
    parent.K = pikepdf.Array([kid for kid in parent.K if kid.objgen != element.objgen])


def break_label(pdf: pikepdf.Pdf) -> None:
    pdf.Root.PageLabels.Nums[3].St = 7


def break_contents_link(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].Annots[0].Dest = pikepdf.String("a2")


def break_contents_title(pdf: pikepdf.Pdf) -> None:
    first, second = find_elements(pdf, "TOCI")
    first.K, second.K = second.K, first.K


def break_bookmark(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Outlines.First.Title = pikepdf.String("另一篇")


def break_bookmark_page(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Outlines.First.Dest[0] = pdf.pages[4].obj


def break_link(pdf: pikepdf.Pdf) -> None:
    annotation = next(a for a in pdf.pages[1].Annots if "/A" in a)
    annotation.A.URI = pikepdf.String("https://example.com/")


def lose_paragraph(pdf: pikepdf.Pdf) -> None:
    drop_kid(find_elements(pdf, "P")[6])


def lose_cell(pdf: pikepdf.Pdf) -> None:
    drop_kid(find_elements(pdf, "TD")[30])


def swap_paragraphs(pdf: pikepdf.Pdf) -> None:
    first, second = find_elements(pdf, "P")[20:22]
    first.K, second.K = second.K, first.K


def retag_heading(pdf: pikepdf.Pdf) -> None:
    find_elements(pdf, "H3")[0].S = pikepdf.Name.P


def lose_alternative(pdf: pikepdf.Pdf) -> None:
    find_elements(pdf, "Figure")[0].Alt = pikepdf.String("别的")


def lose_article(pdf: pikepdf.Pdf) -> None:
    drop_kid(find_elements(pdf, "H2")[0])


def lose_colophon(pdf: pikepdf.Pdf) -> None:
    drop_kid(find_elements(pdf, "P")[-1])


def find_fonts(pdf: pikepdf.Pdf) -> list[pikepdf.Object]:
    return [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and "/FontFile2" in o]


def pull_out_font(pdf: pikepdf.Pdf) -> None:
    del find_fonts(pdf)[0].FontFile2


def rename_font(pdf: pikepdf.Pdf) -> None:
    find_fonts(pdf)[0].FontFamily = pikepdf.String("SimSun")


def exchange_fonts(pdf: pikepdf.Pdf) -> None:
    first, second = (f for f in find_fonts(pdf) if str(f.FontFamily) in {"Bulletin Fang", "Bulletin Kai"})
    first.FontFile2, second.FontFile2 = second.FontFile2, first.FontFile2


def draw_no_glyph(pdf: pikepdf.Pdf) -> None:
    edit_content(pdf, 5, rb"\[<[0-9a-f]{4}", b"[<0000")


def draw_beyond_font(pdf: pikepdf.Pdf) -> None:
    edit_content(pdf, 5, rb"\[<[0-9a-f]{4}", b"[<fff0")


def misread_character(pdf: pikepdf.Pdf) -> None:
    for o in pdf.objects:
        if isinstance(o, pikepdf.Stream) and b"begincmap" in o.read_bytes():
            o.write(re.sub(rb"<79d1>", b"<6599>", o.read_bytes()))


def push_off_the_page(pdf: pikepdf.Pdf) -> None:
    edit_content(pdf, 5, rb"(1 0 0 -1 )[0-9.]+( [0-9.]+ Tm)", rb"\g<1>780\2")


def set_over_each_other(pdf: pikepdf.Pdf) -> None:
    content = pdf.pages[4].Contents.read_bytes()
    first, second, *_ = re.findall(rb"1 0 0 -1 100\.\d+ [0-9.]+ Tm|1 0 0 -1 75\.\d+ [0-9.]+ Tm", content)
    edit_content(pdf, 5, re.escape(second), first)


BROKEN: list[tuple[str, str, Break]] = [
    ("contents", "V105", break_label),
    ("contents", "V105", break_contents_link),
    ("contents", "V105", break_contents_title),
    ("bookmarks", "V106", break_bookmark),
    ("bookmarks", "V106", break_bookmark_page),
    ("links", "V107", break_link),
    ("text", "V102", lose_paragraph),
    ("text", "V102", lose_cell),
    ("text", "V102", swap_paragraphs),
    ("text", "V102", retag_heading),
    ("text", "V102", lose_alternative),
    ("text", "V102", misread_character),
    ("text", "V101", lose_article),
    ("imprint", "V103", lose_colophon),
    ("fonts", "V108", pull_out_font),
    ("fonts", "V108", rename_font),
    ("fonts", "V108", exchange_fonts),
    ("glyphs", "V109", draw_no_glyph),
    ("glyphs", "V109", draw_beyond_font),
    ("layout", "V110", push_off_the_page),
    ("layout", "V110", set_over_each_other),
]


def test_what_is_right_passes(prove: Prove, data: bytes) -> None:
    proofs = prove(data)
    assert list(proofs) == list(PROOFS)
    assert not [problem for proof in proofs.values() for problem in proof.problems]
    assert all(proof.checked for proof in proofs.values())
    assert {name for name, _, _ in BROKEN} == set(PROOFS)


@pytest.mark.parametrize(("name", "code", "damage"), BROKEN, ids=[b.__name__ for _, _, b in BROKEN])
def test_what_is_broken_fails(prove: Prove, data: bytes, name: str, code: str, damage: Break) -> None:
    broken = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        damage(pdf)
        pdf.save(broken)
    problems = prove(broken.getvalue())[name].problems
    assert {problem.code for problem in problems} == {code}, problems
    expected = Severity.WARNING if code == "V103" else Severity.ERROR
    assert {problem.severity for problem in problems} == {expected}


def read_template(name: str) -> str:
    return (shipped_folder("templates") / name).read_text("utf-8")


FOLIO = '"— " counter(page) " —"'
TEMPLATES: list[tuple[str, str, str, str]] = [
    ("print.css", "target-counter(attr(href), page)", '"7"', "V105"),
    ("print.css", FOLIO, '"— " "9" " —"', "V105"),
    ("print.css", FOLIO, "'第九页'", "V105"),
    ("print.css", FOLIO, "counter(folio)", "V105"),
    ("print.css", FOLIO, "'第' counter(folio, simp-chinese-informal) '页'", "V105"),
    ("print.css", FOLIO, "counter(folio, cjk-decimal) '/' counter(pages)", "V105"),
    (
        "print.css",
        f":left {{ @bottom-left {{ content: {FOLIO}",
        ":left { @bottom-left { content: '·９·'",
        "V105",
    ),
    (
        "print.css",
        f":right {{ @bottom-right {{ content: {FOLIO}",
        ":right { @bottom-right { content: 'P9'",
        "V105",
    ),
    (
        "print.css",
        "\n/* Cover */",
        "\n@page { @top-center { content: '甲的标题　第9页' } }\n/* Cover */",
        "V105",
    ),
    ("print.css", "target-counter(attr(href), page)", '"（七）"', "V105"),
    ("print.css", "h2 { font:", "h2 { bookmark-level: none !important; font:", "V106"),
    ("print.css", "--place: foot;", "position: absolute; top: 0;", "V110"),
    ("print.html", '<h2 id="{{ article.id }}">', "<h2>", "L103"),
    ("print.html", "{{ article.body }}", "", "V102"),
    ("print.html", "{{ article.body }}", "{{ article.body | replace('第二', '第三') }}", "V102"),
    ("print.html", "{{ article.title_html }}</h2>", "{{ article.title[1:] }}</h2>", "V101"),
    ("print.html", '<a href="#{{ article.id }}">', '<a href="#a1">', "V105"),
]
ARTICLES = {
    "issues/2024-09/01.md": "# 甲的标题\n\n第一段。\n\n" + "长文。" * 500,
    "issues/2024-09/02.md": "# 乙的标题\n\n第二段。\n\n第三句。\n",
}


@pytest.mark.parametrize(("template", "old", "new", "code"), TEMPLATES)
def test_a_template_that_prints_something_else_stops_the_build(
    make_workspace: MakeWorkspace, template: str, old: str, new: str, code: str
) -> None:
    text = read_template(template)
    assert old in text
    more = (
        "@page { counter-increment: folio } @page :first { counter-increment: folio 2 }"
        if "folio" in new
        else ""
    )
    workspace = make_workspace({**ARTICLES, f"templates/{template}": text.replace(old, new) + more})
    result = CliRunner().invoke(cli, ["build", "2024-09", "--root", str(workspace.root)])
    assert (result.exit_code, f"[{code}]" in result.output) == (1, True), result.output
    assert not (workspace.out / "2024-09").exists()


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (r"<nav.*?</nav>", "", "V104"),
        (r"<p[^>]*>电话：.*?</p>", "", "V103"),
        (r"{{ issue\.publisher }}", "", "V103"),
    ],
)
def test_what_a_template_leaves_out_is_a_warning(
    make_workspace: MakeWorkspace, old: str, new: str, code: str
) -> None:
    text = re.sub(old, new, read_template("print.html"), flags=re.DOTALL)
    workspace = make_workspace({**ARTICLES, "templates/print.html": text})
    command = ["build", "2024-09", "--root", str(workspace.root)]
    result = CliRunner().invoke(cli, command)
    assert (result.exit_code, f"[{code}]" in result.output, "警告" in result.output) == (0, True, True)
    proofs = json.loads((workspace.out / "2024-09" / "manifest.json").read_text("utf-8"))["proofs"]
    assert any("warnings" in proof for proof in proofs.values())
    assert CliRunner().invoke(cli, [*command, "--strict"]).exit_code == 1


OTHERWISE = "---\n标题: '3'\n作者: 丙丁\n来源: 某处\n---\n\n## 一、题[^1]\n\n1. 甲\n2. 乙\n\n"
OTHERWISE += "| 2 | 9 |\n| --- | --- |\n" + "| 甲 | 乙 |\n" * 30 + "\n[^1]: 注。\n"
CONTENTS_IN_CHINESE = ".contents a::after { content: '（' target-counter(attr(href), page, cjk-decimal) '）';"


@pytest.mark.parametrize(
    ("template", "old", "new"),
    [
        ("print.css", ".contents a::after {", ".contents a.none::after {"),
        ("print.css", "main ol.paren", "main ol { list-style-type: cjk-decimal; } main ol.paren"),
        ("print.css", "\n/* Cover */", "\n@page { @top-right { content: '12' } }\n/* Cover */"),
        ("print.css", "\n/* Cover */", "\n@page { @top-center { content: counter(page) } }\n/* Cover */"),
        # Running heads that say a title which is a number, or count articles, beside numbers in words.
        ("print.css", FOLIO, "counter(page, decimal-leading-zero) '/' counter(pages)"),
        ("print.css", FOLIO, "'第' counter(page, simp-chinese-informal) '页'"),
        (
            "print.css",
            "\n/* Cover */",
            "\nh2 { string-set: t content() } @page { @top-left { content: string(t) } }",
        ),
        (
            "print.css",
            f"@page :right {{ @bottom-right {{ content: {FOLIO}; }} }}",
            "@page :left { @bottom-left { content: none } } @page { @top-right { content: '9' } }",
        ),
        (
            "print.css",
            "\n/* Articles */",
            "\narticle { counter-increment: n } @page { @top-left { content: counter(n) } }",
        ),
        ("print.css", ".contents a::after { content: target-counter(attr(href), page);", CONTENTS_IN_CHINESE),
        # What a style sheet says around a text.
        (
            "print.css",
            "\n/* Articles */",
            "\nh3::before { content: counter(h) '. ' } h2::after, th::before { content: '◆' }",
        ),
        ("print.css", "attr(data-number)", "'〔' attr(data-number) '〕'"),
        # Places outside the type area.
        (
            "print.css",
            "\n/* Articles */",
            "\np.author { position: absolute; top: -9mm } main p.source { margin-right: -9mm }",
        ),
        (
            "print.css",
            "\n/* Articles */",
            "\n.number { position: running(n) } @page { @top-left { content: element(n) } }",
        ),
        (
            "print.css",
            "main { break-before: page; }",
            "main { columns: 2; } article h2 { column-span: all; }",
        ),
        ("print.html", "</span></a>{%", "</span></a> {{ article.authors | join }}2024年{%"),
        ("print.html", "<ol>", "<ol><li>甲的标题等</li>"),
        ("print.html", '<span class="title">{{', '<span class="title">【{{ loop.index }}】{{'),
        ("print.html", '<h2 id="{{ article.id }}">', '<h2 id="{{ article.id }}">{{ loop.index }}. '),
    ],
)
def test_a_template_may_do_otherwise(
    make_workspace: MakeWorkspace, template: str, old: str, new: str
) -> None:
    text = read_template(template)
    assert old in text
    files = {**ARTICLES, "issues/2024-09/03.md": OTHERWISE}
    workspace = make_workspace({**files, f"templates/{template}": text.replace(old, new)})
    result = CliRunner().invoke(cli, ["build", "2024-09", "--root", str(workspace.root)])
    assert (result.exit_code, "[V" in result.output) == (0, False), result.output


@pytest.mark.parametrize(
    "text",
    [
        "# 我市召开“人工智能与科技创新”推进会部署Internationalization工作\n\n文。\n",
        "# 甲\n\n![ ](a.svg)\n\n后文。\n",
        "# 甲\n\n[网站](https://例子.中国/)。\n",
        "# 科技情报参考\n\n文。\n",
        "---\n标题: 甲\n作者: 王芳\n---\n\n王芳\n\n王芳\n\n李四\n",
        "# 甲\n\n| — 9 — | 第9页 | 2021 |\n| --- | --- | --- |\n" + "| 一 | 2 | 3 |\n" * 60,
        "# 甲\n\n| [甲](https://a.cn)[乙](https://b.cn) | 2 |\n| --- | --- |\n" + "| 1 | 2 |\n" * 40,
        "# 甲\n\n甲[^1]丙[^3]乙[^2]\n\n[^1]: 注[^2]又[^4]。\n[^2]: 二\n[^3]: 三\n[^4]: 四[^1]\n",
        "# 甲\n\n"
        + "".join(f"文。[^{n}]\n\n" for n in range(9))
        + "".join(f"[^{n}]: {'注' * 400}\n" for n in range(9)),
        "# 甲\n\n甲\n\n&ensp;\n\n&#8203;\n\n![&#8203;](a.svg)\n",
        "# 甲\n\n| 甲&emsp; | &#8203; |\n| --- | --- |\n| &shy; | &thinsp; |\n",
        "# 甲\n\n" + "甲&#x200A;&#x200A;&#x200A;乙丙丁" * 50 + "\n",
        f"# 甲\n\n{'今' * 39}。[^1]{'明' * 120}[^2]\n\n后。\n\n[^1]: {'注' * 440}\n[^2]: {'另' * 440}\n",
    ],
)
def test_hard_cases_that_are_right(make_workspace: MakeWorkspace, text: str) -> None:
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="20"><text y="15">字</text></svg>'
    workspace = make_workspace({"issues/2024-09/01.md": text, "issues/2024-09/a.svg": drawing})
    result = CliRunner().invoke(cli, ["build", "2024-09", "--root", str(workspace.root)])
    assert result.exit_code == 0, result.output


def test_notes_that_go_on_to_the_next_page_are_there_when_it_is_made_again(
    make_workspace: MakeWorkspace,
) -> None:
    """A page number in the text is known after the first pass: WeasyPrint makes that page alone again."""
    text = "# 甲\n\n" + "".join(f"文。[^{n}]\n\n" for n in range(9))
    text += "".join(f"[^{n}]: {'注' * 400}\n" for n in range(9))
    style = read_template("print.css") + "h2::before { content: counter(page) }"
    files = {f"issues/2024-09/{n}.md": text for n in range(2)}
    workspace = make_workspace({**files, "templates/print.css": style})
    result = CliRunner().invoke(cli, ["build", "2024-09", "--root", str(workspace.root)])
    assert result.exit_code == 0, result.output


def test_articles_that_say_what_others_are_called(make_workspace: MakeWorkspace) -> None:
    texts = ["# 2\n\n## 乙\n\n", "# 乙\n\n## 三、总结\n\n", "# 总结\n\n## 2\n\n", "# 乙\n\n", "# 乙总结\n\n"]
    files = {f"issues/2024-09/{n}.md": text + f"长文{n}。" * 300 + "\n" for n, text in enumerate(texts)}
    workspace = make_workspace(files)
    result = CliRunner().invoke(cli, ["build", "2024-09", "--root", str(workspace.root), "--strict"])
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ("@page { @top-left { content: '12' } } @page :left { @bottom-left { content: none } }", "V105"),
        ("h1 { position: absolute; font-size: 300pt; color: #eee }", "V110"),
    ],
)
def test_what_cannot_be_decided_is_a_warning(make_workspace: MakeWorkspace, more: str, code: str) -> None:
    workspace = make_workspace({**ARTICLES, "templates/print.css": read_template("print.css") + more})
    result = CliRunner().invoke(cli, ["build", "2024-09", "--root", str(workspace.root)])
    assert (result.exit_code, f"[{code}]" in result.output) == (0, True), result.output
    assert "错误" not in result.output


def test_text_that_runs_out_of_a_box_that_is_put_inside_is_found(make_workspace: MakeWorkspace) -> None:
    """The colophon is positioned, too; what does not fit it is not where anybody put it."""
    series = f"刊名: 甲\n编辑单位: 乙\n编辑: 丙\n电话: {'4366683-' * 12}1\n"
    more = "\n.colophon p { width: 300mm; }\n"
    files = {"bulletin.yaml": series, "templates/print.css": read_template("print.css") + more}
    workspace = make_workspace({**ARTICLES, **files})
    result = CliRunner().invoke(cli, ["build", "2024-09", "--root", str(workspace.root)])
    assert (result.exit_code, "[L105]" in result.output) == (1, True), result.output


def test_a_template_without_anchors_is_told_so(make_workspace: MakeWorkspace) -> None:
    text = read_template("print.html").replace(' id="{{ article.id }}"', "")
    text = re.sub(r"<nav.*?</nav>", "", text, flags=re.DOTALL)
    workspace = make_workspace({**ARTICLES, "templates/print.html": text})
    result = CliRunner().invoke(cli, ["build", "2024-09", "--root", str(workspace.root)])
    assert (result.exit_code, result.output.count("[L106]")) == (1, 2), result.output


def test_the_manifest_holds_the_proofs(real_issue: Path) -> None:
    manifest = json.loads((real_issue / "manifest.json").read_text("utf-8"))
    assert list(manifest["proofs"]) == list(PROOFS)
    assert all(proof["passed"] for proof in manifest["proofs"].values())
    assert manifest["proofs"]["bookmarks"]["checked"] == 6
    assert 5000 < manifest["words"] < 5300


@pytest.mark.parametrize(
    "text",
    [
        "连字符-与‑不换行的一样，Ω与Ω一样。",
        "e\u0301 加在后面的重音，零宽\u200b空格，软\u00ad连字符。",
        "\\# 不算小标题与 \\*星号\\*，实体 &copy; 与 &lt;。",
        "2024年internationalization、state-of-the-art与characterization。" * 20,
        "> 引文\n>\n> - 甲\n>   1. 子\n>\n>      续\n>\n>   ![图](a.svg)\n>\n> | 甲 |\n> | --- |\n> |  |\n",
        "- [链接](https://example.gov.cn)**[粗](mailto:a@b.cn)**\n- \n- 空\n",
        "注[^a]注[^b]又[^a]。\n\n[^a]: 甲又见[^b]。\n[^b]: 乙[链](https://b.cn/)。\n",
        "一、甲\n二、乙\n（一）丙\n\n![](a.svg)\n",
    ],
)
def test_nothing_that_is_right_is_called_wrong(make_workspace: MakeWorkspace, text: str) -> None:
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="20"><text y="15">字</text></svg>'
    files = {"issues/2024-09/01.md": f"# 甲2024\n\n{text}\n", "issues/2024-09/a.svg": drawing}
    workspace = make_workspace(files)
    result = CliRunner().invoke(cli, ["build", "2024-09", "--root", str(workspace.root)])
    assert "[V" not in result.output
    assert result.exit_code == 0, result.output


def read_glyphs_with_pdfium(data: bytes, number: int) -> list[tuple[str, float, float]]:
    """Character, left and bottom of the ink, of every drawn character of a page."""
    document = pypdfium2.PdfDocument(data)
    text_page = document[number - 1].get_textpage()
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    found = []
    high = ""
    for index in range(text_page.count_chars()):
        pdfium.FPDFText_GetCharBox(text_page.raw, index, left, right, bottom, top)
        char = chr(pdfium.FPDFText_GetUnicode(text_page.raw, index)).replace("\x02", "-")
        if "\ud800" <= char < "\udc00":  # it gives what is beyond the first plane in two halves
            high = char
            continue
        if "\udc00" <= char < "\ue000":
            char = (high + char).encode("utf-16-le", "surrogatepass").decode("utf-16-le")
        if not char.isspace():
            found.append((char, left.value, bottom.value))
    document.close()
    return found


@pytest.mark.parametrize("number", [1, 2, 3, 5, 6, 60])
def test_glyphs_are_where_another_reader_finds_them(data: bytes, number: int) -> None:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        glyphs = GlyphReader().read_page(pdf.pages[number - 1], number)
    ours = [(g.text, g.ink[0], g.ink[1]) for g in glyphs if g.ink[2] > g.ink[0]]
    theirs = read_glyphs_with_pdfium(data, number)
    assert sorted(char for char, *_ in ours) == sorted(char for char, *_ in theirs)
    near: dict[str, list[tuple[float, float]]] = {}
    for char, left, bottom in theirs:
        near.setdefault(char, []).append((left, bottom))
    for char, left, bottom in ours:
        assert any(abs(left - x) < 0.3 and abs(bottom - y) < 0.3 for x, y in near[char]), char


def test_every_way_to_move_the_pen() -> None:
    """Operators that WeasyPrint does not use today: Td, TD, T*, ', Tj, Tc, Tz, Ts, forms."""
    with pikepdf.open(io.BytesIO(make_plain_pdf())) as pdf:
        glyphs = GlyphReader().read_page(pdf.pages[0], 1)
    places = [(g.text, round(g.ink[0], 2), round(g.ink[1], 2), round(g.size, 2), g.in_form) for g in glyphs]
    theirs = read_glyphs_with_pdfium(make_plain_pdf(), 1)
    assert [text for text, *_ in places] == list("HHHHHHHHH")
    assert sum(in_form for *_, in_form in places) == 1
    for (_, left, bottom, _, _), (_, x, y) in zip(places, theirs, strict=True):
        assert abs(left - x) < 0.2
        assert abs(bottom - y) < 0.2


def make_plain_pdf() -> bytes:
    """One page that moves the pen in every way, in the shipped Latin font."""
    content = b"""q 1 0 0 1 10 20 cm BT /F 10 Tf 14 TL 5 300 Td <0029> Tj 0 -20 TD <00290029> Tj T* <0029> Tj
<0029> ' 2 Tc 80 Tz 4 Ts 40 100 Td [<0029> -500 <0029>] TJ ET Q
/X Do BT /F 12 Tf 0 1 -1 0 90 90 Tm <0029> Tj ET"""
    form = b"BT /F 8 Tf 3 3 Td <0029> Tj ET"
    pdf = pikepdf.new()
    program = (shipped_folder("fonts") / "BulletinLatin-Regular.ttf").read_bytes()
    cmap = b"begincmap 1 begincodespacerange <0000> <ffff> endcodespacerange "
    cmap += b"1 beginbfchar <0029> <0048> endbfchar endcmap"
    name, dictionary = pikepdf.Name, pikepdf.Dictionary
    descriptor = dictionary(Type=name.FontDescriptor, FontName=name.F, Flags=4, FontBBox=[0, 0, 1000, 1000])
    descriptor.update(dictionary(ItalicAngle=0, Ascent=900, Descent=-200, CapHeight=700, StemV=80))
    descriptor["/FontFile2"] = pdf.make_stream(program)
    descendant = dictionary(Type=name.Font, Subtype=name.CIDFontType2, BaseFont=name.F, W=[41, [722]])
    descendant["/CIDSystemInfo"] = dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0)
    descendant.update(dictionary(CIDToGIDMap=name.Identity, FontDescriptor=pdf.make_indirect(descriptor)))
    font = dictionary(Type=name.Font, Subtype=name.Type0, BaseFont=name.F, Encoding=name("/Identity-H"))
    font["/DescendantFonts"] = pikepdf.Array([pdf.make_indirect(descendant)])
    font["/ToUnicode"] = pdf.make_stream(cmap)
    resources = dictionary(Font=dictionary(F=pdf.make_indirect(font)))
    stream = pdf.make_stream(form, Type=name.XObject, Subtype=name.Form, BBox=[0, 0, 50, 50])
    stream.update(dictionary(Matrix=[1, 0, 0, 1, 60, 60], Resources=resources))
    pdf.add_blank_page(page_size=(200, 400))
    resources.XObject = dictionary(X=stream)
    pdf.pages[0].Resources = resources
    pdf.pages[0].Contents = pdf.make_stream(content)
    made = io.BytesIO()
    pdf.save(made)
    return made.getvalue()
