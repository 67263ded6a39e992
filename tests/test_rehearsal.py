"""`check` and `build` agree: what stops a build is found without one, mostly without typesetting."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner

from bulletin.build import typeset_issue
from bulletin.cli import cli
from bulletin.fitting import check_tables
from bulletin.prepare import prepare
from bulletin.rehearsal import find_obstacles, is_doubtful
from bulletin.source import Reading
from bulletin.templates import find_issue_templates
from bulletin.workspace import Workspace

from .conftest import MakeWorkspace
from .wild import write_issue

WIDE = "| 名称 | 代码 |\n| --- | --- |\n| " + "Z" * 90 + " | " + "1234567890" * 6 + " |\n"


def run(command: str, root: Path) -> tuple[int, str]:
    result = CliRunner().invoke(cli, [command, "--root", str(root), "2024-09"])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


@pytest.mark.parametrize(
    "text",
    [
        "正文。",
        "完成了✅。",
        "⽅案由⼈⼤审议。",
        "蒙古文：ᠮᠣᠩᠭᠣᠯ。",
        "约翰‧史密斯来访。",
        WIDE,
        "![图](没有.png)",
        "甲，乙。\n\n| 甲 | 乙 |\n| --- | --- |\n| 1 | 2 |",
    ],
)
def test_check_ends_as_a_build_ends(make_workspace: MakeWorkspace, text: str) -> None:
    workspace = make_workspace({"issues/2024-09/01.md": f"# 题目的字\n\n{text}\n"})
    (code, said), (built, told) = run("check", workspace.root), run("build", workspace.root)
    assert code == built, said
    errors = [line for line in told.split("\n") if line.startswith("错误：")]
    assert all(line in said for line in errors)


def test_a_template_that_cannot_be_run_is_found(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace(
        {"issues/2024-09/01.md": "# 甲\n\n正文。\n", "templates/print.html": "{% if %}"}
    )
    code, said = run("check", workspace.root)
    assert (code, "[L102]" in said) == (1, True)


def test_an_issue_of_words_is_not_typeset(
    make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def typeset(*_: object) -> None:
        raise AssertionError("typeset")

    monkeypatch.setattr("bulletin.build.typeset_issue", typeset)
    text = (
        "# 甲\n\n正文"
        + "a" * 300
        + "。\n\n- 一\n- 二\n\n> 引文\n\n| 甲 | 乙 |\n| --- | --- |\n| 1 | 企业 |\n"
    )
    workspace = make_workspace({"issues/2024-09/01.md": text})
    assert find_obstacles(Reading(workspace), workspace.find_issue("2024-09")) == []


def write_table(random: Random) -> str:
    """A table of any number of columns, of figures, names, sentences and codes."""
    makers: tuple[Callable[[], str], ...] = (
        lambda: str(random.randrange(10 ** random.randint(1, 9))),
        lambda: "青山市科学技术局"[: random.randint(1, 8)],
        lambda: "推进科技创新工作" * random.randint(1, 9),
        lambda: "WM@%"[random.randrange(4)] * random.randint(1, random.choice([6, 40])),
        lambda: "kB-2025/" * random.randint(1, 5),
        lambda: "",
    )
    columns = [random.choice(makers) for _ in range(random.randint(2, 16))]
    rows = [[make() for make in columns] for _ in range(random.randint(1, 6))]
    lines = [" | ".join(row) for row in [rows[0], ["---"] * len(columns), *rows]]
    return "\n".join(f"| {line} |" for line in lines)


def test_a_table_that_is_sure_to_fit_does(make_workspace: MakeWorkspace) -> None:
    sure = 0
    for seed in range(120):
        workspace = make_workspace(
            {"issues/2024-09/01.md": f"# 甲\n\n正文。\n\n{write_table(Random(seed))}\n"}
        )
        reading, issue_id = Reading(workspace), workspace.find_issue("2024-09")
        issue, _ = reading.survey(issue_id)
        if any(check_tables(issue, find_issue_templates(workspace, issue))):
            continue  # refused without typesetting
        prepared = prepare(reading, issue_id)
        if not is_doubtful(prepared):
            typeset_issue(prepared)  # or raises
            sure += 1
    assert sure > 9, sure


@pytest.mark.parametrize("seed", range(3))
def test_a_random_issue_has_no_obstacle(make_workspace: MakeWorkspace, seed: int) -> None:
    workspace: Workspace = make_workspace(write_issue(Random(seed)))
    assert find_obstacles(Reading(workspace), *workspace.list_issues()) == []
