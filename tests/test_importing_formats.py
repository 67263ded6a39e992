"""PDF, web pages and old office documents: the issues of this repository come back as they were."""

from __future__ import annotations

import functools
import io
import operator
import os
import socket
import struct
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image

from bulletin.chinese import translate_click
from bulletin.cli import cli
from bulletin.errors import BulletinError
from bulletin.importing.model import Kind
from bulletin.importing.read import office
from bulletin.importing.read.formats import find_office_kind, read_manuscript
from bulletin.importing.read.html import read_html
from bulletin.importing.worker import Job, prepare_job

from . import drafts
from .conftest import MakeWorkspace
from .drafts import articles_of
from .extractions import read_articles
from .hostile import make_odt
from .libreoffice import LibreOffice
from .manuscripts import TEXT, make_docx, paragraph, picture, title
from .offices import OFFICES
from .patience import is_alive
from .test_importing_docx import MANNERS, make_issue

WORD_2003 = (
    b"<?xml version='1.0'?><?mso-application progid='Word.Document'?>"
    b"<w:wordDocument xmlns:w='http://schemas.microsoft.com/office/word/2003/wordml'><w:body><w:p><w:r><w:t>"
    + TEXT.encode()
    + b"</w:t></w:r></w:p></w:body></w:wordDocument>"
)
# Of the manners that need neither a shape's size nor a bookmark, which the documents here lack.
_CONVERTED = {MANNERS[1], MANNERS[2], MANNERS[4]}
HERE = OFFICES["2024-09"]


draft_of = partial(drafts.draft_of, series=HERE.series)


@pytest.mark.parametrize("name", ["2024-09.pdf", "index.html"])
def test_what_this_program_makes_comes_back(real_issue: Path, name: str) -> None:
    draft = draft_of((real_issue / name).read_bytes(), name)
    assert articles_of(draft) == read_articles("2024-09")
    assert {found.name: found.text for found in draft.fields} == HERE.fields
    assert not [remark for remark in draft.remarks if remark.guess]


# Web pages


def test_a_page_that_was_saved() -> None:
    page = f"""<!DOCTYPE html><html><head><meta charset="gb2312"><title>网站</title>
    <style>p{{}}</style></head><body>
    <nav><a href="/">首页</a><a href="/a">新闻</a></nav>
    <div style="text-align:center;font-size:24px"><b>我市推进科技成果转化</b></div>
    <p style="text-align:center">作者：王芳</p>
    <p>　　{TEXT}</p><p><strong>一是加强领导。</strong>{TEXT}<br><br>{TEXT}</p>
    <p style="display:none">看不见的字</p><script>alert("脚本")</script>
    <ol start="3"><li>第三项</li><li>第四项</li></ol><ul><li>甲</li></ul>
    <table><tr><th>领域<th>数量</tr><tr><td>新材料<td>19</table>
    <p><a href="/b">上一篇：别的新闻</a></p><p>（来源：市科技局）</p></body></html>"""
    draft = draft_of(page.encode("gb18030"), "新闻.html")
    article = draft.articles[0]
    assert (article.title, article.author, article.source) == ("我市推进科技成果转化", ("王芳",), "市科技局")
    texts = [block.text for block in article.blocks if block.kind is Kind.PARAGRAPH]
    assert texts == [TEXT, f"一是加强领导。{TEXT}", TEXT, "3.第三项", "4.第四项", "甲"]
    assert [run.bold for run in article.blocks[1].runs] == [True, False]
    assert [block.cells for block in article.blocks if block.cells] == [(("领域", "数量"), ("新材料", "19"))]
    left = {(item.text, item.why) for item in draft.left}
    assert ("看不见的字", "隐藏的字") in left
    assert ("首页新闻", "网页的导航或旁栏") in left
    assert ("上一篇：别的新闻", "网页的导航或旁栏") in left
    assert "脚本" not in str(draft)


def test_pictures_of_a_page_are_not_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    monkeypatch.setattr(socket.socket, "connect", lambda *args: pytest.fail("a connection was made"))
    page = f"<h1>我市推进工作</h1><p>{TEXT}</p><img src='http://127.0.0.1:9/a.png'><img src='file:///etc/passwd'>"
    manuscript = read_html(page.encode(), "a.html")
    assert manuscript.images == {}
    told = [remark.message for remark in manuscript.remarks if remark.code == "I138"]
    assert ["a.png" in told[0], "/etc/passwd" in told[1]] == [True, True]


def test_raised_and_lowered_characters_of_a_page() -> None:
    page = (
        f"<h1>我市推进工作</h1><p>{TEXT}</p><p>产量10<sup>6</sup>吨，CO<sub>2</sub>减少3km"
        "<span style='vertical-align: super'>2</span>，数据见附注<sup>[1]</sup>。</p>"
    )
    manuscript = read_html(page.encode(), "a.html")
    assert manuscript.blocks[-1].text == "产量10⁶吨，CO₂减少3km²，数据见附注[1]。"
    assert not [remark.message for remark in manuscript.remarks if remark.guess]


# Old office documents


@pytest.fixture
def closed() -> Iterator[socket.socket]:
    """A server that notes who calls."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        server.setblocking(False)
        yield server


def test_what_goes_to_libreoffice() -> None:
    assert find_office_kind(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") == ".doc"
    assert find_office_kind(b" {\\rtf1") == ".rtf"
    assert find_office_kind(WORD_2003) == ".xml"
    assert not find_office_kind(b"<?xml version='1.0'?><html>")
    assert not find_office_kind(make_docx(paragraph(TEXT)))  # a .docx, whatever it is called


def test_without_libreoffice_a_message_says_what_to_do(
    make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    monkeypatch.setattr(office, "find_office", lambda: "")
    path = tmp_path_factory.mktemp("files") / "旧稿.wps"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"))
    workspace = make_workspace({})
    translate_click()
    args = ["import", str(path), "--issue", "2023-08", "--root", str(workspace.root)]
    result = CliRunner().invoke(cli, args, prog_name="bulletin")
    assert (result.exit_code, "[I111]" in result.output, "另存为 .docx" in result.output) == (3, True, True)
    assert not (workspace.root / "issues").exists()


@pytest.mark.parametrize("kind", ["doc", "rtf", "pdf"])
def test_documents_of_libreoffice(libreoffice: LibreOffice, tmp_path: Path, kind: str) -> None:
    """Issues made by hand, saved by LibreOffice in another form, and read from that."""
    articles = read_articles("2024-09")
    manners = [manner for manner in MANNERS if manner in _CONVERTED][: None if kind == "pdf" else 1]
    sources = [tmp_path / f"{number}.docx" for number in range(len(manners))]
    for source, manner in zip(sources, manners, strict=True):
        source.write_bytes(make_issue(articles, manner))
    libreoffice.convert(kind, sources, tmp_path / "out")
    for number, manner in enumerate(manners):
        name = f"{number}.{kind}"
        data = prepare_job(Job((tmp_path / "out" / name).read_bytes(), name)).data
        draft = draft_of(data, name)
        assert articles_of(draft) == articles, manner
        fields = {found.name: found.text for found in draft.fields}
        assert (fields["editor"], fields["phone"]) == ("李涛", "4366683"), manner


def test_word_2003_in_one_file(libreoffice: LibreOffice) -> None:
    data = prepare_job(Job(WORD_2003, "a.doc")).data
    assert read_manuscript(data, "a.doc").blocks[0].text == TEXT


def make_wmf() -> bytes:
    """A blue rectangle of 40 mm by 20 mm in the upper half of 40 mm by 40 mm ([MS-WMF] 2.3)."""
    calls = [
        struct.pack("<IHhh", 5, 0x020B, 0, 0),  # the origin of the window, its extent
        struct.pack("<IHhh", 5, 0x020C, 400, 400),
        struct.pack("<IHHIH", 7, 0x02FC, 0, 0x00FF0000, 0),  # a brush, to be used
        struct.pack("<IHH", 4, 0x012D, 0),
        struct.pack("<IHhhhh", 7, 0x041B, 200, 400, 0, 0),
        struct.pack("<IH", 3, 0),
    ]
    size = 9 + sum(map(len, calls)) // 2
    head = struct.pack("<IHhhhhHI", 0x9AC6CDD7, 0, 0, 0, 400, 400, 254, 0)
    check = functools.reduce(operator.xor, struct.unpack("<10H", head))
    start = struct.pack("<HHHIHIH", 1, 9, 0x300, size, 1, max(map(len, calls)) // 2, 0)
    return b"".join([head, struct.pack("<H", check), start, *calls])


def make_document_of_wmf() -> bytes:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
    return make_docx(
        paragraph(TEXT),
        paragraph(picture("rW")),
        relations=f'<Relationship Id="rW" Type="{kind}" Target="media/image1.wmf"/>',
        raw={"word/media/image1.wmf": make_wmf()},
    )


def test_drawings_of_windows_are_drawn_anew(libreoffice: LibreOffice) -> None:
    manuscript = read_manuscript(prepare_job(Job(make_document_of_wmf(), "a.docx")).data, "a.docx")
    (data,) = manuscript.images.values()
    image = Image.open(io.BytesIO(data)).convert("RGB")
    assert abs(image.width - 40 / 25.4 * 300) < 4
    assert [image.getpixel((image.width // 2, part * image.height // 4)) for part in (1, 3)] == [
        *((0, 0, 255), (255, 255, 255))
    ]
    assert "有一张图是 WMF 格式，转成了 PNG" in [remark.message for remark in manuscript.remarks]


def test_drawings_of_windows_without_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "find_office", lambda: "")
    job = Job(make_document_of_wmf(), "a.docx")
    assert prepare_job(job) == job
    (said,) = read_manuscript(job.data, job.name).remarks
    assert "要有 LibreOffice 才能转换" in said.message


def test_libreoffice_is_kept_in(
    libreoffice: LibreOffice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, closed: socket.socket
) -> None:
    """No macro of a document runs, nothing it links to is fetched or read, nothing of it stays behind."""
    places = {name: tmp_path / name for name in ("HOME", "TMPDIR")}
    for name, folder in places.items():
        folder.mkdir()
        monkeypatch.setenv(name, str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    canary, secret = tmp_path / "pwned", tmp_path / "secret.txt"
    secret.write_text("密中之密")
    address = f"http://127.0.0.1:{closed.getsockname()[1]}/a.png"
    data = make_odt(TEXT, address, secret.as_uri(), f"/usr/bin/touch {canary}")
    manuscript = read_manuscript(prepare_job(Job(data, "a.odt")).data, "a.odt")
    assert TEXT in manuscript.blocks[0].text
    assert "密中之密" not in "".join(block.text for block in manuscript.blocks)
    assert not canary.exists()
    assert not [path for folder in places.values() for path in folder.iterdir()]
    with pytest.raises(BlockingIOError):  # nobody called
        closed.accept()


@pytest.mark.skipif(sys.platform == "win32", reason="a program made of a shell script")
def test_nothing_of_libreoffice_is_left_running(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It starts others, which hold on to nothing: all end with the time, and no folder stays."""
    program, note = tmp_path / "soffice", tmp_path / "pid"
    program.write_text(f"#!/bin/sh\nsleep 60 &\necho $! > '{note}'\nwait\n")
    program.chmod(0o755)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(office, "find_office", lambda: str(program))
    monkeypatch.setattr(office, "SECONDS", 1)
    with pytest.raises(BulletinError, match="I112"):
        office.convert_to_docx(b"x", "a.doc", ".doc")
    assert not is_alive(int(note.read_text()))
    assert not list(tmp_path.glob("bulletin-*"))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")
def test_libreoffice_has_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program, note = tmp_path / "soffice", tmp_path / "said"
    program.write_text(f"#!/bin/sh\n(ulimit -d; ulimit -t; env) > '{note}'\n")
    program.chmod(0o755)
    monkeypatch.setattr(office, "find_office", lambda: str(program))
    monkeypatch.setenv("http_proxy", "http://proxy")
    with pytest.raises(BulletinError, match="I112"):
        office.convert_to_docx(b"x", "a.doc", ".doc")
    said = note.read_text()
    assert said.split()[:2] == ["250000", str(office.PROCESSOR_SECONDS)]
    assert "proxy" not in said
    assert f"HOME={os.environ['HOME']}\n" not in said


def test_a_name_that_lies() -> None:
    """What a file is decides, not what it is called."""
    data = make_docx(title("我市推进科技成果转化"), paragraph(TEXT))
    for name in ("稿.docx", "稿.txt", "稿.pdf", "稿"):
        assert draft_of(data, name).articles[0].title == "我市推进科技成果转化"
