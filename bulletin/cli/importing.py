"""`import`: manuscripts and back issues become drafts of articles."""

from __future__ import annotations

from pathlib import Path

import click

from bulletin.cli.shared import Command, root_option, show_path, strict_option
from bulletin.workspace import open_workspace


@click.command("import", cls=Command)
@click.argument("files", nargs=-1, required=True, metavar="文件...", type=click.Path(path_type=Path))
@click.option("--issue", required=True, metavar="期号", help="导入成哪一期，如 2023-08；期号不详写 2023-a。")
@click.option("--article", is_flag=True, help="往已有的一期里加文章，不新建一期。")
@click.option("--force", is_flag=True, help="同名的文件换成新的，原来的另存在旁边。")
@root_option
@strict_option
def import_(
    files: tuple[Path, ...], issue: str, article: bool, force: bool, root: Path | None, strict: bool
) -> None:
    """把 Word、WPS、PDF、网页或文本导入成文章的草稿。

    标题、段落、编号、表格、图片、脚注、版记都按原稿的样子认，认出了什么、哪里拿不准、什么没有收进，都写在报告里。
    """
    from bulletin.importing.run import import_files
    from bulletin.scaffold import parse_new_id
    from bulletin.source import read_series

    issue_id = parse_new_id(issue)
    workspace = open_workspace(root, None)
    series, _ = read_series(workspace)
    done = import_files(workspace, files, issue_id, series.title, add=article, force=force, strict=strict)
    click.echo(done.report)
    click.echo(f"已导入 {show_path(done.folder)}，{len(done.names)} 篇。报告也存在里面的“_导入报告.md”。")
    for name in done.kept:
        click.echo(f"原来的文件另存为 {name}。")
    if done.others:
        click.echo(f"注意：里面原来还有 {'、'.join(done.others)}，没有动，会和新的一起印出。")
    click.echo(f"核对后生成：bulletin build {done.folder.name}")
