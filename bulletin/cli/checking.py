"""`check`: what is wrong or doubtful in the words, and its mending."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bulletin.cli.shared import Command, root_option, strict_option
from bulletin.errors import CONTENT_AT_FAULT, Severity, sort_problems
from bulletin.invocation import spell_command
from bulletin.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    from bulletin.check.run import Findings
    from bulletin.model import IssueId

_MOST_ROUNDS = 9  # of mending; two are enough in practice


@click.command(cls=Command)
@click.argument("issues", nargs=-1, metavar="[期号]...")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github", "gitlab", "sarif"]),
    default="text",
    help="报告的格式：text 给人看，其余给程序看。",
)
@click.option("--fix", is_flag=True, help="先列出、再改好有把握的地方；其余的照常报告。")
@root_option
@strict_option
def check(issues: tuple[str, ...], form: str, fix: bool, root: Path | None, strict: bool) -> None:
    """校对一期或几期的稿子，不写期号就是所有各期。

    标点、数字、日期、编号、用词，每一处都写明在哪一行、为什么、怎么改。“错误”要改；“警告”请核对；
    “提示”供参考。
    """
    from bulletin.check.report import render_report
    from bulletin.check.run import check_workspace
    from bulletin.rehearsal import find_obstacles
    from bulletin.source import Reading

    workspace = open_workspace(root, None)
    chosen = list(dict.fromkeys(map(workspace.find_issue, issues))) or workspace.list_issues()
    if not chosen:
        click.echo(f"还没有哪一期，先运行 {spell_command('new', '2024-01')} 建一期。")
        return
    reading = Reading(workspace)
    findings = check_workspace(reading, chosen)
    if fix:
        findings = _mend(workspace, chosen, findings)
        reading = Reading(workspace)
    stopping = (problem for issue in chosen for problem in find_obstacles(reading, issue))
    problems = sort_problems([*findings.problems, *stopping])
    report = render_report(problems, form)
    if report:
        click.echo(report)
    bad = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    if any(problem.severity in bad for problem in problems):
        raise click.exceptions.Exit(CONTENT_AT_FAULT)


def _mend(workspace: Workspace, chosen: Sequence[IssueId], findings: Findings) -> Findings:
    """Show what has a certain cure as a diff, and write it; on a terminal, when the editor agrees.

    A cure may uncover another (（试行),１２家): what is left after it is looked at again.
    """
    from bulletin.check.fix import mend_sources
    from bulletin.check.run import check_workspace, write_mended
    from bulletin.source import Reading

    changed: set[str] = set()
    for _ in range(_MOST_ROUNDS):
        mended = mend_sources(findings.sources, findings.problems)
        if not mended:
            break
        for file in mended:
            click.echo(f"{file.diff}\n", err=True)
        asked = changed or not sys.stdin.isatty()
        if not asked and not click.confirm("照上面改吗？", default=True, err=True):
            return findings
        write_mended(workspace, mended, findings.sources)
        changed |= {file.path for file in mended}
        findings = check_workspace(Reading(workspace), chosen)
    done = f"已改好 {len(changed)} 个文件。" if changed else "没有能自动改的地方。"
    click.echo(done, err=True)
    return findings
