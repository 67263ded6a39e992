"""What the commands share: options that all take, Chinese usage lines, how problems and paths are shown."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from bulletin.chinese import translate_click
from bulletin.errors import BulletinError, Problem, Severity
from bulletin.workspace import SERIES_FILE

translate_click()  # before the first type takes its name from click
FOLDER = click.Path(path_type=Path, file_okay=False)

root_option = click.option(
    "--root",
    type=FOLDER,
    envvar="BULLETIN_ROOT",
    metavar="文件夹",
    help=f"刊物所在的文件夹；不写就从当前文件夹往上找 {SERIES_FILE}。也可用环境变量 BULLETIN_ROOT。",
)
out_option = click.option("--out", type=FOLDER, metavar="文件夹", help="生成的文件写到哪里；不写就是 dist。")
strict_option = click.option("--strict", is_flag=True, help="有警告也算失败。")


class Command(click.Command):
    """A command whose usage line is in Chinese."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"options_metavar": "[选项]", **kwargs})


class Group(click.Group):
    """Commands in the order an editor meets them, not by the alphabet."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


def show_problems(problems: Iterable[Problem], *, strict: bool = False) -> None:
    """Print warnings and notices; with `strict` they are the command's failure."""
    shown = list(problems)
    if strict and any(problem.severity is Severity.WARNING for problem in shown):
        raise BulletinError(shown)
    for problem in shown:
        click.echo(f"{problem}\n", err=True)


def show_path(path: Path) -> str:
    """`path` from where the editor stands, where it is below; else whole."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
