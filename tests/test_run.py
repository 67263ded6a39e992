"""`./run` on a machine of any kind: what it makes, mends and remakes, and what it says where it cannot."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from setup import environment as setup_environment
from setup.environment import Environment, make_environment, read_record, restore_environment
from setup.failures import Failure, explain_pip

from .conftest import REPOSITORY
from .patience import SECONDS

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="./run is a POSIX script")

# What ./run itself calls; Python is added where a test has one, and no package manager ever.
TOOLS = ("dirname", "cat", "cksum", "ls", "mv", "rm")
# A program in the place of bulletin's: what ./run does about it is the same.
PROBE = """
import json, os, sys
from enum import StrEnum
class Kind(StrEnum):
    LIBRARY = "library"
    SYSTEM = "system"
if __name__ == "__main__":
    open(os.environ["ASKED"], "a").write("asked\\n")
    lacks = json.loads(os.environ.get("LACKS", "[]"))
    print("错误：少了什么", file=sys.stderr) if lacks else None
    print(json.dumps(lacks))
"""
MAIN = """
import os, sys
print(sys.argv[1:], os.path.dirname(os.path.abspath(__file__)), sys.prefix, os.environ["BULLETIN_COMMAND"])
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout with a program that needs no libraries, and its environment as ./run made it."""
    folder = tmp_path_factory.mktemp("checkout") / "刊 物"
    shutil.copytree(REPOSITORY / "setup", folder / "setup", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(REPOSITORY / "run", folder)
    (folder / "requirements").mkdir()
    for level in ("run", "publish", "dev"):
        (folder / "requirements" / f"{level}.txt").write_text("# nothing\n")
    (folder / "bulletin").mkdir()
    for module in ("system.py", "invocation.py"):
        shutil.copy(REPOSITORY / "bulletin" / module, folder / "bulletin")
    (folder / "bulletin" / "__init__.py").write_text('__version__ = "0"\n')
    (folder / "bulletin" / "probe.py").write_text(PROBE, "utf-8")
    (folder / "bulletin" / "__main__.py").write_text(MAIN, "utf-8")
    tools = folder / "tools"
    tools.mkdir()
    for tool in TOOLS:
        path = shutil.which(tool)
        assert path
        (tools / tool).symlink_to(path)
    done = run(folder, "list")
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def checkout(made: Path, tmp_path: Path) -> Path:
    """A copy of it: an environment that lies where it was not made."""
    return Path(shutil.copytree(made, tmp_path / "another place", symlinks=True))


def run(
    folder: Path, *words: str, env: Mapping[str, str] | None = None, python: bool = True
) -> subprocess.CompletedProcess[str]:
    asked = folder / "asked"
    asked.unlink(missing_ok=True)
    given = {"PATH": str(folder / "tools"), "HOME": str(folder), "ASKED": str(asked), **(env or {})}
    if python:
        given["PYTHON"] = sys.executable
    return subprocess.run(
        ["/bin/sh", str(folder / "run"), *words],
        check=False,
        capture_output=True,
        encoding="utf-8",
        env=given,
        timeout=SECONDS,
    )


def was_looked_at(folder: Path) -> bool:
    return (folder / "asked").exists()


def test_no_python(checkout: Path) -> None:
    shutil.rmtree(checkout / ".venv")
    done = run(checkout, "build", "2024-09", python=False)
    assert done.returncode == 3
    assert "没有找到 Python 3.11" in done.stderr
    assert "sudo apt-get install" in done.stderr
    assert "Windows" in done.stderr


def test_it_passes_the_command_on(made: Path) -> None:
    done = run(made, "build", "2024-09", "--root", "甲 乙")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("['build', '2024-09', '--root', '甲 乙']")
    assert done.stdout.endswith(f"{made}/run\n")
    assert done.stderr == ""


def test_nothing_is_looked_at_twice(made: Path) -> None:
    """No Python of the system is there: the environment alone is asked."""
    done = run(made, "list", python=False)
    assert done.returncode == 0, done.stderr
    assert not was_looked_at(made)


def test_a_moved_folder_goes_on_at_once(checkout: Path) -> None:
    done = run(checkout, "list")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""  # silently
    assert f"{checkout}/bulletin {checkout}/.venv" in done.stdout
    assert was_looked_at(checkout)
    run(checkout, "list")
    assert not was_looked_at(checkout)


@pytest.mark.parametrize("locale", ["POSIX", "zh_CN.GBK"])
def test_any_locale(checkout: Path, tmp_path: Path, locale: str) -> None:
    folder = tmp_path / "某 局"
    checkout.rename(folder)
    done = run(folder, "list", env={"LC_ALL": locale, "LANG": locale})
    assert done.returncode == 0, done.stderr
    assert f"{folder}/bulletin {folder}/.venv" in done.stdout
    assert run(folder, "list", env={"LC_ALL": locale}).stderr == ""


def test_a_user_s_own_settings_of_python_count_for_nothing(checkout: Path) -> None:
    (checkout / "json.py").write_text("raise SystemExit(9)\n")
    env = {"PYTHONPATH": str(checkout), "PYTHONHOME": "/nowhere", "PYTHONSTARTUP": "/nowhere"}
    assert run(checkout, "list", env=env).returncode == 0


def half_made(folder: Path) -> None:
    (folder / ".venv" / ".environment.json").unlink()
    (folder / ".venv" / "bin" / "pip").unlink()


def never_finished(folder: Path) -> None:
    shutil.rmtree(folder / ".venv")
    (folder / ".venv" / "bin").mkdir(parents=True)


def of_another_python(folder: Path) -> None:
    python = folder / ".venv" / "bin" / "python"
    python.unlink()
    python.write_text("#!/bin/sh\necho 3 99\n")
    python.chmod(0o755)


def of_a_python_that_is_gone(folder: Path) -> None:
    python = folder / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to("/nowhere/python3")


def of_another_program(folder: Path) -> None:
    (folder / ".venv" / ".environment.json").write_text("{}")


DAMAGES = [half_made, never_finished, of_another_python, of_a_python_that_is_gone, of_another_program]


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_is_not_whole_is_known(checkout: Path, damage: Callable[[Path], None]) -> None:
    assert read_record(checkout / ".venv")
    damage(checkout)
    assert read_record(checkout / ".venv") is None


@pytest.mark.parametrize("damage", [never_finished, of_a_python_that_is_gone])
def test_what_is_not_whole_is_made_anew(checkout: Path, damage: Callable[[Path], None]) -> None:
    damage(checkout)
    done = run(checkout, "list")
    assert done.returncode == 0, done.stderr
    assert "正在安装" in done.stderr
    record = read_record(checkout / ".venv")
    assert record
    assert record.python == list(sys.version_info[:2])
    assert not (checkout / ".venv.old").exists()
    assert run(checkout, "list").stderr == ""


def test_a_library_that_ended_the_process_is_looked_for(checkout: Path) -> None:
    run(checkout, "list")
    (checkout / ".venv" / ".crashed").write_text("Fatal Python error: Bus error")
    assert run(checkout, "list").returncode == 0
    assert was_looked_at(checkout)
    run(checkout, "list")
    assert not was_looked_at(checkout)


def test_a_broken_library_is_installed_again(checkout: Path) -> None:
    """The probe goes on saying so: it is said, and the program is not started."""
    (checkout / ".venv" / ".prepared-run").unlink()
    before = os.stat(checkout / ".venv").st_ino
    done = run(checkout, "list", env={"LACKS": '["library"]'})
    assert done.returncode == 3
    assert "有程序库坏了，正在重新安装" in done.stderr
    assert os.stat(checkout / ".venv").st_ino != before
    assert done.stdout == ""


def test_a_missing_system_library_ends_with_what_to_type(checkout: Path) -> None:
    (checkout / ".venv" / ".prepared-run").unlink()
    done = run(checkout, "list", env={"LACKS": '["system"]'})
    assert done.returncode == 3
    assert done.stderr == "错误：少了什么\n"
    assert done.stdout == ""


def test_other_versions_without_a_network(checkout: Path) -> None:
    """The environment that is there goes on, and each run tries again until there is a network."""
    run(checkout, "list")
    wanted = f"nothing==1 --hash=sha256:{'0' * 64}\n"
    (checkout / "requirements" / "run.txt").write_text(wanted)
    offline = {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_CONFIG_FILE": os.devnull}
    for _ in range(2):
        done = run(checkout, "list", env=offline)
        assert done.returncode == 0, done.stderr
        assert "连不上网，程序库没有装成，先用原来装好的程序库" in done.stderr
        assert "Traceback" not in done.stderr
        assert "Retrying" not in done.stderr
    assert not (checkout / ".venv.old").exists()
    shutil.rmtree(checkout / ".venv")
    done = run(checkout, "list", env=offline)
    assert done.returncode == 3
    assert done.stderr.splitlines()[-2:] == [
        "错误：连不上网，程序库没有装成",
        "提示：检查网络和代理（安装时要联网，生成时不用），再运行一次",
    ]


def test_a_level_holds_those_below_it(checkout: Path) -> None:
    assert run(checkout, "publish").returncode == 0
    before = os.stat(checkout / ".venv").st_ino
    assert run(checkout, "list").returncode == 0
    assert os.stat(checkout / ".venv").st_ino == before
    assert json.loads((checkout / ".venv" / ".environment.json").read_text())["level"] == "publish"


@pytest.mark.parametrize("step", ["_make_folder", "_install", "_write_record"])
def test_an_environment_that_does_not_come_about_leaves_the_old_one(
    checkout: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        raise Failure("room", "No space left on device")

    environment = Environment(checkout)
    inode = os.stat(environment.folder).st_ino
    monkeypatch.setattr(setup_environment, step, stop)
    with pytest.raises(Failure):
        make_environment(environment, "run")
    assert os.stat(environment.folder).st_ino == inode
    assert read_record(environment.folder)
    assert not environment.aside.exists()


def test_a_run_that_was_killed_is_undone(checkout: Path) -> None:
    environment = Environment(checkout)
    os.rename(environment.folder, environment.aside)
    never_finished_folder = environment.folder / "bin"
    never_finished_folder.mkdir(parents=True)
    restore_environment(environment)
    assert read_record(environment.folder)
    shutil.copytree(environment.folder, environment.aside, symlinks=True)  # killed before it went
    restore_environment(environment)
    assert not environment.aside.exists()


@pytest.mark.parametrize(
    ("log", "kind"),
    [
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "room"),
        ("NewConnectionError: Failed to establish a new connection: [Errno -3] Temporary failure", "network"),
        ("pip._vendor.urllib3.exceptions.ReadTimeoutError: Read timed out.\nNo matching ...", "network"),
        ("SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]", "certificate"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "hashes"),
        ("ERROR: No matching distribution found for nh3==0.3.8", "fit"),
        ("[Errno 13] Permission denied: '/opt/src/.venv/lib'", "denied"),
        ("Killed", "other"),
    ],
)
def test_why_pip_failed(log: str, kind: str) -> None:
    assert explain_pip(log).kind == kind


def test_the_script_names_python_as_the_program_does() -> None:
    from bulletin.system import MANAGERS, PYTHON, list_packages

    script = (REPOSITORY / "run").read_text("utf-8")
    for manager in MANAGERS:
        if manager.command in {"apt-get", "dnf", "brew"}:
            names = [name.replace("3.11", "3") for name in list_packages(manager, [PYTHON])]
            assert f"{manager.install} {names[0]}" in script


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
        # The engine alone has an upper bound: its inside is counted on (bulletin/pdf/engine.py).
        bounds = {">=", "<"} if requirement.name == "weasyprint" else {">="}
        assert {spec.operator for spec in requirement.specifier} == bounds
