"""The folder .venv ↔ what is known of it; a new one made whole beside the old one, or not at all.

The old environment is put aside as .venv.old and comes back where the new one does not come about: a
run that is killed, offline or out of room leaves one that works.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from setup.failures import Failure, explain_pip

LEVELS = ("run", "publish", "dev")  # each holds what those before it hold
_RECORD = ".environment.json"
_BUNDLE = Path("bundle")
_PROGRAM = """#!/bin/sh
exec "$(dirname -- "$0")/python" -P -m bulletin "$@"
"""


@dataclass(frozen=True, slots=True)
class Record:
    """What an environment was made of, written when it was whole: the level, the digest of the locked
    versions of each level it holds, and its Python."""

    level: str
    digests: dict[str, str]
    python: list[int]


@dataclass(frozen=True, slots=True)
class Environment:
    """The environment of the checkout `root`."""

    root: Path

    @property
    def folder(self) -> Path:
        """Where it lies."""
        return self.root / ".venv"

    @property
    def aside(self) -> Path:
        """Where the one before it lies while it is made."""
        return self.root / ".venv.old"

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return find_python(self.folder)


def find_python(folder: Path) -> Path:
    """The interpreter of the environment in `folder`."""
    return folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def digest_level(root: Path, level: str) -> str:
    """SHA-256 of the locked versions of `level`, whatever line ends git gave the file."""
    data = (root / "requirements" / f"{level}.txt").read_bytes().replace(b"\r\n", b"\n")
    return hashlib.sha256(data).hexdigest()


def read_record(folder: Path) -> Record | None:
    """What is known of the environment in `folder`; None for one that is not whole, or does not run."""
    try:
        values = json.loads((folder / _RECORD).read_text("utf-8"))
        record = Record(str(values["level"]), dict(values["digests"]), list(values["python"]))
    except (OSError, ValueError, LookupError, TypeError):
        return None
    return record if ask_version(find_python(folder)) == record.python else None


def ask_version(python: Path) -> list[int] | None:
    """The version of Python, as [3, 11], that `python` is; None where it does not run."""
    command = [str(python), "-I", "-S", "-c", "import sys; print(*sys.version_info[:2])"]
    try:
        done = subprocess.run(command, capture_output=True, timeout=60, check=False)
        return [int(word) for word in done.stdout.split()] if done.returncode == 0 else None
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None


def holds_level(record: Record, root: Path, level: str) -> bool:
    """Whether an environment has the locked versions of `level` as they are now."""
    return record.digests.get(level) == digest_level(root, level)


@contextlib.contextmanager
def hold_environment(environment: Environment) -> Iterator[None]:
    """Let no other `./run` make the environment meanwhile; waits for it."""
    with open(environment.root / ".venv.lock", "a+b") as file:
        with contextlib.suppress(OSError):  # a share may know no locks: then nobody is kept out
            if sys.platform == "win32":
                import msvcrt

                file.seek(0)
                msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
            else:
                import fcntl

                fcntl.flock(file, fcntl.LOCK_EX)
        yield


def restore_environment(environment: Environment) -> None:
    """Undo what a run left half done: a whole environment that was put aside comes back, a half one goes."""
    if read_record(environment.folder):
        remove_tree(environment.aside)
    elif read_record(environment.aside):
        remove_tree(environment.folder)
        os.rename(environment.aside, environment.folder)


def make_environment(environment: Environment, level: str) -> None:
    """Make the environment of `level` anew; raises Failure, and then the old one is back in its place."""
    remove_tree(environment.aside)
    with contextlib.suppress(FileNotFoundError):
        os.rename(environment.folder, environment.aside)
    try:
        _make_folder(environment)
        _install(environment, level)
        _write_record(environment, level)
    finally:  # an interruption, too, leaves one that is whole or none
        restore_environment(environment)
        if read_record(environment.folder) is None:
            remove_tree(environment.folder)


def _make_folder(environment: Environment) -> None:
    """An environment with pip: the bundle's own, else that of Python."""
    folder, pip = environment.folder, find_bundled_pip(environment.root)
    options = ["--without-pip"] if pip else []
    done = subprocess.run(
        [sys.executable, "-m", "venv", *options, str(folder)], capture_output=True, check=False
    )
    if done.returncode != 0:
        log = _decode(done.stdout + done.stderr)
        raise Failure("venv", log) if "ensurepip" in log else explain_pip(log)
    if pip:  # a wheel of pip runs as it is
        _run_pip(environment, [str(pip / "pip")], ["install", "--no-index", str(pip)])


def find_bundled_pip(root: Path) -> Path | None:
    """The wheel of pip that a bundle brings: no venv package of the system is needed then."""
    return next((root / _BUNDLE / "wheels").glob("pip-*.whl"), None)


def _install(environment: Environment, level: str) -> None:
    wheels = environment.root / _BUNDLE / "wheels"
    source = ["--no-index", "--find-links", str(wheels)] if wheels.is_dir() and level == "run" else []
    locked = environment.root / "requirements" / f"{level}.txt"
    options = ["--require-hashes", "--prefer-binary", "--no-compile", "-r", str(locked)]
    if environment.aside.exists():  # there is something to go on with: give up soon
        options += ["--retries", "1"]
    _run_pip(environment, ["-m", "pip"], ["install", *source, *options])
    subprocess.run(  # on all cores; and who may not write here would do it anew each time
        [environment.python, "-m", "compileall", "-q", "-j", "0", str(environment.folder)],
        capture_output=True,
        check=False,
    )


def _run_pip(environment: Environment, pip: list[str], words: list[str]) -> None:
    command = [str(environment.python), "-X", "utf8", *pip, *words]
    # Of the user's settings, those that say where packages come from count; none that say where they go.
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PIP_TARGET"))
    }
    env = {**kept, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1", "PIP_REQUIRE_VIRTUALENV": "0"}
    env |= {"PIP_USER": "0"}
    done = subprocess.run(command, capture_output=True, env=env, stdin=subprocess.DEVNULL, check=False)
    if done.returncode != 0:
        raise explain_pip(_decode(done.stdout + done.stderr))


def _write_record(environment: Environment, level: str) -> None:
    """Say what the environment holds; last of all, and when all of it has reached the disk."""
    held = LEVELS[: LEVELS.index(level) + 1]
    digests = {name: digest_level(environment.root, name) for name in held}
    record = Record(level, digests, list(sys.version_info[:2]))
    if hasattr(os, "sync"):
        os.sync()
    path = environment.folder / _RECORD
    temporary = path.with_suffix(".new")
    temporary.write_text(json.dumps(asdict(record)), "utf-8")
    os.replace(temporary, path)


def point_to_checkout(environment: Environment) -> None:
    """Let the environment's Python find this checkout, where it may have been moved to; and have a `bulletin`
    in it, for whoever puts it on their PATH."""
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    command = [str(environment.python), "-I", "-X", "utf8", "-c", ask]
    done = subprocess.run(command, capture_output=True, check=True)
    path = Path(os.fsdecode(done.stdout).strip()) / "bulletin.pth"
    # Python reads this file in the encoding of the locale, and ends where it cannot: ASCII alone is safe.
    _write_once(path, f"import os, sys; sys.path.append(os.fsdecode({os.fsencode(environment.root)!r}))\n")
    if sys.platform != "win32":
        program = environment.python.with_name("bulletin")
        _write_once(program, _PROGRAM)
        program.chmod(0o755)


def _write_once(path: Path, text: str) -> None:
    with contextlib.suppress(OSError):
        if path.read_text("ascii") == text:
            return
    path.write_text(text, "ascii")


def remove_tree(folder: Path) -> None:
    """Remove `folder` and all in it, if it is there."""
    if folder.is_symlink():
        folder.unlink()
    elif folder.exists():
        shutil.rmtree(folder)


def _decode(output: bytes) -> str:
    return output.decode("utf-8", "replace")
