"""What a machine lacks is named by its own cause, wherever it is found out; UTF-8 in any locale."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bulletin import invocation, probe, system
from bulletin.probe import LIBRARIES, Kind, probe_machine
from bulletin.system import MANAGERS, PANGO, VENV, explain_install, spell_install

from .conftest import REPOSITORY, MakeWorkspace

ISSUE = {"issues/2024-09/01.md": "# 甲\n\n一段文字。\n"}


def build(root: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """Build an issue in a process of its own; `env` is added to its environment."""
    given = {**os.environ, "PYTHONPATH": str(REPOSITORY), **env}
    given.pop("PYTHONUTF8", None)
    return subprocess.run(
        [sys.executable, "-P", "-m", "bulletin", "build", "--root", str(root), "2024-09"],
        check=False,
        capture_output=True,
        encoding="utf-8",
        env=given,
    )


def test_this_machine_lacks_nothing() -> None:
    assert probe_machine() == ()


def test_every_library_that_is_locked_is_tried() -> None:
    """But those that only build a wheel, and those that hold no module of Python's."""
    text = (REPOSITORY / "requirements" / "run.txt").read_text("utf-8")
    locked = {match[1] for match in re.finditer(r"^([a-z0-9.-]+)==", text, re.MULTILINE)}
    tools = {"hatchling", "editables", "pathspec", "pluggy", "tomlkit", "trove-classifiers"}
    others = {"brotlicffi", "pycparser", "typing-extensions", "weasyprint"}
    tried = {name.replace(".", "-") for name in LIBRARIES.values()}
    assert locked - tools - others == tried


@pytest.mark.parametrize(
    ("package", "module", "content", "said"),
    [
        ("pikepdf", "pikepdf", "\0" * 99, "程序库 pikepdf 坏了（"),
        (
            "pillow",
            "PIL",
            "raise ImportError('libjpeg.so.62: cannot open shared object file')",
            "程序库 pillow 坏了",
        ),
        ("jinja2", "jinja2", "x = (", "程序库 jinja2 坏了（SyntaxError: '(' was never closed）"),
        ("click", "click", "import os; os.abort()", None),
        ("filelock", "filelock", "from nowhere import nothing", "程序库 filelock 坏了"),
        ("uharfbuzz", "uharfbuzz", "1 / 0", "程序库 uharfbuzz 坏了（ZeroDivisionError: division by zero）"),
        (
            "weasyprint",
            "weasyprint",
            "import ctypes; ctypes.nothing",
            "程序库 weasyprint 坏了（AttributeError",
        ),
    ],
)
def test_a_broken_library_is_named(
    make_workspace: MakeWorkspace, tmp_path: Path, package: str, module: str, content: str, said: str | None
) -> None:
    workspace = make_workspace(ISSUE)
    shadow = tmp_path / "shadow" / module
    shadow.mkdir(parents=True)
    (shadow / "__init__.py").write_text(content)
    done = build(workspace.root, PYTHONPATH=f"{shadow.parent}{os.pathsep}{REPOSITORY}")
    if said is None:  # it ended the process; the probe outlives that
        assert done.returncode < 0
        return
    assert done.returncode == 3, done.stderr
    assert done.stderr.startswith(f"错误：{said}")
    assert "[E303]\n提示：" in done.stderr
    assert done.stderr.count("错误：") == 1
    assert "Traceback" not in done.stderr
    assert not (workspace.root / "dist" / "2024-09").exists()


def test_a_library_that_ends_the_process_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "h11.py").write_text("import os; os.abort()")
    (tmp_path / "lxml.py").write_text("")
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}{os.pathsep}{REPOSITORY}")
    lacks = probe_machine()
    assert [lack.kind for lack in lacks] == [Kind.LIBRARY]
    assert "程序库 h11 坏了（进程被信号 6 结束）" in lacks[0].what
    assert "缺少程序库 lxml" in lacks[0].what


def test_a_library_in_want_of_another_is_not_to_blame(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "starlette").mkdir()
    (tmp_path / "starlette" / "__init__.py").write_text("import anyio.nothing")
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}{os.pathsep}{REPOSITORY}")
    assert [lack.what for lack in probe_machine()] == ["缺少程序库 anyio"]  # as far as one can tell


@pytest.mark.skipif(sys.platform != "linux", reason="ELF")
@pytest.mark.parametrize("share", [0.0, 0.0001, 0.3, 0.9])
def test_a_library_that_was_cut_short_does_not_end_the_process(tmp_path: Path, share: float) -> None:
    import lxml.etree

    data = Path(lxml.etree.__file__).read_bytes()
    (tmp_path / "etree.abi3.so").write_bytes(data[: int(len(data) * share)])
    code = "from bulletin.loading import refuse_cut_libraries as refuse; refuse(); import etree"
    path = f"{tmp_path}{os.pathsep}{REPOSITORY}"
    done = subprocess.run(
        [sys.executable, "-P", "-c", code],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": path},
    )
    assert done.returncode == 1
    assert "ImportError: etree.abi3.so is cut short" in done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="how Linux finds its libraries")
@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("libpango-1.0.so.0", "Pango（libpango-1.0-0）"),
        ("libpangoft2-1.0.so.0", "Pango（libpangoft2-1.0-0）"),
        ("libfontconfig.so.1", "fontconfig（libfontconfig-1）"),
        ("libharfbuzz.so.0", "HarfBuzz（libharfbuzz-0）"),
    ],
)
def test_a_missing_library_of_the_system_is_named(
    make_workspace: MakeWorkspace, tmp_path: Path, file: str, name: str
) -> None:
    workspace = make_workspace(ISSUE)
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / file).write_bytes(b"")  # found first, and is none
    done = build(workspace.root, LD_LIBRARY_PATH=str(tmp_path / "lib"))
    assert done.returncode == 3, done.stderr
    assert done.stderr.startswith("错误：缺少系统库 ")
    assert done.stderr.count("错误：") == 1
    assert "pango" in done.stderr.partition("提示：")[2]
    assert "WeasyPrint" not in done.stderr + done.stdout
    if file.startswith(("libpango-1", "libfontconfig")):
        assert name in done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="how Linux finds its libraries")
def test_harfbuzz_subset_is_not_needed(make_workspace: MakeWorkspace, tmp_path: Path) -> None:
    """A desktop may have Pango without it: the PDF is the same to the byte."""
    workspace = make_workspace(ISSUE)
    assert build(workspace.root).returncode == 0
    pdf = workspace.root / "dist" / "2024-09" / "2024-09.pdf"
    there = pdf.read_bytes()
    pdf.unlink()
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "libharfbuzz-subset.so.0").write_bytes(b"")
    done = build(workspace.root, LD_LIBRARY_PATH=str(tmp_path / "lib"))
    assert (done.returncode, done.stderr) == (0, "")
    assert pdf.read_bytes() == there


def test_the_machine_s_fonts_have_no_say(make_workspace: MakeWorkspace, tmp_path: Path) -> None:
    """Without /etc/fonts, or with a configuration that nobody can read."""
    workspace = make_workspace(ISSUE)
    (tmp_path / "fonts.conf").write_text("<nonsense")
    for config in ("/nowhere", str(tmp_path / "fonts.conf")):
        done = build(workspace.root, FONTCONFIG_FILE=config)
        assert (done.returncode, done.stderr) == (0, "")


def test_a_damaged_font_is_named(tmp_path: Path) -> None:
    """The program copied whole, with half a font."""
    for name in ("bulletin", "fonts", "templates"):
        shutil.copytree(REPOSITORY / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    font = tmp_path / "fonts" / "BulletinHei-Medium.ttf"
    font.write_bytes(font.read_bytes()[:2_000_000])
    (tmp_path / "bulletin.yaml").write_text("刊名: 甲\n编辑单位: 乙\n", "utf-8")
    (tmp_path / "issues" / "2024-09").mkdir(parents=True)
    (tmp_path / "issues" / "2024-09" / "01.md").write_text("# 甲\n\n## 一、乙\n\n一段文字。\n", "utf-8")
    done = build(tmp_path, PYTHONPATH=str(tmp_path))
    assert done.returncode == 3, done.stderr
    assert done.stderr.startswith("错误：随程序附带的字体不全或已损坏（BulletinHei-Medium.ttf） [E303]")


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
def test_no_room_for_temporary_files(make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch) -> None:
    import errno

    from bulletin import build as module
    from bulletin.errors import BulletinError

    def fail(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    workspace = make_workspace(ISSUE)
    monkeypatch.setattr(module, "typeset", fail)
    with pytest.raises(BulletinError, match=r"放临时文件的文件夹“.*”满了 \[E302\]") as raised:
        module.build_issue(workspace, workspace.find_issue("2024-09"))
    assert raised.value.exit_code == 3


def test_what_the_engine_says_of_the_machine_blames_no_template(
    make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bulletin import build as module
    from bulletin.errors import BulletinError
    from bulletin.pdf import TypesettingError

    def fail(*_: object, **__: object) -> None:
        raise TypesettingError([], [], [], ["Something is missing"])

    workspace = make_workspace(ISSUE)
    monkeypatch.setattr(module, "typeset", fail)
    lack = probe.Lack(Kind.SYSTEM, "缺少系统库 甲", "安装甲")
    for lacks, code in (((lack,), 3), ((), 1)):
        monkeypatch.setattr(module, "probe_machine", lambda lacks=lacks: lacks)
        with pytest.raises(BulletinError) as raised:
            module.build_issue(workspace, workspace.find_issue("2024-09"))
        assert raised.value.exit_code == code
        assert ("缺少系统库 甲" in raised.value.message) == bool(lacks)


def test_each_system_has_its_own_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system, "is_root", lambda: False)
    for manager in MANAGERS:
        here = {manager.command, "sudo"}
        monkeypatch.setattr("shutil.which", lambda name, here=here: name if name in here else None)
        line = explain_install(PANGO)
        assert line == f"运行 {spell_install(manager, [PANGO])}"
        assert "\n" not in line
        assert ("sudo" in line) == manager.as_root
    monkeypatch.setattr("shutil.which", lambda name: name if name == "apt-get" else None)
    assert explain_install(PANGO, VENV).startswith("请管理员（root）运行 apt-get install libpango")
    monkeypatch.setattr("shutil.which", lambda name: None)
    for name in (
        "Debian、Ubuntu、统信、麒麟：sudo apt-get",
        "Fedora、openEuler：sudo dnf",
        "macOS：brew",
        "MSYS2",
    ):
        assert name in explain_install(PANGO)


@pytest.mark.parametrize(
    ("script", "words", "spelled"),
    [
        ("", ("build", "2024-09"), "bulletin build 2024-09"),
        ("./run", ("build", "2024-09"), "./run build 2024-09"),
        ("/opt/某局/run", ("doctor",), "/opt/某局/run doctor"),
        ("/opt/a b/run", ("doctor",), "'/opt/a b/run' doctor"),
        ("sh run", ("new", "--root", "甲 乙", "2024-01"), "sh run new --root '甲 乙' 2024-01"),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="quotes of POSIX shells")
def test_the_next_command_is_spelled_as_this_one_was(
    monkeypatch: pytest.MonkeyPatch, script: str, words: tuple[str, ...], spelled: str
) -> None:
    monkeypatch.setenv("BULLETIN_COMMAND", script)
    monkeypatch.setattr(sys, "argv", ["/usr/bin/bulletin"])
    assert invocation.spell_command(*words) == spelled


def test_the_next_command_works_from_where_one_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import shlex

    from click.testing import CliRunner

    from bulletin.cli import cli

    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("BULLETIN_COMMAND", raising=False)
    monkeypatch.setattr(sys, "argv", ["/usr/bin/bulletin"])
    result = CliRunner().invoke(cli, ["new", "--root", "甲 乙", "2025-01"], prog_name="bulletin")
    _, *words = shlex.split(result.output.splitlines()[-1].partition("：")[2])
    assert words == ["build", "--root", "甲 乙", "2025-01"]
    result = CliRunner().invoke(cli, words, prog_name="bulletin")
    assert "A113" in result.output  # found; it is still to be filled in
    result = CliRunner().invoke(cli, ["build", "--root", "甲 乙", "2025-03"], prog_name="bulletin")
    assert "新建一期：" in result.output
    assert "new --root '甲 乙' 2025-03" in result.output


def test_nobody_is_sent_to_pypi_for_bulletin() -> None:
    """The name there is not ours."""
    texts = [
        *REPOSITORY.rglob("*.md"),
        *REPOSITORY.rglob("*.py"),
        *REPOSITORY.rglob("*.sh"),
        *REPOSITORY.rglob("*.yml"),
    ]
    for path in texts:
        if not {".venv", "dist", "tests"} & {*path.relative_to(REPOSITORY).parts}:
            text = path.read_text("utf-8", "replace")
            assert not re.search(r"""(?:pip|pipx|uv tool) install (?:[^\n`]* )?["']?bulletin\b""", text), path


@pytest.fixture(scope="module")
def locales(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Locales of other encodings; without the sources of Debian's package `locales` a test is skipped."""
    folder = tmp_path_factory.mktemp("locales")
    for name, source, charmap in (
        ("zh_CN.GBK", "zh_CN", "GBK"),
        ("en_US.ISO-8859-1", "en_US", "ISO-8859-1"),
    ):
        program = shutil.which("localedef")
        command = [program or "", "--no-archive", "-i", source, "-f", charmap, str(folder / name)]
        done = subprocess.run(command, capture_output=True, check=False) if program else None
        if not (folder / name).exists():
            if os.environ.get("CI"):
                pytest.fail(f"locales: {done}")
            pytest.skip("the package `locales` is not installed: `./run test` installs it where it may")
    return folder


@pytest.mark.parametrize("locale", ["zh_CN.GBK", "en_US.ISO-8859-1", "POSIX", "C", ""])
def test_utf_8_whatever_the_locale(make_workspace: MakeWorkspace, locales: Path, locale: str) -> None:
    """Messages, names of files and of the sources inside the PDF; none but the bytes of any other machine."""
    import pikepdf

    workspace = make_workspace({"issues/2024-09/01-咸宁.md": "# 咸宁\n\n一段文字。\n\n![说明](图.png)\n"})
    missing = build(workspace.root, LC_ALL=locale, LANG=locale, LOCPATH=str(locales))
    assert missing.returncode == 1
    assert "错误：issues/2024-09/01-咸宁.md:5：找不到图片“图.png” [P103]" in missing.stderr
    (workspace.root / "issues/2024-09/01-咸宁.md").write_text("# 咸宁\n\n一段文字。\n", "utf-8")
    done = build(workspace.root, LC_ALL=locale, LANG=locale, LOCPATH=str(locales))
    assert done.returncode == 0, done.stderr
    assert "已生成" in done.stdout
    folder = workspace.root / "dist" / "2024-09"
    with pikepdf.open(folder / "2024-09.pdf") as pdf:
        assert "01-咸宁.md" in pdf.attachments
    assert '"path": "issues/2024-09/01-咸宁.md"' in (folder / "manifest.json").read_text("utf-8")
