"""A .doc, .wps, .rtf or .odt → the same as .docx, by LibreOffice where it is installed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path, PurePath

from bulletin.errors import MACHINE_AT_FAULT, BulletinError, Problem, fail

_SECONDS = 60  # LibreOffice takes two to ten to start
_PLACES = (
    r"C:\Program Files\LibreOffice\program\soffice.com",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.com",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)
# No macro runs, and nothing that a document links to is loaded.
_ITEM = (
    '<item oor:path="/org.openoffice.Office.{}"><prop oor:name="{}" oor:op="fuse">'
    "<value>{}</value></prop></item>"
)
_SAFE = (
    ("Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Writer/Content/Update", "Link", "2"),
)
_SETTINGS = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry">'
    f"{''.join(_ITEM.format(*item) for item in _SAFE)}</oor:items>"
)


def find_office() -> str:
    """The program LibreOffice is started by; "" where it is not installed."""
    for name in ("soffice", "libreoffice"):
        if found := shutil.which(name):
            return found
    return next((place for place in _PLACES if Path(place).is_file()), "")


def convert_to_docx(data: bytes, name: str) -> bytes:
    """Convert a document; raises BulletinError where LibreOffice is missing, or does not make it."""
    office = find_office()
    if not office:
        hint = "用 Word 或 WPS 打开它，另存为 .docx 再导入；或请技术人员装上 LibreOffice"
        message = f"这台电脑没有 LibreOffice，读不了旧版文档（{PurePath(name).suffix or '.doc'}）"
        raise fail("I111", message, hint, path=name, exit_code=MACHINE_AT_FAULT)
    with tempfile.TemporaryDirectory(prefix="bulletin-") as folder:
        home = Path(folder)
        suffix = PurePath(name).suffix.lower()
        source = (
            home / f"in{suffix if suffix in {'.doc', '.wps', '.rtf', '.odt', '.dot', '.wpt'} else '.doc'}"
        )
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
        command += ["--convert-to", "docx:MS Word 2007 XML", "--outdir", str(home / "out"), str(source)]
        _run(command, name)
        made = home / "out" / "in.docx"
        if not made.is_file():
            hint = "用 Word 或 WPS 打开它，另存为 .docx 再导入"
            raise BulletinError([Problem("I112", "LibreOffice 转换不了这个文件", hint, name)])
        return made.read_bytes()


def _run(command: list[str], name: str) -> None:
    """Run LibreOffice; it starts others, and all of them end when the time is over."""
    alone = sys.platform != "win32"
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=alone,
    )
    try:
        process.wait(_SECONDS)
    except subprocess.TimeoutExpired:
        hint = "用 Word 或 WPS 打开它，另存为 .docx 再导入"
        raise BulletinError(
            [Problem("I112", f"LibreOffice 转换了 {_SECONDS} 秒还没有完", hint, name)]
        ) from None
    finally:
        if process.poll() is None:
            if alone:
                os.killpg(process.pid, signal.SIGKILL)
            process.kill()
            process.wait()
