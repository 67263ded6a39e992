"""`./run` where something is not as it was → the environment in order again, or what keeps it from being so.

    python -m setup.prepare LEVEL      run, publish or dev
    python -m setup.prepare system     installs the packages of the system alone, for an administrator

Exit 0: all is in order; 100: it is not, but what is there works; 3: the machine lacks something, and
the message says what.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import json
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

from bulletin.invocation import CRASHED
from bulletin.probe import Kind
from bulletin.system import PANGO, VENV, explain_install, lacks_pango
from setup.environment import (
    LEVELS,
    Environment,
    find_bundled_pip,
    hold_environment,
    holds_level,
    make_environment,
    point_to_checkout,
    read_record,
    restore_environment,
)
from setup.failures import Failure
from setup.packages import has_debs, install_names, install_needs, may_install

_MACHINE_AT_FAULT = 3
_AS_IT_IS = 100
_LOG = ".venv.log"
_NEEDS = {VENV: "Python 的 venv", PANGO: "排版用的 Pango"}
# What the tests want besides, on Debian-likes: program, file or library → package, and what is not tested
# without it. The driver of the browser tests needs libatomic.
_TEST_TOOLS = {
    "chromium": ("chromium", "网页"),
    "libatomic.so.1": ("libatomic1", "网页"),
    "/usr/lib/openssh/sftp-server": ("openssh-sftp-server", "SFTP"),
    "/usr/share/i18n/charmaps/GBK.gz": ("locales", "其他编码"),
    "git": ("git", "git"),
}
_CI_TOOLS = {"soffice": ("libreoffice-writer-nogui", "转换文档")}


def main() -> None:
    """Bring the environment to what the command line asks for; ends the process with 0 or 3."""
    root = Path(__file__).resolve().parent.parent
    environment = Environment(root)
    if sys.argv[1] == "system":
        install_system(root)
        return
    level = sys.argv[1]
    try:
        with hold_environment(environment):
            is_whole = prepare(environment, level)
    except OSError as error:
        if read_record(environment.folder) is None:
            give_up(*explain_refusal(root, error))
        is_whole = False  # one that is whole and cannot be written to is used as it is
    if level == "dev":
        install_test_tools(root)
    sys.exit(0 if is_whole else _AS_IT_IS)


def prepare(environment: Environment, level: str) -> bool:
    """Have the environment hold `level` and this machine typeset a page; False where it goes on with older
    versions than those that are locked."""
    restore_environment(environment)
    record = read_record(environment.folder)
    is_whole, is_new = True, False
    if record is None or not holds_level(record, environment.root, level):
        wanted = max(level, record.level if record else level, key=LEVELS.index)
        is_whole = is_new = renew(environment, wanted, is_first=record is None)
    point_to_checkout(environment)
    lacks = ask_probe(environment)
    if Kind.LIBRARY in lacks and not is_new:
        tell("有程序库坏了，正在重新安装……")
        is_whole = renew(environment, record.level if record else level, is_first=True)
        point_to_checkout(environment)
        lacks = ask_probe(environment)
    if Kind.SYSTEM in lacks and may_install():
        tell(f"正在安装系统库（{_NEEDS[PANGO]}）……")
        if install_needs(environment.root, PANGO):
            lacks = ask_probe(environment)
    if lacks:
        explain_lacks(environment)
    with contextlib.suppress(FileNotFoundError):
        (environment.folder / CRASHED).unlink()
    return is_whole


def tell(text: str) -> None:
    """Say what takes a while."""
    print(text, file=sys.stderr, flush=True)


def renew(environment: Environment, level: str, *, is_first: bool) -> bool:
    """Make the environment anew. Where that fails and the old one works, say so and go on with it: False."""
    if is_first:
        require_packages(environment)
    tell("正在安装所需的程序库，第一次要几分钟……" if is_first else "正在更新程序库……")
    try:
        make_environment(environment, level)
    except Failure as failure:
        message, hint = explain_failure(environment.root, failure)
        if is_first:
            give_up(message, hint)
        tell(f"提示：{message}，先用原来装好的程序库。")
        return False
    return True


def require_packages(environment: Environment) -> None:
    """Have the packages of the system that an environment needs, or ask an administrator for all of them at
    once; ends with 3 where they are lacking."""
    has_pip = find_spec("ensurepip") is not None or find_bundled_pip(environment.root) is not None
    needs = [*([] if has_pip else [VENV]), *([PANGO] if lacks_pango() else [])]
    if not needs:
        return
    names = "、".join(_NEEDS[need] for need in needs)
    if may_install():
        tell(f"正在安装系统库（{names}）……")
        if install_needs(environment.root, *needs):
            return
    give_up(f"缺少系统库：{names}", explain_needs(environment.root, *needs))


def explain_needs(root: Path, *needs: str) -> str:
    """What to type for packages of the system: those of the bundle, where it has them."""
    if has_debs(root) and VENV not in needs:
        return "离线包里有：请管理员（root）在这个文件夹里运行 sh run system，再运行一次"
    return f"{explain_install(*needs)}\n提示：装好后再运行一次"


def explain_failure(root: Path, failure: Failure) -> tuple[str, str]:
    """What is wrong and what to do, where packages could not be had; .venv.log keeps what was printed."""
    with contextlib.suppress(OSError):
        (root / _LOG).write_text(failure.log, "utf-8")
    python = ".".join(map(str, sys.version_info[:2]))
    again = "再运行一次"
    if failure.kind == "fit" and (root / "bundle").is_dir():
        made_for = read_bundle_python(root)
        hint = f"装上 Python {made_for}，或在同样的电脑上重新做一个离线包（./run bundle）"
        return f"这个离线包是给 Python {made_for} 的，这里是 Python {python}", hint
    return {
        "venv": ("Python 缺少 venv", f"{explain_install(VENV)}，{again}"),
        "room": ("磁盘满了，程序库没有装成", f"清理磁盘，留出 0.5 GB，{again}"),
        "network": ("连不上网，程序库没有装成", f"检查网络和代理（安装时要联网，生成时不用），{again}"),
        "certificate": ("网站的证书通不过，程序库没有装成", f"检查这台电脑的时间和网络代理，{again}"),
        "hashes": (
            "下载到的程序库与锁定的不同，没有装",
            f"换一个软件源（pip config list 看现在的），{again}",
        ),
        "denied": (f"文件夹“{root}”写不进去，程序库没有装成", f"检查它的权限，{again}"),
        "fit": (
            f"软件源里没有适合 Python {python} 的 {failure.name}",
            f"换一个 Python（如 PYTHON=python3.12），或换一个软件源，{again}",
        ),
    }.get(failure.kind, ("程序库没有装成", f"{again}；还是这样，把 {_LOG} 交给维护程序的人"))


def read_bundle_python(root: Path) -> str:
    """The version of Python that a bundle was made for."""
    try:
        return str(json.loads((root / "bundle" / "about.json").read_text("utf-8"))["python"])
    except (OSError, ValueError, LookupError, TypeError):
        return "另一个版本"


def ask_probe(environment: Environment) -> list[str]:
    """What the environment's own probe finds lacking: kinds of bulletin.probe."""
    done = _run_probe(environment)
    try:
        return list(json.loads(done.stdout.decode("utf-8", "replace").splitlines()[-1]))
    except (ValueError, IndexError):
        return [Kind.LIBRARY]


def _run_probe(environment: Environment) -> subprocess.CompletedProcess[bytes]:
    command = [str(environment.python), "-X", "utf8", "-P", "-m", "bulletin.probe"]
    return subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, check=False)


def explain_lacks(environment: Environment) -> NoReturn:
    """Say what the probe says, and end with 3."""
    print(_run_probe(environment).stderr.decode("utf-8", "replace").strip(), file=sys.stderr)
    if has_debs(environment.root):
        tell(f"提示：{explain_needs(environment.root, PANGO)}")
    sys.exit(_MACHINE_AT_FAULT)


def install_system(root: Path) -> None:
    """Install the packages of the system, from the bundle where it has them; ends with 3 where that fails."""
    if not may_install():
        give_up("只有管理员能安装系统库", "用 root 运行：sudo sh run system")
    if not install_needs(root, PANGO):
        give_up("系统库没有装成", explain_install(PANGO))
    print("系统库装好了。")


def install_test_tools(root: Path) -> None:
    """Install what the tests want besides; what cannot be had is named, for its tests will be skipped."""
    wanted = {**_TEST_TOOLS, **(_CI_TOOLS if os.environ.get("CI") else {})}
    missing = {package: what for program, (package, what) in wanted.items() if not is_there(program)}
    if not missing:
        return
    if may_install():
        tell(f"正在安装测试用的 {'、'.join(missing)}……")
        if install_names(root, list(missing)):
            return
    for package, what in missing.items():
        tell(f"没有装上 {package}，{what}的测试会跳过")


def is_there(name: str) -> bool:
    """Whether a program, a library, or a file by its whole path is on this machine."""
    if ".so." in name:
        with contextlib.suppress(OSError):
            ctypes.CDLL(name)
            return True
        return False
    return Path(name).exists() if name.startswith("/") else shutil.which(name) is not None


def explain_refusal(root: Path, error: OSError) -> tuple[str, str]:
    """What to say of a folder in which no environment can be made: what is wrong, what to do."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return "磁盘满了，程序库没有装成", "清理磁盘，留出 0.5 GB，再运行一次"
    return f"文件夹“{root}”写不进去，装不了程序库", "检查它的权限，或把它复制到一个能写的文件夹里再运行"


def give_up(message: str, hint: str) -> NoReturn:
    """Say what the machine lacks, and end with 3."""
    print(f"错误：{message}\n提示：{hint}", file=sys.stderr)
    sys.exit(_MACHINE_AT_FAULT)


if __name__ == "__main__":
    main()
