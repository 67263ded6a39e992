"""The registry of readers: what a file is counts, and not what it is called."""

from __future__ import annotations

import pytest

from bulletin.errors import BulletinError
from bulletin.importing.read.formats import OFFICE_KINDS, READERS, find_office_kind, read_manuscript
from bulletin.importing.write.tables import render_table

from .manuscripts import TEXT


def test_what_a_file_may_be_is_asked_once() -> None:
    suffixes = [suffix for reader in READERS for suffix in reader.suffixes]
    assert len(suffixes) == len(set(suffixes))
    kinds = [kind.suffix for kind in OFFICE_KINDS]
    assert len(kinds) == len(set(kinds))


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".doc"),
        (b" \r\n{\\rtf1", ".rtf"),
        (b"PK\x03\x04" + b" " * 26 + b"mimetypeapplication/vnd.oasis.opendocument.text", ".odt"),
        (b"<?xml version='1.0'?><?mso-application progid='Word.Document'?>", ".xml"),
        (b"PK\x03\x04[Content_Types].xml", ""),
        ("今年以来".encode(), ""),
    ],
)
def test_kinds_of_an_office_program(head: bytes, kind: str) -> None:
    assert find_office_kind(head) == kind


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"%PDF-1.7 cut short", "a.txt", "不是完整的 PDF"),
        (b"PK\x03\x04 cut short", "a.txt", "不是完整的文档"),
        (b"\x89PNG\r\n", "a.doc", "不认识这种文件"),
        (b"MIME-Version: 1.0\r\n", "a.docx", "单个文件网页里没有网页"),
        ("今年".encode(), "a.xyz", "不认识这种文件"),
        (b"\x05user" + b" " * 157, "~$通知.docx", "这是 Word 打开文件时的临时文件"),
    ],
)
def test_what_it_is_counts_and_not_its_name(data: bytes, name: str, said: str) -> None:
    with pytest.raises(BulletinError) as caught:
        read_manuscript(data, name)
    assert said in caught.value.problems[0].message
    assert read_manuscript(f"<html><p>{TEXT}</p></html>".encode(), "a.docx").blocks[0].text == TEXT
    page = read_manuscript("<html><p>今年以来取得成效。</p></html>".encode(), "a.txt")
    assert [block.text for block in page.blocks] == ["今年以来取得成效。"]


def test_merged_cells_of_a_web_page_are_merged_again() -> None:
    rows = "<tr><td rowspan=2>地区</td><td colspan=2>2024年</td></tr><tr><td>数量</td><td>占比</td></tr>"
    rows += "<tr><td>青山</td><td>1</td><td rowspan=3>2%</td></tr><tr><td colspan=2>合计</td></tr>"
    page = read_manuscript(f"<html><p>情况如下。</p><table>{rows}</table></html>".encode(), "a.html")
    (block,) = (block for block in page.blocks if block.cells)
    assert render_table(block).splitlines() == [
        "| 地区 | 2024年 ||",
        "| --- | --- | --- |",
        "| ^^ | 数量 | 占比 |",
        "| 青山 | 1 | 2% |",
        "| 合计 || ^^ |",
    ]
