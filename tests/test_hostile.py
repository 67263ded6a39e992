"""Every file of the hostile corpus is answered: no crash, no hang, a message, nothing written elsewhere."""

from __future__ import annotations

import os
import re
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bulletin.errors import BulletinError, errors_of
from bulletin.importing import run, worker
from bulletin.importing.read import office
from bulletin.importing.run import import_files, show_name
from bulletin.model import IssueId
from bulletin.source import survey_issue
from bulletin.workspace import Workspace

from .hostile import Hostile, list_hostile

CASES = list_hostile()
ISSUE = IssueId(2024, 9)


@pytest.fixture
def trap() -> Iterator[list[object]]:
    """A server at the address that the corpus names; what asks it is noted."""
    asked: list[object] = []
    server = socket.socket()
    try:
        server.bind(("127.0.0.1", 9))
    except OSError:  # another worker has it, or only root may
        server.close()
        yield asked
        return
    server.listen()

    def serve() -> None:
        while True:
            try:
                asked.append(server.accept())
            except OSError:
                return

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield asked
    server.shutdown(socket.SHUT_RDWR)
    server.close()
    thread.join()


def test_there_are_cases() -> None:
    assert len(CASES) >= 60


@pytest.mark.parametrize("name", CASES)
def test_a_hostile_file_is_answered(
    name: str, tmp_path: Path, trap: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    hostile = CASES[name]()
    monkeypatch.setattr(office, "find_office", lambda: "")
    if "I108" in hostile.codes:
        monkeypatch.setattr(worker, "SECONDS", 3)
    home = tmp_path / "刊物"
    home.mkdir()
    (home / "bulletin.yaml").write_text("刊名: 滨江科技通讯\n编辑单位: 某市科技局\n", "utf-8")
    source = tmp_path / hostile.name
    source.write_bytes(hostile.data)
    before = list_files(tmp_path)
    workspace = Workspace(home, home / "dist")
    try:
        import_files(workspace, [source], ISSUE)
    except BulletinError as error:
        check_messages(hostile, error)
        assert list_files(tmp_path) == before
    else:
        assert not hostile.codes, name
        check_written(workspace, list_files(tmp_path) - before)
    assert trap == []


def list_files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def check_messages(hostile: Hostile, error: BulletinError) -> None:
    """The message is in Chinese, names the file, and its code is one of those expected."""
    for problem in error.problems:
        assert re.fullmatch("[FI][0-9]{3}", problem.code)
        assert problem.path == show_name(hostile.name)
        assert str(problem).replace("\n", "").isprintable()
        assert re.search("[\u4e00-\u9fff]", problem.message)
        assert re.search("[\u4e00-\u9fff]", problem.hint)
        assert not hostile.codes or problem.code in hostile.codes.split(), problem


def check_written(workspace: Workspace, written: set[str]) -> None:
    """What was written lies in the folder of the issue, and can be read; its errors are said."""
    assert written
    for name in written:
        assert name.startswith("刊物/issues/2024-09/")
        assert re.fullmatch(r"[\w\-.]+", name.removeprefix("刊物/issues/2024-09/")), name
    issue, problems = survey_issue(workspace, ISSUE)
    assert issue.articles
    text = (workspace.root / "issues/2024-09/_导入报告.md").read_text("utf-8")
    assert "\x1b" not in text
    assert {problem.code for problem in errors_of(problems)} <= set(re.findall(r"\[([A-Z][0-9]{3})\]", text))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")
@pytest.mark.parametrize(
    ("act", "code"),
    [
        ("bytearray(300_000_000)", "I109"),
        ("[bytes(1 << 20) for _ in range(400)]", "I109"),
        ("os.abort()", "I114"),
        ("os.kill(os.getpid(), 24)", "I108"),
    ],
)
def test_a_child_that_goes_wrong(act: str, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    start = f"import os; from bulletin.importing import worker; worker.limit_resources(10); {act}"
    monkeypatch.setattr(worker, "_START", start)
    with pytest.raises(BulletinError, match=code):
        worker.read_drafts([worker.Job(b"text", "a.txt")])


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda path: os.mkfifo(path), "I116"),
        (lambda path: path.mkdir(), "I116"),
        (lambda path: path.symlink_to(path), "I117"),
        (lambda path: path.symlink_to("/dev/zero"), "I116"),
        (lambda path: None, "I116"),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
def test_only_a_plain_file_is_opened(tmp_path: Path, make: Callable[[Path], None], code: str) -> None:
    make(tmp_path / "a.txt")
    (tmp_path / "bulletin.yaml").write_text("刊名: 滨江科技通讯\n", "utf-8")
    files = [tmp_path / "a.txt", tmp_path / ("很" * 300)]
    with pytest.raises(BulletinError) as caught:
        import_files(Workspace(tmp_path, tmp_path / "dist"), files, ISSUE)
    assert [problem.code for problem in caught.value.problems] == [code, "I116"]  # all of them at once


def test_what_a_killed_import_left_is_removed(tmp_path: Path) -> None:
    (tmp_path / "bulletin.yaml").write_text("刊名: 滨江科技通讯\n", "utf-8")
    old, new = tmp_path / "issues/.bulletin-old", tmp_path / "issues/.bulletin-new"
    for folder in (old, new):
        folder.mkdir(parents=True)
        (folder / "01.md").write_text("x")
    os.utime(old, (1, 1))
    (tmp_path / "a.txt").write_bytes(list_hostile()["doc 是文本"]().data)
    import_files(Workspace(tmp_path, tmp_path / "dist"), [tmp_path / "a.txt"], ISSUE)
    assert (old.exists(), new.exists()) == (False, True)


def test_another_import_was_faster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bulletin.yaml").write_text("刊名: 滨江科技通讯\n", "utf-8")
    (tmp_path / "a.txt").write_bytes(list_hostile()["doc 是文本"]().data)
    made = tmp_path / "issues/2024-09/issue.md"

    def create(folder: Path, files: object) -> None:
        made.parent.mkdir()
        made.write_text("theirs")

    monkeypatch.setattr(run, "create_files", create)
    with pytest.raises(BulletinError, match="W105"):
        import_files(Workspace(tmp_path, tmp_path / "dist"), [tmp_path / "a.txt"], ISSUE)
    assert (made.read_text(), list_files(tmp_path / "issues")) == ("theirs", {"2024-09/issue.md"})
