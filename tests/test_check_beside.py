"""One issue checked alone, its neighbours read in part: what it finds is what it finds among all of them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from bulletin.check.neighbours import NOT_HAN
from bulletin.check.run import check_workspace
from bulletin.errors import Problem
from bulletin.hanzi import is_han
from bulletin.model import IssueId
from bulletin.source import Reading
from bulletin.workspace import Workspace

from .conftest import MakeWorkspace

PHRASES = ("以新时代中国特色社会主义思想为指导", "深入实施创新驱动发展战略", "认真贯彻落实上级决策部署")
FRONTS = ("", "", "状态: 草稿\n", "作者: 某人\n来源: 某市科学技术局\n", "摘要: 说一说这一篇讲了些什么\n")


def write_text(random: Random) -> str:
    def write_clause() -> str:
        if random.random() < 0.2:
            return random.choice(PHRASES)
        return "".join(chr(random.randint(0x4E00, 0x5200)) for _ in range(random.randint(4, 20)))

    clauses = [write_clause() for _ in range(random.choice([1, 9, 30, 60]))]
    return "".join(clause + random.choice(["，", "，", "。", "。\n\n"]) for clause in clauses) + "完。"


def change(random: Random, text: str) -> str:
    """`text` as it is typed again: parts of it, with marks, links, notes and slips."""
    kept = random.choice([0.3, 0.5, 0.6, 0.7, 1])
    clauses = [clause for clause in text.split("，") if random.random() < kept]
    made = "，".join(clauses) or text
    notes = ""
    for _ in range(random.choice([0, 0, 1, 4])):
        at = random.randrange(len(made) + 1)
        typed = random.choice(
            [
                "**甲**",
                "[某处的规定](https://例子.中国/路径/)",
                "乙",
                "<!-- 这里还要再看一看 -->",
                "`",
                "[^1]",
            ]
        )
        if typed == "[^1]" and not notes:
            notes = "\n\n[^1]: " + "注释里的几个字和别的字。"
        if "\n" not in made[at - 1 : at + 1] or len(typed) == 1:
            made = made[:at] + typed + made[at:]
    return made + notes


def write_workspace(random: Random, make_workspace: MakeWorkspace) -> Workspace:
    texts = [write_text(random) for _ in range(3)]
    files: dict[str, str | bytes] = {}
    for number in random.sample(range(1, 13), 7):
        folder = f"issues/2024-{number:02d}"
        if random.random() < 0.15:
            folder = f"issues/2024-{chr(96 + number)}"
        head = "---\n" + random.choice([f"日期: 2024-{random.randint(1, 12):02d}-03\n", ""])
        head += random.choice([f"总期号: {random.randint(1, 12)}\n", "", "电话: 04366683\n"]) + "---\n"
        if random.random() < 0.2:
            head += f"\n# 合在一起的\n\n{change(random, random.choice(texts))}\n"
        files[f"{folder}/issue.md"] = head
        for article in range(1, random.randint(2, 5)):
            text = change(random, random.choice(texts))
            front = random.choice(FRONTS)
            whole = f"---\n标题: 第{number}期的第{article}篇\n{front}---\n\n{text}\n"
            codec = random.choice(["utf-8", "utf-8", "gb18030"])
            files[f"{folder}/{article:02d}.md"] = whole.encode(codec)
    return make_workspace(files)


def find(workspace: Workspace, chosen: list[IssueId], issue_id: IssueId) -> list[Problem]:
    problems = check_workspace(Reading(workspace), chosen).problems
    return [p for p in problems if f"{p.path}/".startswith(f"issues/{issue_id}/")]


@pytest.mark.parametrize("seed", range(5))
def test_an_issue_alone_and_among_all(seed: int, make_workspace: MakeWorkspace) -> None:
    workspace = write_workspace(Random(seed), make_workspace)
    issues = workspace.list_issues()
    for issue_id in issues:
        assert find(workspace, [issue_id], issue_id) == find(workspace, issues, issue_id)
    two = [issues[-1], issues[2]]
    for issue_id in two:
        assert find(workspace, two, issue_id) == find(workspace, issues, issue_id)


def test_random_workspaces_hold_what_is_looked_for(tmp_path: Path, make_workspace: MakeWorkspace) -> None:
    codes: list[str] = []
    for seed in range(5):
        shutil.rmtree(tmp_path / "issues", ignore_errors=True)
        workspace = write_workspace(Random(seed), make_workspace)
        codes += [p.code for p in check_workspace(Reading(workspace), workspace.list_issues()).problems]
    for code in ("H101", "H102", "H104", "H105", "H106"):
        assert codes.count(code) >= 2, code


def test_few_issues_are_parsed_for_one(
    make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of forty issues, twenty of them copies, one is checked: its own is parsed, and the first that it is a
    copy of."""
    random = Random(3)
    texts = [write_text(random) * 3 for _ in range(20)]
    files = {f"issues/{2000 + n}-01/01.md": f"# 标题\n\n{texts[n % 20]}\n" for n in range(40)}
    workspace = make_workspace(files)
    read: list[str] = []
    survey: Callable[..., object] = Reading.survey

    def count(self: Reading, issue_id: IssueId) -> object:
        read.append(str(issue_id))
        return survey(self, issue_id)

    monkeypatch.setattr(Reading, "survey", count)
    last = workspace.list_issues()[-1]
    problems = check_workspace(Reading(workspace), [last]).problems
    assert [p.message for p in problems if p.code == "H104"] == [
        "这一篇与 2019-01 的“标题”大半相同（issues/2019-01/01.md）"
    ]
    assert read == ["2039-01", "2019-01"]


def test_what_is_no_han_is_what_the_tables_say() -> None:
    wrong = [
        code
        for code in range(0x110000)
        if not 0xD800 <= code < 0xE000 and is_han(chr(code)) == bool(NOT_HAN.match(chr(code)))
    ]
    assert wrong == []


def test_what_could_not_be_compared_is_said(
    make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = make_workspace(
        {"issues/2024-01/01.md": "# 甲\n\n文。\n", "issues/2024-02/01.md": "# 乙\n\n文。\n"}
    )
    read_bytes = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path.parent.name == "2024-01" and path.name == "01.md":
            raise PermissionError(13, "Permission denied", str(path))
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    found = check_workspace(Reading(workspace), [IssueId(2024, 2)]).problems
    assert [problem.path for problem in found if problem.code == "H107"] == ["issues/2024-01/01.md"]
