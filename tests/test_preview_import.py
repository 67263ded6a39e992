"""Files dropped on the preview: who may, what is written (as the command writes it), what is taken back."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import socket
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from bulletin.errors import BulletinError
from bulletin.importing.refusals import MAX_BYTES
from bulletin.importing.run import SourceFile, import_files
from bulletin.model import IssueId
from bulletin.preview import intake
from bulletin.preview.intake import MOST_FILES, MOST_UPLOAD, Intake, parse_body
from bulletin.source import read_series
from bulletin.workspace import open_workspace

from .conftest import REPOSITORY, MakeWorkspace
from .patience import SECONDS, wait_until
from .test_preview import ORIGINS, Server, make_root, start_server, stop_server

TITLE = "甲市推进成果转化"
TEXT = f"{TITLE}\n\n今年以来，甲市推进成果转化工作，取得了积极的成效。\n\n下一步，继续抓好落实。\n".encode()
ISSUE = IssueId(2024, 9)
Files = Sequence[tuple[str, bytes]]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = start_server(make_root(tmp_path_factory.mktemp("preview")))
    yield server
    errors = stop_server(server)
    assert not errors, errors


@pytest.fixture(autouse=True)
def folder(request: pytest.FixtureRequest) -> Iterator[Path]:
    """The issue's folder, which is afterwards as it was."""
    if "server" not in request.fixturenames:
        yield Path()
        return
    folder: Path = request.getfixturevalue("server").root / "issues" / "2024-09"
    before = list_files(folder)
    yield folder
    for path in folder.iterdir():
        if path.name not in before:
            path.unlink()
    for name, data in before.items():
        (folder / name).write_bytes(data)


def list_files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def make_body(files: Files) -> bytes:
    listed = json.dumps([[name, len(data)] for name, data in files])
    return listed.encode() + b"\n" + b"".join(data for _, data in files)


def drop(
    server: Server, files: Files, issue: str = "2024-09", body: bytes | None = None, **headers: str | None
) -> tuple[int, list[dict[str, Any]]]:
    """Drop files on an issue → the status, and what was said in JSON."""
    sent: dict[str, str | None] = {"Content_Type": "application/octet-stream", **headers}
    body = make_body(files) if body is None else body
    status, _, data = server.ask(f"/api/import?issue={issue}", "POST", body, False, **sent)
    return status, [json.loads(line) for line in data.splitlines()] if data.startswith(b"{") else []


def codes_of(said: Sequence[dict[str, Any]]) -> list[str]:
    return [problem["code"] for problem in said[-1]["problems"]]


# Who may


@pytest.mark.parametrize("origin", [*ORIGINS, None])
def test_another_origin_may_not_drop(server: Server, folder: Path, origin: str | None) -> None:
    before = list_files(folder)
    shown = origin and origin.format(host=server.host)
    assert drop(server, [("a.txt", TEXT)], Origin=shown if origin != "" else "")[0] == 403
    assert list_files(folder) == before


def test_who_has_no_key_may_not_drop(server: Server, folder: Path) -> None:
    before = list_files(folder)
    files = [("a.txt", TEXT)]
    assert drop(server, files, Cookie=None)[0] == 403
    assert drop(server, files, Cookie=f"bulletin-{server.port}={server.token}")[0] == 403
    assert drop(server, files, Host="evil.example")[0] == 421
    assert drop(server, files, Sec_Fetch_Site="cross-site")[0] == 403
    # What the form of another site can send, and what the other requests are.
    for kind in ("text/plain", "multipart/form-data; boundary=x", "application/json", ""):
        assert drop(server, files, Content_Type=kind)[0] in {411, 413}
    assert drop(server, files, Content_Length=f"{MOST_UPLOAD + 1}")[0] == 413
    assert drop(server, files, Content_Length=None)[0] in {411, 413}
    assert drop(server, files, issue="..%2F2024-09")[0] == 404
    assert server.ask("/api/import", Cookie=None)[0] == 403
    assert server.ask("/api/import")[0] == 404
    # Nothing else takes as much, or anything but JSON.
    kind = "application/octet-stream"
    assert server.ask("/api/undo", "POST", b"{}", Content_Type=kind)[0] in {411, 413}
    assert server.ask("/api/import/undo", "POST", b"{}", Content_Type=kind)[0] in {411, 413}
    assert server.ask("/api/import/cancel", "POST", b"{}", Content_Length="300000")[0] == 413
    assert list_files(folder) == before


def test_the_page_knows_the_limits() -> None:
    """The page keeps to them itself: a browser whose request is cut off hears no reason."""
    script = (REPOSITORY / "bulletin/preview/static/importing.js").read_text("utf-8")
    limits = dict(re.findall(r"^const (MOST_\w+) = ([0-9_]+);", script, re.MULTILINE))
    known = {name: int(limit.replace("_", "")) for name, limit in limits.items()}
    assert known["MOST_BYTES"] == MAX_BYTES
    assert known["MOST_FILES"] == MOST_FILES
    assert known["MOST_UPLOAD"] + 1_000_000 == MOST_UPLOAD  # less the list of names


# What is written


def test_it_writes_what_the_command_writes_and_takes_it_back(
    server: Server, folder: Path, tmp_path: Path
) -> None:
    files = [("甲市.txt", TEXT), ("乙市.txt", TEXT.replace("甲市".encode(), "乙市".encode()))]
    shutil.copytree(server.root, tmp_path / "w")
    workspace = open_workspace(tmp_path / "w", None)
    paths = []
    for name, data in files:
        paths.append(tmp_path / name)
        paths[-1].write_bytes(data)
    import_files(workspace, paths, ISSUE, read_series(workspace)[0], add=True)
    before = list_files(folder)
    status, said = drop(server, files)
    assert status == 200
    assert [step["reading"] for step in said[:-1]] == ["甲市.txt", "乙市.txt"]
    assert list_files(folder) == list_files(workspace.issue_folder(ISSUE))
    done = said[-1]["done"]
    assert done["is_whole"]
    assert done["articles"][0] == [f"issues/2024-09/03-{TITLE}.md", TITLE]
    report = (folder / "_导入报告.md").read_text("utf-8")
    assert all(line in report for line in done["lines"])
    # The address of the report opens it, and undoing takes back what was written, and nothing else.
    assert server.post("/api/import/undo", {"report": "issues/2024-09/01.md"})[0] == 409
    assert server.post("/api/import/undo", {"report": done["report"]})[0] == 200
    assert list_files(folder) == before
    assert server.post("/api/import/undo", {"report": done["report"]})[0] == 409


def test_a_page_that_is_opened_anew_has_the_report_and_its_undo(server: Server, folder: Path) -> None:
    def recall(issue: str = "2024-09") -> dict[str, Any]:
        status, _, data = server.ask(f"/api/import?issue={issue}")
        assert status == 200
        return json.loads(data)["done"] or {}

    done = drop(server, [("a.txt", TEXT)])[1][-1]["done"]
    assert recall() == done
    assert not recall("2024-10")
    later = drop(server, [("b.txt", TEXT)])[1][-1]["done"]
    assert recall() == later
    server.post("/api/import/undo", {"report": later["report"]})
    assert recall() == done
    (server.root / done["report"]).unlink()  # the editor has read it
    assert not recall()


def test_a_file_that_cannot_be_read_is_no_changed_one(
    make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(file: Path) -> bytes:
        raise PermissionError(13, "denied", str(file))

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(BulletinError, match="读不出来（"):
        intake._read_digest(Path("a.md"), "issues/2024-09/a.md")


def test_a_file_that_is_saved_while_it_is_taken_back_stays(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text("编辑的", "utf-8")
    with pytest.raises(BulletinError, match="导入以后改过"):
        intake._remove(file, "0" * 64, "issues/2024-09/a.md")
    assert list_files(tmp_path) == {"a.md": "编辑的".encode()}


def test_a_failure_leaves_nothing(server: Server, folder: Path) -> None:
    before = list_files(folder)
    # One that cannot be read, and then none is imported; too large, in the words of the command.
    status, said = drop(
        server, [("a.txt", TEXT), ("~$a.docx", b"x" * 162), ("b.txt", b" " * (MAX_BYTES + 1))]
    )
    assert (status, codes_of(said)) == (200, ["I102", "I101"])
    assert codes_of(drop(server, [("a.txt", TEXT)], issue="2031-01")[1]) == ["W103"]
    assert list_files(folder) == before
    assert list((server.root / "issues").iterdir()) == [folder]


def test_what_is_not_all_there_is_not_read() -> None:
    for body in (
        b"",
        b"[]\n",
        b"{}\n",
        b"[[1]]\n",
        b"\xff\n",
        b"[" * 9999,
        make_body([("a.txt", TEXT)])[:-1],
        b'[["a.txt", 1e999]]\n1',
    ):
        with pytest.raises(BulletinError, match="E320"):
            parse_body(body)
    with pytest.raises(BulletinError, match="E320"):
        parse_body(make_body([("a.txt", b"")] * (MOST_FILES + 1)))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../../a.txt", "a.txt"),
        ("C:\\稿件\\a.txt", "a.txt"),
        ("/etc/passwd", "passwd"),
        ("甲" * 300 + ".txt", "甲" * 251 + ".txt"),
        ("..", ".."),
        ("a/", "文件"),
    ],
)
def test_a_name_is_no_path(name: str, shown: str) -> None:
    assert parse_body(make_body([(name, b"1"), ("b", b"23")])) == [
        SourceFile(shown, b"1"),
        SourceFile("b", b"23"),
    ]


def test_what_was_changed_since_is_not_taken_back(server: Server, folder: Path) -> None:
    """The file's name calls an article without a title; it would steer a terminal, and is no text."""
    said = drop(server, [("../\x1b[2J\ud800<b>甲\u202e.txt", "今年。".encode())])[1]
    assert not re.search("[\x1b\ud800\u202e]|\\.\\./", json.dumps(said, ensure_ascii=False))
    assert {path.parent for path in server.root.rglob("*.md")} == {folder}
    done = said[-1]["done"]
    written = server.root / done["report"]  # what is removed last: the article stays, too
    written.write_text(written.read_text("utf-8") + "\n编辑记的一笔。\n", "utf-8")
    before = list_files(folder)
    status, answer = server.post("/api/import/undo", {"report": done["report"]})
    assert (status, answer["problems"][0]["code"]) == (409, "E309")
    assert f"“{written.name}”导入以后改过" in answer["problems"][0]["message"]
    assert list_files(folder) == before


# One at a time, and stopped


def test_one_at_a_time(server: Server) -> None:
    body = make_body([("a.txt", TEXT)])
    head = (
        f"POST {server.folder}/api/import?issue=2024-09 HTTP/1.1\r\nHost: {server.host}\r\n"
        f"Cookie: {server.cookie}\r\nOrigin: http://{server.host}\r\n"
        f"Content-Type: application/octet-stream\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", server.port), timeout=SECONDS) as held:
        held.sendall(head.encode() + body[:9])
        wait_until(lambda: drop(server, [], body=b"")[0] == 409)
        status, said = drop(server, [("b.txt", TEXT)])
        assert (status, codes_of(said)) == (409, ["E319"])
    # Who goes away before the end has stopped it.
    wait_until(lambda: drop(server, [], body=b"")[0] == 200)


async def send(body: bytes) -> AsyncIterator[bytes]:
    yield body


@pytest.mark.parametrize(
    ("reader", "said"),
    [("import time; time.sleep(999)", "cancelled"), ("import sys; sys.exit(3)", "E320")],
)
def test_a_reader_that_is_stopped_or_falls_over_makes_room(
    make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch, reader: str, said: str
) -> None:
    monkeypatch.setattr(intake, "_READER", reader)

    async def test() -> None:
        taking = Intake(make_workspace({"issues/2024-09/01.md": "# 甲\n\n文\n"}))
        for _ in range(2):
            steps = await taking.take(ISSUE, send(make_body([("a.txt", TEXT)])))
            if said == "cancelled":
                with pytest.raises(BulletinError, match="E319"):
                    await taking.take(ISSUE, send(b""))
                taking.cancel()
            ends = [step async for step in steps]
            assert [said in step or codes_of([step]) == [said] for step in ends] == [True]

    asyncio.run(test())


def test_who_no_longer_listens_stops_it(
    make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page that is closed, and a server that ends."""
    monkeypatch.setattr(intake, "_READER", "import time; time.sleep(999)")

    async def test() -> None:
        taking = Intake(make_workspace({"issues/2024-09/01.md": "# 甲\n\n文\n"}))
        steps = await taking.take(ISSUE, send(b""))
        process = taking._process
        assert process
        listening: asyncio.Future[Any] = asyncio.ensure_future(anext(steps))
        await asyncio.sleep(0)
        listening.cancel()
        async with asyncio.timeout(SECONDS):
            await process.wait()

    asyncio.run(test())
