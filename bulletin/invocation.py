"""How this program was called → the command that works from where its user stands."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import click

# In the environment that ./run made: its mark that all was found in order, and what a library that ended the
# process left behind (start.watch_crashes).
PREPARED = ".prepared-"
CRASHED = ".crashed"
_COMMAND = "BULLETIN_COMMAND"  # set by ./run: how it was called itself


def is_run_by_script() -> bool:
    """Whether `./run` started this process."""
    return bool(os.environ.get(_COMMAND))


def name_program() -> str:
    """What a user types to get here again: `bulletin`, `./run` or `python -m bulletin`."""
    if script := os.environ.get(_COMMAND):
        return script if script.startswith("sh ") else quote_word(script)
    if Path(sys.argv[0]).name == "__main__.py":
        return f"{Path(sys.executable).stem} -m bulletin"
    return "bulletin"


def spell_command(*words: object) -> str:
    """`words` as a command to type, with the --root that this one was given: `bulletin build 2024-09`."""
    import click

    context = click.get_current_context(silent=True)
    root = _find_given_root(context) if context else None
    given = ("--root", root) if root and "--root" not in words else ()
    program = (context.find_root().info_name if context else None) or name_program()
    return " ".join([program, *(quote_word(str(word)) for word in (*words[:1], *given, *words[1:]))])


def _find_given_root(context: click.Context) -> str | None:
    """The --root of the command that is running; one from the environment counts for the next one, too."""
    from click.core import ParameterSource

    if context.get_parameter_source("root") is not ParameterSource.COMMANDLINE:
        return None
    root = context.params.get("root")
    return None if root is None else str(root)


def quote_word(word: str) -> str:
    """`word` as the user's shell takes it for one."""
    if sys.platform == "win32":
        return subprocess.list2cmdline([word])
    # Chinese needs no quotes: they would only frighten.
    return word if word.replace("/", "").replace(".", "").replace("-", "").isalnum() else shlex.quote(word)


# What each extra of pyproject.toml brings. `bulletin` on PyPI is not ours: nobody is sent there for it.
_EXTRAS = {"s3": ("boto3",), "sftp": ("paramiko",)}


def spell_extra(extra: str) -> str:
    """What to type for the packages of an extra (`s3`, `sftp`), in this installation."""
    names = " ".join(_EXTRAS[extra])
    if is_run_by_script():
        return f"运行 {name_program()} publish 时会自动装上（要联网）"
    if is_run_by_pipx():
        return f"运行 pipx inject bulletin {names}"
    return f"运行 {quote_word(sys.executable)} -m pip install {names}"


def spell_requirement(requirement: str) -> str:
    """What to type for a library as `weasyprint==70.0`, in place of the one that is installed."""
    install = f"install --force-reinstall --no-deps {requirement}"
    if is_run_by_script():
        return "再运行一次，会自动重新安装（要联网）"
    if is_run_by_pipx():
        return f"运行 pipx runpip bulletin {install}"
    return f"运行 {quote_word(sys.executable)} -m pip {install}"


def forget_preparation() -> None:
    """Let the next `./run` look at its environment again, and mend it where it can."""
    for mark in Path(sys.prefix).glob(f"{PREPARED}*"):
        with suppress(OSError):
            mark.unlink()


def is_run_by_pipx() -> bool:
    """Whether pipx made the environment of this process."""
    return "pipx" in Path(sys.prefix).parts
