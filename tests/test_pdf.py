"""The PDF of 2024年第9期: its text, geometry, contents, outline, metadata and fonts."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from bulletin.build import build_issue
from bulletin.document.walk import list_texts
from bulletin.pdf import TypesettingError, typeset
from bulletin.source import read_issue
from bulletin.workspace import Workspace

from .conftest import REPOSITORY, MakeWorkspace
from .pdftext import Line, read_lines, squeeze

MM = 72 / 25.4
PAGES = {"a1": 2, "a2": 3, "a3": 4, "a4": 5, "a5": 6, "a6": 10}  # as printed: the originals' contents


@pytest.fixture(scope="session")
def lines(real_issue: Path) -> list[Line]:
    return read_lines(real_issue / "2024-09.pdf")


@pytest.fixture(scope="session")
def titles(repository: Workspace) -> list[str]:
    issue, _ = read_issue(repository, repository.find_issue("2024-09"))
    return [article.title for article in issue.articles]


def test_every_word_of_the_sources_is_printed_once_and_nothing_else(
    lines: list[Line], repository: Workspace
) -> None:
    issue, _ = read_issue(repository, repository.find_issue("2024-09"))
    cover = "科技情报参考2024年第9期呼和浩特市科学技术局综合保障中心编辑"
    contents = "".join(
        f"★{squeeze(a.title)}{page}" for a, page in zip(issue.articles, PAGES.values(), strict=True)
    )
    body = "".join(
        squeeze(article.title + "".join(text.content for text in list_texts(article.document)))
        for article in issue.articles
    )
    colophon = "呼和浩特市科学技术局综合保障中心编辑编辑：李涛电话：4366683"
    text = [line.text for line in lines if not re.fullmatch(r"—\d+—", line.text)]
    assert "".join(text).replace("…", "") == cover + contents + body + colophon


def test_contents_headings_and_pages_agree(lines: list[Line], titles: list[str]) -> None:
    printed = {}
    for title in titles:
        heading = [line for line in lines if line.page > 1 and line.text == squeeze(title)]
        assert len(heading) == 1
        printed[title] = heading[0].page
        entry = next(line for line in lines if line.page == 1 and squeeze(title) in line.text)
        assert re.findall(r"\d+$", entry.text) == [str(heading[0].page)]
    assert list(printed.values()) == list(PAGES.values())


def test_geometry(lines: list[Line]) -> None:
    """A4, 20 lines at one pitch between 37 mm and 35 mm, sides of 20 mm: shared by every body page."""
    pages: dict[int, list[Line]] = {page: [] for page in range(2, 12)}
    for line in lines:
        if line.page > 1 and not re.fullmatch(r"—\d+—", line.text):
            pages[line.page].append(line)
    assert max(map(len, pages.values())) == 20
    body = pages[8]  # no title on it: a larger letter's baseline lies lower in the same line
    assert len(body) >= 19
    pitch = 225 * MM / 20
    steps = [upper.baseline - lower.baseline for upper, lower in itertools.pairwise(body)]
    assert steps == pytest.approx([pitch] * len(steps), abs=0.02)
    assert min(line.left for line in body[1:]) == pytest.approx(20 * MM, abs=1)
    # A mark at a line's end may stand out by its blank half.
    assert max(line.right for line in body) <= (210 - 20) * MM + 8.1
    # The first line's box starts at the 37 mm of GB/T 9704-2012 §5.2.1; its baseline is inside.
    assert 37 * MM + pitch / 2 < 297 * MM - body[0].baseline < 37 * MM + pitch


def test_page_numbers_stand_outside_and_not_on_the_cover(lines: list[Line]) -> None:
    numbers = {line.page: line for line in lines if re.fullmatch(r"—\d+—", line.text)}
    assert sorted(numbers) == list(range(2, 12))
    for page, line in numbers.items():
        assert line.text == f"—{page}—"
        middle = (line.left + line.right) / 2
        assert (middle < 297) == (page % 2 == 0)
        assert line.baseline < (35 - 7) * MM  # GB/T 9704 §7.5: 7 mm below the type area


def test_contents_dots_and_numbers_line_up(lines: list[Line]) -> None:
    entries = [line for line in lines if line.page == 1 and line.text.startswith("★")]
    assert len(entries) == 6
    assert max(e.right for e in entries) - min(e.right for e in entries) < 0.2
    assert all("……" in entry.text for entry in entries)


def test_colophon_is_whole_at_the_foot_of_the_last_page(lines: list[Line]) -> None:
    last = [line for line in lines if line.page == 11]
    assert [line.text for line in last[-4:-1]] == [
        "呼和浩特市科学技术局综合保障中心编辑",
        "编辑：李涛",
        "电话：4366683",
    ]
    assert last[-2].baseline == pytest.approx(35 * MM, abs=12)


def test_outline_links_labels_and_metadata(real_issue: Path, titles: list[str]) -> None:
    with pikepdf.open(real_issue / "2024-09.pdf") as pdf:
        with pdf.open_outline() as outline:
            assert [item.title for item in outline.root] == titles
        links = [
            annotation
            for annotation in pdf.pages[0].obj.get("/Annots", [])
            if annotation["/Subtype"] == "/Link"
        ]
        assert len(links) >= len(titles)
        info = pdf.docinfo
        assert str(info["/Title"]) == "科技情报参考 2024年第9期"
        assert str(info["/Author"]) == "呼和浩特市科学技术局综合保障中心"
        assert str(info["/CreationDate"]).startswith("D:2024") or str(info["/CreationDate"]).startswith(
            "2024"
        )
        assert str(pdf.Root["/Lang"]) == "zh-CN"
        assert pdf.Root["/ViewerPreferences"]["/DisplayDocTitle"]
    document = pypdfium2.PdfDocument(real_issue / "2024-09.pdf")
    assert [document.get_page_label(i) for i in range(3)] == ["封面", "2", "3"]
    document.close()


def test_fonts_are_embedded_and_ours(real_issue: Path) -> None:
    with pikepdf.open(real_issue / "2024-09.pdf") as pdf:
        fonts = {str(f["/BaseFont"]) for page in pdf.pages for f in page.obj["/Resources"]["/Font"].values()}
        descendants = [
            f["/DescendantFonts"][0] for page in pdf.pages for f in page.obj["/Resources"]["/Font"].values()
        ]
        assert fonts
        assert all("+Bulletin-" in name for name in fonts)
        assert all("/FontFile2" in font["/FontDescriptor"] for font in descendants)


LATIN = (REPOSITORY / "fonts" / "BulletinLatin-Regular.ttf").read_bytes()
# With a font of ours: a machine may have none.
PAGE = (
    '<html lang="zh-CN"><head><title>t</title><style>@font-face {{ font-family: Latin; src: url(latin.ttf) }}'
    "html {{ font-family: Latin }}</style></head><body>{body}</body></html>"
)
VECTORS = [
    '<img alt="" src="{u}">',
    '<img alt="" srcset="{u} 1x">',
    '<link rel="stylesheet" href="{u}">',
    '<link rel="attachment" href="{u}">',
    '<a rel="attachment" href="{u}">x</a>',
    '<object data="{u}"></object>',
    '<embed src="{u}">',
    '<iframe src="{u}"></iframe>',
    '<style>@import "{u}";</style>',
    '<style>@font-face {{ font-family: x; src: url("{u}") }} p {{ font-family: x }}</style><p>x',
    '<style>p {{ background: url("{u}") }}</style><p>x',
    '<style>p::before {{ content: url("{u}") }}</style><p>x',
    '<style>li {{ list-style-image: url("{u}") }}</style><ul><li>x</ul>',
    '<style>p {{ border-image-source: url("{u}"); border: 2px solid }}</style><p>x',
    '<svg><image href="{u}" width="9" height="9"/></svg>',
    '<svg><use href="{u}#a"/></svg>',
    '<base href="{u}"><img alt="" src="a.png">',
]
ADDRESSES = [
    "http://127.0.0.1:9/x",
    "https://example.invalid/x",
    "file:///etc/passwd",
    "FILE:/etc/passwd",
    "ftp://127.0.0.1/x",
    "//127.0.0.1/x",
    "../../../../etc/passwd",
    "https://bulletin.invalid/../../etc/passwd",
    "https://bulletin.invalid@127.0.0.1/x",
]


@pytest.mark.parametrize("vector", VECTORS)
def test_nothing_but_the_resources_is_ever_read(vector: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """However a document names it, no address reaches the network or the disk."""
    import urllib.request

    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("opened an address")

    monkeypatch.setattr(urllib.request.OpenerDirector, "open", refuse)
    for address in ADDRESSES:
        asked: list[str] = []

        def find(name: str, asked: list[str] = asked) -> bytes | None:
            asked.append(name)
            return LATIN if name == "latin.ttf" else None

        try:
            result = typeset(PAGE.format(body=vector.format(u=address)), find, {"Latin": LATIN}, {})
        except TypesettingError:
            pass
        else:
            assert b"root:" not in result.data
            assert b"EmbeddedFile" not in result.data
        assert not [name for name in asked if name.startswith(("/", ".", "http", "file"))]


def test_every_warning_of_the_typesetter_is_an_error() -> None:
    find = {"latin.ttf": LATIN}.get
    with pytest.raises(TypesettingError, match="not a resource"):
        typeset(PAGE.format(body='<img alt="" src="gone.png">'), find, {"Latin": LATIN}, {})
    with pytest.raises(TypesettingError, match=r"foreign fonts: \[.*serif"):
        typeset(PAGE.format(body="<p style='font-family: serif'>text"), find, {"Latin": LATIN}, {})


def test_the_colophon_keeps_clear_of_notes_on_the_last_page(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace({"issues/2024-09/01.md": "# 甲\n\n正文[^1]。\n\n[^1]: 注文一。\n"})
    pdf = build_issue(workspace, workspace.find_issue("2024-09")).pdf
    last = [line.text for line in read_lines(pdf) if line.page == 2]
    assert last == ["甲", "正文1。", "1注文一。", "某市科技局编辑", "编辑：李涛", "电话：04366683", "—2—"]
