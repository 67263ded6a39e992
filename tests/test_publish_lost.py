"""A share that drops, a folder that is renamed: nothing is withdrawn unasked, no issue comes in half."""

from __future__ import annotations

import errno
import io
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from click.testing import CliRunner

from bulletin import disk, prepare
from bulletin.cli import cli
from bulletin.errors import BulletinError
from bulletin.html import render_bodies
from bulletin.model import Issue, IssueId
from bulletin.publish import Manifest, open_target, render_manifest
from bulletin.publish import run as running
from bulletin.publish.release import read_release
from bulletin.publish.run import Published, publish_site, roll_back_site
from bulletin.publish.target import Outcome
from bulletin.record import Record, describe_record, parse_record, read_records
from bulletin.site.build import build_site
from bulletin.site.plan import plan_site
from bulletin.source import reading, survey_issue
from bulletin.workspace import Workspace, open_workspace, parse_issue_id

from .conftest import SERIES
from .publishing import read_site

ARTICLE = "# {}\n\n全市科技工作取得新进展，{}。\n"
FILES = {
    "bulletin.yaml": SERIES,
    **{
        f"issues/2024-0{number}/{name}": text
        for number in (1, 2, 3)
        for name, text in {
            "issue.md": f"---\n日期: 2024-0{number}-28\n---\n",
            "01-甲.md": ARTICLE.format(f"甲{number}", f"甲文{number}"),
            "02-乙.md": ARTICLE.format(f"乙{number}", f"乙文{number}"),
        }.items()
    },
}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace of three issues, published to the folder www beside it."""
    root = tmp_path_factory.mktemp("office")
    for name, text in FILES.items():
        path = root / "work" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    publish_site(open_workspace(root / "work", None), str(root / "www"), reviews={})
    (root / "work/published/targets.json").unlink()  # its copies lie elsewhere
    return root


@pytest.fixture
def workspace(office: Path, tmp_path: Path) -> Workspace:
    """A copy of it, which knows that it was published to its own www."""
    shutil.copytree(office, tmp_path / "office", symlinks=True)
    workspace = open_workspace(tmp_path / "office/work", None)
    assert publish(workspace).outcome is Outcome.UNCHANGED
    return workspace


def find_target(workspace: Workspace) -> Path:
    return workspace.root.parent / "www"


def publish(workspace: Workspace, *withdraw: str, dry_run: bool = False) -> Published:
    asked = [issue_id for issue_id in map(parse_issue_id, withdraw) if issue_id]
    return publish_site(workspace, str(find_target(workspace)), reviews={}, withdraw=asked, dry_run=dry_run)


def run(workspace: Workspace, *arguments: str, **variables: str) -> tuple[int, str]:
    """`bulletin publish` of the workspace."""
    command = ["publish", "--root", str(workspace.root), "--to", str(find_target(workspace)), *arguments]
    result = CliRunner().invoke(cli, command, env=variables)
    return result.exit_code, result.output


def read_live(workspace: Workspace) -> dict[str, bytes]:
    return read_site(find_target(workspace) / "current")


def list_live(workspace: Workspace) -> set[str]:
    return {name[:7] for name in read_live(workspace) if name.endswith(".pdf")}


@contextmanager
def refused(workspace: Workspace, *codes: str) -> Iterator[list[BulletinError]]:
    """What is done inside fails with these codes, and readers and records stay as they were."""
    live, records = read_live(workspace), read_records(workspace)
    caught: list[BulletinError] = []
    with pytest.raises(BulletinError) as error:
        yield caught
    caught.append(error.value)
    assert {problem.code for problem in error.value.problems if problem.severity == "error"} == set(codes)
    assert read_live(workspace) == live
    assert read_records(workspace) == records


@contextmanager
def away(path: Path) -> Iterator[None]:
    """What lies at `path` is somewhere else meanwhile."""
    elsewhere = path.with_name(f"{path.name}.away")
    path.rename(elsewhere)
    try:
        yield
    finally:
        elsewhere.rename(path)


def fail_on(monkeypatch: pytest.MonkeyPatch, broken: Path, number: int) -> None:
    """Let the system say `number` of `broken` and all below it: root may read what others may not."""

    def guard(module: ModuleType, name: str) -> None:
        original: Callable[..., Any] = getattr(module, name)

        def ask(path: Any = ".", *arguments: Any, **options: Any) -> Any:
            if not isinstance(path, int) and broken in [Path(path), *Path(path).parents]:
                raise OSError(number, os.strerror(number), str(path))
            return original(path, *arguments, **options)

        monkeypatch.setattr(module, name, ask)

    for name in ("stat", "lstat", "listdir", "scandir", "open"):
        guard(os, name)
    guard(io, "open")


# An issue that is gone


def test_an_issue_that_is_gone_is_not_withdrawn_unless_that_is_asked_for(workspace: Workspace) -> None:
    shutil.rmtree(workspace.root / "issues/2024-01")
    (workspace.root / "issues/2024-03").rename(workspace.root / "issues/2024-03 副本")
    before = read_live(workspace)
    for arguments in ((), ("--dry-run",), ("--withdraw", "2024-01")):
        code, output = run(workspace, *arguments)
        assert code == 1
        assert "[D203]" in output
        assert "2024-03（" in output
        assert "首次发布）" in output
        assert "--withdraw 2024-03" in output
        assert ("2024-01（" in output) == ("2024-01" not in arguments)
        assert read_live(workspace) == before
    (workspace.root / "issues/2024-03 副本").rename(workspace.root / "issues/2024-03")
    code, output = run(workspace, "--withdraw", "2024年第1期", "--dry-run")
    assert (code, "  2024-01  会撤下" in output) == (0, True)
    assert read_live(workspace) == before
    code, output = run(workspace, "--withdraw", "2024年第1期")
    assert (code, "  2024-01  撤下\n" in output) == (0, True)
    assert list_live(workspace) == {"2024-02", "2024-03"}


def test_a_withdrawal_is_remembered_and_can_be_taken_back(workspace: Workspace, tmp_path: Path) -> None:
    folder, kept = workspace.root / "issues/2024-02", tmp_path / "kept"
    folder.rename(kept)
    done = publish(workspace, "2024-02")
    assert [str(issue_id) for issue_id in done.withdrawn] == ["2024-02"]
    assert publish(workspace).outcome is Outcome.UNCHANGED  # no flag any more
    assert publish(workspace, "2024-02").withdrawn == ()  # nor any harm in it
    (record,) = [record for record in read_records(workspace).values() if record.withdrawn]
    assert (record.issue, [article.address for article in record.articles]) == ("2024-02", ["01", "02"])
    # Another machine, with its own copy of the records from before, or with none.
    for records in (workspace.root / "published", None):
        other = replace(workspace, root=tmp_path / f"other{bool(records)}")
        shutil.copytree(workspace.root / "issues", other.root / "issues")
        shutil.copy(workspace.root / "bulletin.yaml", other.root)
        if records:
            old = {**describe_record(record)}
            del old["withdrawn"]
            (other.root / "published").mkdir()
            (other.root / "published/2024-02.json").write_text(json.dumps(old), "utf-8")
        other = replace(other, out=other.root / "dist")
        found = publish_site(other, str(find_target(workspace)), reviews={})
        assert found.outcome in {Outcome.UNCHANGED, Outcome.PLACED}
        assert read_records(other)[done.withdrawn[0]] == record
    # It comes back: published again, first as it was, at its addresses.
    kept.rename(folder)
    back = publish(workspace)
    assert ([r.issue for r in back.revised], back.restored) == (["2024-02"], frozenset({"2024-02"}))
    again = read_records(workspace)[done.withdrawn[0]]
    assert (again.first, again.withdrawn, again.corrections) == (record.first, "", ())
    assert "2024-02/01/index.html" in read_live(workspace)
    # Now it would be lost again.
    with refused(workspace, "D203"), away(folder):
        publish(workspace)
    # The other machine, which thinks it withdrawn, learns that it is not.
    with pytest.raises(BulletinError) as caught:
        publish_site(other, str(find_target(workspace)), reviews={})
    assert [p.code for p in caught.value.problems if p.severity == "error"] == ["D203"]


def test_rollback_brings_a_withdrawn_issue_back(workspace: Workspace) -> None:
    shutil.rmtree(workspace.root / "issues/2024-02")
    publish(workspace, "2024-02")
    roll_back_site(workspace, str(find_target(workspace)))
    assert list_live(workspace) == {"2024-01", "2024-02", "2024-03"}
    assert publish(workspace).outcome is Outcome.PLACED  # it was asked for, and is remembered
    assert list_live(workspace) == {"2024-01", "2024-03"}


def test_drafts_and_an_empty_folder_withdraw_nothing(workspace: Workspace) -> None:
    folder = workspace.root / "issues/2024-02"
    for path in folder.glob("0*.md"):
        path.write_text(f"---\n标题: {path.stem}\n状态: 草稿\n---\n\n文。\n", "utf-8")
    with refused(workspace, "D203") as caught:
        publish(workspace)
    assert "都是草稿" in caught[0].message
    shutil.move(folder, workspace.root / "kept")
    folder.mkdir()  # a mount point
    with refused(workspace, "D203") as caught:
        publish(workspace)
    assert "没有文章了" in caught[0].message
    with refused(workspace, "D204"):
        publish(workspace, "2024-02")
    folder.rmdir()
    shutil.move(workspace.root / "kept", folder)
    assert publish(workspace, "2024-02").outcome is Outcome.PLACED
    assert publish(workspace).outcome is Outcome.UNCHANGED
    assert list_live(workspace) == {"2024-01", "2024-03"}


@pytest.mark.parametrize("issue", ["2024-02", "2023-11"])
def test_what_cannot_be_withdrawn(workspace: Workspace, issue: str) -> None:
    with refused(workspace, "D204") as caught:
        publish(workspace, issue)
    assert issue in caught[0].message


def test_an_empty_archive_is_never_published(workspace: Workspace) -> None:
    everything = ["2024-01", "2024-02", "2024-03"]
    with refused(workspace, "D203"), away(workspace.root / "issues"):
        (workspace.root / "issues").mkdir()  # a mount point
        try:
            publish(workspace)
        finally:
            (workspace.root / "issues").rmdir()
    site = read_site(workspace.out / "site")
    shutil.rmtree(workspace.root / "issues")
    (workspace.root / "issues").mkdir()
    with refused(workspace, "D205"):
        publish(workspace, *everything)
    with pytest.raises(BulletinError, match="G108"):
        build_site(workspace)
    assert read_site(workspace.out / "site") == site


def test_the_site_says_which_published_issue_it_lacks(workspace: Workspace) -> None:
    shutil.rmtree(workspace.root / "issues/2024-02")
    assert [p.code for p in build_site(workspace).problems] == ["G101", "G109"]
    publish(workspace, "2024-02")
    assert [p.code for p in build_site(workspace).problems] == ["G101"]


def test_the_variable_of_ci_withdraws_several(workspace: Workspace) -> None:
    for issue in ("2024-01", "2024-02"):
        shutil.rmtree(workspace.root / f"issues/{issue}")
    assert run(workspace, BULLETIN_WITHDRAW="")[0] == 1
    assert run(workspace, BULLETIN_WITHDRAW="2024-01，第二期")[0] == 2
    assert run(workspace, BULLETIN_WITHDRAW="2024年第1期、 2024-02")[0] == 0
    assert list_live(workspace) == {"2024-03"}


def test_what_is_live_without_a_record_is_not_lost_either(workspace: Workspace) -> None:
    """A manifest of an older version or another publisher, and records that were lost."""
    target = find_target(workspace)
    live = open_target(str(target)).read_live()
    assert live
    for facts in ({}, {"records": {"2024-02": {"version": 9}}}):
        (target / "releases" / f"{live.name}.json").write_bytes(
            render_manifest(Manifest(live.name, live.started, live.files, live.retired, facts, live.history))
        )
        shutil.rmtree(workspace.root / "published", ignore_errors=True)
        with refused(workspace, "D203") as caught, away(workspace.root / "issues/2024-02"):
            publish(workspace)
        assert "没有记录" in caught[0].message
    shutil.rmtree(workspace.root / "issues/2024-02")
    assert publish(workspace, "2024-02").outcome is Outcome.PLACED
    assert publish(workspace).outcome is Outcome.UNCHANGED


def test_records_of_older_versions_are_read(workspace: Workspace) -> None:
    old = json.loads((workspace.root / "published/2024-02.json").read_bytes())
    assert "withdrawn" not in old
    assert parse_record(old).withdrawn == ""
    withdrawn = {**old, "withdrawn": "2024-10-08T09:00:00+08:00"}
    assert describe_record(parse_record(withdrawn)) == withdrawn


# A disk that cannot be read


def change_into(kind: str, path: Path) -> None:
    shutil.move(path, path.with_name("elsewhere"))
    if kind == "dangling":
        path.symlink_to("nowhere")
    elif kind == "loop":
        path.symlink_to(path.name)
    elif kind == "file":
        path.write_text("", "utf-8")


COMMANDS: Mapping[str, list[str]] = {
    "list": [],
    "check": [],
    "build": ["--all"],
    "site": [],
    "publish": ["--to", "www"],
    "preview": ["2024-01", "--no-open"],
    "doctor": [],
}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("kind", ["missing", "dangling", "loop", "file", "an issue"])
def test_issues_that_cannot_be_seen_are_the_machines_fault(
    office: Path, tmp_path: Path, kind: str, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    root = tmp_path / "work"
    shutil.copytree(office / "work", root, ignore=shutil.ignore_patterns("dist"))
    path = root / ("issues/2024-02" if kind == "an issue" else "issues")
    change_into("dangling" if kind == "an issue" else kind, path)
    result = CliRunner().invoke(cli, [command, *COMMANDS[command], "--root", str(root)])
    assert result.exit_code == 3, result.output
    assert path.relative_to(root).as_posix() in result.output
    if command == "doctor":
        assert "✗" in result.output
        assert "检查网络盘" in result.output or "先接好" in result.output
    else:
        assert "[E315]" in result.output
        assert "提示：" in result.output


@pytest.mark.parametrize("number", [errno.EACCES, errno.EIO, errno.ESTALE])
@pytest.mark.parametrize("name", ["issues", "issues/2024-02"])
def test_what_the_system_refuses_is_not_taken_for_gone(
    workspace: Workspace, name: str, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with refused(workspace, "E315") as caught, monkeypatch.context() as patch:
        fail_on(patch, workspace.root / name, number)
        publish(workspace)
    assert caught[0].exit_code == 3
    assert name in caught[0].message


def test_issues_that_are_there_and_empty_are_no_fault(tmp_path: Path) -> None:
    (tmp_path / "issues").mkdir()
    (tmp_path / "bulletin.yaml").write_text(SERIES, "utf-8")
    for command in ("list", "check"):
        result = CliRunner().invoke(cli, [command, "--root", str(tmp_path)])
        assert (result.exit_code, "还没有哪一期" in result.output) == (0, True)
    result = CliRunner().invoke(cli, ["publish", "--root", str(tmp_path), "--to", str(tmp_path / "www")])
    assert (result.exit_code, "G108" in result.output) == (1, True)
    assert not (tmp_path / "www").exists()


def test_only_new_and_import_start_a_workspace(tmp_path: Path) -> None:
    (tmp_path / "bulletin.yaml").write_text(SERIES, "utf-8")
    result = CliRunner().invoke(cli, ["new", "--root", str(tmp_path)])
    assert (result.exit_code, "W104" in result.output) == (2, True)
    (tmp_path / "issues").symlink_to("nowhere")
    for command in (["new"], ["new", "2024-01"]):
        result = CliRunner().invoke(cli, [*command, "--root", str(tmp_path)])
        assert result.exit_code == 3, result.output
    (tmp_path / "issues").unlink()
    (tmp_path / "稿.txt").write_text("一个标题\n\n正文一段，有两句话。第二句在这里。\n", "utf-8")
    draft = ["import", str(tmp_path / "稿.txt"), "--issue", "2024-02", "--root", str(tmp_path)]
    for command in (draft, ["new", "2024-03", "--root", str(tmp_path)]):
        assert CliRunner().invoke(cli, command).exit_code == 0
        assert (tmp_path / "issues").is_dir()
        shutil.rmtree(tmp_path / "issues")


SHARED = ["templates", "templates/site/home.html", "fonts", "published", "published/2024-02.json"]


@pytest.mark.parametrize("number", [errno.EACCES, errno.EIO])
@pytest.mark.parametrize("name", SHARED)
def test_what_all_issues_share_is_not_taken_for_absent(
    workspace: Workspace, name: str, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = workspace.root / name
    if not path.exists():
        (path if not path.suffix else path.parent).mkdir(parents=True)
        path.write_text("{% extends 'site/base.html' %}", "utf-8") if path.suffix else None
    code = "G103" if name.endswith(".json") else "E316"
    with refused(workspace, code), monkeypatch.context() as patch:
        fail_on(patch, path, number)
        publish(workspace)


@pytest.mark.parametrize("name", ["templates", "fonts", "published", "words.yaml"])
def test_a_link_that_leads_nowhere_is_not_taken_for_absent(workspace: Workspace, name: str) -> None:
    (workspace.root / "issues/2024-02/01-甲.md").write_text(ARTICLE.format("甲", "改过"), "utf-8")
    path = workspace.root / name
    kept = read_records(workspace)
    shutil.rmtree(path, ignore_errors=True)
    path.symlink_to("nowhere")
    before = read_live(workspace)
    with pytest.raises(BulletinError, match="E316"):
        publish(workspace)
    assert read_live(workspace) == before
    path.unlink()
    publish(workspace)
    assert read_records(workspace).keys() == kept.keys()


def test_articles_that_cannot_be_read_are_not_left_out(workspace: Workspace) -> None:
    for name in ("01-甲.md", "issue.md"):
        path = workspace.root / "issues/2024-02" / name
        text = path.read_bytes()
        path.unlink()
        path.symlink_to("没有.md")
        with refused(workspace, "F103"):
            publish(workspace)
        path.unlink()
        path.write_bytes(text)


# What goes and comes back while a publish runs


def change_article(workspace: Workspace) -> None:
    (workspace.root / "issues/2024-02/02-乙.md").write_text(ARTICLE.format("乙2", "改过"), "utf-8")


@pytest.mark.parametrize("what", ["issues/2024-02/01-甲.md", "issues/2024-02/issue.md"])
def test_half_an_issue_is_never_published(
    workspace: Workspace, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An article that was listed is gone while the issue is read, and is back when the next one looks."""

    def look(*arguments: Any) -> Any:
        with away(workspace.root / what):
            return survey_issue(*arguments)

    change_article(workspace)
    with refused(workspace, "G105"), monkeypatch.context() as patch:
        patch.setattr(reading, "survey_issue", look)
        publish(workspace)
    assert publish(workspace).outcome is Outcome.PLACED
    assert b"\xe7\x94\xb2\xe6\x96\x872" in read_live(workspace)["2024-02/01/index.html"]


def test_what_is_checked_and_published_is_what_was_read_first(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An issue that is new is read once in a run, and the text of its articles rendered once for all web
    pages: what goes behind that cannot tear it."""
    read: list[IssueId] = []
    rendered: list[IssueId] = []

    def count_reading(workspace: Workspace, issue_id: IssueId) -> Any:
        read.append(issue_id)
        return survey_issue(workspace, issue_id)

    def count_rendering(issue: Issue, *arguments: Any, **options: Any) -> Any:
        rendered.append(issue.id)
        return render_bodies(issue, *arguments, **options)

    change_article(workspace)
    monkeypatch.setattr(reading, "survey_issue", count_reading)
    monkeypatch.setattr(prepare, "render_bodies", count_rendering)
    assert publish(workspace).outcome is Outcome.PLACED
    assert read == [IssueId(2024, 2)]  # the other ones are compared with it as they are typed
    assert rendered == [IssueId(2024, 2)]


@pytest.mark.parametrize(
    ("what", "code"),
    [
        ("issues", "E315"),
        ("issues/2024-01", "E315"),
        ("issues/2024-02/01-甲.md", "G105"),
        ("templates", "G105"),
        ("bulletin.yaml", "F103"),
    ],
)
def test_a_publish_goes_by_one_look_at_the_issues(
    workspace: Workspace, what: str, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Behind the first plan something goes, for the rest of the run."""
    (workspace.root / "templates").mkdir()
    (workspace.root / "templates/x.css").write_text("", "utf-8")
    change_article(workspace)
    elsewhere = workspace.root / "elsewhere"

    def plan_and_lose(*arguments: Any) -> Any:
        plan = plan_site(*arguments)
        if not elsewhere.exists():
            (workspace.root / what).rename(elsewhere)
        return plan

    with refused(workspace, code), monkeypatch.context() as patch:
        patch.setattr(running, "plan_site", plan_and_lose)
        try:
            publish(workspace)
        finally:
            elsewhere.rename(workspace.root / what)
    assert publish(workspace).outcome is Outcome.PLACED


def test_records_that_go_meanwhile_are_not_begun_anew(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_article(workspace)
    first = {record.first for record in read_records(workspace).values()}

    def plan_without_records(*arguments: Any) -> Any:
        shutil.rmtree(workspace.root / "published", ignore_errors=True)
        return plan_site(*arguments)

    monkeypatch.setattr(running, "plan_site", plan_without_records)
    done = publish(workspace)
    assert [len(record.corrections) for record in done.revised] == [1]
    assert {record.first for record in read_records(workspace).values()} == first


def test_a_site_that_loses_files_before_it_is_sent(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_article(workspace)

    def read_less(folder: Path, *arguments: Any) -> Any:
        (folder / "2024-03/01/index.html").unlink()
        return read_release(folder, *arguments)

    with refused(workspace, "D102"), monkeypatch.context() as patch:
        patch.setattr(running, "read_release", read_less)
        publish(workspace)


# A target that is not there


def test_a_target_that_was_published_to_is_not_begun_anew(workspace: Workspace) -> None:
    target = find_target(workspace)
    records = read_records(workspace)
    for empty in (False, True):  # the drive is gone; its mount point is there
        with away(target):
            if empty:
                target.mkdir()
            code, output = run(workspace)
            assert (code, "[D206]" in output, "published/targets.json" in output) == (3, True, True)
            assert list(target.parent.glob("www/*")) == []
            if empty:
                target.rmdir()
    assert read_records(workspace) == records
    # A first publish to another place asks nothing; neither does one that is meant to begin anew.
    assert publish_site(workspace, str(target / "neu"), reviews={}).outcome is Outcome.PLACED
    shutil.rmtree(target)
    (workspace.root / "published/targets.json").unlink()
    assert publish(workspace).outcome is Outcome.PLACED


def test_a_target_that_goes_while_it_is_published_to(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_article(workspace)
    target = find_target(workspace)

    def read_as_it_goes(*arguments: Any) -> Any:
        target.rename(target.with_name("away"))
        return read_release(*arguments)

    monkeypatch.setattr(running, "read_release", read_as_it_goes)
    with pytest.raises(BulletinError, match="D206"):
        publish(workspace)
    assert not target.exists()


def test_a_record_of_one_that_had_none() -> None:
    from datetime import UTC, datetime

    from bulletin.publish.losses import withdraw_record
    from bulletin.publish.records import revise_record

    from .test_publish import make_issue

    issue_id = parse_issue_id("2024-09")
    assert issue_id
    now = datetime(2024, 10, 8, tzinfo=UTC)
    withdrawn = withdraw_record(issue_id, None, None, now)
    assert (withdrawn.first, withdrawn.articles) == ("2024-10-08T00:00:00+00:00", ())
    # The clock of the machine that publishes it again is an hour behind: its record holds all the same.
    back: Record = revise_record(
        make_issue(), withdrawn, {}, now.replace(month=9), needs_reviews=False
    ).record
    assert (back.latest > withdrawn.latest, back.withdrawn, back.corrections) == (True, "", ())


def test_nothing_is_absent_where_the_whole_workspace_is(workspace: Workspace) -> None:
    """For a moment nothing is there: that is no workspace without templates, words or records of its own."""
    with away(workspace.root / "bulletin.yaml"):
        for name in ("templates", "published", "words.yaml"):
            with pytest.raises(BulletinError, match="E316"):
                workspace.look(disk.look_at, workspace.root / name.replace("published", "none"))
        with pytest.raises(BulletinError, match="E316"):
            workspace.find_file("templates", "print.css")
    assert workspace.find_file("templates", "print.css")


def test_templates_that_change_while_the_site_is_made(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bulletin.site import build

    original = build._read_parts
    site = read_site(workspace.out / "site")

    def read_parts(*arguments: Any) -> Any:
        (workspace.root / "templates").mkdir()
        (workspace.root / "templates/content.css").write_text("p { color: red }", "utf-8")
        return original(*arguments)

    monkeypatch.setattr(build, "_read_parts", read_parts)
    with pytest.raises(BulletinError, match="G105"):
        build_site(workspace)
    assert read_site(workspace.out / "site") == site
