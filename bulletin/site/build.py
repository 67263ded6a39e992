"""A workspace → dist/site, the whole archive: the workflow, in reading order."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor, Executor, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import filelock

from bulletin.errors import MACHINE_AT_FAULT, WORKSPACE_BUSY, BulletinError, Problem, Severity, fail
from bulletin.files import explain_write_error
from bulletin.fonts import load_fonts
from bulletin.invocation import spell_command
from bulletin.probe import blame_machine, probe_machine
from bulletin.record import Record, read_records
from bulletin.site.edition import make_edition
from bulletin.site.keys import digest_shared_inputs, refuse_changed
from bulletin.site.links import find_dead_links
from bulletin.site.model import Site
from bulletin.site.plan import Plan, Task, plan_site
from bulletin.site.search import read_index_files
from bulletin.site.shared import make_shared_files
from bulletin.site.store import Part, find_store, read_part, remove_stale_parts, write_part
from bulletin.site.tree import write_tree
from bulletin.source import Reading
from bulletin.templates import find_site_templates
from bulletin.workspace import ISSUES, SERIES_FILE, Workspace

_ISSUES_TO_A_WORKER = 60  # what the libraries below keep of each issue goes with the worker
_LOCK_SECONDS = 600
_WORTH_A_POOL = 4  # issues: a worker takes two seconds to start

Report = Callable[[int, int], None]


@dataclass(frozen=True)
class BuiltSite:
    """What was made: the folder, its issues, how many of them anew, its files by name with their SHA-256,
    and notices."""

    folder: Path
    site: Site
    parts: tuple[Part, ...]
    made: int
    files: Mapping[str, str]
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class _Outcome:
    """What came of a task: where its part could not be made, every problem and an exit code."""

    problems: tuple[Problem, ...] = ()
    exit_code: int = 0


@contextmanager
def hold_site(workspace: Workspace) -> Iterator[None]:
    """Hold dist/site while it is built and until it is published; waits for another run to end.

    The lock is the operating system's: one that a dead process held is free at once.
    """
    store = find_store(workspace)
    try:
        store.mkdir(parents=True, exist_ok=True)
        with filelock.FileLock(store / "lock", timeout=_LOCK_SECONDS):
            yield
    except filelock.Timeout as error:
        hint = "等它做完再运行；如果没有别的窗口在运行 bulletin，重新启动电脑后再试"
        raise fail("E304", "另一个 bulletin 正在做这个网站", hint, exit_code=WORKSPACE_BUSY) from error
    except OSError as error:
        raise explain_write_error(error, store) from error


def build_site(
    workspace: Workspace,
    *,
    executor: Executor | None = None,
    report: Report = lambda done, total: None,
) -> BuiltSite:
    """Build dist/site of every issue; makes anew the parts of those that changed, and leaves the site as it
    was where any has an error, or where there is none.

    Hold the site (`hold_site`) meanwhile. `executor` makes the parts, any of concurrent.futures' kind whose
    workers see the workspace; by default all cores do. `report` hears how many parts of how many are made.
    Raises BulletinError with the problems of all issues.
    """
    known, records = workspace.list_issues(), read_records(workspace)
    lost = [record for issue_id, record in records.items() if issue_id not in known and not record.withdrawn]
    reading = Reading(workspace)
    built = carry_out(reading, plan_site(reading, known, records), executor=executor, report=report)
    return replace(built, problems=(*built.problems, *map(_remind_of_lost, lost)))


def carry_out(
    reading: Reading,
    plan: Plan,
    *,
    executor: Executor | None = None,
    report: Report = lambda done, total: None,
) -> BuiltSite:
    """Build dist/site as `plan` says; see `build_site`. `reading` has what the plan was made of.

    Raises BulletinError (G108) where the plan has no issue: what stands in dist/site is not emptied.
    """
    if not plan.issues:
        raise BulletinError([*plan.problems, _explain_no_issue()])
    workspace = reading.workspace
    make_parts(reading, plan.tasks, executor, report)
    parts = _read_parts(workspace, plan)
    fonts = load_fonts(workspace, plan.series, plan.series.title)
    folder = workspace.out / "site"
    templates, previous = find_site_templates(workspace), read_index_files(folder)
    shared = make_shared_files(plan.series, templates, fonts, plan.site, parts, previous)
    files: dict[str, bytes | Path] = dict(shared.files)
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in shared.files.items()}
    links = dict(shared.links)
    for part in parts:
        files |= {name: part.find_file(name) for name in part.files}
        digests |= part.files
        links |= part.links
    dead = find_dead_links(links, files)
    if dead:
        raise BulletinError(map(_explain_dead_link, dead))
    if digest_shared_inputs(workspace) != plan.shared:  # templates, fonts, bulletin.yaml
        raise refuse_changed(SERIES_FILE)
    write_tree(folder, files, digests, find_store(workspace) / "tree.json")
    remove_stale_parts(workspace, plan.issues)
    return BuiltSite(folder, plan.site, parts, len(plan.tasks), digests, plan.problems)


def build_shard(
    workspace: Workspace,
    shard: int,
    shards: int,
    *,
    executor: Executor | None = None,
    report: Report = lambda done, total: None,
) -> tuple[int, tuple[Problem, ...]]:
    """Make the parts of every `shards`-th issue, beginning with number `shard` (from 1), and no site.

    What is made lies in dist/: put the dist/ folders of all shards together, and `build_site` finds every
    part made. Returns how many issues are this shard's, and notices.
    """
    reading = Reading(workspace)
    plan = plan_site(reading, workspace.list_issues(), read_records(workspace))
    mine = set(plan.issues[shard - 1 :: shards])
    make_parts(reading, [task for task in plan.tasks if task.issue in mine], executor, report)
    return len(mine), plan.problems


def make_parts(reading: Reading, tasks: Sequence[Task], executor: Executor | None, report: Report) -> None:
    """Carry out `tasks` and keep the parts in dist/.site; raises BulletinError with all that went wrong."""
    report(0, len(tasks))
    outcomes = []
    for outcome in _run_tasks(reading, tasks, executor):
        outcomes.append(outcome)
        report(len(outcomes), len(tasks))
    failed = [outcome for outcome in outcomes if outcome.exit_code]
    if failed:
        problems = [problem for outcome in failed for problem in outcome.problems]
        raise BulletinError(problems, max(outcome.exit_code for outcome in failed))


def _run_tasks(reading: Reading, tasks: Sequence[Task], executor: Executor | None) -> Iterator[_Outcome]:
    """Run `tasks` on `executor`; without one, on a process for each core, or here where they are few: then
    of what this process has read."""
    workers = min(len(tasks), os.cpu_count() or 1)
    if executor:
        yield from _run_on(executor, tasks)
    elif len(tasks) < _WORTH_A_POOL or workers < 2:
        yield from (_run_task(task, reading) for task in tasks)
    else:
        # Spawned, not forked: Pango and PDFium keep threads and locks. A worker is renewed before it grows;
        # not by max_tasks_per_child, which may hang (CPython issue 115634).
        context = multiprocessing.get_context("spawn")
        share = workers * _ISSUES_TO_A_WORKER
        for start in range(0, len(tasks), share):
            with ProcessPoolExecutor(workers, context) as pool:
                yield from _run_on(pool, tasks[start : start + share])


def _run_on(executor: Executor, tasks: Sequence[Task]) -> Iterator[_Outcome]:
    try:
        for future in as_completed([executor.submit(_run_task, task) for task in tasks]):
            yield future.result()
    except BrokenExecutor as error:
        if lacks := probe_machine():
            raise blame_machine(lacks) from error
        hint = "多半是内存不够：关掉别的程序再运行一次，做好的各期不会重做"
        raise fail("G107", "排版的进程被系统结束了", hint, exit_code=MACHINE_AT_FAULT) from error


def _run_task(task: Task, reading: Reading | None = None) -> _Outcome:
    """Make one part and keep it; a worker reads for itself what `reading`, of another process, has."""
    reading = reading or Reading(task.workspace)
    try:
        edition = make_edition(reading, task.issue, task.inputs, task.site, task.neighbours, task.record)
        write_part(task.workspace, task.issue, task.source, task.key, edition)
    except BulletinError as error:
        return _Outcome(error.problems, error.exit_code)
    return _Outcome()


def _read_parts(workspace: Workspace, plan: Plan) -> tuple[Part, ...]:
    parts = [plan.parts.get(issue_id) or read_part(workspace, issue_id) for issue_id in plan.issues]
    lost = [str(issue_id) for issue_id, part in zip(plan.issues, parts, strict=True) if part is None]
    if lost:
        hint = "有别的程序在动 dist 文件夹：再运行一次；执行器的各台机器要看得到同一个 dist"
        raise fail("G106", f"做好的 {'、'.join(lost)} 又不见了", hint, exit_code=MACHINE_AT_FAULT)
    return tuple(part for part in parts if part)


def _explain_no_issue() -> Problem:
    new = spell_command("new", "2024-01")
    hint = f"还没有哪一期，先运行 {new} 建一期；写好的文章，删去“状态: 草稿”那一行"
    return Problem("G108", "没有可以放进网站的一期，网站没有动", hint, ISSUES)


def _remind_of_lost(record: Record) -> Problem:
    message = f"发布过的 {record.issue} 不在了，这样生成的网站里没有它"
    hint = f"把 issues/{record.issue} 放回来；确实要撤下，发布时加上 --withdraw {record.issue}"
    return Problem("G109", message, hint, f"issues/{record.issue}", severity=Severity.WARNING)


def _explain_dead_link(dead: tuple[str, str]) -> Problem:
    page, target = dead
    hint = "多半是改过的模板写错了地址：对照 templates/site/ 里自带的；没有改过，请告诉技术人员"
    return Problem("G102", f"网页 {page} 里的链接“{target}”没有着落", hint, "templates/site")
