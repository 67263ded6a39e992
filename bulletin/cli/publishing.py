"""`site`: the archive of all issues."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bulletin.cli.shared import Command, out_option, root_option, show_path, show_problems, strict_option
from bulletin.workspace import open_workspace

if TYPE_CHECKING:
    from bulletin.site.build import Report


class _Shard(click.ParamType[tuple[int, int]]):
    """2/4: the second of four."""

    name = "第几份"

    def convert(
        self, value: str | tuple[int, int], param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, int]:
        if isinstance(value, tuple):
            return value
        match = re.fullmatch(r"([0-9]{1,4})/([0-9]{1,4})", value)
        if not match or not 1 <= int(match[1]) <= int(match[2]):
            self.fail(f"“{value}”不对，写成 1/4：一共四份里的第一份。", param, ctx)
        return int(match[1]), int(match[2])


@click.command(cls=Command)
@click.option(
    "--shard",
    type=_Shard(),
    metavar="第几份",
    help="只做一部分，如 1/4：几台电脑各做一份，把各自的 dist 合在一起，再不带这个选项运行一次。",
)
@root_option
@out_option
@strict_option
def site(shard: tuple[int, int] | None, root: Path | None, out: Path | None, strict: bool) -> None:
    """生成网站：所有各期，能搜索、能订阅。

    生成在 dist/site 里，整个文件夹放到任何网站上都能用，双击 index.html 也能看。只重做改过的各期。
    """
    from bulletin.site.build import build_shard, build_site, hold_site

    workspace = open_workspace(root, out)
    start = time.perf_counter()
    with hold_site(workspace), show_progress() as report:
        if shard:
            count, problems = build_shard(workspace, *shard, report=report)
            folder, said = workspace.out, f"第 {shard[0]} 份，共 {shard[1]} 份；{count} 期"
        else:
            built = build_site(workspace, report=report)
            problems, folder = built.problems, built.folder
            said = f"{len(built.parts)} 期，重做 {built.made} 期，{len(built.files)} 个文件"
    show_problems(problems, strict=strict)
    click.echo(f"已生成 {show_path(folder)}（{said}，用时 {time.perf_counter() - start:.1f} 秒）")


@contextmanager
def show_progress() -> Iterator[Report]:
    """A bar on a terminal, where there is something to wait for."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    with click.progressbar(length=1, label="生成", file=sys.stderr) as bar:

        def report(done: int, total: int) -> None:
            bar.length = total or 1
            bar.update(max(0, (done or 0 if total else 1) - bar.pos))

        yield report
