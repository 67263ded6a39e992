"""The register of names that ships: its data is sound, and an office's own list goes ahead of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from bulletin.check.confusable import is_confusable
from bulletin.check.names import load_names, load_places
from bulletin.cli import cli

from .conftest import REPOSITORY, MakeWorkspace

DATA = sorted((REPOSITORY / "bulletin" / "check" / "data").glob("*.tsv"))


def find_codes(make_workspace: MakeWorkspace, text: str, register: str = "") -> list[tuple[str, str]]:
    files = {"issues/2024-09/01.md": f"# 标题\n\n{text}\n"} | ({"words.yaml": register} if register else {})
    root = make_workspace(files).root
    result = CliRunner().invoke(cli, ["check", "--root", str(root), "--format", "json"])
    found = json.loads(result.stdout)["problems"]
    lines = (root / "issues/2024-09/01.md").read_text("utf-8").split("\n")
    return [
        (p["code"], lines[p["line"] - 1][p["column"] - 1 : p["end_column"] - 1])
        for p in found
        if p["code"].startswith("R")
    ]


@pytest.mark.parametrize("path", DATA, ids=lambda path: path.stem)
def test_each_table_names_its_sources_and_has_the_columns(path: Path) -> None:
    lines = path.read_text("utf-8").split("\n")
    assert lines[0].startswith("#")
    assert any("出处" in line or "《" in line or "GB/T" in line for line in lines if line.startswith("#"))
    assert all(
        len(line.split("\t")) <= 4 and line == line.rstrip() for line in lines if path.stem != "places"
    )


def test_the_tables_are_small() -> None:
    assert sum(path.stat().st_size for path in DATA) < 300_000


def test_no_name_is_right_and_wrong() -> None:
    right = {form for name in load_names() for form in (name.right, *name.also)} | load_places()
    former = {form for name in load_names() for form, _ in name.former}
    wrong = {form for name in load_names() for form in name.wrong}
    assert not right & wrong
    assert not right & former
    assert not former & wrong
    assert len([name.right for name in load_names()]) == len({name.right for name in load_names()})
    assert all(1990 <= year <= 2030 for name in load_names() for _, year in name.former)


def test_the_whole_country_is_there() -> None:
    lines = (DATA[0].parent / "places.tsv").read_text("utf-8").split("\n")
    rows = [line.split("\t") for line in lines if line and line[0] != "#"]
    assert len({row[0] for row in rows}) == 31
    assert len({row[1] for row in rows if len(row) > 1 and row[1]}) == 333
    assert {"内蒙古自治区呼和浩特市", "呼和浩特", "锡林郭勒盟二连浩特市", "重庆市渝中区"} <= load_places()
    peoples = [name.right for name in load_names() if name.table == "peoples.tsv" and name.right[-1] == "族"]
    assert len(peoples) == 55


def test_characters_are_taken_for_each_other() -> None:
    assert is_confusable("政", "正")
    assert is_confusable("部", "布")
    assert not is_confusable("政", "特")


def test_an_office_adds_its_names(make_workspace: MakeWorkspace) -> None:
    text = "青山市成果转移专化中心，住房与城乡建设部。"
    assert find_codes(make_workspace, text) == [("R105", "住房与城乡建设部")]
    register = "- 写法: 青山市成果转移转化中心\n"
    assert find_codes(make_workspace, text, register) == [
        ("R105", "青山市成果转移专化中心"),
        ("R105", "住房与城乡建设部"),
    ]


def test_an_office_knows_better(make_workspace: MakeWorkspace) -> None:
    text = "2024年，环境保护局与国家医疗保证局座谈。"
    assert [code for code, _ in find_codes(make_workspace, text)] == ["R106", "R105"]
    register = "- 写法: 环境保护局\n- 写法: 国家医疗保证局\n"
    assert find_codes(make_workspace, text, register) == []
    register = "- 写法: 国家医疗保障局\n  误写: 国家医疗保证局\n"
    assert find_codes(make_workspace, text, register) == [("R106", "环境保护局"), ("R104", "国家医疗保证局")]
