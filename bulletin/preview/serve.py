"""A workspace → a preview on this machine, until Ctrl+C."""

from __future__ import annotations

import asyncio
import contextlib
import re
import secrets
import shutil
import signal
import socket
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from types import FrameType

import uvicorn

from bulletin.errors import MACHINE_AT_FAULT, USAGE_AT_FAULT, fail
from bulletin.model import IssueId
from bulletin.preview.connection import limit_connections
from bulletin.preview.desk import Desk
from bulletin.preview.guard import Pass
from bulletin.preview.opening import open_browser
from bulletin.preview.server import make_app
from bulletin.workspace import Workspace

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
_FIRST_PORT = 8765
_PORTS_TRIED = 40
_TOKEN = re.compile(r"[A-Za-z0-9_.~-]{12,}")  # what an address takes as it is (RFC 3986 §2.3)


class _Server(uvicorn.Server):
    """uvicorn, whose open event streams end when it does."""

    def __init__(self, config: uvicorn.Config, desk: Desk) -> None:
        super().__init__(config)
        self._desk = desk
        self._loop = asyncio.get_running_loop()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Ctrl+C, or the end of the session."""
        super().handle_exit(sig, frame)
        self._loop.call_soon_threadsafe(self._desk.close)


@dataclass(frozen=True, slots=True)
class PreviewOptions:
    """What the command line says: an issue to begin with, where to listen, what to open."""

    issue: IssueId | None = None
    host: str = LOOPBACK[0]
    port: int = 0
    token: str = ""
    open_browser: bool = True
    program: str = "auto"


def run_preview(workspace: Workspace, options: PreviewOptions, announce: Callable[[str], None]) -> None:
    """Serve until Ctrl+C; `announce` gets the address, then what else there is to say.

    Raises BulletinError where no port is free, or another host is asked for without a token.
    """
    # `localhost` may be ::1 to a browser, where somebody else may listen.
    options = replace(options, host=LOOPBACK[0]) if options.host == "localhost" else options
    is_local = options.host in {"127.0.0.1", "::1"}
    if not is_local and not options.token:
        hint = "加上 --token 和至少12个字符的口令，只告诉该看的人；自己看就不要写 --host"
        raise fail("W107", f"--host {options.host} 会让别的电脑看到稿件", hint, exit_code=USAGE_AT_FAULT)
    if options.token and not _TOKEN.fullmatch(options.token):
        hint = "用至少12个英文字母、数字、点、横线，别人猜不到的"
        raise fail("W108", "--token 的口令太短，或有别的字符", hint, exit_code=USAGE_AT_FAULT)
    listening = _listen(options)
    port = listening.getsockname()[1]
    name = f"[{options.host}]" if ":" in options.host else options.host
    token = options.token or secrets.token_urlsafe(24)
    hosts = (*LOOPBACK, name.lower())
    folder = secrets.token_urlsafe(12)
    admission = Pass(hosts, port, token, folder, any_address=options.host in {"0.0.0.0", "::"})
    shown = "127.0.0.1" if options.host in {"0.0.0.0", "::"} else name
    address = f"http://{shown}:{port}/{options.issue or ''}?token={token}"
    announce(address)
    if not is_local:
        announce("注意：同一网络里知道口令的人都能看、能改稿件，内容不加密。")
    announce("浏览器里的页面会跟着每次存盘更新；看完了按 Ctrl+C 结束。")
    # uvicorn passes on the signal that ended it: let that be the end of Ctrl+C, after which all is tidied.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(workspace, admission, listening, options, address))


async def _serve(
    workspace: Workspace, admission: Pass, listening: socket.socket, options: PreviewOptions, address: str
) -> None:
    # Few threads: each has memory of its own, and PDFium runs in one at a time.
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(max_workers=3))
    desk = Desk(workspace)
    app = make_app(workspace, desk, admission, options.program)
    config = uvicorn.Config(
        app,
        log_level="error",
        access_log=False,
        server_header=False,
        lifespan="off",
        ws="none",
        http=limit_connections(),
        timeout_graceful_shutdown=1,
        h11_max_incomplete_event_size=32_768,
    )
    following = asyncio.create_task(desk.run())
    opened = None
    if options.open_browser:
        opened = await asyncio.to_thread(open_browser, address, workspace.out)
    try:
        await _Server(config, desk).serve(sockets=[listening])
    finally:
        following.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await following
        if opened:
            shutil.rmtree(opened, ignore_errors=True)


def _listen(options: PreviewOptions) -> socket.socket:
    """A socket on the port asked for, or the next one that is free."""
    family = socket.AF_INET6 if ":" in options.host else socket.AF_INET
    first = options.port or _FIRST_PORT
    for port in range(first, min(first + _PORTS_TRIED, 65_536)):
        listening = socket.socket(family, socket.SOCK_STREAM)
        if sys.platform != "win32":  # where it would let two servers share a port
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((options.host, port))
            listening.listen(64)
        except OSError:
            listening.close()
            continue
        return listening
    hint = "用 --port 换一个端口"
    raise fail("E311", f"端口 {first} 和后面的都不能用", hint, exit_code=MACHINE_AT_FAULT)
