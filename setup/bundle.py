"""This checkout → one archive for a machine without internet: all that `./run build` needs there.

bulletin-…/                 the checkout, but what .gitignore leaves out
bulletin-…/bundle/wheels/   the locked packages for this platform and Python, and pip
bulletin-…/bundle/debs/     on Debian-likes: Pango and what it needs, with an index for apt
bulletin-…/bundle/about.json
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import platform
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

from bulletin import __version__
from bulletin.system import PANGO, find_manager
from setup.failures import explain_pip
from setup.packages import name_release
from setup.prepare import explain_failure, give_up, tell

_LEFT_OUT = {".git", ".venv", ".venv.old", "dist", "bundle", "__pycache__", ".mypy_cache", ".pytest_cache"}
_DATE = 315_532_800  # 1980-01-01: zip and tar both know it; the same archive from the same things


def main() -> None:
    """Make dist/bulletin-….tar.gz and say where it is and what to do with it; exit 3 where that fails."""
    root = Path(__file__).resolve().parent.parent
    system = f"{platform.system().lower()}-{platform.machine().lower()}"
    name = f"bulletin-{__version__}-{system}-py{sys.version_info[0]}.{sys.version_info[1]}"
    target = root / "dist" / f"{name}.tar.gz"
    try:
        with tempfile.TemporaryDirectory(prefix="bulletin-") as folder:
            bundle = Path(folder)
            tell("正在收集程序库……")
            collect_wheels(root, bundle / "wheels")
            release = collect_debs(bundle / "debs")
            version = ".".join(map(str, sys.version_info[:2]))
            about = {"python": version, "system": system, "release": release}
            (bundle / "about.json").write_text(json.dumps(about, ensure_ascii=False, indent=1), "utf-8")
            tell("正在打包……")
            write_archive(root, bundle, name, target)
    except OSError as error:
        give_up(f"离线包没有做成（{error.strerror or error}）", "检查磁盘的空间和文件夹的权限，再运行一次")
    size = target.stat().st_size / 1e6
    print(f"已生成 {target}（{size:.0f} MB）")
    print(f"在{describe_target(release)}上：tar xf {target.name}，进入解开的文件夹，运行 ./run build 期号")


def describe_target(release: str) -> str:
    """The kind of machine that a bundle is for."""
    version = ".".join(map(str, sys.version_info[:2]))
    return f"没有网络的 {release or platform.system()}、{platform.machine()}、Python {version} 的电脑"


def collect_wheels(root: Path, folder: Path) -> None:
    """Put the wheels of the locked versions, and pip's own, into `folder`."""
    folder.mkdir(parents=True)
    own = root / "bundle" / "wheels"
    if own.is_dir():  # a bundle of a bundle
        shutil.copytree(own, folder, dirs_exist_ok=True)
        return
    locked = str(root / "requirements" / "run.txt")
    words = ["download", "-q", "--require-hashes", "--only-binary", ":all:", "-d", str(folder), "-r", locked]
    done = subprocess.run([sys.executable, "-m", "pip", *words], capture_output=True, check=False)
    if done.returncode != 0:
        log = (done.stdout + done.stderr).decode("utf-8", "replace")
        give_up(*explain_failure(root, explain_pip(log)))
    shutil.copy2(find_pip_wheel(), folder)


def find_pip_wheel() -> Path:
    """The wheel that Python's ensurepip installs from: Debian keeps it in a folder of its own."""
    import ensurepip

    folders = [sysconfig.get_config_var("WHEEL_PKG_DIR"), Path(ensurepip.__file__).parent / "_bundled"]
    wheels = [path for folder in folders if folder for path in sorted(Path(folder).glob("pip-*.whl"))]
    if not wheels:
        give_up("找不到 pip 的安装包，离线包没有做成", "安装 python3-venv，再运行一次")
    return wheels[-1]


def collect_debs(folder: Path) -> str:
    """Put Pango's packages and all that they need into `folder`, on a system of Debian's kind: the name of
    its release, or nothing on another system.

    apt is asked as if nothing were installed: what the other machine has already, it says there.
    """
    manager = find_manager()
    if manager is None or manager.command != "apt-get":
        return ""
    tell("正在收集系统库……")
    (folder / "partial").mkdir(parents=True)
    status = folder.parent / "status"
    status.write_bytes(b"")
    options = {
        "Dir::State::status": status,
        "Dir::Cache::archives": folder,
        "Debug::NoLocking": "1",
        "APT::Sandbox::User": "root",
    }
    words = [word for key, value in options.items() for word in ("-o", f"{key}={value}")]
    command = ["apt-get", *words, "install", "-y", "-q", "--download-only", "--no-install-recommends"]
    done = subprocess.run([*command, *manager.packages[PANGO]], capture_output=True, check=False)
    if done.returncode != 0:
        give_up("系统库没有下载成，离线包没有做成", "以 root 运行 apt-get update，检查网络，再运行一次")
    (folder / "partial").rmdir()
    status.unlink()
    (folder / "lock").unlink(missing_ok=True)
    (folder / "Packages").write_text("".join(index_debs(folder)), "utf-8")
    return name_release()


def index_debs(folder: Path) -> Iterator[str]:
    """The entries of a repository's Packages (Debian Policy §5): each package's control, and its file."""
    for path in sorted(folder.glob("*.deb")):
        control = subprocess.run(
            ["dpkg-deb", "-f", str(path)], capture_output=True, check=True
        ).stdout.decode()
        data = path.read_bytes()
        yield f"{control.rstrip()}\nFilename: ./{path.name}\nSize: {len(data)}\n"
        yield f"SHA256: {hashlib.sha256(data).hexdigest()}\n\n"


def write_archive(root: Path, bundle: Path, name: str, target: Path) -> None:
    """Write the archive: the checkout's files and the bundle's, in the order of their names, whole or not."""
    files = dict(sorted([*list_checkout(root), *((f"bundle/{n}", p) for n, p in walk(bundle))]))
    target.parent.mkdir(exist_ok=True)
    temporary = target.with_name(f".{target.name}")
    try:
        with (
            open(temporary, "wb") as file,
            gzip.GzipFile("", "wb", 6, file, mtime=_DATE) as packed,
            tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive,
        ):
            for path_name, path in files.items():
                data = path.read_bytes()
                info = tarfile.TarInfo(f"{name}/{path_name}")
                info.size, info.mtime = len(data), _DATE
                info.mode = 0o755 if os.access(path, os.X_OK) else 0o644
                archive.addfile(info, io.BytesIO(data))
        os.replace(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)


def list_checkout(root: Path) -> list[tuple[str, Path]]:
    """The files of the checkout by their names with `/`: what git would take, else all but outputs."""
    command = [
        "git",
        "-c",
        "safe.directory=*",
        "-C",
        str(root),
        "ls-files",
        "-z",
        "-co",
        "--exclude-standard",
    ]
    if (root / ".git").exists() and shutil.which("git"):
        done = subprocess.run(command, capture_output=True, check=False)
        if done.returncode == 0:
            names = [os.fsdecode(name) for name in done.stdout.split(b"\0") if name]
            return [(name, root / name) for name in names if (root / name).is_file()]
    return [(name, path) for name, path in walk(root) if not _LEFT_OUT & set(name.split("/"))]


def walk(folder: Path) -> Iterator[tuple[str, Path]]:
    """The files below `folder`, by their names with `/`."""
    for place, folders, names in os.walk(folder, onerror=_refuse):
        folders[:] = sorted(folders)
        for name in sorted(names):
            path = Path(place, name)
            yield path.relative_to(folder).as_posix(), path


def _refuse(error: OSError) -> NoReturn:
    raise error


if __name__ == "__main__":
    main()
