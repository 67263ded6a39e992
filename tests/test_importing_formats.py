"""PDF, web pages and old office documents: the issues of this repository come back as they were."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from bulletin.chinese import translate_click
from bulletin.cli import cli
from bulletin.errors import BulletinError
from bulletin.importing import office
from bulletin.importing.formats import is_office, prepare_data, read_manuscript
from bulletin.importing.html import read_html
from bulletin.importing.model import Draft, Kind
from bulletin.importing.recognise import recognise
from bulletin.importing.report import check_balance

from .conftest import MakeWorkspace
from .extractions import Articles, read_articles
from .manuscripts import make_docx, paragraph, title
from .test_importing_docx import MANNERS, TEXT, make_issue

# Of the manners that need neither a shape's size nor a bookmark, which the documents here lack.
_CONVERTED = {MANNERS[1], MANNERS[2], MANNERS[4]}
FIELDS = {
    "title": "科技情报参考",
    "number": "2024-9",
    "publisher": "呼和浩特市科学技术局综合保障中心",
    "editor": "李涛",
    "phone": "4366683",
}


def draft_of(data: bytes, name: str) -> Draft:
    draft = recognise(read_manuscript(data, name), "科技情报参考")
    assert check_balance(draft) == []
    return draft


def articles_of(draft: Draft) -> Articles:
    return [(article.title, [block.text for block in article.blocks]) for article in draft.articles]


@pytest.mark.parametrize("name", ["2024-09.pdf", "index.html"])
def test_what_this_program_makes_comes_back(real_issue: Path, name: str) -> None:
    draft = draft_of((real_issue / name).read_bytes(), name)
    assert articles_of(draft) == read_articles("2024-09")
    assert {found.name: found.text for found in draft.fields} == FIELDS
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
    assert ("上一篇：别的新闻", "网页上的链接") in left
    assert "脚本" not in str(draft)


def test_pictures_of_a_page_are_not_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    monkeypatch.setattr(socket.socket, "connect", lambda *args: pytest.fail("a connection was made"))
    page = f"<h1>我市推进工作</h1><p>{TEXT}</p><img src='http://127.0.0.1:9/a.png'><img src='file:///etc/passwd'>"
    manuscript = read_html(page.encode(), "a.html")
    assert manuscript.images == {}
    assert [remark.code for remark in manuscript.remarks if remark.guess] == ["I138"]


# Old office documents


def test_what_goes_to_libreoffice() -> None:
    assert is_office(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.docx")
    assert is_office(b"{\\rtf1", "a.doc")
    assert is_office(b"anything", "a.wps")
    assert not is_office(make_docx(paragraph(TEXT)), "a.doc")  # a .docx that is called .doc


def test_without_libreoffice_a_message_says_what_to_do(
    make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    monkeypatch.setattr(office, "find_office", lambda: "")
    path = tmp_path_factory.mktemp("files") / "旧稿.wps"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    workspace = make_workspace({})
    translate_click()
    args = ["import", str(path), "--issue", "2023-08", "--root", str(workspace.root)]
    result = CliRunner().invoke(cli, args, prog_name="bulletin")
    assert (result.exit_code, "[I111]" in result.output, "另存为 .docx" in result.output) == (3, True, True)
    assert not (workspace.root / "issues").exists()


@pytest.fixture(scope="module")
def libreoffice() -> str:
    """LibreOffice; without it a test is skipped, saying so, but in CI it fails."""
    program = office.find_office()
    if not program and not os.environ.get("CI"):
        pytest.skip("LibreOffice is not installed: apt-get install libreoffice-writer-nogui")
    return program


def test_a_converter_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    if os.name != "posix":
        pytest.skip("the stand-in for LibreOffice is a POSIX program")
    monkeypatch.setattr(office, "_SECONDS", 0.3)
    with pytest.raises(BulletinError, match="I112"):
        office._run(["sleep", "60"], "a.doc")


@pytest.mark.parametrize("kind", ["doc", "rtf", "pdf"])
def test_documents_of_libreoffice(libreoffice: str, tmp_path: Path, kind: str) -> None:
    """Issues made by hand, saved by LibreOffice in another form, and read from that."""
    articles = read_articles("2024-09")
    manners = [manner for manner in MANNERS if manner in _CONVERTED]
    for number, manner in enumerate(manners):
        (tmp_path / f"{number}.docx").write_bytes(make_issue(articles, manner))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    sources = [str(path) for path in sorted(tmp_path.glob("*.docx"))]
    command = [
        libreoffice,
        profile,
        "--headless",
        "--convert-to",
        kind,
        "--outdir",
        str(tmp_path / "out"),
        *sources,
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    for number, manner in enumerate(manners[: None if kind == "pdf" else 1]):
        name = f"{number}.{kind}"
        data = prepare_data((tmp_path / "out" / name).read_bytes(), name)
        draft = draft_of(data, name)
        assert articles_of(draft) == articles, manner
        fields = {found.name: found.text for found in draft.fields}
        assert (fields["editor"], fields["phone"]) == ("李涛", "4366683"), manner


def test_a_name_that_lies() -> None:
    """What a file is decides, not what it is called."""
    data = make_docx(title("我市推进科技成果转化"), paragraph(TEXT))
    for name in ("稿.docx", "稿.txt", "稿.pdf", "稿"):
        assert draft_of(data, name).articles[0].title == "我市推进科技成果转化"
