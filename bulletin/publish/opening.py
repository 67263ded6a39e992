"""The address after `--to` → the `Target` that it names; only what that one needs is loaded."""

from __future__ import annotations

import re
from pathlib import Path

from bulletin.publish import faults
from bulletin.publish.target import Target, hide_password

# 1,800 s: the first upload of 20 years over a slow line; whoever waits longer is told who works there.
WAIT_SECONDS = {"local": 600.0, "remote": 1800.0}
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://")
_SCP = re.compile(r"[\w.-]+@[\w.-]+:")


def open_target(address: str, wait: float | None = None) -> Target:
    """The target that `address` names; nothing is connected or written yet.

    A folder, `git+URL[#branch]`, `s3://bucket/prefix` or `sftp://user@host[:port]/path`. `wait` is
    for how many seconds another publisher is waited for. Raises BulletinError (D101) for anything
    else, and D111 or D112 where the program or package for it is missing.
    """
    if address.startswith("git+"):
        from bulletin.publish.git import GitTarget

        url, _, branch = address.removeprefix("git+").partition("#")
        return GitTarget(url, branch or "pages")
    scheme = match[1].lower() if (match := _SCHEME.match(address)) else ""
    if scheme in {"s3", "sftp"}:
        return _open_server(scheme, address, WAIT_SECONDS["remote"] if wait is None else wait)
    if scheme:
        raise faults.refuse_address(hide_password(address), f"不认识 {scheme}://")
    if _SCP.match(address):
        raise faults.refuse_address(address, f"是 git 仓库就写 git+{address}，是文件夹就写 sftp://")
    if not address.strip():
        raise faults.refuse_address(address, "是空的")
    from bulletin.publish.local import LocalTarget

    return LocalTarget(Path(address).expanduser(), WAIT_SECONDS["local"] if wait is None else wait)


def _open_server(scheme: str, address: str, wait: float) -> Target:
    from bulletin.publish.remote import RemoteTarget

    try:
        if scheme == "s3":
            from bulletin.publish.s3 import open_s3

            return RemoteTarget(open_s3(address), wait)
        from bulletin.publish.sftp import open_sftp

        return RemoteTarget(open_sftp(address), wait)
    except ImportError as error:
        raise faults.miss_package(scheme, error) from error
