"""A git command and a folder → what it prints; it asks nobody, and sends what we gave it, unchanged."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path

from bulletin.publish import faults

_SECONDS = 1800.0  # for the longest of them, a push over a slow line
_LINE_SECONDS = 60  # git itself gives up a line that carries nothing for so long
# What tells a git that runs inside a hook or another git about that one; ours is elsewhere.
_FOREIGN = (
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
    "GIT_QUARANTINE_PATH",
    "GIT_CONFIG",
    "GIT_GRAFT_FILE",
    "GIT_SHALLOW_FILE",
    "GIT_REPLACE_REF_BASE",
    "GIT_LITERAL_PATHSPECS",
    "GIT_DEFAULT_HASH",
)
# Settings of the user that would change what we send, or run something; access (credential.*, http.*,
# url.*.insteadOf) stays as it is.
_SETTINGS = {
    "core.bigFileThreshold": "256k",  # a PDF has no likeness worth looking for
    "core.looseCompression": "0",  # what we keep goes into one pack and away
    "core.hooksPath": os.devnull,
    "core.attributesFile": os.devnull,
    "core.autocrlf": "false",
    "core.fsmonitor": "false",
    "core.logAllRefUpdates": "false",
    "fetch.recurseSubmodules": "no",
    "fetch.writeCommitGraph": "false",
    "gc.auto": "0",
    "http.lowSpeedLimit": "1",
    "http.lowSpeedTime": str(_LINE_SECONDS),
    "i18n.commitEncoding": "UTF-8",
    "init.defaultObjectFormat": "sha1",
    "log.showSignature": "false",
    "maintenance.auto": "false",
    "push.followTags": "false",
    "push.gpgSign": "false",
    "push.recurseSubmodules": "no",
    "submodule.recurse": "false",
    "transfer.fsckObjects": "false",
}
_SSH = f"ssh -o BatchMode=yes -o ConnectTimeout=20 -o ServerAliveInterval={_LINE_SECONDS // 3}"


class GitFailure(Exception):
    """A git command ended with a fault; `said` is what it printed, in English."""

    def __init__(self, said: str) -> None:
        super().__init__(said)
        self.said = said


def find_git() -> str:
    """The git program; raises BulletinError (D111)."""
    program = shutil.which("git")
    if program is None:
        raise faults.miss_git()
    return program


def run_git(
    folder: Path, *arguments: str, data: bytes = b"", environment: Mapping[str, str] | None = None
) -> bytes:
    """Run git in the bare repository `folder` with `data` on its standard input; raises GitFailure."""
    settings = [part for key, value in _SETTINGS.items() for part in ("-c", f"{key}={value}")]
    command = [find_git(), f"--git-dir={folder}", *settings, *arguments]
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=folder.parent,
        env=_make_environment(environment or {}),
        start_new_session=True,  # ssh and remote helpers end with it
    )
    try:
        out, said = process.communicate(data, _SECONDS)
    except subprocess.TimeoutExpired as error:
        raise GitFailure(f"timed out after {_SECONDS:.0f} s") from error
    finally:
        if process.poll() is None:
            _end_group(process)
    if process.returncode:
        raise GitFailure(said.decode("utf-8", "replace").strip() or f"git ended with {process.returncode}")
    return out


def _end_group(process: subprocess.Popen[bytes]) -> None:
    if os.name == "posix":
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.communicate()


def _make_environment(more: Mapping[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in _FOREIGN}
    ssh = {} if {"GIT_SSH", "GIT_SSH_COMMAND"} & kept.keys() else {"GIT_SSH_COMMAND": _SSH}
    return {
        **kept,
        **ssh,
        "GIT_TERMINAL_PROMPT": "0",
        "GCM_INTERACTIVE": "never",
        "SSH_ASKPASS_REQUIRE": "never",
        "GIT_ALLOW_PROTOCOL": "file:git:http:https:ssh",  # never ext::, which runs what it is told
        "GIT_OPTIONAL_LOCKS": "0",
        "LC_ALL": "C",
        **more,
    }


def clean_message(said: str, url: str, shown: str) -> str:
    """The telling line of what git printed, without passwords."""
    text = re.sub(r"(?<=://)[^/@\s]*@", "", said.replace(url, shown))
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("hint:")]
    telling = [line for line in lines if re.match(r"(fatal|error|remote|!|ssh)\b|!", line)]
    return " ".join((telling or lines or [""])[0].split())[:200]
