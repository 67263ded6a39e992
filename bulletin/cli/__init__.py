"""The command line: parse, call one function, print; heavy modules are imported inside commands."""

from __future__ import annotations

import click

from bulletin import __version__
from bulletin.cli.checking import check
from bulletin.cli.importing import import_
from bulletin.cli.looking import doctor, list_
from bulletin.cli.making import build, new
from bulletin.cli.previewing import preview
from bulletin.cli.publishing import publish, site
from bulletin.cli.shared import Group


@click.group(
    cls=Group,
    context_settings={"help_option_names": ["-h", "--help"]},
    no_args_is_help=True,
    options_metavar="[选项]",
    subcommand_metavar="命令 [参数]...",
)
@click.version_option(__version__, "-V", "--version", message="bulletin %(version)s", help="显示版本后退出。")
def cli() -> None:
    """把 Markdown 文章排成一期公报：一份印刷用的 PDF 和一个网页。

    先用 new 建一期，写好文章，再用 build 生成；生成的文件在 dist 文件夹里。
    """


# In the order an editor meets them.
for _command in (new, import_, build, preview, check, site, publish, list_, doctor):
    cli.add_command(_command)
