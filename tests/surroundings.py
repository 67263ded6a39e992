"""The environment of whoever runs the tests → the one that they and the programs they start see.

A locale, a proxy, a token for another server, the settings of git: what a user has set up for his own work
decides nothing here. What a test says of such a setting it sets itself.
"""

from __future__ import annotations

import atexit
import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

_FOREIGN = re.compile(
    r"LC_\w+|LANGUAGE|COLUMNS|LINES|NO_COLOR|FORCE_COLOR|CLICOLOR\w*|PYTHONWARNINGS|SOURCE_DATE_EPOCH|POSIXLY_CORRECT"
    r"|SSH_\w+|(GIT|BULLETIN|AWS|FSSPEC|BOTO|GITHUB|GITLAB|DASK|DISTRIBUTED)_\w+|(\w+_)?proxy",
    re.IGNORECASE,
)
_OURS = {
    "PYTHONUTF8": "1",  # for the workers and every Python below them: names of files and pipes are UTF-8
    "LC_ALL": "C.UTF-8",
    "LANG": "C.UTF-8",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}
_UMASK = 0o022


def settle_environment() -> None:
    """Change the environment of this process, once, before anything is started."""
    for name in [name for name in os.environ if _FOREIGN.fullmatch(name)]:
        del os.environ[name]
    os.environ.update(_OURS)
    if not Path(os.environ.get("HOME", "/nowhere")).is_dir():
        os.environ["HOME"] = tempfile.mkdtemp(prefix="home-")
        atexit.register(shutil.rmtree, os.environ["HOME"], ignore_errors=True)
    os.umask(_UMASK)


def explain_encoding() -> str:
    """What keeps the tests from running in this very process; "" where nothing does."""
    if sys.getfilesystemencoding() == "utf-8":
        return ""
    return "the locale cannot name the files of the tests: set PYTHONUTF8=1 (workers do, so leave out -n0)"
