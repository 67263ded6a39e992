"""`./run` where the machine lacks something: it says what to type, and ends with 3."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import REPOSITORY

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="./run is a POSIX script")


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A checkout's ./run beside a folder `bin` that is the whole PATH."""
    shutil.copy(REPOSITORY / "run", tmp_path)
    shutil.copytree(REPOSITORY / "requirements", tmp_path / "requirements")
    shutil.copy(REPOSITORY / "pyproject.toml", tmp_path)
    (tmp_path / "bin").mkdir()
    for tool in ("dirname", "cat", "cksum", "id"):
        path = shutil.which(tool)
        assert path
        (tmp_path / "bin" / tool).symlink_to(path)
    return tmp_path


def run(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", str(folder / "run"), *args],
        check=False,
        capture_output=True,
        text=True,
        env={"PATH": str(folder / "bin"), "HOME": str(folder)},
        timeout=60,
    )


def test_no_python(bare: Path) -> None:
    result = run(bare, "build", "2024-09")
    assert result.returncode == 3
    assert "没有找到 Python 3.11" in result.stderr
    assert "sudo apt-get install" in result.stderr
    assert "Windows" in result.stderr


def test_no_pango(bare: Path) -> None:
    """A Python that installs everything and whose libraries then do not load."""
    stub = bare / "bin" / "python3"
    stub.write_text(
        "#!/bin/sh\n"
        'case "$*" in\n'
        '*venv*) for last; do :; done; /bin/mkdir -p "$last/bin"; /bin/cp "$0" "$last/bin/python";;\n'
        "*import_weasyprint*) exit 1;;\n"
        "esac\n"
    )
    stub.chmod(0o755)
    result = run(bare, "build", "2024-09")
    assert result.returncode == 3, result.stderr
    for line in (
        "sudo apt-get install libpango",
        "sudo dnf install pango",
        "brew install pango",
        "pacman -S",
    ):
        assert line in result.stderr
    assert "bulletin" not in result.stdout


def test_it_is_quick_and_installs_nothing_when_nothing_changed(bare: Path) -> None:
    calls = bare / "calls"
    stub = bare / "bin" / "python3"
    stub.write_text(
        f'#!/bin/sh\necho "$*" >> "{calls}"\n'
        'case "$*" in *venv*) for last; do :; done;'
        ' /bin/mkdir -p "$last/bin"; /bin/cp "$0" "$last/bin/python";; esac\n'
    )
    stub.chmod(0o755)
    assert run(bare, "build", "2024-09").returncode == 0
    assert "--require-hashes" in calls.read_text()
    calls.write_text("")
    assert run(bare, "list").returncode == 0
    assert calls.read_text() == "-P -m bulletin list\n"
    (bare / "pyproject.toml").write_text("changed")
    assert run(bare, "list").returncode == 0
    assert "pip install" in calls.read_text()


def test_the_script_and_doctor_say_the_same_lines() -> None:
    from bulletin.doctor import INSTALL_PANGO

    script = (REPOSITORY / "run").read_text("utf-8").replace("\\\\", "\\")
    for system, line in INSTALL_PANGO.items():
        assert system in script
        if system != "Windows":
            assert line in script


def test_locked_versions_meet_the_lower_bounds() -> None:
    import tomllib

    from packaging.requirements import Requirement

    locked = {}
    for line in (REPOSITORY / "requirements" / "run.txt").read_text("utf-8").splitlines():
        if "==" in line and not line.startswith(" "):
            name, _, rest = line.partition("==")
            locked[name.lower()] = rest.split()[0]
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
    for text in project["dependencies"]:
        requirement = Requirement(text)
        assert requirement.specifier.contains(locked[requirement.name.lower().replace(".", "-")]), text
        assert all(spec.operator == ">=" for spec in requirement.specifier)
