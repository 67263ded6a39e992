"""The wings of importing: what each may import, file by file, and the registry of readers."""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from bulletin.errors import BulletinError
from bulletin.importing.read.formats import OFFICE_KINDS, READERS, find_office_kind, read_manuscript

ROOT = Path(__file__).resolve().parent.parent
NAME = "bulletin.importing"


def list_modules() -> dict[str, Path]:
    """Every module of importing by its dotted name."""
    found = {}
    for path in (ROOT / "bulletin" / "importing").rglob("*.py"):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def read_arrows() -> dict[str, set[str]]:
    """Each module of importing → those of importing that it imports, at the top or inside a function."""
    modules = list_modules()
    arrows: dict[str, set[str]] = {}
    for name, path in modules.items():
        found: set[str] = set()
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(NAME):
                full = {f"{node.module}.{alias.name}" for alias in node.names}
                found |= {target if target in modules else node.module or "" for target in full}
        arrows[name] = found - {name}
    return arrows


def test_no_circle_file_by_file() -> None:
    order = list(TopologicalSorter(read_arrows()).static_order())  # raises CycleError with the circle
    assert len(order) == len(list_modules())


def test_the_wings_point_one_way() -> None:
    """What all of importing knows (the model, what words alone show, refusals), then read, recognise, write,
    and what runs them."""
    wings = ("read", "recognise", "write", "worker", "run")

    def find_place(name: str) -> int:
        wing = name.removeprefix(NAME).strip(".").split(".")[0]
        return wings.index(wing) if wing in wings else -1

    arrows = [(name, target) for name, found in read_arrows().items() for target in found]
    assert not [(name, target) for name, target in arrows if find_place(target) > find_place(name)]


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
        (b"MIME-Version: 1.0\r\n", "a.doc", "这是单个文件网页（.mht）"),
        ("今年".encode(), "a.xyz", "不认识这种文件"),
    ],
)
def test_what_it_is_counts_and_not_its_name(data: bytes, name: str, said: str) -> None:
    with pytest.raises(BulletinError) as caught:
        read_manuscript(data, name)
    assert said in caught.value.problems[0].message
    page = read_manuscript("<html><p>今年以来取得成效。</p></html>".encode(), "a.txt")
    assert [block.text for block in page.blocks] == ["今年以来取得成效。"]
