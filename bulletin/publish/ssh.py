"""A server and who we are there → sessions of SFTP, through paramiko; its key must be known."""

from __future__ import annotations

import contextlib
import errno
import getpass
import logging
import os
import queue
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import paramiko

from bulletin.publish import faults
from bulletin.publish.store import LostConnection

SECONDS = 30.0  # without an answer for so long the connection counts as lost
_LOOK_SECONDS = 1.0  # how often who waits for a session looks whether the connection is still there
_KNOWN_HOSTS = ("/etc/ssh/ssh_known_hosts", "~/.ssh/known_hosts")
_LOGIN_HINT = (
    "用环境变量 BULLETIN_SFTP_KEY 指出私钥文件，或用 BULLETIN_SFTP_PASSWORD 给出口令，见 docs/发布.md"
)

_LOST = (paramiko.SSHException, paramiko.SFTPError, EOFError, ConnectionError, TimeoutError)

# paramiko prints the traceback of a lost connection; we say it in one line.
logging.getLogger("paramiko").addHandler(logging.NullHandler())


@dataclass(frozen=True, slots=True)
class Server:
    """Who is connected to: `label` may be shown; `port` None and `user` "" leave it to ~/.ssh/config."""

    label: str
    host: str
    port: int | None = None
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(eq=False, slots=True)
class _Connection:
    client: paramiko.SSHClient
    idle: queue.LifoQueue[Any] = field(default_factory=queue.LifoQueue)
    opening: threading.Lock = field(default_factory=threading.Lock)
    is_full: bool = False  # the server gives it no more sessions


class Sessions:
    """The SFTP sessions of one connection, one for each thread that asks; made anew after it was lost."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._connection: _Connection | None = None
        self._guard = threading.Lock()

    @contextlib.contextmanager
    def hold(self, name: str, missing_ok: bool = False) -> Iterator[Any]:
        """A session of the connection, for one thread; what paramiko raises becomes ours.

        A missing file is a fault of the server, or with `missing_ok` FileNotFoundError.
        """
        connection = self._connect()
        sftp: Any = None
        try:
            sftp = self._open_session(connection)
            yield sftp
        except (paramiko.SSHException, paramiko.SFTPError, EOFError, OSError) as error:
            if sftp is None or is_lost(error, sftp):
                self._drop(connection)
                raise LostConnection(shorten(error)) from error
            if missing_ok and isinstance(error, FileNotFoundError):
                raise
            raise faults.refuse_writing(self._server.label, name, shorten(error)) from error
        finally:
            if sftp is not None:
                connection.idle.put(sftp)  # of a dropped connection nobody takes it

    def _open_session(self, connection: _Connection) -> Any:
        with contextlib.suppress(queue.Empty):
            return connection.idle.get_nowait()
        with connection.opening:  # one at a time: paramiko mixes up whose channel was refused
            transport = connection.client.get_transport()
            if transport is None:  # another thread found it lost
                raise EOFError("the connection was dropped")
            if not connection.is_full:
                try:
                    sftp = transport.open_sftp_client()
                except paramiko.ChannelException:
                    connection.is_full = True
                else:
                    sftp.get_channel().settimeout(SECONDS)
                    return sftp
        return self._wait_for_session(connection)

    def _wait_for_session(self, connection: _Connection) -> Any:
        """One that another thread gives back, however many wait: it gives it back, or the connection is lost,
        for whatever it does has an end (`settimeout`)."""
        while self._connection is connection:
            with contextlib.suppress(queue.Empty):
                return connection.idle.get(timeout=_LOOK_SECONDS)
        raise EOFError("the connection was dropped")

    def _connect(self) -> _Connection:
        with self._guard:
            if self._connection is None:
                client, sftp = log_in(self._server)
                sftp.get_channel().settimeout(SECONDS)
                self._connection = _Connection(client)
                self._connection.idle.put(sftp)
            return self._connection

    def _drop(self, connection: _Connection) -> None:
        with self._guard:
            if self._connection is connection:
                self._connection = None
        connection.client.close()

    def close(self) -> None:
        """End the connection."""
        with self._guard:
            connection, self._connection = self._connection, None
        if connection is not None:
            connection.client.close()


def _limit_silence(transport: paramiko.Transport) -> None:
    """Let the system end a line that was cut without a word: not all that paramiko waits for has a limit."""
    transport.channel_timeout = SECONDS
    transport.set_keepalive(int(SECONDS / 2))
    if hasattr(socket, "TCP_USER_TIMEOUT"):  # RFC 5482
        transport.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(SECONDS * 2000))


def log_in(server: Server) -> tuple[paramiko.SSHClient, paramiko.SFTPClient]:
    """A connection to a server, and its first session.

    Raises LostConnection, and BulletinError (D113, D114) where we do not believe the server, or it us.
    """
    options = _read_ssh_config(server.host)
    try:
        with contextlib.ExitStack() as undo:
            client = paramiko.SSHClient()
            undo.callback(client.close)
            for name in (*_KNOWN_HOSTS, os.environ.get("BULLETIN_SFTP_KNOWN_HOSTS", "")):
                with contextlib.suppress(FileNotFoundError):
                    if name:
                        client.load_system_host_keys(os.path.expanduser(name))
            client.set_missing_host_key_policy(paramiko.RejectPolicy())
            client.connect(
                options.get("hostname", server.host),
                port=server.port or int(options.get("port", 22)),
                username=server.user or options.get("user") or getpass.getuser(),
                password=server.password or os.environ.get("BULLETIN_SFTP_PASSWORD") or None,
                key_filename=os.environ.get("BULLETIN_SFTP_KEY") or options.get("identityfile"),
                timeout=SECONDS,
                banner_timeout=SECONDS,
                auth_timeout=SECONDS,
            )
            _limit_silence(client.get_transport())
            sftp = client.open_sftp()
            undo.pop_all()
            return client, sftp
    except paramiko.BadHostKeyException as error:
        hint = "可能有人冒充，也可能重装过：问清管理员，再改 ~/.ssh/known_hosts 里的那一行"
        raise faults.refuse_host(server.label, "主机的密钥与记下的不同", hint) from error
    except paramiko.AuthenticationException as error:
        raise faults.refuse_login(server.label, shorten(error), _LOGIN_HINT) from error
    except paramiko.SSHException as error:
        if "known_hosts" in str(error):
            port = f"-p {server.port} " if server.port else ""
            hint = f"核对指纹后记下它：ssh-keyscan {port}{server.host} >> ~/.ssh/known_hosts"
            raise faults.refuse_host(server.label, "没有见过这台主机的密钥", hint) from error
        if "authentication methods" in str(error).lower():  # we have neither key nor password to offer
            raise faults.refuse_login(server.label, shorten(error), _LOGIN_HINT) from error
        raise LostConnection(shorten(error)) from error
    except (OSError, EOFError) as error:
        raise LostConnection(shorten(error)) from error


def _read_ssh_config(host: str) -> dict[str, Any]:
    """What ~/.ssh/config says of a host."""
    try:
        return dict(paramiko.SSHConfig.from_path(os.path.expanduser("~/.ssh/config")).lookup(host))
    except (OSError, paramiko.ConfigParseError):
        return {}


def is_lost(error: BaseException, sftp: Any) -> bool:
    """Is the connection gone, or did the server only refuse?"""
    if isinstance(error, _LOST):
        return True
    # An answer carries one of these numbers or, for want of a better one, none; a socket carries others.
    answered = getattr(error, "errno", None) in {None, errno.ENOENT, errno.EACCES}
    return bool(sftp.get_channel().closed) or "closed" in str(error).lower() or not answered


def shorten(error: BaseException) -> str:
    """What an exception says, in one short line."""
    return " ".join(str(error).split())[:200] or type(error).__name__
