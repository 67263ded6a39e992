"""sftp://user@host[:port]/path → a `Store` on that server: the new is written beside, then renamed over."""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import posixpath
import secrets
import stat
import time
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import paramiko

from bulletin.publish import faults
from bulletin.publish.ssh import Server, Sessions, is_lost
from bulletin.publish.store import LostConnection
from bulletin.publish.target import hide_password

_CHUNK = 32768  # what every server takes in one message
_STATE = ".bulletin"
_UNSUPPORTED = "unsupported"  # SSH_FX_OP_UNSUPPORTED as OpenSSH and paramiko word it
_LEAVINGS = (".tmp", ".old")  # of runs that died
_STALE_SECONDS = 86400


def open_sftp(address: str) -> SftpStore:
    """The store at an address; nothing is connected yet. Raises BulletinError (D101)."""
    shown = hide_password(address)
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise faults.refuse_address(shown, "端口不是数字") from error
    path = unquote(parts.path)
    if not parts.hostname or parts.query or parts.fragment or not path.strip("/"):
        raise faults.refuse_address(shown, "写成 sftp://用户@主机/文件夹")
    if ".." in path.split("/"):
        raise faults.refuse_address(shown, "文件夹里不能有 ..")
    # As curl writes it: /~/site is below the user's own folder.
    base = path.removeprefix("/~/") if path.startswith("/~/") else path
    server = Server(shown, parts.hostname, port, unquote(parts.username or ""), unquote(parts.password or ""))
    return SftpStore(server, posixpath.normpath(base))


class SftpStore:
    """Files below one folder of a server."""

    workers = 4  # an OpenSSH server gives ten sessions to a connection
    exclusive = True  # SSH_FXF_EXCL

    def __init__(self, server: Server, base: str) -> None:
        self.label = server.label
        self._sessions = Sessions(server)
        self._base = base
        self._run = secrets.token_hex(4)  # names of temporary files that are ours
        self._count = itertools.count()

    def prepare(self) -> None:
        """Make the folders of our state; the web server's user cannot look into them."""
        with self._sessions.hold(_STATE) as sftp:
            for name in (_STATE, f"{_STATE}/objects", f"{_STATE}/releases"):
                self._make_folder(sftp, self._path(name), 0o700 if name == _STATE else 0o755)
            for entry in sftp.listdir_attr(self._path(_STATE)):
                stale = (entry.st_mtime or 0) < time.time() - _STALE_SECONDS
                if stale and entry.filename.endswith(_LEAVINGS):
                    sftp.remove(self._path(f"{_STATE}/{entry.filename}"))

    def read(self, name: str) -> bytes | None:
        """A whole small file."""
        try:
            with (
                self._sessions.hold(name, missing_ok=True) as sftp,
                sftp.open(self._path(name), "rb") as file,
            ):
                return bytes(file.read())
        except FileNotFoundError:
            return None

    def write(self, name: str, data: bytes) -> None:
        """Written beside, under one name however often the line breaks, then renamed over."""
        with self._sessions.hold(name) as sftp:
            temporary = self._path(
                f"{_STATE}/{self._run}-{hashlib.sha256(name.encode()).hexdigest()[:12]}.tmp"
            )
            with sftp.open(temporary, "wb") as file:
                file.write(data)
            self._rename(sftp, temporary, name)

    def create(self, name: str, data: bytes) -> bool:
        """Opened with SSH_FXF_EXCL: the server makes it for one of us."""
        with self._sessions.hold(name) as sftp:
            try:
                file = sftp.open(self._path(name), "wbx")
            except OSError as error:
                # Version 3 of the protocol has no code for a name that is taken.
                if is_lost(error, sftp) or not self._exists(sftp, self._path(name)):
                    raise
                return False
            with file:
                file.write(data)
            return True

    def renew(self, name: str, old: bytes, new: bytes) -> bool:
        """Compare, then rename over."""
        if self.read(name) != old:
            return False
        self.write(name, new)
        return True

    def take(self, name: str, old: bytes, new: bytes) -> bool:
        """Rename what holds `old` away, to a name that only one of us can give: version 3 of the protocol
        refuses to rename to a name that is taken (draft-ietf-secsh-filexfer-02, 6.5)."""
        if self.read(name) != old:
            return False
        grave = self._path(f"{_STATE}/lock-{hashlib.sha256(old).hexdigest()[:16]}.old")
        with self._sessions.hold(name) as sftp:
            if self._exists(sftp, grave):
                return False
            try:
                sftp.rename(self._path(name), grave)
            except OSError as error:
                if is_lost(error, sftp) or not self._exists(sftp, grave):
                    raise
                return False
        return self.create(name, new)

    def remove(self, name: str) -> None:
        """Remove the file, then its folders as far as they are empty."""
        with self._sessions.hold(name) as sftp:
            with contextlib.suppress(FileNotFoundError):
                sftp.remove(self._path(name))
            folder = posixpath.dirname(name)
            while folder and not folder.startswith(_STATE):
                try:
                    sftp.rmdir(self._path(folder))
                except OSError as error:
                    if is_lost(error, sftp):
                        raise
                    break  # not empty
                folder = posixpath.dirname(folder)

    def list(self, folder: str) -> dict[str, int]:
        """The plain files of one folder."""
        try:
            with self._sessions.hold(folder, missing_ok=True) as sftp:
                entries = sftp.listdir_attr(self._path(folder))
        except FileNotFoundError:
            return {}
        return {e.filename: e.st_size for e in entries if stat.S_ISREG(e.st_mode or 0)}

    def send(self, path: Path, name: str, sha256: str) -> None:
        """Sent beside, from where an earlier try of this run was cut; then renamed."""
        temporary = f"{self._path(name)}.{self._run}.tmp"
        try:
            local = open(path, "rb")  # noqa: SIM115  # closed below
        except OSError as error:
            raise faults.refuse_changed(path.name) from error
        with local, self._sessions.hold(name) as sftp:
            digest = hashlib.sha256()
            size = self._measure(sftp, temporary)
            with sftp.open(temporary, "r+b" if size else "wb") as remote:
                remote.set_pipelined(True)
                begun = local.read(size)
                digest.update(begun)
                size = len(begun)
                remote.seek(size)
                while chunk := local.read(_CHUNK):
                    digest.update(chunk)
                    remote.write(chunk)
                    size += len(chunk)
            if digest.hexdigest() != sha256:
                sftp.remove(temporary)
                raise faults.refuse_changed(path.name)
            if self._measure(sftp, temporary) != size:
                sftp.remove(temporary)
                raise LostConnection("传上去的不完整")
            self._rename(sftp, temporary, name)

    def place(self, source: str, name: str) -> None:
        """Give the content a second name (hardlink@openssh.com), else copy it; then rename that over."""
        with self._sessions.hold(name) as sftp:
            temporary = self._temporary(posixpath.dirname(source))
            self._copy(sftp, self._path(source), temporary)
            self._rename(sftp, temporary, name)

    def close(self) -> None:
        """End the connection."""
        self._sessions.close()

    def _path(self, name: str) -> str:
        return posixpath.join(self._base, name)

    def _temporary(self, folder: str) -> str:
        return self._path(f"{folder}/{self._run}-{next(self._count)}.tmp")

    def _exists(self, sftp: Any, path: str) -> bool:
        try:
            sftp.lstat(path)
        except FileNotFoundError:
            return False
        return True

    def _measure(self, sftp: Any, path: str) -> int:
        try:
            return int(sftp.lstat(path).st_size)
        except FileNotFoundError:
            return 0

    def _make_folder(self, sftp: Any, path: str, mode: int = 0o755) -> None:
        if not path or self._exists(sftp, path):
            return
        self._make_folder(sftp, posixpath.dirname(path))
        try:
            sftp.mkdir(path, mode)
        except OSError as error:
            if is_lost(error, sftp) or not self._exists(sftp, path):  # else another thread was first
                raise

    def _copy(self, sftp: Any, source: str, target: str) -> None:
        try:
            # paramiko has no public name for extensions; its own posix_rename is this very call.
            sftp._request(paramiko.sftp.CMD_EXTENDED, "hardlink@openssh.com", source, target)
        except OSError as error:
            if is_lost(error, sftp) or isinstance(error, FileNotFoundError | PermissionError):
                raise
            # No prefetch: its thread would print a traceback of its own where the line breaks.
            with sftp.open(source, "rb") as read, sftp.open(target, "wb") as write:
                write.set_pipelined(True)
                while chunk := read.read(_CHUNK):
                    write.write(chunk)

    def _rename(self, sftp: Any, temporary: str, name: str) -> None:
        """Rename over what is there, in one step: posix-rename@openssh.com."""
        target = self._path(name)
        try:
            sftp.posix_rename(temporary, target)
        except FileNotFoundError:
            self._make_folder(sftp, posixpath.dirname(target))
            sftp.posix_rename(temporary, target)
        except OSError as error:
            if is_lost(error, sftp) or _UNSUPPORTED not in str(error).lower():
                raise
            self._rename_plainly(sftp, temporary, target)

    def _rename_plainly(self, sftp: Any, temporary: str, target: str) -> None:
        """On a server without that extension: enough where there is nothing to replace, or it replaces."""
        self._make_folder(sftp, posixpath.dirname(target))
        try:
            sftp.rename(temporary, target)
        except OSError as error:
            if is_lost(error, sftp) or not self._exists(sftp, target):
                raise
            hint = "请管理员换成 OpenSSH 的 SFTP，或改用 git+…、s3://… 发布"
            said = "不能一步换掉一个文件（posix-rename@openssh.com），读者会碰上缺页"
            raise faults.report_refusal(self.label, said, hint) from error
