"""`site` and `publish`: the archive of all issues, made and put where readers find it."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bulletin.cli.shared import Command, out_option, root_option, show_path, show_problems, strict_option
from bulletin.workspace import open_workspace, parse_issue_id

if TYPE_CHECKING:
    from bulletin.model import IssueId
    from bulletin.publish.run import Published
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


class _Issue(click.ParamType["IssueId"]):
    """2024-09 or 2024年第9期; in an environment variable several, with spaces or marks between them."""

    name = "期号"

    def convert(
        self, value: str | IssueId, param: click.Parameter | None, ctx: click.Context | None
    ) -> IssueId:
        if not isinstance(value, str):
            return value
        issue_id = parse_issue_id(value)
        if issue_id is None:
            self.fail(f"“{value}”不是期号，写成 2024-09 或 2024年第9期。", param, ctx)
        return issue_id

    def split_envvar_value(self, rv: str) -> list[str]:
        return re.split(r"[\s,，、;；]+", rv.strip(" \t\r\n,，、;；"))


@click.command(cls=Command)
@click.option(
    "--to",
    "address",
    required=True,
    envvar="BULLETIN_PUBLISH_TO",
    metavar="地址",
    help="发布到哪里：文件夹、git+仓库地址#分支、s3://桶/前缀 或 sftp://用户@主机/文件夹。"
    "也可用环境变量 BULLETIN_PUBLISH_TO。",
)
@click.option("--dry-run", is_flag=True, help="只生成、校对、比较，说出会改什么，不动网上的。")
@click.option("--rollback", is_flag=True, help="回到上一次发布的样子。")
@click.option(
    "--withdraw",
    type=_Issue(),
    multiple=True,
    envvar="BULLETIN_WITHDRAW",
    metavar="期号",
    help="从网上撤下这一期：它发布过，文件夹已经删去，或里面都是草稿。可以写几次。"
    "也可用环境变量 BULLETIN_WITHDRAW。",
)
@click.option("--first-review", metavar="审稿人", help="这次新发布和改过的各期，谁做的初审。")
@click.option("--second-review", metavar="审稿人", help="同上，谁做的复审。")
@click.option("--final-review", metavar="审稿人", help="同上，谁做的终审。")
@root_option
@out_option
@strict_option
def publish(
    address: str,
    dry_run: bool,
    rollback: bool,
    withdraw: tuple[IssueId, ...],
    root: Path | None,
    out: Path | None,
    strict: bool,
    **reviews: str | None,
) -> None:
    """发布网站：校对、生成、检查，然后整个换上去。

    有一处错误就不发布，网上还是原来的样子。中途断电、断网也不会只换一半，再运行一次就接着做好。发布过的一期
    不见了也不发布，除非用 --withdraw 说明要撤下它。
    """
    from bulletin.publish.run import publish_site, roll_back_site

    workspace = open_workspace(root, out)
    with show_steps() as report:
        if rollback:
            live, notices = roll_back_site(workspace, address, report=report)
            show_problems(notices)
            click.echo(f"已回到 {live.started} 发布的样子，{len(live.files)} 个文件")
            return
        given = {key: name.strip() for key, name in reviews.items() if name and name.strip()}
        done = publish_site(
            workspace,
            address,
            reviews=given,
            withdraw=withdraw,
            dry_run=dry_run,
            strict=strict,
            report=report,
        )
    show_problems(done.problems)
    for line in describe_publish(done):
        click.echo(line)


def describe_publish(done: Published) -> Iterator[str]:
    """What a publish came to: a line for the whole, and one for each issue whose words are new, or which is
    withdrawn."""
    changes = done.changes
    counts = (
        f"新增 {len(changes.added)} 个文件，改动 {len(changes.changed)} 个，去掉 {len(changes.removed)} 个"
    )
    if done.outcome is None:
        yield f"试运行：发布到 {done.target} 会{counts}；要看的网站在 {show_path(done.site.folder)}"
        for mark, names in (("+", changes.added), ("~", changes.changed), ("-", changes.removed)):
            yield from (f"  {mark} {name}" for name in names)
    else:
        yield {
            "placed": f"已发布到 {done.target}（{len(done.site.parts)} 期；{counts}）",
            "unchanged": f"{done.target} 已经是最新的，没有要改的",
            "superseded": f"{done.target} 已经有更新的一版，这一版没有放上去",
        }[done.outcome.value]
    for record in done.revised:
        what = "更正" if record.corrections else "首次发布"
        yield f"  {record.issue}  {'重新发布' if record.issue in done.restored else what}"
    for issue_id in done.withdrawn:
        yield f"  {issue_id}  {'会撤下' if done.outcome is None else '撤下'}"


@contextmanager
def show_steps() -> Iterator[Callable[..., None]]:
    """The steps of a publish on a terminal: one line that says what is being done."""
    shown = ""

    def report(what: str, done: int = 0, total: int = 0) -> None:
        nonlocal shown
        line = f"{what}…… {done}/{total}" if total else f"{what}……"
        if sys.stderr.isatty() and line != shown:
            click.echo(f"\r\x1b[K{line}", nl=False, err=True)
            shown = line

    try:
        yield report
    finally:
        if shown:
            click.echo("\r\x1b[K", nl=False, err=True)


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
