"""`import`: manuscripts and back issues become drafts of articles."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from bulletin.cli.shared import Command, root_option, show_path, strict_option
from bulletin.invocation import spell_command
from bulletin.workspace import open_workspace


@click.command("import", cls=Command)
@click.argument("files", nargs=-1, required=True, metavar="文件...", type=click.Path(path_type=Path))
@click.option("--issue", required=True, metavar="期号", help="导入成哪一期，如 2023-08；期号不详写 2023-a。")
@click.option("--article", is_flag=True, help="往已有的一期里加文章，不新建一期；一个文件就是一篇。")
@click.option("--whole-issue", is_flag=True, help="文件是一整期刊物，分成各篇文章；不写，由程序看。")
@click.option("--force", is_flag=True, help="同名的文件换成新的，原来的另存在旁边，文件名末尾加 .bak。")
@click.option(
    "--explain", is_flag=True, help="逐行说出当作什么（标题、小标题、段落……）、为什么；草稿照样写。"
)
@root_option
@strict_option
def import_(
    files: tuple[Path, ...],
    issue: str,
    article: bool,
    whole_issue: bool,
    force: bool,
    explain: bool,
    root: Path | None,
    strict: bool,
) -> None:
    """把 Word、WPS、PDF、网页或文本导入成文章的草稿。

    新建一期：bulletin import 2023年第8期.docx --issue 2023-08

    往已有的一期里加文章：bulletin import 对接会.docx --issue 2023-08 --article

    能导入 .docx、.doc、.wps、.rtf、.odt、.pdf、.html、.mht、.txt。几个文件可以一起写，中间空一格，次序就是
    文章的次序；有一个读不了，就一个也不导入。原稿不会改动。

    一个文件是一篇稿子，就成一篇文章；有刊头期号、版记或列着各篇的目录，才当作一整期，分成各篇。看错了，加上
    --whole-issue 或 --article 再导入一次。

    标题、段落、编号、表格、图片、脚注、版记都按原稿的样子认。认出了什么、哪里拿不准、什么没有收进，屏幕上说要紧的，
    全部写在这一期文件夹里的“_导入报告.md”。哪一行认错了、想知道为什么，加 --explain 再运行一次。
    """
    from bulletin.importing.model import Nature
    from bulletin.importing.run import import_files
    from bulletin.importing.write.summary import render_screen
    from bulletin.scaffold import parse_new_id
    from bulletin.source import read_series

    if article and whole_issue:
        raise click.UsageError(
            "--article 和 --whole-issue 只能写一个：前一个说文件是一篇稿子，后一个说是一整期。"
        )
    issue_id = parse_new_id(issue)
    workspace = open_workspace(root, None)
    series, _ = read_series(workspace)
    tell = _tell if len(files) > 1 and sys.stderr.isatty() else None
    done = import_files(
        workspace,
        files,
        issue_id,
        series,
        add=article,
        nature=Nature.ISSUE if whole_issue else None,
        force=force,
        strict=strict,
        tell=tell,
        explain=_explain if explain else None,
    )
    folder = show_path(done.folder)
    click.echo(render_screen(done.report, f"{folder}{os.sep}"))
    for old, new in done.kept:
        click.echo(f"原来的“{old}”没有丢，另存为“{new}”。")
    if done.others:
        click.echo(
            f"注意：文件夹里原来就有 {'、'.join(done.others)}，没有动，会和新的一起印出；不要的请挪走。"
        )
    click.echo(f"\n完整的报告：{show_path(done.folder / done.report_name)}")
    click.echo(f"边看边改：{spell_command('preview', done.folder.name)}")
    click.echo(f"改好生成：{spell_command('build', done.folder.name)}")


def _explain(explanation: str) -> None:
    click.echo(f"{explanation}\n")


def _tell(name: str) -> None:
    click.echo(f"正在读 {name}……", err=True)
