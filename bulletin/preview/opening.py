"""A place in a source → the editor's program, at that line; an address → the browser."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import webbrowser
from pathlib import Path

from bulletin.errors import MACHINE_AT_FAULT, fail

PROGRAMS = ("auto", "vscode", "system")


def open_editor(program: str, file: Path, line: int, column: int) -> None:
    """Open `file` at `line`: in VS Code where `program` says so or it is there, else in the system's own
    program for it, which knows no lines.

    Raises BulletinError where that program does not start.
    """
    code = shutil.which("code") or shutil.which("codium")
    if program == "vscode" or (program == "auto" and code):
        command = [code or "code", "--goto", f"{file}:{max(line, 1)}:{max(column, 1)}"]
    elif sys.platform == "darwin":
        command = ["open", "-t", str(file)]
    else:
        command = ["xdg-open", str(file)]
    try:
        if sys.platform == "win32" and command[0] == "xdg-open":
            os.startfile(file)
        else:
            subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
    except OSError as error:
        hint = "装上 VS Code，或在文件夹里自己打开它；也可以用 --editor 换一个"
        raise fail("E310", f"打不开编辑器（{command[0]}）", hint, exit_code=MACHINE_AT_FAULT) from error


def open_browser(address: str, folder: Path) -> Path | None:
    """Open `address` in the default browser; returns a folder to remove at the end, None where nothing opens.

    Other users of a machine see the command lines of its processes: the address with its token goes
    through a file in a folder that only its owner enters.
    """
    for base in (folder, None):
        with contextlib.suppress(OSError):
            if base:
                base.mkdir(parents=True, exist_ok=True)
            private = Path(tempfile.mkdtemp(prefix="preview-", dir=base))
            page = private / "preview.html"
            page.write_text(
                '<!DOCTYPE html><html lang="zh-CN"><meta charset="utf-8"><title>预览</title>'
                f'<meta http-equiv="refresh" content="0; url={address}"><a href="{address}">打开预览</a>',
                "utf-8",
            )
            webbrowser.open(page.as_uri())
            return private
    return None
