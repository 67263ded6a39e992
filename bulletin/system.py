"""The system this runs on → the line that installs on it what a build needs; the standard library alone.

`./run` asks this before any other package is there.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

PANGO, VENV, PYTHON, GIT = "pango", "venv", "python", "git"


@dataclass(frozen=True, slots=True)
class Manager:
    """A package manager: the `command` that shows it is here, the systems that have it, how it installs, and
    the packages that bring each need. `as_root`: it wants an administrator."""

    command: str
    systems: str
    install: str
    packages: Mapping[str, tuple[str, ...]]
    as_root: bool = True


MANAGERS = (
    Manager(
        "apt-get",
        "Debian、Ubuntu、统信、麒麟",
        "apt-get install",
        {
            PANGO: ("libpango-1.0-0", "libpangoft2-1.0-0"),
            VENV: ("python3-venv",),
            PYTHON: ("python3", "python3-venv"),
            GIT: ("git",),
        },
    ),
    Manager(
        "dnf", "Fedora、openEuler", "dnf install", {PANGO: ("pango",), PYTHON: ("python3",), GIT: ("git",)}
    ),
    Manager("yum", "CentOS", "yum install", {PANGO: ("pango",), PYTHON: ("python3",), GIT: ("git",)}),
    Manager(
        "zypper",
        "openSUSE",
        "zypper install",
        {PANGO: ("libpango-1_0-0",), PYTHON: ("python311",), GIT: ("git",)},
    ),
    Manager("pacman", "Arch", "pacman -S", {PANGO: ("pango",), PYTHON: ("python",), GIT: ("git",)}),
    Manager("apk", "Alpine", "apk add", {PANGO: ("pango",), PYTHON: ("python3",), GIT: ("git",)}),
    Manager("brew", "macOS", "brew install", {PANGO: ("pango",), PYTHON: ("python",), GIT: ("git",)}, False),
)
# What a Windows user does by hand.
_WINDOWS = {
    PANGO: "在 MSYS2（https://www.msys2.org）里运行 pacman -S mingw-w64-x86_64-pango，"
    "再把 C:\\msys64\\mingw64\\bin 加入环境变量 WEASYPRINT_DLL_DIRECTORIES",
    PYTHON: "从 https://www.python.org/downloads/ 下载安装，勾选“Add python.exe to PATH”",
    VENV: "从 https://www.python.org/downloads/ 重新安装 Python",
    GIT: "从 https://git-scm.com/download/win 下载安装",
}
_PANGO_FILES = ("libpango-1.0.so.0", "libpangoft2-1.0.so.0")
# Where none of these is found: the ones an office is likely to have.
_COMMON = ("apt-get", "dnf", "brew")


def find_manager() -> Manager | None:
    """The package manager of this system; None where it has none that is known."""
    if sys.platform == "win32":
        return None
    return next((manager for manager in MANAGERS if shutil.which(manager.command)), None)


def is_root() -> bool:
    """Whether this process may install packages itself."""
    return sys.platform != "win32" and os.geteuid() == 0


def lacks_pango() -> bool:
    """Whether Pango is clearly not there: a first look on Linux, before anything is installed."""
    if sys.platform != "linux":
        return False
    try:
        for name in _PANGO_FILES:
            ctypes.CDLL(name)
    except OSError:
        return True
    return False


def list_packages(manager: Manager, needs: Iterable[str]) -> tuple[str, ...]:
    """The packages of `manager` that bring `needs` (PANGO, VENV, PYTHON, GIT), where it has any.

    Debian ships venv apart from Python, under the name of the version where it is not the system's own.
    """
    names = [name for need in needs for name in manager.packages.get(need, ())]
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    own = Path("/usr/bin/python3").resolve().name == version
    return tuple(name if own or name != "python3-venv" else f"{version}-venv" for name in names)


def spell_install(manager: Manager, needs: Iterable[str]) -> str:
    """The line to type for `needs`: as it stands for an administrator, with sudo for anybody else."""
    line = " ".join((manager.install, *list_packages(manager, needs)))
    return line if not manager.as_root or is_root() else f"sudo {line}"


def explain_install(*needs: str) -> str:
    """What to do on this system to get `needs`: a line, or one for each system where this is not known."""
    windows = "；".join(_WINDOWS[need] for need in needs)
    if sys.platform == "win32":
        return windows
    manager = find_manager()
    if manager and list_packages(manager, needs):
        line = spell_install(manager, needs)
        if line.startswith("sudo ") and not shutil.which("sudo"):
            return f"请管理员（root）运行 {line.removeprefix('sudo ')}"
        return f"运行 {line}"
    known = [m for m in MANAGERS if m.command in _COMMON and list_packages(m, needs)]
    lines = [f"{m.systems}：{spell_install(m, needs)}" for m in known]
    return "\n".join(["按系统选一行来安装：", *lines, f"Windows：{windows}"])
