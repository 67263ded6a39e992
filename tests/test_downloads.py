"""Files beside an article: linked to in place and listed on the web, words alone on paper."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from zipfile import ZipFile

import pytest

from bulletin.build import build_issue
from bulletin.downloads import is_file_address, read_download
from bulletin.errors import Problem
from bulletin.model import Download, Place
from bulletin.proof.readback import read_pdf
from bulletin.record import digest_article
from bulletin.site.build import build_site
from bulletin.source import read_issue

from .conftest import SERIES, MakeWorkspace

TEXT = (
    "---\n标题: 甲\n---\n\n"
    "名单见[入选名单](名单.xlsx)，[下载](<管理 办法.pdf>)，[再看](./名单.xlsx)，[表](附/表%231.csv)。\n"
)


def make_zip() -> bytes:
    buffer = io.BytesIO()
    with ZipFile(buffer, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return buffer.getvalue()


FILES: dict[str, str | bytes] = {
    "bulletin.yaml": f"{SERIES}网址: https://kj.example.gov.cn/qk/\n",
    "issues/2024-09/01.md": TEXT,
    "issues/2024-09/名单.xlsx": make_zip(),
    "issues/2024-09/管理 办法.pdf": b"%PDF-1.7 ...",
    "issues/2024-09/附/表#1.csv": "甲,乙\n",
}
ISSUE = "2024-09"


def test_web_page_site_and_feeds_offer_it_and_paper_its_words(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace(FILES)
    built = build_issue(workspace, workspace.find_issue(ISSUE), strict=True)
    folder = built.pdf.parent
    page = (folder / "index.html").read_text("utf-8")
    listed = page[page.index("附件下载") :]
    shown = re.sub(r"<[^>]*>", "", listed[: listed.index("</ul>")])
    assert re.findall(r"(\S+)（(\S+ ?\S+)，(\d+ KB)）", shown) == [
        ("入选名单", "Excel 表格", "1 KB"),
        ("办法", "PDF", "1 KB"),  # 管理 办法: its own words say nothing
        ("表", "CSV 表格", "1 KB"),
    ]
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    names = [name for name in manifest["outputs"] if name.startswith("files/")]
    assert len(names) == 3
    assert (folder / "files/名单.xlsx").read_bytes() == FILES["issues/2024-09/名单.xlsx"]
    assert not any(set(name) & set(' #%?&"') for name in names)
    assert manifest["inputs"].keys() >= {name for name in FILES if name.startswith("issues/")}
    blocks = read_pdf(built.pdf.read_bytes()).blocks
    block = next(block for block in blocks if block.text.startswith("名单见"))
    assert block.text.replace(" ", "") == "名单见入选名单，下载，再看，表。"
    assert not block.links

    site = build_site(workspace)  # which follows every link of its pages
    article = (site.folder / "2024-09/01/index.html").read_text("utf-8")
    assert article.count('href="../files/%E5%90%8D%E5%8D%95.xlsx"') == 3
    atom = (site.folder / "feed.xml").read_text("utf-8")
    address = "https://kj.example.gov.cn/qk/2024-09/files/%E5%90%8D%E5%8D%95.xlsx"
    assert re.search(rf'<link rel="enclosure"[^>]*title="名单.xlsx"[^>]*href="{re.escape(address)}"', atom)
    item = json.loads((site.folder / "feed.json").read_text("utf-8"))["items"][0]
    assert [file["title"] for file in item["attachments"]][1:] == ["名单.xlsx", "管理 办法.pdf", "表#1.csv"]
    assert f'href="{address}"' in item["content_html"]


def test_a_changed_file_is_a_changed_article(make_workspace: MakeWorkspace) -> None:
    digests = set()
    for data in (make_zip(), make_zip() + b"more"):
        workspace = make_workspace({**FILES, "issues/2024-09/名单.xlsx": data})
        issue, _ = read_issue(workspace, workspace.find_issue(ISSUE))
        digests.add(digest_article(issue.articles[0]))
    assert len(digests) == 2


def test_a_file_that_a_draft_links_to_is_not_told(make_workspace: MakeWorkspace) -> None:
    draft = "---\n标题: 乙\n状态: 草稿\n---\n\n[表](稿.csv)\n"
    more: dict[str, str | bytes] = {"issues/2024-09/02.md": draft, "issues/2024-09/稿.csv": "甲\n"}
    _, problems = read_issue(make_workspace({**FILES, **more}), make_workspace(FILES).find_issue(ISSUE))
    assert [problem.code for problem in problems] == ["A108"]


@pytest.mark.parametrize(
    ("address", "is_file"),
    [
        ("名单.xlsx", True),
        ("%E5%90%8D%E5%8D%95.XLSX", True),
        ("附件/a.pdf", True),
        ("D:\\a.pdf", True),
        ("file:///d:/a.pdf", True),
        ("会场.mp4", True),
        ("https://a.example.cn/a.pdf", False),
        ("http://a.example.cn/a.xlsx?b=c", False),
        ("//a.example.cn/a.pdf", False),
        ("www.example.cn/a.pdf", False),
        ("mailto:a@example.cn", False),
        ("a.html", False),
        ("图1.png", False),
        ("名单", False),
        ("", False),
    ],
)
def test_what_means_a_file(address: str, is_file: bool) -> None:
    assert is_file_address(address) is is_file


@pytest.mark.parametrize(
    ("name", "address", "data", "code"),
    [
        ("a.xlsx", "a.xlsx", make_zip(), ""),
        ("2024年 QC小组（第1批）.docx", "2024年%20QC小组（第1批）.docx", make_zip(), ""),
        ("a.xls", "a.xls", b"\xd0\xcf\x11\xe0..", ""),
        ("a.xls", "a.xls", b"<html>", "A125"),
        ("a.ofd", "a.ofd", b"%PDF", "A125"),
        ("a.csv", "a.csv", b"", "A125"),
        ("a.csv", "A.csv", b"x", "A123"),
        ("a.csv", "../2024-08/a.csv", b"x", "A121"),
        ("a.csv", "/etc/a.csv", b"x", "A121"),
        ("a.csv", "~/a.csv", b"x", "A121"),
        ("a.csv", "a%00.csv", b"x", "A123"),
        ("a.csv", "a.csv/a.csv", b"x", "A123"),
        ("a.csv", ".csv", b"x", "A122"),
        ("a.exe", "a.exe", b"MZ", "A122"),
        ("a.xlsm", "a.xlsm", make_zip(), "A122"),
        ("a.zip/b", "a.zip", b"x", "A123"),
    ],
)
def test_what_is_taken(tmp_path: Path, name: str, address: str, data: bytes, code: str) -> None:
    root = tmp_path
    folder = root / "issues" / "2024-09"
    (folder / name).parent.mkdir(parents=True)
    (folder / name).write_bytes(data)
    (root / "issues" / "2024-08").mkdir()
    (root / "issues" / "2024-08" / "a.csv").write_bytes(b"secret")
    result = read_download(address, folder, root, Place("issues/2024-09/01.md", 1))
    if code:
        assert isinstance(result, Problem)
        assert result.code == code
    else:
        assert isinstance(result, Download)
        assert result.data == data
        assert result.path == f"issues/2024-09/{name}"


def test_no_link_on_disk_leads_out_of_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "issues" / "2024-09"
    folder.mkdir(parents=True)
    (tmp_path / "secret.csv").write_text("secret", "utf-8")
    try:
        (folder / "a.csv").symlink_to(tmp_path / "secret.csv")
        (folder / "b.csv").symlink_to("b.csv")
    except OSError:
        pytest.skip("no links here")
    for name, code in (("a.csv", "A121"), ("b.csv", "A123")):
        result = read_download(name, folder, tmp_path, Place("issues/2024-09/01.md", 1))
        assert isinstance(result, Problem)
        assert result.code == code


def test_a_large_file_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bulletin.downloads._MAX_BYTES", 3)
    (tmp_path / "a.csv").write_bytes(b"1234")
    result = read_download("a.csv", tmp_path, tmp_path, Place("a.md", 1))
    assert isinstance(result, Problem)
    assert result.code == "A124"
