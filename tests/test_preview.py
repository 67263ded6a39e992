"""The preview's server: who may ask, what follows a save, what it bears, what it writes back."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psutil
import pytest
import uvicorn
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bulletin.cli import cli
from bulletin.encoding import read_lines, replace_lines
from bulletin.errors import BulletinError
from bulletin.preview import overview
from bulletin.preview.connection import MOST_WAITING, limit_connections
from bulletin.preview.editing import Editor, Excerpt, find_source
from bulletin.preview.guard import Pass
from bulletin.preview.pages import Rasterizer, list_sheets
from bulletin.preview.watch import is_source, watch_sources
from bulletin.workspace import Workspace, open_workspace

from .conftest import SERIES, MakeWorkspace
from .patience import SECONDS, is_alive, wait_until

ARTICLE = "---\n标题: 湖北咸宁\n---\n\n第一段，说一说。\n\n第二段，再说一说。\n"


@dataclass
class Server:
    """A running preview: its workspace, port and token."""

    root: Path
    port: int
    token: str
    process: subprocess.Popen[str]
    folder: str = ""  # the first part of every address, which only who has come in knows
    cookie: str = ""

    def enter(self) -> None:
        """Come in with the token, as the browser does."""
        _, headers, body = self.ask(f"/?token={self.token}", bare=True, Cookie=None)
        found = re.search(r"url=(/[\w-]+)/'", body.decode())
        assert found
        self.folder, self.cookie = found[1], headers["set-cookie"].partition(";")[0]

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def ask(
        self, path: str, method: str = "GET", body: bytes = b"", bare: bool = False, **headers: str | None
    ) -> tuple[int, dict[str, str], bytes]:
        """A request as the page sends it; a header of None is left out, `_` in names stands for `-`.

        `path` is below the server's folder, but where it is `bare`.
        """
        sent: dict[str, str | None] = {"Host": self.host, "Cookie": self.cookie}
        if method == "POST":
            sent |= {"Origin": f"http://{self.host}", "Content-Type": "application/json"}
            sent |= {"Content-Length": str(len(body))}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
        connection.putrequest(
            method, path if bare else self.folder + path, skip_host=True, skip_accept_encoding=True
        )
        for name, value in sent.items():
            if value is not None:
                connection.putheader(name, value)
        connection.endheaders(body or None)
        answer = connection.getresponse()
        data = answer.read()
        connection.close()
        return answer.status, dict(answer.getheaders()), data

    def post(self, path: str, values: object) -> tuple[int, Any]:
        status, _, data = self.ask(path, "POST", json.dumps(values).encode())
        return status, json.loads(data) if data.startswith(b"{") else None

    def follow(self, issue: str = "2024-09") -> Events:
        return Events(self, issue)


class Events:
    """The event stream of an issue, as a browser reads it."""

    def __init__(self, server: Server, issue: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=SECONDS)
        address = f"{server.folder}/issues/{issue}/events"
        self._connection.request("GET", address, headers={"Cookie": server.cookie})
        self._answer = self._connection.getresponse()
        assert self._answer.status == 200

    def wait(self, kind: str, accept: Callable[[Any], bool] = lambda news: True) -> Any:
        """The next event of `kind` that is accepted; fails where none has come for long."""
        event = ""
        end = time.monotonic() + SECONDS  # it is heard from as long as it lives
        while time.monotonic() < end:
            line = self._answer.readline().decode().rstrip("\n")
            if line.startswith("event: "):
                event = line[7:]
            elif line.startswith("data: ") and event == kind:
                news = json.loads(line[6:])
                if accept(news):
                    return news
        raise AssertionError(f"no such {kind}")

    def close(self) -> None:
        self._answer.close()
        self._connection.close()


def start_server(root: Path, *args: str) -> Server:
    command = [sys.executable, "-m", "bulletin", "preview", "--no-open", "--root", str(root), *args]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout
    address = process.stdout.readline()
    match = re.fullmatch(r"http://127\.0\.0\.1:(\d+)/(?:[\w-]*)\?token=([\w-]+)\n", address)
    assert match, (address, process.stderr and process.stderr.read())
    server = Server(root, int(match[1]), match[2], process)
    server.enter()
    return server


def stop_server(server: Server) -> str:
    """Ctrl+C; returns what was said on standard error."""
    server.process.send_signal(signal.SIGINT)
    _, errors = server.process.communicate(timeout=SECONDS)
    return errors


def make_root(root: Path, mark: str = "") -> Path:
    folder = root / "issues" / "2024-09"
    folder.mkdir(parents=True)
    (root / "bulletin.yaml").write_text(SERIES, "utf-8")
    (folder / "01.md").write_text(ARTICLE, "utf-8")
    second = ARTICLE.replace("湖北咸宁", f"第二篇{mark}").replace("第一段", "第一节")  # another text: A129
    (folder / "02.md").write_text(second, "utf-8")
    return root


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = start_server(make_root(tmp_path_factory.mktemp("preview")))
    yield server
    errors = stop_server(server)
    assert not errors, errors
    assert server.process.returncode == 0


@pytest.fixture
def events(server: Server) -> Iterator[Events]:
    """The stream of an issue whose articles are as they were made."""
    shutil.rmtree(server.root / "issues" / "2024-09", ignore_errors=True)
    shutil.rmtree(server.root / "templates", ignore_errors=True)
    for path in server.root.iterdir():
        path.unlink() if path.is_file() else None
    (server.root / "issues").rmdir() if (server.root / "issues").exists() else None
    mark = f"{time.monotonic_ns()}"  # what an earlier test left behind is not taken for this one's
    make_root(server.root, mark)
    first = server.follow()
    try:
        first.wait("web", lambda news: mark in (news["html"] or "") and not news["problems"])
        events = server.follow()  # the pages may have come before that: who comes anew hears of all there is
    finally:
        first.close()
    try:
        events.wait("state", lambda news: not news["printing"])
        yield events
    finally:
        events.close()


# Who may ask


def test_the_address_lets_in_and_nothing_else_does(server: Server) -> None:
    assert server.ask("/")[0] == 200
    assert server.ask("/", Cookie=None)[0] == 403
    assert server.ask("/", bare=True)[0] == 403  # the cookie is worth nothing outside of the folder
    assert server.ask("/2024-09", bare=True)[0] == 403
    assert server.ask("/api/issues", Cookie=None)[0] == 403
    assert server.ask("/api/issues", Cookie=f"bulletin-{server.port}=wrong")[0] == 403
    assert server.ask("/api/issues", Cookie=f"bulletin-{server.port}={server.token}")[0] == 403
    assert server.ask(f"/api/issues?token={server.token}x", Cookie=None)[0] == 403
    status, headers, body = server.ask(f"/2024-09?token={server.token}", bare=True, Cookie=None)
    assert status == 200
    assert f"url={server.folder}/2024-09" in body.decode()
    cookie = headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "samesite=strict" in cookie.lower()
    assert f"Path={server.folder}/" in cookie  # so that no other port of this machine is told
    assert server.token not in cookie
    # A link on another site may not bring its own path along.
    body = server.ask(f"/%22%3E%3Cscript%3E?token={server.token}", bare=True, Cookie=None)[2]
    assert b"<script>" not in body


HOSTS = (
    "evil.example",
    "evil.example:{port}",
    "127.0.0.1",
    "127.0.0.1:1",
    "127.0.0.1.evil.example:{port}",
    "localhost.evil.example:{port}",
    "169.254.0.1:{port}",
    "0.0.0.0:{port}",
    "[::2]:{port}",
    "",
    "127.0.0.1:{port}@evil.example",
    "evil.example#127.0.0.1:{port}",
)


@pytest.mark.parametrize("host", HOSTS)
def test_another_host_is_refused(server: Server, host: str) -> None:
    """DNS rebinding: a name of another site that leads here."""
    assert server.ask("/", Host=host.format(port=server.port))[0] in {400, 421}
    assert server.ask("/api/issues", Host=host.format(port=server.port))[0] in {400, 421}


@pytest.mark.parametrize("host", ["127.0.0.1:{port}", "localhost:{port}", "[::1]:{port}", "LOCALHOST:{port}"])
def test_own_names_are_answered(server: Server, host: str) -> None:
    assert server.ask("/", Host=host.format(port=server.port))[0] == 200


ORIGINS = (
    "http://evil.example",
    "null",
    "http://127.0.0.1",
    "https://{host}",
    "http://{host}.evil.example",
    "",
)


@pytest.mark.parametrize("origin", ORIGINS)
def test_another_origin_is_refused(server: Server, origin: str) -> None:
    origin = origin.format(host=server.host)
    for path, method in (("/api/issues", "GET"), ("/api/undo", "POST"), ("/api/open", "POST")):
        assert server.ask(path, method, b"{}", Origin=origin)[0] == 403
    assert server.ask("/issues/2024-09/events", Origin=origin)[0] == 403


def test_cross_site_requests_are_refused(server: Server) -> None:
    for site in ("cross-site", "same-site"):
        assert server.ask("/", Sec_Fetch_Site=site)[0] == 403
        assert server.ask("/api/undo", "POST", b"{}", Sec_Fetch_Site=site)[0] == 403
    # The token in the address stands above that: it is how the browser is opened.
    assert (
        server.ask(f"/?token={server.token}", bare=True, Cookie=None, Sec_Fetch_Site="cross-site")[0] == 200
    )
    assert server.ask("/api/undo", "POST", b"{}", Origin=None)[0] == 403
    assert server.ask("/api/undo", "POST", b"{}", Content_Type="text/plain")[0] in {411, 413}
    assert server.ask("/api/undo", "POST", b"a=b", Content_Type="application/x-www-form-urlencoded")[0] in {
        411,
        413,
    }
    assert server.ask(f"/api/undo?token={server.token}", "POST", b"{}", Cookie=None)[0] == 403
    for method in ("PUT", "DELETE", "OPTIONS", "TRACE", "PATCH"):
        assert server.ask("/api/source", method, Origin=f"http://{server.host}")[0] in {403, 405, 411}


def test_large_and_broken_requests_are_refused(server: Server) -> None:
    assert server.ask("/api/undo", "POST", b"{}", Content_Length="999999999")[0] == 413
    assert server.ask("/api/undo", "POST", b"", Content_Length=None)[0] in {411, 413}
    assert server.ask("/api/undo", "POST", b"2\r\n{}\r\n0\r\n\r\n", Transfer_Encoding="chunked")[0] in {
        400,
        413,
    }
    for body in (b"", b"[]", b"{", b'{"a":1}', b"\xff", b"[" * 100_000, b"null"):
        assert server.ask("/api/undo", "POST", body)[0] in {400, 411}
    assert server.ask("/api/source", "POST", json.dumps({"path": 1}).encode())[0] == 400
    for at in ("", "x", "issues/2024-09/01.md:0-1", "issues/2024-09/01.md:9-1", "issues/2024-09/01.md:1-1e9"):
        assert server.ask(f"/api/source?at={quote(at)}")[0] in {400, 409}
    assert server.ask("/" + "a" * 20_000)[0] in {400, 403, 404, 414}


# 33 ways out, each written in every encoding below.
WAYS_OUT = (
    "../bulletin.yaml",
    "../../../../etc/passwd",
    "issues/../../secret.md",
    "issues/2024-09/../../../secret.md",
    "/etc/passwd",
    "//etc/passwd",
    "\\..\\secret.md",
    "issues\\2024-09\\01.md",
    "C:/secret.md",
    "issues/2024-09/01.md/../../../../secret.md",
    "issues/./2024-09/01.md",
    "issues//2024-09/01.md",
    "./bulletin.yaml",
    ".git/config",
    "issues/2024-09/.hidden.md",
    "issues/2024-09/01.md\0.png",
    "issues/2024-09/01.md:$DATA",
    "issues/2024-09/link.md",
    "issues/2024-09/inner-link.md",
    "issues/2024-09/folder-link/secret.md",
    "issues/2024-09",
    "issues",
    "",
    ".",
    "dist/2024-09/manifest.json",
    "fonts/x.ttf",
    "secret.md",
    "issues/2024-09/picture.png",
    "issues/2024-09/不存在.md",
    "file:///etc/passwd",
    "http://127.0.0.1/",
    "~/secret.md",
    "issues/2024-09/01.md ",
    "issues/2024-09/CON.md",
)


@pytest.fixture(scope="module")
def secret(server: Server) -> Path:
    outside = server.root.parent / "secret.md"
    outside.write_text("SECRET", "utf-8")
    (server.root / "secret.md").write_text("SECRET", "utf-8")
    return outside


@pytest.mark.parametrize("way", WAYS_OUT)
def test_no_path_leads_out(server: Server, secret: Path, way: str) -> None:
    folder = server.root / "issues" / "2024-09"
    (server.root / ".hidden").mkdir(exist_ok=True)
    (server.root / ".hidden" / "x.md").write_text("SECRET", "utf-8")
    links = (
        ("link.md", secret),
        ("folder-link", secret.parent),
        ("inner-link.md", server.root / ".hidden/x.md"),
    )
    for link, target in links:
        (folder / link).unlink(missing_ok=True)
        (folder / link).symlink_to(target)
    before = hashlib.sha256(secret.read_bytes()).digest()
    for text in (quote(way, safe=""), quote(quote(way, safe=""), safe="")):
        status, _, data = server.ask(f"/api/source?at={text}:1-1")
        assert status in {400, 409}, data
        assert b"SECRET" not in data
    for path in (f"/static/{quote(way)}", f"/issues/2024-09/page/{quote(way)}", f"/fonts/{quote(way)}"):
        status, _, data = server.ask(path)
        assert status in {400, 404}, (path, data[:80])
        assert b"SECRET" not in data
        assert b"root:" not in data
    status, _ = server.post("/api/open", {"path": way, "line": 1, "column": 1})
    assert status in {400, 409}
    values = {"path": way, "first": 1, "last": 1, "text": "x", "digest": before.hex()}
    assert server.post("/api/source", values)[0] in {400, 409}
    assert hashlib.sha256(secret.read_bytes()).digest() == before
    for link, _ in links:
        (folder / link).unlink()


def test_answers_say_what_may_be_done_with_them(server: Server) -> None:
    for path in ("/", "/2024-09", "/static/app.js", "/api/issues", "/nothing/here"):
        _, headers, _ = server.ask(path)
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self';" in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert "access-control-allow-origin" not in headers
        assert "server" not in headers
    app = server.ask("/")[2].decode()
    assert not re.search(r"<script(?![^>]*src=)|\son\w+=|style=|https?://", app)


def test_a_host_header_is_told_exactly() -> None:
    admission = Pass(("127.0.0.1", "localhost", "[::1]"), 8765, "x" * 20, "f")
    assert admission.admits_host("localhost:8765")
    assert not admission.admits_host("localhost:8766")
    assert not admission.admits_host("10.0.0.5:8765")
    assert Pass(("0.0.0.0",), 8765, "x" * 20, "f", any_address=True).admits_host("10.0.0.5:8765")
    assert not Pass(("0.0.0.0",), 8765, "x" * 20, "f", any_address=True).admits_host("evil.example:8765")


def test_who_only_connects_uses_nothing_up(server: Server) -> None:
    held = []
    for number in range(300):
        held.append(socket.create_connection(("127.0.0.1", server.port), timeout=SECONDS))
        held[-1].sendall(b"" if number % 2 else b"GET / HTTP/1.1\r\nHost: ")
    assert server.ask("/")[0] == 200
    for connection in held[: -MOST_WAITING - 1]:  # the ones that came first have gone, before their time
        connection.settimeout(SECONDS)
        with contextlib.suppress(ConnectionResetError):
            assert connection.recv(1) == b""
    for connection in held:
        connection.close()


async def hold(port: int, text: bytes) -> bytes:
    """Send `text` and wait until the server closes the connection; returns what it said."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(text)
    said = b""
    with contextlib.suppress(ConnectionResetError):
        said = await asyncio.wait_for(reader.read(), SECONDS)
    writer.close()
    return said


def test_a_connection_that_does_not_ask_is_closed_and_one_that_listens_is_not() -> None:
    """Also one that was refused and sends its body byte by byte, or does not read what it asked for."""
    done = asyncio.Event()

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        if scope["path"] == "/large":
            for _ in range(100):
                await send({"type": "http.response.body", "body": b"x" * 1_000_000, "more_body": True})
        if scope["path"] == "/events":
            await done.wait()
        await send({"type": "http.response.body", "body": b"all"})

    async def test() -> None:
        protocol = limit_connections(patience=0.3, read_patience=0.3)
        config = uvicorn.Config(app, http=protocol, lifespan="off", ws="none", log_level="critical")
        server = uvicorn.Server(config)
        with socket.socket() as listening:
            listening.bind(("127.0.0.1", 0))
            serving = asyncio.create_task(server.serve(sockets=[listening]))
            while not server.started:
                await asyncio.sleep(0.01)
            port = listening.getsockname()[1]
            events = asyncio.create_task(hold(port, b"GET /events HTTP/1.1\r\nHost: a\r\n\r\n"))
            _, idle = await asyncio.open_connection("127.0.0.1", port)  # does not read
            idle.transport.pause_reading()  # type: ignore[attr-defined]
            idle.write(b"GET /large HTTP/1.1\r\nHost: a\r\n\r\n")
            assert await hold(port, b"") == b""
            assert await hold(port, b"GET / HTTP/1.1\r\nHost:") == b""
            refused = await hold(port, b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n1")
            assert refused.endswith(b"all\r\n0\r\n\r\n")
            async with asyncio.timeout(SECONDS):
                while len(server.server_state.connections) > 1:
                    await asyncio.sleep(0.01)
            assert not events.done()
            done.set()
            assert b"all" in await events
            idle.close()
            server.should_exit = True
            await serving

    asyncio.run(test())


def test_what_lies_in_the_folder_is_no_module(tmp_path: Path) -> None:
    root = make_root(tmp_path / "w")
    (root / "pickle.py").write_text("open('PWNED', 'w')", "utf-8")
    program = Path(sys.executable).with_name("bulletin")
    if not program.exists() and not os.environ.get("CI"):
        pytest.skip("bulletin is not installed beside this interpreter")
    process = subprocess.Popen(
        [program, "preview", "--no-open"], cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout
    match = re.search(r":(\d+)/\?token=([\w-]+)", process.stdout.readline())
    assert match
    server = Server(root, int(match[1]), match[2], process)
    server.enter()
    events = server.follow()
    events.wait("pages")
    events.close()
    assert stop_server(server) == ""
    assert not (root / "PWNED").exists()


def test_another_host_asks_for_a_token(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace({"issues/2024-09/01.md": ARTICLE})
    for extra in (
        [],
        ["--token", "short"],
        ["--token", "有中文的口令有中文的口令"],
        ["--token", "a&b#c+d%e=f/g?h"],
    ):
        command = ["preview", "--no-open", "--root", str(workspace.root), "--host", "0.0.0.0", *extra]
        result = CliRunner().invoke(cli, command)
        assert result.exit_code == 2
        assert "--token" in result.output


# What follows a save


def test_a_save_is_followed(server: Server, events: Events) -> None:
    file = server.root / "issues" / "2024-09" / "01.md"
    file.write_text(ARTICLE.replace("说一说", "讲一讲", 1), "utf-8")
    news = events.wait("web", lambda news: "讲一讲" in news["html"])
    assert 'data-source="issues/2024-09/01.md:5-5"' in news["html"]
    pages = events.wait("pages")
    digest, width, height = pages["sheets"][-1]
    assert (round(width), round(height)) == (794, 1123)  # A4 in CSS px
    status, headers, picture = server.ask(f"/issues/2024-09/sheets/{digest}@794.png")
    assert status == 200
    assert picture.startswith(b"\x89PNG")
    assert "immutable" in headers["cache-control"]
    status, headers, data = server.ask("/issues/2024-09/2024-09.pdf")
    assert status == 200
    assert data.startswith(b"%PDF")
    assert server.ask("/issues/2024-09/page/style.css")[0] == 200


def test_what_is_downloaded_is_what_a_build_makes(server: Server, events: Events) -> None:
    from bulletin.build import build_issue

    workspace = open_workspace(server.root, None)
    built = build_issue(workspace, workspace.find_issue("2024-09"))
    assert server.ask("/issues/2024-09/2024-09.pdf")[2] == built.pdf.read_bytes()


def test_only_pages_that_changed_are_new(server: Server, events: Events) -> None:
    folder = server.root / "issues" / "2024-09"
    long = "这一段很长，说的是科技创新。" * 60
    (folder / "01.md").write_text(ARTICLE + "\n\n".join(["", *[long] * 5]), "utf-8")
    before = events.wait("pages", lambda news: len(news["sheets"]) > 4)["sheets"]
    second = folder / "02.md"
    second.write_text(second.read_text("utf-8").replace("再说", "又说"), "utf-8")
    after = events.wait("pages")["sheets"]
    changed = [number for number, (old, new) in enumerate(zip(before, after, strict=True)) if old != new]
    assert changed == [len(before) - 1]


@pytest.mark.parametrize("name", ["bulletin.yaml", "templates/web.html", "templates/print.css", "words.yaml"])
def test_everything_that_has_a_say_is_a_source(server: Server, events: Events, name: str) -> None:
    path = server.root / name
    path.parent.mkdir(exist_ok=True)
    if name == "bulletin.yaml":
        path.write_text(SERIES.replace("李涛", "王小明"), "utf-8")
        events.wait("web", lambda news: "王小明" in news["html"])
    elif name == "templates/web.html":
        shipped = Path(__file__).parent.parent / "templates" / "web.html"
        path.write_text(shipped.read_text("utf-8").replace("回到目录", "回到上面"), "utf-8")
        events.wait("web", lambda news: "回到上面" in news["html"])
    elif name == "templates/print.css":
        shipped = Path(__file__).parent.parent / "templates" / "print.css"
        path.write_text(shipped.read_text("utf-8") + "\nh2 { color: #a00 }\n", "utf-8")
        events.wait("pages")
    else:
        path.write_text("- 写法: 讲一讲\n  误写: 说一说\n", "utf-8")
        found = events.wait("words", lambda news: any(p["code"] == "R104" for p in news["problems"]))
        assert all(problem["path"].startswith("issues/") for problem in found["problems"])


def test_the_newest_text_wins(server: Server, events: Events) -> None:
    file = server.root / "issues" / "2024-09" / "01.md"
    for number in range(40):
        file.write_text(ARTICLE.replace("说一说", f"第{number}次", 1), "utf-8")
        time.sleep(0.03)
    news = events.wait("web", lambda news: "第39次" in news["html"])
    events.wait("state", lambda news: not news["printing"])
    assert "第39次" in server.ask("/issues/2024-09/page/index.html")[2].decode()
    # No queue has grown: what was typed meanwhile was printed a few times, not forty.
    assert news["problems"] == []


BROKEN: dict[str, tuple[str, str | bytes, str]] = {
    "a missing image": ("issues/2024-09/01.md", ARTICLE + "\n![图](没有.png)\n", "P103"),
    "front matter": ("issues/2024-09/01.md", "---\n标题 湖北\n---\n\n文。\n", "Y"),
    "an empty file": ("issues/2024-09/01.md", "", "A1"),
    "no text at all": ("issues/2024-09/01.md", b"\xff\xfe\x00\x01\x02", "F1"),
    "a template": ("templates/web.html", "{% if %}", "L102"),
    "a print template": ("templates/print.html", "{{ 1 / 0 }}", "L102"),
    "a style": ("templates/print.css", "h1 { font-family: Nowhere }", "L104"),
    "the series": ("bulletin.yaml", "刊名：甲\n", ""),
}


@pytest.mark.parametrize("name", BROKEN)
def test_errors_come_and_go_and_the_last_good_pages_stay(server: Server, events: Events, name: str) -> None:
    path, text, code = BROKEN[name]
    file = server.root / path
    good = file.read_bytes() if file.exists() else None
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    kind = "print" if "print" in path else "web"
    news = events.wait(kind, lambda news: any(p["severity"] == "error" for p in news["problems"]))
    assert any(problem["code"].startswith(code) for problem in news["problems"])
    assert all("Traceback" not in problem["message"] for problem in news["problems"])
    if kind == "web":
        assert "湖北咸宁" in news["html"]  # the last good page
    if good is None:
        file.unlink()
    else:
        file.write_bytes(good)
    events.wait(kind, lambda news: not news["problems"])


def test_a_folder_that_goes_and_comes_back(server: Server, events: Events) -> None:
    folder = server.root / "issues" / "2024-09"
    away = server.root / "away"
    folder.rename(away)
    news = events.wait("web", lambda news: any(p["code"] == "W103" for p in news["problems"]))
    assert "湖北咸宁" in news["html"]
    away.rename(folder)
    events.wait("web", lambda news: not news["problems"])
    (folder / "01.md").rename(folder / "09.md")
    events.wait("web", lambda news: "issues/2024-09/09.md:" in news["html"])
    shutil.rmtree(server.root / "issues")
    events.wait("web", lambda news: bool(news["problems"]))
    make_root(server.root)
    events.wait("web", lambda news: not news["problems"] and "01.md:" in news["html"])


def test_issues_that_cannot_be_seen_are_said_until_they_are_back(server: Server, events: Events) -> None:
    folder, away = server.root / "issues", server.root / "away"

    def is_blind(news: Any) -> bool:
        return any(problem["code"] == "E315" for problem in news["problems"])

    folder.rename(away)
    news = events.wait("web", is_blind)
    assert "湖北咸宁" in news["html"]  # the last good page
    status, _, body = server.ask("/api/issues")
    assert (status, json.loads(body)["problems"][0]["code"]) == (409, "E315")
    away.rename(folder)
    events.wait("web", lambda news: not news["problems"])
    assert server.ask("/api/issues")[0] == 200
    # Another issue that cannot be looked at, and is back: nobody saves this one meanwhile.
    other = folder / "2024-10"
    other.symlink_to("nowhere")
    (folder / "2024-09/02.md").touch()
    events.wait("web", is_blind)
    other.unlink()
    events.wait("web", lambda news: not news["problems"])


def test_a_press_that_falls_over_is_started_again(server: Server, events: Events) -> None:
    for child in psutil.Process(server.process.pid).children():
        child.kill()
    file = server.root / "issues" / "2024-09" / "01.md"
    file.write_text(ARTICLE.replace("说一说", "活过来", 1), "utf-8")
    events.wait("pages")


ENDLESS = {
    "templates/web.html": "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
    "issues/2024-09/01.md": ARTICLE + "![" * 20_000,
}


@pytest.mark.parametrize("path", ENDLESS)
def test_what_takes_for_ever_holds_up_nobody(server: Server, events: Events, path: str) -> None:
    file = server.root / path
    good = file.read_bytes() if file.exists() else None
    file.parent.mkdir(exist_ok=True)
    file.write_text(ENDLESS[path], "utf-8")
    events.wait("state", lambda news: news["printing"])
    for _ in range(5):  # more than the server has threads
        assert server.ask(f"/api/source?at={quote('issues/2024-09/02.md:5-5')}")[0] == 200
    if good is None:
        file.unlink()
    else:
        file.write_bytes(good)
    second = server.root / "issues" / "2024-09" / "02.md"
    second.write_text(second.read_text("utf-8").replace("说一说", "接着说"), "utf-8")
    events.wait("web", lambda news: "接着说" in news["html"])


def test_issues_are_listed_though_one_cannot_be_read(
    make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = ENDLESS["issues/2024-09/01.md"]
    workspace = make_workspace({"issues/2024-08/01.md": ARTICLE, "issues/2024-09/01.md": text})
    monkeypatch.setattr(overview, "_PATIENCE", 2.0)

    async def list_twice() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        listing = overview.Overview(workspace)
        return await asyncio.gather(listing.list_issues(), listing.list_issues())

    first, second = asyncio.run(list_twice())
    assert first is second  # who comes meanwhile is told the same
    assert [(row["id"], row["articles"], row["state"]) for row in first] == [
        ("2024-09", 0, "没有看完"),
        ("2024-08", 1, "未生成"),
    ]


def test_a_picture_that_was_changed_is_there_for_who_still_asks(server: Server, events: Events) -> None:
    folder = server.root / "issues" / "2024-09"
    file = folder / "01.md"

    def draw(colour: str) -> str:
        Image.new("RGB", (40, 40), colour).save(folder / "图.png")
        file.write_text(f"{ARTICLE}\n![图](图.png)\n\n{colour}\n", "utf-8")
        html = events.wait("web", lambda news: colour in news["html"])["html"]
        found = re.search(r'src="(images/[0-9a-f]+\.png)"', html)
        assert found
        return found[1]

    first, second = draw("red"), draw("blue")
    assert first != second
    for name in (first, second):
        status, headers, _ = server.ask(f"/issues/2024-09/page/{name}")
        assert (status, headers["content-type"]) == (200, "image/png")

    def says(words: str, news: dict[str, Any]) -> bool:
        return words in news["html"]

    for number in range(30):  # not for ever
        (folder / "图.png").write_bytes((folder / "图.png").read_bytes() + bytes([number]))
        file.write_text(f"{ARTICLE}\n![图](图.png)\n\n第{number}张\n", "utf-8")
        events.wait("web", partial(says, f"第{number}张"))
    assert server.ask(f"/issues/2024-09/page/{first}")[0] == 404


def test_findings_are_those_of_check(server: Server, events: Events) -> None:
    file = server.root / "issues" / "2024-09" / "01.md"
    file.write_text(ARTICLE.replace("第一段，", "第一段,", 1), "utf-8")
    news = events.wait("words", lambda news: any(p["code"] == "B101" for p in news["problems"]))
    result = CliRunner().invoke(cli, ["check", "2024-09", "--root", str(server.root), "--format", "json"])
    expected = json.loads(result.output)["problems"]
    for problem in news["problems"]:
        del problem["source"], problem["fixes"]
    assert news["problems"] == expected


# What it writes back


def test_lines_are_written_back_and_undone(server: Server, events: Events) -> None:
    file = server.root / "issues" / "2024-09" / "01.md"
    file.write_bytes(("\ufeff" + ARTICLE.replace("\n", "\r\n")).encode())
    events.wait("web", lambda news: bool(news["html"]))
    before = file.read_bytes()
    status, _, data = server.ask(f"/api/source?at={quote('issues/2024-09/01.md:5-5')}")
    excerpt = json.loads(data)
    assert (status, excerpt["text"]) == (200, "第一段，说一说。")
    values = {name: excerpt[name] for name in ("path", "first", "last", "digest")}
    status, answer = server.post("/api/source", {**values, "text": "改过的，\n两行。"})
    assert (status, answer["undoable"] > 0) == (200, True)
    assert file.read_bytes() == before.replace("第一段，说一说。".encode(), "改过的，\r\n两行。".encode())
    events.wait("web", lambda news: "改过的，两行。" in news["html"])
    status, answer = server.post("/api/source", {**values, "text": "晚了一步"})
    assert status == 409
    assert "刚刚在别处改过" in answer["problems"][0]["message"]
    assert server.post("/api/undo", {})[0] == 200
    assert file.read_bytes() == before
    while server.post("/api/undo", {})[0] == 200:
        pass


def make_editor(make_workspace: MakeWorkspace, text: str | bytes) -> tuple[Workspace, Editor, Path]:
    workspace = make_workspace({"issues/2024-09/01.md": text})
    return workspace, Editor(workspace), workspace.root / "issues/2024-09/01.md"


def test_an_article_that_is_added_is_shown_before_it_is_printed(server: Server, events: Events) -> None:
    (server.root / "issues" / "2024-09" / "03.md").write_text("# 第三篇\n\n文。\n", "utf-8")
    events.wait("web", lambda news: "第三篇" in news["html"] and "第0页" in news["html"])
    events.wait("web", lambda news: "第三篇" in news["html"] and "第0页" not in news["html"])


def test_what_is_clicked_is_found_where_it_now_stands(server: Server, events: Events) -> None:
    file = server.root / "issues" / "2024-09" / "01.md"
    text = file.read_text("utf-8").replace("第一段", "新的一段。\n\n第一段").replace("第二段", "第二段\ufffd")
    file.write_text(text, "utf-8")  # with an error, the page stays as it was
    events.wait("web", lambda news: bool(news["problems"]))
    for view in ("web", "print"):
        for line, found in ((5, (200, "第一段，说一说。", 7)), (7, (409, "", 0))):
            at = quote(f"issues/2024-09/01.md:{line}-{line}")
            status, _, data = server.ask(f"/api/source?at={at}&issue=2024-09&view={view}")
            answer = json.loads(data)
            assert (status, answer.get("text", ""), answer.get("first", 0)) == found
            assert status == 200 or answer["problems"][0]["code"] == "E313"


def test_blank_lines_behind_a_block_are_not_its_own(make_workspace: MakeWorkspace) -> None:
    _, editor, file = make_editor(make_workspace, "- 一\n- 二\n\n后面。\n")
    excerpt = editor.read("issues/2024-09/01.md", 2, 3)
    assert (excerpt.text, excerpt.last) == ("- 二", 2)
    editor.write(Excerpt(excerpt.path, excerpt.first, excerpt.last, "- 三", excerpt.digest))
    assert file.read_text("utf-8") == "- 一\n- 三\n\n后面。\n"


def test_two_that_were_read_alike_are_not_both_written(make_workspace: MakeWorkspace) -> None:
    _, editor, file = make_editor(make_workspace, "\n".join(f"第{n}行" for n in range(8)))
    first = editor.read("issues/2024-09/01.md", 1, 1)

    def write(line: int) -> bool:
        try:
            editor.write(Excerpt(first.path, line, line, f"改了{line}", first.digest))
        except BulletinError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(write, range(1, 9)))
    assert sum(done) == 1
    assert file.read_text("utf-8").count("改了") == 1


def test_a_file_name_that_is_no_text_is_borne(server: Server, events: Events) -> None:
    folder = os.fsencode(server.root / "issues" / "2024-09")
    Path(os.fsdecode(folder + b"/07-\xc4\xe3.md")).write_text("没有标题\n", "utf-8")
    news = events.wait("web", lambda news: bool(news["problems"]))
    assert news["html"]
    assert server.post("/api/open", {"path": "issues/\udcff.md", "line": 1, "column": 1})[0] == 409


def test_undo_does_not_undo_what_came_after(make_workspace: MakeWorkspace) -> None:
    _, editor, file = make_editor(make_workspace, ARTICLE)
    excerpt = editor.read("issues/2024-09/01.md", 5, 5)
    editor.write(Excerpt(excerpt.path, 5, 5, "新的", excerpt.digest))
    file.write_text("别人写的\n", "utf-8")
    with pytest.raises(BulletinError, match="后来在别处改过"):
        editor.undo()
    assert file.read_text("utf-8") == "别人写的\n"
    with pytest.raises(BulletinError, match="E309"):
        editor.undo()


def test_what_cannot_be_written_is_refused(make_workspace: MakeWorkspace) -> None:
    _, editor, file = make_editor(make_workspace, ARTICLE.encode("gb18030"))
    excerpt = editor.read("issues/2024-09/01.md", 5, 5)
    editor.write(Excerpt(excerpt.path, 5, 5, "仍是GB18030，€。", excerpt.digest))
    assert file.read_bytes().decode("gb18030") == ARTICLE.replace("第一段，说一说。", "仍是GB18030，€。")
    digest = editor.read("issues/2024-09/01.md", 5, 5).digest
    for text in ("a\0b", "\x07", "\u2028"):
        with pytest.raises(BulletinError, match="F105"):
            editor.write(Excerpt(excerpt.path, 5, 5, text, digest))
    with pytest.raises(BulletinError, match="E306"):
        editor.write(Excerpt(excerpt.path, 5, 99, "x", digest))


@given(
    st.lists(st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), max_size=8), min_size=1),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    st.data(),
)
def test_lines_round_trip(lines: list[str], line_end: str, codec: str, data: st.DataObject) -> None:
    """Nothing but the lines that are meant changes, whatever the line ends and the encoding."""
    lines[0] = lines[0].lstrip("\ufeff") + "字"
    whole = line_end.join(lines).encode(codec)
    first = data.draw(st.integers(1, len(lines)))
    last = data.draw(st.integers(first, len(lines)))
    assert read_lines(whole, first, last) == "\n".join(lines[first - 1 : last])
    assert replace_lines(whole, first, last, read_lines(whole, first, last)) == whole
    changed = replace_lines(whole, first, last, "甲\n乙")
    expected = line_end.join([*lines[: first - 1], "甲", "乙", *lines[last:]])
    if len(lines) > 1:
        assert changed == expected.encode(codec)
    with pytest.raises(ValueError, match="lines"):
        replace_lines(whole, first, len(lines) + 1, "x")


def test_sources_are_found_by_their_own_names(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace({"issues/2024-09/01 甲.md": ARTICLE, "templates/web.html": "x"})
    assert find_source(workspace, "issues/2024-09/01 甲.md", to_edit=True).is_file()
    assert find_source(workspace, "templates/web.html").is_file()
    assert find_source(workspace, "bulletin.yaml").is_file()
    with pytest.raises(BulletinError):
        find_source(workspace, "templates/web.html", to_edit=True)


# The parts


def test_changes_are_told_apart(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace({"issues/2024-09/01.md": ARTICLE})
    good = (
        "bulletin.yaml",
        "words.yaml",
        "issues/2024-09/01.md",
        "issues/2024-09/图.png",
        "templates/web.css",
    )
    bad = ("dist/x.pdf", ".git/index", "issues/2024-09/.01.md.swp", "issues/2024-09/~$01.md", "README.md")
    assert all(is_source(workspace, str(workspace.root / name)) for name in good)
    assert not any(is_source(workspace, str(workspace.root / name)) for name in bad)
    assert not is_source(workspace, "/etc/passwd")


def test_a_disk_that_tells_of_no_changes_is_looked_at(
    make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    import watchfiles

    async def deaf(*args: object, **kwargs: object) -> AsyncIterator[None]:
        raise OSError("no watches left")
        yield

    monkeypatch.setattr(watchfiles, "awatch", deaf)
    monkeypatch.setattr("bulletin.preview.watch._LOOK_AGAIN", 0.05)
    workspace = make_workspace({"issues/2024-09/01.md": ARTICLE})

    async def follow() -> frozenset[str]:
        changes = watch_sources(workspace)
        waiting = asyncio.ensure_future(anext(changes))
        async with asyncio.timeout(SECONDS):
            text = ""
            while not waiting.done():  # what is written before the first look is no change
                text += "新的"
                (workspace.root / "issues/2024-09/01.md").write_text(text, "utf-8")
                await asyncio.sleep(0.1)
        found = await waiting
        assert isinstance(changes, AsyncGenerator)
        await changes.aclose()
        return found

    assert asyncio.run(follow()) == {"issues/2024-09/01.md"}


def test_pages_are_drawn_sharp_and_told_apart(real_issue: Path) -> None:
    data = (real_issue / "2024-09.pdf").read_bytes()
    sheets = list_sheets(data)
    assert len(sheets) == 11
    assert len({sheet.digest for sheet in sheets}) == 11
    assert list_sheets(data) == sheets
    pictures = Rasterizer()
    for number, mode in ((0, b"\x08\x02"), (1, b"\x08\x00")):  # the cover is red, the rest is grey
        picture = pictures.draw(data, number, 1587)
        assert picture[24:26] == mode
        assert int.from_bytes(picture[16:20], "big") == 1587
    pictures.close()


@pytest.mark.parametrize("way", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_and_leaves_nothing(make_workspace: MakeWorkspace, way: signal.Signals) -> None:
    workspace = make_workspace({"issues/2024-09/01.md": ARTICLE})
    server = start_server(workspace.root)
    events = server.follow()
    events.wait("web")
    children = psutil.Process(server.process.pid).children()
    server.process.send_signal(way)
    _, errors = server.process.communicate(timeout=SECONDS)
    assert (server.process.returncode, errors) == (0, "")
    events.close()
    assert children
    wait_until(lambda: not any(is_alive(child.pid) for child in children))


def test_the_browser_is_opened_without_telling_other_users(
    make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bulletin.preview import opening

    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    workspace = make_workspace({"issues/2024-09/01.md": ARTICLE})
    (workspace.root / "file").write_text("", "utf-8")
    for number, out in enumerate((workspace.out, workspace.root / "file")):
        folder = opening.open_browser("http://127.0.0.1:1/?token=secret", out)
        assert folder
        assert "secret" not in opened[number]
        assert "token=secret" in (folder / "preview.html").read_text("utf-8")
        assert os.name != "posix" or folder.stat().st_mode & 0o077 == 0
        shutil.rmtree(folder)


def test_the_editor_that_is_asked_for_is_started(
    make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bulletin.preview import opening

    started: list[list[str]] = []
    monkeypatch.setattr("subprocess.Popen", lambda command, **_: started.append(command))
    monkeypatch.setattr("shutil.which", lambda name: "/bin/code" if name == "code" else None)
    opening.open_editor("auto", Path("/w/甲.md"), 12, 3)
    opening.open_editor("system", Path("/w/甲.md"), 12, 3)
    assert started[0] == ["/bin/code", "--goto", "/w/甲.md:12:3"]
    assert started[1][-1] == "/w/甲.md"

    def fail(*args: object, **kwargs: object) -> None:
        raise FileNotFoundError

    monkeypatch.setattr("subprocess.Popen", fail)
    with pytest.raises(BulletinError, match="E310"):
        opening.open_editor("vscode", Path("/w/甲.md"), 1, 1)


def test_the_next_free_port_is_taken(server: Server, make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace({"issues/2024-09/01.md": ARTICLE})
    other = start_server(workspace.root, "--port", str(server.port))
    try:
        assert other.port > server.port
        # One's cookie opens nothing of the other's.
        assert other.ask("/", Cookie=server.cookie)[0] == 403
    finally:
        assert stop_server(other) == ""
    assert not list(workspace.root.rglob("preview-*"))
