"""A .doc, .wps, .rtf or .odt → the same as .docx, a .docx as PDF, by LibreOffice where it is installed.

LibreOffice reads what a stranger wrote, with all that it can do. So it starts in an empty home of its own,
where macros are off and links stay unread, with no way to the network, and with limits; and whatever it
leaves behind goes with that home.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path, PurePath

from bulletin.errors import MACHINE_AT_FAULT, BulletinError, Problem, fail
from bulletin.importing.refusals import explain_no_room
from bulletin.workspace import shipped_folder

SECONDS = 20  # by the clock: LibreOffice takes one to ten to start, most of it waiting for the disk
PROCESSOR_SECONDS = 8  # of work, which starts with less than one
_MEMORY = 256_000_000  # bytes that it may write to; it starts with less than 180 MB
_FILE = 100_000_000  # bytes of a file that it writes
_PLACES = (
    r"C:\Program Files\LibreOffice\program\soffice.com",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.com",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)
_ITEM = (
    '<item oor:path="/org.openoffice.{}"><prop oor:name="{}" oor:op="fuse"><value>{}</value></prop></item>'
)
# No macro runs, nothing that a document links to is loaded, and what is asked for all the same goes to a
# proxy that is not there (port 9 is "discard", RFC 863), for addresses of this machine as well.
_SAFE = (
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Common/Load", "UpdateDocMode", "0"),
    ("Office.Writer/Content/Update", "Link", "2"),
    ("Office.Calc/Content/Update", "Link", "2"),
    ("Inet/Settings", "ooInetProxyType", "2"),
    ("Inet/Settings", "ooInetNoProxy", ""),
    *(
        ("Inet/Settings", f"ooInet{kind}Proxy{part}", value)
        for kind in ("HTTP", "HTTPS", "FTP")
        for part, value in (("Name", "127.0.0.1"), ("Port", "9"))
    ),
)
_SETTINGS = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry">'
    f"{''.join(_ITEM.format(*item) for item in _SAFE)}</oor:items>"
)
# Of the environment only what programs need to start: no proxy, no desktop, no session to speak to. Where
# fontconfig's files lie elsewhere than usual (Nix, Homebrew) it finds no font without being told, and
# LibreOffice does not start without one.
_KEPT = (
    *("PATH", "LANG", "LC_ALL", "FONTCONFIG_FILE", "FONTCONFIG_PATH"),
    *("SYSTEMROOT", "SYSTEMDRIVE", "PROGRAMFILES", "PROGRAMFILES(X86)", "WINDIR"),
)


def find_office() -> str:
    """The program LibreOffice is started by; "" where it is not installed."""
    for name in ("soffice", "libreoffice"):
        if found := shutil.which(name):
            return found
    return next((place for place in _PLACES if Path(place).is_file()), "")


def convert_to_docx(data: bytes, name: str, suffix: str) -> bytes:
    """Convert a document whose content is of the kind `suffix`; raises BulletinError where LibreOffice is
    missing, or does not make it."""
    office = find_office()
    if not office:
        hint = "用 Word 或 WPS 打开它，另存为 .docx 再导入；或请技术人员装上 LibreOffice"
        message = f"这台电脑没有 LibreOffice，读不了旧版文档（{PurePath(name).suffix or suffix}）"
        raise fail("I111", message, hint, path=name, exit_code=MACHINE_AT_FAULT)
    try:
        return _convert(office, data, name, suffix, "docx:MS Word 2007 XML")
    except OSError as error:
        raise explain_no_room(error) from error


def convert_to_pdf(data: bytes, name: str) -> bytes:
    """The PDF that LibreOffice makes of a .docx, with our fonts beside those of the machine; b"" where it is
    missing, or does not make it."""
    office = find_office()
    try:
        return _convert(office, data, name, ".docx", "pdf") if office else b""
    except (OSError, BulletinError):
        return b""


def _convert(office: str, data: bytes, name: str, suffix: str, kind: str) -> bytes:
    with tempfile.TemporaryDirectory(prefix="bulletin-", ignore_cleanup_errors=True) as folder:
        home = Path(folder).resolve()
        source = home / f"in{suffix}"
        source.write_bytes(data)
        profile = home / "profile"
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, "utf-8")
        command = [
            office,
            f"-env:UserInstallation={profile.as_uri()}",
            "--headless",
            "--norestore",
            "--nolockcheck",
        ]
        command += ["--convert-to", kind, "--outdir", str(home / "out"), str(source)]
        environment = _make_environment(home)
        if kind == "pdf":
            _lend_fonts(Path(environment["HOME"]))
        try:
            in_time = _run(command, environment)
        finally:
            _remove_pipe(profile.as_uri())
        if not in_time:
            raise _refuse(name, f"LibreOffice 转换了 {SECONDS} 秒还没有完，停下了")
        made = home / "out" / f"in.{kind.partition(':')[0]}"
        if not made.is_file():
            raise _refuse(name, "LibreOffice 转换不了这个文件：它可能坏了，太复杂，或做了手脚")
        return made.read_bytes()


def _refuse(name: str, message: str) -> BulletinError:
    return BulletinError([Problem("I112", message, "用 Word 或 WPS 打开它，另存为 .docx 再导入", name)])


def _make_environment(home: Path) -> dict[str, str]:
    """What LibreOffice sees: a home and a folder for temporary files inside `home`, and no screen."""
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
    for name in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "TMPDIR", "TEMP", "TMP"):
        environment[name] = str(home / name.lower())
        (home / name.lower()).mkdir(exist_ok=True)
    # A thread for each core of a large machine would take all the memory for its stack.
    return {**environment, "SAL_USE_VCLPLUGIN": "svp", "MAX_CONCURRENCY": "2"}


def _lend_fonts(home: Path) -> None:
    """Put our fonts where fontconfig looks in a home: a server may have none for Chinese, and what is drawn
    would be boxes."""
    with contextlib.suppress(OSError, NotImplementedError):  # Windows, which has fonts, may refuse a link
        (home / ".fonts").symlink_to(shipped_folder("fonts"), target_is_directory=True)


def _run(command: list[str], environment: Mapping[str, str]) -> bool:
    """Run LibreOffice, which starts others; True where it ended in time. None of them is left running."""
    process = subprocess.Popen(
        command,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=_find_limiter(),
    )
    try:
        process.wait(SECONDS)
    except subprocess.TimeoutExpired:
        return False
    finally:
        _end_tree(process)
    return True


def _find_limiter() -> Callable[[], None] | None:
    """What the child does before it becomes LibreOffice: it takes limits on, where the system has them."""
    try:
        import resource
    except ImportError:  # Windows
        return None
    limits = (
        (resource.RLIMIT_DATA, _MEMORY),
        (resource.RLIMIT_FSIZE, _FILE),
        (resource.RLIMIT_CPU, PROCESSOR_SECONDS),
        (resource.RLIMIT_CORE, 0),
    )

    def limit() -> None:
        for what, most in limits:
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(what, (most, most))

    return limit


def _end_tree(process: subprocess.Popen[bytes]) -> None:
    """End a process and all that it started, and wait for that."""
    if sys.platform == "win32":
        if process.poll() is None:
            ender = ["taskkill", "/F", "/T", "/PID", str(process.pid)]
            subprocess.run(ender, capture_output=True, check=False)
        process.wait()
        return
    in_time = process.poll() is not None
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        for _ in range(0 if in_time else 25):  # the others are not our children: ask until they are gone
            os.killpg(process.pid, 0)
            time.sleep(0.02)
    process.wait()


def _remove_pipe(profile: str) -> None:
    """Remove the socket by which a second LibreOffice finds the first, where the first did not live to.

    It is called after the MD5 of the profile's address in UTF-16, each byte in hexadecimal without a zero
    before it (desktop/source/app/officeipcthread.cxx), and lies in /tmp whatever TMPDIR says.
    """
    if sys.platform == "win32":
        return
    digest = hashlib.md5(profile.encode("utf-16-le"), usedforsecurity=False).digest()
    for text in (digest.hex(), "".join(f"{byte:x}" for byte in digest)):
        for folder in ("/tmp", "/var/tmp"):
            with contextlib.suppress(OSError):
                Path(folder, f"OSL_PIPE_{os.getuid()}_SingleOfficeIPC_{text}").unlink()
