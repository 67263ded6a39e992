"""Servers to publish to, in this process: SFTP in Python or OpenSSH's own, and a line that breaks."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import paramiko

OPENSSH = Path("/usr/lib/openssh/sftp-server")
PASSWORD = "geheim"
_LIMIT = 10**12


class Listener:
    """A TCP port of 127.0.0.1; `serve` gets each connection in a thread of its own."""

    def __init__(self, serve: Callable[[socket.socket], None]) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self._serve = serve
        self._open: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self._open.append(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        for connection in self._open:
            connection.close()


class BreakingLine:
    """Passes bytes to a port; connection n ends after `limits[n]` of the client's, others after `then`."""

    def __init__(self, port: int, limits: list[int], then: int = _LIMIT) -> None:
        self._port, self._limits, self._then = port, limits, then
        self.connections = self.broken = 0
        self._listener = Listener(self._serve)
        self.port = self._listener.port

    def _serve(self, client: socket.socket) -> None:
        number, self.connections = self.connections, self.connections + 1
        left = self._limits[number] if number < len(self._limits) else self._then
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self._port)) as server:
            threading.Thread(target=_copy, args=(server, client), daemon=True).start()
            if not _copy(client, server, left):
                return
            self.broken += 1
            # Cut, not closed: what is under way is lost, as when a cable is pulled.
            for end in (client, server):
                with contextlib.suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self._listener.close()


def _copy(source: socket.socket, target: socket.socket, left: int = _LIMIT) -> bool:
    """Pass on `left` bytes; False where the source ended before."""
    with contextlib.suppress(OSError):
        while left > 0 and (data := source.recv(min(65536, left))):
            target.sendall(data)
            left -= len(data)
    return left <= 0


MOTO = """
import logging, sys
from moto.server import ThreadedMotoServer
logging.getLogger("werkzeug").setLevel(logging.ERROR)
server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
server.start()
print(server.get_host_and_port()[1], flush=True)
sys.stdin.read()
"""


class MotoServer:
    """S3 of moto in a process of its own, so that it does not wait for ours."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", MOTO], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout is not None
        self.port = int(self._process.stdout.readline())

    def close(self) -> None:
        self._process.communicate("")


class SftpServer:
    """Serves the file system of this machine to the user `office`.

    `openssh`: through OpenSSH's sftp-server, else in Python, which knows no hard links; `posix`:
    does it rename over what is there; `sessions`: how many at a time.
    """

    def __init__(self, openssh: bool = False, posix: bool = True, sessions: int = 10) -> None:
        self.openssh, self.posix, self.sessions = openssh, posix, sessions
        self.key = paramiko.ECDSAKey.generate()
        self.users: list[paramiko.PKey] = []
        self.files: list[Any] = []  # open ones, closed with the server where a line broke
        self._transports: list[paramiko.Transport] = []
        self._listener = Listener(self._serve)
        self.port = self._listener.port

    def known_host(self, port: int | None = None) -> str:
        """The line of known_hosts."""
        return f"[127.0.0.1]:{port or self.port} {self.key.get_name()} {self.key.get_base64()}\n"

    def _serve(self, connection: socket.socket) -> None:
        transport = paramiko.Transport(connection)
        transport.add_server_key(self.key)
        self._transports.append(transport)
        if self.openssh:
            transport.set_subsystem_handler("sftp", _OpensshSubsystem)
        else:
            transport.set_subsystem_handler("sftp", paramiko.SFTPServer, _Files, self)
        with contextlib.suppress(paramiko.SSHException, EOFError, OSError):
            transport.start_server(server=_Login(self))

    def close(self) -> None:
        for transport in self._transports:
            transport.close()
        self._listener.close()
        for file in self.files:
            file.close()


class _Login(paramiko.ServerInterface):
    def __init__(self, server: SftpServer) -> None:
        self._server = server
        self._sessions = 0

    def check_auth_password(self, username: str, password: str) -> int:
        good = (username, password) == ("office", PASSWORD)
        return int(paramiko.AUTH_SUCCESSFUL if good else paramiko.AUTH_FAILED)

    def check_auth_publickey(self, username: str, key: paramiko.PKey) -> int:
        good = username == "office" and key in self._server.users
        return int(paramiko.AUTH_SUCCESSFUL if good else paramiko.AUTH_FAILED)

    def get_allowed_auths(self, username: str) -> str:
        return "publickey,password"

    def check_channel_request(self, kind: str, chanid: int) -> int:
        self._sessions += 1
        if self._sessions > self._server.sessions:
            return int(paramiko.OPEN_FAILED_ADMINISTRATIVELY_PROHIBITED)
        return int(paramiko.OPEN_SUCCEEDED)


class _OpensshSubsystem(paramiko.SubsystemHandler):
    """Bytes between a channel and a process of OpenSSH's sftp-server."""

    def start_subsystem(self, name: str, transport: paramiko.Transport, channel: paramiko.Channel) -> None:
        process = subprocess.Popen(
            [OPENSSH, "-e"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        assert process.stdin is not None
        assert process.stdout is not None
        back = threading.Thread(target=self._send_back, args=(process.stdout.fileno(), channel), daemon=True)
        back.start()
        with contextlib.suppress(OSError, EOFError):
            while data := channel.recv(65536):
                process.stdin.write(data)
                process.stdin.flush()
        with contextlib.suppress(OSError):
            process.stdin.close()
        process.wait()
        back.join()
        process.stdout.close()

    def _send_back(self, descriptor: int, channel: paramiko.Channel) -> None:
        with contextlib.suppress(OSError, EOFError):
            while data := os.read(descriptor, 65536):
                channel.sendall(data)


class _Handle(paramiko.SFTPHandle):
    def stat(self) -> paramiko.SFTPAttributes:
        return paramiko.SFTPAttributes.from_stat(os.fstat(self.readfile.fileno()))


class _Files(paramiko.SFTPServerInterface):
    """The calls of the operating system."""

    def __init__(self, login: _Login, server: SftpServer) -> None:
        super().__init__(login)
        self._server = server

    def list_folder(self, path: str) -> Any:
        return self._do(
            lambda: [
                paramiko.SFTPAttributes.from_stat(os.lstat(os.path.join(path, name)), name)
                for name in os.listdir(path)
            ]
        )

    def stat(self, path: str) -> Any:
        return self._do(lambda: paramiko.SFTPAttributes.from_stat(os.stat(path)))

    def lstat(self, path: str) -> Any:
        return self._do(lambda: paramiko.SFTPAttributes.from_stat(os.lstat(path)))

    def open(self, path: str, flags: int, attr: paramiko.SFTPAttributes) -> Any:
        def make() -> paramiko.SFTPHandle:
            mode = "r+b" if flags & os.O_RDWR else "wb" if flags & os.O_WRONLY else "rb"
            file = os.fdopen(os.open(path, flags, 0o644), mode)
            self._server.files.append(file)
            handle = _Handle(flags)
            handle.readfile = handle.writefile = file
            return handle

        return self._do(make)

    def remove(self, path: str) -> Any:
        return self._do(lambda: os.remove(path))

    def rename(self, oldpath: str, newpath: str) -> Any:
        return (
            paramiko.SFTP_FAILURE
            if os.path.lexists(newpath)
            else self._do(lambda: os.rename(oldpath, newpath))
        )

    def posix_rename(self, oldpath: str, newpath: str) -> Any:
        return (
            self._do(lambda: os.replace(oldpath, newpath))
            if self._server.posix
            else paramiko.SFTP_OP_UNSUPPORTED
        )

    def mkdir(self, path: str, attr: paramiko.SFTPAttributes) -> Any:
        return self._do(lambda: os.mkdir(path, attr.st_mode or 0o777))

    def rmdir(self, path: str) -> Any:
        return self._do(lambda: os.rmdir(path))

    def _do(self, action: Callable[[], Any]) -> Any:
        try:
            result = action()
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno or 0)
        return paramiko.SFTP_OK if result is None else result


@contextlib.contextmanager
def closing(server: Any) -> Iterator[Any]:
    """Close a server behind its test."""
    try:
        yield server
    finally:
        server.close()
