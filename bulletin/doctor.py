"""This machine and this workspace → whether they can build, and what to install where they cannot."""

from __future__ import annotations

import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec

from bulletin import __version__
from bulletin.errors import BulletinError
from bulletin.invocation import forget_preparation, spell_extra
from bulletin.model import Series
from bulletin.pdf import read_pango_version
from bulletin.pdf.engine import TESTED, explain_tested, read_version
from bulletin.probe import probe_machine
from bulletin.record import FOLDER
from bulletin.source import read_series
from bulletin.system import GIT, explain_install
from bulletin.workspace import Workspace

_LIBRARIES = ("weasyprint", "jinja2", "markdown-it-py", "ruamel.yaml", "click", "uharfbuzz")
_NEEDED_BYTES = 200_000_000


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: `good` None is a remark that stops nothing."""

    good: bool | None
    what: str
    todo: str = ""

    def __str__(self) -> str:
        mark = {True: "✓", False: "✗", None: "·"}[self.good]
        return f"{mark} {self.what}" + "".join(f"\n    {line}" for line in self.todo.splitlines())


def examine_machine() -> Iterator[Finding]:
    """Look at Python and the libraries, and typeset a page with the shipped fonts."""
    good = sys.version_info >= (3, 11)
    what = f"Python {platform.python_version()}，bulletin {__version__}，{platform.system()}"
    yield Finding(good, what, "" if good else "安装 Python 3.11 或更新的版本")
    for name in _LIBRARIES:
        with suppress(PackageNotFoundError):
            yield Finding(True, f"{name} {version(name)}")
    if (installed := read_version()) not in ("", TESTED):
        what = f"weasyprint {installed} 没有和本程序一起试过（试过的是 {TESTED}），排出来的页可能不一样"
        yield Finding(None, what, explain_tested())
    lacks = probe_machine()
    if lacks:
        forget_preparation()
    yield from (Finding(False, lack.what, lack.todo) for lack in lacks)
    with suppress(OSError, ImportError):  # what it lacks has just been said
        yield Finding(True, f"Pango {read_pango_version()}")


def examine_workspace(workspace: Workspace) -> Iterator[Finding]:
    """Look at bulletin.yaml, the issues, the out folder and the disk."""
    try:
        series, _ = read_series(workspace)
    except BulletinError as error:
        yield Finding(False, "bulletin.yaml 有错", error.message)
        series = Series()
    try:
        issues = workspace.list_issues()
        yield Finding(True, f"工作区 {workspace.root}，{len(issues)} 期")
    except BulletinError as error:
        yield from (Finding(False, problem.message, problem.hint) for problem in error.problems)
    missing = [
        name
        for name, value in (
            ("网址", series.url),
            ("网站名称", series.site_name),
            ("网站标识码", series.site_id),
        )
        if not value
    ]
    if missing:
        hint = "政府网站的网页要有这些标签，在 bulletin.yaml 里写上"
        yield Finding(None, f"bulletin.yaml 没有写{'、'.join(missing)}", hint)
    yield _examine_disk(workspace)
    yield from examine_publishing(workspace, os.environ.get("BULLETIN_PUBLISH_TO", ""))


def examine_publishing(workspace: Workspace, address: str) -> Iterator[Finding]:
    """Look at what each way to publish needs; only what `address` needs must be there."""
    ways = (
        ("git+", "git 分支", shutil.which("git") is not None, explain_install(GIT)),
        ("s3://", "S3、OSS", find_spec("boto3") is not None, spell_extra("s3")),
        ("sftp://", "SFTP", find_spec("paramiko") is not None, spell_extra("sftp")),
        ("", "文件夹", _can_link(), "Windows：在设置里打开“开发人员模式”，或用管理员身份运行"),
    )
    missing = [(scheme, what, todo) for scheme, what, is_there, todo in ways if not is_there]
    there = "、".join(what for _, what, is_there, _ in ways if is_there) or "哪里都不行"
    yield Finding(
        True, f"能发布到：{there}", "\n".join(f"要发布到{what}：{todo}" for _, what, todo in missing)
    )
    scheme = next(scheme for scheme, *_ in ways if address.startswith(scheme))
    for found, what, todo in missing:
        if address and found == scheme:
            yield Finding(False, f"BULLETIN_PUBLISH_TO 写的是{what}，还不能发布到那里", todo)
    folder = workspace.root / FOLDER
    if not os.access(folder if os.path.exists(folder) else workspace.root, os.W_OK):
        yield Finding(None, f"{FOLDER} 文件夹写不进去，发布后记不下发布记录", "让运行发布的用户能写它")


def _can_link() -> bool:
    """Whether this user may make symbolic links: on Windows not everybody may."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            os.symlink(folder, os.path.join(folder, "link"), target_is_directory=True)
        except OSError:
            return False
    return True


def _examine_disk(workspace: Workspace) -> Finding:
    base = next(p for p in (workspace.out, *workspace.out.parents) if os.path.exists(p))
    free = shutil.disk_usage(base).free
    good = free >= _NEEDED_BYTES
    return Finding(good, f"磁盘剩余 {free / 1e9:.1f} GB", "" if good else "清理磁盘，至少留出 0.2 GB")
