"""Packages of the system that are missing → installed where this run may, from the bundle or the network."""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bulletin.system import find_manager, is_root, list_packages

_QUIET = ("-y", "-q", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=120")
_CONFIRM = {"dnf": ["-y", "-q"], "yum": ["-y", "-q"], "zypper": ["-n", "-q"], "pacman": ["--noconfirm"]}


def install_needs(root: Path, *needs: str) -> bool:
    """Install what brings `needs` (see bulletin.system); False where this run may not, or it did not work."""
    manager = find_manager()
    names = list_packages(manager, needs) if manager else ()
    return bool(names) and install_names(root, names)


def install_names(root: Path, names: Sequence[str]) -> bool:
    """Install the packages `names` of this system's manager; False where this run may not, or it failed."""
    manager = find_manager()
    if manager is None or not may_install():
        return False
    if manager.command != "apt-get":
        return _run([*manager.install.split(), *_CONFIRM.get(manager.command, []), *names], manager.as_root)
    if has_debs(root) and _install_bundled(root, names):
        return True
    command = ["apt-get", "install", *_QUIET, *names]
    return _run(command) or (_run(["apt-get", "update", "-q"]) and _run(command))


def may_install() -> bool:
    """Whether this run may install packages of the system, and knows how."""
    manager = find_manager()
    return manager is not None and (not manager.as_root or _find_right() is not None)


def _find_right() -> list[str] | None:
    """What to put before a command so that it runs as root, without a question; None where nothing does."""
    if is_root():
        return []
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0:
        return [sudo, "-n"]
    return None


def _run(command: Sequence[str], as_root: bool = True) -> bool:
    before = _find_right() if as_root else []
    if before is None:
        return False
    env = ["env", "DEBIAN_FRONTEND=noninteractive", "LC_ALL=C.UTF-8"]
    done = subprocess.run(
        [*before, *env, *command], capture_output=True, stdin=subprocess.DEVNULL, check=False
    )
    return done.returncode == 0


def has_debs(root: Path) -> bool:
    """Whether the checkout brings packages of Debian that were made for this release."""
    try:
        about = json.loads((root / "bundle" / "about.json").read_text("utf-8"))
        fits = about["release"] == name_release()
    except (OSError, ValueError, LookupError, TypeError):
        return False
    return fits and (root / "bundle" / "debs" / "Packages").is_file()


def name_release() -> str:
    """The system's name and release, as it calls itself."""
    return platform.freedesktop_os_release().get("PRETTY_NAME", "Linux")


def _install_bundled(root: Path, names: Sequence[str]) -> bool:
    """Install `names` from bundle/debs alone, as apt sees fit: only what is not there yet.

    apt's own user must be able to read the folder, and its list takes no blanks: the packages are copied.
    """
    with tempfile.TemporaryDirectory(prefix="bulletin-") as name:
        folder = Path(name)
        os.chmod(folder, 0o755)
        shutil.copytree(root / "bundle" / "debs", folder / "debs")
        for path in (folder / "debs", *(folder / "debs").iterdir()):
            os.chmod(path, 0o755 if path.is_dir() else 0o644)
        (folder / "lists" / "partial").mkdir(parents=True)
        (folder / "sources.list").write_text(f"deb [trusted=yes] file:{folder}/debs ./\n")
        here = {
            "Dir::Etc::sourcelist": f"{folder}/sources.list",
            "Dir::Etc::sourceparts": "-",
            "Dir::State::lists": f"{folder}/lists",
            "APT::Sandbox::User": "root",
        }
        options = [word for key, value in here.items() for word in ("-o", f"{key}={value}")]
        return _run(["apt-get", "update", "-q", *options]) and _run(
            ["apt-get", "install", *_QUIET, *options, *names]
        )
