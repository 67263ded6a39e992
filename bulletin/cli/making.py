"""`new` and `build`: an issue made, and made into a PDF and a web page."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bulletin.cli.shared import Command, out_option, root_option, show_path, show_problems, strict_option
from bulletin.errors import MACHINE_AT_FAULT, BulletinError
from bulletin.invocation import spell_command
from bulletin.workspace import SERIES_FILE, Workspace, is_workspace, open_workspace

if TYPE_CHECKING:
    from bulletin.model import IssueId


@click.command(cls=Command)
@click.argument("issue", required=False, metavar="[期号]")
@root_option
@strict_option
def new(issue: str | None, root: Path | None, strict: bool) -> None:
    """新建一期。

    期号写成 2024-10 或 2024年第10期；不写就接着最近的一期往下编。用 --root 指一个空文件夹，
    会先在那里建好 bulletin.yaml。
    """
    from bulletin.scaffold import (
        choose_next_issue,
        create_issue,
        create_series,
        follow_serial,
        parse_new_id,
    )
    from bulletin.source import read_series

    issue_id = parse_new_id(issue) if issue else None
    if root is not None and issue_id and not is_workspace(root):
        create_series(root)
        click.echo(f"已新建 {root / SERIES_FILE}，请用记事本打开，填上刊名、编辑单位、编辑和电话。")
    workspace = open_workspace(root, None)
    series, problems = read_series(workspace)
    show_problems(problems, strict=strict)
    issue_id = issue_id or choose_next_issue(workspace)
    folder = create_issue(workspace, issue_id, series, follow_serial(workspace, issue_id))
    click.echo(f"已新建 {show_path(folder)}，把文章写进里面的 .md 文件，一篇一个。")
    click.echo(f"写好后生成：{spell_command('build', folder.name)}")


@click.command(cls=Command)
@click.argument("issues", nargs=-1, metavar="[期号]...")
@click.option("--all", "everything", is_flag=True, help="生成所有各期。")
@root_option
@out_option
@strict_option
def build(
    issues: tuple[str, ...], everything: bool, root: Path | None, out: Path | None, strict: bool
) -> None:
    """生成一期或几期的 PDF 和网页。

    期号写成 2024-09 或 2024年第9期。PDF 是 dist/2024-09/2024-09.pdf，网页是同一文件夹里的 index.html。
    """
    from bulletin.build import build_issue

    workspace = open_workspace(root, out)
    chosen = _choose_issues(workspace, issues, everything)
    failed: list[BulletinError] = []

    def build_one(issue_id: IssueId) -> None:
        start = time.perf_counter()
        try:
            built = build_issue(workspace, issue_id, strict=strict)
        except BulletinError as error:
            if error.exit_code == MACHINE_AT_FAULT or len(chosen) == 1:
                raise
            failed.append(error)
            return
        show_problems(built.problems)
        seconds = time.perf_counter() - start
        size = f"{built.pages} 页，{built.size / 1000:.0f} KB，用时 {seconds:.1f} 秒"
        click.echo(f"已生成 {show_path(built.pdf)}（{size}）")
        click.echo(f"　　　 {show_path(built.pdf.parent / 'index.html')}")

    _run_each(chosen, build_one)
    if failed:
        raise BulletinError(
            [problem for error in failed for problem in error.problems],
            max(error.exit_code for error in failed),
        )


def _choose_issues(workspace: Workspace, names: Iterable[str], everything: bool) -> list[IssueId]:
    chosen = list(dict.fromkeys(workspace.find_issue(name) for name in names))
    if everything:
        if chosen:
            raise click.UsageError("写了期号就不要写 --all。")
        chosen = workspace.list_issues()
    if not chosen:
        known = "、".join(map(str, workspace.list_issues()[-3:])) or f"还没有，先运行 {spell_command('new')}"
        raise click.UsageError(f"要生成哪一期？写出期号，或用 --all 生成所有各期。现有：{known}")
    return chosen


def _run_each(issues: list[IssueId], action: Callable[[IssueId], None]) -> None:
    """Run `action` on each issue, with a bar on a terminal where there are several."""
    if len(issues) > 1 and sys.stderr.isatty():
        with click.progressbar(issues, label="生成", file=sys.stderr) as bar:
            for issue_id in bar:
                action(issue_id)
    else:
        for issue_id in issues:
            action(issue_id)
