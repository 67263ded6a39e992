"""The command line: parse, call one function, print; heavy modules are imported inside commands."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bulletin import __version__
from bulletin.chinese import translate_click
from bulletin.errors import CONTENT_AT_FAULT, MACHINE_AT_FAULT, BulletinError, Problem, Severity
from bulletin.workspace import SERIES_FILE, Workspace, open_workspace

if TYPE_CHECKING:
    from bulletin.check.run import Findings
    from bulletin.model import IssueId

_MOST_ROUNDS = 9  # of mending; two are enough in practice
translate_click()  # before the first type takes its name from click
_FOLDER = click.Path(path_type=Path, file_okay=False)

_root_option = click.option(
    "--root",
    type=_FOLDER,
    envvar="BULLETIN_ROOT",
    metavar="文件夹",
    help=f"刊物所在的文件夹；不写就从当前文件夹往上找 {SERIES_FILE}。也可用环境变量 BULLETIN_ROOT。",
)
_out_option = click.option(
    "--out", type=_FOLDER, metavar="文件夹", help="生成的文件写到哪里；不写就是 dist。"
)
_strict_option = click.option("--strict", is_flag=True, help="有警告也算失败。")


class _Command(click.Command):
    """A command whose usage line is in Chinese."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"options_metavar": "[选项]", **kwargs})


class _Group(click.Group):
    """Commands in the order an editor meets them, not by the alphabet."""

    command_class = _Command

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


@click.group(
    cls=_Group,
    context_settings={"help_option_names": ["-h", "--help"]},
    no_args_is_help=True,
    options_metavar="[选项]",
    subcommand_metavar="命令 [参数]...",
)
@click.version_option(__version__, "-V", "--version", message="%(prog)s %(version)s", help="显示版本后退出。")
def cli() -> None:
    """把 Markdown 文章排成一期公报：一份印刷用的 PDF 和一个网页。

    先用 new 建一期，写好文章，再用 build 生成；生成的文件在 dist 文件夹里。
    """


@cli.command()
@click.argument("issue", required=False, metavar="[期号]")
@_root_option
@_strict_option
def new(issue: str | None, root: Path | None, strict: bool) -> None:
    """新建一期。

    期号写成 2024-10 或 2024年第10期；不写就接着最近的一期往下编。用 --root 指一个空文件夹，
    会先在那里建好 bulletin.yaml。
    """
    from bulletin.scaffold import choose_next_issue, create_issue, create_series, parse_new_id
    from bulletin.source import read_series

    issue_id = parse_new_id(issue) if issue else None
    if root is not None and issue_id and not (root / SERIES_FILE).exists():
        create_series(root)
        click.echo(f"已新建 {root / SERIES_FILE}，请用记事本打开，填上刊名、编辑单位、编辑和电话。")
    workspace = open_workspace(root, None)
    series, problems = read_series(workspace)
    _show_problems(problems, strict=strict)
    folder = create_issue(workspace, issue_id or choose_next_issue(workspace), series)
    click.echo(f"已新建 {_show_path(folder)}，把文章写进里面的 .md 文件，一篇一个。")
    click.echo(f"写好后生成：bulletin build {folder.name}")


@cli.command()
@click.argument("issues", nargs=-1, metavar="[期号]...")
@click.option("--all", "everything", is_flag=True, help="生成所有各期。")
@_root_option
@_out_option
@_strict_option
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
        _show_problems(built.problems)
        seconds = time.perf_counter() - start
        size = f"{built.pages} 页，{built.size / 1000:.0f} KB，用时 {seconds:.1f} 秒"
        click.echo(f"已生成 {_show_path(built.pdf)}（{size}）")
        click.echo(f"　　　 {_show_path(built.pdf.parent / 'index.html')}")

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
        known = "、".join(map(str, workspace.list_issues()[-3:])) or "还没有，先运行 bulletin new"
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


@cli.command()
@click.argument("issues", nargs=-1, metavar="[期号]...")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github", "gitlab", "sarif"]),
    default="text",
    help="报告的格式：text 给人看，其余给程序看。",
)
@click.option("--fix", is_flag=True, help="先列出、再改好有把握的地方；其余的照常报告。")
@_root_option
@_strict_option
def check(issues: tuple[str, ...], form: str, fix: bool, root: Path | None, strict: bool) -> None:
    """校对一期或几期的稿子，不写期号就是所有各期。

    标点、数字、日期、编号、用词，每一处都写明在哪一行、为什么、怎么改。“错误”要改；“警告”请核对；
    “提示”供参考。
    """
    from bulletin.check.report import render_report
    from bulletin.check.run import check_workspace

    workspace = open_workspace(root, None)
    chosen = list(dict.fromkeys(map(workspace.find_issue, issues))) or workspace.list_issues()
    if not chosen:
        click.echo("还没有哪一期，先运行 bulletin new 2024-01 建一期。")
        return
    findings = check_workspace(workspace, chosen)
    if fix:
        findings = _mend(workspace, chosen, findings)
    report = render_report(findings.problems, form)
    if report:
        click.echo(report)
    bad = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    if any(problem.severity in bad for problem in findings.problems):
        raise click.exceptions.Exit(CONTENT_AT_FAULT)


def _mend(workspace: Workspace, chosen: Sequence[IssueId], findings: Findings) -> Findings:
    """Show what has a certain cure as a diff, and write it; on a terminal, when the editor agrees.

    A cure may uncover another (（试行),１２家): what is left after it is looked at again.
    """
    from bulletin.check.fix import mend_sources
    from bulletin.check.run import check_workspace, write_mended

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
        findings = check_workspace(workspace, chosen)
    done = f"已改好 {len(changed)} 个文件。" if changed else "没有能自动改的地方。"
    click.echo(done, err=True)
    return findings


@cli.command("list")
@_root_option
@_out_option
@_strict_option
def list_(root: Path | None, out: Path | None, strict: bool) -> None:
    """列出各期：期号、日期、篇数，生成了没有，生成后改过没有。"""
    from bulletin.listing import describe_issues

    workspace = open_workspace(root, out)
    rows = list(describe_issues(workspace))
    if not rows:
        click.echo("还没有哪一期，先运行 bulletin new 2024-01 建一期。")
    for row in rows:
        click.echo(str(row))
    if strict and any(row.problems for row in rows):
        raise click.exceptions.Exit(1)


@cli.command()
@_root_option
@_out_option
@_strict_option
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


def _show_problems(problems: Iterable[Problem], *, strict: bool = False) -> None:
    """Print warnings and notices; with `strict` they are the command's failure."""
    shown = list(problems)
    if strict and any(problem.severity is Severity.WARNING for problem in shown):
        raise BulletinError(shown)
    for problem in shown:
        click.echo(f"{problem}\n", err=True)


def _show_path(path: Path) -> str:
    """`path` from where the editor stands, where it is below; else whole."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def main(args: list[str] | None = None) -> Any:
    """Run the command line; `args` default to the process's own."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A character that code page 936 lacks must not turn a message into a traceback.
            stream.reconfigure(errors="replace")
    return cli.main(args=args, prog_name="bulletin")
