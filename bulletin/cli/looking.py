"""`list` and `doctor`: the issues and their state; whether this machine can build."""

from __future__ import annotations

from pathlib import Path

import click

from bulletin.cli.shared import Command, out_option, root_option, strict_option
from bulletin.errors import MACHINE_AT_FAULT, BulletinError
from bulletin.invocation import spell_command
from bulletin.workspace import open_workspace


@click.command("list", cls=Command)
@root_option
@out_option
@strict_option
def list_(root: Path | None, out: Path | None, strict: bool) -> None:
    """列出各期：期号、日期、篇数，生成了没有，生成后改过没有。"""
    from bulletin.listing import describe_issues

    workspace = open_workspace(root, out)
    rows = list(describe_issues(workspace))
    if not rows:
        click.echo(f"还没有哪一期，先运行 {spell_command('new', '2024-01')} 建一期。")
    for row in rows:
        click.echo(str(row))
    if strict and any(row.problems for row in rows):
        raise click.exceptions.Exit(1)


@click.command(cls=Command)
@root_option
@out_option
@strict_option
def doctor(root: Path | None, out: Path | None, strict: bool) -> None:
    """检查这台电脑能不能生成，缺什么、怎么装。"""
    from bulletin.doctor import examine_machine, examine_workspace

    findings = list(examine_machine())
    try:
        findings += examine_workspace(open_workspace(root, out))
    except BulletinError as error:
        if root is not None:
            raise
        click.echo(f"· {error.problems[0].message}，只检查电脑本身。")
    for finding in findings:
        click.echo(str(finding))
    bad = any(finding.good is False or (strict and finding.good is None) for finding in findings)
    click.echo("有问题，照上面“✗”下的话做。" if bad else "可以生成。")
    if bad:
        raise click.exceptions.Exit(MACHINE_AT_FAULT)
