"""`preview`: an issue in a browser, following every save."""

from __future__ import annotations

from pathlib import Path

import click

from bulletin.cli.shared import Command, out_option, root_option
from bulletin.workspace import open_workspace


@click.command(cls=Command)
@click.argument("issue", required=False, metavar="[期号]")
@click.option("--port", type=click.IntRange(1, 65_535), metavar="端口", help="端口；被占用就用下一个空着的。")
@click.option("--no-open", is_flag=True, help="不自动打开浏览器。")
@click.option(
    "--editor",
    type=click.Choice(["auto", "vscode", "system"]),
    default="auto",
    help="点“打开稿件”时用什么程序：vscode，或 system（系统默认的）；auto 有 VS Code 就用它。",
)
@click.option("--host", default="127.0.0.1", metavar="地址", help="让别的电脑也能看，要同时写 --token。")
@click.option(
    "--token",
    default="",
    envvar="BULLETIN_TOKEN",
    metavar="口令",
    help="与 --host 同用的口令，至少12个字符；写在环境变量 BULLETIN_TOKEN 里，别的用户就看不到。",
)
@root_option
@out_option
def preview(
    issue: str | None,
    port: int | None,
    no_open: bool,
    editor: str,
    host: str,
    token: str,
    root: Path | None,
    out: Path | None,
) -> None:
    """在浏览器里预览，跟着每次存盘更新。

    左边是印出来的样子，右边是网页；有错就写在页面上。点一段文字可以改几个字，也可以打开稿件。
    """
    from bulletin.preview.serve import PreviewOptions, run_preview

    workspace = open_workspace(root, out)
    chosen = workspace.find_issue(issue) if issue else None
    options = PreviewOptions(chosen, host, port or 0, token, not no_open, editor)
    run_preview(workspace, options, click.echo)
