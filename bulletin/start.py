"""A process of the system's own locale → the command line in UTF-8, its last word in Chinese.

`bulletin` and `python -m bulletin` begin here. Nothing but the standard library is loaded before
the libraries that may be missing are watched.
"""

from __future__ import annotations

import faulthandler
import locale
import os
import sys
from contextlib import suppress

from bulletin.faults import FaultStatus
from bulletin.invocation import CRASHED, is_run_by_script, name_program
from bulletin.loading import refuse_cut_libraries


def main() -> None:
    """Run the command line; ends the process."""
    settle_encoding()
    watch_crashes()
    refuse_cut_libraries()
    with FaultStatus():
        from bulletin.cli import cli

        cli.main(prog_name=name_program())


def settle_encoding() -> None:
    """Use UTF-8 for names, messages and children, whatever the locale says (GBK, ISO-8859-1, none).

    Names of files are bytes of UTF-8 on every system of today; only Python started anew takes them
    so. Where the locale is UTF-8 nothing is done, and Windows has them right by itself.
    """
    os.environ["PYTHONUTF8"] = "1"  # for the processes started from here
    speaks_utf8 = {sys.getfilesystemencoding(), locale.getencoding().lower()} <= {"utf-8", "utf8"}
    if sys.platform != "win32" and not (sys.flags.utf8_mode or speaks_utf8):
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])
    encoding = None if "PYTHONIOENCODING" in os.environ else "utf-8"
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A character that cannot be shown must not turn a message into a traceback.
            stream.reconfigure(encoding=encoding, errors="replace")


def watch_crashes() -> None:
    """Let a damaged library that ends this process leave a trace, so that the next `./run` looks for it."""
    if is_run_by_script():
        with suppress(OSError):  # an environment of somebody else
            faulthandler.enable(open(os.path.join(sys.prefix, CRASHED), "ab", buffering=0))  # noqa: SIM115
