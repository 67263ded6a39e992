"""`bulletin publish` from end to end into a folder: what stops it, what it records, corrections, reviews."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bulletin.check.run import check_workspace
from bulletin.cli import cli
from bulletin.errors import BulletinError, Severity, errors_of
from bulletin.model import IssueId
from bulletin.publish.records import Wording, revise_record
from bulletin.publish.release import Release, read_release
from bulletin.publish.run import publish_site, roll_back_site
from bulletin.publish.target import Outcome
from bulletin.record import PublishedArticle, Record, Review, read_records
from bulletin.site.build import BuiltSite, carry_out
from bulletin.site.edition import make_edition
from bulletin.source import Reading
from bulletin.workspace import Workspace

from .conftest import SERIES, MakeWorkspace

NOW = datetime(2024, 10, 8, 9, tzinfo=timezone(timedelta(hours=8)))
LATER = NOW + timedelta(days=3)
FILES = {
    "issues/2024-09/issue.md": "---\n日期: 2024-09-30\n---\n",
    "issues/2024-09/01-甲.md": "# 甲篇\n\n企业增长很快。\n",
    "issues/2024-09/02-乙.md": "# 乙篇\n\n乙的正文。\n",
}


def test_this_repository_publishes_itself(repository: Workspace) -> None:
    """What `check` calls an error stops a publish: the issues that lie here have none."""
    assert errors_of(check_workspace(Reading(repository), repository.list_issues()).problems) == []


def make_article(address: str, text: str = "") -> PublishedArticle:
    return PublishedArticle(address, f"题{address}", f"issues/2024-09/{address}.md", text or f"t{address}")


def make_issue(*articles: PublishedArticle, text: str = "1", **reviews: str) -> Wording:
    return Wording("2024-09", "2024年第9期", text, articles or (make_article("01"),), reviews)


def revise(
    issue: Wording,
    record: Record | None = None,
    now: datetime = NOW,
    *,
    needs: bool = False,
    given: Mapping[str, str] = {},
) -> tuple[Record, list[tuple[str, Severity]]]:
    revision = revise_record(issue, record, given, now, needs_reviews=needs)
    assert revision.is_new == (record is None or record.text != issue.text)
    return revision.record, [(problem.code, problem.severity) for problem in revision.problems]


def test_a_first_publication() -> None:
    record, problems = revise(make_issue())
    assert problems == []
    assert (record.first, record.time) == ("2024-10-08T09:00:00+08:00",) * 2
    assert record.articles == (PublishedArticle("01", "题01", "issues/2024-09/01.md", "t01"),)
    assert record.corrections == ()
    assert revise(make_issue(), record, LATER)[0] == record  # nothing is new


def test_a_correction_says_its_day_and_its_articles() -> None:
    record, _ = revise(make_issue(make_article("01"), make_article("02")))
    changed = make_issue(make_article("01"), make_article("02", "other"), text="2")
    corrected, _ = revise(changed, record, LATER)
    assert [(c.date, c.articles) for c in corrected.corrections] == [("2024-10-11", ("02",))]
    assert (corrected.first, corrected.time) == (record.first, "2024-10-11T09:00:00+08:00")
    # Twice a day is one correction; an article that is gone keeps its address.
    again, _ = revise(make_issue(make_article("01", "other"), text="3"), corrected, LATER)
    assert [(c.date, c.articles) for c in again.corrections] == [("2024-10-11", ("01", "02"))]
    assert [a.address for a in again.articles] == ["01", "02"]
    # The issue's own words: a telephone.
    phone, _ = revise(make_issue(make_article("01"), make_article("02"), text="4"), record, LATER)
    assert [(c.date, c.articles) for c in phone.corrections] == [("2024-10-11", ())]


ALL = {"first_review": "甲", "second_review": "乙", "final_review": "丙"}


def test_reviews_hold_for_the_words_they_were_given_for() -> None:
    record, problems = revise(make_issue(**ALL))
    assert problems == []
    assert record.reviews == {key: Review(name, "1") for key, name in ALL.items()}
    # The words change and the names stay: nobody has looked again.
    changed, problems = revise(make_issue(text="2", **ALL), record, LATER)
    assert changed.reviews == {}
    assert problems == [("D202", Severity.WARNING)] * 3
    _, problems = revise(make_issue(text="2", **ALL), record, LATER, needs=True)
    assert problems == [("D202", Severity.ERROR)] * 3
    # Given anew, by an option or by another name.
    other = make_issue(text="2", **{**ALL, "first_review": "丁"})
    changed, problems = revise(other, record, LATER, given=ALL)
    assert changed.reviews == {key: Review(name, "2") for key, name in ALL.items()}
    assert problems == []
    some, problems = revise(make_issue(text="2", **{**ALL, "final_review": "丁"}), record, LATER)
    assert some.reviews == {"final_review": Review("丁", "2")}
    assert [code for code, _ in problems] == ["D202", "D202"]


def test_reviews_that_are_missing() -> None:
    assert revise(make_issue())[1] == []
    assert revise(make_issue(final_review="丙"))[1] == [("D201", Severity.WARNING)]
    assert revise(make_issue(), needs=True)[1] == [("D201", Severity.ERROR)]
    record, _ = revise(make_issue())
    assert revise(make_issue(), record, needs=True)[1] == []  # published before 三审 was asked for
    later, problems = revise(make_issue(), record, LATER, given=ALL)  # reviewed after the fact
    assert later.reviews == {key: Review(name, "1") for key, name in ALL.items()}
    assert problems == []


# From end to end


def read_live(www: Path, name: str) -> str:
    return (www / "current" / name).read_text("utf-8")


def test_each_publish_makes_what_changed_once(
    make_workspace: MakeWorkspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And its pages say what its new record makes them say."""
    workspace, www = (
        make_workspace({**FILES, "issues/2024-10/01.md": "# 丙篇\n\n丙的正文。\n"}),
        tmp_path / "www",
    )
    made: list[str] = []

    def make(reading: Reading, issue_id: IssueId, *arguments: Any) -> Any:
        made.append(str(issue_id))
        return make_edition(reading, issue_id, *arguments)

    def carry(*arguments: Any, **options: Any) -> BuiltSite:
        made.append("site")
        return carry_out(*arguments, **options)

    monkeypatch.setattr("bulletin.site.build.make_edition", make)
    monkeypatch.setattr("bulletin.publish.run.carry_out", carry)

    def publish() -> list[str]:
        made.clear()
        publish_site(workspace, str(www), reviews={})
        return made

    assert publish() == ["site", "2024-09", "2024-10"]
    assert publish() == ["site"]
    (workspace.root / "issues/2024-09/01-甲.md").write_text("# 甲篇\n\n企业增长较快。\n", "utf-8")
    assert publish() == ["site", "2024-09"]
    assert "企业增长较快" in read_live(www, "2024-09/01/index.html")
    assert "更正" in read_live(www, "2024-09/01/index.html")
    (workspace.root / "issues/2024-10/01.md").rename(workspace.root / "issues/2024-10/03.md")
    assert publish() == ["site", "2024-10"]  # no word is new; the page keeps its address
    assert "丙的正文" in read_live(www, "2024-10/01/index.html")


def test_publish_correct_and_go_back(make_workspace: MakeWorkspace, tmp_path: Path) -> None:
    workspace, www = make_workspace(FILES), tmp_path / "www"
    dry = publish_site(workspace, str(www), reviews={}, dry_run=True)
    assert dry.outcome is None
    assert "2024-09/01/index.html" in dry.changes.added
    assert not www.exists()
    assert not (workspace.root / "published").exists()

    first = publish_site(workspace, str(www), reviews={"final_review": "张建国"})
    assert first.outcome is Outcome.PLACED
    assert "企业增长很快" in read_live(www, "2024-09/01/index.html")
    record = read_records(workspace).get(workspace.find_issue("2024-09"))
    assert record is not None
    assert record.reviews == {"final_review": Review("张建国", record.text)}
    assert record.files["2024-09/2024-09.pdf"] == first.site.files["2024-09/2024-09.pdf"]
    assert publish_site(workspace, str(www), reviews={}).outcome is Outcome.UNCHANGED

    # How it is typed is no news; what it says is.
    article = workspace.root / "issues/2024-09/01-甲.md"
    article.write_bytes("---\r\n标题: 甲篇\r\n---\r\n\r\n企业增长很快。\r\n".encode("gb18030"))
    assert publish_site(workspace, str(www), reviews={}).revised == ()
    article.write_text("# 甲篇\n\n企业增长较快。\n", "utf-8")
    corrected = publish_site(workspace, str(www), reviews={})
    assert [r.issue for r in corrected.revised] == ["2024-09"]
    assert "D202" in {problem.code for problem in corrected.problems}
    today = corrected.revised[0].corrections[0].date
    year, month, day = map(int, today.split("-"))
    assert f"本文于{year}年{month}月{day}日更正" in read_live(www, "2024-09/01/index.html")
    assert "更正" not in read_live(www, "2024-09/02/index.html")
    assert "更正" in read_live(www, "feed.xml")

    (www / "current/CNAME").write_text("x.gov.cn")
    _, notices = roll_back_site(workspace, str(www))
    assert [p.message for p in notices] == ["保留了不是本程序写的文件：CNAME"]
    assert "企业增长很快" in read_live(www, "2024-09/01/index.html")
    again = publish_site(workspace, str(www), reviews={})
    assert again.outcome is Outcome.PLACED
    assert again.revised == ()
    assert "D207" in {problem.code for problem in again.problems}
    assert read_live(www, "CNAME") == "x.gov.cn"
    assert "企业增长较快" in read_live(www, "2024-09/01/index.html")


def test_records_that_were_not_written_are_taken_from_the_target(
    make_workspace: MakeWorkspace, tmp_path: Path
) -> None:
    workspace, www = make_workspace(FILES), tmp_path / "www"
    publish_site(workspace, str(www), reviews={})
    file = workspace.root / "published" / "2024-09.json"
    written = file.read_bytes()
    file.unlink()
    done = publish_site(workspace, str(www), reviews={})
    assert (done.outcome, done.revised) == (Outcome.UNCHANGED, ())
    assert json.loads(file.read_bytes()) == json.loads(written)


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("issues/2024-09/02-乙.md", "# 乙篇\n\n加大力度,做大做强。\n", "B101"),
        ("issues/2024-09/02-乙.md", "# 乙篇\n\n![图](无.png)\n", "P103"),
        ("bulletin.yaml", f"{SERIES}三审: 必须\n", "D201"),
    ],
)
def test_an_error_stops_it_and_readers_see_what_they_saw(
    make_workspace: MakeWorkspace, tmp_path: Path, name: str, text: str, code: str
) -> None:
    workspace, www = make_workspace(FILES), tmp_path / "www"
    publish_site(workspace, str(www), reviews={})
    before = {p: p.read_bytes() for p in (www / "current").rglob("*") if p.is_file()}
    record = (workspace.root / "published/2024-09.json").read_bytes()
    (workspace.root / name).write_text(text, "utf-8")
    article = workspace.root / "issues/2024-09/01-甲.md"
    article.write_text("# 甲篇\n\n改过。\n", "utf-8")
    with pytest.raises(BulletinError) as caught:
        publish_site(workspace, str(www), reviews={})
    assert code in {problem.code for problem in caught.value.problems}
    assert {p: p.read_bytes() for p in (www / "current").rglob("*") if p.is_file()} == before
    assert (workspace.root / "published/2024-09.json").read_bytes() == record


def test_the_command_says_what_it_did(make_workspace: MakeWorkspace, tmp_path: Path) -> None:
    workspace = make_workspace(
        {**FILES, "bulletin.yaml": f"{SERIES}网址: https://a.example.cn/\n三审: 必须\n"}
    )
    to = ["publish", "--root", str(workspace.root), "--to", str(tmp_path / "www")]
    result = CliRunner().invoke(cli, to)
    assert result.exit_code == 1
    assert "2024年第9期没有初审、复审、终审 [D201]" in result.output
    names = ["--first-review", "甲", "--second-review", "乙", "--final-review", "丙"]
    result = CliRunner().invoke(cli, [*to, *names, "--dry-run"])
    assert result.exit_code == 0
    assert "试运行" in result.output
    assert "  + 2024-09/2024-09.pdf" in result.output
    result = CliRunner().invoke(cli, [*to, *names])
    assert result.exit_code == 0
    assert "已发布到" in result.output
    assert "2024-09  首次发布" in result.output
    result = CliRunner().invoke(cli, [*to, "--rollback"])
    assert result.exit_code == 1
    result = CliRunner().invoke(cli, ["publish", "--root", str(workspace.root), "--to", "gopher://a/b"])
    assert result.exit_code == 2
    assert "D101" in result.output


def test_a_publish_that_was_overtaken_keeps_the_newer_records(
    make_workspace: MakeWorkspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another machine publishes a correction while this one is at work: its release and records stay."""
    workspace, www = make_workspace(FILES), tmp_path / "www"
    publish_site(workspace, str(www), reviews={})
    other = replace(workspace, root=tmp_path / "other", out=tmp_path / "other/dist")
    shutil.copytree(workspace.root / "issues", other.root / "issues")
    shutil.copytree(workspace.root / "published", other.root / "published")
    shutil.copy(workspace.root / "bulletin.yaml", other.root)
    (other.root / "issues/2024-09/01-甲.md").write_text("# 甲篇\n\n更新的一版。\n", "utf-8")
    (workspace.root / "issues/2024-09/01-甲.md").write_text("# 甲篇\n\n较旧的一版。\n", "utf-8")
    from bulletin.publish import run

    def overtake(folder: Path, started: str, facts: Mapping[str, Any] | None) -> Release:
        monkeypatch.setattr(run, "read_release", read_release)
        publish_site(other, str(www), reviews={})
        return read_release(folder, started, facts)

    monkeypatch.setattr(run, "read_release", overtake)
    assert publish_site(workspace, str(www), reviews={}).outcome is Outcome.SUPERSEDED
    assert "更新的一版" in read_live(www, "2024-09/01/index.html")
    own = (workspace.root / "published/2024-09.json").read_bytes()
    assert json.loads(own) == json.loads((other.root / "published/2024-09.json").read_bytes())
