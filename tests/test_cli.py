"""The command line: all in Chinese, exit codes as promised, light to start."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from bulletin import chinese
from bulletin.check.report import FORMATS
from bulletin.cli import cli
from bulletin.workspace import Workspace

from .conftest import MakeWorkspace


@pytest.fixture(autouse=True)
def _chinese_click(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BULLETIN_ROOT", raising=False)
    chinese.translate_click()


def run(*args: str) -> Result:
    return CliRunner().invoke(cli, args, prog_name="bulletin")


def test_every_phrase_of_click_is_translated() -> None:
    phrases = set()
    for path in Path(click.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                count = {"_": 1, "ngettext": 2}.get(node.func.id, 0)
                phrases |= {a.value for a in node.args[:count] if isinstance(a, ast.Constant)}
    assert len(phrases) > 40
    assert phrases <= chinese.PHRASES.keys(), phrases - chinese.PHRASES.keys()
    for phrase, translation in chinese.PHRASES.items():
        fields = set(re.findall(r"\{(\w+)|%\((\w+)\)", translation))
        assert fields <= set(re.findall(r"\{(\w+)|%\((\w+)\)", phrase)), phrase


@pytest.mark.parametrize("name", [None, *cli.commands])
def test_help_is_whole_and_in_chinese(name: str | None) -> None:
    result = run(*([name] if name else []), "--help")
    assert result.exit_code == 0
    words = re.findall(
        r"[A-Za-z]{2,}", re.sub(r"(--?|BULLETIN_)[A-Za-z_-]+|[\w./-]+\.\w+", "", result.output)
    )
    known = {
        "bulletin",
        "PDF",
        "Markdown",
        "dist",
        "VS",
        "Code",
        "vscode",
        "system",
        "auto",
        "git",
        "sftp",
        "Word",
        "WPS",
        *("docx", "doc", "wps", "rtf", "odt", "pdf", "html", "mht", "txt", "bak"),
        *FORMATS,
        *cli.commands,
    }
    assert set(words) <= known, result.output
    if name:
        for parameter in cli.commands[name].params:
            assert not isinstance(parameter, click.Option) or parameter.help


@pytest.mark.parametrize(
    ("args", "code", "message"),
    [
        (["build", "2024-08"], 1, "2024-09"),
        (["build", "上一期"], 2, "不是期号"),
        (["build"], 2, "写出期号"),
        (["build", "--all", "2024-09"], 2, "--all"),
        (["build", "--alll"], 2, "没有“--alll”这个选项"),
        (["biuld"], 2, "没有“biuld”这个命令"),
        (["new", "xyz"], 2, "不是期号"),
        (["new", "2024-09"], 1, "已经有2024年第9期"),
        (["list", "--root", "nowhere"], 2, "bulletin.yaml"),
    ],
)
def test_wrong_usage(make_workspace: MakeWorkspace, args: list[str], code: int, message: str) -> None:
    workspace = make_workspace({"issues/2024-09/01.md": "# 甲\n\n文\n"})
    root = [] if "--root" in args or args[0] == "biuld" else ["--root", str(workspace.root)]
    result = run(*args, *root)
    assert result.exit_code == code, result.output
    assert message in result.output
    assert "Error" not in result.output
    assert "Traceback" not in result.output


def test_from_nothing_to_a_pdf(tmp_path: Path) -> None:
    """What an office does on its first day: new in an empty folder, write, build, list."""
    root = str(tmp_path / "刊物")
    result = run("new", "--root", root, "2025-1")
    assert result.exit_code == 0, result.output
    series = tmp_path / "刊物" / "bulletin.yaml"
    series.write_text("刊名: 某刊\n编辑单位: 某局\n编辑: 王芳\n电话: 010-1\n", "utf-8")
    result = run("new", "--root", root)
    assert result.exit_code == 0, result.output
    folder = tmp_path / "刊物" / "issues" / "2025-02"
    assert (folder / "issue.md").read_text("utf-8").splitlines()[:2] == ["---", "期号: 2"]
    assert "编辑: 王芳" in (folder / "issue.md").read_text("utf-8")
    assert run("build", "--root", root, "2025-02").exit_code == 1  # still a draft
    (folder / "01-文章标题.md").write_text("---\n标题: 甲\n---\n\n文。\n", "utf-8")
    result = run("build", "--root", root, "2025年第2期")
    assert result.exit_code == 0, result.output
    assert (tmp_path / "刊物" / "dist" / "2025-02" / "2025-02.pdf").is_file()
    result = run("list", "--root", root)
    assert "2025-02  ----------    1 篇  已生成" in result.output
    assert "2025-01" in result.output
    (folder / "01-文章标题.md").write_text("---\n标题: 乙\n---\n\n文。\n", "utf-8")
    assert "生成后改过" in run("list", "--root", root).output


def test_all_issues_one_of_them_broken(make_workspace: MakeWorkspace, tmp_path: Path) -> None:
    workspace = make_workspace(
        {"issues/2024-09/01.md": "# 甲\n\n文\n", "issues/2024-10/01.md": "# 乙\n\n<b>文</b>\n"}
    )
    out = tmp_path / "别处"
    result = run("build", "--all", "--root", str(workspace.root), "--out", str(out))
    assert result.exit_code == 1
    assert "issues/2024-10/01.md:3" in result.output
    assert (out / "2024-09" / "2024-09.pdf").is_file()
    assert not (out / "2024-10").exists()


def test_doctor(repository: Workspace) -> None:
    result = run("doctor", "--root", str(repository.root))
    assert result.exit_code == 0, result.output
    assert "可以生成" in result.output
    assert "Pango" in result.output
    assert "能发布到：" in result.output


def test_doctor_names_what_publishing_lacks(repository: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bulletin.doctor.find_spec", lambda name: None)
    monkeypatch.setenv("BULLETIN_PUBLISH_TO", "s3://bucket/site")
    result = run("doctor", "--root", str(repository.root))
    assert result.exit_code == 3
    assert "BULLETIN_PUBLISH_TO 写的是S3、OSS" in result.output
    monkeypatch.setenv("BULLETIN_PUBLISH_TO", "/srv/www")
    assert run("doctor", "--root", str(repository.root)).exit_code == 0


def test_help_and_reading_never_load_the_typesetter(python: str) -> None:
    """WeasyPrint costs most of a second; `--help`, `new` and `list` must not pay it."""
    code = (
        "import sys; from bulletin import cli; import bulletin.source, bulletin.listing, bulletin.scaffold;"
        "sys.exit(any(m in sys.modules for m in ('weasyprint', 'fontTools', 'PIL')))"
    )
    assert subprocess.run([python, "-c", code], check=False).returncode == 0
    light = "import sys; from bulletin import cli; sys.exit(bool({'markdown_it', 'jinja2'} & {*sys.modules}))"
    assert subprocess.run([python, "-c", light], check=False).returncode == 0


def test_output_survives_a_terminal_of_another_code_page(tmp_path: Path, python: str) -> None:
    (tmp_path / "bulletin.yaml").write_text("刊名: 甲\n编辑单位: 乙\n", "utf-8")
    folder = tmp_path / "issues" / "2024-09"
    folder.mkdir(parents=True)
    (folder / "01.md").write_text("# 甲\n\n𠮷🦄\n", "utf-8")
    command = [python, "-m", "bulletin", "build", "--root", str(tmp_path), "2024-09"]
    result = subprocess.run(
        command, check=False, capture_output=True, env={"PYTHONIOENCODING": "gbk", "PATH": "/usr/bin:/bin"}
    )
    assert result.returncode == 1
    assert "U+1F984" in result.stderr.decode("gbk")
    assert "Traceback" not in result.stderr.decode("gbk")


def test_every_format_can_be_asked_for() -> None:
    """The names stand in cli too: importing the rules for --help would take its time."""
    option = next(p for p in cli.commands["check"].params if p.name == "form")
    assert isinstance(option.type, click.Choice)
    assert tuple(option.type.choices) == FORMATS


def test_a_fault_of_ours_blames_no_article(python: str) -> None:
    code = "import bulletin.cli as c, bulletin.start as s; c.cli.main = lambda **_: 1 / 0; s.main()"
    done = subprocess.run([python, "-c", code], capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 70
    assert "ZeroDivisionError" in done.stderr
    assert done.stderr.endswith("交给维护程序的人。\n")
